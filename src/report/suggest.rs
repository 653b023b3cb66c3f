//! Where nothing is recognised: the lines that look like errors, and the pages nearest to them by their words.

use std::collections::HashSet;

use memchr::memchr_iter;

use super::{ErrorLine, Report, Suggestion};
use crate::catalog::Catalog;
use crate::catalog::hash::Fnv;
use crate::catalog::likeness::Alike;
use crate::catalog::order::Order;
use crate::detect::text::ansi;
use crate::input::Block;
use crate::records::{Look, Looks};
use crate::redact::Masker;

/// So many different lines are kept.
const MAX_LINES: usize = 24;
/// So many of them are shown.
const MAX_SHOWN_LINES: usize = 3;
/// So many pages are suggested.
const MAX_SUGGESTIONS: usize = 3;
/// How much of a line is compared.
const MAX_LINE_BYTES: usize = 2048;
/// How much of a line is shown.
const MAX_LINE_CHARS: usize = 160;
/// How much of the input is looked at from its beginning. The last block of each source is looked at as well.
const MAX_SEARCHED_BYTES: usize = 16 << 20;
/// So many bytes of an explanation are shown, if a sentence ends there.
const MAX_EXPLANATION_BYTES: usize = 240;

/// The lines of an input that look like errors.
#[derive(Default)]
pub(crate) struct ErrorLines {
    lines: Vec<Line>,
    /// The hashes of those lines, digits folded.
    seen: HashSet<String>,
    searched: usize,
    looks: Looks,
}

struct Line {
    number: u64,
    text: String,
    look: Look,
}

impl ErrorLines {
    /// Looks through the first bytes of a block, which the next block doesn't repeat.
    pub(crate) fn read(&mut self, block: &Block<'_>, end: usize) {
        if self.searched >= MAX_SEARCHED_BYTES && !block.last {
            return;
        }
        let bytes = block.bytes.get(..end).unwrap_or(block.bytes);
        self.searched = self.searched.saturating_add(bytes.len().saturating_sub(block.start));
        let (mut start, mut number) = (block.start, block.line_of(block.start));
        let new = bytes.get(block.start..).unwrap_or_default();
        for end in memchr_iter(b'\n', new).map(|at| block.start + at).chain(std::iter::once(bytes.len())) {
            if self.lines.len() >= MAX_LINES {
                return;
            }
            if let Some(line) = bytes.get(start..end) {
                self.line(line, number);
            }
            (start, number) = (end + 1, number + 1);
        }
    }

    fn line(&mut self, line: &[u8], number: u64) {
        let line = &line[..line.len().min(MAX_LINE_BYTES)];
        if !self.looks.may_be(line) {
            return;
        }
        let plain = ansi::plain(line);
        let line = String::from_utf8_lossy(plain.as_ref().map_or(line, |plain| &plain.text));
        let Some((look, body)) = Looks::of(line.trim_end()) else { return };
        if self.seen.insert(folded(body)) {
            self.lines.push(Line { number, text: body.to_owned(), look });
        }
    }

