//! From an error to its causes: signs over its fields are tested, and what holds is ranked by what it proves.

mod join;
mod signs;

pub use join::{Joiner, Placed};
pub use signs::Evidence;

use crate::catalog::Catalog;
use crate::catalog::lazy::Lazy;
use crate::catalog::model::Canonical;
use crate::catalog::rules::{RuleSet, Sign, Signs};
use crate::catalog::source::Strength;
use crate::detect::Occurrence;
use crate::detect::detection::Code;
use crate::matching::IndexedFields;
use crate::matching::Patterns;

/// How many causes of one error are told.
const MOST: usize = 8;

/// A cause that may stand behind an error.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// The cause.
    pub cause: &'a Signs<'a>,
    /// What its best sign proves; none where the code alone speaks for it.
    pub strength: Option<Strength>,
    /// How many conditions of that sign held.
    conditions: usize,
    /// How many bytes they matched.
    bytes: usize,
    /// What was seen.
    pub evidence: Vec<Evidence>,
}

/// An error with its causes, the likeliest first.
#[derive(Debug, Clone)]
pub struct Diagnosis<'a> {
    /// The error.
    pub occurrence: Occurrence,
    /// Its causes.
    pub causes: Vec<Candidate<'a>>,
}

impl<'a> Diagnosis<'a> {
    /// The first cause, where more than the code speaks for it.
    pub fn proven(&self) -> Option<&Candidate<'a>> {
        self.causes.first().filter(|candidate| candidate.is_proven())
    }

    /// The first cause, where a sign of it was seen, if only a faint one.
    pub fn seen(&self) -> Option<&Candidate<'a>> {
        self.causes.first().filter(|candidate| candidate.strength.is_some())
    }
}

/// Tests the signs of a catalog.
pub struct Diagnoser<'s, 'a> {
    catalog: &'a Catalog<'a>,
    rules: &'a RuleSet<'a>,
    patterns: &'s Patterns,
}

impl<'s, 'a> Diagnoser<'s, 'a> {
    /// Prepares the tests.
    pub fn new(catalog: &'a Catalog<'a>, rules: &'a RuleSet<'a>, patterns: &'s Patterns) -> Diagnoser<'s, 'a> {
        Diagnoser { catalog, rules, patterns }
    }

