//! From diagnoses to findings: equal errors are grouped, counted and told once.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::answer::Answer;
use super::place::{Placed, Record};
use super::{
    Confidence, Evidence, Finding, FoundCause, FoundCode, Further, Link, Period, Quote, Reader, Report, SCHEMA_VERSION,
    Summary, Timeline, Tool, Variant, fill, fingerprint, why,
};
use crate::assemble::Occurrence;
use crate::catalog::Catalog;
use crate::catalog::model::{Advice, Language, Owner, Retry, Severity};
use crate::catalog::names::slug;
use crate::catalog::order::Order;
use crate::catalog::pages::{CausePage, CodePage, Note};
use crate::catalog::rows::SystemRow;
use crate::catalog::source::Strength;
use crate::detect::detection::Code;
use crate::detect::extract;
use crate::diagnose::{Candidate, ChainLink, Diagnosis, order_likely};
use crate::field::Fields;
use crate::knowledge::Knowledge;
use crate::records::seconds;
use crate::redact::{Known, Masker, Redacted, Redaction, alike, unnumbered};

/// How diagnoses are told.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Settings {
    /// The language in which fixes come first, instead of that of the program that printed the error.
    pub language: Option<Language>,
    /// Whether findings say why they are what they are.
    pub why: bool,
    /// How much of the input is masked.
    pub redaction: Redaction,
    /// Which part of the input counts.
    pub period: Period,
}

/// Gathers the findings of a run.
pub(crate) struct Builder<'k, 'a> {
    knowledge: &'k Knowledge<'a>,
    catalog: &'k Catalog<'a>,
    settings: Settings,
    findings: Vec<Finding<'k>>,
    /// The places of findings by their ids and codes.
    places: HashMap<String, usize>,
    /// Errors that are not listed, by what a policy asks for.
    further: BTreeMap<(Severity, Confidence, Owner, Vec<String>), Further>,
    masker: Arc<Masker>,
    /// Messages that were masked before.
    masked: HashMap<String, Redacted>,
    summary: Summary,
}

/// The longest message that is shown, in characters.
const MAX_MESSAGE_CHARS: usize = 2000;
/// Different findings of one run that are listed. What comes after is judged and counted.
const MAX_FINDINGS: usize = 10_000;
/// So many kinds of the errors that come after are kept apart.
const MAX_FURTHER: usize = 10_000;
/// The title of a finding whose code the catalog does not know.
const UNKNOWN: &str = "An error that the catalog does not know";
/// How many masked messages are remembered.
const MAX_MASKED_TEXTS: usize = 256;
/// Different words of one finding. What comes after is counted with the finding alone.
const MAX_VARIANTS: usize = 20;

impl<'k, 'a> Builder<'k, 'a> {
    /// With nothing found.
    pub(crate) fn new(knowledge: &'k Knowledge<'a>, settings: Settings, masker: Arc<Masker>) -> Builder<'k, 'a> {
        let (findings, places, further) = (Vec::new(), HashMap::new(), BTreeMap::new());
        let masked = HashMap::new();
        let catalog = &knowledge.catalog;
        let summary = Summary::default();
        Builder { knowledge, catalog, settings, findings, places, further, masker, masked, summary }
    }

