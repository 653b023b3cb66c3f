//! What a document holds, as far as formats ask for it. Of a hundred documents near a marker, ninety hold no error: `{"error":null,"code":0}`. They
//! are read here without being built, at an eighth of the cost.

use std::fmt;
use std::io::Write;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::hash_of_name;
use crate::catalog::hash::Fnv;
use crate::catalog::rules::{Format, Kind, PointerCondition, PointerTest};
use crate::knowledge::Knowledge;
use crate::scan::Markers;

/// What can be said of a document at first sight.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sketch {
    /// It is no JSON.
    Malformed,
    /// It holds no error: none of the formats has all that it needs, and there is none in its strings.
    Barren,
    /// It may hold one.
    Promising,
}

/// For each of the JSON formats what must be in a document for it.
#[derive(Debug, Default)]
pub(crate) struct JsonNeeds(Vec<Vec<Need>>);

/// A member that a document must have somewhere: one of these names, by their hashes, with such a value.
#[derive(Debug)]
struct Need {
    names: Vec<u32>,
    test: Test,
}

#[derive(Debug)]
enum Test {
    /// Any value but null.
    Any,
    /// One of these words, by their hashes.
    Word(Vec<u32>),
    /// A number in a range.
    Number(i64, i64),
}

/// A value that is no null.
#[derive(Debug, Clone, Copy)]
enum Held {
    /// A short text, a whole number or a boolean: its hash, and its number if it is one.
    Word(u32, Option<i64>),
    /// What no test rules out.
    Other,
}

/// A text that is longer is no word.
const MAX_WORD_BYTES: usize = 48;

impl JsonNeeds {
    fn of(knowledge: &Knowledge<'_>) -> JsonNeeds {
        let formats = knowledge.json_formats.iter().filter_map(|at| knowledge.rules.formats.get(*at));
        JsonNeeds(formats.map(needs_of_format).collect())
    }

    fn are_met(&self, members: &[(u32, Held)]) -> bool {
        self.0.iter().any(|needs| needs.iter().all(|need| need.is_met(members)))
    }
}

fn needs_of_format(format: &Format<'_>) -> Vec<Need> {
    let Kind::Json { conditions, .. } = &format.kind else { return Vec::new() };
    conditions.iter().flat_map(needs_of_condition).collect()
}

fn needs_of_condition(condition: &PointerCondition<'_>) -> Vec<Need> {
    // The last name of each pointer: what it selects has this name, or lies below what has.
    let mut names = Vec::new();
    let mut direct = true;
    for pointer in condition.at.split(' ') {
        let is_name = |segment: &&str| {
            !segment.is_empty() && *segment != "*" && !segment.contains('~') && segment.parse::<usize>().is_err()
        };
        let segments = || pointer.split('/').skip(1);
        let last = segments().last();
        let Some(name) = segments().filter(is_name).last() else { return Vec::new() };
        direct &= last == Some(name);
        names.extend(name.split('|').map(hash_of_name));
    }
    let test_of = |test: &PointerTest<'_>| match test {
        PointerTest::Present(false) => None,
        PointerTest::In(words) if direct && words.iter().all(|word| word.len() <= MAX_WORD_BYTES) => {
            Some(Test::Word(words.iter().map(|word| hash_of_word(word.as_bytes())).collect()))
        }
        PointerTest::Range(min, max) if direct => Some(Test::Number(min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX))),
        _ => Some(Test::Any),
    };
    condition.tests.iter().filter_map(test_of).map(|test| Need { names: names.clone(), test }).collect()
}

impl Need {
    fn is_met(&self, members: &[(u32, Held)]) -> bool {
        members.iter().any(|(name, held)| self.names.contains(name) && self.test.may_hold(*held))
    }
}

impl Test {
    fn may_hold(&self, held: Held) -> bool {
        match (self, held) {
            (Test::Any, _) | (_, Held::Other) => true,
            (Test::Word(words), Held::Word(word, _)) => words.contains(&word),
            (Test::Number(min, max), Held::Word(_, number)) => {
                number.is_some_and(|number| (*min..=*max).contains(&number))
            }
        }
    }
}

/// The hash of a word in lower case.
fn hash_of_word(word: &[u8]) -> u32 {
    Fnv::of(word.iter().map(u8::to_ascii_lowercase)).upper()
}

/// What can be said of a document. Its grammar is that of `serde_json`, by which it is read if it is promising.
/// `errors_in`: whether there is an error in a text with a marker.
pub(super) fn sketch(knowledge: &Knowledge<'_>, document: &[u8], errors_in: impl Fn(&str) -> bool) -> Sketch {
    let mut drawing = Drawing { markers: &knowledge.markers, members: Vec::new(), marked: Vec::new() };
    let mut reader = serde_json::Deserializer::from_slice(document);
    let read = Part { drawing: &mut drawing, name: None }.deserialize(&mut reader);
    if read.and_then(|()| reader.end()).is_err() {
        return Sketch::Malformed;
    }
    let needs = knowledge.json_needs.get_or_init(|| JsonNeeds::of(knowledge));
    let promises = needs.are_met(&drawing.members) || drawing.marked.iter().any(|text| errors_in(text));
    if promises { Sketch::Promising } else { Sketch::Barren }
}

/// What is known of a document so far.
struct Drawing<'m> {
    markers: &'m Markers,
    /// The members of all objects, by the hashes of their names.
    members: Vec<(u32, Held)>,
    /// The texts that hold a marker: they are read as texts of their own.
    marked: Vec<String>,
}

/// A value that is being read, and the name that it has in its object.
struct Part<'d, 'm> {
    drawing: &'d mut Drawing<'m>,
    name: Option<u32>,
}

impl Part<'_, '_> {
    fn held(self, held: Held) {
        self.drawing.members.extend(self.name.map(|name| (name, held)));
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.held(Held::Word(hash_of_word(if value { b"true" } else { b"false" }), None));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.held(Held::Word(hash_of_number(value), Some(value)));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.held(i64::try_from(value).map_or(Held::Other, |value| Held::Word(hash_of_number(value), Some(value))));
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.held(Held::Other);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if self.drawing.markers.any(text.as_bytes()) {
            self.drawing.marked.push(text.to_owned());
        }
        let is_word = text.len() <= MAX_WORD_BYTES;
        let number = || {
            text.parse().ok().filter(|_| text.starts_with(|first: char| first.is_ascii_digit() || "+-".contains(first)))
        };
        self.held(if is_word { Held::Word(hash_of_word(text.as_bytes()), number()) } else { Held::Other });
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Part { drawing: &mut *self.drawing, name: None })?.is_some() {}
        self.held(Held::Other);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key_seed(Name)? {
            members.next_value_seed(Part { drawing: &mut *self.drawing, name: Some(name) })?;
        }
        self.held(Held::Other);
        Ok(())
    }
}

/// The hash of a number as it is printed.
fn hash_of_number(value: i64) -> u32 {
    // As many characters as the longest one has.
    let mut printed = [0; 20];
    let mut free = &mut printed[..];
    let _ = write!(free, "{value}");
    let length = 20 - free.len();
    hash_of_word(&printed[..length])
}

/// Reads a name.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = u32;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u32, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = u32;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<u32, E> {
        Ok(hash_of_name(name))
    }
}
