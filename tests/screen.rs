//! What reaches a screen: a terminal emulator's parser reads all that is printed, and finds text, line feeds and colours.
#![cfg(unix)]

mod program;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use std::process::Output;

use program::run;
use vte::{Params, Parser, Perform};

/// What a terminal is told to do, apart from showing text and colours.
#[derive(Default)]
struct Screen {
    colours: usize,
    obeyed: Vec<String>,
    text: String,
}

/// Characters that a reader doesn't see, or that move others.
fn is_hidden(c: char) -> bool {
    let ranges = [
        0x7f..=0x9f,
        0xad..=0xad,
        0x34f..=0x34f,
        0x61c..=0x61c,
        0x115f..=0x1160,
        0x17b4..=0x17b5,
        0x180b..=0x180f,
        0x200b..=0x200f,
        0x2028..=0x202e,
        0x2060..=0x206f,
        0x2800..=0x2800,
        0x3164..=0x3164,
        0xfe00..=0xfe0f,
        0xfeff..=0xfeff,
        0xffa0..=0xffa0,
        0xfff9..=0xfffb,
        0x1bca0..=0x1bca3,
        0x1d173..=0x1d17a,
        0xe0000..=0xe007f,
        0xe0100..=0xe01ef_u32,
    ];
    ranges.iter().any(|range| range.contains(&u32::from(c)))
}

impl Perform for Screen {
    fn print(&mut self, c: char) {
        self.text.push(c);
        if is_hidden(c) {
            self.obeyed.push(format!("hidden {c:?}"));
        }
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\n' | b'\t' => self.text.push(char::from(byte)),
            _ => self.obeyed.push(format!("control {byte:#x}")),
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], _: bool, action: char) {
        match action {
            'm' if intermediates.is_empty() => self.colours += 1,
            _ => self.obeyed.push(format!("CSI {params:?} {action}")),
        }
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], _: bool) {
        self.obeyed.push(format!("OSC {params:?}"));
    }

    fn esc_dispatch(&mut self, _: &[u8], _: bool, byte: u8) {
        self.obeyed.push(format!("ESC {byte:#x}"));
    }

    fn hook(&mut self, params: &Params, _: &[u8], _: bool, action: char) {
        self.obeyed.push(format!("DCS {params:?} {action}"));
    }
}

fn screen(bytes: &[u8]) -> Screen {
    let mut screen = Screen::default();
    Parser::new().advance(&mut screen, bytes);
    screen
}

const HOSTILE: &str = "\u{1b}]0;owned\u{7}\u{1b}]52;c;eA==\u{1b}\\\u{1b}[2J\u{1b}[31m\u{1b}P+q\u{1b}\\\u{9b}31m\u{8}\u{202e}gnp\u{2066}\rover\u{7f}\
                       \u{3164}\u{fe0f}\u{34f}\u{2800}\u{e0041}\u{1d173}\u{115f}\u{17b4}\u{180b}";

/// Fails unless a terminal shows both outputs, and obeys nothing but colours where these were asked for.
fn shows_only_text(what: &str, output: &Output, coloured: bool) {
    for (name, bytes) in [("output", &output.stdout), ("error", &output.stderr)] {
        let screen = screen(bytes);
        assert!(screen.obeyed.is_empty(), "{what}, standard {name}: {:?}", screen.obeyed);
        assert!(coloured || screen.colours == 0, "{what}, standard {name}: colours");
    }
}

#[test]
fn the_parser_sees_what_a_terminal_obeys() {
    for sequence in [
        "\u{1b}]0;t\u{7}",
        "\u{1b}[2J",
        "\u{8}",
        "\u{1b}c",
        "\u{3164}",
        "\u{202e}",
        "\u{1b}P+q\u{1b}\\",
        "\r",
        "\u{9b}31m",
        "\u{e0041}",
    ] {
        assert!(!screen(sequence.as_bytes()).obeyed.is_empty(), "{sequence:?}");
    }
    let fine = screen("ä\n\t日本 \u{1b}[1;31merror\u{1b}[0m".as_bytes());
    assert!(fine.obeyed.is_empty() && fine.colours == 2 && fine.text == "ä\n\t日本 error");
}

