//! Stores texts as they are, where a catalog is compiled at run time: see [`packing`](super::packing).

use std::io;

/// An empty dictionary, and each text as its own frame.
///
/// # Errors
/// None; packing has some.
#[allow(clippy::unnecessary_wraps)]
pub(crate) fn pack(texts: &[Vec<u8>]) -> io::Result<(Vec<u8>, Vec<Vec<u8>>)> {
    Ok((Vec::new(), texts.to_vec()))
}

/// The same.
///
/// # Errors
/// None; packing has some.
pub(crate) fn pack_plain(texts: &[Vec<u8>]) -> io::Result<(Vec<u8>, Vec<Vec<u8>>)> {
    pack(texts)
}

/// What would be packed as a whole, as it is: only the build script packs.
///
/// # Errors
/// None; packing has some.
#[allow(clippy::unnecessary_wraps)]
pub(crate) fn pack_whole(text: &[u8]) -> io::Result<Vec<u8>> {
    Ok(text.to_vec())
}
