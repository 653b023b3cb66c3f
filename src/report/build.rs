//! From diagnoses to findings: equal errors are grouped, counted and told once.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{
    Confidence, Evidence, Finding, FoundCause, FoundCode, Link, Location, Quote, Report, SCHEMA_VERSION, Summary, Tool,
    fill,
};
use crate::catalog::Catalog;
use crate::catalog::model::{Language, Severity};
use crate::catalog::names::slug;
use crate::catalog::pages::{CodePage, Note};
use crate::catalog::source::Strength;
use crate::detect::Occurrence;
use crate::detect::detection::Code;
use crate::diagnose::{Candidate, Diagnosis, Placed};
use crate::field::Fields;
use crate::redact::{Redacted, mask, show};

/// Gathers the findings of a run.
pub struct Builder<'a> {
    catalog: &'a Catalog<'a>,
    language: Option<Language>,
    findings: Vec<Finding<'a>>,
    places: HashMap<String, usize>,
    summary: Summary,
}

/// The longest message that is shown, in characters.
const LONGEST_MESSAGE: usize = 2000;
/// Different findings of one run. What comes after is counted and not told.
const MOST: usize = 10_000;

impl<'a> Builder<'a> {
    /// With nothing found. Fixes come first in `language`, else in that of the program that printed the error.
    pub fn new(catalog: &'a Catalog<'a>, language: Option<Language>) -> Builder<'a> {
        let (findings, places) = (Vec::new(), HashMap::new());
        Builder { catalog, language, findings, places, summary: Summary::default() }
    }

    /// Adds a diagnosis.
    pub fn add(&mut self, source: &str, placed: Placed<'a>) {
        let location = Location {
            source: show(source),
            line: placed.line,
            column: 1,
            offset: placed.offset,
            end: placed.offset,
            time: None,
        };
        let id = self.id(&placed.diagnosis);
        let key = fingerprint(&id, &placed.diagnosis);
        self.summary.occurrences += 1;
        if let Some(finding) = self.places.get(&key).and_then(|at| self.findings.get_mut(*at)) {
            finding.count += 1;
            finding.last = location;
            *self.summary.by_severity.entry(finding.severity).or_default() += 1;
            return;
        }
        let finding = self.finding(id, key.clone(), placed, location);
        *self.summary.by_severity.entry(finding.severity).or_default() += 1;
        if self.findings.len() < MOST {
            self.places.insert(key, self.findings.len());
            self.findings.push(finding);
        }
    }

    /// Counts what was read.
    pub fn count(&mut self, lines: u64, bytes: u64) {
        self.summary.lines += lines;
        self.summary.bytes += bytes;
    }

    /// Says what could not be read.
    pub fn note(&mut self, note: &str) {
        self.summary.notes.push(show(note));
    }

    /// The report.
    pub fn finish(mut self) -> Report<'a> {
        self.findings.sort_by(|a, b| {
            let key = |finding: &Finding<'_>| (finding.severity, finding.confidence, finding.count);
            key(b).cmp(&key(a))
        });
        self.summary.findings = u64::try_from(self.findings.len()).unwrap_or(u64::MAX);
        Report {
            schema_version: SCHEMA_VERSION,
            kind: "diagnosis",
            tool: Tool::of(self.catalog),
            findings: self.findings,
            summary: self.summary,
        }
    }

    /// The first proven cause, else the page of the first known code, else `system/slug`.
    fn id(&self, diagnosis: &Diagnosis<'a>) -> String {
        if let Some(candidate) = diagnosis.proven() {
            return candidate.cause.id.to_owned();
        }
        let codes = &diagnosis.occurrence.codes;
        let known = codes.iter().find_map(|code| code.id.clone());
        let slugged = || codes.first().map(|code| format!("{}/{}", code.system, slug(&code.code)));
        known.or_else(slugged).unwrap_or_else(|| "unknown".to_owned())
    }

    fn finding(&self, id: String, fingerprint: String, placed: Placed<'a>, location: Location) -> Finding<'a> {
        let Diagnosis { occurrence, causes } = placed.diagnosis;
        let page = occurrence.codes.iter().find_map(|code| self.catalog.code_page(code.id.as_deref()?));
        let language = self.language.or(occurrence.language);
        let first = causes.first().filter(|candidate| candidate.is_proven());
        let cause_page = first.and_then(|candidate| self.catalog.cause_page(candidate.cause.id));
        let canonical = cause_page.as_ref().and_then(|page| page.canonical);
        let printed = occurrence.codes.first().and_then(|code| code.canonical);
        let told = occurrence.severity.or(cause_page.as_ref().and_then(|page| page.severity));
        let severity = told.or(page.as_ref().map(|page| page.severity)).unwrap_or(Severity::Error);
        let confidence = first.map_or(Confidence::Low, confidence);
        let causes: Vec<FoundCause<'a>> =
            causes.iter().filter_map(|candidate| self.cause(candidate, &occurrence.fields, language)).collect();
        let title = match (first, &page) {
            (Some(_), _) => causes.first().map_or_else(String::new, |cause| cause.title.to_owned()),
            (None, Some(page)) => page.title.to_owned(),
            (None, None) => "An error that the catalog does not know".to_owned(),
        };
        // What does not help against a code says nothing of a cause that is at home under another one.
        let at_home = |page: &CodePage<'_>| {
            let home = cause_page.as_ref().and_then(|cause| cause.explains.first());
            home.is_none_or(|id| implied(id, self.catalog) == Some(page.canonical))
        };
        let avoid = page.as_ref().filter(|page| at_home(page)).map(|page| page.avoid.clone()).unwrap_or_default();
        let implied = canonical.or(printed).or_else(|| implied(cause_page.as_ref()?.explains.first()?, self.catalog));
        let seen =
            causes.first().map(|cause| cause.evidence.iter().map(|one| one.matched.as_str())).into_iter().flatten();
        let quote = Quote::new(placed.excerpt.lines().next().unwrap_or_default(), 0, seen);
        let known = page.is_some() || first.is_some();
        let notes = page.iter().flat_map(|page| notes(page, causes.first()));
        let notes = self.hiding(&occurrence).chain(notes).collect();
        let sources = cause_page.as_ref().map(|page| page.sources.clone()).unwrap_or_default();
        let code_sources = page.as_ref().map(|page| page.sources.clone()).unwrap_or_default();
        Finding {
            id,
            codes: occurrence.codes.iter().map(|code| self.code(code)).collect(),
            canonical: implied,
            title,
            code_title: page.as_ref().map(|page| page.title),
            meaning: page.as_ref().map(|page| page.meaning),
            category: cause_page.as_ref().and_then(|page| page.category).or(page.as_ref().map(|page| page.category)),
            severity,
            confidence,
            format: occurrence.format,
            language: occurrence.language,
            message: shown(&occurrence.message),
            fields: fields_of(&occurrence.fields),
            chain: occurrence.chain.iter().map(|link| self.link(link)).collect(),
            retry: cause_page
                .as_ref()
                .and_then(|page| page.retry.clone())
                .or(page.as_ref().map(|page| page.retry.clone())),
            wait: occurrence.fields.first("wait").map(show),
            avoid,
            equivalents: page.as_ref().map(|page| page.equivalents.clone()).unwrap_or_default(),
            contrasts: page.as_ref().map(|page| page.contrasts.clone()).unwrap_or_default(),
            notes,
            sources: if sources.is_empty() { code_sources } else { sources },
            causes,
            fingerprint,
            truncated: occurrence.truncated,
            skeleton: (!known).then(|| skeleton(&occurrence.codes)).flatten(),
            count: 1,
            variants: Vec::new(),
            quote,
            first: location.clone(),
            last: location,
            excerpt: shown(&placed.excerpt),
        }
    }

    fn code(&self, code: &Code) -> FoundCode {
        let title = self.catalog.system(&code.system).map(|system| system.title);
        FoundCode {
            system: code.system.clone(),
            system_title: title.unwrap_or(&code.system).to_owned(),
            code: show(&code.code),
            number: code.number,
            printed: code.printed,
            known: code.id.is_some(),
            id: code.id.clone(),
        }
    }

    /// What is worth mending where an outer code hid the one that says more.
    fn hiding(&self, occurrence: &Occurrence) -> impl Iterator<Item = Note<'a>> {
        let root = occurrence.codes.first().and_then(|code| code.canonical);
        let outer = occurrence.chain.iter().filter(|link| link.outer).filter_map(|link| link.codes.first());
        let mut ids: Vec<&str> =
            outer.filter(|code| code.canonical != root).filter_map(|code| code.id.as_deref()).collect();
        ids.dedup();
        let pages: Vec<_> = ids.into_iter().filter_map(|id| self.catalog.code_page(id)).collect();
        pages.into_iter().flat_map(|page| page.notes).filter(|note| note.hides)
    }

    fn link(&self, link: &crate::detect::Link) -> Link {
        Link {
            format: link.format.clone(),
            codes: link.codes.iter().map(|code| self.code(code)).collect(),
            message: shown(&link.message),
            outer: link.outer,
        }
    }

    fn cause(&self, candidate: &Candidate<'a>, fields: &Fields, language: Option<Language>) -> Option<FoundCause<'a>> {
        let page = self.catalog.cause_page(candidate.cause.id)?;
        // A letter that stands for any message proves nothing to a reader.
        let telling = candidate.evidence.iter().filter(|seen| seen.field != "message" || seen.matched.len() > 1);
        let evidence = telling.map(|seen| Evidence { field: show(&seen.field), matched: shown(&seen.matched) });
        Some(FoundCause {
            id: page.id,
            title: page.title,
            explanation: page.explanation,
            tell: page.tell,
            confidence: confidence(candidate),
            likelihood: page.likelihood,
            evidence: evidence.collect(),
            checks: fill::checks(page.checks, fields),
            fixes: fill::fixes(page.fixes, fields, language),
            reproduce: fill::reproductions(page.reproduce, fields),
        })
    }
}

