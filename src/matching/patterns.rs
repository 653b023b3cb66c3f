//! Patterns, compiled when they are first needed.
//!
//! A pasted error needs a few dozen patterns, each once, so the cost of compiling dominates. They are compiled as the
//! `regex` crate does, but at first without its lazy automata: these need a second, reversed program, which pays only for
//! patterns that are asked often.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use regex_automata::meta::{Builder, Config, Regex};
use regex_automata::util::captures::Captures;
use regex_automata::util::syntax;
use regex_automata::{Input, MatchKind};

use super::trigrams::TrigramIndex;
use crate::catalog::rules;
use crate::memo::Memo;

/// The memory that one compiled pattern may take.
const MAX_PATTERN_BYTES: usize = 4 << 20;

/// Compiled patterns by their text.
#[derive(Default)]
pub(crate) struct Patterns {
    compiled: Memo<Option<Arc<Pattern>>>,
}

impl Patterns {
    /// The compiled pattern. Returns `None` if it is malformed, which can't happen in a checked catalog.
    pub(crate) fn get(&self, pattern: &str) -> Option<Arc<Pattern>> {
        let build = || Pattern::build(pattern, false).map(|regex| Arc::new(Pattern::new(pattern, regex)));
        self.compiled.get_or_insert_with(pattern, build)
    }

    /// The patterns that can match in a text, judging by the literals they need. Each comes with the text to match it
    /// in: the original or its lower case.
    pub(crate) fn possible<'t>(
        &self,
        some: &[rules::Pattern<'_>],
        text: &'t [u8],
        index: &'t TrigramIndex,
    ) -> impl Iterator<Item = (Arc<Pattern>, &'t [u8])> {
        let possible = some.iter().filter(|pattern| index.meets(&pattern.needs));
        possible.filter_map(move |pattern| {
            let text = if pattern.ignore_case { index.text() } else { text };
            Some((self.get(&pattern.re)?, text))
        })
    }

    /// Whether a pattern matches somewhere in a text.
    pub(crate) fn is_match(&self, pattern: &str, text: &[u8]) -> bool {
        self.get(pattern).is_some_and(|pattern| pattern.is_match(text))
    }
}

/// A pattern that was asked more often is worth a lazy automaton, which says no at the speed of reading; so is one that is asked about
/// a text that is longer, in which the other engines take a microsecond for five bytes.
const MAX_RARE_USES: u32 = 48;
const MAX_RARE_BYTES: usize = 4 << 10;
/// The memory that the lazy automaton of one pattern may take.
const MAX_AUTOMATON_BYTES: usize = 128 << 10;

/// A compiled pattern, to be matched against bytes. It has two lives: the first uses run on the engine that is cheapest to
/// build, since a pasted error needs no more; one that is asked often gets a lazy automaton.
pub(crate) struct Pattern {
    source: Box<str>,
    rare: Regex,
    uses: AtomicU32,
    frequent: OnceLock<Option<Regex>>,
}

impl Pattern {
    fn new(source: &str, rare: Regex) -> Pattern {
        Pattern { source: source.into(), rare, uses: AtomicU32::new(0), frequent: OnceLock::new() }
    }

    /// Compiles a pattern, with a lazy automaton or without. Returns `None` if it is malformed.
    fn build(pattern: &str, automaton: bool) -> Option<Regex> {
        let config = Config::new()
            .match_kind(MatchKind::LeftmostFirst)
            .utf8_empty(false)
            .nfa_size_limit(Some(MAX_PATTERN_BYTES))
            .hybrid_cache_capacity(MAX_AUTOMATON_BYTES);
        // Markers and required literals have done what a prefilter does.
        let config = config.hybrid(automaton).dfa(false).onepass(false).auto_prefilter(false);
        let syntax = syntax::Config::new().unicode(false).utf8(false);
        Builder::new().configure(config).syntax(syntax).build(pattern).ok()
    }

    /// The engine for a text of so many bytes.
    fn regex(&self, bytes: usize) -> &Regex {
        let is_rare = self.uses.fetch_add(1, Ordering::Relaxed) < MAX_RARE_USES;
        if is_rare && bytes <= MAX_RARE_BYTES {
            return &self.rare;
        }
        let frequent = self.frequent.get_or_init(|| Pattern::build(&self.source, true));
        frequent.as_ref().unwrap_or(&self.rare)
    }

    /// Whether it matches somewhere in a text.
    pub(crate) fn is_match(&self, text: &[u8]) -> bool {
        self.regex(text.len()).is_match(text)
    }

    /// The first match in a text.
    pub(crate) fn find(&self, text: &[u8]) -> Option<Range<usize>> {
        self.regex(text.len()).find(text).map(|found| found.range())
    }

    /// All non-overlapping matches in a text, in order.
    pub(crate) fn find_all(&self, text: &[u8]) -> impl Iterator<Item = Range<usize>> {
        self.regex(text.len()).find_iter(text).map(|found| found.range())
    }

    /// The groups of the first match that begins at `from` or later.
    pub(crate) fn groups_at(&self, text: &[u8], from: usize) -> Option<Groups> {
        let regex = self.regex(text.len() - from.min(text.len()));
        let mut captures = regex.create_captures();
        regex.captures(Input::new(text).span(from..text.len()), &mut captures);
        captures.is_match().then_some(Groups { captures })
    }
}

/// The spans of a match and its groups, as byte offsets in the text.
pub(crate) struct Groups {
    captures: Captures,
}

impl Groups {
    /// The span of the whole match.
    pub(crate) fn whole(&self) -> Range<usize> {
        self.captures.get_match().map_or(0..0, |found| found.range())
    }

    /// The span of a group; `None` if it took no part in the match.
    pub(crate) fn named(&self, name: &str) -> Option<Range<usize>> {
        self.captures.get_group_by_name(name).map(|span| span.range())
    }

    /// The named groups that took part in the match, with their spans.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let names = self.captures.group_info().pattern_names(regex_automata::PatternID::ZERO);
        names.enumerate().filter_map(|(at, name)| Some((name?, self.captures.get_group(at)?.range())))
    }
}
