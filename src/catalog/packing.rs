//! Texts packed so that each can be unpacked by itself, in microseconds.
//!
//! A look-up prints two or three pages of thousands and is over within a millisecond, so what counts is the time to set
//! up and to unpack one short text, not the throughput. A [dictionary](Dictionary) of what many texts have in common is
//! read where it is, in the binary, and the codes are the same for all texts. General formats build tables and copy the
//! dictionary first. On the 638 pages of the first catalog (1.27 MB), with a dictionary of 110 KB, to set up and to unpack
//! two pages (4.5 KB) in a new process took
//!
//! | | packed | time |
//! | --- | --- | --- |
//! | zstd, a trained dictionary | 341 KB | 95 us |
//! | ruzstd, the same | 341 KB | 190 us |
//! | this format | 346 KB | 28 us |
//!
//! and lz4, which needs no tables either, packs the same pages in 440 KB at its slowest.
//!
//! The format is the usual one: a text is a row of literal bytes and of copies of what came before, in the text or in the
//! dictionary. Both are written in canonical Huffman codes, the most significant bit first:
//!
//! - a *symbol* below 256 is a literal byte; from 256 on it is the class of a copy's length;
//! - the length's extra bits;
//! - the class of the copy's distance and its extra bits; a distance of 0 repeats the last one.

mod write;

use std::sync::OnceLock;

pub use write::pack;

/// The shortest copy: a shorter one takes more space than literals.
const MIN_COPY_BYTES: usize = 4;
/// The longest copy; what is longer is copied in parts.
const MAX_COPY_BYTES: usize = 1 << 10;
/// How many classes of lengths or distances there are.
const CLASSES: usize = 96;
/// The largest number that has a class.
const MAX_NUMBER: usize = (8 << 21) - 1;
/// How many symbols there are: literals, then the classes of lengths.
const SYMBOLS: usize = 256 + CLASSES;
/// The longest code: short enough for a small table of all rows of so many bits.
const MAX_CODE_BITS: usize = 11;

/// A dictionary as [`pack`] writes it: the lengths of all codes, a byte each, and the bytes that copies may refer to.
#[derive(Debug)]
pub struct Dictionary<'a> {
    symbol_lengths: &'a [u8],
    distance_lengths: &'a [u8],
    bytes: &'a [u8],
    codes: OnceLock<(Codes, Codes)>,
}

impl<'a> Dictionary<'a> {
    /// Returns `None` if the bytes are too short for a dictionary.
    pub fn open(bytes: &'a [u8]) -> Option<Dictionary<'a>> {
        let (symbol_lengths, rest) = bytes.split_at_checked(SYMBOLS)?;
        let (distance_lengths, bytes) = rest.split_at_checked(CLASSES)?;
        Some(Dictionary { symbol_lengths, distance_lengths, bytes, codes: OnceLock::new() })
    }

    /// Unpacks a text of so many bytes. Returns `None` if it is damaged.
    pub fn unpack(&self, packed: &[u8], length: usize) -> Option<Vec<u8>> {
        let codes = || (Codes::new(self.symbol_lengths), Codes::new(self.distance_lengths));
        let (symbols, distances) = self.codes.get_or_init(codes);
        let mut bits = Bits { rest: packed, held: 0, count: 0 };
        // A damaged length must not claim memory that the text does not fill.
        let mut text = Vec::with_capacity(length.min(packed.len().saturating_mul(16)));
        let mut last_distance = 0;
        while text.len() < length {
            let symbol = symbols.next(&mut bits)?;
            let Some(class) = symbol.checked_sub(256) else {
                text.push(u8::try_from(symbol).ok()?);
                continue;
            };
            let copied = bits.number(class)? + MIN_COPY_BYTES;
            if copied > MAX_COPY_BYTES {
                return None;
            }
            let class = distances.next(&mut bits)?;
            let distance = bits.number(class)?;
            if distance > 0 {
                last_distance = distance;
            }
            let room = length - text.len();
            self.copy(&mut text, last_distance, copied.min(room))?;
        }
        Some(text)
    }

    /// Appends what lies so far before the end of the text; before the text lies the dictionary.
    fn copy(&self, text: &mut Vec<u8>, distance: usize, length: usize) -> Option<()> {
        let start = (self.bytes.len() + text.len()).checked_sub(distance)?;
        let known = self.bytes.get(start..).unwrap_or_default();
        let known = known.get(..length).unwrap_or(known);
        text.extend_from_slice(known);
        let mut rest = length - known.len();
        let mut from = (start + known.len()).saturating_sub(self.bytes.len());
        while rest > 0 {
            // A copy may reach into what it has just written.
            let part = rest.min(text.len() - from);
            if part == 0 {
                return None;
            }
            text.extend_from_within(from..from + part);
            (from, rest) = (from + part, rest - part);
        }
        Some(())
    }
}

/// The class of a number, how many extra bits follow it, and these: small numbers have a class each, larger ones share
/// one with those of about the same size.
fn classify(number: usize) -> (usize, usize, usize) {
    if number < 16 {
        return (number, 0, 0);
    }
    let extra = usize::try_from(number.ilog2()).unwrap_or(0) - 2;
    let class = 16 + (extra - 2) * 4 + ((number >> extra) & 3);
    (class, extra, number & ((1 << extra) - 1))
}

/// A canonical Huffman code: for all bits that may come next, the symbol that they begin with.
#[derive(Debug)]
struct Codes {
    /// The symbol, and in the last four bits the length of its code; 0 if no code begins so.
    rows: Vec<u16>,
}

impl Codes {
    fn new(lengths: &[u8]) -> Codes {
        let mut rows = vec![0; 1 << MAX_CODE_BITS];
        for ((symbol, length), first) in (0u16..).zip(lengths).zip(first_rows(lengths)) {
            // Damaged lengths may claim more rows than there are.
            let own = rows.get_mut(first..first + row_count(*length)).unwrap_or_default();
            own.fill(symbol << 4 | u16::from(*length));
        }
        Codes { rows }
    }

