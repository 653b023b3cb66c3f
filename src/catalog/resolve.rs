//! What a reader's word means: the codes that are called so, with or without their system before it.

use std::collections::HashSet;

use super::Catalog;
use super::names::fold;
use super::pages::System;
use super::rows::{SystemRow, parse_number};

/// No code is longer.
const MAX_NAME_BYTES: usize = 200;
/// No name of a system is longer, with what is said between it and a code.
const MAX_SYSTEM_BYTES: usize = 60;
/// The upper half of an `HRESULT` that carries an error number of Windows in its lower half (`FACILITY_WIN32`).
const FACILITY_WIN32: i64 = 0x8007;

impl<'a> Catalog<'a> {
    /// The ids of the codes with this name or number, the likeliest first: those of the system named before it, or else those
    /// of all systems. A code that is meant by its id is the only one.
    pub fn resolve(&self, word: &str) -> Vec<String> {
        let word = unquoted(word.trim());
        if word.len() > MAX_NAME_BYTES || word.contains('\n') {
            return Vec::new();
        }
        let id = word.to_ascii_lowercase();
        if self.code(&id).is_some() || self.row(&id).is_some() {
            return vec![id];
        }
        let mut found: Vec<String> = self.meanings(word, None).iter().map(|one| one.id()).collect();
        for (head, tail) in
            halves(word).filter(|(head, tail)| (1..=MAX_SYSTEM_BYTES).contains(&head.len()) && !tail.is_empty())
        {
            let mut systems = self.systems_called(head);
            if systems.is_empty() {
                systems = self.systems_called(without_filler(head));
            }
            for system in systems {
                let mut named = self.meanings(tail, Some(system.id));
                if named.is_empty() {
                    named = self.meanings(without_kind(tail), Some(system.id));
                }
                found.extend(named.iter().map(|one| one.id()));
            }
        }
        if found.is_empty() {
            found.extend(self.of_hresult(word).iter().map(|one| one.id()));
        }
        let mut seen = HashSet::new();
        found.retain(|id| seen.insert(id.clone()));
        found
    }

    /// The error of Windows whose number is in the lower half of an `HRESULT`.
    pub(crate) fn of_hresult(&self, word: &str) -> Vec<SystemRow<'_>> {
        let number = parse_number(word).filter(|number| number >> 16 == FACILITY_WIN32);
        let low = number.map(|number| (number & 0xffff).to_string());
        low.map(|low| self.meanings(&low, Some("windows"))).unwrap_or_default()
    }

    /// The systems that a word names: by id, title, or what may precede its codes.
    pub fn systems_called(&self, word: &str) -> Vec<&System<'a>> {
        let folded = fold(word);
        self.systems().filter(|system| !folded.is_empty() && system.is_called(&folded)).collect()
    }

    /// Whether a name begins with a system, as `http 999` does.
    pub fn names_system(&self, word: &str) -> bool {
        halves(word).any(|(head, tail)| !tail.contains(char::is_whitespace) && !self.systems_called(head).is_empty())
    }
}

/// The name within the words that Python prints around a class: `<class 'grpc.RpcError'>`.
fn unquoted(word: &str) -> &str {
    let inner = word.strip_prefix("<class '").and_then(|rest| rest.strip_suffix("'>"));
    inner.unwrap_or(word)
}

/// A system without the word between it and its code: `windows error 5`, `curl exit code 60`.
fn without_filler(head: &str) -> &str {
    let mut rest = head.trim_end();
    while let Some((before, last)) = rest.rsplit_once(' ') {
        if !["error", "code", "status", "exit", "errno"].iter().any(|word| last.eq_ignore_ascii_case(word)) {
            break;
        }
        rest = before.trim_end();
    }
    rest
}

/// The name of a class without what says that it is one: `NotFoundException`.
fn without_kind(name: &str) -> &str {
    let kinds = ["Exception", "Error", "Fault"];
    kinds.into_iter().find_map(|kind| name.strip_suffix(kind)).filter(|rest| !rest.is_empty()).unwrap_or(name)
}

/// The ways to split a name into a system and its code: `grpc/16`, `tf.errors.AbortedError`, `HTTP404`, `StdErrorsNotFound`.
fn halves(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let separators = word.char_indices().filter(|(_, c)| !c.is_alphanumeric());
    let at_separator = separators.map(|(at, separator)| {
        // The sign of a number belongs to it.
        let end = if separator == '-' && word[..at].ends_with(' ') { at } else { at + separator.len_utf8() };
        (&word[..at], &word[end..])
    });
    let number =
        word.find(|c: char| c.is_ascii_digit()).filter(|at| word[..*at].ends_with(|c: char| c.is_alphabetic()));
    // A word begins with a capital after a small letter, or before one: `StdErrors|NotFound`, `TF|NotFound`.
    let begins = |at: &usize| {
        let (before, after) = word.split_at(*at);
        let mut next = after.chars();
        let capital = next.next().is_some_and(char::is_uppercase);
        let small = next.next().is_some_and(char::is_lowercase);
        let after_small = before.ends_with(char::is_lowercase);
        capital && (after_small || small && before.ends_with(char::is_uppercase))
    };
    let words = word.char_indices().map(|(at, _)| at).filter(begins);
    at_separator.chain(number.into_iter().chain(words).map(|at| word.split_at(at)))
}
