//! The catalog as it is used: ids resolved, patterns checked, text borrowed from one blob.
//!
//! The blob holds tables in which ids and names are looked up, the rules, and the packed pages, so that a look-up decodes
//! the few entries and unpacks the few pages that it prints, and nothing else.

use serde::{Deserialize, Serialize};

use super::lazy::Lazy;
use super::model::{
    Attribute, Avoid, Canonical, Category, Check, Direction, Fix, Language, Likelihood, Owner, Reproduce, Retry,
    Severity, Source, Status, Text,
};
use super::table::Value;

/// The parts of a blob, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// The [`Head`].
    Head,
    /// Table of [`CodeEntry`] by id.
    Codes,
    /// Table of [`CauseEntry`] by id.
    Causes,
    /// The index of the spellings of all codes, for [`Rows`](super::rows::Rows).
    Names,
    /// The packed rows of all codes.
    Rows,
    /// Table of the ids of causes by the ids of the codes that they explain, the likeliest first.
    Explained,
    /// [`PLAIN`] or [`PACKED`], then a [`RuleSet`](super::rules::RuleSet) without its lazy parts.
    RuleSet,
    /// What the rules and the entries of causes decode on demand, in packed texts, as [`Frames`](super::frames::Frames), to which [`Lazy`] refers.
    Texts,
    /// The pages of all codes and then of all causes, these without what their entries say, as [`Frames`](super::frames::Frames).
    Pages,
    /// Which pages use which words, as a [`WordIndex`](super::word_index::WordIndex).
    Words,
}

/// The rules follow as they are.
pub(crate) const PLAIN: u8 = 0;
/// The rules follow packed with LZ4: a diagnosis needs them whole. On 0.80 MB of rules LZ4 takes 0.25 ms and leaves 0.30 MB; Zstandard
/// takes 1.5 ms and leaves 0.22 MB.
pub(crate) const PACKED: u8 = 1;

impl Part {
    /// How many parts a blob has.
    pub(crate) const COUNT: usize = 10;
}

/// What every run needs: it is decoded when the catalog is opened.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Head<'a> {
    /// The hash of all source files, in hexadecimal.
    pub hash: &'a str,
    /// The systems, in the order in which the meanings of one word are shown.
    #[serde(borrow)]
    pub systems: Vec<System<'a>>,
    /// The programs and libraries that are recognised by what they print.
    #[serde(borrow)]
    pub clients: Lazy<'a, Vec<Client<'a>>>,
}

/// A family of codes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct System<'a> {
    /// Its id, the part of a code's id before the slash: `grpc`.
    pub id: &'a str,
    /// Its name as people write it: `gRPC`.
    pub title: &'a str,
    /// Folded words that may precede a code.
    #[serde(borrow)]
    pub prefixes: Lazy<'a, Vec<&'a str>>,
    /// What its own page says.
    #[serde(borrow)]
    pub about: Lazy<'a, About<'a>>,
    /// Texts of a record that show that it has a part in it.
    #[serde(borrow)]
    pub seen: Lazy<'a, Vec<&'a str>>,
}

/// What the page of a system says of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct About<'a> {
    /// What it is and where its errors are met.
    pub description: Option<&'a str>,
    /// The address of its own documentation of errors.
    pub docs: Option<&'a str>,
}

impl System<'_> {
    /// Whether a folded word is its id, its title, or what may precede its codes.
    pub(crate) fn is_called(&self, folded: &str) -> bool {
        self.id == folded
            || super::names::folded(self.title).eq(folded.bytes())
            || self.prefixes.iter().any(|prefix| *prefix == folded)
    }
}

/// A program or library that is recognised by what it prints.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Client<'a> {
    /// Its id: `docker`.
    pub id: &'a str,
    /// The language in which its user can act.
    pub language: Option<Language>,
    /// Texts of which it prints one.
    #[serde(borrow)]
    pub seen: Vec<&'a str>,
}

