//! Gates and faults: what `check` says where it could not read everything, and what happens where files, pipes and the
//! environment fail.
#![cfg(unix)]

mod program;

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use program::{command, fed, run};

const ERROR: &str = "rpc error: code = Unavailable desc = dial tcp 10.0.0.7:50051: connect: connection refused\n";
const CUT: &str = "Job's log exceeded limit of 4194304 bytes.\n";

/// A folder that is deleted in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("explain-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn file(&self, name: impl AsRef<OsStr>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(Path::new(name.as_ref()));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, bytes).expect("a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn a_gate_that_has_not_read_everything_is_undecided() {
    for format in ["human", "json"] {
        let check = |more: &[&str], input: &str| run(&[&["check", "--format", format], more].concat(), input);
        let undecided = check(&[], &format!("all is well\n{CUT}"));
        assert_eq!(code(&undecided), 2, "{format}");
        let words = "standard input, line 2: the log was cut before it came here";
        assert!(stderr(&undecided).contains(words) && stdout(&undecided).contains(words), "{format}: {undecided:?}");
        assert!(
            (stdout(&undecided) + &stderr(&undecided)).contains("check undecided: a part of the input was not read")
        );
        assert_eq!(code(&check(&["--allow-truncated"], &format!("all is well\n{CUT}"))), 0);
        assert_eq!(code(&check(&[], &format!("{ERROR}{CUT}"))), 1, "a broken policy stays broken");
        assert_eq!(code(&check(&["--allow-truncated"], &format!("{ERROR}{CUT}"))), 1);
        assert_eq!(code(&check(&[], "all is well\n")), 0);
    }
    let report: serde_json::Value = serde_json::from_slice(&run(&["--format", "json"], CUT).stdout).expect("JSON");
    assert_eq!(
        (report["summary"]["truncated"].as_bool(), report["summary"]["notes"].as_array().map(Vec::len)),
        (Some(true), Some(1))
    );
    assert_eq!(code(&run(&["-"], CUT)), 0, "only a gate is strict");
}

/// Runs a command that packs its input.
fn packed(command: &str, text: &str) -> Option<Vec<u8>> {
    let mut words = command.split(' ');
    let mut child = Command::new(words.next().expect("a command"));
    let child = child.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    Some(fed(child, text.as_bytes()).stdout)
}

#[test]
fn what_is_compressed_is_read() {
    let folder = Folder::new("packed");
    let text = format!("{}{ERROR}", "all is well\n".repeat(2000));
    for command in ["gzip -c", "zstd -c", "bzip2 -c", "xz -c", "lz4 -c"] {
        // Not every machine has all of them.
        let Some(bytes) = packed(command, &text) else { continue };
        let file = folder.file("app.log", [&bytes[..], &bytes].concat());
        for output in
            [run(&[OsStr::new("check"), file.as_os_str()], ""), run(&["check"], fs::read(&file).expect("a file"))]
        {
            assert!(code(&output) == 1 && stdout(&output).contains(":2001"), "{command}: {output:?}");
            assert!(stdout(&output).contains("2 times") && stderr(&output).is_empty(), "{command}: {output:?}");
        }
        // Of two members, the second is cut: the first is judged, and the rest is said to be unread.
        let calm = packed(command, "all is well\n").expect("it is packed");
        let cut = [&calm[..], &bytes[..bytes.len() - 5]].concat();
        let output = run(&["check"], &cut);
        assert!(
            stderr(&output).contains(" data ends too early: what comes before that was read"),
            "{command}: {output:?}"
        );
        assert!(matches!(code(&output), 1 | 2), "{command}: {output:?}");
        let cut = [&calm[..], &calm[..calm.len() - 5]].concat();
        assert_eq!(
            (code(&run(&["check"], &cut)), code(&run(&["check", "--allow-truncated"], &cut))),
            (2, 0),
            "{command}"
        );
    }
}

