//! The diagnoses of the errors that were met last. A log repeats a few errors thousands of times, and to try the signs of all
//! causes on one takes 0.1 ms.
//!
//! Two errors are the same here if every code, message and field is: a number that differs may be a status or a size that a sign reads.

use std::fmt::{self, Write};

use rustc_hash::FxHashMap;

use super::{Diagnosis, Verdict};
use crate::assemble::{Link, Occurrence};
use crate::detect::detection::Code;
use crate::knowledge::Knowledge;

/// Longer errors are diagnosed anew each time.
const MAX_KEY_BYTES: usize = 8 << 10;
/// What is remembered is forgotten when its keys are longer than this together.
const MAX_BYTES: usize = 256 << 10;

/// What was found of the errors that were met last.
#[derive(Default)]
pub(crate) struct Recent<'k> {
    known: FxHashMap<String, Option<Verdict<'k>>>,
    /// How long the keys are.
    bytes: usize,
}

impl<'k> Recent<'k> {
    /// The diagnosis of an error. Returns `None` if it has no code and no sign holds.
    pub(crate) fn diagnose(&mut self, knowledge: &'k Knowledge<'_>, occurrence: Occurrence) -> Option<Diagnosis<'k>> {
        let key = key(&occurrence);
        if key.len() > MAX_KEY_BYTES {
            return Some(Verdict::of(knowledge, &occurrence)?.on(occurrence));
        }
        if let Some(known) = self.known.get(&key) {
            return Some(known.clone()?.on(occurrence));
        }
        let verdict = Verdict::of(knowledge, &occurrence);
        if self.bytes + key.len() > MAX_BYTES {
            (self.known, self.bytes) = (FxHashMap::default(), 0);
        }
        self.bytes += key.len();
        self.known.insert(key, verdict.clone());
        Some(verdict?.on(occurrence))
    }
}

/// All of an error that its diagnosis depends on: everything but where it stands.
fn key(occurrence: &Occurrence) -> String {
    let mut key = String::new();
    // Writing to a text can't fail.
    let mut add = |text: fmt::Arguments<'_>| {
        let _ = key.write_fmt(text);
        key.push('\0');
    };
    for Link { kind, format, codes, message, span: _, severity, depth, relation, shadowed } in &occurrence.links {
        add(format_args!("{kind:?} {severity:?} {depth} {relation:?}"));
        add(format_args!("{format}"));
        for Code { system, code, id, number, canonical, http, printed } in codes {
            add(format_args!("{system}\0{code}\0{id:?} {number:?} {canonical:?} {http:?} {printed}"));
        }
        add(format_args!("{shadowed:?}"));
        add(format_args!("{message}"));
    }
    for field in occurrence.fields.iter() {
        add(format_args!("{}\0{}\0{:?} {:?}", field.name, field.value, field.element, field.link));
    }
    key
}
