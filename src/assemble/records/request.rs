//! Rules 3d and 3j: two records of one request, or of one list of headers.

use super::record::{Record, any_pair};
use super::repeats::are_equal;
use crate::detect::detection::Code;
use crate::detect::text::lines;
use crate::knowledge::Knowledge;

/// Whether both name one request, by its id or the port of its client, and report one code for it.
pub(super) fn is_same_request(knowledge: &Knowledge<'_>, text: &[u8], earlier: &Record, later: &Record) -> bool {
    let same_code = any_pair(earlier, later, Code::is_same);
    let same_request = || {
        let id = earlier.request(knowledge, text);
        id.is_some() && id == later.request(knowledge, text)
    };
    same_code && !are_equal(earlier, later) && same_request()
}

/// Headers of which a list of headers has one.
const HEADERS: [&str; 12] = [
    "www-authenticate",
    "proxy-authenticate",
    "content-type",
    "content-length",
    "date",
    "server",
    "connection",
    "cache-control",
    "set-cookie",
    "retry-after",
    "transfer-encoding",
    "vary",
];
/// A list of headers that is longer is none.
const MAX_HEADERS: usize = 64;
/// A longer word before a colon is no name of a header.
const MAX_NAME_BYTES: usize = 48;

/// Whether both are lines of one list of headers, and one of them is its status, as browsers and HTTP/2 clients print it.
///
/// ```text
/// server: Kestrel
/// status: 401
/// www-authenticate: Bearer error="invalid_token"
/// ```
pub(super) fn are_of_one_head(text: &[u8], earlier: &Record, later: &Record) -> bool {
    let is_status = |one: &Record| one.bare && one.occurrence.codes().all(Code::is_status);
    if is_status(earlier) == is_status(later) || later.line.saturating_sub(earlier.last_line) > MAX_HEADERS {
        return false;
    }
    let first = lines::around(text, earlier.occurrence.span.start);
    let last = lines::around(text, later.occurrence.span.start);
    let all = std::iter::successors(Some(first), |line| lines::after(text, line.end));
    let names = all.take_while(|line| line.start <= last.start).map(|line| name_of_header(&text[line]));
    let names: Option<Vec<&[u8]>> = names.collect();
    let is_header = |name: &&[u8]| HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    names.is_some_and(|names| names.iter().any(is_header))
}

/// The name before the first colon of a line: `www-authenticate`, `:status`, and as a browser shows it, `Status Code`.
fn name_of_header(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    let pseudo = usize::from(line.first() == Some(&b':'));
    let colon = pseudo + line.get(pseudo..)?.iter().position(|byte| *byte == b':')?;
    let name = line.get(pseudo..colon)?;
    let is_name = !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b' '));
    (is_name && name.iter().filter(|byte| **byte == b' ').count() <= 1).then_some(name)
}
