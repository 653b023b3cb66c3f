//! The report is the same wherever blocks end and however the input comes.

use super::choice;
use crate::explainer::Explainer;
use crate::input::Sizes;

/// A line without any error.
const LINE: &str = "2026-11-21T10:00:07Z INFO pay served /v1/orders in 12 ms\n";
/// Twice the longest input: an error with what belongs to it is whole in one block.
const OVERLAP: usize = 10 << 10;
const BLOCK: usize = 20 << 10;

pub(super) fn holds(explainer: &Explainer<'static>, bytes: &[u8]) {
    let bytes = &bytes[..bytes.len().min(4096)];
    // The first block ends within the input, wherever that is.
    let before = (BLOCK - OVERLAP).saturating_sub(choice(bytes, 0, bytes.len() + 1)) / LINE.len();
    let after = BLOCK / LINE.len();
    let text = [LINE.repeat(before).as_bytes(), bytes, b"\n", LINE.repeat(after).as_bytes()].concat();
    let whole = report(explainer, Sizes::default(), &text, text.len());
    let sizes = Sizes { block: BLOCK, overlap: OVERLAP, ..Sizes::default() };
    let parts = report(explainer, sizes, &text, 1 + choice(bytes, 1, 30_000));
    assert!(whole == parts, "in one block:\n{whole}\n--- and in several:\n{parts}");
}

fn report(explainer: &Explainer<'static>, sizes: Sizes, text: &[u8], piece: usize) -> String {
    let mut reading = explainer.reading_in(sizes);
    text.chunks(piece).for_each(|piece| reading.feed("-", piece));
    serde_json::to_string_pretty(&reading.finish()).expect("JSON")
}
