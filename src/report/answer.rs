//! What an HTTP response says besides its status and its body: who wrote it and through whom it came, what the server would
//! have taken, which identifiers its support can search for, and where the response breaks its RFC. All of it is read from
//! the headers; where none were printed there is nothing to tell.

use serde::Serialize;

use crate::assemble::Occurrence;
use crate::field::Fields;
use crate::redact::{Known, Redacted};

/// So many identifiers are named, and so many hops.
const MAX_QUOTED: usize = 4;
const MAX_HOPS: usize = 6;

/// What the headers of a response tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Answer {
    /// Who wrote it instead of the service behind, where a header proves that.
    pub by: Option<Mark>,
    /// What its `Server` header says: the service behind, or the last hop that writes one.
    pub server: Option<Redacted>,
    /// Through which proxies, gateways and networks it came, as they name themselves.
    pub through: Vec<Mark>,
    /// What the server would have taken: its `Allow`, `Accept-Post`, `Upgrade` and the like.
    pub takes: Vec<Header>,
    /// The identifiers to quote to whoever runs the service.
    pub quote: Vec<Header>,
    /// Where the response breaks its RFC, or leaves out what that recommends.
    pub breaks: Vec<Breach>,
}

/// A server on the way, and the header that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Mark {
    /// `Cloudflare`
    pub name: Redacted,
    /// `cf-ray`
    pub header: String,
}

/// A header and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Header {
    /// In lower case.
    pub name: Redacted,
    /// Its value.
    pub value: Redacted,
}

/// A rule of an RFC that the response does not follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Breach {
    /// What it should have done, in a sentence.
    pub text: &'static str,
    /// The section: `RFC 9110, section 15.5.2`
    pub rule: &'static str,
}

/// A header that one product alone sends: its beginning in the header's value (none for any value), and who sends it.
struct Sign {
    header: &'static str,
    value: &'static str,
    name: &'static str,
}

const fn sign(header: &'static str, value: &'static str, name: &'static str) -> Sign {
    Sign { header, value, name }
}

/// What a hop sends only with responses of its own, before it has asked the service behind it.
/// Cloudflare: developers.cloudflare.com/cloudflare-challenges, "Detect a challenge page response". Kong: `kong.conf`, `headers`
/// (`X-Kong-Response-Latency` "when the response is produced by Kong"). Squid: `ErrorState::BuildHttpReply`. Elastic Load
/// Balancing passes a target's own `Server` on.
const WRITES: &[Sign] = &[
    sign("cf-mitigated", "", "Cloudflare"),
    sign("x-kong-response-latency", "", "Kong"),
    sign("x-squid-error", "", "Squid"),
    sign("x-vercel-error", "", "Vercel"),
    sign("server", "awselb/", "AWS Elastic Load Balancing"),
];

/// What a hop adds to each response that passes it.
const PASSES: &[Sign] = &[
    sign("cf-ray", "", "Cloudflare"),
    sign("x-amz-cf-id", "", "Amazon CloudFront"),
    sign("x-amz-apigw-id", "", "Amazon API Gateway"),
    sign("x-azure-ref", "", "Azure Front Door"),
    sign("x-served-by", "cache-", "Fastly"),
    sign("x-varnish", "", "Varnish"),
    sign("x-kong-upstream-latency", "", "Kong"),
    sign("x-vercel-id", "", "Vercel"),
    sign("fly-request-id", "", "Fly.io"),
    sign("x-nf-request-id", "", "Netlify"),
    sign("server", "akamai", "Akamai"),
    sign("akamai-grn", "", "Akamai"),
    sign("server", "google frontend", "Google's front end"),
    sign("server", "esf", "Google's front end"),
    sign("server", "istio-envoy", "Istio's Envoy"),
    sign("server", "envoy", "Envoy"),
    sign("x-envoy-upstream-service-time", "", "Envoy"),
];

/// Identifiers whose names don't end like one.
const IDENTIFIERS: &[&str] =
    &["cf-ray", "x-amz-cf-id", "x-amz-id-2", "x-azure-ref", "x-vercel-id", "akamai-grn", "x-guploader-uploadid"];
const IDENTIFIER_ENDS: &[&str] =
    &["request-id", "requestid", "req-id", "correlation-id", "correlationid", "trace-id", "traceid"];

/// What a server says that it would have taken, by the status under which it says it.
const TAKES: &[(&str, &[u16])] = &[
    ("allow", &[405, 501]),
    ("accept", &[415, 406]),
    ("accept-post", &[415]),
    ("accept-patch", &[415]),
    ("accept-encoding", &[415]),
    ("content-range", &[416]),
    ("upgrade", &[426]),
    ("sec-websocket-version", &[400, 426]),
];

