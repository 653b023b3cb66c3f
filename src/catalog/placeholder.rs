//! Places in commands and code that are filled from the input: `{{target.host:HOST}}`.
//!
//! A placeholder is typed by its field. A value that fails its type's grammar is not filled in: people paste these
//! commands, and input is hostile. This is the grammar; quoting for the language happens where a page is filled.

/// The type of a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A host name, or an IPv4 or IPv6 address.
    Host,
    /// A number from 1 to 65535.
    Port,
    /// An HTTP method, such as `GET`.
    Verb,
    /// An absolute path without query.
    Path,
    /// A dotted name: a gRPC service or method, a permission.
    Name,
    /// A duration such as `1.5s`.
    Duration,
    /// An absolute `http` or `https` URL without user information and query.
    Url,
    /// The name of a user, a role, an object or an image: a word with `:`, `@`, `/`, `=` and the like in it.
    Id,
}

/// The fields that may be filled in, with their types.
pub(crate) const FIELDS: [(&str, Kind); 28] = [
    ("target.host", Kind::Host),
    ("target.port", Kind::Port),
    ("http.host", Kind::Host),
    ("http.method", Kind::Verb),
    ("http.path", Kind::Path),
    ("grpc.service", Kind::Name),
    ("grpc.method", Kind::Name),
    ("target.path", Kind::Path),
    ("http.url", Kind::Url),
    ("http.origin", Kind::Url),
    ("dns.name", Kind::Host),
    ("rbac.user", Kind::Id),
    ("rbac.verb", Kind::Name),
    ("rbac.type", Kind::Name),
    ("rbac.rule", Kind::Name),
    ("rbac.subresource", Kind::Name),
    ("rbac.namespace", Kind::Name),
    ("rbac.account", Kind::Name),
    ("rbac.account_namespace", Kind::Name),
    ("principal", Kind::Id),
    ("project", Kind::Name),
    ("service", Kind::Name),
    ("image", Kind::Id),
    ("permission", Kind::Id),
    ("elapsed", Kind::Duration),
    ("wait", Kind::Duration),
    ("jwt.iss", Kind::Url),
    ("jwt.aud", Kind::Url),
];

/// A piece of a text with placeholders.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that is printed as it is.
    Text(&'a str),
    /// The field, its type, and the text that is left if the field is unknown.
    Placeholder(&'a str, Kind, &'a str),
    /// A field whose value is a phrase of the message. It stands in prose only.
    Words(&'a str),
}

impl Piece<'_> {
    /// Whether it may stand in a sentence.
    pub fn is_of_prose(&self) -> bool {
        matches!(self, Piece::Text(_) | Piece::Words(_))
    }
}

/// How the fields are called whose values are phrases of the message.
const PHRASES: &str = "said.";
/// Words that are in every message of their kind: that a request or a value is rejected is known already.
const EMPTY: [&str; 36] = [
    "a",
    "an",
    "and",
    "argument",
    "call",
    "command",
    "connection",
    "data",
    "error",
    "errors",
    "file",
    "input",
    "it",
    "match",
    "matches",
    "message",
    "object",
    "of",
    "operation",
    "option",
    "or",
    "parameter",
    "request",
    "requests",
    "resource",
    "response",
    "server",
    "service",
    "something",
    "that",
    "the",
    "there",
    "this",
    "value",
    "values",
    "which",
];
/// The longest phrase that a sentence quotes.
const MAX_PHRASE_BYTES: usize = 100;

/// Whether a value may be quoted in a sentence: a few words that tell something, without what would end the quotation or
/// reach the terminal.
pub(crate) fn is_phrase(value: &str) -> bool {
    let plain = |c: char| c != '`' && !c.is_control() && (c.is_alphanumeric() || c.is_ascii());
    let tells = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
        word.chars().any(char::is_alphabetic) && !EMPTY.contains(&word.as_str())
    };
    value.len() <= MAX_PHRASE_BYTES && value.chars().all(plain) && value.split(' ').any(tells)
}

/// Splits a text at its placeholders.
///
/// # Errors
/// A sentence on the first malformed or unknown placeholder.
pub fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let inner = &rest[start + 2..];
        let Some(end) = inner.find("}}") else { break };
        let body = &inner[..end];
        match body.split_once(':') {
            None if body.starts_with(PHRASES) => {
                found.extend([Piece::Text(&rest[..start]), Piece::Words(body)]);
            }
            Some((field, fallback)) if is_meant(field, fallback) => {
                let kind = FIELDS.iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind);
                let kind = kind.ok_or_else(|| {
                    let hint = super::fault::nearest(field, FIELDS.iter().map(|(name, _)| *name));
                    format!("`{field}` can't be filled in{hint}")
                })?;
                found.push(Piece::Text(&rest[..start]));
                found.push(Piece::Placeholder(field, kind, fallback));
            }
            // Braces of a template or of code, such as Jinja's or Go's.
            _ => found.push(Piece::Text(&rest[..start + 4 + end])),
        }
        rest = &inner[end + 2..];
    }
    found.push(Piece::Text(rest));
    Ok(found)
}

