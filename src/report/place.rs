//! Where in the input an error is, and the text that shows it.

use std::ops::Range;

use super::Location;
use crate::assemble::Occurrence;
use crate::detect::text::ansi;
use crate::detect::text::lines::{self, Lines};
use crate::diagnose::Diagnosis;
use crate::input::{self, Block};
use crate::records::{Level, Prefix, seconds};
use crate::redact::{Masker, Redacted};

/// How much of an error's text is kept.
const MAX_EXCERPT_BYTES: usize = 4096;
/// How much of a record before and after the place of its error is kept.
const MAX_RECORD_BYTES: usize = 4096;
/// How many lines above an error without a time are searched for one.
const MAX_LINES_ABOVE: usize = 300;
/// How much more of it is read for what is secret in the part that is kept.
const MAX_MARGIN_BYTES: usize = 4096;

/// A diagnosis with its place.
#[derive(Debug, Clone)]
pub(crate) struct Placed<'p, 'k> {
    /// The record that its root is in.
    pub root: Record,
    /// What it is.
    pub diagnosis: Diagnosis<'k>,
    /// Whether only records of level DEBUG or TRACE hold it: their program goes on.
    pub quiet: bool,
    /// Where to read the rest: most errors repeat one whose text is known.
    source: &'p Redacted,
    masker: &'p Masker,
    block: &'p Block<'p>,
    spot: Spot,
}

/// A place of a block.
#[derive(Debug, Clone, Copy)]
struct Spot {
    /// Counted from 1.
    line: u64,
    /// Counted from 1.
    column: u64,
    /// Where its line begins, in bytes.
    line_start: usize,
}

/// A text and the part of it that is shown: what is secret in the part may be seen only in the whole.
#[derive(Debug, Clone)]
pub(crate) struct Cut {
    /// The whole.
    pub text: String,
    /// Where the part is.
    pub cut: Range<usize>,
}

/// A log record, or the part of it around an error.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// The place of the error in it.
    pub location: Location,
    /// What its prefix says of where it comes from.
    pub component: Option<String>,
    /// What it says of how bad it is.
    pub level: Option<Level>,
    /// Its text.
    pub text: String,
    /// The part of it that is shown.
    pub cut: Range<usize>,
    /// How many bytes of that part are its prefix.
    pub prefix: usize,
}

impl Record {
    /// The part of it that is shown, as it was read.
    pub(crate) fn shown(&self) -> &str {
        self.text.get(self.cut.clone()).unwrap_or_default()
    }
}

/// Finds the places of the errors of a block, which come in the order of their beginnings.
pub(crate) struct Placer<'p> {
    source: &'p Redacted,
    masker: &'p Masker,
    block: &'p Block<'p>,
    /// A place, and its line.
    counted: (usize, u64),
    /// A line may hold thousands of errors.
    lines: Lines<'p>,
    /// A place, and the number of characters before it on its line.
    characters: (usize, u64),
}

