//! What a run found, in the shape of the JSON contract: every text of the input is [`Redacted`], every text of the catalog
//! borrowed. Renderers are functions of these types and see nothing else.

#[cfg(feature = "cli")]
mod answer;
pub(crate) mod baseline;
pub(crate) mod build;
mod compare;
pub(crate) mod fill;
mod fingerprint;
mod lookup;
mod period;
pub(crate) mod place;
#[cfg(feature = "cli")]
pub(crate) mod policy;
mod quote;
pub(crate) mod reader;
#[cfg(all(test, feature = "cli"))]
mod schema;
mod search;
pub(crate) mod suggest;
#[cfg(test)]
mod tests;
mod timeline;
mod why;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalog::model::Text;
pub use crate::catalog::model::{
    Advice, Attribute, Audience, Avoid, Canonical, Category, Check, Direction, Fix, Language, Likelihood, Owner,
    Platform, Reproduce, Retry, Severity, Snippet, Source, Status,
};
pub use crate::catalog::pages::{CausePage, CodePage, Contrast, Equivalent, Note};
pub use crate::redact::{Redacted, Redaction};
pub use answer::{Answer, Breach, Header, Mark};

pub(crate) use period::Period;
pub use quote::{Quote, QuotedLine};
pub use reader::Reader;
pub use timeline::Timeline;

/// The version of the JSON contract.
pub const SCHEMA_VERSION: u32 = 1;

/// The program that made a report.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Tool {
    /// `explain`
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// The hash of its catalog.
    pub catalog: String,
}

/// The diagnoses of one run, grouped and counted.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Report<'a> {
    /// [`SCHEMA_VERSION`]
    pub schema_version: u32,
    /// `diagnosis`
    #[cfg_attr(test, schemars(extend("const" = "diagnosis")))]
    pub kind: &'static str,
    /// The program.
    pub tool: Tool,
    /// By severity, confidence, then count.
    pub findings: Vec<Finding<'a>>,
    /// The pages nearest by words to the lines that look like errors, where nothing was recognised. They are no diagnosis.
    pub suggestions: Vec<Suggestion<'a>>,
    /// These lines.
    #[serde(skip)]
    pub error_lines: Vec<ErrorLine>,
    /// Errors that are not listed, since the findings are too many.
    #[serde(skip)]
    pub(crate) further: Vec<Further>,
    /// What was read and found.
    pub summary: Summary,
}

/// Errors that are judged and counted, and not listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Further {
    /// How bad they are.
    pub severity: Severity,
    /// How sure their first cause is.
    pub confidence: Confidence,
    /// Who has to act.
    pub owner: Owner,
    /// The ids under which they may be allowed; empty if these are too many to be kept.
    pub ids: Vec<String>,
    /// How many there are.
    pub count: u64,
    /// Where the first of them is.
    pub first: Location,
}

/// A cause that is like a line in words, and was not recognised in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Suggestion<'a> {
    /// `auth/token-expired`
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The beginning of its explanation: a sentence or two.
    pub explanation: &'a str,
    /// The words that it shares with the line.
    pub words: Vec<Redacted>,
    /// The file that it comes from, if that is not a part of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A line that looks like an error, and was not recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorLine {
    /// The number of the line, counted from 1.
    pub number: u64,
    /// Its text.
    pub text: Redacted,
}

