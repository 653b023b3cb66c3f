//! What says who and where: e-mail and IP addresses, users and hosts. Masked only where that was asked for.

use std::net::Ipv6Addr;
use std::sync::LazyLock;

use regex::Regex;

use super::scan::Secret;

/// Patterns, with what their first group is; without a group, the whole match.
static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let patterns = [
        (r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", "e-mail"),
        (r"\b(?:\d{1,3}\.){3}\d{1,3}\b", "address"),
        (r"(?i)(?:\b[0-9a-f]{0,4}:|::)(?:[0-9a-f]{0,4}:){1,7}[0-9a-f.]*", "address"),
        (r"://(?:[^\s/@\x22']*@)?([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)", "host"),
        (r"://([A-Za-z0-9._%+-]+):[^\s/@]*@", "user"),
        (
            r#"(?i)(?:\b|_)(?:host|hostname|server|node|upstream|peer|remote|domain|authority|nodename|fqdn)\\?["']?\s*[:=]\s*\\?["']?([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)"#,
            "host",
        ),
        (
            r"\b(?:lookup|dial tcp:?|connect to|connecting to|resolve host:?|host) ([A-Za-z0-9](?:[A-Za-z0-9_-]*\.)+[A-Za-z0-9_-]*[A-Za-z0-9])",
            "host",
        ),
        (r"\b(?:lookup|resolve host:?|resolving) ([A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9])", "host"),
        (
            r"\b((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|io|dev|app|ai|cloud|co|eu|de|fr|uk|us|nl|ch|at|jp|cn|in|br|au|ca|se|no|it|es|internal|local|lan|corp|svc|home|intranet|localdomain|example|test))\b",
            "host",
        ),
        (
            r#"(?i)(?:\b|_)(?:user|username|user_name|login|account|principal|owner|actor|subject)\\?["']?\s*[:=]\s*\\?["']?([A-Za-z0-9][A-Za-z0-9._@\\:/+-]*)"#,
            "user",
        ),
        (r#"(?i)\buser \\?["']([^"'\\\s]+)"#, "user"),
        (r"'([^'\s]+)'@'", "user"),
        (r"@'([^'\s]+)'", "host"),
        (r"(?:/home/|/Users/|\\Users\\)([A-Za-z0-9._-]+)", "user"),
    ];
    patterns.into_iter().filter_map(|(pattern, kind)| Some((Regex::new(pattern).ok()?, kind))).collect()
});

/// Hosts that say nothing about where.
const COMMON: &[&str] = &["localhost", "localhost.localdomain", "127.0.0.1", "0.0.0.0", "::1", "::"];

pub(super) fn identities(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    for (pattern, kind) in PATTERNS.iter() {
        for captures in pattern.captures_iter(text) {
            let Some(place) = captures.get(1).or_else(|| captures.get(0)) else { continue };
            let colons = *kind == "address" && place.as_str().contains(':');
            // Times have colons too.
            let is_address = !colons || place.as_str().trim_end_matches(':').parse::<Ipv6Addr>().is_ok();
            if is_address && !COMMON.contains(&place.as_str()) {
                found.push(Secret { span: place.range(), kind });
            }
        }
    }
    found
}
