//! A terminal for a command: programs that see one write colours and progress, and flush each line.
//!
//! The command becomes the leader of a session of its own. What is typed is passed on as it is, Ctrl-C included: the new terminal
//! makes a signal of it, as the old one would have.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::process::Child;
use std::thread;

use pty_process::blocking::{Command, Pty, open};
use rustix::termios::{LocalModes, OptionalActions, Termios, Winsize, tcgetattr, tcsetattr, tcsetwinsize};
use signal_hook::consts::SIGWINCH;
use signal_hook::iterator::Signals;

/// Rows and columns where this process has no terminal.
const DEFAULT_SIZE: (u16, u16) = (24, 80);
/// What ends the input of a program that reads lines from a terminal: Ctrl-D.
const END_OF_INPUT: u8 = 4;
/// How much of the input is passed on at once: people type.
const PIECE_BYTES: usize = 4 << 10;

/// Starts a command on a new terminal of the size of this one. The terminal is ready before the command sees it. What is returned
/// last puts the terminal of this process back as it was.
pub(super) fn start(program: &OsStr, arguments: &[OsString]) -> io::Result<(Child, Pty, Option<Raw>)> {
    let (terminal, command_side) = open().map_err(io_error)?;
    resize(&terminal);
    let raw = pass_input_on(&terminal)?;
    let child = Command::new(program).args(arguments).spawn(command_side).map_err(io_error)?;
    Ok((child, terminal, raw))
}

fn io_error(error: pty_process::Error) -> io::Error {
    match error {
        pty_process::Error::Io(error) => error,
        pty_process::Error::Rustix(error) => error.into(),
    }
}

fn resize(terminal: impl AsFd) {
    let own = terminal_size::terminal_size().map(|(width, height)| (height.0, width.0));
    let (ws_row, ws_col) = own.unwrap_or(DEFAULT_SIZE);
    // A command that does not learn the new width still runs.
    let _ = tcsetwinsize(terminal, Winsize { ws_row, ws_col, ws_xpixel: 0, ws_ypixel: 0 });
}

/// Passes standard input and changes of the window on until the process ends.
fn pass_input_on(terminal: &Pty) -> io::Result<Option<Raw>> {
    let raw = Raw::enter();
    if raw.is_none() {
        // Nobody types: what comes from a file must not appear among the output.
        let mut modes = tcgetattr(terminal)?;
        modes.local_modes.remove(LocalModes::ECHO);
        tcsetattr(terminal, OptionalActions::Now, &modes)?;
    }
    let copy = || terminal.as_fd().try_clone_to_owned().map(File::from);
    let mut to = copy()?;
    thread::spawn(move || {
        let mut piece = [0; PIECE_BYTES];
        while let Ok(length @ 1..) = io::stdin().read(&mut piece) {
            if to.write_all(&piece[..length]).is_err() {
                return;
            }
        }
        // Where nobody reads any more, nobody has to be told.
        let _ = to.write_all(&[END_OF_INPUT]);
    });
    if raw.is_some() {
        let terminal = copy()?;
        let mut signals = Signals::new([SIGWINCH])?;
        thread::spawn(move || signals.forever().for_each(|_| resize(&terminal)));
    }
    Ok(raw)
}

/// The terminal of this process while it passes each key on.
pub(super) struct Raw(Termios);

impl Raw {
    /// Returns `None` if standard input is no terminal.
    fn enter() -> Option<Raw> {
        let stdin = io::stdin();
        let before = stdin.is_terminal().then(|| tcgetattr(&stdin).ok()).flatten()?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(&stdin, OptionalActions::Now, &raw).ok()?;
        Some(Raw(before))
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // There is nobody to tell that it failed.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
