//! The JSON schema of each kind of file, as the build script wrote and packed them.

use serde_json::Value;

/// The schemas by the names of their kinds.
pub(crate) fn all() -> Value {
    let packed = include_bytes!(concat!(env!("OUT_DIR"), "/schemas.lz4"));
    let written = lz4_flex::block::decompress_size_prepended(packed).unwrap_or_default();
    serde_json::from_slice(&written).unwrap_or_default()
}
