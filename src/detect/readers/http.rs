//! HTTP responses: a status line, headers, and a body that is a text of its own.

use super::json::documents_of_body;
use crate::catalog::rules::Kind;
use crate::detect::codes::codes_of;
use crate::detect::detection::{Detection, DetectionKind};
use crate::detect::text::http;
use crate::detect::{MAX_FIELD_BYTES, Reader, Region, Text, detect};
use crate::knowledge::Knowledge;

/// Reads responses as `curl -i`, `curl -v` and `HTTPie` print them.
pub(crate) struct Responses;

impl Reader for Responses {
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection> {
        let mut found = Vec::new();
        let mut cursor = 0;
        for hit in &region.hits {
            let Some((format, kind)) = knowledge.format(hit.owner).map(|(at, format)| (at, &format.kind)) else {
                continue;
            };
            if !matches!(kind, Kind::HttpResponse) || hit.at() < cursor {
                continue;
            }
            let Some(response) = http::read(region.text.bytes, hit.at(), cursor) else { continue };
            let Some(detection) = response_of(knowledge, region.text, format, response) else { continue };
            cursor = detection.span.end;
            found.push(detection);
        }
        found
    }
}

fn response_of(
    knowledge: &Knowledge<'_>,
    text: &Text<'_>,
    format: usize,
    response: http::Response,
) -> Option<Detection> {
    let body = text.bytes.get(response.body.clone()).unwrap_or_default();
    let mut inner = detect(knowledge, &text.embedded(body));
    if inner.is_empty() && matches!(body.first(), Some(b'{' | b'[')) {
        inner = documents_of_body(knowledge, &text.embedded(body));
    }
    for detection in &mut inner {
        detection.relocate(&|at| response.body.start + at);
    }
    let mut fields = response.fields;
    if inner.is_empty() && !body.is_empty() {
        let shown = String::from_utf8_lossy(&body[..body.len().min(MAX_FIELD_BYTES)]).trim().to_owned();
        fields.add("message", http::gist(&shown));
        fields.add("body", shown);
    }
    let codes = codes_of(knowledge, format, &fields)?;
    Some(Detection { inner, ..Detection::new(DetectionKind::Format(format), response.span, codes, fields) })
}
