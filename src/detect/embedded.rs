//! Contents that are texts of their own: bodies of HTTP responses, JSON documents, quoted strings.

use std::ops::Range;

use super::detection::{Detection, DetectionKind};
use super::lines::Lines;
use super::overlap::drop_covered;
use super::{DEEPEST, Detector, LONGEST_FIELD, Text, ansi, escapes, http, json_span};
use crate::catalog::rules::Kind;
use crate::scan::Hit;

impl Detector<'_> {
    /// HTTP responses: the body is a text of its own.
    pub(super) fn responses(&self, text: &Text<'_>, hits: &mut Vec<Hit>, found: &mut Vec<Detection>) {
        let mut cursor = 0;
        let heads: Vec<(usize, usize)> = hits
            .iter()
            .filter_map(|hit| Some((self.format(hit.owner)?, hit.at)))
            .filter(|((_, format), _)| matches!(format.kind, Kind::HttpResponse))
            .map(|((format, _), at)| (format, at))
            .collect();
        for (format, at) in heads {
            if at < cursor {
                continue;
            }
            let Some(response) = http::read(text.bytes, at, cursor) else { continue };
            let Some(detection) = self.response(text, format, response) else { continue };
            cursor = detection.span.end;
            found.push(detection);
        }
        drop_covered(hits, found);
    }

    fn response(&self, text: &Text<'_>, format: usize, response: http::Response) -> Option<Detection> {
        let body = text.bytes.get(response.body.clone()).unwrap_or_default();
        let mut inner = self.detections(&text.inner(body));
        if inner.is_empty() && matches!(body.first(), Some(b'{' | b'[')) {
            inner = self.documents_of_body(&text.inner(body));
        }
        for detection in &mut inner {
            detection.relocate(&|at| response.body.start + at);
        }
        let mut fields = response.fields;
        if inner.is_empty() && !body.is_empty() {
            let shown = String::from_utf8_lossy(&body[..body.len().min(LONGEST_FIELD)]).trim().to_owned();
            fields.add("message", http::gist(&shown));
            fields.add("body", shown);
        }
        let codes = self.codes(format, &fields)?;
        Some(Detection {
            kind: DetectionKind::Format(format),
            span: response.span,
            codes,
            fields,
            inner,
            truncated: false,
        })
    }

    /// A body of JSON in which no marker stands may still be of a known form.
    fn documents_of_body(&self, text: &Text<'_>) -> Vec<Detection> {
        let Some(document) = json_span::from(text.bytes, 0) else { return Vec::new() };
        parse(text.bytes, &document).map(|value| self.document(&value, text)).unwrap_or_default()
    }

    /// JSON documents that hold a hit.
    pub(super) fn documents(&self, text: &Text<'_>, hits: &mut Vec<Hit>, found: &mut Vec<Detection>) {
        let mut floor = 0;
        let mut cursor = Lines::of(text.bytes);
        for hit in hits.clone() {
            if hit.at < floor {
                continue;
            }
            let is_json = self.format(hit.owner).is_some_and(|(_, format)| matches!(format.kind, Kind::Json { .. }));
            let line = cursor.around(hit.at);
            if !is_json && !text.bytes[line.start..hit.at].contains(&b'"') {
                continue;
            }
            let read = |document: &json_span::Document| {
                let value = parse(text.bytes, document)?;
                let mut seen = self.document(&value, &text.inner(&text.bytes[document.span.clone()]));
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
                // What did not parse for this hit does not for the next one.
                None => floor = cursor.miss().unwrap_or(hit.at + 1),
            }
        }
        drop_covered(hits, found);
    }

    /// Contents that hold a hit, as `content` finds them on its line, decoded and recognised as texts of their own.
    pub(super) fn strings(&self, text: &Text<'_>, hits: &mut Vec<Hit>, found: &mut Vec<Detection>, content: Content) {
        let mut floor = 0;
        let mut cursor = Lines::of(text.bytes);
        for hit in hits.iter().filter(|_| text.depth < DEEPEST) {
            let line = cursor.around(hit.at);
            let near = line.start.max(hit.at.saturating_sub(8192))..line.end.min(hit.end + LONGEST_FIELD);
            let bytes = &text.bytes[near.clone()];
            if hit.at < floor || !bytes.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'\\')) {
                continue;
            }
            let Some(inner) = content(bytes, hit.at - near.start) else {
                floor = cursor.miss().unwrap_or(floor);
                continue;
            };
            let inner = near.start + inner.start..near.start + inner.end;
            let raw = &text.bytes[inner.clone()];
            let decoded = escapes::unescape(raw);
            if inner == (0..text.bytes.len()) && decoded.text == raw {
                continue;
            }
            let plain = ansi::plain(&decoded.text);
            let shown = plain.as_ref().map_or(&decoded.text, |plain| &plain.text);
            let mut seen = self.detections(&text.inner(shown));
            for detection in &mut seen {
                let place = |at| inner.start + decoded.source(plain.as_ref().map_or(at, |plain| plain.source(at)));
                detection.relocate(&place);
            }
            if seen.iter().any(Detection::has_code) || (!seen.is_empty() && decoded.text != raw) {
                floor = inner.end;
                found.extend(seen);
            } else {
                floor = cursor.miss().unwrap_or(floor);
            }
        }
        drop_covered(hits, found);
    }
}

/// Finds the content around a position of a line.
pub(super) type Content = fn(&[u8], usize) -> Option<Range<usize>>;

/// The inside of a quoted string.
pub(super) fn quoted_string(line: &[u8], at: usize) -> Option<Range<usize>> {
    escapes::around(line, at)
}

/// A whole line whose quotes and line breaks are escaped although no string is around them.
pub(super) fn escaped_line(line: &[u8], _: usize) -> Option<Range<usize>> {
    escapes::is_escaped(line).then_some(0..line.len())
}

fn parse(text: &[u8], document: &json_span::Document) -> Option<serde_json::Value> {
    let bytes = text.get(document.span.clone())?;
    match &document.missing {
        None => serde_json::from_slice(bytes).ok(),
        Some(missing) => serde_json::from_slice(&[bytes, missing.as_bytes()].concat()).ok(),
    }
}
