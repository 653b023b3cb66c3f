//! `explain run -- COMMAND...`: runs a command, passes its output on untouched and at once, and diagnoses it if it fails.
//!
//! What the command writes is forwarded first and kept beside: its beginning and its end, since a build that fails after a gigabyte
//! of output must not wait for anybody who reads along. Only when it has failed is the catalog opened.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, anyhow};
use clap::Args;

use super::inputs::{print_notes, reason};
use super::own::OwnEntries;
use super::{Exit, Options, output};
use crate::input;

#[cfg(unix)]
mod terminal;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Give the command a terminal, for one that writes otherwise to a pipe; both its streams arrive on standard output
    #[arg(long)]
    tty: bool,
    /// The command and its arguments
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true, allow_hyphen_values = true)]
    command: Vec<OsString>,
}

/// So much of the beginning of the output is kept, and so much of its end.
const HEAD_BYTES: usize = 2 << 20;
const TAIL_BYTES: usize = 14 << 20;
/// How much is forwarded at once: what a pipe holds.
const PIECE_BYTES: usize = 64 << 10;

pub(super) fn run(arguments: &Arguments, options: &Options) -> Result<Exit> {
    let Some((program, rest)) = arguments.command.split_first() else { return Ok(Exit::Usage) };
    let kept = Mutex::new(Kept::default());
    let started = if arguments.tty { on_a_terminal(program, rest, &kept) } else { on_pipes(program, rest, &kept) };
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            // As a shell does: 127 if there is no such command, 126 if it can't be run.
            let code = if error.kind() == io::ErrorKind::NotFound { 127 } else { 126 };
            output::print_error(&format!("can't run {}: {}", input::shown(program), reason(&error)));
            return Ok(Exit::Command(code));
        }
    };
    let status =
        child.wait().map_err(|error| anyhow!("can't wait for {}: {}", input::shown(program), reason(&error)))?;
    let code = code_of(status);
    if code != 0 {
        let kept = kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        let ended = ended(program, code);
        output::print_error_bare(&format!("\nexplain: {ended}\n"));
        diagnose(&kept, &ended, options)?;
    }
    Ok(Exit::Command(code))
}

/// Starts a command, and forwards both its streams until they end.
fn on_pipes(program: &OsStr, arguments: &[OsString], kept: &Mutex<Kept>) -> io::Result<Child> {
    let mut command = Command::new(program);
    let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    pass_signals_on(&child);
    let (out, err) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(|| forward(out, &mut io::stdout(), kept));
        forward(err, &mut io::stderr(), kept);
    });
    Ok(child)
}

/// Starts a command on a terminal of its own, and forwards what it shows there until it ends.
#[cfg(unix)]
fn on_a_terminal(program: &OsStr, arguments: &[OsString], kept: &Mutex<Kept>) -> io::Result<Child> {
    let (child, terminal, _raw) = terminal::start(program, arguments)?;
    pass_signals_on(&child);
    forward(Some(&terminal), &mut io::stdout(), kept);
    Ok(child)
}

#[cfg(not(unix))]
fn on_a_terminal(_: &OsStr, _: &[OsString], _: &Mutex<Kept>) -> io::Result<Child> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system has no terminals for --tty"))
}

/// Lets the command decide how it ends. Ctrl-C reaches it without help, since a terminal sends it to all that run there; what is
/// meant for this process alone is passed on.
#[cfg(unix)]
fn pass_signals_on(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::iterator::Signals;

    // Where signals can't be watched, they end both, or this one: then the command finds its output closed.
    let Ok(mut signals) = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM]) else { return };
    let child = Pid::from_child(child);
    thread::spawn(move || {
        for signal in &mut signals {
            let signal = match signal {
                SIGTERM => Signal::TERM,
                SIGHUP => Signal::HUP,
                _ => continue,
            };
            // It may have ended by now.
            let _ = kill_process(child, signal);
        }
    });
}

#[cfg(not(unix))]
fn pass_signals_on(_child: &Child) {}

/// Passes a stream on, and keeps it. Where nobody reads on, the command finds that out as it would alone: by a closed pipe.
fn forward(stream: Option<impl Read>, to: &mut impl Write, kept: &Mutex<Kept>) {
    let Some(mut stream) = stream else { return };
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let length = match stream.read(&mut piece) {
            Ok(0) => return,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        if to.write_all(&piece[..length]).and_then(|()| to.flush()).is_err() {
            return;
        }
        kept.lock().unwrap_or_else(PoisonError::into_inner).add(&piece[..length]);
    }
}

