//! Rules 3e and 3f: what is printed below an error, indented or behind a label.

use std::ops::Range;

use super::record::{Record, share_a_code};
use super::repeats::are_equal;
use crate::detect::text::lines;
use crate::records::{Prefix, behind_bars};

/// Whether a record that no logger wrote is indented below another one, with nothing between them that is neither indented nor the
/// heading of what is: `Attempted credentials:`. Entries of a list or document are no such lines.
pub(super) fn is_indented_below(text: &[u8], earlier: &Record, later: &Record) -> bool {
    let first = lines::around(text, earlier.occurrence.span.start);
    let last = lines::around(text, later.occurrence.span.start);
    let indentation =
        |line: &Range<usize>| text[line.clone()].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let is_deeper = |line: &Range<usize>| indentation(line) > indentation(&first);
    let is_empty = |line: &Range<usize>| text[line.clone()].trim_ascii().is_empty();
    let body = text[last.clone()].trim_ascii_start();
    let is_sentence = body.first().is_some_and(u8::is_ascii_alphanumeric) && Prefix::read(body) == Prefix::default();
    let below = std::iter::successors(lines::after(text, first.end), |line| lines::after(text, line.end));
    let mut between = below.take_while(|line| line.start < last.start);
    is_sentence
        && is_deeper(&last)
        && !are_equal(earlier, later)
        && between.all(|line| is_empty(&line) || is_deeper(&line) || text[line].trim_ascii_end().ends_with(b":"))
}

/// What the lines below a sentence are called that say the error's code: `Status: 404 (Not Found)`, `ErrorCode: NoSuchKey`.
const LABELS: [&[u8]; 7] =
    [b"error message:", b"status:", b"status code:", b"errorcode:", b"error code:", b"code:", b"http status:"];

/// Whether a record begins with such a label right below the last line of another one, or below an empty line.
pub(super) fn is_labelled_below(text: &[u8], earlier: &Record, later: &Record) -> bool {
    // Both may stand in one box.
    let line = behind_bars(&text[lines::around(text, later.occurrence.span.start)]);
    let begins = |label: &&[u8]| line.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label));
    let between = text.get(earlier.occurrence.span.end..later.occurrence.span.start).unwrap_or_default();
    let rest = between.iter().position(|byte| *byte == b'\n').map_or(between, |at| &between[at..]);
    LABELS.iter().any(begins) && behind_bars(rest).is_empty()
}

/// What stands alone on the line above the body of an answer.
const BODIES: [&[u8]; 4] = [b"content:", b"body:", b"response body:", b"response:"];

/// Whether a record is a body that has a code of the error above it: the .NET SDK of Azure prints `Content:` between them.
pub(super) fn is_body_below(text: &[u8], earlier: &Record, later: &Record) -> bool {
    let own = lines::around(text, later.occurrence.span.start);
    let above = lines::before(text, own.start).map(|line| text[line].trim_ascii());
    above.is_some_and(|label| BODIES.iter().any(|body| label.eq_ignore_ascii_case(body)))
        && share_a_code(earlier, later)
}
