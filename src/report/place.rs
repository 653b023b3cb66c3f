//! Where in the input an error is, and the text that shows it.

use std::ops::Range;

use super::Location;
use crate::detect::text::{ansi, lines};
use crate::diagnose::Diagnosis;
use crate::input::Block;
use crate::records::Prefix;
use crate::redact::show;

/// How much of an error's text is kept.
const MAX_EXCERPT_BYTES: usize = 4096;
/// How much of a record before and after the place of its error is kept.
const MAX_RECORD_BYTES: usize = 4096;

/// A diagnosis with its place.
#[derive(Debug, Clone)]
pub(crate) struct Placed<'k> {
    /// The record that its root is in.
    pub root: Record,
    /// All of it.
    pub whole: Record,
    /// The text of all of the error.
    pub excerpt: String,
    /// What it is.
    pub diagnosis: Diagnosis<'k>,
}

/// A log record, or the part of it around an error.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// The place of the error in it.
    pub location: Location,
    /// What its prefix says of where it comes from.
    pub component: Option<String>,
    /// Its text.
    pub text: String,
    /// How many bytes of it are its prefix.
    pub prefix: usize,
}

/// Finds the places of the errors of a block, which come in the order of their beginnings.
pub(crate) struct Placer<'p> {
    source: &'p str,
    block: &'p Block<'p>,
    /// A place, and its line.
    counted: (usize, u64),
}

impl<'p> Placer<'p> {
    /// For a block of a source.
    pub(crate) fn new(source: &'p str, block: &'p Block<'p>) -> Placer<'p> {
        Placer { source, block, counted: (0, block.line) }
    }

    /// Places a diagnosis.
    pub(crate) fn place<'k>(&mut self, diagnosis: Diagnosis<'k>) -> Placed<'k> {
        let bytes = self.block.bytes;
        let span = diagnosis.occurrence.span.clone();
        let root = diagnosis.occurrence.links.get(diagnosis.root).map_or(span.clone(), |link| link.span.clone());
        let root = root.start.min(bytes.len())..root.end.min(bytes.len());
        self.counted = (span.start, self.counted.1 + newlines(bytes, self.counted.0..span.start));
        let line_number = if root.start >= span.start {
            self.counted.1 + newlines(bytes, span.start..root.start)
        } else {
            self.counted.1 - newlines(bytes, root.start..span.start)
        };
        let at_root = self.record_at(&root, line_number);
        let whole = if root == span { at_root.clone() } else { self.record_at(&span, self.counted.1) };
        let excerpt = span.start..span.end.min(span.start + MAX_EXCERPT_BYTES);
        Placed { root: at_root, whole, excerpt: shown(bytes, excerpt), diagnosis }
    }

    /// The record that holds a range of the block, which begins on a line.
    fn record_at(&self, range: &Range<usize>, line: u64) -> Record {
        let bytes = self.block.bytes;
        let start = lines::start(bytes, range.start);
        let prefix = Prefix::read(&ansi::shown(&bytes[start..lines::end(bytes, start)]));
        let offset = |at: usize| self.block.offset + u64::try_from(at).unwrap_or(0);
        let characters = bytes[start..range.start].iter().filter(|byte| (**byte & 0xc0) != 0x80).count();
        let location = Location {
            source: show(self.source),
            line,
            column: u64::try_from(characters).unwrap_or(0) + 1,
            offset: offset(range.start),
            end: offset(range.end),
            time: prefix.time.as_deref().map(show),
        };
        let text = record_around(bytes, range);
        let is_whole = text.start == start;
        Record {
            location,
            component: prefix.source.shown(),
            text: shown(bytes, text),
            prefix: if is_whole { prefix.length } else { 0 },
        }
    }
}

fn shown(bytes: &[u8], range: Range<usize>) -> String {
    String::from_utf8_lossy(&ansi::shown(bytes.get(range).unwrap_or_default())).into_owned()
}

/// The lines that hold a place; of very long ones the part around it.
fn record_around(bytes: &[u8], root: &Range<usize>) -> Range<usize> {
    let start = lines::start(bytes, root.start);
    let end = lines::end(bytes, root.end.saturating_sub(1).max(root.start));
    let character = |at: usize| (at..bytes.len()).find(|at| bytes[*at] & 0xc0 != 0x80).unwrap_or(bytes.len());
    let start = if root.start - start > MAX_RECORD_BYTES { character(root.start - MAX_RECORD_BYTES) } else { start };
    let limit = root.start + MAX_RECORD_BYTES;
    start..if end > limit { character(limit) } else { end }
}

fn newlines(bytes: &[u8], range: Range<usize>) -> u64 {
    let passed = bytes.get(range).unwrap_or_default();
    u64::try_from(memchr::memchr_iter(b'\n', passed).count()).unwrap_or(0)
}