/// Equal errors, diagnosed once.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Finding<'a> {
    /// The first cause's id, else the page of the first known code, else `system/slug`.
    pub id: String,
    /// From the most specific to the outermost.
    pub codes: Vec<FoundCode>,
    /// What it amounts to.
    pub canonical: Option<Canonical>,
    /// The first cause's title, else the code's.
    pub title: String,
    /// What the most specific known code says, in a line.
    pub code_title: Option<&'a str>,
    /// What it means.
    pub meaning: Option<&'a str>,
    /// What kind of trouble it is.
    pub category: Option<Category>,
    /// How bad it is.
    pub severity: Severity,
    /// How sure the first cause is.
    pub confidence: Confidence,
    /// Whether only records of level DEBUG or TRACE hold it: their program goes on.
    #[serde(skip)]
    pub quiet: bool,
    /// Who has to act, where a cause is proven.
    pub owner: Owner,
    /// The format of the root.
    pub format: String,
    /// The language of the program that printed it.
    pub language: Option<Language>,
    /// The root's message.
    pub message: Redacted,
    /// What else was read: name to values.
    pub fields: BTreeMap<Redacted, Vec<Redacted>>,
    /// The other links, outermost first: what hid the root, and what lies below it without a code.
    pub chain: Vec<Link>,
    /// The causes, the likeliest first.
    pub causes: Vec<FoundCause<'a>>,
    /// Who reads it.
    #[serde(skip)]
    pub reader: Reader,
    /// May the call be repeated?
    pub retry: Option<Retry<'a>>,
    /// How long to wait before calling again, where the error says so.
    pub wait: Option<Redacted>,
    /// What the headers of an HTTP response tell besides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// What not to do.
    pub avoid: Vec<Avoid<'a>>,
    /// The same thing in other systems.
    pub equivalents: Vec<Equivalent<'a>>,
    /// What people take it for.
    pub contrasts: Vec<Contrast<'a>>,
    /// What is special about the first cause under these codes.
    pub notes: Vec<Note<'a>>,
    /// Where the statements come from.
    pub sources: Vec<Source<'a>>,
    /// Stable across runs and inputs for the same error of the same origin.
    pub fingerprint: String,
    /// Which rules detected, joined, dropped and ranked it, a line each; empty unless it was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Redacted>,
    /// The files that had a part in it and are not a part of the program: of its format, its codes and its proven cause.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Whether a part of it was cut off.
    pub truncated: bool,
    /// The beginning of the file that would cover it, where no page does.
    pub skeleton: Option<Redacted>,
    /// How often it occurred.
    pub count: u64,
    /// Where it occurred first.
    pub first: Location,
    /// Where it occurred last.
    pub last: Location,
    /// How often it occurred over time; left out where its records carry no time.
    #[serde(skip_serializing_if = "Timeline::is_empty")]
    pub timeline: Timeline,
    /// In which different words it occurred, in the order of their first places; those after the twentieth are only counted.
    pub variants: Vec<Variant>,
    /// The line that the verdict rests on, as it occurred first.
    #[serde(skip)]
    pub quote: Quote,
    /// The text around it, as it stands first.
    pub excerpt: Redacted,
}

/// One code of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FoundCode {
    /// Its system.
    pub system: String,
    /// The system's name for people.
    #[serde(skip)]
    pub system_title: String,
    /// As its system spells it; where it is unknown, as printed.
    pub code: Redacted,
    /// Its number.
    pub number: Option<i64>,
    /// Whether the text names it, or the format implies it.
    pub printed: bool,
    /// Whether the catalog has a page or a row for it.
    pub known: bool,
    /// What the catalog says of it, in a line.
    pub title: Option<String>,
    /// The gRPC code that it corresponds to.
    pub canonical: Option<Canonical>,
    /// The HTTP status with which it is sent, if it is not a status itself.
    pub http: Option<u16>,
    /// The id of its page or row.
    #[serde(skip)]
    pub id: Option<String>,
}

/// How sure a diagnosis is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Confidence {
    /// The code alone.
    Low,
    /// A weak sign.
    Medium,
    /// Structured or distinctive evidence.
    High,
}

/// A cause with its evidence. Commands and code are filled from the input.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FoundCause<'a> {
    /// `auth/token-expired`
    pub id: &'a str,
    /// The verdict.
    pub title: &'a str,
    /// What the message says it is about: a sentence, with which the explanation begins.
    pub about: Option<String>,
    /// Why it happens.
    pub explanation: Text<'a>,
    /// Half a line on how to tell.
    pub tell: Option<&'a str>,
    /// How sure it is.
    pub confidence: Confidence,
    /// How often it is the one.
    pub likelihood: Likelihood,
    /// Who has to act.
    pub owner: Owner,
    /// What was seen.
    pub evidence: Vec<Evidence>,
    /// How to tell for sure: what the evidence calls for and what fits its reader first, what is for others last.
    pub checks: Vec<Check<'a>>,
    /// What to do, in the same order; code in the reader's language first.
    pub fixes: Vec<Fix<'a>>,
    /// How to make it happen, in the same order.
    pub reproduce: Vec<Reproduce<'a>>,
    /// The file that it comes from, or that adds to it, if that is not a part of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A field and the part of it that met a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Evidence {
    /// The name of the field.
    pub field: Redacted,
    /// The text.
    pub matched: Redacted,
}

