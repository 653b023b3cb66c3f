//! What transcripts can't test: standard input, the shape of the JSON, colour, and a reader that closes the pipe.

mod program;

use std::io::Read;
use std::process::Stdio;

use program::{command, fed, run};
use serde_json::Value;

const REFUSED: &str =
    "starting\nrpc error: code = Unavailable desc = dial tcp 10.0.0.7:50051: connect: connection refused\n";

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn json(arguments: &[&str], input: &str) -> Value {
    let output = run(arguments, input.as_bytes());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(&output.stdout)))
}

#[test]
fn standard_input_is_read_where_nothing_or_a_dash_is_named() {
    for arguments in [&[][..], &["-"]] {
        let output = run(arguments, REFUSED.as_bytes());
        assert_eq!(output.status.code(), Some(0));
        let stdout = text(&output.stdout);
        assert!(stdout.starts_with("error: The connection was refused"), "{stdout}");
        assert!(stdout.contains("telnet://10.0.0.7:50051"), "{stdout}");
        assert!(output.stderr.is_empty());
    }
}

#[test]
fn empty_standard_input_is_said_on_standard_error() {
    let output = run::<&str>(&[], b"");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), ""));
    assert_eq!(text(&output.stderr), "explain: the input is empty\n");
    let output = run(&["check"], b"");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
    assert!(text(&output.stderr).contains("--allow-empty"));
    assert_eq!(run(&["check", "--allow-empty"], b"").status.code(), Some(0));
    let json = json(&["check", "--allow-empty", "--format", "json"], "");
    assert_eq!((&json["kind"], json["findings"].as_array().map(Vec::len)), (&Value::from("diagnosis"), Some(0)));
}

#[test]
fn with_a_thing_given_standard_input_is_left_alone() {
    let output = run(&["UNAUTHENTICATED"], REFUSED.as_bytes());
    assert!(text(&output.stdout).starts_with("UNAUTHENTICATED  gRPC status 16\n"));
}

#[test]
fn check_reads_standard_input() {
    assert_eq!(run(&["check"], REFUSED.as_bytes()).status.code(), Some(1));
    assert_eq!(run(&["check", "-"], b"all is well\n").status.code(), Some(0));
}

#[test]
fn a_diagnosis_as_json_keeps_its_contract() {
    let report = json(&["--format", "json"], REFUSED);
    assert_eq!(report["schema_version"], 1);
    assert_eq!(report["kind"], "diagnosis");
    assert_eq!(report["tool"]["name"], "explain");
    assert_eq!(report["tool"]["version"], env!("CARGO_PKG_VERSION"));
    assert!(report["tool"]["catalog"].is_string());
    let finding = &report["findings"][0];
    for (name, wanted) in [
        ("id", Value::from("net/connection-refused")),
        ("canonical", "UNAVAILABLE".into()),
        ("category", "network".into()),
        ("severity", "error".into()),
        ("confidence", "high".into()),
        ("format", "grpc-go".into()),
        ("language", "go".into()),
        ("message", "dial tcp 10.0.0.7:50051: connect: connection refused".into()),
        ("truncated", false.into()),
        ("skeleton", Value::Null),
        ("wait", Value::Null),
        ("count", 1.into()),
    ] {
        assert_eq!(finding[name], wanted, "{name}");
    }
    let code = serde_json::json!(
        { "system": "grpc", "code": "UNAVAILABLE", "number": 14, "printed": true, "known": true,
          "title": "The server cannot be reached or cannot serve now", "canonical": "UNAVAILABLE", "http": null });
    assert_eq!(finding["codes"][0], code);
    for (name, wanted) in [("source", Value::from("-")), ("line", 2.into()), ("offset", 9.into())] {
        assert_eq!(finding["first"][name], wanted, "{name}");
    }
    assert_eq!(finding["last"], finding["first"]);
    assert_eq!(finding["fields"]["target.host"][0], "10.0.0.7");
    let cause = &finding["causes"][0];
    assert_eq!((&cause["id"], &cause["confidence"]), (&finding["id"], &Value::from("high")));
    assert_eq!(cause["evidence"][0]["field"], "message");
    for list in ["checks", "fixes", "reproduce"] {
        assert!(cause[list].as_array().is_some_and(|list| !list.is_empty()), "{list}");
    }
    for list in ["chain", "avoid", "equivalents", "contrasts", "notes", "sources"] {
        assert!(finding[list].is_array(), "{list}");
    }
    for word in ["title", "meaning", "fingerprint", "excerpt"] {
        assert!(finding[word].as_str().is_some_and(|word| !word.is_empty()), "{word}");
    }
    assert!(finding["retry"]["advice"].is_string());
    let bytes = REFUSED.len();
    for (name, wanted) in [("lines", 2), ("bytes", bytes), ("findings", 1), ("occurrences", 1)] {
        assert_eq!(report["summary"][name], wanted, "{name}");
    }
    assert_eq!(report["summary"]["by_severity"], serde_json::json!({ "error": 1 }));
}

