//! Secrets that are recognised by their own shape anywhere in a text: tokens, private keys, passwords in URLs.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;
use regex::bytes::Regex;

use super::names::{is_harmless, looks_secret};

/// One alternation, tried only where one of its literals is. The group that matches is the prefix that says what kind
/// of token it is; it is not masked.
static TOKENS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x-u)\A(?:
          ()eyJ[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]*){0,3}
        | (AKIA|ASIA)[0-9A-Z]{16}\b (?:[\s,:;|'\x22]{1,4}[A-Za-z0-9/+]{40,})?
        | (AIza)[\w-]{20,} | (ya29\.)[\w.-]{10,} | (1//0)[\w-]{20,} | (GOCSPX-)[\w-]{10,}
        | (gh[pousr]_)\w{16,} | (github_pat_)\w{16,} | (glpat-)[\w-]{16,} | (npm_)\w{30,} | (hf_)\w{20,}
        | (xox[a-z]-)[\w-]{8,} | (xapp-)[\w-]{8,} | (sk-)[\w-]{16,} | ([srp]k_(?:live|test)_)\w{10,}
        | (SG\.)[\w-]{16,}\.[\w-]{16,} | (hv[sb]\.)[\w-]{20,} | (dop_v1_)\w{32,} | (dckr_pat_)[\w-]{16,} | (shpat_)\w{16,}
        | (hooks\.slack\.com/services/)[\w/-]{20,} | (api/webhooks/\d{5,}/)[\w-]{20,}
        )",
    )
    .ok()
});

/// The span to mask of a token that begins at `at`.
pub(super) fn token(text: &[u8], at: usize) -> Option<Range<usize>> {
    let captures = TOKENS.as_ref()?.captures(text.get(at..)?)?;
    let kind = captures.iter().skip(1).flatten().next().map_or(0, |kind| kind.end());
    let end = captures.get(0).map_or(0, |all| all.end());
    (kind < end).then(|| at + kind..at + end)
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

/// How far the password of a URL is looked for. The limit keeps the time linear.
const MAX_PASSWORD_BYTES: usize = 512;

/// The password of a URL whose authority begins at `start`, after its `//`.
pub(super) fn url(text: &[u8], start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let stops = |b: &u8| b.is_ascii_whitespace() || b"\"'<>`\\".contains(b);
    let authority = rest.iter().take(MAX_PASSWORD_BYTES).take_while(|b| !stops(b) && !b"/?#".contains(b)).count();
    let authority = rest.get(..authority)?;
    let colon = memchr::memchr(b':', authority);
    let at_sign = memchr::memrchr(b'@', authority).or_else(|| {
        // A slash in a password breaks the URL, which may be the very error. Then what follows the colon is not a port.
        let port = authority.get(colon? + 1..)?;
        let is_port = port.iter().all(u8::is_ascii_digit) || port.contains(&b']');
        let word = rest.iter().take(MAX_PASSWORD_BYTES).take_while(|b| !stops(b));
        if is_port { None } else { word.enumerate().find(|(_, b)| **b == b'@').map(|(at, _)| at) }
    })?;
    let (from, to) = (colon.filter(|colon| *colon < at_sign), at_sign);
    let secret = match from {
        Some(colon) => start + colon + 1..start + to,
        None => start..start + to,
    };
    let value = std::str::from_utf8(text.get(secret.clone())?).ok()?;
    let hides = if from.is_some() { !value.is_empty() && !is_harmless(value) } else { looks_secret(value) };
    hides.then_some(secret)
}

/// The password before `@tcp(` of a Go data source name: `user:secret@tcp(db:3306)/shop`.
pub(super) fn dsn(text: &[u8], at: usize, floor: usize) -> Option<Range<usize>> {
    let before = text.get(floor..at)?;
    let word = before.iter().rposition(|b| b.is_ascii_whitespace() || b"\"'`=".contains(b)).map_or(0, |at| at + 1);
    let colon = before.get(word..)?.iter().position(|b| *b == b':')?;
    let secret = floor + word + colon + 1..at;
    let value = std::str::from_utf8(text.get(secret.clone())?).ok()?;
    (!value.is_empty() && !is_harmless(value)).then_some(secret)
}

/// The body of a private key whose `-----BEGIN` is at `at`: up to its end line, or as far as it looks like base64.
pub(super) fn pem_begin(text: &[u8], at: usize) -> Option<Range<usize>> {
    let head = text.get(at..)?;
    let label = head.get(..head.len().min(80))?;
    let closed = memmem::find(label.get(10..)?, b"-----")? + 15;
    let label = label.get(..closed)?;
    if memmem::find(label, b"PRIVATE KEY").is_none() || label.contains(&b'\n') {
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
    memmem::find(line.get(..line.len().min(60))?, b"PRIVATE KEY")?;
    let before = text.get(floor..at)?;
    let start = before.iter().rposition(|b| !is_pem(*b)).map_or(0, |at| at + 1);
    trim(text, floor + start, at)
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
