//! The only door through which input text reaches an output.
//!
//! Renderers take [`Redacted`], and only [`show`] and [`show_line`] make one. Both mask secrets first, then make
//! control characters visible. Mask text before you cut it: half a keyword no longer shows that a secret follows. For
//! raw text there is [`mask()`].

mod mask;
pub(crate) mod names;
mod separator;
mod shape;
mod value;
mod visible;

pub(crate) use visible::{is_hidden, visible};

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

/// Text of the input that may be shown: secrets masked, control characters made visible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
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

/// How many passes a text gets at most, until nothing changes: a mask or an escape can uncover another secret.
const MAX_PASSES: usize = 6;

/// Makes input text safe to print. Line feeds and tabs stay; a carriage return before a line feed is dropped.
///
/// ```
/// use explain_errors::internal::show;
/// assert_eq!(show("Authorization: Bearer abc\u{1b}[0m").as_str(), "Authorization: Bearer [masked]\\u{1b}[0m");
/// assert_eq!(show("token expired").as_str(), "token expired");
/// ```
pub fn show(text: &str) -> Redacted {
    Redacted(settle(text).into_owned())
}

/// Like [`show`], on one line of at most `max_chars` characters. A cut is marked by `...`.
pub(crate) fn show_line(text: &str, max_chars: usize) -> Redacted {
    let mut line = String::new();
    for word in settle(text).split_ascii_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    // Joining lines can put a key next to its value.
    let line = settle(&line);
    let Some((cut, _)) = line.char_indices().nth(max_chars) else {
        return Redacted(line.into_owned());
    };
    let kept = line.char_indices().nth(max_chars.saturating_sub(3)).map_or(cut, |(at, _)| at);
    let dots = ".".repeat(max_chars.min(3));
    Redacted(format!("{}{dots}", line.get(..kept).unwrap_or_default().trim_end()))
}

/// Masks the secrets in raw text and leaves everything else as it is, including control characters. For text that will
/// be cut before it is shown; the result still has to go through [`show`].
pub(crate) fn mask(text: &str) -> Cow<'_, str> {
    mask::mask(text)
}

/// Whether a name alone shows that its value is a secret, as in `x-api-key`. For values that are stored apart from
/// their names, which [`mask()`] can't recognise.
pub(crate) fn is_secret_name(name: &str) -> bool {
    matches!(
        names::class(name.as_bytes()),
        Some(names::Class::Authorization | names::Class::Cookie | names::Class::Secret)
    )
}

fn settle(text: &str) -> Cow<'_, str> {
    let mut now = once(text);
    for _ in 1..MAX_PASSES {
        match once(&now) {
            Cow::Owned(next) if next != *now => now = Cow::Owned(next),
            _ => break,
        }
    }
    now
}

fn once(text: &str) -> Cow<'_, str> {
    match mask::mask(text) {
        Cow::Borrowed(same) => visible::visible(same),
        Cow::Owned(masked) => match visible::visible(&masked) {
            Cow::Owned(visible) => Cow::Owned(visible),
            Cow::Borrowed(_) => Cow::Owned(masked),
        },
    }
}

#[cfg(test)]
mod tests;