#[test]
fn inputs_names_and_arguments() {
    let error = format!("rpc error: code = Unavailable desc = connection refused {HOSTILE}");
    let body =
        format!("{{\"error\":{{\"code\":404,\"message\":{},\"status\":\"NOT_FOUND\"}}}}", serde_json::json!(HOSTILE));
    let head = format!(
        "HTTP/1.1 401 Unauthorized\r\nX-{HOSTILE}: {HOSTILE}\r\nWWW-Authenticate: Bearer realm=\"{HOSTILE}\"\r\n\r\n{HOSTILE}"
    );
    for text in [error.as_str(), &body, &head, HOSTILE, &format!("ERROR {HOSTILE} failed to frobnicate")] {
        for arguments in [
            &["--full"][..],
            &["--color", "always", "--all"],
            &["check", "--color", "always"],
            &["--format", "json"],
            &["--why"],
        ] {
            let output = run(arguments, text.as_bytes());
            shows_only_text(&format!("{arguments:?}"), &output, arguments.contains(&"always"));
            if arguments.contains(&"json") {
                let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
                assert!(!report["findings"].to_string().contains(['\u{1b}', '\u{3164}', '\u{202e}']));
            }
        }
        let argument = text.replace('\0', "");
        shows_only_text("an argument", &run(&[&argument], b""), false);
    }
    for arguments in [
        &["search", HOSTILE][..],
        &["list", HOSTILE],
        &["--lang", HOSTILE],
        &["--format", HOSTILE],
        &["check", "--allow", HOSTILE],
        &["--catalog", HOSTILE, "x"],
        &["catalog", "check", HOSTILE],
        &["catalog", "test", HOSTILE],
        &[HOSTILE, HOSTILE],
    ] {
        shows_only_text(&format!("{arguments:?}"), &run(arguments, error.as_bytes()), false);
    }
    let folder = std::env::temp_dir().join(format!("explain-screen-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let hostile = HOSTILE.replace('/', "_");
    let bytes = [hostile.as_bytes(), b"\xff\x9b2J\nerror: forged\n"].concat();
    let name = folder.join(Path::new(&OsString::from_vec(bytes)));
    fs::write(&name, &error).expect("a file");
    for format in ["human", "json"] {
        let output = run(&[OsStr::new("--format"), OsStr::new(format), name.as_os_str()], b"");
        shows_only_text("a file's name", &output, false);
        assert!(!screen(&output.stdout).text.lines().any(|line| line.starts_with("error: forged")));
    }
    let _ = fs::remove_dir_all(&folder);
}

/// A stranger's catalog: every text of it is printed by some command.
#[test]
fn texts_of_a_catalog() {
    let folder = std::env::temp_dir().join(format!("explain-stranger-{}", std::process::id()));
    let entry = folder.join("causes/net");
    fs::create_dir_all(&entry).expect("a folder");
    let hostile: String = HOSTILE.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect();
    let cause = |sign: &str| {
        format!(
            "title = \"It broke {hostile}\"\nexplains = [\"grpc/unavailable\"]\nlikelihood = \"common\"\nowner = \"yours\"\n\
             explanation = \"Because {hostile}.\"\n[[sign]]\nall = [{{ field = \"message\", re = \"{sign}\" }}]\n\
             [[check]]\ntitle = \"Look {hostile}\"\nrun = \"true {hostile}\"\ntells = \"It {hostile}\"\n\
             [[fix]]\ntitle = \"Mend {hostile}\"\nsteps = [\"Do {hostile}\"]\n\
             [[example]]\ntext = \"rpc error: code = Unavailable desc = frobnicated {hostile}\"\n\
             [[near_miss]]\ntext = \"rpc error: code = Unavailable desc = x\"\n[[source]]\ntitle = \"{hostile}\"\nurl = \"https://example.com/\"\n"
        )
    };
    let dir = folder.to_str().expect("UTF-8");
    for (sign, name) in [("frobnicated by", "good"), ("frobnicated", "good"), ("(", "bad")] {
        fs::write(entry.join("stranger.toml"), cause(sign)).expect("a file");
        for arguments in [
            &["catalog", "check", dir][..],
            &["catalog", "test", dir],
            &["--catalog", dir, "net/stranger"],
            &["--catalog", dir, "--full", "--color", "always", "net/stranger"],
            &["--catalog", dir, "--format", "json", "net/stranger"],
            &["--catalog", dir, "list", "causes"],
            &["--catalog", dir, "search", "frobnicated"],
            &["--catalog", dir, "--full", "rpc error: code = Unavailable desc = frobnicated by me"],
            &["--catalog", dir, "--format", "json", "rpc error: code = Unavailable desc = frobnicated by me"],
        ] {
            let output = run(arguments, b"");
            shows_only_text(&format!("{name}: {arguments:?}"), &output, arguments.contains(&"always"));
        }
    }
    let page = run(&["--catalog", dir, "--full", "net/stranger"], b"");
    let _ = fs::remove_dir_all(&folder);
    assert!(!String::from_utf8_lossy(&page.stderr).contains("panicked"));
}
