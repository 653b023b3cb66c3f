//! Texts packed so that each can be unpacked by itself: a dictionary of what they share, and a Zstandard frame (RFC
//! 8878) for each.
//!
//! A look-up prints two or three pages of thousands and is over within a millisecond, so what counts is the time to set up
//! and to unpack one short text. On the 638 pages of the first catalog (1.27 MB), with a dictionary of 110 KB, to set up and
//! to unpack two pages in a new process took 95 us (341 KB packed); the decoder in Rust (ruzstd) took 190 us, and LZ4, which
//! needs no tables, packs the same pages in 440 KB.

use std::sync::{Mutex, OnceLock, PoisonError};

use zstd::bulk::Compressor;
use zstd::dict::from_samples;
use zstd::zstd_safe::{DCtx, DDict};

/// How large a dictionary may be. Twice as much packs the pages 2 % smaller and takes twice as long to set up.
const MAX_DICTIONARY_BYTES: usize = 110 << 10;
/// The highest level before zstd's "ultra" levels, which need far more memory. Texts are packed once and unpacked
/// often.
const LEVEL: i32 = 19;

/// A dictionary, set up when the first text is unpacked.
pub(crate) struct Dictionary<'a> {
    bytes: &'a [u8],
    prepared: OnceLock<Option<Prepared<'a>>>,
}

struct Prepared<'a> {
    /// Refers to the dictionary's bytes: a copy of them would take longer than to unpack a page.
    dictionary: DDict<'a>,
    /// The decoder's memory, which the next text uses again.
    context: Mutex<DCtx<'static>>,
}

impl<'a> Dictionary<'a> {
    /// The dictionary that [`pack`] wrote.
    pub(crate) fn new(bytes: &'a [u8]) -> Dictionary<'a> {
        Dictionary { bytes, prepared: OnceLock::new() }
    }

    /// Unpacks a text of so many bytes. Returns `None` if it is damaged.
    pub(crate) fn unpack(&self, frame: &[u8], length: usize) -> Option<Vec<u8>> {
        let Prepared { dictionary, context } = self.prepared.get_or_init(|| self.prepare()).as_ref()?;
        let mut text = Vec::with_capacity(length);
        // A decoder that another thread left in the middle of a text begins anew with the next one.
        let mut context = context.lock().unwrap_or_else(PoisonError::into_inner);
        let unpacked = context.decompress_using_ddict(&mut text, frame, dictionary).ok()?;
        (unpacked == length).then_some(text)
    }

    fn prepare(&self) -> Option<Prepared<'a>> {
        let (dictionary, context) = (DDict::try_create_by_reference(self.bytes)?, DCtx::try_create()?);
        Some(Prepared { dictionary, context: Mutex::new(context) })
    }
}

/// A dictionary for some texts, and each of them packed with it.
///
/// # Errors
/// If a text can't be packed.
pub(crate) fn pack(texts: &[Vec<u8>]) -> std::io::Result<(Vec<u8>, Vec<Vec<u8>>)> {
    // Few or short texts have nothing in common: they are packed without a dictionary.
    packed_with(from_samples(texts, MAX_DICTIONARY_BYTES).unwrap_or_default(), texts)
}

/// Each of some texts packed without a dictionary, with the empty one.
///
/// # Errors
/// If a text can't be packed.
pub(crate) fn pack_plain(texts: &[Vec<u8>]) -> std::io::Result<(Vec<u8>, Vec<Vec<u8>>)> {
    packed_with(Vec::new(), texts)
}

fn packed_with(dictionary: Vec<u8>, texts: &[Vec<u8>]) -> std::io::Result<(Vec<u8>, Vec<Vec<u8>>)> {
    let mut compressor = Compressor::with_dictionary(LEVEL, &dictionary)?;
    let packed = texts.iter().map(|text| compressor.compress(text)).collect::<Result<_, _>>()?;
    Ok((dictionary, packed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Vec<Vec<u8>> {
        let text =
            |at: usize| format!("The server {at} refused the connection: nothing listens on port {}.", at * 7 + 1);
        (0..400).map(|at| text(at).repeat(1 + at % 3).into_bytes()).collect()
    }

    #[test]
    fn texts_come_back() {
        let (dictionary, packed) = pack(&texts()).expect("packs");
        assert!(!dictionary.is_empty());
        let opened = Dictionary::new(&dictionary);
        for (text, frame) in texts().iter().zip(&packed) {
            assert_eq!(opened.unpack(frame, text.len()).as_ref(), Some(text));
        }
        let sizes = |texts: &[Vec<u8>]| texts.iter().map(Vec::len).sum::<usize>();
        assert!(sizes(&packed) * 3 < sizes(&texts()));
    }

    #[test]
    fn few_texts_need_no_dictionary() {
        let (dictionary, packed) = pack(&[b"one".to_vec(), Vec::new()]).expect("packs");
        let opened = Dictionary::new(&dictionary);
        assert_eq!(opened.unpack(&packed[0], 3), Some(b"one".to_vec()));
        assert_eq!(opened.unpack(&packed[1], 0), Some(Vec::new()));
    }

    #[test]
    fn damaged_frames_and_wrong_lengths_give_nothing() {
        let (dictionary, packed) = pack(&texts()).expect("packs");
        let opened = Dictionary::new(&dictionary);
        let length = texts()[5].len();
        assert!(opened.unpack(&packed[5], length - 1).is_none() && opened.unpack(&packed[5], length + 1).is_none());
        assert!(opened.unpack(&packed[5][..packed[5].len() - 1], length).is_none() && opened.unpack(b"", 3).is_none());
    }
}
