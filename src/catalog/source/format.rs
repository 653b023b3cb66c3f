//! `formats/<format>.toml` and `extract/<topic>.toml`: how errors are recognised, and what they say.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::super::model::{Language, Severity, Source};
use super::{Reference, Scalar};

/// `formats/<format>.toml`: how errors are printed. It holds one of `pattern`, `json`, `http`, `envelope`, `link`, `status`,
/// `request`, `names`, `selects`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Format<'a> {
    /// What it is: who prints it, and in which form.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// The language of the program, if the format shows it: fixes in it come first.
    #[serde(default)]
    pub language: Option<Language>,
    /// Whether it is a structure that many programs share: it yields if the format of one program finds the same code in
    /// the same text.
    #[serde(default)]
    pub fallback: bool,
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
    /// Whether it begins with a number at the beginning of a line, and the line counts only if the lines around it do not
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
    /// The lines around an error that belong to it: a block.
    #[serde(default)]
    pub envelope: Option<Envelope>,
    /// A line that says how the errors before and after it belong together.
    #[serde(default)]
    pub link: Option<Link>,
    /// A general format: an HTTP status in words.
    #[serde(default)]
    pub status: Option<StatusWords>,
    /// A general format: the status of a request whose method and URL are in the same line.
    #[serde(default)]
    pub request: Option<StatusRange>,
    /// A general format: the bare names of codes.
    #[serde(default)]
    pub names: Option<BareNames>,
    /// The numbers of codes behind words that announce them; the first entry that holds counts.
    #[serde(default)]
    pub numbers: Vec<AnnouncedNumbers>,
    /// Its markers select the lines that general formats read.
    #[serde(default)]
    pub selects: Option<Selector>,
    /// The codes it prints, the most specific first.
    #[serde(default)]
    pub codes: Vec<CodeFrom>,
    /// Fields with a fixed value, or renamed groups: `"http.status" = "status"` renames the group `status`.
    #[serde(default)]
    pub rename: BTreeMap<String, String>,
    /// Fields whose text is encoded, and how.
    #[serde(default)]
    pub decode: BTreeMap<String, Encoding>,
    /// The severity, if it differs from the code's or cause's: the 4xx of an access log is a `warning`.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Real text with the fields that must come out.
    #[serde(default)]
    pub sample: Vec<Sample>,
    /// Text that comes close and must not be mistaken for this format.
    #[serde(default)]
    pub reject: Vec<Reject>,
    /// Where the form is documented or produced.
    #[serde(borrow, default)]
    pub source: Vec<Source<'a>>,
}

fn one() -> usize {
    1
}

/// How a JSON object is recognised, and where its fields are.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JsonFormat {
    /// The conditions, which must all hold.
    #[serde(rename = "where")]
    #[schemars(with = "Vec<PointerCondition>")]
    pub conditions: Vec<Spanned<PointerCondition>>,
    /// Field name to JSON pointer, as in a condition. Arrays and objects become their JSON text.
    pub fields: BTreeMap<String, String>,
}

/// A test on one value of a JSON document. Without any test: it is present and not null.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointerCondition {
    /// The JSON pointer to the value (RFC 6901). A segment `*` means every element of an array, `a|b` the first of several
    /// names that is there; of several pointers, separated by spaces, the first that leads anywhere counts. Names are equal
    /// in any case, with `_`, `-` or neither between their words.
    pub at: String,
    /// The value equals this.
    #[serde(default)]
    pub is: Option<Scalar>,
    /// The value equals one of these.
    #[serde(default, rename = "in")]
    pub one_of: Option<Vec<Scalar>>,
    /// A pattern matches the text of the value.
    #[serde(default)]
    pub re: Option<String>,
    /// The value is a number of at least this.
    #[serde(default)]
    pub min: Option<i64>,
    /// The value is a number of at most this.
    #[serde(default)]
    pub max: Option<i64>,
    /// The JSON type: `string`, `number`, `object`, `array`, `bool`.
    #[serde(default, rename = "type")]
    pub kind: Option<JsonKind>,
    /// `true`: present and not null; `false`: absent or null.
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
    /// A status line, headers, and what follows; with the request if `curl -v` shows it.
    Response,
}

