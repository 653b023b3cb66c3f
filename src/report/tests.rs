//! What a finding is made of: each part with the text that decides it.

use super::build::Settings;
use super::policy::{Names, Policy};
use super::*;
use crate::catalog::model::Text;
use crate::catalog::sample;
use crate::explainer::Explainer;
use crate::field::Fields;

/// A catalog with the codes `A` (error), `B` (warning) and `C` (critical), the row `R`, three formats of them, and causes of
/// `A` and `C`.
fn explainer() -> Explainer<'static> {
    let page = |name: &str, severity: &str, more: &str| {
        let (path, text) = sample::code(name, &format!("severity = \"{severity}\"\n"));
        (path, format!("{text}{more}"))
    };
    let cause = |name: &str, explains: &str, more: &str| {
        let text = format!(
            "title = \"Cause {name}\"\nexplains = [{explains}]\nlikelihood = \"common\"\nexplanation = \"x\"\n{more}"
        );
        (format!("causes/area/{name}.toml"), text)
    };
    let sign = |strength: &str, words: &str| {
        format!("[[sign]]\nstrength = \"{strength}\"\nall = [{{ field = \"message\", re = '{words}' }}]\n")
    };
    let format = |name: &str, more: &str| {
        let text = format!(
            "title = \"x\"\nmarkers = [\"{name} error \"]\n{more}\
             pattern = '{name} error (?<code>\\w+)(?:: (?<message>[^\\n]*))?'\ncodes = [{{ system = \"own\", from = \"code\" }}]\n"
        );
        (format!("formats/{name}.toml"), text)
    };
    let note = |cause: &str, text: &str, hides: bool| {
        let cause = if cause.is_empty() { String::new() } else { format!("cause = \"{cause}\"\n") };
        format!("[[note]]\n{cause}text = \"{text}\"\nhides = {hides}\n")
    };
    let source = |title: &str| format!("[[source]]\ntitle = \"{title}\"\nurl = \"https://example.com\"\n");
    let retry = "retry = { advice = \"never\", why = \"cause\" }\n";
    let a =
        [note("", "on A", false), note("area/strong", "on A and strong", false), note("", "A hides", true)].concat();
    let avoid = "[[avoid]]\naction = \"not so\"\nwhy = \"x\"\n";
    let fix = "[[fix]]\ntitle = \"f\"\nwhy = \"w\"\n[fix.code]\nrust = \"rust {{target.host:HOST}}\"\ngo = \"go\"\n";
    let check = "[[check]]\ntitle = \"c\"\nrun = \"ping {{target.host:HOST}}\"\ntells = \"t\"\n";
    let alone = "[[sign]]\nalone = true\nall = [{ field = \"message\", re = 'all alone in the dark' }]\n";
    let rows = "[[list]]\nsource = { title = \"L\", url = \"https://example.com\" }\nrows = [{ code = \"R\", title = \"Row R\" }]\n";
    let pair = "title = \"x\"\nmarkers = [\"pair error \"]\npattern = 'pair error (?<code>\\w+) (?<other>\\w+)'\n\
        codes = [{ system = \"own\", from = \"code\" }, { system = \"own\", from = \"other\" }]\n";
    let files = [
        (sample::SYSTEMS.0.to_owned(), sample::SYSTEMS.1.to_owned()),
        page("A", "error", &[avoid, &a, &source("page")].concat()),
        page("B", "warning", &note("", "B hides", true)),
        page("C", "critical", ""),
        cause(
            "strong",
            "\"own/a\"",
            &[
                retry,
                "severity = \"info\"\ncanonical = \"ABORTED\"\ncategory = \"quota\"\n",
                &sign("distinctive", "strong words!*"),
                check,
                fix,
                &source("cause"),
            ]
            .concat(),
        ),
        cause("weak", "\"own/a\"", &sign("weak", "weak words")),
        cause("faint", "\"own/a\"", &sign("faint", "faint words")),
        cause("plain", "\"own/a\", \"own/c\"", &sign("distinctive", "plain words")),
        cause("alone", "\"own/c\"", alone),
        (page("Q", "error", "").0, page("Q", "error", "").1.replace("NOT_FOUND", "ABORTED")),
        cause("two", "\"own/q\", \"own/c\"", &alone.replace("all alone in the dark", "neither here nor there")),
        ("codes/own.toml".to_owned(), rows.to_owned()),
        ("formats/pair.toml".to_owned(), pair.to_owned()),
        format("own", ""),
        format("mild", "severity = \"info\"\nlanguage = \"rust\"\n"),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Explainer::with_catalog(sample::catalog(&files)).expect("it was compiled by this release")
}

