//! Input that is still coming: each cause is told when it is first seen, and a table closes the run.
//!
//! One thread only reads. What it read is diagnosed here, in between the waits, as the [`Pace`] says.

mod follow;
mod pace;
mod signals;

use std::collections::HashSet;
use std::io::{self, ErrorKind, IsTerminal, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Instant;

use anyhow::Result;

use super::{Exit, Options, output};
use crate::explainer::Reading;
use crate::input::{self, Opened};
use crate::render::digest::page_of;
use crate::render::{OutputFormat, Style};
use crate::report::Report;
pub(super) use follow::Followed;
use pace::{Next, Pace, TICK};
use signals::Signals;

/// As much as a pipe holds.
const READ_BYTES: usize = 64 << 10;
/// So many pieces are read before the first of them is diagnosed.
const MAX_WAITING: usize = 16;

/// What happens while an input is read.
#[derive(Debug)]
pub(super) enum Event {
    /// Bytes came.
    Bytes(Vec<u8>),
    /// It has ended.
    End,
    /// It begins anew, and why.
    Anew(String),
    /// It can't be read.
    Failed(io::Error),
    /// A signal asks the run to end.
    Signal,
}

/// Tells findings while their input is coming, and how the run ended.
pub(super) struct Teller<'s> {
    format: &'static dyn OutputFormat,
    style: &'s Style,
    /// How many findings were told, and the pages that explain them.
    told: usize,
    pages: HashSet<String>,
    /// Nobody reads what is printed any more.
    closed: bool,
    /// The input is read to its end, even if nobody reads what is printed.
    judges: bool,
    /// Why something could not be printed.
    failed: Option<anyhow::Error>,
    signals: Option<Signals>,
    /// What was said of the input on standard error.
    noted: Vec<String>,
}

impl<'s> Teller<'s> {
    /// With nothing told yet.
    pub(super) fn new(options: &Options, style: &'s Style) -> Teller<'s> {
        let (pages, format) = (HashSet::new(), options.format());
        let noted = Vec::new();
        Teller { format, style, told: 0, pages, closed: false, judges: false, failed: None, signals: None, noted }
    }

    /// For a gate, which judges all of its input, whether or not that can be told.
    pub(super) fn judging(self) -> Teller<'s> {
        Teller { judges: true, ..self }
    }

    /// Reads an input that comes in pieces to its end, or until a signal asks for it.
    ///
    /// # Errors
    /// If the input can't be read.
    pub(super) fn read(
        &mut self,
        reading: &mut Reading<'_, '_>,
        source: &str,
        reader: impl Read + Send + 'static,
    ) -> io::Result<()> {
        let (sender, events) = sync_channel(MAX_WAITING);
        let (empties, emptied) = channel();
        self.signals = Signals::watch(&sender);
        thread::spawn(move || pump(reader, &sender, &emptied));
        self.take(reading, source, &events, &empties)
    }

    /// Reads a file that grows, until a signal ends the run. It may be replaced or cut meanwhile.
    ///
    /// # Errors
    /// If it can't be read.
    pub(super) fn follow(&mut self, reading: &mut Reading<'_, '_>, source: &str, file: Followed) -> io::Result<()> {
        let (sender, events) = sync_channel(MAX_WAITING);
        let (empties, emptied) = channel();
        self.signals = Signals::watch(&sender);
        thread::spawn(move || file.pump(&sender, &emptied));
        self.take(reading, source, &events, &empties)
    }

