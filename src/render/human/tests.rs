//! What must hold of the text for people, whatever the layout.

use super::Human;
use crate::catalog::model::*;
use crate::redact::show;
use crate::render::samples::*;
use crate::render::{FORMATS, OutputFormat, Style, format};
use crate::report::*;

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
        let text = Human.report(&report(vec![finding(Confidence::High)]), &style);
        assert!(plain(&text).contains(&format!("\n    {COMMAND}\n")), "{text}");
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
    assert!(diagnosis(finding(Confidence::High)).starts_with(
        "error: The access token has expired\nUNAUTHENTICATED (gRPC 16), yours to fix\n   --> pay.log:118:1\n    |\n118 | "
    ));
}

#[test]
fn a_code_alone_gets_causes_and_checks_but_no_fix() {
    let text = diagnosis(finding(Confidence::Low));
    assert!(text.contains("only the code is known") && text.contains("[auth/token-revoked]") && text.contains(COMMAND));
    assert!(!text.contains("\nFix") && text.ends_with("explain grpc/unauthenticated for the whole page\n"));
}

#[test]
fn an_unknown_error_says_so() {
    let text = diagnosis(unknown());
    assert!(text.starts_with("error: FROBNICATED (acme)\n") && text.contains("the catalog does not know its code"));
    assert!(text.contains("jwt.expired_for") && !text.contains("for the whole page"));
    // Only people who write entries can use the page to write.
    assert!(!text.contains("canonical"));
    let full = Human.report(&report(vec![unknown()]), &Style { full: true, ..Style::default() });
    assert!(full.contains("\n    canonical = \"UNKNOWN\"\n"));
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
    assert!(
        several.contains("  error     41  FROBNICATED                   lines 118-992  acme/frobnicated\n"),
        "{several}"
    );
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
}

#[test]
fn of_several_meanings_the_first_is_explained() {
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

fn numbered(count: usize) -> Report<'static> {
    let one = |at: usize| Finding { id: format!("acme/number-{at}"), ..unknown() };
    report((0..count).map(one).collect())
}

#[test]
fn of_many_findings_the_first_is_explained_and_twenty_are_listed() {
    let explained = |text: &str| text.matches("\nNot in the catalog\n").count();
    let listed = |text: &str| text.lines().filter(|line| line.contains("acme/number-")).count();
    let text = |count, all| Human.report(&numbered(count), &Style { all, ..Style::default() });
    for (count, all, both) in [
        (1, false, (1, 0)),
        (3, false, (3, 3)),
        (4, false, (1, 3)),
        (21, false, (1, 20)),
        (200, false, (1, 20)),
        (200, true, (200, 200)),
    ] {
        let text = text(count, all);
        assert_eq!((explained(&text), listed(&text)), both, "{count}");
    }
    assert!(text(200, false).contains("8,200 errors, 200 different"));
    assert!(text(200, false).ends_with("  and 179 more; --all explains every one\n"));
    assert!(text(5, false).ends_with("\n  --all explains every one\n"));
    assert!(text(200, false).lines().count() < 80);
}

