//! Bytes in blocks of whole lines, whatever the size of the input: memory stays bounded.

use std::io::{self, Read};

use memchr::{memchr, memrchr};

/// How many bytes a block has at least, where the input has them.
pub const BLOCK: usize = 1 << 20;
/// The longest line that is read as a whole; the rest of a longer one is skipped.
pub const LONGEST_LINE: usize = 1 << 20;

/// How many bytes are read at once.
const PART: u64 = 256 << 10;

/// Reads an input block by block.
pub struct Blocks<R> {
    reader: R,
    buffer: Vec<u8>,
    offset: u64,
    line: u64,
    read: u64,
    ended: bool,
    /// How many lines were cut.
    pub cut: u64,
}

/// Whole lines of the input.
pub struct Block<'b> {
    /// The bytes.
    pub bytes: &'b [u8],
    /// Where they stand in the input.
    pub offset: u64,
    /// The number of the first line, counted from 1.
    pub line: u64,
    /// Whether nothing follows.
    pub last: bool,
}

impl<R: Read> Blocks<R> {
    /// Over a reader.
    pub fn new(reader: R) -> Blocks<R> {
        Blocks { reader, buffer: Vec::new(), offset: 0, line: 1, read: 0, ended: false, cut: 0 }
    }

    /// How many bytes the input had so far.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// How many lines were consumed.
    pub fn lines(&self) -> u64 {
        self.line - 1
    }

    /// The next block: what was not consumed of the last one, and more.
    ///
    /// # Errors
    /// What the reader reports.
    pub fn next_block(&mut self) -> io::Result<Option<Block<'_>>> {
        while !self.ended && (self.buffer.len() < BLOCK || memrchr(b'\n', &self.buffer).is_none()) {
            self.fill()?;
            if self.buffer.len() >= LONGEST_LINE + BLOCK && memrchr(b'\n', &self.buffer).is_none() {
                self.skip_line()?;
            }
        }
        let end = if self.ended { self.buffer.len() } else { memrchr(b'\n', &self.buffer).map_or(0, |at| at + 1) };
        let last = self.ended;
        Ok((end > 0).then(|| Block { bytes: &self.buffer[..end], offset: self.offset, line: self.line, last }))
    }

    /// Takes bytes off the front; the next block begins after them.
    pub fn consume(&mut self, count: usize) {
        let count = count.min(self.buffer.len());
        let gone = &self.buffer[..count];
        self.line += u64::try_from(memchr::memchr_iter(b'\n', gone).count()).unwrap_or(0);
        if count == self.buffer.len() && gone.last().is_some_and(|byte| *byte != b'\n') {
            self.line += 1;
        }
        self.offset += u64::try_from(count).unwrap_or(0);
        self.buffer.drain(..count);
    }

    fn fill(&mut self) -> io::Result<usize> {
        let read = self.reader.by_ref().take(PART).read_to_end(&mut self.buffer)?;
        self.ended = read == 0;
        self.read += u64::try_from(read).unwrap_or(0);
        Ok(read)
    }

    /// Keeps the beginning of a line that is too long and skips the rest of it.
    fn skip_line(&mut self) -> io::Result<()> {
        self.cut += 1;
        let kept = LONGEST_LINE;
        loop {
            if let Some(newline) = memchr(b'\n', &self.buffer[kept..]) {
                let rest = kept + newline;
                self.offset += u64::try_from(newline).unwrap_or(0);
                self.buffer.drain(kept..rest);
                return Ok(());
            }
            self.offset += u64::try_from(self.buffer.len() - kept).unwrap_or(0);
            self.buffer.truncate(kept);
            if self.fill()? == 0 {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(input: impl Read) -> (u64, u64, u64) {
        let mut blocks = Blocks::new(input);
        while let Ok(Some(block)) = blocks.next_block() {
            let length = block.bytes.len();
            blocks.consume(length);
        }
        (blocks.lines(), blocks.read(), blocks.cut)
    }

    #[test]
    fn counts_lines_with_and_without_a_last_newline() {
        assert_eq!(lines_of(&b"a\nb\n"[..]), (2, 4, 0));
        assert_eq!(lines_of(&b"a\nb"[..]), (2, 3, 0));
        assert_eq!(lines_of(&b""[..]), (0, 0, 0));
    }

    #[test]
    fn cuts_a_line_without_end() {
        let long = io::repeat(b'x').take(9 << 20).chain(&b"\nnext\n"[..]);
        assert_eq!(lines_of(long), (2, (9 << 20) + 6, 1));
    }
}
