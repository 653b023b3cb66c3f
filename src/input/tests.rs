use super::*;

/// The lines and bytes of an input, and the places where its blocks begin anew.
fn read(mut input: impl Read, sizes: Sizes) -> ((u64, u64), Vec<Place>) {
    let mut blocks = Blocks::new(sizes);
    let mut places = Vec::new();
    loop {
        if blocks.fill(&mut input).expect("reads") == 0 {
            blocks.end();
        }
        while let Some(block) = blocks.next_block() {
            let end = block.cut(&[]);
            if end > block.start {
                places.push(block.place.after(&block.bytes[..block.start]));
            }
            blocks.consume(end);
        }
        if blocks.ended() {
            return ((blocks.lines(), blocks.bytes()), places);
        }
    }
}

const SMALL: Sizes = Sizes { block: 64, longest: 256, overlap: 16, context: 32 };

#[test]
fn counts_lines_with_and_without_a_last_newline() {
    assert_eq!(read(&b"a\nb\n"[..], Sizes::default()).0, (2, 4));
    assert_eq!(read(&b"a\nb"[..], Sizes::default()).0, (2, 3));
    assert_eq!(read(&b""[..], Sizes::default()).0, (0, 0));
}

#[test]
fn a_line_that_is_too_long_is_read_in_parts() {
    let long = io::repeat(b'x').take(14 << 20).chain(&b"\nnext\n"[..]);
    let (counts, places) = read(long, Sizes::default());
    assert_eq!(counts, (2, (14 << 20) + 6));
    assert!(places.len() > 4, "{places:?}");
    assert!(places.iter().all(|place| place.line == 2 || place.column == place.offset), "{places:?}");
    let gaps = places.windows(2).all(|pair| pair[1].offset - pair[0].offset <= 3 << 20);
    assert!(gaps, "{places:?}");
}

#[test]
fn places_count_through_all_blocks() {
    let line = [b'x'; 99];
    let text = [&line[..], b"\n"].concat().repeat(90_000);
    let (counts, places) = read(&text[..], Sizes::default());
    assert_eq!(counts, (90_000, 9_000_000));
    assert!(places.len() > 3 && places.iter().all(|place| place.offset / 100 + 1 == place.line && place.column == 0));
    assert!(places.windows(2).all(|pair| pair[0].offset < pair[1].offset));
}

/// Every byte is new in one block, whatever the lines are like.
#[test]
fn every_byte_is_read_once() {
    let lines = [3, 90, 1, 700, 0, 40, 40, 40, 300, 2];
    let text: Vec<u8> =
        lines.iter().flat_map(|length| [&vec![b'y'; *length][..], b"\n"].concat()).cycle().take(9_999).collect();
    for block in [40, 64, 100, 1000] {
        let sizes = Sizes { block, longest: 4 * block, ..SMALL };
        let mut blocks = Blocks::new(sizes);
        let mut seen = Vec::new();
        let mut place = Place::START;
        for piece in text.chunks(37).map(Some).chain([None]) {
            match piece {
                Some(piece) => blocks.push(piece),
                None => blocks.end(),
            }
            while let Some(block) = blocks.next_block() {
                let end = block.cut(&[]);
                assert!(
                    block.start <= sizes.context + 1 && block.bytes.len() - block.start <= sizes.longest + 37 + 600
                );
                assert_eq!(block.place.after(&block.bytes[..block.start]), place);
                seen.extend_from_slice(&block.bytes[block.start..end]);
                place = block.place.after(&block.bytes[..end]);
                blocks.consume(end);
            }
        }
        assert!(seen == text, "blocks of {block}");
    }
}

#[test]
fn a_block_ends_before_an_error_that_crosses_its_end() {
    let bytes = b"0123456\n".repeat(40_000);
    let block = Block::of(&bytes, Place::START, false);
    let free = block.cut(&[]);
    assert_eq!((free % 8, free), (0, bytes.len() - Sizes::default().overlap));
    assert_eq!(block.cut(&[free - 30..free + 5]), free - 32);
    assert_eq!(block.cut(&[free - 30..free, free..free + 8]), free);
    // The first error crosses where the second one moved the cut to.
    assert_eq!(block.cut(&[free - 90..free - 20, free - 30..free + 5]), free - 96);
    assert_eq!(block.cut(&[0..bytes.len()]), 0, "it has to be longer");
    assert_eq!(Block { full: true, ..block }.cut(&[0..bytes.len()]), bytes.len());
    assert_eq!(Block { full: true, ..block }.cut(&[0..free + 5]), free + 8, "what was taken is not read again");
    assert_eq!(Block { last: true, ..block }.cut(&[]), bytes.len());
    let short = b"0123456\n".repeat(20);
    assert_eq!(Block::of(&short, Place::START, false).cut(&[]), 80, "the first half of a short one counts as whole");
}

