//! Finds the secrets of a text.
//!
//! One pass finds the words that can introduce a secret. What follows each is parsed by hand, because the end of a value
//! depends on the quotes, brackets and escapes around it. Names and values may be escaped themselves, so the text is read
//! once more for each layer of escapes.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::entropy::looks_secret;
use super::find::{Hint, each};
use super::names::{Class, class};
use super::table::{COMMANDS, TOKENS, TRAILERS};
use super::{command, label, shape, url, value, view};
use crate::catalog::order::Order;

/// A secret in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Secret {
    pub span: Range<usize>,
    pub kind: &'static str,
}

/// The secrets of a text, in order and without overlaps.
pub(super) fn secrets(text: &[u8]) -> Vec<Secret> {
    let mut found = of_layer(text);
    let mut views = Vec::new();
    while views.len() < view::MAX_DEPTH {
        let above = views.last().map_or(text, |view: &crate::detect::text::escapes::Decoded| view.text.as_slice());
        let Some(next) = view::decoded(above) else { break };
        views.push(next);
        let source = |at: usize| views.iter().rev().fold(at, |at, view| view.source(at));
        let Some(view) = views.last() else { break };
        let deeper = of_layer(&view.text);
        // The end of a span is that of its last byte, which may be an escape.
        found.extend(deeper.into_iter().map(|secret| {
            let span = source(secret.span.start)..source(secret.span.end).min(text.len());
            Secret { span, kind: secret.kind }
        }));
    }
    merged(found)
}

/// Spans in order; those that overlap are one, with the kind of the longest.
pub(super) fn merged(mut found: Vec<Secret>) -> Vec<Secret> {
    found.order_by_key(|secret| (secret.span.start, std::cmp::Reverse(secret.span.end)));
    found.dedup_by(|next, kept| {
        let overlap = next.span.start < kept.span.end;
        if overlap && next.span.end > kept.span.end {
            kept.span.end = next.span.end;
        }
        overlap
    });
    found
}

fn of_layer(text: &[u8]) -> Vec<Secret> {
    let mut scan = Scan { text, found: Vec::new(), done: 0, barren: 0, told: 0 };
    each(text, |hint, start, end| scan.look(hint, start, end));
    scan.found
}

struct Scan<'t> {
    text: &'t [u8],
    found: Vec<Secret>,
    /// The end of the last span: everything before it is done.
    done: usize,
    /// The offset before which no token begins.
    barren: usize,
    /// The offset before which no scheme has a credential.
    told: usize,
}

