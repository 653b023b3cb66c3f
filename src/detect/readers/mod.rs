//! One file for each way of reading errors.

pub(super) mod embedded;
pub(super) mod http;
pub(crate) mod json;
mod line;
pub(super) mod names;
pub(super) mod numbers;
pub(super) mod pattern;
mod standalone;
pub(super) mod status;
pub(super) mod words;
