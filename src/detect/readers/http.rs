//! HTTP responses: a status line, headers, and a body that is a text of its own.

use super::json::documents_of_body;
use crate::catalog::rules::Kind;
use crate::detect::codes::{code_of_row, codes_of};
use crate::detect::detection::{Code, Detection, DetectionKind};
use crate::detect::text::{challenge, http};
use crate::detect::{MAX_FIELD_BYTES, Reader, Region, Text, detect};
use crate::field::Fields;
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
    let mut codes = named_by_headers(knowledge, &fields);
    codes.extend(codes_of(knowledge, format, &fields)?);
    Some(Detection { inner, ..Detection::new(DetectionKind::Format(format), response.span, codes, fields) })
}

/// The codes that headers name beside the status, and that the catalog knows: the `error` of a challenge (RFC 6750, section 3; RFC
/// 9449, section 7.1), and the class of an AWS error, which may be followed by a colon and an address.
fn named_by_headers(knowledge: &Knowledge<'_>, fields: &Fields) -> Vec<Code> {
    let challenges = fields.values("header.www-authenticate").flat_map(challenge::read);
    let errors = challenges.flat_map(|(_, parameters)| parameters).filter(|(name, _)| name == "error");
    let classes = fields.values("header.x-amzn-errortype").filter_map(|value| value.split(':').next());
    let named = |name: &str, system| knowledge.catalog.meanings(name.trim(), Some(system)).into_iter().next();
    let of_oauth = errors.filter_map(|(_, name)| named(&name, "oauth"));
    let mut codes: Vec<Code> = Vec::new();
    for row in of_oauth.chain(classes.filter_map(|name| named(name, "aws"))) {
        let code = code_of_row(knowledge, &row);
        if !codes.iter().any(|known| known.is_same(&code)) {
            codes.push(code);
        }
    }
    codes
}
