//! Small inputs, each written for a family of errors: how they are recognised, joined, told and remedied.

mod program;

use program::run;
use serde_json::Value;

fn stdout(arguments: &[&str], text: &str) -> String {
    String::from_utf8(run(arguments, text).stdout).expect("UTF-8")
}

/// The rows of a file, and so many at least.
fn rows(file: &str, least: usize) -> Vec<Value> {
    let rows: Vec<Value> = file.lines().map(|row| serde_json::from_str(row).expect("a row")).collect();
    assert!(rows.len() > least);
    rows
}

/// The findings in the text of a row.
fn findings(row: &Value) -> Vec<Value> {
    let report = stdout(&["--format", "json"], row["text"].as_str().expect("a text"));
    let mut report: Value = serde_json::from_str(&report).expect("JSON");
    match report["findings"].take() {
        Value::Array(findings) => findings,
        other => panic!("findings, not {other}"),
    }
}

/// A code without case and punctuation.
fn plain(code: &Value) -> String {
    let text = code.as_str().unwrap_or_default();
    let text = text.rsplit(':').next().unwrap_or(text);
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}

fn list(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is wrong with the answer to one input.
fn faults(row: &Value) -> Vec<String> {
    let findings = findings(row);
    if row["code"].is_null() && row["canonical"].is_null() {
        return findings.iter().map(|finding| format!("found {}", finding["id"])).collect();
    }
    let mut faults = Vec::new();
    let wanted = row["findings"].as_u64().unwrap_or(1);
    if findings.len() as u64 != wanted {
        faults.push(format!("{} findings instead of {wanted}", findings.len()));
    }
    let Some(first) = findings.first() else { return faults };
    let count: u64 = findings.iter().filter_map(|finding| finding["count"].as_u64()).sum();
    if row["count"].as_u64().is_some_and(|wanted| wanted != count) {
        faults.push(format!("{count} occurrences instead of {}", row["count"]));
    }
    let mut said: Vec<String> =
        first["codes"].as_array().into_iter().flatten().map(|code| plain(&code["code"])).collect();
    said.push(plain(&first["canonical"]));
    let mut right = vec![plain(&row["code"]), plain(&row["canonical"])];
    right.extend(row["also"].as_array().into_iter().flatten().map(plain));
    if !said.iter().any(|code| right.contains(code)) {
        faults.push(format!("codes {said:?} instead of {right:?}"));
    }
    let id = first["id"].as_str().unwrap_or_default();
    let ids = list(&row["is"]);
    if !ids.is_empty() && !ids.contains(&id) {
        faults.push(format!("{id} instead of {ids:?}"));
    }
    let screen = squeezed(&stdout(&[], row["text"].as_str().expect("a text")));
    let printed = |words: &&str| screen.contains(&squeezed(words));
    faults.extend(
        list(&row["must_print"]).into_iter().filter(|words| !printed(words)).map(|words| format!("lacks `{words}`")),
    );
    faults.extend(list(&row["must_not_print"]).into_iter().filter(printed).map(|words| format!("prints `{words}`")));
    let message = first["message"].as_str().unwrap_or_default();
    if row["message"].as_str().is_some_and(|wanted| !message.contains(wanted)) {
        faults.push(format!("the message is `{message}`"));
    }
    faults
}

fn each_is_told_as_it_is(file: &str) {
    let rows = rows(file, 100);
    let told = rows.iter().flat_map(|row| {
        let name =
            format!("{} ({})", row["id"].as_str().unwrap_or_default(), row["family"].as_str().unwrap_or_default());
        faults(row).into_iter().map(move |fault| format!("{name}: {fault}"))
    });
    let told: Vec<String> = told.collect();
    assert!(told.is_empty(), "{} fault(s):\n{}", told.len(), told.join("\n"));
}

#[test]
fn every_family_is_told_as_it_is() {
    each_is_told_as_it_is(include_str!("corpus/families.jsonl"));
}

/// Further texts of each family: other clients, languages and services.
#[test]
fn further_texts_of_each_family_are_told_as_they_are() {
    each_is_told_as_it_is(include_str!("corpus/families-more.jsonl"));
}

/// One-line errors of many clients: hardly any is silent, and most answers hold the words that one expects of them.
#[test]
fn one_line_probes_are_answered_in_the_expected_words() {
    let rows = rows(include_str!("corpus/probes-http.jsonl"), 300);
    let (mut silent, mut right) = (0, 0);
    for row in &rows {
        let findings = findings(row);
        let Some(first) = findings.first() else {
            silent += 1;
            continue;
        };
        let cause = &first["causes"][0];
        let said = [&first["title"], &first["message"], &first["codes"], &cause["title"], &cause["explanation"]];
        let said = said.map(Value::to_string).concat().to_lowercase();
        // A word is known by its beginning; one of three may be another word for the same.
        let words = row["words"].as_str().unwrap_or_default().to_lowercase();
        let stems = words.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2);
        let stems: Vec<&str> = stems.map(|word| word.get(..4).unwrap_or(word)).collect();
        let held = stems.iter().filter(|stem| said.contains(**stem)).count();
        right += usize::from(held * 3 >= stems.len() * 2);
    }
    assert!(silent * 20 <= rows.len(), "{silent} of {} are silent", rows.len());
    assert!(right * 100 >= rows.len() * 85, "{right} of {} hold the words", rows.len());
}