#[test]
fn a_look_up_and_a_list_as_json() {
    let page = json(&["--format", "json", "http", "401"], "");
    assert_eq!(page["kind"], "lookup");
    let entry = &page["entries"][0];
    assert_eq!((&entry["type"], &entry["id"], &entry["number"]), (&"code".into(), &"http/401".into(), &401.into()));
    assert!(entry["causes"].as_array().is_some_and(|causes| causes.len() > 3));
    let all = json(&["NOT_FOUND", "--format", "json"], "");
    assert!(all["entries"].as_array().is_some_and(|entries| entries.len() > 2));
    let cause = json(&["--format", "json", "auth/token-expired"], "");
    assert_eq!(cause["entries"][0]["type"], "cause");
    let list = json(&["list", "grpc", "--format", "json"], "");
    assert_eq!((&list["kind"], list["codes"].as_array().map(Vec::len)), (&"list".into(), Some(17)));
}

#[test]
fn json_of_check_stands_alone_on_standard_output() {
    let output = run(&["check", "--format", "json"], REFUSED.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok());
    assert!(text(&output.stderr).starts_with("explain: check failed: 1 finding"), "{}", text(&output.stderr));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let first = run(&["--format", "json"], REFUSED.as_bytes()).stdout;
    assert_eq!(first, run(&["--format", "json"], REFUSED.as_bytes()).stdout);
}

#[test]
fn the_language_of_the_reader_comes_before_that_of_the_program() {
    let code = |arguments: &[&str]| {
        let report = json(arguments, REFUSED);
        let fixes = report["findings"][0]["causes"][0]["fixes"].as_array().expect("fixes").clone();
        let code = fixes.iter().find_map(|fix| fix["code"].as_array().filter(|code| !code.is_empty()).cloned());
        code.expect("code")[0]["language"].as_str().expect("a language").to_owned()
    };
    assert_eq!(code(&["--format", "json"]), "go");
    assert_eq!(code(&["--format", "json", "--lang", "java"]), "java");
}

#[test]
fn colour_is_for_terminals_and_for_those_who_want_it() {
    let colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = command(arguments);
        command.envs(variables.iter().copied());
        fed(command.spawn().expect("explain starts"), REFUSED.as_bytes()).stdout.contains(&0x1b)
    };
    assert!(!colored(&[], &[]));
    assert!(colored(&["--color", "always"], &[]));
    assert!(colored(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colored(&["--format", "json", "--color", "always"], &[]));
}

/// `explain list | head -1`
#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = command(&["list"]).stdin(Stdio::null()).spawn().expect("starts");
    let mut first = [0; 4];
    child.stdout.take().expect("piped").read_exact(&mut first).expect("some output");
    assert_eq!(&first, b"gRPC");
    let output = child.wait_with_output().expect("ends");
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
}

/// Pages may grow, but without `--full` they are limited to a screen or two.
#[test]
fn no_line_of_prose_is_wider_than_the_page() {
    for page in ["UNAVAILABLE", "http/404", "auth/token-expired"] {
        let output = run(&[page], b"");
        for line in text(&output.stdout).lines().filter(|line| line.starts_with("  ") && !line.starts_with("    ")) {
            assert!(line.chars().count() <= 80, "{page}: {line}");
        }
    }
}

#[test]
fn why_says_which_rules_decided() {
    let error = "rpc error: code = Internal desc = x: rpc error: code = NotFound desc = order 17";
    let output = run(&["--why"], error.as_bytes());
    let stdout = text(&output.stdout);
    for part in ["How this was decided", "detected link 1: grpc-go saw grpc/INTERNAL", "root link 2", "ranked 1. "] {
        assert!(stdout.contains(part), "{part} is missing in:\n{stdout}");
    }
    assert!(!text(&run::<&str>(&[], error.as_bytes()).stdout).contains("How this was decided"));
}

#[test]
fn what_readers_of_a_code_came_for_is_on_its_first_screens() {
    let output = run(&["UNAUTHENTICATED"], b"");
    let page = text(&output.stdout);
    let line_of = |begin: &str| page.lines().position(|line| line.starts_with(begin)).map(|at| at + 1);
    assert!(line_of("Fix: ").is_some_and(|line| line <= 20), "{page}");
    assert!(line_of("Reproduce: ").is_some_and(|line| line <= 45), "{page}");
    assert!(page.lines().count() <= 120, "{} lines\n{page}", page.lines().count());
    for meaning in ["gRPC status 16", "TensorFlow 16", "VMware vSphere", "[graph/unauthenticated]"] {
        assert!(page.contains(meaning), "{meaning}\n{page}");
    }
}