/// Headers of which each response has at least one: where all are missing, only a part of its head was printed.
const USUAL: &[&str] =
    &["header.date", "header.content-type", "header.content-length", "header.server", "header.transfer-encoding"];

impl Answer {
    /// What the headers of an error tell, if it has any.
    pub(super) fn of(occurrence: &Occurrence, known: &Known<'_>) -> Option<Self> {
        let fields = &occurrence.fields;
        let head = Head::of(fields)?;
        let shown =
            |name: &str, value: &str| Header { name: known.show(name), value: known.show_field(name, value, 200) };
        let mark = |(name, header): (&str, &str)| Mark { name: known.show(name), header: header.to_owned() };
        let by =
            WRITES.iter().find(|sign| head.has(sign)).map(|sign| (sign.name, sign.header)).or_else(|| head.reporting());
        let mut through: Vec<(&str, &str)> = Vec::new();
        for hop in head.passed() {
            let is_known = |name: &str| through.iter().any(|(one, _)| one.eq_ignore_ascii_case(name));
            if through.len() < MAX_HOPS && !is_known(hop.0) && by.is_none_or(|(name, _)| name != hop.0) {
                through.push(hop);
            }
        }
        let takes = TAKES.iter().filter(|(_, statuses)| statuses.contains(&head.status));
        let takes = takes.flat_map(|(name, _)| head.values(name).map(move |value| shown(name, value)));
        let quote = head.all().filter(|(name, _)| is_identifier(name)).take(MAX_QUOTED);
        let answer = Self {
            by: by.map(mark),
            server: head.server().map(|name| known.show(name)),
            through: through.into_iter().map(mark).collect(),
            takes: takes.collect(),
            quote: quote.map(|(name, value)| shown(name, value)).collect(),
            breaks: if head.is_whole() { head.breaches(occurrence) } else { Vec::new() },
        };
        (answer != Self::default()).then_some(answer)
    }
}

fn is_identifier(name: &str) -> bool {
    IDENTIFIERS.contains(&name) || IDENTIFIER_ENDS.iter().any(|end| name.ends_with(end))
}

/// The head of a response among the fields of an error.
struct Head<'a> {
    fields: &'a Fields,
    link: Option<usize>,
    status: u16,
}

impl<'a> Head<'a> {
    /// The head of the only response: of two, as after a redirect, nothing can be said of one.
    fn of(fields: &'a Fields) -> Option<Self> {
        let link = fields.iter().find(|field| field.name.starts_with("header."))?.link;
        let mut statuses = fields.iter().filter(|field| field.name == "http.status" && field.link == link);
        let status = statuses.next()?.value.trim().parse().ok()?;
        statuses.next().is_none().then_some(Self { fields, link, status })
    }

    fn all(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let of_head = self.fields.iter().filter(|field| field.link == self.link);
        of_head.filter_map(|field| Some((field.name.strip_prefix("header.")?, field.value.as_str())))
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.all().filter(move |(one, _)| *one == name).map(|(_, value)| value)
    }

    fn has(&self, sign: &Sign) -> bool {
        let begins =
            |value: &str| value.get(..sign.value.len()).is_some_and(|start| start.eq_ignore_ascii_case(sign.value));
        self.values(sign.header).any(begins)
    }

    /// Who reports by `Proxy-Status` that it made the response itself (RFC 9209, section 2.1.1: `error` is for that alone).
    fn reporting(&self) -> Option<(&'a str, &'static str)> {
        let members = self.values("proxy-status").flat_map(|value| value.split(','));
        let mut own =
            members.filter(|member| member.split(';').skip(1).any(|one| one.trim_start().starts_with("error=")));
        let name = own.next()?.split(';').next()?.trim().trim_matches('"');
        (!name.is_empty()).then_some((name, "proxy-status"))
    }

    /// The hops: by their own headers, and by `Via` (RFC 9110, section 7.6.3).
    fn passed(&self) -> impl Iterator<Item = (&'a str, &'static str)> {
        let known = PASSES.iter().filter(|sign| self.has(sign)).map(|sign| (sign.name, sign.header));
        let via = self.values("via").flat_map(|value| value.split(','));
        known.chain(via.filter_map(|one| one.split_whitespace().nth(1)).map(|name| (name, "via")))
    }

