//! What a document holds, as far as formats ask for it. Of a hundred documents near a marker, ninety hold no error: `{"error":null,"code":0}`. They
//! are read here without being built, at an eighth of the cost.

use std::fmt;
use std::io::Write;
use std::ops::Range;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::hash_of_name;
use crate::catalog::hash::Fnv;
use crate::catalog::rules::{Format, Kind, PointerCondition, PointerTest};
use crate::knowledge::Knowledge;
use crate::matching::Patterns;
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
    /// The bits of the names: see [`bit_of`].
    bits: u64,
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
    /// What a pattern matches.
    Pattern(String),
}

/// A value that is no null.
#[derive(Debug, Clone)]
enum Held {
    /// A short text, a whole number or a boolean: its hash, where it is among the words, and its number if it is one.
    Word(u32, Range<usize>, Option<i64>),
    /// What no test rules out.
    Other,
}

/// One of 64 bits for a name: most names that formats ask for are in no member.
fn bit_of(name: u32) -> u64 {
    1 << (name & 63)
}

/// A text that is longer is no word.
const MAX_WORD_BYTES: usize = 48;

impl JsonNeeds {
    fn of(knowledge: &Knowledge<'_>) -> JsonNeeds {
        let formats = knowledge.json_formats.iter().filter_map(|at| knowledge.rules.formats.get(*at));
        JsonNeeds(formats.map(needs_of_format).collect())
    }

    fn are_met(&self, patterns: &Patterns, drawing: &Drawing<'_>) -> bool {
        let names = drawing.members.iter().fold(0, |bits, (name, _)| bits | bit_of(*name));
        let possible = self.0.iter().filter(|needs| needs.iter().all(|need| need.bits & names != 0));
        let mut possible = possible.filter(|needs| needs.iter().all(|need| need.is_met(patterns, drawing)));
        possible.next().is_some()
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
        PointerTest::Pattern(re) if direct => Some(Test::Pattern((*re).to_owned())),
        PointerTest::Range(min, max) if direct => Some(Test::Number(min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX))),
        _ => Some(Test::Any),
    };
    let bits = names.iter().fold(0, |bits, name| bits | bit_of(*name));
    condition.tests.iter().filter_map(test_of).map(|test| Need { names: names.clone(), bits, test }).collect()
}

impl Need {
    fn is_met(&self, patterns: &Patterns, drawing: &Drawing<'_>) -> bool {
        let named = drawing.members.iter().filter(|(name, _)| self.names.contains(name));
        named.into_iter().any(|(_, held)| self.test.may_hold(patterns, drawing, held))
    }
}

