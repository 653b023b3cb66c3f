//! `--follow FILE`: a file that grows, like `tail -F`: through rotation and truncation, from its beginning.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use super::{Event, READ_BYTES};
use crate::input;

/// How often a file is looked at that was read to its end.
const PAUSE: Duration = Duration::from_millis(50);

/// A file that is followed.
pub(in crate::cli) struct Followed {
    path: PathBuf,
    file: File,
    /// How much of it was read.
    read: u64,
}

impl Followed {
    /// Opens a file.
    ///
    /// # Errors
    /// If it can't be opened, or is something that does not grow.
    pub(in crate::cli) fn open(path: &Path) -> io::Result<Followed> {
        let file = File::open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "only regular files grow; name it without --follow"));
        }
        Ok(Followed { path: path.to_owned(), file, read: 0 })
    }

    /// Reads it until nobody wants to know any more.
    pub(super) fn pump(mut self, events: &SyncSender<Event>, emptied: &Receiver<Vec<u8>>) {
        loop {
            let mut buffer = emptied.try_recv().unwrap_or_default();
            buffer.resize(READ_BYTES, 0);
            let event = match self.file.read(&mut buffer) {
                Ok(0) => match self.anew() {
                    Ok(Some(note)) => Event::Anew(note),
                    Ok(None) => {
                        thread::sleep(PAUSE);
                        continue;
                    }
                    Err(error) => Event::Failed(error),
                },
                Ok(read) => {
                    self.read += u64::try_from(read).unwrap_or(0);
                    buffer.truncate(read);
                    Event::Bytes(buffer)
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => Event::Failed(error),
            };
            let is_last = matches!(event, Event::Failed(_));
            if events.send(event).is_err() || is_last {
                return;
            }
        }
    }

    /// Whether the file begins anew, and why: it was cut, or there is another one of its name. All that it held was read.
    fn anew(&mut self) -> io::Result<Option<String>> {
        let name = || input::shown(&self.path);
        let now = self.file.metadata()?;
        if now.len() < self.read {
            let note = format!("{}: it became shorter, and is read from its beginning again", name());
            self.file.rewind()?;
            self.read = 0;
            return Ok(Some(note));
        }
        // While it is being replaced there may be none. What was written to the old one meanwhile is read first.
        let replaced = fs::metadata(&self.path).is_ok_and(|named| named.is_file() && !is_same(&named, &now));
        if !replaced || now.len() > self.read {
            return Ok(None);
        }
        let Ok(file) = File::open(&self.path) else { return Ok(None) };
        let note = format!("{}: it was replaced by another file, which is read from its beginning", name());
        (self.file, self.read) = (file, 0);
        Ok(Some(note))
    }
}

/// Whether two names are those of one file.
#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Whether two names are those of one file, as far as its age tells.
#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.created().ok() == other.created().ok()
}