impl Tool {
    /// This program with a catalog.
    pub fn of(catalog: &Catalog<'_>) -> Tool {
        Tool { name: "explain", version: env!("CARGO_PKG_VERSION"), catalog: catalog.hash() }
    }
}

fn confidence(candidate: &Candidate<'_>) -> Confidence {
    match candidate.strength {
        Some(Strength::Structured | Strength::Distinctive) => Confidence::High,
        Some(Strength::Weak) => Confidence::Medium,
        Some(Strength::Faint) | None => Confidence::Low,
    }
}

fn shown(text: &str) -> Redacted {
    let masked = mask(text);
    match masked.char_indices().nth(LONGEST_MESSAGE) {
        None => show(text),
        // What is cut is masked first: half a secret is one too.
        Some((end, _)) => show(&format!("{}...", &masked[..end])),
    }
}

fn fields_of(fields: &Fields) -> BTreeMap<Redacted, Vec<Redacted>> {
    let mut all: BTreeMap<Redacted, Vec<Redacted>> = BTreeMap::new();
    for field in fields.iter().filter(|field| !matches!(field.name.as_str(), "message" | "code" | "format")) {
        all.entry(show(&field.name)).or_default().push(shown(&field.value));
    }
    all
}

/// What is special about the code itself, and about the first cause under it.
fn notes<'a>(page: &CodePage<'a>, first: Option<&FoundCause<'a>>) -> Vec<Note<'a>> {
    let of_cause = |id: &str| first.is_some_and(|cause| cause.id == id);
    let notes = page.notes.iter().filter(|note| !note.hides && note.cause.as_deref().is_none_or(of_cause));
    notes.cloned().collect()
}