impl Test {
    fn may_hold(&self, patterns: &Patterns, drawing: &Drawing<'_>, held: &Held) -> bool {
        let Held::Word(hash, word, number) = held else { return true };
        match self {
            Test::Any => true,
            Test::Word(words) => words.contains(hash),
            Test::Number(min, max) => number.is_some_and(|number| (*min..=*max).contains(&number)),
            Test::Pattern(re) => patterns.is_match(re, drawing.words.get(word.clone()).unwrap_or_default()),
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
    let mut drawing =
        Drawing { markers: &knowledge.markers, members: Vec::new(), words: Vec::new(), marked: Vec::new() };
    let mut reader = serde_json::Deserializer::from_slice(document);
    let read = Part { drawing: &mut drawing, name: None }.deserialize(&mut reader);
    if read.and_then(|()| reader.end()).is_err() {
        return Sketch::Malformed;
    }
    let needs = knowledge.json_needs.get_or_init(|| JsonNeeds::of(knowledge));
    let promises = needs.are_met(&knowledge.patterns, &drawing) || drawing.marked.iter().any(|text| errors_in(text));
    if promises { Sketch::Promising } else { Sketch::Barren }
}

/// What is known of a document so far.
struct Drawing<'m> {
    markers: &'m Markers,
    /// The members of all objects, by the hashes of their names.
    members: Vec<(u32, Held)>,
    /// The words among their values.
    words: Vec<u8>,
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

    fn word(self, word: &[u8], number: Option<i64>) {
        // What has no name of its own is not asked for.
        if self.name.is_some() {
            let start = self.drawing.words.len();
            self.drawing.words.extend_from_slice(word);
            let place = start..self.drawing.words.len();
            self.held(Held::Word(hash_of_word(word), place, number));
        }
    }

    fn number(self, value: i64) {
        let (digits, length) = digits_of(value);
        self.word(&digits[..length], Some(value));
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
        self.word(if value { b"true" } else { b"false" }, None);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.number(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        match i64::try_from(value) {
            Ok(value) => self.number(value),
            Err(_) => self.held(Held::Other),
        }
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
        if text.len() > MAX_WORD_BYTES {
            self.held(Held::Other);
            return Ok(());
        }
        let is_number = text.starts_with(|first: char| first.is_ascii_digit() || "+-".contains(first));
        self.word(text.as_bytes(), if is_number { text.parse().ok() } else { None });
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

/// A number as it is printed: the characters, and how many there are.
fn digits_of(value: i64) -> ([u8; 20], usize) {
    // As many characters as the longest one has.
    let mut printed = [0; 20];
    let mut free = &mut printed[..];
    let _ = write!(free, "{value}");
    let length = 20 - free.len();
    (printed, length)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::super::document_of;
    use super::*;
    use crate::Explainer;
    use crate::detect::Text;

    fn errors_in(explainer: &Explainer<'_>, document: &str) -> usize {
        let text = Text::outermost(document.as_bytes());
        let value = serde_json::from_str(document).unwrap_or_default();
        document_of(explainer.knowledge(), &value, &text.embedded(text.bytes)).len()
    }

    fn sketched(explainer: &Explainer<'_>, document: &str) -> Sketch {
        let text = Text::outermost(document.as_bytes());
        let has_errors =
            |inner: &str| !super::super::string_of(explainer.knowledge(), inner, &text.embedded(text.bytes)).is_empty();
        sketch(explainer.knowledge(), document.as_bytes(), has_errors)
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            prop_oneof![Just(0), Just(1), Just(14), Just(-32000), Just(403), Just(503)].prop_map(Value::from),
            prop::sample::select(vec![
                "OK",
                "ok",
                "error",
                "not_found",
                "NotFound",
                "503",
                "GET",
                "/v1/o",
                "it ended",
                "rpc error: code = Unavailable desc = x"
            ])
            .prop_map(Value::from),
        ];
        let names = [
            "status",
            "code",
            "error",
            "message",
            "errors",
            "res",
            "status_code",
            "grpc.code",
            "method",
            "url",
            "type",
            "details",
            "detail",
        ];
        leaf.prop_recursive(3, 24, 4, move |inner| {
            let member = (prop::sample::select(names.to_vec()), inner.clone());
            let object = prop::collection::vec(member, 0..5)
                .prop_map(|all| all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
            prop_oneof![prop::collection::vec(inner, 0..3).prop_map(Value::Array), object.prop_map(Value::Object)]
        })
    }

    proptest! {
        #[test]
        fn a_barren_document_holds_no_error(value in value()) {
            let explainer = Explainer::new().expect("a sound catalog");
            let document = value.to_string();
            let sketch = sketched(&explainer, &document);
            prop_assert_ne!(&sketch, &Sketch::Malformed);
            prop_assert!(sketch == Sketch::Promising || errors_in(&explainer, &document) == 0, "{}", document);
        }
    }

    #[test]
    fn most_documents_of_logs_are_barren() {
        let explainer = Explainer::new().expect("a sound catalog");
        for (document, wanted) in [
            (json!({"level": "info", "status": "ok", "code": 0, "error": null, "method": "List"}), Sketch::Barren),
            (
                json!({"req": {"method": "GET", "url": "/healthz"}, "res": {"statusCode": 200}, "msg": "it ended"}),
                Sketch::Barren,
            ),
            (
                json!({"req": {"method": "GET", "url": "/healthz"}, "res": {"statusCode": 503}, "msg": "it ended"}),
                Sketch::Promising,
            ),
            (json!({"grpc.code": "OK", "msg": "finished unary call with code OK"}), Sketch::Barren),
            (json!({"GRPC_CODE": 5}), Sketch::Barren),
            (json!({"grpc.code": "unavailable"}), Sketch::Promising),
            (json!({"msg": ["rpc error: code = Unavailable desc = x"]}), Sketch::Promising),
        ] {
            assert_eq!(sketched(&explainer, &document.to_string()), wanted, "{document}");
        }
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        let explainer = Explainer::new().expect("a sound catalog");
        for document in ["{\"a\":1,}", "{\"a\":\"\\ud800\"}", "[1] 2", "{\"a\":1e999}", "{\"a\":\"\n\"}"] {
            assert!(serde_json::from_str::<Value>(document).is_err(), "{document}");
            assert_eq!(sketched(&explainer, document), Sketch::Malformed, "{document}");
        }
    }
}
