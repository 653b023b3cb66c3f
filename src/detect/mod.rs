//! From a text to the errors in it: formats are applied where their markers stand, contents of JSON, of quoted strings and
//! of HTTP bodies are recognised by the same function again, and what belongs together is joined.

mod codes;
mod embedded;
mod extract;
pub mod http;
mod json;
pub mod json_span;
pub mod lines;
mod traces;

mod occurrence;
mod overlap;

mod ambiguity;
pub mod ansi;
pub mod detection;
pub mod escapes;

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use crate::matching::{Groups, Pattern, Patterns, TrigramIndex};
use detection::{Detection, DetectionKind, nest};
pub(crate) use occurrence::squeezed;
pub use occurrence::{Link, Occurrence};

use crate::catalog::Catalog;
use crate::catalog::rules::{Format, Kind, Pattern as Branch, RuleSet};
use crate::catalog::source::Encoding;
use crate::field::Fields;
use crate::scan::{Hit, Markers, Owner};
use embedded::{escaped_line, quoted_string};
use lines::Lines;
use overlap::{coded, drop_covered, drop_shadowed, drop_within, marker_weight, merged};

/// How deep contents are looked into.
const DEEPEST: u8 = 8;
/// How many errors of one format are looked for within one another.
const MOST_NESTED: usize = 16;
/// The longest message that a field holds, in bytes. What is longer is cut.
const LONGEST_FIELD: usize = 16 << 10;

/// A text is short up to so many bytes.
const SHORT: usize = 16 << 10;

/// A text to recognise errors in, and how deep it lies in others.
pub struct Text<'t> {
    bytes: &'t [u8],
    depth: u8,
    index: OnceCell<TrigramIndex>,
}

impl<'t> Text<'t> {
    /// A text that lies in no other.
    pub fn outermost(bytes: &'t [u8]) -> Text<'t> {
        Text { bytes, depth: 0, index: OnceCell::new() }
    }

    fn inner<'i>(&self, bytes: &'i [u8]) -> Text<'i> {
        Text { bytes, depth: self.depth + 1, index: OnceCell::new() }
    }

    /// Whether it may be worth to compile a pattern: a short text is not worth one whose literals stand nowhere in it. A long
    /// text has such literals, and each pattern is compiled but once.
    fn allows(&self, pattern: &Branch<'_>) -> bool {
        let index = || self.index.get_or_init(|| TrigramIndex::new(self.bytes));
        self.bytes.len() > SHORT || index().meets(&pattern.needs)
    }
}

/// Applies the formats of a catalog.
pub struct Detector<'a> {
    catalog: &'a Catalog<'a>,
    rules: &'a RuleSet<'a>,
    markers: Markers<'a>,
    /// Patterns of formats and of signs, compiled on first need.
    pub patterns: Patterns,
    json_formats: Vec<usize>,
    envelopes: Vec<usize>,
}

