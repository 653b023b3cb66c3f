//! Prefixes of the loggers that people use, and frames around other programs' lines.

mod framed;
mod prefixes;

use super::prefix::Level;
use super::{Prefix, without_frames};

/// Line, body, level, and source as it is shown.
const PREFIXES: &[(&str, &str, Option<Level>, &str)] = &[
    ("rpc error: code = Unavailable", "rpc error: code = Unavailable", None, ""),
    ("error: it failed", "error: it failed", None, ""),
    (
        "Jun 14 22:40:10 loom-3 shuttle[812]: <err> tick 61: tls: bad",
        "tick 61: tls: bad",
        Some(Level::Error),
        "loom-3 shuttle[812]",
    ),
    ("E0719 23:15:40.220874      77 berths.go:140] plan stale", "plan stale", Some(Level::Error), "77"),
    ("2026-11-29T10:01:02.123456Z ERROR pay::cart: it failed", "pay::cart: it failed", Some(Level::Error), ""),
    ("2026-11-29 10:01:02,123 ERROR [main] c.e.Cart - it failed", "it failed", Some(Level::Error), "main c.e.Cart"),
    (
        "2026-11-29 10:01:02.123 ERROR 1 --- [nio-8080-exec-1] c.e.Cart   : it failed",
        "it failed",
        Some(Level::Error),
        "1 nio-8080-exec-1 c.e.Cart",
    ),
    (
        "[pool-6-thread-2] WARN  o.b.mill.FlourBook - could not read",
        "could not read",
        Some(Level::Warning),
        "pool-6-thread-2 o.b.mill.FlourBook",
    ),
    ("harbor-2 22:06:48.913 <W> buoy/net: lost sight", "lost sight", Some(Level::Warning), "harbor-2 buoy/net"),
    ("06:31:20 [ferry-gate WRN] ticket scan", "ticket scan", Some(Level::Warning), "ferry-gate"),
    ("07:00:02 helm      E  steer order 5 not taken", "steer order 5 not taken", Some(Level::Error), "helm"),
    ("3 Sep 13:41:27 sundial/sync E: no noon mark", "no noon mark", Some(Level::Error), "sundial/sync"),
    ("relay-7  | 2026-11-29T10:01:02Z packet 903", "packet 903", None, "relay-7"),
    ("[pod/pay-7f9/pay] rpc error: x", "rpc error: x", None, "pod/pay-7f9/pay"),
    (
        "2026/11/29 10:01:02 [error] 412#418: *90551 connect() failed",
        "*90551 connect() failed",
        Some(Level::Error),
        "412#418",
    ),
    (
        "[Tue Oct 30 18:46:31.204417 2029] [proxy:error] [pid 7713:tid 41] AH00898: Error",
        "AH00898: Error",
        Some(Level::Error),
        "pid 7713:tid 41",
    ),
    ("ERROR:root:it failed", "root:it failed", Some(Level::Error), ""),
    ("2026-11-29 10:01:02 java.net.ConnectException: refused", "java.net.ConnectException: refused", None, ""),
    ("10:01:02 ConnectException: refused", "ConnectException: refused", None, ""),
    (
        "{\"level\":\"error\",\"time\":\"t\",\"logger\":\"pay\",\"msg\":\"x\"}",
        "{\"level\":\"error\",\"time\":\"t\",\"logger\":\"pay\",\"msg\":\"x\"}",
        Some(Level::Error),
        "pay",
    ),
    (
        "{\"level\":50,\"pid\":7,\"name\":\"pay\",\"msg\":\"x\"}",
        "{\"level\":50,\"pid\":7,\"name\":\"pay\",\"msg\":\"x\"}",
        Some(Level::Error),
        "7 pay",
    ),
    (
        "time=t level=warning component=pay msg=\"a b\"",
        "time=t level=warning component=pay msg=\"a b\"",
        Some(Level::Warning),
        "pay",
    ),
    ("say level=high and more", "say level=high and more", None, ""),
    ("2026-11-29 10:01:02", "2026-11-29 10:01:02", None, ""),
    ("", "", None, ""),
];

#[test]
fn a_prefix_ends_where_the_message_begins() {
    for (line, body, level, source) in PREFIXES {
        let prefix = Prefix::read(line.as_bytes());
        assert_eq!(&line[prefix.length..], *body, "{line}");
        assert_eq!(prefix.level, *level, "{line}");
        assert_eq!(prefix.source.shown().unwrap_or_default(), *source, "{line}");
    }
}

