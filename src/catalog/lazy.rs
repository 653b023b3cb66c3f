//! A part of the rules that is decoded when it is first needed: an error needs the patterns of few formats and the signs of
//! few causes.

use std::sync::OnceLock;

use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value, or the bytes that it will be decoded from.
#[derive(Debug, Clone)]
pub struct Lazy<'a, T> {
    bytes: &'a [u8],
    value: OnceLock<Option<T>>,
}

impl<T> From<T> for Lazy<'_, T> {
    fn from(value: T) -> Self {
        Lazy { bytes: &[], value: OnceLock::from(Some(value)) }
    }
}

impl<'a, T: Deserialize<'a>> Lazy<'a, T> {
    /// The value. Returns `None` if its bytes are damaged.
    pub fn get(&self) -> Option<&T> {
        self.value.get_or_init(|| postcard::from_bytes(self.bytes).ok()).as_ref()
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
            Some(Some(value)) => serializer.serialize_bytes(&postcard::to_stdvec(value).map_err(S::Error::custom)?),
            _ => serializer.serialize_bytes(self.bytes),
        }
    }
}

impl<'de: 'a, 'a, T> Deserialize<'de> for Lazy<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&[u8]>::deserialize(deserializer).map(|bytes| Lazy { bytes, value: OnceLock::new() })
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
        let lazy: Lazy<'_, Vec<&str>> = Lazy { bytes: &[2, 9], value: OnceLock::new() };
        assert!(lazy.get().is_none() && lazy.iter().next().is_none());
    }
}