    /// Adds a diagnosis: to the finding with its id and codes, if there is one.
    pub(crate) fn add(&mut self, placed: Placed<'_, 'k>) {
        let id = self.id_of(&placed.diagnosis);
        let shown: Vec<Cow<'_, str>> = placed.diagnosis.codes.iter().map(|code| self.name_of(code)).collect();
        let systems = placed.diagnosis.codes.iter().map(|code| code.system.as_str());
        let key = fingerprint::of(&id, systems.zip(shown.iter().map(AsRef::as_ref)));
        self.summary.occurrences += 1;
        let time = placed.root.location.time.as_ref().and_then(|time| seconds(time.as_str()));
        let known = self.places.get(&key).copied();
        // A message that no variant will have needs no more than to be compared with theirs.
        let is_full = known.and_then(|at| self.findings.get(at)).is_some_and(|one| one.variants.len() >= MAX_VARIANTS);
        let variant = self.variant_of(&placed, is_full);
        let louder = |finding: &Finding<'_>| finding.quiet && !placed.quiet;
        let severity = if let Some(at) = known.filter(|at| self.findings.get(*at).is_some_and(louder)) {
            let finding = self.finding(id, key, placed);
            self.raise(at, finding, variant, time)
        } else if let Some(finding) = known.and_then(|at| self.findings.get_mut(at)) {
            finding.count += 1;
            finding.last = placed.root.location;
            time.into_iter().for_each(|time| finding.timeline.add(time, 1));
            count_variant(&mut finding.variants, variant);
            finding.severity
        } else {
            let mut finding = self.finding(id, key.clone(), placed);
            let severity = finding.severity;
            time.into_iter().for_each(|time| finding.timeline.add(time, 1));
            finding.variants.push(variant);
            if self.findings.len() < MAX_FINDINGS {
                self.places.insert(key, self.findings.len());
                self.findings.push(finding);
            } else {
                self.add_further(finding);
            }
            severity
        };
        *self.summary.by_severity.entry(severity).or_default() += 1;
    }

    /// Tells a finding that only records of level DEBUG held by a record that says more. Returns its severity.
    fn raise(&mut self, at: usize, mut finding: Finding<'k>, variant: Variant, time: Option<i64>) -> Severity {
        let severity = finding.severity;
        if let Some(quiet) = self.findings.get_mut(at) {
            (finding.count, finding.first) = (quiet.count + 1, quiet.first.clone());
            finding.variants = std::mem::take(&mut quiet.variants);
            finding.timeline = std::mem::take(&mut quiet.timeline);
            time.into_iter().for_each(|time| finding.timeline.add(time, 1));
            count_variant(&mut finding.variants, variant);
            *quiet = finding;
        }
        severity
    }

    fn add_further(&mut self, finding: Finding<'k>) {
        let (severity, confidence, owner) = (finding.severity, finding.confidence, finding.owner);
        let codes = finding.codes.into_iter().filter_map(|code| code.id);
        let key = (severity, confidence, owner, codes.chain([finding.id]).collect());
        let is_known = self.further.len() < MAX_FURTHER || self.further.contains_key(&key);
        let key = if is_known { key } else { (severity, confidence, owner, Vec::new()) };
        let ids = key.3.clone();
        let new = Further { severity, confidence, owner, ids, count: 0, first: finding.first };
        self.further.entry(key).or_insert(new).count += 1;
    }

    /// The words in which an error occurred; `to_compare`: they are not shown.
    fn variant_of(&mut self, placed: &Placed<'_, '_>, to_compare: bool) -> Variant {
        let root = placed.diagnosis.occurrence.links.get(placed.diagnosis.root);
        let message = root.map(|link| link.message.as_str()).unwrap_or_default();
        let component = placed.root.component.as_deref();
        let (first, last) = (placed.root.location.clone(), placed.root.location.clone());
        Variant {
            message: self.masked(message, &placed.root, to_compare),
            component: component.map(|one| self.masked(one, &placed.root, to_compare)),
            count: 1,
            first,
            last,
        }
    }

    /// The first proven cause, else the page of the first known code, else `system/slug`.
    fn id_of(&self, diagnosis: &Diagnosis<'_>) -> String {
        if let Some(candidate) = diagnosis.proven() {
            return candidate.id.to_owned();
        }
        let known = diagnosis.codes.iter().find_map(|code| code.id.clone());
        let slugged = || diagnosis.codes.first().map(|code| format!("{}/{}", code.system, slug(&self.name_of(code))));
        known.or_else(slugged).unwrap_or_else(|| "unknown".to_owned())
    }

