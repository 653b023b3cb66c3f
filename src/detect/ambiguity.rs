//! Where two formats claim the same text with equal right. Which one wins is then a matter of their names: a fault of the
//! catalog, which its tests report.

use serde_json::Value;

use super::detection::DetectionKind;
use super::{Detector, Text, marker_weight};
use crate::catalog::rules::Kind;

impl Detector<'_> {
    /// The formats that claim one part of a text with equal right, by id; each group once.
    pub fn ties(&self, text: &str) -> Vec<Vec<&str>> {
        let mut ties = self.tied_patterns(text);
        for value in documents(text) {
            self.tied_in(&value, &mut ties);
        }
        ties.sort();
        ties.dedup();
        ties
    }

    fn tied_patterns(&self, text: &str) -> Vec<Vec<&str>> {
        let text = Text::outermost(text.as_bytes());
        let mut hits = self.markers.hits(text.bytes);
        hits.sort_by_key(|hit| (hit.at, hit.owner));
        let mut found = Vec::new();
        self.patterns_at(&text, &hits, &mut found);
        let mut claims: Vec<((usize, usize, usize), &str)> = Vec::new();
        for detection in &found {
            let DetectionKind::Format(at) = detection.kind else { continue };
            let Some(format) = self.rules.formats.get(at) else { continue };
            if matches!(format.kind, Kind::Pattern { .. }) {
                claims.push(((detection.span.start, detection.span.end, marker_weight(format)), format.id));
            }
        }
        claims.sort();
        claims.dedup();
        let groups = claims.chunk_by(|one, next| one.0 == next.0).filter(|group| group.len() > 1);
        groups.map(|group| group.iter().map(|(_, id)| *id).collect()).collect()
    }

    fn tied_in<'s>(&'s self, value: &Value, ties: &mut Vec<Vec<&'s str>>) {
        match value {
            Value::Object(members) => {
                let tied = self.tied_json_formats(value);
                if tied.len() > 1 {
                    ties.push(tied);
                }
                members.values().for_each(|member| self.tied_in(member, ties));
            }
            Value::Array(items) => items.iter().for_each(|item| self.tied_in(item, ties)),
            _ => {}
        }
    }
}

/// The JSON objects that stand in a text, each as a whole.
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
