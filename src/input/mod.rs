//! Bytes in blocks, whatever the size of the input: memory stays bounded.
//!
//! A block is a window onto the input. It holds some text that was read before, for what an error above or beside its lines
//! depends on; then what is new; and it is cut so far before its end that an error before the cut is whole. An error that crosses
//! the cut moves it, and is read with the next block. So what is found does not depend on where blocks begin and end. Blocks
//! consist of whole lines, but for a line that is longer than a block: it is read in windows like the rest.

mod encoding;
mod gaps;
mod name;
mod packed;

use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use encoding::Encoding;
pub(crate) use encoding::{BINARY_HEAD_BYTES, Refused, is_binary};
pub(crate) use gaps::Gaps;
pub(crate) use name::{one_line, readable, shown};
pub(crate) use packed::{Corrupt, Opened, open};

/// How many bytes are read at once.
pub(crate) const READ_BYTES: u64 = 256 << 10;

/// So many characters in a row of them are UTF-16, and no bytes by chance.
const MIN_UTF16_CHARS: usize = 32;

/// How far behind what counts as whole a block reaches that is taken early, so that errors that go on there are seen to do so.
const LOOKAHEAD_BYTES: usize = 64 << 10;

/// How large the parts of a block are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    /// How many new bytes a block has at least, if the input has them.
    pub block: usize,
    /// How many it has at most: a line or an error that is longer than a block is read whole up to this.
    pub longest: usize,
    /// How much at its end is read again with the next one, since an error may continue there.
    pub overlap: usize,
    /// How much of what was read before it holds. More than a text that is read differently because it is short.
    pub context: usize,
}

impl Default for Sizes {
    fn default() -> Sizes {
        Sizes { block: 512 << 10, longest: 3 << 20, overlap: 64 << 10, context: 40 << 10 }
    }
}

/// Cuts an input that comes in pieces into blocks.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    sizes: Sizes,
    /// What was read before, then what is new.
    buffer: Vec<u8>,
    /// How many bytes of the buffer were read before.
    context: usize,
    /// The place of its first byte.
    place: Place,
    /// How many bytes the input had so far.
    bytes: u64,
    /// How many line feeds were consumed, and whether something was after the last one.
    lines: u64,
    open: bool,
    /// How many new bytes the next block has at least.
    enough: usize,
    /// `None` until enough of the input is known to tell.
    encoding: Option<Encoding>,
    ended: bool,
}

impl Default for Blocks {
    fn default() -> Blocks {
        Blocks::new(Sizes::default())
    }
}

/// A place in an input. In UTF-16, offsets are those of the same text in UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Its byte offset.
    pub offset: u64,
    /// The number of its line, counted from 1.
    pub line: u64,
    /// How many characters of the line are before it.
    pub column: u64,
}

impl Place {
    /// The beginning of an input.
    pub(crate) const START: Place = Place { offset: 0, line: 1, column: 0 };

    /// The place after some bytes.
    fn after(self, bytes: &[u8]) -> Place {
        let (lines, column) = match memrchr(b'\n', bytes) {
            Some(last) => (memchr_iter(b'\n', bytes).count(), characters(&bytes[last + 1..])),
            None => (0, self.column + characters(bytes)),
        };
        Place { offset: self.offset + number(bytes.len()), line: self.line + number(lines), column }
    }
}

/// How many characters some bytes are.
pub(crate) fn characters(bytes: &[u8]) -> u64 {
    number(bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count())
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// How much of a block that is taken early counts as whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whole {
    /// All of it: nothing was added to it for a while.
    All,
    /// What is before this byte of it.
    Before(usize),
}

/// A part of the input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block<'b> {
    /// The bytes.
    pub bytes: &'b [u8],
    /// How many of them were read before: what begins there was seen already.
    pub start: usize,
    /// Where the bytes begin in the input.
    pub place: Place,
    /// Whether nothing follows.
    pub last: bool,
    /// Whether it is as long as blocks may be.
    full: bool,
    sizes: Sizes,
}

/// Which part of an input a block is. Two blocks of one input with the same extent are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    offset: u64,
    length: usize,
    start: usize,
    last: bool,
    full: bool,
}

/// A block that another thread can have.
#[derive(Debug)]
pub(crate) struct OwnedBlock {
    bytes: Vec<u8>,
    place: Place,
    extent: Extent,
    sizes: Sizes,
}

