//! Fills what the input tells into commands and code.
//!
//! A value is only filled in where the grammar of its type admits it (see [`placeholder`]) and nothing in it would be masked;
//! no admitted value holds a character that a shell or a language reads as more than a word.

use std::borrow::Cow;

use super::Reader;
use crate::catalog::model::{Check, Fix, Reproduce, Snippet, Text};
use crate::catalog::pages::CausePage;
use crate::catalog::placeholder::{self, Piece};
use crate::field::Fields;
use crate::redact;

/// A text with its placeholders filled.
pub(crate) fn fill<'a>(text: &Text<'a>, fields: &Fields) -> Text<'a> {
    if !text.contains("{{") {
        return text.clone();
    }
    let Ok(pieces) = placeholder::pieces(text) else { return text.clone() };
    let filled: String = pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(plain) => Cow::Borrowed(plain),
            Piece::Placeholder(field, kind, fallback) => {
                let admitted =
                    fields.values(field).find(|value| kind.admits(value) && redact::show(value).as_str() == *value);
                Cow::Owned(admitted.unwrap_or(fallback).to_owned())
            }
        })
        .collect();
    filled.into()
}

/// Checks with their commands filled.
pub(crate) fn checks<'a>(checks: Vec<Check<'a>>, fields: &Fields) -> Vec<Check<'a>> {
    let each = |check: Check<'a>| Check { run: check.run.as_ref().map(|run| fill(run, fields)), ..check };
    checks.into_iter().map(each).collect()
}

/// Fixes with their steps and code filled, what is for the reader first.
pub(crate) fn fixes<'a>(fixes: Vec<Fix<'a>>, fields: &Fields, reader: &Reader) -> Vec<Fix<'a>> {
    let each = |mut fix: Fix<'a>| {
        let chosen = reader.choose(&fix.code).cloned();
        fix.code.sort_by_key(|snippet| Some(snippet) != chosen.as_ref());
        let code = fix.code.iter().map(|snippet| Snippet { code: fill(&snippet.code, fields), ..snippet.clone() });
        let steps = fix.steps.iter().map(|step| fill(step, fields));
        Fix { steps: steps.collect(), code: code.collect(), ..fix.clone() }
    };
    fixes.into_iter().map(each).collect()
}

/// A page as it stands when there is no input: every placeholder shows its fallback.
pub(crate) fn unfilled(page: &mut CausePage<'_>) {
    let none = Fields::default();
    page.checks = checks(std::mem::take(&mut page.checks), &none);
    page.fixes = fixes(std::mem::take(&mut page.fixes), &none, &Reader::default());
    page.reproduce = reproductions(std::mem::take(&mut page.reproduce), &none);
}

/// Reproductions with their commands filled.
pub(crate) fn reproductions<'a>(all: Vec<Reproduce<'a>>, fields: &Fields) -> Vec<Reproduce<'a>> {
    all.into_iter().map(|one| Reproduce { run: fill(&one.run, fields), ..one }).collect()
}
