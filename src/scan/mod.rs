//! From a block to the few places that can hold an error: one pass over the bytes, whatever the number of markers.
//!
//! Each marker is found by its rarest four bytes, which the catalog's compiler chooses. A bit table says whether four
//! bytes of the text belong to any marker; only if they do are the markers with these four bytes compared. Nothing is
//! built that grows with the length of the markers: an automaton over thousands of them takes longer to build than a
//! pasted error takes to diagnose. A marker that begins with a newline also matches at the beginning of the text.

use crate::catalog::marker::{MIN_MARKER_BYTES, Marker};

use crate::catalog::rules::RuleSet;

/// The owner of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Owner {
    /// A format, by its index in the rules.
    Format(u16),
    /// A standalone sign: the index of its cause, and its index among the cause's standalone signs.
    Standalone(u16, u16),
}

/// A marker found in the text. It takes twelve bytes: a text can hold a marker of thirty formats in each ten bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    at: u32,
    length: u16,
    /// The format or sign it belongs to.
    pub owner: Owner,
}

impl Hit {
    /// The byte offset of its beginning.
    pub(crate) fn at(&self) -> usize {
        usize::try_from(self.at).unwrap_or(usize::MAX)
    }

    /// The byte offset of its end.
    pub(crate) fn end(&self) -> usize {
        self.at().saturating_add(self.length.into())
    }
}

/// How many bits of the hash select a bit of the table: with nine thousand markers, one of a hundred bits is set, and its
/// 128 KiB fit the L2 cache.
const BITS: u32 = 20;
/// How many bits of the hash select a chain of markers.
const CHAINS: u32 = 14;

/// One marker. Numbers are small, so that the thousands of them that a scan walks through stay in a near cache.
struct Entry {
    /// Its rarest four bytes, folded.
    gram: u32,
    /// The index of the next marker in its chain; [`NONE`] at its end.
    next: u32,
    /// Where its text is in [`Markers::texts`].
    start: u32,
    length: u16,
    /// The offset of its rarest four bytes.
    offset: u16,
    owner: Owner,
}

/// No marker has this index.
const NONE: u32 = u32::MAX;

/// All markers. They are compared ignoring ASCII case.
pub(crate) struct Markers {
    /// The bytes of all markers, concatenated.
    texts: Vec<u8>,
    table: Vec<u64>,
    /// For each value of the upper bits of the hash, the index of the first marker with that value.
    chains: Vec<u32>,
    wanted: Vec<Entry>,
    /// The indices of markers that begin with a newline: without it, such a marker may also begin the text.
    at_start: Vec<usize>,
}

impl Markers {
    /// Collects the markers of all formats and signs.
    pub(crate) fn new(rules: &RuleSet<'_>) -> Markers {
        let number = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        let (table, chains) = (vec![0; 1 << (BITS - 6)], vec![NONE; 1 << CHAINS]);
        let (texts, wanted) = (Vec::with_capacity(256 << 10), Vec::with_capacity(16384));
        let mut all = Markers { texts, table, chains, wanted, at_start: Vec::new() };
        for (at, format) in rules.formats.iter().enumerate() {
            let owner = Owner::Format(number(at));
            format.markers.iter().for_each(|marker| all.add(marker, owner));
        }
        for (at, cause) in rules.causes.iter().enumerate() {
            for (which, alone) in cause.alone.iter().enumerate() {
                let owner = Owner::Standalone(number(at), number(which));
                alone.markers.iter().for_each(|marker| all.add(marker, owner));
            }
        }
        all
    }

    fn add(&mut self, marker: Marker<'_>, owner: Owner) {
        let Marker { text, rarest: offset } = marker;
        let Some(bytes) = text.get(offset..).and_then(<[u8]>::first_chunk::<MIN_MARKER_BYTES>) else { return };
        let gram = fold(u32::from_le_bytes(*bytes));
        let (word, bit) = place(gram, BITS);
        if let Some(word) = self.table.get_mut(word) {
            *word |= bit;
        }
        if let Some(first) = self.chains.get_mut(chain(gram)) {
            let (Ok(start), Ok(length)) = (u32::try_from(self.texts.len()), u16::try_from(text.len())) else { return };
            let (Ok(offset), Ok(index)) = (u16::try_from(offset), u32::try_from(self.wanted.len())) else { return };
            if text.starts_with(b"\n") {
                self.at_start.push(self.wanted.len());
            }
            self.texts.extend_from_slice(text);
            self.wanted.push(Entry { gram, next: *first, start, length, offset, owner });
            *first = index;
        }
    }

    fn text(&self, entry: &Entry) -> &[u8] {
        let start = usize::try_from(entry.start).unwrap_or(usize::MAX);
        self.texts.get(start..start.saturating_add(entry.length.into())).unwrap_or_default()
    }

