//! One run over any number of inputs: the whole way from bytes to a report.

use std::io::{self, Read};

use crate::catalog::Catalog;
use crate::catalog::model::Language;
use crate::catalog::rules::RuleSet;
use crate::detect::{Detector, Occurrence, ansi};
use crate::diagnose::{Diagnoser, Joiner, Placed};
use crate::input::Blocks;
use crate::report::Report;
use crate::report::build::Builder;

/// How many bytes at the end of a block are read again with the next one, since an error may go on there.
const OVERLAP: usize = 128 << 10;
/// How much of an error's text is kept.
const LONGEST_EXCERPT: usize = 4096;

/// What diagnoses are made with.
pub struct Session<'s, 'a> {
    detector: &'s Detector<'a>,
    diagnoser: Diagnoser<'s, 'a>,
    joiner: Joiner<'a>,
    builder: Builder<'a>,
}

impl<'s, 'a> Session<'s, 'a> {
    /// Begins a run.
    pub fn new(
        catalog: &'a Catalog<'a>,
        rules: &'a RuleSet<'a>,
        detector: &'s Detector<'a>,
        language: Option<Language>,
    ) -> Session<'s, 'a> {
        let diagnoser = Diagnoser::new(catalog, rules, &detector.patterns);
        Session { detector, diagnoser, joiner: Joiner::default(), builder: Builder::new(catalog, language) }
    }

    /// Reads an input to its end.
    ///
    /// # Errors
    /// What the reader reports; what was read before it is kept.
    pub fn read(&mut self, source: &str, reader: impl Read) -> io::Result<()> {
        let mut blocks = Blocks::new(reader);
        let result = self.blocks(source, &mut blocks);
        for placed in self.joiner.finish() {
            self.builder.add(source, placed);
        }
        self.builder.count(blocks.lines(), blocks.read());
        if blocks.cut > 0 {
            let limit = crate::input::LONGEST_LINE >> 20;
            let source = if source == "-" { "standard input" } else { source };
            self.builder.note(&format!("{source}: {} line(s) longer than {limit} MiB were cut there", blocks.cut));
        }
        result
    }

    fn blocks(&mut self, source: &str, blocks: &mut Blocks<impl Read>) -> io::Result<()> {
        while let Some(block) = blocks.next_block()? {
            let bytes = block.bytes;
            let mut occurrences = self.detector.occurrences(bytes);
            let end = if block.last { bytes.len() } else { cut(bytes, &occurrences) };
            occurrences.retain(|occurrence| occurrence.span.start < end);
            let mut counted = (0, block.line);
            for occurrence in occurrences {
                let start = occurrence.span.start;
                let newlines = memchr::memchr_iter(b'\n', &bytes[counted.0..start]).count();
                counted = (start, counted.1 + u64::try_from(newlines).unwrap_or(0));
                let offset = block.offset + u64::try_from(start).unwrap_or(0);
                self.add(source, bytes, occurrence, counted.1, offset);
            }
            blocks.consume(end);
        }
        Ok(())
    }

    fn add(&mut self, source: &str, bytes: &[u8], occurrence: Occurrence, line: u64, offset: u64) {
        let span = occurrence.span.start..occurrence.span.end.min(occurrence.span.start + LONGEST_EXCERPT);
        let excerpt = ansi::shown(bytes.get(span).unwrap_or_default());
        let excerpt = String::from_utf8_lossy(&excerpt).into_owned();
        let Some(diagnosis) = self.diagnoser.diagnose(occurrence) else { return };
        let placed = Placed { line, offset, excerpt, diagnosis };
        for settled in self.joiner.add(&self.diagnoser, placed) {
            self.builder.add(source, settled);
        }
    }

    /// Says what could not be read.
    pub fn note(&mut self, note: &str) {
        self.builder.note(note);
    }

    /// The report of all inputs.
    pub fn finish(self) -> Report<'a> {
        self.builder.finish()
    }
}

/// Where a block is cut: at a line near its end that no error covers.
fn cut(bytes: &[u8], occurrences: &[Occurrence]) -> usize {
    let line_at = |at: usize| crate::detect::lines::start(bytes, at);
    let wanted = line_at(bytes.len().saturating_sub(OVERLAP)).max(bytes.len() / 2);
    let mut end = match line_at(wanted) {
        0 => crate::detect::lines::end(bytes, wanted) + 1,
        start => start,
    };
    if let Some(crossing) = occurrences.iter().find(|one| one.span.start < end && one.span.end > end) {
        let start = line_at(crossing.span.start);
        end = if start > 0 { start } else { bytes.len() };
    }
    end.min(bytes.len())
}
