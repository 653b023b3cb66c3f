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

use crate::field::Fields;
use crate::redact;
use crate::redact::names::MASK;

/// Adds what follows from the fields of one occurrence. Called once, after the formats and before the signs.
///
/// `clock` is when the error happened, as far as its log line says so; a `Date` of the response goes before it. With
/// neither, nothing is computed that depends on the time: the same input gives the same fields.
///
/// Raw values that are decoded here or hold a secret don't stay in the fields.
///
/// ```
/// use explain_errors::{enrich::enrich, field::Fields};
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