#[test]
fn titles_that_do_not_fit_get_a_line_of_their_own() {
    let one = |title: &str| Finding { title: title.into(), confidence: Confidence::High, ..finding(Confidence::High) };
    let long = "A title of so many words that it does not fit beside its place and the id of its page";
    let table = |width| {
        let text = Human.report(&report(vec![one(long), one("Short")]), &Style { width, ..Style::default() });
        text.lines().rev().take(4).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(table(60)[1], "  error     41  Short");
    assert_eq!(table(60)[0], "                auth/token-expired  lines 118-992");
    assert!(table(60)[3].len() <= 62 && table(60)[3].ends_with('…'));
    assert!(
        table(120)[0].starts_with("  error     yours  41  Short     ")
            && table(120)[0].ends_with("lines 118-992  auth/token-expired")
    );
}

#[test]
fn counts_and_variants_are_rows() {
    let text = diagnosis(finding(Confidence::High));
    assert!(text.contains("\n  seen       41 times, first line 118, last line 992\n"), "{text}");
    let place = finding(Confidence::High).first;
    let variant = |host: &str, count, line| Variant {
        message: show(&format!("dial tcp: lookup of the host that answers for {host}: no such host")),
        component: None,
        count,
        first: Location { line, ..place.clone() },
        last: place.clone(),
    };
    let mut many = finding(Confidence::High);
    many.variants = vec![variant("a", 30, 118), variant("b", 1, 130)];
    let text = diagnosis(many.clone());
    assert!(
        text.contains(
            "  variants   30 times from line 118: …a: no such host\n             once in line 130: …b: no such host\n"
        ),
        "{text}"
    );
    many.variants.extend((0..20).map(|at| variant(&at.to_string(), 1, 200 + at)));
    let text = diagnosis(many.clone());
    assert!(
        text.contains("\n             and 18 more\n") || text.contains("\n             and at least 18 more\n"),
        "{text}"
    );
    many.variants = vec![variant("a", 41, 118)];
    assert!(!diagnosis(many).contains("variants"));
}

#[test]
fn what_is_not_in_the_line_has_a_row() {
    let mut decoded = finding(Confidence::High);
    decoded.message = show("Signature has expired");
    decoded.causes[0]
        .evidence
        .push(Evidence { field: show("detail.ErrorInfo.reason"), matched: show("TOKEN_EXPIRED") });
    let text = diagnosis(decoded.clone());
    assert!(text.contains("\n  detail.ErrorInfo.reason  TOKEN_EXPIRED\n") && !text.contains("  message"), "{text}");
    decoded.message = show("decoded from base64");
    assert!(diagnosis(decoded).contains("\n  message    decoded from base64\n"));
}

#[test]
fn a_place_can_be_copied() {
    let at = |source: &str| {
        let mut one = finding(Confidence::High);
        (one.first.source, one.first.column) = (show(source), 14);
        diagnosis(one).lines().nth(2).map(str::to_owned)
    };
    assert_eq!(at("logs/pay.log").as_deref(), Some("   --> logs/pay.log:118:14"));
    assert_eq!(at("-").as_deref(), Some("   --> <stdin>:118:14"));
    assert_eq!(at("argument").as_deref(), Some("  |"));
}

#[test]
fn a_response_tells_who_answered_what_it_takes_and_what_to_quote() {
    let header = |name: &str, value: &str| Header { name: show(name), value: show(value) };
    let mark = |name: &str, header: &str| Mark { name: show(name), header: header.to_owned() };
    let told = |answer: Answer| {
        let text = diagnosis(Finding { answer: Some(answer), ..finding(Confidence::High) });
        text.split_once("The response itself\n")
            .map(|(_, after)| after.split("\n\n").next().unwrap_or_default().to_owned())
    };
    let full = Answer {
        by: Some(mark("Kong", "x-kong-response-latency")),
        server: Some(show("nginx/1.26.1")),
        through: vec![mark("Cloudflare", "cf-ray"), mark("varnish", "via")],
        takes: vec![header("allow", "GET, HEAD")],
        quote: vec![header("cf-ray", "8a1f"), header("x-request-id", "pond-7")],
        breaks: vec![Breach { text: "A 405 has to list its methods.", rule: "RFC 9110, section 15.5.6" }],
    };
    let lines = "  - Written by Kong itself, not by the service behind it
    (x-kong-response-latency)
  - Came from nginx/1.26.1 through Cloudflare, varnish
  - Would take GET, HEAD (allow)
  - For support: 8a1f (cf-ray), pond-7 (x-request-id)
  - A 405 has to list its methods. (RFC 9110, section 15.5.6)";
    assert_eq!(told(full).as_deref(), Some(lines));
    let through = Answer { through: vec![mark("Cloudflare", "cf-ray")], ..Answer::default() };
    assert_eq!(told(through).as_deref(), Some("  - Came through Cloudflare"));
    // Nearly every response has a Server header.
    assert_eq!(told(Answer { server: Some(show("nginx")), ..Answer::default() }), None);
}