    /// The server that is none of the hops.
    fn server(&self) -> Option<&'a str> {
        let mut of_hops = PASSES.iter().chain(WRITES).filter(|sign| sign.header == "server");
        let name = self.values("server").next()?;
        let is_hop = of_hops.any(|sign| self.has(sign)) || self.has(&sign("server", "cloudflare", "Cloudflare"));
        (!is_hop).then_some(name)
    }

    /// Whether the head was printed as a whole, and not cut to a few of its lines.
    fn is_whole(&self) -> bool {
        USUAL.iter().any(|name| self.fields.first(name).is_some())
    }

    fn lacks(&self, name: &str) -> bool {
        self.values(name).next().is_none()
    }

    fn breaches(&self, occurrence: &Occurrence) -> Vec<Breach> {
        let breach = |text, rule| Some(Breach { text, rule });
        let of_status = match self.status {
            401 if self.lacks("www-authenticate") => breach(
                "A 401 has to say how to log in, in `WWW-Authenticate`; this one does not.",
                "RFC 9110, section 15.5.2",
            ),
            407 if self.lacks("proxy-authenticate") => breach(
                "A 407 has to say how to log in, in `Proxy-Authenticate`; this one does not.",
                "RFC 9110, section 15.5.8",
            ),
            405 if self.lacks("allow") => breach(
                "A 405 has to list the methods that the path takes, in `Allow`; this one does not.",
                "RFC 9110, section 15.5.6",
            ),
            426 if self.lacks("upgrade") => breach(
                "A 426 has to name the protocol that is wanted, in `Upgrade`; this one does not.",
                "RFC 9110, section 15.5.22",
            ),
            429 if self.fields.first("wait").is_none() => {
                breach("A 429 may say how long to wait, in `Retry-After`; this one does not.", "RFC 6585, section 4")
            }
            _ => None,
        };
        let problem = self.fields.iter().any(|field| {
            field.name == "http.status"
                && field.link != self.link
                && field.value.trim() != self.status.to_string()
                && field
                    .link
                    .and_then(|link| occurrence.links.get(link))
                    .is_some_and(|link| link.format.contains("problem"))
        });
        let of_problem = problem.then_some(Breach {
            text: "The `status` of a problem document has to be that of the response; here the two differ.",
            rule: "RFC 9457, section 3.1.2",
        });
        of_status.into_iter().chain(of_problem).chain(self.of_oauth(occurrence)).collect()
    }

    /// An error of OAuth under another status than its RFC gives to it.
    fn of_oauth(&self, occurrence: &Occurrence) -> Option<Breach> {
        let status = self.status;
        occurrence.codes().filter(|code| code.system == "oauth").find_map(|code| match code.code.as_str() {
            "invalid_grant" | "unauthorized_client" | "unsupported_grant_type" if status != 400 => {
                Some(OF_TOKEN_ENDPOINT)
            }
            "invalid_client" if !matches!(status, 400 | 401) => Some(OF_TOKEN_ENDPOINT),
            "invalid_token" if status != 401 => Some(OF_RESOURCE),
            "insufficient_scope" if status != 403 => Some(OF_RESOURCE),
            _ => None,
        })
    }
}

const OF_TOKEN_ENDPOINT: Breach = Breach {
    text: "A token endpoint sends its errors with status 400 (`invalid_client` also with 401); this one does not.",
    rule: "RFC 6749, section 5.2",
};
const OF_RESOURCE: Breach = Breach {
    text: "`invalid_token` comes with status 401 and `insufficient_scope` with 403; here the status is another.",
    rule: "RFC 6750, section 3.1",
};

#[cfg(test)]
mod tests {
    use crate::Explainer;

    /// What is told of a response, each part in a line.
    fn told(head: &str, body: &str) -> Vec<String> {
        let explainer = Explainer::new().expect("a sound catalog");
        let text = format!("{head}\nDate: Sat, 21 Nov 2026 18:49:18 GMT\n\n{body}\n");
        let mut findings = explainer.diagnose(&text).findings;
        assert_eq!(findings.len(), 1, "{text}");
        let Some(answer) = findings.remove(0).answer else { return Vec::new() };
        let by = answer.by.iter().map(|one| format!("by {} ({})", one.name, one.header));
        let server = answer.server.iter().map(|one| format!("from {one}"));
        let through = answer.through.iter().map(|one| format!("through {} ({})", one.name, one.header));
        let takes = answer.takes.iter().map(|one| format!("takes {}: {}", one.name, one.value));
        let quote = answer.quote.iter().map(|one| format!("quote {}: {}", one.name, one.value));
        let breaks = answer.breaks.iter().map(|one| one.rule.to_owned());
        by.chain(server).chain(through).chain(takes).chain(quote).chain(breaks).collect()
    }

