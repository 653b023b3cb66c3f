//! The contents of a catalog's TOML files, exactly as people write them.
//!
//! These types are strict: an unknown key is a fault. They depend on nothing but [`super::model`], so that the build
//! script and the running program read a catalog by the same rules. References to other entries keep their place in
//! the file ([`Spanned`]), so that a dangling one can be shown with its line.

mod addition;
mod format;
mod row;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::model::{
    Advice, Attribute, Audience, Avoid, Canonical, Category, Check, Direction, Language, Likelihood, Owner, Reproduce,
    Retry, Severity, Source, Status,
};

pub(crate) use addition::*;
pub(crate) use format::*;
pub(crate) use row::*;

/// A name that leads to another entry, with its place in the file.
pub(crate) type Reference = Spanned<String>;

/// `systems.toml`: the families of codes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Systems {
    /// One entry for each system. If a word has a meaning in several, they are shown in this order.
    pub system: Vec<System>,
    /// Areas of causes that only certain products have.
    #[serde(default)]
    pub area: Vec<Area>,
}

/// A folder of causes that only certain products have.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// The name of the folder below `causes/`.
    pub id: String,
    /// The `within` of the causes that have none of their own.
    pub within: Vec<String>,
}

/// One family of codes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// The name of its folder under `codes/`.
    pub id: String,
    /// Its name as people write it: `gRPC`.
    pub title: String,
    /// What a reader may put before a code of this system: `tf.errors`, `http status`.
    #[serde(default)]
    pub prefixes: Vec<String>,
    /// What it is and where its errors are met, in a sentence or two.
    #[serde(default)]
    pub description: Option<String>,
    /// The address of its own documentation of errors.
    #[serde(default)]
    pub docs: Option<String>,
    /// Texts that show in a record that this system has a part in it, even if none of its codes is printed. Case counts.
    #[serde(default)]
    pub seen: Vec<String>,
}

/// `clients.toml`: the programs and libraries that print errors in a way of their own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clients {
    /// One entry for each client.
    pub client: Vec<Client>,
}

/// A program or library that can be recognised by what it prints.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// The word by which `for` refers to it.
    pub id: String,
    /// The language in which its user can act; `shell` for a finished program.
    #[serde(default)]
    pub language: Option<Language>,
    /// Texts of which it prints one. Case counts.
    pub seen: Vec<String>,
}

/// `codes/<system>/<code>.toml`: the page of one code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Code<'a> {
    /// As its system prints it.
    #[schemars(with = "String")]
    pub code: Spanned<String>,
    /// Its number, if the system has numbers.
    #[serde(default)]
    pub number: Option<i64>,
    /// The `google.rpc.Code` it corresponds to; a cause may say otherwise.
    pub canonical: Canonical,
    /// Other spellings by which people look it up or clients print it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub aliases: Vec<Spanned<String>>,
    /// What it says, in one line without a full stop.
    pub title: String,
    /// What kind of trouble it is.
    pub category: Category,
    /// How bad it is.
    pub severity: Severity,
    /// The release of the catalog in which the page appeared.
    #[serde(default)]
    pub since: Option<String>,
    /// Whether the page is current.
    #[serde(default)]
    pub status: Status,
    /// What the code means in its system, and what it does not.
    pub meaning: String,
    /// May the call be repeated?
    #[serde(borrow)]
    pub retry: Retry<'a>,
    /// What the error object carries.
    #[serde(borrow, default)]
    pub attribute: Vec<Attribute<'a>>,
    /// The same error in another system.
    #[serde(default)]
    pub equivalent: Vec<Equivalent>,
    /// What people take it for.
    #[serde(default)]
    pub contrast: Vec<Contrast>,
    /// Actions that look helpful and are not.
    #[serde(borrow, default)]
    pub avoid: Vec<Avoid<'a>>,
    /// What is special about a cause under this code.
    #[serde(default)]
    pub note: Vec<Note>,
    /// Where the statements come from.
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

