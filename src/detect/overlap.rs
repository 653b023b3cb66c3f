//! Decides which detection to keep if several formats match the same bytes, and which hits are left to read.

use std::collections::HashMap;
use std::ops::Range;

use super::detection::{Code, Detection, DetectionKind};
use crate::catalog::order::Order;
use crate::catalog::rules::{Format, RuleSet};
use crate::scan::Hit;

/// Merges overlapping ranges. They must be sorted by their start.
pub(super) fn merged(windows: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for window in windows {
        match all.last_mut() {
            Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
            _ => all.push(window),
        }
    }
    all
}

/// The spans of detections that have a code, in order.
pub(super) fn coded<'d>(found: impl IntoIterator<Item = &'d Detection>) -> Vec<Range<usize>> {
    let mut spans: Vec<_> =
        found.into_iter().filter(|detection| detection.has_code()).map(|detection| detection.span.clone()).collect();
    spans.order_by_key(|span| span.start);
    spans
}

/// What detections with a code cover, as separate spans in order.
pub(super) fn taken<'d>(found: impl IntoIterator<Item = &'d Detection>) -> Vec<Range<usize>> {
    merged(coded(found).into_iter())
}

/// Whether one of some separate spans, in order, holds a place.
pub(super) fn is_covered(spans: &[Range<usize>], place: usize) -> bool {
    let next = spans.partition_point(|span| span.end <= place);
    spans.get(next).is_some_and(|span| span.start <= place)
}

/// Drops the hits inside detections: they already belong to them.
pub(super) fn drop_covered(hits: &mut Vec<Hit>, found: &mut [Detection]) {
    found.sort_by_key(|detection| detection.span.start);
    drop_within(hits, found.iter().map(|detection| detection.span.clone()));
}

/// Drops the hits inside spans, which must be sorted.
pub(super) fn drop_within(hits: &mut Vec<Hit>, spans: impl Iterator<Item = Range<usize>>) {
    let covered = merged(spans);
    let mut next = covered.iter().peekable();
    hits.retain(|hit| {
        while next.next_if(|range| range.end <= hit.at()).is_some() {}
        !next.peek().is_some_and(|range| range.contains(&hit.at()))
    });
}

/// Drops a fallback format's detection if the format of one program found the same code in the same bytes.
fn drop_fallbacks(found: &mut Vec<Detection>, rules: &RuleSet<'_>) {
    let is_fallback = |detection: &Detection| match detection.kind {
        DetectionKind::Format(at) => rules.formats.get(at).is_some_and(|format| format.fallback),
        _ => false,
    };
    if !found.iter().any(is_fallback) {
        return;
    }
    let key = |code: &Code| (code.system.clone(), code.code.clone());
    let mut taken: HashMap<(String, String), Vec<Range<usize>>> = HashMap::new();
    let mut left: Vec<&Detection> = found.iter().filter(|detection| !is_fallback(detection)).collect();
    while let Some(detection) = left.pop() {
        for code in &detection.codes {
            taken.entry(key(code)).or_default().push(detection.span.clone());
        }
        left.extend(&detection.inner);
    }
    for spans in taken.values_mut() {
        spans.order_by_key(|span| span.start);
        *spans = merged(spans.drain(..));
    }
    let overlaps = |span: &Range<usize>, taken: &Vec<Range<usize>>| {
        let next = taken.partition_point(|other| other.end <= span.start);
        taken.get(next).is_some_and(|other| other.start < span.end)
    };
    found.retain(|detection| {
        let mut codes = detection.codes.iter().filter_map(|code| taken.get(&key(code)));
        !is_fallback(detection) || !codes.any(|taken| overlaps(&detection.span, taken))
    });
}

/// Of two formats that match the same bytes, keeps the one with the longer marker, which is the more specific one.
pub(super) fn drop_shadowed(mut found: Vec<Detection>, rules: &RuleSet<'_>) -> Vec<Detection> {
    drop_fallbacks(&mut found, rules);
    let weight = |detection: &Detection| match detection.kind {
        DetectionKind::Format(at) => rules.formats.get(at).map_or(0, marker_weight),
        DetectionKind::Standalone(_) | DetectionKind::TraceLine => 0,
        DetectionKind::Group | DetectionKind::Record => usize::MAX,
    };
    found.order_by_key(|one| (one.span.start, one.span.end, std::cmp::Reverse(weight(one))));
    found.dedup_by(|next, kept| {
        let (DetectionKind::Format(beaten), DetectionKind::Format(_)) = (next.kind, kept.kind) else { return false };
        let drops = next.span == kept.span && next.inner.is_empty();
        if drops {
            kept.shadowed.push(beaten);
        }
        drops
    });
    found
}

/// The length of a format's longest marker, in bytes: it decides between formats that match the same bytes.
pub(super) fn marker_weight(format: &Format<'_>) -> usize {
    format.markers.iter().map(|marker| marker.text.len()).max().unwrap_or(0)
}
