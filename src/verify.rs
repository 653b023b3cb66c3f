//! Proves a catalog on its own texts: samples of formats and extractions, examples and near misses of causes.

use toml::Spanned;

use crate::catalog::Catalog;
use crate::catalog::fault::Fault;
use crate::catalog::load::{Entry, Sources};
use crate::catalog::rules::RuleSet;
use crate::catalog::source;
use crate::detect::detection::{Detection, DetectionKind};
use crate::detect::{Detector, Occurrence, Text};
use crate::diagnose::{Diagnoser, Diagnosis, Joiner, Placed};

/// Tests texts against a catalog.
pub struct Verifier<'a> {
    rules: &'a RuleSet<'a>,
    detector: &'a Detector<'a>,
    diagnoser: Diagnoser<'a, 'a>,
}

/// How many texts were tested, and what was wrong.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Samples, examples and near misses.
    pub texts: usize,
    /// Those that did not hold.
    pub faults: Vec<Fault>,
}

impl<'a> Verifier<'a> {
    /// With the rules that a catalog gives.
    pub fn new(catalog: &'a Catalog<'a>, rules: &'a RuleSet<'a>, detector: &'a Detector<'a>) -> Verifier<'a> {
        Verifier { rules, detector, diagnoser: Diagnoser::new(catalog, rules, &detector.patterns) }
    }

    /// Tests all texts of the entries whose id begins with `only`.
    pub fn verify(&self, sources: &Sources<'_>, catalog: &Catalog<'_>, only: &str) -> Outcome {
        let mut outcome = Outcome::default();
        for entry in sources.formats.iter().filter(|entry| entry.id.starts_with(only)) {
            self.format(entry, &mut outcome);
        }
        for entry in sources.extracts.iter().filter(|entry| entry.id.starts_with(only)) {
            self.extract(entry, &mut outcome);
        }
        for entry in sources.causes.iter().filter(|entry| entry.id.starts_with(only)) {
            self.cause(entry, catalog, &mut outcome);
        }
        outcome.faults.sort();
        outcome
    }

    /// The diagnoses of a text, as a run would give them.
    pub fn diagnoses(&self, text: &str) -> Vec<Diagnosis<'a>> {
        let mut joiner = Joiner::default();
        let mut placed = Vec::new();
        for occurrence in self.detector.occurrences(text.as_bytes()) {
            let start = occurrence.span.start;
            let newlines = text.as_bytes().iter().take(start).filter(|byte| **byte == b'\n').count();
            let line = 1 + u64::try_from(newlines).unwrap_or(0);
            let Some(diagnosis) = self.diagnoser.diagnose(occurrence) else { continue };
            let next = Placed { line, offset: 0, excerpt: String::new(), diagnosis };
            placed.extend(joiner.add(&self.diagnoser, next));
        }
        placed.extend(joiner.finish());
        placed.into_iter().map(|placed| placed.diagnosis).collect()
    }

    fn format(&self, entry: &Entry<'_, source::Format<'_>>, outcome: &mut Outcome) {
        for sample in &entry.value.sample {
            outcome.texts += 1;
            for tied in self.detector.ties(sample.text.get_ref()) {
                let message = format!("these formats claim the same text with equal right: {}", tied.join(", "));
                outcome.faults.push(fault(entry, &sample.text, message));
            }
            let detections = self.seen(sample.text.get_ref());
            let own: Vec<&Detection> = detections.iter().filter(|one| self.is(one, &entry.id)).collect();
            if own.is_empty() {
                let others = detections.iter().filter_map(|one| self.name(one)).collect::<Vec<_>>().join(", ");
                let seen = if others.is_empty() { "nothing".to_owned() } else { others };
                outcome.faults.push(fault(
                    entry,
                    &sample.text,
                    format!("the sample is not recognised as {}: seen is {seen}", entry.id),
                ));
                continue;
            }
            let values = |name: &str| {
                own.iter()
                    .flat_map(|one| one.fields.iter())
                    .filter(|field| field.name == name)
                    .map(|field| field.value.clone())
                    .collect::<Vec<_>>()
            };
            for (name, wanted) in &sample.fields {
                let found = values(name);
                if !found.contains(wanted) {
                    let message = format!("the sample's field `{name}` is {found:?} and should be {wanted:?}");
                    outcome.faults.push(fault(entry, &sample.text, message));
                }
            }
            let codes: Vec<String> = own[0]
                .codes
                .iter()
                .map(|code| code.id.clone().unwrap_or_else(|| format!("{}:{}", code.system, code.code)))
                .collect();
            if !sample.codes.is_empty() && sample.codes != codes {
                let message = format!("the sample's codes are {codes:?} and should be {:?}", sample.codes);
                outcome.faults.push(fault(entry, &sample.text, message));
            }
        }
        for reject in &entry.value.reject {
            outcome.texts += 1;
            if self.seen(reject.text.get_ref()).iter().any(|one| self.is(one, &entry.id)) {
                outcome.faults.push(fault(entry, &reject.text, format!("this must not be recognised as {}", entry.id)));
            }
        }
    }

    /// All detections of a text, flat.
    fn seen(&self, text: &str) -> Vec<Detection> {
        fn flatten(detection: Detection, all: &mut Vec<Detection>) {
            let inner = detection.inner.clone();
            all.push(detection);
            inner.into_iter().for_each(|one| flatten(one, all));
        }
        let mut all = Vec::new();
        for detection in self.detector.detections(&Text::outermost(text.as_bytes())) {
            flatten(detection, &mut all);
        }
        all
    }

    fn name(&self, detection: &Detection) -> Option<&'a str> {
        match detection.kind {
            DetectionKind::Format(at) => self.rules.formats.get(at).map(|format| format.id),
            DetectionKind::Standalone(at) => self.rules.causes.get(at).map(|cause| cause.id),
            DetectionKind::TraceLine | DetectionKind::Group | DetectionKind::Record => None,
        }
    }

    fn is(&self, detection: &Detection, format: &str) -> bool {
        matches!(detection.kind, DetectionKind::Format(_)) && self.name(detection) == Some(format)
    }

    fn extract(&self, entry: &Entry<'_, source::Extract>, outcome: &mut Outcome) {
        for sample in &entry.value.sample {
            outcome.texts += 1;
            let mut fields = crate::field::Fields::default();
            fields.add("message", sample.text.get_ref().as_str());
            self.detector.extract(&mut fields);
            for (name, wanted) in &sample.fields {
                let found: Vec<&str> = fields.values(name).collect();
                if !found.contains(&wanted.as_str()) {
                    let message = format!("the sample's field `{name}` is {found:?} and should be {wanted:?}");
                    outcome.faults.push(fault(entry, &sample.text, message));
                }
            }
        }
    }

    fn cause(&self, entry: &Entry<'_, source::Cause<'_>>, catalog: &Catalog<'_>, outcome: &mut Outcome) {
        for example in &entry.value.example {
            outcome.texts += 1;
            let diagnoses = self.diagnoses(example.text.get_ref());
            let first = diagnoses.first().and_then(Diagnosis::seen).map(|candidate| candidate.cause.id);
            if first != Some(entry.id.as_str()) {
                let found = describe(&diagnoses);
                outcome.faults.push(fault(
                    entry,
                    &example.text,
                    format!("the example is not diagnosed as {}: {found}", entry.id),
                ));
            } else if diagnoses.len() > 1 {
                let found = describe(&diagnoses);
                outcome.faults.push(fault(
                    entry,
                    &example.text,
                    format!("the example is diagnosed as {} errors: {found}", diagnoses.len()),
                ));
            }
            let Some(code) = &example.code else { continue };
            let codes: Vec<String> = diagnoses.iter().flat_map(|one| ids(&one.occurrence)).collect();
            if catalog.code(code.get_ref()).is_some() && !codes.contains(code.get_ref()) {
                let message = format!("the example's codes are {codes:?} and should hold {}", code.get_ref());
                outcome.faults.push(fault(entry, &example.text, message));
            }
        }
        for near in &entry.value.near_miss {
            outcome.texts += 1;
            let diagnoses = self.diagnoses(near.text.get_ref());
            let proven: Vec<&str> =
                diagnoses.iter().filter_map(Diagnosis::proven).map(|candidate| candidate.cause.id).collect();
            if proven.contains(&entry.id.as_str()) {
                outcome.faults.push(fault(entry, &near.text, format!("the near miss is diagnosed as {}", entry.id)));
            }
            if let Some(other) = &near.is
                && proven.first() != Some(&other.get_ref().as_str())
            {
                let found = describe(&diagnoses);
                outcome.faults.push(fault(
                    entry,
                    &near.text,
                    format!("the near miss is not diagnosed as {}: {found}", other.get_ref()),
                ));
            }
        }
    }
}

fn ids(occurrence: &Occurrence) -> Vec<String> {
    occurrence
        .codes
        .iter()
        .map(|code| code.id.clone().unwrap_or_else(|| format!("{}:{}", code.system, code.code)))
        .collect()
}

/// What was found in place of what should have been.
fn describe(diagnoses: &[Diagnosis<'_>]) -> String {
    let each = diagnoses.iter().map(|one| {
        let cause = one.proven().map_or("no proven cause", |candidate| candidate.cause.id);
        format!("{cause} ({}, codes {:?})", one.occurrence.format, ids(&one.occurrence))
    });
    let all: Vec<String> = each.collect();
    if all.is_empty() { "no error was recognised".to_owned() } else { format!("found {}", all.join("; ")) }
}

fn fault(entry: &Entry<'_, impl Sized>, text: &Spanned<String>, message: String) -> Fault {
    let shown: String = text.get_ref().trim().chars().take(80).collect();
    let shown = shown.lines().next().unwrap_or_default().to_owned();
    entry.fault(text.span().start, format!("{message}\n    in: {shown}"))
}