#[test]
fn the_time_is_kept_as_it_is_printed() {
    for (line, time) in [
        ("2026-11-29T10:01:02.5Z x y", Some("2026-11-29T10:01:02.5Z")),
        ("29/Nov/2026:10:01:02 +0100 x", Some("29/Nov/2026:10:01:02 +0100")),
        ("Nov  9 10:01:02 host app[1]: x", Some("Nov  9 10:01:02")),
        ("[10:01:02] x", Some("10:01:02")),
        ("Sun Nov 29 10:01:02 2026 x", Some("Sun Nov 29 10:01:02 2026")),
        ("1732877262.123 x y", Some("1732877262.123")),
        ("{\"ts\":\"noon\"}", Some("noon")),
        ("x 10:01:02", None),
    ] {
        assert_eq!(Prefix::read(line.as_bytes()).time.as_deref(), time, "{line}");
    }
}

#[test]
fn places_are_the_same_where_what_both_print_is_equal() {
    let same = |a: &str, b: &str| Prefix::read(a.as_bytes()).source.same_place(&Prefix::read(b.as_bytes()).source);
    assert!(same("plain", "Nov  9 10:01:02 host app[1]: x") && same("plain", "plain"));
    assert!(same("Nov  9 10:01:02 host app[1]: x", "Nov  9 10:02:02 host app[1]: y"));
    assert!(!same("Nov  9 10:01:02 host app[1]: x", "Nov  9 10:02:02 host app[2]: y"));
    assert!(!same("a-1  | x", "b-1  | x"));
    // A program writes its log in one form.
    assert!(!same("{\"level\":\"error\"}", "10:01:02 ERROR x") && same("{\"level\":\"error\"}", "x"));
    assert!(!same("{\"unit\":\"helm\"}", "{\"unit\":\"lantern\"}"));
    // A library logs under a name of its own in the same process.
    assert!(same("{\"pid\":1,\"logger\":\"io.grpc\"}", "{\"pid\":1,\"logger\":\"shop\"}"));
    assert!(!same("{\"pid\":1,\"logger\":\"io.grpc\"}", "{\"pid\":2,\"logger\":\"io.grpc\"}"));
}

fn unframed(text: &str, marker: &str) -> Option<String> {
    let places = text.match_indices(marker).map(|(at, _)| at);
    let decoded = without_frames(text.as_bytes(), places)?;
    // Every byte leads back to where it came from.
    for (at, byte) in decoded.text.iter().enumerate().filter(|(_, byte)| byte.is_ascii_alphanumeric()) {
        assert_eq!(text.as_bytes().get(decoded.source(at)), Some(byte), "{at} of {text}");
    }
    Some(String::from_utf8(decoded.text).expect("UTF-8"))
}

#[test]
fn lines_that_continue_one_another_lose_their_frames() {
    let trace = "java.lang.Boom: no\n\tat a.B(C.java:1)\nCaused by: x.Y: z\n";
    let framed = |frame: &str| trace.lines().map(|line| format!("{frame}{line}\n")).collect::<String>();
    for frame in
        ["pay-1  | ", "[pod/pay-7f9/pay] ", "Nov  9 10:01:02 host app[1]: ", "2026-11-29T10:01:02.123Z stderr F ", "│ "]
    {
        assert_eq!(unframed(&framed(frame), "Boom").as_deref(), Some(trace), "{frame}");
    }
    let gap = "pay-1  | Boom\npay-1  |\npay-1  |   x\n";
    assert_eq!(unframed(gap, "Boom").as_deref(), Some("Boom\n\n  x\n"));
    // Digits may differ from line to line.
    let timed = "2026-11-29T10:01:02.1Z java.lang.Boom: no\n2026-11-29T10:01:02.12Z \tat a.B(C.java:1)\n";
    assert_eq!(unframed(timed, "Boom").as_deref(), Some("java.lang.Boom: no\n\tat a.B(C.java:1)\n"));
    let docker = "{\"log\":\"java.lang.Boom: \\\"no\\\"\\n\",\"stream\":\"stderr\",\"time\":\"t\"}\n{\"log\":\"\\tat a.B\\n\",\"stream\":\"stderr\",\"time\":\"t\"}\nx";
    assert_eq!(unframed(docker, "Boom").as_deref(), Some("java.lang.Boom: \"no\"\n\tat a.B\nx"));
    let boxed = "│ 4m  Boom happened             │\n│   and this is why              │\nafter";
    assert_eq!(unframed(boxed, "Boom").as_deref(), Some("4m  Boom happened\n  and this is why\nafter"));
}

#[test]
fn records_of_their_own_keep_their_prefixes() {
    for text in [
        "2026-11-29 10:01:02 ERROR Boom one\n2026-11-29 10:01:03 ERROR Boom two\n",
        "pay-1  | Boom one\npay-1  | fine again\n",
        "Boom\n\tat a.B(C.java:1)\n",
        "Boom",
    ] {
        assert_eq!(unframed(text, "Boom"), None, "{text}");
    }
}
