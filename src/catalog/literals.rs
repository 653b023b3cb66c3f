//! The literals without which a pattern cannot match.
//!
//! A pattern is only compiled and run on texts that contain the literals it needs: that is what makes thousands of patterns
//! cheap. They are found in the parsed pattern. Letters that match in both cases, as `(?i)` makes them, become one folded
//! literal. An alternation is split into patterns of its own, of which most errors need one at most.

use std::cmp::Reverse;

use regex_syntax::ast::{Alternation, Ast, Group, GroupKind};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

use super::marker;
use super::model::Text;
use crate::catalog::order::Order;

/// The literals a text must contain (ignoring case) for a pattern to match in it. They are in ASCII lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Needs<'a> {
    /// Nothing is known to be needed.
    Nothing,
    /// The text must contain this literal.
    Literal(#[serde(borrow)] Text<'a>),
    /// All of these must be met.
    All(#[serde(borrow)] Vec<Needs<'a>>),
    /// At least one of these must be met.
    Any(#[serde(borrow)] Vec<Needs<'a>>),
}

impl Needs<'_> {
    /// Whether they are met; `contains` says whether a literal is in the text.
    pub fn met(&self, contains: &impl Fn(&str) -> bool) -> bool {
        match self {
            Needs::Nothing => true,
            Needs::Literal(literal) => contains(literal),
            Needs::All(parts) => parts.iter().all(|part| part.met(contains)),
            Needs::Any(parts) => parts.iter().any(|part| part.met(contains)),
        }
    }
}

/// Parses a pattern as it will be compiled (bytes, ASCII classes).
///
/// # Errors
/// The message of the pattern parser, if the pattern is malformed.
pub(crate) fn parse(pattern: &str) -> Result<Hir, String> {
    let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
    parser.parse(pattern).map_err(|error| error.to_string())
}

/// The literals that a pattern needs.
pub(crate) fn needs(hir: &Hir) -> Needs<'static> {
    if let Some(literal) = folded(hir) {
        return literal_of(literal);
    }
    match hir.kind() {
        HirKind::Capture(capture) => needs(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => needs(&repetition.sub),
        HirKind::Concat(parts) => {
            let mut all: Vec<Needs<'_>> = sequence(parts).into_iter().map(literal_or_needs).collect();
            all.retain(|part| *part != Needs::Nothing);
            match all.len() {
                0 => Needs::Nothing,
                1 => all.swap_remove(0),
                _ => {
                    all.order_by_key(|part| Reverse(tells(part)));
                    all.truncate(MAX_NEEDED_PARTS);
                    Needs::All(all)
                }
            }
        }
        HirKind::Alternation(branches) => {
            let any: Vec<Needs<'_>> = branches.iter().map(needs).collect();
            if any.contains(&Needs::Nothing) { Needs::Nothing } else { Needs::Any(any) }
        }
        _ => Needs::Nothing,
    }
}

/// How many parts of a sequence are asked for, the most telling first. More rule out hardly any text, and take a seventh of
/// the catalog.
const MAX_NEEDED_PARTS: usize = 3;
/// How much of a literal is asked for, around its rarest bytes.
const MAX_NEEDED_BYTES: usize = 14;

/// How much a part tells: whether it is rare, and its length.
fn tells(part: &Needs<'_>) -> (bool, usize) {
    match part {
        Needs::Nothing => (false, 0),
        Needs::Literal(literal) => (!marker::is_common(literal.as_bytes()), literal.len()),
        Needs::All(parts) => parts.iter().map(tells).max().unwrap_or_default(),
        Needs::Any(parts) => parts.iter().map(tells).min().unwrap_or_default(),
    }
}

/// A single letter is in nearly every text.
fn literal_of(literal: String) -> Needs<'static> {
    if literal.len() < 2 {
        return Needs::Nothing;
    }
    let last = literal.len().saturating_sub(MAX_NEEDED_BYTES);
    let start = marker::rarest(literal.as_bytes()).saturating_sub(MAX_NEEDED_BYTES / 2).min(last);
    let part = literal.get(start..literal.len().min(start + MAX_NEEDED_BYTES)).map(str::to_owned);
    Needs::Literal(part.unwrap_or(literal).into())
}

