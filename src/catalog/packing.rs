//! Texts packed so that each can be unpacked by itself: a dictionary of what they share, and a Zstandard frame (RFC
//! 8878) for each.
//!
//! A look-up prints two or three pages of thousands and is over within a millisecond, so what counts is the time to set up
//! and to unpack one short text. On the 638 pages of the first catalog (1.27 MB), with a dictionary of 110 KB, to set up and
//! to unpack two pages in a new process took 95 us (341 KB packed); the decoder in Rust (ruzstd) took 190 us, and LZ4, which
//! needs no tables, packs the same pages in 440 KB.
//!
//! The build script packs the built-in catalog ([`pack`](super::pack)). A user's own is compiled at each run and stored as it is:
//! the packer would be a twentieth of the program. A frame that is as long as its text is the text itself.

use std::sync::{Mutex, OnceLock, PoisonError};

use zstd::zstd_safe::{DCtx, DDict};

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
    /// The dictionary that was written with the frames.
    pub(crate) fn new(bytes: &'a [u8]) -> Dictionary<'a> {
        Dictionary { bytes, prepared: OnceLock::new() }
    }

    /// Unpacks a text of so many bytes. Returns `None` if it is damaged.
    pub(crate) fn unpack(&self, frame: &[u8], length: usize) -> Option<Vec<u8>> {
        if frame.len() == length {
            return Some(frame.to_vec());
        }
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
