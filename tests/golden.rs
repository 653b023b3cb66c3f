//! Golden files: the exact output for the texts in `tests/golden/inputs`. `screens` holds the human output, `color` the
//! same with colours, `json` the JSON document.
//!
//! `UPDATE_GOLDEN=1 cargo test --test golden` records the current output; read it before you commit it.

mod program;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Inputs whose output is also recorded in colour.
const IN_COLOR: &[&str] = &["grpc-go.log", "nested.log", "six-errors.log"];

/// Inputs whose JSON is recorded.
const AS_JSON: &[&str] = &[
    "access.log",
    "curl-401.txt",
    "details-base64.txt",
    "grpc-go.log",
    "java-trace.log",
    "repeated.log",
    "secrets.log",
    "unknown-code.log",
    "unrecognised.log",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The output for an input.
fn explain(input: &str, arguments: &[&str]) -> String {
    let mut command = program::command(arguments);
    let output = command.current_dir(folder().join("inputs")).arg(input).output().expect("it starts");
    assert!(output.status.success() && output.stderr.is_empty(), "{input}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn inputs() -> Vec<String> {
    let files = fs::read_dir(folder().join("inputs")).expect("a folder");
    let name = |file: fs::DirEntry| file.file_name().into_string().expect("UTF-8");
    let mut names: Vec<String> = files.map(|file| name(file.expect("a file"))).collect();
    names.sort();
    names
}

/// Compares a text with a golden file, or records it. Returns what differs, if anything does.
fn differs(path: &str, text: &str) -> Option<String> {
    let file = folder().join(path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(&file, text).expect("a file");
        return None;
    }
    let golden = fs::read_to_string(&file).unwrap_or_default();
    if golden == text {
        return None;
    }
    let at = golden.lines().zip(text.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(at).unwrap_or("(the end)").to_owned();
    Some(format!("{path}:{}\n  golden: {}\n     now: {}", at + 1, line(&golden), line(text)))
}

fn assert_same(differences: &[String]) {
    assert!(
        differences.is_empty(),
        "{}\nUPDATE_GOLDEN=1 cargo test --test golden writes what is printed now",
        differences.join("\n")
    );
}

#[test]
fn screens() {
    let screen = |input: String| differs(&format!("screens/{input}"), &explain(&input, &[]));
    assert_same(&inputs().into_iter().filter_map(screen).collect::<Vec<_>>());
}

#[test]
fn screens_in_color() {
    let screen = |input: &&str| {
        // A visible character instead of ESC, so that reviewers can read the file.
        let text = explain(input, &["--color", "always"]).replace('\u{1b}', "␛");
        differs(&format!("color/{input}"), &text)
    };
    assert_same(&IN_COLOR.iter().filter_map(screen).collect::<Vec<_>>());
}

#[test]
fn documents() {
    let document = |input: &&str| {
        let mut report: Value = serde_json::from_str(&explain(input, &["--format", "json"])).expect("JSON");
        report["tool"]["version"] = "VERSION".into();
        report["tool"]["catalog"] = "HASH".into();
        let text = serde_json::to_string_pretty(&report).expect("JSON") + "\n";
        differs(&format!("json/{input}.json"), &text)
    };
    assert_same(&AS_JSON.iter().filter_map(document).collect::<Vec<_>>());
}

#[test]
fn formats() {
    let files = [
        ("agent", "txt"),
        ("github", "txt"),
        ("gitlab", "json"),
        ("html", "html"),
        ("jsonl", "jsonl"),
        ("junit", "xml"),
        ("markdown", "md"),
        ("sarif", "json"),
    ];
    // What every release and every page of the catalog changes.
    let report: Value = serde_json::from_str(&explain("six-errors.log", &["--format", "json"])).expect("JSON");
    let tool = |name: &str| report["tool"][name].as_str().expect("a text").to_owned();
    let (version, catalog) = (tool("version"), tool("catalog"));
    let form = |(format, ending): &(&str, &str)| {
        let text = explain("six-errors.log", &["--format", format]);
        differs(&format!("formats/{format}.{ending}"), &text.replace(&catalog, "HASH").replace(&version, "VERSION"))
    };
    assert_same(&files.iter().filter_map(form).collect::<Vec<_>>());
}

/// A golden file without an input would never be compared.
#[test]
fn every_golden_file_has_an_input() {
    let inputs = inputs();
    for (folder_name, ending) in [("screens", ""), ("color", ""), ("json", ".json")] {
        for file in fs::read_dir(folder().join(folder_name)).expect("a folder") {
            let name = file.expect("a file").file_name().into_string().expect("UTF-8");
            let input = name.strip_suffix(ending).unwrap_or_default().to_owned();
            assert!(inputs.contains(&input), "{folder_name}/{name}");
        }
    }
}
