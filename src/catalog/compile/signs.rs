//! The signs of causes: conditions over fields, with their patterns checked.

use std::sync::OnceLock;

use regex_syntax::hir::Hir;
use toml::Spanned;

use super::super::fault::nearest;
use super::super::lazy::Lazy;
use super::super::literals::{self, Needs};
use super::super::load::{Entry, Written};
use super::super::marker::MarkerList;
use super::super::model::{Likelihood, Text};
use super::super::rules::{Alone, Choice, Condition, Pattern, Sign, Signs, Test};
use super::super::source::Strength;
use super::super::{case_fold, quantity, source};
use super::{Compiler, Reference};

/// A pattern as its branches, of which one must match.
fn branches<'a>(re: &str) -> Vec<Pattern<'a>> {
    let branch = |re: String| {
        let needs = literals::parse(&re).map_or(Needs::Nothing, |hir| literals::needs(&hir));
        match case_fold::ignoring_case(&re) {
            Some(small) => Pattern { re: small.into(), needs, ignore_case: true },
            None => Pattern { re: re.into(), needs, ignore_case: false },
        }
    };
    literals::branches(re).into_iter().map(branch).collect()
}

fn is_pattern_of_message(condition: &Condition<'_>) -> bool {
    condition.each.is_none() && &*condition.field == "message" && matches!(condition.test, Test::Pattern(_))
}

/// The signs of a cause by how they are tried.
#[derive(Debug, Default)]
pub(super) struct Sorted<'a> {
    /// Those that are looked for even if no code is printed.
    pub alone: Vec<Alone<'a>>,
    /// The strong ones and the weak ones.
    pub signs: Vec<Sign<'a>>,
    /// Those that are tried where nothing else is recognised.
    pub words: Vec<Sign<'a>>,
}