    /// All markers in a text, including overlapping ones.
    pub(crate) fn hits(&self, text: &[u8]) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.each(text, |hit| {
            hits.push(hit);
            true
        });
        hits
    }

    /// Whether any marker is in a text.
    pub(crate) fn any(&self, text: &[u8]) -> bool {
        let mut found = false;
        self.each(text, |_| {
            found = true;
            false
        });
        found
    }

    /// Passes each hit to `wanted` until that returns `false`.
    fn each(&self, text: &[u8], mut wanted: impl FnMut(Hit) -> bool) {
        for marker in self.at_start.iter().filter_map(|which| self.wanted.get(*which)) {
            let Some(rest) = self.text(marker).get(1..) else { continue };
            let equal = text.get(..rest.len()).is_some_and(|found| found.eq_ignore_ascii_case(rest));
            if equal && !wanted(Hit { at: 0, length: marker.length - 1, owner: marker.owner }) {
                return;
            }
        }
        let mut window: u32 = 0;
        for (at, byte) in text.iter().enumerate() {
            window = window >> 8 | u32::from(*byte) << 24;
            let gram = fold(window);
            let (word, bit) = place(gram, BITS);
            let possible = self.table.get(word).is_some_and(|bits| bits & bit != 0);
            if possible
                && at + 1 >= MIN_MARKER_BYTES
                && !self.compare(text, at + 1 - MIN_MARKER_BYTES, gram, &mut wanted)
            {
                return;
            }
        }
    }

    #[cold]
    fn compare(&self, text: &[u8], at: usize, gram: u32, wanted: &mut impl FnMut(Hit) -> bool) -> bool {
        let marker = |index: u32| self.wanted.get(usize::try_from(index).ok()?);
        let mut next = self.chains.get(chain(gram)).copied().unwrap_or(NONE);
        while let Some(marker) = marker(next) {
            next = marker.next;
            if marker.gram != gram {
                continue;
            }
            let Some(start) = at.checked_sub(marker.offset.into()) else { continue };
            let wanted_text = self.text(marker);
            let end = start + wanted_text.len();
            let equal = text.get(start..end).is_some_and(|found| found.eq_ignore_ascii_case(wanted_text));
            let newline = u16::from(wanted_text.starts_with(b"\n"));
            let Ok(begin) = u32::try_from(start + usize::from(newline)) else { return false };
            if equal && !wanted(Hit { at: begin, length: marker.length - newline, owner: marker.owner }) {
                return false;
            }
        }
        true
    }
}

/// Four bytes without the bit that distinguishes upper from lower case. Some non-letters collide as well; the
/// comparison rejects those.
fn fold(gram: u32) -> u32 {
    gram | 0x2020_2020
}

/// Knuth's multiplicative hash; its upper bits are the well-mixed ones.
fn hash(gram: u32, bits: u32) -> u32 {
    gram.wrapping_mul(0x9E37_79B1) >> (32 - bits)
}

/// The bit for a gram in a table selected by `bits` bits of the hash: the index of its word, and a mask.
pub(crate) fn place(gram: u32, bits: u32) -> (usize, u64) {
    let hash = hash(gram, bits);
    (usize::try_from(hash >> 6).unwrap_or(0), 1 << (hash & 63))
}

/// The index of the chain for four folded bytes.
fn chain(gram: u32) -> usize {
    usize::try_from(hash(gram, CHAINS)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::rules::{Format, Kind};

    fn rule_set(markers: &[&'static str]) -> RuleSet<'static> {
        let format = |marker: &&'static str| Format {
            id: marker,
            language: None,
            markers: [*marker].into_iter().collect(),
            kind: Kind::HttpResponse,
            codes: Vec::new().into(),
            rename: Vec::new(),
            decode: Vec::new(),
            severity: None,
            fallback: false,
        };
        RuleSet { formats: markers.iter().map(format).collect(), ..RuleSet::default() }
    }

    #[test]
    fn finds_markers_in_any_case_and_overlapping() {
        let rules = rule_set(&["rpc error: code = ", "error: code", "HTTP/1.1 4", "code"]);
        let markers = Markers::new(&rules);
        let text = b"x RPC Error: code = http/1.1 40";
        let mut found: Vec<(usize, Owner)> = markers.hits(text).into_iter().map(|hit| (hit.at(), hit.owner)).collect();
        found.sort();
        let format = Owner::Format;
        assert_eq!(found, [(2, format(0)), (6, format(1)), (13, format(3)), (20, format(2))]);
        assert!(markers.any(text) && !markers.any(b"nothing here, HTTP/1.1 200"));
    }

    #[test]
    fn a_newline_is_the_beginning_of_a_line() {
        let rules = rule_set(&["\n5: "]);
        let markers = Markers::new(&rules);
        let places = |text: &[u8]| markers.hits(text).into_iter().map(|hit| hit.at()).collect::<Vec<_>>();
        assert_eq!(places(b"5: a\n5: b 5: c"), [0, 5]);
        assert_eq!(places(b" 5: a"), [0; 0]);
    }

    #[test]
    fn short_texts_and_borders() {
        let rules = rule_set(&["abcd"]);
        let markers = Markers::new(&rules);
        assert_eq!(markers.hits(b"abc").len(), 0);
        assert_eq!(markers.hits(b"abcd").len(), 1);
        assert_eq!(markers.hits(b"\x00abcdabcd").len(), 2);
        assert_eq!(markers.hits(b"").len(), 0);
    }
}
