//! The whole way from bytes to a report, and the only one: the command, `catalog test` and every binding take it.

mod ahead;

use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use crate::catalog::model::Language;
use crate::catalog::order::Order;
use crate::catalog::{Catalog, Damaged};
use crate::detect::SHORT_TEXT_BYTES;
use crate::detect::text::ansi;
use crate::diagnose::{Diagnosis, Recent};
use crate::input::{self, Block, Blocks, Corrupt, Gaps, Opened, Sizes, one_line};
use crate::knowledge::Knowledge;
use crate::redact::{Masker, Redaction};
use crate::report::build::{Builder, Settings};
use crate::report::place::Placer;
use crate::report::suggest::ErrorLines;
use crate::report::{Finding, Lookup, Period, Report, Search};
use crate::seen::Seen;
use ahead::{Ahead, Foreseen};

/// Turns texts into diagnoses. Prepared once, it can be shared between threads.
///
/// ```
/// let explainer = explain_errors::Explainer::new()?;
/// let report = explainer.diagnose("rpc error: code = Unavailable desc = dial tcp 10.0.0.7:443: connect: connection refused");
/// assert_eq!(report.findings[0].id, "net/connection-refused");
/// # Ok::<(), explain_errors::Damaged>(())
/// ```
pub struct Explainer<'a> {
    knowledge: Knowledge<'a>,
    settings: Settings,
    threads: NonZeroUsize,
}

impl Explainer<'static> {
    /// With the catalog that is part of the program.
    ///
    /// # Errors
    /// If the program is damaged.
    pub fn new() -> Result<Explainer<'static>, Damaged> {
        Explainer::with_catalog(Catalog::built_in()?)
    }
}

impl<'a> Explainer<'a> {
    /// With another catalog.
    ///
    /// # Errors
    /// If the catalog is damaged.
    pub fn with_catalog(catalog: Catalog<'a>) -> Result<Explainer<'a>, Damaged> {
        Ok(Explainer { knowledge: Knowledge::new(catalog)?, settings: Settings::default(), threads: NonZeroUsize::MIN })
    }

    /// Fixes come first in this language, instead of that of the program that printed the error.
    #[must_use]
    pub fn language(self, language: Option<Language>) -> Explainer<'a> {
        Explainer { settings: Settings { language, ..self.settings }, ..self }
    }

    /// How many threads look at an input that is read as a whole ([`Reading::read`]); one unless this is called. What is found does not
    /// depend on it.
    #[must_use]
    pub fn threads(self, threads: NonZeroUsize) -> Explainer<'a> {
        Explainer { threads, ..self }
    }

    /// Findings say which rules made them what they are ([`Finding::why`](crate::report::Finding::why)).
    #[must_use]
    pub fn why(self, why: bool) -> Explainer<'a> {
        Explainer { settings: Settings { why, ..self.settings }, ..self }
    }

    /// How much of the input is masked.
    #[must_use]
    pub fn redaction(self, redaction: Redaction) -> Explainer<'a> {
        Explainer { settings: Settings { redaction, ..self.settings }, ..self }
    }

    /// Only errors of some time count, by what their records carry: in seconds since 1970, both ends included.
    #[must_use]
    pub fn between(self, since: Option<i64>, until: Option<i64>) -> Explainer<'a> {
        Explainer { settings: Settings { period: Period { since, until }, ..self.settings }, ..self }
    }

    /// Diagnoses a text.
    pub fn diagnose(&self, text: &str) -> Report<'_> {
        let mut reading = self.reading();
        reading.feed("-", text.as_bytes());
        reading.finish()
    }

    /// The pages of a code or a cause, by its name or id. Without entries if nothing is called so.
    pub fn lookup(&self, name: &str) -> Lookup<'_> {
        let catalog = &self.knowledge.catalog;
        let mut lookup = Lookup::new(catalog);
        for (at, id) in catalog.resolve(name).iter().enumerate() {
            lookup.add_code(catalog, id, usize::from(at == 0));
        }
        if lookup.entries.is_empty() {
            lookup.add_cause(catalog, name);
        }
        lookup
    }

    /// The causes and codes whose pages have some of these words, the nearest first.
    pub fn search(&self, words: &str) -> Search<'_> {
        Search::new(&self.knowledge.catalog, words)
    }

    /// Begins to read input that comes in pieces.
    pub fn reading(&self) -> Reading<'_, 'a> {
        self.reading_in(Sizes::default())
    }

    pub(crate) fn reading_in(&self, sizes: Sizes) -> Reading<'_, 'a> {
        let masker = Arc::new(Masker::new(self.settings.redaction));
        let view = View::new(self, self.settings, &masker);
        let (source, blocks, gaps) = (String::new(), Blocks::new(sizes), Gaps::new());
        let (error_lines, foreseen) = (ErrorLines::default(), Foreseen::default());
        Reading { view, second: None, masker, error_lines, source, sizes, blocks, foreseen, gaps, unread: 0 }
    }

    /// The catalog.
    pub fn catalog(&self) -> &Catalog<'a> {
        &self.knowledge.catalog
    }

    pub(crate) fn knowledge(&self) -> &Knowledge<'a> {
        &self.knowledge
    }

    /// The street: every error of a text with its causes, in the order of their places.
    pub(crate) fn diagnoses(&self, source: &[u8]) -> Vec<Diagnosis<'_>> {
        let mut recent = Recent::default();
        Seen::of(&self.knowledge, &mut recent, source, true).diagnoses(&self.knowledge, &mut recent).collect()
    }
}

