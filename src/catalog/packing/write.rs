//! Packs texts: chooses a dictionary, finds the copies that take the least space, and writes both in Huffman codes.

use std::collections::HashMap;

use super::{CLASSES, MAX_CODE_BITS, MAX_COPY_BYTES, MAX_NUMBER, MIN_COPY_BYTES, SYMBOLS, classify, first_rows};

/// How much of the texts the dictionary holds, as one in so many bytes, and at most.
const DICTIONARY_SHARE: usize = 12;
const MAX_DICTIONARY_BYTES: usize = 512 << 10;
/// How long the pieces are that the dictionary is put together from, in bytes.
const PIECE_BYTES: usize = 64;
/// By how many bytes pieces of text are compared.
const GRAM_BYTES: usize = 8;
/// How many earlier places of a text are tried for a copy.
const MAX_TRIED: usize = 32;
/// The codes are found with one in so many texts, and how often the copies in these are chosen anew.
const SAMPLED: usize = 8;
const ROUNDS: usize = 2;

/// Packs texts. Returns the dictionary and the packed texts, in their order.
pub fn pack(texts: &[Vec<u8>]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let bytes = choose(texts);
    let index = Index::new(&bytes);
    let mut prices = Prices::default();
    for _ in 0..ROUNDS {
        let sampled: Vec<_> = texts.iter().step_by(SAMPLED).map(|text| cheapest(text, &index, &prices)).collect();
        // What the sample lacks may be in other texts.
        prices = Prices::of(&sampled, 1);
    }
    let parsed: Vec<Vec<Step>> = texts.iter().map(|text| cheapest(text, &index, &prices)).collect();
    let prices = Prices::of(&parsed, 0);
    let packed = parsed.iter().map(|steps| encode(steps, &prices)).collect();
    ([&prices.symbols, &prices.distances, &bytes[..]].concat(), packed)
}

/// One step of a text.
#[derive(Debug, Clone, Copy)]
enum Step {
    Literal(u8),
    /// A length, and a distance; 0 is the one before.
    Copy(usize, usize),
}

/// Puts a dictionary together from the pieces whose parts occur in the most texts: of each stretch of all texts the
/// best piece, whose parts then count no more.
fn choose(texts: &[Vec<u8>]) -> Vec<u8> {
    let total: usize = texts.iter().map(Vec::len).sum();
    let pieces = (total / DICTIONARY_SHARE).min(MAX_DICTIONARY_BYTES) / PIECE_BYTES;
    let Some(stretch) = total.checked_div(pieces) else { return Vec::new() };
    let step = PIECE_BYTES / 2;
    let mut worth = count_grams(texts);
    let mut chosen: Vec<(u32, &[u8])> = Vec::new();
    let (mut best, mut covered): ((u32, &[u8]), usize) = ((0, &[]), 0);
    for text in texts {
        for at in (0..text.len()).step_by(step) {
            let piece = &text[at..text.len().min(at + PIECE_BYTES)];
            let value = piece.windows(GRAM_BYTES).map(|gram| worth.get(gram).map_or(0, |count| count - 1)).sum();
            if value > best.0 {
                best = (value, piece);
            }
            covered += step;
            if covered >= stretch {
                covered -= stretch;
                for gram in best.1.windows(GRAM_BYTES) {
                    worth.remove(gram);
                }
                chosen.push(std::mem::take(&mut best));
            }
        }
    }
    chosen.sort_by_key(|(value, _)| *value);
    chosen.into_iter().flat_map(|(_, piece)| piece).copied().collect()
}

/// In how many texts each gram occurs.
fn count_grams(texts: &[Vec<u8>]) -> HashMap<&[u8], u32> {
    let mut counts: HashMap<&[u8], (u32, usize)> = HashMap::new();
    for (at, text) in texts.iter().enumerate() {
        for gram in text.windows(GRAM_BYTES) {
            let (count, last) = counts.entry(gram).or_insert((0, usize::MAX));
            *count += u32::from(*last != at);
            *last = at;
        }
    }
    counts.into_iter().map(|(gram, (count, _))| (gram, count)).collect()
}