/// Whether braces hold a placeholder, known or misspelt: `{{target.host:HOST}}`, `{{host:HOST}}`.
fn is_meant(field: &str, fallback: &str) -> bool {
    let shouted = |c: u8| c.is_ascii_uppercase() || c == b'_';
    let spoken = |c: u8| c.is_ascii_lowercase() || c == b'_';
    let looks_so =
        !field.is_empty() && field.bytes().all(spoken) && !fallback.is_empty() && fallback.bytes().all(shouted);
    field.contains('.') || looks_so || FIELDS.iter().any(|(name, _)| *name == field)
}

/// Whether all placeholders of a command are known.
///
/// # Errors
/// A sentence on the first one that is not.
pub(crate) fn check(text: &str) -> Result<(), String> {
    match pieces(text)?.iter().find(|piece| matches!(piece, Piece::Words(_))) {
        Some(_) => Err("words of the message stand in sentences only".to_owned()),
        None => Ok(()),
    }
}

impl Kind {
    /// Whether a value is of this type, by a grammar strict enough that no shell or language reads more than one word in it.
    pub fn admits(self, value: &str) -> bool {
        let all = |allowed: &str| value.bytes().all(|b| b.is_ascii_alphanumeric() || allowed.as_bytes().contains(&b));
        if value.is_empty() || value.len() > 253 || value.starts_with('-') {
            return false;
        }
        match self {
            Kind::Host => all(".-_") || value.parse::<std::net::Ipv6Addr>().is_ok(),
            Kind::Port => value.parse::<u16>().is_ok_and(|port| port > 0),
            Kind::Verb => value.bytes().all(|b| b.is_ascii_uppercase()) && value.len() <= 10,
            Kind::Path => value.starts_with('/') && all("/._-~:@%+,="),
            Kind::Name => all("._/-"),
            Kind::Duration => super::quantity::parse(value).is_some() && all(".") && value.is_ascii(),
            Kind::Id => all("._:/@=+-") && value.starts_with(|first: char| first.is_ascii_alphanumeric()),
            Kind::Url => {
                let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
                rest.is_some_and(|rest| !rest.is_empty() && !rest.contains('@')) && all("/._-~:%+,=")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_values_are_refused() {
        for value in [
            "a;rm -rf ~",
            "$(x)",
            "`id`",
            "a b",
            "-oProxyCommand=x",
            "a'b",
            "a\"b",
            "",
            "a\nb",
            "a|b",
            "../x y",
            "a&b",
            "a>b",
            "a<b",
            "a#b",
            "a\\b",
            "{a,b}",
            "a*",
            "a?",
            "!a",
            "a\u{202e}b",
            "a\tb",
            "a\0b",
            "${IFS}",
            "--as=system:masters",
        ] {
            for (_, kind) in FIELDS {
                assert!(!kind.admits(value), "{value:?} passed as {kind:?}");
            }
        }
    }

    #[test]
    fn plain_values_pass() {
        assert!(Kind::Host.admits("api.example.com") && Kind::Host.admits("::1") && Kind::Host.admits("10.0.0.7"));
        assert!(Kind::Port.admits("50051") && !Kind::Port.admits("0") && !Kind::Port.admits("70000"));
        assert!(Kind::Path.admits("/v1/orders/42") && !Kind::Path.admits("v1"));
        assert!(Kind::Duration.admits("1.5s") && Kind::Url.admits("https://issuer.example.com/realms/a"));
        assert!(!Kind::Url.admits("https://user:secret@example.com/"));
        assert!(
            Kind::Id.admits("system:serviceaccount:shop:web") && Kind::Id.admits("registry.example:5000/a/b:1@sha256")
        );
        assert!(!Kind::Id.admits("@x") && !Kind::Id.admits("=x") && !Kind::Id.admits("a~b") && !Kind::Id.admits("a*"));
    }

    #[test]
    fn splits_at_placeholders_only() {
        let pieces = pieces("nc -vz {{target.host:HOST}} {{target.port:PORT}} '{{.Name}}'").expect("known fields");
        assert_eq!(pieces.iter().filter(|piece| matches!(piece, Piece::Placeholder(..))).count(), 2);
        assert!(check("{{target.hots:HOST}}").is_err_and(|message| message.contains("target.host")));
        assert!(check("{{host:HOST}}").is_err());
        assert!(check("echo {{said.missing}}").is_err(), "no words of the message in a command");
        assert!(check("{{ .Values.host }} {{range $a := .b}} {{a:b}}").is_ok());
    }
}
