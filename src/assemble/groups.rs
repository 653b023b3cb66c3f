//! Rules 1 and 2: what belongs together within one record.

mod block;

use std::ops::Range;

use super::links::names_a_cause;
use crate::catalog::order::Order;
use crate::catalog::rules::Kind;
use crate::catalog::source::Link;
use crate::detect::Text;
use crate::detect::detection::{Code, Detection, DetectionKind, both_records};
use crate::detect::text::lines::{self, Lines};
use crate::field::Fields;
use crate::knowledge::Knowledge;
use crate::records::{Prefix, Source};
use block::{MAX_BLOCK_LINES, block_around};

/// How far before and after a linking line its errors may be: blank lines, and the last words of a long message. A traceback
/// is one group from its first line on.
const MAX_LINK_DISTANCE_LINES: usize = 5;
/// How many lines of a trace become links besides the errors that formats see.
const MAX_TRACE_LINES: usize = 16;

/// Groups detections: each group is one error of one record.
pub(super) fn group(knowledge: &Knowledge<'_>, whole: &Text<'_>, detections: Vec<Detection>) -> Vec<Detection> {
    let text = whole.bytes;
    let link_of = |detection: &Detection| link_of(knowledge, detection);
    let (links, errors): (Vec<_>, Vec<_>) = detections.into_iter().partition(|one| link_of(one).is_some());
    let mut groups: Vec<Detection> = Vec::new();
    // A single line needs no pattern for the lines around it.
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
                // What is on the last line of the group before it has these lines around it already.
                let known = !has_lines || floor > line.start;
                let span = if known { error.span.clone() } else { block_around(knowledge, whole, &error.span, floor) };
                groups.push(Detection::group(span, vec![error]));
            }
        }
    }
    for link in links {
        if let Some(kind) = link_of(&link) {
            apply(text, &mut groups, &link.span, kind);
        }
    }
    let groups = same_line(text, groups);
    let mut groups = continued(text, groups);
    for group in groups.iter_mut().filter(|group| text[group.span.clone()].contains(&b'\n')) {
        add_trace_lines(knowledge, whole, group);
    }
    groups
}

fn link_of(knowledge: &Knowledge<'_>, detection: &Detection) -> Option<Link> {
    let DetectionKind::Format(at) = detection.kind else { return None };
    match knowledge.rules.formats.get(at)?.kind {
        Kind::Link(link) => Some(link),
        _ => None,
    }
}

/// Adds lines of a trace that name a cause which no format knows: most causes in a chain are exceptions of a program's own.
fn add_trace_lines(knowledge: &Knowledge<'_>, whole: &Text<'_>, group: &mut Detection) {
    let text = whole.bytes;
    let first = lines::around(text, group.span.start);
    let next = |line: &Range<usize>| lines::after(text, line.end).filter(|line| line.end <= group.span.end);
    let all: Vec<Range<usize>> = std::iter::successors(Some(first), next).take(MAX_BLOCK_LINES).collect();
    for format in knowledge.blocks.iter().filter_map(|at| knowledge.rules.formats.get(*at)) {
        let Kind::Block { starts, says: Some(says), .. } = &format.kind else { continue };
        let Some(starts) = whole.compiled(knowledge, starts) else { continue };
        if !all.iter().any(|line| starts.is_match(&text[line.clone()])) {
            continue;
        }
        let Some(says) = whole.compiled(knowledge, says) else { continue };
        let seen =
            |line: &Range<usize>| group.inner.iter().any(|one| one.span.start < line.end && line.start < one.span.end);
        let found = all.iter().filter(|line| !seen(line)).filter_map(|line| {
            let said = &text[line.clone()];
            let message =
                says.groups_at(said, 0)?.named("message").filter(|message| !is_frame(&said[message.clone()]))?;
            let mut fields = Fields::default();
            fields.add("message", String::from_utf8_lossy(&said[message]));
            Some(Detection { kind: DetectionKind::TraceLine, fields, ..Detection::group(line.clone(), Vec::new()) })
        });
        let found: Vec<Detection> = found.take(MAX_TRACE_LINES).collect();
        group.inner.extend(found);
    }
    // What a link or a body put below the others stays below them, wherever it is in the text.
    group.inner.order_by_key(|one| (one.kind == DetectionKind::Group, one.span.start));
}