/// What a catalog makes of the input.
struct View<'e, 'a> {
    explainer: &'e Explainer<'a>,
    builder: Builder<'e, 'a>,
    /// The diagnoses of the errors that were met last.
    recent: Recent<'e>,
}

impl<'e, 'a> View<'e, 'a> {
    fn new(explainer: &'e Explainer<'a>, settings: Settings, masker: &Arc<Masker>) -> View<'e, 'a> {
        let builder = Builder::new(&explainer.knowledge, settings, Arc::clone(masker));
        View { explainer, builder, recent: Recent::default() }
    }

    fn see<'b>(&mut self, block: &Block<'b>) -> Seen<'b> {
        Seen::of_block(&self.explainer.knowledge, &mut self.recent, block)
    }

    /// Adds the errors of a block to what was found.
    fn add(&mut self, seen: Seen<'_>, mut placer: Placer<'_>) {
        let period = self.explainer.settings.period;
        for diagnosis in seen.diagnoses(&self.explainer.knowledge, &mut self.recent) {
            let placed = placer.place(diagnosis);
            if period.is_whole() || period.admits(placed.seconds()) {
                self.builder.add(placed);
            }
        }
    }
}

/// An input that is shorter is not worth the start of threads.
const AHEAD_BYTES: u64 = 1 << 20;

/// Input that is being read, from one source after another.
pub struct Reading<'e, 'a> {
    view: View<'e, 'a>,
    /// What another catalog makes of it.
    second: Option<View<'e, 'a>>,
    masker: Arc<Masker>,
    /// What looks like an error, while nothing is recognised.
    error_lines: ErrorLines,
    /// The name of the source that the blocks come from.
    source: String,
    sizes: Sizes,
    blocks: Blocks,
    foreseen: Foreseen,
    gaps: Gaps,
    /// What was not read of the source, as bits of [`Unread`].
    unread: u8,
}

/// Why a part of a source was not read. It is said once of each source.
#[derive(Debug, Clone, Copy)]
enum Unread {
    /// Its service cut it.
    Gap = 1,
    /// A line is too long.
    Line = 2,
    /// A line has too many places that look like the beginning of an error.
    Places = 4,
    /// It is in another encoding than the text around it.
    Utf16 = 8,
}

/// How much of a line is shown that says that others are missing.
const MAX_GAP_CHARS: usize = 120;

impl<'e, 'a> Reading<'e, 'a> {
    /// Takes the next bytes of a source: a file's name, or `-`. A new name ends the source before it. They are not unpacked: an
    /// input that may be compressed goes to [`Reading::read`].
    pub fn feed(&mut self, source: &str, bytes: &[u8]) {
        self.begin(source);
        for part in bytes.chunks(self.sizes.block) {
            self.blocks.push(part);
            self.take_blocks();
        }
    }

    /// Reads a source to its end. One that is compressed with gzip, zstd, bzip2, xz or lz4 is unpacked; what is damaged of it is
    /// noted as unread.
    ///
    /// # Errors
    /// What the reader reports, and [`io::ErrorKind::InvalidData`] for an input that can't be unpacked at all. What was read before it
    /// is kept.
    pub fn read(&mut self, source: &str, reader: impl Read) -> io::Result<()> {
        self.begin(source);
        match input::open(reader)? {
            Opened::Plain(head, rest) => {
                self.blocks.push(&head);
                self.read_rest(rest)
            }
            Opened::Packed(unpacked) => self.read_rest(unpacked).or_else(|error| self.keep_unpacked(error)),
        }
    }