/// The same error in another system.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Equivalent {
    /// The id of the other code.
    #[schemars(with = "String")]
    pub code: Reference,
    /// Which way the mapping goes.
    pub direction: Direction,
    /// Who maps it, and when.
    #[serde(default)]
    pub note: Option<String>,
}

/// A code that this one is confused with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contrast {
    /// The id of the other code.
    #[schemars(with = "String")]
    pub code: Reference,
    /// What sets them apart, in a sentence.
    pub difference: String,
    /// A case that belongs here.
    #[serde(default)]
    pub example: Option<String>,
    /// A case that belongs there.
    #[serde(default)]
    pub counterexample: Option<String>,
}

/// What is special about a cause under one code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The id of the cause; without it the note is about the code itself.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub cause: Option<Reference>,
    /// What is special about it.
    pub text: String,
    /// Whether it is shown when the code was wrapped around another error and hid it.
    #[serde(default)]
    pub hides: bool,
}

/// `causes/<area>/<cause>.toml`: one reason, said once.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cause<'a> {
    /// The verdict, in one line without a full stop.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// The ids of the codes that it can cause.
    #[schemars(with = "Vec<String>")]
    pub explains: Vec<Reference>,
    /// How likely it is if nothing in the input distinguishes the causes of a code.
    pub likelihood: Likelihood,
    /// Who has to act.
    #[serde(default)]
    pub owner: Owner,
    /// Names of what alone has this cause, in small letters: products, programs, systems by id. Where neither the text nor
    /// the system of one of its codes is so called, the cause is listed only if a sign of it holds. Without it, the area's.
    #[serde(default)]
    pub within: Vec<String>,
    /// Given if it differs from the code's.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Given if it differs from the code's.
    #[serde(default)]
    pub canonical: Option<Canonical>,
    /// Given if it differs from the code's.
    #[serde(default)]
    pub category: Option<Category>,
    /// Given if it differs from the code's.
    #[serde(borrow, default)]
    pub retry: Option<Retry<'a>>,
    /// The release of the catalog in which it appeared.
    #[serde(default)]
    pub since: Option<String>,
    /// Whether it is current or retired.
    #[serde(default)]
    pub status: Status,
    /// Sentences about what the message names, such as `What is missing: {{said.missing}}.`: the first one whose place can be
    /// filled begins the explanation.
    #[serde(default)]
    pub about: Vec<String>,
    /// Why it happens. The first sentence names the cause.
    pub explanation: String,
    /// How to recognise it in the reader's own output: half a line, for the table of causes on a code's page.
    #[serde(default)]
    pub tell: Option<String>,
    /// The ids of causes that this one precedes if the signs of both hold.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub over: Vec<Reference>,
    /// Whether its line only says that what another line reports has failed: it is one error with the one before it.
    #[serde(default)]
    pub follows: bool,
    /// What must be seen for it to hold; any one suffices.
    #[serde(default)]
    pub sign: Vec<Sign>,
    /// How to confirm it or rule it out.
    #[serde(borrow, default)]
    pub check: Vec<Check<'a>>,
    /// The fixes, the best first.
    #[serde(borrow, default)]
    pub fix: Vec<Fix<'a>>,
    /// How to make it happen.
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

/// What must be seen: all conditions together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// How much it proves; by default, that its words are printed for this cause only.
    #[serde(default)]
    pub strength: Strength,
    /// So distinctive that it is looked for even if no code is printed. Its first condition must be a pattern over
    /// `message` with a literal of eight bytes or more.
    #[serde(default)]
    pub alone: bool,
    /// The titles of the checks of this page that come first if this sign is the evidence.
    #[serde(default)]
    #[schemars(with = "Option<Titles>")]
    pub check: Option<Spanned<Titles>>,
    /// The titles of the fixes of this page that come first if this sign is the evidence.
    #[serde(default)]
    #[schemars(with = "Option<Titles>")]
    pub fix: Option<Spanned<Titles>>,
    /// The conditions, which must all hold.
    #[schemars(with = "Vec<Condition>")]
    pub all: Vec<Spanned<Condition>>,
}

