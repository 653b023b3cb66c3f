//! Boxes that are drawn around text. Text that is wider than its box goes on in the next line: the lines are put together with a space.

use std::ops::Range;

use super::frames::Frame;
use super::wrapped;
use crate::detect::text::lines;

/// The bars of such a box; `|` also parts the cells of a table.
const BARS: [&str; 3] = ["│", "┃", "║"];

/// The lines of a box that is drawn around text, and how far they are indented at least.
pub(super) struct Cells {
    margin: usize,
}

impl Cells {
    pub(super) fn of(text: &[u8], run: &[Range<usize>]) -> Cells {
        let inner = run.iter().filter_map(|line| cell(&text[line.clone()]));
        let margin = inner.filter(|inner| !inner.trim_ascii().is_empty()).map(indentation).min();
        Cells { margin: margin.unwrap_or(0) }
    }

    /// Whether a line is the rest of the one before it: its first word had no room there. The text keeps as far from the right bar as
    /// from the left one.
    pub(super) fn goes_on(&self, text: &[u8], line: &Range<usize>, next: &Range<usize>) -> bool {
        let (Some(line), Some(next)) = (cell(&text[line.clone()]), cell(&text[next.clone()])) else { return false };
        let word: Vec<u8> = next.trim_ascii().iter().copied().take_while(|byte| !byte.is_ascii_whitespace()).collect();
        let used = line.trim_ascii_end();
        let room = characters(line).saturating_sub(self.margin);
        // A box whose lines are not equally wide was drawn by hand, and says nothing about the room in it.
        let is_drawn = characters(line) == characters(next) || wrapped::goes_on(line, next);
        !used.is_empty()
            && !word.is_empty()
            && is_drawn
            && indentation(line) == indentation(next)
            && characters(used) + 1 + characters(&word) > room
    }
}

/// Where the boxes of a text begin in which a line is the rest of the one before it.
pub(crate) fn wrapped_boxes(text: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut next = Some(lines::around(text, 0));
    while let Some(line) = next {
        let run =
            if cell(&text[line.clone()]).is_some() { Frame::Box.run(text, &line, line.start) } else { Vec::new() };
        let cells = Cells::of(text, &run);
        if run.windows(2).any(|pair| cells.goes_on(text, &pair[0], &pair[1])) {
            starts.push(line.start);
        }
        next = lines::after(text, run.last().map_or(line.end, |last| last.end));
    }
    starts
}

/// What is between two bars of a box. A row of a table has more of them.
fn cell(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let bar = BARS.iter().find(|bar| line.starts_with(bar.as_bytes()))?;
    let inner = line.strip_prefix(bar.as_bytes())?.strip_suffix(bar.as_bytes())?;
    memchr::memmem::find(inner, bar.as_bytes()).is_none().then_some(inner)
}

/// How many characters a text has.
fn characters(text: &[u8]) -> usize {
    text.iter().filter(|byte| (**byte & 0xc0) != 0x80).count()
}

/// How far a text is indented.
pub(super) fn indentation(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}