/// What is kept of an output: its beginning, and its end.
#[derive(Debug, Default)]
struct Kept {
    head: Vec<u8>,
    tail: std::collections::VecDeque<u8>,
    lost: u64,
}

impl Kept {
    fn add(&mut self, bytes: &[u8]) {
        let room = HEAD_BYTES - self.head.len();
        let (head, rest) = bytes.split_at(room.min(bytes.len()));
        self.head.extend_from_slice(head);
        let over = (self.tail.len() + rest.len()).saturating_sub(TAIL_BYTES);
        self.tail.drain(..over.min(self.tail.len()));
        self.lost += u64::try_from(over).unwrap_or(0);
        self.tail.extend(rest);
    }
}

/// The exit code, as a shell tells it: 128 and the number of the signal that ended the command.
fn code_of(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    status.code().and_then(|code| u8::try_from(code & 0xff).ok()).unwrap_or(1)
}

/// What the exit code says, in the words of a log: a number alone has a meaning for each program.
fn ended(program: &OsString, code: u8) -> String {
    let path = std::path::Path::new(program);
    let name = path.file_name().map_or_else(|| input::readable(program), input::readable);
    // https://github.com/fullstorydev/grpcurl: the status is added to 64. https://buf.build/docs/reference/cli/buf/curl: shifted by 3.
    let status = match (name.as_str(), code) {
        ("grpcurl", 65..=80) => Some(code - 64),
        ("buf", 8..=128) if code.is_multiple_of(8) => Some(code / 8),
        _ => None,
    };
    match status {
        Some(status) => format!("{name}: gRPC status code {status}\n"),
        None => format!("{name}: exit code {code}\n"),
    }
}

/// Prints the diagnosis on standard error. The exit code is evidence of last resort: it counts where the output says nothing.
fn diagnose(kept: &Kept, ended: &str, options: &Options) -> Result<()> {
    let own = OwnEntries::load(options)?;
    let catalog = own.catalog()?;
    let style = output::style(options);
    let explainer = options.explainer(catalog, &style, &[None])?;
    let mut reading = explainer.reading();
    let name = options.stdin_name();
    let name = if name == "-" { "output" } else { name.as_str() };
    reading.feed(name, &kept.head);
    if kept.lost > 0 {
        reading.note_unread(&format!("{} bytes in the middle of the output were not read", kept.lost));
    }
    let (first, second) = kept.tail.as_slices();
    reading.feed(name, first);
    reading.feed(name, second);
    let mut report = reading.finish();
    if report.findings.is_empty() {
        let mut reading = explainer.reading();
        reading.feed("exit code", ended.as_bytes());
        let of_code = reading.finish();
        if !of_code.findings.is_empty() {
            report = of_code;
        }
    }
    output::print_report_on_stderr(&options.format().report(&report, &style));
    print_notes(&report.summary, &[], options);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_and_the_end_are_kept() {
        let mut kept = Kept::default();
        for at in 0..(HEAD_BYTES + TAIL_BYTES + 5 * PIECE_BYTES) / PIECE_BYTES {
            kept.add(&[u8::try_from(at % 251).unwrap_or(0); PIECE_BYTES]);
        }
        assert_eq!((kept.head.len(), kept.tail.len(), kept.lost), (HEAD_BYTES, TAIL_BYTES, 5 * PIECE_BYTES as u64));
        assert_eq!(kept.head[PIECE_BYTES], 1);
        let first = (HEAD_BYTES / PIECE_BYTES + 5) % 251;
        assert_eq!(usize::from(kept.tail[0]), first);
    }

    #[test]
    fn exit_codes_are_told_in_the_words_of_their_program() {
        let told = |program: &str, code| ended(&program.into(), code);
        assert_eq!(told("/usr/bin/grpcurl", 78), "grpcurl: gRPC status code 14\n");
        assert_eq!(told("buf", 128), "buf: gRPC status code 16\n");
        assert_eq!(told("buf", 1), "buf: exit code 1\n");
        assert_eq!(told("curl", 60), "curl: exit code 60\n");
        assert_eq!(told("make", 137), "make: exit code 137\n");
    }
}
