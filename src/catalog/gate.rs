//! What a sign can't hold without. Of the hundreds of causes that a code may have, three or four have a sign whose words are in a
//! message; to try all conditions of the others took half of the time of a diagnosis.

use super::literals::Needs;
use super::rules::{Condition, Test};

/// Three bytes of a literal, in small letters.
pub(crate) type Gram = [u8; 3];
/// The grams at the beginning, in the middle and at the end of a literal.
type Ends = [Gram; 3];

/// More literals than this are as likely to be met as not.
const MAX_LITERALS: usize = 24;

/// Literals of which a text must contain one, as some of their grams. Without any, nothing is known to be needed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate(Vec<Ends>);

impl Gate {
    /// What some conditions need that must all hold: that of them which needs the fewest literals decides.
    pub(crate) fn of(conditions: &[Condition<'_>]) -> Gate {
        let needed = conditions.iter().filter(|condition| !condition.not).filter_map(|one| of_test(&one.test));
        Gate(needed.filter(|all| all.len() <= MAX_LITERALS).min_by_key(Vec::len).unwrap_or_default())
    }

    /// Whether a text may meet the conditions; `contains` says whether a gram is in the text, in small letters.
    pub(crate) fn is_open(&self, contains: impl Fn(Gram) -> bool) -> bool {
        self.0.is_empty() || self.0.iter().any(|ends| ends.iter().all(|gram| contains(*gram)))
    }
}

/// Returns `None` if nothing is known to be needed.
fn of_test(test: &Test<'_>) -> Option<Vec<Ends>> {
    match test {
        Test::In(words) => words.iter().map(|word| of_literal(&word.to_ascii_lowercase())).collect(),
        Test::Pattern(all) => {
            all.iter().map(|pattern| of_needs(&pattern.needs)).collect::<Option<Vec<_>>>().map(|all| all.concat())
        }
        Test::Range(..) | Test::Present => None,
    }
}

fn of_needs(needs: &Needs<'_>) -> Option<Vec<Ends>> {
    match needs {
        Needs::Nothing => None,
        Needs::Literal(literal) => Some(vec![of_literal(literal)?]),
        Needs::All(parts) => parts.iter().filter_map(of_needs).min_by_key(Vec::len),
        Needs::Any(parts) => parts.iter().map(of_needs).collect::<Option<Vec<_>>>().map(|all| all.concat()),
    }
}

/// Returns `None` for a literal that is shorter than a gram.
fn of_literal(literal: &str) -> Option<Ends> {
    let bytes = literal.as_bytes();
    let middle = bytes.get(bytes.len().saturating_sub(3) / 2..)?.first_chunk()?;
    Some([*bytes.first_chunk()?, *middle, *bytes.last_chunk()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &'static str) -> Needs<'static> {
        Needs::Literal(text.into())
    }

    fn is_open(needs: &Needs<'_>, text: &str) -> bool {
        let gate = Gate(of_needs(needs).unwrap_or_default());
        gate.is_open(|gram| text.as_bytes().windows(3).any(|three| three == gram))
    }

    #[test]
    fn a_gate_is_open_for_what_is_needed_and_closed_for_most_else() {
        let one = literal("connection refused");
        assert!(is_open(&one, "dial: connection refused") && !is_open(&one, "dial: connection reset"));
        let any = Needs::Any(vec![literal("abc"), literal("defg")]);
        assert!(is_open(&any, "xabcx") && is_open(&any, "defg") && !is_open(&any, "deg"));
        // What needs all of several is decided by one of them.
        let all = Needs::All(vec![any, literal("certificate")]);
        assert!(is_open(&all, "certificate") && !is_open(&all, "abc"));
        for open in
            [Needs::Nothing, literal("ab"), Needs::Any(vec![literal("abc"), Needs::Nothing]), Needs::All(Vec::new())]
        {
            assert!(is_open(&open, "x"), "{open:?}");
        }
    }
}
