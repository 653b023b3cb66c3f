//! What a format found, before detections are assembled into errors.

use std::ops::Range;

use crate::catalog::model::Canonical;
use crate::catalog::names::fold;
use crate::catalog::order::Order;
use crate::field::Fields;

/// One code as a format printed or implied it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    /// The id of its system: `grpc`, `http`.
    pub system: String,
    /// As its system spells it; as printed if the catalog doesn't know it.
    pub code: String,
    /// Its id, if the catalog has a page or a row for it: `grpc/unauthenticated`.
    pub id: Option<String>,
    /// Its number, if the system numbers its codes.
    pub number: Option<i64>,
    /// The gRPC code it corresponds to, if that is known.
    pub canonical: Option<Canonical>,
    /// The HTTP status with which a code without a page is sent.
    pub http: Option<u16>,
    /// Whether the text prints it; otherwise the format implies it.
    pub printed: bool,
}

impl Code {
    /// The ids of the codes that list its causes: its own, the gRPC code it corresponds to, and its HTTP status.
    pub(crate) fn ids(&self) -> impl Iterator<Item = String> + use<> {
        self.own_ids().chain(self.canonical_id())
    }

    /// The ids of the codes that list its causes, without what it only amounts to.
    pub(crate) fn own_ids(&self) -> impl Iterator<Item = String> + use<> {
        let status = self.http.map(|status| format!("http/{status}"));
        self.id.clone().into_iter().chain(status)
    }

    /// The id of the gRPC code that it corresponds to.
    pub(crate) fn canonical_id(&self) -> Option<String> {
        self.canonical.map(|canonical| format!("grpc/{}", canonical.slug()))
    }

    /// Whether both are one code of one system, printed or implied.
    pub(crate) fn is_same(&self, other: &Code) -> bool {
        self.system == other.system && self.code == other.code
    }

    /// Whether it says nothing but what it amounts to: a status of HTTP, or a canonical code by its name or number.
    pub(crate) fn is_status(&self) -> bool {
        let is_http = self.system == "http" && self.number.is_some();
        is_http || self.canonical.is_some_and(|canonical| fold(&self.code) == fold(&canonical.slug()))
    }

    /// Whether it says what went wrong. UNKNOWN, INTERNAL and 500 don't: gateways flatten other codes to them.
    pub(crate) fn is_telling(&self) -> bool {
        !matches!(self.canonical, Some(Canonical::Unknown | Canonical::Internal))
    }
}

/// The kind of a detection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DetectionKind {
    /// A format, by its index in the rules.
    Format(usize),
    /// A standalone sign, by the index of its cause in the rules.
    Standalone(usize),
    /// A line of a stack trace that names a cause in no known format.
    TraceLine,
    /// Text that keeps errors together and is not an error itself.
    Group,
    /// One of several records of a document. Each is a group of its own, although all have the document's span.
    Record,
}

/// What one format found in one place.
#[derive(Debug, Clone)]
pub(crate) struct Detection {
    /// The format or sign that found it, or that it is a group.
    pub kind: DetectionKind,
    /// The range of bytes that it covers in the text.
    pub span: Range<usize>,
    /// Its codes, the most specific first.
    pub codes: Vec<Code>,
    /// The fields captured from its text.
    pub fields: Fields,
    /// The detections nested inside it.
    pub inner: Vec<Detection>,
    /// Whether the text ends before it does.
    pub truncated: bool,
    /// The indices of the formats that matched the same bytes and lost to this one.
    pub shadowed: Vec<usize>,
}

impl Detection {
    /// A detection with nothing inside it.
    pub(crate) fn new(kind: DetectionKind, span: Range<usize>, codes: Vec<Code>, fields: Fields) -> Detection {
        Detection { kind, span, codes, fields, inner: Vec::new(), truncated: false, shadowed: Vec::new() }
    }

    /// A group of other detections.
    pub(crate) fn group(span: Range<usize>, inner: Vec<Detection>) -> Detection {
        Detection { inner, ..Detection::new(DetectionKind::Group, span, Vec::new(), Fields::default()) }
    }

    /// Maps its span, and those inside it, from a decoded text back to the source.
    pub(crate) fn relocate(&mut self, place: &impl Fn(usize) -> usize) {
        self.span = place(self.span.start)..place(self.span.end);
        for inner in &mut self.inner {
            inner.relocate(place);
        }
    }

    /// Whether it only groups other detections.
    pub(crate) fn is_group(&self) -> bool {
        matches!(self.kind, DetectionKind::Group | DetectionKind::Record)
    }

    /// Whether it, or anything inside it, is more than a group.
    pub(crate) fn says_something(&self) -> bool {
        !self.is_group() || self.inner.iter().any(Detection::says_something)
    }

    /// Whether it, or anything inside it, has a code.
    pub(crate) fn has_code(&self) -> bool {
        !self.codes.is_empty() || self.inner.iter().any(Detection::has_code)
    }
}

/// Whether both are records of one document: these are siblings, although both have the document's span.
pub(crate) fn both_records(a: &Detection, b: &Detection) -> bool {
    a.kind == DetectionKind::Record && b.kind == DetectionKind::Record
}

/// How deep detections nest. Deeper ones become siblings at this depth.
const MAX_NESTING: usize = 16;

/// Nests detections inside those that cover them, sorted by position, the wider one first.
pub(crate) fn nest(flat: Vec<Detection>) -> Vec<Detection> {
    nest_at(flat, 0)
}

fn nest_at(mut flat: Vec<Detection>, depth: usize) -> Vec<Detection> {
    flat.order_by_key(|one| (one.span.start, std::cmp::Reverse(one.span.end)));
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