/// The only finding of a text.
fn only<'e>(explainer: &'e Explainer<'static>, text: &str) -> Finding<'e> {
    let mut report = explainer.diagnose(text);
    assert_eq!(report.findings.len(), 1, "{text}");
    report.findings.remove(0)
}

#[test]
fn a_finding_is_named_after_its_proven_cause_or_its_code() {
    let explainer = explainer();
    for (text, id, title, confidence, severity) in [
        ("own error A: strong words", "area/strong", "Cause strong", Confidence::High, Severity::Info),
        ("own error A: weak words", "area/weak", "Cause weak", Confidence::Medium, Severity::Error),
        ("own error A: faint words", "own/a", "Code A", Confidence::Low, Severity::Error),
        ("own error A: words", "own/a", "Code A", Confidence::Low, Severity::Error),
        ("own error B: words", "own/b", "Code B", Confidence::Low, Severity::Warning),
        ("own error C: plain words", "area/plain", "Cause plain", Confidence::High, Severity::Critical),
        ("mild error C: plain words", "area/plain", "Cause plain", Confidence::High, Severity::Info),
        ("mild error A: words", "own/a", "Code A", Confidence::Low, Severity::Info),
        (
            "own error QueenAway: words",
            "own/queen-away",
            "An error that the catalog does not know",
            Confidence::Low,
            Severity::Error,
        ),
        ("so all alone in the dark", "area/alone", "Cause alone", Confidence::High, Severity::Error),
    ] {
        let one = only(&explainer, text);
        let found = (one.id.as_str(), one.title.as_str(), one.confidence, one.severity);
        assert_eq!(found, (id, title, confidence, severity), "{text}");
    }
}

#[test]
fn pages_tell_what_a_finding_means_and_whether_to_retry() {
    let explainer = explainer();
    let told = |text: &str| {
        let one = only(&explainer, text);
        let retry = one.retry.map(|retry| retry.why.to_string()).unwrap_or_default();
        let sources: Vec<String> = one.sources.iter().map(|source| source.title.to_string()).collect();
        (retry, one.avoid.len(), sources.join(","), one.code_title.map(str::to_owned), one.meaning.is_some())
    };
    let wanted = |retry: &str, avoid: usize, sources: &str, title: &str| {
        let title = (!title.is_empty()).then(|| title.to_owned());
        (retry.to_owned(), avoid, sources.to_owned(), title.clone(), title.is_some())
    };
    assert_eq!(told("own error A: strong words"), wanted("cause", 1, "cause", "Code A"));
    assert_eq!(told("own error A: plain words"), wanted("page A", 1, "page", "Code A"));
    assert_eq!(told("own error A: words"), wanted("page A", 1, "page", "Code A"));
    assert_eq!(told("own error C: plain words"), wanted("page C", 0, "", "Code C"));
    assert_eq!(told("own error D: words"), wanted("", 0, "", ""));
    // What hid the cause gives no advice on it.
    assert_eq!(told("own error B: so all alone in the dark"), wanted("", 0, "", "Code B"));
}

#[test]
fn of_several_codes_the_first_says_what_it_is() {
    let explainer = explainer();
    for (text, title, why) in [
        ("pair error R A", "Row R", "its own row, and the page of the other"),
        ("pair error A R", "Code A", "its page"),
        ("pair error D R", "Row R", "the first one that is known"),
    ] {
        let one = only(&explainer, text);
        assert_eq!((one.title.as_str(), one.code_title), (title, Some(title)), "{why}");
    }
}

#[test]
fn a_finding_has_a_canonical_code_and_a_category() {
    let explainer = explainer();
    let told = |text: &str| {
        let one = only(&explainer, text);
        (one.canonical, one.category)
    };
    assert_eq!(told("own error A: strong words"), (Some(Canonical::Aborted), Some(Category::Quota)));
    assert_eq!(told("own error A: plain words"), (Some(Canonical::NotFound), Some(Category::Input)));
    assert_eq!(told("so all alone in the dark"), (Some(Canonical::NotFound), None));
    assert_eq!(told("own error D: words"), (None, None));
    // Of the codes that it explains the first says what it amounts to.
    assert_eq!(told("so neither here nor there"), (Some(Canonical::Aborted), None));
}