/// Puts the root's group into the other one.
fn apply(text: &[u8], groups: &mut Vec<Detection>, link: &Range<usize>, kind: Link) {
    let after = groups.partition_point(|group| group.span.start < link.start);
    let Some(before) = after.checked_sub(1) else { return };
    let near = |from: usize, to: usize| {
        from > to || text[from..to].iter().filter(|byte| **byte == b'\n').count() <= MAX_LINK_DISTANCE_LINES
    };
    let (Some(earlier), Some(later)) = (groups.get(before), groups.get(after)) else { return };
    // Within a trace the line belongs to it, and what follows the trace is another error.
    if earlier.span.end > link.start {
        return;
    }
    if !near(earlier.span.end, link.start) || !near(link.end, later.span.start) {
        return;
    }
    // The error follows its link: what lies between is blank, or the first line of its trace.
    let between = text.get(link.end..later.span.start).unwrap_or_default();
    if between.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).count() > 1 {
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

/// How many frames may lie between an error and the line that names its cause.
const MAX_FRAMES: usize = 200;

/// What continues the error above it belongs to it: a body below its head, a cause below the frames of what it caused, the
/// `-->` lines of vpxd. It lies deeper.
fn continued(text: &[u8], groups: Vec<Detection>) -> Vec<Detection> {
    let mut joined: Vec<Detection> = Vec::new();
    for group in groups {
        match joined.last_mut() {
            Some(head) if is_body_of(text, head, &group) || is_chained_to(text, head, &group) => {
                head.span.end = head.span.end.max(group.span.end);
                head.inner.push(group);
            }
            _ => joined.push(group),
        }
    }
    joined
}

/// Whether a group is a document that begins on the line after another one, which has a code and is no document itself: of
/// JSON records in a row each is an error of its own.
fn is_body_of(text: &[u8], head: &Detection, body: &Detection) -> bool {
    let Some(first) = lines::after(text, last_line(text, head).end) else { return false };
    let begins = |next: &Range<usize>| (next.start..=next.end).contains(&body.span.start);
    let next = below_declaration(text, &first).filter(begins).unwrap_or(first);
    let line = &text[next.clone()];
    let is_document = begins_document(line) && !begins_document(&text[lines::around(text, head.span.start)]);
    head.has_code() && (is_document || answers_with(head, body)) && !is_record(line) && begins(&next)
}

/// Whether a line says when, how bad or where: a body does not.
fn is_record(line: &[u8]) -> bool {
    let Prefix { time, level, source, .. } = Prefix::read(line);
    time.is_some() || level.is_some() || source != Source { form: source.form, ..Source::default() }
}

/// The first line of a document of XML below its declaration and blank lines.
fn below_declaration(text: &[u8], first: &Range<usize>) -> Option<Range<usize>> {
    let line = text[first.clone()].trim_ascii();
    let below = std::iter::successors(lines::after(text, first.end), |line| lines::after(text, line.end));
    let mut below = below.take(MAX_LINK_DISTANCE_LINES);
    let is_declaration = line.starts_with(b"<?xml") && line.ends_with(b"?>");
    is_declaration.then(|| below.find(|line| !text[line.clone()].trim_ascii().is_empty())).flatten()
}

/// Whether the code of a body is one that comes with the HTTP status of the head: a registry's TOOMANYREQUESTS below a 429.
fn answers_with(head: &Detection, body: &Detection) -> bool {
    fn codes(one: &Detection) -> impl Iterator<Item = &Code> {
        std::iter::once(one).chain(&one.inner).flat_map(|one| &one.codes)
    }
    let is_status = |status: i64| codes(head).any(|code| code.system == "http" && code.number == Some(status));
    codes(body).filter_map(|code| code.http).any(|status| is_status(status.into()))
}

/// How long a name before a body may be: `:got_body=>"`.
const MAX_LABEL_BYTES: usize = 24;

/// What programs call a body.
const BODY_LABELS: [&[u8]; 5] = [b"body", b"content", b"response", b"payload", b"details"];

/// Whether a line begins a document, or names one as a body.
fn begins_document(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let opens = |byte: &u8| matches!(byte, b'{' | b'[' | b'<');
    let label = line.iter().take(MAX_LABEL_BYTES).position(opens).unwrap_or(0);
    let label = line[..label].to_ascii_lowercase();
    line.first().is_some_and(opens) || BODY_LABELS.iter().any(|word| memchr::memmem::find(&label, word).is_some())
}

/// Whether a group begins with the words of a chain, and nothing but frames lies between it and another one; or both are in
/// one run of `-->` lines.
fn is_chained_to(text: &[u8], head: &Detection, cause: &Detection) -> bool {
    let own = lines::around(text, cause.span.start);
    let last = last_line(text, head);
    if own.start <= last.end {
        return false;
    }
    let continues = |line: &[u8]| line.starts_with(b"-->") || line.trim_ascii().is_empty();
    let between = |fits: &dyn Fn(&[u8]) -> bool| {
        let above = std::iter::successors(lines::before(text, own.start), |line| lines::before(text, line.start));
        let mut between = above.take(MAX_FRAMES).take_while(|line| line.start > last.end);
        let reached = |line: &Range<usize>| line.start <= last.end + 1;
        let all: Vec<Range<usize>> = between.by_ref().collect();
        let complete = all.last().map_or(own.start == last.end + 1, reached);
        complete && all.iter().all(|line| fits(&text[line.clone()]))
    };
    let line = &text[own.clone()];
    (names_a_cause(line) && between(&|line| is_frame(line) || line.trim_ascii().is_empty()))
        || (line.starts_with(b"-->") && between(&continues))
}

fn last_line(text: &[u8], group: &Detection) -> Range<usize> {
    lines::around(text, group.span.end.saturating_sub(1).max(group.span.start))
}

/// Whether a line of a trace is a frame. Frames say where, and never why.
pub(super) fn is_frame(message: &[u8]) -> bool {
    let message = message.trim_ascii_start();
    // PHP numbers its frames.
    let numbered = message.strip_prefix(b"#").is_some_and(|rest| rest.first().is_some_and(u8::is_ascii_digit));
    // Elixir says in which application it is: `(lanes 0.1.0) lib/lanes.ex:5: `.
    let in_application = message.starts_with(b"(") && memchr::memmem::find(message, b") ").is_some();
    numbered
        || in_application
        || [&b"at "[..], b"File \"", b"in ", b"from "].into_iter().any(|start| message.starts_with(start))
}

#[cfg(test)]
mod tests;
