//! Tests a catalog on its own texts: samples of formats and extractions, examples and near misses of causes.

use toml::Spanned;

use crate::catalog::fault::Fault;
use crate::catalog::load::{Entry, Sources};
use crate::catalog::source;
use crate::detect::detection::{Code, Detection, DetectionKind};
use crate::detect::{Text, detect, extract, ties};
use crate::diagnose::Diagnosis;
use crate::explainer::Explainer;
use crate::field::Fields;

/// Tests texts against a catalog.
pub struct Verifier<'e, 'a> {
    explainer: &'e Explainer<'a>,
}

/// How many texts were tested, and which failed.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many samples, rejects, examples and near misses were tested.
    pub texts: usize,
    /// One fault for each text that failed.
    pub faults: Vec<Fault>,
}

impl<'e, 'a> Verifier<'e, 'a> {
    /// A verifier that runs texts through this explainer and its catalog.
    pub fn new(explainer: &'e Explainer<'a>) -> Verifier<'e, 'a> {
        Verifier { explainer }
    }

    /// Tests all texts of the entries whose id begins with `only`.
    pub fn verify(&self, sources: &Sources<'_>, only: &str) -> Outcome {
        let mut outcome = Outcome::default();
        for entry in sources.formats.iter().filter(|entry| entry.id.starts_with(only)) {
            self.format(entry, &mut outcome);
        }
        for entry in sources.extracts.iter().filter(|entry| entry.id.starts_with(only)) {
            self.extract(entry, &mut outcome);
        }
        for entry in sources.causes.iter().filter(|entry| entry.id.starts_with(only)) {
            let (examples, near_misses) = (&entry.value.example, &entry.value.near_miss);
            self.cause(entry, examples, near_misses, &mut outcome);
        }
        for entry in sources.cause_additions.iter().filter(|entry| entry.id.starts_with(only)) {
            let (examples, near_misses) = (&entry.value.example, &entry.value.near_miss);
            self.cause(entry, examples, near_misses, &mut outcome);
        }
        outcome.faults.sort();
        outcome
    }

