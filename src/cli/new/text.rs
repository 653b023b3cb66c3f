//! The words of an error that tell it from others, and how texts are written in TOML.

use super::rarity;
use crate::catalog::Catalog;
use crate::catalog::names::slug;

/// So many neighbouring words make a sign.
const MAX_WORDS: usize = 6;
/// A shorter phrase is in too many texts.
const MIN_BYTES: usize = 8;
/// Words such as `of` tell nothing.
const MAX_SHORT_BYTES: usize = 3;
/// So many words make a name.
const NAME_WORDS: usize = 3;

/// The most distinctive words of a message that stand next to each other, without what differs from one error to the next: numbers,
/// names, addresses, masks. Empty if there are too few.
pub(super) fn telling(catalog: &Catalog<'_>, message: &str) -> String {
    let mut best = (0.0, "");
    for run in runs(message) {
        let words: Vec<(usize, &str)> = places(run).collect();
        for first in 0..words.len() {
            for last in first..words.len().min(first + MAX_WORDS) {
                let (Some((start, _)), Some((end, word))) = (words.get(first), words.get(last)) else { continue };
                let Some(phrase) = run.get(*start..end + word.len()).filter(|phrase| phrase.len() >= MIN_BYTES) else {
                    continue;
                };
                let weight: f32 =
                    words.iter().skip(first).take(last + 1 - first).map(|(_, word)| rarity(catalog, word)).sum();
                // Longer is better where both are as rare: fewer texts have it by chance.
                let long =
                    words.iter().skip(first).take(last + 1 - first).filter(|(_, word)| word.len() > MAX_SHORT_BYTES);
                let weight = weight + 0.02 * long.count() as f32;
                if weight > best.0 {
                    best = (weight, phrase);
                }
            }
        }
    }
    best.1.to_owned()
}

/// The parts of a message that are plain words with a space between.
fn runs(message: &str) -> impl Iterator<Item = &str> {
    let mut rest = message;
    std::iter::from_fn(move || {
        loop {
            let start = places(rest).find(|(_, word)| is_plain(word))?.0;
            let run = rest.get(start..)?;
            let mut end = 0;
            for (at, word) in places(run) {
                if !is_plain(word) || at > end + 1 {
                    break;
                }
                end = at + word.len();
                if word.ends_with([',', ';', ':', '.']) {
                    break;
                }
            }
            rest = run.get(end.max(1)..)?;
            let run = run.get(..end)?.trim_end_matches([',', ';', ':', '.']);
            if !run.is_empty() {
                return Some(run);
            }
        }
    })
}

/// The words of a text with their places.
fn places(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let start = text.as_ptr() as usize;
    text.split([' ', '\t', '\n'])
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - start, word))
}

/// Whether a word is one of the language, with a mark after it at most. A capital alone is a name.
fn is_plain(word: &str) -> bool {
    let word = word.trim_end_matches([',', ';', ':', '.']);
    !matches!(word.as_bytes(), [] | [b'A'..=b'Z'])
        && word.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '-')
        && word.starts_with(char::is_alphabetic)
}

/// The name of an entry, by its words.
pub(super) fn name_of(phrase: &str) -> String {
    let words = places(phrase).map(|(_, word)| slug(word)).filter(|word| word.len() > 3);
    let name = words.take(NAME_WORDS).collect::<Vec<_>>().join("-");
    if name.is_empty() { "unnamed".to_owned() } else { name }
}

/// A text between double quotes, with escapes.
pub(super) fn quoted(text: &str) -> String {
    // What TOML escapes is what JSON escapes, and U+007F.
    serde_json::to_string(text).unwrap_or_default().replace('\u{7f}', "\\u007f")
}

/// A text as it is, between single quotes, if it may stand so.
pub(super) fn literal(text: &str) -> String {
    let is_plain = !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    match (text.contains('\n'), text.contains('\'')) {
        (false, false) if is_plain => format!("'{text}'"),
        _ if is_plain && !text.contains("'''") && !text.ends_with('\'') => format!("'''\n{text}'''"),
        _ => quoted(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_error_to_error_is_no_sign() {
        let catalog = Catalog::built_in().expect("a catalog");
        for (message, wanted) in [
            ("the lighthouse keeper overslept at 10.0.0.7:443", "the lighthouse keeper overslept"),
            ("order 17: turnstile jammed", "turnstile jammed"),
            ("user bob@example.com: the frobnicator has no sprocket (id 0x7f)", "the frobnicator has no sprocket"),
            ("token=****[token 1]", ""),
            ("", ""),
        ] {
            assert!(
                telling(&catalog, message).contains(wanted.trim_start_matches("the ")),
                "{message}: {}",
                telling(&catalog, message)
            );
            assert!(message.contains(&telling(&catalog, message)));
        }
    }

    #[test]
    fn texts_come_back_from_toml() {
        for text in ["a", "it's", "a\nb", "'''", "a\\b\"c", "ends with '", "\u{7f}\u{1}", "tab\there", "two\n\nlines'"]
        {
            for written in [quoted(text), literal(text)] {
                let table: toml::Table = toml::from_str(&format!("a = {written}")).expect("TOML");
                assert_eq!(table.get("a").and_then(toml::Value::as_str), Some(text), "{written}");
            }
        }
    }
}
