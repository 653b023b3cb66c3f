//! Input that is compressed, recognised by its first bytes and unpacked while it is read. A bomb is only a long stream: what it
//! unpacks to is read in blocks like any other input, and no decoder gets more memory for its window than `MAX_WINDOW_LOG` says.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, BufRead, BufReader, Chain, Cursor, ErrorKind, Read};
use std::rc::Rc;

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use lz4_flex::frame::FrameDecoder;
use lzma_rust2::XzReader;

use super::encoding::Refused;

/// The largest window: 128 MiB, as in the decoders of zstd and xz themselves.
const MAX_WINDOW_LOG: u32 = 27;
/// What the decoder of xz takes beside its window, in KiB.
const XZ_OVERHEAD_KIB: u32 = 1 << 10;
/// How many bytes tell whether an input is compressed.
const MAGIC_BYTES: usize = 10;
/// As much as the end of an lz4 frame takes: its mark and a checksum.
const TAIL_BYTES: usize = 8;

/// How an input is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
    /// With `BZh`.
    Bzip2,
    /// The .xz file format.
    Xz,
    /// Its frame format.
    Lz4,
    /// The format of lz4 before its frames had an end.
    OldLz4,
}

/// What the first bytes say. gzip: RFC 1952, section 2.3.1; zstd: RFC 8878, section 3.1; xz: the .xz file format, section 2.1.1.1;
/// lz4: its frame format.
const MAGIC: [(&[u8], Packing); 5] = [
    (b"\x1f\x8b", Packing::Gzip),
    (b"\x28\xb5\x2f\xfd", Packing::Zstd),
    (b"\xfd7zXZ\0", Packing::Xz),
    (b"\x04\x22\x4d\x18", Packing::Lz4),
    (b"\x02\x21\x4c\x18", Packing::OldLz4),
];
/// What follows `BZh` and the size of a block: the number of a block, or of the end of an empty stream.
const BZIP2_BLOCKS: [&[u8; 6]; 2] = [b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90"];
/// What follows the first byte of a zstd frame that is to be skipped, which is one of sixteen.
const SKIPPED: &[u8] = b"\x2a\x4d\x18";

impl Packing {
    /// How an input is compressed that begins so.
    pub(super) fn of(head: &[u8]) -> Option<Packing> {
        let bzip2 = head.strip_prefix(b"BZh").and_then(|rest| rest.get(1..));
        if bzip2.is_some_and(|rest| BZIP2_BLOCKS.iter().any(|block| rest.starts_with(*block))) {
            return Some(Packing::Bzip2);
        }
        if head.first().is_some_and(|first| first & 0xf0 == 0x50) && head[1..].starts_with(SKIPPED) {
            return Some(Packing::Zstd);
        }
        MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, packing)| *packing)
    }

    /// Whether a few more bytes may show that an input is compressed that begins so.
    fn may_follow(head: &[u8]) -> bool {
        let begins = |magic: &[u8]| magic.starts_with(head);
        let bzip2 = |block: &&[u8; 6]| match head {
            [b'B', b'Z', b'h', _, rest @ ..] => block.starts_with(rest),
            _ => begins(b"BZh"),
        };
        let skipped = match head {
            [first, rest @ ..] => first & 0xf0 == 0x50 && SKIPPED.starts_with(rest),
            [] => true,
        };
        skipped || MAGIC.iter().any(|(magic, _)| begins(magic)) || BZIP2_BLOCKS.iter().any(bzip2)
    }

    /// Its name, and the command that unpacks it, if that may take much memory.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Packing::Gzip => ("gzip", "gzip -dc"),
            Packing::Zstd => ("zstd", "zstd -dc --long=31"),
            Packing::Bzip2 => ("bzip2", "bzip2 -dc"),
            Packing::Xz => ("xz", "xz -dc"),
            Packing::Lz4 | Packing::OldLz4 => ("lz4", "lz4 -dc"),
        }
    }

    /// Why it is not read where nothing unpacks it.
    pub(super) fn refused(self) -> Refused {
        match self {
            Packing::Gzip => Refused::new("compressed with gzip", "gzip -dc"),
            Packing::Zstd => Refused::new("compressed with zstd", "zstd -dc"),
            Packing::Bzip2 => Refused::new("compressed with bzip2", "bzip2 -dc"),
            Packing::Xz => Refused::new("compressed with xz", "xz -dc"),
            Packing::Lz4 | Packing::OldLz4 => Refused::new("compressed with lz4", "lz4 -dc"),
        }
    }
}

