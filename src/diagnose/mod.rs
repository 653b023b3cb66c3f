//! From an error to its causes: signs over its fields are tried, what holds is ranked by what it proves, and the link that
//! says most is named the root.

mod kind;
mod likeness;
mod rank;
mod recent;
mod root;
mod signs;

use crate::assemble::Occurrence;
use crate::catalog::lazy::Lazy;
use crate::catalog::rules::{Choice, Sign, Signs};
use crate::catalog::source::Strength;
use crate::detect::detection::Code;
use crate::knowledge::Knowledge;
use crate::matching::IndexedFields;

pub(crate) use likeness::order_likely;
pub(crate) use recent::Recent;
pub(crate) use root::ChainLink;
pub(crate) use signs::Evidence;

#[cfg(test)]
mod tests;

/// How many causes of one error are listed.
const MAX_CAUSES: usize = 8;

/// A cause that may be behind an error.
#[derive(Debug, Clone)]
pub(crate) struct Candidate<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its place in the rules.
    pub cause: usize,
    /// What its best sign proves; `None` if nothing but the code speaks for it.
    pub strength: Option<Strength>,
    /// What of its page that sign calls for.
    pub choice: Choice,
    /// How many conditions of that sign held.
    conditions: usize,
    /// How many bytes they matched.
    bytes: usize,
    /// How deep the link lies that the evidence is in.
    depth: usize,
    /// What was seen.
    pub evidence: Vec<Evidence>,
}

/// An error with its causes, the likeliest first.
#[derive(Debug, Clone)]
pub(crate) struct Diagnosis<'a> {
    /// The error. The fields of its root come first.
    pub occurrence: Occurrence,
    /// The root among its links, by its place.
    pub root: usize,
    /// The codes of the root, then those of the links around it from the inside out.
    pub codes: Vec<Code>,
    /// The other links that say something.
    pub chain: Vec<ChainLink>,
    /// Its causes.
    pub causes: Vec<Candidate<'a>>,
}

impl Diagnosis<'_> {
    /// The first cause, if more than the code speaks for it.
    pub(crate) fn proven(&self) -> Option<&Candidate<'_>> {
        self.causes.first().filter(|candidate| candidate.is_proven())
    }

    /// Whether only its words say what failed, and only the kind of it.
    pub(crate) fn is_told_by_words(&self) -> bool {
        self.causes.first().is_some_and(|candidate| candidate.strength == Some(Strength::Words))
    }

    /// The first cause, if a sign of it was seen, even a faint one.
    pub(crate) fn seen(&self) -> Option<&Candidate<'_>> {
        self.causes.first().filter(|candidate| candidate.strength.is_some())
    }
}

impl Candidate<'_> {
    /// Whether more than the code speaks for it.
    pub(crate) fn is_proven(&self) -> bool {
        self.strength.is_some_and(|strength| strength != Strength::Faint)
    }
}

/// What was found of an error: a [`Diagnosis`] without the error itself.
#[derive(Debug, Clone)]
struct Verdict<'a> {
    root: usize,
    codes: Vec<Code>,
    chain: Vec<ChainLink>,
    causes: Vec<Candidate<'a>>,
}

