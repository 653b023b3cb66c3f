//! Lines and windows of a text.

use std::ops::Range;

use memchr::{memchr, memrchr};

/// The offset at which the line that holds a position begins.
pub(crate) fn start(text: &[u8], at: usize) -> usize {
    memrchr(b'\n', &text[..at.min(text.len())]).map_or(0, |newline| newline + 1)
}

/// The offset at which the line that holds a position ends, before its newline.
pub(crate) fn end(text: &[u8], at: usize) -> usize {
    let at = at.min(text.len());
    memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline)
}

/// The line that holds a position, without its newline.
pub(crate) fn around(text: &[u8], at: usize) -> Range<usize> {
    start(text, at)..end(text, at)
}

/// Remembers the line that was asked for last, so the ends of a very long line with thousands of markers are searched
/// once.
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

    /// The line that holds a position, without its newline.
    pub(crate) fn around(&mut self, at: usize) -> Range<usize> {
        if !self.last.contains(&at) {
            self.last = around(self.text, at);
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

/// The line before the one that begins at `start`; `None` at the beginning of the text.
pub(crate) fn before(text: &[u8], start: usize) -> Option<Range<usize>> {
    let newline = start.checked_sub(1)?;
    Some(self::start(text, newline)..newline)
}

/// The line after the one that ends at `end`; `None` at the end of the text.
pub(crate) fn after(text: &[u8], end: usize) -> Option<Range<usize>> {
    let begin = end + 1;
    (begin <= text.len() && end < text.len()).then(|| begin..self::end(text, begin))
}

/// How far a window may reach on either side of its position.
const MAX_WINDOW_BYTES: usize = 64 << 10;

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

#[cfg(test)]
mod tests {
    use super::is_list_item;

    #[test]
    fn numbers_of_a_list_stand_together() {
        assert!(is_list_item(b"1: apples\n2: pears\n", 10) && is_list_item(b"x\n  16: y\n\n17: z", 2));
        assert!(!is_list_item(b"5: no such order\nbye\n5: no such order", 0) && !is_list_item(b"5: no", 0));
        assert!(!is_list_item(b"1: a\n.\n.\n.\n.\n2: b", 0));
    }
}
