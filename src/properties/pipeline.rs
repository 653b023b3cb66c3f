//! The whole way from bytes to every output: nothing obeyed by a terminal, JSON that parses, places that are in the input, no
//! secret.

use super::redact::{assert_hidden, holds_secret, with_secret};
use super::{assert_shown, choice};
use crate::explainer::Explainer;
use crate::render::{FORMATS, Style};
use crate::report::{Location, Report};

pub(super) fn holds(explainer: &Explainer<'static>, bytes: &[u8]) {
    let report = read(explainer, bytes);
    let width = WIDTHS[choice(bytes, 3, WIDTHS.len())];
    outputs(&report, width, |_| ());
    let is_wide = bytes.contains(&0) || bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if !is_wide {
        for finding in &report.findings {
            let variants = finding.variants.iter().flat_map(|one| [&one.first, &one.last]);
            [&finding.first, &finding.last].into_iter().chain(variants).for_each(|place| assert_place(place, bytes));
        }
    }
    // Every fourth input holds a secret.
    if choice(bytes, 2, 4) == 0 {
        let text = String::from_utf8_lossy(bytes);
        if holds_secret(&text) {
            return;
        }
        let (text, line) = with_secret(&text, bytes);
        let text = format!("{text}\nrpc error: code = Unauthenticated desc = refused: {line}\n");
        outputs(&read(explainer, text.as_bytes()), width, |output| assert_hidden(output, "a report"));
    }
}

fn read<'e>(explainer: &'e Explainer<'static>, bytes: &[u8]) -> Report<'e> {
    let mut reading = explainer.reading();
    reading.feed("-", bytes);
    reading.finish()
}

/// As many columns as a terminal may say that it has.
const WIDTHS: [usize; 5] = [0, 1, 60, 100, usize::MAX];

/// Every output of a report.
fn outputs(report: &Report<'_>, width: usize, see: impl Fn(&str)) {
    let full = Style { color: true, full: true, all: true, width, ..Style::default() };
    for format in FORMATS {
        for style in [Style::default(), full] {
            let text = format.report(report, &style);
            // The report for people is part of what a log of GitHub holds, which shows colours.
            let is_coloured = style.color && matches!(format.name(), "human" | "github");
            assert_shown(&text, is_coloured, format.name());
            see(&text);
            if format.name() == "json" {
                serde_json::from_str::<serde_json::Value>(&text).expect("JSON that parses");
                break;
            }
        }
    }
}

/// Fails if a place is not in the input, cuts a character of it, or is on another line than it says.
fn assert_place(place: &Location, bytes: &[u8]) {
    let offset = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    let (start, end) = (offset(place.offset), offset(place.end));
    assert!(start <= end && end <= bytes.len(), "{start}..{end} in an input of {} bytes", bytes.len());
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{start}..{end} cuts a character");
    }
    let before = bytes.strip_prefix(b"\xef\xbb\xbf").map_or(&bytes[..start], |rest| &rest[..start]);
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    assert_eq!(place.line, u64::try_from(line).unwrap_or(0), "the line of {start}..{end}");
}
