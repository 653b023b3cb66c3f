//! Rule 3b: a library's own line about what another record reports.

use super::record::{Record, first_format, share_a_code};
use crate::detect::detection::Code;
use crate::knowledge::Knowledge;

/// Rule 3b: whether one is a library's own line about the failure that the other reports with a code: its cause explains
/// that code, and both are about one target; or they are neighbours, and one of them names no target. A line that follows
/// such an error must find it without a reason of its own, or be right below it.
pub(super) fn is_library_line(knowledge: &Knowledge<'_>, line: &Record, error: &Record, neighbours: bool) -> bool {
    if line.coded >= error.coded {
        return false;
    }
    let about_one = match (line.target.is_named(), error.target.is_named()) {
        (true, true) => line.target.is_same(&error.target),
        _ => neighbours,
    };
    let causes: Vec<&str> =
        line.occurrence.standalone().filter_map(|at| Some(knowledge.rules.causes.get(at)?.id)).collect();
    let own: Vec<&str> =
        error.occurrence.standalone().filter_map(|at| Some(knowledge.rules.causes.get(at)?.id)).collect();
    // Who got an answer had a connection: what breaks one is behind an HTTP status only where its own page says so, or
    // where a gateway speaks of the server behind it.
    let explainable = |code: &Code| {
        let of_http = code.number.filter(|_| code.system == "http").or(code.http.map(i64::from));
        let answered = of_http.is_some_and(|status| status < 502);
        code.own_ids().chain(code.canonical_id().filter(|_| !answered))
    };
    let explained = error.occurrence.codes().flat_map(explainable).any(|id| {
        let explaining = knowledge.catalog.causes_of(&id);
        causes.iter().any(|cause| explaining.contains(cause))
    });
    // An error that says itself why it happened needs no line to say so, unless it is the same cause.
    about_one && explained && (own.is_empty() || own.iter().any(|cause| causes.contains(cause)))
}

/// Whether both report one status about one target in different forms, and only one of them says why: the note of a retry,
/// and the last error.
pub(super) fn is_retry_note(earlier: &Record, later: &Record) -> bool {
    let one_target = earlier.target.is_named() && earlier.target.is_same(&later.target);
    let says_why = |record: &Record| record.occurrence.standalone().next().is_some();
    let one_says_why = !says_why(earlier) || !says_why(later);
    let forms = first_format(earlier) != first_format(later);
    one_target && one_says_why && forms && share_a_code(earlier, later)
}