impl<'a> Verdict<'a> {
    /// Returns `None` if the error has no code and no sign holds. It depends on nothing but what [`recent::key`] holds.
    fn of(knowledge: &'a Knowledge<'_>, occurrence: &Occurrence) -> Option<Verdict<'a>> {
        let codes: Vec<Code> = occurrence.codes().cloned().collect();
        let mut causes = candidates(knowledge, occurrence, &codes);
        let root = root::root_of(occurrence, &causes)?;
        drop_wrappers(knowledge, occurrence, root, &mut causes);
        rank::sort(&mut causes, knowledge, &occurrence.fields, |depth| depth == occurrence.links[root].depth);
        let codes = root::codes_of(occurrence, root);
        if causes.iter().any(Candidate::is_proven) {
            causes.retain(Candidate::is_proven);
        } else if codes.is_empty() {
            return None;
        } else {
            // What a faint sign saw is no evidence.
            causes.iter_mut().for_each(|candidate| candidate.evidence.clear());
            let named: Vec<&str> = causes.iter().map(|candidate| candidate.id).collect();
            let likely = by_code_alone(knowledge, &codes);
            causes.extend(likely.causes.into_iter().filter(|candidate| !named.contains(&candidate.id)));
            let faint = causes.iter().any(|candidate| candidate.strength.is_some());
            if let Some(told) = kind::told_by_words(knowledge, occurrence, root, &codes, faint) {
                causes.insert(0, told);
            }
        }
        causes.truncate(MAX_CAUSES);
        let chain = root::chain_of(occurrence, root);
        Some(Verdict { root, codes, chain, causes })
    }

    fn on(self, mut occurrence: Occurrence) -> Diagnosis<'a> {
        let Verdict { root, codes, chain, causes } = self;
        occurrence.fields.put_first(root);
        Diagnosis { occurrence, root, codes, chain, causes }
    }
}

/// Weak evidence in a link around the root says why that link failed, which is the root. It counts only for causes that can
/// be behind the root's own codes.
fn drop_wrappers(knowledge: &Knowledge<'_>, occurrence: &Occurrence, root: usize, causes: &mut Vec<Candidate<'_>>) {
    let Some(rooted) = occurrence.links.get(root).filter(|link| link.is_telling()) else { return };
    let ids: Vec<String> = rooted.codes.iter().flat_map(Code::ids).collect();
    if ids.is_empty() {
        return;
    }
    let explains = |id: &str| ids.iter().any(|code| knowledge.catalog.causes_of(code).contains(&id));
    let is_outer = |one: &Candidate<'_>| one.strength == Some(Strength::Weak) && one.depth < rooted.depth;
    causes.retain(|candidate| !is_outer(candidate) || explains(candidate.id));
}

/// The causes of which a sign holds.
fn candidates<'k>(knowledge: &'k Knowledge<'_>, occurrence: &Occurrence, codes: &[Code]) -> Vec<Candidate<'k>> {
    let tried = tried(knowledge, occurrence);
    let fields = IndexedFields::new(&occurrence.fields);
    let trial = Trial { knowledge, occurrence, fields: &fields, codes };
    let strong = |at: usize| trial.test(at, |cause| &cause.strong);
    let mut causes: Vec<Candidate<'k>> = tried.iter().filter_map(|at| strong(*at)).collect();
    // Words that fit other causes too say nothing beside words that only one prints.
    if !causes.iter().any(Candidate::is_proven) {
        let weak: Vec<_> = tried.iter().filter_map(|at| trial.test(*at, |cause| &cause.weak)).collect();
        for candidate in weak {
            match causes.iter_mut().find(|known| known.cause == candidate.cause) {
                Some(known) if rank::by_proof(known) <= rank::by_proof(&candidate) => {}
                Some(known) => *known = candidate,
                None => causes.push(candidate),
            }
        }
    }
    if causes.is_empty() {
        causes.extend(occurrence.standalone().filter_map(|at| trial.best(at, &knowledge.rules.causes.get(at)?.words)));
    }
    // What an unknown code means is not known, so that any cause may be behind it of which there is evidence.
    let unknown = occurrence.codes().any(|code| code.id.is_none());
    if unknown && !causes.iter().any(Candidate::is_proven) {
        let others = (0..knowledge.rules.causes.len()).filter(|at| tried.binary_search(at).is_err());
        causes.extend(others.filter_map(strong));
    }
    causes
}

/// The causes that explain one of the codes, printed or canonical, and those whose standalone sign was seen.
fn tried(knowledge: &Knowledge<'_>, occurrence: &Occurrence) -> Vec<usize> {
    let mut tried: Vec<usize> = occurrence.standalone().collect();
    for id in occurrence.codes().flat_map(Code::ids) {
        tried.extend(knowledge.causes_of(&id).iter());
    }
    tried.sort_unstable();
    tried.dedup();
    tried
}