/// A dictionary with all its suffixes in order, in which the longest match is found by binary search.
struct Index<'a> {
    bytes: &'a [u8],
    suffixes: Vec<usize>,
}

impl<'a> Index<'a> {
    fn new(bytes: &'a [u8]) -> Index<'a> {
        let mut suffixes: Vec<usize> = (0..bytes.len()).collect();
        suffixes.sort_unstable_by(|a, b| bytes[*a..].cmp(&bytes[*b..]));
        Index { bytes, suffixes }
    }

    /// The longest match with the beginning of a text: where it begins and how long it is.
    fn longest(&self, text: &[u8]) -> Option<(usize, usize)> {
        let after = self.suffixes.partition_point(|at| self.bytes[*at..] < *text);
        let near = self.suffixes.get(after.saturating_sub(1)..=after.min(self.suffixes.len().saturating_sub(1)))?;
        near.iter().map(|at| (*at, common(&self.bytes[*at..], text))).max_by_key(|(_, length)| *length)
    }
}

/// How many bytes two texts have in common at their beginning.
fn common(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(a, b)| a == b).count()
}

/// The steps to a place of a text that take the least space.
#[derive(Clone, Copy)]
struct Route {
    price: usize,
    step: Step,
    last_distance: usize,
}

/// The steps of a text that take the least space at given prices.
fn cheapest(text: &[u8], index: &Index<'_>, prices: &Prices) -> Vec<Step> {
    let start = Route { price: usize::MAX, step: Step::Literal(0), last_distance: 0 };
    let mut routes = vec![start; text.len() + 1];
    routes[0].price = 0;
    let mut seen: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (at, byte) in text.iter().enumerate() {
        let here = routes[at];
        let mut offer = |length: usize, step: Step, last_distance: usize| {
            let price = here.price + prices.of_step(step);
            if price < routes[at + length].price {
                routes[at + length] = Route { price, step, last_distance };
            }
        };
        offer(1, Step::Literal(*byte), here.last_distance);
        let rest = &text[at..];
        for (distance, length) in copies(text, at, index, &seen, here.last_distance) {
            let written = if distance == here.last_distance { 0 } else { distance };
            let longest = length.min(MAX_COPY_BYTES);
            (MIN_COPY_BYTES..=longest).for_each(|length| offer(length, Step::Copy(length, written), distance));
        }
        if let Some(gram) = rest.get(..MIN_COPY_BYTES) {
            seen.entry(gram).or_default().push(at);
        }
    }
    let mut steps = Vec::new();
    let mut at = text.len();
    while at > 0 {
        let step = routes[at].step;
        steps.push(step);
        at -= match step {
            Step::Literal(_) => 1,
            Step::Copy(length, _) => length,
        };
    }
    steps.reverse();
    steps
}

/// The copies that a place of a text may begin with: distance and greatest length. The text lies behind the dictionary.
fn copies<'t>(
    text: &'t [u8],
    at: usize,
    index: &Index<'_>,
    seen: &HashMap<&'t [u8], Vec<usize>>,
    last_distance: usize,
) -> Vec<(usize, usize)> {
    let rest = &text[at..];
    let end = index.bytes.len() + at;
    let within = |from: &usize| (at - from, common(&text[*from..], rest));
    let earlier = rest.get(..MIN_COPY_BYTES).and_then(|gram| seen.get(gram)).map_or(&[][..], Vec::as_slice);
    let mut found: Vec<(usize, usize)> = Vec::new();
    found.extend(earlier.iter().rev().take(MAX_TRIED).map(within).max_by_key(|(_, length)| *length));
    found.extend(index.longest(rest).map(|(from, length)| (end - from, length)));
    let again = end.checked_sub(last_distance).filter(|_| last_distance > 0);
    found.extend(again.map(|from| match from.checked_sub(index.bytes.len()) {
        Some(from) => within(&from),
        None => (last_distance, common(&index.bytes[from..], rest)),
    }));
    found.retain(|(distance, _)| *distance <= MAX_NUMBER);
    found
}

/// What each symbol costs, in bits: the lengths of the codes.
struct Prices {
    symbols: Vec<u8>,
    distances: Vec<u8>,
}

impl Default for Prices {
    fn default() -> Prices {
        Prices { symbols: vec![7; SYMBOLS], distances: vec![6; CLASSES] }
    }
}