#[test]
fn what_can_not_be_unpacked_is_named() {
    let folder = Folder::new("damaged");
    let faults: [(&str, &[u8], &str); 7] = [
        ("a.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "its gzip data ends too early"),
        ("b.gz", b"\x1f\x8b\x07\0\0\0\0\0\0\x03text", "its gzip data is damaged"),
        ("a.zst", b"\x28\xb5\x2f\xfd\x04\0", "its zstd data ends too early"),
        ("a.bz2", b"BZh91AY&SY\0", "its bzip2 data ends too early"),
        ("a.xz", b"\xfd7zXZ\0\0\x04", "its xz data ends too early"),
        ("a.lz4", b"\x04\x22\x4d\x18\x64\x40", "its lz4 data ends too early"),
        ("a.zip", b"PK\x03\x04rest", "unpack it first, as `unzip -p` does"),
    ];
    let good = folder.file("good.log", "all is well\n");
    let bad = folder.file("bad.log", ERROR);
    for (name, bytes, words) in faults {
        let file = folder.file(name, bytes);
        for output in [
            run(&[&file], ""),
            run(&[OsStr::new("check"), file.as_os_str()], ""),
            run(&["check"], bytes),
            run(&["-"], bytes),
        ] {
            assert_eq!(code(&output), 2, "{name}: {output:?}");
            assert!(stderr(&output).contains("can't read"), "{name}: {output:?}");
            assert!(stderr(&output).contains(words), "{name}: {output:?}");
        }
        // The other files are judged all the same.
        let among = |other: &Path| run(&[OsStr::new("check"), file.as_os_str(), other.as_os_str()], "");
        assert_eq!((code(&among(&good)), code(&among(&bad))), (2, 1), "{name}");
        assert_eq!(
            code(&run(&[OsStr::new("check"), OsStr::new("--allow-truncated"), file.as_os_str(), good.as_os_str()], "")),
            2
        );
    }
}

#[test]
fn utf16_is_read() {
    for (mark, order) in
        [("\u{feff}", u16::to_le_bytes as fn(u16) -> [u8; 2]), ("\u{feff}", u16::to_be_bytes), ("", u16::to_le_bytes)]
    {
        let text = format!("{mark}first line\r\n{}", ERROR.replace('\n', "\r\n"));
        let wide: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        let output = run(&["check"], &wide);
        assert_eq!(code(&output), 1, "{output:?}");
        assert!(stdout(&output).contains("--> <stdin>:2:1"), "{}", stdout(&output));
    }
}

#[test]
fn names_that_are_no_utf8_work_and_forge_no_line() {
    let folder = Folder::new("names");
    for name in [&b"a\xff.log"[..], b"a\nerror: forged\n.log", b"\x1b[2J\xe2\x80\xae.log"] {
        let file = folder.file(OsStr::from_bytes(name), ERROR);
        let output = run(&[OsStr::new("check"), file.as_os_str()], "");
        let text = stdout(&output);
        assert_eq!(code(&output), 1, "{text}");
        assert!(!text.lines().any(|line| line.starts_with("error: forged")), "{text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{fffd}']), "{text}");
        assert_eq!(code(&run(&[&file], "")), 0);
        // The same where it is not there.
        fs::remove_file(&file).expect("a file");
        // A single argument with a line feed is a message, and not a name.
        let alone = run(&[file.as_os_str()], "");
        assert!(matches!(code(&alone), 1 | 2) && stderr(&alone).lines().count() == 1, "{alone:?}");
        for arguments in [
            &[OsStr::new("check"), file.as_os_str()][..],
            &[OsStr::new("--catalog"), file.as_os_str(), OsStr::new("x")],
        ] {
            let output = run(arguments, "");
            assert_eq!(code(&output), 2, "{output:?}");
            assert_eq!(stderr(&output).lines().count(), 1, "{output:?}");
            assert!(!stderr(&output).contains(['\u{1b}', '\u{202e}', '\u{fffd}']), "{output:?}");
        }
    }
    let odd = OsStr::from_bytes(b"UNAVAILABLE\xff");
    // It may be the name of a file on another system.
    assert!(matches!(code(&run(&[odd], "")), 1 | 2));
    for arguments in
        [&["search"][..], &["list"], &["check", "--allow"], &["catalog", "check"], &["compare"], &["--lang"]]
    {
        let all: Vec<&OsStr> = arguments.iter().map(OsStr::new).chain([odd]).collect();
        let output = run(&all, "x\n");
        assert!(matches!(code(&output), 0..=2) && !stderr(&output).contains("panicked"), "{arguments:?}: {output:?}");
    }
    let text = OsStr::from_bytes(b"rpc error: code = Unavailable desc = \xff connection refused");
    assert!(stdout(&run(&[text], "")).contains("\\xff"));
}

#[test]
fn an_output_that_fails_is_named() {
    for arguments in [
        &["--format", "json"][..],
        &[],
        &["list"],
        &["UNAVAILABLE"],
        &["--help"],
        &["search", "token"],
        &["catalog", "check", "--no-builtin", "catalog"],
        &["catalog", "test", "--no-builtin", "catalog", "--only", "net/connection-refused"],
        &["--version"],
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let mut child = command(arguments);
        child.stdout(full).current_dir(env!("CARGO_MANIFEST_DIR"));
        let output = fed(child.spawn().expect("it starts"), ERROR.as_bytes());
        assert_eq!(code(&output), 2, "{arguments:?}: {output:?}");
        assert!(stderr(&output).contains("can't write to standard output: No space left on device\n"), "{output:?}");
    }
    // A gate that can't print still judges.
    for (input, wanted) in [(ERROR, 1), ("all is well\n", 2)] {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let mut child = command(&["check"]);
        child.stdout(full);
        assert_eq!(code(&fed(child.spawn().expect("it starts"), input.as_bytes())), wanted);
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for arguments in [
        &["--format", "json"][..],
        &["check"],
        &["list"],
        &["UNAVAILABLE"],
        &["catalog", "check", "--no-builtin", "catalog"],
        &["catalog", "test", "--no-builtin", "catalog", "--only", "net/"],
    ] {
        let mut child = command(arguments);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        child.stdout(writer).current_dir(env!("CARGO_MANIFEST_DIR"));
        let output = fed(child.spawn().expect("it starts"), ERROR.as_bytes());
        assert!(matches!(code(&output), 0 | 1), "{arguments:?}: {output:?}");
        assert!(output.stderr.is_empty(), "{arguments:?}: {output:?}");
    }
}

/// Runs a shell's command line with the program as `$0`.
fn shell(line: &str) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", line, env!("CARGO_BIN_EXE_explain")]).current_dir(env!("CARGO_MANIFEST_DIR"));
    command.output().expect("a shell")
}

#[test]
fn closed_streams_and_an_empty_environment_are_no_fault() {
    for (line, wanted) in [
        ("echo 'rpc error: code = Unavailable desc = x' | \"$0\" check --min-confidence low >&-", 1),
        ("echo fine | \"$0\" check >&-", 0),
        ("echo fine | \"$0\" check 2>&-", 0),
        ("echo fine | \"$0\" check 2>/dev/full", 0),
        ("\"$0\" no_such_code_at_all 2>/dev/full", 1),
        ("\"$0\" --no-such-option >&- 2>&-", 2),
        ("\"$0\" --help >&- 2>&-", 0),
        ("\"$0\" check <&- >&- 2>&-", 2),
        ("\"$0\" check --allow-empty /dev/null", 0),
        ("\"$0\" UNAVAILABLE >&- 2>&-", 0),
        ("\"$0\" check <&-", 2),
        ("\"$0\" check </", 2),
        ("echo fine | env -i \"$0\" check", 0),
        ("env -i \"$0\" UNAVAILABLE", 0),
        ("d=$(mktemp -d) && cd \"$d\" && rmdir \"$d\" && echo fine | \"$0\" check", 0),
        ("d=$(mktemp -d) && cd \"$d\" && rmdir \"$d\" && \"$0\" check missing.log", 2),
        ("echo fine | env -i TERM=nonsense LC_ALL=xx_YY.none HOME=/none COLUMNS=-1 \"$0\" check", 0),
    ] {
        let output = shell(line);
        assert_eq!(code(&output), wanted, "{line}: {output:?}");
        assert!(!stderr(&output).contains("panicked"), "{line}: {output:?}");
    }
}

/// What is no file, or can't be read, is named; what else was named is judged all the same.
#[test]
fn inputs_that_are_no_files_are_named() {
    let folder = Folder::new("inputs");
    let (good, bad) = (folder.file("good.log", "all is well\n"), folder.file("bad.log", ERROR));
    let links = [folder.0.join("one"), folder.0.join("two")];
    symlink(&links[0], &links[1]).expect("a link");
    symlink(&links[1], &links[0]).expect("a link");
    let closed = folder.file("closed.log", "all is well\n");
    fs::set_permissions(&closed, Permissions::from_mode(0o0)).expect("permissions");
    let long = folder.0.join("x".repeat(5000));
    let mut faults = vec![
        (links[0].clone(), "Too many levels of symbolic links"),
        (good.join("inner.log"), "Not a directory"),
        (folder.0.join("none.log"), "no such file"),
        (long, "File name too long"),
    ];
    // Whoever may read everything sees no fault.
    if File::open(&closed).is_err() {
        faults.push((closed.clone(), "permission denied"));
    }
    // It can be opened, and not be read at its beginning.
    if cfg!(target_os = "linux") {
        faults.push((PathBuf::from("/proc/self/mem"), "Input/output error"));
    }
    for (path, words) in faults {
        for (other, wanted) in [(None, 2), (Some(&good), 2), (Some(&bad), 1)] {
            let paths = [OsStr::new("check"), path.as_os_str()].into_iter().chain(other.map(|other| other.as_os_str()));
            let output = run(&paths.collect::<Vec<_>>(), "");
            assert_eq!(code(&output), wanted, "{words}: {output:?}");
            assert!(stderr(&output).lines().any(|line| line.contains(words)), "{words}: {output:?}");
        }
    }
    fs::set_permissions(&closed, Permissions::from_mode(0o600)).expect("permissions");
}

#[test]
fn the_files_of_a_folder_are_read_in_order() {
    let folder = Folder::new("folder");
    for (name, text) in [
        ("b.log", &b"rpc error: code = Unauthenticated desc = token has expired\n"[..]),
        ("a/late.log", ERROR.as_bytes()),
        ("a/early.log", b"rpc error: code = NotFound desc = order 17\n"),
        ("c.txt", b"HTTP/1.1 503 Service Unavailable\r\n\r\n"),
        (".hidden.log", b"rpc error: code = DataLoss desc = x\n"),
        (".git/inner.log", b"rpc error: code = DataLoss desc = x\n"),
        ("core.log", b"\x7fELF\0\0rpc error: code = DataLoss desc = x\n"),
        (
            "wide.log",
            &"\u{feff}rpc error: code = Aborted desc = x\r\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>(),
        ),
    ] {
        folder.file(name, text);
    }
    let sources = |output: &Output| {
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("findings").clone();
        let mut found: Vec<(String, u64)> = findings
            .iter()
            .map(|one| {
                let source = one["first"]["source"].as_str().expect("a source");
                (source.rsplit('/').next().expect("a name").to_owned(), one["first"]["line"].as_u64().expect("a line"))
            })
            .collect();
        found.sort();
        let notes =
            report["summary"]["notes"].as_array().expect("notes").iter().map(|one| one.to_string()).collect::<Vec<_>>();
        (found.into_iter().map(|(source, _)| source).collect::<Vec<_>>(), notes)
    };
    let read = |arguments: &[&str]| {
        let arguments = [&["--format", "json"], arguments].concat();
        run(&arguments.into_iter().map(OsStr::new).chain([folder.0.as_os_str()]).collect::<Vec<_>>(), "")
    };
    let all = read(&[]);
    assert_eq!((code(&all), sources(&all).1), (0, Vec::new()));
    assert_eq!(sources(&all).0, ["b.log", "c.txt", "early.log", "late.log", "wide.log"]);
    assert_eq!(sources(&read(&["--glob", "*.log", "--glob", "!wide.*"])).0, ["b.log", "early.log", "late.log"]);
    assert_eq!(sources(&read(&["--glob", "a/*"])).0, ["early.log", "late.log"]);
    assert_eq!(code(&read(&["--glob", "[a"])), 2);
    assert_eq!((code(&read(&["check"])), code(&read(&["check", "--glob", "*.none"]))), (1, 2));

    // What is no file, or was read in its own place.
    for (name, target) in
        [("loop", "."), ("up", ".."), ("again.log", "b.log"), ("none.log", "gone"), ("zero", "/dev/zero")]
    {
        symlink(target, folder.0.join(name)).expect("a link");
    }
    let outside = Folder::new("outside");
    outside.file("far.log", "rpc error: code = Canceled desc = x\n");
    symlink(&outside.0, folder.0.join("outside")).expect("a link");
    symlink(&folder.0, outside.0.join("back")).expect("a link");
    assert!(Command::new("mkfifo").arg(folder.0.join("pipe")).status().expect("mkfifo").success());
    let all = read(&[]);
    let (found, notes) = sources(&all);
    assert_eq!(
        (code(&all), found),
        (0, ["b.log", "c.txt", "early.log", "far.log", "late.log", "wide.log"].map(str::to_owned).to_vec())
    );
    assert_eq!(notes.len(), 6, "{notes:?}");
    for (name, words) in
        [("/loop:", "a link to a folder"), ("/pipe:", "not a regular file"), ("/none.log:", "leads nowhere")]
    {
        assert!(notes.iter().any(|note| note.contains(name) && note.contains(words)), "{name}: {notes:?}");
    }
    assert!(stderr(&all).contains("/zero: left out: not a regular file"), "{}", stderr(&all));

    // What can't be read counts as unread, and the rest is judged.
    let closed = folder.0.join("a");
    fs::set_permissions(&closed, Permissions::from_mode(0o0)).expect("permissions");
    if fs::read_dir(&closed).is_err() {
        let output = read(&["check", "--fail-on", "critical"]);
        assert!(code(&output) == 2 && stderr(&output).contains("/a: permission denied"), "{output:?}");
    }
    fs::set_permissions(&closed, Permissions::from_mode(0o755)).expect("permissions");
}

/// A disk that becomes full in the middle of an answer: a limit on the size of files does the same.
#[test]
fn an_answer_that_was_not_written_whole_counts_as_none() {
    let folder = Folder::new("limit");
    let out = folder.0.join("out.json");
    let line = format!(
        "trap '' XFSZ; ulimit -f 1; echo '{}' | \"$0\" --format json --full >'{}'",
        ERROR.trim_end(),
        out.display()
    );
    let output = shell(&line);
    assert_eq!(code(&output), 2, "{output:?}");
    assert!(stderr(&output).contains("can't write to standard output: File too large"), "{output:?}");
    assert!(serde_json::from_slice::<serde_json::Value>(&fs::read(&out).expect("a part")).is_err());
}

#[test]
fn folders_of_entries_with_what_is_no_file() {
    let folder = Folder::new("catalog");
    let root = folder.0.clone();
    let check = |words: &str| {
        let arguments =
            ["timeout", "20", env!("CARGO_BIN_EXE_explain"), "catalog", "check", root.to_str().expect("UTF-8")];
        let output = Command::new(arguments[0]).args(&arguments[1..]).output().expect("it starts");
        assert_eq!(code(&output), 2, "{words}: {output:?}");
        assert!(stderr(&output).contains(words) && stderr(&output).lines().count() == 1, "{words}: {output:?}");
    };
    fs::create_dir_all(root.join("causes/own")).expect("a folder");
    for (name, target, words) in [
        ("causes/own/loop", ".", "causes/own/loop: a link to a folder above it"),
        ("causes/own/loop", "../..", "causes/own/loop: a link to a folder above it"),
        ("causes/own/none.toml", "none.toml", "causes/own/none.toml: "),
        ("causes/own/device.toml", "/dev/zero", "causes/own/device.toml: not a regular file"),
    ] {
        symlink(target, root.join(name)).expect("a link");
        check(words);
        fs::remove_file(root.join(name)).expect("a link");
    }
    let pipe = root.join("causes/own/pipe.toml");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    check("causes/own/pipe.toml: not a regular file");
    fs::remove_file(&pipe).expect("a pipe");
    let closed = root.join("causes/closed");
    fs::create_dir(&closed).expect("a folder");
    fs::set_permissions(&closed, Permissions::from_mode(0o0)).expect("permissions");
    // Whoever may read everything sees no fault.
    if fs::read_dir(&closed).is_err() {
        check("causes/closed: ");
    }
    fs::set_permissions(&closed, Permissions::from_mode(0o755)).expect("permissions");
}

#[test]
fn input_that_changes_while_it_is_read() {
    let folder = Folder::new("changes");
    let line = "all is well\n".repeat(1000);
    // A pipe that another file feeds holds the reader in the middle of its files.
    let (log, pipe) = (folder.file("big.log", line.repeat(400)), folder.0.join("pipe"));
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    // A pipe is read like a file.
    let child = command(&[OsStr::new("check"), pipe.as_os_str(), log.as_os_str()]).spawn().expect("it starts");
    let mut writer = OpenOptions::new().write(true).open(&pipe).expect("a pipe");
    writer.write_all(ERROR.as_bytes()).expect("it is read");
    // The file that is to be read next is replaced, which is no fault.
    fs::rename(folder.file("new.log", &line), &log).expect("a file");
    drop(writer);
    assert_eq!(code(&fed(child, b"")), 1);
    // A file that becomes shorter is one.
    let big = File::create(folder.0.join("shrinks.log")).expect("a file");
    big.set_len(3 << 30).expect("a sparse file");
    let child = command(&[OsStr::new("check"), folder.0.join("shrinks.log").as_os_str()]).spawn().expect("it starts");
    thread::sleep(Duration::from_millis(150));
    big.set_len(1 << 20).expect("a file");
    let output = fed(child, b"");
    assert_eq!(code(&output), 2, "{output:?}");
    assert!(stderr(&output).contains("shrinks.log: it became shorter while it was read"), "{output:?}");
}

#[test]
fn signals_end_it_without_half_an_answer() {
    for signal in ["INT", "TERM", "HUP", "PIPE"] {
        let mut child = command(&["--format", "json"]).spawn().expect("it starts");
        let mut stdin = child.stdin.take().expect("piped");
        stdin.write_all(ERROR.as_bytes()).expect("it is read");
        thread::sleep(Duration::from_millis(30));
        let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
        thread::sleep(Duration::from_millis(30));
        drop(stdin);
        let status = child.wait().expect("it ends");
        let mut out = String::new();
        child.stdout.take().expect("piped").read_to_string(&mut out).expect("UTF-8");
        // Nothing, or the whole answer to what was read before the signal.
        let whole = status.code().is_some() && serde_json::from_str::<serde_json::Value>(&out).is_ok();
        assert!(out.is_empty() || whole, "{signal}: {status} {out:?}");
    }
    // In the middle of an answer that nobody reads on, the end of the run says that it is none.
    for signal in ["INT", "TERM", "HUP"] {
        let mut child = command(&["list", "causes", "--format", "json"]).spawn().expect("it starts");
        let mut first = [0; 1];
        child.stdout.as_mut().expect("piped").read_exact(&mut first).expect("some output");
        let sent = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
        let mut rest = String::new();
        child.stdout.take().expect("piped").read_to_string(&mut rest).expect("UTF-8");
        let status = child.wait().expect("it ends");
        let whole = serde_json::from_str::<serde_json::Value>(&format!("{{{rest}")).is_ok();
        assert!(whole || !status.success(), "{signal}: {status}");
    }
}
