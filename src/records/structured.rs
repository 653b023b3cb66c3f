//! Records that name their parts: JSON lines and logfmt. They have no prefix; level, time and source are values of theirs.

use serde_json::Value;

use super::items::level_named;
use super::looks::is_nothing;
use super::prefix::{Form, Level, Prefix, Source};
use crate::detect::text::escapes;

/// A longer line is not parsed for its source.
const MAX_RECORD_BYTES: usize = 64 << 10;

const ERRORS: [&str; 3] = ["error", "err", "exception"];
const LEVELS: [&str; 6] = ["level", "lvl", "severity", "sev", "levelname", "log.level"];
const TIMES: [&str; 8] = ["time", "timestamp", "@timestamp", "ts", "t", "at", "asctime", "datetime"];
const CONTAINERS: [&str; 5] = ["pod", "pod_name", "container", "container_name", "hostname"];
const PROCESSES: [&str; 5] = ["pid", "process", "thread", "thread_name", "threadName"];
const COMPONENTS: [&str; 8] = ["service", "unit", "logger", "logger_name", "component", "app", "who", "name"];

/// What a record says of itself, if it is JSON or logfmt.
pub(super) fn read(line: &[u8]) -> Option<Prefix> {
    let line = line.trim_ascii();
    if line.len() > MAX_RECORD_BYTES {
        return None;
    }
    match line.first()? {
        b'{' => json(line),
        _ => logfmt(std::str::from_utf8(line).ok()?),
    }
}

fn json(line: &[u8]) -> Option<Prefix> {
    let record: Value = serde_json::from_slice(line).ok()?;
    let members = record.as_object()?;
    Some(prefix(|name| match members.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }))
}

/// `level=error msg="..."`: a line counts as logfmt if it has a level and one more pair.
fn logfmt(line: &str) -> Option<Prefix> {
    // Most lines have none: that is seen at their signs.
    let names_level = |at: usize| LEVELS.iter().any(|name| line.as_bytes()[..at].ends_with(name.as_bytes()));
    if !memchr::memchr_iter(b'=', line.as_bytes()).any(names_level) {
        return None;
    }
    let pairs: Vec<Pair<'_>> = pairs(line).collect();
    let has_level = pairs.iter().any(|pair| LEVELS.contains(&pair.name));
    let value = |name: &str| pairs.iter().find(|pair| pair.name == name).map(|pair| pair.value.to_owned());
    (has_level && pairs.len() > 1).then(|| prefix(value))
}

/// What a line of pairs reports as its error, and where that begins: the value of `error="..."`, or of `"error"="..."` as klogr
/// writes it. A line with one such pair is a sentence.
pub(crate) fn reported(line: &str) -> Option<(usize, String)> {
    if line.len() > MAX_RECORD_BYTES {
        return None;
    }
    let pairs: Vec<Pair<'_>> = pairs(line).collect();
    let is_error = |pair: &&Pair<'_>| ERRORS.contains(&pair.name.trim_matches('"')) && !is_nothing(pair.value);
    let error = pairs.iter().find(is_error).filter(|_| pairs.len() > 1)?;
    let value = escapes::unescape(error.value.as_bytes()).text;
    Some((error.start, String::from_utf8_lossy(&value).into_owned()))
}

/// One `name=value`.
struct Pair<'l> {
    /// With its quotes, if it has some.
    name: &'l str,
    /// Without its quotes, still escaped.
    value: &'l str,
    /// Where the value begins.
    start: usize,
}

/// The pairs of a line; a value in quotes ends at its quote.
fn pairs(line: &str) -> impl Iterator<Item = Pair<'_>> {
    let mut rest = line;
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_start();
            let end = rest.find(|c: char| c == '=' || c.is_whitespace())?;
            let (name, after) = rest.split_at(end);
            let Some(after) = after.strip_prefix('=') else {
                rest = after;
                continue;
            };
            let (value, next) = match after.strip_prefix('"') {
                Some(quoted) => {
                    let close = closing_quote(quoted);
                    (&quoted[..close], quoted.get(close + 1..).unwrap_or_default())
                }
                None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            rest = next;
            let start = line.len() - after.len() + usize::from(after.starts_with('"'));
            return Some(Pair { name, value, start });
        }
    })
}

fn closing_quote(quoted: &str) -> usize {
    let mut escaped = false;
    let end = quoted.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(quoted.len())
}

fn prefix(value: impl Fn(&str) -> Option<String>) -> Prefix {
    let first = |names: &[&str]| names.iter().find_map(|name| value(name)).filter(|value| !value.is_empty());
    let level = first(&LEVELS).and_then(|level| level_of(&level));
    let source = Source {
        container: first(&CONTAINERS),
        process: first(&PROCESSES),
        component: first(&COMPONENTS),
        form: Form::Structured,
    };
    Prefix { length: 0, time: first(&TIMES), level, source }
}

/// A level by its name, or by the number that bunyan and pino give it.
fn level_of(value: &str) -> Option<Level> {
    match value.parse::<u32>() {
        Ok(number @ 10..=60) => Some(match number {
            0..30 => Level::Debug,
            30..40 => Level::Info,
            40..50 => Level::Warning,
            _ => Level::Error,
        }),
        _ => level_named(value.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::reported;

    #[test]
    fn the_error_of_a_line_of_pairs_is_the_value_that_is_called_so() {
        for (line, wanted) in [
            (
                r#"hive/lane "msg"="no frob" "error"="Frob.hive \"x\" not found" "lane"={"a":"b"}"#,
                Some(r#"Frob.hive "x" not found"#),
            ),
            (r#""no frob" err="it is gone" lane=7"#, Some("it is gone")),
            (r#""no frob" lane=7 err="it is gone""#, Some("it is gone")),
            ("level=error msg=jam exception=gone", Some("gone")),
            ("level=error msg=jam error=", None),
            (r#"level=error msg=jam error="<nil>""#, None),
            ("error=gone", None),
            ("the error = gone, lane = 7", None),
            ("last.error=gone lane=7", None),
            ("", None),
        ] {
            let found = reported(line);
            assert_eq!(found.as_ref().map(|(_, message)| message.as_str()), wanted, "{line}");
            let begins = |(at, message): (usize, String)| line[at..].starts_with(&message[..3]);
            assert!(found.is_none_or(begins), "{line}");
        }
    }
}
