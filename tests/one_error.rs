//! What counts as one error, which link is its root, and how sure the diagnosis is: each rule with texts that it
//! decides.

use std::path::Path;

use explain_errors::Explainer;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The rule that it tests.
    name: String,
    text: String,
    /// The findings, in the order of their first lines.
    findings: Vec<Expected>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    id: Option<String>,
    /// All codes, the root's first: `grpc/UNAVAILABLE`.
    codes: Option<Vec<String>>,
    count: Option<u64>,
    /// The line of the root, at its first occurrence.
    line: Option<u64>,
    last: Option<u64>,
    confidence: Option<String>,
    severity: Option<String>,
    message: Option<String>,
    /// The messages of the links that hid the root.
    hidden_by: Option<Vec<String>>,
    /// The messages of the links below the root.
    caused_by: Option<Vec<String>>,
    variants: Option<usize>,
    /// The advice, or `none`.
    retry: Option<String>,
    /// Field and value of the first cause's evidence.
    evidence: Option<Vec<[String; 2]>>,
}

fn check(expected: &Expected, finding: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let mut compare = |what: &str, wanted: Option<Value>, found: Value| {
        if wanted.as_ref().is_some_and(|wanted| *wanted != found) {
            faults.push(format!("{what} is {found} and should be {}", wanted.unwrap_or_default()));
        }
    };
    let text = |value: &Option<String>| value.clone().map(Value::from);
    let number = |value: Option<u64>| value.map(Value::from);
    let words = |code: &Value| format!("{}/{}", code["system"].as_str().unwrap(), code["code"].as_str().unwrap());
    let list = |name: &str| finding[name].as_array().cloned().unwrap_or_default();
    let chain = |outer: bool| -> Value {
        let links = list("chain").into_iter().filter(|link| link["outer"] == outer);
        links.map(|link| link["message"].clone()).collect()
    };
    let cause = &finding["causes"][0];
    let evidence = cause["evidence"].as_array().cloned().unwrap_or_default();
    let evidence: Value = evidence.iter().map(|one| serde_json::json!([one["field"], one["matched"]])).collect();
    compare("id", text(&expected.id), finding["id"].clone());
    compare(
        "codes",
        expected.codes.clone().map(Value::from),
        list("codes").iter().map(words).collect::<Vec<_>>().into(),
    );
    compare("count", number(expected.count), finding["count"].clone());
    compare("line", number(expected.line), finding["first"]["line"].clone());
    compare("last", number(expected.last), finding["last"]["line"].clone());
    compare("confidence", text(&expected.confidence), finding["confidence"].clone());
    compare("severity", text(&expected.severity), finding["severity"].clone());
    compare("message", text(&expected.message), finding["message"].clone());
    compare("hidden_by", expected.hidden_by.clone().map(Value::from), chain(true));
    compare("caused_by", expected.caused_by.clone().map(Value::from), chain(false));
    compare("variants", expected.variants.map(Value::from), list("variants").len().into());
    let retry = text(&expected.retry).map(|advice| if advice == "none" { Value::Null } else { advice });
    compare("retry", retry, finding["retry"]["advice"].clone());
    compare("evidence", expected.evidence.clone().map(|all| serde_json::json!(all)), evidence);
    faults
}

#[test]
fn every_case_is_decided_as_its_rule_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/one_error.toml");
    let table: Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let explainer = Explainer::new().unwrap();
    let mut faults = Vec::new();
    for Case { name, text, findings } in &table.case {
        let report = serde_json::to_value(explainer.diagnose(text)).unwrap();
        let mut found = report["findings"].as_array().unwrap().clone();
        found.sort_by_key(|finding| finding["first"]["offset"].as_u64());
        if found.len() != findings.len() {
            let ids: Vec<&Value> = found.iter().map(|finding| &finding["id"]).collect();
            faults.push(format!("{name}: {} findings and should be {}: {ids:?}", found.len(), findings.len()));
            continue;
        }
        for (expected, finding) in findings.iter().zip(&found) {
            faults.extend(check(expected, finding).into_iter().map(|fault| format!("{name}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
}

/// The errors are the same wherever the borders of blocks fall, and whatever pieces the input comes in.
#[test]
fn places_and_counts_do_not_depend_on_blocks() {
    let explainer = Explainer::new().unwrap();
    let quiet = "2026-11-29T10:00:00Z INFO order 4711 placed, 3 items in the basket, all of them shipped\n";
    let trace = "2026-11-29T10:00:01Z ERROR cannot book\njava.lang.IllegalStateException: no booking\n\tat shop.Cart.book(Cart.java:41)\n\
                 Caused by: io.grpc.StatusRuntimeException: NOT_FOUND: order 17 is unknown\n\tat io.grpc.Stub.call(Stub.java:7)\n";
    let refused = "2026-11-29T10:00:02Z ERROR dial tcp 10.0.0.7:50051: connect: connection refused\n";
    let mut text = String::new();
    let mut lines = (Vec::new(), Vec::new());
    let mut line = 1_u64;
    while text.len() < 5 << 20 {
        for _ in 0..997 {
            text.push_str(quiet);
        }
        lines.0.push(line + 997 + 3);
        lines.1.push(line + 997 + 5);
        text.push_str(trace);
        text.push_str(refused);
        line += 997 + 6;
    }
    let summary = |pieces: usize| {
        let mut reading = explainer.reading();
        text.as_bytes().chunks(pieces).for_each(|piece| reading.feed("big.log", piece));
        let report = serde_json::to_value(reading.finish()).unwrap();
        assert_eq!(report["summary"]["lines"], line - 1);
        let findings = report["findings"].as_array().unwrap().clone();
        let of = |finding: &Value| {
            let place = |which: &str| {
                let [line, offset, end] = ["line", "offset", "end"].map(|name| finding[which][name].as_u64().unwrap());
                // The place is that of the text it names.
                assert_eq!(text[..offset as usize].matches('\n').count() as u64 + 1, line);
                (line, text[offset as usize..end as usize].to_owned())
            };
            (finding["count"].as_u64().unwrap(), place("first"), place("last"))
        };
        findings.iter().map(of).collect::<Vec<_>>()
    };
    let whole = summary(usize::MAX);
    let [refused_found, trace_found] = whole.as_slice() else { panic!("{whole:?}") };
    let count = lines.0.len() as u64;
    assert_eq!((trace_found.0, trace_found.1.0, trace_found.2.0), (count, lines.0[0], *lines.0.last().unwrap()));
    assert_eq!((refused_found.0, refused_found.1.0, refused_found.2.0), (count, lines.1[0], *lines.1.last().unwrap()));
    assert!(trace_found.1.1.contains("NOT_FOUND") && refused_found.1.1.contains("connection refused"), "{whole:?}");
    for pieces in [1_000, 65_537, 1 << 20] {
        assert_eq!(summary(pieces), whole, "in pieces of {pieces} bytes");
    }
}
/// An explainer is shared between threads, and a report outlives the function that made it.
#[test]
fn an_explainer_is_shared() {
    static EXPLAINER: std::sync::LazyLock<Explainer<'static>> = std::sync::LazyLock::new(|| Explainer::new().unwrap());
    fn report(text: &str) -> explain_errors::Report<'static> {
        EXPLAINER.diagnose(text)
    }
    let ids = |text: &'static str| std::thread::spawn(move || report(text).findings[0].id.clone());
    let all = [ids("connect ECONNREFUSED 127.0.0.1:5432"), ids("rpc error: code = NotFound desc = no order 17")];
    let all = all.map(|thread| thread.join().unwrap());
    assert_eq!(all, ["net/connection-refused", "grpc/not-found"]);
}
