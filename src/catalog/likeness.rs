//! How alike a text and the pages of the catalog are in words: BM25 over the index that was compiled with the pages.
//!
//! Measured on the catalog's own 1,186 examples, each left out in turn, and on 759 texts that clients printed (right cause
//! first, among the first three): single words of all fields alike 62, 76 and 69, 83 %; with pairs of neighbours 59, 76 and
//! 74, 87; a word once in each field, fields weighted, weights hardly saturated: 81, 93 and 77, 91. Groups of four letters
//! added nothing to that, and doubled the index; slips of the keyboard are matched with the vocabulary instead.

use std::collections::{HashMap, HashSet};

use super::Catalog;
use super::pages::{CauseEntry, CodeEntry, MainCode};
use super::terms::{Word, hash, terms, words};
use crate::catalog::order::Order;

/// How soon more weight counts less. With weights of fields in place of counts it hardly should.
const SATURATION: f32 = 12.0;
/// How far a long page must make up for its length.
const LENGTH: f32 = 0.6;
/// What a pair of neighbours counts, as a share of a word.
const PAIR: f32 = 0.5;
/// What a word counts that is only near to the one that was asked for.
const NEAR: f32 = 0.6;
/// A word in more than this share of the pages tells nothing alone.
const COMMON_SHARE: usize = 4;
/// How many words are named that a page shares with a text.
const MAX_SHARED_WORDS: usize = 6;
/// How many words of the vocabulary may replace one that is not in it.
const MAX_NEAR_WORDS: usize = 3;

/// A message with fewer words of its own says too little to be compared.
const MIN_WORDS: usize = 2;
/// Words that say nothing of what an error is about, however few pages use them.
const EMPTY: [&str; 65] = [
    "after",
    "again",
    "all",
    "and",
    "any",
    "are",
    "asked",
    "been",
    "before",
    "being",
    "but",
    "can",
    "cannot",
    "com",
    "could",
    "did",
    "does",
    "due",
    "during",
    "err",
    "error",
    "errors",
    "exception",
    "exceptions",
    "fatal",
    "find",
    "for",
    "found",
    "from",
    "get",
    "has",
    "have",
    "into",
    "its",
    "not",
    "now",
    "org",
    "out",
    "ran",
    "run",
    "since",
    "start",
    "started",
    "that",
    "the",
    "then",
    "this",
    "through",
    "tried",
    "try",
    "trying",
    "unable",
    "unexpected",
    "until",
    "used",
    "using",
    "was",
    "were",
    "when",
    "which",
    "while",
    "will",
    "with",
    "without",
    "www",
];

/// Words that only say that something failed, or what kind of thing a status is.
const FAILURE: [&str; 20] = [
    "call",
    "code",
    "desc",
    "failed",
    "failing",
    "failure",
    "fails",
    "got",
    "http",
    "https",
    "message",
    "msg",
    "reason",
    "received",
    "request",
    "response",
    "returned",
    "rpc",
    "status",
    "unexpected",
];

/// A page that shares fewer words with a text is not named for it, unless it has two of them next to each other as the text
/// has.
const MIN_SHARED_WORDS: usize = 3;
/// A page that is less alike than this share of the nearest one is not named.
const MIN_SHARE: f32 = 0.5;

/// The words of a text, ready to be compared.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    words: Vec<Word>,
    /// Terms and what each counts.
    terms: Vec<(u32, f32)>,
    /// Words in place of others that the vocabulary lacks: by the place of the other.
    near: Vec<(usize, u32)>,
}

/// How alike each page and a query are, by layer and page.
#[derive(Debug, Clone)]
pub(crate) struct Scores(Vec<Vec<f32>>);

/// A page that is like a text.
#[derive(Debug, Clone)]
pub(crate) struct Near<'a> {
    /// Its id.
    pub id: &'a str,
    /// How alike they are.
    pub score: f32,
    /// The layer and number of its page.
    place: (usize, usize),
}

impl Query {
    /// The words of a text, taken as they are.
    pub(crate) fn new(text: &str) -> Query {
        Query::of_words(words(text))
    }

    fn of_words(words: Vec<Word>) -> Query {
        let terms = terms(&words).into_iter().map(|(term, pair)| (term, if pair { PAIR } else { 1.0 })).collect();
        Query { words, terms, near: Vec::new() }
    }

