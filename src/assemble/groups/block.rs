//! The lines around an error that a block holds together: a stack trace from its first line to its last frame.

use std::ops::Range;

use crate::catalog::rules::Kind;
use crate::detect::Text;
use crate::detect::text::lines;
use crate::knowledge::Knowledge;
use crate::records::Prefix;

/// How many lines a block may have.
pub(super) const MAX_BLOCK_LINES: usize = 600;

/// The lines around an error that a block holds together with it.
pub(super) fn block_around(
    knowledge: &Knowledge<'_>,
    whole: &Text<'_>,
    span: &Range<usize>,
    floor: usize,
) -> Range<usize> {
    let text = whole.bytes;
    let mut widest = span.clone();
    for format in knowledge.blocks.iter().filter_map(|at| knowledge.rules.formats.get(*at)) {
        let Kind::Block { starts, continues, gap, message, .. } = &format.kind else { continue };
        let Some(starts) = whole.compiled(knowledge, starts) else { continue };
        let Some(continues) = knowledge.patterns.get(continues) else { continue };
        let block = Block {
            text,
            gap: usize::from(*gap),
            message: usize::from(*message),
            is_start: |line: &Range<usize>| starts.is_match(&text[line.clone()]),
            continues: |line: &Range<usize>| continues.is_match(&text[line.clone()]),
        };
        let first = lines::around(text, span.start);
        let Some(top) = block.top(&first, floor) else { continue };
        let last = lines::around(text, span.end.saturating_sub(1).max(span.start));
        widest = widest.start.min(top)..widest.end.max(block.bottom(&last));
    }
    widest
}

/// The form of a block in a text.
pub(super) struct Block<'t, S, C> {
    pub text: &'t [u8],
    /// How many lines in a row may be strange to it.
    pub gap: usize,
    /// How many lines of its own the message of the first line may go on over.
    pub message: usize,
    pub is_start: S,
    pub continues: C,
}

impl<S: Fn(&Range<usize>) -> bool, C: Fn(&Range<usize>) -> bool> Block<'_, S, C> {
    /// Where the block that holds a line begins, if there is one.
    pub(super) fn top(&self, first: &Range<usize>, floor: usize) -> Option<usize> {
        if (self.is_start)(first) {
            return Some(first.start);
        }
        let above =
            std::iter::successors(lines::before(self.text, first.start), |line| lines::before(self.text, line.start));
        let mut strange = Strange::default();
        for line in above.take(MAX_BLOCK_LINES).take_while(|line| line.start >= floor) {
            if (self.is_start)(&line) {
                return Some(line.start);
            }
            if (self.continues)(&line) {
                // The lines of a message are right below the first line.
                if strange.count > self.gap {
                    return None;
                }
                strange = Strange::default();
            } else {
                strange.add(self.is_said(&line));
            }
            if !self.allows(&strange, true) {
                return None;
            }
        }
        None
    }

    /// Where the block ends that goes on below a line.
    pub(super) fn bottom(&self, last: &Range<usize>) -> usize {
        let below = std::iter::successors(lines::after(self.text, last.end), |line| lines::after(self.text, line.end));
        let mut in_message = !(self.continues)(last);
        let (mut bottom, mut strange) = (last.end, Strange::default());
        for line in below.take(MAX_BLOCK_LINES) {
            if (self.continues)(&line) {
                (bottom, strange, in_message) = (line.end, Strange::default(), false);
            } else {
                strange.add(self.is_said(&line));
            }
            if !self.allows(&strange, in_message) {
                break;
            }
        }
        bottom
    }

    /// Whether a line can be one of a message: no logger wrote it, and it begins no block.
    fn is_said(&self, line: &Range<usize>) -> bool {
        Prefix::read(&self.text[line.clone()]) == Prefix::default() && !(self.is_start)(line)
    }

    fn allows(&self, strange: &Strange, in_message: bool) -> bool {
        strange.count <= self.gap || (in_message && strange.others == 0 && strange.count <= self.message)
    }
}

/// Lines in a row that do not continue a block.
#[derive(Debug, Default)]
struct Strange {
    count: usize,
    /// Those that are no lines of a message.
    others: usize,
}

impl Strange {
    fn add(&mut self, is_said: bool) {
        self.count += 1;
        self.others += usize::from(!is_said);
    }
}
