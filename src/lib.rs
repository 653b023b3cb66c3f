//! Turns an error into a diagnosis.
pub mod catalog;
pub mod enrich;
pub mod field;
pub mod redact;
pub mod report;
