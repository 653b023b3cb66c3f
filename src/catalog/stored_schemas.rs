//! The JSON schema of each kind of file, as the build script wrote them.

use serde_json::Value;

/// The schemas by the names of their kinds.
pub(crate) fn all() -> Value {
    let written = include_bytes!(concat!(env!("OUT_DIR"), "/schemas.json"));
    serde_json::from_slice(written).unwrap_or_default()
}
