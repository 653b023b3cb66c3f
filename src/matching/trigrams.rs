//! Lower-case texts, searched for the literals that patterns need. Of thousands of literals hardly any is in a given
//! message, and a small table of trigrams rules most of them out.

use std::cell::OnceCell;

use crate::catalog::gate::Gate;
use crate::catalog::literals::Needs;
use crate::field::{Field, Fields};

/// The length of a gram, in bytes.
const GRAM: usize = 3;
/// How many bits of the hash select a bit of the table.
const BITS: u32 = 14;
/// The size of the table, in words of 64 bits.
const WORDS: usize = 1 << (BITS - 6);

/// A text in lower case, with a table of its trigrams.
pub(crate) struct TrigramIndex {
    text: Vec<u8>,
    grams: [u64; WORDS],
}

impl TrigramIndex {
    /// Copies a text in lower case and indexes its trigrams.
    pub(crate) fn new(text: &[u8]) -> TrigramIndex {
        let text = text.to_ascii_lowercase();
        let mut grams = [0; WORDS];
        for gram in text.windows(GRAM) {
            let (word, bit) = bit_of(gram);
            grams[word] |= bit;
        }
        TrigramIndex { text, grams }
    }

    /// The text, in lower case.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// Whether the text contains the literals that a pattern needs.
    pub(crate) fn meets(&self, needs: &Needs<'_>) -> bool {
        needs.met(&|literal| self.has(literal))
    }

    /// Whether the text contains a literal, which must be in lower case.
    pub(crate) fn has(&self, literal: &str) -> bool {
        let possible = |gram| {
            let (word, bit) = bit_of(gram);
            self.grams[word] & bit != 0
        };
        literal.as_bytes().windows(GRAM).all(possible) && memchr::memmem::find(&self.text, literal.as_bytes()).is_some()
    }
}

/// The bit of the table for a gram, whatever the case of its letters: the index of its word, and a mask.
fn bit_of(gram: &[u8]) -> (usize, u64) {
    let gram: u32 = gram.iter().fold(0, |number, byte| number << 8 | u32::from(byte.to_ascii_lowercase()));
    // Knuth's multiplicative hash; its upper bits are the well-mixed ones.
    let hash = gram.wrapping_mul(0x9E37_79B1) >> (32 - BITS);
    (usize::try_from(hash >> 6).unwrap_or(0), 1 << (hash & 63))
}

/// Fields with their values in lower case, each indexed when it is first needed.
pub(crate) struct IndexedFields<'f> {
    fields: Vec<(&'f Field, OnceCell<TrigramIndex>)>,
    /// The trigrams of all of them.
    grams: [u64; WORDS],
}

impl<'f> IndexedFields<'f> {
    /// Wraps fields; none is indexed for itself yet.
    pub(crate) fn new(fields: &'f Fields) -> IndexedFields<'f> {
        let mut grams = [0; WORDS];
        for gram in fields.iter().flat_map(|field| field.value.as_bytes().windows(GRAM)) {
            let (word, bit) = bit_of(gram);
            grams[word] |= bit;
        }
        IndexedFields { fields: fields.iter().map(|field| (field, OnceCell::new())).collect(), grams }
    }

    /// Whether a field may contain what a sign needs.
    pub(crate) fn may_pass(&self, gate: &Gate) -> bool {
        gate.is_open(|gram| {
            let (word, bit) = bit_of(&gram);
            self.grams[word] & bit != 0
        })
    }

    /// The fields, each with a function that returns its value's trigram index.
    pub(crate) fn iter<'l>(&'l self) -> impl Iterator<Item = (&'f Field, impl FnOnce() -> &'l TrigramIndex)> {
        self.fields
            .iter()
            .map(|(field, index)| (*field, || index.get_or_init(|| TrigramIndex::new(field.value.as_bytes()))))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_a_plain_search_finds(text in "[a-dA-D\u{e9}]{0,60}", literal in "[a-d\u{e9}]{1,5}") {
            prop_assert_eq!(TrigramIndex::new(text.as_bytes()).has(&literal), text.to_ascii_lowercase().contains(&literal));
        }
    }
}
