//! Whether a word looks like a secret by itself.

use std::ops::Range;

/// How much of a word is examined. The limit keeps the time linear.
const MAX_WORD_BYTES: usize = 256;

/// Endings of the names of errors, which contain digits and capitals but no secret.
const ERRORS: &[&[u8]] = &[b"Error", b"Exception", b"Failure"];

/// Whether a word in prose looks like a secret, and not like a word, name or code.
pub(crate) fn looks_secret(word: &str) -> bool {
    let word = word.as_bytes();
    let word = word.get(..MAX_WORD_BYTES).unwrap_or(word);
    if word.len() < 8 {
        return false;
    }
    let (digit, lower, upper) = kinds(word);
    // AADSTS50013, ERR_TOKEN_2
    if !lower && (word.len() < 20 || word.contains(&b'_')) {
        return false;
    }
    if digit && (lower || upper) {
        return !is_name(word) && !ERRORS.iter().any(|end| word.ends_with(end));
    }
    lower && upper && word.len() >= 16 && changes_case(word)
}

/// Whether a word that nothing names is a token: long, of letters and digits in no order, and no hash, UUID, number, version,
/// path or image.
pub(crate) fn looks_random(word: &str) -> bool {
    let word = word.as_bytes();
    let word = word.get(..MAX_WORD_BYTES).unwrap_or(word);
    let (digit, lower, upper) = kinds(word);
    let hex = word.iter().all(|b| b.is_ascii_hexdigit() || b"-:x".contains(b));
    let plain = word.iter().all(|b| b.is_ascii_alphanumeric() || b"_-~+/=.".contains(b));
    let longest = word.split(|b| b"-_./+=~".contains(b)).map(<[u8]>::len).max().unwrap_or(0);
    let paths = word.iter().filter(|b| **b == b'/').count();
    plain && !hex && word.len() >= 16 && longest >= 14 && paths < 2 && upper && lower && (digit || changes_case(word))
}

/// The places of the words of a text that look like secrets. Paths are left, so that a message still names its file.
pub(super) fn random_words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let parts = |c: char| c.is_whitespace() || "\"'`=,;()<>[]{}|".contains(c);
    let words = text.split(parts).scan(0, move |at, word| {
        let start = *at;
        // A separator may be longer than a byte.
        *at = start + word.len() + text.get(start + word.len()..)?.chars().next().map_or(0, char::len_utf8);
        Some(start..start + word.len())
    });
    words.filter(|span| {
        text.get(span.clone())
            .is_some_and(|word| !word.contains(['/', '\\', '.']) && word.len() >= 12 && looks_secret(word))
    })
}

/// Whether a word after `password:` is more likely a password than prose: `hunter2`.
pub(super) fn looks_password(word: &str) -> bool {
    let any = |test: fn(&u8) -> bool| word.as_bytes().iter().take(MAX_WORD_BYTES).any(test);
    word.len() >= 5 && any(u8::is_ascii_lowercase) && any(|b| b.is_ascii_digit() || b"!$%^&*#@?+".contains(b))
}

/// Whether the characters after the beginning of a token are more than words and numbers.
pub(super) fn is_random(body: &[u8]) -> bool {
    let body = body.get(..MAX_WORD_BYTES).unwrap_or(body);
    let part = |part: &[u8]| {
        let (digit, lower, upper) = kinds(part);
        part.len() >= 12 && (digit && (lower || upper) || lower && upper && changes_case(part))
    };
    body.split(|b| b"-_.".contains(b)).any(part)
}

/// Whether a value is the number that somebody types in.
pub(super) fn is_typed_code(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || b"- ".contains(&b));
    (4..=12).contains(&word.len()) && digits > 0 && plain && !word.contains(' ')
}

/// Whether there are digits, small letters and capitals.
fn kinds(word: &[u8]) -> (bool, bool, bool) {
    let any = |test: fn(&u8) -> bool| word.iter().any(test);
    (any(u8::is_ascii_digit), any(u8::is_ascii_lowercase), any(u8::is_ascii_uppercase))
}

/// `CamelCase` has a capital every few letters; in random letters the case changes far more often.
fn changes_case(word: &[u8]) -> bool {
    let steps =
        word.windows(2).filter(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
    steps.count() * 6 > word.len()
}

/// Whether a word is made of short words joined by separators: `default/my-secret-2`, `orders.v1.example`.
fn is_name(word: &[u8]) -> bool {
    let separators = word.iter().filter(|b| b"-./_:".contains(b)).count();
    separators > 0 && word.split(|b| b"-./_:".contains(b)).all(|part| part.len() < 12)
}
