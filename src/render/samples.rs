//! Reports and pages as the engine makes them.

use std::collections::BTreeMap;

use crate::catalog::model::*;
use crate::catalog::pages::{CausePage, CodePage, Contrast, Equivalent, Note};
use crate::redact::show;
use crate::report::*;

pub(crate) const COMMAND: &str = "printf %s \"$TOKEN\" | cut -d. -f2 | tr '_-' '/+' | base64 -d 2>/dev/null | jq -r '\"exp \\(.exp|todate)  now \\(now|todate)\"'";
pub(crate) const REPRODUCTION: &str = "python3 - <<'PY'\nimport jwt\nif True:\n    print(\"a line that is a good deal longer than eighty columns, as lines of programs are now and then\")\nPY";
pub(crate) const EXPLANATION: &str = "The token has expired: its `exp` lies in the past for the server's clock. Access tokens live from \
                           minutes to an hour, and nothing renews them by itself.\n\nA client that fetched one at its\nstart \
                           works until then and fails on every call after it, for as long as it runs.\n\nPyJWT's \
                           \"Signature has expired\" means the token's exp claim and not the signature, which confuses \
                           many readers at first, and it says nothing about the certificate of the server either.";

pub(crate) fn check() -> Check<'static> {
    Check {
        title: "Read the expiry of the token that was sent".into(),
        run: Some(COMMAND.into()),
        tells: "`exp` before now confirms it. In the future it rules it out, unless the server's clock is ahead."
            .into(),
        audience: None,
    }
}

pub(crate) fn fix(title: &'static str) -> Fix<'static> {
    let snippet = |language, code: &'static str| Snippet { language, system: None, code: code.into() };
    Fix {
        title: title.into(),
        when: Some("You fetch the token once and keep it for as long as the process runs, and nobody renews it".into()),
        steps: vec!["Hold a token source, not a token.".into(), "Ask it before every call.".into()],
        why: "The token is then never older than its lifetime.".into(),
        code: vec![
            snippet(Language::Go, "conn, err := grpc.NewClient(target,\n\tgrpc.WithPerRPCCredentials(source))"),
            snippet(Language::Python, "channel = grpc.secure_channel(target, credentials)"),
            snippet(Language::Rust, "let client = Client::with_interceptor(channel, bearer);"),
        ],
        audience: None,
    }
}

pub(crate) fn cause_page() -> CausePage<'static> {
    CausePage {
        id: "auth/token-expired",
        title: "The access token has expired",
        explains: vec!["grpc/unauthenticated", "http/401"],
        likelihood: Likelihood::Common,
        owner: Owner::Yours,
        severity: None,
        canonical: None,
        category: None,
        retry: None,
        since: None,
        status: Status::Active,
        about: Vec::new(),
        explanation: EXPLANATION,
        tell: Some("the message says expired, or `exp` lies before the answer's time"),
        checks: vec![check(), check()],
        fixes: vec![fix("Let the library renew the token"), fix("Log in again"), fix("Refresh and repeat once")],
        reproduce: vec![Reproduce {
            title: "Call with a token that expired an hour ago".into(),
            run: REPRODUCTION.into(),
            output: "\tstatus = StatusCode.UNAUTHENTICATED\n".into(),
            uses: Vec::new(),
            runs: None,
            proven: None,
            audience: None,
        }],
        sources: vec![source()],
        file: None,
    }
}

pub(crate) fn source() -> Source<'static> {
    let url =
        "https://www.rfc-editor.org/rfc/rfc7519-with-a-path-that-no-terminal-of-eighty-columns-can-hold-on-a-line";
    Source { title: "RFC 7519, section 4.1.4: exp".into(), url: url.into() }
}

pub(crate) fn code_page() -> CodePage<'static> {
    CodePage {
        id: "grpc/unauthenticated",
        code: "UNAUTHENTICATED",
        number: Some(16),
        canonical: Canonical::Unauthenticated,
        aliases: vec!["StatusCode.UNAUTHENTICATED"],
        title: "The server does not accept the credentials of this call, or saw none",
        category: Category::Authentication,
        severity: Severity::Error,
        since: Some("0.1.0"),
        status: Status::Active,
        meaning: "The server could not establish who calls. It did nothing of what was asked.\n\nWhat the caller may do \
                  is another question, which is answered by PERMISSION_DENIED.",
        retry: Retry {
            advice: Advice::AfterFix,
            why: "The same token is refused again. Fetch a new one first.".into(),
        },
        attributes: vec![Attribute {
            name: "details".into(),
            kind: "google.rpc.Status.details".into(),
            meaning: "An ErrorInfo may name the reason.".into(),
        }],
        equivalents: vec![Equivalent { code: "http/401".into(), direction: Direction::Both, note: None }],
        contrasts: vec![Contrast {
            code: "grpc/permission-denied".into(),
            difference: "There the caller is known, and may not do it.".into(),
            example: Some("`token expired`".into()),
            counterexample: Some("`caller lacks orders.read`".into()),
        }],
        avoid: vec![Avoid { action: "Calling again with the same token".into(), why: "It stays expired.".into() }],
        notes: vec![Note {
            cause: None,
            text: "Envoy sends it for a failed jwt_authn filter. More words.".into(),
            hides: false,
        }],
        sources: vec![source()],
        file: None,
    }
}

pub(crate) fn found_code(known: bool) -> FoundCode {
    FoundCode {
        system: "grpc".into(),
        system_title: "gRPC".into(),
        code: show("UNAUTHENTICATED"),
        number: Some(16),
        printed: true,
        known,
        title: None,
        canonical: None,
        http: None,
        id: known.then(|| "grpc/unauthenticated".to_owned()),
    }
}

