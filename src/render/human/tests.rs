//! Reports as the engine makes them, and what must hold of their text whatever the layout.

use std::collections::BTreeMap;

use super::Human;
use crate::catalog::model::*;
use crate::catalog::pages::{CausePage, CodePage, Contrast, Equivalent, Note};
use crate::redact::show;
use crate::render::{FORMATS, Format, Style, format};
use crate::report::*;

const COMMAND: &str = "printf %s \"$TOKEN\" | cut -d. -f2 | tr '_-' '/+' | base64 -d 2>/dev/null | jq -r '\"exp \\(.exp|todate)  now \\(now|todate)\"'";
const REPRODUCTION: &str = "python3 - <<'PY'\nimport jwt\nif True:\n    print(\"a line that is a good deal longer than eighty columns, as lines of programs are now and then\")\nPY";
const EXPLANATION: &str = "The token has expired: its `exp` lies in the past for the server's clock. Access tokens live from \
                           minutes to an hour, and nothing renews them by itself.\n\nA client that fetched one at its\nstart \
                           works until then and fails on every call after it, for as long as it runs.\n\nPyJWT's \
                           \"Signature has expired\" means the token's exp claim and not the signature, which confuses \
                           many readers at first, and it says nothing about the certificate of the server either.";

fn check() -> Check<'static> {
    Check {
        title: "Read the expiry of the token that was sent".into(),
        run: Some(COMMAND.into()),
        tells: "`exp` before now confirms it. In the future it rules it out, unless the server's clock is ahead."
            .into(),
    }
}

fn fix(title: &'static str) -> Fix<'static> {
    let snippet = |language, code: &'static str| Snippet { language, code: code.into() };
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
    }
}

fn cause_page() -> CausePage<'static> {
    CausePage {
        id: "auth/token-expired",
        title: "The access token has expired",
        explains: vec!["grpc/unauthenticated", "http/401"],
        likelihood: Likelihood::Common,
        severity: None,
        canonical: None,
        category: None,
        retry: None,
        since: None,
        status: Status::Active,
        explanation: EXPLANATION,
        tell: Some("the message says expired, or `exp` lies before the answer's time"),
        checks: vec![check(), check()],
        fixes: vec![fix("Let the library renew the token"), fix("Log in again"), fix("Refresh and repeat once")],
        reproduce: vec![Reproduce {
            title: "Call with a token that expired an hour ago".into(),
            run: REPRODUCTION.into(),
            output: "\tstatus = StatusCode.UNAUTHENTICATED\n".into(),
        }],
        sources: vec![source()],
    }
}

fn source() -> Source<'static> {
    let url =
        "https://www.rfc-editor.org/rfc/rfc7519-with-a-path-that-no-terminal-of-eighty-columns-can-hold-on-a-line";
    Source { title: "RFC 7519, section 4.1.4: exp".into(), url: url.into() }
}

fn code_page() -> CodePage<'static> {
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
    }
}

fn found_code(known: bool) -> FoundCode {
    FoundCode {
        system: "grpc".into(),
        system_title: "gRPC".into(),
        code: show("UNAUTHENTICATED"),
        number: Some(16),
        printed: true,
        known,
        id: known.then(|| "grpc/unauthenticated".to_owned()),
    }
}

fn found_cause(id: &'static str, title: &'static str, confidence: Confidence) -> FoundCause<'static> {
    let page = cause_page();
    let matched = Evidence { field: show("message"), matched: show("Signature has expired") };
    FoundCause {
        id,
        title,
        explanation: page.explanation,
        tell: page.tell,
        confidence,
        likelihood: page.likelihood,
        evidence: if confidence > Confidence::Low { vec![matched] } else { Vec::new() },
        checks: page.checks,
        fixes: page.fixes,
        reproduce: page.reproduce,
    }
}

/// What the engine makes of a call with an old token, as sure as asked for.
fn finding(confidence: Confidence) -> Finding<'static> {
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
        retry: Some(page.retry),
        wait: None,
        avoid: page.avoid,
        equivalents: page.equivalents,
        contrasts: page.contrasts,
        notes: page.notes,
        sources: page.sources,
        fingerprint: "f".into(),
        why: Vec::new(),
        truncated: false,
        skeleton: None,
        count: 41,
        first: place(118),
        last: place(992),
        variants: Vec::new(),
        quote: Quote::default(),
        excerpt: show("rpc error: code = Unauthenticated desc = invalid token: Signature has expired"),
    }
}

fn unknown() -> Finding<'static> {
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
        meaning: None,
        causes: Vec::new(),
        retry: None,
        avoid: Vec::new(),
        skeleton: Some(show("code      = \"FROBNICATED\"\ncanonical = \"UNKNOWN\"\n")),
        ..finding(Confidence::Low)
    }
}

fn tool() -> Tool {
    Tool { name: "explain", version: "0.1.0", catalog: "abc".into() }
}