impl<'p> Placer<'p> {
    /// For a block of a source, whose name may be shown.
    pub(crate) fn new(source: &'p Redacted, masker: &'p Masker, block: &'p Block<'p>) -> Placer<'p> {
        let (counted, characters) = ((0, block.place.line), (0, block.place.column));
        Placer { source, masker, block, counted, lines: Lines::of(block.bytes), characters }
    }

    /// Places a diagnosis.
    pub(crate) fn place<'k>(&mut self, diagnosis: Diagnosis<'k>) -> Placed<'p, 'k> {
        let bytes = self.block.bytes;
        let span = diagnosis.occurrence.span.clone();
        let root = diagnosis.occurrence.links.get(diagnosis.root).map_or(span.clone(), |link| link.span.clone());
        let root = root.start.min(bytes.len())..root.end.min(bytes.len());
        self.counted = (span.start, self.counted.1 + newlines(bytes, self.counted.0..span.start));
        let line = self.counted.1;
        let line_of_root = if root.start >= span.start {
            line + newlines(bytes, span.start..root.start)
        } else {
            line - newlines(bytes, root.start..span.start)
        };
        let spot = self.spot(line_of_root, root.start);
        let root = record_at(self.source, self.masker, self.block, &root, spot);
        let quiet = self.is_quiet(&diagnosis.occurrence, spot.line_start, root.level);
        let spot = self.spot(line, span.start);
        Placed { root, diagnosis, quiet, source: self.source, masker: self.masker, block: self.block, spot }
    }

    /// Whether some of the records that hold an error are of level DEBUG or TRACE, and none of another. `level` is that of its root,
    /// which is on the line that begins at a place.
    fn is_quiet(&self, occurrence: &Occurrence, line_start: usize, level: Option<Level>) -> bool {
        let bytes = self.block.bytes;
        let places = std::iter::once(occurrence.span.start).chain(occurrence.links.iter().map(|link| link.span.start));
        let heads = places.map(|at| lines::near(bytes, at, MAX_RECORD_BYTES)).filter(|line| line.start != line_start);
        let others = heads.filter_map(|line| Prefix::read(&ansi::shown(&bytes[line])).level);
        let mut levels = level.into_iter().chain(others).peekable();
        levels.peek().is_some() && levels.all(|level| level == Level::Debug)
    }

    /// Where a place is that is on a line.
    fn spot(&mut self, line: u64, at: usize) -> Spot {
        let bytes = self.block.bytes;
        let line_start = self.lines.around(at).start;
        let (counted, before) = self.characters;
        let number = if (line_start..=at).contains(&counted) {
            before + characters(bytes, counted..at)
        } else {
            // A block may begin within a line.
            let before = if line_start == 0 { self.block.place.column } else { 0 };
            before + characters(bytes, line_start..at)
        };
        self.characters = (at, number);
        Spot { line, column: number + 1, line_start }
    }
}

impl Placed<'_, '_> {
    /// The record of all of the error.
    pub(crate) fn whole(&self) -> Record {
        record_at(self.source, self.masker, self.block, &self.diagnosis.occurrence.span, self.spot)
    }

    /// When its record was written, in seconds since 1970; if it carries no time, the nearest record above it.
    pub(crate) fn seconds(&self) -> Option<i64> {
        let own = self.root.location.time.as_ref().and_then(|time| seconds(time.as_str()));
        let bytes = self.block.bytes;
        let above =
            std::iter::successors(lines::before(bytes, self.spot.line_start), |line| lines::before(bytes, line.start));
        let mut times = above.take(MAX_LINES_ABOVE).map(|line| Prefix::read(&bytes[line]));
        own.or_else(|| times.find_map(|prefix| seconds(prefix.time.as_deref()?)))
    }

    /// The text of all of the error.
    pub(crate) fn excerpt(&self) -> Cut {
        let span = &self.diagnosis.occurrence.span;
        shown(self.block.bytes, span.start..span.end.min(span.start + MAX_EXCERPT_BYTES))
    }
}

/// The record that holds a range of a block, which begins at a spot.
fn record_at(source: &Redacted, masker: &Masker, block: &Block<'_>, range: &Range<usize>, spot: Spot) -> Record {
    let bytes = block.bytes;
    let Spot { line, column, line_start } = spot;
    let head = line_start..lines::near(bytes, line_start, MAX_RECORD_BYTES).end;
    let prefix = Prefix::read(&ansi::shown(&bytes[head]));
    let text = record_around(bytes, range);
    let is_whole = text.start == line_start;
    let offset = |at: usize| block.place.offset + u64::try_from(at).unwrap_or(0);
    let location = Location {
        source: source.clone(),
        line,
        column,
        offset: offset(range.start),
        end: offset(range.end),
        time: prefix.time.as_deref().map(|time| masker.show(time)),
    };
    let Cut { text, cut } = shown(bytes, text);
    let (component, level) = (prefix.source.shown(), prefix.level);
    Record { location, component, level, text, cut, prefix: if is_whole { prefix.length } else { 0 } }
}

