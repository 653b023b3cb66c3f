//! A part of the rules that is decoded when it is first needed: an error needs the patterns of few formats and the signs of
//! few causes.
//!
//! Those of the built-in catalog are packed as well ([`Place`]): as they are, they would be an eighth of the program.

use std::sync::OnceLock;

use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Texts that will be packed, filled one after the other.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    texts: Vec<Vec<u8>>,
    /// How long a text may become.
    limit: usize,
}

impl Texts {
    /// Begins a new text; it and those after it become no longer than this.
    pub(crate) fn limit(&mut self, bytes: usize) {
        self.limit = bytes;
        self.texts.push(Vec::new());
    }

    /// All texts.
    pub(crate) fn all(&self) -> &[Vec<u8>] {
        &self.texts
    }

    /// Adds some bytes. Returns `None` if their place has no number.
    fn add(&mut self, bytes: &[u8]) -> Option<Place> {
        if self.texts.last().is_none_or(|text| text.len() + bytes.len() > self.limit) {
            self.texts.push(Vec::new());
        }
        let number = self.texts.len() - 1;
        let text = self.texts.last_mut()?;
        let (start, length) = (text.len().try_into().ok()?, bytes.len().try_into().ok()?);
        text.extend(bytes);
        Some(Place { text: number.try_into().ok()?, start, length })
    }
}

/// A value, or where the bytes are that it will be decoded from.
#[derive(Debug, Clone)]
pub struct Lazy<'a, T> {
    stored: Stored<'a>,
    value: OnceLock<Option<T>>,
}

/// Where the bytes of a value are.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Stored<'a> {
    Here(&'a [u8]),
    Packed(Place),
}

/// A part of one of the packed texts of the built-in catalog.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The number of the text.
    pub text: u16,
    /// Where the part begins, in bytes.
    pub start: u16,
    /// How long it is, in bytes.
    pub length: u16,
}

impl<T> From<T> for Lazy<'_, T> {
    fn from(value: T) -> Self {
        Lazy { stored: Stored::Here(&[]), value: OnceLock::from(Some(value)) }
    }
}

impl<'a> Stored<'a> {
    fn bytes(self) -> Option<&'a [u8]> {
        match self {
            Stored::Here(bytes) => Some(bytes),
            Stored::Packed(Place { text, start, length }) => {
                let (start, length) = (usize::from(start), usize::from(length));
                super::unpacked(text.into())?.get(start..start + length)
            }
        }
    }
}

impl<'a, T: Deserialize<'a>> Lazy<'a, T> {
    /// The value. Returns `None` if its bytes are damaged.
    pub fn get(&self) -> Option<&T> {
        self.value.get_or_init(|| postcard::from_bytes(self.stored.bytes()?).ok()).as_ref()
    }
}

impl<T: Serialize> Lazy<'_, T> {
    /// Moves the value to the last of some texts that will be packed, or to a new one. It can be read again once these are built in.
    ///
    /// # Errors
    /// If the value can't be encoded.
    pub(crate) fn pack_into(&mut self, texts: &mut Texts) -> Result<(), postcard::Error> {
        let Some(Some(value)) = self.value.get() else { return Ok(()) };
        if let Some(place) = texts.add(&postcard::to_stdvec(value)?) {
            *self = Lazy { stored: Stored::Packed(place), value: OnceLock::new() };
        }
        Ok(())
    }
}

impl<'a, T: Deserialize<'a>> Lazy<'a, Vec<T>> {
    /// The elements of a list.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.get().map(Vec::as_slice).unwrap_or_default().iter()
    }
}

impl<T: Serialize> Serialize for Lazy<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.value.get() {
            Some(Some(value)) => {
                Stored::Here(&postcard::to_stdvec(value).map_err(S::Error::custom)?).serialize(serializer)
            }
            _ => self.stored.serialize(serializer),
        }
    }
}

impl<'de: 'a, 'a, T> Deserialize<'de> for Lazy<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Stored::deserialize(deserializer).map(|stored| Lazy { stored, value: OnceLock::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_comes_back_when_it_is_asked_for() {
        let bytes = postcard::to_stdvec(&Lazy::from(vec!["a", "b"])).expect("encodes");
        let lazy: Lazy<'_, Vec<&str>> = postcard::from_bytes(&bytes).expect("decodes");
        assert!(lazy.value.get().is_none());
        assert_eq!(lazy.iter().copied().collect::<String>(), "ab");
        // What was decoded, and what was not, is written as it was.
        assert_eq!(postcard::to_stdvec(&lazy).expect("encodes"), bytes);
    }

    #[test]
    fn damaged_bytes_are_not_a_value() {
        let lazy: Lazy<'_, Vec<&str>> = Lazy { stored: Stored::Here(&[2, 9]), value: OnceLock::new() };
        assert!(lazy.get().is_none() && lazy.iter().next().is_none());
    }
}