    /// Adds the nearest pages to a report, and the lines that they are near to.
    pub(crate) fn suggest<'k>(&self, catalog: &'k Catalog<'_>, report: &mut Report<'k>, masker: &Masker) {
        let mut lines: Vec<(&Line, Vec<Alike<'k>>)> =
            self.lines.iter().map(|line| (line, catalog.alike(&line.text, MAX_SUGGESTIONS))).collect();
        let best = |found: &[Alike<'_>]| found.first().map_or(0.0, |one| one.near.score);
        // Errors come before warnings, then those that the catalog knows most words of.
        lines.order_by(|(a, of_a), (b, of_b)| a.look.cmp(&b.look).then(best(of_b).total_cmp(&best(of_a))));
        lines.truncate(MAX_SHOWN_LINES);
        lines.order_by_key(|(line, _)| line.number);
        report.error_lines = lines
            .iter()
            .map(|(line, _)| ErrorLine { number: line.number, text: masker.show_line(&line.text, MAX_LINE_CHARS) })
            .collect();
        let mut all: Vec<Alike<'k>> = lines.into_iter().flat_map(|(_, found)| found).collect();
        all.order_by(|a, b| b.near.score.total_cmp(&a.near.score).then(a.near.id.cmp(b.near.id)));
        let mut seen = HashSet::new();
        all.retain(|one| seen.insert(one.near.id));
        all.truncate(MAX_SUGGESTIONS);
        report.suggestions = all.into_iter().filter_map(|one| suggestion(catalog, one, masker)).collect();
    }
}

/// A page near to a line, as it is shown.
fn suggestion<'k>(catalog: &'k Catalog<'_>, alike: Alike<'k>, masker: &Masker) -> Option<Suggestion<'k>> {
    let page = catalog.cause_page(alike.near.id)?;
    let words = alike.words.iter().map(|word| masker.show(word)).collect();
    Some(Suggestion {
        id: page.id,
        title: page.title,
        explanation: beginning(page.explanation),
        words,
        file: page.file.map(|file| file.to_string()),
    })
}

/// The first sentence of an explanation, and further ones as long as they are short.
fn beginning(explanation: &str) -> &str {
    let text = explanation.split("\n\n").next().unwrap_or(explanation).trim();
    let ends = text.match_indices(". ").chain(text.match_indices(".\n")).map(|(at, _)| at + 1);
    let mut ends: Vec<usize> = ends.chain([text.len()]).collect();
    ends.sort_unstable();
    let end = ends.iter().rev().find(|end| **end <= MAX_EXPLANATION_BYTES).or(ends.first());
    end.and_then(|end| text.get(..*end)).unwrap_or(text)
}

