//! An error with what its joining with others depends on.

use std::cell::OnceCell;

use super::Rule;
use super::bare::is_bare;
use super::target::Target;
use crate::assemble::{Link, Occurrence, Relation, squeezed};
use crate::catalog::model::Canonical;
use crate::catalog::rules::Kind;
use crate::detect::detection::{Code, DetectionKind};
use crate::detect::extract_from_record;
use crate::detect::text::lines;
use crate::field::Fields;
use crate::knowledge::Knowledge;
use crate::records::{Prefix, Source};

/// How far from an error the request that it belongs to is looked for on its line.
const MAX_REQUEST_BYTES: usize = 2048;

/// An occurrence with what its joining depends on.
pub(super) struct Record {
    pub(super) occurrence: Occurrence,
    /// The numbers of its first and last line, from 0.
    pub(super) line: usize,
    pub(super) last_line: usize,
    pub(super) source: Source,
    /// The message of the link that says most, without case, numbers and spaces.
    pub(super) message: String,
    pub(super) target: Target,
    /// The request that its first line names, once somebody has asked for it.
    request: OnceCell<Option<String>>,
    /// Whether a format saw a code.
    pub(super) coded: Coded,
    /// Whether its message says nothing beyond its code.
    pub(super) bare: bool,
}

/// Who saw the code of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Coded {
    /// It has none.
    No,
    /// Its words hold the name of a code: a library's line may.
    Named,
    /// A format.
    Yes,
}

impl Coded {
    fn of(knowledge: &Knowledge<'_>, link: &Link) -> Coded {
        let format = match link.kind {
            DetectionKind::Format(at) => knowledge.rules.formats.get(at),
            _ => None,
        };
        match format.map(|format| &format.kind) {
            _ if link.codes.is_empty() => Coded::No,
            Some(Kind::Names(_) | Kind::Numbers(_)) => Coded::Named,
            _ => Coded::Yes,
        }
    }
}

impl Record {
    pub(super) fn new(
        knowledge: &Knowledge<'_>,
        text: &[u8],
        lines: &mut LineCounter<'_>,
        occurrence: Occurrence,
    ) -> Record {
        let line = lines.line_of(occurrence.span.start);
        let inside = text.get(occurrence.span.clone()).unwrap_or_default().trim_ascii_end();
        let last_line = line + memchr::memchr_iter(b'\n', inside).count();
        let source = Prefix::read(&text[lines::around(text, occurrence.span.start)]).source;
        let message = occurrence.fields.first("message").unwrap_or_default();
        let coded = occurrence.links.iter().map(|link| Coded::of(knowledge, link)).max().unwrap_or(Coded::No);
        let bare = coded > Coded::No && is_bare(message, occurrence.codes());
        let message = folded(message);
        let target = Target::of(&occurrence);
        Record { occurrence, line, last_line, source, message, target, request: OnceCell::new(), coded, bare }
    }

    /// The request that its first line names.
    pub(super) fn request(&self, knowledge: &Knowledge<'_>, text: &[u8]) -> Option<&str> {
        let read = || {
            let mut fields = Fields::default();
            let line = lines::near(text, self.occurrence.span.start, MAX_REQUEST_BYTES);
            extract_from_record(knowledge, &text[line], &mut fields);
            fields.first("request.id").map(str::to_owned)
        };
        self.request.get_or_init(read).as_deref()
    }

    /// One record of two; what the later one adds lies beside the earlier one, or the other way round.
    pub(super) fn merge(self, other: Record, rule: Rule) -> Record {
        // A library's line says why; the status that followed is its consequence. So does what is indented below an error.
        // A challenge says more than the status among its headers.
        let first_leads = match rule {
            Rule::Indented | Rule::Follows | Rule::Inner | Rule::Trace => true,
            Rule::Head => !self.bare,
            _ => self.coded >= other.coded,
        };
        let (main, added) = if first_leads { (self, other) } else { (other, self) };
        let (line, last_line) = (main.line.min(added.line), main.last_line.max(added.last_line));
        let mut occurrence = main.occurrence;
        let depth_of = |occurrence: &Occurrence| occurrence.links.iter().map(|link| link.depth + 1).max().unwrap_or(0);
        let (deeper, count) = (depth_of(&occurrence), occurrence.links.len());
        let tells_why = match rule {
            Rule::Indented | Rule::Inner | Rule::Trace => true,
            Rule::LibraryLine | Rule::Labelled => added.coded < main.coded,
            Rule::Repeats | Rule::BareStatus | Rule::SameRequest | Rule::Follows | Rule::Head => false,
        };
        let shift = if tells_why { deeper } else { 0 };
        if !tells_why {
            // What only repeats the error lies around it.
            let around = depth_of(&added.occurrence);
            occurrence.links.iter_mut().for_each(|link| link.depth += around);
        }
        for mut link in added.occurrence.links {
            link.depth += shift;
            link.relation = if tells_why { Relation::Cause } else { Relation::Beside };
            occurrence.links.push(link);
        }
        let mut fields = added.occurrence.fields;
        fields.shift_links(count);
        occurrence.fields.merge(fields);
        let span = &added.occurrence.span;
        occurrence.span = occurrence.span.start.min(span.start)..occurrence.span.end.max(span.end);
        occurrence.truncated |= added.occurrence.truncated;
        occurrence.joined_by.push(rule.name());
        let target = main.target.union(added.target);
        let bare = main.bare && added.bare;
        Record { occurrence, line, last_line, target, request: OnceCell::new(), bare, ..main }
    }
}

pub(super) fn share_a_code(a: &Record, b: &Record) -> bool {
    any_pair(a, b, |one, other| {
        one.is_same(other)
            || (one.canonical.is_some_and(|canonical| canonical != Canonical::Unknown)
                && one.canonical == other.canonical)
    })
}

/// Whether a code of the one and a code of the other are such a pair.
pub(super) fn any_pair(a: &Record, b: &Record, fits: impl Fn(&Code, &Code) -> bool) -> bool {
    a.occurrence.codes().any(|one| b.occurrence.codes().any(|other| fits(one, other)))
}

pub(super) fn first_format(record: &Record) -> Option<&str> {
    record.occurrence.links.first().map(|link| link.format.as_str())
}

/// A message without what differs between two prints of it: case, numbers, spaces, punctuation at its ends.
pub(super) fn folded(message: &str) -> String {
    let mut folded = String::with_capacity(message.len());
    for c in squeezed(message).chars() {
        match c {
            '0'..='9' if folded.ends_with('0') => {}
            '0'..='9' => folded.push('0'),
            other => folded.push(other.to_ascii_lowercase()),
        }
    }
    folded.trim_matches(|c: char| c.is_ascii_punctuation() || c == ' ').to_owned()
}

/// Counts lines up to places that come in order.
pub(super) struct LineCounter<'t> {
    pub(super) text: &'t [u8],
    pub(super) at: usize,
    pub(super) line: usize,
}

impl LineCounter<'_> {
    fn line_of(&mut self, place: usize) -> usize {
        let passed = self.text.get(self.at..place).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.at = self.at.max(place);
        self.line
    }
}
