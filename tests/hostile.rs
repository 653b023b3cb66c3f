//! Hostile input: any bytes, any length, any nesting, forged markup, secrets.

mod built_in;
mod program;

use std::fs;
use std::io::Write;
use std::process::Output;
use std::thread;
use std::time::{Duration, Instant};

use built_in::{files, sources};
use explain_errors::Explainer;
use explain_errors::internal::{FORMATS, Style};
use program::{command, run};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Runs the command with human and JSON output, and fails if either breaks what every output must keep.
fn survives(input: &[u8]) -> Output {
    let human = run(&["--full"], input);
    for output in [&run(&["--format", "json"], input), &human] {
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(0..=2)), "it ended with {:?}: {stderr}", output.status);
        assert!(!stderr.contains("panicked"), "{stderr}");
        shows_no_control(&output.stdout);
        shows_no_control(&output.stderr);
    }
    human
}

/// Fails if an output contains control characters other than line feeds and tabs, or characters that reorder text.
fn shows_no_control(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let bidi = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
    if let Some(at) = text.find(|c: char| (c.is_control() && c != '\n' && c != '\t') || bidi(c)) {
        let before: String = text[..at].chars().rev().take(60).collect();
        let before: String = before.chars().rev().collect();
        panic!("a control character reached the output: {before:?}, then {:?}", text[at..].chars().next());
    }
}

const ERROR: &[u8] = b"rpc error: code = Unavailable desc = dial tcp 10.0.0.7:50051: connect: connection refused";

fn around_error(before: &[u8], after: &[u8]) -> Vec<u8> {
    [before, b"\n", ERROR, b"\n", after].concat()
}

fn finds_the_error(output: &Output) {
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("net/connection-refused") || text.contains("connection was refused"), "{text}");
}

#[test]
fn any_bytes() {
    let all: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    finds_the_error(&survives(&around_error(&all, &all)));
}

#[test]
fn invalid_utf8_within_an_error() {
    let output = survives(
        b"rpc error: code = Unavailable desc = \xff\xfe dial tcp 10.0.0.7:1: connect: connection refused \xc3",
    );
    finds_the_error(&output);
}

#[test]
fn nul_bytes_and_utf16() {
    let wide: Vec<u8> = ERROR.iter().flat_map(|byte| [*byte, 0]).collect();
    finds_the_error(&survives(&wide));
    finds_the_error(&survives(&around_error(&[0; 4096], &[0; 4096])));
}

