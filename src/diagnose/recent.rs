//! The diagnoses of the errors that were met last. A log repeats a few errors thousands of times, and to try the signs of all
//! causes on one takes 0.1 ms.
//!
//! Two errors are the same here if every code, message and field is: a number that differs may be a status or a size that a sign reads.

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
    let mut add = |text: &str| {
        key.push_str(text);
        key.push('\0');
    };
    for Link { kind, format, codes, message, span: _, severity, depth, relation, shadowed } in &occurrence.links {
        add(&format!("{kind:?} {severity:?} {depth} {relation:?}"));
        add(format);
        for Code { system, code, id, number, canonical, http, printed } in codes {
            add(system);
            add(code);
            add(id.as_deref().unwrap_or_default());
            add(&format!("{number:?} {canonical:?} {http:?} {printed}"));
        }
        shadowed.iter().for_each(|format| add(format));
        add(message);
    }
    for field in occurrence.fields.iter() {
        add(&field.name);
        add(&field.value);
        add(&format!("{:?} {:?}", field.element, field.link));
    }
    key
}
