//! The lines of a log: their prefixes and frames, what is left of escapes, and blocks that lose no byte.

use std::ops::Range;

use memchr::memchr_iter;

use super::{assert_maps_back, choice};
use crate::detect::text::{ansi, escapes, lines};
use crate::explainer::Explainer;
use crate::input::{Blocks, Sizes};
use crate::records::{Prefix, without_frames};

/// Of longer inputs, so many lines are looked at.
const MAX_LINES: usize = 64;

pub(super) fn holds(_: &Explainer<'static>, bytes: &[u8]) {
    let starts = || [0].into_iter().chain(memchr_iter(b'\n', bytes).map(|at| at + 1)).take(MAX_LINES);
    for line in starts().map(|start| &bytes[start..lines::end(bytes, start)]) {
        let prefix = Prefix::read(line);
        assert!(prefix.length <= line.len(), "a prefix of {} bytes", prefix.length);
        let cuts = std::str::from_utf8(line).is_ok_and(|line| !line.is_char_boundary(prefix.length));
        assert!(!cuts, "a prefix of {} bytes cuts a character", prefix.length);
        for quote in memchr_iter(b'"', line).chain(memchr_iter(b'\'', line)).take(MAX_LINES) {
            let inner = escapes::around(line, quote);
            assert!(inner.is_none_or(|inner| inner.start <= inner.end && inner.end <= line.len()));
        }
    }
    assert_maps_back(&escapes::unescape(bytes), bytes, "unescaped");
    if let Some(plain) = ansi::plain(bytes) {
        assert_maps_back(&plain, bytes, "without colours");
    }
    if let Some(unframed) = without_frames(bytes, starts()) {
        assert_maps_back(&unframed, bytes, "without frames");
    }
    cut(bytes);
}

/// Blocks of any size hold every byte once, whatever errors move their ends.
fn cut(bytes: &[u8]) {
    let block = 64 + choice(bytes, 0, 400);
    let sizes = Sizes {
        block,
        longest: block + choice(bytes, 1, 400),
        overlap: 1 + choice(bytes, 2, block),
        context: 1 + choice(bytes, 3, 300),
    };
    let mut blocks = Blocks::new(sizes);
    let (mut text, mut steps) = (Vec::new(), 0);
    let mut take = |blocks: &mut Blocks| {
        while let Some(block) = blocks.next_block() {
            steps += 1;
            assert!(steps < 100 + 4 * bytes.len(), "the blocks don't end");
            assert_eq!(
                block.place.offset + u64::try_from(block.start).unwrap_or(0),
                u64::try_from(text.len()).unwrap_or(0)
            );
            let end = block.cut(&errors(bytes, block.bytes.len()));
            assert!(end >= block.start && end <= block.bytes.len(), "a block that ends at {end}");
            text.extend_from_slice(&block.bytes[block.start..end]);
            let is_last = block.last;
            blocks.consume(end);
            if is_last {
                break;
            }
        }
    };
    for piece in bytes.chunks(1 + choice(bytes, 4, 600)) {
        blocks.push(piece);
        take(&mut blocks);
    }
    blocks.end();
    take(&mut blocks);
    assert_eq!(blocks.bytes(), u64::try_from(bytes.len()).unwrap_or(0));
    if blocks.refused().is_some() || blocks.is_wide() {
        return;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    assert!(text == bytes, "the blocks hold other bytes than the input");
    let open = u64::from(bytes.last().is_some_and(|byte| *byte != b'\n'));
    assert_eq!(blocks.lines(), u64::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(0) + open);
}

/// Some errors in a block, in order.
fn errors(bytes: &[u8], length: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = choice(bytes, 5, 200);
    while at < length && found.len() < 8 {
        let end = (at + 1 + choice(bytes, 6, 120)).min(length);
        found.push(at..end);
        at = end + choice(bytes, 7, 90);
    }
    found
}
