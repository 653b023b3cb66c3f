//! JSON: formats are conditions over an object, fields are pointers into it.

mod pointer;
mod sketch;

use std::cell::OnceCell;
use std::ops::Range;

use serde_json::{Map, Value};

use crate::catalog::hash::Fnv;
use crate::catalog::order::Order;
use crate::catalog::rules::{Format, Kind, PointerCondition, PointerTest};
use crate::catalog::source::{JsonKind, Selector};
use crate::detect::codes::codes_of;
use crate::detect::context::selector;
use crate::detect::detection::{Detection, DetectionKind};
use crate::detect::overlap::{is_covered, merged, taken};
use crate::detect::text::lines::{self, Lines, Next};
use crate::detect::text::{ansi, json_span, literal};
use crate::detect::{Reader, Region, SHORT_TEXT_BYTES, Text, decode, detect};
use crate::field::Fields;
use crate::knowledge::Knowledge;
use pointer::{Spelling, resolve};
pub(crate) use sketch::JsonNeeds;
use sketch::{Sketch, sketch};

/// What it takes at most to find that an object of another language is none.
const LITERAL_BYTES: usize = 64 << 10;
/// How many brackets of a line are tried as the beginning of a document.
const MAX_OPENINGS: usize = 32;

/// Reads JSON documents around markers.
pub(crate) struct Documents;

/// Reads objects as other languages print them, where no format of one program found a code.
pub(crate) struct Literals;

impl Reader for Documents {
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection> {
        let text = region.text;
        let mut found = Vec::new();
        let mut floor = 0;
        let mut cursor = Lines::of(text.bytes);
        let mut quotes = Next::of(text.bytes, [b'"'; 3]);
        for place in places(knowledge, region) {
            if place.at < floor {
                continue;
            }
            let line = cursor.around(place.at);
            if !place.certain && !quotes.is_in(&(line.start..place.at)) {
                continue;
            }
            // The outermost document that was read: if it holds no error, neither does any in it.
            let outermost: OnceCell<Range<usize>> = OnceCell::new();
            let read = |document: &json_span::Document| {
                let whole = document.missing.is_none().then(|| &text.bytes[document.span.clone()]);
                let has_errors = |inner: &str| {
                    !string_of(knowledge, inner, &text.embedded(&text.bytes[document.span.clone()])).is_empty()
                };
                match whole.map_or(Sketch::Promising, |bytes| sketch(knowledge, bytes, has_errors)) {
                    Sketch::Malformed => return None,
                    Sketch::Barren => {
                        outermost.get_or_init(|| document.span.clone());
                        return None;
                    }
                    Sketch::Promising => {}
                }
                let value = parse(text.bytes, document)?;
                outermost.get_or_init(|| document.span.clone());
                errors_in(knowledge, text, &value, &document.span, document.missing.is_some())
            };
            let mut spent = 0;
            match json_span::around(text.bytes, place.at, &line, floor, &mut spent, read) {
                Some((document, mut seen)) => {
                    floor = document.span.end;
                    // Each entry of a list that is too long to be read as one is an error of its own, as in a short list.
                    if json_span::is_entry_of_long_list(text.bytes, &line, &document.span) {
                        seen.iter_mut().for_each(|one| one.kind = DetectionKind::Record);
                    }
                    found.extend(seen);
                }
                None => {
                    // What didn't parse around this hit won't parse around the next.
                    let barren = outermost.into_inner();
                    let end = barren.as_ref().map_or(place.at + 1, |document| document.end);
                    floor = text.missed(&mut cursor, spent).unwrap_or(end);
                    region.barren.borrow_mut().extend(barren);
                }
            }
        }
        found
    }
}