/// How an HTTP status is recognised in words: beside its own reason phrase, or behind a word that announces it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusWords {
    /// Words that make the number after them a status: `status`, `response code`.
    pub words: Vec<String>,
    /// Words after which a number is a status only if nothing but a phrase or the end of a clause follows: `got`, `with`.
    pub verbs: Vec<String>,
    /// Status to its reason phrases, in lower case.
    pub phrases: BTreeMap<String, Vec<String>>,
}

/// Which names of codes are errors wherever a line reports a failure.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BareNames {
    /// The systems whose names are, the likeliest first: a name that several know is the first one's.
    pub systems: Vec<String>,
    /// The systems whose names are errors only behind a word that announces a code: other programs use them too.
    #[serde(default)]
    pub announced: Vec<String>,
    /// The words that announce a code: `code`, `reason`. A longer word that ends with one does, too: `errorCode`.
    #[serde(default)]
    pub announcing: Vec<String>,
    /// Names that are also words of something else.
    #[serde(default)]
    pub except: Vec<String>,
    /// The systems of which programs print the code and never its symbolic name: `AADSTS70000`, not `InvalidGrant`.
    #[serde(default)]
    pub by_code: Vec<String>,
    /// How names begin, or behind `*` end, that need no word to announce them: nothing else is called so.
    #[serde(default)]
    pub marked: Vec<String>,
}

/// Where a number is that of a code of one system.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnouncedNumbers {
    /// The id of the system.
    pub system: String,
    /// The words that announce the number: `errno`. Their parts may be joined: `error code` is `errorCode` too.
    pub words: Vec<String>,
    /// Words in small letters of which one must be on the line of the number, or on one of the three lines before it.
    #[serde(default)]
    pub near: Vec<String>,
    /// Words in small letters that say there that the number is something else.
    #[serde(default)]
    pub unless: Vec<String>,
    /// The smallest and the largest number, if the system's rows know others that this word does not announce.
    pub range: Option<NumberRange>,
}

/// A range of numbers, both ends included.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberRange {
    /// The smallest.
    pub min: i64,
    /// The largest.
    pub max: i64,
}

/// What a marker says of the line that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Selector {
    /// An operation failed.
    Failure,
    /// A request was made.
    Request,
}

/// A range of HTTP statuses, both ends included.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusRange {
    /// The lowest status.
    pub min: u16,
    /// The highest status.
    pub max: u16,
}

/// How lines that belong together are found around an error.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// A pattern for the first line.
    pub starts: String,
    /// A pattern for each further line.
    pub continues: String,
    /// How many lines that match neither may come between two that continue.
    #[serde(default)]
    pub gap: usize,
    /// How many lines of its own, blank ones among them, the message of the first line may go on over before one continues.
    #[serde(default)]
    pub message: usize,
    /// A pattern for the lines that report a deeper error even if no format knows it; its group `message` is what they
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
    /// The spelling in this format to the id of the code, if that spelling is not an alias.
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
    /// The ids of the codes, the most specific first, if they are to be compared.
    #[serde(default)]
    pub codes: Vec<String>,
}

/// Text that must not be mistaken for the format.
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
    /// What the rules find, in half a line.
    #[schemars(with = "String")]
    pub title: Spanned<String>,
    /// Whether rules over `message` are also tried on the lines of the whole error, for fields that no message gives.
    #[serde(default)]
    pub record: bool,
    /// Whether the fields only complete sentences (`about`): then they are looked for when a finding is told, and not in each
    /// occurrence.
    #[serde(default)]
    pub told: bool,
    /// The rules, tried on each detection's fields.
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
