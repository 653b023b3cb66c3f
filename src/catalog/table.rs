//! A sorted table in bytes: a key is found by binary search in the bytes themselves, and only its value is decoded. That is
//! what lets a look-up begin without reading the whole index.
//!
//! Layout: the count (32 bits, little-endian), then for each key, in order, the offsets of it and of its value (24 bits each) and,
//! last, of their ends; then the keys, then the values.

use serde::{Deserialize, Serialize};

use crate::catalog::order::Order;

/// How many bytes an offset has, and how many the two of an entry have.
const OFFSET_BYTES: usize = 3;
const PLACE_BYTES: usize = 2 * OFFSET_BYTES;

/// What a table holds of an entry.
pub(crate) trait Value<'a>: Deserialize<'a> {
    /// The value with what it takes from its key, which is stored once.
    fn keyed(self, _key: &'a str) -> Self {
        self
    }
}

impl Value<'_> for Vec<u16> {}

/// A table that was written by [`write()`].
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    count: usize,
    places: &'a [u8],
    keys: &'a [u8],
    values: &'a [u8],
}

/// Writes a table. Entries with equal keys keep their order.
///
/// # Errors
/// If a value can't be encoded, or the keys or the values are longer than 16 MiB.
pub(crate) fn write<K: AsRef<str>, V: Serialize>(mut entries: Vec<(K, V)>) -> Result<Vec<u8>, postcard::Error> {
    entries.order_by(|a, b| a.0.as_ref().cmp(b.0.as_ref()));
    let (mut keys, mut values, mut places) = (Vec::new(), Vec::new(), Vec::new());
    let mut place = |keys: &Vec<u8>, values: &Vec<u8>| {
        for length in [keys.len(), values.len()] {
            places.extend(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()[..OFFSET_BYTES]);
        }
    };
    for (key, value) in &entries {
        place(&keys, &values);
        keys.extend(key.as_ref().as_bytes());
        values.extend(postcard::to_stdvec(value)?);
    }
    place(&keys, &values);
    if keys.len().max(values.len()) >> (8 * OFFSET_BYTES) > 0 {
        return Err(postcard::Error::SerializeBufferFull);
    }
    let count = u32::try_from(entries.len()).unwrap_or(u32::MAX).to_le_bytes();
    Ok([&count[..], &places, &keys, &values].concat())
}

impl<'a> Table<'a> {
    /// Over bytes. Returns `None` if they are not a table.
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Table<'a>> {
        let count = usize::try_from(number(bytes, 0)?).ok()?;
        let (places, rest) = bytes.get(4..)?.split_at_checked(count.checked_add(1)?.checked_mul(PLACE_BYTES)?)?;
        let end = offset(places, count * PLACE_BYTES)?;
        let (keys, values) = rest.split_at_checked(end)?;
        Some(Table { count, places, keys, values })
    }

    /// The value of an entry.
    pub(crate) fn value<V: Value<'a>>(&self, at: usize) -> Option<V> {
        let value: V = postcard::from_bytes(self.values.get(self.span(at, OFFSET_BYTES)?)?).ok()?;
        Some(value.keyed(self.key(at)?))
    }

    /// The values of all entries with a key.
    pub(crate) fn get<V: Value<'a>>(&self, key: &str) -> impl Iterator<Item = V> + use<'a, V> {
        let table = *self;
        let first = self.first(key.as_bytes());
        let equal = (first..self.count).take_while(|at| table.bytes(*at) == Some(key.as_bytes())).count();
        (first..first + equal).filter_map(move |at| table.value(at))
    }

    /// All values, in the order of their keys.
    pub(crate) fn values<V: Value<'a>>(&self) -> impl Iterator<Item = V> + use<'a, V> {
        let table = *self;
        (0..self.count).filter_map(move |at| table.value(at))
    }

    /// All keys, in their order.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let table = *self;
        (0..self.count).filter_map(move |at| table.key(at))
    }

    /// The key of an entry, by its place in the order of keys.
    pub(crate) fn key(&self, at: usize) -> Option<&'a str> {
        std::str::from_utf8(self.bytes(at)?).ok()
    }

    fn bytes(&self, at: usize) -> Option<&'a [u8]> {
        self.keys.get(self.span(at, 0)?)
    }

    /// The first entry whose key is not before this one.
    fn first(&self, key: &[u8]) -> usize {
        first_not(self.count, |at| self.bytes(at).is_some_and(|one| one < key))
    }

    fn span(&self, at: usize, shift: usize) -> Option<std::ops::Range<usize>> {
        let place = |at: usize| offset(self.places, at * PLACE_BYTES + shift);
        Some(place(at)?..place(at + 1)?)
    }
}

/// The first of so many sorted entries that is not before something: [`slice::partition_point`] for what is no slice.
pub(super) fn first_not(count: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The offset at a place of some bytes.
fn offset(bytes: &[u8], at: usize) -> Option<usize> {
    let bytes = bytes.get(at..at.checked_add(OFFSET_BYTES)?)?;
    Some(bytes.iter().rev().fold(0, |offset, byte| offset << 8 | usize::from(*byte)))
}

/// The number of 32 bits at a place of some bytes.
pub(super) fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Value<'_> for u32 {}

    impl<'a> Value<'a> for &'a str {
        fn keyed(self, key: &'a str) -> Self {
            if self.is_empty() { key } else { self }
        }
    }

    #[test]
    fn a_value_can_take_its_key() {
        let bytes = write(vec![("queen", ""), ("hive", "full")]).expect("encodes");
        let table = Table::open(&bytes).expect("a table");
        assert_eq!(table.values::<&str>().collect::<Vec<_>>(), ["full", "queen"]);
        assert_eq!(table.get::<&str>("queen").collect::<Vec<_>>(), ["queen"]);
    }

    #[test]
    fn finds_what_was_written() {
        let bytes = write(vec![("b", 2u32), ("a", 1), ("b", 3), ("", 0)]).expect("encodes");
        let table = Table::open(&bytes).expect("a table");
        assert_eq!(table.get::<u32>("b").collect::<Vec<_>>(), [2, 3]);
        assert_eq!(table.get::<u32>("").collect::<Vec<_>>(), [0]);
        assert_eq!(table.get::<u32>("c").count(), 0);
        assert_eq!([0, 1, 3, 4].map(|at| table.key(at)), [Some(""), Some("a"), Some("b"), None]);
        assert_eq!(table.values::<u32>().collect::<Vec<_>>(), [0, 1, 2, 3]);
    }

    #[test]
    fn damaged_bytes_are_not_a_table_or_give_nothing() {
        let bytes = write(vec![("key", "value")]).expect("encodes");
        for end in 0..bytes.len() {
            if let Some(table) = Table::open(&bytes[..end]) {
                let _ = table.get::<&str>("key").count();
            }
        }
        assert!(Table::open(&[0xff; 16]).is_none());
    }
}