#[test]
fn a_line_without_end_is_cut_between_words() {
    let sizes = Sizes { block: 64, longest: 256, overlap: 32, context: 32 };
    let bytes = [b"word ".repeat(60), vec![b'x'; 20]].concat();
    let block = Block { full: true, sizes, ..Block::of(&bytes, Place::START, false) };
    assert_eq!(block.cut(&[]), 285);
    assert_eq!(block.cut(&[200..290]), 200);
    assert_eq!(block.cut(&[10..290]), 290, "it is as long as blocks may be");
    assert_eq!(block.cut(&[10..290, 290..295]), 290, "what begins behind it is the next block's");
    let bytes = "ä".repeat(300);
    let block = Block { full: true, sizes, ..Block::of(bytes.as_bytes(), Place::START, false) };
    assert_eq!(block.cut(&[]), 568);
    assert!(Block { bytes: b"  {\"a\":", ..block }.splits_an_object(7) && !block.splits_an_object(300));
    assert_eq!(character("x\u{1d11e}".as_bytes(), 4), 1);
    assert_eq!(character(b"x\x9d\x84\x9e\x9e", 4), 4, "what is not UTF-8 has no characters");
}

#[test]
fn an_object_that_no_block_can_hold_is_split() {
    let sizes = SMALL;
    let splits = |bytes: &[u8], start: usize, full: bool, last: bool| {
        let block = Block { start, last, full, sizes, ..Block::of(bytes, Place::START, false) };
        block.splits_an_object(bytes.len())
    };
    for (bytes, start, full, last, wanted, why) in [
        (&b"{\"a\":1"[..], 0, true, false, true, "at the beginning"),
        (b"  {\"a\":1", 0, true, false, true, "indented"),
        (b"x\n{\"a\":1", 2, true, false, true, "after a line"),
        (b"x {\"a\":1", 2, true, false, false, "within a line"),
        (b"{\"a\":1", 0, false, false, false, "the next block may hold it whole"),
        (b"{\"a\":1", 0, true, true, false, "nothing follows"),
        (b"{\"a\":1", 0, false, true, false, "it is whole"),
        (b"{\"a\":1\n", 0, true, false, false, "its line ends"),
        (b"[{\"a\":1", 0, true, false, false, "a list"),
    ] {
        assert_eq!(splits(bytes, start, full, last), wanted, "{why}");
    }
}

#[test]
fn the_encoding_is_known_after_half_a_kilobyte() {
    let gzip = [&b"\x1f\x8b\x08\0"[..], &[7; 508]].concat();
    assert!(given(&[&gzip[..511]]).refused().is_none(), "more may come");
    assert!(given(&[&gzip]).refused().is_some() && given(&[&gzip[..511], &gzip[511..]]).refused().is_some());
    let mut short = given(&[&gzip[..511]]);
    short.end();
    assert!(short.refused().is_some(), "nothing more comes");
}

/// Blocks that were given some pieces.
fn given(pieces: &[&[u8]]) -> Blocks {
    let mut blocks = Blocks::default();
    pieces.iter().for_each(|piece| blocks.push(piece));
    blocks
}

#[test]
fn a_block_waits_until_there_is_enough_and_ends_with_a_line() {
    let lines = |count: usize| b"0123456\n".repeat(count);
    let size = Sizes::default().block;
    let full = size / 8;
    assert!(given(&[&lines(full - 1), b"0123456"]).next_block().is_none());
    let blocks = given(&[&lines(full)]);
    let block = blocks.next_block().expect("it is enough");
    assert_eq!((block.bytes.len(), block.place, block.last), (size, Place::START, false));
    let blocks = given(&[&lines(full - 1), b"01234567"]);
    assert_eq!(blocks.next_block().map(|block| block.bytes.len()), Some(size - 8), "without the last line");
    // At the end of the input all that is left is a block.
    let mut blocks = given(&[b"a\nb"]);
    assert!(blocks.next_block().is_none());
    blocks.end();
    assert_eq!(blocks.next_block().map(|block| (block.bytes.to_vec(), block.last)), Some((b"a\nb".to_vec(), true)));
    let mut blocks = given(&[]);
    blocks.end();
    assert!(blocks.next_block().is_none());
}

