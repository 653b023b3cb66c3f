//! What says who and where: e-mail and IP addresses, users and hosts. Masked only where that was asked for.

use std::net::Ipv6Addr;
use std::sync::LazyLock;

use regex::bytes::Regex;

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
        (r#"(?i)\buser \\?["']([^"'\\\s*\[]+)"#, "user"),
        (r"'([^'\s*\[]+)'@'", "user"),
        (r"@'([^'\s*\[]+)'", "host"),
        (r"(?:/home/|/Users/|\\Users\\)([A-Za-z0-9._-]+)", "user"),
    ];
    let compiled = |pattern: &str| Regex::new(&format!("(?-u){pattern}")).ok();
    patterns.into_iter().filter_map(|(pattern, kind)| Some((compiled(pattern)?, kind))).collect()
});

/// Hosts that say nothing about where.
const COMMON: &[&str] = &["localhost", "localhost.localdomain", "127.0.0.1", "0.0.0.0", "::1", "::"];

pub(super) fn identities(text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    for (pattern, kind) in PATTERNS.iter() {
        for captures in pattern.captures_iter(text.as_bytes()) {
            let Some(place) = captures.get(1).or_else(|| captures.get(0)) else { continue };
            let Some(written) = text.get(place.range()) else { continue };
            let colons = *kind == "address" && written.contains(':');
            // Times have colons too.
            let is_address = !colons || written.trim_end_matches(':').parse::<Ipv6Addr>().is_ok();
            // `java.io.IOException` begins like a host.
            let rest = text.get(place.end()..).unwrap_or_default();
            let goes_on =
                rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
            if is_address && !goes_on && !COMMON.contains(&written) {
                found.push(Secret { span: place.range(), kind });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::redact::{Known, Masker, Redaction};

    fn shown(redaction: Redaction, text: &str) -> String {
        Masker::new(redaction).show(text).as_str().to_owned()
    }

    #[test]
    fn who_and_where_are_masked_if_that_is_asked_for() {
        for (text, expected) in [
            ("mail ana@shop.example now", "mail ****[e-mail 1] now"),
            ("dial tcp 10.0.0.7:50051: refused", "dial tcp ****[address 1]:50051: refused"),
            ("dial tcp [2001:db8::7]:443: refused", "dial tcp [****[address 1]]:443: refused"),
            ("GET https://api.shop.example/v1", "GET https://****[host 1]/v1"),
            ("lookup db on 10.0.0.10:53: no such host", "lookup ****[host 1] on ****[address 2]:53: no such host"),
            ("host=db user=ana", "host=****[host 1] user=****[user 2]"),
            ("{\"username\":\"ana\"}", "{\"username\":\"****[user 1]\"}"),
            ("failed for user \"ana\"", "failed for user \"****[user 1]\""),
            ("denied for user 'ana'@'10.0.0.9'", "denied for user '****[user 1]'@'****[address 2]'"),
            ("/home/ana/app.log", "/home/****[user 1]/app.log"),
            ("password=hunter2hunter2 host=db", "password=****[password 1] host=****[host 2]"),
            ("at 10:02:11 localhost 127.0.0.1 refused", "at 10:02:11 localhost 127.0.0.1 refused"),
            (
                "java.io.IOException: main.go:12 in orders.v1.Orders",
                "java.io.IOException: main.go:12 in orders.v1.Orders",
            ),
        ] {
            assert_eq!(shown(Redaction::Strict, text), expected);
            assert_eq!(shown(Redaction::Nothing, text), text);
            assert!(shown(Redaction::Secrets, text) == text || text.contains("password"), "{text}");
        }
    }

    #[test]
    fn all_patterns_are_valid() {
        assert_eq!(super::PATTERNS.len(), 14);
    }

    #[test]
    fn what_a_field_calls_a_host_is_one_everywhere() {
        let masker = Masker::new(Redaction::Strict);
        let mut known = Known::of(&masker, []);
        known.add_field("target.host", "payments");
        assert_eq!(known.show("no answer of payments").as_str(), "no answer of ****[host 1]");
        assert_eq!(known.show_field("target.host", "payments", 80).as_str(), "****[host 1]");
    }

    #[test]
    fn nothing_masked_still_shows_no_control_character() {
        assert_eq!(shown(Redaction::Nothing, "password=hunter2\u{1b}[0m"), "password=hunter2\\u{1b}[0m");
    }
}