impl<'a> Sorted<'a> {
    /// As the signs of a cause.
    pub(super) fn into_signs(
        self,
        id: &'a str,
        likelihood: Likelihood,
        within: Lazy<'a, Vec<&'a str>>,
        over: Vec<&'a str>,
        follows: bool,
    ) -> Signs<'a> {
        let Sorted { alone, signs, words } = self;
        let (strong, weak): (Vec<_>, Vec<_>) = signs.into_iter().partition(|sign| sign.strength.is_telling());
        Signs { id, likelihood, within, over, follows, alone, strong: strong.into(), weak: weak.into(), words }
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn signs(&mut self, entry: &'a Entry<'a, source::Cause<'a>>) -> Signs<'a> {
        let cause = &entry.value;
        let checks = cause.check.iter().map(|check| check.title.as_ref());
        let fixes = cause.fix.iter().map(|fix| fix.title.as_str());
        let sorted = self.sorted(entry, &cause.sign, checks, fixes, Sorted::default());
        let over = cause.over.iter().map(|id| self.reference(entry, id, Reference::Cause)).collect();
        let within = super::within(self.sources, entry).into();
        sorted.into_signs(&entry.id, cause.likelihood, within, over, cause.follows)
    }

    /// Adds signs to others of their page, whose checks and fixes have these titles.
    pub(super) fn sorted<'t>(
        &mut self,
        entry: &dyn Written,
        more: &'a [source::Sign],
        checks: impl Iterator<Item = &'t str> + Clone,
        fixes: impl Iterator<Item = &'t str> + Clone,
        mut sorted: Sorted<'a>,
    ) -> Sorted<'a> {
        for sign in more {
            self.require(entry, !sign.all.is_empty(), "a sign needs a condition");
            let all: Vec<_> = sign.all.iter().map(|condition| self.condition(entry, condition)).collect();
            let by_words = sign.strength == Strength::Words;
            let message = "a sign of the strength `words` has `alone` and nothing but patterns over `message`";
            self.require(entry, !by_words || (sign.alone && all.iter().all(is_pattern_of_message)), message);
            if sign.alone && !by_words {
                let strong = sign.strength.is_telling();
                let before = sorted.signs.iter().filter(|one| one.strength.is_telling() == strong).count();
                let markers = self.markers_alone(entry, sign);
                let place = u16::try_from(before).unwrap_or(u16::MAX);
                sorted.alone.extend(markers.map(|markers| Alone { strong, sign: place, markers }));
            }
            let choice = Choice {
                checks: self.chosen(entry, "check", sign.check.as_ref(), checks.clone()),
                fixes: self.chosen(entry, "fix", sign.fix.as_ref(), fixes.clone()),
            };
            let of_its_kind = if by_words { &mut sorted.words } else { &mut sorted.signs };
            of_its_kind.push(Sign { strength: sign.strength, all, choice, gate: OnceLock::new() });
        }
        sorted
    }

    /// The places on the page of the entries that a sign names by their titles.
    fn chosen<'t>(
        &mut self,
        entry: &dyn Written,
        noun: &str,
        named: Option<&Spanned<source::Titles>>,
        titles: impl Iterator<Item = &'t str> + Clone,
    ) -> Vec<u8> {
        let mut places = Vec::new();
        for title in named.iter().flat_map(|named| named.get_ref().all()) {
            let place = titles.clone().position(|one| one.trim() == title.trim());
            let offset = named.map_or(0, |named| named.span().start);
            match place.map(u8::try_from) {
                Some(Ok(place)) => places.push(place),
                Some(Err(_)) => self.faults.push(entry.fault(offset, format!("too many entries before `{title}`"))),
                None => {
                    let hint = nearest(title, titles.clone());
                    self.faults
                        .push(entry.fault(offset, format!("no {noun} of this page has the title `{title}`{hint}")));
                }
            }
        }
        places
    }

    /// How a sign is found if no code is printed: by its first condition.
    fn markers_alone(&mut self, entry: &dyn Written, sign: &'a source::Sign) -> Option<MarkerList<'a>> {
        let first = sign.all.first()?;
        let re = match first.get_ref() {
            source::Condition { each: None, field, re: Some(re), not: false, .. } if field == "message" => Some(re),
            _ => None,
        };
        let literals = re.and_then(|re| literals::parse(re).ok()).map(|hir| literals::required(&hir));
        let literals = literals.filter(|literals| literals::length(literals) >= literals::MIN_TELLING_BYTES);
        if literals.is_none() {
            let message = "the first condition of a sign with `alone` must be a pattern over `message` that requires a \
                           literal of at least eight bytes";
            self.faults.push(entry.fault(first.span().start, message));
        }
        literals.map(|literals| literals.into_iter().collect())
    }

    pub(super) fn condition(
        &mut self,
        entry: &dyn Written,
        condition: &'a Spanned<source::Condition>,
    ) -> Condition<'a> {
        let offset = condition.span().start;
        let condition = condition.get_ref();
        let field = match &condition.each {
            Some(list) => Text::from(format!("{list}.{}", condition.field)),
            None => Text::from(condition.field.as_str()),
        };
        match condition.each.as_deref() {
            Some(list) if list != "challenge" && !list.starts_with("detail.") => {
                let hint = nearest(list, ["challenge", "detail.ErrorInfo", "detail.BadRequest"]);
                self.faults.push(entry.fault(offset, format!("`{list}` is not a list of elements{hint}")));
            }
            _ => self.field(entry, offset, &field),
        }
        let mut tests: Vec<Test<'a>> = Vec::new();
        if let Some(word) = &condition.is {
            tests.push(Test::In(vec![Text::from(word.to_string())]));
        }
        if let Some(words) = &condition.one_of {
            tests.push(Test::In(words.iter().map(|word| Text::from(word.to_string())).collect()));
        }
        if let Some(re) = &condition.re {
            self.pattern(entry, offset, re);
            tests.push(Test::Pattern(branches(re)));
        }
        if condition.min.is_some() || condition.max.is_some() {
            let min = condition.min.as_ref().and_then(|bound| self.quantity(entry, offset, bound));
            let max = condition.max.as_ref().and_then(|bound| self.quantity(entry, offset, bound));
            tests.push(Test::Range(min, max));
        }
        let mut not = condition.not;
        if let Some(present) = condition.present {
            tests.push(Test::Present);
            not ^= !present;
        }
        if tests.len() != 1 {
            let message = "a condition needs exactly one of `is`, `in`, `re`, `min`/`max`, `present`";
            self.faults.push(entry.fault(offset, message));
        }
        Condition { each: condition.each.as_deref(), field, test: tests.pop().unwrap_or(Test::Present), not }
    }

    pub(super) fn quantity(&mut self, entry: &dyn Written, offset: usize, bound: &source::Scalar) -> Option<f64> {
        let parsed = quantity::parse(&bound.to_string());
        if parsed.is_none() {
            self.faults.push(
                entry.fault(offset, format!("`{bound}` is not a number, or a number with a unit such as 1s or 4MiB")),
            );
        }
        parsed
    }

    /// The parsed pattern. Returns `None` if it is malformed, which is a fault.
    pub(super) fn pattern(&mut self, entry: &dyn Written, offset: usize, re: &str) -> Option<Hir> {
        let parsed = literals::parse(re).map_err(|message| self.faults.push(entry.fault(offset, message)));
        parsed.ok()
    }
}
