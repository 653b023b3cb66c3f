//! Passwords in URLs and data source names.

use std::ops::Range;

use super::entropy::looks_secret;
use super::label;
use super::names::is_harmless;

/// How far the password of a URL is looked for. The limit keeps the time linear.
const MAX_PASSWORD_BYTES: usize = 512;

/// The user, if it looks like a token, and the password of a URL whose authority begins at `start`, after its `//`.
pub(super) fn url(text: &[u8], start: usize) -> [Option<Range<usize>>; 2] {
    let none = [None, None];
    let rest = text.get(start..).unwrap_or_default();
    let stops = |b: &u8| b.is_ascii_whitespace() || b"\"'<>`\\".contains(b);
    let word = rest.iter().take(MAX_PASSWORD_BYTES).take_while(|b| !stops(b)).count();
    let Some(word) = rest.get(..word) else { return none };
    let authority = word.iter().position(|b| b"/?#".contains(b)).unwrap_or(word.len());
    let colon = word.get(..authority).and_then(|authority| memchr::memchr(b':', authority));
    let Some(at_sign) = at_sign(word, authority, colon) else { return none };
    let colon = colon.filter(|colon| *colon < at_sign);
    let user = start..start + colon.unwrap_or(at_sign);
    // An e-mail address is a name.
    let is_token = |user: &str| looks_secret(user) && !user.contains("%40") && !user.contains('@');
    let user = value(text, &user).is_some_and(is_token).then_some(user);
    let password = colon.map(|colon| start + colon + 1..start + at_sign);
    let hides = |span: &Range<usize>| value(text, span).is_some_and(|value| !value.is_empty() && !is_harmless(value));
    [user, password.filter(hides)]
}

/// The sign that ends the user information. A password may hold `@`, `/` and `#`, which breaks the URL: that may be the error.
fn at_sign(word: &[u8], authority: usize, colon: Option<usize>) -> Option<usize> {
    let first = memchr::memrchr(b'@', word.get(..authority)?);
    let Some(colon) = colon else {
        // A token in place of the user may hold a slash.
        let last = || memchr::memrchr(b'@', word).filter(|at| is_host(word.get(at + 1..).unwrap_or_default()));
        let token = |at: &usize| {
            let user = word.get(..*at).unwrap_or_default();
            !user.contains(&b'.') && std::str::from_utf8(user).is_ok_and(looks_secret)
        };
        return first.or_else(|| last().filter(token));
    };
    let query = memchr::memchr(b'?', word).unwrap_or(word.len());
    let limit = if first.is_some() { query } else { word.len() };
    let last = word.get(..limit)?.iter().enumerate().rev().find(|(at, b)| {
        let before = at.checked_sub(1).and_then(|at| word.get(at));
        **b == b'@' && before != Some(&b'/') && is_host(word.get(at + 1..).unwrap_or_default())
    });
    let last = last.map(|(at, _)| at).filter(|at| *at > colon);
    if first.is_some() {
        return last.or(first);
    }
    // What follows the colon is the port, and a path holds the sign.
    let port = word.get(colon + 1..authority)?;
    let is_port = port.len() < 6 && port.iter().all(u8::is_ascii_digit) || port.contains(&b']');
    last.filter(|_| !is_port)
}

/// Whether a text begins like the host of a URL.
fn is_host(text: &[u8]) -> bool {
    let length = text.iter().take_while(|b| b.is_ascii_alphanumeric() || b".-_[]:,".contains(b)).count();
    let host = text.get(..length).unwrap_or_default();
    length > 0 && !host.starts_with(b"sha256:") && text.get(length).is_none_or(|b| b"/?#;)".contains(b))
}

/// The password before `@tcp(` of a Go data source name: `user:secret@tcp(db:3306)/shop`.
pub(super) fn dsn(text: &[u8], at: usize, floor: usize) -> Option<Range<usize>> {
    let before = text.get(floor..at)?;
    let word = before.iter().rposition(|b| b.is_ascii_whitespace() || b"\"'`".contains(b)).map_or(0, |at| at + 1);
    let colon = before.get(word..)?.iter().position(|b| *b == b':')?;
    let secret = floor + word + colon + 1..at;
    value(text, &secret).is_some_and(|value| !value.is_empty() && !is_harmless(value)).then_some(secret)
}

/// The password of `jdbc:oracle:thin:user/secret@host`; `at` is after `jdbc:oracle:`.
pub(super) fn oracle(text: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let word =
        rest.iter().take(MAX_PASSWORD_BYTES).take_while(|b| !b.is_ascii_whitespace() && !b"\"'<>`".contains(b)).count();
    let word = rest.get(..word)?;
    let slash = memchr::memchr(b'/', word)?;
    let end = memchr::memrchr(b'@', word)?;
    value(text, &(at + slash + 1..at + end)).is_some_and(|value| !is_harmless(value)).then(|| at + slash + 1..at + end)
}

fn value<'t>(text: &'t [u8], span: &Range<usize>) -> Option<&'t str> {
    let value = text.get(span.clone())?;
    std::str::from_utf8(value).ok().filter(|_| label::length(value) != Some(value.len()))
}
