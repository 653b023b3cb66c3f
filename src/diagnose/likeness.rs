//! The order of the causes of an error of which only the code is known: by how alike its words and theirs are. What only
//! other products have is not among them.
//!
//! Likeness is no evidence: it makes no finding, and confidence stays low. It is asked for once for each finding, not for each
//! occurrence: an access log has a hundred thousand of them.

use super::{Candidate, Diagnosis, MAX_CAUSES, by_code_alone, candidate};
use crate::assemble::Occurrence;
use crate::catalog::likeness::Query;
use crate::catalog::model::Likelihood;
use crate::catalog::order::Order;
use crate::knowledge::Knowledge;

/// Of the causes of a canonical code, which is not printed, so many are listed.
const MAX_OF_CANONICAL: usize = 3;
/// How many causes are named for an error of which only its words say the kind of failure.
const MAX_NEAREST: usize = 3;
/// How much of the messages of an error is compared.
const MAX_BYTES: usize = 4096;

/// Puts the causes that only the code speaks for in the order of their likeness to the message, without those of products
/// that its record does not name. Without words the order stays as it is.
pub(crate) fn order_likely<'k>(knowledge: &'k Knowledge<'_>, diagnosis: &mut Diagnosis<'k>, record: &str) {
    if diagnosis.codes.is_empty() {
        if diagnosis.is_told_by_words() {
            add_nearest(knowledge, diagnosis);
        }
        return;
    }
    if diagnosis.proven().is_some() && !diagnosis.is_told_by_words() {
        return;
    }
    let record = record.to_ascii_lowercase();
    let systems: Vec<String> = diagnosis.occurrence.codes().map(|code| code.system.clone()).collect();
    let is_here = |candidate: &Candidate<'_>| {
        let within = knowledge.rules.causes.get(candidate.cause).and_then(|signs| signs.within.get());
        let is_named = |name: &&str| record.contains(*name) || systems.iter().any(|system| system == name);
        within.is_none_or(|names| names.is_empty() || names.iter().any(is_named))
    };
    diagnosis.causes.retain(|candidate| candidate.strength.is_some() || is_here(candidate));
    let names = names_of(knowledge, diagnosis);
    let query = Query::of_message(&words_of(&diagnosis.occurrence, diagnosis.root), &names);
    if query.is_empty() {
        return;
    }
    let scores = knowledge.catalog.likeness(&query);
    let likely = by_code_alone(knowledge, &diagnosis.codes);
    let score = |candidate: &Candidate<'_>| -> f32 {
        let likelihood = knowledge.rules.causes.get(candidate.cause).map(|signs| signs.likelihood);
        let prior = match likelihood {
            Some(Likelihood::Common) => 1.0,
            Some(Likelihood::Occasional) => 0.85,
            _ => 0.7,
        };
        // A single common word is no likeness: without this, the right one was first in two of 112 errors fewer.
        let alike = || knowledge.catalog.is_alike(&query, candidate.id);
        Some(knowledge.catalog.likeness_of(&scores, candidate.id) * prior)
            .filter(|score| *score > 0.0 && alike())
            .unwrap_or(0.0)
    };
    let here = likely.causes.into_iter().filter(is_here);
    let mut scored: Vec<(f32, Candidate<'k>)> = here.map(|one| (score(&one), one)).collect();
    // Causes with equal scores, and those that share no word, keep their order.
    scored.order_by(|a, b| b.0.total_cmp(&a.0));
    if !likely.printed {
        scored.truncate(MAX_OF_CANONICAL);
    }
    diagnosis.causes.retain(|candidate| candidate.strength.is_some());
    let seen: Vec<&str> = diagnosis.causes.iter().map(|candidate| candidate.id).collect();
    let others = scored.into_iter().map(|(_, candidate)| candidate).filter(|candidate| !seen.contains(&candidate.id));
    diagnosis.causes.extend(others);
    diagnosis.causes.truncate(MAX_CAUSES);
}

/// Adds the causes that are like an error of which only its words say the kind of failure.
fn add_nearest<'k>(knowledge: &'k Knowledge<'_>, diagnosis: &mut Diagnosis<'k>) {
    let near = knowledge.catalog.alike(&words_of(&diagnosis.occurrence, diagnosis.root), MAX_NEAREST);
    let places = near.iter().filter_map(|one| knowledge.rules.cause(one.near.id));
    diagnosis.causes.extend(places.filter_map(|cause| candidate(knowledge, cause)));
}

/// What the codes of an error are called.
fn names_of(knowledge: &Knowledge<'_>, diagnosis: &Diagnosis<'_>) -> String {
    let mut names = String::new();
    for code in &diagnosis.codes {
        let page = code.id.as_deref().and_then(|id| knowledge.catalog.code_page(id));
        let aliases = page.iter().flat_map(|page| page.aliases.iter().copied());
        for name in [code.code.as_str()].into_iter().chain(aliases).chain(code.id.as_deref()) {
            names.push_str(name);
            names.push(' ');
        }
    }
    names
}

/// The messages of all links, the root's first.
fn words_of(occurrence: &Occurrence, root: usize) -> String {
    let (rooted, others): (Vec<_>, Vec<_>) = occurrence.links.iter().enumerate().partition(|(at, _)| *at == root);
    let mut text = String::new();
    for (_, link) in rooted.into_iter().chain(others) {
        text.push_str(&link.message);
        text.push('\n');
    }
    let end = (0..=text.len().min(MAX_BYTES)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.truncate(end);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::{Link, Relation};
    use crate::detect::detection::DetectionKind;
    use crate::field::Fields;

    fn words(messages: &[&str], root: usize) -> String {
        let link = |message: &&str| Link {
            kind: DetectionKind::Format(0),
            format: String::new(),
            codes: Vec::new(),
            message: (*message).to_owned(),
            span: 0..0,
            severity: None,
            depth: 0,
            relation: Relation::First,
            shadowed: Vec::new(),
        };
        let (links, fields) = (messages.iter().map(link).collect(), Fields::default());
        let occurrence =
            Occurrence { span: 0..0, links, fields, language: None, truncated: false, joined_by: Vec::new() };
        words_of(&occurrence, root)
    }

    #[test]
    fn the_messages_are_compared_from_the_roots_on_up_to_a_length() {
        assert_eq!(words(&[], 0), "");
        assert_eq!(words(&["one", "two", "six"], 1), "two\none\nsix\n");
        let long = "x".repeat(4000);
        assert_eq!(words(&["one", &long], 1), format!("{long}\none\n"));
        assert_eq!(words(&[&long, &"y".repeat(4000)], 0), format!("{long}\n{}", "y".repeat(95)));
        // No character is cut.
        assert_eq!(words(&[&"ä".repeat(4000)], 0), "ä".repeat(2048));
        assert_eq!(words(&[&format!("x{}", "ä".repeat(4000))], 0), format!("x{}", "ä".repeat(2047)));
    }
}