fn literal_or_needs(part: Part<'_>) -> Needs<'static> {
    match part {
        Part::Literal(literal) => literal_of(literal),
        Part::Other(hir) => needs(hir),
    }
}

/// Literals in ASCII lower case, of which at least one is (ignoring case) in every text that the pattern matches. Of a
/// sequence the best part counts, of an alternation every branch must have one. Empty if no literal of two bytes or more
/// is required.
pub(crate) fn required(hir: &Hir) -> Vec<String> {
    let mut found: Vec<String> = best(hir).filter(|set| length(set) >= 2).unwrap_or_default();
    found.sort();
    found.dedup();
    found
}

/// The length of the shortest literal of a set.
pub(crate) fn length(set: &[String]) -> usize {
    set.iter().map(String::len).min().unwrap_or(0)
}

/// With more literals than this a set costs more than it saves.
const MAX_LITERALS: usize = 24;

fn best(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) => folded(hir).map(|literal| vec![literal]),
        HirKind::Capture(capture) => best(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => best(&repetition.sub),
        HirKind::Concat(parts) => {
            let sets = sequence(parts).into_iter().filter_map(|part| match part {
                Part::Literal(literal) => Some(vec![literal]),
                Part::Other(hir) => best(hir),
            });
            let longest = sets.max_by_key(|set| worth(set));
            // `connection (?:reset|closed)`: what is written together tells more than the word that all share.
            if longest.as_deref().is_some_and(is_rare) {
                longest
            } else {
                runs(parts).chain(longest).max_by_key(|set| worth(set))
            }
        }
        HirKind::Alternation(branches) => union(branches, best),
        _ => None,
    }
}

/// The sets of all branches together; `None` if a branch has none, or they are too many.
fn union(branches: &[Hir], of: impl Fn(&Hir) -> Option<Vec<String>>) -> Option<Vec<String>> {
    let sets: Option<Vec<_>> = branches.iter().map(of).collect();
    sets.map(|sets| sets.concat()).filter(|set| set.len() <= MAX_LITERALS)
}

/// How well a set of literals tells texts apart: rare ones before long ones before few ones.
fn worth(set: &[String]) -> (bool, usize, Reverse<usize>) {
    (is_rare(set), length(set), Reverse(set.len()))
}

/// A literal that is shorter says little by itself.
pub(super) const MIN_TELLING_BYTES: usize = 8;

/// Whether each literal of a set is long enough, and has bytes that are not common in logs.
fn is_rare(set: &[String]) -> bool {
    length(set) >= MIN_TELLING_BYTES && !set.iter().any(|literal| marker::is_common(literal.as_bytes()))
}

/// The sets of strings that neighbouring parts of a sequence can be together.
fn runs(parts: &[Hir]) -> impl Iterator<Item = Vec<String>> {
    let mut found = Vec::new();
    let mut run = vec![String::new()];
    for part in parts {
        let strings = strings(part);
        run = match strings.as_ref().and_then(|strings| joined(&run, strings)) {
            Some(longer) => longer,
            None => {
                found.push(run);
                strings.unwrap_or_else(|| vec![String::new()])
            }
        };
    }
    found.push(run);
    found.into_iter().filter(|run| length(run) > 0)
}

/// Each string of one set before each of another; `None` if they are too many.
fn joined(before: &[String], after: &[String]) -> Option<Vec<String>> {
    let all = || before.iter().flat_map(|one| after.iter().map(move |two| format!("{one}{two}")));
    (before.len() * after.len() <= MAX_LITERALS).then(|| all().collect())
}

/// All strings that a pattern matches, in lower case, if they are few.
fn strings(hir: &Hir) -> Option<Vec<String>> {
    if let Some(literal) = folded(hir) {
        return Some(vec![literal]);
    }
    match hir.kind() {
        // An assertion takes no text.
        HirKind::Empty | HirKind::Look(_) => Some(vec![String::new()]),
        HirKind::Capture(capture) => strings(&capture.sub),
        HirKind::Repetition(repetition) if (repetition.min, repetition.max) == (0, Some(1)) => {
            Some([vec![String::new()], strings(&repetition.sub)?].concat())
        }
        HirKind::Concat(parts) => parts.iter().try_fold(vec![String::new()], |run, part| joined(&run, &strings(part)?)),
        HirKind::Alternation(branches) => union(branches, strings),
        _ => None,
    }
}

