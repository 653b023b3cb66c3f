//! Texts that are stored in place. A program that can be loaded anywhere has every pointer of its tables set when it starts: the
//! thousand pointers of these tables took a twentieth of the time of a look-up, which masks next to nothing.

use std::fmt;
use std::ops::Deref;

/// A text of at most `N` bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::redact) struct Short<const N: usize> {
    bytes: [u8; N],
    length: u8,
}

impl<const N: usize> Short<N> {
    /// The text. One that is longer than `N` bytes does not compile in a table.
    pub(in crate::redact) const fn new(text: &str) -> Short<N> {
        let from = text.as_bytes();
        assert!(from.len() <= N && N < 256, "the text is too long for its place in the table");
        let mut bytes = [0; N];
        let mut at = 0;
        while at < from.len() {
            bytes[at] = from[at];
            at += 1;
        }
        Short { bytes, length: at as u8 }
    }

    /// Its bytes, which take no check.
    pub(in crate::redact) const fn as_bytes(&self) -> &[u8] {
        self.bytes.split_at(self.length as usize).0
    }
}

impl<const N: usize> Deref for Short<N> {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl<const N: usize> fmt::Debug for Short<N> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back() {
        for text in ["", "ghp_", "schlüssel", "0123456789"] {
            let short = Short::<10>::new(text);
            assert_eq!((&*short, short.as_bytes()), (text, text.as_bytes()));
        }
    }
}
