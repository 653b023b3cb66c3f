//! The files that a run reads.

use std::fs::{File, Metadata};
use std::io::{self, IsTerminal, Read, Seek};
use std::path::Path;

use anyhow::{Result, anyhow};

use super::folder::{Entry, Globs, Walk};
use super::live::{self, Followed, Teller};
use super::{Options, output};
use crate::explainer::Reading;
use crate::input;
use crate::redact;
use crate::report::Summary;

/// Reads standard input to its end, or until a signal asks for it, and tells what is found in it if that takes long.
pub(super) fn read_stdin(reading: &mut Reading<'_, '_>, teller: &mut Teller<'_>, options: &Options) -> Result<()> {
    let read = if live::stdin_comes_in_pieces() {
        teller.read(reading, &options.stdin_name(), io::stdin())
    } else {
        reading.read(&options.stdin_name(), io::stdin().lock())
    };
    read.map_err(|error| anyhow!("can't read standard input: {}", reason(&error)))
}

/// Reads a file that grows, until a signal ends the run.
pub(super) fn follow(reading: &mut Reading<'_, '_>, path: &Path, teller: &mut Teller<'_>) -> Result<()> {
    let file = Followed::open(path);
    let read = file.and_then(|file| teller.follow(reading, &input::readable(path), file));
    read.map_err(|error| anyhow!("can't follow {}: {}", input::shown(path), reason(&error)))
}

/// Reads a file, or the files of a folder, to their ends. Each of them that can't be read is told; the others are read all the same.
pub(super) fn read_path(
    reading: &mut Reading<'_, '_>,
    path: &Path,
    globs: &Globs,
    mut tell: impl FnMut(&mut Reading<'_, '_>, anyhow::Error),
) {
    if !path.is_dir() {
        if let Err(error) = read_file(reading, path, false) {
            tell(reading, error);
        }
        return;
    }
    for entry in Walk::new(path, globs) {
        match entry {
            Entry::File(path) => {
                if let Err(error) = read_file(reading, &path, true) {
                    tell(reading, error);
                }
            }
            Entry::LeftOut(path, why) => reading.note(&format!("{}: left out: {why}", input::shown(path))),
            Entry::Failed(path, error) => {
                tell(reading, anyhow!("can't read {}: {}", input::shown(path), reason(&error)));
            }
        }
    }
}

/// Reads a file to its end; if it `must_be_text`, binaries are left out.
fn read_file(reading: &mut Reading<'_, '_>, path: &Path, must_be_text: bool) -> Result<()> {
    let name = input::shown(path);
    let failed = |error: &io::Error| anyhow!("can't read {name}: {}", reason(error));
    let mut file = File::open(path).map_err(|error| failed(&error))?;
    let opened = file.metadata().ok();
    if must_be_text {
        let mut head = Vec::new();
        let read = file.by_ref().take(input::BINARY_HEAD_BYTES).read_to_end(&mut head);
        read.and_then(|_| file.rewind()).map_err(|error| failed(&error))?;
        if input::is_binary(&head) {
            return Ok(());
        }
    }
    let mut counted = Counted { file, bytes: 0 };
    reading.read(&input::readable(path), &mut counted).map_err(|error| failed(&error))?;
    if opened.is_some_and(|opened| counted.was_cut(&opened)) {
        reading.note_unread(&format!("{name}: it became shorter while it was read"));
    }
    Ok(())
}

/// A file, and how much of it was read.
struct Counted {
    file: File,
    bytes: u64,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bytes += u64::try_from(read).unwrap_or(0);
        Ok(read)
    }
}

impl Counted {
    /// Whether the file lost bytes while it was read. A device and the like say nothing of their size.
    fn was_cut(&self, opened: &Metadata) -> bool {
        let Ok(now) = self.file.metadata() else { return false };
        opened.is_file() && opened.len() > 0 && now.len() < opened.len().max(self.bytes)
    }
}

/// The operating system's message, without its number.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}

/// Prints on standard error which input was cut or is missing, but for what was told before. On a terminal the human report has
/// said so already.
pub(super) fn print_notes(summary: &Summary, told: &[String], options: &Options) {
    let seen = options.format().name() == "human" && io::stdout().is_terminal();
    let told: Vec<_> = told.iter().map(|one| redact::show(one)).collect();
    for note in summary.notes.iter().filter(|note| !seen && !told.contains(note)) {
        output::print_error(note.as_str());
    }
}