/// A title, or several in their order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum Titles {
    One(String),
    Many(Vec<String>),
}

impl Titles {
    /// All of them.
    pub fn all(&self) -> &[String] {
        match self {
            Titles::One(title) => std::slice::from_ref(title),
            Titles::Many(titles) => titles,
        }
    }
}

/// How much a sign proves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Implied by a detail, a challenge, a token or another machine-readable part.
    Structured,
    /// Words that only this cause prints.
    #[default]
    Distinctive,
    /// Words that fit this cause best, and others too.
    Weak,
    /// Words that say what kind of failure it is, whatever program prints them. Tried only with `alone`, and only where
    /// nothing else is recognised in a short text, on a line that looks like an error.
    Words,
    /// Only decides which of the likely causes of a code to name first: for example, words that no library is known to
    /// use.
    Faint,
}

impl Strength {
    /// Whether it is stronger than words that also fit other causes.
    pub fn is_telling(self) -> bool {
        matches!(self, Strength::Structured | Strength::Distinctive)
    }
}

/// One test on one field: exactly one of `is`, `in`, `re`, `min`/`max`, `present`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The list whose elements are looked at; conditions of a sign with the same `each` hold for the same element.
    #[serde(default)]
    pub each: Option<String>,
    /// The field (with `each`: of the element).
    pub field: String,
    /// The value equals this, ignoring ASCII case.
    #[serde(default)]
    pub is: Option<Scalar>,
    /// The value equals one of these, ignoring ASCII case.
    #[serde(default, rename = "in")]
    pub one_of: Option<Vec<Scalar>>,
    /// A pattern matches somewhere in the value.
    #[serde(default)]
    pub re: Option<String>,
    /// The value is at least this. Numbers may have a unit of time or size: `"1s"`, `"4MiB"`.
    #[serde(default)]
    pub min: Option<Scalar>,
    /// The value is at most this.
    #[serde(default)]
    pub max: Option<Scalar>,
    /// Whether the field is present at all.
    #[serde(default)]
    pub present: Option<bool>,
    /// Negates the condition: no value of the field may meet it.
    #[serde(default)]
    pub not: bool,
}

/// A value that is written as a word or as a number.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
#[allow(missing_docs)]
pub enum Scalar {
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Word(String),
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Scalar::Integer(value) => value.fmt(out),
            Scalar::Float(value) => value.fmt(out),
            Scalar::Boolean(value) => value.fmt(out),
            Scalar::Word(value) => value.fmt(out),
        }
    }
}

/// What to change so that the error goes away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fix<'a> {
    /// What you do, as an imperative sentence without a full stop.
    pub title: String,
    /// When this fix is the right one.
    #[serde(default)]
    pub when: Option<String>,
    /// The steps, one sentence each.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Why it makes the error go away.
    pub why: String,
    /// For whom it is, if not for everyone.
    #[serde(borrow, default, rename = "for")]
    pub audience: Option<Audience<'a>>,
    /// The name of shared code: `snippets/<name>.<extension of the language>`, or `snippets/<system>/<name>.<extension>` if
    /// it uses the programming interface of one system.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub snippet: Option<Reference>,
    /// Code in place, by language.
    #[serde(default)]
    pub code: BTreeMap<Language, String>,
}

/// Real text that must be diagnosed as the cause that lists it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text as it was printed.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// The id of the code that must be found with it, if that is not obvious.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub code: Option<Reference>,
}

/// Text that comes close to a cause but has another one, or none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearMiss {
    /// The text as it was printed.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// The id of the cause that it must be diagnosed as; without it, any but the cause that lists it.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub is: Option<Reference>,
}

impl Retry<'_> {
    /// Whether the advice needs a reason that names a condition.
    pub fn may_repeat(&self) -> bool {
        matches!(self.advice, Advice::Backoff | Advice::Safe)
    }
}
