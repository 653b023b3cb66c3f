//! Quoted strings, and the escapes in them.
//!
//! Programs print errors inside other programs' strings: a JSON log line, Go's `%q`, Rust's and Python's debug output.
//! The string around a marker is found on its line, decoded once, and read as a text of its own; deeper quoting is
//! decoded one level at a time.

use std::ops::Range;

/// Decoded text, with a map from its offsets back to the source.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The decoded bytes, not necessarily UTF-8.
    pub text: Vec<u8>,
    /// After each escape: the offset in the text, and the offset in the source.
    places: Vec<(usize, usize)>,
}

impl Decoded {
    /// Adds bytes as they are.
    pub fn push(&mut self, bytes: &[u8]) {
        self.text.extend_from_slice(bytes);
    }

    /// Sets the source offset of what is added next.
    pub fn go_on(&mut self, source: usize) {
        self.places.push((self.text.len(), source));
    }

    /// Adds a range of the source as it is.
    pub fn copy(&mut self, source: &[u8], range: Range<usize>) {
        self.go_on(range.start);
        self.push(source.get(range).unwrap_or_default());
    }

    /// Adds text that was decoded from the source at offset `source`.
    pub fn append(&mut self, other: Decoded, source: usize) {
        let start = self.text.len();
        self.go_on(source);
        self.places.extend(other.places.iter().map(|(text, place)| (start + text, source + place)));
        self.text.extend(other.text);
    }

    /// The source offset for an offset in the text.
    pub fn source(&self, at: usize) -> usize {
        let after = self.places.partition_point(|(text, _)| *text <= at);
        match after.checked_sub(1).and_then(|last| self.places.get(last)) {
            Some((text, source)) => source + (at - text),
            None => at,
        }
    }
}

/// The inside of the quoted string that holds a position of a line. Returns `None` if the position is in no string.
///
/// A string that is cut off ends with the line.
pub(crate) fn around(line: &[u8], at: usize) -> Option<Range<usize>> {
    let mut cursor = 0;
    while cursor < at {
        let open = cursor + line[cursor..at].iter().position(|byte| matches!(byte, b'"' | b'\''))?;
        let quote = line[open];
        let slashes = slashes_before(line, open);
        if quote == b'\'' && !opens(line, open - slashes) {
            cursor = open + 1;
            continue;
        }
        let inner = open + 1;
        let close = closing(line, inner, quote, slashes);
        let end = close.unwrap_or(line.len());
        if at < end {
            // The closing quote is escaped as the one that began the string, or less deeply.
            let escape = close.map_or(0, |close| slashes_before(line, close).min(close - inner));
            // An apostrophe without a closing one is not a quote.
            return (close.is_some() || quote == b'"').then_some(inner..end - escape);
        }
        cursor = end + 1;
    }
    None
}

/// The offset of the quote that ends a string: escaped as deeply as the one that began it.
fn closing(line: &[u8], from: usize, quote: u8, slashes: usize) -> Option<usize> {
    let mut at = from;
    while let Some(next) = line.get(at..)?.iter().position(|byte| *byte == quote) {
        let found = at + next;
        let ends = quote != b'\'' || !line.get(found + 1).is_some_and(u8::is_ascii_alphanumeric);
        if slashes_before(line, found) <= slashes && ends {
            return Some(found);
        }
        at = found + 1;
    }
    None
}

fn slashes_before(line: &[u8], at: usize) -> usize {
    line[..at].iter().rev().take_while(|byte| **byte == b'\\').count()
}

/// Whether an apostrophe can begin a string here; one inside a word can't.
fn opens(line: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| !line[before].is_ascii_alphanumeric())
}

/// Whether a text contains escaped line breaks or quotes.
pub(crate) fn is_escaped(text: &[u8]) -> bool {
    let escaped =
        |at: usize| text.get(at + 1).is_some_and(|byte| matches!(byte, b'n' | b't' | b'"' | b'r' | b'u' | b'\''));
    memchr::memchr_iter(b'\\', text).any(escaped)
}

