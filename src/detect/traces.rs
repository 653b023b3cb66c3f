//! Joins the errors of a text that belong together: those within one stack trace, and those that a line between them links.

use std::ops::Range;

use super::detection::{Detection, DetectionKind, both_records};
use super::lines::Lines;
use super::{Detector, Text, lines};
use crate::catalog::rules::Kind;
use crate::catalog::source::Link;
use crate::field::Fields;

/// How many lines a trace may have.
const LONGEST: usize = 600;
/// How far before and after a linking line its errors may stand, in lines.
const NEAR: usize = 80;
/// How many lines of a trace are told besides the errors in it.
const MOST_TOLD: usize = 16;

impl Detector<'_> {
    /// Groups top-level detections: each group is one error.
    pub(super) fn group(&self, whole: &Text<'_>, detections: Vec<Detection>) -> Vec<Detection> {
        let text = whole.bytes;
        let (links, errors): (Vec<_>, Vec<_>) = detections.into_iter().partition(|one| self.link(one).is_some());
        let mut groups: Vec<Detection> = Vec::new();
        // One line needs no pattern for the lines around it.
        let has_lines = memchr::memchr(b'\n', text.trim_ascii_end()).is_some();
        let mut cursor = Lines::of(text);
        for error in errors {
            let line = cursor.around(error.span.start);
            match groups.last_mut() {
                Some(group) if error.span.start < group.span.end && !is_record_beside(group, &error) => {
                    group.span.end = group.span.end.max(error.span.end);
                    group.inner.push(error);
                }
                _ => {
                    let floor = groups.last().map_or(0, |group| group.span.end);
                    // What stands on the line of the group before it has these lines around it already.
                    let known = !has_lines || floor > line.start;
                    let span = if known { error.span.clone() } else { self.extent(whole, &error.span, floor) };
                    groups.push(Detection::envelope(span, vec![error]));
                }
            }
        }
        for link in links {
            if let Some(kind) = self.link(&link) {
                apply(text, &mut groups, &link.span, kind);
            }
        }
        let mut groups = same_line(text, groups);
        for group in groups.iter_mut().filter(|group| text[group.span.clone()].contains(&b'\n')) {
            self.told(whole, group);
        }
        groups
    }

    /// Adds what lines of a trace tell that no format knows: most causes in a chain are exceptions of a program's own.
    fn told(&self, whole: &Text<'_>, group: &mut Detection) {
        let text = whole.bytes;
        let first = lines::around(text, group.span.start);
        let next = |line: &Range<usize>| lines::after(text, line.end).filter(|line| line.end <= group.span.end);
        let all: Vec<Range<usize>> = std::iter::successors(Some(first), next).take(LONGEST).collect();
        for format in self.envelopes.iter().filter_map(|at| self.rules.formats.get(*at)) {
            let Kind::Block { starts, says: Some(says), .. } = &format.kind else { continue };
            let Some(starts) = self.compiled(whole, starts) else { continue };
            if !all.iter().any(|line| starts.is_match(&text[line.clone()])) {
                continue;
            }
            let Some(says) = self.compiled(whole, says) else { continue };
            let seen = |line: &Range<usize>| {
                group.inner.iter().any(|one| one.span.start < line.end && line.start < one.span.end)
            };
            let told = all.iter().filter(|line| !seen(line)).filter_map(|line| {
                let said = &text[line.clone()];
                let message = says.groups_at(said, 0)?.named("message")?;
                let mut fields = Fields::default();
                fields.add("message", String::from_utf8_lossy(&said[message]));
                Some(Detection {
                    kind: DetectionKind::TraceLine,
                    fields,
                    ..Detection::envelope(line.clone(), Vec::new())
                })
            });
            let told: Vec<Detection> = told.take(MOST_TOLD).collect();
            group.inner.extend(told);
        }
        group.inner.sort_by_key(|one| one.span.start);
    }

    fn link(&self, detection: &Detection) -> Option<Link> {
        let DetectionKind::Format(at) = detection.kind else { return None };
        match self.rules.formats.get(at)?.kind {
            Kind::Link(link) => Some(link),
            _ => None,
        }
    }

    /// The lines around an error that an envelope holds together with it.
    fn extent(&self, whole: &Text<'_>, span: &Range<usize>, floor: usize) -> Range<usize> {
        let text = whole.bytes;
        let mut widest = span.clone();
        for format in self.envelopes.iter().filter_map(|at| self.rules.formats.get(*at)) {
            let Kind::Block { starts, continues, gap, .. } = &format.kind else { continue };
            let Some(starts) = self.compiled(whole, starts) else { continue };
            let Some(continues) = self.patterns.get(continues) else { continue };
            let first = lines::around(text, span.start);
            let is_start = |line: &Range<usize>| starts.is_match(&text[line.clone()]);
            let is_more = |line: &Range<usize>| continues.is_match(&text[line.clone()]);
            let mut top = first.start;
            let mut begun = is_start(&first);
            let mut strange = 0;
            let mut cursor = first.start;
            while !begun && let Some(line) = lines::before(text, cursor).filter(|line| line.start >= floor) {
                if cursor < first.start.saturating_sub(LONGEST * 200) {
                    break;
                }
                begun = is_start(&line);
                let more = is_more(&line);
                strange = if begun || more { 0 } else { strange + 1 };
                if strange > usize::from(*gap) {
                    break;
                }
                if begun || more {
                    top = line.start;
                }
                cursor = line.start;
            }
            if !begun {
                continue;
            }
            let mut bottom = lines::end(text, span.end.saturating_sub(1).max(span.start));
            let mut cursor = bottom;
            strange = 0;
            for _ in 0..LONGEST {
                let Some(line) = lines::after(text, cursor) else { break };
                strange = if is_more(&line) { 0 } else { strange + 1 };
                if strange > usize::from(*gap) {
                    break;
                }
                if strange == 0 {
                    bottom = line.end;
                }
                cursor = line.end;
            }
            widest = widest.start.min(top)..widest.end.max(bottom);
        }
        widest
    }
}

