//! Additions: what a folder of somebody's own adds to pages that are there without it.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::super::model::{Attribute, Avoid, Check, Reproduce, Source};
use super::{Contrast, Equivalent, Example, Fix, NearMiss, Note, Reference, Sign};

/// `codes/<system>/<code>.toml` or `causes/<area>/<cause>.toml` with `addition = true`: what is added to the page with that path. What
/// the page of a code can have is added to codes, what a cause can have to causes, and sources to both.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Addition<'a> {
    /// `true`
    pub addition: bool,
    /// To a code: further spellings by which people look it up or clients print it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub aliases: Vec<Spanned<String>>,
    /// To a code: what else the error object carries.
    #[serde(borrow, default)]
    pub attribute: Vec<Attribute<'a>>,
    /// To a code: the same error in further systems.
    #[serde(default)]
    pub equivalent: Vec<Equivalent>,
    /// To a code: what else people take it for.
    #[serde(default)]
    pub contrast: Vec<Contrast>,
    /// To a code: further actions that look helpful and are not.
    #[serde(borrow, default)]
    pub avoid: Vec<Avoid<'a>>,
    /// To a code: what is special about a cause under it.
    #[serde(default)]
    pub note: Vec<Note>,
    /// To a cause: the ids of further codes that it can cause.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub explains: Vec<Reference>,
    /// To a cause: the ids of further causes that it precedes if the signs of both hold.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub over: Vec<Reference>,
    /// To a cause: further signs.
    #[serde(default)]
    pub sign: Vec<Sign>,
    /// To a cause: further checks.
    #[serde(borrow, default)]
    pub check: Vec<Check<'a>>,
    /// To a cause: further fixes.
    #[serde(borrow, default)]
    pub fix: Vec<Fix<'a>>,
    /// To a cause: further reproductions.
    #[serde(borrow, default)]
    pub reproduce: Vec<Reproduce<'a>>,
    /// To a cause: real text that must be diagnosed as it.
    #[serde(default)]
    pub example: Vec<Example>,
    /// To a cause: text that comes close but has another cause, or none.
    #[serde(default)]
    pub near_miss: Vec<NearMiss>,
    /// Where the statements come from.
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

impl Addition<'_> {
    /// What is in it that only codes have.
    pub(crate) fn of_codes(&self) -> Option<&'static str> {
        let Addition { aliases, attribute, equivalent, contrast, avoid, note, .. } = self;
        first_of([
            ("aliases", aliases.is_empty()),
            ("attribute", attribute.is_empty()),
            ("equivalent", equivalent.is_empty()),
            ("contrast", contrast.is_empty()),
            ("avoid", avoid.is_empty()),
            ("note", note.is_empty()),
        ])
    }

    /// What is in it that only causes have.
    pub(crate) fn of_causes(&self) -> Option<&'static str> {
        let Addition { explains, over, sign, check, fix, reproduce, example, near_miss, .. } = self;
        first_of([
            ("explains", explains.is_empty()),
            ("over", over.is_empty()),
            ("sign", sign.is_empty()),
            ("check", check.is_empty()),
            ("fix", fix.is_empty()),
            ("reproduce", reproduce.is_empty()),
            ("example", example.is_empty()),
            ("near_miss", near_miss.is_empty()),
        ])
    }
}

/// The first key whose list is not empty.
fn first_of<const N: usize>(lists: [(&'static str, bool); N]) -> Option<&'static str> {
    lists.into_iter().find(|(_, is_empty)| !is_empty).map(|(key, _)| key)
}
