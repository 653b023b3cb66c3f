//! Rule 3i: the stack trace that a logger prints below its record.
//!
//! ```text
//! [2026-05-01 10:00:00 +0000] [7] [ERROR] Error handling request /lane
//! Traceback (most recent call last):
//!   File "/app/main.py", line 10, in handler
//! FileNotFoundError: [Errno 2] No such file or directory: '/data/lane.txt'
//! ```

use std::ops::Range;

use super::record::Record;
use crate::assemble::groups::is_frame;
use crate::detect::detection::Code;
use crate::detect::text::lines;
use crate::records::{Level, Prefix};

/// How many blank lines may stand between a record and its trace.
const MAX_BLANK_LINES: usize = 1;

/// How a trace of Python begins.
const TRACEBACK: &[u8] = b"Traceback (most recent call last)";

/// Whether the later one is what a stack trace right below the record of the earlier one ends or begins with. The record says that it
/// is of level warning or worse, or no more than a status: below another line a trace may be that of another failure.
pub(super) fn is_trace_of(text: &[u8], earlier: &Record, later: &Record) -> bool {
    // A line may hold thousands of records.
    if later.line <= earlier.last_line {
        return false;
    }
    let end = earlier.occurrence.span.end.saturating_sub(1).max(earlier.occurrence.span.start);
    let head = lines::around(text, earlier.occurrence.span.start);
    let is_status = || {
        let mut codes = earlier.occurrence.codes().peekable();
        codes.peek().is_some() && codes.all(Code::is_status)
    };
    let reports = Prefix::read(&text[head]).level.is_some_and(|level| level >= Level::Warning);
    let is_blank = |line: &Range<usize>| text[line.clone()].trim_ascii().is_empty();
    let below = std::iter::successors(lines::after(text, lines::end(text, end)), |line| lines::after(text, line.end));
    let first = below.take(MAX_BLANK_LINES + 1).find(|line| !is_blank(line));
    let Some(first) = first else { return false };
    // Of Java, two traces may stand one below the other.
    let says_no_more =
        || earlier.line == earlier.last_line && text[first.clone()].starts_with(TRACEBACK) && is_status();
    (reports || says_no_more()) && leads_to(text, &first, later)
}

/// Whether a trace begins on a line whose error is on a place: `Traceback (most recent call last):` and deeper lines stand above it, or
/// a frame below it.
fn leads_to(text: &[u8], first: &Range<usize>, later: &Record) -> bool {
    let own = lines::around(text, later.occurrence.span.start);
    let rest = || std::iter::successors(lines::after(text, first.end), |line| lines::after(text, line.end));
    let is_deeper = |line: &Range<usize>| text[line.clone()].first().is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    if text[first.clone()].starts_with(TRACEBACK) {
        return own.start >= first.start
            && rest().take_while(|line| line.start < own.start).all(|line| is_deeper(&line));
    }
    let is_framed = || rest().next().is_some_and(|line| is_deeper(&line) && is_frame(&text[line]));
    own == *first && Prefix::read(&text[own]) == Prefix::default() && is_framed()
}
