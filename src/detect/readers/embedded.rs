//! Embedded text: quoted strings and escaped lines are decoded and read as texts of their own.

use std::ops::Range;

use crate::detect::context::{is_documentation, is_general};
use crate::detect::detection::Detection;
use crate::detect::overlap::{is_covered, merged};
use crate::detect::text::lines::{Lines, Next};
use crate::detect::text::{ansi, escapes};
use crate::detect::{MAX_DEPTH, MAX_FIELD_BYTES, Reader, Region, detect};
use crate::knowledge::Knowledge;

/// Reads the quoted strings around markers.
pub(crate) struct QuotedStrings;

/// Reads whole lines whose quotes and line breaks are escaped although no quotes surround them.
pub(crate) struct EscapedLines;

impl Reader for QuotedStrings {
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection> {
        embedded(knowledge, region, *b"\"'\\", escapes::around)
    }
}

impl Reader for EscapedLines {
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection> {
        embedded(knowledge, region, [b'\\'; 3], |line, _| escapes::is_escaped(line).then_some(0..line.len()))
    }
}

/// How far before a marker the quote that opens its string is looked for.
const MAX_BEFORE_BYTES: usize = 8192;

/// The errors in embedded texts that hold a marker. `extent` finds the range of such a text on the marker's line, if that has one
/// of the bytes in `needs`.
fn embedded(
    knowledge: &Knowledge<'_>,
    region: &Region<'_, '_>,
    needs: [u8; 3],
    extent: impl Fn(&[u8], usize) -> Option<Range<usize>>,
) -> Vec<Detection> {
    let text = region.text;
    let mut found = Vec::new();
    let mut floor = 0;
    let mut cursor = Lines::of(text.bytes);
    let mut needed = Next::of(text.bytes, needs);
    let barren = merged(region.barren.borrow().iter().cloned());
    for hit in region.hits.iter().filter(|hit| text.depth < MAX_DEPTH && !is_covered(&barren, hit.at())) {
        let line = cursor.around(hit.at());
        let near = line.start.max(hit.at().saturating_sub(MAX_BEFORE_BYTES))..line.end.min(hit.end() + MAX_FIELD_BYTES);
        let bytes = &text.bytes[near.clone()];
        if hit.at() < floor || !needed.is_in(&near) {
            continue;
        }
        let Some(inner) = extent(bytes, hit.at() - near.start) else {
            floor = text.missed(&mut cursor, near.len()).unwrap_or(floor);
            continue;
        };
        let inner = near.start + inner.start..near.start + inner.end;
        let raw = &text.bytes[inner.clone()];
        // A word alone is read where it stands: what is before it says of which system it is a name.
        if raw.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            floor = inner.end;
            continue;
        }
        let decoded = escapes::unescape(raw);
        // The whole text, without an escape, is the text that is being read already.
        if inner == (0..text.bytes.len()) && decoded.text == raw {
            continue;
        }
        let plain = ansi::plain(&decoded.text);
        let shown = plain.as_ref().map_or(&decoded.text, |plain| &plain.text);
        let mut seen = detect(knowledge, &text.embedded(shown));
        if seen.iter().any(|detection| is_general(knowledge, detection)) && is_documentation(bytes) {
            seen.retain(|detection| !is_general(knowledge, detection));
        }
        for detection in &mut seen {
            let place = |at| inner.start + decoded.source(plain.as_ref().map_or(at, |plain| plain.source(at)));
            detection.relocate(&place);
        }
        // Another marker of the same text would show the same.
        floor = inner.end;
        if seen.iter().any(Detection::has_code) || (!seen.is_empty() && decoded.text != raw) {
            found.extend(seen);
        }
    }
    found
}
