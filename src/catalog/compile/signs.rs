//! The signs of causes: conditions over fields, with their patterns checked.

use toml::Spanned;

use super::super::compiled::{Condition, Pattern, Sign, Signs, Test};
use super::super::load::Entry;
use super::super::page::Text;
use super::super::{literals, quantity, source};
use super::{Compiler, Reference};

impl<'a> Compiler<'a> {
    pub(super) fn signs(&mut self, entry: &'a Entry<'a, source::Cause<'a>>) -> Signs<'a> {
        let cause = &entry.value;
        Signs {
            id: &entry.id,
            explains: cause.explains.iter().map(|code| code.get_ref().as_str()).collect(),
            likelihood: cause.likelihood,
            over: cause.over.iter().map(|id| self.reference(entry, id, Reference::Cause)).collect(),
            signs: cause.sign.iter().map(|sign| self.sign(entry, sign)).collect(),
        }
    }

    pub(super) fn sign(&mut self, entry: &'a Entry<'a, source::Cause<'a>>, sign: &'a source::Sign) -> Sign<'a> {
        self.demand(entry, !sign.all.is_empty(), "a sign needs a condition");
        let all: Vec<_> = sign.all.iter().map(|condition| self.condition(entry, condition)).collect();
        if sign.alone {
            let literals = match all.first() {
                Some(Condition { each: None, field, test: Test::Pattern(pattern), not: false })
                    if &**field == "message" =>
                {
                    pattern.literals.iter().map(|literal| literal.len()).min().unwrap_or(0)
                }
                _ => 0,
            };
            let offset = sign.all.first().map_or(0, |condition| condition.span().start);
            if literals < 8 {
                let message = "the first condition of a sign that stands `alone` must be a pattern over `message` in which a \
                               literal of at least eight bytes is required";
                self.faults.push(entry.fault(offset, message));
            }
        }
        Sign { strength: sign.strength, alone: sign.alone, all }
    }

    pub(super) fn condition(
        &mut self,
        entry: &Entry<'_, impl Sized>,
        condition: &'a Spanned<source::Condition>,
    ) -> Condition<'a> {
        let offset = condition.span().start;
        let condition = condition.get_ref();
        let field = match &condition.each {
            Some(list) => Text::from(format!("{list}.{}", condition.field)),
            None => Text::from(condition.field.as_str()),
        };
        let mut tests: Vec<Test<'a>> = Vec::new();
        if let Some(word) = &condition.is {
            tests.push(Test::In(vec![Text::from(word.to_string())]));
        }
        if let Some(words) = &condition.one_of {
            tests.push(Test::In(words.iter().map(|word| Text::from(word.to_string())).collect()));
        }
        if let Some(re) = &condition.re {
            tests.push(Test::Pattern(self.pattern(entry, offset, re)));
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

    pub(super) fn quantity(
        &mut self,
        entry: &Entry<'_, impl Sized>,
        offset: usize,
        bound: &source::Scalar,
    ) -> Option<f64> {
        let parsed = quantity::parse(&bound.to_string());
        if parsed.is_none() {
            self.faults.push(entry.fault(offset, format!("`{bound}` is no number with a unit such as 1s or 4MiB")));
        }
        parsed
    }

    pub(super) fn pattern(&mut self, entry: &Entry<'_, impl Sized>, offset: usize, re: &'a str) -> Pattern<'a> {
        match literals::parse(re) {
            Ok(hir) => {
                let literals = literals::required(&hir).into_iter().map(Text::from).collect();
                Pattern { re, literals }
            }
            Err(message) => {
                self.faults.push(entry.fault(offset, message));
                Pattern { re, literals: Vec::new() }
            }
        }
    }
}