    /// A code for ids and fingerprints, which have no part in the numbers of the masks.
    fn name_of<'c>(&self, code: &'c Code) -> Cow<'c, str> {
        match &code.id {
            Some(_) => Cow::Borrowed(&code.code),
            None => Cow::Owned(unnumbered(self.masker.show(&code.code).as_str())),
        }
    }

    /// A text that may be shown. Most errors of a log repeat a few messages, and masking is what costs.
    fn masked(&mut self, text: &str, record: &Record, to_compare: bool) -> Redacted {
        if let Some(known) = self.masked.get(text) {
            return known.clone();
        }
        if to_compare {
            return Known::of(&self.masker, []).show_beginning(text, MAX_MESSAGE_CHARS);
        }
        if self.masked.len() >= MAX_MASKED_TEXTS {
            self.masked.clear();
        }
        let masked = Known::of(&self.masker, [record.text.as_str()]).show_beginning(text, MAX_MESSAGE_CHARS);
        self.masked.insert(text.to_owned(), masked.clone());
        masked
    }

    /// What was found so far, in the order of the first places.
    pub(crate) fn findings(&self) -> &[Finding<'k>] {
        &self.findings
    }

    /// Whether nothing was recognised so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Counts what was read.
    pub(crate) fn count(&mut self, lines: u64, bytes: u64) {
        self.summary.lines += lines;
        self.summary.bytes += bytes;
    }

    /// Says what could not be read.
    pub(crate) fn note(&mut self, note: &str) {
        self.summary.notes.push(self.masker.show(note));
    }

    /// Says what was not read, so that no gate has judged it.
    pub(crate) fn note_unread(&mut self, note: &str) {
        self.summary.truncated = true;
        self.note(note);
    }

    /// The report.
    pub(crate) fn finish(mut self) -> Report<'k> {
        let further: Vec<Further> = self.further.values().cloned().collect();
        let count: u64 = further.iter().map(|one| one.count).sum();
        if count > 0 {
            self.note(&format!(
                "there are more than {MAX_FINDINGS} different errors: {count} after these are counted and judged, and not listed"
            ));
        }
        let rank = |finding: &Finding<'_>| (finding.severity, finding.confidence, !finding.quiet, finding.count);
        self.findings.order_by_key(|finding| Reverse(rank(finding)));
        self.summary.findings = u64::try_from(self.findings.len()).unwrap_or(u64::MAX);
        Report {
            schema_version: SCHEMA_VERSION,
            kind: "diagnosis",
            tool: Tool::of(self.catalog),
            findings: self.findings,
            suggestions: Vec::new(),
            error_lines: Vec::new(),
            further,
            summary: self.summary,
        }
    }

    fn finding(&self, id: String, fingerprint: String, placed: Placed<'_, 'k>) -> Finding<'k> {
        let (whole, excerpt) = (placed.whole(), placed.excerpt());
        let Placed { root: record, mut diagnosis, quiet, .. } = placed;
        order_likely(self.knowledge, &mut diagnosis, whole.shown());
        let mut known = Known::of(&self.masker, [record.text.as_str(), &whole.text, &excerpt.text]);
        diagnosis.occurrence.fields.iter().for_each(|field| known.add_field(&field.name, &field.value));
        let known = known;
        let why = if self.settings.why { why::reasons(&diagnosis, quiet, &known) } else { Vec::new() };
        let Verdict { row, is_known, page, cause, advice } = self.verdict(&diagnosis);
        let Diagnosis { occurrence, root, codes, chain, causes } = diagnosis;
        let root = occurrence.links.get(root);
        let systems = occurrence.codes().map(|code| code.system.as_str());
        let reader =
            Reader::of_error(self.catalog, systems, whole.shown(), self.settings.language, occurrence.language);
        let first = causes.first().filter(|candidate| candidate.is_proven());
        // A record of level DEBUG is no error to its program.
        let (surest, worst) =
            if quiet { (Confidence::Low, Severity::Warning) } else { (Confidence::High, Severity::Critical) };
        let confidence = first.map_or(Confidence::Low, confidence).min(surest);
        let of_format = root.and_then(|link| link.severity);
        let of_cause = cause.as_ref().and_then(|cause| cause.severity);
        let of_page = advice.as_ref().or(page.as_ref()).map(|page| page.severity);
        let of_row = row.as_ref().and_then(|one| one.row.severity);
        let severity = of_format.or(of_cause).or(of_row).or(of_page).unwrap_or(Severity::Error).min(worst);
        // Few pages begin with what the message names.
        let said = LazyCell::new(|| {
            let mut fields = occurrence.fields.clone();
            extract(self.knowledge, &mut fields, true);
            fields
        });
        let told = |candidate| self.cause(candidate, &occurrence.fields, &said, &reader, &known);
        let lowered = |cause: FoundCause<'k>| FoundCause { confidence: cause.confidence.min(surest), ..cause };
        let causes: Vec<FoundCause<'k>> = causes.iter().filter_map(told).map(lowered).collect();
        let title = match (first, &page) {
            (Some(_), _) => causes.first().map_or_else(String::new, |cause| cause.title.to_owned()),
            (None, Some(page)) => row.as_ref().and_then(|one| one.row.title).unwrap_or(page.title).to_owned(),
            (None, None) => row.as_ref().map_or_else(|| UNKNOWN.to_owned(), |one| self.title_of(one)),
        };
        let printed = codes.first().and_then(|code| code.canonical);
        let home = || implied(cause.as_ref()?.explains.first()?, self.catalog);
        let canonical = cause.as_ref().and_then(|cause| cause.canonical).or(printed).or_else(home);
        let seen = causes.first().into_iter().flat_map(|cause| &cause.evidence).map(|one| one.matched.as_str());
        let message = root.map(|link| link.message.as_str()).unwrap_or_default();
        let seen: Vec<&str> = seen.collect();
        let quoted = |record: &Record| Quote::of(&known, record, seen.iter().copied());
        let at_root = quoted(&record);
        let of_whole = quoted(&whole);
        // A header that proves the cause of a body's code is in the same answer, and is what to look at.
        let elsewhere = !at_root.found.contains(&true) && of_whole.found.contains(&true);
        let (quote, location) = if elsewhere { (of_whole, whole.location) } else { (at_root, record.location) };
        let quote = quote.or_line_of(known.show(message).as_str());
        let is_known = is_known || first.is_some();
        let notes = page.iter().flat_map(|page| notes(page, causes.first()));
        let notes = self.hiding(&occurrence, &codes, &chain).chain(notes).collect();
        let files = self.files(root.map(|link| link.format.as_str()), &codes, cause.as_ref());
        let sources = cause.as_ref().map(|page| page.sources.clone()).unwrap_or_default();
        let code_sources = page.as_ref().map(|page| page.sources.clone()).unwrap_or_default();
        Finding {
            id,
            codes: codes.iter().map(|code| self.code(code, &known)).collect(),
            canonical,
            title,
            code_title: row.as_ref().and_then(|one| one.row.title).or(page.as_ref().map(|page| page.title)),
            meaning: page.as_ref().map(|page| page.meaning),
            category: cause.as_ref().and_then(|page| page.category).or(page.as_ref().map(|page| page.category)),
            severity,
            confidence,
            quiet,
            owner: cause.as_ref().map(|page| page.owner).unwrap_or_default(),
            format: root.map(|link| link.format.clone()).unwrap_or_default(),
            language: occurrence.language,
            message: known.show_beginning(message, MAX_MESSAGE_CHARS),
            fields: fields_of(&occurrence.fields, &known),
            chain: chain.iter().filter_map(|one| self.link(one, &occurrence, &known)).collect(),
            retry: cause
                .as_ref()
                .and_then(|page| page.retry.clone())
                .or_else(|| self.retry_of(row.as_ref()?))
                .or(advice.as_ref().map(|page| page.retry.clone())),
            wait: occurrence.fields.first("wait").map(|wait| known.show(wait)),
            answer: Answer::of(&occurrence, &known),
            avoid: advice.map(|page| page.avoid).unwrap_or_default(),
            equivalents: page.as_ref().map(|page| page.equivalents.clone()).unwrap_or_default(),
            contrasts: page.as_ref().map(|page| page.contrasts.clone()).unwrap_or_default(),
            notes,
            sources: if sources.is_empty() { code_sources } else { sources },
            causes,
            reader,
            fingerprint,
            why,
            files,
            truncated: occurrence.truncated,
            skeleton: (!is_known).then(|| skeleton(&codes, &known)).flatten(),
            count: 1,
            timeline: Timeline::default(),
            variants: Vec::new(),
            quote,
            first: location.clone(),
            last: location,
            excerpt: known.show_part(&excerpt.text, excerpt.cut),
        }
    }

    /// The files of a finding that are not a part of the program.
    fn files(&self, format: Option<&str>, codes: &[Code], cause: Option<&CausePage<'_>>) -> Vec<String> {
        let cause = cause.and_then(|page| page.file.as_deref()).map(str::to_owned);
        let codes = codes.iter().filter_map(|code| self.catalog.file_of_code(code.id.as_deref()?));
        let format = format.and_then(|format| self.catalog.file_of_format(format));
        let mut files: Vec<String> = Vec::new();
        for file in cause.into_iter().chain(codes).chain(format) {
            if !files.contains(&file) {
                files.push(file);
            }
        }
        files
    }

    /// The pages that a finding is made of.
    fn verdict(&self, diagnosis: &Diagnosis<'_>) -> Verdict<'k> {
        let ids = || diagnosis.codes.iter().filter_map(|code| code.id.as_deref());
        let own = ids().find_map(|id| self.catalog.code_page(id));
        let row = ids().next().and_then(|id| self.catalog.row(id)).filter(|one| !one.row.page);
        let is_known = own.is_some() || row.is_some();
        // A code without a page is explained by that of its HTTP status.
        let printed = diagnosis.occurrence.fields.first("http.status");
        let status = diagnosis.codes.iter().find_map(|code| code.http).map(|status| status.to_string());
        let status = || self.catalog.code_page(&format!("http/{}", status.as_deref().or(printed)?.trim()));
        let page = own.or_else(status);
        let cause = diagnosis.proven().and_then(|candidate| self.catalog.cause_page(candidate.id));
        let advice = match &cause {
            // What hid the cause gives no advice on it: a 500 around a wrong password is no reason to call again.
            Some(cause) => ids().filter(|id| cause.explains.contains(id)).find_map(|id| self.catalog.code_page(id)),
            None => page.clone(),
        };
        Verdict { row, is_known, page, cause, advice }
    }

    /// What is said of a code that has no title: `AWS error AccessDenied`.
    fn title_of(&self, one: &SystemRow<'_>) -> String {
        let system = self.catalog.system(one.system).map_or(one.system, |system| system.title);
        one.row.title.map_or_else(|| format!("{system} error {}", one.row.name.unwrap_or(one.row.code)), str::to_owned)
    }

    /// What a system itself says of calling again.
    fn retry_of(&self, one: &SystemRow<'_>) -> Option<Retry<'k>> {
        let system = self.catalog.system(one.system).map_or(one.system, |system| system.title);
        Some(match one.row.retry? {
            true => Retry { advice: Advice::Backoff, why: format!("{system} marks this error as retryable.").into() },
            false => {
                let why = format!("{system} marks this error as one that a retry does not resolve.").into();
                Retry { advice: Advice::AfterFix, why }
            }
        })
    }

    fn code(&self, code: &Code, known: &Known<'_>) -> FoundCode {
        let title = self.catalog.system(&code.system).map(|system| system.title);
        let id = code.id.as_deref();
        let of_page = id.and_then(|id| self.catalog.code(id)).map(|entry| entry.title);
        let of_row = || id.and_then(|id| self.catalog.row(id)).and_then(|one| one.row.title);
        FoundCode {
            system: code.system.clone(),
            system_title: title.unwrap_or(&code.system).to_owned(),
            code: known.show(&code.code),
            number: code.number,
            printed: code.printed,
            known: code.id.is_some(),
            title: of_page.or_else(of_row).map(str::to_owned),
            canonical: code.canonical,
            http: code.http,
            id: code.id.clone(),
        }
    }

    /// What is worth mending where an outer code hid the one that says more.
    fn hiding(&self, occurrence: &Occurrence, codes: &[Code], chain: &[ChainLink]) -> impl Iterator<Item = Note<'k>> {
        let root = codes.first().and_then(|code| code.canonical);
        let outer =
            chain.iter().filter(|one| one.outer).filter_map(|one| occurrence.links.get(one.link)?.codes.first());
        let mut ids: Vec<&str> =
            outer.filter(|code| code.canonical != root).filter_map(|code| code.id.as_deref()).collect();
        ids.dedup();
        let pages: Vec<_> = ids.into_iter().filter_map(|id| self.catalog.code_page(id)).collect();
        pages.into_iter().flat_map(|page| page.notes).filter(|note| note.hides)
    }

    fn link(&self, one: &ChainLink, occurrence: &Occurrence, known: &Known<'_>) -> Option<Link> {
        let link = occurrence.links.get(one.link)?;
        Some(Link {
            format: link.format.clone(),
            codes: link.codes.iter().map(|code| self.code(code, known)).collect(),
            message: known.show_beginning(&link.message, MAX_MESSAGE_CHARS),
            outer: one.outer,
        })
    }

    fn cause(
        &self,
        candidate: &Candidate<'_>,
        fields: &Fields,
        said: &LazyCell<Fields, impl FnOnce() -> Fields>,
        reader: &Reader,
        known: &Known<'_>,
    ) -> Option<FoundCause<'k>> {
        let page = self.catalog.cause_page(candidate.id)?;
        // A letter that stands for any message proves nothing to a reader.
        let telling = candidate.evidence.iter().filter(|seen| seen.field != "message" || seen.matched.len() > 1);
        let evidence = telling.map(|seen| Evidence {
            field: known.show(&seen.field),
            matched: known.show_field(&seen.field, &seen.matched, MAX_MESSAGE_CHARS),
        });
        let about = fill::about(&page, said, known);
        Some(FoundCause {
            id: page.id,
            title: page.title,
            explanation: match &about {
                Some(about) => format!("{about} {}", page.explanation).into(),
                None => page.explanation.into(),
            },
            about,
            tell: page.tell,
            confidence: confidence(candidate),
            likelihood: page.likelihood,
            owner: page.owner,
            evidence: evidence.collect(),
            checks: fill::checks(reader.arrange(page.checks, &candidate.choice.checks), fields, known),
            fixes: fill::fixes(reader.arrange(page.fixes, &candidate.choice.fixes), fields, reader, known),
            reproduce: fill::reproductions(reader.arrange(page.reproduce, &[]), fields, known),
            file: page.file.map(|file| file.to_string()),
        })
    }
}