    /// Reads the next symbol.
    fn next(&self, bits: &mut Bits<'_>) -> Option<usize> {
        let row = *self.rows.get(bits.peek())?;
        bits.skip(usize::from(row & 15))?;
        (row > 0).then_some(usize::from(row >> 4))
    }
}

/// How many rows begin with a code of this length; a length of 0 means that there is no code.
fn row_count(length: u8) -> usize {
    let length = usize::from(length);
    if (1..=MAX_CODE_BITS).contains(&length) { 1 << (MAX_CODE_BITS - length) } else { 0 }
}

/// The first row of each symbol: shorter codes come first, and among equally long ones smaller symbols.
fn first_rows(lengths: &[u8]) -> impl Iterator<Item = usize> {
    let place = |length: &u8| usize::from(*length).min(MAX_CODE_BITS);
    let mut next = [0; MAX_CODE_BITS + 2];
    for length in lengths {
        next[place(length) + 1] += row_count(*length);
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    lengths.iter().map(move |length| {
        let next = &mut next[place(length)];
        *next += row_count(*length);
        *next - row_count(*length)
    })
}

/// The bits of a packed text.
struct Bits<'a> {
    rest: &'a [u8],
    held: u64,
    count: usize,
}

impl Bits<'_> {
    /// Holds at least 32 bits, if there are so many: no code and no number has more.
    fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some((four, rest)) = self.rest.split_first_chunk() {
            self.held |= u64::from(u32::from_be_bytes(*four)) << (32 - self.count);
            (self.count, self.rest) = (self.count + 32, rest);
            return;
        }
        while let Some((byte, rest)) = self.rest.split_first() {
            self.held |= u64::from(*byte) << (56 - self.count);
            (self.count, self.rest) = (self.count + 8, rest);
        }
    }

    /// The next bits, as many as the longest code has; zeros behind the end.
    fn peek(&mut self) -> usize {
        self.fill();
        usize::try_from(self.held >> (64 - MAX_CODE_BITS)).unwrap_or(0)
    }

    fn skip(&mut self, bits: usize) -> Option<()> {
        self.count = self.count.checked_sub(bits)?;
        self.held <<= bits;
        Some(())
    }

    /// A number of a class.
    fn number(&mut self, class: usize) -> Option<usize> {
        let Some(large) = class.checked_sub(16) else { return Some(class) };
        let extra = large / 4 + 2;
        self.fill();
        let low = usize::try_from(self.held >> (64 - extra)).ok()?;
        self.skip(extra)?;
        Some(((4 + large % 4) << extra) | low)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    fn texts(words: &[Vec<u8>]) -> Vec<Vec<u8>> {
        // Texts that share much with one another, so that the dictionary is used.
        let text = |at: usize| (0..60).flat_map(|step| words[(at * 7 + step * step) % words.len()].clone()).collect();
        (0..40).map(text).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn texts_come_back(words in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 1..50)) {
            let texts = texts(&words);
            let (dictionary, packed) = pack(&texts);
            let dictionary = Dictionary::open(&dictionary).expect("a dictionary");
            for (packed, text) in packed.iter().zip(&texts) {
                let unpacked = dictionary.unpack(packed, text.len());
                prop_assert_eq!(unpacked.as_ref(), Some(text));
            }
        }

        #[test]
        fn damaged_bytes_end_early_or_give_other_text(
            damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
            length in 0usize..100_000,
        ) {
            static PACKED: LazyLock<(Vec<u8>, Vec<Vec<u8>>)> =
                LazyLock::new(|| pack(&texts(&[b"connection ".to_vec(), b"refused by ".to_vec()])));
            let (mut dictionary, mut packed) = (PACKED.0.clone(), PACKED.1[0].clone());
            for (at, byte) in damage {
                *at.get_mut(&mut dictionary) = byte;
                *at.get_mut(&mut packed) = byte;
            }
            let dictionary = Dictionary::open(&dictionary).expect("a dictionary");
            let text = dictionary.unpack(&packed, length);
            prop_assert!(text.is_none_or(|text| text.len() == length));
        }
    }

    #[test]
    fn what_texts_share_is_written_once() {
        let page = |at: usize| {
            format!("Page {at}: the server closed the connection before it answered the call, {}.", at * at)
        };
        let texts: Vec<Vec<u8>> = (0..500).map(|at| page(at).into_bytes()).collect();
        let (_, packed) = pack(&texts);
        let (before, after) = (texts.concat().len(), packed.concat().len());
        assert!(after * 5 < before, "{before} bytes became {after}");
    }

    #[test]
    fn short_bytes_are_not_a_dictionary() {
        assert!(Dictionary::open(&[0; SYMBOLS + CLASSES - 1]).is_none());
        let (dictionary, packed) = pack(&[]);
        assert!(packed.is_empty() && Dictionary::open(&dictionary).is_some_and(|one| one.unpack(&[], 1).is_none()));
    }

    #[test]
    fn every_number_has_its_class() {
        for number in (0..5000).chain([70_000, MAX_NUMBER]) {
            let (class, extra, low) = classify(number);
            let mut bits = Bits { rest: &[], held: 0, count: 64 };
            bits.held = if extra == 0 { 0 } else { (low as u64) << (64 - extra) };
            assert_eq!((class < CLASSES, bits.number(class)), (true, Some(number)));
        }
    }
}
