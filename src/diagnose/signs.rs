//! Conditions over fields.

use std::collections::BTreeSet;

use crate::catalog::names::fold;
use crate::catalog::quantity;
use crate::catalog::rules::{Condition, Pattern, Sign, Test};
use crate::detect::detection::Code;
use crate::field::Field;
use crate::knowledge::Knowledge;
use crate::matching::Patterns;
use crate::matching::{IndexedFields, TrigramIndex};

/// A field and the part of it that met a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// The name of the field.
    pub field: String,
    /// The text.
    pub matched: String,
    /// The link that the field was read from, by its place; `None` if it was computed.
    pub link: Option<usize>,
}

/// Whether evidence only says in words what one of the error's codes says: `Forbidden` under a 403, the code's own name or
/// a part of it. A single letter, by which some signs mean any message, says nothing either.
pub(super) fn repeats_a_code(knowledge: &Knowledge<'_>, codes: &[Code], evidence: &Evidence) -> bool {
    let matched = without_status(codes, &evidence.matched);
    if evidence.field == "http.reason" || (evidence.field == "message" && matched.len() < 2) {
        return true;
    }
    let is_own = |id: &str| codes.iter().flat_map(Code::ids).any(|own| own == id);
    let named = || knowledge.catalog.codes_named(&matched, None).iter().any(|entry| is_own(entry.id));
    // The name of a code without a page is all that is known of it.
    let is_row = |id: &str| knowledge.catalog.row(id).is_some_and(|one| !one.row.page);
    let has_page = |code: &Code| code.id.as_deref().is_some_and(|id| !is_row(id));
    let part = || codes.iter().any(|code| fold(&code.code).contains(&matched) && has_page(code));
    evidence.matched.len() <= MAX_REASON_BYTES && (part() || named())
}

/// A text without case, blanks and punctuation; and without the number of an HTTP status, where the error is nothing but an
/// answer: `503 (Service Unavailable` says no more than its phrase. A call that failed for such an answer is another matter.
fn without_status(codes: &[Code], text: &str) -> String {
    let is_answer = codes.iter().all(|code| code.system == "http");
    let is_number = |word: &str| codes.iter().any(|code| code.code == word);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    match is_answer && words.iter().any(|word| is_number(word)) {
        true => words.iter().filter(|word| !is_number(word)).map(|word| fold(word)).collect(),
        false => fold(text),
    }
}

/// The longest reason phrases, such as `Request Header Fields Too Large`, have 31 bytes. A longer name of a code is a sentence
/// of its own, which says more than the number.
const MAX_REASON_BYTES: usize = 32;

/// What was seen, if all conditions of a sign hold.
pub(super) fn holds(sign: &Sign<'_>, fields: &IndexedFields<'_>, patterns: &Patterns) -> Option<Vec<Evidence>> {
    let lists: BTreeSet<&str> = sign.all.iter().filter_map(|condition| condition.each).collect();
    let mut evidence = Vec::new();
    for condition in sign.all.iter().filter(|condition| condition.each.is_none()) {
        evidence.extend(met(condition, None, fields, patterns)?);
    }
    for list in lists {
        let of_list: Vec<_> = sign.all.iter().filter(|condition| condition.each == Some(list)).collect();
        evidence.extend(element_of(list, &of_list, fields, patterns)?);
    }
    Some(evidence)
}

/// The first element of a list for which all its conditions hold.
fn element_of(
    list: &str,
    conditions: &[&Condition<'_>],
    fields: &IndexedFields<'_>,
    patterns: &Patterns,
) -> Option<Vec<Evidence>> {
    let of_list = |field: &Field| field.name.strip_prefix(list).is_some_and(|rest| rest.starts_with('.'));
    let elements: BTreeSet<u32> =
        fields.iter().filter(|(field, _)| of_list(field)).filter_map(|(field, _)| field.element).collect();
    elements.into_iter().find_map(|element| {
        let held: Option<Vec<_>> =
            conditions.iter().map(|condition| met(condition, Some(element), fields, patterns)).collect();
        held.map(|held| held.into_iter().flatten().collect())
    })
}

/// Whether a condition is met, and by what; a condition that is turned round is met by nothing.
fn met(
    condition: &Condition<'_>,
    element: Option<u32>,
    fields: &IndexedFields<'_>,
    patterns: &Patterns,
) -> Option<Option<Evidence>> {
    let of_name = fields
        .iter()
        .filter(|(field, _)| field.name == *condition.field && (element.is_none() || field.element == element));
    let mut found = of_name.filter_map(|(field, index)| {
        let matched = matched(&condition.test, field, index, patterns)?;
        Some(Evidence { field: field.name.clone(), matched, link: field.link })
    });
    match (found.next(), condition.not) {
        (Some(evidence), false) => Some(Some(evidence)),
        (None, true) => Some(None),
        _ => None,
    }
}

fn matched<'l>(
    test: &Test<'_>,
    field: &Field,
    index: impl FnOnce() -> &'l TrigramIndex,
    patterns: &Patterns,
) -> Option<String> {
    let value = field.value.trim();
    let held = match test {
        Test::Present => true,
        Test::In(words) => words.iter().any(|word| word.eq_ignore_ascii_case(value)),
        Test::Range(min, max) => {
            let quantity = quantity::parse(value)?;
            min.is_none_or(|min| quantity >= min) && max.is_none_or(|max| quantity <= max)
        }
        Test::Pattern(all) => return found(all, &field.value, index(), patterns),
    };
    held.then(|| value.to_owned())
}

/// What comes first of all that the patterns match. Only those are compiled whose literals stand in the value.
fn found(all: &[Pattern<'_>], value: &str, index: &TrigramIndex, patterns: &Patterns) -> Option<String> {
    let possible = patterns.possible(all, value.as_bytes(), index);
    let matches = possible.filter_map(|(pattern, text)| pattern.find(text));
    let first = matches.min_by_key(|matched| matched.start)?;
    Some(String::from_utf8_lossy(value.as_bytes().get(first)?).into_owned())
}