/// The hash of a line in which all numbers are alike.
fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '0'..='9' if text.ends_with('0') => {}
            '0'..='9' => text.push('0'),
            c => text.push(c),
        }
    }
    let mut hash = Fnv::default();
    hash.add(&text);
    hash.hex()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explainer::Explainer;
    use crate::input::Place;

    #[test]
    fn an_explanation_is_shown_up_to_the_end_of_a_sentence() {
        assert_eq!(beginning("One. Two.\nThree.\n\nFour."), "One. Two.\nThree.");
        let long = "x".repeat(300);
        assert_eq!(beginning(&format!("{long}. Two.")), format!("{long}."));
        assert_eq!(beginning(&format!("One. {long}.")), "One.");
        let two = |length: usize| format!("One. {}.", "x".repeat(length - 6));
        assert_eq!(beginning(&two(MAX_EXPLANATION_BYTES)), two(MAX_EXPLANATION_BYTES));
        assert_eq!(beginning(&two(MAX_EXPLANATION_BYTES + 1)), "One.");
        assert_eq!(beginning(&format!("One.\nTwo. {long}.")), "One.\nTwo.");
        assert_eq!(beginning(""), "");
    }

    #[test]
    fn lines_that_differ_in_numbers_are_one() {
        assert_eq!(folded("worker 7 failed after 12 s"), folded("worker 12 failed after 3 s"));
        assert_ne!(folded("worker 7 failed"), folded("worker failed"));
    }

    #[test]
    fn lines_are_kept_once_with_their_numbers_and_no_more_than_are_needed() {
        let explainer = Explainer::new().expect("a catalog");
        let text = "all is well\nERROR the frobnicator of lane 1 jammed\nERROR the frobnicator of lane 2 jammed\nx\n";
        let report = explainer.diagnose(text);
        let lines: Vec<_> = report.error_lines.iter().map(|line| (line.number, line.text.as_str())).collect();
        assert_eq!(lines, [(2, "the frobnicator of lane 1 jammed")]);
        let letters = |at: usize| char::from(b'a' + u8::try_from(at % 26).expect("a letter")).to_string().repeat(at);
        let many: String = (1..100).map(|at| format!("ERROR the frobnicator of {} jammed\n", letters(at))).collect();
        assert_eq!(explainer.diagnose(&many).error_lines.len(), MAX_SHOWN_LINES);
    }

    #[test]
    fn so_many_different_lines_are_compared() {
        let letters = |at: usize| char::from(b'a' + u8::try_from(at % 26).expect("a letter")).to_string().repeat(at);
        let text: String = (1..100).map(|at| format!("ERROR the frobnicator of {} jammed\n", letters(at))).collect();
        let mut lines = ErrorLines::default();
        lines.read(&Block::of(text.as_bytes(), Place::START, true), text.len());
        assert_eq!(lines.lines.len(), MAX_LINES);
    }

    #[test]
    fn of_a_long_line_its_beginning_is_compared_and_shown() {
        let explainer = Explainer::new().expect("a catalog");
        let text = format!("ERROR the frobnicator {} jammed\n", "x".repeat(5000));
        let mut lines = ErrorLines::default();
        lines.read(&Block::of(text.as_bytes(), Place::START, true), text.len());
        assert_eq!(lines.lines[0].text.len(), MAX_LINE_BYTES - "ERROR ".len());
        let report = explainer.diagnose(&text);
        assert_eq!(report.error_lines[0].text.as_str().chars().count(), MAX_LINE_CHARS);
    }

    #[test]
    fn of_a_long_input_its_beginning_and_its_end_are_looked_at() {
        let mut lines = ErrorLines { searched: MAX_SEARCHED_BYTES, ..ErrorLines::default() };
        let bytes = b"ERROR the frobnicator jammed\n";
        let block = |line, last| Block::of(bytes, Place { line, ..Place::START }, last);
        lines.read(&block(7, false), bytes.len());
        assert!(lines.lines.is_empty());
        lines.read(&block(7, true), bytes.len());
        assert_eq!(lines.lines.first().map(|line| line.number), Some(7));
        // What the next block repeats is left to it.
        let mut lines = ErrorLines::default();
        lines.read(&block(1, false), 0);
        assert!(lines.lines.is_empty());
    }

    #[test]
    fn three_pages_are_suggested_for_all_lines_together() {
        let explainer = Explainer::new().expect("a catalog");
        let text = "ERROR zebras: permission denied\nERROR the token of the zebra expired: signature, audience\n";
        let mut lines = ErrorLines::default();
        lines.read(&Block::of(text.as_bytes(), Place::START, true), text.len());
        let of_line = |line: &Line| explainer.catalog().alike(&line.text, MAX_SUGGESTIONS).len();
        assert!(lines.lines.iter().map(of_line).sum::<usize>() > MAX_SUGGESTIONS);
        let mut report = explainer.diagnose("");
        lines.suggest(explainer.catalog(), &mut report, &Masker::default());
        assert_eq!((report.error_lines.len(), report.suggestions.len()), (2, 3));
        let ids: HashSet<&str> = report.suggestions.iter().map(|one| one.id).collect();
        assert_eq!(ids.len(), 3, "each once");
    }

    #[test]
    fn a_page_shares_three_words_with_a_line_or_two_neighbours() {
        let catalog = Catalog::built_in().expect("a catalog");
        let any = |line: &str| !catalog.alike(line, MAX_SUGGESTIONS).is_empty();
        assert!(any("zebras: permission denied") && any("the token of the zebra expired: signature, audience"));
        assert!(!any("denied: giraffes want permission"));
    }

    #[test]
    fn a_line_without_words_that_the_catalog_knows_has_no_suggestion() {
        let explainer = Explainer::new().expect("a catalog");
        let report = explainer.diagnose("ERROR qwrtz pfgh sdfg\n");
        assert_eq!((report.findings.len(), report.error_lines.len(), report.suggestions.len()), (0, 1, 0));
    }
}
