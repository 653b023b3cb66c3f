//! A line of an error that no format reads: where its code is, and a pattern for it.

use super::text::{literal, quoted};
use crate::catalog::marker::MIN_MARKER_BYTES;

/// A marker is so long where it can be: a shorter one is in too many lines.
const GOOD_MARKER_BYTES: usize = 8;
/// So many words before a code are looked at.
const MAX_HEAD_WORDS: usize = 5;
/// Words that announce a number.
const ANNOUNCING: [&str; 8] = ["code", "err", "errno", "error", "fault", "no", "number", "status"];

/// A line without the prefix of its log.
pub(super) struct Line<'t> {
    text: &'t str,
    /// Where its code is.
    code: Option<(usize, usize)>,
}

impl<'t> Line<'t> {
    /// Looks for the code.
    pub(super) fn read(text: &'t str) -> Line<'t> {
        let words: Vec<(usize, &str)> = words(text).collect();
        let shaped = |shape: fn(&str) -> bool| words.iter().find(|(_, word)| shape(word)).copied();
        let after = words.windows(2).find_map(|pair| match pair {
            [(_, before), (at, word)] if is_number(word) && ANNOUNCING.contains(&before.to_lowercase().as_str()) => {
                Some((*at, *word))
            }
            _ => None,
        });
        let found = shaped(is_name).or(after).or_else(|| shaped(is_class));
        Line { text, code: found.map(|(at, word)| (at, at + word.len())) }
    }

    /// The code.
    pub(super) fn code(&self) -> Option<&'t str> {
        let (start, end) = self.code?;
        self.text.get(start..end)
    }

    /// What it says besides the code.
    pub(super) fn message(&self) -> &'t str {
        let (before, after) = self.around();
        match () {
            () if self.code.is_none() => self.text,
            () if says_something(after) => after.trim_start_matches(is_between),
            () => before
                .get(before.find(words_of(before)).unwrap_or(0)..)
                .unwrap_or_default()
                .trim_end_matches(is_between),
        }
    }

    fn around(&self) -> (&'t str, &'t str) {
        let (start, end) = self.code.unwrap_or((0, 0));
        (self.text.get(..start).unwrap_or_default(), self.text.get(end..).unwrap_or_default())
    }

    /// The file of a format that reads it.
    pub(super) fn format(&self, system: &str) -> String {
        let (before, after) = self.around();
        let printed = self.code().unwrap_or_default();
        let code = format!("(?<code>{})", shape_of(printed));
        let (pattern, marker) = if says_something(after) {
            let between = &after[..after.len() - after.trim_start_matches(is_between).len()];
            let (head, marker) = head_of(before, prefix_of(printed));
            (format!("{head}{code}{}(?<message>.+)", regex::escape(between)), marker)
        } else {
            let between = &before[before.trim_end_matches(is_between).len()..];
            let words = words_of(before);
            (format!("(?<message>{}.*?){}{code}", regex::escape(words), regex::escape(between)), words.to_owned())
        };
        let marker = match marker.len() {
            0..MIN_MARKER_BYTES => quoted("TODO: words that are in each such line, at the place of the pattern"),
            _ => literal(&marker),
        };
        format!(
            "title   = \"TODO: who prints it, and in which form\"\n\
             markers = [{marker}]\n\
             pattern = {}\n\
             codes   = [{{ system = {}, from = \"code\" }}]\n\n\
             [[sample]]\n\
             text   = {}\n\
             fields = {{ code = {}, message = {} }}\n",
            literal(&pattern),
            quoted(system),
            literal(self.text),
            literal(self.code().unwrap_or_default()),
            literal(self.message()),
        )
    }
}

/// The pattern for the words before a code, and the longest part of it that is the same in each line: as few words as are
/// distinctive. `prefix` is the part of the code that is the same in each, too.
fn head_of(before: &str, prefix: &str) -> (String, String) {
    let differs = |word: &str| word.contains(|c: char| c.is_ascii_digit() || c == '*');
    // The parts that are the same in each line, the last first; between them are words that differ.
    let mut runs = vec![prefix.to_owned()];
    let mut pattern = String::new();
    for word in before.split_inclusive(' ').rev().take(MAX_HEAD_WORDS) {
        if differs(word) {
            let space = if word.ends_with(' ') { " " } else { "" };
            pattern = format!(r"\S+{space}{pattern}");
            runs.push(String::new());
            continue;
        }
        pattern = regex::escape(word) + &pattern;
        let run = runs.last_mut().map(|run| run.insert_str(0, word)).and_then(|()| runs.last());
        if run.is_some_and(|run| run.len() >= GOOD_MARKER_BYTES) {
            break;
        }
    }
    while let Some(rest) = pattern.strip_prefix(r"\S+") {
        pattern = rest.trim_start().to_owned();
    }
    let longest = runs.into_iter().max_by_key(String::len).unwrap_or_default();
    (pattern, longest)
}