    /// Keeps what was unpacked of a source before its data is damaged, and notes that there is more. Any other error is returned.
    pub(crate) fn keep_unpacked(&mut self, error: io::Error) -> io::Result<()> {
        let is_damage = error.get_ref().is_some_and(|inner| inner.is::<Corrupt>());
        if !is_damage || self.blocks.bytes() == 0 {
            return Err(error);
        }
        let note = format!("{}: {error}: what comes before that was read", named(&self.source));
        self.end();
        self.view.builder.note_unread(&note);
        Ok(())
    }

    fn read_rest(&mut self, mut reader: impl Read) -> io::Result<()> {
        let threads = self.view.explainer.threads;
        let mut head = Vec::new();
        if threads == NonZeroUsize::MIN || self.second.is_some() {
            self.read_in_turn(reader)?;
        } else if let Err(error) = reader.by_ref().take(AHEAD_BYTES).read_to_end(&mut head) {
            self.read_in_turn(&*head)?;
            return Err(error);
        } else if head.len() as u64 == AHEAD_BYTES {
            let read = self.read_ahead(head.chain(reader), threads);
            self.foreseen = Foreseen::default();
            read?;
        } else {
            self.read_in_turn(&*head)?;
        }
        self.end();
        Ok(())
    }

    fn read_ahead(&mut self, reader: impl Read, threads: NonZeroUsize) -> io::Result<()> {
        let knowledge = &self.view.explainer.knowledge;
        let (sender, receiver) = mpsc::channel();
        let jobs = Mutex::new(receiver);
        thread::scope(|scope| {
            for _ in 0..threads.get() {
                scope.spawn(|| ahead::see_all(knowledge, &jobs));
            }
            let mut ahead = Ahead::new(reader, threads, sender, &self.blocks);
            while !self.blocks.ended() {
                match ahead.next(&mut self.foreseen, &self.blocks)? {
                    Some(piece) => self.blocks.push(&piece),
                    None => self.blocks.end(),
                }
                self.refuse()?;
                self.take_blocks();
            }
            Ok(())
        })
    }

    fn read_in_turn(&mut self, mut reader: impl Read) -> io::Result<()> {
        while !self.blocks.ended() {
            if self.blocks.fill(&mut reader)? == 0 {
                self.blocks.end();
            }
            self.refuse()?;
            self.take_blocks();
        }
        Ok(())
    }

    /// Gives a source up that holds no text.
    pub(crate) fn refuse(&mut self) -> io::Result<()> {
        let Some(refused) = self.blocks.refused() else { return Ok(()) };
        self.blocks = Blocks::new(self.sizes);
        self.source.clear();
        Err(io::Error::new(io::ErrorKind::InvalidData, refused))
    }

    /// Adds a note about the input.
    pub fn note(&mut self, note: &str) {
        self.view.builder.note(note);
    }

    /// Adds a note about a part of the input that was not read: a gate has not judged it.
    pub fn note_unread(&mut self, note: &str) {
        self.view.builder.note_unread(note);
    }

    /// Where what was read of the source so far ends: for [`Reading::settle`].
    pub fn position(&self) -> u64 {
        self.blocks.position()
    }

    /// Diagnoses what was read of the source up to this position, although more may come. An error at the end of what was read may
    /// go on, and waits, unless nothing was read since the position. Without it, nothing is diagnosed before some mebibytes came.
    pub fn settle(&mut self, position: u64) {
        self.blocks.recognise();
        self.take_block(Some(position));
    }

    /// What was found so far, in the order of the first places.
    pub fn findings(&self) -> &[Finding<'e>] {
        self.view.builder.findings()
    }

    /// Whether there is an error in what was read after a position and is not diagnosed yet.
    pub(crate) fn holds_error(&mut self, after: u64) -> bool {
        let (knowledge, recent) = (&self.view.explainer.knowledge, &mut self.view.recent);
        Seen::of(knowledge, recent, self.blocks.after(after), false).holds_error(knowledge, recent)
    }

    /// Ends the source that is being read: what is fed next is another one, though its name be the same.
    pub(crate) fn end_source(&mut self) {
        self.end();
    }

    /// Lets another explainer see what is read, too: see [`Reading::finish_both`].
    pub(crate) fn seen_by(mut self, other: Option<&'e Explainer<'a>>) -> Reading<'e, 'a> {
        let settings = self.view.explainer.settings;
        self.second = other.map(|explainer| View::new(explainer, settings, &self.masker));
        self
    }

    /// The report of all that was read, and that of the other explainer, if there is one.
    pub(crate) fn finish_both(mut self) -> (Report<'e>, Option<Report<'e>>) {
        self.end();
        let second = self.second.take().map(|second| second.builder.finish());
        (self.finish(), second)
    }

