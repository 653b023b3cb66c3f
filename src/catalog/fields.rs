//! The registry of fields: a condition on a field that nothing ever sets would never hold, and nobody would notice.
//!
//! Formats and extraction rules say themselves which fields they set. What code sets is listed here.

use super::rules::{Kind, RuleSet};

/// The fields that readers and decoders set.
pub(crate) const COMPUTED: [&str; 33] = [
    "body",
    "certificate.expired_for",
    "certificate.valid_in",
    "code",
    "credential.form",
    "credential.scheme",
    "credential.to",
    "details.base64",
    "details.bytes",
    "details.json",
    "details.text",
    "details.unreadable",
    "format",
    "http.host",
    "http.method",
    "http.path",
    "http.reason",
    "http.status",
    "http.url",
    "http.version",
    "message",
    "oauth.grant_type",
    "rbac.account",
    "rbac.account_namespace",
    "rbac.rule",
    "rbac.type",
    "size.ascii",
    "stack",
    "status.code",
    "status.message",
    "target.host",
    "target.port",
    "wait",
];

/// How the fields begin that are called as the input calls them: headers, claims, the parts of a challenge and of a detail.
pub(crate) const OPEN: [&str; 6] = ["challenge.", "detail.", "header.", "jwt.", "request.header.", "trailer."];

/// Whether code sets a field.
pub(crate) fn is_computed(name: &str) -> bool {
    COMPUTED.contains(&name) || OPEN.iter().any(|prefix| name.len() > prefix.len() && name.starts_with(prefix))
}

/// The names of the groups of a pattern.
pub(crate) fn groups(pattern: &str) -> impl Iterator<Item = &str> {
    let named = pattern.match_indices("(?").filter_map(|(at, _)| {
        let rest = pattern.get(at + 2..)?;
        let name = rest.strip_prefix("P<").or_else(|| rest.strip_prefix('<'))?;
        name.split('>').next()
    });
    named.filter(|name| !name.is_empty() && !name.starts_with(['=', '!']))
}

/// The fields that the formats and the extraction rules of a catalog set.
pub(crate) fn set_by(rules: &RuleSet<'_>) -> impl Iterator<Item = String> {
    let of_formats = rules.formats.iter().flat_map(|format| {
        let captured: Vec<String> = match &format.kind {
            Kind::Pattern { pattern, .. } => {
                pattern.get().into_iter().flat_map(|one| groups(&one.re)).map(str::to_owned).collect()
            }
            Kind::Json { fields, .. } => fields.iter().map(|(name, _)| (*name).to_owned()).collect(),
            _ => Vec::new(),
        };
        captured.into_iter().chain(format.rename.iter().map(|(_, field)| (*field).to_owned()))
    });
    let of_rules = rules.extractions.iter().flat_map(|rule| groups(&rule.pattern.re).map(str::to_owned));
    of_formats.chain(of_rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_read_from_a_pattern() {
        let names: Vec<&str> = groups(r"a (?<code>\w+) (?:b|(?P<http.status>\d{3})) (?i)c (?=x)").collect();
        assert_eq!(names, ["code", "http.status"]);
    }

    #[test]
    fn headers_and_claims_are_open_and_other_names_are_not() {
        assert!(is_computed("header.x-anything") && is_computed("jwt.sub") && is_computed("message"));
        assert!(!is_computed("header.") && !is_computed("mesage") && !is_computed("headers.date"));
    }
}
