//! What the first bytes of an input say of it: UTF-8, UTF-16, or something that must be unpacked first.

use std::fmt;

use super::packed::Packing;

/// How much of an input is looked at to tell.
pub(super) const HEAD_BYTES: usize = 512;

/// An input that can't be read as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused {
    /// What it is: `compressed with gzip`.
    what: &'static str,
    /// The command that makes text of it.
    command: &'static str,
}

impl Refused {
    pub(super) fn new(what: &'static str, command: &'static str) -> Refused {
        Refused { what, command }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "it is {}; unpack it first, as `{}` does", self.what, self.command)
    }
}

impl std::error::Error for Refused {}

/// The first bytes of formats that hold no text and that nothing here unpacks. zip: APPNOTE, section 4.3.7.
const PACKED: [(&[u8], Refused); 5] = [
    (b"PK\x03\x04", Refused { what: "a zip archive", command: "unzip -p" }),
    (b"\xff\xfe\0\0", UTF32),
    (b"\0\0\xfe\xff", UTF32),
    (b"\x1f\x9d", Refused { what: "compressed with compress", command: "gzip -dc" }),
    (b"7z\xbc\xaf\x27\x1c", Refused { what: "a 7z archive", command: "7z x -so" }),
];
const UTF32: Refused = Refused { what: "encoded in UTF-32", command: "iconv -f UTF-32 -t UTF-8" };

/// How the bytes of an input become text.
#[derive(Debug, Clone)]
pub(super) enum Encoding {
    /// They are text already, or nearly.
    Bytes,
    /// UTF-16.
    Wide(Utf16),
    /// They are no text.
    Refused(Refused),
}

/// The encoding that the first bytes show, and how many of them only mark it.
pub(super) fn of(head: &[u8]) -> (Encoding, usize) {
    // It was unpacked once, or came in pieces that nothing unpacks.
    if let Some(packing) = Packing::of(head) {
        return (Encoding::Refused(packing.refused()), 0);
    }
    if let Some((_, refused)) = PACKED.iter().find(|(magic, _)| head.starts_with(magic)) {
        return (Encoding::Refused(*refused), 0);
    }
    match head {
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Bytes, 3),
        [0xff, 0xfe, ..] => (Encoding::Wide(Utf16::new(Order::Little)), 2),
        [0xfe, 0xff, ..] => (Encoding::Wide(Utf16::new(Order::Big)), 2),
        _ => (unmarked(head).map_or(Encoding::Bytes, |order| Encoding::Wide(Utf16::new(order))), 0),
    }
}

/// How much of a file shows whether it is text.
pub(crate) const BINARY_HEAD_BYTES: u64 = 8 << 10;

/// Whether a file that begins so holds no text: it has a NUL, and is neither UTF-16 nor compressed.
pub(crate) fn is_binary(head: &[u8]) -> bool {
    let is_read = || match of(&head[..head.len().min(HEAD_BYTES)]).0 {
        Encoding::Bytes => false,
        Encoding::Wide(_) => true,
        Encoding::Refused(_) => Packing::of(head).is_some(),
    };
    head.contains(&0) && !is_read()
}

/// The fewest characters of UTF-16 that are recognised without a mark.
const MIN_WIDE_CHARS: usize = 4;

/// The order of UTF-16 without a mark: nearly every second byte is zero, and of the others hardly one.
fn unmarked(head: &[u8]) -> Option<Order> {
    let pairs = || head.chunks_exact(2);
    let count = pairs().count();
    let zeros = |at: usize| pairs().filter(|pair| pair[at] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    if count < MIN_WIDE_CHARS {
        return None;
    }
    let most = |zeros: usize| zeros * 10 >= count * 8;
    let few = |zeros: usize| zeros * 10 <= count;
    match () {
        () if most(second) && few(first) => Some(Order::Little),
        () if most(first) && few(second) => Some(Order::Big),
        () => None,
    }
}

/// Which byte of a unit comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

/// Turns UTF-16 that comes in pieces into UTF-8.
#[derive(Debug, Clone)]
pub(super) struct Utf16 {
    order: Order,
    /// The first byte of a unit whose second one is still to come.
    half: Option<u8>,
    /// The first unit of a pair whose second one is still to come.
    high: Option<u16>,
}

impl Utf16 {
    fn new(order: Order) -> Utf16 {
        Utf16 { order, half: None, high: None }
    }

    /// Decodes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        out.reserve(bytes.len() / 2);
        for byte in bytes {
            let Some(first) = self.half.take() else {
                self.half = Some(*byte);
                continue;
            };
            let unit = match self.order {
                Order::Little => u16::from_le_bytes([first, *byte]),
                Order::Big => u16::from_be_bytes([first, *byte]),
            };
            self.put(unit, out);
        }
    }

    /// Decodes what is left at the end of the input.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        if self.half.take().is_some() | self.high.take().is_some() {
            push_char(char::REPLACEMENT_CHARACTER, out);
        }
    }

    fn put(&mut self, unit: u16, out: &mut Vec<u8>) {
        let high = self.high.take();
        let pair = high.and_then(|high| char::decode_utf16([high, unit]).next()?.ok());
        match (pair, unit) {
            (Some(pair), _) => return push_char(pair, out),
            // The one before has lost its second half.
            _ if high.is_some() => push_char(char::REPLACEMENT_CHARACTER, out),
            _ => {}
        }
        match unit {
            0xd800..0xdc00 => self.high = Some(unit),
            unit => push_char(char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER), out),
        }
    }
}

