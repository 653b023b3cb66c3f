//! Bytes, in base64 and as programming languages print them.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

const ANY_PADDING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes base64 of either alphabet, padded or not (gRPC sends it unpadded and accepts both).
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let standard: String = text
        .chars()
        .map(|c| {
            if c == '-' {
                '+'
            } else if c == '_' {
                '/'
            } else {
                c
            }
        })
        .collect();
    ANY_PADDING.decode(standard).ok()
}

/// Reads `[8, 5, 18]`, `{"type":"Buffer","data":[8]}`, `<Buffer 08 05>`, `b"\x08\x05"`, `"\010\005"`, or the inside of
/// a string.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    if let Some(dump) = text.strip_prefix("<Buffer").and_then(|dump| dump.strip_suffix('>')) {
        return dump.split_ascii_whitespace().map(|byte| u8::from_str_radix(byte, 16).ok()).collect();
    }
    if text.starts_with('{') || text.starts_with("[{") {
        return buffer(&serde_json::from_str(text).ok()?);
    }
    let list = text.trim_matches(['[', ']', ' ']);
    if list.bytes().all(|b| b.is_ascii_digit() || b", \t\n-".contains(&b)) {
        let numbers = list.split([',', ' ', '\n', '\t']).filter(|number| !number.is_empty());
        return numbers.map(byte).collect();
    }
    for (lead, octal) in [("b\"", false), ("b'", false), ("\"", true), ("'", true)] {
        let quote = lead.trim_start_matches('b');
        if let Some(inner) = text.strip_prefix(lead).and_then(|rest| rest.strip_suffix(quote)) {
            return Some(unescape(inner, octal));
        }
    }
    // The only numeric escapes of Rust and Python are `\x08` and Rust's `\0`.
    text.contains('\\').then(|| unescape(text, !text.contains("\\x")))
}

/// A byte in decimal. Java's bytes are signed.
fn byte(number: &str) -> Option<u8> {
    number.parse::<u8>().ok().or_else(|| number.parse::<i8>().ok().map(i8::cast_unsigned))
}

fn buffer(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Array(values) if values.first().is_some_and(Value::is_object) => buffer(values.first()?),
        Value::Array(values) => values.iter().map(|value| value.as_u64().and_then(|b| u8::try_from(b).ok())).collect(),
        Value::Object(map) => buffer(map.get("data")?),
        _ => None,
    }
}

/// The bytes of an escaped string, with the escapes of C, Rust and Python. `octal` means that digits are octal escapes.
pub(super) fn unescape(text: &str, octal: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after.first()) {
            (b'\\', Some(kind)) => rest = escape(&mut out, *kind, after.get(1..).unwrap_or_default(), octal),
            (plain, _) => out.push(*plain),
        }
    }
    out
}

/// Decodes one escape whose letter is `kind`, and returns the text after it.
fn escape<'t>(out: &mut Vec<u8>, kind: u8, rest: &'t [u8], octal: bool) -> &'t [u8] {
    let simple = match kind {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'a' => 7,
        b'b' => 8,
        b'v' => 11,
        b'f' => 12,
        b'0' if !octal => 0,
        b'x' => return number(out, rest, 16, 2, b'x'),
        b'u' => return unicode(out, rest),
        b'0'..=b'7' if octal => {
            let more = rest.iter().take(2).take_while(|b| (b'0'..=b'7').contains(b)).count();
            let (digits, after) = rest.split_at_checked(more).unwrap_or((rest, &[]));
            let value = digits.iter().fold(u32::from(kind - b'0'), |value, digit| value * 8 + u32::from(digit - b'0'));
            out.push((value & 0xff) as u8);
            return after;
        }
        other => other,
    };
    out.push(simple);
    rest
}

fn number<'t>(out: &mut Vec<u8>, rest: &'t [u8], radix: u32, most: usize, kind: u8) -> &'t [u8] {
    let digits = rest.iter().take(most).take_while(|b| char::from(**b).is_digit(radix)).count();
    let (digits, after) = rest.split_at_checked(digits).unwrap_or((rest, &[]));
    let value = std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, radix).ok());
    out.push(value.unwrap_or(kind));
    after
}

/// Decodes `\u00e9` and `\u{e9}`.
fn unicode<'t>(out: &mut Vec<u8>, rest: &'t [u8]) -> &'t [u8] {
    let braced = rest.first() == Some(&b'{');
    let from = usize::from(braced);
    let digits = rest.iter().skip(from).take(if braced { 6 } else { 4 }).take_while(|b| b.is_ascii_hexdigit()).count();
    let text = rest.get(from..from + digits).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default();
    let c = u32::from_str_radix(text, 16).ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    let end = from + digits;
    let closed = usize::from(braced && rest.get(end) == Some(&b'}'));
    rest.get(end + closed..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{base64, bytes, unescape};
    use proptest::prelude::*;

    #[test]
    fn reads_what_languages_print() {
        for text in [
            "[8, 5, 18, 200]",
            "8,5,18,200",
            "[8, 5, 18, -56]",
            "{\"type\":\"Buffer\",\"data\":[8,5,18,200]}",
            "[{\"type\":\"Buffer\",\"data\":[8,5,18,200]}]",
            "<Buffer 08 05 12 c8>",
            r#"b"\x08\x05\x12\xc8""#,
            r"b'\x08\x05\x12\xc8'",
            r#""\010\005\022\310""#,
            r"\010\005\022\310",
            r"\x08\x05\x12\xc8",
        ] {
            assert_eq!(bytes(text), Some(vec![8, 5, 18, 200]), "{text}");
        }
        assert_eq!(bytes("[]"), Some(vec![]));
        for text in ["<Buffer 08 05 ... 50 more bytes>", "[300]", "hello", "{\"data\":\"x\"}", "{"] {
            assert_eq!(bytes(text), None, "{text}");
        }
        assert_eq!(unescape(r"\t\0\01é\u00e9\u{e9}\", false), "\t\u{0}\u{0}1éé\u{e9}\\".as_bytes());
        assert_eq!(unescape(r"\t\0011\'\777", true), b"\t\x011'\xff");
    }

    #[test]
    fn reads_both_alphabets() {
        for text in ["+/8=", "+/8", "-_8", "-_8="] {
            assert_eq!(base64(text), Some(vec![0xfb, 0xff]), "{text}");
        }
        assert_eq!(base64("?"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reads_anything(text in any::<String>(), near in r#"(\\[xu{}0-9a-f]{0,4}|b"|[\[,0-9\]]){0,9}"#) {
            bytes(&text);
            bytes(&near);
            unescape(&near, true);
            base64(&text);
        }
    }
}
