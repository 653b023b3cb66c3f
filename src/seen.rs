//! The errors of a text before their causes are known. What a block holds is seen at once, and diagnosed one by one: the diagnoses
//! of a block that is full of errors take fifty times its size.

use std::borrow::Cow;
use std::ops::Range;

use crate::assemble::{Occurrence, assemble};
use crate::catalog::order::Order;
use crate::detect::text::ansi;
use crate::detect::text::escapes::Decoded;
use crate::detect::{SHORT_TEXT_BYTES, Text, detect, detect_words};
use crate::diagnose::{Diagnosis, Recent};
use crate::enrich::enrich_occurrence;
use crate::input::Block;
use crate::knowledge::Knowledge;
use crate::records::{unwrapped, without_cuts, without_frames, wrapped_boxes};

/// The errors of a text.
pub(crate) struct Seen<'t> {
    /// The text as it was read.
    source: Cow<'t, [u8]>,
    /// What was made of it to see them in, each from the one before: without colours, without the cuts of a
    /// terminal, without frames, with broken sentences joined.
    layers: Vec<Decoded>,
    /// In the order of their places. These are places in the last layer.
    occurrences: Vec<Occurrence>,
    /// Whether a limit left a part of the text unread.
    pub skipped: bool,
}

impl<'t> Seen<'t> {
    /// The errors of a text. `whole_input`: nothing comes before or after it, so that what is told by its words alone can be tried.
    /// What has to be diagnosed for that is found among the recent ones when its turn comes.
    pub(crate) fn of<'k>(
        knowledge: &'k Knowledge<'_>,
        recent: &mut Recent<'k>,
        source: impl Into<Cow<'t, [u8]>>,
        whole_input: bool,
    ) -> Seen<'t> {
        let source = source.into();
        let plain = ansi::plain(&source);
        let bytes = plain.as_ref().map_or(&*source, |plain| &plain.text);
        let is_short = whole_input && bytes.len() <= SHORT_TEXT_BYTES;
        let uncut = is_short.then(|| without_cuts(bytes)).flatten();
        let text = Text::outermost(uncut.as_ref().map_or(bytes, |uncut| &uncut.text));
        let found = detect(knowledge, &text);
        // Frames are looked for only around what was seen: few lines hold an error. A short text may hold one that a box broke.
        let mut places: Vec<usize> = found.iter().map(|detection| detection.span.start).collect();
        if is_short {
            places.extend(wrapped_boxes(text.bytes));
            places.sort_unstable();
        }
        let unframed = without_frames(text.bytes, places.into_iter());
        let mut skipped = text.skipped();
        let occurrences = if let Some(unframed) = &unframed {
            let text = Text::outermost(&unframed.text);
            let found = detect(knowledge, &text);
            skipped |= text.skipped();
            assemble(knowledge, &text, found)
        } else {
            assemble(knowledge, &text, found)
        };
        let layers = plain.into_iter().chain(uncut).chain(unframed).collect();
        let mut seen = Seen { source, layers, occurrences, skipped };
        if is_short && !seen.holds_error(knowledge, recent) {
            seen.try_last_resort(knowledge, recent);
        }
        let mut occurrences = std::mem::take(&mut seen.occurrences);
        occurrences.order_by_key(|one| seen.place(one.span.start));
        Seen { occurrences, ..seen }
    }

    /// The errors of a block. Those that begin in what was read before are in the block before it; if one of them would go on in
    /// this block, it is read without the former.
    pub(crate) fn of_block<'k>(knowledge: &'k Knowledge<'_>, recent: &mut Recent<'k>, block: &Block<'t>) -> Seen<'t> {
        let seen = Seen::of(knowledge, recent, block.bytes, block.start == 0 && block.last);
        let seen = if seen.crosses(knowledge, recent, block.start) {
            Seen::of(knowledge, recent, block.without_context(), false)
        } else {
            seen
        };
        seen.within(block.start..usize::MAX)
    }

    /// What is tried where a short text holds no error that anything recognises: sentences that were broken into lines are
    /// joined, and what fails then is told by its words.
    fn try_last_resort<'k>(&mut self, knowledge: &'k Knowledge<'_>, recent: &mut Recent<'k>) {
        if let Some(unwrapped) = unwrapped(self.bytes()) {
            self.layers.push(unwrapped);
            let text = Text::outermost(self.bytes());
            let occurrences = assemble(knowledge, &text, detect(knowledge, &text));
            self.occurrences = occurrences;
            if self.holds_error(knowledge, recent) {
                return;
            }
        }
        let text = Text::outermost(self.bytes());
        let occurrences = assemble(knowledge, &text, detect_words(knowledge, &text).into_iter().collect());
        self.occurrences = occurrences;
    }

    /// The same, apart from the text that was given.
    pub(crate) fn into_owned(self) -> Seen<'static> {
        Seen { source: Cow::Owned(self.source.into_owned()), ..self }
    }

    /// The text that the errors were seen in.
    fn bytes(&self) -> &[u8] {
        self.layers.last().map_or(&self.source, |layer| &layer.text)
    }

    /// A place of that text in the text as it was read.
    fn place(&self, at: usize) -> usize {
        self.layers.iter().rev().fold(at, |at, layer| layer.source(at))
    }

    /// Where the errors are, in order.
    pub(crate) fn spans(&self) -> impl Iterator<Item = Range<usize>> {
        self.occurrences.iter().map(|one| self.place(one.span.start)..self.place(one.span.end))
    }

    /// Whether one of the errors has a code or a cause.
    pub(crate) fn holds_error<'k>(&self, knowledge: &'k Knowledge<'_>, recent: &mut Recent<'k>) -> bool {
        self.occurrences.iter().any(|one| self.diagnosis(knowledge, recent, one.clone()).is_some())
    }

    /// Whether one of the errors goes on over a place.
    pub(crate) fn crosses<'k>(&self, knowledge: &'k Knowledge<'_>, recent: &mut Recent<'k>, place: usize) -> bool {
        self.occurrences.iter().zip(self.spans()).any(|(one, span)| {
            let crosses = span.start < place && span.end > place;
            crosses && self.diagnosis(knowledge, recent, one.clone()).is_some()
        })
    }

    /// Leaves out what does not begin in a range.
    pub(crate) fn within(mut self, range: Range<usize>) -> Seen<'t> {
        let mut occurrences = std::mem::take(&mut self.occurrences);
        occurrences.retain(|one| range.contains(&self.place(one.span.start)));
        Seen { occurrences, ..self }
    }

    /// The errors with their causes, in the order of their places.
    pub(crate) fn diagnoses<'k>(
        mut self,
        knowledge: &'k Knowledge<'_>,
        recent: &mut Recent<'k>,
    ) -> impl Iterator<Item = Diagnosis<'k>> {
        let occurrences = std::mem::take(&mut self.occurrences);
        occurrences.into_iter().filter_map(move |one| self.diagnosis(knowledge, recent, one))
    }

    fn diagnosis<'k>(
        &self,
        knowledge: &'k Knowledge<'_>,
        recent: &mut Recent<'k>,
        mut occurrence: Occurrence,
    ) -> Option<Diagnosis<'k>> {
        enrich_occurrence(knowledge, self.bytes(), &mut occurrence);
        occurrence.relocate(&|at| self.place(at));
        recent.diagnose(knowledge, occurrence)
    }
}
