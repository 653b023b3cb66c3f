//! Which names carry secrets, and which values are not secrets.

use super::label;
use super::table::{HARMLESS_NAMES, NAMES};

/// What kind of value a name has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// `Authorization`: a scheme, which is shown, and a credential, which is masked
    Authorization,
    /// `Cookie`: the whole value is secret
    Cookie,
    /// `password`, `token`, `x-api-key`
    Secret,
    /// `otp`, `pin`: secret if the value is a number of four to ten digits or looks like a secret
    Code,
    /// `auth`, `assertion`, `sig`, `pass`: secret if the value looks like one
    Doubtful,
}

/// What a name says about its value, and what the mask says. Returns `None` if it says nothing.
pub(super) fn class(name: &[u8]) -> Option<(Class, &'static str)> {
    let mut plain = [0_u8; 96];
    let mut length = 0;
    for byte in name.iter().filter(|byte| byte.is_ascii_alphanumeric()) {
        *plain.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let plain = plain.get(..length)?;
    if HARMLESS_NAMES.iter().any(|end| plain.ends_with(end.as_bytes())) {
        return None;
    }
    let separated = |end: &[u8]| {
        name.len().checked_sub(end.len() + 1).and_then(|at| name.get(at)).is_some_and(|b| b"_-. ".contains(b))
    };
    let fits = |end: &[u8]| match end {
        [b' ', end @ ..] => plain.ends_with(end) && (plain.len() == end.len() || separated(end)),
        [b'=', end @ ..] => plain == end,
        _ => plain.ends_with(end),
    };
    NAMES.iter().find(|row| fits(row.end.as_bytes())).map(|row| (row.class, &*row.kind))
}

/// Schemes whose credential is one word.
const ONE_WORD: &[&str] = &[
    "bearer",
    "basic",
    "dpop",
    "negotiate",
    "ntlm",
    "kerberos",
    "token",
    "apikey",
    "api-key",
    "key",
    "accesskey",
    "privatetoken",
    "jwt",
    "hoba",
    "googlelogin",
    "sharedkey",
    "sharedkeylite",
    "genie",
];

/// Schemes whose credential is a list of parameters.
const PARAMETERS: &[&str] =
    &["digest", "sign", "oauth", "hawk", "mutual", "vapid", "signature", "aws", "scram-sha-1", "scram-sha-256"];

/// Whether the credential of an HTTP authentication scheme is one word. Returns `None` for an unknown scheme.
pub(crate) fn scheme(word: &str) -> Option<bool> {
    let word = word.to_ascii_lowercase();
    if ONE_WORD.contains(&word.as_str()) {
        Some(true)
    } else if PARAMETERS.contains(&word.as_str()) || word.starts_with("aws4-") || word.starts_with("goog4-") {
        Some(false)
    } else {
        None
    }
}

/// Values that say what is wrong, or that there is no value.
const HARMLESS: &[&str] = &[
    "null",
    "nil",
    "none",
    "undefined",
    "true",
    "false",
    "yes",
    "no",
    "is",
    "was",
    "and",
    "or",
    "not",
    "are",
    "must",
    "expired",
    "invalid",
    "missing",
    "required",
    "string",
    "unset",
    "set",
    "present",
    "absent",
    "empty",
    "unknown",
    "optional",
    "failed",
    "incorrect",
    "wrong",
    "revoked",
    "expected",
    "malformed",
    "rejected",
    "bytes",
    "object",
    "array",
    "eof",
    "eol",
    "end",
    "identifier",
    "found",
    "denied",
    "accepted",
    "refused",
    "here",
    "default",
    "yaml",
    "json",
    "self",
    "error",
    "errors",
    "bearer",
    "basic",
];

/// Whether a value is not a secret: a word of the error, an empty value, or a placeholder such as `$(...)`, `<token>`
/// or `${TOKEN}`.
pub(super) fn is_harmless(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    HARMLESS.contains(&lower.trim_end_matches(['.', ',', ':', ';', '!']))
        || value.len() < 4 && value.bytes().all(|b| b.is_ascii_digit())
        || looks_masked(value)
        || is_variable(value)
        || value.starts_with("$(")
        || value.starts_with("{{") && value.ends_with("}}")
        || value.starts_with('<') && value.ends_with('>') && value.len() < 40
        || is_complaint(&lower)
        || is_object(value)
}

/// Whether a value is an object as Java prints it, by its class: `Token{78af589`, `android.os.BinderProxy@f5c5b6e`.
fn is_object(value: &str) -> bool {
    let Some(at) = value.find(['{', '@']) else { return false };
    let (class, rest) = value.split_at(at);
    let word = class.rsplit(['.', '$']).next().unwrap_or_default();
    let named = word.len() > 3
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.bytes().all(|b| b.is_ascii_alphabetic());
    let number = rest.get(1..).unwrap_or_default().split(' ').next().unwrap_or_default();
    named && (4..=8).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Whether a value was masked before it reached us: `***`, `[REDACTED]`, `xxxx`, `<hidden>`.
pub(crate) fn looks_masked(value: &str) -> bool {
    if label::length(value.as_bytes()) == Some(value.len()) {
        return true;
    }
    let bare = value.trim_matches(|c: char| "[](){}<>*\"' ".contains(c)).to_ascii_lowercase();
    let words =
        ["", "masked", "redacted", "filtered", "hidden", "removed", "sensitive", "secret", "array", "object", "..."];
    words.contains(&bare.as_str())
        || bare == "object object"
        || bare.len() >= 3 && bare.bytes().all(|b| b == b'x')
        || bare.chars().all(|c| "*•".contains(c))
}

fn is_variable(value: &str) -> bool {
    let Some(name) = value.strip_prefix('$') else { return false };
    let name = name.strip_prefix('{').and_then(|n| n.strip_suffix('}')).unwrap_or(name);
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
}

/// Words in which validation reports a missing value: `"password": ["This field is required."]`.
const COMPLAINTS: &[&str] = &[
    "required",
    "must",
    "invalid",
    "short",
    "blank",
    "field",
    "expected",
    "incorrect",
    "least",
    "missing",
    "cannot",
    "should",
    "wrong",
    "expired",
    "match",
    "not",
    "is",
    "be",
];

fn is_complaint(lower: &str) -> bool {
    let words = || lower.split(' ').map(|word| word.trim_matches(|c: char| ".,:;!()'\"`".contains(c)));
    lower.len() < 300
        && words().count() >= 3
        && words().any(|word| COMPLAINTS.contains(&word))
        && words().all(|word| {
            word.bytes().all(|b| b.is_ascii_alphabetic() || b"'-".contains(&b)) || word.parse::<u16>().is_ok()
        })
}

/// Words that follow a flag in prose: `the --password flag`.
const AFTER_FLAG: &[&str] = &[
    "flag",
    "option",
    "argument",
    "parameter",
    "value",
    "to",
    "in",
    "on",
    "with",
    "for",
    "from",
    "cannot",
    "requires",
    "if",
    "may",
    "can",
    "should",
    "as",
    "has",
    "instead",
    "when",
    "together",
    "file",
    "did",
    "does",
    "will",
    "but",
    "specified",
    "given",
    "provided",
    "needs",
    "be",
    "via",
    "also",
    "only",
];

/// Whether a word after a flag is prose about the flag.
pub(super) fn is_flag_prose(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ':', ';']).to_ascii_lowercase();
    AFTER_FLAG.contains(&word.as_str())
}

/// Whether a name denotes a password, which may be shorter than a token.
pub(super) fn is_password(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    [&b"password"[..], b"passwd", b"passphrase", b"pwd"].iter().any(|end| name.ends_with(end))
}
