//! What a format saw, before detections are joined to errors.

use std::ops::Range;

use crate::catalog::model::Canonical;
use crate::field::Fields;

/// One code as a format printed or implied it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// The system's id.
    pub system: String,
    /// As its system spells it; where it is unknown, as printed.
    pub code: String,
    /// The id of its page, where there is one.
    pub id: Option<String>,
    /// Its number.
    pub number: Option<i64>,
    /// What it amounts to, where it has a page.
    pub canonical: Option<Canonical>,
    /// Whether the text names it, or the format implies it.
    pub printed: bool,
}

impl Code {
    /// The ids of the pages under which its causes are: its own, and that of the gRPC code that it amounts to.
    pub fn ids(&self) -> impl Iterator<Item = String> + use<> {
        let canonical = self.canonical.map(|canonical| format!("grpc/{}", canonical.slug()));
        self.id.clone().into_iter().chain(canonical)
    }

    /// Whether it says something: a gateway that flattens codes says UNKNOWN, INTERNAL or 500.
    pub fn is_telling(&self) -> bool {
        !matches!(self.canonical, Some(Canonical::Unknown | Canonical::Internal))
    }
}

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetectionKind {
    /// A format, by its place in the engine's formats.
    Format(usize),
    /// A sign that stands alone, by the place of its cause.
    Standalone(usize),
    /// A line of a trace that names a cause which no format knows.
    TraceLine,
    /// Text that holds errors together, and is none itself.
    Group,
    /// One of several records of a document: an envelope of its own, wherever it stands.
    Record,
}

/// One format seen at one place.
#[derive(Debug, Clone)]
pub struct Detection {
    /// What was seen.
    pub kind: DetectionKind,
    /// The bytes of the text that it covers.
    pub span: Range<usize>,
    /// Its codes, the most specific first.
    pub codes: Vec<Code>,
    /// What it says.
    pub fields: Fields,
    /// What was seen within it.
    pub inner: Vec<Detection>,
    /// Whether its end is missing in the text.
    pub truncated: bool,
    /// The formats that saw the same bytes and yielded to it, by their places in the rules.
    pub shadowed: Vec<usize>,
}

impl Detection {
    /// What was seen at a place.
    pub fn new(kind: DetectionKind, span: Range<usize>, codes: Vec<Code>, fields: Fields) -> Detection {
        Detection { kind, span, codes, fields, inner: Vec::new(), truncated: false, shadowed: Vec::new() }
    }

    /// Something that holds others together.
    pub fn group(span: Range<usize>, inner: Vec<Detection>) -> Detection {
        Detection { inner, ..Detection::new(DetectionKind::Group, span, Vec::new(), Fields::default()) }
    }

    /// Moves it, and all within it, from a decoded text to the text that it came from.
    pub fn relocate(&mut self, place: &impl Fn(usize) -> usize) {
        self.span = place(self.span.start)..place(self.span.end);
        for inner in &mut self.inner {
            inner.relocate(place);
        }
    }

    /// Whether it only holds others together.
    pub fn is_group(&self) -> bool {
        matches!(self.kind, DetectionKind::Group | DetectionKind::Record)
    }

    /// Whether it, or something within it, is more than an envelope.
    pub fn says_something(&self) -> bool {
        !self.is_group() || self.inner.iter().any(Detection::says_something)
    }

    /// Whether it, or something within it, has a code.
    pub fn has_code(&self) -> bool {
        !self.codes.is_empty() || self.inner.iter().any(Detection::has_code)
    }
}

/// Whether both are records of one document, which stand side by side although their places are the document's.
pub fn both_records(a: &Detection, b: &Detection) -> bool {
    a.kind == DetectionKind::Record && b.kind == DetectionKind::Record
}

/// How deep wrapped errors are kept apart. What lies deeper is kept side by side at that depth.
const MAX_NESTING: usize = 16;

/// Puts detections into those that cover them: by place, the wider one first.
pub fn nest(flat: Vec<Detection>) -> Vec<Detection> {
    nest_at(flat, 0)
}

fn nest_at(mut flat: Vec<Detection>, depth: usize) -> Vec<Detection> {
    flat.sort_by_key(|one| (one.span.start, std::cmp::Reverse(one.span.end)));
    if depth == MAX_NESTING {
        return flat;
    }
    let mut nested: Vec<Detection> = Vec::new();
    for detection in flat {
        match nested.last_mut() {
            Some(outer) if detection.span.start < outer.span.end && !both_records(outer, &detection) => {
                outer.span.end = outer.span.end.max(detection.span.end);
                outer.inner.push(detection);
            }
            _ => nested.push(detection),
        }
    }
    for outer in nested.iter_mut().filter(|outer| !outer.inner.is_empty()) {
        outer.inner = nest_at(std::mem::take(&mut outer.inner), depth + 1);
    }
    nested
}
