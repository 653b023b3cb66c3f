//! Which pages use which words: nothing is decoded until a word is looked up.
//!
//! Layout: the numbers of documents and of blocks (32 bits each, little-endian); the length of each document (16 bits); for
//! each block of [`BLOCK`] terms the hash of its first one (32 bits), the number of its text and where it begins there (16 bits each);
//! packed texts ([`Frames`]): the vocabulary, a line for each word, and the blocks. A term is the distance of its hash from
//! the one before it, the number of its documents, and for each document the distance from the one before it and a weight (a
//! byte); other numbers have seven bits in a byte.

use std::collections::{BTreeMap, BTreeSet};

use super::frames::{self, Frames};
use super::table::{first_not, number};
use super::terms::{terms, words};

/// How many terms are read to find one, at most. Half as many take 7 KB more.
const BLOCK: usize = 64;
/// A text of blocks that is longer ends: a query of a few words needs a block from nearly each text.
const TEXT_BYTES: usize = 32 << 10;
/// The number of the text that is the vocabulary.
const VOCABULARY: usize = 0;

/// A field of a document: how much a word in it weighs, and its texts.
pub(crate) struct Field {
    /// In halves.
    pub weight: u8,
    /// Pairs of words don't reach from one to the next.
    pub texts: Vec<String>,
}

/// Writes the index of some documents, each as its fields. A word counts once in each field.
///
/// # Errors
/// If the words can't be packed.
pub(crate) fn write(documents: &[Vec<Field>]) -> std::io::Result<Vec<u8>> {
    let mut postings: BTreeMap<u32, Vec<(usize, u8)>> = BTreeMap::new();
    let (mut lengths, mut vocabulary, mut pairs) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for (at, fields) in documents.iter().enumerate() {
        let weights = weights(fields, &mut vocabulary, &mut pairs);
        let length: usize = weights.values().map(|weight| usize::from(*weight)).sum();
        lengths.extend(u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes());
        for (term, weight) in weights {
            postings.entry(term).or_default().push((at, weight));
        }
    }
    postings.retain(|term, documents| !(pairs.contains(term) && is_chance(documents)));
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let half = |value: usize| u16::try_from(value).unwrap_or(u16::MAX).to_le_bytes();
    let vocabulary = vocabulary.into_iter().collect::<Vec<_>>().join("\n");
    let (mut places, mut texts, mut blocks) = (Vec::new(), vec![vocabulary.into_bytes()], Vec::new());
    let mut previous = 0;
    for (at, (term, documents)) in postings.iter().enumerate() {
        if at % BLOCK == 0 {
            if blocks.len() >= TEXT_BYTES {
                texts.push(std::mem::take(&mut blocks));
            }
            places.extend(term.to_le_bytes());
            places.extend([half(texts.len()), half(blocks.len())].concat());
            previous = *term;
        }
        write_number(&mut blocks, usize::try_from(term - previous).unwrap_or(0));
        write_number(&mut blocks, documents.len());
        previous = *term;
        let mut before = 0;
        for (document, weight) in documents {
            write_number(&mut blocks, document - before);
            blocks.push(*weight);
            before = *document;
        }
    }
    texts.push(blocks);
    let counts = [documents.len(), places.len() / 8].map(number).concat();
    Ok([counts, lengths, places, frames::write_plain(&texts)?].concat())
}

/// What a pair of words weighs at most that says little: one that only an explanation or an example has.
const MAX_CHANCE_WEIGHT: u8 = 2;

/// Whether a pair is in one document alone, and not in its title, its signs or how it is told: two words that happen to be
/// neighbours. They are half of all terms.
fn is_chance(documents: &[(usize, u8)]) -> bool {
    matches!(documents, [(_, weight)] if *weight <= MAX_CHANCE_WEIGHT)
}

/// How much each term of a document weighs. Adds those that are pairs.
fn weights(fields: &[Field], vocabulary: &mut BTreeSet<String>, pairs: &mut BTreeSet<u32>) -> BTreeMap<u32, u8> {
    let mut weights: BTreeMap<u32, u8> = BTreeMap::new();
    for field in fields {
        let mut of_field = BTreeSet::new();
        for text in &field.texts {
            let words = words(text);
            for (term, is_pair) in terms(&words) {
                of_field.insert(term);
                pairs.extend(is_pair.then_some(term));
            }
            vocabulary.extend(words.iter().map(|word| word.stem.clone()));
        }
        for term in of_field {
            let weight = weights.entry(term).or_default();
            *weight = weight.saturating_add(field.weight);
        }
    }
    weights
}

fn write_number(out: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or(0);
        value >>= 7;
        out.push(if value == 0 { low } else { low | 0x80 });
        if value == 0 {
            return;
        }
    }
}

/// An index that was written by [`write()`].
pub(crate) struct WordIndex<'a> {
    lengths: &'a [u8],
    places: &'a [u8],
    texts: Frames<'a>,
}