fn push_char(c: char, out: &mut Vec<u8>) {
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str, order: Order) -> Vec<u8> {
        let bytes = |unit: u16| match order {
            Order::Little => unit.to_le_bytes(),
            Order::Big => unit.to_be_bytes(),
        };
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn decoded(bytes: &[u8], piece: usize) -> Option<String> {
        let (Encoding::Wide(mut utf16), mark) = of(bytes) else { return None };
        let mut out = Vec::new();
        bytes[mark..].chunks(piece).for_each(|piece| utf16.push(piece, &mut out));
        utf16.end(&mut out);
        String::from_utf8(out).ok()
    }

    #[test]
    fn utf16_is_known_with_and_without_its_mark_in_any_pieces() {
        let text = "Zeile ä 日本 🦀 rpc error\r\n";
        let plain = "rpc error: code = x\r\n";
        for piece in [1, 2, 3, 5, 1000] {
            for order in [Order::Little, Order::Big] {
                assert_eq!(decoded(&wide(&format!("\u{feff}{text}"), order), piece).as_deref(), Some(text));
                assert_eq!(decoded(&wide(plain, order), piece).as_deref(), Some(plain));
            }
        }
        assert_eq!(decoded(b"rpc error: code = x", 3), None);
        assert_eq!(decoded(b"\0\0\0\0\0\0\0\0\0\0\0\0", 3), None);
    }

    #[test]
    fn half_characters_are_shown_as_such() {
        assert_eq!(decoded(b"\xff\xfea\0\x3d\xd8b\0", 1).as_deref(), Some("a\u{fffd}b"));
        assert_eq!(decoded(b"\xff\xfea\0\x3d\xd8\x3d\xd8\x80\xdeb\0", 3).as_deref(), Some("a\u{fffd}🚀b"));
        assert_eq!(decoded(b"\xff\xfea\0\x80\xdeb\0c", 4).as_deref(), Some("a\u{fffd}b\u{fffd}"));
        assert_eq!(decoded(b"\xff\xfea\0\x3d\xd8", 4).as_deref(), Some("a\u{fffd}"));
    }

    #[test]
    fn binaries_are_told_from_text() {
        for head in [&b"\x7fELF\x02\x01\x01\0"[..], b"PK\x03\x04\x14\0", b"text and\0a NUL"] {
            assert!(is_binary(head), "{head:?}");
        }
        for head in
            [&b"text"[..], b"", b"\x1f\x8b\x08\0", &wide("\u{feff}text", Order::Big), &wide("a text", Order::Little)]
        {
            assert!(!is_binary(head), "{head:?}");
        }
    }

    #[test]
    fn what_is_packed_is_refused_by_its_first_bytes() {
        let refused = |head: &[u8]| match of(head).0 {
            Encoding::Refused(refused) => Some(refused.what),
            _ => None,
        };
        assert_eq!(refused(b"\x1f\x8b\x08\0rest"), Some("compressed with gzip"));
        assert_eq!(refused(b"\x28\xb5\x2f\xfdrest"), Some("compressed with zstd"));
        assert_eq!(refused(b"\x53\x2a\x4d\x18rest"), Some("compressed with zstd"));
        assert_eq!(refused(b"BZh91AY&SYrest"), Some("compressed with bzip2"));
        assert_eq!(refused(b"BZh9\x17\x72\x45\x38\x50\x90rest"), Some("compressed with bzip2"));
        assert_eq!(refused(b"\xfd7zXZ\0rest"), Some("compressed with xz"));
        assert_eq!(refused(b"\x04\x22\x4d\x18rest"), Some("compressed with lz4"));
        assert_eq!(refused(b"\xff\xfe\0\0a\0\0\0"), Some("encoded in UTF-32"));
        for text in [&b"BZh is the head of bzip2"[..], b"PK", b"", b"\x1f", b"\xef\xbb\xbf\x1f\x8b"] {
            assert_eq!(refused(text), None, "{text:?}");
        }
        assert_eq!(of(b"\xef\xbb\xbfx").1, 3);
    }
}
