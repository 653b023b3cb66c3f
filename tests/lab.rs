//! The laboratory: the reproductions that the catalog calls proven are run as they stand.
//!
//! Each is run twice in a row, in an empty folder and, where the system allows it, in a network namespace of its own. What it
//! prints is compared with the output of its page, times, ports and ids apart, and the whole of it, piped into `explain`, must
//! be diagnosed as the cause of the page. Other versions of a program word some lines in another way: without the
//! versions that a page was proven with, only the diagnosis is compared.
//!
//! What needs a shell, curl, OpenSSL and Python's standard library only runs with every `cargo test`. `tests/lab/run` installs the
//! rest, and runs that too.

mod built_in;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use regex::Regex;

/// A reproduction that takes longer has failed.
const MAX_DURATION: Duration = Duration::from_secs(60);
/// They wait for servers and clients more than they compute.
const THREADS: usize = 6;

/// A reproduction of a page.
struct Reproduction {
    /// The id of the cause.
    cause: String,
    run: String,
    output: String,
    /// Packages and programs that it needs besides the common ones.
    uses: Vec<String>,
    /// The programs with their versions that it was proven with.
    with: Vec<String>,
}

#[test]
fn what_a_shell_can_reproduce_is_what_the_pages_say() {
    let all: Vec<Reproduction> = proven().into_iter().filter(|one| one.uses.is_empty()).collect();
    let missing: Vec<&str> =
        ["bash", "curl", "openssl", "python3"].into_iter().filter(|name| !is_there(name)).collect();
    if !missing.is_empty() {
        println!("nothing was reproduced: {} is missing", missing.join(", "));
        return;
    }
    check(&all);
}

#[test]
#[ignore = "needs programs that tests/lab/run installs"]
fn what_other_programs_reproduce_is_what_the_pages_say() {
    let (all, lacking): (Vec<_>, Vec<_>) =
        proven().into_iter().filter(|one| !one.uses.is_empty()).partition(|one| one.uses.iter().all(|name| has(name)));
    for one in &lacking {
        let lacks: Vec<&String> = one.uses.iter().filter(|name| !has(name)).collect();
        println!("skipped {}: {lacks:?} is missing", one.cause);
    }
    check(&all);
}

/// The reproductions that pages call proven.
fn proven() -> Vec<Reproduction> {
    let files = built_in::files();
    let sources = built_in::sources(&files);
    let all = sources.causes.iter().flat_map(|entry| entry.value.reproduce.iter().map(|one| (&entry.id, one)));
    let proven = all.filter_map(|(cause, one)| {
        let with = texts(&one.proven.as_ref()?.with);
        let (run, output) = (one.run.to_string(), one.output.to_string());
        Some(Reproduction { cause: cause.clone(), run, output, uses: texts(&one.uses), with })
    });
    proven.collect()
}

fn texts(list: &[impl ToString]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

/// Runs them all, and lists what does not hold.
fn check(all: &[Reproduction]) {
    let isolated = Command::new("unshare").args(["-rn", "ip", "link", "set", "lo", "up"]).output();
    let isolated = isolated.is_ok_and(|output| output.status.success());
    let versions = versions();
    let (next, faults) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = faults_of(one, isolated && one.uses.is_empty(), &versions);
                    faults.lock().expect("a lock").extend(found);
                }
            });
        }
    });
    let faults = faults.into_inner().expect("a lock");
    println!("{} reproductions were run twice", all.len());
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// What of a reproduction does not hold.
fn faults_of(one: &Reproduction, isolated: bool, versions: &BTreeSet<String>) -> Vec<String> {
    let same_versions = one.with.iter().all(|with| versions.contains(with));
    let mut faults = Vec::new();
    for time in ["first", "second"] {
        let printed = match printed_by(&one.run, isolated) {
            Ok(printed) => printed,
            Err(reason) => {
                faults.push(format!("{}, the {time} time: {reason}", one.cause));
                continue;
            }
        };
        if same_versions && folded(&printed) != folded(&one.output) {
            faults.push(format!("{} prints, the {time} time:\n{printed}\nand not\n{}", one.cause, one.output));
        }
        let told = diagnosed(&printed);
        if told != (Some(one.cause.clone()), true) {
            faults.push(format!("{}, the {time} time, is diagnosed as {told:?}:\n{printed}", one.cause));
        }
    }
    faults
}

/// What a script prints on both streams, run in an empty folder.
fn printed_by(script: &str, isolated: bool) -> Result<String, String> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("explain-lab-{}-{number}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let printed = run_in(&folder, script, isolated);
    fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    Ok(printed?.replace(&*folder.to_string_lossy(), "/tmp/folder"))
}

