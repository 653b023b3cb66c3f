//! Turns an error into a diagnosis.
pub mod catalog;
pub mod field;
pub mod redact;
pub mod render;
pub mod report;
