//! Joins what one failure printed in several places: the warning and the bare line after it, the library's own log line and
//! the exception that follows.

use crate::catalog::source::Strength;

use super::{Candidate, Diagnoser, Diagnosis};
use crate::detect::{Link, Occurrence, squeezed};

/// How far apart two places of one failure stand at most, in lines.
const NEAR: u64 = 40;
/// How far apart lines without a code stand that tell of one failure in different words.
const BESIDE: u64 = 3;
/// A message shorter than this says too little to join by.
const SHORTEST: usize = 8;

/// A diagnosis with its place.
#[derive(Debug, Clone)]
pub struct Placed<'a> {
    /// Counted from 1.
    pub line: u64,
    /// In bytes, counted from 0.
    pub offset: u64,
    /// The text of it.
    pub excerpt: String,
    /// What it is.
    pub diagnosis: Diagnosis<'a>,
}

/// Diagnoses of one source in the order of their lines, joined as they come.
#[derive(Default)]
pub struct Joiner<'a> {
    recent: Vec<Placed<'a>>,
}

impl<'a> Joiner<'a> {
    /// Adds the next diagnosis. Hands out those that nothing can join any more.
    pub fn add(&mut self, diagnoser: &Diagnoser<'_, 'a>, next: Placed<'a>) -> Vec<Placed<'a>> {
        let far = self.recent.partition_point(|earlier| next.line.saturating_sub(earlier.line) > NEAR);
        let settled: Vec<Placed<'a>> = self.recent.drain(..far).collect();
        // All that tell of the same failure become one, at the place of the first.
        let mut next = next;
        while let Some(at) = self.recent.iter().rposition(|earlier| same(diagnoser, earlier, &next)) {
            let earlier = self.recent.remove(at);
            next = Placed { diagnosis: merge(diagnoser, earlier.diagnosis, next.diagnosis), ..earlier };
        }
        let at = self.recent.partition_point(|earlier| earlier.line <= next.line);
        self.recent.insert(at, next);
        settled
    }

    /// Hands out the rest.
    pub fn finish(&mut self) -> Vec<Placed<'a>> {
        std::mem::take(&mut self.recent)
    }
}

/// Whether two diagnoses tell of one failure.
fn same(diagnoser: &Diagnoser<'_, '_>, earlier: &Placed<'_>, later: &Placed<'_>) -> bool {
    let beside = later.line.saturating_sub(earlier.line) <= BESIDE;
    let (a, b) = (&earlier.diagnosis, &later.diagnosis);
    let (one, other) = (folded(&a.occurrence.message), folded(&b.occurrence.message));
    let repeats = a.occurrence.format == b.occurrence.format && one == other;
    let longer = |long: &str, short: &str| short.len() >= SHORTEST && long.ends_with(short);
    let tells_the_same = !repeats && (longer(&one, &other) || longer(&other, &one));
    (tells_the_same && compatible(&a.occurrence, &b.occurrence))
        || hint(diagnoser, a, b)
        || hint(diagnoser, b, a)
        || (beside && !repeats && both_lines_of_one_cause(a, b))
}

/// Whether both are lines without a code that tell of the same cause.
fn both_lines_of_one_cause(a: &Diagnosis<'_>, b: &Diagnosis<'_>) -> bool {
    let codeless = a.occurrence.codes.is_empty() && b.occurrence.codes.is_empty();
    codeless && a.proven().zip(b.proven()).is_some_and(|(one, other)| one.cause.id == other.cause.id)
}

/// Whether one is the library's line about the other: it has no code, and its cause explains the other's code, which has
/// this cause too, only a weak sign of another, or none of its own.
fn hint(diagnoser: &Diagnoser<'_, '_>, line: &Diagnosis<'_>, error: &Diagnosis<'_>) -> bool {
    if !line.occurrence.codes.is_empty() || error.occurrence.codes.is_empty() {
        return false;
    }
    let Some(cause) = line.proven() else { return false };
    let explains =
        error.occurrence.codes.iter().any(|code| super::ids(code).any(|id| diagnoser.explains(cause.cause, &id)));
    let yields = |own: &Candidate<'_>| own.cause.id == cause.cause.id || own.strength == Some(Strength::Weak);
    explains && error.proven().is_none_or(yields)
}

/// Codes that can be one error's: one has none, or they share one.
fn compatible(a: &Occurrence, b: &Occurrence) -> bool {
    let shares = a.codes.iter().any(|one| {
        b.codes.iter().any(|other| {
            (one.system == other.system && one.code == other.code)
                || (one.canonical.is_some() && one.canonical == other.canonical)
        })
    });
    a.codes.is_empty() || b.codes.is_empty() || shares
}

/// One diagnosis of two: that of the one with codes, seen with the fields of both.
fn merge<'a>(diagnoser: &Diagnoser<'_, 'a>, first: Diagnosis<'a>, second: Diagnosis<'a>) -> Diagnosis<'a> {
    let swap = first.occurrence.codes.is_empty() && !second.occurrence.codes.is_empty();
    let (main, other) = if swap { (second, first) } else { (first, second) };
    let fallback = main.clone();
    let mut whole = main.occurrence;
    whole.chain.push(Link {
        format: other.occurrence.format,
        codes: other.occurrence.codes.clone(),
        message: other.occurrence.message,
        outer: false,
    });
    whole.fields.merge(other.occurrence.fields);
    whole.alone.extend(other.occurrence.alone);
    for code in other.occurrence.codes {
        if !whole.codes.iter().any(|known| known.system == code.system && known.code == code.code) {
            whole.codes.push(code);
        }
    }
    diagnoser.diagnose(whole).unwrap_or(fallback)
}

/// A message without the case, spaces and punctuation at its ends, by which texts of one origin differ.
fn folded(message: &str) -> String {
    squeezed(message).trim_matches(|c: char| c.is_ascii_punctuation() || c == ' ').to_ascii_lowercase()
}