fn run_in(folder: &Path, script: &str, isolated: bool) -> Result<String, String> {
    let output = folder.with_extension("out");
    let stdout = fs::File::create(&output).map_err(|error| error.to_string())?;
    let stderr = stdout.try_clone().map_err(|error| error.to_string())?;
    let mut command = if isolated {
        let mut command = Command::new("unshare");
        command.args(["-rn", "bash", "-c", "ip link set lo up; exec bash -c \"$0\"", script]);
        command
    } else {
        let mut command = Command::new("bash");
        command.args(["-c", script]);
        command
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    command.env_clear().env("PATH", path).env("HOME", folder).env("TMPDIR", folder).env("LANG", "C.UTF-8");
    let child = command.current_dir(folder).stdin(Stdio::null()).stdout(stdout).stderr(stderr).spawn();
    let mut child = child.map_err(|error| error.to_string())?;
    let ended = wait(&mut child);
    let printed = fs::read(&output).map_err(|error| error.to_string())?;
    fs::remove_file(&output).map_err(|error| error.to_string())?;
    let printed = String::from_utf8_lossy(&printed).into_owned();
    if ended { Ok(printed) } else { Err(format!("did not end, and printed:\n{printed}")) }
}

/// Waits until a process has ended. It is killed if it takes too long.
fn wait(child: &mut Child) -> bool {
    let begin = Instant::now();
    while begin.elapsed() < MAX_DURATION {
        if !matches!(child.try_wait(), Ok(None)) {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// The id of the first finding of a text, and whether it is sure enough.
fn diagnosed(text: &str) -> (Option<String>, bool) {
    let explain = Command::new(env!("CARGO_BIN_EXE_explain"))
        .args(["--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut explain = explain.expect("explain starts");
    let written = explain.stdin.take().expect("its input").write_all(text.as_bytes());
    let output = explain.wait_with_output().expect("it ends");
    assert!(written.is_ok(), "{written:?}, {output:?} for {text}");
    let report: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}, {output:?} for {text}"));
    let first = &report["findings"][0];
    let is_sure = matches!(first["confidence"].as_str(), Some("high" | "medium"));
    (first["id"].as_str().map(str::to_owned), is_sure)
}

/// What of an output is the same in each run: lines without times, ports, ids, versions and folders.
fn folded(output: &str) -> Vec<String> {
    const FOLDS: [(&str, &str); 12] = [
        (r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? \d{1,2} \w{3} \d{4}", "DATE"),
        (r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d{1,2}\b", "DATE"),
        (r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2}\b", "DATE"),
        // Of nginx the process and thread, of gRPC's logs the thread.
        (r"\b\d+#\d+:", "0#0:"),
        (r"(?m)^([EWI])\d{4} \S+ +\d+ ", "$1 "),
        ("0x[0-9a-fA-F]+", "0x0"),
        (r"/tmp/[\w./-]+", "/tmp/folder"),
        (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "UUID"),
        (r"\b[0-9a-f]{16,}\b", "HEX"),
        (r"\d+(?:[.:/-]\d+)+", "0"),
        (r"\b\d{5,}\b", "0"),
        (r"\b\d+ ?(ms|us|µs|ns|s|milliseconds|seconds|bytes)\b", "0 $1"),
    ];
    let mut text = output.trim().to_owned();
    for (pattern, fold) in FOLDS {
        text = Regex::new(pattern).expect("a pattern").replace_all(&text, fold).into_owned();
    }
    text.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn what_differs_between_two_runs_is_folded_and_a_status_is_not() {
    let same = |one: &str, other: &str| folded(one) == folded(other);
    assert!(same(
        "Date: Mon, 30 Nov 2026 19:32:09 GMT\nport 40001\n",
        "Date: Tue, 1 Dec 2026 07:01:00 GMT\nport 51999"
    ));
    assert!(same(
        "connect to 127.0.0.1 port 4711 failed after 0 ms",
        "connect to 127.0.0.1 port 4711 failed after 12 ms"
    ));
    assert!(!same("HTTP/1.1 401 Unauthorized", "HTTP/1.1 403 Unauthorized"));
    assert!(!same("a\nb", "a"));
}

/// The programs of this machine with their versions, as pages name them.
fn versions() -> BTreeSet<String> {
    let first = |program: &str, flag: &str| {
        let output = Command::new(program).arg(flag).output().ok()?;
        String::from_utf8_lossy(&output.stdout).lines().next().map(str::to_owned)
    };
    let version = |line: &str| {
        line.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit())).map(str::to_owned)
    };
    let programs = [("curl", "--version"), ("openssl", "version"), ("python3", "--version"), ("bash", "--version")];
    let titles = ["curl", "OpenSSL", "Python", "bash"];
    let found = programs.iter().zip(titles).filter_map(|((program, flag), title)| {
        let line = first(program, flag)?;
        let line = line.replace("version ", "");
        Some(format!("{title} {}", version(&line)?.split('(').next()?))
    });
    found.collect()
}

/// Whether a package or program is there: `pip:grpcio`, `npm:@grpc/grpc-js`, `nginx`.
fn has(name: &str) -> bool {
    match name.split_once(':') {
        Some(("pip", package)) => succeeds("python3", &["-m", "pip", "show", "-q", package]),
        Some(("npm", package)) => succeeds("npm", &["ls", "-g", package]),
        _ => is_there(name),
    }
}

fn is_there(program: &str) -> bool {
    succeeds("bash", &["-c", &format!("command -v {program}")])
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let status = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}
