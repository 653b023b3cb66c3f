//! Rule 3g: a record that only says that something failed.

use super::record::Record;
use crate::detect::detection::Code;
use crate::knowledge::Knowledge;

/// Rule 3g: whether a record says no more than that something failed of which another line speaks: by all its sentences, or by
/// a bare code, such as `ErrImagePull` below the registry's answer.
pub(super) fn follows(knowledge: &Knowledge<'_>, record: &Record) -> bool {
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
