//! What pipelines rely on: `run`, `explain.toml`, baselines, merging, and formats that other programs read.
#![cfg(unix)]

mod program;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use program::{command, fed, run};
use serde_json::Value;

const EXPIRED: &str = "Error: 16 UNAUTHENTICATED: jwt expired\n";
const REFUSED: &str = "rpc error: code = Unavailable desc = dial tcp 10.0.0.7:50051: connect: connection refused\n";

/// A folder that is deleted in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("explain-pipeline-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn within(folder: &Path, arguments: &[&str], input: &str) -> Output {
    fed(command(arguments).current_dir(folder).spawn().expect("explain starts"), input.as_bytes())
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn shell(script: &str) -> Output {
    run(&["run", "--", "sh", "-c", script], "")
}

#[test]
fn the_output_of_a_command_passes_through_untouched() {
    let output = shell("printf 'a\\r\\n\\001\\377b'; printf 'c\\033[31m' >&2; exit 0");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, b"a\r\n\x01\xffb");
    assert_eq!(output.stderr, b"c\x1b[31m");
    // More than is kept of it.
    let output = shell("head -c 20000000 /dev/zero | tr '\\0' x");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 20_000_000));
}

#[test]
fn a_command_that_fails_is_diagnosed_on_standard_error() {
    let output = shell("echo fine; echo 'Error: 16 UNAUTHENTICATED: jwt expired' >&2; exit 3");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(3), "fine\n"));
    let stderr = text(&output.stderr);
    assert!(stderr.starts_with(EXPIRED) && stderr.contains("sh: exit code 3\n"), "{stderr}");
    assert!(stderr.contains("error: The access token has expired\n"), "{stderr}");
    // One that succeeds is not, whatever it printed.
    let output = shell("echo 'Error: 16 UNAUTHENTICATED: jwt expired'");
    assert_eq!((output.status.code(), text(&output.stdout), text(&output.stderr)), (Some(0), EXPIRED, ""));
}

#[test]
fn the_exit_code_is_that_of_the_command_and_counts_where_its_output_says_nothing() {
    for (script, code, says) in [
        ("kill -9 $$", 137, "killed with SIGKILL"),
        ("kill -SEGV $$", 139, "accessed memory"),
        ("exit 137", 137, "killed with SIGKILL"),
        ("exit 1", 1, "No error recognised"),
    ] {
        let output = shell(script);
        assert_eq!(output.status.code(), Some(code), "{script}");
        assert!(text(&output.stderr).contains(says), "{script}: {}", text(&output.stderr));
    }
    let output = run(&["run", "--", "no-such-command-anywhere"], "");
    assert_eq!(output.status.code(), Some(127));
    assert_eq!(text(&output.stderr), "explain: can't run no-such-command-anywhere: no such file\n");
    let output = run(&["run", "--", "/"], "");
    assert_eq!(output.status.code(), Some(126));
}

#[test]
fn a_signal_is_the_commands_to_handle() {
    // The command takes its time after SIGTERM, and says how it ended.
    let script = "trap 'echo cleaned up; exit 7' TERM; echo ready; while :; do sleep 0.05; done";
    let mut child = command(&["run", "--", "sh", "-c", script]).spawn().expect("explain starts");
    let mut ready = [0; 6];
    child.stdout.as_mut().expect("piped").read_exact(&mut ready).expect("it is ready");
    let kill = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().expect("kill starts");
    assert!(kill.success());
    let output = child.wait_with_output().expect("explain ends");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(7), "cleaned up\n"));
}

#[test]
#[cfg(unix)]
fn a_command_can_have_a_terminal() {
    let asks = "test -t 1 && test -t 2 && echo a terminal of $(stty size); exit 3";
    let on_pipes = shell(asks);
    assert_eq!((on_pipes.status.code(), text(&on_pipes.stdout)), (Some(3), ""));
    let output = run(&["run", "--tty", "--", "sh", "-c", asks], "");
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(3), "a terminal of 24 80\r\n"));
    // What comes from a file is not echoed, and its end ends the input.
    let output = run(&["run", "--tty", "--", "sh", "-c", "tr a-z A-Z; echo connection refused >&2; exit 1"], "typed\n");
    assert!(text(&output.stdout).starts_with("TYPED\r\n"), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("explain: sh: exit code 1"), "{}", text(&output.stderr));
    let output = run(&["run", "--tty", "--", "no-such-command-anywhere"], "");
    assert_eq!(output.status.code(), Some(127));
}

#[test]
fn what_the_middle_of_a_long_output_held_is_said_to_be_unread() {
    let output =
        shell("head -c 30000000 /dev/zero | tr '\\0' '\\n'; echo 'Error: 16 UNAUTHENTICATED: jwt expired'; exit 1");
    let stderr = text(&output.stderr);
    assert!(stderr.contains("The access token has expired"), "{stderr}");
    assert!(stderr.contains("in the middle of the output were not read"), "{stderr}");
}

