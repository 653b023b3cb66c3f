//! From a block to the few places that can hold an error: one automaton over all markers of all formats and all signs
//! that stand alone, run once over the block.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, BuildError};

use crate::catalog::compiled::{Engine, Test};

/// Who asked for a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A format, by its place in the engine's formats.
    Format(u32),
    /// A sign that stands alone: cause and sign, by their places.
    Alone(u32, u32),
}

/// A marker that stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Where it begins.
    pub at: usize,
    /// Where it ends.
    pub end: usize,
    /// Who asked for it.
    pub owner: Owner,
}

/// All markers.
pub struct Markers {
    automaton: AhoCorasick,
    /// For each pattern of the automaton, who asked for it.
    owners: Vec<Vec<Owner>>,
}

/// From this size of text on, the faster automaton is worth the longer time that it takes to build.
pub const LARGE: usize = 4 << 20;

impl Markers {
    /// Gathers the markers of an engine, for texts of about `size` bytes.
    ///
    /// # Errors
    /// Where there are too many markers for one automaton.
    pub fn new(engine: &Engine<'_>, size: usize) -> Result<Markers, BuildError> {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut wanted: Vec<(String, Owner)> = Vec::new();
        for (at, format) in engine.formats.iter().enumerate() {
            let owner = Owner::Format(number(at));
            wanted.extend(format.markers.iter().map(|marker| (marker.to_ascii_lowercase(), owner)));
        }
        for (at, cause) in engine.causes.iter().enumerate() {
            for (which, sign) in cause.signs.iter().enumerate().filter(|(_, sign)| sign.alone) {
                let Some(Test::Pattern(pattern)) = sign.all.first().map(|condition| &condition.test) else { continue };
                let owner = Owner::Alone(number(at), number(which));
                wanted.extend(pattern.literals.iter().map(|literal| (literal.to_string(), owner)));
            }
        }
        wanted.sort();
        wanted.dedup();
        let mut patterns: Vec<String> = Vec::new();
        let mut owners: Vec<Vec<Owner>> = Vec::new();
        for (pattern, owner) in wanted {
            if patterns.last() != Some(&pattern) {
                patterns.push(pattern);
                owners.push(Vec::new());
            }
            if let Some(last) = owners.last_mut() {
                last.push(owner);
            }
        }
        let kind = if size >= LARGE { AhoCorasickKind::DFA } else { AhoCorasickKind::NoncontiguousNFA };
        let automaton = AhoCorasickBuilder::new().ascii_case_insensitive(true).kind(Some(kind)).build(&patterns)?;
        Ok(Markers { automaton, owners })
    }

    /// All markers that stand in a text, in the order of their ends, also where they overlap.
    pub fn hits(&self, text: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for found in self.automaton.find_overlapping_iter(text) {
            let owners = self.owners.get(found.pattern().as_usize()).into_iter().flatten();
            hits.extend(owners.map(|owner| Hit { at: found.start(), end: found.end(), owner: *owner }));
        }
        hits
    }

    /// Whether any marker stands in a text.
    pub fn any(&self, text: &[u8]) -> bool {
        self.automaton.is_match(text)
    }

    /// How many different markers there are.
    pub fn len(&self) -> usize {
        self.owners.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }
}