    /// The words of an error's message without those that only say that there was one, and without these: the names of its
    /// code, which are in the message of every error with the code.
    pub(crate) fn of_message(text: &str, names: &str) -> Query {
        let mut query = Query::new(text);
        let names: Vec<Word> = words(names);
        let says_nothing = |word: &Word| {
            let text = word.text.as_str();
            EMPTY.contains(&text) || FAILURE.contains(&text) || names.iter().any(|name| name.stem == word.stem)
        };
        let kept: Vec<bool> = query.words.iter().map(|word| !says_nothing(word)).collect();
        let words = query.words.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(word, _)| hash(&word.stem, None));
        let pairs = query.words.windows(2).zip(kept.windows(2)).filter_map(|(pair, kept)| match pair {
            [first, second] if kept.contains(&true) => Some(hash(&first.stem, Some(&second.stem))),
            _ => None,
        });
        let told: HashSet<u32> = words.chain(pairs).collect();
        query.terms.retain(|(term, _)| told.contains(term));
        let different: HashSet<&str> =
            query.words.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(word, _)| word.stem.as_str()).collect();
        if different.len() < MIN_WORDS {
            query.terms.clear();
        }
        query
    }

    /// Whether there is nothing to compare.
    pub(crate) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// A page that is like a text, with the words that both have.
#[derive(Debug, Clone)]
pub(crate) struct Alike<'a> {
    /// The page.
    pub near: Near<'a>,
    /// The words, as the text has them.
    pub words: Vec<String>,
}

