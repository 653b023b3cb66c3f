//! Whether a marker can be in what a pattern matches. If not, the pattern is never tried.
//!
//! Any text can be in `.*`: a marker that has no part in what the pattern spells out is there by chance.

use std::cell::Cell;

use regex_syntax::hir::{Class, Hir, HirKind};

/// So many parts of a pattern are looked at: repetitions within repetitions multiply.
const MAX_STEPS: u32 = 100_000;
/// A class of more bytes, such as `.`, spells nothing out: `\w` has 63.
const MAX_SPELLED: usize = 64;
/// A pattern that repeats something more often is taken for one that repeats it at will.
const MAX_REPEATS: u32 = 64;

/// Whether some text that the pattern matches holds the marker, ignoring ASCII case. If it can't be told, it may.
pub(crate) fn can_hold(hir: &Hir, marker: &str) -> bool {
    let search = Search::new(marker);
    let mut start = vec![false; 2 * (search.marker.len() + 1)];
    if let Some(first) = start.first_mut() {
        *first = true;
    }
    search.after(hir, &start).last() == Some(&true)
}

/// A search for the marker through all texts that a pattern matches at once. A state is how much of it was just read, twice, and one
/// more if a part of that is what the pattern spells out; what has been read in full stays so.
struct Search {
    marker: Vec<u8>,
    /// For each length the next shorter beginning of the marker that ends there too.
    shorter: Vec<usize>,
    /// How many parts may still be looked at.
    steps: Cell<u32>,
}

/// Which states are possible.
type States = Vec<bool>;

impl Search {
    fn new(marker: &str) -> Search {
        let marker = marker.to_ascii_lowercase().into_bytes();
        let mut shorter = vec![0, 0];
        for length in 2..=marker.len() {
            let (Some(begun), Some(last)) = (marker.get(..length - 1), marker.get(length - 1)) else { break };
            let ends = |end: &usize| begun.ends_with(&marker[..*end]) && marker.get(*end) == Some(last);
            shorter.push((0..length - 1).rev().find(ends).map_or(0, |end| end + 1));
        }
        Search { marker, shorter, steps: Cell::new(MAX_STEPS) }
    }

    /// The state after one more byte, in lower case, that the pattern spells out or not.
    fn next(&self, state: usize, byte: u8, spelled: bool) -> usize {
        let (mut read, was_spelled) = (state / 2, state % 2);
        loop {
            match self.marker.get(read) {
                None => return state,
                Some(wanted) if *wanted == byte => return 2 * (read + 1) + (was_spelled | usize::from(spelled)),
                Some(_) if read == 0 => return 0,
                // Which part of the shorter beginning was spelled out is not known.
                Some(_) => read = self.shorter.get(read).copied().unwrap_or(0),
            }
        }
    }

