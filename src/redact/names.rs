//! Which names carry secrets, and which values are not secrets.

/// What a secret is replaced with.
pub(crate) const MASK: &str = "[masked]";

/// What kind of value a name has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// `Authorization`: a scheme, which is shown, and a credential, which is masked
    Authorization,
    /// `Cookie`: the whole value is secret
    Cookie,
    /// `password`, `token`, `x-api-key`
    Secret,
    /// `auth`, `assertion`, `sig`, `pass`: secret if the value looks like one
    Doubtful,
}

/// Ends of secret names, without separators and in lower case.
const SECRET: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "secretkey",
    "secretaccesskey",
    "token",
    "apikey",
    "accesskey",
    "privatekey",
    "accountkey",
    "sharedaccesskey",
    "subscriptionkey",
    "functionskey",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "secretkeybase",
    "apisessionid",
    "jsessionid",
    "phpsessid",
    "aspnetsessionid",
    "codeverifier",
    "samlresponse",
    "amzsignature",
    "googsignature",
];

const DOUBTFUL: &[&str] = &["assertion", "signature"];

/// Ends of names that look secret and are not: pagination cursors, parser tokens.
const HARMLESS_NAMES: &[&str] =
    &["pagetoken", "nexttoken", "continuetoken", "continuationtoken", "synctoken", "resumetoken", "invalidtoken"];

/// What a name says about its value. Returns `None` if it says nothing.
pub(super) fn class(name: &[u8]) -> Option<Class> {
    let mut plain = String::with_capacity(name.len());
    for byte in name.iter().filter(|byte| byte.is_ascii_alphanumeric()) {
        plain.push(char::from(byte.to_ascii_lowercase()));
    }
    let ends = |list: &[&str]| list.iter().any(|end| plain.ends_with(end));
    if plain.ends_with("authorization") {
        Some(Class::Authorization)
    } else if plain.ends_with("cookie") {
        Some(Class::Cookie)
    } else if ends(HARMLESS_NAMES) {
        None
    } else if ends(SECRET) {
        Some(Class::Secret)
    } else if ends(DOUBTFUL) || matches!(plain.as_str(), "auth" | "sig" | "pass" | "otp") || name.ends_with(b"_pass") {
        Some(Class::Doubtful)
    } else {
        None
    }
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
];

/// Whether a value is not a secret: a word of the error, an empty value, or a placeholder such as `$(...)`, `<token>`
/// or `${TOKEN}`.
pub(super) fn is_harmless(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    HARMLESS.contains(&lower.as_str())
        || looks_masked(value)
        || is_variable(value)
        || value.starts_with("$(")
        || value.starts_with("{{") && value.ends_with("}}")
        || value.starts_with('<') && value.ends_with('>') && value.len() < 40
        || is_complaint(&lower)
}

/// Whether a value was masked before it reached us: `***`, `[REDACTED]`, `xxxx`, `<hidden>`.
pub(crate) fn looks_masked(value: &str) -> bool {
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

/// How much of a word is examined. The limit keeps the time linear.
const MAX_WORD_BYTES: usize = 256;

/// Endings of the names of errors, which contain digits and capitals but no secret.
const ERRORS: &[&[u8]] = &[b"Error", b"Exception", b"Failure"];

/// Whether a word in prose looks like a secret, and not like a word, name or code.
pub(crate) fn looks_secret(word: &str) -> bool {
    let word = word.as_bytes();
    let word = word.get(..MAX_WORD_BYTES).unwrap_or(word);
    if word.len() < 8 {
        return false;
    }
    let any = |test: fn(&u8) -> bool| word.iter().any(test);
    let (digit, lower, upper) = (any(u8::is_ascii_digit), any(u8::is_ascii_lowercase), any(u8::is_ascii_uppercase));
    // AADSTS50013, ERR_TOKEN_2
    if !lower && (word.len() < 20 || word.contains(&b'_')) {
        return false;
    }
    if digit && (lower || upper) {
        return !is_name(word) && !ERRORS.iter().any(|end| word.ends_with(end));
    }
    // CamelCase has a capital every few letters; in random letters the case changes far more often.
    let steps =
        word.windows(2).filter(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
    lower && upper && word.len() >= 16 && steps.count() * 6 > word.len()
}

/// Whether a name denotes a password, which may be shorter than a token.
pub(super) fn is_password(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    [&b"password"[..], b"passwd", b"passphrase", b"pwd"].iter().any(|end| name.ends_with(end))
}

/// Whether a word after `password:` is more likely a password than prose: `hunter2`.
pub(super) fn looks_password(word: &str) -> bool {
    let any = |test: fn(&u8) -> bool| word.as_bytes().iter().take(MAX_WORD_BYTES).any(test);
    word.len() >= 5 && any(u8::is_ascii_lowercase) && any(|b| b.is_ascii_digit() || b"!$%^&*#@?+".contains(b))
}

/// Whether a word is made of short words joined by separators: `default/my-secret-2`, `orders.v1.example`.
fn is_name(word: &[u8]) -> bool {
    let separators = word.iter().filter(|b| b"-./_:".contains(b)).count();
    separators > 0 && word.split(|b| b"-./_:".contains(b)).all(|part| part.len() < 12)
}
