//! Rule 3c: a record that says nothing but the status of another one.

use std::collections::BTreeSet;

use super::record::{Coded, Record, any_pair};
use crate::catalog::model::Canonical;
use crate::detect::detection::Code;
use crate::detect::text::lines;
use crate::records::Prefix;

/// Whether the later one has a code of the earlier one, or the status that a client makes of it: a client's UNAVAILABLE
/// below a proxy's 503. The name of a reason says why: `invalid_grant` is more than a 401.
pub(super) fn share_a_status(earlier: &Record, later: &Record) -> bool {
    let translates =
        |from: &Code, to: &Code| from.system == "http" && to.system != "http" && from.canonical == to.canonical;
    let all_statuses = later.occurrence.codes().all(Code::is_status);
    any_pair(earlier, later, |from, to| from.is_same(to) || all_statuses && from.is_status() && translates(from, to))
}

/// Whether the later one is a sentence right below a record that says nothing but its status: the body of the answer.
///
/// ```text
/// HTTP Error 403: Forbidden
/// The from address does not match a verified Sender Identity.
/// ```
pub(super) fn is_body_of_status(text: &[u8], earlier: &Record, later: &Record) -> bool {
    let is_status = earlier.bare && earlier.occurrence.codes().all(Code::is_status);
    let own = || lines::around(text, later.occurrence.span.start);
    let is_said = || Prefix::read(&text[own()]) == Prefix::default();
    is_status && later.coded == Coded::No && later.line == earlier.last_line + 1 && is_said()
}

/// Words of a message that say nothing beside its code.
const EMPTY_WORDS: [&str; 36] = [
    "a",
    "an",
    "and",
    "are",
    "at",
    "axioserror",
    "call",
    "client",
    "code",
    "connection",
    "currently",
    "error",
    "exception",
    "exit",
    "failed",
    "failure",
    "from",
    "grpc",
    "got",
    "http",
    "httperror",
    "is",
    "of",
    "received",
    "request",
    "responded",
    "response",
    "returned",
    "rpc",
    "server",
    "service",
    "status",
    "statuscode",
    "the",
    "unexpected",
    "with",
];

/// Whether a message says nothing but its code: a number, the name of the code, its reason phrase.
pub(super) fn is_bare<'c>(message: &str, codes: impl Iterator<Item = &'c Code>) -> bool {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for code in codes {
        let canonical = code.canonical.map(Canonical::slug).unwrap_or_default();
        names.extend(words(&code.code).chain(words(&canonical)));
        names.extend(code.number.and_then(http_reason).into_iter().flat_map(words));
    }
    words(message).all(|word| {
        EMPTY_WORDS.contains(&word.as_str()) || names.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The words of a text in small letters; a capital within a word begins a new one.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut small = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (small && c.is_uppercase()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    words.into_iter().filter(|word| !word.is_empty())
}

/// The reason phrases that clients print (RFC 9110, section 15), for those whose words are not the code's own.
fn http_reason(number: i64) -> Option<&'static str> {
    Some(match number {
        400 => "bad request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        409 => "conflict",
        412 => "precondition failed",
        413 => "payload content too large",
        422 => "unprocessable content entity",
        429 => "too many requests",
        500 => "internal server error",
        501 => "not implemented",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout time out",
        _ => return None,
    })
}
