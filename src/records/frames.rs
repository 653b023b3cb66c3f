//! What a tool writes before (and after) each line of another program's output: `pay-1  | `, `[pod/pay-7f9/pay] `, a time
//! stamp and `stderr F`, syslog's host and process, the bars of a box, the `> ` of a quotation, a JSON object around each line.
//!
//! A stack trace behind such frames is no trace to a pattern that looks at the beginnings of lines. Around a hit, lines with
//! the same frame are therefore read without it, if one of them continues another one: else each is a record of its own, and
//! keeps its prefix. Only a box that is drawn around text never belongs to it. Nor do the pairs that a logger prints behind a message:
//! they become a line below it.

use std::ops::Range;

use super::Prefix;
use super::boxes::{Cells, indentation};
use super::pairs::end_of_message;
use crate::detect::text::escapes::{self, Decoded};
use crate::detect::text::lines;

/// How many lines before and after a hit are looked at.
const MAX_FRAMED_LINES: usize = 300;

/// The text without frames around some places, which are in order. Returns `None` if it has none there.
pub(crate) fn without_frames(text: &[u8], places: impl Iterator<Item = usize>) -> Option<Decoded> {
    let mut decoded = Decoded::default();
    let mut copied = 0;
    let mut changed = false;
    // The line that was looked at last, and has no frame.
    let mut bare = 0..0;
    for place in places {
        if place < copied || bare.contains(&place) {
            continue;
        }
        let line = lines::around(text, place);
        if let Some(end) = end_of_message(&text[line.clone()]) {
            // The pairs become a line below the message.
            decoded.copy(text, copied..line.start + end);
            decoded.push(b"\n");
            copied = line.start + end + 1;
            changed = true;
            continue;
        }
        let Some(frame) = Frame::of(text, &line, copied) else {
            bare = line;
            continue;
        };
        let run = frame.run(text, &line, copied);
        let body = |line: &Range<usize>| frame.body(&text[line.clone()]);
        let is_box =
            matches!(frame, Frame::Box) && run.len() > 1 && !text[line.clone()].trim_ascii_start().starts_with(b"|");
        if !is_box && !run.iter().any(|line| body(line).is_some_and(|body| continues(&body))) {
            continue;
        }
        let cells = is_box.then(|| Cells::of(text, &run));
        for (at, line) in run.iter().enumerate() {
            let wrapped = cells.as_ref().is_some_and(|cells| at > 0 && cells.goes_on(text, &run[at - 1], line));
            if wrapped {
                decoded.push(b" ");
            } else {
                decoded.copy(text, copied..line.start);
            }
            copied = frame.strip(text, line, wrapped, &mut decoded);
        }
        changed = true;
    }
    decoded.copy(text, copied..text.len());
    changed.then_some(decoded)
}

/// How many lines on either side are compared with a line to find its frame.
const MAX_EMPTY_LINES: usize = 3;

/// Whether the body of a line continues the line before it.
fn continues(body: &[u8]) -> bool {
    let starts: [&[u8]; 6] = [b"at ", b"Caused by", b"Traceback", b"--->", b"During handling", b"The above exception"];
    let blank = body.first().is_some_and(u8::is_ascii_whitespace) && !body.trim_ascii().is_empty();
    let closes = matches!(body.trim_ascii_end(), b"}" | b"]" | b"})" | b">" | b"{" | b"[");
    blank || closes || starts.into_iter().any(|start| body.starts_with(start))
}

/// How lines are framed.
pub(super) enum Frame {
    /// A beginning that they share, with `0` for each run of digits.
    Prefix(Vec<u8>),
    /// Bars on both sides.
    Box,
    /// `{"log":"...\n","stream":"stderr","time":"..."}`, as Docker's json-file driver writes each line.
    Json,
}

const BARS: [&str; 4] = ["│", "┃", "║", "|"];

/// A text without the blanks and bars that it begins with.
pub(crate) fn behind_bars(text: &[u8]) -> &[u8] {
    let mut rest = text.trim_ascii_start();
    while let Some(inner) = BARS.iter().find_map(|bar| rest.strip_prefix(bar.as_bytes())) {
        rest = inner.trim_ascii_start();
    }
    rest
}

impl Frame {
    /// The frame of a line: what it has in common with the line after it, or before it.
    fn of(text: &[u8], line: &Range<usize>, floor: usize) -> Option<Frame> {
        let bytes = &text[line.clone()];
        if bytes.starts_with(b"{\"log\":\"") {
            return Some(Frame::Json);
        }
        if boxed(bytes).is_some() {
            return Some(Frame::Box);
        }
        // Records of JSON are whole, each for itself.
        if bytes.first() == Some(&b'{') {
            return None;
        }
        // An empty line shares less of the frame than the others.
        let below = std::iter::successors(lines::after(text, line.end), |line| lines::after(text, line.end));
        let above = std::iter::successors(lines::before(text, line.start), |line| lines::before(text, line.start));
        let above = above.take_while(|line| line.start >= floor);
        let mut near = below.take(MAX_EMPTY_LINES).chain(above.take(MAX_EMPTY_LINES));
        if is_quoted(bytes) {
            return near.any(|other| is_quoted(&text[other])).then(|| Frame::Prefix(b"> ".to_vec()));
        }
        near.filter_map(|other| shared(bytes, &text[other])).max_by_key(Vec::len).map(Frame::Prefix)
    }