/// Why a compressed input was not unpacked to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Corrupt {
    packing: Packing,
    fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    /// It has no end.
    Cut,
    /// It asks for too much memory.
    Large,
    /// Anything else, in the words of its decoder.
    Other(String),
}

impl Corrupt {
    fn new(packing: Packing, error: &io::Error) -> Corrupt {
        let text = error.to_string();
        let fault = match error.kind() {
            ErrorKind::UnexpectedEof => Fault::Cut,
            ErrorKind::OutOfMemory => Fault::Large,
            // zstd has one kind for all of its errors.
            _ if text.contains("too much memory") => Fault::Large,
            _ => Fault::Other(text),
        };
        Corrupt { packing, fault }
    }
}

impl fmt::Display for Corrupt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, command) = self.packing.words();
        match &self.fault {
            Fault::Cut => write!(out, "its {name} data ends too early"),
            Fault::Large => write!(
                out,
                "it takes more than {} MiB of memory to unpack its {name} data; unpack it first, as `{command}` does",
                (1_u32 << MAX_WINDOW_LOG) >> 20
            ),
            Fault::Other(why) => write!(out, "its {name} data is damaged ({why})"),
        }
    }
}

impl std::error::Error for Corrupt {}

/// An input whose first bytes were looked at.
pub(crate) enum Opened<'r, R> {
    /// It is not compressed: its first bytes, and the rest.
    Plain(Vec<u8>, R),
    /// It is compressed.
    Packed(Box<Unpacked<'r>>),
}

