//! The program under test: started with arguments, fed with input, read to its end.
#![allow(dead_code, reason = "each test takes what it needs")]

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Child, Command, Output, Stdio};
use std::thread;

/// The variables that change what is printed: those of colours, and those by which programs that read are known.
pub(crate) const CHANGING: [&str; 15] = [
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "COLUMNS",
    "AI_AGENT",
    "AUGMENT_AGENT",
    "CLAUDECODE",
    "CLAUDE_CODE",
    "CODEX_SANDBOX",
    "CODEX_THREAD_ID",
    "CURSOR_AGENT",
    "GEMINI_CLI",
    "GOOSE_PROVIDER",
    "JUNIE_DATA",
    "OPENCODE",
];

/// The program with its arguments, all of its streams piped, and none of the variables that change what it prints.
pub(crate) fn command<A: AsRef<OsStr>>(arguments: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_explain"));
    for name in CHANGING {
        command.env_remove(name);
    }
    // Nobody's own entries are read.
    command.env("XDG_CONFIG_HOME", "/nonexistent");
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Writes the input while the program runs, and returns what it printed.
pub(crate) fn fed(mut child: Child, input: &[u8]) -> Output {
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_vec();
    let writer = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("explain ends");
    // A run that doesn't read its input closes the pipe early.
    let _ = writer.join().expect("the writer does not panic");
    output
}

/// Runs the program on an input.
pub(crate) fn run<A: AsRef<OsStr>>(arguments: &[A], input: impl AsRef<[u8]>) -> Output {
    fed(command(arguments).spawn().expect("explain starts"), input.as_ref())
}
