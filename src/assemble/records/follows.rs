//! Rule 3g: a record that only says that something failed.

use super::record::{Coded, Record};
use crate::detect::detection::Code;
use crate::knowledge::Knowledge;

/// Rule 3g: whether the later one only says that what the earlier one reports failed.
pub(super) fn only_follows(knowledge: &Knowledge<'_>, earlier: &Record, later: &Record) -> bool {
    (follows(knowledge, later) && !follows(knowledge, earlier)) || says_less(knowledge, earlier, later)
}

/// Whether the sentences of the later one, which has no code, belong to causes that one of the earlier one is declared to come before:
/// `Host key verification failed.` below the warning that the key has changed.
fn says_less(knowledge: &Knowledge<'_>, earlier: &Record, later: &Record) -> bool {
    let signs = |at: usize| knowledge.rules.causes.get(at);
    let is_below = |at: usize| {
        let id = signs(at).map(|cause| cause.id);
        earlier.occurrence.standalone().filter_map(signs).any(|cause| cause.over.iter().any(|over| Some(*over) == id))
    };
    let mut said = later.occurrence.standalone().peekable();
    later.coded == Coded::No && said.peek().is_some() && said.all(is_below)
}

/// Whether a record says no more than that something failed of which another line speaks: by all its sentences, or by a bare code,
/// such as `ErrImagePull` below the registry's answer.
fn follows(knowledge: &Knowledge<'_>, record: &Record) -> bool {
    let is_follower = |at: usize| knowledge.rules.causes.get(at).is_some_and(|cause| cause.follows);
    let mut said = record.occurrence.standalone().peekable();
    match said.peek() {
        Some(_) => said.all(is_follower),
        None => {
            let of_follower =
                |code: &Code| code.own_ids().any(|id| knowledge.causes_of(&id).iter().any(|at| is_follower(*at)));
            record.bare && record.occurrence.codes().all(of_follower)
        }
    }
}
