//! Lines that a terminal cut at its width, in the middle of a word or number: those of one line of a log or one sentence are
//! put together again, without a space.
//!
//! What was cut is known by its width and by what is open at its end. Two lines in a row that are equally wide were cut at that
//! width if a quote or a bracket is open at the end of each, and all is closed in the end. A string of JSON holds no line feed,
//! so that one such line is enough there, if the whole can be read.

use std::ops::Range;

use crate::detect::text::escapes::Decoded;
use crate::detect::text::lines;

/// No terminal is narrower.
const MIN_WIDTH: usize = 40;
/// One line is cut into so many at most.
const MAX_LINES: usize = 64;

/// The text with the lines put together that were cut. Returns `None` if none was.
pub(crate) fn without_cuts(text: &[u8]) -> Option<Decoded> {
    let mut decoded = Decoded::default();
    let mut copied = 0;
    let mut next = Some(lines::around(text, 0));
    while let Some(first) = next {
        let cut = parts_of(text, &first);
        for pair in cut.windows(2) {
            decoded.copy(text, copied..end_of(text, &pair[0]));
            copied = pair[1].start;
        }
        next = lines::after(text, cut.last().map_or(first.end, |last| last.end));
    }
    if copied == 0 {
        return None;
    }
    decoded.copy(text, copied..text.len());
    Some(decoded)
}

/// Where a line ends without its carriage return.
fn end_of(text: &[u8], line: &Range<usize>) -> usize {
    line.end - usize::from(text[line.clone()].ends_with(b"\r"))
}

/// The lines into which a line was cut that begins with the given one; nothing if it was not.
fn parts_of(text: &[u8], first: &Range<usize>) -> Vec<Range<usize>> {
    let width = width_of(text, first);
    let mut open = Open::default();
    open.read(&text[first.clone()]);
    if width < MIN_WIDTH || !open.is_open() {
        return Vec::new();
    }
    let is_json = text[first.clone()].trim_ascii_start().starts_with(b"{\"");
    let mut parts = vec![first.clone()];
    while open.is_open() && parts.len() < MAX_LINES {
        let last = parts.last().map_or(first.end, |last| last.end);
        let Some(next) = lines::after(text, last).filter(|next| goes_on(text, next, width)) else { return Vec::new() };
        open.read(&text[next.clone()]);
        parts.push(next);
        // What is narrower than the others is the end.
        if parts.last().is_some_and(|last| width_of(text, last) < width) {
            break;
        }
    }
    let all_equal = parts.len() > 2;
    let proven = if is_json { is_document(text, &parts) } else { all_equal && !open.is_open() };
    if proven { parts } else { Vec::new() }
}

/// Whether a line can be the rest of one that was cut at a width: what is indented was not cut, but laid out.
fn goes_on(text: &[u8], line: &Range<usize>, width: usize) -> bool {
    let bytes = &text[line.clone()];
    !bytes.trim_ascii().is_empty() && !bytes.starts_with(b"  ") && width_of(text, line) <= width
}

/// How many characters a line has.
fn width_of(text: &[u8], line: &Range<usize>) -> usize {
    text[line.start..end_of(text, line)].iter().filter(|byte| (**byte & 0xc0) != 0x80).count()
}

/// Whether some lines are one object of JSON.
fn is_document(text: &[u8], parts: &[Range<usize>]) -> bool {
    let whole: Vec<u8> = parts.iter().flat_map(|part| &text[part.start..end_of(text, part)]).copied().collect();
    parts.len() > 1 && serde_json::from_slice::<serde::de::IgnoredAny>(&whole).is_ok()
}

/// What is open at a place of a text.
#[derive(Debug, Default)]
struct Open {
    brackets: usize,
    quoted: bool,
    escaped: bool,
}

impl Open {
    fn read(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.quoted = !self.quoted,
                _ if self.quoted => {}
                b'(' | b'[' | b'{' => self.brackets += 1,
                b')' | b']' | b'}' => self.brackets = self.brackets.saturating_sub(1),
                _ => {}
            }
        }
    }

    fn is_open(&self) -> bool {
        self.quoted || self.brackets > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Option<String> {
        without_cuts(text.as_bytes()).map(|decoded| String::from_utf8(decoded.text).expect("UTF-8"))
    }

    /// A text as a terminal of a width shows it.
    fn cut(text: &str, width: usize) -> String {
        let characters: Vec<char> = text.chars().collect();
        characters.chunks(width).map(|part| part.iter().collect::<String>()).collect::<Vec<_>>().join("\n")
    }

    const SENTENCE: &str = "Resource handler returned message: \"The frobnicator of lane 7 jammed (Service: Frob, Status Code: 400, Request ID: 82)\" (RequestToken: 5294d3ae, HandlerErrorCode: InvalidRequest)";
    const RECORD: &str = "{\"level\":\"error\",\"msg\":\"the frobnicator of lane 7 jammed: so say the “gremlins” of lane 8\",\"lane\":7}";

    #[test]
    fn what_a_terminal_cut_is_put_together() {
        for (text, width) in [(SENTENCE, 66), (SENTENCE, 70), (RECORD, 40), (RECORD, 60), (RECORD, 80)] {
            let shown = cut(text, width);
            let around = format!("before it (1\n{shown}\nafter it)\n");
            assert_eq!(
                joined(&around).as_deref(),
                Some(format!("before it (1\n{text}\nafter it)\n").as_str()),
                "{shown}"
            );
            assert_eq!(joined(&shown.replace('\n', "\r\n")).as_deref(), Some(text), "{shown}");
        }
    }

    #[test]
    fn what_nobody_cut_stays_as_it_is() {
        let sentence = cut(SENTENCE, 66);
        for (why, text) in [
            ("whole", SENTENCE.to_owned()),
            ("one line of a sentence", cut(SENTENCE, 120)),
            ("narrow", cut(SENTENCE, 30)),
            ("not equally wide", sentence.replacen("Resource", "A resource", 1)),
            ("never closed", sentence.replace("InvalidRequest)", "InvalidRequest")),
            ("laid out", sentence.replace('\n', "\n  ")),
            ("nothing is open", cut(&"all is well in lane 7, and so it is in lane 8. ".repeat(4), 60)),
            ("a blank line", sentence.replacen('\n', "\n\n", 1)),
            ("no document", cut(&RECORD.replace(":7}", ":7,}"), 80)),
            (
                "a document that was laid out",
                "{\"lanes\": [\n\"seven and then some others that are longer\",\n8]}".to_owned(),
            ),
            ("", String::new()),
        ] {
            assert_eq!(joined(&text), None, "{why}: {text}");
        }
    }

    #[test]
    fn places_are_those_of_the_source() {
        let shown = cut(SENTENCE, 66);
        let decoded = without_cuts(shown.as_bytes()).expect("it was cut");
        for word in ["Resource", "Status Code: 400", "InvalidRequest"] {
            let at = SENTENCE.find(word).expect("it is there");
            assert_eq!(decoded.source(at), at + at / 66, "{word}");
        }
    }
}