#[test]
fn notes_are_those_of_the_code_of_its_first_cause_and_of_what_hid_it() {
    let explainer = explainer();
    let notes = |text: &str| {
        let one = only(&explainer, text);
        one.notes.iter().map(|note| note.text.to_string()).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(notes("own error A: strong words"), "on A, on A and strong");
    assert_eq!(notes("own error A: plain words"), "on A");
    assert_eq!(notes("own error B: words"), "");
    assert_eq!(notes("own error D: words"), "");
}

#[test]
fn codes_are_told_with_what_is_known_of_them() {
    let explainer = explainer();
    let one = only(&explainer, "own error A: words");
    let code = &one.codes[0];
    assert_eq!((code.system.as_str(), code.system_title.as_str(), code.code.as_str()), ("own", "Own", "A"));
    assert_eq!((code.printed, code.known, code.id.as_deref()), (true, true, Some("own/a")));
    assert!(one.skeleton.is_none());
    let one = only(&explainer, "own error QueenAway: words");
    assert_eq!((one.codes[0].known, one.codes[0].id.is_none()), (false, true));
    let skeleton = one.skeleton.expect("the page is missing").to_string();
    assert!(skeleton.starts_with("# codes/own/queen-away.toml\ncode      = \"QueenAway\"\n"), "{skeleton}");
    assert!(only(&explainer, "so all alone in the dark").skeleton.is_none());
}

#[test]
fn equal_errors_are_one_finding_and_other_words_a_variant() {
    let explainer = explainer();
    let report = explainer.diagnose(
        "10:00:01 pay: own error A: one\n10:00:02 pay: own error A: two\n10:00:03 hr: own error A: one\n10:00:04 pay: own error A: one\n10:00:05 pay: own error B: x\n",
    );
    let count: Vec<_> =
        report.findings.iter().map(|one| (one.id.as_str(), one.count, one.first.line, one.last.line)).collect();
    assert_eq!(count, [("own/a", 4, 1, 4), ("own/b", 1, 5, 5)]);
    let variant = |one: &Variant| {
        let component = one.component.as_ref().map(Redacted::as_str).unwrap_or_default().to_owned();
        (one.message.to_string(), component, one.count, one.first.line, one.last.line)
    };
    let variants: Vec<_> = report.findings[0].variants.iter().map(variant).collect();
    let wanted = |message: &str, component: &str, count, first, last| {
        (message.to_owned(), component.to_owned(), count, first, last)
    };
    assert_eq!(variants, [wanted("one", "pay", 2, 1, 4), wanted("two", "pay", 1, 2, 2), wanted("one", "hr", 1, 3, 3)]);
    let summary = &report.summary;
    assert_eq!((summary.findings, summary.occurrences, summary.lines), (2, 5, 5));
    assert_eq!(
        summary.by_severity.iter().map(|(severity, count)| (*severity, *count)).collect::<Vec<_>>(),
        [(Severity::Warning, 1), (Severity::Error, 4)]
    );
    assert_eq!(report.findings[0].last.time.as_ref().map(Redacted::as_str), Some("10:00:04"));
}

#[test]
fn twenty_variants_are_kept_and_all_are_counted() {
    let explainer = explainer();
    let text: String = (0..25).map(|at| format!("own error A: queen{}\n", "x".repeat(at))).collect();
    let one = only(&explainer, &format!("{text}own error A: queen\n"));
    assert_eq!((one.count, one.variants.len()), (26, 20));
    assert_eq!((one.variants[0].count, one.variants[19].count), (2, 1));
}

#[test]
fn ten_thousand_findings_are_told_and_all_are_counted() {
    let explainer = explainer();
    let text: String = (0..10_002).map(|at| format!("own error D{at}\n")).collect();
    let report = explainer.diagnose(&text);
    assert_eq!((report.findings.len(), report.summary.findings), (10_000, 10_000));
    assert_eq!(report.summary.occurrences, 10_002);
    assert_eq!(report.summary.by_severity.get(&Severity::Error), Some(&10_002));
}

#[test]
fn findings_go_by_severity_confidence_and_count() {
    let explainer = explainer();
    let order = |lines: &[&str]| {
        let report = explainer.diagnose(&lines.iter().map(|line| format!("{line}\n")).collect::<String>());
        report.findings.iter().map(|one| one.id.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(order(&["own error B: x", "own error C: x", "own error A: x"]), "own/c own/a own/b");
    assert_eq!(
        order(&["own error A: x", "own error A: weak words", "own error A: plain words"]),
        "area/plain area/weak own/a"
    );
    assert_eq!(order(&["own error D: x", "own error A: y", "own error A: z"]), "own/a own/d");
    assert_eq!(order(&["own error E: x", "own error D: y"]), "own/e own/d", "else in the order of their places");
}

#[test]
fn long_messages_are_cut_after_they_are_masked() {
    let explainer = explainer();
    let message = |length: usize| only(&explainer, &format!("own error A: {}", "ä".repeat(length))).message.to_string();
    assert_eq!(message(2000), "ä".repeat(2000));
    assert_eq!(message(2001), format!("{}...", "ä".repeat(2000)));
    let built_in = Explainer::new().expect("a sound catalog");
    let long = "x".repeat(3000);
    let report =
        built_in.diagnose(&format!("rpc error: code = Unknown desc = rpc error: code = NotFound desc = {long}"));
    let chain = report.findings[0].chain.iter().map(|link| link.message.as_str().len());
    assert_eq!(chain.max(), Some(2000 + "...".len()), "so are those of a chain");
    let one = only(&explainer, "own error A: password=hunter2hunter2");
    assert_eq!(one.message.as_str(), "password=****[password 1]");
    assert!(!one.excerpt.as_str().contains("hunter2"));
}

#[test]
fn causes_are_told_with_their_evidence_and_code_in_the_readers_language() {
    let first = |explainer: &Explainer<'static>, text: &str| {
        let one = only(explainer, text);
        let cause = &one.causes[0];
        let languages: Vec<Language> = cause.fixes[0].code.iter().map(|snippet| snippet.language).collect();
        (cause.evidence.iter().map(|one| format!("{} {}", one.field, one.matched)).collect::<Vec<_>>(), languages)
    };
    let own = explainer();
    let (evidence, languages) = first(&own, "own error A: strong words");
    assert_eq!(evidence, ["message strong words"]);
    let long = |count: usize| first(&own, &format!("own error A: strong words{}", "!".repeat(count))).0.concat();
    let words = "message strong words".len();
    assert_eq!(long(2000 - words + "message ".len()).len(), "message ".len() + 2000);
    assert!(long(2001 - words + "message ".len()).ends_with("!..."), "evidence is cut as messages are");
    assert_eq!(languages, [Language::Go, Language::Rust]);
    assert_eq!(first(&own, "mild error A: strong words").1, [Language::Rust, Language::Go], "the program's");
    let asked = explainer().language(Some(Language::Go));
    assert_eq!(first(&asked, "mild error A: strong words").1, [Language::Go, Language::Rust], "the reader's");
    assert_eq!(Settings::default().language, None);
}

#[test]
fn why_a_finding_is_what_it_is() {
    let explainer = explainer().why(true);
    let why = |text: &str| only(&explainer, text).why.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        why("own error A: strong words"),
        [
            "detected link 1: own saw own/A (depth 0): strong words",
            "root link 1: the deepest with evidence of a cause",
            "ranked 1. area/strong: distinctive words: message \"strong words\"",
        ]
    );
    let lines = why("own error A: weak words");
    assert_eq!(
        lines.last().map(String::as_str),
        Some("ranked 1. area/weak: words that fit other causes too: message \"weak words\"")
    );
    let lines = why("own error A: faint words");
    assert_eq!(lines[1], "root link 1: the deepest with a code that says something");
    assert_eq!(lines[2], "ranked 1. area/faint: words that prove nothing");
    assert!(lines[3].ends_with(": the code alone"), "{lines:?}");
    let lines = why("so all alone in the dark");
    assert!(lines[0].starts_with("detected link 1: alone saw no code (depth 0): "), "{lines:?}");
    let lines = why("own error A: strong words, so all alone in the dark");
    assert!(lines.iter().any(|line| line.contains("(depth 0, beside another)")), "{lines:?}");
    let lines = why(&format!("own error A: {}", "x".repeat(80)));
    assert!(lines[0].ends_with(&format!("(depth 0): {}...", "x".repeat(57))), "{lines:?}");
    let joined = why("own error A: queen is away\nmild error A: queen is away\n");
    assert!(joined.contains(&"joined by rule 3a: a record near it repeats the message".to_owned()), "{joined:?}");
}

/// What a policy says of a text.
fn judge(text: &str, fail_on: Severity, min_confidence: Confidence, allowed: &[&str]) -> (bool, String) {
    let explainer = explainer();
    let allowed = Names::new(allowed.iter().copied()).expect("names");
    let verdict = Policy { fail_on, min_confidence, allowed, ..Policy::default() }.judge(&explainer.diagnose(text));
    (verdict.broken, verdict.line)
}

#[test]
fn a_policy_compares_severity_and_confidence_and_allows_by_id() {
    use Confidence::{High, Low, Medium};
    use Severity::{Critical, Error, Info, Warning};
    let broken = |text: &str, severity, confidence, allowed: &[&str]| judge(text, severity, confidence, allowed).0;
    for (text, severity) in [
        ("mild error A: x", Info),
        ("own error B: x", Warning),
        ("own error A: x", Error),
        ("own error C: x", Critical),
    ] {
        for fail_on in [Info, Warning, Error, Critical] {
            assert_eq!(broken(text, fail_on, Low, &[]), severity >= fail_on, "{text} {fail_on:?}");
        }
    }
    for (text, confidence) in
        [("own error A: x", Low), ("own error A: weak words", Medium), ("own error A: plain words", High)]
    {
        for least in [Low, Medium, High] {
            assert_eq!(broken(text, Info, least, &[]), confidence >= least, "{text} {least:?}");
        }
    }
    let plain = "own error A: plain words";
    assert!(!broken(plain, Info, Low, &["area/plain"]) && !broken(plain, Info, Low, &["x", "own/a"]));
    assert!(broken(plain, Info, Low, &["area/strong"]) && broken(plain, Info, Low, &["own"]));
    assert!(!broken("own error QueenAway", Info, Low, &["own/queen-away"]));
}

#[test]
fn a_policy_says_in_a_line_what_it_judged() {
    use Confidence::{High, Low, Medium};
    use Severity::{Critical, Error, Info, Warning};
    let line = |text: &str, severity, confidence, allowed: &[&str]| judge(text, severity, confidence, allowed).1;
    assert_eq!(line("", Critical, Low, &[]), "check passed: no finding of severity critical or worse");
    assert_eq!(
        line("x\nown error A: x", Error, Low, &[]),
        "check failed: 1 finding of severity error or worse: own/a at -:2"
    );
    let two = "own error A: x\nown error B: x\nown error C: x\n";
    assert_eq!(
        line(two, Warning, Low, &[]),
        "check failed: 3 findings of severity warning or worse: own/c at -:3, and 2 more"
    );
    assert_eq!(
        line(two, Info, Medium, &[]),
        "check passed: no finding of severity info or worse; 3 below --min-confidence medium not judged"
    );
    assert_eq!(
        line(two, Info, High, &["own/a"]),
        "check passed: no finding of severity info or worse; 2 below --min-confidence high not judged; 1 allowed"
    );
    assert_eq!(
        line(two, Critical, Low, &["own/c"]),
        "check passed: no finding of severity critical or worse; 1 allowed"
    );
}

#[test]
fn a_policy_judges_what_is_not_listed() {
    let explainer = explainer();
    let judged = |counts: &[u64], text: &str, fail_on, min_confidence, allowed: &[&str]| {
        let mut report = explainer.diagnose(text);
        let first = only(&explainer, "x\nown error A: strong words").first;
        let ids = vec!["own/a".to_owned(), "area/strong".to_owned()];
        let further = |count: &u64| Further {
            severity: Severity::Error,
            confidence: Confidence::Medium,
            owner: Owner::Unknown,
            ids: ids.clone(),
            count: *count,
            first: first.clone(),
        };
        report.further = counts.iter().map(further).collect();
        let allowed = Names::new(allowed.iter().copied()).expect("names");
        Policy { fail_on, min_confidence, allowed, ..Policy::default() }.judge(&report).line
    };
    use Confidence::{High, Medium};
    use Severity::{Critical, Error};
    let line =
        |text: &str, fail_on, min_confidence, allowed: &[&str]| judged(&[3, 4], text, fail_on, min_confidence, allowed);
    let weak = "check failed: 1 finding of severity error or worse: area/weak at -:1";
    assert_eq!(judged(&[], "own error A: weak words", Error, Medium, &[]), weak);
    assert_eq!(judged(&[1], "own error A: weak words", Error, Medium, &[]), format!("{weak}; 1 more not listed"));
    assert_eq!(
        line("", Error, Medium, &[]),
        "check failed: 7 not listed of severity error or worse: area/strong at -:2"
    );
    assert_eq!(
        line("own error A: weak words", Error, Medium, &[]),
        "check failed: 1 finding of severity error or worse: area/weak at -:1; 7 more not listed"
    );
    assert_eq!(line("", Critical, Medium, &[]), "check passed: no finding of severity critical or worse");
    let passed = "check passed: no finding of severity error or worse";
    assert_eq!(line("", Error, High, &[]), passed);
    assert_eq!(line("", Error, Medium, &["own/a"]), passed);
    assert_eq!(line("", Error, Medium, &["area/strong"]), passed);
}

#[test]
fn a_policy_judges_by_code_owner_count_and_what_was_known() {
    let explainer = Explainer::new().expect("a sound catalog");
    let text = "rpc error: code = Unavailable desc = dial tcp 10.0.0.7:443: connect: connection refused\n\n\n\n\n\n\n\n\n\n\n\n\n\
        Error: 16 UNAUTHENTICATED: jwt expired\n\n\n\n\n\n\n\n\n\n\n\n\n\nError: 16 UNAUTHENTICATED: jwt expired\n";
    let report = explainer.diagnose(text);
    let [expired, refused] = ["auth/token-expired", "net/connection-refused"].map(|id| {
        report
            .findings
            .iter()
            .find(|finding| finding.id == id)
            .map(|finding| finding.fingerprint.clone())
            .expect("it is found")
    });
    let names = |all: &[&str]| Names::new(all.iter().copied()).expect("names");
    let known = |line: &str| {
        let today = "2027-01-01".parse().expect("a date");
        super::baseline::Baseline::read(line, today).expect("a baseline")
    };
    let usual = Policy::default;
    for (policy, broken, says) in [
        (usual(), true, "2 findings of severity error or worse: auth/token-expired"),
        (
            Policy { fail_on_owner: vec![Owner::Yours], ..usual() },
            true,
            "1 finding of severity error or worse: auth/token-expired",
        ),
        (
            Policy { fail_on_owner: vec![Owner::Infrastructure], ..usual() },
            true,
            "net/connection-refused at -:1; 1 for others to fix",
        ),
        (Policy { fail_on_owner: vec![Owner::Theirs], ..usual() }, false, "; 2 for others to fix"),
        (Policy { fail_on: Severity::Critical, ..usual() }, false, "check passed"),
        (
            Policy { fail_on: Severity::Critical, fail_on_code: names(&["grpc/unauthenticated"]), ..usual() },
            true,
            "auth/token-expired",
        ),
        (
            Policy { fail_on: Severity::Critical, fail_on_code: names(&["UNAUTH*"]), ..usual() },
            true,
            "auth/token-expired",
        ),
        (Policy { fail_on: Severity::Critical, fail_on_code: names(&["http/401"]), ..usual() }, false, "check passed"),
        // What is allowed is allowed, whatever else is said of it.
        (
            Policy { fail_on_code: names(&["grpc/*"]), allowed: names(&["auth/*", "net/*"]), ..usual() },
            false,
            "; 2 allowed",
        ),
        (Policy { allowed: names(&[&expired]), ..usual() }, true, "net/connection-refused at -:1; 1 allowed"),
        (Policy { allowed: names(&["*refused"]), ..usual() }, true, "auth/token-expired"),
        (Policy { max: 3, ..usual() }, false, "check passed: 3 of at most 3 errors"),
        (Policy { max: 2, ..usual() }, true, "; 3 occurrences, --max 2"),
        (
            Policy { baseline: known(&format!("{expired} a/b\n{refused} c/d 2027-01-01\n")), ..usual() },
            false,
            "; 2 in the baseline",
        ),
        (
            Policy { baseline: known(&format!("{expired} a/b\n{refused} c/d 2026-12-31\n")), ..usual() },
            true,
            "net/connection-refused",
        ),
    ] {
        let verdict = policy.judge(&report);
        assert_eq!((verdict.broken, verdict.line.contains(says)), (broken, true), "{says}: {}", verdict.line);
    }
}

/// A catalog with one cause, whose second sign calls for the second check and the last fix.
fn choosing() -> Explainer<'static> {
    let (path, page) = sample::code("A", "severity = \"error\"\n");
    let cause = "title = \"Cause\"\nexplains = [\"own/a\"]\nlikelihood = \"common\"\nexplanation = \"x\"\n\
        [[sign]]\nall = [{ field = \"message\", re = 'broken words' }]\n\
        [[sign]]\ncheck = \"second\"\nfix = [\"third\", \"first\"]\nall = [{ field = \"message\", re = 'very broken words' }]\n\
        [[check]]\ntitle = \"first\"\ntells = \"t\"\n[[check]]\ntitle = \"second\"\ntells = \"t\"\n\
        [[fix]]\ntitle = \"first\"\nwhy = \"w\"\n\
        [[fix]]\ntitle = \"second\"\nwhy = \"w\"\nfor = { client = [\"docker\"] }\n\
        [[fix]]\ntitle = \"third\"\nwhy = \"w\"\n";
    let format = "title = \"x\"\nmarkers = [\"own error \"]\npattern = 'own error (?<code>\\w+): (?<message>[^\\n]*)'\n\
        codes = [{ system = \"own\", from = \"code\" }]\n";
    let clients = "[[client]]\nid = \"docker\"\nlanguage = \"shell\"\nseen = [\"from daemon\"]\n";
    let files = [
        sample::SYSTEMS,
        (path.as_str(), page.as_str()),
        ("clients.toml", clients),
        ("causes/area/one.toml", cause),
        ("formats/own.toml", format),
    ];
    Explainer::with_catalog(sample::catalog(&files)).expect("it was compiled by this release")
}

