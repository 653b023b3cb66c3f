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
mod catalog;
#[cfg(feature = "cli")]
pub mod cli;
mod detect;
mod diagnose;
mod enrich;
mod explainer;
mod field;
mod input;
mod knowledge;
mod matching;
mod memo;
#[cfg(all(any(test, fuzzing), feature = "cli"))]
#[doc(hidden)]
pub mod properties;
mod records;
mod redact;
mod render;
pub mod report;
mod scan;
mod seen;
mod verify;

pub use catalog::{Catalog, Damaged};
pub use explainer::{Explainer, Reading};
pub use report::Report;

/// What the project's own tests and benchmarks look at. Not part of the interface: it changes without notice.
#[doc(hidden)]
pub mod internal {
    pub use crate::catalog::compile::{Base, Storage, compile};
    pub use crate::catalog::hash::Fnv;
    pub use crate::catalog::load::{self, File, Sources};
    pub use crate::catalog::names::{fold, slug};
    pub use crate::catalog::placeholder::{Piece, pieces};
    pub use crate::catalog::quantity::parse;
    pub use crate::detect::text::ansi::plain;
    pub use crate::detect::text::escapes::unescape;
    pub use crate::enrich::enrich;
    pub use crate::field::Fields;
    pub use crate::redact::show;
    pub use crate::render::human::Human;
    pub use crate::render::{FORMATS, OutputFormat, Style};
    pub use crate::verify::Verifier;
}
