//! Which patterns can match a text, and the compiled patterns themselves: shared by detection, enrichment and diagnosis.

mod patterns;
mod trigrams;

pub(crate) use patterns::{Groups, Pattern, Patterns};
pub(crate) use trigrams::{IndexedFields, TrigramIndex};