#[test]
fn the_winning_sign_chooses_what_comes_first() {
    let explainer = choosing();
    let told = |text: &str| {
        let one = only(&explainer, text);
        let cause = &one.causes[0];
        let titles = |all: Vec<&str>| all.join(" ");
        let checks = titles(cause.checks.iter().map(|check| check.title.as_ref()).collect());
        (checks, titles(cause.fixes.iter().map(|fix| fix.title.as_ref()).collect()))
    };
    let both = |checks: &str, fixes: &str| (checks.to_owned(), fixes.to_owned());
    // What is for somebody else comes last.
    assert_eq!(told("own error A: broken words"), both("first second", "first third second"));
    assert_eq!(told("own error A: very broken words"), both("second first", "third first second"));
    assert_eq!(told("own error A: broken words from daemon"), both("first second", "second first third"));
}

#[test]
fn an_explanation_begins_with_what_the_message_names() {
    let about = |value: &str| {
        let catalog = crate::catalog::Catalog::built_in().expect("a sound catalog");
        let page = catalog.cause_page("resource/missing").expect("a page");
        let page = CausePage { about: vec!["Gone: {{said.missing}}.", "Late: {{said.late}}."], ..page };
        let mut fields = Fields::default();
        fields.add("said.missing", value);
        fields.add("said.late", "the ping");
        let masker = crate::redact::Masker::default();
        fill::about(&page, &std::cell::LazyCell::new(|| fields), &crate::redact::Known::of(&masker, []))
    };
    assert_eq!(about("column family 'a'").as_deref(), Some("Gone: `column family 'a'`."));
    // What would end the quotation, reach the terminal, or be masked leaves the sentence to the next one.
    for hostile in [
        "a`b",
        "a\u{1b}[2Jb",
        "a\u{202e}b",
        "x\ny",
        "42",
        "",
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        &"long ".repeat(30),
    ] {
        assert_eq!(about(hostile).as_deref(), Some("Late: `the ping`."), "{hostile:?}");
    }
    let explainer = Explainer::new().expect("a sound catalog");
    let report = explainer.diagnose("rpc error: code = NotFound desc = column family not found");
    let cause = &report.findings[0].causes[0];
    assert_eq!(cause.about.as_deref(), Some("What was not found: `column family`."));
    assert!(cause.explanation.starts_with("What was not found: `column family`. The service looked"));
}