/// One link of a chain of wrapped errors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Link {
    /// The format that printed it.
    pub format: String,
    /// Its codes.
    pub codes: Vec<FoundCode>,
    /// Its message.
    pub message: Redacted,
    /// Whether it lies around the root and hid its code.
    pub outer: bool,
}

/// A place in the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Location {
    /// The file's name, `-` for standard input, `argument` for the command line.
    pub source: Redacted,
    /// Counted from 1.
    pub line: u64,
    /// In characters, counted from 1.
    pub column: u64,
    /// Where it begins, in bytes, counted from 0.
    pub offset: u64,
    /// Where it ends, in bytes.
    pub end: u64,
    /// The time that its log record carries, as it is printed there.
    pub time: Option<Redacted>,
}

/// Occurrences of one finding in the same words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Variant {
    /// The root's message.
    pub message: Redacted,
    /// What the prefix of its log record says of where it comes from: a pod, a logger, a process.
    pub component: Option<Redacted>,
    /// How often it occurred.
    pub count: u64,
    /// Where it occurred first.
    pub first: Location,
    /// Where it occurred last.
    pub last: Location,
}

/// What was read and found.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Summary {
    /// Lines read.
    pub lines: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Different errors.
    pub findings: u64,
    /// All errors.
    pub occurrences: u64,
    /// Occurrences by severity.
    pub by_severity: BTreeMap<Severity, u64>,
    /// What could not be read, or was cut: sentences.
    pub notes: Vec<Redacted>,
    /// Whether a part of the input was not read, or was missing before it came here: the notes say which.
    pub truncated: bool,
}

/// The answer to a look-up.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Lookup<'a> {
    /// [`SCHEMA_VERSION`]
    pub schema_version: u32,
    /// `lookup`
    #[cfg_attr(test, schemars(extend("const" = "lookup")))]
    pub kind: &'static str,
    /// The program.
    pub tool: Tool,
    /// All meanings, the likeliest first.
    pub entries: Vec<Entry<'a>>,
}