impl Reader for Literals {
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection> {
        let text = region.text;
        let mut found = Vec::new();
        let mut floor = 0;
        let taken = taken(&region.found);
        let barren = merged(region.barren.borrow().iter().cloned());
        let mut cursor = Lines::of(text.bytes);
        for place in places(knowledge, region).iter().filter(|place| place.certain) {
            if place.at < floor {
                continue;
            }
            let line = cursor.around(place.at);
            let fragment = fragment(text.bytes, &line).filter(|start| *start >= floor);
            let rest = line.start.max(floor).min(line.end)..line.end;
            let Some(start) = fragment.or_else(|| first_opening(text.bytes, rest)) else {
                floor = line.end;
                continue;
            };
            if is_covered(&taken, start) || is_covered(&barren, start) {
                continue;
            }
            let read = match text.bytes[start] {
                b'"' => literal::members(text.bytes, start),
                _ => literal::read(text.bytes, start),
            };
            let seen =
                read.and_then(|(value, end)| Some((errors_in(knowledge, text, &value, &(start..end), false)?, end)));
            match seen {
                Some((seen, end)) => {
                    floor = end;
                    found.extend(seen);
                }
                // What is no object here is none a few bytes later.
                None => floor = text.missed(&mut cursor, LITERAL_BYTES).unwrap_or(start + 1),
            }
        }
        found
    }
}

/// A place that a document may hold.
struct Place {
    at: usize,
    /// Whether it is worth a look without a quote before it.
    certain: bool,
}