impl<'a> Catalog<'a> {
    /// The causes that are near enough to a text to be named, the nearest first.
    pub(crate) fn alike(&self, text: &str, most: usize) -> Vec<Alike<'a>> {
        let query = Query::new(text);
        let near = self.nearest(&query, false);
        let least = near.first().map_or(0.0, |best| best.score * MIN_SHARE);
        let enough = near.into_iter().take(most).take_while(|one| one.score >= least);
        let found = enough.map(|near| Alike { words: self.shared_words(&query, &near), near });
        let enough =
            |one: &Alike<'_>| one.words.len() >= MIN_SHARED_WORDS || self.shares_a_pair(&query, &one.near, &one.words);
        found.filter(enough).collect()
    }

    /// Whether a cause shares enough words with a query to be named before likelier ones.
    pub(crate) fn is_alike(&self, query: &Query, cause: &str) -> bool {
        let place = self.layers.iter().enumerate().find_map(|(layer, entries)| {
            entries.causes.get::<CauseEntry<'_>>(cause).next().map(|entry| (layer, entry.page))
        });
        place.is_some_and(|place| {
            let near = Near { id: "", score: 0.0, place };
            let words = self.shared_words(query, &near);
            words.len() >= MIN_SHARED_WORDS || self.shares_a_pair(query, &near, &words)
        })
    }

    /// How many pages use a word.
    pub(crate) fn pages_with(&self, word: &str) -> usize {
        let word = words(word).into_iter().next();
        let term = word.map(|word| hash(&word.stem, None));
        term.map_or(0, |term| self.layers.iter().map(|layer| layer.words.postings(term).len()).sum())
    }

    /// The words that somebody typed: those that no page uses are replaced by the nearest that some page does.
    pub(crate) fn forgiving(&self, text: &str) -> Query {
        let mut typed = words(text);
        let vocabulary: Vec<&str> = self.layers.iter().flat_map(|layer| layer.words.vocabulary()).collect();
        let mut others = Vec::new();
        for (at, word) in typed.iter_mut().enumerate() {
            if vocabulary.contains(&word.stem.as_str()) {
                continue;
            }
            let mut near = nearest(word, &vocabulary).into_iter();
            if let Some(stem) = near.next() {
                stem.clone_into(&mut word.stem);
            }
            others.extend(near.map(|stem| (at, hash(stem, None))));
        }
        let mut query = Query { near: others, ..Query::of_words(typed) };
        query.terms.extend(query.near.iter().map(|(_, term)| (*term, NEAR)));
        query
    }

    /// How alike each page and a query are.
    pub(crate) fn likeness(&self, query: &Query) -> Scores {
        let pages: usize = self.layers.iter().map(|layer| layer.words.documents()).sum();
        let length = |layer: usize, page: usize| self.layers.get(layer).map_or(0, |one| one.words.length(page));
        let mut scores: Vec<Vec<f32>> = self.layers.iter().map(|layer| vec![0.0; layer.words.documents()]).collect();
        let total: usize = scores
            .iter()
            .enumerate()
            .flat_map(|(layer, pages)| (0..pages.len()).map(move |page| usize::from(length(layer, page))))
            .sum();
        let average = total.max(1) as f32 / pages.max(1) as f32;
        for (term, counts) in &query.terms {
            let found: Vec<_> = self.layers.iter().map(|layer| layer.words.postings(*term)).collect();
            let used = found.iter().map(Vec::len).sum::<usize>() as f32;
            let rarity = logarithm(1.0 + (pages as f32 - used + 0.5) / (used + 0.5)) * counts;
            for (layer, postings) in found.iter().enumerate() {
                for (page, weight) in postings {
                    let weight = f32::from(*weight) / 2.0;
                    let relative = f32::from(length(layer, *page)) / average;
                    let whole = weight + SATURATION * (1.0 - LENGTH + LENGTH * relative);
                    if let Some(score) = scores.get_mut(layer).and_then(|scores| scores.get_mut(*page)) {
                        *score += rarity * weight * (SATURATION + 1.0) / whole;
                    }
                }
            }
        }
        Scores(scores)
    }

    /// How alike a cause and the query of these scores are.
    pub(crate) fn likeness_of(&self, scores: &Scores, cause: &str) -> f32 {
        let found = self.layers.iter().zip(&scores.0).find_map(|(layer, scores)| {
            let entry = layer.causes.get::<CauseEntry<'_>>(cause).next()?;
            scores.get(entry.page).copied()
        });
        found.unwrap_or(0.0)
    }

    /// The causes that share a word with a query, the most alike first, and, if they are asked for, the codes.
    pub(crate) fn nearest(&self, query: &Query, codes: bool) -> Vec<Near<'a>> {
        let scores = self.likeness(query);
        let mut near: HashMap<&'a str, Near<'a>> = HashMap::new();
        for (layer, (entries, scores)) in self.layers.iter().zip(&scores.0).enumerate() {
            // What is told by words alone is near to every error.
            let causes = entries.causes.values().filter(|one: &CauseEntry<'a>| one.code != MainCode::None);
            let causes = causes.map(|one| (one.id, one.page));
            let pages = entries.codes.values().map(|one: CodeEntry<'a>| (one.id, one.page));
            for (id, page) in causes.chain(pages.filter(|_| codes)) {
                let score = scores.get(page).copied().unwrap_or(0.0);
                // What an upper layer has hides what those below it have.
                near.entry(id).or_insert(Near { id, score, place: (layer, page) });
            }
        }
        let mut near: Vec<Near<'a>> = near.into_values().filter(|one| one.score > 0.0).collect();
        near.order_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(b.id)));
        near
    }

    /// Whether a page has two words next to each other that are neighbours in a query, and both are among these.
    pub(crate) fn shares_a_pair(&self, query: &Query, near: &Near<'_>, shared: &[String]) -> bool {
        let (layer, page) = near.place;
        let Some(layer) = self.layers.get(layer) else { return false };
        query.words.windows(2).any(|pair| match pair {
            [first, second] if first != second && shared.contains(&first.text) && shared.contains(&second.text) => {
                let term = hash(&first.stem, Some(&second.stem));
                layer.words.postings(term).iter().any(|(one, _)| *one == page)
            }
            _ => false,
        })
    }

    /// The words that a page shares with a query, in the order in which the query has them. Words that many pages use, and
    /// those that say nothing, are left out.
    pub(crate) fn shared_words(&self, query: &Query, near: &Near<'_>) -> Vec<String> {
        let pages: usize = self.layers.iter().map(|layer| layer.words.documents()).sum();
        let mut shared: Vec<String> = Vec::new();
        for (at, word) in query.words.iter().enumerate() {
            let replaced = query.near.iter().filter(|(place, _)| *place == at).map(|(_, term)| *term);
            let tells = std::iter::once(hash(&word.stem, None)).chain(replaced).any(|term| {
                let found: Vec<_> = self.layers.iter().map(|layer| layer.words.postings(term)).collect();
                let used: usize = found.iter().map(Vec::len).sum();
                let (layer, page) = near.place;
                let here = found.get(layer).is_some_and(|found| found.iter().any(|(one, _)| *one == page));
                here && used * COMMON_SHARE <= pages.max(COMMON_SHARE * 4)
            });
            let says = word.text.len() > 2 && !EMPTY.contains(&word.text.as_str());
            if tells && says && !word.text.bytes().all(|byte| byte.is_ascii_digit()) && !shared.contains(&word.text) {
                shared.push(word.text.clone());
            }
        }
        shared.truncate(MAX_SHARED_WORDS);
        shared
    }
}