/// A code, as far as it is needed without its page.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct CodeEntry<'a> {
    /// Its id: `grpc/unauthenticated`.
    #[serde(skip)]
    pub id: &'a str,
    /// The code as its system prints it.
    pub code: &'a str,
    /// Its number, if its system has numbers.
    pub number: Option<i64>,
    /// The gRPC code that it corresponds to.
    pub canonical: Canonical,
    /// How bad it is.
    pub severity: Severity,
    /// Its title, in one line.
    pub title: &'a str,
    /// Whether it is current or retired.
    pub status: Status,
    /// The number of its page.
    pub page: usize,
}

impl<'a> CodeEntry<'a> {
    /// The id of its system, the part of its id before the slash.
    pub fn system(&self) -> &'a str {
        self.id.split_once('/').map_or(self.id, |(system, _)| system)
    }
}

impl<'a> Value<'a> for CodeEntry<'a> {
    fn keyed(self, id: &'a str) -> Self {
        CodeEntry { id, ..self }
    }
}

/// A cause, as far as it is needed without its page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CauseEntry<'a> {
    /// Its id: `auth/token-expired`.
    #[serde(skip)]
    pub id: &'a str,
    /// What a list says of it.
    #[serde(borrow)]
    pub(crate) heading: Lazy<'a, Heading<'a>>,
    /// How likely it is if nothing in the input distinguishes the causes.
    pub likelihood: Likelihood,
    /// Its main code.
    #[serde(borrow)]
    pub code: MainCode<'a>,
    /// The number of its page.
    pub page: usize,
}

impl<'a> CauseEntry<'a> {
    /// Its title, in one line.
    pub fn title(&self) -> &'a str {
        self.heading.get().map_or("", |heading| heading.title)
    }

    /// How to recognise it, in half a line, if there is a simple way.
    pub fn tell(&self) -> Option<&'a str> {
        self.heading.get().and_then(|heading| heading.tell)
    }
}

/// What a list says of a cause.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Heading<'a> {
    /// Its title, in one line.
    pub title: &'a str,
    /// How to recognise it, in half a line, if there is a simple way.
    pub tell: Option<&'a str>,
}

/// The main code of a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MainCode<'a> {
    /// It has none: it is told by words alone.
    None,
    /// The place of its id among the codes of the layer that have causes: each id is stored once.
    At(u16),
    /// Its id.
    Named(#[serde(borrow)] &'a str),
}

impl<'a> MainCode<'a> {
    /// Its id, if the entry comes from [`Catalog::cause`](super::Catalog::cause) or [`Catalog::causes`](super::Catalog::causes).
    pub fn id(&self) -> Option<&'a str> {
        match self {
            MainCode::Named(id) => Some(id),
            MainCode::None | MainCode::At(_) => None,
        }
    }
}

impl<'a> Value<'a> for CauseEntry<'a> {
    fn keyed(self, id: &'a str) -> Self {
        CauseEntry { id, ..self }
    }
}

/// The page of a code.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CodePage<'a> {
    /// Its id: `grpc/unauthenticated`.
    pub id: &'a str,
    /// The code as its system prints it.
    pub code: &'a str,
    /// Its number, if its system has numbers.
    pub number: Option<i64>,
    /// The gRPC code that it corresponds to.
    pub canonical: Canonical,
    /// Other spellings of the code.
    #[serde(borrow)]
    pub aliases: Vec<&'a str>,
    /// Its title, in one line.
    pub title: &'a str,
    /// What kind of trouble it is.
    pub category: Category,
    /// How bad it is.
    pub severity: Severity,
    /// The release in which the page appeared.
    pub since: Option<&'a str>,
    /// Whether it is current or retired.
    pub status: Status,
    /// What it means in its system, and what it does not.
    pub meaning: &'a str,
    /// May the call be repeated?
    #[serde(borrow)]
    pub retry: Retry<'a>,
    /// What the error object carries.
    #[serde(borrow)]
    pub attributes: Vec<Attribute<'a>>,
    /// The same error in other systems.
    #[serde(borrow)]
    pub equivalents: Vec<Equivalent<'a>>,
    /// The codes that it is mistaken for.
    #[serde(borrow)]
    pub contrasts: Vec<Contrast<'a>>,
    /// Actions that look helpful and are not.
    #[serde(borrow)]
    pub avoid: Vec<Avoid<'a>>,
    /// What is special about it, or about a cause under it.
    #[serde(borrow)]
    pub notes: Vec<Note<'a>>,
    /// Where the statements come from.
    #[serde(borrow)]
    pub sources: Vec<Source<'a>>,
    /// The file that it comes from, or that adds to it, if that is not a part of the program.
    #[serde(borrow)]
    pub file: Option<Text<'a>>,
}