/// The words that a pattern has in any of its branches. They are taken from the pattern as written: the parser's next stage
/// would make `re(?:fused|set)` of `refused|reset`.
pub(crate) fn words(pattern: &str) -> Vec<String> {
    let mut found = Words { pattern, run: String::new(), all: Vec::new() };
    if let Ok(ast) = regex_syntax::ast::parse::Parser::new().parse(pattern) {
        found.walk(&ast);
    }
    found.end();
    found.all
}

struct Words<'p> {
    pattern: &'p str,
    run: String,
    all: Vec<String>,
}

impl Words<'_> {
    fn end(&mut self) {
        if !self.run.is_empty() {
            self.all.push(std::mem::take(&mut self.run));
        }
    }

    fn walk(&mut self, ast: &Ast) {
        let text = &self.pattern[ast.span().start.offset..ast.span().end.offset];
        match ast {
            Ast::Literal(literal) => self.run.push(literal.c),
            Ast::Concat(concat) => concat.asts.iter().for_each(|part| self.walk(part)),
            Ast::Group(group) => self.walk(&group.ast),
            Ast::Alternation(alternation) => {
                for branch in &alternation.asts {
                    self.end();
                    self.walk(branch);
                }
                self.end();
            }
            Ast::Repetition(repetition)
                if is_blank(&self.pattern[repetition.ast.span().start.offset..], &repetition.ast) =>
            {
                self.run.push(' ');
            }
            Ast::Repetition(repetition) => {
                self.end();
                self.walk(&repetition.ast);
                self.end();
            }
            Ast::ClassBracketed(_) | Ast::ClassPerl(_) if is_blank(text, ast) => self.run.push(' '),
            Ast::Empty(_) | Ast::Flags(_) => {}
            _ => self.end(),
        }
    }
}

/// Whether a class matches the blank between two words: `[ _-]`, `\s`.
fn is_blank(text: &str, ast: &Ast) -> bool {
    match ast {
        Ast::ClassBracketed(_) => text.starts_with("[ ") || text.starts_with("[_ ") || text.starts_with("[-_ "),
        Ast::ClassPerl(_) => text.starts_with("\\s"),
        _ => false,
    }
}

enum Part<'h> {
    Literal(String),
    Other(&'h Hir),
}

/// A sequence with its neighbouring literals put together.
fn sequence(parts: &[Hir]) -> Vec<Part<'_>> {
    let mut found = Vec::new();
    let mut run = String::new();
    for part in parts {
        if let Some(literal) = folded(part) {
            run.push_str(&literal);
        } else {
            found.extend((!run.is_empty()).then(|| Part::Literal(std::mem::take(&mut run))));
            found.push(Part::Other(part));
        }
    }
    found.extend((!run.is_empty()).then_some(Part::Literal(run)));
    found
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

/// The patterns of which one matches if the pattern does: the branches of an alternation that is all of it. Flags at
/// its beginning are those of each.
pub(crate) fn branches(pattern: &str) -> Vec<String> {
    let ast = regex_syntax::ast::parse::Parser::new().parse(pattern).ok();
    let split = ast.as_ref().and_then(|ast| split(pattern, ast));
    split.unwrap_or_else(|| vec![pattern.to_owned()])
}

fn split(pattern: &str, ast: &Ast) -> Option<Vec<String>> {
    let text = |ast: &Ast| &pattern[ast.span().start.offset..ast.span().end.offset];
    let parts = |ast: &'_ Ast| -> Vec<Ast> {
        match ast {
            Ast::Concat(concat) => concat.asts.clone(),
            other => vec![other.clone()],
        }
    };
    // `(?i)(?:a|b)` is `(?i)a|b`.
    let (flags, alternation) = match ast {
        Ast::Alternation(alternation) => {
            let first = parts(alternation.asts.first()?);
            let leads = first.first().filter(|part| matches!(part, Ast::Flags(_)));
            (leads.map_or("", text), (**alternation).clone())
        }
        other => match parts(other).as_slice() {
            [Ast::Group(group)] => ("", grouped(group)?),
            [flags @ Ast::Flags(_), Ast::Group(group)] => (text(flags), grouped(group)?),
            _ => return None,
        },
    };
    let branch = |branch: &Ast| {
        let own = text(branch).strip_prefix(flags).unwrap_or(text(branch));
        // Flags in its midst reach beyond a branch.
        let set = parts(branch).iter().filter(|part| matches!(part, Ast::Flags(_))).count();
        let leading = usize::from(own.len() < text(branch).len() && !flags.is_empty());
        (set == leading).then(|| format!("{flags}{own}"))
    };
    alternation.asts.iter().map(branch).collect()
}

