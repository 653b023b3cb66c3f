//! The only door through which input text reaches an output.

use serde::Serialize;

/// Text of the input that may be shown: secrets masked, control characters made visible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct Shown(String);

impl Shown {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes input text fit to be shown.
pub fn show(text: &str) -> Shown {
    Shown(text.to_owned())
}