/// A page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Entry<'a> {
    /// The page of a code, with its causes in order.
    Code(Box<CodeEntry<'a>>),
    /// A code without a page.
    #[serde(rename = "code")]
    Row(Box<RowEntry<'a>>),
    /// A system, with its codes.
    System(Box<SystemEntry<'a>>),
    /// The page of a cause.
    Cause(Box<CausePage<'a>>),
}

/// The page of a code.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CodeEntry<'a> {
    /// The system's name for people.
    pub system_title: &'a str,
    /// The page.
    #[serde(flatten)]
    pub page: CodePage<'a>,
    /// Its causes, the likeliest first.
    pub causes: Vec<ListedCause<'a>>,
    /// The pages of the likeliest ones: of the first, or of all where everything was asked for.
    pub pages: Vec<CausePage<'a>>,
}

/// What a published list says of a code without a page.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RowEntry<'a> {
    /// The system's name for people.
    pub system_title: &'a str,
    /// `aws/access-denied`
    pub id: String,
    /// As its system prints it.
    pub code: &'a str,
    /// Its symbolic name, if the code is a number.
    pub name: Option<&'a str>,
    /// Its number, if all platforms number it alike.
    pub number: Option<i64>,
    /// Its number on each platform.
    pub numbers: BTreeMap<Platform, i64>,
    /// The gRPC code that it corresponds to.
    pub canonical: Option<Canonical>,
    /// The HTTP status with which it is sent.
    pub http: Option<u16>,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// Whether its system itself says that the call may be repeated.
    pub retryable: Option<bool>,
    /// The code, class or library that it belongs to.
    pub parent: Option<&'a str>,
    /// Other spellings of it.
    pub aliases: Vec<&'a str>,
    /// One line, if somebody wrote one.
    pub title: Option<&'a str>,
    /// `false`
    pub page: bool,
    /// The causes that name it.
    pub causes: Vec<ListedCause<'a>>,
    /// The published list.
    pub sources: Vec<Source<'a>>,
    /// The file that it comes from, if that is not a part of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// A system.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SystemEntry<'a> {
    /// `grpc`
    pub id: &'a str,
    /// Its name for people.
    pub title: &'a str,
    /// What it is and where its errors are met.
    pub description: Option<&'a str>,
    /// The address of its own documentation of errors.
    pub docs: Option<&'a str>,
    /// Its codes: those with a page first.
    pub codes: Vec<ListedCode<'a>>,
}

/// The answer to `explain compare`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Comparison<'a> {
    /// [`SCHEMA_VERSION`]
    pub schema_version: u32,
    /// `comparison`
    #[cfg_attr(test, schemars(extend("const" = "comparison")))]
    pub kind: &'static str,
    /// The program.
    pub tool: Tool,
    /// The two, in the order in which they were asked for.
    pub sides: [Side<'a>; 2],
    /// Whether both amount to the same gRPC code.
    pub same_canonical: bool,
    /// What the first is to the second, if the catalog says so.
    pub equivalent: Option<Equivalent<'a>>,
    /// How the two differ: the example belongs to the first, the counterexample to the second.
    pub contrast: Option<Contrast<'a>>,
    /// The causes that both can have.
    pub shared: Vec<ListedCause<'a>>,
}

/// One of two codes or causes that are compared.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Side<'a> {
    /// `code` or `cause`
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// The name of its system for people.
    pub system: Option<&'a str>,
    /// As its system spells it.
    pub code: Option<&'a str>,
    /// Its number.
    pub number: Option<i64>,
    /// Its title.
    pub title: String,
    /// The gRPC code that it corresponds to.
    pub canonical: Option<Canonical>,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// May the call be repeated?
    pub retry: Option<Advice>,
    /// What it means, or why it happens.
    pub text: Option<&'a str>,
    /// Half a line on how to tell.
    pub tell: Option<&'a str>,
}

/// The answer to `explain list`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Listing<'a> {
    /// [`SCHEMA_VERSION`]
    pub schema_version: u32,
    /// `list`
    #[cfg_attr(test, schemars(extend("const" = "list")))]
    pub kind: &'static str,
    /// The program.
    pub tool: Tool,
    /// The codes, by system and number: of all systems those with a page, of one system those without after them.
    pub codes: Vec<ListedCode<'a>>,
    /// How many codes without a page each system has, where they are not listed.
    pub more: BTreeMap<&'a str, usize>,
    /// The causes, by id; only where they were asked for.
    pub causes: Vec<ListedCause<'a>>,
}

/// The answer to `explain search`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Search<'a> {
    /// [`SCHEMA_VERSION`]
    pub schema_version: u32,
    /// `search`
    #[cfg_attr(test, schemars(extend("const" = "search")))]
    pub kind: &'static str,
    /// The program.
    pub tool: Tool,
    /// What was searched for.
    pub query: Redacted,
    /// Causes and codes, the nearest first.
    pub results: Vec<SearchResult<'a>>,
}

/// A page that has some of the words.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SearchResult<'a> {
    /// `cause` or `code`
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The id of the page.
    pub id: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The words that it shares with the query.
    pub words: Vec<Redacted>,
    /// The file that it comes from, if that is not a part of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// One code of a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ListedCode<'a> {
    /// `grpc/unauthenticated`
    pub id: String,
    /// The system's name for people.
    pub system_title: &'a str,
    /// As its system spells it.
    pub code: &'a str,
    /// Its symbolic name, if the code is a number.
    pub name: Option<&'a str>,
    /// Its number.
    pub number: Option<i64>,
    /// One line, if there is one.
    pub title: Option<&'a str>,
    /// Whether it has a page.
    pub page: bool,
}

/// One cause of a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ListedCause<'a> {
    /// `auth/token-expired`
    pub id: &'a str,
    /// One line.
    pub title: &'a str,
    /// Half a line on how to tell.
    pub tell: Option<&'a str>,
    /// How often it is the one, under the code that it stands behind before all others.
    pub likelihood: Likelihood,
    /// That code.
    pub code: Option<&'a str>,
    /// The file that it comes from, if that is not a part of the program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}
