//! Masking: nothing hidden is left, what is masked stays as it is, a text grows within bounds, and no secret that was planted is
//! shown, whatever is around it.

use super::{assert_shown, choice};
use crate::explainer::Explainer;
use crate::redact::{Known, Masker, Redaction};

/// A secret that no text of the project holds.
const VALUE: &str = "hW4uTj9eQz2yRc7nXb5kFv8pLd3sGm6aZo1i";

/// Lines that show a secret, marked by `%`.
const PLANTED: [&str; 16] = [
    "Authorization: Bearer %",
    "authorization: Bearer %",
    "X-Api-Key: %",
    "Cookie: sid=%; theme=dark",
    "Set-Cookie: session_id=%; Path=/; HttpOnly",
    "password=%",
    "db.password: %",
    "export AWS_SECRET_ACCESS_KEY=%",
    "{\"refresh_token\":\"%\"}",
    "{\"password\": \"%\", \"user\": \"app\"}",
    "postgres://app:%@db:5432/shop",
    "https://example.com/cb?access_token=%&page=2",
    "client_id=web&client_secret=%&grant_type=client_credentials",
    "token ghp_%",
    "key AKIAZQ1KX0AVT7LW9PBY secret_key=%",
    "--password=% --verbose",
];

pub(super) fn holds(_: &Explainer<'static>, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if holds_secret(&text) {
        return;
    }
    for redaction in [Redaction::Secrets, Redaction::Strict, Redaction::Nothing] {
        let masker = Masker::new(redaction);
        let shown = masker.show(&text);
        assert_shown(shown.as_str(), false, "masked");
        // A character becomes its number, and a secret its kind and number.
        assert!(shown.as_str().len() <= 16 * text.len() + 64, "{} bytes of {}", shown.as_str().len(), text.len());
        assert_eq!(masker.show(shown.as_str()), shown, "what is masked changes again ({redaction:?})");
        let line = masker.show_line(&text, 60);
        assert!(line.as_str().chars().count() <= 60 && !line.as_str().contains('\n'), "{line}");
        assert_shown(line.as_str(), false, "a masked line");
        assert_shown(masker.show_argument(&text).as_str(), false, "a masked argument");
    }
    if !text.contains(VALUE) {
        let (text, _) = with_secret(&text, bytes);
        let masker = Masker::default();
        assert_hidden(masker.show(&text).as_str(), "masked");
        assert_hidden(masker.show_line(&text, text.len()).as_str(), "masked on a line");
        let known = Known::of(&masker, [text.as_str()]);
        let middle = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        assert_hidden(known.show_part(&text, 0..middle).as_str(), "the first half");
        assert_hidden(known.show_part(&text, middle..text.len()).as_str(), "the second half");
        assert_hidden(known.show(VALUE).as_str(), "alone, once it is known");
    }
}

/// A text with a line that shows a secret between two of its lines; and that line.
pub(super) fn with_secret(text: &str, bytes: &[u8]) -> (String, String) {
    let line = PLANTED[choice(bytes, 0, PLANTED.len())].replace('%', VALUE);
    let ends: Vec<usize> = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let (before, after) = text.split_at(ends[choice(bytes, 1, ends.len())]);
    (format!("{before}{line}\n{after}"), line)
}

/// Whether an input holds a part of the planted secret itself: a fuzzer that sees comparisons learns it.
pub(super) fn holds_secret(text: &str) -> bool {
    shown_part(text).is_some()
}

/// A third of the secret that a text shows.
fn shown_part(text: &str) -> Option<&'static str> {
    VALUE.as_bytes().windows(12).filter_map(|part| std::str::from_utf8(part).ok()).find(|part| text.contains(part))
}

/// Fails if a text shows the secret, or a third of it.
pub(super) fn assert_hidden(shown: &str, what: &str) {
    let part = shown_part(shown);
    assert!(part.is_none(), "{what}: {part:?} is left in {shown:?}");
}
