//! Which causes speak of a code that has no page: those whose signs name it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::load::Sources;
use super::super::names::fold;
use super::super::rows::SystemRow;
use super::super::source::{Cause, Condition, Scalar};

/// The last parts of the names of fields that hold a code.
const CODE_FIELDS: [&str; 9] = ["code", "reason", "errno", "type", "status", "class", "name", "flags", "error"];

/// A code: its system, its id, and whether it has a page.
type Named<'r> = (&'r str, String, bool);

/// The codes without a page, each with the ids of the causes of which a sign names it: in a condition on a field that holds
/// a code, or as a word of a pattern.
///
/// Where several systems have a name, in whatever spelling, it means the code of a system that the cause explains or is filed
/// under, if one of them is: `AccessDenied` in a cause of TLS is the alert `access_denied`.
pub(super) fn leads<'a>(sources: &'a Sources<'a>, rows: &[SystemRow<'_>]) -> Vec<(String, &'a str)> {
    let names = Names::of(rows);
    let mut found = BTreeSet::new();
    for entry in &sources.causes {
        let cause = &entry.value;
        let home = |system: &str| {
            let folder = |id: &str| id.split('/').next() == Some(system);
            folder(&entry.id) || cause.explains.iter().any(|code| folder(code.get_ref()))
        };
        for (word, ignore_case) in words(cause) {
            let all = names.get(word, ignore_case);
            let at_home = names.systems_of(word).iter().any(|system| home(system));
            let meant = all.iter().filter(|(system, _, page)| !page && (!at_home || home(system)));
            found.extend(meant.map(|(_, id, _)| (id.clone(), entry.id.as_str())));
        }
    }
    found.into_iter().collect()
}

/// The codes by their spellings.
struct Names<'r> {
    exact: BTreeMap<&'r str, Vec<Named<'r>>>,
    small: BTreeMap<String, Vec<&'r str>>,
    /// The systems by folded name.
    systems: BTreeMap<String, Vec<&'r str>>,
}

impl<'r> Names<'r> {
    fn of(rows: &'r [SystemRow<'_>]) -> Names<'r> {
        let mut names = Names { exact: BTreeMap::new(), small: BTreeMap::new(), systems: BTreeMap::new() };
        for one in rows {
            for name in one.row.spellings() {
                names.exact.entry(name).or_default().push((one.system, one.id(), one.row.page));
                names.systems.entry(fold(name)).or_default().push(one.system);
                let small = names.small.entry(name.to_ascii_lowercase()).or_default();
                if !small.contains(&name) {
                    small.push(name);
                }
            }
        }
        names
    }

    /// The systems that have a name, however they spell it.
    fn systems_of(&self, word: &str) -> &[&'r str] {
        self.systems.get(&fold(word)).map_or(&[], Vec::as_slice)
    }

    fn get(&self, word: &str, ignore_case: bool) -> Vec<Named<'r>> {
        if !ignore_case {
            return self.exact.get(word).cloned().unwrap_or_default();
        }
        let spelled = self.small.get(&word.to_ascii_lowercase()).into_iter().flatten();
        spelled.filter_map(|name| self.exact.get(name)).flatten().cloned().collect()
    }
}

/// The words of a cause's signs that may be the names of codes, and whether their case counts for nothing.
fn words<'c>(cause: &'c Cause<'_>) -> Vec<(&'c str, bool)> {
    let conditions = cause.sign.iter().flat_map(|sign| &sign.all).map(|condition| condition.get_ref());
    conditions.filter(|condition| !condition.not).flat_map(of_condition).collect()
}

fn of_condition(condition: &Condition) -> Vec<(&str, bool)> {
    let last = condition.field.rsplit('.').next().unwrap_or_default();
    let holds_code = CODE_FIELDS.contains(&last);
    let is = condition.is.iter().chain(condition.one_of.iter().flatten()).filter(|_| holds_code);
    let is = is.filter_map(|value| match value {
        Scalar::Word(word) if word.contains(|c: char| c.is_alphabetic()) => Some((word.as_str(), true)),
        _ => None,
    });
    let re = condition.re.as_deref().unwrap_or_default();
    let in_pattern = of_pattern(re).into_iter().filter(|word| is_unmistakable(word));
    is.chain(in_pattern.map(|word| (word, holds_code))).collect()
}

/// The words that a pattern spells out.
fn of_pattern(re: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut words = Vec::new();
    let (mut start, mut escaped) = (None, false);
    for (at, c) in re.char_indices().chain([(re.len(), ' ')]) {
        // The letter of an escape, as in `\b`, belongs to no word.
        if is_word(c) && !escaped {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            words.push(&re[start..at]);
        }
        escaped = c == '\\' && !escaped;
    }
    words
}

/// Whether a word is a name by its shape: it has a digit, an underscore or a capital within, or is all capitals.
fn is_unmistakable(word: &str) -> bool {
    let within = word.get(1..).unwrap_or_default();
    let capitals = word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let letters = word.bytes().any(|byte| byte.is_ascii_alphabetic());
    let inner =
        within.bytes().any(|byte| byte.is_ascii_uppercase()) && word.bytes().any(|byte| byte.is_ascii_lowercase());
    letters && (capitals || inner || word.contains('_') || word.bytes().any(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_pattern_are_those_that_it_spells_out() {
        assert_eq!(of_pattern(r"(?i)\bECONNREFUSED\b|dial \w+: refused"), ["i", "ECONNREFUSED", "dial", "refused"]);
        assert_eq!(of_pattern(r"\\NoSuchKey"), ["NoSuchKey"]);
    }

    #[test]
    fn names_are_told_from_words_by_their_shape() {
        for name in ["ECONNREFUSED", "NoSuchKey", "invalid_grant", "AADSTS50126", "iSCSI"] {
            assert!(is_unmistakable(name), "{name}");
        }
        for word in ["Timeout", "forbidden", "DNS", "I", "401", ""] {
            assert!(!is_unmistakable(word), "{word}");
        }
    }
}