    /// The diagnosis of an error; none where it has no code and no sign holds.
    pub fn diagnose(&self, occurrence: Occurrence) -> Option<Diagnosis<'a>> {
        let mut tried = self.tried(&occurrence);
        tried.sort_unstable();
        tried.dedup();
        let index = IndexedFields::new(&occurrence.fields);
        let mut causes: Vec<Candidate<'a>> =
            tried.iter().filter_map(|at| self.test(*at, &index, |cause| &cause.strong)).collect();
        // Words that fit other causes too say nothing beside words that only one prints, unless it is said that they do.
        let seen: Vec<&str> = causes.iter().map(|candidate| candidate.cause.id).collect();
        let left = tried.iter().filter(|at| {
            let cause = self.rules.causes.get(**at);
            cause.is_some_and(|cause| {
                let goes_over = cause.over.iter().any(|id| seen.contains(id));
                !seen.contains(&cause.id) && (seen.is_empty() || goes_over)
            })
        });
        let weak: Vec<_> = left.filter_map(|at| self.test(*at, &index, |cause| &cause.weak)).collect();
        causes.extend(weak);
        causes.sort_by(|a, b| a.rank().cmp(&b.rank()));
        settle(&mut causes);
        if causes.iter().any(Candidate::is_proven) {
            causes.retain(Candidate::is_proven);
        } else if occurrence.codes.is_empty() {
            return None;
        } else {
            // What a faint sign saw is no evidence.
            causes.iter_mut().for_each(|candidate| candidate.evidence.clear());
            let named: Vec<&str> = causes.iter().map(|candidate| candidate.cause.id).collect();
            let likely = self.by_code_alone(&occurrence);
            causes.extend(likely.into_iter().filter(|candidate| !named.contains(&candidate.cause.id)));
        }
        causes.truncate(MOST);
        Some(Diagnosis { occurrence, causes })
    }

    /// Causes that explain one of the codes, printed or canonical, and those whose lone sign was seen.
    fn tried(&self, occurrence: &Occurrence) -> Vec<usize> {
        let mut tried = occurrence.alone.clone();
        for code in &occurrence.codes {
            tried.extend(ids(code).flat_map(|id| self.causes_of(&id)));
        }
        tried
    }

    /// Whether a cause explains a code.
    fn explains(&self, cause: &Signs<'_>, code: &str) -> bool {
        self.catalog.causes_of(code).contains(&cause.id)
    }

    /// The causes that explain a code, in the order of its page.
    fn causes_of(&self, code: &str) -> Vec<usize> {
        self.catalog.causes_of(code).into_iter().filter_map(|id| self.rules.cause(id)).collect()
    }

    /// A cause, where one of the chosen signs holds.
    fn test(
        &self,
        at: usize,
        fields: &IndexedFields<'_>,
        chosen: impl Fn(&'a Signs<'a>) -> &'a Lazy<'a, Vec<Sign<'a>>>,
    ) -> Option<Candidate<'a>> {
        let cause = self.rules.causes.get(at)?;
        let held = chosen(cause).iter().filter_map(|sign| {
            let held = signs::holds(sign, fields, self.patterns)?;
            let bytes = held.iter().map(|evidence| evidence.matched.len()).sum();
            Some(Candidate { cause, strength: Some(sign.strength), conditions: sign.all.len(), bytes, evidence: held })
        });
        held.min_by(|a, b| a.rank().cmp(&b.rank()))
    }

    /// The causes of the first code that has any, in the order of its page.
    fn by_code_alone(&self, occurrence: &Occurrence) -> Vec<Candidate<'a>> {
        let ids = occurrence.codes.iter().filter_map(|code| code.id.clone());
        let canonical = occurrence.codes.first().and_then(|code| code.canonical).map(canonical_id);
        let causes = ids.chain(canonical).map(|id| self.causes_of(&id)).find(|causes| !causes.is_empty());
        let signs = causes.into_iter().flatten().filter_map(|at| self.rules.causes.get(at));
        let candidate = |cause| Candidate { cause, strength: None, conditions: 0, bytes: 0, evidence: Vec::new() };
        signs.take(MOST).map(candidate).collect()
    }
}

impl Candidate<'_> {
    /// Whether more than the code speaks for it.
    pub fn is_proven(&self) -> bool {
        self.strength.is_some_and(|strength| strength != Strength::Faint)
    }

    /// Smaller is likelier.
    fn rank(&self) -> impl Ord + '_ {
        let class = self.strength.map_or(4, |strength| match strength {
            Strength::Structured => 0,
            Strength::Distinctive => 1,
            Strength::Weak => 2,
            Strength::Faint => 3,
        });
        let more = std::cmp::Reverse((self.conditions, self.bytes));
        (class, more, self.cause.likelihood, self.cause.id)
    }
}

/// Moves a cause before those that it is declared to come before. What is moved may jump over a third one that is
/// declared to come before it, so this goes on until nothing moves; declarations in a circle end it too.
fn settle(causes: &mut Vec<Candidate<'_>>) {
    for _ in 0..causes.len() {
        let mut settled = true;
        for at in 1..causes.len() {
            let over = &causes[at].cause.over;
            if let Some(first) = (0..at).find(|earlier| over.contains(&causes[*earlier].cause.id)) {
                let moved = causes.remove(at);
                causes.insert(first, moved);
                settled = false;
            }
        }
        if settled {
            return;
        }
    }
}

/// The ids under which a code's causes stand: its own, and that of the gRPC code that it amounts to.
fn ids(code: &Code) -> impl Iterator<Item = String> {
    code.id.clone().into_iter().chain(code.canonical.map(canonical_id))
}

/// The id of the gRPC code that a canonical code is.
fn canonical_id(canonical: Canonical) -> String {
    format!("grpc/{}", canonical.slug())
}
