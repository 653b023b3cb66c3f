//! The message around a place of a line, as general readers take it: they know no grammar of the program that printed it.

use std::ops::Range;

use crate::detect::context::is_general;
use crate::detect::decode;
use crate::detect::detection::Detection;
use crate::detect::overlap::{is_covered, taken};
use crate::detect::text::escapes;
use crate::knowledge::Knowledge;

/// How much of a long line before and after the place belongs to its message.
const MAX_BEFORE_BYTES: usize = 1024;
const MAX_AFTER_BYTES: usize = 2048;
/// A quoted string around the place that is shorter holds a value, and not the message.
const MIN_QUOTED_BYTES: usize = 16;

/// The body of a record's line.
pub(super) struct Body<'t> {
    /// The text that holds the line.
    pub text: &'t [u8],
    /// The line without its log prefix.
    pub range: Range<usize>,
}

impl<'t> Body<'t> {
    /// Its bytes.
    pub(super) fn bytes(&self) -> &'t [u8] {
        &self.text[self.range.clone()]
    }
}

/// What earlier readers took of a text, as the readers of names and numbers see it.
pub(super) struct Taken {
    /// What a status in words covers. A name or number beside it is read: it says more than the status does.
    general: Vec<Range<usize>>,
    particular: Vec<Range<usize>>,
}

impl Taken {
    /// What the detections so far cover.
    pub(super) fn of(knowledge: &Knowledge<'_>, found: &[Detection]) -> Taken {
        let (general, particular): (Vec<&Detection>, Vec<&Detection>) =
            found.iter().partition(|one| is_general(knowledge, one));
        Taken { general: taken(general), particular: taken(particular) }
    }

    /// Whether no format has taken a place.
    pub(super) fn is_free(&self, place: usize) -> bool {
        !is_covered(&self.particular, place)
    }

    /// What the detection of a word covers: `around`, or the word alone beside a status, to which it then belongs.
    pub(super) fn span_of(&self, word: &Range<usize>, around: Range<usize>) -> Range<usize> {
        if is_covered(&self.general, word.start) { word.clone() } else { around }
    }
}

/// The message around a place, and its range in the text: the quoted string that holds the place, else the whole body.
pub(super) fn message_around(body: &Body<'_>, place: usize) -> (String, Range<usize>) {
    let bytes = body.bytes();
    let at = place - body.range.start;
    let quoted = escapes::around(bytes, at).filter(|inner| inner.len() >= MIN_QUOTED_BYTES);
    let inner = quoted.clone().unwrap_or(0..bytes.len());
    let near = inner.start.max(at.saturating_sub(MAX_BEFORE_BYTES))..inner.end.min(at + MAX_AFTER_BYTES);
    let message = match quoted {
        Some(_) => String::from_utf8_lossy(&escapes::unescape(&bytes[near.clone()]).text).trim().to_owned(),
        None => decode(bytes[near.clone()].trim_ascii(), None),
    };
    (message, body.range.start + near.start..body.range.start + near.end)
}

/// What bytes of a word tell, a bit each.
pub(super) const SMALL: u8 = 1;
pub(super) const CAPITAL: u8 = 2;
pub(super) const DIGIT: u8 = 4;
pub(super) const JOINT: u8 = 8;

/// What each byte is; 0 for what is in no word.
static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'_' => JOINT,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// What a byte of a word tells; 0 for what is in no word.
pub(super) fn class_of(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

/// Bytes between words: spaces and punctuation.
pub(super) fn is_separator(byte: u8) -> bool {
    // As a match it is a test of bits; a search of a string of bytes took three percent of a scan.
    byte.is_ascii_whitespace()
        || matches!(
            byte,
            b':' | b'='
                | b'-'
                | b'('
                | b'"'
                | b'\''
                | b'`'
                | b'_'
                | b'.'
                | b','
                | b'|'
                | b'['
                | b'<'
                | b'>'
                | b'{'
                | b'/'
                | b'*'
                | b'!'
        )
}

/// How many bytes may separate two words that belong together.
pub(super) const MAX_SEPARATORS: usize = 6;

/// How many separators a text ends with. Returns `None` if they are too many to join two words.
pub(super) fn separators_at_end(text: &[u8]) -> Option<usize> {
    let count = text.iter().rev().take_while(|byte| is_separator(**byte)).count();
    (count <= MAX_SEPARATORS).then_some(count)
}

/// Whether a text ends with a word, whose parts may be joined as in `statusCode` and `status_code`.
pub(super) fn ends_with(text: &[u8], word: &str) -> bool {
    let mut at = text.len();
    for wanted in word.bytes().rev() {
        let Some(byte) = at.checked_sub(1).map(|last| text[last]) else { return false };
        match wanted {
            b' ' if matches!(byte, b' ' | b'_' | b'-') => at -= 1,
            b' ' => {}
            _ if byte.eq_ignore_ascii_case(&wanted) => at -= 1,
            _ => return false,
        }
    }
    // `resp.status` and `httpStatus` end with the word, `exitstatus` doesn't; `ContentLengthError` is the name of a class.
    let camel = at > 0 && at < text.len() && text[at].is_ascii_uppercase() && text[at - 1].is_ascii_lowercase();
    at == 0 || !text[at - 1].is_ascii_alphanumeric() || (camel && word != "error")
}