/// A part of the input as a terminal shows it, within the lines around it.
fn shown(bytes: &[u8], range: Range<usize>) -> Cut {
    let range = range.start.min(bytes.len())..range.end.min(bytes.len()).max(range.start.min(bytes.len()));
    let first = character(bytes, lines::near(bytes, range.start, MAX_MARGIN_BYTES).start);
    let last = lines::near(bytes, range.end.saturating_sub(1).max(range.start), MAX_MARGIN_BYTES + 1).end;
    let last = character(bytes, last).max(range.end);
    let plain =
        |range: Range<usize>| String::from_utf8_lossy(&ansi::shown(bytes.get(range).unwrap_or_default())).into_owned();
    let mut text = plain(first.min(range.start)..range.start);
    let start = text.len();
    text.push_str(&plain(range.clone()));
    let end = text.len();
    text.push_str(&plain(range.end..last));
    Cut { text, cut: start..end }
}

/// The beginning of the next character at a place.
fn character(bytes: &[u8], at: usize) -> usize {
    (at..bytes.len()).find(|at| bytes[*at] & 0xc0 != 0x80).unwrap_or(bytes.len())
}

/// The lines that hold a place; of very long ones the part around it.
fn record_around(bytes: &[u8], root: &Range<usize>) -> Range<usize> {
    let start = lines::near(bytes, root.start, MAX_RECORD_BYTES).start;
    let limit = root.start + MAX_RECORD_BYTES;
    let last = root.end.saturating_sub(1).max(root.start).min(limit);
    let end = lines::near(bytes, last, limit - last).end;
    character(bytes, start)..character(bytes, end)
}

fn characters(bytes: &[u8], range: Range<usize>) -> u64 {
    input::characters(bytes.get(range).unwrap_or_default())
}

