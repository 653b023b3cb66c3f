//! Secrets that are recognised by their own shape anywhere in a text: tokens, private keys.

use std::ops::Range;

use memchr::memmem;

use super::entropy::is_random;
use super::table::{Body, Token};

/// The span to mask of a token that begins at `at`, if its row of the table fits.
pub(super) fn token(text: &[u8], at: usize, row: &Token) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let rest = rest.strip_prefix(row.begin.as_bytes())?;
    let hexadecimal = row.more.contains('#');
    let capital = row.more.contains('^');
    let fits = |b: &u8| match b {
        b'#' | b'^' => false,
        _ if row.more.as_bytes().contains(b) => true,
        _ if hexadecimal => b.is_ascii_hexdigit(),
        _ if capital => b.is_ascii_uppercase() || b.is_ascii_digit(),
        _ => b.is_ascii_alphanumeric(),
    };
    let mut length = rest.iter().take_while(|b| fits(b)).count();
    // A sentence may end after it, and a URL go on.
    length -= rest.get(..length)?.iter().rev().take_while(|b| b".-/@=:".contains(b)).count();
    length += rest.get(length..)?.iter().take_while(|b| **b == b'=').count();
    let body = rest.get(..length)?;
    // Nothing else may follow a key in capitals, which is as long as it has to be.
    let ends = !capital
        || (&*row.more != "^" || length == row.least)
            && rest.get(length).is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_');
    let random = row.body == Body::Any || is_random(body);
    let start = at + if row.begin.contains('/') { row.begin.len() } else { 0 };
    (length >= row.least && ends && random).then(|| start..at + row.begin.len() + length)
}

/// The secret that often stands behind the id of an AWS key, and has no beginning of its own.
pub(super) fn after_key(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let gap = rest.iter().take(5).take_while(|b| b.is_ascii_whitespace() || b",:;|'\"/".contains(b)).count();
    let length = rest.get(gap..)?.iter().take_while(|b| b.is_ascii_alphanumeric() || b"/+".contains(b)).count();
    (gap > 0 && length >= 40).then(|| at + gap..at + gap + length)
}

/// A JWT, or the part of one that is left.
pub(super) fn jwt(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let part = |from: usize| {
        rest.get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b))
            .count()
    };
    let mut end = part(0);
    let mut parts = 1;
    while parts < 5 && rest.get(end) == Some(&b'.') {
        let more = part(end + 1);
        // A full stop behind the second part may end it, or a sentence.
        if more == 0 && parts != 2 || parts == 1 && more < 4 {
            break;
        }
        end += 1 + more;
        parts += 1;
    }
    if rest.get(end.wrapping_sub(1)) == Some(&b'.') && rest.get(end).is_none_or(|b| b.is_ascii_whitespace()) {
        end -= 1;
    }
    let whole = parts > 1 && part(0) >= 7;
    // The header of a token that was cut: {"alg": ...}, {"typ": ...}, {"kid": ...}.
    let header = [&b"eyJhbGciOi"[..], b"eyJ0eXAiOi", b"eyJraWQiOi", b"eyJlbmMiOi", b"eyJ4NXQiOi", b"eyJqa3UiOi"];
    let cut = part(0) >= 16 && header.iter().any(|head| rest.starts_with(head));
    (whole || cut).then(|| at..at + end)
}

/// A token around a part that only such tokens have: Terraform's `.atlasv1.`, Azure's `8Q~`.
pub(super) fn around(text: &[u8], start: usize, end: usize) -> Option<(Range<usize>, &'static str)> {
    let is = |more: &'static [u8]| move |b: &u8| b.is_ascii_alphanumeric() || more.contains(b);
    let terraform = text.get(start) == Some(&b'.');
    let more: &[u8] = if terraform { b"_-=" } else { b"_~.-" };
    let before = text
        .get(start.saturating_sub(20)..start)?
        .iter()
        .rev()
        .take_while(|b| is(if terraform { b"" } else { more })(b))
        .count();
    let mut after = text.get(end..)?.iter().take(128).take_while(|b| is(more)(b)).count();
    after -= text.get(end..end + after)?.iter().rev().take_while(|b| **b == b'.').count();
    let span = start - before..end + after;
    match terraform {
        true => (before >= 8 && after >= 30).then_some((span, "Terraform token")),
        false => (before == 3 && (28..=40).contains(&after)).then_some((span, "Azure secret")),
    }
}

/// The end of the run of token characters around `at`. If no token matches at `at`, none is tried again in this run.
pub(super) fn run_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"_-".contains(b)).count()
}

/// Whether a word can begin at `at`: no letter precedes it, except as part of an escape (`%20`, `\n`).
pub(super) fn begins_word(text: &[u8], at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    match before {
        [.., b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => true,
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., last] => !last.is_ascii_alphanumeric() && !b"_-".contains(last),
        [] => true,
    }
}

/// The body of a private key whose `-----BEGIN` is at `at`: up to its end line, or as far as it looks like base64.
pub(super) fn pem_begin(text: &[u8], at: usize) -> Option<Range<usize>> {
    let head = text.get(at..)?;
    let label = head.get(..head.len().min(80))?;
    let closed = memmem::find(label.get(10..)?, b"-----")? + 15;
    let label = label.get(..closed)?;
    if !is_private(label) || label.contains(&b'\n') {
        return None;
    }
    let start = at + closed;
    let body = text.get(start..)?;
    let end = body.iter().position(|b| !is_pem(*b)).unwrap_or(body.len());
    // Headers of old keys (`Proc-Type: 4,ENCRYPTED`) are not base64, so the end line is decisive if there is one.
    let end = memmem::find(body.get(..16 * 1024).unwrap_or(body), b"-----END").unwrap_or(end);
    trim(text, start, start + end)
}

/// The rest of a private key whose beginning was cut off. Its end line is at `at`.
pub(super) fn pem_end(text: &[u8], at: usize, floor: usize) -> Option<Range<usize>> {
    let line = text.get(at..)?;
    if !is_private(line.get(..line.len().min(60))?) {
        return None;
    }
    let before = text.get(floor..at)?;
    let start = before.iter().rposition(|b| !is_pem(*b)).map_or(0, |at| at + 1);
    trim(text, floor + start, at)
}

fn is_private(label: &[u8]) -> bool {
    memmem::find(label, b"PRIVATE KEY").is_some() || memmem::find(label, b"Static key").is_some()
}

fn is_pem(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/=\\ \t\r\n|".contains(&byte)
}

/// A span without the line breaks at its ends, which are not masked.
fn trim(text: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let body = text.get(start..end)?;
    let skip = match body {
        [b'\\', b'r', b'\\', b'n', ..] => 4,
        [b'\\', b'n', ..] => 2,
        _ => body.iter().take_while(|b| b.is_ascii_whitespace()).count(),
    };
    let kept = body.iter().rev().take_while(|b| b.is_ascii_whitespace()).count();
    let kept = if body.ends_with(b"\\n") { 2 } else { kept };
    (skip + kept < body.len()).then(|| start + skip..end - kept)
}
