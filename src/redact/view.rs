//! Text without the escapes that programs put around names and values: `password%3DX`, `\u0022token\u0022`, `&quot;`.

use crate::detect::text::escapes::Decoded;

/// How often escapes are taken off: a URL within a URL within JSON.
pub(super) const MAX_DEPTH: usize = 3;

/// The text with one layer of percent-encoding, `\x22`, `\u0022` and entities of markup decoded. Returns `None` if nothing
/// was encoded.
pub(super) fn decoded(text: &[u8]) -> Option<Decoded> {
    let mut view: Option<Decoded> = None;
    let mut done = 0;
    for at in memchr::memchr3_iter(b'%', b'\\', b'&', text) {
        let Some((byte, length)) = escape(text.get(at..).unwrap_or_default()) else { continue };
        let view = view.get_or_insert_default();
        view.push(text.get(done..at).unwrap_or_default());
        view.go_on(at);
        view.push(&[byte]);
        done = at + length;
        view.go_on(done);
    }
    let mut view = view?;
    view.push(text.get(done..).unwrap_or_default());
    Some(view)
}

/// The byte that an escape stands for, and the length of the escape. Only what separates names from values or occurs in
/// them is decoded: printable ASCII and line breaks.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    let hex = |digits: &[u8]| {
        let byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        ((0x20..0x7f).contains(&byte) || b"\n\r\t".contains(&byte)).then_some(byte)
    };
    match text {
        [b'%', a, b, ..] => Some((hex(&[*a, *b])?, 3)),
        [b'\\', b'x', a, b, ..] => Some((hex(&[*a, *b])?, 4)),
        [b'\\', b'u', b'0', b'0', a, b, ..] => Some((hex(&[*a, *b])?, 6)),
        [b'\\', b'/', ..] => Some((b'/', 2)),
        [b'\\', b'n', ..] => Some((b'\n', 2)),
        [b'\\', b'r', ..] => Some((b'\r', 2)),
        [b'\\', b't', ..] => Some((b'\t', 2)),
        [b'&', rest @ ..] => {
            let end = rest.iter().take(8).position(|b| *b == b';')?;
            let byte = match rest.get(..end)? {
                b"quot" => b'"',
                b"apos" => b'\'',
                b"amp" => b'&',
                b"lt" => b'<',
                b"gt" => b'>',
                [b'#', b'x' | b'X', digits @ ..] => hex(digits)?,
                [b'#', digits @ ..] => {
                    std::str::from_utf8(digits).ok()?.parse().ok().filter(|b| (0x20..0x7f).contains(b))?
                }
                _ => return None,
            };
            Some((byte, end + 2))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_layer_is_decoded_and_places_lead_back() {
        let text = b"a%3Db%2522 \\x22\\u0022&quot;&#34;&#x22;&apos;&amp;lt;\\/ %zz &nope; %e2 50%";
        let view = decoded(text).expect("escapes");
        assert_eq!(String::from_utf8_lossy(&view.text), "a=b%22 \"\"\"\"\"'&lt;/ %zz &nope; %e2 50%");
        assert_eq!((view.source(0), view.source(1), view.source(2), view.source(3)), (0, 1, 4, 5));
        assert!(decoded(b"nothing %here & \\q").is_none());
    }
}
