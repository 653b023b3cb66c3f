//! What stands in the TOML files of a catalog, exactly as people write it.
//!
//! These types are strict: an unknown key is a fault. They depend on nothing but [`super::page`], so that the build
//! script and the running program read a catalog by the same rules. References to other entries keep their place in
//! the file ([`Spanned`]), so that a dangling one can be shown with its line.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::page::{
    Advice, Attribute, Avoid, Canonical, Category, Check, Direction, Language, Likelihood, Reproduce, Retry, Severity,
    Source, Status,
};

/// A name that leads to another entry, with its place in the file.
pub type Reference = Spanned<String>;

/// `systems.toml`: the families of codes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Systems {
    /// One entry for each system; where a word has a meaning in several, the first one is shown first.
    pub system: Vec<System>,
}

/// One family of codes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct System {
    /// The name of its folder under `codes/`.
    pub id: String,
    /// As people call it.
    pub title: String,
    /// What a reader may put before a code of this system: `tf.errors`, `http status`.
    #[serde(default)]
    pub prefixes: Vec<String>,
}

/// `codes/<system>/<code>.toml`: the page of one code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Code<'a> {
    /// As its system prints it.
    #[schemars(with = "String")]
    pub code: Spanned<String>,
    /// Its number, where the system has one.
    #[serde(default)]
    pub number: Option<i64>,
    /// The `google.rpc.Code` it amounts to; a cause may say otherwise.
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
    /// The same thing in another system.
    #[serde(default)]
    pub equivalent: Vec<Equivalent>,
    /// What people take it for.
    #[serde(default)]
    pub contrast: Vec<Contrast>,
    /// What not to do.
    #[serde(borrow, default)]
    pub avoid: Vec<Avoid<'a>>,
    /// What is special about a cause under this code.
    #[serde(default)]
    pub note: Vec<Note>,
    /// Where the statements come from.
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

/// The same thing in another system.
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
    /// What is special.
    pub text: String,
    /// Whether it is told where the code stood around another error and hid it.
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
    /// The ids of the codes that it can stand behind.
    #[schemars(with = "Vec<String>")]
    pub explains: Vec<Reference>,
    /// How often it is the one, when nothing tells the causes apart.
    pub likelihood: Likelihood,
    /// Where it differs from the code's.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Where it differs from the code's.
    #[serde(default)]
    pub canonical: Option<Canonical>,
    /// Where it differs from the code's.
    #[serde(default)]
    pub category: Option<Category>,
    /// Where it differs from the code's.
    #[serde(borrow, default)]
    pub retry: Option<Retry<'a>>,
    /// The release of the catalog in which it appeared.
    #[serde(default)]
    pub since: Option<String>,
    /// Whether it is current.
    #[serde(default)]
    pub status: Status,
    /// Why it happens. The first sentence names the cause.
    pub explanation: String,
    /// How to recognise it in the reader's own output, in half a line, for the table of causes of a code's page.
    #[serde(default)]
    pub tell: Option<String>,
    /// The ids of causes whose signs may hold too and which then come after this one.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub over: Vec<Reference>,
    /// What must be seen for it to hold; any one suffices.
    #[serde(default)]
    pub sign: Vec<Sign>,
    /// How to tell for sure.
    #[serde(borrow, default)]
    pub check: Vec<Check<'a>>,
    /// What to do.
    #[serde(default)]
    pub fix: Vec<Fix>,
    /// How to make it happen.
    #[serde(borrow, default)]
    pub reproduce: Vec<Reproduce<'a>>,
    /// Real text that must be diagnosed as this cause.
    #[serde(default)]
    pub example: Vec<Example>,
    /// Text that comes close and is another cause, or none.
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
    /// How much it proves.
    #[serde(default)]
    pub strength: Strength,
    /// So distinctive that it is looked for where no code is printed. Its first condition must be a pattern over
    /// `message` with a literal of eight bytes or more.
    #[serde(default)]
    pub alone: bool,
    /// The conditions.
    #[schemars(with = "Vec<Condition>")]
    pub all: Vec<Spanned<Condition>>,
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
    /// Nothing but which of the likely causes of a code to name first: words that no library is known to use, for example.
    Faint,
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
    /// Equal, without regard to ASCII case.
    #[serde(default)]
    pub is: Option<Scalar>,
    /// Equal to one of these.
    #[serde(default, rename = "in")]
    pub one_of: Option<Vec<Scalar>>,
    /// A pattern that matches somewhere in it.
    #[serde(default)]
    pub re: Option<String>,
    /// At least; numbers may have a unit of time or size: `"1s"`, `"4MiB"`.
    #[serde(default)]
    pub min: Option<Scalar>,
    /// At most.
    #[serde(default)]
    pub max: Option<Scalar>,
    /// Whether the field is there at all.
    #[serde(default)]
    pub present: Option<bool>,
    /// Turns the condition round: no value of the field meets it.
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
pub struct Fix {
    /// What you do, as an imperative sentence without a full stop.
    pub title: String,
    /// When this fix is the right one.
    #[serde(default)]
    pub when: Option<String>,
    /// The steps, one sentence each.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Why it helps.
    pub why: String,
    /// The name of shared code: `snippets/<name>.<extension of the language>`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub snippet: Option<Reference>,
    /// Code in place, by language.
    #[serde(default)]
    pub code: BTreeMap<Language, String>,
}