fn implied(code: &str, catalog: &Catalog<'_>) -> Option<crate::catalog::model::Canonical> {
    catalog.code(code).map(|entry| entry.canonical)
}

/// The same for errors of one origin: numbers and addresses in the message make no difference.
fn fingerprint(id: &str, diagnosis: &Diagnosis<'_>) -> String {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    for code in &diagnosis.occurrence.codes {
        (&code.system, &code.code).hash(&mut hasher);
    }
    let mut digits = false;
    for c in diagnosis.occurrence.message.chars().filter(|c| !c.is_whitespace()) {
        if !(c.is_ascii_digit() && digits) {
            if c.is_ascii_digit() { '0'.hash(&mut hasher) } else { c.hash(&mut hasher) }
        }
        digits = c.is_ascii_digit();
    }
    format!("{:016x}", hasher.finish())
}

/// The beginning of the page that is missing.
fn skeleton(codes: &[Code]) -> Option<Redacted> {
    let code = codes.first()?;
    let name = show(&code.code);
    let path = format!("codes/{}/{}.toml", code.system, slug(name.as_str()));
    let quoted = serde_json::to_string(name.as_str()).ok()?;
    Some(show(&format!(
        "# {path}\ncode      = {quoted}\ncanonical = \"UNKNOWN\"\ntitle     = \"\"\ncategory  = \"internal\"\n\
         severity  = \"error\"\nmeaning   = ''''''\nretry     = {{ advice = \"after-fix\", why = \"\" }}\n\n\
         [[source]]\ntitle = \"\"\nurl   = \"\"\n"
    )))
}