/// The natural logarithm of a positive number, right to 0.006. The standard library's is the only function for which the
/// program would load the C library's mathematics: nine page faults at each start.
fn logarithm(value: f32) -> f32 {
    let (exponent, fraction) = (value.to_bits() >> 23, value.to_bits() & ((1 << 23) - 1));
    let fraction = fraction as f32 / (1 << 23) as f32;
    // Between two powers of two, log2 is a line and a bow above it.
    let log2 = exponent as f32 - 127.0 + fraction + 0.344 * fraction * (1.0 - fraction);
    log2 * std::f32::consts::LN_2
}

/// The stems nearest to a word that is not in the vocabulary: it begins them, or a slip or two away from them.
fn nearest<'v>(word: &Word, vocabulary: &[&'v str]) -> Vec<&'v str> {
    let stem = word.stem.as_str();
    let slips = match stem.len() {
        0..4 => return Vec::new(),
        4..8 => 1,
        _ => 2,
    };
    let distance = |one: &str| match one.strip_prefix(stem) {
        Some(_) => Some(0),
        None if one.len().abs_diff(stem.len()) > slips => None,
        None => Some(strsim::osa_distance(stem, one)).filter(|distance| *distance <= slips),
    };
    // People get the beginning of a word right more often than its end.
    let other = |one: &str| stem.len() - stem.bytes().zip(one.bytes()).take_while(|(a, b)| a == b).count();
    let mut near: Vec<(usize, usize, usize, &str)> =
        vocabulary.iter().filter_map(|one| Some((distance(one)?, other(one), one.len(), *one))).collect();
    near.sort_unstable();
    near.dedup();
    // A word that is two slips away says nothing beside one that is a slip away.
    let least = near.first().map_or(0, |(distance, ..)| *distance);
    near.retain(|(distance, ..)| *distance == least);
    near.into_iter().map(|(.., one)| one).take(MAX_NEAR_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str, codes: bool) -> &'static str {
        let catalog = Catalog::built_in().expect("a catalog");
        let near = catalog.nearest(&catalog.forgiving(text), codes);
        near.first().map_or("", |one| one.id)
    }

    #[test]
    fn the_page_with_the_same_words_comes_first() {
        let table = [
            ("the access token has expired", "auth/token-expired"),
            ("dial tcp 10.0.0.1:443: connect: connection refused", "net/connection-refused"),
            ("lookup db.internal: no such host", "dns/name-not-found"),
        ];
        let catalog = Catalog::built_in().expect("a catalog");
        for (text, cause) in table {
            let near = catalog.nearest(&catalog.forgiving(text), false);
            assert!(near.iter().take(3).any(|one| one.id == cause), "{text}");
        }
    }

    #[test]
    fn slips_and_beginnings_of_words_are_forgiven() {
        assert_eq!(first("conection refusd", false), first("connection refused", false));
        assert_eq!(first("certificat was revokd", false), first("certificate was revoked", false));
        let catalog = Catalog::built_in().expect("a catalog");
        assert!(catalog.nearest(&Query::new("qwrtzpsdfg"), true).is_empty());
        assert!(catalog.nearest(&Query::new(""), true).is_empty());
    }

    #[test]
    fn shared_words_are_those_that_few_pages_use() {
        let catalog = Catalog::built_in().expect("a catalog");
        let query = Query::new("the server says: access token expired 404");
        let near = catalog.nearest(&query, false);
        let expired = near.iter().find(|one| one.id == "auth/token-expired").expect("it is near");
        let words = catalog.shared_words(&query, expired);
        assert!(words.contains(&"expired".to_owned()) && !words.contains(&"the".to_owned()), "{words:?}");
    }

    #[test]
    fn a_message_that_only_repeats_its_code_has_no_words() {
        assert!(Query::of_message("Request failed with status code 401", "http/401 401 Unauthorized").is_empty());
        assert!(Query::of_message("HTTP 401: Unauthorized", "http/401 401 Unauthorized").is_empty());
        assert!(!Query::of_message("401: the token is old", "http/401 401 Unauthorized").is_empty());
    }

    #[test]
    fn each_run_gives_the_same_order() {
        let order = || {
            let catalog = Catalog::built_in().expect("a catalog");
            let near = catalog.nearest(&Query::new("the upstream closed the connection"), true);
            near.iter().map(|one| (one.id, one.score.to_bits())).collect::<Vec<_>>()
        };
        assert_eq!(order(), order());
    }

    #[test]
    fn the_logarithm_is_near_enough() {
        for at in 1..2000 {
            let value = at as f32 / 7.0;
            assert!((logarithm(value) - value.ln()).abs() < 0.006, "{value}: {}", logarithm(value));
        }
    }
}
