//! Packs texts, in the build script: see [`packing`](super::packing).

use std::io;

use lz4::block::CompressionMode;
use zstd::bulk::Compressor;
use zstd::dict::from_samples;

/// How large a dictionary may be. Twice as much packs the pages 2 % smaller and takes twice as long to set up.
const MAX_DICTIONARY_BYTES: usize = 110 << 10;
/// The highest level before zstd's "ultra" levels, which need far more memory. Texts are packed once and unpacked
/// often.
const LEVEL: i32 = 19;

/// A dictionary for some texts, and each of them packed with it.
///
/// # Errors
/// If a text can't be packed.
pub(crate) fn pack(texts: &[Vec<u8>]) -> io::Result<(Vec<u8>, Vec<Vec<u8>>)> {
    // Few or short texts have nothing in common: they are packed without a dictionary.
    packed_with(from_samples(texts, MAX_DICTIONARY_BYTES).unwrap_or_default(), texts)
}

/// Each of some texts packed without a dictionary, with the empty one.
///
/// # Errors
/// If a text can't be packed.
pub(crate) fn pack_plain(texts: &[Vec<u8>]) -> io::Result<(Vec<u8>, Vec<Vec<u8>>)> {
    packed_with(Vec::new(), texts)
}

/// How long LZ4 looks for the shortest form of a text: as long as it can. The fast form, which is what `lz4_flex` writes, is a third
/// longer; to unpack takes as long.
const LZ4_LEVEL: i32 = 12;

/// A text that is unpacked as a whole each time, packed with LZ4 behind its length.
///
/// # Errors
/// If the text can't be packed.
pub(crate) fn pack_whole(text: &[u8]) -> io::Result<Vec<u8>> {
    lz4::block::compress(text, Some(CompressionMode::HIGHCOMPRESSION(LZ4_LEVEL)), true)
}

fn packed_with(dictionary: Vec<u8>, texts: &[Vec<u8>]) -> io::Result<(Vec<u8>, Vec<Vec<u8>>)> {
    let mut compressor = Compressor::with_dictionary(LEVEL, &dictionary)?;
    let packed = |text: &Vec<u8>| {
        let frame = compressor.compress(text)?;
        Ok(if frame.len() < text.len() { frame } else { text.clone() })
    };
    let packed = texts.iter().map(packed).collect::<io::Result<_>>()?;
    Ok((dictionary, packed))
}

#[cfg(test)]
mod tests {
    use super::super::packing::Dictionary;
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
