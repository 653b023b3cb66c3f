//! What recognition and diagnosis work with: formats, extraction rules and the signs of causes, as the catalog's blob
//! holds them.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::gate::Gate;
use super::lazy::Lazy;
use super::literals::Needs;
use super::marker::MarkerList;
use super::model::{Language, Likelihood, Severity, Text};
use super::source::{Encoding, JsonKind, Link, Selector, Strength};

/// What recognition and diagnosis work with.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct RuleSet<'a> {
    /// All formats. Other types refer to a format by its index here.
    #[serde(borrow)]
    pub formats: Vec<Format<'a>>,
    /// All extraction rules.
    #[serde(borrow)]
    pub extractions: Vec<Extraction<'a>>,
    /// The signs of all causes, by id.
    #[serde(borrow)]
    pub causes: Vec<Signs<'a>>,
}

impl RuleSet<'_> {
    /// The index of a cause.
    pub fn cause(&self, id: &str) -> Option<usize> {
        self.causes.binary_search_by(|signs| signs.id.cmp(id)).ok()
    }
}

/// A way of printing errors.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Format<'a> {
    /// Its id: the name of its file without the extension.
    pub id: &'a str,
    /// The language of the program that prints it.
    pub language: Option<Language>,
    /// Byte strings without which it cannot match, in all variants.
    #[serde(borrow)]
    pub markers: MarkerList<'a>,
    /// Which reader reads it, and what that needs.
    #[serde(borrow)]
    pub kind: Kind<'a>,
    /// Where its codes come from, the most specific first.
    #[serde(borrow)]
    pub codes: Lazy<'a, Vec<CodeFrom<'a>>>,
    /// Group name to field name.
    #[serde(borrow)]
    pub rename: Vec<(&'a str, &'a str)>,
    /// Fields whose text is encoded.
    #[serde(borrow)]
    pub decode: Vec<(&'a str, Encoding)>,
    /// Given if it differs from the code's.
    pub severity: Option<Severity>,
    /// Whether it yields to the format of one program.
    pub fallback: bool,
}

/// How a format is read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Kind<'a> {
    /// By a pattern over some lines around the marker.
    Pattern {
        /// The pattern whose named groups become fields.
        #[serde(borrow)]
        pattern: Lazy<'a, Pattern<'a>>,
        /// How many lines it may span, counted from the marker's line.
        lines: u16,
        /// How many lines before the marker's line it may begin.
        before: u16,
        /// Whether the lines around it must not begin with other numbers, as the items of a list do.
        solitary: bool,
    },
    /// By conditions over a JSON object.
    Json {
        /// The conditions, which must all hold.
        #[serde(borrow)]
        conditions: Lazy<'a, Vec<PointerCondition<'a>>>,
        /// The names of fields, and the pointers to their values.
        #[serde(borrow)]
        fields: Lazy<'a, Vec<(&'a str, &'a str)>>,
    },
    /// By the reader of HTTP responses.
    HttpResponse,
    /// Lines that hold one error together.
    Block {
        /// A pattern for the first line.
        #[serde(borrow)]
        starts: Pattern<'a>,
        /// A pattern for each further line.
        continues: &'a str,
        /// How many lines that match neither may come between.
        gap: u16,
        /// How many lines of its own the message of the first line may go on over.
        message: u16,
        /// Lines that report a deeper error.
        #[serde(borrow)]
        says: Option<Pattern<'a>>,
    },
    /// A line that joins the errors around it.
    Link(Link),
    /// An HTTP status in words.
    Status(#[serde(borrow)] Lazy<'a, StatusWords<'a>>),
    /// The status of a request in its line, from the first to the second.
    Request(u16, u16),
    /// The bare names of codes.
    Names(#[serde(borrow)] Lazy<'a, BareNames<'a>>),
    /// The numbers of codes.
    Numbers(#[serde(borrow)] Lazy<'a, Vec<AnnouncedNumbers<'a>>>),
    /// Not a format: its markers select the lines that general formats read.
    Selector(Selector),
}

/// Which names of codes are errors wherever a line reports a failure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BareNames<'a> {
    /// The systems whose names are, the likeliest first.
    #[serde(borrow)]
    pub systems: Vec<&'a str>,
    /// The systems whose names are only behind a word that announces a code.
    #[serde(borrow)]
    pub announced: Vec<&'a str>,
    /// The words that announce a code, and the ends of those that do.
    #[serde(borrow)]
    pub announcing: Vec<&'a str>,
    /// Names that are also words of something else.
    #[serde(borrow)]
    pub except: Vec<&'a str>,
    /// The systems of which programs print the code and never its symbolic name.
    #[serde(borrow)]
    pub by_code: Vec<&'a str>,
    /// How names begin, or behind `*` end, that need no word to announce them.
    #[serde(borrow)]
    pub marked: Vec<&'a str>,
}

/// Where a number is that of a code of one system.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AnnouncedNumbers<'a> {
    /// The id of the system.
    pub system: &'a str,
    /// The words that announce the number.
    #[serde(borrow)]
    pub words: Vec<&'a str>,
    /// Words in small letters of which one must be on the line of the number or shortly before; none if these need not.
    #[serde(borrow)]
    pub near: Vec<&'a str>,
    /// Words in small letters that say there that it is something else.
    #[serde(borrow)]
    pub unless: Vec<&'a str>,
    /// The smallest and the largest number.
    pub range: Option<(i64, i64)>,
}