impl<'a> Detector<'a> {
    /// Prepares recognition.
    pub fn new(catalog: &'a Catalog<'a>, rules: &'a RuleSet<'a>) -> Detector<'a> {
        let of_kind = |wanted: fn(&Kind<'_>) -> bool| -> Vec<usize> {
            let formats = rules.formats.iter().enumerate().filter(|(_, format)| wanted(&format.kind));
            formats.map(|(at, _)| at).collect()
        };
        Detector {
            catalog,
            rules,
            markers: Markers::new(rules),
            patterns: Patterns::default(),
            json_formats: of_kind(|kind| matches!(kind, Kind::Json { .. })),
            envelopes: of_kind(|kind| matches!(kind, Kind::Block { .. })),
        }
    }

    /// All errors of a text.
    pub fn occurrences(&self, text: &[u8]) -> Vec<Occurrence> {
        let Some(plain) = ansi::plain(text) else { return self.occurrences_of(text) };
        let mut found = self.occurrences_of(&plain.text);
        for Occurrence { span, .. } in &mut found {
            *span = plain.source(span.start)..plain.source(span.end);
        }
        found
    }

    fn occurrences_of(&self, text: &[u8]) -> Vec<Occurrence> {
        let whole = Text::outermost(text);
        let detections = self.detections(&whole);
        let grouped = self.group(&whole, detections);
        grouped.into_iter().filter_map(|detection| self.occurrence(text, detection)).collect()
    }

    /// What all formats see in a text, nested.
    pub fn detections(&self, text: &Text<'_>) -> Vec<Detection> {
        let mut hits = self.markers.hits(text.bytes);
        if hits.is_empty() || text.depth > DEEPEST {
            return Vec::new();
        }
        hits.sort_by_key(|hit| (hit.at, hit.owner));
        let mut found: Vec<Detection> = Vec::new();
        self.responses(text, &mut hits, &mut found);
        self.documents(text, &mut hits, &mut found);
        self.strings(text, &mut hits, &mut found, quoted_string);
        self.patterns_at(text, &hits, &mut found);
        drop_covered(&mut hits, &mut found);
        self.strings(text, &mut hits, &mut found, escaped_line);
        found.retain(|detection| !is_expected(text.bytes, detection.span.start));
        nest(drop_shadowed(found, self.rules))
    }

    fn format(&self, owner: Owner) -> Option<(usize, &'a Format<'a>)> {
        let Owner::Format(at) = owner else { return None };
        let at = usize::try_from(at).ok()?;
        self.rules.formats.get(at).map(|format| (at, format))
    }

    /// A pattern, where it may be worth to compile it for a text.
    fn compiled(&self, text: &Text<'_>, pattern: &Branch<'_>) -> Option<Rc<Pattern>> {
        text.allows(pattern).then(|| self.patterns.get(&pattern.re)).flatten()
    }

    /// Patterns of formats, and of signs that stand alone, where their markers are.
    fn patterns_at(&self, text: &Text<'_>, hits: &[Hit], found: &mut Vec<Detection>) {
        let mut owners: Vec<Owner> = hits.iter().map(|hit| hit.owner).collect();
        owners.sort();
        owners.dedup();
        let is_fallback = |owner: &Owner| self.format(*owner).is_some_and(|(_, format)| format.fallback);
        let (fallbacks, owners): (Vec<Owner>, Vec<Owner>) = owners.into_iter().partition(is_fallback);
        for owner in owners {
            let places = hits.iter().filter(|hit| hit.owner == owner).map(|hit| hit.at);
            match owner {
                Owner::Format(_) => self.format_at(text, owner, places, found),
                Owner::Standalone(cause, sign) => self.alone_at(text, (cause, sign), places, found),
            }
        }
        // What the format of a program has seen is not read again.
        let mut left: Vec<Hit> = hits.iter().filter(|hit| fallbacks.contains(&hit.owner)).copied().collect();
        drop_within(&mut left, coded(found).into_iter());
        for owner in fallbacks {
            let places = left.iter().filter(|hit| hit.owner == owner).map(|hit| hit.at);
            self.format_at(text, owner, places, found);
        }
    }

    fn format_at(
        &self,
        text: &Text<'_>,
        owner: Owner,
        places: impl Iterator<Item = usize>,
        found: &mut Vec<Detection>,
    ) {
        let Some((at, format)) = self.format(owner) else { return };
        let mut places: Vec<usize> = places.collect();
        match &format.kind {
            Kind::Pattern { pattern, lines: count, before, solitary } => {
                if *solitary {
                    places.retain(|place| text.depth == 0 && !lines::listed(text.bytes, *place));
                }
                let pattern = pattern.get().filter(|_| !places.is_empty());
                let Some(pattern) = pattern.and_then(|pattern| self.compiled(text, pattern)) else { return };
                let mut cursor = Lines::of(text.bytes);
                let around = |place: &usize| lines::window(&mut cursor, *place, (*before).into(), (*count).into());
                for window in merged(places.iter().map(around)) {
                    let places = places.iter().copied().filter(|place| window.contains(place));
                    self.pattern_in(text.bytes, (at, format), &pattern, window.clone(), places, found);
                }
            }
            Kind::Link(_) => {
                found.extend(places.into_iter().map(|place| {
                    let mut link = Detection::envelope(lines::around(text.bytes, place), Vec::new());
                    link.kind = DetectionKind::Format(at);
                    link
                }));
            }
            _ => {}
        }
    }

    /// Every match of a pattern that holds one of the places, also within the message of another match.
    fn pattern_in(
        &self,
        text: &[u8],
        (at, format): (usize, &Format<'_>),
        pattern: &Pattern,
        window: Range<usize>,
        places: impl Iterator<Item = usize>,
        found: &mut Vec<Detection>,
    ) {
        let haystack = &text[..window.end];
        let mut cursor = window.start;
        let mut outer_end = window.start;
        let mut nested = 0;
        for place in places {
            while cursor <= place {
                let Some(groups) = pattern.groups_at(haystack, cursor) else { return };
                let whole = groups.whole();
                if whole.start > place {
                    cursor = whole.start;
                    break;
                }
                if whole.end <= place {
                    cursor = whole.end.max(cursor + 1);
                    continue;
                }
                found.extend(self.captured(at, format, text, &groups));
                if whole.start >= outer_end {
                    outer_end = whole.end;
                    nested = 0;
                }
                nested += 1;
                // A message may hold an error of the same format; a bounded number of them, since each is searched to its end.
                let message = groups.named("message").map(|message| message.start);
                cursor = message.filter(|start| *start > place && nested < MOST_NESTED).unwrap_or(outer_end);
            }
        }
    }

    fn captured(&self, at: usize, format: &Format<'_>, text: &[u8], groups: &Groups) -> Option<Detection> {
        let mut captured: Vec<(&str, String)> = Vec::new();
        for (name, group) in groups.all() {
            let encoding = format.decode.iter().find(|(field, _)| *field == name).map(|(_, encoding)| *encoding);
            let renamed = format.rename.iter().find(|(from, _)| *from == name).map_or(name, |(_, to)| *to);
            captured.push((renamed, decode(text.get(group).unwrap_or_default(), encoding)));
        }
        let mut fields = Fields::default();
        fields.add_all(captured);
        let codes = self.codes(at, &fields)?;
        let span = groups.whole();
        Some(Detection { kind: DetectionKind::Format(at), span, codes, fields, inner: Vec::new(), truncated: false })
    }

    fn alone_at(
        &self,
        text: &Text<'_>,
        (cause, sign): (u32, u32),
        places: impl Iterator<Item = usize>,
        found: &mut Vec<Detection>,
    ) {
        let cause = usize::try_from(cause).unwrap_or(usize::MAX);
        let sign = usize::try_from(sign).ok().and_then(|at| self.rules.causes.get(cause)?.alone.get(at));
        let Some(sign) = sign else { return };
        let mut cursor = Lines::of(text.bytes);
        let windows = merged(places.map(|place| lines::window(&mut cursor, place, 0, 1)));
        for window in windows {
            let line = &text.bytes[window.clone()];
            let index = TrigramIndex::new(line);
            let possible = self.patterns.possible(sign.patterns.iter().as_slice(), line, &index);
            let matches = possible.flat_map(|(pattern, text)| pattern.find_all(text).collect::<Vec<_>>());
            for whole in matches.filter(|whole| !whole.is_empty()) {
                let span = window.start + whole.start..window.start + whole.end;
                let line = cursor.around(span.start);
                let line = line.start.max(span.start.saturating_sub(1024))..line.end.max(span.end).min(span.end + 2048);
                let mut fields = Fields::default();
                fields.add("message", String::from_utf8_lossy(text.bytes[line].trim_ascii()));
                let (codes, inner) = (Vec::new(), Vec::new());
                found.push(Detection {
                    kind: DetectionKind::Standalone(cause),
                    span,
                    codes,
                    fields,
                    inner,
                    truncated: false,
                });
            }
        }
    }
}

/// A captured group as text.
fn decode(bytes: &[u8], encoding: Option<Encoding>) -> String {
    let bytes = &bytes[..bytes.len().min(LONGEST_FIELD)];
    let text = match encoding {
        None => String::from_utf8_lossy(bytes).into_owned(),
        Some(Encoding::Percent) => percent_encoding::percent_decode(bytes).decode_utf8_lossy().into_owned(),
        Some(Encoding::Escaped) => String::from_utf8_lossy(&escapes::unescape(bytes).text).into_owned(),
    };
    match text.trim_end_matches('\r') {
        same if same.len() == text.len() => text,
        trimmed => trimmed.to_owned(),
    }
}

/// What a test wanted is no error that happened.
fn is_expected(text: &[u8], start: usize) -> bool {
    let near = &text[start.saturating_sub(24)..start];
    let before = near.rsplit(|byte| *byte == b'\n').next().unwrap_or(near);
    let mut words = before.rsplit(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.next().is_some_and(|word| word.eq_ignore_ascii_case(b"want") || word.eq_ignore_ascii_case(b"expected"))
}