impl OwnedBlock {
    /// The block.
    pub(crate) fn borrowed(&self) -> Block<'_> {
        let Extent { start, last, full, .. } = self.extent;
        Block { bytes: &self.bytes, start, place: self.place, last, full, sizes: self.sizes }
    }
}

impl Blocks {
    /// Blocks of other sizes than usual.
    pub(crate) fn new(sizes: Sizes) -> Blocks {
        Blocks {
            sizes,
            buffer: Vec::new(),
            context: 0,
            place: Place::START,
            bytes: 0,
            lines: 0,
            open: false,
            enough: sizes.block,
            encoding: None,
            ended: false,
        }
    }

    /// How many bytes the input had so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Where what was read so far ends in the input.
    pub(crate) fn position(&self) -> u64 {
        self.place.offset + number(self.buffer.len())
    }

    /// What was read after a position and is not consumed yet, with some text before it.
    pub(crate) fn after(&self, position: u64) -> &[u8] {
        let from = self.index(position).max(self.context).saturating_sub(self.sizes.context);
        &self.buffer[character(&self.buffer, from)..]
    }

    /// Where in the buffer a position of the input is, as far as it was read.
    fn index(&self, position: u64) -> usize {
        usize::try_from(position.saturating_sub(self.place.offset)).unwrap_or(usize::MAX).min(self.buffer.len())
    }

    /// How many lines were consumed.
    pub(crate) fn lines(&self) -> u64 {
        self.lines + u64::from(self.open)
    }

    /// Why the input can't be read, if it can't.
    pub(crate) fn refused(&self) -> Option<Refused> {
        match self.encoding {
            Some(Encoding::Refused(refused)) => Some(refused),
            _ => None,
        }
    }

