//! Finds the words that can introduce a secret: one pass, with tables that the compiler has made. Nothing is built when the
//! program runs, since most runs have little to mask.

use super::table::{COMMANDS, PARAMETERS, Short, TAILS, TOKENS};

/// What a word introduces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// The end of a name
    Name,
    /// An authentication scheme outside of a header
    Scheme,
    /// The beginning of a JWT
    Jwt,
    /// The beginning of a token: its place in the table
    Token(u16),
    Url,
    /// A URL without a scheme: `//user:secret@host`
    Relative,
    Dsn,
    /// `jdbc:oracle:thin:user/password@`
    Oracle,
    /// A command: its place in the table
    Command(u16),
    /// `&code=`
    Parameter,
    /// SQL's `IDENTIFIED BY 'secret'`
    Sql,
    /// `.atlasv1.` and the like, in the middle of a token
    Middle,
    PemBegin,
    PemEnd,
}

const SCHEMES: &[&str] = &["bearer", "basic", "digest", "negotiate", "ntlm", "ssws", "dpop "];
const FIXED: &[(&str, Hint)] = &[
    ("eyJ", Hint::Jwt),
    ("://", Hint::Url),
    ("@tcp(", Hint::Dsn),
    ("@unix(", Hint::Dsn),
    ("jdbc:oracle:", Hint::Oracle),
    ("identified by", Hint::Sql),
    ("identified with", Hint::Sql),
    (".atlasv1.", Hint::Middle),
    ("0Q~", Hint::Middle),
    ("1Q~", Hint::Middle),
    ("2Q~", Hint::Middle),
    ("3Q~", Hint::Middle),
    ("4Q~", Hint::Middle),
    ("5Q~", Hint::Middle),
    ("6Q~", Hint::Middle),
    ("7Q~", Hint::Middle),
    ("8Q~", Hint::Middle),
    ("9Q~", Hint::Middle),
    ("-----begin", Hint::PemBegin),
    ("-----end", Hint::PemEnd),
];

const COUNT: usize = TAILS.len() + SCHEMES.len() + TOKENS.len() + COMMANDS.len() + PARAMETERS.len() + FIXED.len();

/// The words, by the hash of their first bytes.
static WORDS: [(Short<32>, Hint); COUNT] = words();
/// The hashes for which there are words.
static KNOWN: [u64; 512] = known();

/// The low bits of the first three bytes; the case of letters makes no difference.
const fn hash(a: u8, b: u8, c: u8) -> u16 {
    (a & 31) as u16 | ((b & 31) as u16) << 5 | ((c & 31) as u16) << 10
}

const fn hash_of(word: &[u8]) -> u16 {
    assert!(word.len() > 2, "a word that introduces a secret has at least three bytes");
    hash(word[0], word[1], word[2])
}

const fn words() -> [(Short<32>, Hint); COUNT] {
    let mut all = [(Short::new(""), Hint::Name); COUNT];
    let (mut at, mut i) = (0, 0);
    while i < TAILS.len() {
        all[at] = (Short::new(TAILS[i]), Hint::Name);
        (at, i) = (at + 1, i + 1);
    }
    i = 0;
    while i < SCHEMES.len() {
        all[at] = (Short::new(SCHEMES[i]), Hint::Scheme);
        (at, i) = (at + 1, i + 1);
    }
    i = 0;
    while i < TOKENS.len() {
        all[at] = (TOKENS[i].begin, Hint::Token(i as u16));
        (at, i) = (at + 1, i + 1);
    }
    i = 0;
    while i < COMMANDS.len() {
        all[at] = (Short::new(COMMANDS[i].first()), Hint::Command(i as u16));
        (at, i) = (at + 1, i + 1);
    }
    i = 0;
    while i < PARAMETERS.len() {
        all[at] = (Short::new(PARAMETERS[i]), Hint::Parameter);
        (at, i) = (at + 1, i + 1);
    }
    i = 0;
    while i < FIXED.len() {
        all[at] = (Short::new(FIXED[i].0), FIXED[i].1);
        (at, i) = (at + 1, i + 1);
    }
    // Sorted by insertion: there are a few hundred, and only the compiler does it.
    i = 1;
    while i < COUNT {
        let mut j = i;
        while j > 0 && hash_of(all[j].0.as_bytes()) < hash_of(all[j - 1].0.as_bytes()) {
            (all[j], all[j - 1]) = (all[j - 1], all[j]);
            j -= 1;
        }
        i += 1;
    }
    all
}

const fn known() -> [u64; 512] {
    let mut bits = [0; 512];
    let mut i = 0;
    while i < COUNT {
        let hash = hash_of(WORDS_CONST[i].0.as_bytes());
        bits[(hash >> 6) as usize] |= 1 << (hash & 63);
        i += 1;
    }
    bits
}

const WORDS_CONST: [(Short<32>, Hint); COUNT] = words();

/// Calls a function with each word of a text: what it introduces, where it begins and ends; in the order of their beginnings.
pub(super) fn each(text: &[u8], mut see: impl FnMut(Hint, usize, usize)) {
    let mut slashes = 0;
    for (at, three) in text.windows(3).enumerate() {
        let &[a, b, c] = three else { continue };
        if (a, b) == (b'/', b'/') && at >= slashes {
            slashes = at + 2;
            see(Hint::Relative, at, at + 2);
        }
        let hash = hash(a, b, c);
        if KNOWN.get(usize::from(hash >> 6)).is_none_or(|bits| bits >> (hash & 63) & 1 == 0) {
            continue;
        }
        let first = WORDS.partition_point(|(word, _)| hash_of(word.as_bytes()) < hash);
        let rest = text.get(at..).unwrap_or_default();
        for (word, hint) in WORDS.get(first..).unwrap_or_default() {
            let word = word.as_bytes();
            if hash_of(word) != hash {
                break;
            }
            if rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)) {
                see(*hint, at, at + word.len());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_found_in_any_case() {
        for (word, hint) in &WORDS {
            let word = word.as_bytes();
            for text in [word.to_ascii_lowercase(), word.to_ascii_uppercase()] {
                let mut found = Vec::new();
                each(&[b"x ", text.as_slice(), b" x"].concat(), |hint, start, end| found.push((hint, start..end)));
                assert!(found.contains(&(*hint, 2..2 + word.len())), "{}", String::from_utf8_lossy(word));
            }
        }
    }

    #[test]
    fn words_are_found_in_order_and_where_they_overlap() {
        let mut found = Vec::new();
        each(b"https://x //y Set-Cookie", |hint, start, _| found.push((hint, start)));
        assert_eq!(found, [(Hint::Url, 5), (Hint::Relative, 6), (Hint::Relative, 10), (Hint::Name, 18)]);
    }
}