/// The same error in another system.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Equivalent<'a> {
    /// The id of the other code.
    #[serde(borrow)]
    pub code: Text<'a>,
    /// Which way the mapping goes.
    pub direction: Direction,
    /// Who maps it, and when.
    #[serde(borrow)]
    pub note: Option<Text<'a>>,
}

/// A code that this one is confused with.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Contrast<'a> {
    /// The id of the other code.
    #[serde(borrow)]
    pub code: Text<'a>,
    /// How the two differ, in a sentence.
    #[serde(borrow)]
    pub difference: Text<'a>,
    /// A case that belongs here.
    #[serde(borrow)]
    pub example: Option<Text<'a>>,
    /// A case that belongs there.
    #[serde(borrow)]
    pub counterexample: Option<Text<'a>>,
}

/// What is special about a code, or about a cause under it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Note<'a> {
    /// The id of the cause.
    #[serde(borrow)]
    pub cause: Option<Text<'a>>,
    /// What is special about it.
    #[serde(borrow)]
    pub text: Text<'a>,
    /// Whether it is shown when the code was wrapped around another error and hid it.
    pub hides: bool,
}

/// The page of a cause.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CausePage<'a> {
    /// Its id: `auth/token-expired`.
    pub id: &'a str,
    /// The verdict, in one line.
    pub title: &'a str,
    /// The ids of the codes that it can cause.
    #[serde(borrow)]
    pub explains: Vec<&'a str>,
    /// How likely it is if nothing in the input distinguishes the causes.
    pub likelihood: Likelihood,
    /// Who has to act.
    pub owner: Owner,
    /// `None` if it is the same as the code's.
    pub severity: Option<Severity>,
    /// `None` if it is the same as the code's.
    pub canonical: Option<Canonical>,
    /// `None` if it is the same as the code's.
    pub category: Option<Category>,
    /// `None` if it is the same as the code's.
    #[serde(borrow)]
    pub retry: Option<Retry<'a>>,
    /// The release in which it appeared.
    pub since: Option<&'a str>,
    /// Whether it is current or retired.
    pub status: Status,
    /// Sentences of which the first that can be filled from the message begins the explanation.
    #[serde(borrow)]
    pub about: Vec<&'a str>,
    /// Why it happens. The first sentence names the cause.
    pub explanation: &'a str,
    /// How to recognise it, in half a line, if there is a simple way.
    pub tell: Option<&'a str>,
    /// How to confirm it or rule it out.
    #[serde(borrow)]
    pub checks: Vec<Check<'a>>,
    /// The fixes, the best first.
    #[serde(borrow)]
    pub fixes: Vec<Fix<'a>>,
    /// How to make it happen on purpose.
    #[serde(borrow)]
    pub reproduce: Vec<Reproduce<'a>>,
    /// Where the statements come from.
    #[serde(borrow)]
    pub sources: Vec<Source<'a>>,
    /// The file that it comes from, or that adds to it, if that is not a part of the program.
    #[serde(borrow)]
    pub file: Option<Text<'a>>,
}