fn grouped(group: &Group) -> Option<Alternation> {
    match (&group.kind, &*group.ast) {
        (GroupKind::NonCapturing(flags), Ast::Alternation(alternation)) if flags.items.is_empty() => {
            Some((**alternation).clone())
        }
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

    #[test]
    fn common_words_are_taken_with_what_is_written_beside_them() {
        assert_eq!(of(r"connection (?:reset|broken)\b"), ["connection broken", "connection reset"]);
        assert_eq!(of(r"failed to (?:un)?marshal\b"), ["failed to marshal", "failed to unmarshal"]);
        assert_eq!(of(r"\bconnection\b status\b"), ["connection status"], "an assertion takes no text");
        assert_eq!(of(r"[xy]zq?jqzjqzjq (?:a|b)"), ["jqzjqzjq "], "a rare literal is enough");
        let many = (0..25).map(|at| at.to_string()).collect::<Vec<_>>().join("|");
        assert_eq!(of(&format!("connection (?:{many})")), ["connection "], "too many to be told apart");
    }

    #[test]
    fn of_a_long_sequence_the_most_telling_parts_are_needed() {
        let long =
            needs(&parse("error .* request .* qzjvw .* server .* connection refused by peer").expect("a pattern"));
        let Needs::All(parts) = &long else { panic!("{long:?}") };
        assert_eq!(parts.len(), MAX_NEEDED_PARTS);
        assert!(long.met(&|literal| "x connection refused by peer qzjvw request x".contains(literal)), "{long:?}");
        assert!(!long.met(&|literal| "x error request server x".contains(literal)), "{long:?}");
        let literal = needs(&parse("the certificate chain was issued by an authority").expect("a pattern"));
        assert!(matches!(&literal, Needs::Literal(part) if part.len() == MAX_NEEDED_BYTES), "{literal:?}");
    }

    #[test]
    fn all_parts_are_needed_and_one_of_the_branches() {
        let met = |pattern, text: &str| needs(&parse(pattern).expect("pattern")).met(&|literal| text.contains(literal));
        let pattern = r"(?i)\b(?:token|JWT)\b.{0,40}\bexpired\b|dial [a-z]+: refused";
        assert!(met(pattern, "jwt has expired") && met(pattern, "dial tcp: refused"));
        assert!(!met(pattern, "jwt") && !met(pattern, "expired") && !met(pattern, "refused"));
        assert!(met(r"abc|\d", "") && met(r"(abc)*", "") && !met(r"(abc)+", "ab"));
    }

    #[test]
    fn words_are_those_of_every_branch() {
        let pattern = r"(?i)\btokens? (?:has )?expired|\d+ (refused|reset)|no[ _-]such\s+host";
        let all = ["token", "s", " ", "has ", "expired", " ", "refused", "reset", "no such host"];
        assert_eq!(words(pattern), all);
        assert!(words("(").is_empty());
    }

    #[test]
    fn an_alternation_that_is_all_of_a_pattern_is_split() {
        assert_eq!(branches(r"(?i)a(b|c)|\bd"), [r"(?i)a(b|c)", r"(?i)\bd"]);
        assert_eq!(branches(r"(?i)(?:a|b)"), ["(?i)a", "(?i)b"]);
        assert_eq!(branches(r"(?:a|b|)"), ["a", "b", ""]);
        for whole in [r"x(?:a|b)", r"(?i:a|b)", r"a|(?i)b", r"a(?i)b|c", r"(a|b)", "a"] {
            assert_eq!(branches(whole), [whole]);
        }
    }
}
