//! The only door through which input text reaches an output.
//!
//! Renderers take [`Redacted`], and only a [`Masker`] makes one: it masks secrets first, then makes control characters
//! visible. Mask text before you cut it: half a keyword no longer shows that a secret follows. What is cut from a record, or
//! decoded from it, is shown by the [`Known`] secrets of that record: a value without its name is still the same value.

mod command;
mod entropy;
mod find;
mod known;
mod label;
pub(crate) mod names;
mod scan;
mod separator;
mod shape;
mod strict;
mod table;
mod url;
mod value;
mod view;
mod visible;

pub(crate) use visible::{is_hidden, visible};

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Serialize;

pub(crate) use entropy::looks_secret;
pub(crate) use known::Known;
pub(crate) use label::{alike, unnumbered};
use scan::Secret;

/// Text of the input that may be shown: secrets masked, control characters made visible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Redacted(String);

impl Redacted {
    /// The text, safe to print.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// How much is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Redaction {
    /// Secrets.
    #[default]
    Secrets,
    /// Secrets, and what says who and where: e-mail and IP addresses, users and hosts.
    Strict,
    /// Nothing. Control characters are made visible all the same.
    Nothing,
}

/// How many passes a text gets at most, until nothing changes: a mask or an escape can uncover another secret.
const MAX_PASSES: usize = 6;

/// Masks the texts of a run, in which equal secrets have equal labels.
#[derive(Debug, Default)]
pub(crate) struct Masker {
    labels: label::Labels,
    redaction: Redaction,
}

impl Masker {
    /// Masks so much.
    pub(crate) fn new(redaction: Redaction) -> Masker {
        Masker { redaction, ..Masker::default() }
    }

    /// Makes input text safe to print. Line feeds and tabs stay; a carriage return before a line feed is dropped.
    pub(crate) fn show(&self, text: &str) -> Redacted {
        Redacted(self.settle(text).into_owned())
    }

    /// Like [`Masker::show`], on one line of at most `max_chars` characters. A cut is marked by `...`.
    pub(crate) fn show_line(&self, text: &str, max_chars: usize) -> Redacted {
        self.line(&self.settle(text), max_chars)
    }

    /// Masks the secrets in raw text and leaves everything else as it is, including control characters. For text that will
    /// be cut before it is shown; the result still has to go through [`Masker::show`].
    pub(crate) fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let found = self.secrets(text);
        self.replace(text, &found)
    }

    /// The words of the command line in a message about it: they come without the names that would say what they are.
    pub(crate) fn show_argument(&self, text: &str) -> Redacted {
        let mut found = self.secrets(text);
        if self.redaction != Redaction::Nothing {
            found.extend(entropy::random_words(text).map(|span| Secret { span, kind: "argument" }));
        }
        self.show(&self.replace(text, &scan::merged(found)))
    }

    fn line(&self, settled: &str, max_chars: usize) -> Redacted {
        let mut line = String::new();
        for word in settled.split_ascii_whitespace() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        // Joining lines can put a key next to its value.
        let line = self.settle(&line);
        let Some((cut, _)) = line.char_indices().nth(max_chars) else {
            return Redacted(line.into_owned());
        };
        let kept = line.char_indices().nth(max_chars.saturating_sub(3)).map_or(cut, |(at, _)| at);
        let dots = ".".repeat(max_chars.min(3));
        Redacted(format!("{}{dots}", line.get(..kept).unwrap_or_default().trim_end()))
    }

    /// The secrets of a text, in order.
    fn secrets(&self, text: &str) -> Vec<Secret> {
        match self.redaction {
            Redaction::Nothing => Vec::new(),
            Redaction::Secrets => scan::secrets(text.as_bytes()),
            Redaction::Strict => {
                let mut found = scan::secrets(text.as_bytes());
                found.extend(strict::identities(text));
                scan::merged(found)
            }
        }
    }

    fn replace<'t>(&self, text: &'t str, found: &[Secret]) -> Cow<'t, str> {
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        Cow::Owned(self.part(text, 0..text.len(), found))
    }

    /// A part of a text with its secrets masked; those at its ends as a whole.
    fn part(&self, text: &str, range: Range<usize>, found: &[Secret]) -> String {
        let mut out = String::with_capacity(range.len());
        let mut done = range.start;
        for secret in found.iter().filter(|secret| secret.span.end > range.start && secret.span.start < range.end) {
            out.push_str(text.get(done..secret.span.start.max(done)).unwrap_or_default());
            let written = text.get(secret.span.clone()).unwrap_or_default();
            out.push_str(&self.labels.of(secret.kind, &plain(written)));
            done = secret.span.end;
        }
        out.push_str(text.get(done..range.end).unwrap_or_default());
        out
    }

    fn settle<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut now = self.once(text);
        for _ in 1..MAX_PASSES {
            match self.once(&now) {
                Cow::Owned(next) if next != *now => now = Cow::Owned(next),
                _ => break,
            }
        }
        now
    }

    fn once<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.mask(text) {
            Cow::Borrowed(same) => visible::visible(same),
            Cow::Owned(masked) => match visible::visible(&masked) {
                Cow::Owned(visible) => Cow::Owned(visible),
                Cow::Borrowed(_) => Cow::Owned(masked),
            },
        }
    }
}

/// Makes input text safe to print, with labels of its own.
///
/// ```
/// use explain_errors::internal::show;
/// assert_eq!(show("Authorization: Bearer abc\u{1b}[0m").as_str(), "Authorization: Bearer ****[token 1]\\u{1b}[0m");
/// assert_eq!(show("token expired").as_str(), "token expired");
/// ```
pub fn show(text: &str) -> Redacted {
    Masker::default().show(text)
}

/// Whether a name alone shows that its value is a secret, as in `x-api-key`. For values that are stored apart from
/// their names, which no text shows.
#[cfg(test)]
pub(crate) fn is_secret_name(name: &str) -> bool {
    kind_of_name(name).is_some()
}

/// What the value of such a name is.
fn kind_of_name(name: &str) -> Option<&'static str> {
    use names::Class::{Authorization, Cookie, Secret};
    let known = names::class(name.as_bytes());
    known.filter(|(class, _)| matches!(class, Authorization | Cookie | Secret)).map(|(_, kind)| kind)
}

/// A secret without escapes: however it is written, it is the same.
fn plain(secret: &str) -> Cow<'_, str> {
    match view::decoded(secret.as_bytes()) {
        Some(view) => Cow::Owned(String::from_utf8_lossy(&view.text).into_owned()),
        None => Cow::Borrowed(secret),
    }
}

#[cfg(test)]
pub(crate) mod tests;
