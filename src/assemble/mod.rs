//! What is one error. Detections become occurrences by these rules, and by nothing else:
//!
//! 1. A detection within another one belongs to it, and so does JSON, XML or HTML right below a status ([`groups`]).
//! 2. Within one record, the lines of a block (a stack trace, a chain of causes) and what its format links join ([`groups`]).
//!    What a chain calls a cause lies deeper than what it is the cause of; what only stands beside another error lies no
//!    deeper ([`links`]).
//! 3. Two records join if they come from one place, lie within twelve lines of it, and one repeats the other's message, or
//!    one is a library's own line about what the other reports, or the second says nothing but the same status, or is
//!    indented right below the first, or is its labelled code, or only says that the first one failed, or is the next one after the
//!    first refers to inner errors, or is the error of the stack trace right below the first ([`records`]).
//! 4. Equal messages in different records never join: they are one error that occurred several times.
//!
//! Which link is the root is not decided here: that takes the causes, and [`diagnose`](crate::diagnose) tries them.

mod groups;
mod links;
mod records;

use std::ops::Range;

use crate::catalog::model::{Language, Severity};
use crate::detect::Text;
use crate::detect::detection::{Code, Detection, DetectionKind};
use crate::field::Fields;
use crate::knowledge::Knowledge;

pub(crate) use links::{most_telling, outward, place_in_chain, squeezed};

/// One error seen in a text.
#[derive(Debug, Clone)]
pub(crate) struct Occurrence {
    /// The bytes of the text that it covers.
    pub span: Range<usize>,
    /// Its links, the outermost first, each before what lies deeper.
    pub links: Vec<Link>,
    /// The fields of all links, those of the most telling one first. Each knows its link.
    pub fields: Fields,
    /// The language of the outermost program that printed it.
    pub language: Option<Language>,
    /// Whether its end is missing in the text.
    pub truncated: bool,
    /// Which rules joined it, in words, for those who ask why.
    pub joined_by: Vec<&'static str>,
}

/// One link of a chain of wrapped errors.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// What was seen.
    pub kind: DetectionKind,
    /// The id of its format; `alone` for a sign without one, `trace` for the line of a trace.
    pub format: String,
    /// Its codes, the most specific first.
    pub codes: Vec<Code>,
    /// Its message.
    pub message: String,
    /// Where it was seen.
    pub span: Range<usize>,
    /// How bad it is, where its format says so.
    pub severity: Option<Severity>,
    /// How deep it lies: a cause lies deeper than what it caused.
    pub depth: usize,
    /// How it belongs to the links before it.
    pub relation: Relation,
    /// The formats that saw the same bytes and yielded to its own, by id.
    pub shadowed: Vec<String>,
}

/// How a link belongs to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It is the first one.
    First,
    /// It lies within an outer one, or a chain calls it the cause.
    Cause,
    /// It is beside another link: a sibling, a repetition, another line about the same failure.
    Beside,
}

impl Link {
    /// Whether one of its codes says something: a gateway that flattens codes says UNKNOWN, INTERNAL or 500.
    pub(crate) fn is_telling(&self) -> bool {
        self.codes.iter().any(Code::is_telling)
    }
}

impl Occurrence {
    /// The codes of all links.
    pub(crate) fn codes(&self) -> impl Iterator<Item = &Code> {
        self.links.iter().flat_map(|link| &link.codes)
    }

    /// The causes whose standalone signs were seen, by their places in the rules.
    pub(crate) fn standalone(&self) -> impl Iterator<Item = usize> {
        self.links.iter().filter_map(|link| match link.kind {
            DetectionKind::Standalone(cause) => Some(cause),
            _ => None,
        })
    }

    /// Its place, and the places of its links, moved from a text that was made of another one to that one.
    pub(crate) fn relocate(&mut self, place: &impl Fn(usize) -> usize) {
        self.span = place(self.span.start)..place(self.span.end);
        for link in &mut self.links {
            link.span = place(link.span.start)..place(link.span.end);
        }
    }
}

/// The errors that some detections in a text make.
pub(crate) fn assemble(knowledge: &Knowledge<'_>, text: &Text<'_>, detections: Vec<Detection>) -> Vec<Occurrence> {
    let groups = groups::group(knowledge, text, detections);
    let occurrences = groups.into_iter().filter_map(|group| links::occurrence_of(knowledge, text.bytes, group));
    records::join(knowledge, text.bytes, occurrences.collect())
}
