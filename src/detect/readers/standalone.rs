//! Signs that are looked for even if no code is printed: a library's sentence on a line of its own.

use crate::catalog::marker::rarest_byte;
use crate::detect::Text;
use crate::detect::codes::code_of_row;
use crate::detect::context::{is_argument, is_documentation, is_source_code};
use crate::detect::detection::{Code, Detection, DetectionKind};
use crate::detect::overlap::merged;
use crate::detect::text::lines::{self, Lines};
use crate::field::Fields;
use crate::knowledge::Knowledge;
use crate::records::Prefix;

/// How much of a long line before and after the sign belongs to its message.
const MAX_BEFORE_BYTES: usize = 1024;
const MAX_AFTER_BYTES: usize = 2048;

/// The detections of a standalone sign on the lines of its hits.
pub(super) fn read(
    knowledge: &Knowledge<'_>,
    text: &Text<'_>,
    (cause, sign): (u16, u16),
    places: impl Iterator<Item = usize>,
) -> Vec<Detection> {
    let mut found = Vec::new();
    let (cause, sign) = (usize::from(cause), usize::from(sign));
    let patterns = knowledge.rules.causes.get(cause).and_then(|signs| signs.patterns_alone(sign));
    let Some(patterns) = patterns else { return found };
    let mut cursor = Lines::of(text.bytes);
    let windows = merged(places.map(|place| lines::window(&mut cursor, place, 0, 1)));
    let mut lower = Vec::new();
    for window in windows {
        let line = &text.bytes[window.clone()];
        // Of ten lines with a marker, nine lack the other literals: that is asked first, and once for all beginnings of the message.
        lower.clear();
        lower.extend(line.iter().map(u8::to_ascii_lowercase));
        let in_line = |literal: &str| is_in(&lower, literal.as_bytes());
        let possible: Vec<_> = patterns.iter().filter(|pattern| pattern.needs.met(&in_line)).collect();
        if possible.is_empty() || is_source_code(line) || is_argument(text.bytes, &window) {
            continue;
        }
        let matches = |start: usize| {
            let from = window.start + start;
            let found = possible.iter().filter_map(|pattern| {
                let text = if pattern.ignore_case { &lower[start..] } else { &line[start..] };
                Some(knowledge.patterns.get(&pattern.re)?.find_all(text).collect::<Vec<_>>())
            });
            let all = found.flatten().filter(|one| !one.is_empty());
            all.map(|one| from + one.start..from + one.end).collect::<Vec<_>>()
        };
        // A message begins behind its indent or mark of quotation, and behind the prefix of its record. A daemon of syslog speaks
        // for itself: what sshd logs of its peer is not what ssh prints.
        let behind = |start: usize| if start > 0 { matches(start) } else { Vec::new() };
        let mut seen = matches(0);
        if seen.is_empty() {
            seen = behind(margin(line));
        }
        if seen.is_empty() {
            let prefix = Prefix::read(line);
            seen = behind(if prefix.source.process.is_none() { prefix.length.min(line.len()) } else { 0 });
        }
        for span in seen {
            let span = lines::whole_characters(text.bytes, span);
            let line = cursor.around(span.start);
            let bytes = &text.bytes[line.clone()];
            // What a sentence of documentation quotes did not happen here.
            let is_quoted = span.start.checked_sub(1).is_some_and(|before| text.bytes[before] == b'`');
            if is_quoted && is_documentation(bytes) {
                continue;
            }
            let prefix = Prefix::read(bytes).length.max(margin(bytes));
            // The part of the log prefix that the sign matches is kept.
            let start = (line.start + prefix).min(span.start).max(span.start.saturating_sub(MAX_BEFORE_BYTES));
            let end = line.end.max(span.end).min(span.end + MAX_AFTER_BYTES);
            let mut fields = Fields::default();
            fields.add("message", String::from_utf8_lossy(text.bytes[start..end].trim_ascii()));
            let codes = fields.first("message").and_then(|message| code_of_class(knowledge, cause, message));
            let codes = codes.into_iter().collect();
            found.push(Detection::new(DetectionKind::Standalone(cause), span, codes, fields));
        }
    }
    found
}