/// Puts the root's group into the other one.
fn apply(text: &[u8], groups: &mut Vec<Detection>, link: &Range<usize>, kind: Link) {
    let after = groups.partition_point(|group| group.span.start < link.start);
    let Some(before) = after.checked_sub(1) else { return };
    let near =
        |from: usize, to: usize| from > to || text[from..to].iter().filter(|byte| **byte == b'\n').count() <= NEAR;
    let (Some(earlier), Some(later)) = (groups.get(before), groups.get(after)) else { return };
    // Within a trace the line belongs to it, and what follows the trace is another error.
    if earlier.span.end > link.start {
        return;
    }
    if !near(earlier.span.end, link.start) || !near(link.end, later.span.start) {
        return;
    }
    let later = groups.remove(after);
    let Some(earlier) = groups.get_mut(before) else { return };
    let span = earlier.span.start..later.span.end;
    let first = std::mem::replace(earlier, later);
    match kind {
        Link::RootBefore => {
            earlier.inner.push(first);
        }
        Link::RootAfter => {
            let root = std::mem::replace(earlier, first);
            earlier.inner.push(root);
        }
    }
    earlier.span = span;
}

/// Whether an error is a record of a document whose other records are in a group.
fn is_record_beside(group: &Detection, error: &Detection) -> bool {
    group.inner.iter().any(|inner| both_records(inner, error))
}

/// Errors on one line are one error, unless they are records of one document.
fn same_line(text: &[u8], groups: Vec<Detection>) -> Vec<Detection> {
    let mut joined: Vec<Detection> = Vec::new();
    let mut cursor = Lines::of(text);
    for group in groups {
        match joined.last_mut() {
            Some(last)
                if cursor.around(group.span.start).start < last.span.end
                    && !group.inner.iter().any(|error| is_record_beside(last, error)) =>
            {
                last.span.end = last.span.end.max(group.span.end);
                last.inner.extend(group.inner);
            }
            _ => joined.push(group),
        }
    }
    joined
}
