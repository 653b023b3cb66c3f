//! Real output of clients, servers and tools is one error each, with the code and the cause that stand beside it.

use std::fs;
use std::path::Path;

use explain_errors::catalog::Catalog;
use explain_errors::recognise::Recogniser;
use explain_errors::session::Session;
use serde::Deserialize;

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

#[test]
fn real_output_is_diagnosed() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/errors.toml");
    let corpus: Corpus = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert!(corpus.error.len() >= 40);
    let catalog = Catalog::built_in().unwrap();
    let engine = catalog.engine().unwrap();
    let recogniser = Recogniser::new(&catalog, &engine);
    let mut faults = Vec::new();
    for printed in &corpus.error {
        let mut session = Session::new(&catalog, &engine, &recogniser, None);
        session.read("-", printed.text.as_bytes()).unwrap();
        let report = serde_json::to_value(session.finish()).unwrap();
        let findings = report["findings"].as_array().unwrap();
        let [finding] = findings.as_slice() else {
            faults.push(format!("{}: {} errors in: {}", printed.printed_by, findings.len(), printed.text));
            continue;
        };
        let codes = finding["codes"].as_array().unwrap();
        let code =
            codes.first().map(|code| [&code["system"], &code["code"]].map(|word| word.as_str().unwrap()).join("/"));
        let found = (code, finding["canonical"].as_str().unwrap_or_default(), finding["id"].as_str().unwrap());
        if found != (printed.code.clone(), printed.canonical.as_str(), printed.cause.as_str()) {
            let Printed { printed_by, code, canonical, cause, text } = printed;
            faults.push(format!("{printed_by}: {found:?} and should be {:?}: {text}", (code, canonical, cause)));
        }
    }
    assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
}