/// The pages behind a finding.
struct Verdict<'k> {
    /// Of the most specific known code, if it has no page.
    row: Option<SystemRow<'k>>,
    /// Whether the catalog has a page or a row for one of the codes.
    is_known: bool,
    /// Of the most specific code that has one, or of the HTTP status.
    page: Option<CodePage<'k>>,
    /// Of the proven cause.
    cause: Option<CausePage<'k>>,
    /// Of the code whose advice holds.
    advice: Option<CodePage<'k>>,
}

/// Counts an occurrence with those in the same words from the same place.
fn count_variant(variants: &mut Vec<Variant>, next: Variant) {
    // The numbers of masks depend on what was read before.
    let same = |one: &Variant| alike(one.message.as_str(), next.message.as_str()) && one.component == next.component;
    let known = variants.iter().position(same).and_then(|at| variants.get_mut(at));
    if let Some(known) = known {
        known.count += 1;
        known.last = next.last;
    } else if variants.len() < MAX_VARIANTS {
        variants.push(next);
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
        Some(Strength::Words | Strength::Faint) | None => Confidence::Low,
    }
}

fn fields_of(fields: &Fields, known: &Known<'_>) -> BTreeMap<Redacted, Vec<Redacted>> {
    let mut all: BTreeMap<Redacted, Vec<Redacted>> = BTreeMap::new();
    for field in fields.iter().filter(|field| !matches!(field.name.as_str(), "message" | "code" | "format")) {
        let value = known.show_field(&field.name, &field.value, MAX_MESSAGE_CHARS);
        all.entry(known.show(&field.name)).or_default().push(value);
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
    let page = catalog.code(code).map(|entry| entry.canonical);
    page.or_else(|| catalog.row(code)?.row.canonical)
}

/// The beginning of the page that is missing.
fn skeleton(codes: &[Code], known: &Known<'_>) -> Option<Redacted> {
    let code = codes.first()?;
    let name = known.show(&code.code);
    let path = format!("codes/{}/{}.toml", code.system, slug(name.as_str()));
    let quoted = serde_json::to_string(name.as_str()).ok()?;
    Some(known.show(&format!(
        "# {path}\ncode      = {quoted}\ncanonical = \"UNKNOWN\"\ntitle     = \"\"\ncategory  = \"internal\"\n\
         severity  = \"error\"\nmeaning   = ''''''\nretry     = {{ advice = \"after-fix\", why = \"\" }}\n\n\
         [[source]]\ntitle = \"\"\nurl   = \"\"\n"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explainer::Explainer;

    #[test]
    fn ten_thousand_kinds_of_what_is_not_listed_are_kept_apart() {
        let explainer = Explainer::new().expect("a catalog");
        let one = explainer.diagnose("rpc error: code = NotFound desc = order 17").findings.remove(0);
        let mut builder = Builder::new(explainer.knowledge(), Settings::default(), Arc::default());
        for at in (0..10_002).chain([7, 10_001]) {
            builder.add_further(Finding { id: format!("area/cause-{at}"), ..one.clone() });
        }
        // The last two kinds are counted together, without ids.
        assert_eq!(builder.further.len(), 10_001);
        let counts = |ids: &[&str]| {
            let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            builder.further.values().find(|one| one.ids == ids).map(|one| one.count)
        };
        assert_eq!(counts(&["grpc/not-found", "area/cause-7"]), Some(2));
        assert_eq!(counts(&["grpc/not-found", "area/cause-9999"]), Some(1));
        assert_eq!(counts(&[]), Some(3));
    }

    #[test]
    fn fields_are_told_but_for_those_that_a_finding_has_anyway() {
        let mut fields = Fields::default();
        for (name, value) in [("message", "a"), ("code", "b"), ("format", "c"), ("status", "404"), ("status", "500")] {
            fields.add(name, value);
        }
        let masker = Masker::default();
        let told = fields_of(&fields, &Known::of(&masker, []));
        let told: Vec<String> = told.iter().map(|(name, values)| format!("{name} {}", values.len())).collect();
        assert_eq!(told, ["status 2"]);
        let value = |chars: usize| {
            let mut fields = Fields::default();
            fields.add("status", "x".repeat(chars));
            let told = fields_of(&fields, &Known::of(&masker, []));
            told.values().flatten().map(|value| value.as_str().len()).sum::<usize>()
        };
        assert_eq!((value(2000), value(2001)), (2000, 2000 + "...".len()));
    }
}