pub(crate) fn found_cause(id: &'static str, title: &'static str, confidence: Confidence) -> FoundCause<'static> {
    let page = cause_page();
    let matched = Evidence { field: show("message"), matched: show("Signature has expired") };
    FoundCause {
        id,
        title,
        about: None,
        explanation: page.explanation.into(),
        tell: page.tell,
        confidence,
        likelihood: page.likelihood,
        owner: page.owner,
        evidence: if confidence > Confidence::Low { vec![matched] } else { Vec::new() },
        checks: page.checks,
        fixes: page.fixes,
        reproduce: page.reproduce,
        file: None,
    }
}

/// What the engine makes of a call with an old token, as sure as asked for.
pub(crate) fn finding(confidence: Confidence) -> Finding<'static> {
    let page = code_page();
    let place = |line| Location { source: show("pay.log"), line, column: 1, offset: 0, end: 0, time: None };
    Finding {
        id: "auth/token-expired".into(),
        codes: vec![found_code(true)],
        canonical: Some(Canonical::Unauthenticated),
        title: "The access token has expired".into(),
        code_title: Some(page.title),
        meaning: Some(page.meaning),
        category: Some(Category::Authentication),
        severity: Severity::Error,
        confidence,
        quiet: false,
        owner: Owner::Yours,
        format: "grpc-go".into(),
        language: Some(Language::Go),
        message: show(&format!(
            "invalid token: Signature has expired\n{} and {}",
            "x".repeat(300),
            "words ".repeat(90)
        )),
        fields: BTreeMap::from([(show("jwt.expired_for"), vec![show("1h2m")])]),
        chain: vec![Link {
            format: "grpc-go".into(),
            codes: vec![FoundCode { code: show("UNKNOWN"), number: Some(2), ..found_code(true) }],
            message: show("could not load order 1042"),
            outer: true,
        }],
        causes: vec![
            found_cause("auth/token-expired", "The access token has expired", confidence),
            found_cause("auth/token-revoked", "The token was revoked before it expired", Confidence::Low),
        ],
        reader: Reader::working_in(Some(Language::Go)),
        retry: Some(page.retry),
        wait: None,
        answer: None,
        avoid: page.avoid,
        equivalents: page.equivalents,
        contrasts: page.contrasts,
        notes: page.notes,
        sources: page.sources,
        fingerprint: "f".into(),
        why: Vec::new(),
        files: Vec::new(),
        truncated: false,
        skeleton: None,
        count: 41,
        first: place(118),
        last: place(992),
        timeline: crate::report::Timeline::default(),
        variants: Vec::new(),
        quote: Quote::new(
            "10:02:11 ERROR pay - rpc error: code = Unauthenticated desc = invalid token: Signature has expired",
            21,
            ["Signature has expired"],
        ),
        excerpt: show("rpc error: code = Unauthenticated desc = invalid token: Signature has expired"),
    }
}

pub(crate) fn unknown() -> Finding<'static> {
    Finding {
        id: "acme/frobnicated".into(),
        codes: vec![FoundCode {
            system: "acme".into(),
            system_title: "acme".into(),
            code: show("FROBNICATED"),
            number: None,
            ..found_code(false)
        }],
        title: "FROBNICATED".into(),
        code_title: None,
        meaning: None,
        causes: Vec::new(),
        retry: None,
        avoid: Vec::new(),
        skeleton: Some(show("code      = \"FROBNICATED\"\ncanonical = \"UNKNOWN\"\n")),
        ..finding(Confidence::Low)
    }
}

pub(crate) fn tool() -> Tool {
    Tool { name: "explain", version: "0.1.0", catalog: "abc".into() }
}

pub(crate) fn report(findings: Vec<Finding<'static>>) -> Report<'static> {
    let summary = Summary {
        lines: 1_200,
        bytes: 8_310,
        findings: findings.len() as u64,
        occurrences: findings.iter().map(|finding| finding.count).sum(),
        ..Summary::default()
    };
    let (suggestions, error_lines) = (Vec::new(), Vec::new());
    Report {
        schema_version: SCHEMA_VERSION,
        kind: "diagnosis",
        tool: tool(),
        findings,
        suggestions,
        error_lines,
        further: Vec::new(),
        summary,
    }
}

pub(crate) fn lookup(entries: Vec<Entry<'static>>) -> Lookup<'static> {
    Lookup { schema_version: SCHEMA_VERSION, kind: "lookup", tool: tool(), entries }
}

pub(crate) fn code_entry() -> Entry<'static> {
    Entry::Code(Box::new(CodeEntry {
        system_title: "gRPC",
        page: code_page(),
        causes: vec![listed_cause(), listed_cause()],
        pages: vec![cause_page()],
    }))
}

pub(crate) fn listed_cause() -> ListedCause<'static> {
    let page = cause_page();
    let code = page.explains.first().copied();
    ListedCause { id: page.id, title: page.title, tell: page.tell, likelihood: page.likelihood, code, file: None }
}

pub(crate) fn listing() -> Listing<'static> {
    let codes = vec![ListedCode {
        id: "grpc/unauthenticated".to_owned(),
        system_title: "gRPC",
        code: "UNAUTHENTICATED",
        name: None,
        number: Some(16),
        title: Some("The server does not accept the credentials of this call, or saw none"),
        page: true,
    }];
    let causes = vec![listed_cause()];
    Listing {
        schema_version: SCHEMA_VERSION,
        kind: "list",
        tool: tool(),
        codes,
        more: std::collections::BTreeMap::new(),
        causes,
    }
}
