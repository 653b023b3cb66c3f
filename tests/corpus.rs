//! Each output of a real client, server or tool is one error, with the code and cause listed next to it. Messages of
//! libraries are diagnosed with their root cause. An error that was cut is never diagnosed as another one with
//! certainty.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use explain_errors::Explainer;

use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    error: Vec<Printed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Printed {
    printed_by: String,
    code: Option<String>,
    canonical: String,
    cause: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Messages {
    message: Vec<Message>,
}

/// A message of a library, as a client prints it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    library: String,
    text: String,
    /// One of the codes found, or the canonical one; `None` if the text names none.
    code: Option<String>,
    cause: String,
    /// Causes that are equally correct.
    #[serde(default)]
    also: Vec<String>,
}

fn corpus<T: serde::de::DeserializeOwned>(file: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(file);
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn messages() -> Vec<Message> {
    let tables = ["messages-go.toml", "messages-other.toml", "messages-clients.toml"];
    tables.into_iter().flat_map(|file| corpus::<Messages>(file).message).collect()
}

struct Tool {
    explainer: Explainer<'static>,
}

impl Tool {
    fn findings(&self, text: &str) -> Vec<Value> {
        let report = serde_json::to_value(self.explainer.diagnose(text)).unwrap();
        report["findings"].as_array().unwrap().clone()
    }
}

fn with_tool(test: impl FnOnce(&Tool)) {
    test(&Tool { explainer: Explainer::new().unwrap() });
}

/// The codes as their systems print them: `grpc/UNAVAILABLE`.
fn codes(finding: &Value) -> Vec<String> {
    let words = |code: &Value| [&code["system"], &code["code"]].map(|word| word.as_str().unwrap().to_owned()).join("/");
    finding["codes"].as_array().unwrap().iter().map(words).collect()
}

#[test]
fn real_output_is_diagnosed() {
    with_tool(|tool| {
        let corpus: Corpus = corpus("errors.toml");
        assert!(corpus.error.len() >= 40);
        let mut faults = Vec::new();
        for Printed { printed_by, code, canonical, cause, text } in &corpus.error {
            let findings = tool.findings(text);
            let [finding] = findings.as_slice() else {
                faults.push(format!("{printed_by}: {} errors in: {text}", findings.len()));
                continue;
            };
            let found = (codes(finding).first().cloned(), &finding["canonical"], &finding["id"]);
            if found.0 != *code || found.1.as_str().unwrap_or_default() != canonical || found.2 != cause {
                faults.push(format!("{printed_by}: {found:?} and should be {:?}: {text}", (code, canonical, cause)));
            }
        }
        assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
    });
}

#[test]
fn messages_of_libraries_are_diagnosed_with_their_root_cause() {
    with_tool(|tool| {
        let mut faults = Vec::new();
        for Message { library, text, code, cause, also } in messages() {
            let findings = tool.findings(&text);
            let [finding] = findings.as_slice() else {
                faults.push(format!("{library}: {} errors in: {text}", findings.len()));
                continue;
            };
            let canonical = format!("grpc/{}", finding["canonical"].as_str().unwrap_or_default());
            let slug = |code: &str| code.to_lowercase().replace('_', "-");
            let named: Vec<String> = codes(finding).iter().chain([&canonical]).map(|code| slug(code)).collect();
            let first = finding["causes"][0]["id"].as_str().unwrap_or_default();
            let same = code.as_deref().map_or(codes(finding).is_empty(), |code| named.contains(&slug(code)));
            if !same || (first != cause && !also.iter().any(|id| id == first)) {
                faults.push(format!("{library}: {named:?} {first} and should be {code:?} {cause}: {text}"));
            }
        }
        assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
    });
}

/// Sentences that hold the words of a sign and mean something else: `cause<TAB>text`.
#[test]
fn words_of_a_sign_in_other_sentences_prove_nothing() {
    with_tool(|tool| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/foreign.txt");
        let lines = std::fs::read_to_string(path).unwrap();
        let pairs: Vec<(&str, &str)> = lines.lines().filter_map(|line| line.split_once('\t')).collect();
        assert!(pairs.len() > 300, "only {} lines", pairs.len());
        let proves = |finding: &Value, cause: &str| finding["id"] == cause && finding["confidence"] != "low";
        let faults: Vec<String> = pairs
            .iter()
            .filter(|(cause, text)| tool.findings(text).iter().any(|finding| proves(finding, cause)))
            .map(|(cause, text)| format!("{cause}: {text}"))
            .collect();
        assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
    });
}

/// How many cuts of one text are tried.
const MAX_CUTS: usize = 12;

/// What is left of an error that is cut before or after a word, as at the end of a log, a buffer or a selection.
fn cuts(text: &str) -> Vec<&str> {
    let words: Vec<usize> = text
        .char_indices()
        .zip(text.chars().skip(1))
        .filter(|((_, c), next)| c.is_alphanumeric() != next.is_alphanumeric())
        .map(|((at, c), _)| at + c.len_utf8())
        .collect();
    let step = words.len().div_ceil(MAX_CUTS).max(1);
    words.iter().step_by(step).flat_map(|at| [&text[*at..], &text[..*at]]).collect()
}

#[test]
fn a_cut_error_is_never_diagnosed_as_another_one_with_high_confidence() {
    with_tool(|tool| {
        let texts = corpus::<Corpus>("errors.toml").error.into_iter().map(|printed| printed.text);
        let mut faults = Vec::new();
        for text in texts.chain(messages().into_iter().map(|message| message.text)) {
            // Anything found in the whole text may remain after the cut: an outer status, a link of the chain.
            let whole: Value = tool.findings(&text).into();
            let known: BTreeSet<String> = strings(&whole).into_iter().collect();
            for cut in cuts(&text) {
                for finding in tool.findings(cut).iter().filter(|finding| finding["confidence"] == "high") {
                    let codes = codes(finding);
                    let same = codes.iter().any(|code| known.contains(code.split_once('/').unwrap().1));
                    let canonical = finding["canonical"].as_str().is_some_and(|code| known.contains(code));
                    if !same && !canonical && !codes.is_empty() {
                        faults.push(format!("{codes:?} in {cut:?}\n  of {text:?}"));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
    });
}

/// All strings in a document.
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(members) => members.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}