    fn diagnoses(&self, text: &str) -> Vec<Diagnosis<'e>> {
        self.explainer.diagnoses(text.as_bytes())
    }

    fn format(&self, entry: &Entry<'_, source::Format<'_>>, outcome: &mut Outcome) {
        for sample in &entry.value.sample {
            outcome.texts += 1;
            for tied in ties(self.explainer.knowledge(), sample.text.get_ref()) {
                let message = format!("these formats match the same text equally well: {}", tied.join(", "));
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
                    format!("the sample is not recognised as {}: found {seen}", entry.id),
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

    /// All detections of a text, including the inner ones.
    fn seen(&self, text: &str) -> Vec<Detection> {
        fn flatten(detection: Detection, all: &mut Vec<Detection>) {
            let inner = detection.inner.clone();
            all.push(detection);
            inner.into_iter().for_each(|one| flatten(one, all));
        }
        let mut all = Vec::new();
        for detection in detect(self.explainer.knowledge(), &Text::outermost(text.as_bytes())) {
            flatten(detection, &mut all);
        }
        all
    }

    fn name(&self, detection: &Detection) -> Option<&'e str> {
        let rules = &self.explainer.knowledge().rules;
        match detection.kind {
            DetectionKind::Format(at) => rules.formats.get(at).map(|format| format.id),
            DetectionKind::Standalone(at) => rules.causes.get(at).map(|cause| cause.id),
            DetectionKind::TraceLine | DetectionKind::Group | DetectionKind::Record => None,
        }
    }

    fn is(&self, detection: &Detection, format: &str) -> bool {
        matches!(detection.kind, DetectionKind::Format(_)) && self.name(detection) == Some(format)
    }

    fn extract(&self, entry: &Entry<'_, source::Extract>, outcome: &mut Outcome) {
        for sample in &entry.value.sample {
            outcome.texts += 1;
            let mut fields = Fields::default();
            fields.add("message", sample.text.get_ref().as_str());
            extract(self.explainer.knowledge(), &mut fields, entry.value.told);
            for (name, wanted) in &sample.fields {
                let found: Vec<&str> = fields.values(name).collect();
                if !found.contains(&wanted.as_str()) {
                    let message = format!("the sample's field `{name}` is {found:?} and should be {wanted:?}");
                    outcome.faults.push(fault(entry, &sample.text, message));
                }
            }
        }
    }

    fn cause(
        &self,
        entry: &Entry<'_, impl Sized>,
        examples: &[source::Example],
        near_misses: &[source::NearMiss],
        outcome: &mut Outcome,
    ) {
        for example in examples {
            outcome.texts += 1;
            let diagnoses = self.diagnoses(example.text.get_ref());
            let first = diagnoses.first().and_then(Diagnosis::seen).map(|candidate| candidate.id);
            if first != Some(entry.id.as_str()) {
                let found = describe(&diagnoses);
                outcome.faults.push(fault(
                    entry,
                    &example.text,
                    format!("the example is not diagnosed as {}: {found}", entry.id),
                ));
            } else if different(&diagnoses) > 1 {
                let found = describe(&diagnoses);
                outcome.faults.push(fault(
                    entry,
                    &example.text,
                    format!("the example is diagnosed as {} errors: {found}", different(&diagnoses)),
                ));
            }
            let Some(code) = &example.code else { continue };
            let codes: Vec<String> = diagnoses.iter().flat_map(ids).collect();
            if self.explainer.knowledge().catalog.row(code.get_ref()).is_some() && !codes.contains(code.get_ref()) {
                let message = format!("the example's codes are {codes:?} and should include {}", code.get_ref());
                outcome.faults.push(fault(entry, &example.text, message));
            }
        }
        for near in near_misses {
            outcome.texts += 1;
            let diagnoses = self.diagnoses(near.text.get_ref());
            let proven: Vec<&str> =
                diagnoses.iter().filter_map(Diagnosis::proven).map(|candidate| candidate.id).collect();
            if proven.contains(&entry.id.as_str()) {
                outcome.faults.push(fault(entry, &near.text, format!("the near miss is diagnosed as {}", entry.id)));
            }
            if let Some(other) = &near.is
                && diagnoses.first().and_then(Diagnosis::seen).map(|candidate| candidate.id)
                    != Some(other.get_ref().as_str())
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

/// How many findings the diagnoses amount to: those with equal causes and codes count as one.
fn different(diagnoses: &[Diagnosis<'_>]) -> usize {
    let mut all: Vec<_> = diagnoses.iter().map(|one| (one.proven().map(|candidate| candidate.id), ids(one))).collect();
    all.sort();
    all.dedup();
    all.len()
}

fn ids(diagnosis: &Diagnosis<'_>) -> Vec<String> {
    let id = |code: &Code| code.id.clone().unwrap_or_else(|| format!("{}:{}", code.system, code.code));
    diagnosis.codes.iter().map(id).collect()
}

/// What was found instead of the expected cause.
fn describe(diagnoses: &[Diagnosis<'_>]) -> String {
    let each = diagnoses.iter().map(|one| {
        let cause = one.proven().map_or("no proven cause", |candidate| candidate.id);
        let format = one.occurrence.links.get(one.root).map_or("", |link| &link.format);
        format!("{cause} ({format}, codes {:?})", ids(one))
    });
    let all: Vec<String> = each.collect();
    if all.is_empty() { "no error was recognised".to_owned() } else { format!("found {}", all.join("; ")) }
}

fn fault(entry: &Entry<'_, impl Sized>, text: &Spanned<String>, message: String) -> Fault {
    let shown: String = text.get_ref().trim().chars().take(80).collect();
    let shown = shown.lines().next().unwrap_or_default().to_owned();
    entry.fault(text.span().start, format!("{message}\n    in: {shown}"))
}