    /// The lines around one that have the frame too.
    pub(super) fn run(&self, text: &[u8], line: &Range<usize>, floor: usize) -> Vec<Range<usize>> {
        let fits = |line: &Range<usize>| line.start >= floor && self.body(&text[line.clone()]).is_some();
        let above = std::iter::successors(lines::before(text, line.start), |line| lines::before(text, line.start));
        let below = std::iter::successors(lines::after(text, line.end), |line| lines::after(text, line.end));
        let mut run: Vec<Range<usize>> = above.take(MAX_FRAMED_LINES).take_while(fits).collect();
        run.reverse();
        run.push(line.clone());
        run.extend(below.take(MAX_FRAMED_LINES).take_while(fits));
        run
    }

    /// The body of a line that has the frame.
    fn body<'l>(&self, line: &'l [u8]) -> Option<std::borrow::Cow<'l, [u8]>> {
        match self {
            Frame::Prefix(frame) => framed(line, frame).map(|length| line[length..].into()),
            Frame::Box => boxed(line).map(|inner| line[inner].into()),
            Frame::Json => json_log(line).map(|inner| escapes::unescape(&line[inner]).text.into()),
        }
    }

    /// Writes the body of a line, without its indentation if it is the rest of the line before it, and returns where the rest of the
    /// text begins.
    fn strip(&self, text: &[u8], line: &Range<usize>, wrapped: bool, decoded: &mut Decoded) -> usize {
        let bytes = &text[line.clone()];
        let inner = match self {
            Frame::Prefix(frame) => framed(bytes, frame).map(|length| length..bytes.len()),
            Frame::Box => boxed(bytes),
            Frame::Json => json_log(bytes),
        };
        let Some(inner) = inner else { return line.start };
        let indentation = if wrapped { indentation(&bytes[inner.clone()]) } else { 0 };
        let inner = line.start + inner.start + indentation..line.start + inner.end;
        match self {
            Frame::Json => decoded.append(escapes::unescape(&text[inner.clone()]), inner.start),
            _ => decoded.copy(text, inner),
        }
        line.end
    }
}

/// Whether a line is quoted, as mails and Markdown quote.
fn is_quoted(line: &[u8]) -> bool {
    line.starts_with(b"> ") || line.trim_ascii_end() == b">"
}

/// What two lines share at their beginnings, up to the end of an item of their prefixes.
fn shared(line: &[u8], other: &[u8]) -> Option<Vec<u8>> {
    let (one, two) = (Prefix::read(line), Prefix::read(other));
    if one.source != two.source && two.length > 0 && one.time.is_none() && one.source.container.is_none() {
        return None;
    }
    let (first, second) = (numberless(&line[..one.length]), numberless(other));
    let common = first.iter().zip(&second).take_while(|(a, b)| a == b).count();
    let end = first[..common].iter().rposition(u8::is_ascii_whitespace)? + 1;
    // One blank parts a frame from the text; more of them indent the text.
    let blanks = first[..end].iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
    Some(first[..end - (blanks - 1)].to_vec())
}

/// A text with `0` for each run of digits.
fn numberless(text: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    let mut digits = false;
    for byte in text {
        if !(digits && byte.is_ascii_digit()) {
            out.push(if byte.is_ascii_digit() { b'0' } else { *byte });
        }
        digits = byte.is_ascii_digit();
    }
    out
}

/// The length of a frame at the beginning of a line. A line that ends with the frame, but for its last blank, is empty.
fn framed(line: &[u8], frame: &[u8]) -> Option<usize> {
    let mut at = 0;
    for (index, wanted) in frame.iter().enumerate() {
        match line.get(at) {
            Some(byte) if *wanted == b'0' && byte.is_ascii_digit() => {
                at += line[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            }
            Some(byte) if byte == wanted => at += 1,
            None if index + 1 == frame.len() => {}
            _ => return None,
        }
    }
    Some(at)
}

/// The inside of a line between bars, or after one.
fn boxed(line: &[u8]) -> Option<Range<usize>> {
    let start = line.len() - line.trim_ascii_start().len();
    let bar = BARS.iter().find(|bar| line[start..].starts_with(bar.as_bytes()))?;
    let mut inner = start + bar.len()..line.trim_ascii_end().len();
    if line.get(inner.start) == Some(&b' ') {
        inner.start += 1;
    }
    if inner.start > inner.end {
        return Some(inner.end..inner.end);
    }
    if let Some(rest) = line[inner.clone()].strip_suffix(bar.as_bytes()) {
        inner.end = inner.start + rest.trim_ascii_end().len();
    }
    Some(inner)
}

/// The text in Docker's object, still escaped, without its line feed.
fn json_log(line: &[u8]) -> Option<Range<usize>> {
    let start = b"{\"log\":\"".len();
    let rest = line.strip_prefix(b"{\"log\":\"")?;
    let mut at = 0;
    while at < rest.len() && rest[at] != b'"' {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    let text = rest.get(..at)?;
    let stream = memchr::memmem::find(&rest[at..], b"\"stream\":\"").is_some();
    let length = text.strip_suffix(b"\\n").unwrap_or(text).len();
    stream.then_some(start..start + length)
}
