//! Additions: what a folder of somebody's own adds to pages that are there without it. Such a file has the path of the page, and says
//! `addition = true`.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::super::model::{Attribute, Avoid, Check, Reproduce, Source};
use super::{Contrast, Equivalent, Example, Fix, NearMiss, Note, Reference, Sign};

/// `codes/<system>/<code>.toml` with `addition = true`: what is added to the page of a code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeAddition<'a> {
    /// `true`
    pub addition: bool,
    /// Further spellings by which people look it up or clients print it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub aliases: Vec<Spanned<String>>,
    /// What else the error object carries.
    #[serde(borrow, default)]
    pub attribute: Vec<Attribute<'a>>,
    /// The same error in further systems.
    #[serde(default)]
    pub equivalent: Vec<Equivalent>,
    /// What else people take it for.
    #[serde(default)]
    pub contrast: Vec<Contrast>,
    /// Further actions that look helpful and are not.
    #[serde(borrow, default)]
    pub avoid: Vec<Avoid<'a>>,
    /// What is special about a cause under this code.
    #[serde(default)]
    pub note: Vec<Note>,
    /// Where the statements come from.
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

/// `causes/<area>/<cause>.toml` with `addition = true`: what is added to a cause.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CauseAddition<'a> {
    /// `true`
    pub addition: bool,
    /// The ids of further codes that it can cause.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub explains: Vec<Reference>,
    /// The ids of further causes that this one precedes if the signs of both hold.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub over: Vec<Reference>,
    /// Further signs.
    #[serde(default)]
    pub sign: Vec<Sign>,
    /// Further checks.
    #[serde(borrow, default)]
    pub check: Vec<Check<'a>>,
    /// Further fixes.
    #[serde(borrow, default)]
    pub fix: Vec<Fix<'a>>,
    /// Further reproductions.
    #[serde(borrow, default)]
    pub reproduce: Vec<Reproduce<'a>>,
    /// Real text that must be diagnosed as this cause.
    #[serde(default)]
    pub example: Vec<Example>,
    /// Text that comes close but has another cause, or none.
    #[serde(default)]
    pub near_miss: Vec<NearMiss>,
    /// Where the statements come from.
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}