/// The words that announce an HTTP status.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StatusWords<'a> {
    /// After these, a number is a status.
    #[serde(borrow)]
    pub words: Vec<&'a str>,
    /// After these, it is one if only a phrase or the end of a clause follows.
    #[serde(borrow)]
    pub verbs: Vec<&'a str>,
    /// Each status with its reason phrases in lower case, by number.
    #[serde(borrow)]
    pub phrases: Vec<(u16, Vec<&'a str>)>,
}

/// A test on one value of a JSON document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PointerCondition<'a> {
    /// The JSON pointer to the value.
    pub at: &'a str,
    /// The tests, which must all hold there.
    #[serde(borrow)]
    pub tests: Vec<PointerTest<'a>>,
}

/// What must hold of a JSON value.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum PointerTest<'a> {
    /// Whether it is present and not null.
    Present(bool),
    /// Its text is one of these.
    In(#[serde(borrow)] Vec<Text<'a>>),
    /// The pattern matches its text.
    Pattern(&'a str),
    /// It is a number in the range; `None` means no bound.
    Range(Option<i64>, Option<i64>),
    /// It has this JSON type.
    Kind(JsonKind),
}

/// Where a code comes from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeFrom<'a> {
    /// The id of its system.
    pub system: &'a str,
    /// The field that holds it.
    pub from: Option<&'a str>,
    /// The id of the code that is implied.
    pub is: Option<&'a str>,
    /// Printed spelling to the id of the code.
    #[serde(borrow)]
    pub map: Vec<(&'a str, &'a str)>,
}

/// An extraction rule: what else a field says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Extraction<'a> {
    /// The field that is read.
    pub field: &'a str,
    /// Whether the lines of the whole error are read too, for fields that are not found otherwise.
    pub record: bool,
    /// Whether its fields are looked for only when a finding is told.
    pub told: bool,
    /// Its named groups become fields.
    #[serde(borrow)]
    pub pattern: Pattern<'a>,
}

/// A pattern with what it needs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pattern<'a> {
    /// The regular expression.
    #[serde(borrow)]
    pub re: Text<'a>,
    /// What a text must contain for it to match.
    #[serde(borrow)]
    pub needs: Needs<'a>,
    /// Whether it is matched in the lower case of a text.
    pub ignore_case: bool,
}

/// The signs of one cause.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signs<'a> {
    /// The id of the cause.
    pub id: &'a str,
    /// How likely it is if nothing in the input distinguishes the causes.
    pub likelihood: Likelihood,
    /// Names of what alone has it, in small letters; none if it can be anywhere.
    #[serde(borrow)]
    pub within: Lazy<'a, Vec<&'a str>>,
    /// The ids of causes that come after it.
    #[serde(borrow)]
    pub over: Vec<&'a str>,
    /// Whether it is one with the error before it.
    pub follows: bool,
    /// The signs that are looked for even if no code is printed.
    #[serde(borrow)]
    pub alone: Vec<Alone<'a>>,
    /// The signs that only this cause shows. Any one suffices.
    #[serde(borrow)]
    pub strong: Lazy<'a, Vec<Sign<'a>>>,
    /// The signs that fit other causes too.
    #[serde(borrow)]
    pub weak: Lazy<'a, Vec<Sign<'a>>>,
    /// The signs that are tried where nothing else is recognised.
    #[serde(borrow)]
    pub words: Vec<Sign<'a>>,
}

impl<'a> Signs<'a> {
    /// The patterns of which one must match a line for one of the signs that are looked for if no code is printed.
    pub fn patterns_alone(&self, which: usize) -> Option<&[Pattern<'a>]> {
        let alone = self.alone.get(which)?;
        let signs = if alone.strong { &self.strong } else { &self.weak };
        match &signs.get()?.get(usize::from(alone.sign))?.all.first()?.test {
            Test::Pattern(patterns) => Some(patterns),
            _ => None,
        }
    }
}

/// A sign that is looked for even if no code is printed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Alone<'a> {
    /// Whether it is one of the strong signs.
    pub strong: bool,
    /// Its place among the strong signs, or the weak ones. One of the patterns of its first condition must match a line.
    pub sign: u16,
    /// Byte strings of which one is in every such line.
    #[serde(borrow)]
    pub markers: MarkerList<'a>,
}

/// A sign: conditions that must all hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sign<'a> {
    /// How much it proves.
    pub strength: Strength,
    /// The conditions, which must all hold.
    #[serde(borrow)]
    pub all: Vec<Condition<'a>>,
    /// What of the page comes first.
    pub choice: Choice,
    /// What one of the fields must contain; made when it is first asked for.
    #[serde(skip)]
    pub gate: OnceLock<Gate>,
}

impl Sign<'_> {
    /// What one of the fields must contain for the sign to hold.
    pub(crate) fn gate(&self) -> &Gate {
        self.gate.get_or_init(|| Gate::of(&self.all))
    }
}

/// The checks and fixes of a page that a sign calls for, by their places on the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The checks.
    pub checks: Vec<u8>,
    /// The fixes.
    pub fixes: Vec<u8>,
}

/// A test on one field.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Condition<'a> {
    /// The list whose elements are looked at.
    pub each: Option<&'a str>,
    /// The full name of the field.
    #[serde(borrow)]
    pub field: Text<'a>,
    /// What must hold of its value.
    #[serde(borrow)]
    pub test: Test<'a>,
    /// Negates the test: no value may meet it.
    pub not: bool,
}

/// What must hold of a field's value.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Test<'a> {
    /// It is one of these, ignoring ASCII case.
    In(#[serde(borrow)] Vec<Text<'a>>),
    /// One of the patterns matches somewhere in it.
    Pattern(#[serde(borrow)] Vec<Pattern<'a>>),
    /// It is a quantity in the range.
    Range(Option<f64>, Option<f64>),
    /// The field is present.
    Present,
}