#[test]
fn commands_are_filled_with_what_their_grammar_admits() {
    let filled = |text: &str, values: &[(&str, &str)]| {
        let mut fields = Fields::default();
        values.iter().for_each(|(name, value)| fields.add(*name, *value));
        let masker = crate::redact::Masker::default();
        fill::fill(&Text::from(text.to_owned()), &fields, &crate::redact::Known::of(&masker, [])).to_string()
    };
    let ping = "ping {{target.host:HOST}} -p {{target.port:PORT}}.";
    assert_eq!(filled(ping, &[]), "ping HOST -p PORT.");
    assert_eq!(filled(ping, &[("target.host", "pay.example")]), "ping pay.example -p PORT.");
    assert_eq!(filled(ping, &[("target.host", "$(rm)"), ("target.host", "hr.example")]), "ping hr.example -p PORT.");
    assert_eq!(filled(ping, &[("target.port", "443"), ("other", "x")]), "ping HOST -p 443.");
    assert_eq!(filled("no braces", &[("target.port", "443")]), "no braces");
    assert_eq!(filled("a {{wrong:X}} b", &[]), "a {{wrong:X}} b");
    // Everything that a shell or YAML reads as more than a word leaves the placeholder.
    let can = "kubectl auth can-i {{rbac.verb:VERB}} {{rbac.type:RESOURCE}} --as={{rbac.user:USER}}";
    let rule =
        [("rbac.verb", "watch"), ("rbac.type", "perches.mews.example"), ("rbac.user", "system:serviceaccount:a:b")];
    assert_eq!(filled(can, &rule), "kubectl auth can-i watch perches.mews.example --as=system:serviceaccount:a:b");
    for hostile in
        ["ana; rm -rf ~", "$(id)", "`id`", "--as=system:masters", "a\nb", "a b", "a'b", "a\"b", "@a", "a|b", "a&b", "*"]
    {
        let values = [("rbac.user", hostile), ("rbac.type", hostile), ("rbac.verb", hostile)];
        assert_eq!(filled(can, &values), "kubectl auth can-i VERB RESOURCE --as=USER", "{hostile}");
        for (text, field) in [("{{http.url:URL}}", "http.url"), ("{{http.origin:URL}}", "http.origin")] {
            assert_eq!(filled(text, &[(field, hostile)]), "URL");
            assert_eq!(
                filled(text, &[(field, &format!("https://a.example/{hostile}"))]) == "URL",
                hostile != "--as=system:masters"
            );
        }
    }
    assert_eq!(filled("{{http.url:URL}}", &[("http.url", "https://ana:secret@a.example/")]), "URL");
    // What would be masked is not filled in.
    let token = "/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzdmMifQ.CHXvda0iyJ1a9T7D";
    assert_eq!(filled("get {{http.path:PATH}}", &[("http.path", token)]), "get PATH");
    assert_eq!(filled("get {{http.path:PATH}}", &[("http.path", "/orders")]), "get /orders");
    // No credential goes to a host that only the input named.
    let values = [("http.host", "evil.example"), ("http.path", "/orders"), ("target.port", "81")];
    for (text, kept) in [
        ("curl -H \"Authorization: Bearer $TOKEN\" https://{{http.host:HOST}}{{http.path:/}}", "https://HOST/orders"),
        ("curl -u \"$USER:$PASSWORD\" https://{{http.host:HOST}}/", "https://HOST/"),
        ("curl -H \"x-api-key: $API_KEY\" http://a:{{target.port:80}}", "http://a:80"),
        ("curl -H \"$(gcloud auth print-access-token)\" https://{{http.host:HOST}}/", "https://HOST/"),
        ("curl https://{{http.host:HOST}}/", "https://evil.example/"),
    ] {
        assert!(filled(text, &values).ends_with(kept), "{}", filled(text, &values));
    }
}

