//! Derives more fields from those that formats captured, where that takes a decoder, a parser or a clock and so can't
//! be expressed in the catalog. Every function here is total: what it can't read adds nothing, or `details.unreadable`.

mod certificate;
mod challenge;
mod clock;
mod details;
mod grant;
mod rbac;
mod size;
mod target;
mod token;
mod wait;

use jiff::Timestamp;
use percent_encoding::percent_decode_str;

use crate::assemble::Occurrence;
use crate::detect::extract_from_record;
use crate::detect::text::lines;
use crate::field::Fields;
use crate::knowledge::Knowledge;

/// How far into an error its log record's time is looked for.
const MAX_CLOCK_BYTES: usize = 400;

/// How much of an error's lines is read for hosts and names.
const MAX_RECORD_BYTES: usize = 4096;

/// Adds the fields that can be derived from an occurrence's fields and lines, and the ids of its formats and codes, for signs.
pub(crate) fn enrich_occurrence(knowledge: &Knowledge<'_>, text: &[u8], occurrence: &mut Occurrence) {
    let start = lines::start(text, occurrence.span.start);
    let head = text.get(start..occurrence.span.end.min(start + MAX_CLOCK_BYTES)).unwrap_or_default();
    let end = lines::end(text, occurrence.span.end.saturating_sub(1).max(start));
    extract_from_record(
        knowledge,
        text.get(start..end.min(start + MAX_RECORD_BYTES)).unwrap_or_default(),
        &mut occurrence.fields,
    );
    if occurrence.codes().any(|code| code.system == "oauth") {
        grant::enrich(text, &occurrence.span, &mut occurrence.fields);
    }
    enrich(&mut occurrence.fields, record_time(knowledge, head));
    for (at, link) in occurrence.links.iter().enumerate() {
        let mut names = Fields::default();
        names.add("format", link.format.as_str());
        link.codes.iter().filter_map(|code| code.id.as_deref()).for_each(|id| names.add("code", id));
        occurrence.fields.merge_link(names, at);
    }
}

/// The time of a log record. Returns `None` if it doesn't name its time zone.
fn record_time(knowledge: &Knowledge<'_>, head: &[u8]) -> Option<Timestamp> {
    const TIME: &str = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)";
    // Few texts contain a date; for the others the pattern is not worth compiling.
    memchr::memmem::find(head, b"-")?;
    memchr::memmem::find(head, b":")?;
    let found = knowledge.patterns.get(TIME)?.find(head)?;
    std::str::from_utf8(head.get(found)?).ok()?.parse().ok()
}

/// Adds the fields that can be derived from those of one occurrence. It is called once, after the formats are read and
/// before the signs are tried.
///
/// `clock` is the time of the error, if its log line gives it; a `Date` header of the response takes precedence.
/// Without either, nothing that depends on the time is computed: the same input gives the same fields.
///
/// Raw values that are decoded here, or that hold a secret, are removed from the fields.
///
/// ```
/// use explain_errors::internal::{Fields, enrich};
/// let mut fields = Fields::default();
/// fields.add("header.www-authenticate", "Bearer realm=\"shop\", error=\"invalid_token\"");
/// fields.add("size", "1213486160");
/// enrich(&mut fields, None);
/// assert_eq!(fields.first("challenge.error"), Some("invalid_token"));
/// assert_eq!(fields.first("size.ascii"), Some("HTTP"));
/// ```
pub fn enrich(fields: &mut Fields, clock: Option<Timestamp>) {
    trailers(fields);
    details::enrich(fields);
    challenge::enrich(fields);
    let clock = clock::of_response(fields).or(clock);
    token::enrich(fields, clock);
    wait::enrich(fields, clock);
    size::enrich(fields);
    certificate::enrich(fields);
    rbac::enrich(fields);
    target::enrich(fields);
    forget_cookies(fields);
}

/// Decodes gRPC's trailers: percent-encoded messages, and details in base64.
fn trailers(fields: &mut Fields) {
    for name in ["header.grpc-status-details-bin", "request.header.grpc-status-details-bin"] {
        for value in fields.take(name) {
            fields.add("details.base64", value);
        }
    }
    fields.rewrite(|field| {
        let encoded = field.name == "header.grpc-message" && field.value.contains('%');
        encoded.then(|| percent_decode_str(&field.value).decode_utf8_lossy().into_owned())
    });
}

/// Removes cookies: no sign asks for one.
fn forget_cookies(fields: &mut Fields) {
    for name in ["header.set-cookie", "header.cookie", "request.header.cookie", "cookie"] {
        fields.take(name);
    }
}

#[cfg(test)]
mod tests;
