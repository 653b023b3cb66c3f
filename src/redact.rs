//! The only door through which input text reaches an output.
//!
//! Renderers take [`Redacted`], and only [`show`] and [`show_line`] make one. Both mask secrets first and make control
//! characters visible then. What is cut should be masked before: half a key word no longer tells that a secret
//! follows, so [`mask`] is there for raw text.

mod mask;
pub(crate) mod names;
mod separator;
mod shape;
mod value;
mod visible;

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;

/// Text of the input that may be shown: secrets masked, control characters made visible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Redacted(String);

impl Redacted {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// How often a text is gone over until nothing changes: a mask or an escape can uncover one more carrier.
const ROUNDS: usize = 6;

/// Makes input text fit to be shown. Line feeds and tabs stay; a carriage return before a line feed goes.
///
/// ```
/// use explain_errors::internal::show;
/// assert_eq!(show("Authorization: Bearer abc\u{1b}[0m").as_str(), "Authorization: Bearer [masked]\\u{1b}[0m");
/// assert_eq!(show("token expired").as_str(), "token expired");
/// ```
pub fn show(text: &str) -> Redacted {
    Redacted(settle(text).into_owned())
}

/// The same on one line of at most `max_chars` characters; what is cut off is told by `...`.
pub fn show_line(text: &str, max_chars: usize) -> Redacted {
    let mut line = String::new();
    for word in settle(text).split_ascii_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    // Folding can put a key and its value on one line.
    let line = settle(&line);
    let Some((cut, _)) = line.char_indices().nth(max_chars) else {
        return Redacted(line.into_owned());
    };
    let kept = line.char_indices().nth(max_chars.saturating_sub(3)).map_or(cut, |(at, _)| at);
    let dots = ".".repeat(max_chars.min(3));
    Redacted(format!("{}{dots}", line.get(..kept).unwrap_or_default().trim_end()))
}

/// Masks the secrets of raw text and leaves everything else as it is, control characters too. For text that will be
/// cut before it is shown; the result is still input.
pub fn mask(text: &str) -> Cow<'_, str> {
    mask::mask(text)
}

/// Whether a name by itself says that its value is a secret, as in `x-api-key`: a value that has left its name behind
/// is not recognised any more.
pub fn is_secret_name(name: &str) -> bool {
    matches!(
        names::class(name.as_bytes()),
        Some(names::Class::Authorization | names::Class::Cookie | names::Class::Secret)
    )
}

fn settle(text: &str) -> Cow<'_, str> {
    let mut now = once(text);
    for _ in 1..ROUNDS {
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
