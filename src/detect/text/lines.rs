//! Lines and windows of a text.

use std::ops::Range;

use memchr::{memchr, memrchr};

/// A line that is longer is read as if it began and ended so far from the position that is asked about: a log may be one line with
/// thousands of errors, each of which asks for its line many times.
const MAX_LINE_BYTES: usize = 64 << 10;

/// The offset at which the line that holds a position begins.
pub(crate) fn start(text: &[u8], at: usize) -> usize {
    start_within(text, at, MAX_LINE_BYTES)
}

/// The offset at which the line that holds a position ends, before its newline.
pub(crate) fn end(text: &[u8], at: usize) -> usize {
    end_within(text, at, MAX_LINE_BYTES)
}

/// The line that holds a position, without its newline.
pub(crate) fn around(text: &[u8], at: usize) -> Range<usize> {
    near(text, at, MAX_LINE_BYTES)
}

/// The part of the line that holds a position which is at most so far from it on either side.
pub(crate) fn near(text: &[u8], at: usize, bytes: usize) -> Range<usize> {
    start_within(text, at, bytes)..end_within(text, at, bytes)
}

fn start_within(text: &[u8], at: usize, bytes: usize) -> usize {
    let at = at.min(text.len());
    let from = at.saturating_sub(bytes);
    memrchr(b'\n', &text[from..at]).map_or(from, |newline| from + newline + 1)
}

fn end_within(text: &[u8], at: usize, bytes: usize) -> usize {
    let at = at.min(text.len());
    let to = text.len().min(at.saturating_add(bytes));
    memchr(b'\n', &text[at..to]).map_or(to, |newline| at + newline)
}

/// Remembers the line that was asked for last, so the ends of a very long line with thousands of markers are searched
/// once.
#[derive(Debug)]
pub(crate) struct Lines<'t> {
    text: &'t [u8],
    last: Range<usize>,
    misses: usize,
    spent: usize,
}

/// After this many markers of a line without a result, for which more than so many bytes were read, the rest of the line is
/// skipped: without a limit, the time would be quadratic in the length of the line.
const MAX_MISSES: usize = 64;
const MAX_SPENT_BYTES: usize = 8 << 20;

impl<'t> Lines<'t> {
    /// Starts at the beginning of a text.
    pub(crate) fn of(text: &'t [u8]) -> Lines<'t> {
        Lines { text, last: 0..0, misses: 0, spent: 0 }
    }

    /// The line that holds a position, without its newline, however long it is.
    pub(crate) fn around(&mut self, at: usize) -> Range<usize> {
        if !self.last.contains(&at) {
            self.last = near(self.text, at, usize::MAX);
            (self.misses, self.spent) = (0, 0);
        }
        self.last.clone()
    }

    /// Counts a marker around which nothing was found in so many bytes. Returns the end of the line after too many of them.
    pub(crate) fn miss(&mut self, bytes: usize) -> Option<usize> {
        self.misses += 1;
        self.spent += bytes;
        (self.misses >= MAX_MISSES && self.spent >= MAX_SPENT_BYTES).then_some(self.last.end)
    }
}

/// Where the next of some bytes is, for positions that only go up: of a very long line with thousands of markers each part is
/// searched once.
pub(crate) struct Next<'t> {
    text: &'t [u8],
    wanted: [u8; 3],
    /// What was searched last, and what was found at its end.
    searched: Range<usize>,
    found: Option<usize>,
}

