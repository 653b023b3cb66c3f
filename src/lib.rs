//! Turns an error into a diagnosis.
pub mod catalog;
