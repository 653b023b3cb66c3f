//! Packed texts in a row, each unpacked when it is first needed and kept from then on.
//!
//! Layout: the length of the dictionary and the number of texts; for each text where its frame begins and how long it is
//! when unpacked, and once more for the end (all numbers 32 bits, little-endian); the dictionary; the frames.

use std::sync::OnceLock;

use super::pack::{pack, pack_plain};
use super::packing::Dictionary;
use super::table::number;

/// How many texts share an allocation for their unpacked forms: a look-up must not allocate for all of them.
const GROUP: usize = 64;

/// A text, set when it is first needed; `None` if it is damaged.
type Kept = OnceLock<Option<Box<[u8]>>>;

/// Packed texts that were written by [`write()`].
pub(crate) struct Frames<'a> {
    dictionary: Dictionary<'a>,
    places: &'a [u8],
    bytes: &'a [u8],
    kept: Vec<OnceLock<Box<[Kept; GROUP]>>>,
}

/// Packs texts.
///
/// # Errors
/// If a text can't be packed.
pub(crate) fn write(texts: &[Vec<u8>]) -> std::io::Result<Vec<u8>> {
    Ok(join(texts, pack(texts)?))
}

/// Packs texts that are long enough to do without a dictionary.
///
/// # Errors
/// If a text can't be packed.
pub(crate) fn write_plain(texts: &[Vec<u8>]) -> std::io::Result<Vec<u8>> {
    Ok(join(texts, pack_plain(texts)?))
}

fn join(texts: &[Vec<u8>], (dictionary, packed): (Vec<u8>, Vec<Vec<u8>>)) -> Vec<u8> {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes();
    let mut out = [number(dictionary.len()), number(texts.len())].concat();
    let mut start = 0;
    for (text, frame) in texts.iter().zip(&packed) {
        out.extend([number(start), number(text.len())].concat());
        start += frame.len();
    }
    out.extend([number(start), number(0)].concat());
    out.extend(dictionary);
    out.extend(packed.concat());
    out
}

impl<'a> Frames<'a> {
    /// Returns `None` if the bytes were not written by [`write()`].
    pub(crate) fn open(bytes: &'a [u8]) -> Option<Frames<'a>> {
        let dictionary = usize::try_from(number(bytes, 0)?).ok()?;
        let count = usize::try_from(number(bytes, 4)?).ok()?;
        let (places, rest) = bytes.get(8..)?.split_at_checked(count.checked_add(1)?.checked_mul(8)?)?;
        let (dictionary, bytes) = rest.split_at_checked(dictionary)?;
        let kept = std::iter::repeat_with(OnceLock::new).take(count.div_ceil(GROUP)).collect();
        Some(Frames { dictionary: Dictionary::new(dictionary), places, bytes, kept })
    }

    /// A text by its number. Returns `None` if there is no such text, or if it is damaged.
    pub(crate) fn get(&self, at: usize) -> Option<&[u8]> {
        let group = self.kept.get(at / GROUP)?.get_or_init(|| Box::new(std::array::from_fn(|_| OnceLock::new())));
        group.get(at % GROUP)?.get_or_init(|| self.unpack(at).map(Vec::into_boxed_slice)).as_deref()
    }

    fn unpack(&self, at: usize) -> Option<Vec<u8>> {
        let number = |at: usize| usize::try_from(number(self.places, at)?).ok();
        let frame = self.bytes.get(number(at * 8)?..number(at * 8 + 8)?)?;
        self.dictionary.unpack(frame, number(at * 8 + 4)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Vec<Vec<u8>> {
        (0..100).map(|at| format!("the page of the code {at}, and what it means").into_bytes()).collect()
    }

    #[test]
    fn texts_are_found_by_their_numbers() {
        let bytes = write(&texts()).expect("packs");
        let frames = Frames::open(&bytes).expect("frames");
        for (at, text) in texts().iter().enumerate().rev() {
            assert_eq!(frames.get(at), Some(&text[..]));
        }
        assert!(frames.get(100).is_none() && frames.get(127).is_none() && frames.get(128).is_none());
    }

    #[test]
    fn a_text_is_unpacked_once() {
        let bytes = write(&texts()).expect("packs");
        let frames = Frames::open(&bytes).expect("frames");
        assert!(std::ptr::eq(frames.get(7).expect("a text"), frames.get(7).expect("a text")));
    }

    #[test]
    fn damaged_bytes_are_not_frames_or_give_no_text() {
        let bytes = write(&texts()).expect("packs");
        for end in (0..bytes.len()).step_by(7) {
            if let Some(frames) = Frames::open(&bytes[..end]) {
                let _ = (0..100).filter_map(|at| frames.get(at)).count();
            }
        }
        for at in 0..bytes.len() {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x55;
            if let Some(frames) = Frames::open(&bytes) {
                let _ = (0..100).step_by(9).filter_map(|at| frames.get(at)).count();
            }
        }
    }
}
