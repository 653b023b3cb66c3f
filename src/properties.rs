//! What must hold for any input, whoever wrote it. The tests try it on mutated texts of the project, and the targets of `fuzz/` on
//! whatever a fuzzer comes up with.

mod blocks;
mod catalog;
mod detect;
mod lookup;
mod pipeline;
mod records;
mod redact;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use crate::catalog::hash::Fnv;
use crate::detect::text::escapes::Decoded;
use crate::explainer::Explainer;
use crate::redact::is_hidden;

/// What must hold for any bytes. A property that doesn't hold panics.
#[derive(Clone, Copy)]
pub struct Property {
    /// The name of its target.
    pub name: &'static str,
    holds: fn(&Explainer<'static>, &[u8]),
}

/// All properties.
pub static PROPERTIES: [Property; 7] = [
    Property { name: "records", holds: records::holds },
    Property { name: "detect", holds: detect::holds },
    Property { name: "redact", holds: redact::holds },
    Property { name: "pipeline", holds: pipeline::holds },
    Property { name: "blocks", holds: blocks::holds },
    Property { name: "lookup", holds: lookup::holds },
    Property { name: "catalog", holds: catalog::holds },
];

static EXPLAINER: LazyLock<Explainer<'static>> = LazyLock::new(|| Explainer::new().expect("a catalog"));

impl Property {
    /// The property of a target.
    pub fn named(name: &str) -> Option<Property> {
        PROPERTIES.iter().copied().find(|property| property.name == name)
    }

    /// Tries it.
    ///
    /// # Panics
    /// If it doesn't hold.
    pub fn holds(&self, bytes: &[u8]) {
        (self.holds)(&EXPLAINER, bytes);
    }
}

/// A choice among some, which depends on nothing but the input: a seed is a text of the project as it is.
fn choice(bytes: &[u8], nth: u8, among: usize) -> usize {
    let hash = Fnv::of(bytes.iter().copied().chain([nth])).upper();
    usize::try_from(hash).unwrap_or(0) % among
}

/// Fails if a terminal would obey a character of a text, or not show it. Colours pass where they were asked for.
fn assert_shown(text: &str, coloured: bool, what: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(is_hidden) {
        let sequence = rest[at..].strip_prefix("\u{1b}[").filter(|_| coloured);
        let end = sequence.and_then(|sequence| {
            let end = sequence.find(|c: char| !c.is_ascii_digit() && c != ';')?;
            sequence[end..].strip_prefix('m')
        });
        let Some(end) = end else {
            let before: String = rest[..at].chars().rev().take(60).collect();
            let before: String = before.chars().rev().collect();
            panic!("{what}: {:?} is printed after {before:?}", rest[at..].chars().next());
        };
        rest = end;
    }
}

/// Fails if the places of a decoded text are not those of its source, in order.
fn assert_maps_back(decoded: &Decoded, source: &[u8], what: &str) {
    let mut before = 0;
    for at in 0..=decoded.text.len() {
        let place = decoded.source(at);
        assert!(place >= before && place <= source.len(), "{what}: byte {at} is at {place} after {before}");
        before = place;
    }
}