/// Real text that must be diagnosed as the cause it stands with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text as it was printed.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// The id of the code that must be found with it, where that is not obvious.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub code: Option<Reference>,
}

/// Text that comes close to a cause and is another, or none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearMiss {
    /// The text as it was printed.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// The id of the cause that it is; without it: anything but the cause it stands with.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub is: Option<Reference>,
}

/// `formats/<format>.toml`: how one program prints an error. It holds one of `pattern`, `json`, `http`, `envelope`, `link`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Format<'a> {
    /// What prints it.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// The language of the program, where the format tells: fixes in it come first.
    #[serde(default)]
    pub language: Option<Language>,
    /// Literal bytes without which the format cannot match. For `json` they are written without spaces; the variants in
    /// spacing and escaping are made from them.
    #[serde(default)]
    pub markers: Vec<String>,
    /// A regular expression whose named groups become fields. ASCII classes, `.` is any byte but a newline.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub pattern: Option<Spanned<String>>,
    /// How many lines the pattern may reach over, counted from the line of the marker.
    #[serde(default = "one")]
    pub lines: usize,
    /// Whether it begins with a number at the beginning of a line, and the line counts only where those around it do not
    /// begin with other numbers: that would be a list.
    #[serde(default)]
    pub solitary: bool,
    /// How many lines before the line of the marker the pattern may begin.
    #[serde(default)]
    pub before: usize,
    /// The conditions and pointers of a JSON object.
    #[serde(default)]
    pub json: Option<JsonFormat>,
    /// The built-in reader of HTTP messages: `response`.
    #[serde(default)]
    pub http: Option<HttpFormat>,
    /// Text in which errors are looked for again.
    #[serde(default)]
    pub envelope: Option<Envelope>,
    /// A line that says how the errors before and after it belong together.
    #[serde(default)]
    pub link: Option<Link>,
    /// The codes it prints, the most specific first.
    #[serde(default)]
    pub codes: Vec<CodeFrom>,
    /// Fields with a fixed value, or renamed groups: `"http.status" = "status"` renames the group `status`.
    #[serde(default)]
    pub rename: BTreeMap<String, String>,
    /// Fields whose text is encoded, and how.
    #[serde(default)]
    pub decode: BTreeMap<String, Encoding>,
    /// Where it differs from the code's or cause's: the 4xx of an access log is a `warning`.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Real text with the fields that must come out.
    #[serde(default)]
    pub sample: Vec<Sample>,
    /// Text that comes close and must not be taken for this format.
    #[serde(default)]
    pub reject: Vec<Reject>,
    /// Where the form is documented or made.
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