impl Prices {
    /// The lengths of the codes that suit the steps best, if every symbol occurs at least so often.
    fn of(texts: &[Vec<Step>], least: u32) -> Prices {
        let (mut symbols, mut distances) = ([least; SYMBOLS], [least; CLASSES]);
        for step in texts.iter().flatten() {
            match *step {
                Step::Literal(byte) => symbols[usize::from(byte)] += 8,
                Step::Copy(length, distance) => {
                    symbols[256 + classify(length - MIN_COPY_BYTES).0] += 8;
                    distances[classify(distance).0] += 8;
                }
            }
        }
        Prices { symbols: code_lengths(&symbols), distances: code_lengths(&distances) }
    }

    fn of_step(&self, step: Step) -> usize {
        match step {
            Step::Literal(byte) => self.symbols[usize::from(byte)].into(),
            Step::Copy(length, distance) => {
                let (class, extra, _) = classify(length - MIN_COPY_BYTES);
                let (far, more, _) = classify(distance);
                usize::from(self.symbols[256 + class]) + extra + usize::from(self.distances[far]) + more
            }
        }
    }
}

/// The lengths of Huffman codes for symbols that occur so often; 0 for those that don't occur. If the longest code is too
/// long, the counts are made more alike.
fn code_lengths(counts: &[u32]) -> Vec<u8> {
    let mut counts = counts.to_vec();
    loop {
        let lengths = huffman(&counts);
        if lengths.iter().all(|length| usize::from(*length) <= MAX_CODE_BITS) {
            return lengths;
        }
        counts.iter_mut().filter(|count| **count > 0).for_each(|count| *count = *count / 2 + 1);
    }
}

fn huffman(counts: &[u32]) -> Vec<u8> {
    let mut lengths = vec![0; counts.len()];
    // Groups of symbols, the rarest last: the two rarest become one, and the codes of their symbols a bit longer.
    let present = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    let mut groups: Vec<(u32, Vec<usize>)> = present.map(|(at, count)| (*count, vec![at])).collect();
    if let [(_, only)] = groups.as_slice() {
        only.iter().for_each(|at| lengths[*at] = 1);
    }
    groups.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    while groups.len() > 1 {
        let rarest = groups.split_off(groups.len() - 2);
        let count = rarest.iter().map(|(count, _)| count).sum();
        let members: Vec<usize> = rarest.into_iter().flat_map(|(_, members)| members).collect();
        members.iter().for_each(|at| lengths[*at] += 1);
        groups.insert(groups.partition_point(|(other, _)| *other > count), (count, members));
    }
    lengths
}

/// The codes of the symbols whose codes have these lengths.
fn codes(lengths: &[u8]) -> Vec<usize> {
    let code = |(row, length): (usize, &u8)| row >> (MAX_CODE_BITS - usize::from(*length));
    first_rows(lengths).zip(lengths).map(code).collect()
}

/// Writes the steps of a text.
fn encode(steps: &[Step], prices: &Prices) -> Vec<u8> {
    let (symbols, distances) = (codes(&prices.symbols), codes(&prices.distances));
    let mut out = Writer::default();
    for step in steps {
        match *step {
            Step::Literal(byte) => out.put(symbols[usize::from(byte)], prices.symbols[usize::from(byte)].into()),
            Step::Copy(length, distance) => {
                let (class, bits, extra) = classify(length - MIN_COPY_BYTES);
                out.put(symbols[256 + class], prices.symbols[256 + class].into());
                out.put(extra, bits);
                let (class, bits, extra) = classify(distance);
                out.put(distances[class], prices.distances[class].into());
                out.put(extra, bits);
            }
        }
    }
    out.bytes
}

/// Writes bits, the most significant first.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    free: usize,
}

impl Writer {
    fn put(&mut self, value: usize, bits: usize) {
        for at in (0..bits).rev() {
            if self.free == 0 {
                self.bytes.push(0);
                self.free = 8;
            }
            self.free -= 1;
            if let Some(last) = self.bytes.last_mut() {
                *last |= u8::from(value >> at & 1 == 1) << self.free;
            }
        }
    }
}