    /// The report of all that was read.
    pub fn finish(mut self) -> Report<'e> {
        self.end();
        let mut report = self.view.builder.finish();
        if report.findings.is_empty() {
            self.error_lines.suggest(&self.view.explainer.knowledge.catalog, &mut report, &self.masker);
        }
        report
    }

    fn begin(&mut self, source: &str) {
        if self.source != source {
            self.end();
            source.clone_into(&mut self.source);
        }
    }

    /// Ends a source: what is left of it is the last block.
    fn end(&mut self) {
        self.blocks.end();
        self.take_blocks();
        let blocks = std::mem::replace(&mut self.blocks, Blocks::new(self.sizes));
        self.view.builder.count(blocks.lines(), blocks.bytes());
        if let Some(refused) = blocks.refused() {
            self.view.builder.note_unread(&format!("{}: {refused}", named(&self.source)));
        }
        self.unread = 0;
        self.source.clear();
    }

    fn take_blocks(&mut self) {
        while self.take_block(None) {}
    }

    /// Takes the next block, if there is one: an early one if a position is given up to which the input counts as whole.
    fn take_block(&mut self, settled: Option<u64>) -> bool {
        let block = match settled {
            None => self.blocks.next_block().map(|block| (block, None)),
            Some(settled) => self.blocks.early_block(settled).map(|(block, whole)| (block, Some(whole))),
        };
        let Some((block, early)) = block else { return false };
        let seen = self.foreseen.take(&block);
        let seen = seen.unwrap_or_else(|| {
            self.foreseen.diverge();
            self.view.see(&block)
        });
        let second = self.second.as_mut().map(|second| second.see(&block));
        let mut spans: Vec<_> = seen.spans().chain(second.iter().flat_map(Seen::spans)).collect();
        spans.order_by_key(|span| span.start);
        let end = match early {
            None => block.cut(&spans),
            // What is short is kept until something is recognised, since a short input is read differently at its end.
            Some(_)
                if block.start == 0
                    && block.bytes.len() <= SHORT_TEXT_BYTES
                    && !seen.holds_error(&self.view.explainer.knowledge, &mut self.view.recent) =>
            {
                return false;
            }
            Some(whole) => match block.cut_early(&spans, whole) {
                end if end > block.start => end,
                _ => return false,
            },
        };
        if end > block.start {
            let source = self.masker.show(&one_line(&self.source));
            let skipped = seen.skipped;
            let placer = || Placer::new(&source, &self.masker, &block);
            self.view.add(seen.within(0..end), placer());
            if let (Some(view), Some(seen)) = (&mut self.second, second) {
                view.add(seen.within(0..end), placer());
            }
            if self.view.builder.is_empty() {
                self.error_lines.read(&block, end);
            }
            let known = self.unread;
            for (reason, note) in unread(&self.gaps, &self.masker, &block, end, skipped, known) {
                self.unread |= reason as u8;
                self.view.builder.note_unread(&format!("{}, {note}", named(&self.source)));
            }
        }
        self.blocks.consume(end);
        true
    }
}

/// What of a block was not read and was not told of its source before.
fn unread(
    gaps: &Gaps,
    masker: &Masker,
    block: &Block<'_>,
    end: usize,
    skipped: bool,
    known: u8,
) -> Vec<(Unread, String)> {
    let is_new = |reason: Unread| known & reason as u8 == 0;
    let mut found = Vec::new();
    let first = || block.line_of(block.start);
    if is_new(Unread::Gap)
        && let Some(line) = gaps.first(block.bytes, block.start..end)
    {
        let text = String::from_utf8_lossy(&ansi::shown(&block.bytes[line.clone()])).into_owned();
        let text = masker.show_line(&text, MAX_GAP_CHARS);
        let number = block.line_of(line.start);
        found.push((Unread::Gap, format!("line {number}: the log was cut before it came here: {}", text.as_str())));
    }
    if is_new(Unread::Line) && block.splits_an_object(end) {
        let limit = block.longest() >> 20;
        found.push((Unread::Line, format!("line {}: an object longer than {limit} MiB was read in parts", first())));
    }
    if is_new(Unread::Places) && skipped {
        let text = "a text with too many beginnings of objects and quotes was not read to its end";
        found.push((Unread::Places, format!("line {} or below: {text}", first())));
    }
    if is_new(Unread::Utf16) && block.holds_utf16(end) {
        let text = "a part in UTF-16 within other text was not read";
        found.push((Unread::Utf16, format!("line {} or below: {text}", first())));
    }
    found
}

/// The name of a source in a sentence.
fn named(source: &str) -> String {
    if source == "-" { "standard input".to_owned() } else { one_line(source) }
}

#[cfg(test)]
mod tests;
