//! JSON: formats are conditions over an object, fields are pointers into it.

use std::borrow::Cow;

use serde_json::Value;

use crate::catalog::rules::{Kind, PointerCondition, PointerTest};
use crate::catalog::source::JsonKind;
use crate::detect::codes::codes_of;
use crate::detect::detection::{Detection, DetectionKind};
use crate::detect::text::lines::Lines;
use crate::detect::text::{ansi, json_span};
use crate::detect::{Reader, Region, Text, decode, detect};
use crate::field::Fields;
use crate::knowledge::Knowledge;

/// How many objects of a document are read.
const MAX_OBJECTS: usize = 4096;

/// Reads JSON documents around markers.
pub(crate) struct Documents;

impl Reader for Documents {
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection> {
        let text = region.text;
        let mut found = Vec::new();
        let mut floor = 0;
        let mut cursor = Lines::of(text.bytes);
        for hit in &region.hits {
            if hit.at < floor {
                continue;
            }
            let is_json =
                knowledge.format(hit.owner).is_some_and(|(_, format)| matches!(format.kind, Kind::Json { .. }));
            let line = cursor.around(hit.at);
            if !is_json && !text.bytes[line.start..hit.at].contains(&b'"') {
                continue;
            }
            let read = |document: &json_span::Document| {
                let value = parse(text.bytes, document)?;
                let mut seen = document_of(knowledge, &value, &text.embedded(&text.bytes[document.span.clone()]));
                for detection in &mut seen {
                    detection.relocate(&|at| document.span.start + at);
                    detection.truncated = document.missing.is_some();
                }
                (!seen.is_empty()).then_some(seen)
            };
            match json_span::around(text.bytes, hit.at, &line, floor, read) {
                Some((document, seen)) => {
                    floor = document.span.end;
                    found.extend(seen);
                }
                // What didn't parse around this hit won't parse around the next.
                None => floor = cursor.miss().unwrap_or(hit.at + 1),
            }
        }
        found
    }
}

/// The errors in a JSON body. It may match a format even if it contains no marker.
pub(super) fn documents_of_body(knowledge: &Knowledge<'_>, text: &Text<'_>) -> Vec<Detection> {
    let Some(document) = json_span::from(text.bytes, 0) else { return Vec::new() };
    parse(text.bytes, &document).map(|value| document_of(knowledge, &value, text)).unwrap_or_default()
}

fn parse(text: &[u8], document: &json_span::Document) -> Option<Value> {
    let bytes = text.get(document.span.clone())?;
    match &document.missing {
        None => serde_json::from_slice(bytes).ok(),
        Some(missing) => serde_json::from_slice(&[bytes, missing.as_bytes()].concat()).ok(),
    }
}

/// Reads a document: the errors in it, and those in its strings. They all belong to one error, except that in a list of
/// records each entry is one.
fn document_of(knowledge: &Knowledge<'_>, value: &Value, text: &Text<'_>) -> Vec<Detection> {
    let mut budget = MAX_OBJECTS;
    let span = 0..text.bytes.len();
    match value {
        Value::Array(records) if records.len() > 1 && records.iter().all(Value::is_object) => records
            .iter()
            .map(|record| {
                let inner = value_of(knowledge, record, text, &mut budget);
                Detection { kind: DetectionKind::Record, ..Detection::group(span.clone(), inner) }
            })
            .filter(Detection::says_something)
            .collect(),
        _ => {
            let envelope = Detection::group(span, value_of(knowledge, value, text, &mut budget));
            Some(envelope).filter(Detection::says_something).into_iter().collect()
        }
    }
}