    /// The states after a part of the pattern, from these; all of them once too many parts were looked at.
    fn after(&self, hir: &Hir, states: &States) -> States {
        let Some(steps) = self.steps.get().checked_sub(1) else { return vec![true; states.len()] };
        self.steps.set(steps);
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => states.clone(),
            HirKind::Literal(literal) => {
                let read = |state| {
                    literal.0.iter().fold(state, |state, byte| self.next(state, byte.to_ascii_lowercase(), true))
                };
                moved(states, |state| vec![read(state)])
            }
            HirKind::Class(class) => {
                let bytes = self.bytes_of(class);
                let spelled = (0..=u8::MAX).filter(|byte| has(class, *byte)).count() <= MAX_SPELLED;
                moved(states, |state| match state / 2 == self.marker.len() {
                    true => vec![state],
                    false => bytes.iter().map(|byte| byte.map_or(0, |byte| self.next(state, byte, spelled))).collect(),
                })
            }
            HirKind::Capture(capture) => self.after(&capture.sub, states),
            HirKind::Concat(parts) => parts.iter().fold(states.clone(), |states, part| self.after(part, &states)),
            HirKind::Alternation(branches) => branches
                .iter()
                .map(|branch| self.after(branch, states))
                .fold(vec![false; states.len()], |a, b| either(&a, &b)),
            HirKind::Repetition(repeated) => {
                let mut now = states.clone();
                for _ in 0..repeated.min.min(MAX_REPEATS) {
                    now = self.after(&repeated.sub, &now);
                }
                let mut all = now.clone();
                let most = repeated.max.map_or(MAX_REPEATS, |max| max.saturating_sub(repeated.min).min(MAX_REPEATS));
                for _ in 0..most {
                    now = self.after(&repeated.sub, &now);
                    let more = either(&all, &now);
                    if more == all {
                        break;
                    }
                    all = more;
                }
                all
            }
        }
    }

    /// The marker's bytes that a class has, and `None` if it has others.
    fn bytes_of(&self, class: &Class) -> Vec<Option<u8>> {
        let mut bytes: Vec<Option<u8>> = Vec::new();
        for byte in 0..=u8::MAX {
            let small = byte.to_ascii_lowercase();
            let known = Some(small).filter(|small| self.marker.contains(small));
            if has(class, byte) && !bytes.contains(&known) {
                bytes.push(known);
            }
        }
        bytes
    }
}

fn has(class: &Class, byte: u8) -> bool {
    match class {
        Class::Bytes(class) => class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&byte)),
        Class::Unicode(class) => {
            class.ranges().iter().any(|range| (range.start()..=range.end()).contains(&char::from(byte)))
        }
    }
}

fn moved(states: &States, to: impl Fn(usize) -> Vec<usize>) -> States {
    let mut after = vec![false; states.len()];
    for state in states.iter().enumerate().filter(|(_, possible)| **possible).flat_map(|(state, _)| to(state)) {
        if let Some(possible) = after.get_mut(state) {
            *possible = true;
        }
    }
    after
}

fn either(one: &States, other: &States) -> States {
    one.iter().zip(other).map(|(one, other)| *one || *other).collect()
}

#[cfg(test)]
mod tests {
    use super::can_hold;
    use crate::catalog::literals::parse;

    #[test]
    fn repetitions_within_repetitions_end() {
        let nested = (0..9).fold("a".to_owned(), |inner, _| format!("(?:{inner}b){{60}}"));
        assert!(can_hold(&parse(&nested).expect("a pattern"), "no such marker"));
    }

    #[test]
    fn a_marker_is_sought_in_all_that_a_pattern_matches() {
        let holds = |pattern: &str, marker: &str| can_hold(&parse(pattern).expect("a pattern"), marker);
        for (pattern, marker) in [
            (r"rpc error: code = (?<code>\w+) desc = (?<message>.*)", "rpc error: code = "),
            (r"rpc error: code = (?<code>\w+)", "code = UNAV"),
            (r"(?i)error (?<code>\d+)", "ERROR 4"),
            (r"(?:a|ab)(?:c|bcd)x+", "abcdxx"),
            (r"a{3,}b", "aaab"),
            (r"a*ab", "aaaab"),
            (r"\[(?<code>[A-Z]+)\]", "[x]"),
            (r"aab", "ab"),
            (r"(?:ab){2}c", "babc"),
        ] {
            assert!(holds(pattern, marker), "{marker:?} in {pattern}");
        }
        for (pattern, marker) in [
            (r"rpc error: code = (?<code>\w+)", "rpc eror: "),
            (r"error (?<code>\d+)", "error: "),
            (r"\[(?<code>[A-Z]+)\]", "[4]"),
            (r"ab{2}c", "abc"),
            (r"^x(?<code>\d{3})$", "x1234"),
            (r"", "four"),
            (r"(?<message>.*)", "anything"),
            (r"shop error (?<code>\w+): (?<message>.*)", "shop eror "),
        ] {
            assert!(!holds(pattern, marker), "{marker:?} in {pattern}");
        }
    }
}
