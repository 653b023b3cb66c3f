//! What the likeness index knows of each page, and how much that weighs.
//!
//! Weights are in halves. They were chosen on the catalog's own examples, each left out in turn: words of titles and of
//! signs say most; an example holds hosts, times and frames besides its error.

use std::collections::HashMap;

use super::super::load::Sources;
use super::super::source::{Condition, Example, Scalar, Sign};
use super::super::word_index::{Field, write};
use super::super::{literals, pages};

const TITLE: u8 = 6;
const NAME: u8 = 6;
const SIGN: u8 = 6;
const TELL: u8 = 4;
const EXPLANATION: u8 = 2;
const ID: u8 = 2;
const EXAMPLE: u8 = 1;

/// What the files of a cause say besides its page: its signs and its examples.
type Written<'s> = (&'s [Sign], &'s [Example]);

/// The index over the pages in their order: of all codes, then of all causes.
pub(super) fn index(
    sources: &Sources<'_>,
    codes: &[pages::CodePage<'_>],
    causes: &[pages::CausePage<'_>],
) -> std::io::Result<Vec<u8>> {
    let own = sources.causes.iter().map(|entry| (entry.id.as_str(), &entry.value));
    let own = own.map(|(id, cause)| (id, (cause.sign.as_slice(), cause.example.as_slice())));
    let added = sources.cause_additions.iter().map(|entry| (entry.id.as_str(), &entry.value));
    let added = added.map(|(id, more)| (id, (more.sign.as_slice(), more.example.as_slice())));
    let written: HashMap<&str, Written<'_>> = own.chain(added).collect();
    let codes = codes.iter().map(of_code);
    let causes = causes.iter().map(|page| of_cause(page, written.get(page.id).copied().unwrap_or_default()));
    write(&codes.chain(causes).collect::<Vec<_>>())
}

fn field<'t>(weight: u8, texts: impl IntoIterator<Item = &'t str>) -> Field {
    Field { weight, texts: texts.into_iter().map(str::to_owned).collect() }
}

fn of_code(page: &pages::CodePage<'_>) -> Vec<Field> {
    let names = std::iter::once(page.code).chain(page.aliases.iter().copied());
    vec![field(TITLE, [page.title]), field(NAME, names), field(EXPLANATION, [page.meaning]), field(ID, [page.id])]
}

fn of_cause(page: &pages::CausePage<'_>, (signs, examples): Written<'_>) -> Vec<Field> {
    let conditions = signs.iter().flat_map(|sign| &sign.all);
    let signs = conditions.map(|condition| condition.get_ref()).filter(|condition| !condition.not).flat_map(words_of);
    let examples = examples.iter().map(|example| example.text.get_ref().as_str());
    vec![
        field(TITLE, [page.title]),
        Field { weight: SIGN, texts: signs.collect() },
        field(TELL, page.tell),
        field(EXPLANATION, [page.explanation]),
        field(ID, [page.id]),
        field(EXAMPLE, examples),
    ]
}

/// What a condition wants to see.
fn words_of(condition: &Condition) -> Vec<String> {
    let mut words: Vec<String> = condition.re.as_deref().map(literals::words).unwrap_or_default();
    let listed = condition.is.iter().chain(condition.one_of.iter().flatten());
    words.extend(listed.filter_map(|value| match value {
        Scalar::Word(word) => Some(word.clone()),
        _ => None,
    }));
    words
}
