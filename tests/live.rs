//! Input that is still coming: what is told before its end, and what closes the run.
#![cfg(unix)]

mod program;

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use program::{command, run};

const REFUSED: &str = "rpc error: code = Unavailable desc = dial tcp 10.0.0.7:50051: connect: connection refused\n";
const EXPIRED: &str = "rpc error: code = Unauthenticated desc = token has expired\n";

/// A run whose standard input stays open, and what it has printed so far.
struct Run {
    child: Child,
    printed: Arc<Mutex<String>>,
}

impl Run {
    fn new(arguments: &[&str]) -> Run {
        let mut child = command(arguments).spawn().expect("it starts");
        let mut stdout = child.stdout.take().expect("piped");
        let printed = Arc::new(Mutex::new(String::new()));
        let read = Arc::clone(&printed);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut bytes) {
                read.lock().expect("a text").push_str(std::str::from_utf8(&bytes[..count]).expect("UTF-8"));
            }
        });
        Run { child, printed }
    }

    fn write(&mut self, text: &str) {
        self.child.stdin.as_mut().expect("piped").write_all(text.as_bytes()).expect("it is read");
    }

    fn printed(&self) -> String {
        self.printed.lock().expect("a text").clone()
    }

    /// Waits until some words are printed. A machine that is busy takes its time.
    fn wait_for(&self, words: &str) {
        let started = Instant::now();
        while !self.printed().contains(words) {
            assert!(started.elapsed() < Duration::from_secs(60), "{words:?} is missing in:\n{}", self.printed());
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args(["-s", name, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("it ends");
        let started = Instant::now();
        while Arc::strong_count(&self.printed) > 1 && started.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(10));
        }
        (status, self.printed())
    }
}

#[test]
fn each_cause_is_told_when_it_is_first_seen_and_a_table_closes_the_run() {
    let mut run = Run::new(&[]);
    run.write("starting\n");
    run.write(REFUSED);
    run.wait_for("explain net/connection-refused for the whole page");
    run.write(EXPIRED);
    run.wait_for("explain auth/token-expired for the whole page");
    assert!(!run.printed().contains("different, in"), "{}", run.printed());
    // What was told before is only counted.
    run.write(&REFUSED.repeat(3));
    drop(run.child.stdin.take());
    let (status, printed) = run.end();
    assert_eq!(status.code(), Some(0));
    assert_eq!(printed.matches("\nWhy\n").count(), 2, "{printed}");
    let table = printed.split("5 errors, 2 different, in 6 lines").nth(1).expect("a table");
    let rows: Vec<_> = table
        .lines()
        .skip_while(|line| !line.starts_with("  error"))
        .map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let refused = "error 4 The connection was refused: … lines 2-6 net/connection-refused";
    assert_eq!(rows, [refused, "error 1 The access token has expired line 3 auth/token-expired"], "{table}");
}

#[test]
fn a_signal_closes_the_run_with_the_table() {
    for (signal, wanted) in [("INT", 130), ("TERM", 143)] {
        let mut run = Run::new(&[]);
        run.write(REFUSED);
        run.wait_for("for the whole page");
        run.signal(signal);
        let (status, printed) = run.end();
        assert_eq!(status.code(), Some(wanted), "{signal}");
        assert_eq!(printed.matches("1 error in 1 line").count(), 1, "{signal}: {printed}");
    }
    // A gate that is stopped has judged nothing, and nothing is printed of an empty input.
    let mut run = Run::new(&["check"]);
    run.write(REFUSED);
    run.wait_for("for the whole page");
    run.signal("INT");
    let (status, printed) = run.end();
    assert!(status.code() == Some(130) && !printed.contains("check "), "{printed}");
}

