//! What readers find lies within the text, each reader by itself and all of them together.

use std::ops::Range;

use crate::assemble::assemble;
use crate::detect::detection::Detection;
use crate::detect::{Text, detect, each_reader};
use crate::enrich::enrich_occurrence;
use crate::explainer::Explainer;

pub(super) fn holds(explainer: &Explainer<'static>, bytes: &[u8]) {
    let knowledge = explainer.knowledge();
    let text = Text::outermost(bytes);
    for found in each_reader(knowledge, &text) {
        found.iter().for_each(|one| assert_within(one, bytes));
    }
    let found = detect(knowledge, &text);
    found.iter().for_each(|one| assert_within(one, bytes));
    for mut occurrence in assemble(knowledge, &text, found) {
        enrich_occurrence(knowledge, bytes, &mut occurrence);
        assert_range(&occurrence.span, bytes);
        occurrence.links.iter().for_each(|link| assert_range(&link.span, bytes));
    }
}

fn assert_within(detection: &Detection, bytes: &[u8]) {
    assert_range(&detection.span, bytes);
    detection.inner.iter().for_each(|inner| assert_within(inner, bytes));
}

fn assert_range(range: &Range<usize>, bytes: &[u8]) {
    assert!(range.start <= range.end && range.end <= bytes.len(), "{range:?} in a text of {} bytes", bytes.len());
}
