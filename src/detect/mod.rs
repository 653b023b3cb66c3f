//! From a text to what formats see in it.
//!
//! Each reader knows one way in which errors are printed and looks where markers are: HTTP responses, JSON documents, quoted
//! strings, the patterns of formats. What lies in what an earlier reader took is not read again. A body, a JSON value or a
//! quoted string is a text of its own, in which errors are detected by the same function, at most [`MAX_DEPTH`] deep.

mod ambiguity;
mod codes;
mod context;
pub(crate) mod detection;
mod extract;
mod overlap;
mod readers;
pub(crate) mod text;

use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use crate::catalog::rules::Pattern as Branch;
use crate::catalog::source::Encoding;
use crate::knowledge::Knowledge;
use crate::matching::{Pattern, TrigramIndex};
use crate::records::{Level, Prefix};
use crate::scan::Hit;
use detection::{Detection, nest};
use overlap::{drop_covered, drop_shadowed};
use text::{escapes, lines};

pub(crate) use ambiguity::ties;
pub(crate) use extract::{extract, extract_from_record};
pub(crate) use readers::json::{JsonNeeds, NeededNames};
pub(crate) use readers::numbers::Endings as NumberEndings;
pub(crate) use readers::words::{cause_of as cause_by_words, read as detect_words};

/// How deep embedded texts are looked into.
const MAX_DEPTH: u8 = 8;
/// The longest message that a field holds. What is longer is cut.
const MAX_FIELD_BYTES: usize = 16 << 10;
/// In a text up to this size a pattern is compiled only if its literals are in it.
pub(crate) const SHORT_TEXT_BYTES: usize = 16 << 10;

/// A text to detect errors in, and how deep it lies in others.
pub(crate) struct Text<'t> {
    /// The text.
    pub bytes: &'t [u8],
    depth: u8,
    index: OnceCell<TrigramIndex>,
    /// Whether a limit left a part of it, or of a text in it, unread.
    skipped: Rc<Cell<bool>>,
}

impl<'t> Text<'t> {
    /// A text that lies in no other.
    pub(crate) fn outermost(bytes: &'t [u8]) -> Text<'t> {
        Text { bytes, depth: 0, index: OnceCell::new(), skipped: Rc::default() }
    }

    fn embedded<'i>(&self, bytes: &'i [u8]) -> Text<'i> {
        Text { bytes, depth: self.depth + 1, index: OnceCell::new(), skipped: Rc::clone(&self.skipped) }
    }

    /// Whether a limit left a part of it, or of a text in it, unread.
    pub(crate) fn skipped(&self) -> bool {
        self.skipped.get()
    }

    /// Counts a place around which nothing was found in so many bytes. After too many of them the rest of the line is left:
    /// returns its end.
    fn missed(&self, cursor: &mut lines::Lines<'_>, bytes: usize) -> Option<usize> {
        let end = cursor.miss(bytes);
        self.skipped.set(self.skipped.get() || end.is_some());
        end
    }

    /// The compiled pattern, if it can match in the text. A short text is not worth compiling a pattern for whose literals
    /// it lacks; a long one has most of them, and each pattern is compiled only once.
    pub(crate) fn compiled(&self, knowledge: &Knowledge<'_>, pattern: &Branch<'_>) -> Option<Arc<Pattern>> {
        let index = || self.index.get_or_init(|| TrigramIndex::new(self.bytes));
        let possible = self.bytes.len() > SHORT_TEXT_BYTES || index().meets(&pattern.needs);
        possible.then(|| knowledge.patterns.get(&pattern.re)).flatten()
    }
}

/// A text that is being read: the markers in it that no reader has taken yet, and what was found.
struct Region<'r, 't> {
    text: &'r Text<'t>,
    /// In the order of their places.
    hits: Vec<Hit>,
    /// What selects lines for general readers, in the order of their places.
    selected: Vec<Hit>,
    lines: OnceCell<Vec<context::Line>>,
    /// The documents that were read and hold no error, in the order of their places: neither do the strings in them.
    barren: RefCell<Vec<Range<usize>>>,
    found: Vec<Detection>,
}

impl<'r, 't> Region<'r, 't> {
    fn new(knowledge: &Knowledge<'_>, text: &'r Text<'t>, mut hits: Vec<Hit>) -> Region<'r, 't> {
        hits.sort_unstable_by_key(|hit| (hit.at(), hit.owner, hit.end()));
        let (selected, hits) = hits.into_iter().partition(|hit| context::selector(knowledge, hit).is_some());
        Region { text, hits, selected, lines: OnceCell::new(), barren: RefCell::default(), found: Vec::new() }
    }

    /// The lines that general readers read.
    fn lines(&self, knowledge: &Knowledge<'_>) -> &[context::Line] {
        self.lines.get_or_init(|| context::lines_to_read(knowledge, self.text, &self.selected))
    }

    /// Adds what a reader found. The markers in it belong to it.
    fn claim(&mut self, found: Vec<Detection>) {
        self.found.extend(found);
        drop_covered(&mut self.hits, &mut self.found);
    }
}

/// A way of reading errors.
trait Reader: Sync {
    /// What it finds around the markers of a region.
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection>;
}

/// All readers. Structure comes before patterns: a pattern would see a part of a document, and miss its other fields. An
/// escaped line comes after them, since most lines with a backslash in them are no such thing. General readers come last:
/// they read what is left.
static READERS: [&dyn Reader; 9] = [
    &readers::http::Responses,
    &readers::json::Documents,
    &readers::embedded::QuotedStrings,
    &readers::pattern::Patterns,
    &readers::embedded::EscapedLines,
    &readers::json::Literals,
    &readers::status::Statuses,
    &readers::names::Names,
    &readers::numbers::Numbers,
];

