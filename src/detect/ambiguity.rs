//! Finds formats that match the same text equally well. Only their names would decide between them: that is a fault of
//! the catalog, which its tests report.

use serde_json::Value;

use super::detection::DetectionKind;
use super::overlap::marker_weight;
use super::readers::{json, pattern};
use super::{Reader, Region, Text};
use crate::catalog::rules::Kind;
use crate::knowledge::Knowledge;

/// The ids of formats that match one part of a text equally well; each group once.
pub(crate) fn ties<'k>(knowledge: &'k Knowledge<'_>, text: &str) -> Vec<Vec<&'k str>> {
    let mut ties = tied_patterns(knowledge, text);
    for value in documents(text) {
        tied_in(knowledge, &value, &mut ties);
    }
    ties.sort();
    ties.dedup();
    ties
}

fn tied_patterns<'k>(knowledge: &'k Knowledge<'_>, text: &str) -> Vec<Vec<&'k str>> {
    let text = Text::outermost(text.as_bytes());
    let region = Region::new(knowledge, &text, knowledge.markers.hits(text.bytes));
    let mut claims: Vec<((usize, usize, usize), &str)> = Vec::new();
    for detection in pattern::Patterns.read(knowledge, &region) {
        let DetectionKind::Format(at) = detection.kind else { continue };
        let Some(format) = knowledge.rules.formats.get(at) else { continue };
        if matches!(format.kind, Kind::Pattern { .. }) {
            claims.push(((detection.span.start, detection.span.end, marker_weight(format)), format.id));
        }
    }
    claims.sort_unstable();
    claims.dedup();
    let groups = claims.chunk_by(|one, next| one.0 == next.0).filter(|group| group.len() > 1);
    groups.map(|group| group.iter().map(|(_, id)| *id).collect()).collect()
}

fn tied_in<'k>(knowledge: &'k Knowledge<'_>, value: &Value, ties: &mut Vec<Vec<&'k str>>) {
    match value {
        Value::Object(members) => {
            let tied = json::tied_json_formats(knowledge, value);
            if tied.len() > 1 {
                ties.push(tied);
            }
            members.values().for_each(|member| tied_in(knowledge, member, ties));
        }
        Value::Array(items) => items.iter().for_each(|item| tied_in(knowledge, item, ties)),
        _ => {}
    }
}

/// The outermost JSON documents in a text.
fn documents(text: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('{').map(|at| from + at) {
        let mut stream = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
        from = match stream.next() {
            Some(Ok(value)) => {
                found.push(value);
                at + stream.byte_offset()
            }
            _ => at + 1,
        };
    }
    found
}