fn newlines(bytes: &[u8], range: Range<usize>) -> u64 {
    let passed = bytes.get(range).unwrap_or_default();
    u64::try_from(memchr::memchr_iter(b'\n', passed).count()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::{Link, Relation};
    use crate::detect::detection::DetectionKind;
    use crate::field::Fields;
    use crate::input::Place;
    use crate::redact::show;

    /// A diagnosis of the error that covers some words, with its root at others.
    fn diagnosis(text: &str, all: &str, root: &str) -> Diagnosis<'static> {
        let place = |words: &str| text.find(words).map(|at| at..at + words.len()).expect("the words are in the text");
        let link = Link {
            kind: DetectionKind::Format(0),
            format: String::new(),
            codes: Vec::new(),
            message: String::new(),
            span: place(root),
            severity: None,
            depth: 0,
            relation: Relation::First,
            shadowed: Vec::new(),
        };
        let occurrence = Occurrence {
            span: place(all),
            links: vec![link],
            fields: Fields::default(),
            language: None,
            truncated: false,
            joined_by: Vec::new(),
        };
        Diagnosis { occurrence, root: 0, codes: Vec::new(), chain: Vec::new(), causes: Vec::new() }
    }

    /// The two records of a diagnosis, and its excerpt.
    struct Texts {
        root: Record,
        whole: Record,
        excerpt: String,
    }

    fn placed(text: &str, all: &str, root: &str) -> Texts {
        let block = Block::of(text.as_bytes(), Place { offset: 1000, line: 7, column: 0 }, true);
        let source = show("a.log");
        let masker = Masker::default();
        let placed = Placer::new(&source, &masker, &block).place(diagnosis(text, all, root));
        let excerpt = placed.excerpt();
        let cut = |record: Record| Record { text: record.text[record.cut.clone()].to_owned(), ..record };
        Texts { whole: cut(placed.whole()), excerpt: excerpt.text[excerpt.cut].to_owned(), root: cut(placed.root) }
    }

    fn location(record: &Record) -> (u64, u64, u64, u64) {
        let at = &record.location;
        (at.line, at.column, at.offset, at.end)
    }

    #[test]
    fn lines_count_from_the_block_and_columns_in_characters() {
        let one = placed("one\n日本 two three", "two three", "three");
        assert_eq!(location(&one.root), (8, 8, 1015, 1020));
        assert_eq!(location(&one.whole), (8, 4, 1011, 1020));
        assert_eq!(one.root.location.source.as_str(), "a.log");
        let one = placed("one", "one", "one");
        assert_eq!((location(&one.root), location(&one.whole)), ((7, 1, 1000, 1003), (7, 1, 1000, 1003)));
    }

    #[test]
    fn a_block_may_begin_within_a_line() {
        let text = "rest it broke\nit broke";
        let block = Block::of(text.as_bytes(), Place { offset: 1000, line: 7, column: 90 }, true);
        let source = show("a.log");
        let masker = Masker::default();
        let mut placer = Placer::new(&source, &masker, &block);
        let columns = ["rest it broke", "it broke\nit"].map(|words| {
            let at = placer.place(diagnosis(text, words, words)).whole().location;
            (at.line, at.column, at.offset)
        });
        assert_eq!(columns, [(7, 91, 1000), (7, 96, 1005)]);
    }

    #[test]
    fn the_root_lies_below_or_above_the_beginning_of_its_error() {
        let text = "zero\none\ntwo\nthree\n";
        let one = placed(text, "one\ntwo\nthree", "three");
        assert_eq!((one.root.location.line, one.whole.location.line), (10, 8));
        let one = placed(text, "three", "zero");
        assert_eq!((one.root.location.line, one.whole.location.line), (7, 10));
    }

    #[test]
    fn lines_are_counted_from_one_error_to_the_next() {
        let text = "one\ntwo\nthree\nfour\n";
        let block = Block::of(text.as_bytes(), Place::START, true);
        let source = show("a.log");
        let masker = Masker::default();
        let mut placer = Placer::new(&source, &masker, &block);
        let lines = ["one", "two\nthree", "three", "four"]
            .map(|words| placer.place(diagnosis(text, words, words)).whole().location.line);
        assert_eq!(lines, [1, 2, 3, 4]);
    }

    #[test]
    fn a_record_tells_its_time_its_source_and_its_prefix() {
        let one = placed("x\n10:01:02 ERROR shop.Cart - it broke\nso", "it broke", "it broke");
        assert_eq!(one.root.text, "10:01:02 ERROR shop.Cart - it broke");
        assert_eq!(&one.root.text[one.root.prefix..], "it broke");
        assert_eq!(one.root.location.time.as_ref().map(crate::redact::Redacted::as_str), Some("10:01:02"));
        assert_eq!(one.root.component.as_deref(), Some("shop.Cart"));
        assert_eq!(one.excerpt, "it broke");
    }

    #[test]
    fn what_is_read_around_a_part_ends_with_its_lines_or_four_kilobytes_away() {
        let around = |before: &str, after: &str| {
            let text = format!("{before}it{after}");
            let Cut { text, cut } = shown(text.as_bytes(), before.len()..before.len() + 2);
            assert_eq!(&text[cut.clone()], "it");
            (cut.start, text.len() - cut.end)
        };
        assert_eq!(around("x\nab ", " c\ny"), (3, 2));
        let Cut { text, cut } = shown(b"a one\ntwo b\nc", 2..9);
        assert_eq!((text.as_str(), cut), ("a one\ntwo b", 2..9), "to the end of its last line");
        assert_eq!(around(&"a".repeat(4096), &"b".repeat(4096)), (4096, 4096));
        assert_eq!(around(&"a".repeat(9000), &"b".repeat(9000)), (4096, 4096));
    }

    #[test]
    fn records_and_excerpts_are_cut_at_characters() {
        let long = "ä".repeat(3000);
        let text = format!("10:01:02 {long}it{long}\nnext");
        let one = placed(&text, "it", "it");
        assert_eq!(one.root.prefix, 0, "the prefix is cut off");
        assert_eq!(one.root.text, format!("{}it{}", "ä".repeat(2048), "ä".repeat(2047)));
        let one = placed(&text, &text, &long);
        assert_eq!(one.excerpt.len(), 4096 + 2, "half a character is told by one that stands for it");
        let fits = |before: usize, after: usize| {
            let text = format!("{}it{}", "a".repeat(before), "b".repeat(after));
            placed(&text, "it", "it").root.text.len()
        };
        assert_eq!(fits(4096, 4094), 4096 + 4096);
        assert_eq!(fits(4097, 4095), 4096 + 4096);
        assert_eq!(fits(4095, 4093), 4095 + 2 + 4093);
        // An error of several lines is shown with the rest of its last line.
        assert_eq!(placed("a one\ntwo b\nc", "one\ntwo", "one\ntwo").root.text, "a one\ntwo b");
        assert_eq!(placed("a one\ntwo b\nc", "one\n", "one\n").root.text, "a one");
    }
}