    #[test]
    fn says_who_answered_and_what_to_quote() {
        let none: &[&str] = &[];
        for (head, expected) in [
            ("HTTP/1.1 404 Not Found", none),
            ("HTTP/1.1 404 Not Found\nServer: nginx/1.26.1", &["from nginx/1.26.1"]),
            (
                "HTTP/2 503\nserver: cloudflare\ncf-ray: 8a1f2c-FRA\nx-request-id: pond-7",
                &["through Cloudflare (cf-ray)", "quote cf-ray: 8a1f2c-FRA", "quote x-request-id: pond-7"],
            ),
            (
                "HTTP/2 403\nserver: cloudflare\ncf-ray: 8a1f2c-FRA\ncf-mitigated: challenge",
                &["by Cloudflare (cf-mitigated)", "quote cf-ray: 8a1f2c-FRA"],
            ),
            (
                "HTTP/1.1 503 Service Unavailable\nServer: awselb/2.0\nVia: 1.1 pond.example (squid/6.1), 1.1 varnish",
                &["by AWS Elastic Load Balancing (server)", "through pond.example (via)", "through varnish (via)"],
            ),
            (
                "HTTP/1.1 502 Bad Gateway\nProxy-Status: heron; received-status=200, lane7; error=connection_refused",
                &["by lane7 (proxy-status)"],
            ),
            (
                "HTTP/1.1 502 Bad Gateway\nX-Kong-Response-Latency: 3\nServer: kong/3.6.1",
                &["by Kong (x-kong-response-latency)", "from kong/3.6.1"],
            ),
        ] {
            assert_eq!(told(head, ""), expected, "{head}");
        }
    }

    #[test]
    fn says_what_would_have_been_taken() {
        for (head, expected) in [
            ("HTTP/1.1 405 Method Not Allowed\nAllow: GET, HEAD", "takes allow: GET, HEAD"),
            (
                "HTTP/1.1 415 Unsupported Media Type\nAccept-Post: application/json",
                "takes accept-post: application/json",
            ),
            ("HTTP/1.1 416 Range Not Satisfiable\nContent-Range: bytes */1234", "takes content-range: bytes */1234"),
            ("HTTP/1.1 426 Upgrade Required\nUpgrade: TLS/1.3", "takes upgrade: TLS/1.3"),
        ] {
            assert_eq!(told(head, ""), [expected], "{head}");
        }
        assert_eq!(told("HTTP/1.1 404 Not Found\nAllow: GET, HEAD", ""), [""; 0]);
    }

    #[test]
    fn says_where_a_response_breaks_its_rfc() {
        let oauth = |error: &str| format!("{{\"error\":\"{error}\"}}");
        let problem = "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404}";
        for (head, body, expected) in [
            ("HTTP/1.1 401 Unauthorized", "", "RFC 9110, section 15.5.2"),
            ("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"pond\"", "", ""),
            ("HTTP/1.1 407 Proxy Authentication Required", "", "RFC 9110, section 15.5.8"),
            ("HTTP/1.1 407 Proxy Authentication Required\nProxy-Authenticate: Basic realm=\"pond\"", "", ""),
            ("HTTP/1.1 405 Method Not Allowed", "", "RFC 9110, section 15.5.6"),
            ("HTTP/1.1 426 Upgrade Required", "", "RFC 9110, section 15.5.22"),
            ("HTTP/1.1 429 Too Many Requests", "", "RFC 6585, section 4"),
            ("HTTP/1.1 429 Too Many Requests\nRetry-After: 7", "", ""),
            ("HTTP/1.1 500 Internal Server Error", problem, "RFC 9457, section 3.1.2"),
            ("HTTP/1.1 404 Not Found", problem, ""),
            ("HTTP/1.1 400 Bad Request", &oauth("invalid_grant"), ""),
            ("HTTP/1.1 500 Internal Server Error", &oauth("invalid_grant"), "RFC 6749, section 5.2"),
            ("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"pond\"", &oauth("invalid_client"), ""),
            ("HTTP/1.1 403 Forbidden", &oauth("invalid_client"), "RFC 6749, section 5.2"),
            ("HTTP/1.1 403 Forbidden\nWWW-Authenticate: Bearer error=\"insufficient_scope\"", "", ""),
            ("HTTP/1.1 400 Bad Request\nWWW-Authenticate: Bearer error=\"invalid_token\"", "", "RFC 6750, section 3.1"),
        ] {
            assert_eq!(told(head, body).join(", "), expected, "{head} {body}");
        }
    }

    #[test]
    fn a_head_of_which_only_a_line_was_printed_breaks_nothing() {
        let explainer = Explainer::new().expect("a sound catalog");
        let findings = explainer.diagnose("HTTP/1.1 401 Unauthorized\nX-Pond: heron\n\n").findings;
        assert!(findings.iter().all(|one| one.answer.is_none()), "{findings:?}");
    }
}
