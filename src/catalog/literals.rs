//! The literals without which a pattern cannot match.
//!
//! A pattern is only run where one of its required literals stands: that is what makes hundreds of patterns cheap. The
//! literals are found in the parsed pattern: of a sequence the best part counts, of an alternation every branch must
//! have one. Letters that stand in both cases, as `(?i)` makes them, become one folded literal.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Parses a pattern as the engine will compile it (bytes, ASCII classes).
///
/// # Errors
/// The message of the pattern parser, where the pattern is malformed.
pub fn parse(pattern: &str) -> Result<Hir, String> {
    let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
    parser.parse(pattern).map_err(|error| error.to_string())
}

/// Literals in ASCII lower case, of which at least one stands (in any case) in every text that the pattern matches.
/// Empty where none of two bytes or more is required.
pub fn required(hir: &Hir) -> Vec<String> {
    let mut found: Vec<String> = best(hir).filter(|set| length(set) >= 2).unwrap_or_default();
    found.sort();
    found.dedup();
    found
}

/// The length of the shortest literal of a set.
pub fn length(set: &[String]) -> usize {
    set.iter().map(String::len).min().unwrap_or(0)
}

/// More branches than this and the set costs more than it saves.
const WIDEST: usize = 24;

fn best(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) => folded(hir).map(|literal| vec![literal]),
        HirKind::Capture(capture) => best(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => best(&repetition.sub),
        HirKind::Concat(parts) => best_of_sequence(parts),
        HirKind::Alternation(branches) => {
            let sets: Option<Vec<_>> = branches.iter().map(best).collect();
            sets.map(|sets| sets.concat()).filter(|set| set.len() <= WIDEST)
        }
        _ => None,
    }
}

fn best_of_sequence(parts: &[Hir]) -> Option<Vec<String>> {
    let mut candidates: Vec<Vec<String>> = Vec::new();
    let mut run = String::new();
    for part in parts {
        match folded(part) {
            Some(literal) => run.push_str(&literal),
            None => {
                candidates.push(vec![std::mem::take(&mut run)]);
                candidates.extend(best(part));
            }
        }
    }
    candidates.push(vec![run]);
    candidates.into_iter().filter(|set| length(set) > 0).max_by_key(|set| (length(set), std::cmp::Reverse(set.len())))
}

/// The text of a part that is a literal, or one letter in either case.
fn folded(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().map(str::to_ascii_lowercase),
        HirKind::Class(Class::Bytes(class)) => {
            let mut letters =
                class.ranges().iter().map(|range| (range.start() == range.end()).then_some(range.start()));
            match (letters.next()??, letters.next(), letters.next()) {
                (only, None, None) if only.is_ascii() => Some(char::from(only).to_ascii_lowercase().to_string()),
                (upper, Some(Some(lower)), None) if upper.is_ascii() && upper.to_ascii_lowercase() == lower => {
                    Some(char::from(lower).to_string())
                }
                _ => None,
            }
        }
        HirKind::Capture(capture) => folded(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(folded).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pattern: &str) -> Vec<String> {
        required(&parse(pattern).expect("pattern"))
    }

    #[test]
    fn takes_the_longest_part_of_a_sequence() {
        assert_eq!(of(r"\d+ token .{0,40}\bexpired\b"), ["expired"]);
        assert_eq!(of(r"(?i)connection refused"), ["connection refused"]);
    }

    #[test]
    fn needs_a_literal_in_every_branch() {
        assert_eq!(of(r"(?i)(jwt|token) is expired"), [" is expired"]);
        assert_eq!(of(r"abc|def"), ["abc", "def"]);
        assert!(of(r"abc|\d+").is_empty());
        assert!(of(r"(abc)?").is_empty());
    }
}