/// Looks at the first bytes of an input. No more of it is read than it takes to tell.
///
/// # Errors
/// What the reader reports.
pub(crate) fn open<'r, R: Read + 'r>(mut reader: R) -> io::Result<Opened<'r, R>> {
    let mut head = Vec::with_capacity(MAGIC_BYTES);
    while Packing::of(&head).is_none() && Packing::may_follow(&head) {
        let mut rest = [0; MAGIC_BYTES];
        match reader.read(&mut rest[head.len()..]) {
            Ok(0) => break,
            Ok(read) => {
                let start = head.len();
                head.extend_from_slice(&rest[start..start + read]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(match Packing::of(&head) {
        None => Opened::Plain(head, reader),
        Some(packing) => Opened::Packed(Box::new(Unpacked::new(packing, head, Box::new(reader))?)),
    })
}

/// What a compressed input unpacks to.
pub(crate) struct Unpacked<'r> {
    packing: Packing,
    decoder: Decoder<'r>,
    seen: Rc<RefCell<Seen>>,
    ended: bool,
}

type Source<'r> = BufReader<Chain<Cursor<Vec<u8>>, Tap<'r>>>;

enum Decoder<'r> {
    Gzip(MultiGzDecoder<Source<'r>>),
    Zstd(zstd::Decoder<'static, Source<'r>>),
    Bzip2(MultiBzDecoder<Source<'r>>),
    Xz(Box<XzReader<Source<'r>>>),
    Lz4(Frames<'r>),
}

impl<'r> Unpacked<'r> {
    fn new(packing: Packing, head: Vec<u8>, reader: Box<dyn Read + 'r>) -> io::Result<Unpacked<'r>> {
        let seen = Rc::new(RefCell::new(Seen::default()));
        seen.borrow_mut().add(&head);
        let tap = Tap { reader, seen: Rc::clone(&seen) };
        let source = BufReader::with_capacity(64 << 10, Cursor::new(head).chain(tap));
        let decoder = match packing {
            Packing::Gzip => Decoder::Gzip(MultiGzDecoder::new(source)),
            Packing::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(source)?;
                decoder.window_log_max(MAX_WINDOW_LOG)?;
                Decoder::Zstd(decoder)
            }
            Packing::Bzip2 => Decoder::Bzip2(MultiBzDecoder::new(source)),
            Packing::Xz => {
                let limit = ((1 << MAX_WINDOW_LOG) >> 10) + XZ_OVERHEAD_KIB;
                Decoder::Xz(Box::new(XzReader::new_mem_limit(source, true, limit)))
            }
            Packing::Lz4 | Packing::OldLz4 => Decoder::Lz4(Frames {
                decoder: Some(Box::new(FrameDecoder::new(source))),
                have_ends: packing == Packing::Lz4,
            }),
        };
        Ok(Unpacked { packing, decoder, seen, ended: false })
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let read = match &mut self.decoder {
            Decoder::Gzip(decoder) => decoder.read(buffer),
            Decoder::Zstd(decoder) => decoder.read(buffer),
            Decoder::Bzip2(decoder) => decoder.read(buffer),
            Decoder::Xz(decoder) => decoder.read(buffer),
            Decoder::Lz4(frames) => frames.read(&self.seen, buffer),
        };
        self.ended = !matches!(read, Ok(1..));
        // What the reader reports is its fault, and the rest is that of the data.
        let is_data = !self.seen.borrow().failed;
        read.map_err(|error| match is_data {
            true => io::Error::new(ErrorKind::InvalidData, Corrupt::new(self.packing, &error)),
            false => error,
        })
    }
}

/// The frames of lz4, one after another.
struct Frames<'r> {
    /// That of one frame: its buffers have the size of its blocks.
    decoder: Option<Box<FrameDecoder<Source<'r>>>>,
    /// Whether the frames have a mark at their ends.
    have_ends: bool,
}

impl Frames<'_> {
    /// Reads on. A decoder ends with its frame, and also where the data does, be that within the frame.
    fn read(&mut self, seen: &RefCell<Seen>, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(mut decoder) = self.decoder.take() {
            let read = decoder.read(buffer)?;
            if read > 0 {
                self.decoder = Some(decoder);
                return Ok(read);
            }
            let mut source = decoder.into_inner();
            if !source.fill_buf()?.is_empty() {
                self.decoder = Some(Box::new(FrameDecoder::new(source)));
            } else if self.have_ends && !seen.borrow().ends_an_lz4_frame() {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(0)
    }
}

/// What was read of the compressed data.
#[derive(Debug, Default)]
struct Seen {
    /// Whether the reader reported an error.
    failed: bool,
    /// The last bytes.
    tail: Vec<u8>,
}

impl Seen {
    fn add(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(TAIL_BYTES)..]);
        let gone = self.tail.len().saturating_sub(TAIL_BYTES);
        self.tail.drain(..gone);
    }

    /// Whether the last bytes are the mark of an end, with or without a checksum of the content behind it.
    fn ends_an_lz4_frame(&self) -> bool {
        self.tail.ends_with(&[0; 4]) || self.tail.len() == TAIL_BYTES && self.tail.starts_with(&[0; 4])
    }
}

/// A reader that is watched.
struct Tap<'r> {
    reader: Box<dyn Read + 'r>,
    seen: Rc<RefCell<Seen>>,
}

impl Read for Tap<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.reader.read(buffer) {
                // Not every decoder goes on after it.
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.seen.borrow_mut().failed = true;
                    return Err(error);
                }
                Ok(read) => {
                    self.seen.borrow_mut().add(&buffer[..read]);
                    return Ok(read);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    type Pack = fn(&[u8]) -> Vec<u8>;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text).and_then(|()| encoder.finish()).expect("it is packed")
    }

    fn bzip2(text: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(text).and_then(|()| encoder.finish()).expect("it is packed")
    }

    fn xz(text: &[u8]) -> Vec<u8> {
        let options = lzma_rust2::XzOptions::with_preset(1);
        let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).expect("an encoder");
        encoder.write_all(text).expect("it is packed");
        encoder.finish().expect("it is packed")
    }

    fn lz4(text: &[u8]) -> Vec<u8> {
        let info = lz4_flex::frame::FrameInfo::new().content_checksum(true);
        let mut encoder = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
        encoder.write_all(text).expect("it is packed");
        encoder.finish().expect("it is packed")
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        let mut encoder = zstd::Encoder::new(Vec::new(), 3).expect("an encoder");
        encoder.include_checksum(true).and_then(|()| encoder.write_all(text)).expect("it is packed");
        encoder.finish().expect("it is packed")
    }

    const ALL: [(Pack, &str); 5] = [(gzip, "gzip"), (zstd, "zstd"), (bzip2, "bzip2"), (xz, "xz"), (lz4, "lz4")];

    /// A reader that gives a byte at a time, and is interrupted before each.
    struct Slow<'b>(&'b [u8], bool);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(ErrorKind::Interrupted.into());
            }
            let length = buffer.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }

    /// What an input holds, and why it ends before its end.
    fn read(input: impl Read) -> (Vec<u8>, Option<String>) {
        let mut out = Vec::new();
        let result = match open(input).expect("it is read") {
            Opened::Plain(head, rest) => Cursor::new(head).chain(rest).read_to_end(&mut out),
            Opened::Packed(mut unpacked) => unpacked.read_to_end(&mut out),
        };
        (out, result.err().map(|error| error.to_string()))
    }

    fn log() -> Vec<u8> {
        (0..20_000_u64)
            .flat_map(|at| format!("line {} is well\n", at * at * 2_654_435_761 % 1_000_003).into_bytes())
            .collect()
    }

    #[test]
    fn members_of_each_kind_are_read_one_after_another() {
        let text = log();
        let (one, two) = text.split_at(text.len() / 3);
        for (pack, name) in ALL {
            let packed = [pack(one), pack(two), pack(b"")].concat();
            assert!(read(&packed[..]) == (text.clone(), None), "{name}: {:?}", read(&packed[..]).1);
            assert!(read(Slow(&packed, false)) == (text.clone(), None), "{name}, slowly");
        }
        // A frame of zstd that is to be skipped.
        let skipped = [b"\x53\x2a\x4d\x18\x03\0\0\0abc".to_vec(), zstd(b"text")].concat();
        assert_eq!(read(&skipped[..]), (b"text".to_vec(), None));
    }

    #[test]
    fn what_is_cut_or_damaged_is_read_as_far_as_it_goes() {
        let text = log();
        for (pack, name) in ALL {
            let mut packed = [pack(&text), pack(&text)].concat();
            let whole = packed.len();
            for cut in [whole - 1, whole - 9, whole * 3 / 4] {
                let (out, why) = read(&packed[..cut]);
                assert_eq!(why, Some(format!("its {name} data ends too early")), "{name}, {cut} of {whole}");
                assert!(out.len() >= text.len() && [&text[..], &text].concat().starts_with(&out), "{name}");
            }
            packed[whole * 3 / 4] ^= 0x55;
            packed[whole * 3 / 4 + 1] ^= 0x55;
            let (out, why) = read(&packed[..]);
            assert!(out.len() >= text.len() && why.is_some(), "{name}");
        }
        let (out, why) = read(&[gzip(b"text"), b"more than a header takes".to_vec()].concat()[..]);
        assert!(out == b"text" && why.is_some_and(|why| why.starts_with("its gzip data is damaged (")));
    }

    #[test]
    fn windows_over_the_limit_are_refused() {
        // A frame whose window is 2^27, and one of 2^28 bytes.
        let frame = |log: u8| [&b"\x28\xb5\x2f\xfd\0"[..], &[(log - 10) << 3], b"\x21\0\0text"].concat();
        assert_eq!(read(&frame(27)[..]), (b"text".to_vec(), None));
        let refused = "it takes more than 128 MiB of memory to unpack its zstd data; unpack it first, as `zstd -dc --long=31` does";
        assert_eq!(read(&frame(28)[..]), (Vec::new(), Some(refused.to_owned())));
        // The size of the window of xz is a byte of its block's header, before the checksum of that.
        let mut large = xz(b"text");
        let property = large.windows(2).position(|pair| pair == b"\x21\x01").expect("a filter") + 2;
        large[property] = 36;
        let header = 12..12 + (usize::from(large[12]) + 1) * 4;
        let sum = crc32(&large[header.start..header.end - 4]);
        large[header.end - 4..header.end].copy_from_slice(&sum.to_le_bytes());
        assert!(read(&large[..]).1.is_some_and(|why| why.contains("more than 128 MiB")), "{:?}", read(&large[..]));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }

    #[test]
    fn no_more_is_read_than_it_takes_to_tell() {
        for (text, taken) in [(&b"rpc error"[..], 9), (b"Zeile", 5), (b"BZh is the head of bzip2", 10), (b"", 0)] {
            let Opened::Plain(head, _) = open(text).expect("it is read") else { panic!("{text:?} is not packed") };
            assert_eq!((head.len(), &text[..head.len()]), (taken, &head[..]));
        }
        assert!(!Packing::may_follow(b"x") && Packing::may_follow(b"BZh9\x31") && !Packing::may_follow(b"BZh9 "));
        assert!(Packing::may_follow(b"\x28\xb5") && Packing::may_follow(b"\x53\x2a") && !Packing::may_follow(b"PK"));
    }

    #[test]
    fn an_error_of_the_reader_stays_its_own() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is gone"))
            }
        }
        for (pack, name) in ALL {
            let packed = pack(&log());
            let input = packed[..packed.len() / 2].chain(Broken);
            assert_eq!(read(input).1.as_deref(), Some("the disk is gone"), "{name}");
        }
    }
}
