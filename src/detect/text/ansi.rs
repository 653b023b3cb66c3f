//! Text as a terminal shows it: without the sequences that colour it and move the cursor.
//!
//! Loggers colour levels and fields, so an escape sequence may come before or inside an error where a pattern expects
//! the beginning of a line or word.

use std::borrow::Cow;

use memchr::memchr;

use super::escapes::Decoded;

const ESCAPE: u8 = 0x1b;
/// Longer sequences are not treated as an operating system command (OSC).
const MAX_COMMAND_BYTES: usize = 4096;

/// The text without its escape sequences (ECMA-48, sections 5.4 and 5.6). Returns `None` if it has none.
///
/// ```
/// # use explain_errors::internal::plain;
/// assert_eq!(plain(b"\x1b[1;31merror\x1b[0m: x").map(|plain| plain.text), Some(b"error: x".to_vec()));
/// assert_eq!(plain(b"error: x"), None);
/// ```
pub fn plain(source: &[u8]) -> Option<Decoded> {
    memchr(ESCAPE, source)?;
    let mut plain = Decoded::default();
    let mut rest = 0;
    while let Some(at) = memchr(ESCAPE, &source[rest..]) {
        plain.push(&source[rest..rest + at]);
        rest += at + sequence(&source[rest + at..]);
        plain.go_on(rest);
    }
    plain.push(&source[rest..]);
    Some(plain)
}

/// The text without its escape sequences, for callers that don't need to map offsets back.
pub(crate) fn shown(source: &[u8]) -> Cow<'_, [u8]> {
    plain(source).map_or(Cow::Borrowed(source), |plain| Cow::Owned(plain.text))
}

/// The length of the escape sequence at the beginning of a text; 1 if its escape character begins none.
fn sequence(text: &[u8]) -> usize {
    match text.get(1) {
        // A control sequence: parameters, intermediate bytes, a final byte.
        Some(b'[') => {
            let inner = text[2..].iter().take_while(|byte| (0x20..0x40).contains(*byte)).count();
            let finished = text.get(2 + inner).is_some_and(|byte| (0x40..0x7f).contains(byte));
            2 + inner + usize::from(finished)
        }
        // An operating system command, such as a link: ends with BEL or the string terminator.
        Some(b']') => {
            let text = &text[..text.len().min(MAX_COMMAND_BYTES)];
            let line = memchr(b'\n', text).unwrap_or(text.len());
            let bell = memchr(0x07, &text[..line]).map(|at| at + 1);
            let terminator = memchr::memmem::find(&text[2..line], b"\x1b\\").map(|at| at + 4);
            bell.into_iter().chain(terminator).min().unwrap_or(2)
        }
        Some(0x20..0x7f) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    fn text(source: &[u8]) -> String {
        String::from_utf8(plain(source).expect("an escape").text).expect("UTF-8")
    }

    #[test]
    fn colours_links_and_halves_of_them_go() {
        assert_eq!(text(b"\x1b[31mERR\x1b[0m \x1b[38;5;208mx\x1b[K"), "ERR x");
        assert_eq!(text(b"\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x07!"), "link!");
        assert_eq!(text(b"a\x1b"), "a");
        assert_eq!(text(b"a\x1b[31"), "a");
        assert_eq!(text(b"a\x1b]never\nb"), "anever\nb");
        assert_eq!(text(b"a\x1b[31\nb"), "a\nb");
    }

    #[test]
    fn places_lead_back() {
        let source = b"\x1b[31mERR\x1b[0m: x";
        let plain = plain(source).expect("an escape");
        let places: Vec<char> = (0..plain.text.len()).map(|at| char::from(source[plain.source(at)])).collect();
        assert_eq!(places, ['E', 'R', 'R', ':', ' ', 'x']);
        assert_eq!(plain.source(plain.text.len()), source.len());
    }
}
