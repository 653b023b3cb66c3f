//! The built-in reader of JSON: formats are conditions over an object, fields are pointers into it.

use std::borrow::Cow;

use serde_json::Value;

use super::detection::{Detection, DetectionKind};
use super::{Detector, Text, ansi, decode};
use crate::catalog::rules::{Kind, PointerCondition, PointerTest};
use crate::catalog::source::JsonKind;
use crate::field::Fields;

/// How many objects of a document are looked at.
const MOST_OBJECTS: usize = 4096;

impl Detector<'_> {
    /// Reads a document: what is an error in it, and what its strings hold. All of it is one error, but a list of records
    /// is as many as it has entries.
    pub(super) fn document(&self, value: &Value, text: &Text<'_>) -> Vec<Detection> {
        let mut budget = MOST_OBJECTS;
        let span = 0..text.bytes.len();
        match value {
            Value::Array(records) if records.len() > 1 && records.iter().all(Value::is_object) => records
                .iter()
                .map(|record| {
                    let inner = self.value(record, text, &mut budget);
                    Detection { kind: DetectionKind::Record, ..Detection::envelope(span.clone(), inner) }
                })
                .filter(Detection::says_something)
                .collect(),
            _ => {
                let envelope = Detection::envelope(span, self.value(value, text, &mut budget));
                Some(envelope).filter(Detection::says_something).into_iter().collect()
            }
        }
    }

    fn value(&self, value: &Value, text: &Text<'_>, budget: &mut usize) -> Vec<Detection> {
        match value {
            Value::String(inner) => self.string(inner, text),
            Value::Array(items) => items.iter().flat_map(|item| self.value(item, text, budget)).collect(),
            Value::Object(members) => {
                if *budget == 0 {
                    return Vec::new();
                }
                *budget -= 1;
                let matched = self.object(value, text.bytes.len());
                let claimed = matched.as_ref().map(|(_, claimed)| claimed.clone()).unwrap_or_default();
                let mut inner: Vec<Detection> = Vec::new();
                for (name, member) in members {
                    // An object that a format took its fields from is that format's, not another one.
                    let own = claimed.iter().any(|pointer| pointer == name) && member.is_object();
                    match member {
                        Value::Object(deeper) if own => {
                            inner.extend(deeper.values().flat_map(|value| self.value(value, text, budget)));
                        }
                        _ => inner.extend(self.value(member, text, budget)),
                    }
                }
                match matched {
                    Some((mut detection, _)) => {
                        detection.inner = inner;
                        vec![detection]
                    }
                    None => inner,
                }
            }
            _ => Vec::new(),
        }
    }

    /// A string that holds a marker is a text of its own.
    fn string(&self, inner: &str, text: &Text<'_>) -> Vec<Detection> {
        if !self.markers.any(inner.as_bytes()) {
            return Vec::new();
        }
        let mut found = self.detections(&text.inner(&ansi::shown(inner.as_bytes())));
        for detection in &mut found {
            detection.relocate(&|at| at.min(text.bytes.len()));
        }
        found
    }

    /// The format of an object: the one with the most conditions that all hold.
    fn object(&self, value: &Value, length: usize) -> Option<(Detection, Vec<String>)> {
        let mut best: Option<(usize, usize)> = None;
        for at in &self.json_formats {
            let Some(Kind::Json { conditions, .. }) = self.rules.formats.get(*at).map(|format| &format.kind) else {
                continue;
            };
            let Some(conditions) = conditions.get() else { continue };
            let more = best.is_none_or(|(_, count)| conditions.len() > count);
            if more && conditions.iter().all(|condition| self.holds(condition, value)) {
                best = Some((*at, conditions.len()));
            }
        }
        let (at, _) = best?;
        let format = self.rules.formats.get(at)?;
        let Kind::Json { conditions, fields: pointers } = &format.kind else { return None };
        let mut captured: Vec<(&str, String)> = Vec::new();
        for (name, pointer) in pointers.iter() {
            let encoding = format.decode.iter().find(|(field, _)| field == name).map(|(_, encoding)| *encoding);
            let texts = resolve(value, pointer).into_iter().filter_map(text_of);
            captured.extend(texts.map(|text| (*name, decode(text.as_bytes(), encoding))));
        }
        let mut fields = Fields::default();
        fields.add_all(captured);
        let pointers = pointers.iter().map(|(_, pointer)| *pointer);
        let used = conditions.iter().map(|condition| condition.at).chain(pointers);
        let claimed = used.filter(|pointer| pointer.matches('/').count() > 1);
        let claimed = claimed.filter_map(|pointer| pointer.split('/').nth(1)).map(str::to_owned).collect();
        let codes = self.codes(at, &fields)?;
        let span = 0..length;
        Some((
            Detection { kind: DetectionKind::Format(at), span, codes, fields, inner: Vec::new(), truncated: false },
            claimed,
        ))
    }

    /// How many JSON formats hold for an object with equally many conditions, by id: more than one is a tie.
    pub fn tied_json_formats(&self, value: &Value) -> Vec<&str> {
        let matching = self.json_formats.iter().filter_map(|at| self.rules.formats.get(*at));
        let matching = matching.filter_map(|format| match &format.kind {
            Kind::Json { conditions, .. } if conditions.iter().all(|condition| self.holds(condition, value)) => {
                Some((conditions.iter().len(), format.id))
            }
            _ => None,
        });
        let matching: Vec<_> = matching.collect();
        let most = matching.iter().map(|(count, _)| *count).max();
        matching.iter().filter(|(count, _)| Some(*count) == most).map(|(_, id)| *id).collect()
    }

    fn holds(&self, condition: &PointerCondition<'_>, value: &Value) -> bool {
        let found = resolve(value, condition.at);
        condition.tests.iter().all(|test| match test {
            PointerTest::Present(wanted) => found.iter().any(|value| !value.is_null()) == *wanted,
            PointerTest::In(words) => found.iter().any(|value| {
                text_of(value).is_some_and(|text| words.iter().any(|word| word.eq_ignore_ascii_case(&text)))
            }),
            PointerTest::Pattern(re) => {
                found.iter().any(|value| text_of(value).is_some_and(|text| self.patterns.is_match(re, text.as_bytes())))
            }
            PointerTest::Range(min, max) => found.iter().any(|value| {
                let number = value.as_i64().or_else(|| value.as_str()?.parse().ok());
                number.is_some_and(|number| min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max))
            }),
            PointerTest::Kind(kind) => found.iter().any(|value| match kind {
                JsonKind::String => value.is_string(),
                JsonKind::Number => value.is_number(),
                JsonKind::Object => value.is_object(),
                JsonKind::Array => value.is_array(),
                JsonKind::Bool => value.is_boolean(),
            }),
        })
    }
}

/// All values that a pointer leads to; a segment `*` is every element of an array.
fn resolve<'v>(value: &'v Value, pointer: &str) -> Vec<&'v Value> {
    let mut found = vec![value];
    for segment in pointer.split('/').skip(1) {
        let key: Cow<'_, str> = if segment.contains('~') {
            Cow::Owned(segment.replace("~1", "/").replace("~0", "~"))
        } else {
            Cow::Borrowed(segment)
        };
        found = found
            .into_iter()
            .flat_map(|value| match value {
                Value::Object(members) => members.get(key.as_ref()).into_iter().collect::<Vec<_>>(),
                Value::Array(items) if key == "*" => items.iter().collect(),
                Value::Array(items) => key.parse::<usize>().ok().and_then(|at| items.get(at)).into_iter().collect(),
                _ => Vec::new(),
            })
            .collect();
    }
    found
}

/// A value as a field: words and numbers as they are, lists and objects as JSON.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
