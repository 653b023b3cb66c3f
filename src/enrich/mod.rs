//! Turns what formats captured into more fields: what needs decoding, a parser or a clock, and so can't be said in the
//! catalog. Every function here is total: what it can't read adds nothing, or `details.unreadable`.

mod challenge;
mod clock;
mod details;
mod size;
mod token;
mod wait;

use jiff::Timestamp;
use percent_encoding::percent_decode_str;

use crate::assemble::Occurrence;
use crate::detect::text::lines;
use crate::field::Fields;
use crate::knowledge::Knowledge;
use crate::redact;
use crate::redact::names::MASK;

/// How far into an error the time is looked for that its record carries.
const MAX_CLOCK_BYTES: usize = 400;

/// Adds to an occurrence what follows from its fields, and the names of its formats and codes as fields for signs.
pub fn enrich_occurrence(knowledge: &Knowledge<'_>, text: &[u8], occurrence: &mut Occurrence) {
    let start = lines::start(text, occurrence.span.start);
    let head = text.get(start..occurrence.span.end.min(start + MAX_CLOCK_BYTES)).unwrap_or_default();
    enrich(&mut occurrence.fields, record_time(knowledge, head));
    for (at, link) in occurrence.links.iter().enumerate() {
        let mut names = Fields::default();
        names.add("format", link.format.as_str());
        link.codes.iter().filter_map(|code| code.id.as_deref()).for_each(|id| names.add("code", id));
        occurrence.fields.merge_link(names, at);
    }
}

/// The time that a log record carries, if it says which zone it is in.
fn record_time(knowledge: &Knowledge<'_>, head: &[u8]) -> Option<Timestamp> {
    const TIME: &str = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)";
    // Few texts hold a date, and the pattern is not worth compiling for the others.
    memchr::memmem::find(head, b"-")?;
    memchr::memmem::find(head, b":")?;
    let found = knowledge.patterns.get(TIME)?.find(head)?;
    std::str::from_utf8(head.get(found)?).ok()?.parse().ok()
}

/// Adds what follows from the fields of one occurrence. Called once, after the formats and before the signs.
///
/// `clock` is when the error happened, as far as its log line says so; a `Date` of the response goes before it. With
/// neither, nothing is computed that depends on the time: the same input gives the same fields.
///
/// Raw values that are decoded here or hold a secret don't stay in the fields.
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
    forget_secrets(fields);
}

/// gRPC's trailers: the message is percent-encoded, and details in base64 are details.
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

/// A value apart from its name is masked by nobody later, so it is masked here.
fn forget_secrets(fields: &mut Fields) {
    for name in ["header.set-cookie", "header.cookie", "request.header.cookie", "cookie"] {
        fields.take(name);
    }
    fields.rewrite(|field| {
        let header = field.name.strip_prefix("request.").unwrap_or(&field.name).strip_prefix("header.");
        let name = header.or_else(|| field.name.rsplit('.').next())?;
        (redact::is_secret_name(name) && !field.value.is_empty()).then(|| MASK.to_owned())
    });
}

#[cfg(test)]
mod tests;
