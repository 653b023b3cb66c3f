//! Lines and windows of a text.

use std::ops::Range;

use memchr::{memchr, memrchr};

/// Where the line that holds a position begins.
pub fn start(text: &[u8], at: usize) -> usize {
    memrchr(b'\n', &text[..at.min(text.len())]).map_or(0, |newline| newline + 1)
}

/// Where the line that holds a position ends, before its newline.
pub fn end(text: &[u8], at: usize) -> usize {
    let at = at.min(text.len());
    memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline)
}

/// The line that holds a position, without its newline.
pub fn around(text: &[u8], at: usize) -> Range<usize> {
    start(text, at)..end(text, at)
}

/// Remembers the line that was asked for last: of a line without end that holds thousands of markers, the ends are looked for
/// once.
pub struct Lines<'t> {
    text: &'t [u8],
    last: Range<usize>,
    misses: usize,
}

/// After so many markers of a line in which nothing was found, the rest of the line is left alone.
const MOST_MISSES: usize = 64;

impl<'t> Lines<'t> {
    /// The lines of a text.
    pub fn of(text: &'t [u8]) -> Lines<'t> {
        Lines { text, last: 0..0, misses: 0 }
    }

    /// The line that holds a position, without its newline.
    pub fn around(&mut self, at: usize) -> Range<usize> {
        if !self.last.contains(&at) {
            self.last = around(self.text, at);
            self.misses = 0;
        }
        self.last.clone()
    }

    /// Counts a marker around which nothing was found. The end of the line, where it has had too many of them.
    pub fn miss(&mut self) -> Option<usize> {
        self.misses += 1;
        (self.misses >= MOST_MISSES).then_some(self.last.end)
    }
}

/// The line before the one that begins at `start`.
pub fn before(text: &[u8], start: usize) -> Option<Range<usize>> {
    let newline = start.checked_sub(1)?;
    Some(self::start(text, newline)..newline)
}

/// The line after the one that ends at `end`.
pub fn after(text: &[u8], end: usize) -> Option<Range<usize>> {
    let begin = end + 1;
    (begin <= text.len() && end < text.len()).then(|| begin..self::end(text, begin))
}

/// The longest window that a pattern is searched in.
const WIDEST: usize = 64 << 10;

/// Some lines around a position: `before` lines ahead of its line, and `count` from its line on.
pub fn window(lines: &mut Lines<'_>, at: usize, before: usize, count: usize) -> Range<usize> {
    let text = lines.text;
    let Range { mut start, mut end } = lines.around(at);
    for _ in 0..before {
        match self::before(text, start) {
            Some(line) if end - line.start <= WIDEST => start = line.start,
            _ => break,
        }
    }
    for _ in 1..count {
        match after(text, end) {
            Some(line) if line.end - start <= WIDEST => end = line.end,
            _ => break,
        }
    }
    start.max(at.saturating_sub(WIDEST))..end.min(at + WIDEST)
}

/// How far a list is looked for, in lines.
const LIST: usize = 4;

/// Whether the number that begins the line of a position is one of a list: a line nearby begins with another one.
pub fn is_list_item(text: &[u8], at: usize) -> bool {
    let own = around(text, at);
    let number = leading_number(&text[own.clone()]);
    let above = std::iter::successors(before(text, own.start), |line| before(text, line.start));
    let below = std::iter::successors(after(text, own.end), |line| after(text, line.end));
    above.take(LIST).chain(below.take(LIST)).any(|line| {
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