impl Scan<'_> {
    fn look(&mut self, hint: Hint, start: usize, end: usize) {
        if start < self.done {
            return;
        }
        match hint {
            Hint::Name => self.name(start, end),
            Hint::Scheme => self.scheme(start, end),
            Hint::Jwt => self.jwt(start),
            Hint::Token(row) => self.token(start, usize::from(row)),
            Hint::Url => self.url(end),
            // A parser that splits `postgres://user:secret@db` at its colon leaves a URL without a scheme.
            Hint::Relative => {
                let before = start.checked_sub(1).and_then(|at| self.text.get(at));
                if before.is_none_or(|byte| byte.is_ascii_whitespace() || b"\"'`=([,<".contains(byte)) {
                    let [_, password] = url::url(self.text, end);
                    self.add(password, "password");
                }
            }
            Hint::Dsn => self.add(url::dsn(self.text, start, self.done.max(start.saturating_sub(512))), "password"),
            Hint::Oracle => self.add(url::oracle(self.text, end), "password"),
            Hint::Command(row) => {
                if let Some(row) = COMMANDS.get(usize::from(row)) {
                    self.add(command::password(self.text, start, end, row), "password");
                }
            }
            Hint::Parameter => self.parameter(start, end),
            Hint::Sql => self.sql(end),
            Hint::Middle => {
                if let Some((span, kind)) = shape::around(self.text, start, end) {
                    self.add(Some(span), kind);
                }
            }
            Hint::PemBegin => self.add(shape::pem_begin(self.text, start), "private key"),
            Hint::PemEnd => self.add(shape::pem_end(self.text, start, self.done), "private key"),
        }
    }

    fn add(&mut self, span: Option<Range<usize>>, kind: &'static str) {
        let Some(span) = span.filter(|span| span.start < span.end) else { return };
        let Some(written) = self.text.get(span.clone()) else { return };
        if label::length(written) == Some(written.len()) {
            return;
        }
        self.done = self.done.max(span.end);
        let kind = kind_of(self.text, &span).unwrap_or(kind);
        self.found.push(Secret { span, kind });
    }

    fn name(&mut self, start: usize, end: usize) {
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || b"_-.".contains(b);
        let stem = end;
        let end = trailed(self.text, stem);
        if self.text.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || b"_-".contains(b)) {
            return;
        }
        let floor = start.saturating_sub(64);
        let before = self.text.get(floor..start).unwrap_or_default();
        let first = start - before.iter().rev().take_while(|b| is_name(b)).count();
        // `API key`, `signing secret`: two words.
        let word = self.text.get(first.saturating_sub(16)..first).unwrap_or_default();
        let spaced = word.last() == Some(&b' ') && first == start;
        let length = word.iter().rev().skip(1).take_while(|b| b.is_ascii_alphanumeric()).count();
        let two = first - usize::from(spaced) * (1 + length);
        let known = [first, two].into_iter().find_map(|from| Some((class(self.text.get(from..stem)?)?, from..end)));
        let Some(((class, kind), name)) = known else { return };
        for span in value::secrets(self.text, name, class) {
            self.add(Some(span), kind);
        }
    }

    /// Masks `Bearer eyJ...`, `Basic dXNlcjpwYXNz`, `Digest ... response="6629..."` in the middle of a text.
    fn scheme(&mut self, start: usize, end: usize) {
        if start < self.told || !shape::begins_word(self.text, start) {
            return;
        }
        let word = self.text.get(start..end).unwrap_or_default().trim_ascii_end().to_ascii_lowercase();
        if word == b"digest" {
            return self.digest(end);
        }
        let end = start + word.len();
        let rest = self.text.get(end..).unwrap_or_default();
        let gap = match rest {
            [b'%', b'2', b'0', ..] => 3,
            [b'+', next, ..] if next.is_ascii_alphanumeric() => 1,
            _ => rest.iter().take_while(|b| b" \t".contains(b)).count(),
        };
        if gap == 0 {
            return;
        }
        let at = end + gap;
        let rest = self.text.get(at..).unwrap_or_default();
        let plain = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"._~+/-".contains(b)).count();
        let padded = plain + rest.iter().skip(plain).take_while(|b| **b == b'=').count();
        // `Bearer realm=` begins a challenge.
        let parameter =
            padded > plain && rest.get(padded).is_some_and(|b| b.is_ascii_alphanumeric() || b"\"'\\[".contains(b));
        if plain == 0 || parameter {
            return;
        }
        let credential = std::str::from_utf8(rest.get(..plain).unwrap_or_default()).unwrap_or_default();
        if looks_secret(credential) || word == b"basic" && is_user_and_password(credential) {
            self.add(Some(at..at + padded), "token");
        } else {
            self.told = at + plain;
        }
    }

    fn digest(&mut self, end: usize) {
        let rest = self.text.get(end..).unwrap_or_default();
        let near = rest.get(..rest.len().min(1024)).unwrap_or_default();
        let line = near.get(..memchr::memchr(b'\n', near).unwrap_or(near.len())).unwrap_or_default();
        if let Some(at) = memchr::memmem::find(line, b"response=") {
            let name = end + at..end + at + b"response".len();
            for span in value::secrets(self.text, name, Class::Secret) {
                self.add(Some(span), "digest");
            }
        }
    }

    fn jwt(&mut self, start: usize) {
        if start < self.barren {
            return;
        }
        match shape::jwt(self.text, start) {
            Some(span) => self.add(Some(span), "jwt"),
            None => self.barren = shape::run_end(self.text, start),
        }
    }

    fn token(&mut self, start: usize, row: usize) {
        let Some(row) = TOKENS.get(row).filter(|row| row.begin.contains('/') || shape::begins_word(self.text, start))
        else {
            return;
        };
        let Some(span) = shape::token(self.text, start, row) else { return };
        let end = span.end;
        self.add(Some(span), &row.kind);
        if &*row.kind == "AWS key" {
            self.add(shape::after_key(self.text, end), "secret key");
        }
    }

    fn url(&mut self, end: usize) {
        let [user, password] = url::url(self.text, end);
        self.add(user, "token");
        self.add(password, "password");
    }

    /// Masks `?code=...&state=...`: in a URL or a form, and if the value is long and random.
    fn parameter(&mut self, start: usize, end: usize) {
        let before = start.checked_sub(1).and_then(|at| self.text.get(at));
        let rest = self.text.get(end..).unwrap_or_default();
        let length =
            rest.iter().take(4096).take_while(|b| b.is_ascii_alphanumeric() || b"-._~+/%=".contains(b)).count();
        let form =
            rest.get(length) == Some(&b'&') && before.is_none_or(|b| !b.is_ascii_alphanumeric() && !b"_-.".contains(b));
        if !before.is_some_and(|b| b"?&#".contains(b)) && !form {
            return;
        }
        let value = std::str::from_utf8(rest.get(..length).unwrap_or_default()).unwrap_or_default();
        if length >= 12 && looks_secret(value) {
            self.add(Some(end..end + length), "code");
        }
    }

    /// Masks `IDENTIFIED BY 'secret'`, `IDENTIFIED WITH plugin BY 'secret'`.
    fn sql(&mut self, end: usize) {
        let rest = self.text.get(end..).unwrap_or_default();
        let near = rest.get(..160).unwrap_or(rest);
        let near = near.get(..memchr::memchr2(b';', b'\n', near).unwrap_or(near.len())).unwrap_or_default();
        let after = |word: &[u8]| memchr::memmem::find(&near.to_ascii_uppercase(), word).map(|at| at + word.len());
        let by_then = |at: usize| after(b" PASSWORD ").filter(|next| *next < at + 12).unwrap_or(at);
        let by = self.text.get(end - 2..end).is_some_and(|word| word.eq_ignore_ascii_case(b"by"));
        let Some(at) = (if by { Some(by_then(0)) } else { after(b" BY ").or_else(|| after(b" AS ")) }) else { return };
        let inner = near.get(at..).unwrap_or_default();
        let blank = inner.iter().take_while(|b| b" \t\\".contains(b)).count();
        let inner = inner.get(blank..).unwrap_or_default();
        if label::length(inner).is_some() {
            return;
        }
        let quote = inner.first().filter(|b| b"'\"`".contains(b));
        let start = usize::from(quote.is_some());
        let stop =
            |b: &u8| quote.map_or(b.is_ascii_whitespace() || b")'\"`".contains(b), |quote| b == quote || *b == b'\\');
        let length = inner.iter().skip(start).position(stop).unwrap_or(inner.len().saturating_sub(start));
        let from = end + at + blank + start;
        self.add(value::unless_harmless(self.text, from..from + length), "password");
    }
}