/// The causes that a code alone leaves.
struct Likely<'a> {
    /// In the order of the code's page.
    causes: Vec<Candidate<'a>>,
    /// Whether the code is one of the error's own, and not only what it amounts to.
    printed: bool,
}

/// The causes of the first code that has any: its own, and those of what it amounts to.
fn by_code_alone<'k>(knowledge: &'k Knowledge<'_>, codes: &[Code]) -> Likely<'k> {
    let own = codes.iter().filter_map(|code| code.id.clone()).map(|id| (id, true));
    // What a row amounts to says too little of what is behind it.
    let has_page = |code: &&Code| code.id.as_deref().is_none_or(|id| knowledge.catalog.code(id).is_some());
    let canonical = codes.first().filter(has_page).and_then(Code::canonical_id).map(|id| (id, false));
    let of_code = |(id, printed): (String, bool)| (knowledge.causes_of(&id), printed);
    let found = own.chain(canonical).map(of_code).find(|(causes, _)| !causes.is_empty());
    let Some((causes, printed)) = found else { return Likely { causes: Vec::new(), printed: false } };
    Likely { causes: causes.iter().filter_map(|at| candidate(knowledge, *at)).collect(), printed }
}

/// A cause of which nothing was seen.
fn candidate<'k>(knowledge: &'k Knowledge<'_>, cause: usize) -> Option<Candidate<'k>> {
    Some(Candidate {
        id: knowledge.rules.causes.get(cause)?.id,
        cause,
        strength: None,
        choice: Choice::default(),
        conditions: 0,
        bytes: 0,
        depth: 0,
        evidence: Vec::new(),
    })
}

/// What signs are tried on.
struct Trial<'t, 'k, 'a> {
    knowledge: &'k Knowledge<'a>,
    occurrence: &'t Occurrence,
    fields: &'t IndexedFields<'t>,
    codes: &'t [Code],
}

impl<'k, 'a> Trial<'_, 'k, 'a> {
    /// A cause, if one of the chosen signs holds.
    fn test(&self, at: usize, chosen: impl Fn(&'k Signs<'a>) -> &'k Lazy<'a, Vec<Sign<'a>>>) -> Option<Candidate<'k>> {
        self.best(at, chosen(self.knowledge.rules.causes.get(at)?).iter().as_slice())
    }

    /// A cause with that of some of its signs that proves most.
    fn best(&self, at: usize, signs: &'k [Sign<'a>]) -> Option<Candidate<'k>> {
        let id = self.knowledge.rules.causes.get(at)?.id;
        let possible = signs.iter().filter(|sign| self.fields.may_pass(sign.gate()));
        let held = possible.filter_map(|sign| {
            let evidence = signs::holds(sign, self.fields, &self.knowledge.patterns)?;
            Some(self.candidate(at, id, sign, evidence))
        });
        held.min_by(|a, b| rank::by_proof(a).cmp(&rank::by_proof(b)))
    }

    fn candidate(&self, cause: usize, id: &'k str, sign: &Sign<'_>, evidence: Vec<Evidence>) -> Candidate<'k> {
        // What only says the status in its own words proves nothing, unless the code alone is the sign.
        let is_code = |one: &&Evidence| matches!(one.field.as_str(), "code" | "format" | "http.status");
        let words: Vec<&Evidence> = evidence.iter().filter(|one| !is_code(one)).collect();
        let repeats_code = |one: &&Evidence| signs::repeats_a_code(self.knowledge, self.codes, one);
        let proves = sign.strength == Strength::Structured || words.is_empty() || !words.iter().all(repeats_code);
        let links = evidence.iter().filter_map(|one| self.occurrence.links.get(one.link?));
        Candidate {
            id,
            cause,
            strength: Some(if proves { sign.strength } else { Strength::Faint }),
            choice: sign.choice.clone(),
            conditions: sign.all.len(),
            bytes: evidence.iter().map(|one| one.matched.len()).sum(),
            depth: links.map(|link| link.depth).max().unwrap_or(0),
            evidence,
        }
    }
}