/// Whether a short text holds a literal. To prepare a search for it, as `memmem` does, takes longer than to look at its rarest bytes.
fn is_in(text: &[u8], literal: &[u8]) -> bool {
    let offset = rarest_byte(literal);
    let Some(rarest) = literal.get(offset) else { return true };
    let begins = |at: usize| at.checked_sub(offset).is_some_and(|start| text[start..].starts_with(literal));
    memchr::memchr_iter(*rarest, text).any(begins)
}

/// The code that the class before a message is called after, if the cause is one of the same system: `NotFoundError: No checkpoint`.
fn code_of_class(knowledge: &Knowledge<'_>, cause: usize, message: &str) -> Option<Code> {
    let class = message.split_once(": ")?.0.rsplit('.').next()?;
    let is_class = |class: &str| {
        class.len() > "Exception".len()
            && class.starts_with(|first: char| first.is_ascii_uppercase())
            && class.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && ["Error", "Exception"].iter().any(|end| class.ends_with(end))
    };
    let system = knowledge.rules.causes.get(cause)?.id.split_once('/')?.0;
    let of_system = |class| knowledge.catalog.meanings(class, Some(system)).into_iter().next();
    let row = is_class(class).then(|| of_system(class)).flatten()?;
    Some(code_of_row(knowledge, &row))
}

/// How many bytes of a line are its indent and marks of quotation.
fn margin(line: &[u8]) -> usize {
    line.iter().take_while(|byte| b" \t>".contains(byte)).count()
}

#[cfg(test)]
mod tests {
    use crate::Explainer;

    #[test]
    fn a_message_begins_behind_its_margin_and_its_prefix() {
        let explainer = Explainer::new().expect("a sound catalog");
        let ids = |text: &str| explainer.diagnose(text).findings.into_iter().map(|one| one.id).collect::<String>();
        let sentence = "TypeError: fetch failed";
        let wanted = ids(sentence);
        assert_eq!(wanted, "net/fetch-failed");
        for before in ["  ", "\t", "> ", "lane 7 opens\n    ", "2026-03-01T10:00:00Z ERROR "] {
            assert_eq!(ids(&format!("{before}{sentence}")), wanted, "{before:?}");
        }
        assert_eq!(ids(&format!("what Chrome calls {sentence}")), "");
        // A pattern that takes any case.
        let sentence = "Token has been expired or revoked";
        for before in ["", "   ", "2026-03-01T10:00:00Z ERROR "] {
            assert_eq!(ids(&format!("{before}{sentence}")), "auth/refresh-token-invalid", "{before:?}");
        }
    }

    #[test]
    fn the_class_before_a_sentence_of_its_system_names_a_code() {
        let explainer = Explainer::new().expect("a sound catalog");
        let codes = |text: &str| {
            let findings = explainer.diagnose(text).findings;
            assert_eq!(findings.len(), 1, "{text}");
            findings.into_iter().flat_map(|one| one.codes).map(|code| code.code.as_str().to_owned()).collect::<String>()
        };
        let label = "Received a label value of 10 which is outside the valid range of [0, 10).  Label values: 3 10";
        for (class, code) in [
            ("InvalidArgumentError: ", "INVALID_ARGUMENT"),
            ("tensorflow.python.framework.errors_impl.InvalidArgumentError: ", "INVALID_ARGUMENT"),
            ("ValueError: ", ""),
            ("lanes: ", ""),
            ("", ""),
        ] {
            assert_eq!(codes(&format!("{class}{label}")), code, "{class}");
        }
        // The class of another system.
        assert_eq!(codes("InvalidArgumentError: dial tcp 10.0.0.7:443: connect: connection refused"), "");
    }

    #[test]
    fn what_a_program_would_print_is_no_error() {
        let explainer = Explainer::new().expect("a sound catalog");
        let count = |text: &str| explainer.diagnose(text).findings.len();
        assert_eq!(count("{\"msg\": [\n\"prober found high clock drift\",\n]}"), 1);
        assert_eq!(count("\tlg.Warn(\n\t\t\"prober found high clock drift\",\n\t)"), 0);
    }
}