/// Where documents are looked for: around markers, around words of failure, and in a short text wherever one begins.
fn places(knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Place> {
    let text = region.text.bytes;
    let mut places: Vec<Place> = Vec::new();
    for hit in &region.hits {
        let is_json = knowledge.format(hit.owner).is_some_and(|(_, format)| matches!(format.kind, Kind::Json { .. }));
        places.push(Place { at: hit.at(), certain: is_json });
    }
    let failures = region.selected.iter().filter(|hit| selector(knowledge, hit) == Some(Selector::Failure));
    // One place of a line is enough: what else begins on it has markers of its own.
    let mut read = 0;
    for hit in failures {
        if hit.at() < read {
            continue;
        }
        let line = lines::around(text, hit.at());
        read = line.end;
        let opening = first_opening(text, line);
        places.push(Place { at: opening.unwrap_or(hit.at()), certain: opening.is_some() });
    }
    if text.len() <= SHORT_TEXT_BYTES {
        let lines = std::iter::successors(Some(lines::around(text, 0)), |line| lines::after(text, line.end));
        let opening = |line: Range<usize>| fragment(text, &line).or_else(|| first_opening(text, line));
        places.extend(lines.filter_map(opening).map(|at| Place { at, certain: true }));
    }
    places.order_by_key(|place| (place.at, !place.certain));
    places.dedup_by_key(|place| place.at);
    places
}

/// Where the members of an object begin whose first bracket is missing: `"error": {` at the beginning of a line.
fn fragment(text: &[u8], line: &Range<usize>) -> Option<usize> {
    let bytes = &text[line.clone()];
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    let name = bytes[start..].strip_prefix(b"\"")?;
    let length =
        name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')).count();
    let rest = name.get(length..)?.strip_prefix(b"\"")?.trim_ascii_start();
    (length > 0 && rest.starts_with(b":")).then_some(line.start + start)
}

/// The first place of a line at which a document of any language can begin.
pub(super) fn first_opening(text: &[u8], line: Range<usize>) -> Option<usize> {
    let candidates = memchr::memchr3_iter(b'{', b'[', b'm', &text[line.clone()]).map(|at| line.start + at);
    candidates.take(MAX_OPENINGS).find(|at| literal::begins(text, *at))
}

/// The errors in a document that was read from a range of the text. Returns `None` if there are none.
fn errors_in(
    knowledge: &Knowledge<'_>,
    text: &Text<'_>,
    value: &Value,
    span: &Range<usize>,
    truncated: bool,
) -> Option<Vec<Detection>> {
    let mut seen = document_of(knowledge, value, &text.embedded(&text.bytes[span.clone()]));
    for detection in &mut seen {
        detection.relocate(&|at| span.start + at);
        detection.truncated = truncated;
    }
    (!seen.is_empty()).then_some(seen)
}

/// The value that begins at a bracket, in JSON or as another language prints it, and where it ends.
pub(super) fn value_at(text: &[u8], start: usize) -> Option<(Value, usize)> {
    let document = json_span::from(text, start);
    let parsed = document.and_then(|document| Some((parse(text, &document)?, document.span.end)));
    parsed.or_else(|| literal::read(text, start))
}

/// The names under which bodies say in words what went wrong, without `_` and `-` and in lower case.
const MESSAGE_NAMES: [&str; 18] = [
    "errormessages",
    "messages",
    "errordescription",
    "errormessage",
    "errormsg",
    "detail",
    "details",
    "message",
    "msg",
    "error",
    "reason",
    "description",
    "title",
    "faultstring",
    "cause",
    "developermessage",
    "usermessage",
    "errors",
];
/// How many messages of a body are read, and how deep it is looked into.
const MAX_MESSAGES: usize = 4;
const MAX_MESSAGE_DEPTH: usize = 4;

/// What an object says in words, whatever its shape: the texts under names that mean a message. A text may be such an object
/// itself.
pub(super) fn messages_of(value: &Value) -> Vec<String> {
    let mut messages = Vec::new();
    add_messages(value, false, 0, &mut messages);
    messages
}

fn add_messages(value: &Value, named: bool, depth: usize, messages: &mut Vec<String>) {
    if depth > MAX_MESSAGE_DEPTH || messages.len() >= MAX_MESSAGES {
        return;
    }
    match value {
        Value::String(text) => {
            let inner = text.trim_start().starts_with('{').then(|| value_at(text.trim_start().as_bytes(), 0)).flatten();
            match inner {
                Some((inner, _)) => add_messages(&inner, named, depth + 1, messages),
                // One word is a code or a name.
                None if named && text.trim().contains(' ') && !messages.contains(text) => messages.push(text.clone()),
                None => {}
            }
        }
        Value::Array(items) => items.iter().for_each(|item| add_messages(item, named, depth + 1, messages)),
        Value::Object(members) => {
            for (name, member) in members {
                let name: String =
                    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
                add_messages(member, MESSAGE_NAMES.contains(&name.as_str()), depth + 1, messages);
            }
        }
        _ => {}
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
    let span = 0..text.bytes.len();
    match value {
        Value::Array(records) if records.len() > 1 && records.iter().all(Value::is_object) => records
            .iter()
            .map(|record| {
                let inner = value_of(knowledge, record, text);
                Detection { kind: DetectionKind::Record, ..Detection::group(span.clone(), inner) }
            })
            .filter(Detection::says_something)
            .collect(),
        _ => {
            let envelope = Detection::group(span, value_of(knowledge, value, text));
            Some(envelope).filter(Detection::says_something).into_iter().collect()
        }
    }
}

fn value_of(knowledge: &Knowledge<'_>, value: &Value, text: &Text<'_>) -> Vec<Detection> {
    match value {
        Value::String(inner) => string_of(knowledge, inner, text),
        Value::Array(items) => items.iter().flat_map(|item| value_of(knowledge, item, text)).collect(),
        Value::Object(members) => {
            let matched = object_of(knowledge, value, text.bytes.len());
            let claimed = matched.as_ref().map(|(_, claimed)| claimed.clone()).unwrap_or_default();
            let mut inner: Vec<Detection> = Vec::new();
            for (name, member) in members {
                // An object that a format took fields from belongs to it, and is not another error.
                let own = claimed.iter().any(|pointer| pointer == name) && member.is_object();
                match member {
                    Value::Object(deeper) if own => {
                        inner.extend(deeper.values().flat_map(|value| value_of(knowledge, value, text)));
                    }
                    _ => inner.extend(value_of(knowledge, member, text)),
                }
            }
            match matched {
                Some((mut detection, _)) => {
                    // A value that is the name of the code says nothing more.
                    inner.retain(|one| !adds_nothing(one, &detection));
                    detection.inner = inner;
                    vec![detection]
                }
                None => inner,
            }
        }
        _ => Vec::new(),
    }
}

/// Whether a detection says no more than a code of another one.
fn adds_nothing(one: &Detection, other: &Detection) -> bool {
    let says_no_more = one.fields.first("message").is_some_and(|message| !message.contains(' '));
    let known = one.codes.iter().all(|code| other.codes.iter().any(|known| known.is_same(code)));
    says_no_more && known && one.inner.is_empty() && !one.codes.is_empty()
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

/// The names of which an object of a format holds at least one, as hashes. Most formats are ruled out by it for most objects.
#[derive(Debug, Default)]
pub(crate) struct NeededNames(Option<Vec<u32>>);

impl NeededNames {
    fn are_met(&self, names: &[u32]) -> bool {
        self.0.as_ref().is_none_or(|needed| needed.iter().any(|name| names.contains(name)))
    }
}

fn needed_names(knowledge: &Knowledge<'_>) -> Vec<NeededNames> {
    let of_condition = |condition: &PointerCondition<'_>| -> Option<Vec<u32>> {
        let absent = condition.tests.iter().any(|test| matches!(test, PointerTest::Present(false)));
        let first = |pointer: &str| -> Option<Vec<u32>> {
            let segment = pointer.split('/').nth(1)?;
            let plain = !segment.is_empty() && segment != "*" && !segment.contains('~');
            plain.then(|| segment.split('|').map(hash_of_name).collect())
        };
        let all: Option<Vec<Vec<u32>>> = condition.at.split(' ').map(first).collect();
        all.filter(|_| !absent).map(|all| all.concat())
    };
    let of_format = |at: &usize| {
        let kind = knowledge.rules.formats.get(*at).map(|format| &format.kind);
        let Some(Kind::Json { conditions, .. }) = kind else { return NeededNames::default() };
        // The condition with the fewest names rules out most.
        NeededNames(conditions.iter().filter_map(of_condition).min_by_key(Vec::len))
    };
    knowledge.json_formats.iter().map(of_format).collect()
}

fn names_of(members: &Map<String, Value>) -> Vec<u32> {
    members.keys().map(|name| hash_of_name(name)).collect()
}

/// The hash of a name without the differences that [`pointer::Spelling::Any`] does not see.
fn hash_of_name(name: &str) -> u32 {
    let letters = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
    Fnv::of(letters.map(|byte| byte.to_ascii_lowercase())).upper()
}

/// The format of an object: of those whose conditions all hold, the one with the most conditions; of several, one whose names the
/// object spells as they are, unless many programs share it.
fn object_of(knowledge: &Knowledge<'_>, value: &Value, length: usize) -> Option<(Detection, Vec<String>)> {
    let mut best: Option<(usize, (usize, bool))> = None;
    let needed = knowledge.json_names.get_or_init(|| needed_names(knowledge));
    let names = value.as_object().map(names_of).unwrap_or_default();
    let possible = knowledge.json_formats.iter().zip(needed).filter(|(_, needed)| needed.are_met(&names));
    for (at, _) in possible {
        let Some(fit) = knowledge.rules.formats.get(*at).and_then(|format| fit_of(knowledge, format, value)) else {
            continue;
        };
        if best.is_none_or(|(_, other)| fit > other) {
            best = Some((*at, fit));
        }
    }
    let (at, _) = best?;
    let format = knowledge.rules.formats.get(at)?;
    let Kind::Json { conditions, fields: pointers } = &format.kind else { return None };
    let mut captured: Vec<(&str, String)> = Vec::new();
    for (name, pointer) in pointers.iter() {
        let encoding = format.decode.iter().find(|(field, _)| field == name).map(|(_, encoding)| *encoding);
        let texts = resolve(value, pointer, Spelling::Any).into_iter().filter_map(text_of);
        captured.extend(texts.map(|text| (*name, decode(text.as_bytes(), encoding))));
    }
    let mut fields = Fields::default();
    fields.add_all(captured);
    let pointers = pointers.iter().map(|(_, pointer)| *pointer);
    let used = conditions.iter().map(|condition| condition.at).chain(pointers).flat_map(|pointers| pointers.split(' '));
    let claimed = used.filter(|pointer| pointer.matches('/').count() > 1);
    let claimed = claimed.filter_map(|pointer| pointer.split('/').nth(1)).map(str::to_owned).collect();
    let codes = codes_of(knowledge, at, &fields)?;
    let span = 0..length;
    Some((Detection::new(DetectionKind::Format(at), span, codes, fields), claimed))
}

/// How well a format fits an object whose conditions all hold: by how many conditions, and whether by the very names.
fn fit_of(knowledge: &Knowledge<'_>, format: &Format<'_>, value: &Value) -> Option<(usize, bool)> {
    let Kind::Json { conditions, .. } = &format.kind else { return None };
    let conditions = conditions.get()?;
    let holds = |condition, names, words| holds(knowledge, condition, value, names, words);
    // What is spelled differently in its name and in its value is something else: `"Code": "Conflict"` for `"code": "conflict"`.
    let fits = |condition| {
        holds(condition, Spelling::Any, Spelling::Exact) || holds(condition, Spelling::Exact, Spelling::Any)
    };
    let exact = || conditions.iter().all(|condition| holds(condition, Spelling::Exact, Spelling::Exact));
    conditions.iter().all(fits).then(|| (conditions.len(), !format.fallback && exact()))
}

/// The ids of the JSON formats that match an object with the highest number of conditions; more than one is a tie.
pub(crate) fn tied_json_formats<'k>(knowledge: &'k Knowledge<'_>, value: &Value) -> Vec<&'k str> {
    let formats = knowledge.json_formats.iter().filter_map(|at| knowledge.rules.formats.get(*at));
    let matching: Vec<_> = formats.filter_map(|format| Some((fit_of(knowledge, format, value)?, format.id))).collect();
    let best = matching.iter().map(|(fit, _)| *fit).max();
    matching.iter().filter(|(fit, _)| Some(*fit) == best).map(|(_, id)| *id).collect()
}

fn holds(
    knowledge: &Knowledge<'_>,
    condition: &PointerCondition<'_>,
    value: &Value,
    names: Spelling,
    words: Spelling,
) -> bool {
    let found = resolve(value, condition.at, names);
    let is_word = |text: &str, word: &str| match words {
        Spelling::Any => word.eq_ignore_ascii_case(text),
        Spelling::Exact => word == text,
    };
    condition.tests.iter().all(|test| match test {
        PointerTest::Present(wanted) => found.iter().any(|value| !value.is_null()) == *wanted,
        PointerTest::In(all) => {
            found.iter().any(|value| text_of(value).is_some_and(|text| all.iter().any(|word| is_word(&text, word))))
        }
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

/// The text of a value: strings, numbers and booleans as they are, arrays and objects as JSON.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use crate::Explainer;

    #[test]
    fn what_is_spelled_differently_in_its_name_and_its_value_is_of_another_format() {
        let explainer = Explainer::new().expect("a sound catalog");
        let systems = |text: &str| -> Vec<String> {
            let findings = explainer.diagnose(text).findings;
            findings.into_iter().flat_map(|one| one.codes).map(|code| code.system).collect()
        };
        assert_eq!(systems(r#"{"code":"conflict","message":"the lane cannot be set"}"#)[0], "supabase-auth");
        // A name may be spelled differently, or a word, but not both.
        assert_eq!(systems(r#"{"Code":"conflict","Message":"the lane cannot be set"}"#)[0], "supabase-auth");
        assert_eq!(systems(r#"{"code":"Conflict","message":"the lane cannot be set"}"#)[0], "supabase-auth");
        assert!(
            !systems(r#"{"Code":"Conflict","Message":"the lane cannot be set"}"#).contains(&"supabase-auth".to_owned())
        );
        let app_service = r#"{"Code":"Conflict","Message":"the lane cannot be set","Target":null,"Details":[]}"#;
        assert_eq!(systems(app_service)[0], "azure");
    }
}