#[test]
fn settings_come_from_flags_then_variables_then_the_file() {
    let folder = Folder::new("settings");
    folder.file("explain.toml", "fail-on = \"critical\"\nmin-confidence = \"low\"\n");
    let inner = folder.0.join("a/b");
    fs::create_dir_all(&inner).expect("a folder");
    let shown = |arguments: &[&str], variable: Option<&str>| {
        let mut all = vec!["check", "--show-config"];
        all.extend(arguments);
        let mut command = command(&all);
        variable.map(|value| command.env("EXPLAIN_FAIL_ON", value));
        let output = fed(command.current_dir(&inner).spawn().expect("explain starts"), b"");
        let text = text(&output.stdout).to_owned();
        text.lines()
            .find(|line| line.starts_with("fail-on ="))
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .expect("a line")
    };
    let file = folder.0.join("explain.toml").canonicalize().expect("a path");
    assert_eq!(shown(&[], None), format!("fail-on = \"critical\" # {}", file.display()));
    assert_eq!(shown(&[], Some("warning")), "fail-on = \"warning\" # EXPLAIN_FAIL_ON");
    assert_eq!(shown(&["--fail-on", "info"], Some("warning")), "fail-on = \"info\" # --fail-on");
    assert_eq!(within(&inner, &["check"], EXPIRED).status.code(), Some(0), "an error is not critical");
    assert_eq!(within(&inner, &["check", "--fail-on", "error"], EXPIRED).status.code(), Some(1));
    // What is not `check` or `run` does not look for it.
    folder.file("explain.toml", "no-redact = true\n");
    assert_eq!(within(&inner, &[], EXPIRED).status.code(), Some(0));
    for (file, says) in [
        ("no-redact = true\n", "counts on the command line only"),
        ("allow-truncated = true\n", "counts on the command line only"),
        ("fial-on = \"error\"\n", "explain.toml:1: unknown key `fial-on`; did you mean \"fail-on\"?"),
        ("format = \"yaml\"\n", "expected one of: human, json"),
        ("= 1\n", "explain.toml"),
    ] {
        folder.file("explain.toml", file);
        let output = within(&inner, &["check"], "fine\n");
        assert_eq!(output.status.code(), Some(2), "{file}");
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
    }
}

#[test]
fn a_baseline_lets_pass_what_was_known() {
    let folder = Folder::new("baseline");
    let judge = |arguments: &[&str], input: &str| {
        let mut all = vec!["check", "--baseline", "known.txt"];
        all.extend(arguments);
        within(&folder.0, &all, input)
    };
    assert_eq!(judge(&[], EXPIRED).status.code(), Some(2), "there is no such file");
    assert_eq!(judge(&["--write-baseline"], EXPIRED).status.code(), Some(0));
    assert_eq!(judge(&[], &format!("another line\n{EXPIRED}")).status.code(), Some(0));
    assert_eq!(judge(&[], &format!("{REFUSED}{EXPIRED}")).status.code(), Some(1));
    let known = fs::read_to_string(folder.0.join("known.txt")).expect("a file").replace("  -", "  2020-01-31  once");
    folder.file("known.txt", &known);
    let output = judge(&[], EXPIRED);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("auth/token-expired was allowed until 2020-01-31"));
    // What was not read would be missing in it.
    let output = judge(&["--write-baseline", "missing.log", "-"], EXPIRED);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.0.join("known.txt")).expect("a file"), known);
    assert!(text(&output.stderr).contains("the baseline was not written"));
    folder.file("known.txt", "nonsense\n");
    assert!(text(&judge(&[], EXPIRED).stderr).contains("known.txt:1: \"nonsense\" is no fingerprint"));
    assert!(fs::read_dir(&folder.0).expect("a folder").count() == 1, "nothing is left beside it");
}

