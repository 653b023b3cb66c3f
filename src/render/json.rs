//! JSON: the contract of [`crate::report`], as it is.

use serde::Serialize;

use super::{OutputFormat, Style};
use crate::redact::is_hidden;
use crate::report::{Comparison, Listing, Lookup, Report, Search};

/// `--format json`
#[derive(Debug)]
pub(crate) struct Json;

impl OutputFormat for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn report(&self, report: &Report<'_>, _: &Style) -> String {
        pretty(report)
    }

    fn lookup(&self, lookup: &Lookup<'_>, _: &Style) -> Option<String> {
        Some(pretty(lookup))
    }

    fn listing(&self, listing: &Listing<'_>, _: &Style) -> Option<String> {
        Some(pretty(listing))
    }

    fn comparison(&self, comparison: &Comparison<'_>, _: &Style) -> Option<String> {
        Some(pretty(comparison))
    }

    fn search(&self, search: &Search<'_>, _: &Style) -> Option<String> {
        Some(pretty(search))
    }
}

/// Indented JSON with a newline at its end.
pub(super) fn pretty(value: &impl Serialize) -> String {
    printable(written(serde_json::to_string_pretty(value)))
}

/// JSON on one line, with a newline at its end.
pub(super) fn line(value: &impl Serialize) -> String {
    printable(written(serde_json::to_string(value)))
}

/// Characters that a terminal would obey or hide are written by their numbers, which is the same text to a reader of JSON
/// (RFC 8259, section 7): they can only be in strings.
fn printable(text: String) -> String {
    if !text.contains(is_escaped) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        match is_escaped(c) {
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
            false => out.push(c),
        }
    }
    out
}

fn is_escaped(c: char) -> bool {
    !c.is_ascii() && is_hidden(c) || c == '\u{7f}'
}

fn written(text: serde_json::Result<String>) -> String {
    // The types have no map whose keys are not text, and no writer is involved, so nothing can fail. A reader of JSON
    // still gets JSON if a later type breaks that.
    text.unwrap_or_else(|error| serde_json::json!({ "kind": "fault", "message": error.to_string() }).to_string()) + "\n"
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn a_text_is_the_same_after_reading_and_holds_nothing_hidden() {
        let text = "a\u{1b}[2J\u{7f}\u{9b}1m\u{202e}\u{3164}\u{e0041}\u{1d173}\u{fe0f}ä日本🦀\n";
        let json = pretty(&[text]);
        assert!(!json.chars().any(|c| c != '\n' && crate::redact::is_hidden(c)), "{json:?}");
        assert!(json.contains("ä日本🦀"));
        let read: Vec<String> = serde_json::from_str(&json).expect("JSON");
        assert_eq!(read, [text]);
    }
}
