//! Turns an error into a diagnosis: what it means, why it happened here, how to reproduce it and how to fix it.
//!
//! ```
//! let explainer = explain_errors::Explainer::new()?;
//! let report = explainer.diagnose("rpc error: code = Unauthenticated desc = token has expired");
//! assert_eq!(report.findings[0].id, "auth/token-expired");
//! # Ok::<(), explain_errors::Damaged>(())
//! ```
//!
//! An [`Explainer`] is prepared once and shared between threads. It diagnoses a text, or input that comes in pieces
//! ([`Explainer::reading`]), and looks pages up ([`Explainer::lookup`]). A [`Report`] serialises to the JSON contract that the
//! command prints with `--format json`.
//!
//! Inside, bytes take one way: they are cut into blocks (`input`), scanned for markers (`scan`), read by formats (`detect`)
//! around which log records are known by their prefixes (`records`), put together to errors (`assemble`), decoded (`enrich`),
//! matched with causes (`diagnose`), grouped and counted (`report`), and printed (`render`). `explainer` is that way in a few
//! lines. Formats, signs and causes are data (`catalog`).

mod assemble;
pub mod catalog;
#[cfg(feature = "cli")]
pub mod cli;
pub mod detect;
pub mod diagnose;
pub mod enrich;
mod explainer;
pub mod field;
pub mod input;
mod knowledge;
pub mod matching;
mod records;
pub mod redact;
pub mod render;
pub mod report;
pub mod scan;
pub mod verify;

pub use catalog::{Catalog, Damaged};
pub use explainer::{Explainer, Reading};
pub use report::Report;
