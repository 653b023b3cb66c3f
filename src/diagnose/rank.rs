//! The order of causes: the class of the evidence, then how near to the root it was seen, then how much of it there is. Of two parts
//! of one message, `outer: inner`, the inner one says why.

use std::cmp::Reverse;

use super::{Candidate, Evidence};
use crate::catalog::order::Order;
use crate::catalog::source::Strength;
use crate::field::{Field, Fields};
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

/// The order of a cause's own signs, by what they prove and how deep it was seen: the cause that a chain ends with counts as one that was
/// seen there.
pub(super) fn by_proof(candidate: &Candidate<'_>) -> impl Ord + use<> {
    (class(candidate.strength), Reverse((candidate.depth, candidate.conditions, candidate.bytes)))
}

/// Puts the likeliest cause first. `in_root` says whether evidence at a depth was seen in the root.
pub(super) fn sort(
    causes: &mut Vec<Candidate<'_>>,
    knowledge: &Knowledge<'_>,
    fields: &Fields,
    in_root: impl Fn(usize) -> bool,
) {
    let likelihood =
        |candidate: &Candidate<'_>| knowledge.rules.causes.get(candidate.cause).map(|signs| signs.likelihood);
    causes.order_by_key(|candidate| {
        let more = Reverse((candidate.conditions, candidate.bytes));
        (class(candidate.strength), !in_root(candidate.depth), more, likelihood(candidate), candidate.id.to_owned())
    });
    settle(causes, knowledge, fields);
}

/// Moves a cause before those of the same class that it is declared to come before, or whose message wraps its own. What is moved
/// may jump over a third one that is declared to come before it, so this is repeated until nothing moves; a cycle of declarations
/// ends it too.
fn settle(causes: &mut Vec<Candidate<'_>>, knowledge: &Knowledge<'_>, fields: &Fields) {
    for _ in 0..causes.len() {
        let mut settled = true;
        for at in 1..causes.len() {
            let Some(signs) = knowledge.rules.causes.get(causes[at].cause) else { continue };
            let own = class(causes[at].strength);
            let declared = |one: &Candidate<'_>| {
                knowledge.rules.causes.get(one.cause).is_some_and(|signs| signs.over.contains(&causes[at].id))
            };
            let yields = |one: &Candidate<'_>| {
                let wraps = || !declared(one) && wraps(fields, one, &causes[at]);
                class(one.strength) == own && (signs.over.contains(&one.id) || wraps())
            };
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

/// Whether the message of a cause goes on, behind a colon, with that of another: `failed to dial: connection error: no such host`.
fn wraps(fields: &Fields, outer: &Candidate<'_>, inner: &Candidate<'_>) -> bool {
    let is_sentence = |one: &Candidate<'_>| one.strength == Some(Strength::Distinctive);
    if !is_sentence(outer) || !is_sentence(inner) {
        return false;
    }
    let (Some(before), Some(after)) = (in_message(outer), in_message(inner)) else { return false };
    let is_its_own = |field: &&Field| field.name == "message" && field.link == before.link;
    let message = fields.iter().find(is_its_own).map(|field| field.value.as_str()).unwrap_or_default();
    let between = || {
        let end = message.find(&before.matched)? + before.matched.len();
        message.get(end..message.find(&after.matched)?)
    };
    before.link == after.link
        && between().is_some_and(|between| {
            let colon = between.trim_start_matches(['"', '\'', ')', ']']).starts_with(": ");
            colon || before.matched.trim_end_matches(' ').ends_with(':')
        })
}

/// What was seen of a cause in a message.
fn in_message<'c>(candidate: &'c Candidate<'_>) -> Option<&'c Evidence> {
    candidate.evidence.iter().find(|one| one.field == "message")
}
