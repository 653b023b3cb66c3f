//! The program under test: started with arguments, fed with input, read to its end.

use std::ffi::OsStr;
use std::io::Write;
use std::process::{Child, Command, Output, Stdio};
use std::thread;

/// The program with its arguments, all of its streams piped, and none of the variables that change what it prints.
pub(crate) fn command<A: AsRef<OsStr>>(arguments: &[A]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_explain"));
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        command.env_remove(name);
    }
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