/// Decodes one level of backslash escapes, as C, Go, Rust, Python, JavaScript and JSON write them. Anything else is
/// left as it is.
///
/// ```
/// # use explain_errors::internal::unescape;
/// assert_eq!(unescape(br#"a\n\"b\" \u00e9 \x41 \101 \d"#).text, "a\n\"b\" \u{e9} A A \\d".as_bytes());
/// ```
pub fn unescape(source: &[u8]) -> Decoded {
    let mut decoded = Decoded { text: Vec::with_capacity(source.len()), places: Vec::new() };
    let mut at = 0;
    while let Some(byte) = source.get(at) {
        let escape = if *byte == b'\\' { escape(source, at + 1, &mut decoded.text) } else { None };
        if let Some(next) = escape {
            at = next;
            decoded.go_on(at);
        } else {
            decoded.text.push(*byte);
            at += 1;
        }
    }
    decoded
}

/// Decodes the escape after a backslash and returns the offset of its end.
fn escape(source: &[u8], at: usize, out: &mut Vec<u8>) -> Option<usize> {
    let simple = match source.get(at)? {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 8,
        b'f' => 12,
        b'"' => b'"',
        b'\'' => b'\'',
        b'\\' => b'\\',
        b'/' => b'/',
        b'x' => {
            out.push(u8::try_from(number(source, at + 1, 2, 16)?).ok()?);
            return Some(at + 3);
        }
        b'u' => return unicode(source, at + 1, out),
        b'0'..=b'3' => {
            out.push(u8::try_from(number(source, at, 3, 8)?).ok()?);
            return Some(at + 3);
        }
        _ => return None,
    };
    out.push(simple);
    Some(at + 1)
}

/// `\u00e9`, a surrogate pair of two, or Rust's and JavaScript's `\u{e9}`.
fn unicode(source: &[u8], at: usize, out: &mut Vec<u8>) -> Option<usize> {
    let (mut value, mut next) = if source.get(at) == Some(&b'{') {
        let length = source.get(at + 1..at + 8)?.iter().position(|byte| *byte == b'}')?;
        (number(source, at + 1, length, 16)?, at + length + 2)
    } else {
        (number(source, at, 4, 16)?, at + 4)
    };
    if (0xd800..0xdc00).contains(&value) && source.get(next..next + 2) == Some(br"\u") {
        let low = number(source, next + 2, 4, 16).filter(|low| (0xdc00..0xe000).contains(low))?;
        value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
        next += 6;
    }
    let mut buffer = [0; 4];
    out.extend(char::from_u32(value)?.encode_utf8(&mut buffer).as_bytes());
    Some(next)
}

fn number(source: &[u8], at: usize, digits: usize, radix: u32) -> Option<u32> {
    let text = std::str::from_utf8(source.get(at..at + digits)?).ok()?;
    (digits > 0 && !text.starts_with('+')).then(|| u32::from_str_radix(text, radix).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(line: &str, marker: &str) -> Option<String> {
        let at = line.find(marker).expect("the marker is in the line");
        around(line.as_bytes(), at).map(|range| line[range].to_owned())
    }

    #[test]
    fn finds_the_string_around_a_position() {
        assert_eq!(inside(r#"a="x" err="rpc error" b="y""#, "rpc").as_deref(), Some("rpc error"));
        assert_eq!(inside(r#"rpc error: desc = "x""#, "rpc"), None);
        assert_eq!(inside(r#"{\"error\":\"rpc error\",\"a\":1}"#, "rpc").as_deref(), Some("rpc error"));
        assert_eq!(inside(r#"msg="say \"rpc error\" now""#, "rpc").as_deref(), Some(r#"say \"rpc error\" now"#));
        assert_eq!(inside("can't reach: rpc error isn't here", "rpc"), None);
        assert_eq!(inside("details: 'rpc error' }", "rpc").as_deref(), Some("rpc error"));
        assert_eq!(inside(r#"{\\\"rpc error" now"#, "rpc").as_deref(), Some("rpc error"));
        assert_eq!(inside(r#"{\\\"rpc error\" now"#, "rpc").as_deref(), Some("rpc error"));
        assert_eq!(inside(r#"err="rpc error cut off"#, "rpc").as_deref(), Some("rpc error cut off"));
    }

    #[test]
    fn maps_positions_back() {
        let source = br#"ab\ncd\"ef"#;
        let decoded = unescape(source);
        let at = decoded.text.iter().position(|byte| *byte == b'e').expect("an e");
        assert_eq!(source[decoded.source(at)], b'e');
    }
}
