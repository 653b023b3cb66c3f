use std::path::Path;

use super::*;
use crate::catalog::load;
use crate::catalog::model::Severity;
use crate::report::Confidence;

/// The examples of all causes.
fn examples() -> Vec<String> {
    let files = load::read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog")).expect("a catalog");
    let (sources, _) = load::parse(&files);
    let examples = sources.causes.iter().flat_map(|entry| &entry.value.example);
    examples.map(|example| example.text.get_ref().clone()).collect()
}

/// Numbers that look random, and are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit
    }
}

/// A log of so many bytes: errors, and lines without any between them.
fn log(examples: &[String], seed: u64, bytes: usize) -> String {
    let mut numbers = Numbers(seed);
    let mut text = String::new();
    while text.len() < bytes {
        for _ in 0..numbers.below(12) {
            let (at, path) = (numbers.below(60), "x".repeat(numbers.below(160)));
            text.push_str(&format!("2026-11-21T10:00:{at:02}Z INFO pay served /v1/orders/{path} in {at} ms\n"));
        }
        text.push_str(examples[numbers.below(examples.len())].trim_end());
        text.push_str("\n\n");
    }
    text
}

fn report_in(explainer: &Explainer<'_>, sizes: Sizes, text: &[u8], piece: usize) -> String {
    let mut reading = explainer.reading_in(sizes);
    text.chunks(piece).for_each(|piece| reading.feed("-", piece));
    serde_json::to_string_pretty(&reading.finish()).expect("JSON")
}