fn value_of(knowledge: &Knowledge<'_>, value: &Value, text: &Text<'_>, budget: &mut usize) -> Vec<Detection> {
    match value {
        Value::String(inner) => string_of(knowledge, inner, text),
        Value::Array(items) => items.iter().flat_map(|item| value_of(knowledge, item, text, budget)).collect(),
        Value::Object(members) => {
            if *budget == 0 {
                return Vec::new();
            }
            *budget -= 1;
            let matched = object_of(knowledge, value, text.bytes.len());
            let claimed = matched.as_ref().map(|(_, claimed)| claimed.clone()).unwrap_or_default();
            let mut inner: Vec<Detection> = Vec::new();
            for (name, member) in members {
                // An object that a format took fields from belongs to it, and is not another error.
                let own = claimed.iter().any(|pointer| pointer == name) && member.is_object();
                match member {
                    Value::Object(deeper) if own => {
                        inner.extend(deeper.values().flat_map(|value| value_of(knowledge, value, text, budget)));
                    }
                    _ => inner.extend(value_of(knowledge, member, text, budget)),
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

/// Reads a string as a text of its own if it holds a marker.
fn string_of(knowledge: &Knowledge<'_>, inner: &str, text: &Text<'_>) -> Vec<Detection> {
    if !knowledge.markers.any(inner.as_bytes()) {
        return Vec::new();
    }
    let mut found = detect(knowledge, &text.embedded(&ansi::shown(inner.as_bytes())));
    for detection in &mut found {
        detection.relocate(&|at| at.min(text.bytes.len()));
    }
    found
}

/// The format of an object: of those whose conditions all hold, the one with the most conditions.
fn object_of(knowledge: &Knowledge<'_>, value: &Value, length: usize) -> Option<(Detection, Vec<String>)> {
    let mut best: Option<(usize, usize)> = None;
    for at in &knowledge.json_formats {
        let Some(Kind::Json { conditions, .. }) = knowledge.rules.formats.get(*at).map(|format| &format.kind) else {
            continue;
        };
        let Some(conditions) = conditions.get() else { continue };
        let more = best.is_none_or(|(_, count)| conditions.len() > count);
        if more && conditions.iter().all(|condition| holds(knowledge, condition, value)) {
            best = Some((*at, conditions.len()));
        }
    }
    let (at, _) = best?;
    let format = knowledge.rules.formats.get(at)?;
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
    let codes = codes_of(knowledge, at, &fields)?;
    let span = 0..length;
    Some((Detection::new(DetectionKind::Format(at), span, codes, fields), claimed))
}

/// The ids of the JSON formats that match an object with the highest number of conditions; more than one is a tie.
pub(crate) fn tied_json_formats<'k>(knowledge: &'k Knowledge<'_>, value: &Value) -> Vec<&'k str> {
    let matching = knowledge.json_formats.iter().filter_map(|at| knowledge.rules.formats.get(*at));
    let matching = matching.filter_map(|format| match &format.kind {
        Kind::Json { conditions, .. } if conditions.iter().all(|condition| holds(knowledge, condition, value)) => {
            Some((conditions.iter().len(), format.id))
        }
        _ => None,
    });
    let matching: Vec<_> = matching.collect();
    let most = matching.iter().map(|(count, _)| *count).max();
    matching.iter().filter(|(count, _)| Some(*count) == most).map(|(_, id)| *id).collect()
}

fn holds(knowledge: &Knowledge<'_>, condition: &PointerCondition<'_>, value: &Value) -> bool {
    let found = resolve(value, condition.at);
    condition.tests.iter().all(|test| match test {
        PointerTest::Present(wanted) => found.iter().any(|value| !value.is_null()) == *wanted,
        PointerTest::In(words) => found
            .iter()
            .any(|value| text_of(value).is_some_and(|text| words.iter().any(|word| word.eq_ignore_ascii_case(&text)))),
        PointerTest::Pattern(re) => found
            .iter()
            .any(|value| text_of(value).is_some_and(|text| knowledge.patterns.is_match(re, text.as_bytes()))),
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

/// All values that a pointer selects; a segment `*` selects every element of an array.
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

/// The text of a value: strings, numbers and booleans as they are, arrays and objects as JSON.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