    /// Whether the input is in UTF-16: then the blocks hold other bytes.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn is_wide(&self) -> bool {
        matches!(self.encoding, Some(Encoding::Wide(_)))
    }

    /// Adds the next bytes of the input.
    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let before = self.buffer.len();
        self.buffer.extend_from_slice(bytes);
        self.added(before);
    }

    /// Reads the next bytes of the input, and says how many there were.
    ///
    /// # Errors
    /// What the reader reports.
    pub(crate) fn fill(&mut self, reader: &mut impl Read) -> io::Result<usize> {
        let before = self.buffer.len();
        let result = reader.by_ref().take(READ_BYTES).read_to_end(&mut self.buffer);
        // What was read before an error counts.
        self.added(before);
        result
    }

    /// Says that the input has ended.
    pub(crate) fn end(&mut self) {
        self.ended = true;
        self.recognise();
        if let Some(Encoding::Wide(utf16)) = &mut self.encoding {
            utf16.end(&mut self.buffer);
        }
    }

    /// Whether the input has ended.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// Decodes what was added after `before`.
    fn added(&mut self, before: usize) {
        self.bytes += number(self.buffer.len() - before);
        match &mut self.encoding {
            None if self.buffer.len() >= encoding::HEAD_BYTES => self.recognise(),
            None | Some(Encoding::Bytes) => {}
            Some(Encoding::Wide(utf16)) => {
                let raw = self.buffer.split_off(before);
                utf16.push(&raw, &mut self.buffer);
            }
            Some(Encoding::Refused(_)) => self.buffer.clear(),
        }
    }

    /// Decides on the encoding by what was read so far.
    pub(crate) fn recognise(&mut self) {
        if self.encoding.is_some() {
            return;
        }
        let head = &self.buffer[..self.buffer.len().min(encoding::HEAD_BYTES)];
        let (mut encoding, mark) = encoding::of(head);
        match &mut encoding {
            Encoding::Bytes => {
                self.buffer.drain(..mark);
                self.place.offset += number(mark);
            }
            Encoding::Wide(utf16) => {
                let raw = std::mem::take(&mut self.buffer);
                utf16.push(&raw[mark..], &mut self.buffer);
            }
            Encoding::Refused(_) => self.buffer.clear(),
        }
        self.encoding = Some(encoding);
    }

    /// The next block. Returns `None` until enough was added.
    pub(crate) fn next_block(&self) -> Option<Block<'_>> {
        let length = self.buffer.len();
        if self.encoding.is_none() || length == self.context || !(self.ended || length - self.context >= self.enough) {
            return None;
        }
        // A line that goes on for long is read as far as it came.
        let whole_lines = memrchr(b'\n', &self.buffer).map_or(0, |at| at + 1);
        let short = length - whole_lines < self.sizes.overlap / 2 && whole_lines > self.context;
        let end = if short && !self.ended { whole_lines } else { length };
        let (start, place, sizes) = (self.context, self.place, self.sizes);
        let full = length - start >= sizes.longest;
        // A line can't be cut before its end, unless it is longer than a block may be.
        if whole_lines <= start && !full && !self.ended {
            return None;
        }
        Some(Block { bytes: &self.buffer[..end], start, place, last: self.ended, full, sizes })
    }

    /// A block of what was read so far, although it is less than usual and more may come: up to shortly after `settled`, and how
    /// much of it counts as whole. Returns `None` if nothing new is before that.
    pub(crate) fn early_block(&self, settled: u64) -> Option<(Block<'_>, Whole)> {
        let length = self.buffer.len();
        let settled = self.index(settled);
        if settled <= self.context {
            return None;
        }
        // If nothing came since, the last line is read as far as it came.
        let (end, whole) = if settled == length {
            (length, Whole::All)
        } else {
            let limit = length.min(settled.saturating_add(LOOKAHEAD_BYTES));
            (memrchr(b'\n', &self.buffer[..limit]).map_or(0, |at| at + 1), Whole::Before(settled))
        };
        let (start, place, sizes) = (self.context, self.place, self.sizes);
        let block = || Block { bytes: &self.buffer[..end], start, place, last: false, full: false, sizes };
        (end > start).then(|| (block(), whole))
    }

    /// Says that a block ends at this byte of it, and the next one begins there; if it is its beginning, that one is longer.
    pub(crate) fn consume(&mut self, end: usize) {
        if end <= self.context {
            self.enough = self.sizes.longest;
            return;
        }
        self.enough = self.sizes.block;
        let end = end.min(self.buffer.len());
        let new = &self.buffer[self.context..end];
        self.lines += number(memchr_iter(b'\n', new).count());
        self.open = new.last().is_some_and(|byte| *byte != b'\n');
        let gone = self.context_start(end);
        self.place = self.place.after(&self.buffer[..gone]);
        self.buffer.drain(..gone);
        self.context = end - gone;
    }

    /// Where the context of a block begins that begins at `end`: at a line if there is one in its first half, else at a character.
    fn context_start(&self, end: usize) -> usize {
        let far = end.saturating_sub(self.sizes.context);
        if far == 0 {
            return 0;
        }
        let half = far + self.sizes.context / 2;
        match memchr(b'\n', &self.buffer[far - 1..half]) {
            Some(newline) => far + newline,
            None => character(&self.buffer, far),
        }
    }
}

/// The beginning of the character that holds a byte of a text; the byte itself if the text is not UTF-8 there.
fn character(bytes: &[u8], at: usize) -> usize {
    let starts = |at: &usize| bytes.get(*at).is_none_or(|byte| byte & 0xc0 != 0x80);
    (at.saturating_sub(3)..=at).rev().find(starts).unwrap_or(at)
}