#[test]
fn a_stream_that_never_pauses_is_told_too() {
    let mut run = Run::new(&[]);
    let mut stdin = run.child.stdin.take().expect("piped");
    // It ends with the run.
    let writer = thread::spawn(move || {
        let mut lines = (0_u64..).map(|at| if at == 20 { REFUSED.to_owned() } else { format!("line {at} is well\n") });
        while lines.next().is_some_and(|line| stdin.write_all(line.as_bytes()).is_ok()) {
            thread::sleep(Duration::from_millis(3));
        }
    });
    run.wait_for("explain net/connection-refused for the whole page");
    run.signal("TERM");
    let (status, printed) = run.end();
    assert_eq!(status.code(), Some(143));
    assert!(printed.contains("1 error in "), "{printed}");
    writer.join().expect("it ends");
}

#[test]
fn a_reader_that_goes_ends_the_run() {
    let mut child = command::<&str>(&[]).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("piped");
    drop(child.stdout.take());
    stdin.write_all(REFUSED.as_bytes()).expect("it is read");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    // A gate reads on and judges.
    let mut child = command(&["check"]).spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("piped");
    drop(child.stdout.take());
    stdin.write_all(b"rpc error: code = NotFound desc = x\n").expect("it is read");
    thread::sleep(Duration::from_millis(300));
    stdin.write_all(REFUSED.as_bytes()).expect("it is read");
    drop(stdin);
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}

#[test]
fn other_formats_wait_for_the_end() {
    let mut run = Run::new(&["--format", "json"]);
    run.write(REFUSED);
    thread::sleep(Duration::from_millis(300));
    assert_eq!(run.printed(), "");
    run.write(EXPIRED);
    drop(run.child.stdin.take());
    let (_, printed) = run.end();
    let report: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(report["summary"]["findings"], 2);
}

#[test]
fn what_ends_at_once_is_told_as_from_a_file() {
    let file = std::env::temp_dir().join(format!("explain-live-{}.log", std::process::id()));
    std::fs::write(&file, format!("{EXPIRED}{REFUSED}{REFUSED}")).expect("a file");
    let from_file = run(&[&file], "");
    let from_pipe = run::<&str>(&[], std::fs::read(&file).expect("a file"));
    std::fs::remove_file(&file).expect("a file");
    let text = |output: &std::process::Output| String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(text(&from_file).replace(&file.display().to_string(), "<stdin>"), text(&from_pipe));
}

#[test]
fn a_file_is_followed_through_rotation_and_truncation() {
    let folder = std::env::temp_dir().join(format!("explain-follow-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let (log, old) = (folder.join("pay.log"), folder.join("pay.log.1"));
    fs::write(&log, format!("starting\n{REFUSED}")).expect("a file");
    let run = Run::new(&["--follow", log.to_str().expect("UTF-8")]);
    run.wait_for("explain net/connection-refused for the whole page");
    // The writer keeps the old file open for a while, and writes to it.
    let mut writer = OpenOptions::new().append(true).open(&log).expect("a file");
    fs::rename(&log, &old).expect("a file");
    writer.write_all(EXPIRED.as_bytes()).expect("it is written");
    run.wait_for("explain auth/token-expired for the whole page");
    let text = format!("one\ntwo\nrpc error: code = NotFound desc = order 17\n{}", "all is well\n".repeat(50));
    fs::write(&log, text).expect("a file");
    run.wait_for("pay.log:3:1");
    thread::sleep(Duration::from_millis(300));
    fs::write(&log, REFUSED).expect("a file");
    thread::sleep(Duration::from_secs(1));
    run.signal("INT");
    let (status, printed) = run.end();
    let _ = fs::remove_dir_all(&folder);
    assert_eq!(status.code(), Some(130));
    for words in ["4 errors, 3 different", "it was replaced by another file", "it became shorter"] {
        assert!(printed.contains(words), "{words} is missing in:\n{printed}");
    }
}

#[test]
fn what_does_not_grow_is_not_followed() {
    for (path, words) in
        [("/dev/null", "only regular files grow"), ("/none.log", "no such file"), ("/", "only regular")]
    {
        let output = run(&["-f", path], "");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(2) && stderr.contains(words), "{path}: {stderr}");
    }
}
