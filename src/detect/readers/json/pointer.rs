//! JSON pointers (RFC 6901), with `*` for every element of an array and `a|b` for the first of several names.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// How names and words of an object are compared with those of a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// In any case, with `_`, `-` or neither between words.
    Any,
    /// As the format spells them.
    Exact,
}

/// All values that a pointer selects: the first of several, separated by spaces, that selects any.
pub(super) fn resolve<'v>(value: &'v Value, pointers: &str, spelling: Spelling) -> Vec<&'v Value> {
    if pointers.is_empty() {
        return vec![value];
    }
    if !pointers.contains('*') {
        return pointers
            .split(' ')
            .find_map(|pointer| value_at_pointer(value, pointer, spelling))
            .into_iter()
            .collect();
    }
    let mut all = pointers.split(' ').map(|pointer| resolve_one(value, pointer, spelling));
    all.find(|found| !found.is_empty()).unwrap_or_default()
}

/// The value that a pointer without `*` selects.
fn value_at_pointer<'v>(value: &'v Value, pointer: &str, spelling: Spelling) -> Option<&'v Value> {
    pointer.split('/').skip(1).try_fold(value, |value, segment| child(value, segment, spelling))
}

/// All values that one pointer selects; a segment `*` selects every element of an array.
fn resolve_one<'v>(value: &'v Value, pointer: &str, spelling: Spelling) -> Vec<&'v Value> {
    let select = |value: &'v Value, segment: &str| -> Vec<&'v Value> {
        match value {
            Value::Array(items) if segment == "*" => items.iter().collect(),
            _ => child(value, segment, spelling).into_iter().collect(),
        }
    };
    let segments = pointer.split('/').skip(1);
    segments.fold(vec![value], |found, segment| found.into_iter().flat_map(|value| select(value, segment)).collect())
}

/// The value that a segment selects: an element by its index, or a member, of `a|b` the first that is there.
fn child<'v>(value: &'v Value, segment: &str, spelling: Spelling) -> Option<&'v Value> {
    match value {
        Value::Object(members) => segment.split('|').find_map(|name| member(members, name, spelling)),
        Value::Array(items) => segment.parse::<usize>().ok().and_then(|at| items.get(at)),
        _ => None,
    }
}

/// The longest object in which a name is looked for in another spelling.
const MAX_MEMBERS: usize = 64;

/// The member of an object with a name, which a pointer escapes (RFC 6901, section 3).
fn member<'v>(members: &'v Map<String, Value>, name: &str, spelling: Spelling) -> Option<&'v Value> {
    let name: Cow<'_, str> =
        if name.contains('~') { Cow::Owned(name.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(name) };
    let other = || {
        let few = members.len() <= MAX_MEMBERS && spelling == Spelling::Any;
        few.then(|| members.iter().find(|(spelled, _)| is_same_name(spelled, &name)).map(|(_, value)| value)).flatten()
    };
    members.get(name.as_ref()).or_else(other)
}

/// Whether two names differ in nothing but case and the signs between their words.
fn is_same_name(one: &str, other: &str) -> bool {
    let letters = |byte: &u8| !matches!(byte, b'_' | b'-');
    let same = |one: Option<&u8>, other: Option<&u8>| match (one, other) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    };
    // Most names differ in their first or last letter.
    same(one.as_bytes().first(), other.as_bytes().first())
        && same(one.as_bytes().last(), other.as_bytes().last())
        && one.len().abs_diff(other.len()) <= 4
        && one.as_bytes().iter().filter(|byte| letters(byte)).map(u8::to_ascii_lowercase).eq(other
            .as_bytes()
            .iter()
            .filter(|byte| letters(byte))
            .map(u8::to_ascii_lowercase))
}
