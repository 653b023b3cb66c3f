//! The line of the input that a verdict rests on, with the evidence in it marked.

use std::ops::Range;

use crate::redact::{Redacted, show};

/// A log record that may be shown: masked first, then searched for the evidence, so that all places are those of the masked text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quote {
    /// The record.
    pub text: Redacted,
    /// How many bytes of it are the prefix: time, level, source.
    pub prefix: usize,
    /// What the verdict rests on, in order, without overlaps.
    pub evidence: Vec<Range<usize>>,
    /// Whether each piece of evidence, in its order, was found in the text. What was computed or decoded is not.
    pub found: Vec<bool>,
}

impl Quote {
    /// A record whose first `prefix` bytes are its prefix.
    pub fn new<'e>(record: &str, prefix: usize, evidence: impl IntoIterator<Item = &'e str>) -> Quote {
        let text = show(record);
        let prefix = show(record.get(..prefix).unwrap_or_default()).as_str().len();
        let body = text.as_str().get(prefix..).unwrap_or_default();
        let mut quote = Quote { prefix, ..Quote::default() };
        for one in evidence {
            let at = body.find(show(one).as_str().trim()).filter(|_| !one.trim().is_empty());
            quote.found.push(at.is_some());
            quote.evidence.extend(at.map(|at| prefix + at..prefix + at + one.trim().len()));
        }
        quote.evidence.sort_by_key(|range| range.start);
        quote.evidence.dedup_by(|next, kept| {
            let overlap = next.start < kept.end;
            kept.end = if overlap { kept.end.max(next.end) } else { kept.end };
            overlap
        });
        quote.text = text;
        quote
    }
}
