//! Rules 3 and 4: which records tell of one failure. Each rule is a file; here they are asked in their order.

mod bare;
mod below;
mod follows;
mod inner;
mod library_line;
mod listed;
mod record;
mod repeats;
mod request;
mod target;
#[cfg(test)]
mod tests;
mod trace;

use std::ops::Range;

use super::Occurrence;
use crate::detect::text::lines;
use crate::knowledge::Knowledge;
use crate::records::{Prefix, Source};
use bare::{is_body_of_status, share_a_status};
use below::{is_body_below, is_indented_below, is_labelled_below};
use follows::only_follows;
use inner::is_referred_to;
use library_line::{is_library_line, is_retry_note};
use listed::is_listed_below;
use record::{Coded, LineCounter, Record};
use repeats::{are_equal, repeats};
use request::{are_of_one_head, is_same_request};
use trace::is_trace_of;

/// How many lines of their place two records of one failure are apart at most. Of 700 captured outputs of clients the
/// widest such pair is nine lines apart; forty joined strangers.
const MAX_DISTANCE_LINES: usize = 12;
/// A library's line is right below an error within so many lines: `java.util.logging` writes its time on one of its own.
const MAX_CLOSE_LINES: usize = 3;
/// How many lines are looked through for those of one place, where several places write into one log.
const MAX_INTERLEAVED_LINES: usize = 200;

/// Joins the records of one failure. The occurrences are in the order of their places.
pub(super) fn join(knowledge: &Knowledge<'_>, text: &[u8], occurrences: Vec<Occurrence>) -> Vec<Occurrence> {
    if occurrences.len() < 2 {
        return occurrences;
    }
    let mut joined: Vec<Record> = Vec::new();
    let mut lines = LineCounter { text, at: 0, line: 0 };
    for occurrence in occurrences {
        let mut next = Record::new(knowledge, text, &mut lines, occurrence);
        let near =
            joined.iter().rposition(|earlier| next.line.saturating_sub(earlier.last_line) > MAX_INTERLEAVED_LINES);
        // A line can hold thousands of records: those of a long list.
        let first = near.map_or(0, |far| far + 1).max(joined.len().saturating_sub(MAX_INTERLEAVED_LINES));
        let mut neighbours = true;
        for at in (first..joined.len()).rev() {
            let Some(rule) = rule_that_joins(knowledge, text, &joined[at], &next, neighbours) else {
                neighbours = false;
                continue;
            };
            let earlier = joined.remove(at);
            next = earlier.merge(next, rule);
        }
        let at = joined.partition_point(|earlier| earlier.occurrence.span.start <= next.occurrence.span.start);
        joined.insert(at, next);
    }
    joined.into_iter().map(|record| record.occurrence).collect()
}

/// Why two records are one error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// 3a: one repeats the other's message.
    Repeats,
    /// 3b: one is a library's own line about what the other reports.
    LibraryLine,
    /// 3c: the second says nothing but the same status.
    BareStatus,
    /// 3d: both have one code and name one request.
    SameRequest,
    /// 3e: the second is indented below the first.
    Indented,
    /// 3f: the second is what a program prints of an error below its sentence, a name and a value on each line.
    Labelled,
    /// 3g: the second only says that what the first reports failed.
    Follows,
    /// 3h: the first refers to inner errors, and the second is the next.
    Inner,
    /// 3i: the second is the error of a stack trace right below the record of the first.
    Trace,
    /// 3j: both are lines of one list of headers, of which one is the status.
    Head,
}

impl Rule {
    fn name(self) -> &'static str {
        match self {
            Rule::Repeats => "3a: a record near it repeats the message",
            Rule::LibraryLine => "3b: a library's own line about the same failure",
            Rule::BareStatus => "3c: the next record says nothing but the same status",
            Rule::SameRequest => "3d: the next record names the same request and has the same code",
            Rule::Indented => "3e: the next lines are indented below it",
            Rule::Follows => "3g: the next record only says that this failed",
            Rule::Inner => "3h: it refers to inner errors, and this is the next one",
            Rule::Labelled => "3f: its status, code or body stands below it behind a label",
            Rule::Trace => "3i: a stack trace is right below its record",
            Rule::Head => "3j: its status is in the same list of headers",
        }
    }
}

/// The rule by which two records are one error, if any is. `neighbours`: no other error lies between them.
fn rule_that_joins(
    knowledge: &Knowledge<'_>,
    text: &[u8],
    earlier: &Record,
    later: &Record,
    neighbours: bool,
) -> Option<Rule> {
    if !earlier.source.same_place(&later.source) {
        return None;
    }
    let close = later.line.saturating_sub(earlier.last_line) <= MAX_CLOSE_LINES;
    // Without a source nothing but nearness speaks for a library's line about no target: a log holds many failures.
    let same_source = earlier.source != Source::default() && earlier.source == later.source;
    let rule = if neighbours && is_trace_of(text, earlier, later) {
        Rule::Trace
    } else if repeats(earlier, later) {
        Rule::Repeats
    } else if is_library_line(knowledge, earlier, later, neighbours && (later.bare || close || same_source))
        || is_library_line(knowledge, later, earlier, neighbours && (close || (earlier.bare && same_source)))
    {
        Rule::LibraryLine
    } else if !neighbours {
        return None;
    } else if later.bare && share_a_status(earlier, later) && !are_equal(earlier, later) {
        Rule::BareStatus
    } else if are_of_one_head(text, earlier, later) {
        Rule::Head
    } else if only_follows(knowledge, earlier, later) {
        Rule::Follows
    } else if is_retry_note(earlier, later) {
        Rule::LibraryLine
    } else if is_same_request(knowledge, text, earlier, later) {
        Rule::SameRequest
    } else if is_listed_below(text, earlier, later) || (close && is_indented_below(text, earlier, later)) {
        Rule::Indented
    } else if is_referred_to(text, earlier, later) {
        Rule::Inner
    } else if close
        && (earlier.coded == Coded::No && is_labelled_below(text, earlier, later)
            || is_body_below(text, earlier, later)
            || is_body_of_status(text, earlier, later))
    {
        Rule::Labelled
    } else {
        return None;
    };
    // Lines are counted last: the other questions cost less.
    is_near(text, earlier, later).then_some(rule)
}

/// Whether at most twelve lines of their place lie between two records.
fn is_near(text: &[u8], earlier: &Record, later: &Record) -> bool {
    let distance = later.line.saturating_sub(earlier.last_line);
    if distance <= MAX_DISTANCE_LINES {
        return true;
    }
    if later.source == Source::default() || earlier.source != later.source {
        return false;
    }
    let begin = lines::around(text, later.occurrence.span.start).start;
    let above = std::iter::successors(lines::before(text, begin), |line| lines::before(text, line.start));
    let of_place = |line: &Range<usize>| Prefix::read(&text[line.clone()]).source == later.source;
    above.take(distance).filter(of_place).count() <= MAX_DISTANCE_LINES
}
