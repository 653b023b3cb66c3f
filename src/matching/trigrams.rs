//! Texts in lower case, in which the literals that patterns need are looked for: of thousands of literals hardly any stands
//! in a message, and a small table tells so.

use std::cell::OnceCell;

use crate::catalog::literals::Needs;
use crate::field::{Field, Fields};
use crate::scan::place;

/// How many bytes make a gram.
const GRAM: usize = 3;
/// How many bits of a hash choose a bit of the table.
const BITS: u32 = 14;
/// How many words of 64 bits the table has.
const WORDS: usize = 1 << (BITS - 6);

/// A text in lower case, and a table of the three bytes that follow one another in it.
pub struct TrigramIndex {
    text: Vec<u8>,
    grams: [u64; WORDS],
}

impl TrigramIndex {
    /// A text, made ready.
    pub fn new(text: &[u8]) -> TrigramIndex {
        let text = text.to_ascii_lowercase();
        let mut grams = [0; WORDS];
        for gram in text.windows(GRAM) {
            let (word, bit) = bit_of(gram);
            grams[word] |= bit;
        }
        TrigramIndex { text, grams }
    }

    /// The text, in lower case.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Whether what a pattern needs stands in the text.
    pub fn meets(&self, needs: &Needs<'_>) -> bool {
        needs.met(&|literal| self.has(literal))
    }

    /// Whether a literal in lower case stands in the text.
    pub fn has(&self, literal: &str) -> bool {
        let possible = |gram| {
            let (word, bit) = bit_of(gram);
            self.grams[word] & bit != 0
        };
        literal.as_bytes().windows(GRAM).all(possible) && memchr::memmem::find(&self.text, literal.as_bytes()).is_some()
    }
}

/// The bit of the table that stands for a gram.
fn bit_of(gram: &[u8]) -> (usize, u64) {
    place(gram.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)), BITS)
}

/// Fields with their values in lower case, each made when it is first needed.
pub struct IndexedFields<'f> {
    fields: Vec<(&'f Field, OnceCell<TrigramIndex>)>,
}

impl<'f> IndexedFields<'f> {
    /// Over all fields.
    pub fn new(fields: &'f Fields) -> IndexedFields<'f> {
        IndexedFields { fields: fields.iter().map(|field| (field, OnceCell::new())).collect() }
    }

    /// The fields, each with a way to its value in lower case.
    pub fn iter<'l>(&'l self) -> impl Iterator<Item = (&'f Field, impl FnOnce() -> &'l TrigramIndex)> {
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
