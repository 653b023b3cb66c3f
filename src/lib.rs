//! Turns an error into a diagnosis.
pub mod catalog;
pub mod cli;
pub mod diagnose;
pub mod field;
pub mod input;
pub mod recognise;
pub mod redact;
pub mod render;
pub mod report;
pub mod scan;
pub mod session;
pub mod verify;