fn assert_same(one: &str, other: &str, what: &str) {
    let at = one.lines().zip(other.lines()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| text.lines().skip(at.saturating_sub(12)).take(16).collect::<Vec<_>>().join("\n");
    assert!(one == other, "{what}, line {at}:\n{}\n--- and\n{}", around(one), around(other));
}

/// What several threads find is what one finds, though errors lie at the cuts that were foreseen.
#[test]
fn the_report_is_the_same_with_any_number_of_threads() {
    let examples = examples();
    let text = log(&examples, 7, 2 << 20);
    let small = Sizes { block: 6 << 10, longest: 256 << 10, overlap: 2 << 10, context: 40 << 10 };
    for sizes in [Sizes::default(), small] {
        let report = |threads: usize| {
            let threads = NonZeroUsize::new(threads).expect("threads");
            let explainer = Explainer::new().expect("a catalog").threads(threads);
            let mut reading = explainer.reading_in(sizes);
            reading.read("-", text.as_bytes()).expect("text");
            serde_json::to_string_pretty(&reading.finish()).expect("JSON")
        };
        let one = report(1);
        for threads in [2, 3] {
            assert_same(&one, &report(threads), &format!("{threads} threads"));
        }
    }
}

/// Sources that several threads read one after another do not mix, though their blocks are as long.
#[test]
fn what_was_foreseen_of_a_source_is_gone_with_it() {
    let explainer = Explainer::new().expect("a catalog").threads(NonZeroUsize::new(2).expect("threads"));
    let quiet = "2026-11-21T10:00:00Z INFO pay served /v1/orders/17 in 12 ms\n".repeat(40_000);
    let mut loud = quiet.clone();
    let error = "x".repeat(3) + " dial tcp 10.0.0.7:443: connect: connection refused\n";
    loud.replace_range(loud.len() - error.len().., &error);
    let mut reading = explainer.reading();
    for (name, text) in [("a", &quiet), ("b", &loud), ("c", &quiet)] {
        reading.read(name, text.as_bytes()).expect("text");
    }
    let report = reading.finish();
    let places: Vec<&str> = report.findings.iter().map(|one| one.first.source.as_str()).collect();
    assert_eq!(places, ["b"]);
}

/// What is found does not depend on where blocks end, nor on how the input comes.
#[test]
fn the_report_is_the_same_however_blocks_fall() {
    let explainer = Explainer::new().expect("a catalog");
    let examples = examples();
    for seed in 0..2 {
        let text = log(&examples, seed, 90 << 10);
        let whole = report_in(&explainer, Sizes::default(), text.as_bytes(), text.len());
        for (block, overlap, piece) in [(20 << 10, 10 << 10, 5000), (30_001, 14 << 10, 60_000), (60_003, 16 << 10, 777)]
        {
            let sizes = Sizes { block, overlap, ..Sizes::default() };
            let parts = report_in(&explainer, sizes, text.as_bytes(), piece);
            assert_same(&whole, &parts, &format!("seed {seed}, blocks of {block}"));
        }
    }
    // The test can fail: blocks that don't overlap tear a trace from its last line.
    let frames = "  File \"/srv/app/orders.py\", line 8, in create\n    self.next()\n".repeat(60);
    let text =
        format!("Traceback (most recent call last):\n{frames}ConnectionRefusedError: [Errno 111] Connection refused\n");
    let whole = report_in(&explainer, Sizes::default(), text.as_bytes(), text.len());
    let torn = Sizes { block: 1 << 10, longest: 1 << 10, overlap: 1, context: 1 };
    assert_ne!(whole, report_in(&explainer, torn, text.as_bytes(), 500));
}

/// The ends of a long line are searched near a place, but its column counts from where it begins.
#[test]
fn the_column_of_an_error_far_into_a_line_counts_from_its_beginning() {
    let explainer = Explainer::new().expect("a catalog");
    let report = explainer.diagnose(&format!("first\n{}{ERROR}\n", "\u{e9} ".repeat(60_000)));
    let first = &report.findings[0].first;
    assert_eq!((first.line, first.column), (2, 120_001));
}

const ERROR: &str = "rpc error: code = Unavailable desc = dial tcp 10.0.0.7:50051: connect: connection refused";

fn found(text: &str) -> (Vec<String>, u64, bool) {
    let explainer = Explainer::new().expect("a catalog");
    let report = explainer.diagnose(text);
    let ids = report.findings.iter().map(|finding| finding.id.clone()).collect();
    (ids, report.summary.occurrences, report.summary.truncated)
}

#[test]
fn long_documents_and_lines_are_read() {
    let refused = || vec!["net/connection-refused".to_owned()];
    let error = format!("{{\"code\": 14, \"message\": {}}}", serde_json::json!(ERROR));
    // A pretty document of many lines, which lies across the end of a block.
    let item = |at: usize| format!("    {{\n      \"id\": {at},\n      \"state\": \"ready\"\n    }},\n");
    let items: String = (0..30_000).map(item).collect();
    for before in [0, 700_000] {
        let before = "nothing\n".repeat(before / 8);
        let text = format!("{before}{{\n  \"items\": [\n{items}    {{}}\n  ],\n  \"error\": {error}\n}}\n");
        assert_eq!(found(&text), (refused(), 1, false));
        let text = format!("{before}{{\n  \"error\": {error},\n  \"items\": [\n{items}    {{}}\n  ]\n}}\n");
        assert_eq!(found(&text), (refused(), 1, false));
    }
    // An array of five thousand objects, on a line and on many.
    for separator in [",", ",\n", ",\n  "] {
        let mut all = vec![r#"{"id":1,"state":"ready","text":"nothing to see here"}"#.to_owned(); 5000];
        all.push(error.clone());
        assert_eq!(found(&format!("[{}]", all.join(separator))), (refused(), 1, false));
        all.splice(0..0, vec![error.clone(); 8000]);
        assert_eq!(found(&format!("[{}]", all.join(separator))), (refused(), 8001, false));
    }
    // A line of JSON over a mebibyte, and an error behind a line that is longer than a block.
    let pad = "x".repeat(3 << 19);
    let document = |pad: &str| format!("{{\"pad\":\"{pad}\",\"code\":14,\"message\":{}}}\n", serde_json::json!(ERROR));
    assert_eq!(found(&document(&pad)), (refused(), 1, false));
    assert_eq!(found(&format!("{} {ERROR}\n", "x".repeat(3 << 20))), (refused(), 1, false));
    assert_eq!(found(&format!("{} {ERROR} {}", "x ".repeat(3 << 20), "y ".repeat(3 << 20))), (refused(), 1, false));
    // What is longer is read in parts, and the report says so.
    assert!(found(&document(&"x".repeat(5 << 20))).2);
}

#[test]
fn the_findings_after_the_ten_thousandth_are_judged() {
    use crate::report::policy::{Names, Policy};
    let explainer = Explainer::new().expect("a catalog");
    let names = |at: usize| at.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect::<String>();
    let many: String =
        (0..10_000).map(|at| format!("rpc error: code = Strange{} desc = it broke\n", names(at))).collect();
    let policy = |allowed: Vec<String>| {
        let allowed = Names::new(allowed.iter().map(String::as_str)).expect("names");
        Policy { min_confidence: Confidence::High, allowed, ..Policy::default() }
    };
    let report = explainer.diagnose(&format!("{many}{ERROR}\n"));
    let judged = |allowed: &[&str]| policy(allowed.iter().map(|id| (*id).to_owned()).collect()).judge(&report).broken;
    assert_eq!((report.findings.len(), report.summary.notes.len(), report.summary.truncated), (10_000, 1, false));
    assert!(judged(&[]) && !judged(&["net/connection-refused"]));
}

#[test]
fn what_was_not_read_is_said_once_of_each_source() {
    let explainer = Explainer::new().expect("a catalog");
    let notes = |sources: &[(&str, &[u8])]| {
        let mut reading = explainer.reading();
        sources.iter().for_each(|(name, bytes)| reading.feed(name, bytes));
        let summary = reading.finish().summary;
        (summary.notes.iter().map(|note| note.as_str().to_owned()).collect::<Vec<_>>(), summary.truncated)
    };
    let cut: &[u8] =
        b"ok\n\x1b[33;1mJob's log exceeded limit of 4194304 bytes.\nok\nJob's log exceeded limit of 4194304 bytes.\n";
    let (said, truncated) = notes(&[("a\nb.log", cut), ("-", cut), ("c.log", b"ok\n")]);
    let words = "the log was cut before it came here: Job's log exceeded limit of 4194304 bytes.";
    assert_eq!(said, [format!("a\\nb.log, line 2: {words}"), format!("standard input, line 2: {words}")]);
    assert!(truncated);
    let packed = "it is compressed with zstd; unpack it first, as `zstd -dc` does";
    assert_eq!(notes(&[("a", b"\x28\xb5\x2f\xfd\0"), ("b", b"ok\n")]), (vec![format!("a: {packed}")], true));
    assert_eq!(notes(&[("a", b"ok\n")]), (Vec::new(), false));
    let object = format!("{{\"lanes\": \"{}\"}}\n", "x ".repeat(2 << 20));
    let said = "a, line 1: an object longer than 3 MiB was read in parts".to_owned();
    assert_eq!(notes(&[("a", object.as_bytes())]), (vec![said], true));
    let wide: Vec<u8> = format!("\u{feff}{ERROR}\r\n").encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut reading = explainer.reading();
    reading.read("wide.log", &wide[..]).expect("it is read");
    assert_eq!(reading.finish().findings.first().map(|one| one.id.as_str()), Some("net/connection-refused"));
    assert!(explainer.reading().read("a", &b"BZh91AY&SY"[..]).is_err_and(|e| e.kind() == io::ErrorKind::InvalidData));
    // What is packed twice is unpacked once.
    let twice = zstd::encode_all(&zstd::encode_all(ERROR.as_bytes(), 1).expect("it is packed")[..], 1);
    let refused = explainer.reading().read("a", &twice.expect("it is packed")[..]);
    assert!(refused.is_err_and(|error| error.to_string() == packed));
}

/// The ids of what is found after each step: some bytes come, and what had come so many steps before counts as whole.
fn found_early(pieces: &[&str], age: usize) -> Vec<Vec<String>> {
    let explainer = Explainer::new().expect("a catalog");
    let mut reading = explainer.reading();
    let mut positions = vec![0; age];
    let mut step = |piece: &&str| {
        reading.feed("-", piece.as_bytes());
        positions.push(reading.position());
        reading.settle(positions[positions.len() - 1 - age]);
        reading.findings().iter().map(|finding| finding.id.clone()).collect()
    };
    pieces.iter().map(&mut step).collect()
}

#[test]
fn errors_are_found_while_the_input_is_coming_once_they_are_whole() {
    let refused = || vec!["net/connection-refused".to_owned()];
    let line = format!("{ERROR}\n");
    // Nothing came for a while; a step later; while lines follow.
    assert_eq!(found_early(&[&line], 0), [refused()]);
    assert_eq!(found_early(&[&line, "", "ok\n"], 1), [vec![], refused(), refused()]);
    assert_eq!(found_early(&[&line, "ok\n", "ok\n"], 1), [vec![], refused(), refused()]);
    // A line that is not at its end is read as far as it came.
    assert_eq!(found_early(&[ERROR, ""], 1), [vec![], refused()]);
    assert_eq!(found_early(&[&ERROR[..40], &line[40..], "ok\n"], 1), [vec![], vec![], refused()]);
    // An exception whose cause comes later is not told before it.
    let (head, cause) = (
        "java.lang.IllegalStateException: order 17 failed\n\tat shop.Orders.pay(Orders.java:17)\n",
        "Caused by: java.net.ConnectException: Connection refused\n\tat java.net.Socket.connect(Socket.java:1)\n",
    );
    assert_eq!(found_early(&[head, cause, "ok\n", "ok\n"], 1), [vec![], vec![], refused(), refused()]);
}

#[test]
fn what_is_found_early_is_counted_and_placed_like_the_rest() {
    let explainer = Explainer::new().expect("a catalog");
    let text: String = (0..40).map(|at| format!("line {at} is well\n{ERROR}\n")).collect();
    let whole = report_in(&explainer, Sizes::default(), text.as_bytes(), text.len());
    for piece in [150, 777] {
        let mut reading = explainer.reading();
        let mut settled = 0;
        for piece in text.as_bytes().chunks(piece) {
            reading.feed("-", piece);
            reading.settle(settled);
            settled = reading.position();
        }
        assert_eq!(reading.findings().len(), 1);
        assert_same(&whole, &serde_json::to_string_pretty(&reading.finish()).expect("JSON"), "early");
    }
}

#[test]
fn a_short_text_is_read_as_one_at_its_end() {
    let explainer = Explainer::new().expect("a catalog");
    let text = "frobnicate: the widget \"blue\" was not found\n";
    let whole = explainer.diagnose(text);
    let mut reading = explainer.reading();
    for piece in ["starting\n", text] {
        reading.feed("-", piece.as_bytes());
        reading.settle(reading.position());
        assert!(reading.findings().is_empty());
    }
    let ids = |report: &Report<'_>| report.findings.iter().map(|finding| finding.id.clone()).collect::<Vec<_>>();
    assert_eq!((ids(&reading.finish()), ids(&whole).len()), (ids(&whole), 1));
}

#[test]
fn what_only_records_of_debug_hold_is_told_at_low_confidence_and_last() {
    const EXPIRED: &str = "rpc error: code = Unauthenticated desc = token is expired";
    let explainer = Explainer::new().expect("a catalog");
    let told = |text: &str| -> Vec<(String, Confidence, u64)> {
        let findings = explainer.diagnose(text).findings;
        findings.into_iter().map(|one| (one.id, one.confidence, one.count)).collect()
    };
    let low = |count| vec![("net/connection-refused".to_owned(), Confidence::Low, count)];
    let high = |count| vec![("net/connection-refused".to_owned(), Confidence::High, count)];
    let hclog = |level: &str, error: &str| format!("2026-03-10T23:15:02.050-0800 [{level}] plugin.lane: {error}\n");
    let json =
        |level: &str| format!("{{\"level\":\"{level}\",\"msg\":\"jam\",\"err\":{}}}\n", serde_json::json!(ERROR));
    for (text, wanted) in [
        (hclog("DEBUG", ERROR), low(1)),
        (hclog("TRACE", ERROR), low(1)),
        (json("debug"), low(1)),
        (format!("DEBU[0000] jam  error={}\n", serde_json::json!(ERROR)), low(1)),
        (hclog("INFO", ERROR), high(1)),
        (hclog("ERROR", ERROR), high(1)),
        (json("error"), high(1)),
        (format!("{ERROR}\n"), high(1)),
        ([hclog("DEBUG", ERROR), hclog("ERROR", "so it is")].concat(), low(1)),
        // One record that says more is enough, whatever comes first.
        ([hclog("DEBUG", ERROR), "all is well\n".repeat(30), hclog("ERROR", ERROR)].concat(), high(2)),
        ([hclog("ERROR", ERROR), "all is well\n".repeat(30), hclog("DEBUG", ERROR)].concat(), high(2)),
    ] {
        assert_eq!(told(&text), wanted, "{text}");
    }
    let both = [hclog("DEBUG", ERROR), hclog("DEBUG", ERROR), hclog("ERROR", EXPIRED)].concat();
    let ids: Vec<String> = told(&both).into_iter().map(|(id, ..)| id).collect();
    assert_eq!(ids, ["auth/token-expired", "net/connection-refused"]);
    let report = explainer.diagnose(&hclog("DEBUG", ERROR));
    assert_eq!(
        (report.findings[0].severity, report.findings[0].causes[0].confidence),
        (Severity::Warning, Confidence::Low)
    );
}
