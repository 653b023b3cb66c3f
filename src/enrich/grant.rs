//! The grant that was asked for, from the request beside an answer of OAuth 2: `invalid_grant` (RFC 6749, section 5.2) stands
//! for a wrong password, a code and a refresh token alike, and only the request says which of them was sent.

use std::ops::Range;

use crate::field::Fields;

/// How much of the text before and after an error is read for its request.
const MAX_BEFORE_BYTES: usize = 2048;
const MAX_AFTER_BYTES: usize = 512;

/// The longest name in use, `urn:ietf:params:oauth:grant-type:token-exchange`, has 47 bytes.
const MAX_NAME_BYTES: usize = 64;

/// Adds `oauth.grant_type`: the last grant named before the end of the error, else the first named after it.
pub(super) fn enrich(text: &[u8], error: &Range<usize>, fields: &mut Fields) {
    let end = error.end.min(text.len());
    let before = &text[error.start.saturating_sub(MAX_BEFORE_BYTES).min(end)..end];
    let after = &text[end..text.len().min(end + MAX_AFTER_BYTES)];
    let last = memchr::memmem::rfind_iter(before, NAME).find_map(|at| named(&before[at..]));
    let grant = last.or_else(|| memchr::memmem::find_iter(after, NAME).find_map(|at| named(&after[at..])));
    if let Some(grant) = grant {
        fields.add("oauth.grant_type", grant);
    }
}

const NAME: &[u8] = b"grant_type";

/// The value behind the parameter's name: of a form, a URL, JSON, a log or a source.
fn named(text: &[u8]) -> Option<&str> {
    let rest = &text[NAME.len()..];
    let separators = match rest.starts_with(b"%3D") {
        true => 3,
        false => rest.iter().take_while(|byte| b"\"' :=>\\".contains(byte)).count(),
    };
    let rest = &rest[separators..];
    let is_in_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':');
    let length = rest.iter().take(MAX_NAME_BYTES).take_while(is_in_name).count();
    let name = std::str::from_utf8(&rest[..length]).ok()?;
    (separators > 0 && length > 3).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grant_is_the_one_of_the_nearest_request_before() {
        let answer = r#"{"error":"invalid_grant"}"#;
        for (before, after, wanted) in [
            ("POST /token?grant_type=password&username=eve\n\n", "", Some("password")),
            ("-d grant_type=refresh_token\n-d grant_type=authorization_code\n", "", Some("authorization_code")),
            (r#"{"grant_type": "refresh_token", "refresh_token": "****"}"#, "", Some("refresh_token")),
            ("'grant_type' => 'password',\n", "", Some("password")),
            ("grant_type%3Dclient_credentials&", "", Some("client_credentials")),
            ("", "\nbody: grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=x", Some(JWT)),
            ("supports no grant_type\n", "", None),
            ("", "", None),
        ] {
            let text = format!("{before}{answer}{after}");
            let mut fields = Fields::default();
            enrich(text.as_bytes(), &(before.len()..before.len() + answer.len()), &mut fields);
            assert_eq!(fields.first("oauth.grant_type"), wanted, "{text}");
        }
    }

    const JWT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
}
