//! The credentials that a request sent. A token is read but never verified, and never kept in a field.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::clock::duration;
use crate::field::Fields;
use crate::redact::looks_secret;
use crate::redact::names::scheme;

const CARRIERS: &[&str] = &["request.header.authorization", "request.header.proxy-authorization", "authorization"];

const SEGMENT: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// How much of a claim's value is kept.
const MAX_CLAIM_CHARS: usize = 200;

/// Adds `credential.to` (`server`, `proxy`), `credential.scheme`, `credential.form` (`jwt`, `opaque`, `empty`) and `jwt.*`
/// (RFC 7519), and removes the raw values.
pub(super) fn enrich(fields: &mut Fields, clock: Option<Timestamp>) {
    for carrier in CARRIERS {
        let to = if carrier.contains("proxy") { "proxy" } else { "server" };
        for value in fields.take(carrier) {
            fields.add("credential.to", to);
            credential(fields, &value, clock);
        }
    }
}

fn credential(fields: &mut Fields, value: &str, clock: Option<Timestamp>) {
    let value = value.trim_matches(|c: char| c.is_whitespace() || "[]'\"`".contains(c));
    let (first, rest) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
    // An unknown scheme is shown only if it can't be half of a credential.
    let is_word =
        first.len() <= 20 && first.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !looks_secret(first);
    let named = scheme(first).is_some() || !rest.is_empty() && is_word;
    let (scheme, token) = if named { (first, rest.trim()) } else { ("", value) };
    if !scheme.is_empty() {
        fields.add("credential.scheme", scheme.to_ascii_lowercase());
    }
    // It was masked by the program that printed it, so its form is unknown.
    if token.contains("masked") || token.contains("***") || token.to_ascii_lowercase().contains("redacted") {
        return;
    }
    let form = match token {
        "" | "null" | "undefined" | "None" | "nil" | "<nil>" => "empty",
        token if jwt(fields, token, clock) => "jwt",
        _ => "opaque",
    };
    fields.add("credential.form", form);
}

/// Reads the header and the claims. Returns `false` if the token is not a JWT.
fn jwt(fields: &mut Fields, token: &str, clock: Option<Timestamp>) -> bool {
    let mut parts = token.split('.');
    let Some(header) = parts.next().and_then(object) else { return false };
    if !header.contains_key("alg") && !header.contains_key("typ") {
        return false;
    }
    for name in ["alg", "kid"] {
        claim(fields, &header, name);
    }
    let Some(claims) = parts.next().and_then(object) else { return true };
    for name in ["iss", "aud", "sub", "exp", "nbf", "iat"] {
        claim(fields, &claims, name);
    }
    if let Some(now) = clock.map(Timestamp::as_second) {
        // A token must not be accepted on or after the second of `exp` (RFC 7519, section 4.1.4).
        if let Some(past) = seconds(&claims, "exp").map(|exp| now.saturating_sub(exp)).filter(|past| *past >= 0) {
            fields.add("jwt.expired_for", duration(past, 0));
        }
        if let Some(left) = seconds(&claims, "nbf").map(|nbf| nbf.saturating_sub(now)).filter(|left| *left > 0) {
            fields.add("jwt.valid_in", duration(left, 0));
        }
    }
    true
}

fn object(segment: &str) -> Option<Map<String, Value>> {
    let bytes = SEGMENT.decode(segment).ok()?;
    match serde_json::from_slice(&bytes).ok()? {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

fn claim(fields: &mut Fields, claims: &Map<String, Value>, name: &str) {
    let values = match claims.get(name) {
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    for value in values.iter().take(16) {
        let text = match value {
            Value::String(text) => text.chars().take(MAX_CLAIM_CHARS).collect(),
            // NumericDate may have a fraction (RFC 7519, section 2).
            Value::Number(_) => seconds_of(value).map(|whole| whole.to_string()).unwrap_or_default(),
            _ => continue,
        };
        fields.add(format!("jwt.{name}"), text);
    }
}

fn seconds(claims: &Map<String, Value>, name: &str) -> Option<i64> {
    claims.get(name).and_then(seconds_of)
}

fn seconds_of(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))
}

#[cfg(test)]
mod tests {
    use super::enrich;
    use crate::enrich::clock::http_date;
    use crate::field::Fields;

    const EXPIRED: &str = "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJzdmMtd2ViIiwiYXVkIjoib3JkZXJzIiwic2NvcGUiOiJvcmRlcnMucmVhZCIsImlzcyI6Imh0dHBzOi8vaWQuc2hvcC5leGFtcGxlIiwiaWF0IjoxNzk1MjgwMjQyLCJleHAiOjE3OTUyODczODJ9.CHXvda0iyJ1a9T7DB303MZSm7UwioiBhBy1ArjvSjG4";

    fn read(value: &str, date: Option<&str>) -> Fields {
        let mut fields = Fields::default();
        fields.add("request.header.authorization", value);
        enrich(&mut fields, date.and_then(http_date));
        fields
    }

    #[test]
    fn reads_a_jwt_and_its_times() {
        let fields = read(EXPIRED, Some("Sat, 21 Nov 2026 19:56:22 GMT"));
        for (name, value) in [
            ("credential.scheme", "bearer"),
            ("credential.form", "jwt"),
            ("jwt.alg", "HS256"),
            ("jwt.iss", "https://id.shop.example"),
            ("jwt.aud", "orders"),
            ("jwt.sub", "svc-web"),
            ("jwt.exp", "1795287382"),
            ("jwt.iat", "1795280242"),
            ("jwt.expired_for", "3600s"),
        ] {
            assert_eq!(fields.first(name), Some(value), "{name}");
        }
        assert!(fields.iter().all(|field| !field.value.contains("eyJ")));
        assert_eq!(read(EXPIRED, None).first("jwt.expired_for"), None);
        assert_eq!(read(EXPIRED, Some("Sat, 21 Nov 2026 18:56:21 GMT")).first("jwt.expired_for"), None);
    }

    #[test]
    fn tells_what_was_sent() {
        for (value, scheme, form) in [
            ("Bearer abc", Some("bearer"), Some("opaque")),
            ("Bearer", Some("bearer"), Some("empty")),
            ("Bearer undefined", Some("bearer"), Some("empty")),
            ("", None, Some("empty")),
            ("Basic dXNlcjpwYXNz", Some("basic"), Some("opaque")),
            ("Bearer [masked]", Some("bearer"), None),
            ("['Bearer abc']", Some("bearer"), Some("opaque")),
            ("abcdef", None, Some("opaque")),
            (EXPIRED.trim_start_matches("Bearer "), None, Some("jwt")),
            ("Bearer eyJhbGciOiJIUzI1NiJ9.e30.", Some("bearer"), Some("jwt")),
            ("SIGN token=\"abc\"", Some("sign"), Some("opaque")),
        ] {
            let fields = read(value, None);
            assert_eq!((fields.first("credential.scheme"), fields.first("credential.form")), (scheme, form), "{value}");
        }
    }

    #[test]
    fn says_when_it_will_be_valid() {
        // {"alg":"none"}.{"nbf":1795287382.5,"aud":["a","b"]}
        let token = "Bearer eyJhbGciOiJub25lIn0.eyJuYmYiOjE3OTUyODczODIuNSwiYXVkIjpbImEiLCJiIl19.";
        let fields = read(token, Some("Sat, 21 Nov 2026 18:55:22 GMT"));
        assert_eq!(fields.first("jwt.valid_in"), Some("60s"));
        assert_eq!(fields.values("jwt.aud").collect::<Vec<_>>(), ["a", "b"]);
    }
}
