//! The order of causes: the class of the evidence, then how near to the root it was seen, then how much of it there is.

use std::cmp::Reverse;

use super::Candidate;
use crate::catalog::order::Order;
use crate::catalog::source::Strength;
use crate::knowledge::Knowledge;

/// What a candidate's evidence proves; smaller is more.
pub(super) fn class(strength: Option<Strength>) -> u8 {
    match strength {
        Some(Strength::Structured) => 0,
        Some(Strength::Distinctive) => 1,
        Some(Strength::Weak) => 2,
        Some(Strength::Words) => 3,
        Some(Strength::Faint) => 4,
        None => 5,
    }
}

/// The order of a cause's own signs, by what they prove.
pub(super) fn by_proof(candidate: &Candidate<'_>) -> impl Ord + use<> {
    (class(candidate.strength), Reverse((candidate.conditions, candidate.bytes)))
}

/// Puts the likeliest cause first. `in_root` says whether evidence at a depth was seen in the root.
pub(super) fn sort(causes: &mut Vec<Candidate<'_>>, knowledge: &Knowledge<'_>, in_root: impl Fn(usize) -> bool) {
    let likelihood =
        |candidate: &Candidate<'_>| knowledge.rules.causes.get(candidate.cause).map(|signs| signs.likelihood);
    causes.order_by_key(|candidate| {
        let more = Reverse((candidate.conditions, candidate.bytes));
        (class(candidate.strength), !in_root(candidate.depth), more, likelihood(candidate), candidate.id.to_owned())
    });
    settle(causes, knowledge);
}

/// Moves a cause before those of the same class that it is declared to come before. What is moved may jump over a third one
/// that is declared to come before it, so this is repeated until nothing moves; a cycle of declarations ends it too.
fn settle(causes: &mut Vec<Candidate<'_>>, knowledge: &Knowledge<'_>) {
    for _ in 0..causes.len() {
        let mut settled = true;
        for at in 1..causes.len() {
            let Some(signs) = knowledge.rules.causes.get(causes[at].cause) else { continue };
            let own = class(causes[at].strength);
            let yields = |one: &Candidate<'_>| class(one.strength) == own && signs.over.contains(&one.id);
            if let Some(first) = causes[..at].iter().position(yields) {
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
