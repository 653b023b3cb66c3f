//! The words of a text as the likeness index compares them: lower case, without endings, alone and with their neighbour.

use std::collections::HashSet;

use super::hash::Fnv;

/// A shorter or longer run of letters is no word.
const WORD_CHARS: std::ops::RangeInclusive<usize> = 2..=24;
/// A longer number is an id, a time or a port, and is in one text only.
const MAX_DIGITS: usize = 4;
/// A query is not read beyond so many words.
const MAX_WORDS: usize = 400;

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// In lower case.
    pub text: String,
    /// What is compared: the word without its ending.
    pub stem: String,
}

impl Word {
    fn new(text: &str) -> Word {
        let text = text.to_ascii_lowercase();
        Word { stem: text[..stem_length(&text)].to_owned(), text }
    }
}

/// The words of a text in their order. `NotFoundError` is three words.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    while at < bytes.len() && words.len() < MAX_WORDS {
        let end = at + run_length(&bytes[at..]);
        let run = text.get(at..end).unwrap_or_default();
        let is_word = if bytes[at].is_ascii_digit() {
            run.len() <= MAX_DIGITS
        } else {
            bytes[at].is_ascii_alphabetic() && WORD_CHARS.contains(&run.len())
        };
        words.extend(is_word.then(|| Word::new(run)));
        at = end;
    }
    words
}

/// The length of the word at the beginning of some bytes, or of what is between words.
fn run_length(bytes: &[u8]) -> usize {
    let first = bytes[0];
    let same = |test: fn(&u8) -> bool| bytes.iter().take_while(|byte| test(byte)).count();
    if first.is_ascii_digit() {
        return same(u8::is_ascii_digit);
    }
    if !first.is_ascii_alphabetic() {
        return same(|byte| !byte.is_ascii_alphanumeric());
    }
    let capitals = same(u8::is_ascii_uppercase);
    let small = bytes[capitals..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    match (capitals, small) {
        (0 | 1, small) => capitals + small,
        (capitals, 0) => capitals,
        // `HTTPError`: the last capital begins the next word. `APIs` is one.
        (capitals, 1) => capitals + 1,
        (capitals, _) => capitals - 1,
    }
}

/// How much of a word is its stem. English alone: it is what errors are written in.
fn stem_length(word: &str) -> usize {
    const ENDINGS: [&str; 13] =
        ["ations", "ation", "ings", "ing", "ions", "ion", "ied", "ies", "ed", "es", "s", "e", "y"];
    if word.len() == 4 && word.ends_with('s') && !word.ends_with("ss") {
        return 3;
    }
    let without = |ending: &str| {
        let stem = word.strip_suffix(ending).filter(|stem| stem.len() >= 4)?;
        (ending != "s" || !stem.ends_with('s')).then_some(stem.len())
    };
    ENDINGS.into_iter().find_map(without).unwrap_or(word.len())
}

/// The hash of a word, or of a word and the one after it: 23 bits, so that the distances between sorted ones take a byte or two. Of
/// the 55,000 terms of the index, one of a hundred and fifty shares its hash.
pub(crate) fn hash(stem: &str, next: Option<&str>) -> u32 {
    let between = next.map(|_| b' ');
    let bytes = stem.bytes().chain(between).chain(next.unwrap_or_default().bytes());
    Fnv::of(bytes).upper() & 0x7f_ffff
}

/// The hashes of the words of a text and of its pairs of neighbours, each once, in the order of their first places. Says of
/// each whether it is a pair.
pub(crate) fn terms(words: &[Word]) -> Vec<(u32, bool)> {
    let single = words.iter().map(|word| (hash(&word.stem, None), false));
    let pairs = words.windows(2).filter_map(|pair| match pair {
        [first, second] => Some((hash(&first.stem, Some(&second.stem)), true)),
        _ => None,
    });
    let mut seen = HashSet::new();
    single.chain(pairs).filter(|term| seen.insert(*term)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_split_at_capitals() {
        let of = |text: &str| words(text).into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
        assert_eq!(of("NotFoundError: HTTPError 404"), "not found error http error 404");
        assert_eq!(of("no such host: db-1.internal"), "no such host db 1 internal");
        assert_eq!(of("APIs x 123456 größe"), "apis gr");
        assert_eq!(of(""), "");
    }

    #[test]
    fn a_stem_is_a_word_without_its_ending() {
        let same = |a: &str, b: &str| Word::new(a).stem == Word::new(b).stem;
        assert!(same("certificates", "certificate") && same("refused", "refuses") && same("logs", "log"));
        assert!(!same("pass", "pas") && !same("type", "typo") && !same("connect", "connecticut"));
    }

    #[test]
    fn terms_are_words_and_pairs_each_once() {
        let of = |text: &str| terms(&words(text));
        assert_eq!(of("token expired token expired").iter().filter(|(_, pair)| !pair).count(), 2);
        assert_eq!(of("token expired token expired").iter().filter(|(_, pair)| *pair).count(), 2);
        assert_eq!(of("Tokens expire"), of("token EXPIRED"));
    }
}