fn report(findings: Vec<Finding<'static>>) -> Report<'static> {
    let summary = Summary {
        lines: 1_200,
        bytes: 8_310,
        findings: findings.len() as u64,
        occurrences: findings.iter().map(|finding| finding.count).sum(),
        ..Summary::default()
    };
    Report { schema_version: SCHEMA_VERSION, kind: "diagnosis", tool: tool(), findings, summary }
}

fn lookup(entries: Vec<Entry<'static>>) -> Lookup<'static> {
    Lookup { schema_version: SCHEMA_VERSION, kind: "lookup", tool: tool(), entries }
}

fn code_entry() -> Entry<'static> {
    Entry::Code(Box::new(CodeEntry {
        system_title: "gRPC",
        page: code_page(),
        causes: vec![listed_cause(), listed_cause()],
        pages: vec![cause_page()],
    }))
}

fn listed_cause() -> ListedCause<'static> {
    let page = cause_page();
    let code = page.explains.first().copied();
    ListedCause { id: page.id, title: page.title, tell: page.tell, likelihood: page.likelihood, code }
}

fn listing() -> Listing<'static> {
    let codes = vec![ListedCode {
        id: "grpc/unauthenticated",
        system_title: "gRPC",
        code: "UNAUTHENTICATED",
        number: Some(16),
        title: "The server does not accept the credentials of this call, or saw none",
    }];
    let causes = vec![listed_cause()];
    Listing { schema_version: SCHEMA_VERSION, kind: "list", tool: tool(), codes, causes }
}

/// Everything that is ever printed, in one style.
fn everything(style: &Style) -> Vec<String> {
    let findings = vec![finding(Confidence::High), finding(Confidence::Medium), finding(Confidence::Low), unknown()];
    let alone = |finding| Human.report(&report(vec![finding]), style);
    let entries = lookup(vec![code_entry(), code_entry(), Entry::Cause(Box::new(cause_page()))]);
    let mut texts: Vec<String> = findings.iter().cloned().map(alone).collect();
    texts.push(Human.report(&report(findings), style));
    texts.extend(Human.lookup(&entries, style));
    texts.extend(Human.listing(&listing(), style));
    texts
}

fn styles() -> impl Iterator<Item = Style> {
    let widths = [40, 61, 80, 100];
    widths.into_iter().flat_map(|width| [false, true].map(|full| Style { width, full, ..Style::default() }))
}

fn diagnosis(finding: Finding<'static>) -> String {
    Human.report(&report(vec![finding]), &Style::default())
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        rest = after.split_once('m').map_or("", |(_, tail)| tail);
    }
    out + rest
}

#[test]
fn prose_keeps_within_the_width() {
    let snippets = fix("").code;
    let copied = |line: &str| {
        let line = line.trim();
        let code = finding(Confidence::Low).excerpt.as_str() == line
            || snippets.iter().any(|snippet| snippet.code.contains(line));
        COMMAND == line || REPRODUCTION.contains(line) || line.contains("explain ") || code
    };
    for style in styles() {
        for line in everything(&style).iter().flat_map(|text| text.lines()) {
            let one_word = !line.trim().trim_start_matches("- ").contains(' ');
            let fits = line.chars().count() <= style.width;
            assert!(fits || one_word || copied(line), "more than {} columns: {line}", style.width);
        }
    }
}

#[test]
fn lines_end_clean_and_blank_lines_stand_alone() {
    for text in styles().flat_map(|style| everything(&style)) {
        assert!(text.lines().all(|line| line.trim_end() == line), "{text}");
        assert!(!text.contains("\n\n\n") && !text.starts_with('\n') && text.ends_with('\n'), "{text}");
    }
}

#[test]
fn commands_are_not_broken_in_any_style() {
    for color in [false, true] {
        let style = Style { color, width: 40, ..Style::default() };
        let page = Human.lookup(&lookup(vec![code_entry()]), &style).expect("people read pages");
        for text in [Human.report(&report(vec![finding(Confidence::High)]), &style), page.clone()] {
            assert!(plain(&text).contains(&format!("\n    {COMMAND}\n")), "{text}");
        }
        assert!(
            plain(&page).contains(&format!("\n{REPRODUCTION}\n")),
            "a here-document must begin at the margin: {page}"
        );
    }
}

#[test]
fn color_is_a_matter_of_style() {
    for style in styles() {
        assert!(everything(&style).iter().all(|text| !text.contains('\u{1b}')));
        for text in everything(&Style { color: true, ..style }) {
            assert!(
                text.contains("\u{1b}[") && text.matches("\u{1b}[0m").count() * 2 == text.matches('\u{1b}').count()
            );
            assert!(!plain(&text).contains('`'), "backticks are for those who see no color: {text}");
        }
    }
}