impl Block<'_> {
    /// Where the next block begins: at a line near the end that none of these errors covers, which are in order. If there is no
    /// such line, it is the beginning of this block until that is as long as blocks may be.
    pub(crate) fn cut(&self, errors: &[Range<usize>]) -> usize {
        let bytes = self.bytes;
        if self.last {
            return bytes.len();
        }
        let new = bytes.len() - self.start;
        let wanted = self.start + new.saturating_sub(self.sizes.overlap).max(new / 2);
        let mut end = self.boundary(wanted);
        while let Some(start) = errors.iter().filter(|one| one.start < end && one.end > end).map(|one| one.start).min()
        {
            end = self.boundary(start);
        }
        if end > self.start || !self.full {
            return end.max(self.start);
        }
        // No more fits. What begins before the last part is taken as it is, and not read again.
        let line = self.line_at(wanted);
        let end = if line > self.start { line } else { self.between_words(wanted) };
        let end = errors.iter().fold(end, |end, error| if error.start < end { end.max(error.end) } else { end });
        let newline = memchr(b'\n', &bytes[end.min(bytes.len())..]);
        newline.filter(|rest| line > self.start && *rest > 0).map_or(end, |rest| end + rest + 1).min(bytes.len())
    }

    /// Where the next block begins if this one was taken early: at the last line of what is whole that no error covers. An error
    /// that touches the end of the block may go on, and waits.
    pub(crate) fn cut_early(&self, errors: &[Range<usize>], whole: Whole) -> usize {
        let Whole::Before(settled) = whole else { return self.bytes.len() };
        let last = self.bytes.trim_ascii_end().len();
        let waits = |error: &&Range<usize>, end: usize| error.start < end && (error.end > end || error.end >= last);
        let mut end = self.line_at(settled);
        while let Some(start) = errors.iter().filter(|error| waits(error, end)).map(|error| error.start).min() {
            end = self.line_at(start);
        }
        end.max(self.start)
    }

    /// Which part of the input it is.
    pub(crate) fn extent(&self) -> Extent {
        let Block { bytes, start, place, last, full, .. } = *self;
        Extent { offset: place.offset, length: bytes.len(), start, last, full }
    }

    /// A copy for another thread.
    pub(crate) fn to_owned(self) -> OwnedBlock {
        OwnedBlock { bytes: self.bytes.to_vec(), place: self.place, extent: self.extent(), sizes: self.sizes }
    }

    /// Whether it begins with an object that is longer than blocks may be: its parts are read, each by itself.
    pub(crate) fn splits_an_object(&self, end: usize) -> bool {
        let new = &self.bytes[self.start..end.min(self.bytes.len())];
        let is_first = self.start == 0 || self.bytes[self.start - 1] == b'\n';
        self.full && !self.last && is_first && memchr(b'\n', new).is_none() && new.trim_ascii_start().starts_with(b"{")
    }

    /// Whether its new bytes hold a part in UTF-16, as a shell leaves it that appends to a file in another encoding.
    pub(crate) fn holds_utf16(&self, end: usize) -> bool {
        let new = &self.bytes[self.start..end.min(self.bytes.len())];
        let alternates = |at: &usize| new.get(at + 1).is_some_and(|byte| *byte != 0) && new.get(at + 2) == Some(&0);
        memchr_iter(0, new).filter(alternates).nth(MIN_UTF16_CHARS).is_some()
    }

    /// The beginning of the line that holds a byte; of a line that is longer than blocks may be, a place near the byte.
    fn boundary(&self, at: usize) -> usize {
        let start = self.line_at(at);
        let long = self.full && start <= self.start && at.saturating_sub(self.start) >= self.sizes.longest / 4;
        if long { self.between_words(at) } else { start }
    }

    fn line_at(&self, at: usize) -> usize {
        memrchr(b'\n', &self.bytes[..at.min(self.bytes.len())]).map_or(0, |newline| newline + 1)
    }

    /// A place at or shortly before a byte where no word is cut.
    fn between_words(&self, at: usize) -> usize {
        const NEAR_BYTES: usize = 4096;
        let near = at.saturating_sub(NEAR_BYTES).max(self.start)..at;
        let parts = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b'}' | b';');
        let word = self.bytes[near.clone()].iter().rposition(parts).map(|found| near.start + found + 1);
        word.unwrap_or_else(|| character(self.bytes, at).max(self.start + 1))
    }

    /// The number of the line that holds a byte.
    pub(crate) fn line_of(&self, at: usize) -> u64 {
        self.place.after(&self.bytes[..at.min(self.bytes.len())]).line
    }

    /// How many bytes a line or an error may have that is read whole.
    pub(crate) fn longest(&self) -> usize {
        self.sizes.longest
    }

    /// The bytes with nothing but empty lines for what was read before.
    pub(crate) fn without_context(&self) -> Vec<u8> {
        let mut bytes = vec![b'\n'; self.start];
        bytes.extend_from_slice(&self.bytes[self.start..]);
        bytes
    }

    /// What a test reads.
    #[cfg(test)]
    pub(crate) fn of(bytes: &[u8], place: Place, last: bool) -> Block<'_> {
        Block { bytes, start: 0, place, last, full: false, sizes: Sizes::default() }
    }
}

#[cfg(test)]
mod tests;