/// What all formats see in a text, the inner detections within the outer ones.
pub(crate) fn detect(knowledge: &Knowledge<'_>, text: &Text<'_>) -> Vec<Detection> {
    let hits = knowledge.markers.hits(text.bytes);
    if text.depth > MAX_DEPTH && !hits.is_empty() {
        text.skipped.set(true);
    }
    // A long text without markers has no line that general readers would read.
    if (hits.is_empty() && text.bytes.len() > SHORT_TEXT_BYTES) || text.depth > MAX_DEPTH {
        return Vec::new();
    }
    let mut region = Region::new(knowledge, text, hits);
    for reader in READERS {
        region.claim(reader.read(knowledge, &region));
    }
    let mut found = region.found;
    found.retain(|one| !is_expected(text.bytes, one.span.start) && !is_declared_harmless(text.bytes, one.span.start));
    let mut nested = nest(drop_shadowed(found, &knowledge.rules));
    nested.iter_mut().for_each(|detection| readers::names::adopt(knowledge, detection));
    if text.depth == 0 {
        nested.iter_mut().for_each(|detection| extract_all(knowledge, detection));
    }
    nested
}

/// What each reader finds by itself, in all lines.
#[cfg(any(test, fuzzing))]
pub(crate) fn each_reader(knowledge: &Knowledge<'_>, text: &Text<'_>) -> Vec<Vec<Detection>> {
    let region = Region::new(knowledge, text, knowledge.markers.hits(text.bytes));
    READERS.iter().map(|reader| reader.read(knowledge, &region)).collect()
}

/// Adds to each detection what else its message says.
fn extract_all(knowledge: &Knowledge<'_>, detection: &mut Detection) {
    extract(knowledge, &mut detection.fields, false);
    detection.inner.iter_mut().for_each(|inner| extract_all(knowledge, inner));
}

/// A captured value as text.
fn decode(bytes: &[u8], encoding: Option<Encoding>) -> String {
    let bytes = &bytes[..bytes.len().min(MAX_FIELD_BYTES)];
    let text = match encoding {
        None => String::from_utf8_lossy(bytes).into_owned(),
        Some(Encoding::Percent) => percent_encoding::percent_decode(bytes).decode_utf8_lossy().into_owned(),
        Some(Encoding::Escaped) => String::from_utf8_lossy(&escapes::unescape(bytes).text).into_owned(),
    };
    match text.trim_end_matches('\r') {
        same if same.len() == text.len() => text,
        trimmed => trimmed.to_owned(),
    }
}

/// How far before an error the word is looked for that makes it an expected one.
const EXPECTED_WITHIN_BYTES: usize = 24;

/// Words between the word that makes an error an expected one and its value.
const BEFORE_VALUE: [&[u8]; 7] = [b"status", b"code", b"error", b"errno", b"http", b"to", b"be"];

/// Whether a test expected this error: in `want NOT_FOUND, got INTERNAL` only the second one happened.
fn is_expected(text: &[u8], start: usize) -> bool {
    let near = &text[start.saturating_sub(EXPECTED_WITHIN_BYTES)..start];
    let before = near.rsplit(|byte| *byte == b'\n').next().unwrap_or(near);
    let words = before.rsplit(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let is_value_word = |word: &&[u8]| BEFORE_VALUE.iter().any(|known| word.eq_ignore_ascii_case(known));
    let mut words = words.skip_while(is_value_word);
    words.next().is_some_and(|word| word.eq_ignore_ascii_case(b"want") || word.eq_ignore_ascii_case(b"expected"))
}

/// What records say that look like errors and are none.
const HARMLESS: [&[u8]; 5] =
    [b"does not indicate an error", b"is not an error", b"can be ignored", b"can ignore this", b"safely ignore"];

/// How far from the error they are looked for on its line.
const HARMLESS_WITHIN_BYTES: usize = 2048;

/// Whether the record is of level INFO or below and says of itself that it is no error.
fn is_declared_harmless(text: &[u8], at: usize) -> bool {
    let line = &text[lines::near(text, at, HARMLESS_WITHIN_BYTES)];
    let says_so = HARMLESS.iter().any(|words| memchr::memmem::find(line, words).is_some());
    says_so && Prefix::read(line).level.is_some_and(|level| level <= Level::Info)
}

#[cfg(test)]
mod tests {
    use super::{is_declared_harmless, is_expected};

    #[test]
    fn what_says_of_itself_that_it_is_no_error_is_none() {
        let says = "Executor start aborting (this does not indicate an error and you can ignore this message): INVALID_ARGUMENT: x";
        assert!(is_declared_harmless(format!("2028-07-19 23:11:48.604911: I {says}").as_bytes(), 40));
        assert!(!is_declared_harmless(format!("2028-07-19 23:11:48.604911: E {says}").as_bytes(), 40));
        assert!(!is_declared_harmless(says.as_bytes(), 40));
        assert!(!is_declared_harmless(b"2028-07-19 23:11:48 INFO INVALID_ARGUMENT: x", 30));
    }

    #[test]
    fn the_value_after_want_or_expected_is_no_error() {
        let error_at = |text: &str| is_expected(text.as_bytes(), text.find('!').expect("a mark"));
        assert!(error_at("want !NOT_FOUND") && error_at("Expected: !503") && error_at("want code !5"));
        for text in ["!NOT_FOUND", "got !NOT_FOUND", "expected 200, got !503", "want\n!NOT_FOUND", "unexpected !503"] {
            assert!(!error_at(text), "{text}");
        }
    }
}