#[test]
fn the_verdict_comes_first_and_is_as_sure_as_it_may_be() {
    let first = |confidence| diagnosis(finding(confidence)).lines().next().map(str::to_owned);
    assert_eq!(first(Confidence::High).as_deref(), Some("error: The access token has expired"));
    assert_eq!(first(Confidence::Medium).as_deref(), Some("error, probably: The access token has expired"));
    assert_eq!(first(Confidence::Low).as_deref(), Some("error: UNAUTHENTICATED (gRPC 16)"));
    assert!(diagnosis(finding(Confidence::High)).contains("in message: \"Signature has expired\""));
}

#[test]
fn a_code_alone_gets_causes_and_checks_but_no_fix() {
    let text = diagnosis(finding(Confidence::Low));
    assert!(
        text.contains("The code alone is known") && text.contains("[auth/token-revoked]") && text.contains(COMMAND)
    );
    assert!(!text.contains("\nFix") && text.ends_with("explain grpc/unauthenticated for the whole page\n"));
}

#[test]
fn an_unknown_error_says_so_and_shows_the_page_to_write() {
    let text = diagnosis(unknown());
    assert!(text.starts_with("error: FROBNICATED (acme)\n") && text.contains("no page covers it"));
    assert!(text.contains("\n    canonical = \"UNKNOWN\"\n") && text.contains("jwt.expired_for"));
    assert!(!text.contains("for the whole page"));
}

#[test]
fn a_diagnosis_fits_a_screen_and_a_page_two() {
    for confidence in [Confidence::Low, Confidence::Medium, Confidence::High] {
        let lines = diagnosis(finding(confidence)).lines().count();
        assert!(lines <= 50, "{lines} lines");
    }
    let page = Human.lookup(&lookup(vec![code_entry()]), &Style::default()).expect("people read pages");
    assert!(page.lines().count() <= 85, "{page}");
}

#[test]
fn code_is_shown_in_the_language_of_the_reader() {
    let style = |language| Style { language, ..Style::default() };
    let text = |language| Human.report(&report(vec![finding(Confidence::High)]), &style(language));
    assert!(text(None).contains("grpc.NewClient") && !text(None).contains("secure_channel"));
    let python = text(Some(Language::Python));
    assert!(
        python.contains("secure_channel")
            && !python.contains("NewClient")
            && python.contains("also in: Go, Rust (--lang go)")
    );
    let full = Human.report(&report(vec![finding(Confidence::High)]), &Style { full: true, ..Style::default() });
    assert!(["NewClient", "secure_channel", "with_interceptor"].iter().all(|code| full.contains(code)));
}

#[test]
fn a_table_closes_several_findings_and_only_those() {
    let several = Human.report(&report(vec![finding(Confidence::High), unknown()]), &Style::default());
    assert!(several.contains("82 errors, 2 different, in 1,200 lines (8.3 kB)"), "{several}");
    assert!(several.contains("     41  error     acme/frobnicated    pay.log:118 to 992\n"), "{several}");
    assert!(!diagnosis(finding(Confidence::High)).contains("different"));
    let none = Human.report(&report(Vec::new()), &Style::default());
    assert_eq!(none, "No error recognised in 1,200 lines (8.3 kB).\n");
}

#[test]
fn a_cause_is_explained_once() {
    let twice = report(vec![finding(Confidence::High), finding(Confidence::High)]);
    let text = Human.report(&twice, &Style::default());
    assert_eq!(text.matches("\nWhy\n").count(), 1);
    assert!(text.contains("explained  above (explain auth/token-expired)"));
    let mut stream = Human.stream(&Style::default()).expect("people read what comes");
    let mut streamed: String = twice.findings.iter().map(|one| stream.finding(one)).collect();
    streamed += &stream.close(&twice);
    assert_eq!(streamed, text);
}

#[test]
fn of_several_meanings_the_first_is_told_in_full() {
    let text = Human.lookup(&lookup(vec![code_entry(), code_entry()]), &Style::default()).expect("people read pages");
    assert_eq!(text.matches("UNAUTHENTICATED  gRPC status 16\n").count(), 2);
    assert_eq!(text.matches("Common causes").count(), 1);
    assert!(text.ends_with("explain grpc/unauthenticated for the whole page\n"));
}

#[test]
fn every_format_is_found_by_its_name() {
    for one in FORMATS {
        assert!(format(one.name()).is_some_and(|found| found.name() == one.name()));
    }
    assert!(format("xml").is_none());
}

#[test]
fn json_is_the_report_itself() {
    let json = format("json").expect("JSON is a format");
    let report = report(vec![finding(Confidence::High), unknown()]);
    let text = json.report(&report, &Style { color: true, ..Style::default() });
    let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(read, serde_json::to_value(&report).expect("a report"));
    assert!(text.ends_with("}\n") && !text.contains('\u{1b}'));
    assert!(
        json.lookup(&lookup(vec![code_entry()]), &Style::default()).is_some_and(|text| text.contains("\"entries\""))
    );
    assert!(json.listing(&listing(), &Style::default()).is_some_and(|text| text.contains("\"codes\"")));
}