    /// Takes what is read as it comes.
    fn take(
        &mut self,
        reading: &mut Reading<'_, '_>,
        source: &str,
        events: &Receiver<Event>,
        empties: &Sender<Vec<u8>>,
    ) -> io::Result<()> {
        let (started, mut pace) = (Instant::now(), Pace::default());
        let mut position = 0;
        loop {
            let event = if pace.is_waiting(position) && self.format.streams() {
                events.recv_timeout(TICK)
            } else {
                events.recv().map_err(|_| RecvTimeoutError::Disconnected)
            };
            match event {
                Ok(Event::Bytes(bytes)) => {
                    reading.feed(source, &bytes);
                    reading.refuse()?;
                    pace.came();
                    // Its reader may have gone.
                    let _ = empties.send(bytes);
                }
                Ok(Event::Anew(note)) => {
                    reading.end_source();
                    pace.restart();
                    output::print_error(&note);
                    reading.note(&note);
                    self.noted.push(note);
                }
                Ok(Event::Failed(error)) => return reading.keep_unpacked(error),
                Ok(Event::Signal | Event::End) | Err(RecvTimeoutError::Disconnected) => {
                    // A short input is not known before its end.
                    reading.settle(0);
                    return reading.refuse();
                }
                Err(RecvTimeoutError::Timeout) => pace.was_silent(),
            }
            // What is taken early may be cut differently, so it is left alone where nobody waits for it.
            if !self.format.streams() {
                continue;
            }
            position = reading.position();
            let tick = u64::try_from(started.elapsed().as_millis() / TICK.as_millis()).unwrap_or(u64::MAX);
            if !reading.findings().is_empty() {
                pace.found(tick);
            }
            match pace.next(tick, position) {
                Next::Wait => {}
                Next::Probe(after) if reading.holds_error(after) => pace.found(tick),
                Next::Probe(_) => {}
                Next::Tell(settled) => {
                    reading.settle(settled);
                    self.tell(reading);
                    if self.is_over() {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Tells the findings that were not told yet, in the order in which they were seen, if the format has a form for one.
    fn tell(&mut self, reading: &Reading<'_, '_>) {
        for finding in reading.findings().get(self.told..).unwrap_or_default() {
            let is_known = page_of(finding).is_some_and(|id| !self.pages.insert(id.to_owned()));
            let text = match is_known {
                true => self.format.finding_again(finding, self.style),
                false => self.format.finding(finding, self.style),
            };
            let Some(text) = text else { return };
            if self.closed || self.failed.is_some() {
                return;
            }
            match output::print_while_open(&text) {
                Ok(is_open) => self.closed = !is_open,
                Err(error) => self.failed = Some(error),
            }
            self.told += 1;
        }
    }

    /// Prints the report: what closes it, if its findings were told already.
    ///
    /// # Errors
    /// If the output can't be written.
    pub(super) fn print(&mut self, report: &Report<'_>) -> Result<()> {
        if let Some(error) = self.failed.take() {
            Err(error)
        } else if self.told > 0 {
            output::print(&self.format.closing(report, self.style))
        } else {
            output::print(&self.format.report(report, self.style))
        }
    }

    /// Takes what is left of the last source, and tells what was found in it, if other findings were told before.
    pub(super) fn end(&mut self, reading: &mut Reading<'_, '_>) {
        reading.end_source();
        if self.told > 0 {
            self.tell(reading);
        }
    }

    /// How the run ends if a signal has ended it.
    pub(super) fn stopped(&self) -> Option<Exit> {
        self.signals.as_ref().and_then(Signals::received).map(Exit::Stopped)
    }

    /// What was said of the input on standard error while it was read.
    pub(super) fn noted(&self) -> &[String] {
        &self.noted
    }

    /// Whether nothing more should be read: nobody would see it.
    pub(super) fn is_over(&self) -> bool {
        let is_lost = self.closed || self.failed.is_some();
        is_lost && !self.judges || self.stopped().is_some()
    }
}

/// Reads to the end, and unpacks what is compressed.
fn pump(reader: impl Read, events: &SyncSender<Event>, emptied: &Receiver<Vec<u8>>) {
    match input::open(reader) {
        Ok(Opened::Plain(head, rest)) => {
            if head.is_empty() || events.send(Event::Bytes(head)).is_ok() {
                pump_rest(rest, events, emptied);
            }
        }
        Ok(Opened::Packed(unpacked)) => pump_rest(unpacked, events, emptied),
        // If nobody waits for it, nothing is lost.
        Err(error) => drop(events.send(Event::Failed(error))),
    }
}

fn pump_rest(mut reader: impl Read, events: &SyncSender<Event>, emptied: &Receiver<Vec<u8>>) {
    loop {
        let mut buffer = emptied.try_recv().unwrap_or_default();
        buffer.resize(READ_BYTES, 0);
        let event = match reader.read(&mut buffer) {
            Ok(0) => Event::End,
            Ok(read) => {
                buffer.truncate(read);
                Event::Bytes(buffer)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => Event::Failed(error),
        };
        let is_last = !matches!(event, Event::Bytes(_));
        if events.send(event).is_err() || is_last {
            return;
        }
    }
}

/// Whether standard input may be coming for long: a pipe or a socket, and neither a file nor a terminal, where a person types or
/// pastes all of it.
#[cfg(unix)]
pub(super) fn stdin_comes_in_pieces() -> bool {
    use std::fs::File;
    use std::os::fd::AsFd;
    use std::os::unix::fs::FileTypeExt;
    let stdin = io::stdin();
    let kind = || {
        let file = File::from(stdin.as_fd().try_clone_to_owned().ok()?);
        Some(file.metadata().ok()?.file_type())
    };
    !stdin.is_terminal() && kind().is_some_and(|kind| kind.is_fifo() || kind.is_socket())
}

/// Whether standard input may be coming for long.
#[cfg(not(unix))]
pub(super) fn stdin_comes_in_pieces() -> bool {
    false
}