#[test]
fn of_several_causes_the_first_says_what_a_finding_is() {
    let explainer = explainer();
    let one = only(&explainer, "own error A: plain words, strong words");
    let causes: Vec<&str> = one.causes.iter().map(|cause| cause.id).collect();
    assert_eq!((causes, one.title.as_str()), (vec!["area/strong", "area/plain"], "Cause strong"));
    let notes: Vec<String> = one.notes.iter().map(|note| note.text.to_string()).collect();
    assert_eq!(notes, ["on A", "on A and strong"]);
    let marked: Vec<&str> = one
        .quote
        .lines
        .iter()
        .flat_map(|line| {
            let text = one.quote.text_of(line);
            line.evidence.iter().map(move |range| &text[range.clone()])
        })
        .collect();
    assert_eq!(marked, ["strong words"]);
}

#[test]
fn a_list_of_pages_counts_the_codes_without_one() {
    let explainer = explainer();
    let mut listing = Listing::new(explainer.catalog());
    listing.add_pages(explainer.catalog());
    let codes: Vec<&str> = listing.codes.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(codes, ["own/a", "own/b", "own/c", "own/q"]);
    assert_eq!(listing.more.into_iter().collect::<Vec<_>>(), [("own", 1)]);
}

#[test]
fn a_look_up_shows_every_fallback() {
    let explainer = explainer();
    let lookup = explainer.lookup("area/strong");
    let [Entry::Cause(page)] = lookup.entries.as_slice() else { panic!("one page") };
    assert_eq!(page.checks[0].run.as_deref(), Some("ping HOST"));
    assert_eq!(page.fixes[0].code.iter().map(|one| one.code.to_string()).collect::<Vec<_>>().len(), 2);
    assert!(page.fixes[0].code.iter().any(|one| &*one.code == "rust HOST"));
    let lookup = explainer.lookup("A");
    let [Entry::Code(entry)] = lookup.entries.as_slice() else { panic!("one page") };
    assert_eq!((entry.system_title, entry.causes.len(), entry.pages.len()), ("Own", 4, 1));
}