#[test]
fn control_sequences_do_not_reach_the_terminal() {
    let hostile = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[31m\u{9b}31m\u{8}\u{8}\u{202e}gnp.exe\u{2066}\rover\u{7f}";
    for text in [
        format!("rpc error: code = Unavailable desc = connection refused {hostile}"),
        format!(
            "HTTP/1.1 401 Unauthorized\r\nX-{hostile}: {hostile}\r\nWWW-Authenticate: Bearer realm=\"{hostile}\"\r\n\r\n{hostile}"
        ),
        format!("{{\"error\":{{\"code\":404,\"message\":\"\\u001b[2J{hostile}\",\"status\":\"NOT_FOUND\"}}}}"),
        format!(
            "{hostile}Traceback (most recent call last):\n{hostile}\nConnectionRefusedError: [Errno 111] {hostile}"
        ),
    ] {
        survives(text.as_bytes());
        let output = run(&[&text.replace('\0', "")], b"");
        shows_no_control(&output.stdout);
        shows_no_control(&output.stderr);
    }
    // A file's name is input too.
    let output = run(&["\u{1b}[2Jmissing.log"], b"");
    shows_no_control(&output.stderr);
}

#[test]
fn json_that_is_cut_anywhere() {
    let json = br#"{"error":{"code":403,"message":"The caller does not have permission","status":"PERMISSION_DENIED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"IAM_PERMISSION_DENIED","domain":"iam.googleapis.com","metadata":{"permission":"orders.read"}}]}}"#;
    let explainer = Explainer::new().unwrap();
    for end in 0..json.len() {
        let mut reading = explainer.reading();
        reading.read("-", &json[..end]).unwrap();
        reading.finish();
    }
    let half = survives(&json[..json.len() / 2 + 20]);
    assert!(String::from_utf8_lossy(&half.stdout).contains("PERMISSION_DENIED"));
}

#[test]
fn json_nested_a_hundred_thousand_deep() {
    for (open, close) in [("[", "]"), ("{\"error\":", "}"), ("{\"a\":[", "]}")] {
        let deep = [open.repeat(100_000), r#"{"code":14,"message":"x"}"#.into(), close.repeat(100_000)].concat();
        survives(deep.as_bytes());
        survives(open.repeat(100_000).as_bytes());
        finds_the_error(&survives(&around_error(deep.as_bytes(), b"")));
    }
}

#[test]
fn strings_escaped_again_and_again() {
    let mut text = String::from_utf8_lossy(ERROR).into_owned();
    for _ in 0..12 {
        text = serde_json::json!({ "message": text }).to_string();
    }
    survives(text.as_bytes());
    survives("\\".repeat(1 << 20).as_bytes());
    survives(format!("{}rpc error: code = Unavailable desc = x", "\\\"".repeat(1 << 18)).as_bytes());
}

/// Makes a part of a text by its number.
type Part = fn(usize) -> String;

/// Different words for different numbers.
fn word(number: usize) -> String {
    let letter = |at: u32| char::from(b"abcdefghijklmnopqrstuvwxyz"[number / 26_usize.pow(at) % 26]);
    (0..5).map(letter).collect()
}

/// Each of these takes quadratic time if every place that may be an error is examined from scratch.
const REPEATED: &[(&str, Part)] = &[
    ("a status within a status", |_| "rpc error: code = Unknown desc = ".to_owned()),
    ("errors on one line", |_| "rpc error: code = Unavailable desc = x ".to_owned()),
    ("different errors", |at| format!("rpc error: code = Unavailable desc = {} failed\n", word(at))),
    ("equal errors", |_| "rpc error: code = Unavailable desc = connection refused\n".to_owned()),
    ("lines that end like those of old Macs", |at| format!("rpc error: code = Unavailable desc = {}\r", word(at))),
    ("codes of JSON", |_| "\"code\":14,".to_owned()),
    ("objects of JSON", |_| "{\"code\":14,\"message\":\"x\"} ".to_owned()),
    ("open objects", |_| "{\"code\":14,".to_owned()),
    ("objects within objects", |_| "{\"error\":".to_owned()),
    ("open lists", |_| "[".to_owned()),
    ("entries of a list", |at| {
        format!("{}{{\"error\":{{\"code\":401,\"message\":\"{}\"}}}}", if at == 0 { "[" } else { "," }, word(at))
    }),
    ("records of JSON", |at| {
        format!("{{\"level\":\"error\",\"error\":\"rpc error: code = Internal desc = {}\"}}\n", word(at))
    }),
    ("status lines", |_| "HTTP/1.1 401 Unauthorized\r\n".to_owned()),
    ("headers", |at| {
        format!("{}WWW-Authenticate: Bearer\r\n", if at == 0 { "HTTP/1.1 401 Unauthorized\r\n" } else { "" })
    }),
    ("challenges", |at| {
        let head = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: ";
        format!("{}Bearer a=b, ", if at == 0 { head } else { "" })
    }),
    ("pages without an end", |_| "HTTP/1.1 502 Bad Gateway\n\n<html><body>bad\n".to_owned()),
    ("answers of requests", |at| format!("GET /a/{} HTTP/1.1 401 Unauthorized\n", word(at))),
    ("open quotes", |_| "\"rpc error: code = Unknown desc = ".to_owned()),
    ("quoted errors", |at| format!("error: \"rpc error: desc = \\\"{} 500 Internal Server Error\\\"\" ", word(at))),
    ("escaped members", |_| "\\\"error\\\":\\\"x\\\",".to_owned()),
    ("backslashes", |_| "\\".to_owned()),
    ("tracebacks", |at| format!("Traceback (most recent call last):\n  File \"a.py\", line {at}\nValueError: x\n")),
    ("causes", |at| format!("Caused by: java.net.ConnectException: Connection refused {}\n", word(at))),
    ("frames", |at| format!("    at com.example.Orders.next(Orders.java:{at})\n")),
    ("elements", |_| "<Error><Code>AccessDenied</Code><Message>x</Message></Error>".to_owned()),
    ("open elements", |_| "<Error>".to_owned()),
    ("names", |_| "ECONNREFUSED ".to_owned()),
    ("numbers", |_| "500 ".to_owned()),
    ("words of failure", |at| format!("error {} failed ", word(at))),
    ("pairs", |at| format!("{}=x err={} ", word(at), word(at + 7))),
    ("links", |at| format!("https://example.com/{}?error=x ", word(at))),
];

/// How long it takes to read so many bytes of repeated parts.
fn time_to_read(part: Part, bytes: usize) -> Duration {
    let mut text = String::new();
    let mut at = 0;
    while text.len() < bytes {
        text.push_str(&part(at));
        at += 1;
    }
    let started = Instant::now();
    let output = run(&["--format", "json"], text.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    started.elapsed()
}

/// Twice the input takes twice the time; what takes quadratic time takes four times as long. Both are shorter than a block: an error
/// that is longer is read again with what follows it.
#[test]
fn repetition_takes_linear_time() {
    for (name, part) in REPEATED {
        // Another process may have slowed one of the two down: a single good measurement is enough.
        let grows = || {
            let (one, two) = (time_to_read(*part, 220 << 10), time_to_read(*part, 440 << 10));
            two > Duration::from_millis(400) && two > one.mul_f64(3.0)
        };
        assert!(!(grows() && grows() && grows()), "{name} take more than linear time");
    }
}

/// A line of 64 MiB is streamed: it is read in parts, and so are the lines after it.
#[test]
fn a_line_without_end_takes_bounded_memory() {
    let mut child = command::<&str>(&[]).spawn().expect("explain starts");
    let status = format!("/proc/{}/status", child.id());
    let mut stdin = child.stdin.take().expect("piped");
    let writer = thread::spawn(move || {
        let part = [&b"rpc error: code = Unavailable x {\"code\":14, "[..], &[b'x'; 100_000]].concat();
        let mut written = 0;
        while written < 64 << 20 {
            stdin.write_all(&part).expect("all is read");
            written += part.len();
        }
        stdin.write_all(&around_error(b"", b"")).expect("all is read");
    });
    let mut peak = None;
    while child.try_wait().expect("a child").is_none() {
        peak = peak_kib(&status).or(peak);
        thread::sleep(Duration::from_millis(2));
    }
    writer.join().expect("the writer does not panic");
    let output = child.wait_with_output().expect("explain ends");
    finds_the_error(&output);
    match peak {
        Some(kib) => assert!(kib < 64 << 10, "the peak was {kib} KiB"),
        None => eprintln!("skipped: this system does not report the peak memory of a process in /proc"),
    }
}

/// Many different errors: findings are kept, up to a limit.
#[test]
fn errors_without_end_take_bounded_memory() {
    let mut child = command(&["--format", "json"]).spawn().expect("explain starts");
    let status = format!("/proc/{}/status", child.id());
    let mut stdin = child.stdin.take().expect("piped");
    let writer = thread::spawn(move || {
        for at in 0..4_000_u32 {
            let name: String = at.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
            writeln!(stdin, "rpc error: code = NotFound desc = order {name} not found {}", "x".repeat(200))
                .expect("read");
        }
    });
    let mut peak = None;
    let mut stdout = child.stdout.take().expect("piped");
    let reader = thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
    while child.try_wait().expect("a child").is_none() {
        peak = peak_kib(&status).or(peak);
        thread::sleep(Duration::from_millis(2));
    }
    writer.join().expect("the writer does not panic");
    reader.join().expect("the reader does not panic").expect("output");
    if let Some(kib) = peak {
        assert!(kib < 256 << 10, "the peak was {kib} KiB");
    }
}

fn peak_kib(status: &str) -> Option<u64> {
    let status = fs::read_to_string(status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// One secret of each kind, each with distinct letters that must not be shown.
const SECRETS: &[(&str, &str)] = &[
    ("Authorization: Bearer %", "zq1Kx0aVt7Lw9PbYm3"),
    ("Authorization: Basic %", "YW5hOnpxMkt4MGFWdA=="),
    ("Proxy-Authorization: Basic %", "YW5hOnpxM0t4MGFWdA=="),
    ("Cookie: sid=%; theme=dark", "zq4Kx0aVt7Lw9PbYm3"),
    ("Set-Cookie: session=%; Path=/", "zq5Kx0aVt7Lw9PbYm3"),
    ("X-Api-Key: %", "zq6Kx0aVt7Lw9PbYm3"),
    ("X-Auth-Token: %", "zq7Kx0aVt7Lw9PbYm3"),
    ("token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJzdmMifQ.%", "CHXvda0iyJ1a9T7DB303MZSm7UwioiBh"),
    ("postgres://app:%@db:5432/shop", "zq8Kx0aVt7Lw9PbYm3"),
    ("https://user:%@example.com/path", "zq9Kx0aVt7Lw9PbYm3"),
    ("https://example.com/cb?access_token=%&state=1", "zqaKx0aVt7Lw9PbYm3"),
    ("client_id=a&client_secret=%&grant_type=client_credentials", "zqbKx0aVt7Lw9PbYm3"),
    ("{\"refresh_token\":\"%\"}", "zqcKx0aVt7Lw9PbYm3"),
    ("password=%", "zqdKx0aVt7Lw9PbYm3"),
    ("export AWS_SECRET_ACCESS_KEY=%", "zqeKx0aVt7Lw9PbYm3/zqeKx0aVt7Lw9PbYm3AA"),
    ("ghp_%", "zqfKx0aVt7Lw9PbYm3zqfKx0aVt7Lw9PbYm3"),
    ("sk_live_%", "zqgKx0aVt7Lw9PbYm3zqgKx0"),
    ("xoxb-123456789012-%", "zqhKx0aVt7Lw9PbYm3zqhKx0"),
    ("AIza%", "SyzqiKx0aVt7Lw9PbYm3zqiKx0aVt7Lw9Pb"),
    ("-----BEGIN PRIVATE KEY-----\n%\n-----END PRIVATE KEY-----", "MIIEzqjKx0aVt7Lw9PbYm3zqjKx0aVt7Lw9PbYm3"),
];

#[test]
fn no_secret_reaches_an_output() {
    let mut leaks = Vec::new();
    for (carrier, secret) in SECRETS {
        let carried = carrier.replace('%', secret);
        let inner = serde_json::to_string(&carried).unwrap();
        let texts = [
            format!("2026-11-21T18:57:24Z {carried}\nrpc error: code = Unauthenticated desc = refused: {carried}\n"),
            format!(
                "> GET /v1/orders HTTP/1.1\n> Host: shop.example\n> {carried}\n>\n\
                 < HTTP/1.1 401 Unauthorized\n< {carried}\n<\n{carried}\n"
            ),
            format!(
                "HTTP/1.1 401 Unauthorized\r\n{carried}\r\nContent-Type: application/json\r\n\r\n\
                 {{\"error\":{{\"code\":401,\"message\":{inner},\"status\":\"UNAUTHENTICATED\"}}}}"
            ),
            format!(
                "{{\"level\":\"error\",\"error\":\"rpc error: code = Internal desc = x\",\"request\":{inner}}}\n\
                 curl: (7) Failed to connect to shop.example port 443: Connection refused {carried}"
            ),
        ];
        // All texts in one input, so that each kind is also tested among others.
        for arguments in [&["--full"][..], &["--format", "json"], &["check"]] {
            let input = texts.join("\n\n");
            leaks.extend(leak(secret, carrier, &run(arguments, input.as_bytes())));
        }
        for text in &texts {
            leaks.extend(leak(secret, carrier, &run(&["--format", "json"], text.as_bytes())));
        }
        leaks.extend(leak(secret, carrier, &run(&["--full", &texts[0]], b"")));
        leaks.extend(leak(secret, carrier, &run(&[&carried], b"")));
        leaks.extend(leak(secret, carrier, &run(&["--lang", &carried], b"")));
    }
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}

/// Reports a secret, or half of one, that an output contains.
fn leak(secret: &str, carrier: &str, output: &Output) -> Option<String> {
    let parts = || secret.as_bytes().windows(12.min(secret.len())).map(String::from_utf8_lossy);
    [("standard output", &output.stdout), ("standard error", &output.stderr)].into_iter().find_map(|(name, bytes)| {
        let shown = String::from_utf8_lossy(bytes);
        let line = shown.lines().find(|line| parts().any(|part| line.contains(part.as_ref())))?;
        Some(format!("{carrier}: {name}: {line}"))
    })
}

#[test]
fn what_is_no_host_stays_out_of_commands() {
    for host in ["a;rm -rf ~", "$(id)", "`id`", "a\nrm -rf ~", "-oProxyCommand=id", "a'$(id)'b", "a|id", "a&&id"] {
        for text in [
            format!("rpc error: code = Unavailable desc = dial tcp {host}:50051: connect: connection refused"),
            format!("rpc error: code = Unavailable desc = dial tcp: lookup {host}: no such host"),
            format!("curl: (7) Failed to connect to {host} port 443 after 1 ms: Connection refused"),
            format!("curl: (6) Could not resolve host: {host}"),
            format!("> GET / HTTP/1.1\n> Host: {host}\n>\n< HTTP/1.1 404 Not Found\n<\n"),
        ] {
            let explainer = Explainer::new().unwrap();
            let mut reading = explainer.reading();
            reading.read("-", text.as_bytes()).unwrap();
            for finding in reading.finish().findings {
                for cause in &finding.causes {
                    let runs = cause.checks.iter().filter_map(|check| check.run.as_deref());
                    let runs = runs.chain(cause.reproduce.iter().map(|one| one.run.as_ref()));
                    let code = cause.fixes.iter().flat_map(|fix| fix.code.iter().map(|snippet| snippet.code.as_ref()));
                    for command in runs.chain(code) {
                        let first = host.lines().next().unwrap_or_default();
                        let hostile = |word: &str| word.len() > 1 && command.contains(word);
                        assert!(!hostile(host) && !hostile(first), "{text:?} filled {}: {command}", cause.id);
                    }
                }
            }
        }
    }
}

/// Real texts of the catalog, to be cut and spliced.
fn fragments() -> Vec<String> {
    let files = files();
    let sources = sources(&files);
    let samples = sources.formats.iter().flat_map(|entry| entry.value.sample.iter().map(|one| &one.text));
    let examples = sources.causes.iter().flat_map(|entry| entry.value.example.iter().map(|one| &one.text));
    let texts = samples.chain(examples).map(|text| text.get_ref().clone());
    let glue =
        ["\n", "\"", "{", "}", "[", "]", "\\", "\\n", "\r\n\r\n", ": ", "Caused by: ", "\u{1b}[0m", "\u{fffd}", " "];
    texts.chain(glue.map(str::to_owned)).collect()
}

/// Pieces of real texts, cut at any byte and repeated.
fn mixes(fragments: Vec<String>) -> impl Strategy<Value = Vec<u8>> {
    let count = fragments.len();
    let piece = (0..count, any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..4_usize);
    prop::collection::vec(piece, 1..12).prop_map(move |pieces| {
        let cut = |(at, from, to, times): (usize, prop::sample::Index, prop::sample::Index, usize)| {
            let bytes = fragments[at].as_bytes();
            let (from, to) = (from.index(bytes.len() + 1), to.index(bytes.len() + 1));
            // Whole texts are as likely as parts of them.
            if (from + to) % 2 == 0 { bytes.repeat(times) } else { bytes[from.min(to)..from.max(to)].repeat(times) }
        };
        pieces.into_iter().flat_map(cut).collect()
    })
}

#[test]
fn recognition_never_panics_and_always_says_the_same() {
    let explainer = Explainer::new().unwrap();
    let again = Explainer::new().unwrap();
    let said = |explainer: &Explainer<'_>, bytes: &[u8]| {
        let mut reading = explainer.reading();
        reading.read("-", bytes).unwrap();
        let report = reading.finish();
        let style = Style { full: true, ..Style::default() };
        let said: Vec<String> = FORMATS.iter().map(|format| format.report(&report, &style)).collect();
        for finding in &report.findings {
            assert!(finding.first.offset < bytes.len() as u64 && finding.first.line <= report.summary.lines);
        }
        said
    };
    let config = Config { cases: 100, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&mixes(fragments()), |bytes| {
        let first = said(&explainer, &bytes);
        prop_assert_eq!(&first, &said(&again, &bytes));
        first.iter().for_each(|text| shows_no_control(text.as_bytes()));
        Ok(())
    });
    outcome.unwrap();
}
