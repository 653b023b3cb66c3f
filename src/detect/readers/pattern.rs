//! Matches the patterns of formats against the lines around their markers.

use std::ops::Range;

use super::standalone;
use crate::catalog::rules::{Format, Kind};
use crate::detect::codes::codes_of;
use crate::detect::detection::{Detection, DetectionKind};
use crate::detect::overlap::{coded, drop_within, merged};
use crate::detect::text::lines::{self, Lines};
use crate::detect::{Reader, Region, Text, decode};
use crate::field::Fields;
use crate::knowledge::Knowledge;
use crate::matching::{Groups, Pattern};
use crate::records::Prefix;
use crate::scan::{Hit, Owner};

/// How deep errors of one format are looked for inside one another, and in how many bytes. Each is searched to its end, so without
/// a limit the cost would be quadratic in the length of a line.
const MAX_NESTED: usize = 16;
const MAX_NESTED_BYTES: usize = 32 << 10;

/// Reads pattern formats and standalone signs.
pub(crate) struct Patterns;

impl Reader for Patterns {
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection> {
        let text = region.text;
        let mut found = Vec::new();
        let is_fallback = |hit: &Hit| knowledge.format(hit.owner).is_some_and(|(_, format)| format.fallback);
        let (mut fallbacks, mut hits): (Vec<Hit>, Vec<Hit>) = region.hits.iter().partition(|hit| is_fallback(hit));
        for (owner, hits) in by_owner(&mut hits) {
            let places = hits.iter().map(Hit::at);
            match owner {
                Owner::Format(_) => found.extend(read_format(knowledge, text, owner, places)),
                Owner::Standalone(cause, sign) => {
                    found.extend(standalone::read(knowledge, text, (cause, sign), places));
                }
            }
        }
        // A fallback is not tried where the format of one program found a code.
        drop_within(&mut fallbacks, coded(&found).into_iter());
        for (owner, hits) in by_owner(&mut fallbacks) {
            found.extend(read_format(knowledge, text, owner, hits.iter().map(Hit::at)));
        }
        found
    }
}

/// The hits of each owner, in the order of their places.
fn by_owner(hits: &mut [Hit]) -> impl Iterator<Item = (Owner, &[Hit])> {
    hits.sort_by_key(|hit| hit.owner);
    let runs = hits.chunk_by(|one, next| one.owner == next.owner);
    runs.filter_map(|hits| Some((hits.first()?.owner, hits)))
}

/// The detections of one format around its hits.
fn read_format(
    knowledge: &Knowledge<'_>,
    text: &Text<'_>,
    owner: Owner,
    places: impl Iterator<Item = usize>,
) -> Vec<Detection> {
    let mut found = Vec::new();
    let Some((at, format)) = knowledge.format(owner) else { return found };
    let mut places: Vec<usize> = places.collect();
    match &format.kind {
        Kind::Pattern { pattern, lines: count, before, solitary } => {
            if *solitary {
                places.retain(|place| text.depth == 0 && !lines::is_list_item(text.bytes, *place));
            }
            let pattern = pattern.get().filter(|_| !places.is_empty());
            let Some(pattern) = pattern.and_then(|pattern| text.compiled(knowledge, pattern)) else { return found };
            let mut cursor = Lines::of(text.bytes);
            let around = |place: &usize| lines::window(&mut cursor, *place, (*before).into(), (*count).into());
            for window in merged(places.iter().map(around)) {
                let places = places.iter().copied().filter(|place| window.contains(place));
                for groups in matches_at(text.bytes, &pattern, window.clone(), places) {
                    found.extend(captured(knowledge, (at, format), text.bytes, &groups));
                }
            }
        }
        Kind::Link(_) => found.extend(places.into_iter().map(|place| {
            let line = Detection::group(lines::around(text.bytes, place), Vec::new());
            Detection { kind: DetectionKind::Format(at), ..line }
        })),
        _ => {}
    }
    found
}

/// Every match of a pattern in a window that holds one of the hits, including those inside another match's message.
fn matches_at(
    text: &[u8],
    pattern: &Pattern,
    window: Range<usize>,
    places: impl Iterator<Item = usize>,
) -> Vec<Groups> {
    let mut found = Vec::new();
    let mut cursor = window.start;
    let mut outer_end = window.start;
    let (mut nested, mut spent) = (0, 0);
    // Before this place no further match begins.
    let mut barren = window.start;
    for place in places {
        // The windows of a very long line are one: a match is looked for no farther than it would be on a line of its own.
        let end = window.end.min(place + lines::MAX_WINDOW_BYTES);
        cursor = cursor.max(place.saturating_sub(lines::MAX_WINDOW_BYTES));
        while cursor <= place && barren <= place {
            let Some(groups) = pattern.groups_at(&text[..end], cursor) else {
                barren = if end == window.end { end } else { end - lines::MAX_WINDOW_BYTES / 2 };
                break;
            };
            let whole = groups.whole();
            if whole.start > place {
                cursor = whole.start;
                break;
            }
            if whole.end <= place {
                cursor = whole.end.max(cursor + 1);
                continue;
            }
            if whole.start >= outer_end {
                outer_end = whole.end;
                (nested, spent) = (0, 0);
            }
            nested += 1;
            spent += whole.len();
            // A message may hold an error of the same format.
            let message = groups.named("message").map(|message| message.start);
            let goes_on = nested < MAX_NESTED && spent < MAX_NESTED_BYTES;
            cursor = message.filter(|start| *start > place && goes_on).unwrap_or(outer_end);
            found.push(groups);
        }
    }
    found
}

fn captured(
    knowledge: &Knowledge<'_>,
    (at, format): (usize, &Format<'_>),
    text: &[u8],
    groups: &Groups,
) -> Option<Detection> {
    let mut captured: Vec<(&str, String)> = Vec::new();
    for (name, group) in groups.all() {
        let encoding = format.decode.iter().find(|(field, _)| *field == name).map(|(_, encoding)| *encoding);
        let renamed = format.rename.iter().find(|(from, _)| *from == name).map_or(name, |(_, to)| *to);
        captured.push((renamed, decode(text.get(group).unwrap_or_default(), encoding)));
    }
    let mut span = lines::whole_characters(text, groups.whole());
    if let Some((_, message)) = captured.iter_mut().find(|(name, _)| *name == "message")
        && let Some(line) = continuation(text, &span, message)
    {
        message.push(' ');
        message.push_str(&decode(text[line.clone()].trim_ascii(), None));
        span.end = line.end;
    }
    let mut fields = Fields::default();
    fields.add_all(captured);
    let codes = codes_of(knowledge, at, &fields)?;
    Some(Detection::new(DetectionKind::Format(at), span, codes, fields))
}

/// The line that says the rest of a message which ends with a colon, and with its line.
fn continuation(text: &[u8], span: &Range<usize>, message: &str) -> Option<Range<usize>> {
    let end = lines::end(text, span.end.saturating_sub(1));
    let unfinished = message.ends_with(':') && text.get(span.end..end)?.trim_ascii().is_empty();
    let next = lines::after(text, end).filter(|_| unfinished)?;
    let line = text[next.clone()].trim_ascii();
    let is_frame = line.starts_with(b"at ") || line.starts_with(b"File \"");
    (!line.is_empty() && !is_frame && Prefix::read(line) == Prefix::default()).then_some(next)
}