/// What a value is by its own shape, whatever its name is.
fn kind_of(text: &[u8], span: &Range<usize>) -> Option<&'static str> {
    let value = text.get(span.clone())?;
    if value.starts_with(b"eyJ") {
        return shape::jwt(value, 0).map(|_| "jwt");
    }
    let fits =
        |row: &&super::table::Token| value.starts_with(row.begin.as_bytes()) && shape::token(value, 0, row).is_some();
    TOKENS.iter().find(fits).map(|row| &*row.kind)
}

/// The end of a name with what may follow it: `token_value`, `passwordConfirmation`, `password2`.
fn trailed(text: &[u8], end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let digits =
        |at: usize| at + rest.get(at..).unwrap_or_default().iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    let parted = |at: usize| rest.get(at).is_none_or(|b| !b.is_ascii_alphanumeric() && !b"_-".contains(b));
    let separator = usize::from(rest.first().is_some_and(|b| b"_-".contains(b)));
    let number = digits(separator);
    if number > separator && rest.get(number).is_none_or(|b| *b != b'.') {
        return end + number;
    }
    let word = rest.get(separator..).unwrap_or_default();
    let camel = separator == 0 && word.first().is_some_and(u8::is_ascii_uppercase);
    let fits = |one: &&&str| {
        word.get(..one.len()).is_some_and(|word| word.eq_ignore_ascii_case(one.as_bytes()))
            && parted(separator + one.len())
    };
    let found = TRAILERS.iter().find(fits).filter(|_| camel || separator == 1);
    found.map_or(end, |one| end + separator + one.len())
}

/// Whether a credential is `user:password` in base64.
fn is_user_and_password(credential: &str) -> bool {
    let plain = STANDARD_NO_PAD.decode(credential).or_else(|_| URL_SAFE_NO_PAD.decode(credential));
    plain.is_ok_and(|bytes| bytes.len() > 2 && bytes.contains(&b':') && bytes.iter().all(|b| !b.is_ascii_control()))
}
