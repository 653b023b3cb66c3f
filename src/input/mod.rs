//! Bytes in blocks of whole lines, whatever the size of the input: memory stays bounded.

use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr, memrchr};

/// How many bytes a block has at least, if the input has them.
pub(crate) const BLOCK_BYTES: usize = 1 << 20;
/// The longest line that is read as a whole; the rest of a longer one is skipped.
pub(crate) const MAX_LINE_BYTES: usize = 1 << 20;
/// How much at the end of a block is read again with the next one, since an error may continue there.
const OVERLAP_BYTES: usize = 128 << 10;
/// How many bytes are read at once.
const READ_BYTES: u64 = 256 << 10;

/// Cuts an input that comes in pieces into blocks.
#[derive(Debug)]
pub(crate) struct Blocks {
    buffer: Vec<u8>,
    offset: u64,
    line: u64,
    bytes: u64,
    ended: bool,
    /// Whether the rest of a line that was too long is being skipped.
    skipping: bool,
    /// How many lines were cut.
    pub cut_lines: u64,
}

impl Default for Blocks {
    fn default() -> Blocks {
        Blocks { buffer: Vec::new(), offset: 0, line: 1, bytes: 0, ended: false, skipping: false, cut_lines: 0 }
    }
}

/// Whole lines of the input.
#[derive(Debug)]
pub(crate) struct Block<'b> {
    /// The bytes.
    pub bytes: &'b [u8],
    /// Where they begin in the input.
    pub offset: u64,
    /// The number of the first line, counted from 1.
    pub line: u64,
    /// Whether nothing follows.
    pub last: bool,
}

impl Blocks {
    /// How many bytes the input had so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many lines were consumed.
    pub(crate) fn lines(&self) -> u64 {
        self.line - 1
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
    }

    /// The next block: what was not consumed of the last one, and more. Returns `None` until enough was added.
    pub(crate) fn next_block(&self) -> Option<Block<'_>> {
        let whole_lines = memrchr(b'\n', &self.buffer).map_or(0, |at| at + 1);
        let end = if self.ended { self.buffer.len() } else { whole_lines };
        let enough = self.ended || self.buffer.len() >= BLOCK_BYTES;
        let block = Block { bytes: &self.buffer[..end], offset: self.offset, line: self.line, last: self.ended };
        (end > 0 && enough).then_some(block)
    }

    /// Takes bytes off the front; the next block begins after them.
    pub(crate) fn consume(&mut self, count: usize) {
        let count = count.min(self.buffer.len());
        let gone = &self.buffer[..count];
        self.line += u64::try_from(memchr::memchr_iter(b'\n', gone).count()).unwrap_or(0);
        if count == self.buffer.len() && gone.last().is_some_and(|byte| *byte != b'\n') {
            self.line += 1;
        }
        self.offset += u64::try_from(count).unwrap_or(0);
        self.buffer.drain(..count);
    }

    /// Counts what was added after `before`, and drops what belongs to a line that is too long.
    fn added(&mut self, before: usize) {
        self.bytes += u64::try_from(self.buffer.len() - before).unwrap_or(0);
        if self.skipping {
            let newline = memchr(b'\n', &self.buffer[before..]);
            self.skip(before..newline.map_or(self.buffer.len(), |at| before + at));
            self.skipping = newline.is_none();
        }
        let too_long = self.buffer.len() >= MAX_LINE_BYTES + BLOCK_BYTES && memrchr(b'\n', &self.buffer).is_none();
        if too_long && !self.skipping {
            self.cut_lines += 1;
            self.skipping = true;
            self.skip(MAX_LINE_BYTES..self.buffer.len());
        }
    }

    /// Drops bytes that count for the places of what follows.
    fn skip(&mut self, range: Range<usize>) {
        self.offset += u64::try_from(range.len()).unwrap_or(0);
        self.buffer.drain(range);
    }
}

