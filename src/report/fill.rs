//! Fills what the input tells into commands and code.
//!
//! A value is only filled in where the grammar of its type admits it (see [`placeholder`]) and nothing in it would be masked;
//! no admitted value holds a character that a shell or a language reads as more than a word. Where a command sends a
//! credential, the host stays a placeholder: whoever wrote the input may have named a host to collect it.

use std::borrow::Cow;
use std::cell::LazyCell;

use super::Reader;
use crate::catalog::model::{Check, Fix, Reproduce, Snippet, Text};
use crate::catalog::order::Order;
use crate::catalog::pages::CausePage;
use crate::catalog::placeholder::{self, Kind, Piece};
use crate::field::Fields;
use crate::redact::{Known, Masker};

/// A text with its placeholders filled.
pub(crate) fn fill<'a>(text: &Text<'a>, fields: &Fields, known: &Known<'_>) -> Text<'a> {
    if !text.contains("{{") {
        return text.clone();
    }
    let Ok(pieces) = placeholder::pieces(text) else { return text.clone() };
    let sends = sends_credential(text);
    let filled: String = pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(plain) | Piece::Words(plain) => Cow::Borrowed(plain),
            Piece::Placeholder(field, kind, fallback) => {
                let leads = matches!(kind, Kind::Host | Kind::Port | Kind::Url);
                let shown = |value: &&str| kind.admits(value) && known.show(value).as_str() == *value;
                let admitted = fields.values(field).find(shown).filter(|_| !(sends && leads));
                Cow::Owned(admitted.unwrap_or(fallback).to_owned())
            }
        })
        .collect();
    filled.into()
}

/// The first of a page's sentences about the message that can be filled. `said`: what the message names, which is looked for
/// only if the page has such a sentence.
pub(crate) fn about(
    page: &CausePage<'_>,
    said: &LazyCell<Fields, impl FnOnce() -> Fields>,
    known: &Known<'_>,
) -> Option<String> {
    page.about.iter().find_map(|sentence| {
        let pieces = placeholder::pieces(sentence).ok()?;
        let filled = pieces.into_iter().map(|piece| match piece {
            Piece::Words(field) => {
                let shown = |value: &&str| placeholder::is_phrase(value) && known.show(value).as_str() == *value;
                said.values(field).find(shown).map(|value| format!("`{value}`"))
            }
            Piece::Text(plain) => Some(plain.to_owned()),
            Piece::Placeholder(..) => None,
        });
        filled.collect()
    })
}

/// Names of variables and headers, and commands, by which a command or code sends a credential.
const CREDENTIALS: &[&str] = &[
    "TOKEN",
    "PASSWORD",
    "PASSWD",
    "SECRET",
    "API_KEY",
    "CREDENTIAL",
    "COOKIE",
    "PROOF",
    "JWT",
    "$P\"",
    "$T\"",
    "Authorization: ",
    "authorization: ",
    "print-access-token",
    "print-identity-token",
    "get-access-token",
];

/// Whether a command or code sends a credential.
fn sends_credential(text: &str) -> bool {
    CREDENTIALS.iter().any(|word| text.contains(word))
}

/// Checks with their commands filled.
pub(crate) fn checks<'a>(checks: Vec<Check<'a>>, fields: &Fields, known: &Known<'_>) -> Vec<Check<'a>> {
    let each = |check: Check<'a>| Check { run: check.run.as_ref().map(|run| fill(run, fields, known)), ..check };
    checks.into_iter().map(each).collect()
}

/// Fixes with their steps and code filled, what is for the reader first.
pub(crate) fn fixes<'a>(fixes: Vec<Fix<'a>>, fields: &Fields, reader: &Reader, known: &Known<'_>) -> Vec<Fix<'a>> {
    let each = |mut fix: Fix<'a>| {
        let chosen = reader.choose(&fix.code).cloned();
        fix.code.order_by_key(|snippet| Some(snippet) != chosen.as_ref());
        let code =
            fix.code.iter().map(|snippet| Snippet { code: fill(&snippet.code, fields, known), ..snippet.clone() });
        let steps = fix.steps.iter().map(|step| fill(step, fields, known));
        Fix { steps: steps.collect(), code: code.collect(), ..fix.clone() }
    };
    fixes.into_iter().map(each).collect()
}

/// A page as it stands when there is no input: every placeholder shows its fallback.
pub(crate) fn unfilled(page: &mut CausePage<'_>) {
    let (none, masker) = (Fields::default(), Masker::default());
    let known = Known::of(&masker, []);
    page.checks = checks(std::mem::take(&mut page.checks), &none, &known);
    page.fixes = fixes(std::mem::take(&mut page.fixes), &none, &Reader::default(), &known);
    page.reproduce = reproductions(std::mem::take(&mut page.reproduce), &none, &known);
}

/// Reproductions with their commands filled.
pub(crate) fn reproductions<'a>(all: Vec<Reproduce<'a>>, fields: &Fields, known: &Known<'_>) -> Vec<Reproduce<'a>> {
    all.into_iter().map(|one| Reproduce { run: fill(&one.run, fields, known), ..one }).collect()
}