#[test]
fn reports_are_merged_in_any_order() {
    let folder = Folder::new("merge");
    for (name, log) in [("a", EXPIRED.to_owned()), ("b", format!("{REFUSED}\n\n\n\n\n\n\n\n\n\n\n\n\n\n{EXPIRED}"))] {
        folder.file(&format!("{name}.log"), &log);
        let output = within(&folder.0, &["--format", "json", &format!("{name}.log")], "");
        folder.file(&format!("{name}.json"), output.stdout);
    }
    let merged = within(&folder.0, &["merge", "a.json", "b.json"], "");
    assert_eq!(merged.stdout, within(&folder.0, &["merge", "b.json", "a.json"], "").stdout);
    let report: Value = serde_json::from_slice(&merged.stdout).expect("JSON");
    assert_eq!((&report["findings"][0]["count"], &report["summary"]["occurrences"]), (&2.into(), &3.into()));
    folder.file("c.json", "{}");
    let output = within(&folder.0, &["merge", "a.json", "c.json"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("c.json: not a report of `explain --format json`"));
}

/// Texts that are markup, commands or formulas somewhere.
const HOSTILE: &str = "rpc error: code = Unauthenticated desc = token expired <b>]]>&amp; \"x\" ::error::y \u{1b}[31m \u{0}\u{fffe} =cmd|' /C calc'!A0\n";

#[test]
fn sarif_is_valid_and_has_a_file_for_each_result() {
    let schema: Value = serde_json::from_str(include_str!("schemas/sarif-2.1.0.json")).expect("JSON");
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("file:///sarif.json", schema).expect("a schema");
    let mut schemas = boon::Schemas::new();
    let schema = compiler.compile("file:///sarif.json", &mut schemas).expect("a schema");
    for (arguments, results) in
        [(&["--format", "sarif"][..], 0), (&["--format", "sarif", "--stdin-name", "./my log.txt"], 3)]
    {
        let output = run(
            arguments,
            format!(
                "{EXPIRED}\n\n\n\n\n\n\n\n\n\n\n\n\n{REFUSED}\n\n\n\n\n\n\n\n\n\n\n\n{}",
                HOSTILE.replace("Unauthenticated", "NotFound")
            ),
        );
        let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        if let Err(error) = schemas.validate(&document, schema) {
            panic!("{error:#}");
        }
        let found = document["runs"][0]["results"].as_array().expect("results");
        assert_eq!(found.len(), results);
        let uris: Vec<_> =
            found.iter().map(|one| &one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]).collect();
        assert!(uris.iter().all(|uri| **uri == "my%20log.txt"), "{uris:?}");
        let rules = document["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules");
        for one in found {
            let rule = usize::try_from(one["ruleIndex"].as_u64().expect("an index")).expect("a small number");
            assert_eq!(rules[rule]["id"], one["ruleId"]);
        }
        let told = document["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
        assert_eq!(told.contains("--stdin-name"), results == 0, "{told}");
    }
}

#[test]
fn junit_is_xml_whatever_the_input_holds() {
    let output = run(&["--format", "junit"], HOSTILE);
    let document = text(&output.stdout).to_owned();
    let read = roxmltree::Document::parse(&document).expect("XML");
    let failure = read.descendants().find(|node| node.has_tag_name("failure")).expect("a failure");
    assert!(failure.attribute("message").expect("a message").contains("<b>]]>&amp; \"x\" ::error::y"));
    let empty = run(&["--format", "junit"], "all is well\n");
    let read = text(&empty.stdout).to_owned();
    let read = roxmltree::Document::parse(&read).expect("XML");
    assert_eq!(read.descendants().filter(|node| node.has_tag_name("testcase")).count(), 1);
    assert!(!read.descendants().any(|node| node.has_tag_name("failure")));
    // What the policy does not ask for passes.
    let mild = run(&["check", "--format", "junit", "--fail-on", "critical"], EXPIRED);
    assert!(!text(&mild.stdout).contains("<failure"), "{}", text(&mild.stdout));
}

#[test]
fn a_reader_on_a_budget_is_known_by_its_variable() {
    let told = |arguments: &[&str], value: &str| {
        let output =
            fed(command(arguments).env("AI_AGENT", value).spawn().expect("explain starts"), EXPIRED.as_bytes());
        text(&output.stdout).to_owned()
    };
    assert!(told(&[], "1").starts_with("error high yours auth/token-expired <stdin>:1 x1\n"), "{}", told(&[], "1"));
    assert!(told(&[], "").starts_with("error: The access token has expired\n"));
    assert!(told(&["--format", "human"], "1").starts_with("error: The access token has expired\n"));
}

#[test]
fn scripts_for_shells_are_scripts() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = run(&["completions", shell], "");
        assert!(output.status.success() && text(&output.stdout).contains("explain"), "{shell}");
    }
    let script = run(&["completions", "bash"], "").stdout;
    let mut bash = Command::new("bash").arg("-n").stdin(std::process::Stdio::piped()).spawn().expect("bash starts");
    bash.stdin.take().expect("piped").write_all(&script).expect("bash reads");
    assert!(bash.wait().expect("bash ends").success());
    assert!(text(&run(&["man"], "").stdout).contains(".TH explain 1"));
}

/// The step of the action, as a runner would start it.
#[test]
fn the_action_annotates_summarises_and_judges() {
    let folder = Folder::new("action");
    let log = folder.file("test.log", format!("{EXPIRED}\n\n\n\n\n\n\n\n\n\n\n\n{REFUSED}"));
    let summary = folder.file("summary.md", "");
    let step = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/github-step");
    let program = Path::new(env!("CARGO_BIN_EXE_explain")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let start = |fail_on: &str, files: &str| {
        let mut command = Command::new("bash");
        command.arg(&step).current_dir(&folder.0).env("PATH", &path).env("GITHUB_STEP_SUMMARY", &summary);
        command.env("FILES", files).env("FAIL_ON", fail_on).env("ARGUMENTS", "").output().expect("bash starts")
    };
    let output = start("error", "test.log");
    assert_eq!(output.status.code(), Some(1));
    let stdout = text(&output.stdout);
    assert!(stdout.starts_with("::error file=test.log,line="), "{stdout}");
    assert!(fs::read_to_string(&summary).expect("a file").starts_with("### 2 errors, 2 different"));
    assert_eq!(start("never", "test.log").status.code(), Some(0));
    assert_eq!(start("never", "missing.log").status.code(), Some(2), "what can't be read is no success");
    assert!(log.is_file());
}