/// A pattern for codes like this one.
fn shape_of(code: &str) -> String {
    let has = |of: fn(char) -> bool| code.contains(of);
    let prefix = prefix_of(code);
    if !prefix.is_empty() {
        return format!(r"{}\d+", regex::escape(prefix));
    }
    let shape = match () {
        () if is_number(code) => r"\d+",
        () if has(|c| c.is_ascii_lowercase()) => r"[A-Za-z][\w.]*",
        () if has(|c| c == '-') => r"[A-Z][A-Z0-9_-]*",
        () => r"[A-Z][A-Z0-9_]*",
    };
    shape.to_owned()
}

/// What is before the number of a code, as `ORA-`; empty for a code of another form.
fn prefix_of(code: &str) -> &str {
    let prefix = code.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_one =
        code.len() - prefix.len() >= 2 && !prefix.contains(|c: char| c.is_ascii_digit() || c.is_ascii_lowercase());
    if is_one { prefix } else { "" }
}

/// The longest part of a text without what differs from error to error.
fn words_of(text: &str) -> &str {
    let part = text.split(|c: char| c.is_ascii_digit() || c == '*').max_by_key(|part| part.len());
    part.unwrap_or_default().trim_matches(is_between)
}

/// The words of a line with their places: letters, digits, and what joins them in names.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text.get(rest..)?.find(is_of_word)?;
        let end = text[start..].find(|c| !is_of_word(c)).map_or(text.len(), |length| start + length);
        rest = end;
        let word = text[start..end].trim_end_matches(['.', '-']);
        Some((start, word))
    })
}

/// `OUT_OF_STOCK`, `E4711`, `ORA-00942`: capitals with a digit or an underscore.
fn is_name(word: &str) -> bool {
    let all = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '-';
    word.len() >= 3
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(all)
        && word.contains(|c: char| c.is_ascii_digit() || c == '_')
}

/// `OutOfStockError`, `shop.StockException`.
fn is_class(word: &str) -> bool {
    let last = word.rsplit('.').next().unwrap_or(word);
    let kinds = ["Error", "Exception", "Fault", "Failure"];
    kinds.iter().any(|kind| last.len() > kind.len() && last.ends_with(kind))
        && last.starts_with(|c: char| c.is_ascii_uppercase())
}

fn is_number(word: &str) -> bool {
    word.len() <= 10 && !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_between(c: char) -> bool {
    !c.is_alphanumeric()
}

fn says_something(text: &str) -> bool {
    text.split(' ').filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_known_by_its_shape() {
        for (text, code, message) in [
            ("order failed: error OUT_OF_STOCK: the shelf is empty", Some("OUT_OF_STOCK"), "the shelf is empty"),
            ("shop: error 17 (OUT_OF_STOCK): article 4711: 0 left", Some("OUT_OF_STOCK"), "article 4711: 0 left"),
            ("E4711 gate stuck again", Some("E4711"), "gate stuck again"),
            ("the gate is stuck, error code 4711", Some("4711"), "the gate is stuck, error code"),
            ("the gate is stuck [GATE_STUCK]", Some("GATE_STUCK"), "the gate is stuck"),
            ("shop.StockException: no such shelf", Some("shop.StockException"), "no such shelf"),
            ("ORA-00942: table or view does not exist", Some("ORA-00942"), "table or view does not exist"),
            ("it broke at 10.0.0.7 after 3 tries", None, "it broke at 10.0.0.7 after 3 tries"),
            ("HTTP ERROR", None, "HTTP ERROR"),
        ] {
            let line = Line::read(text);
            assert_eq!((line.code(), line.message()), (code, message), "{text}");
        }
    }

    #[test]
    fn the_pattern_matches_the_line_that_it_was_made_of() {
        for text in [
            "order failed: error OUT_OF_STOCK: the shelf is empty",
            "shop: error 17 (OUT_OF_STOCK): article 4711: 0 left",
            "the gate (north) is stuck [GATE_STUCK]",
            "job 77: error code 4711: it's over, they say",
            "KLN-0031 thermocouple 3 of chamber B reads below ambient",
            "job 7 (slot 12): the kiln does not fire, E4711",
        ] {
            let line = Line::read(text);
            let format: toml::Table = toml::from_str(&line.format("shop")).expect("TOML");
            let pattern = format.get("pattern").and_then(toml::Value::as_str).expect("a pattern");
            let found = regex::Regex::new(pattern).expect("a pattern").captures(text).expect("a match");
            assert_eq!(Some(&found["code"]), line.code(), "{pattern}");
            assert_eq!(&found["message"], line.message(), "{pattern}");
            // The marker is where the pattern can find it.
            let marker = format["markers"][0].as_str().expect("a marker");
            let hir = crate::catalog::literals::parse(pattern).expect("a pattern");
            assert!(crate::catalog::compile::can_hold(&hir, marker), "{marker:?} in {pattern}");
            assert!(!marker.starts_with("TODO"), "{text}");
        }
    }
}