#[test]
fn what_is_consumed_is_the_context_of_the_next_block() {
    let mut blocks = given(&[b"one\ntwo\nthree\nfour"]);
    blocks.end();
    let next = |blocks: &Blocks| {
        let block = blocks.next_block()?;
        Some((block.start, block.line_of(block.start), String::from_utf8_lossy(block.bytes).into_owned()))
    };
    blocks.consume(4);
    assert_eq!(next(&blocks), Some((4, 2, "one\ntwo\nthree\nfour".to_owned())));
    blocks.consume(14);
    assert_eq!(next(&blocks).map(|(start, line, _)| (start, line)), Some((14, 4)));
    assert_eq!(blocks.lines(), 3);
    assert_eq!(
        blocks.next_block().map(|block| block.without_context()),
        Some([&b"\n".repeat(14)[..], b"four"].concat())
    );
    blocks.consume(usize::MAX);
    assert_eq!((blocks.lines(), blocks.bytes()), (4, 18));
    assert!(blocks.next_block().is_none());
}

#[test]
fn what_is_taken_early_ends_before_an_error_that_may_go_on() {
    let blocks = given(&[b"one\ntwo\nthree\nfo"]);
    let early = |settled| blocks.early_block(settled).map(|(block, whole)| (block.bytes.len(), whole));
    assert_eq!(early(0), None);
    assert_eq!(early(5), Some((14, Whole::Before(5))));
    assert_eq!(early(15), Some((14, Whole::Before(15))), "the last line is still coming");
    assert_eq!((early(16), early(99)), (Some((16, Whole::All)), Some((16, Whole::All))), "nothing came since");
    let cut = |errors: &[Range<usize>], settled| {
        blocks.early_block(settled).map(|(block, whole)| block.cut_early(errors, whole))
    };
    assert_eq!((cut(&[], 5), cut(&[], 15), cut(&[], 16)), (Some(4), Some(14), Some(16)));
    assert_eq!(cut(&[4..13], 9), Some(4), "it goes on behind what is settled");
    assert_eq!(cut(&[4..7], 9), Some(8), "the line after it shows that it is whole");
    assert_eq!(cut(&[8..13], 15), Some(8), "it touches the end");
    assert_eq!(cut(&[0..6, 4..13], 15), Some(0), "what waits lies across another one");
    assert_eq!(cut(&[8..13], 16), Some(16), "nothing came since");
    let mut blocks = blocks;
    blocks.consume(14);
    assert_eq!(blocks.early_block(14).map(|(_, whole)| whole), None);
    assert_eq!(blocks.early_block(16).map(|(block, _)| block.cut_early(&[], Whole::All)), Some(16));
    assert_eq!((blocks.position(), blocks.after(0)), (16, &b"one\ntwo\nthree\nfo"[..]));
    assert!(given(&[]).early_block(9).is_none());
}

#[test]
fn utf16_and_marks_are_decoded_before_lines_are_counted() {
    let wide: Vec<u8> = "\u{feff}one\r\ntwo\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut blocks = given(&[&wide[..7], &wide[7..]]);
    blocks.end();
    assert_eq!(blocks.next_block().map(|block| block.bytes.to_vec()), Some(b"one\r\ntwo\r\n".to_vec()));
    blocks.consume(usize::MAX);
    assert_eq!((blocks.lines(), blocks.bytes()), (2, 22));
    let mut blocks = given(&[b"\xef\xbb\xbfone"]);
    blocks.end();
    assert_eq!(blocks.next_block().map(|block| (block.bytes.to_vec(), block.place.offset)), Some((b"one".to_vec(), 3)));
    let mut blocks = given(&[b"\x1f\x8b\x08\0"]);
    blocks.end();
    assert!(blocks.next_block().is_none());
    assert_eq!(
        blocks.refused().map(|one| one.to_string()).as_deref(),
        Some("it is compressed with gzip; unpack it first, as `gzip -dc` does")
    );
    let wide: Vec<u8> = "appended by another shell, line by line".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let text = [&b"first in UTF-8\n"[..], &wide, b"\n"].concat();
    assert!(Block::of(&text, Place::START, true).holds_utf16(text.len()));
    assert!(
        !Block::of(&[b"a\0b\0 words ".repeat(20), vec![0; 999]].concat(), Place::START, true).holds_utf16(usize::MAX)
    );
}
