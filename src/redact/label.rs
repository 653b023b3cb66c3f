//! What stands for a secret: `****[jwt 1]`. The kind says what was masked, and equal secrets have equal numbers.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, PoisonError};

/// How a label begins.
const BEGIN: &str = "****[";
/// The longest label.
const MAX_BYTES: usize = 48;
/// Secrets that get a number. Later ones have none.
const MAX_NUMBERS: usize = 65_536;

/// The numbers of the secrets of a run, in the order in which they were first met. Of a secret only a hash is kept.
#[derive(Debug, Default)]
pub(super) struct Labels(Mutex<BTreeMap<u64, (usize, &'static str)>>);

impl Labels {
    /// The label of a secret: the one it has, else the next.
    pub(super) fn of(&self, kind: &'static str, secret: &str) -> String {
        let mut hasher = DefaultHasher::new();
        secret.hash(&mut hasher);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = known.len() + 1;
        match known.entry(hasher.finish()) {
            Entry::Occupied(known) => format!("{BEGIN}{} {}]", known.get().1, known.get().0),
            Entry::Vacant(_) if next > MAX_NUMBERS => format!("{BEGIN}{kind}]"),
            Entry::Vacant(new) => {
                new.insert((next, kind));
                format!("{BEGIN}{kind} {next}]")
            }
        }
    }
}

/// The length of the label that a text begins with, if it does.
pub(super) fn length(text: &[u8]) -> Option<usize> {
    let inner = text.strip_prefix(BEGIN.as_bytes())?;
    let inner = inner.get(..MAX_BYTES).unwrap_or(inner);
    let end = inner.iter().position(|b| !(b.is_ascii_alphanumeric() || b" .-".contains(b)))?;
    (end > 0 && inner.get(end) == Some(&b']')).then_some(BEGIN.len() + end + 1)
}

/// Where the first byte is that a test holds for, outside of labels.
pub(super) fn position(text: &[u8], test: impl Fn(usize, u8) -> bool) -> Option<usize> {
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        if let Some(length) = text.get(at..).and_then(length) {
            at += length;
        } else if test(at, *byte) {
            return Some(at);
        } else {
            at += 1;
        }
    }
    None
}

/// Whether two texts differ at most in the numbers of their labels.
pub(crate) fn alike(a: &str, b: &str) -> bool {
    a == b || a.contains(BEGIN) && b.contains(BEGIN) && unnumbered(a) == unnumbered(b)
}

/// A text whose labels have no numbers, for comparisons: the numbers depend on what was read before.
pub(crate) fn unnumbered(text: &str) -> String {
    let mut parts = text.split(BEGIN);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(']').unwrap_or(0);
        let (label, rest) = part.split_at(end);
        out.push_str(BEGIN);
        out.push_str(label.trim_end_matches(|c: char| c.is_ascii_digit()));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_secrets_have_equal_labels() {
        let labels = Labels::default();
        assert_eq!(labels.of("token", "a"), "****[token 1]");
        assert_eq!(labels.of("password", "b"), "****[password 2]");
        assert_eq!(labels.of("password", "a"), "****[token 1]", "what it was first met as");
    }

    #[test]
    fn so_many_secrets_have_numbers() {
        let labels = Labels::default();
        for at in 1..65_536 {
            labels.of("token", &at.to_string());
        }
        assert_eq!(labels.of("token", "last"), "****[token 65536]");
        assert_eq!(labels.of("token", "one more"), "****[token]");
        assert_eq!(labels.of("token", "1"), "****[token 1]", "those that have one keep it");
    }

    #[test]
    fn labels_are_known_again() {
        assert_eq!(length(b"****[jwt 1] x"), Some(11));
        let long = |bytes: usize| length(format!("****[{}] x", "a".repeat(bytes)).as_bytes());
        assert_eq!((long(47), long(48)), (Some(5 + 47 + 1), None));
        for text in ["****[]", "****[jwt 1", "***[jwt 1]", "****[a\nb]", "****[<x>]", "x"] {
            assert_eq!(length(text.as_bytes()), None, "{text}");
        }
        assert_eq!(unnumbered("a ****[jwt 1] b ****[one-time password 12]"), "a ****[jwt ] b ****[one-time password ]");
        assert!(
            alike("a ****[jwt 1]", "a ****[jwt 2]") && !alike("a ****[jwt 1]", "b ****[jwt 1]") && !alike("a 1", "a 2")
        );
        assert_eq!(unnumbered("a 1"), "a 1");
        assert_eq!(unnumbered("****[x"), "****[x");
    }
}