fn one() -> usize {
    1
}

/// What tells a JSON object apart, and where its fields stand.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JsonFormat {
    /// All must hold.
    #[serde(rename = "where")]
    #[schemars(with = "Vec<PointerCondition>")]
    pub conditions: Vec<Spanned<PointerCondition>>,
    /// Field name to JSON pointer (RFC 6901); a segment `*` stands for every element of an array. Arrays and objects become
    /// their JSON text.
    pub fields: BTreeMap<String, String>,
}

/// A test on one value of a JSON document. With none of the tests: it is there and not null.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointerCondition {
    /// The JSON pointer.
    pub at: String,
    /// Equal.
    #[serde(default)]
    pub is: Option<Scalar>,
    /// Equal to one of these.
    #[serde(default, rename = "in")]
    pub one_of: Option<Vec<Scalar>>,
    /// A pattern that matches the text of it.
    #[serde(default)]
    pub re: Option<String>,
    /// A number, at least.
    #[serde(default)]
    pub min: Option<i64>,
    /// A number, at most.
    #[serde(default)]
    pub max: Option<i64>,
    /// The JSON type: `string`, `number`, `object`, `array`, `bool`.
    #[serde(default, rename = "type")]
    pub kind: Option<JsonKind>,
    /// `true`: there, and not null; `false`: absent or null.
    #[serde(default)]
    pub present: Option<bool>,
}

/// The types of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum JsonKind {
    String,
    Number,
    Object,
    Array,
    Bool,
}

/// Which HTTP message the built-in reader reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HttpFormat {
    /// A status line, headers, and what follows; with the request where `curl -v` shows it.
    Response,
}

/// How lines that belong together are found around an error.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// A pattern for the first line.
    pub starts: String,
    /// A pattern for each further line.
    pub continues: String,
    /// How many lines that match neither may stand between two that continue.
    #[serde(default)]
    pub gap: usize,
    /// A pattern for the lines that tell of a deeper error also where no format knows it; its group `message` is what they
    /// say.
    #[serde(default)]
    pub says: Option<String>,
}

/// How two errors around a line belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// The error before it is the root of the error after it.
    RootBefore,
    /// The error after it is the root of the error before it.
    RootAfter,
}

/// Where a code comes from: `from` a field, or fixed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeFrom {
    /// The system of the code.
    #[schemars(with = "String")]
    pub system: Reference,
    /// The field that holds it.
    #[serde(default)]
    pub from: Option<String>,
    /// The code that the format implies without printing it.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub is: Option<Reference>,
    /// Its own spelling to the code's, where the spelling is no alias.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub map: BTreeMap<String, Reference>,
}

/// How the text of a field is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// `%20`, as in `grpc-message` (RFC 3986).
    Percent,
    /// Backslash escapes of a quoted string in C, Go, Rust, Python, JavaScript or JSON.
    Escaped,
}

/// Real text, and the fields that must come out.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The text as it was printed.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// Field name to value; fields that are not named here are not compared.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The ids of the codes, the most specific first, where they are to be compared.
    #[serde(default)]
    pub codes: Vec<String>,
}

/// Text that must not be taken for the format.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// The text as it was printed.
    #[schemars(with = "String")]
    pub text: Spanned<String>,
}

/// `extract/<topic>.toml`: what else a message says.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extract {
    /// What is read.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// The patterns.
    pub rule: Vec<Rule>,
    /// Real messages with the fields that must come out.
    #[serde(default)]
    pub sample: Vec<Sample>,
}

/// A pattern whose named groups become fields.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The field that is read.
    #[serde(default = "message")]
    pub field: String,
    /// The pattern. It needs a literal of three bytes or more.
    #[schemars(with = "String")]
    pub pattern: Spanned<String>,
}

fn message() -> String {
    "message".to_owned()
}

impl Retry<'_> {
    /// Whether the advice needs a reason that names a condition.
    pub fn may_repeat(&self) -> bool {
        matches!(self.advice, Advice::Backoff | Advice::Safe)
    }
}
