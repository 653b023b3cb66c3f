//! A part of the rules that is unpacked and decoded when it is first needed: an error needs the patterns of few formats
//! and the signs of few causes.

use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::frames::Frames;

/// Where a part is: the number of its frame, and its start and length in the unpacked frame.
type Place = (usize, usize, usize);

/// A value, or the place that it is decoded from.
#[derive(Debug, Clone)]
pub struct Lazy<'a, T> {
    place: Place,
    frames: Option<&'a Frames<'a>>,
    value: OnceLock<Option<T>>,
}

/// What can be done with a lazy part, whatever its type.
pub trait Part<'a> {
    /// Appends the encoded value to a frame, which will have this number.
    ///
    /// # Errors
    /// If the value can't be encoded.
    fn append_to(&mut self, frame: &mut Vec<u8>, number: usize) -> Result<(), postcard::Error>;

    /// Sets the frames that the value is decoded from.
    fn decode_from(&mut self, frames: &'a Frames<'a>);
}

impl<T> From<T> for Lazy<'_, T> {
    fn from(value: T) -> Self {
        Lazy { place: Place::default(), frames: None, value: OnceLock::from(Some(value)) }
    }
}

impl<'a, T: Deserialize<'a>> Lazy<'a, T> {
    /// The value. Returns `None` if its bytes are damaged.
    pub fn get(&self) -> Option<&T> {
        self.value.get_or_init(|| self.decode()).as_ref()
    }

    fn decode(&self) -> Option<T> {
        let (frame, start, length) = self.place;
        postcard::from_bytes(self.frames?.get(frame)?.get(start..start.checked_add(length)?)?).ok()
    }
}

impl<'a, T: Deserialize<'a>> Lazy<'a, Vec<T>> {
    /// The elements of a list.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.get().map(Vec::as_slice).unwrap_or_default().iter()
    }
}

impl<'a, T: Serialize> Part<'a> for Lazy<'a, T> {
    fn append_to(&mut self, frame: &mut Vec<u8>, number: usize) -> Result<(), postcard::Error> {
        let start = frame.len();
        if let Some(Some(value)) = self.value.get() {
            frame.extend(postcard::to_stdvec(value)?);
        }
        self.place = (number, start, frame.len() - start);
        Ok(())
    }

    fn decode_from(&mut self, frames: &'a Frames<'a>) {
        self.frames = Some(frames);
    }
}

impl<T> Serialize for Lazy<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.place.serialize(serializer)
    }
}

impl<'de, T> Deserialize<'de> for Lazy<'_, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Place::deserialize(deserializer).map(|place| Lazy { place, frames: None, value: OnceLock::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::frames;
    use super::*;

    #[test]
    fn a_value_comes_back_when_it_is_asked_for() {
        let (mut first, mut second) = (Lazy::from(vec![1u8, 2]), Lazy::from(vec!["a", "b"]));
        let mut frame = Vec::new();
        first.append_to(&mut frame, 0).and_then(|()| second.append_to(&mut frame, 0)).expect("encodes");
        let (packed, bytes) = (frames::write(&[frame]), postcard::to_stdvec(&second).expect("encodes"));
        let frames = Frames::open(&packed).expect("frames");
        let mut lazy: Lazy<'_, Vec<&str>> = postcard::from_bytes(&bytes).expect("decodes");
        lazy.decode_from(&frames);
        assert!(lazy.value.get().is_none());
        assert_eq!(lazy.iter().copied().collect::<String>(), "ab");
    }

    #[test]
    fn damaged_bytes_are_not_a_value() {
        let packed = frames::write(&[vec![2, 9]]);
        let frames = Frames::open(&packed).expect("frames");
        for place in [(0, 0, 2), (0, 1, 9), (0, usize::MAX, 1), (1, 0, 0)] {
            let lazy: Lazy<'_, Vec<&str>> = Lazy { place, frames: Some(&frames), value: OnceLock::new() };
            assert!(lazy.get().is_none() && lazy.iter().next().is_none());
        }
    }
}