impl Block<'_> {
    /// Where the next block begins: at a line near the end that none of these errors covers.
    pub(crate) fn cut(&self, errors: &[Range<usize>]) -> usize {
        let bytes = self.bytes;
        if self.last {
            return bytes.len();
        }
        let line_at = |at: usize| memrchr(b'\n', &bytes[..at.min(bytes.len())]).map_or(0, |newline| newline + 1);
        let wanted = line_at(bytes.len().saturating_sub(OVERLAP_BYTES)).max(bytes.len() / 2);
        let mut end = match line_at(wanted) {
            0 => memchr(b'\n', &bytes[wanted..]).map_or(bytes.len(), |at| wanted + at + 1),
            start => start,
        };
        if let Some(crossing) = errors.iter().find(|one| one.start < end && one.end > end) {
            let start = line_at(crossing.start);
            end = if start > 0 { start } else { bytes.len() };
        }
        end.min(bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines, bytes and cut lines of an input, and the offsets and first lines of its blocks.
    fn read(mut input: impl Read) -> ((u64, u64, u64), Vec<(u64, u64)>) {
        let mut blocks = Blocks::default();
        let mut places = Vec::new();
        loop {
            if blocks.fill(&mut input).expect("reads") == 0 {
                blocks.end();
            }
            while let Some(block) = blocks.next_block() {
                places.push((block.offset, block.line));
                let end = block.cut(&[]);
                blocks.consume(end);
            }
            if blocks.ended {
                return ((blocks.lines(), blocks.bytes(), blocks.cut_lines), places);
            }
        }
    }

    #[test]
    fn counts_lines_with_and_without_a_last_newline() {
        assert_eq!(read(&b"a\nb\n"[..]).0, (2, 4, 0));
        assert_eq!(read(&b"a\nb"[..]).0, (2, 3, 0));
        assert_eq!(read(&b""[..]).0, (0, 0, 0));
    }

    #[test]
    fn cuts_a_line_that_is_too_long_and_counts_what_it_skips() {
        let long = io::repeat(b'x').take(9 << 20).chain(&b"\nnext\n"[..]);
        let (counts, places) = read(long);
        assert_eq!(counts, (2, (9 << 20) + 6, 1));
        assert!(places.iter().all(|(offset, line)| *offset == 0 || *line > 1 || *offset >= 1 << 20), "{places:?}");
    }

    #[test]
    fn places_count_through_all_blocks() {
        let line = [b'x'; 99];
        let text = [&line[..], b"\n"].concat().repeat(50_000);
        let (counts, places) = read(&text[..]);
        assert_eq!(counts, (50_000, 5_000_000, 0));
        assert!(places.len() > 3 && places.iter().all(|(offset, line)| offset / 100 + 1 == *line), "{places:?}");
        assert!(places.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn a_block_ends_before_an_error_that_crosses_its_end() {
        let bytes = b"0123456\n".repeat(40_000);
        let block = Block { bytes: &bytes, offset: 0, line: 1, last: false };
        let free = block.cut(&[]);
        assert_eq!((free % 8, free), (0, bytes.len() - OVERLAP_BYTES));
        assert_eq!(block.cut(&[free - 30..free + 5]), free - 32);
        assert_eq!(block.cut(&[free - 30..free, free..free + 8]), free);
        assert_eq!(block.cut(&[0..bytes.len()]), bytes.len());
        assert_eq!(Block { last: true, ..block }.cut(&[]), bytes.len());
    }

    /// Blocks that were given some pieces.
    fn given(pieces: &[&[u8]]) -> Blocks {
        let mut blocks = Blocks::default();
        pieces.iter().for_each(|piece| blocks.push(piece));
        blocks
    }

    #[test]
    fn a_block_waits_until_there_is_enough_and_ends_with_a_line() {
        let lines = |count: usize| b"0123456\n".repeat(count);
        let full = BLOCK_BYTES / 8;
        assert!(given(&[&lines(full - 1), b"0123456"]).next_block().is_none());
        let blocks = given(&[&lines(full)]);
        let block = blocks.next_block().expect("it is enough");
        assert_eq!((block.bytes.len(), block.offset, block.line, block.last), (BLOCK_BYTES, 0, 1, false));
        let blocks = given(&[&lines(full - 1), b"01234567"]);
        assert_eq!(blocks.next_block().map(|block| block.bytes.len()), Some(BLOCK_BYTES - 8), "without the last line");
        assert!(given(&[&b"x".repeat(BLOCK_BYTES)]).next_block().is_none(), "no whole line");
        // At the end of the input all that is left is a block.
        let mut blocks = given(&[b"a\nb"]);
        assert!(blocks.next_block().is_none());
        blocks.end();
        assert_eq!(blocks.next_block().map(|block| (block.bytes.to_vec(), block.last)), Some((b"a\nb".to_vec(), true)));
        let mut blocks = given(&[]);
        blocks.end();
        assert!(blocks.next_block().is_none());
    }

    #[test]
    fn what_is_consumed_counts_for_the_place_of_the_next_block() {
        let mut blocks = given(&[b"one\ntwo\nthree\nfour"]);
        blocks.end();
        blocks.consume(4);
        assert_eq!(blocks.next_block().map(|block| (block.offset, block.line)), Some((4, 2)));
        blocks.consume(10);
        assert_eq!(blocks.next_block().map(|block| (block.offset, block.line)), Some((14, 4)));
        assert_eq!(blocks.lines(), 3);
        blocks.consume(usize::MAX);
        assert_eq!((blocks.lines(), blocks.bytes()), (4, 18));
        assert!(blocks.next_block().is_none());
        blocks.consume(1);
        assert_eq!(blocks.lines(), 4);
    }

    #[test]
    fn a_line_is_cut_where_it_is_a_block_longer_than_the_limit() {
        let limit = MAX_LINE_BYTES + BLOCK_BYTES;
        let long = b"x".repeat(limit);
        let short = given(&[&long[1..]]);
        assert_eq!((short.cut_lines, short.buffer.len()), (0, limit - 1));
        let mut cut = given(&[&long]);
        assert_eq!((cut.cut_lines, cut.buffer.len(), cut.skipping), (1, MAX_LINE_BYTES, true));
        // What follows of the line is skipped; its places count.
        cut.push(b"yyy");
        assert_eq!((cut.cut_lines, cut.buffer.len()), (1, MAX_LINE_BYTES));
        cut.push(b"zz\nnext\n");
        assert_eq!((cut.buffer.len(), cut.skipping), (MAX_LINE_BYTES + 6, false));
        assert!(cut.buffer.ends_with(b"x\nnext\n"));
        assert_eq!((cut.bytes(), cut.cut_lines), (limit as u64 + 3 + 8, 1));
        cut.consume(MAX_LINE_BYTES + 1);
        cut.end();
        assert_eq!(cut.next_block().map(|block| (block.offset, block.line)), Some((limit as u64 + 6, 2)));
        // With a line feed in it, it is no line.
        let mut lined = long.clone();
        lined[5] = b'\n';
        assert_eq!(given(&[&lined]).cut_lines, 0);
    }

    #[test]
    fn a_block_is_cut_at_a_line_near_its_end() {
        let cut = |bytes: &[u8], errors: &[Range<usize>]| Block { bytes, offset: 0, line: 1, last: false }.cut(errors);
        // Of a short block half is kept for the next one.
        assert_eq!(cut(b"0123\n567\n", &[]), 5);
        assert_eq!(cut(b"01234567\n", &[]), 9, "no line ends in its first half");
        assert_eq!(cut(b"0\n234567\n", &[]), 2);
        assert_eq!(cut(b"0123\n567\n", &[3..6]), 9, "an error from the first line on");
        assert_eq!(cut(b"0\n2\n456\n", &[2..5]), 2);
        assert_eq!(cut(b"0\n2\n456\n", &[2..4]), 4, "an error up to the cut");
        assert_eq!(cut(b"0\n2\n456\n", &[4..8]), 4, "an error from the cut on");
    }
}