impl<'t> Next<'t> {
    /// Finds any of three bytes in a text.
    pub(crate) fn of(text: &'t [u8], wanted: [u8; 3]) -> Next<'t> {
        Next { text, wanted, searched: 0..0, found: None }
    }

    /// Whether one of them is in a range.
    pub(crate) fn is_in(&mut self, range: &Range<usize>) -> bool {
        if self.found.is_some_and(|found| range.contains(&found)) {
            return true;
        }
        let from = if self.searched.contains(&range.start) { self.searched.end } else { range.start };
        let [a, b, c] = self.wanted;
        let rest = self.text.get(from..range.end).unwrap_or_default();
        self.found = memchr::memchr3(a, b, c, rest).map(|at| from + at);
        self.searched = range.start..self.found.map_or(range.end.max(from), |found| found + 1);
        self.found.is_some()
    }
}

/// The line before the one that begins at `start`; `None` at the beginning of the text, and within a very long line.
pub(crate) fn before(text: &[u8], start: usize) -> Option<Range<usize>> {
    let newline = start.checked_sub(1).filter(|at| text.get(*at) == Some(&b'\n'))?;
    Some(self::start(text, newline)..newline)
}

/// The line after the one that ends at `end`; `None` at the end of the text, and within a very long line.
pub(crate) fn after(text: &[u8], end: usize) -> Option<Range<usize>> {
    let begin = end + 1;
    (text.get(end) == Some(&b'\n')).then(|| begin..self::end(text, begin))
}

/// How far a window may reach on either side of its position: as far as a message may be long. The engines that match fast can do so
/// in texts of some ten kilobytes.
pub(crate) const MAX_WINDOW_BYTES: usize = 16 << 10;

/// The lines around a position: `before` lines above its line, and `count` lines from its line on.
pub(crate) fn window(lines: &mut Lines<'_>, at: usize, before: usize, count: usize) -> Range<usize> {
    let text = lines.text;
    let Range { mut start, mut end } = lines.around(at);
    for _ in 0..before {
        match self::before(text, start) {
            Some(line) if end - line.start <= MAX_WINDOW_BYTES => start = line.start,
            _ => break,
        }
    }
    for _ in 1..count {
        match after(text, end) {
            Some(line) if line.end - start <= MAX_WINDOW_BYTES => end = line.end,
            _ => break,
        }
    }
    start.max(at.saturating_sub(MAX_WINDOW_BYTES))..end.min(at + MAX_WINDOW_BYTES)
}

/// How many lines above and below are searched for other items of a list.
const MAX_LIST_LINES: usize = 4;

/// Whether the number at the beginning of a position's line belongs to a list: a nearby line begins with another one.
pub(crate) fn is_list_item(text: &[u8], at: usize) -> bool {
    let own = around(text, at);
    let number = leading_number(&text[own.clone()]);
    let above = std::iter::successors(before(text, own.start), |line| before(text, line.start));
    let below = std::iter::successors(after(text, own.end), |line| after(text, line.end));
    above.take(MAX_LIST_LINES).chain(below.take(MAX_LIST_LINES)).any(|line| {
        let other = leading_number(&text[line]);
        other.is_some() && other != number
    })
}

/// The number and the colon at the beginning of a line.
fn leading_number(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii_start();
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0 && line.get(digits) == Some(&b':')).then(|| &line[..digits])
}

/// The range with the characters whole that it begins or ends in. Patterns match bytes: what may be any byte but a few can be the last
/// one of a character.
pub(crate) fn whole_characters(text: &[u8], range: Range<usize>) -> Range<usize> {
    /// No character of UTF-8 has more bytes.
    const MAX_CHARACTER_BYTES: usize = 4;
    let is_inside = |at: usize| text.get(at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let next = |at: usize| (at..at + MAX_CHARACTER_BYTES).find(|at| !is_inside(*at)).unwrap_or(at);
    let end = next(range.end);
    next(range.start).min(end)..end
}

#[cfg(test)]
mod tests {
    use super::{Next, is_list_item, near, whole_characters};

    #[test]
    fn the_part_of_a_line_that_is_near() {
        let text = b"one\ntwo three\nfour";
        let shown = |at, bytes| String::from_utf8_lossy(&text[near(text, at, bytes)]).into_owned();
        assert_eq!(
            [shown(6, 99), shown(6, 3), shown(0, 1), shown(15, 99), shown(17, 1)],
            ["two three", "two t", "o", "four", "ur"]
        );
    }

    #[test]
    fn bytes_are_found_as_by_a_search_of_each_range() {
        let text = b"aa'aaaaaaaa\"aaaaaaaaaaaaaaaaaaaa\\a\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'";
        for (before, after) in [(0, 1), (3, 5), (9, 2), (12, 20), (40, 40)] {
            let mut next = Next::of(text, *b"\"'\\");
            for at in 0..text.len() {
                let range = usize::saturating_sub(at, before)..text.len().min(at + after);
                let expected = text[range.clone()].iter().any(|byte| b"\"'\\".contains(byte));
                assert_eq!(next.is_in(&range), expected, "{range:?} around {at}");
            }
        }
    }

    #[test]
    fn numbers_of_a_list_stand_together() {
        assert!(is_list_item(b"1: apples\n2: pears\n", 10) && is_list_item(b"x\n  16: y\n\n17: z", 2));
        assert!(!is_list_item(b"5: no such order\nbye\n5: no such order", 0) && !is_list_item(b"5: no", 0));
        assert!(!is_list_item(b"1: a\n.\n.\n.\n.\n2: b", 0));
    }

    #[test]
    fn a_range_does_not_cut_characters() {
        let text = "a\u{1f980}b".as_bytes();
        assert_eq!(
            [0..1, 1..5, 4..6, 0..3, 2..4].map(|range| whole_characters(text, range)),
            [0..1, 1..5, 5..6, 0..5, 5..5]
        );
        // What is no text is left as it is.
        assert_eq!(whole_characters(&[0x80; 16], 2..7), 2..7);
    }
}