impl<'a> WordIndex<'a> {
    /// Over bytes. Returns `None` if they are not an index.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<WordIndex<'a>> {
        let count = |at: usize| usize::try_from(number(bytes, at)?).ok();
        let (lengths, rest) = bytes.get(8..)?.split_at_checked(count(0)?.checked_mul(2)?)?;
        let (places, rest) = rest.split_at_checked(count(4)?.checked_mul(8)?)?;
        Some(WordIndex { lengths, places, texts: Frames::open(rest)? })
    }

    /// How many documents there are.
    pub(crate) fn documents(&self) -> usize {
        self.lengths.len() / 2
    }

    /// How long a document is: the sum of the weights of its terms.
    pub(crate) fn length(&self, document: usize) -> u16 {
        let bytes = self.lengths.get(document * 2..document * 2 + 2);
        bytes.and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_le_bytes)
    }

    /// The stems of all words, sorted.
    pub(crate) fn vocabulary(&self) -> impl Iterator<Item = &str> {
        let text = self.texts.get(VOCABULARY).and_then(|text| std::str::from_utf8(text).ok());
        text.unwrap_or_default().lines()
    }

    /// The documents with a term, and what it weighs in each.
    pub(crate) fn postings(&self, term: u32) -> Vec<(usize, u8)> {
        self.find(term).unwrap_or_default()
    }

    fn find(&self, term: u32) -> Option<Vec<(usize, u8)>> {
        let after =
            first_not(self.places.len() / 8, |at| number(self.places, at * 8).is_some_and(|first| first <= term));
        let block = after.checked_sub(1)?;
        let mut hash = usize::try_from(number(self.places, block * 8)?).ok()?;
        let wanted = usize::try_from(term).ok()?;
        let place = usize::try_from(number(self.places, block * 8 + 4)?).ok()?;
        let mut rest = self.texts.get(place & 0xffff)?.get(place >> 16..)?;
        for _ in 0..BLOCK {
            hash = hash.checked_add(read(&mut rest)?)?;
            let count = read(&mut rest)?;
            if hash > wanted {
                return None;
            }
            let found = self.documents_at(&mut rest, count)?;
            if hash == wanted {
                return Some(found);
            }
        }
        None
    }

    fn documents_at(&self, rest: &mut &[u8], count: usize) -> Option<Vec<(usize, u8)>> {
        let mut found = Vec::with_capacity(count.min(self.documents()));
        let mut document: usize = 0;
        for _ in 0..count {
            document = document.checked_add(read(rest)?)?;
            found.push((document, take(rest)?));
        }
        Some(found)
    }
}

/// The next byte.
fn take(rest: &mut &[u8]) -> Option<u8> {
    let (byte, after) = rest.split_first()?;
    *rest = after;
    Some(*byte)
}

/// The next number.
fn read(rest: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    for shift in (0..28).step_by(7) {
        let byte = take(rest)?;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    let byte = take(rest)?;
    (byte & 0x80 == 0).then(|| value | usize::from(byte) << 28)
}

#[cfg(test)]
mod tests {
    use super::super::terms::hash;
    use super::*;

    fn document(title: &str, more: &str) -> Vec<Field> {
        let field = |weight, text: &str| Field { weight, texts: vec![text.to_owned()] };
        vec![field(6, title), field(1, more)]
    }

    fn bytes() -> Vec<u8> {
        let many = (0..200).map(|at| document(&format!("word{at} shared"), &format!("x{at}y{at} token expired")));
        write(&many.chain([document("token expired", "the token has expired")]).collect::<Vec<_>>()).expect("packs")
    }

    #[test]
    fn each_term_leads_to_its_documents_with_their_weights() {
        let bytes = bytes();
        let index = WordIndex::open(&bytes).expect("an index");
        assert_eq!(index.documents(), 201);
        let of = |word: &str| index.postings(hash(word, None));
        assert_eq!((of("token").len(), of("token").last(), of("shared").len()), (201, Some(&(200, 7)), 0));
        assert_eq!(of("shar").len(), 200, "by its stem");
        assert_eq!(index.postings(hash("token", Some("expir"))).last(), Some(&(200, 6)));
        assert!(index.postings(hash("has", Some("expir"))).is_empty(), "by chance");
        assert!(of("none").is_empty());
        // token, expired, their pair, the, has, and three more pairs.
        assert_eq!(index.length(200), 7 + 7 + 6 + 1 + 1 + 3);
        assert!(index.vocabulary().any(|word| word == "expir"));
    }

    #[test]
    fn the_same_documents_are_the_same_bytes() {
        assert_eq!(bytes(), bytes());
    }

    #[test]
    fn damaged_bytes_are_not_an_index_or_give_less() {
        let whole = bytes();
        for end in (0..whole.len()).step_by(7) {
            if let Some(index) = WordIndex::open(&whole[..end]) {
                let _ = index.postings(hash("token", None));
            }
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            if let Some(index) = WordIndex::open(&bytes) {
                let _ = ["token", "shar", "expir", "none"].map(|word| index.postings(hash(word, None)).len());
            }
        }
    }
}
