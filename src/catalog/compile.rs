//! The one function between a catalog as written and a catalog as used.
//!
//! It checks what one file can't show by itself (references, ids, completeness, patterns), reports all faults at once, and
//! writes the blob that [`super::pages`] describes. The build script and `--catalog DIR` both call it.

mod additions;
mod base;
mod blob;
mod formats;
mod leads;
mod likeness;
mod markers;
mod rows;
mod signs;

use std::collections::{BTreeMap, BTreeSet};

pub use base::Base;
#[allow(unused_imports, reason = "the build script lays its catalog over nothing")]
pub(crate) use base::{AddedTo, Ids, collected};
#[cfg(test)]
pub(crate) use markers::can_hold;
use toml::Spanned;

use super::fault::{Fault, nearest};
use super::fields;
use super::load::{Entry, Sources, Written};
use super::model::{Audience, Check, Fix, Language, Proven, Reproduce, Snippet, Text};
use super::names::{fold, slug};
use super::pages::{CausePage, CodePage, Contrast, Equivalent, Note};
use super::placeholder::{self, Piece};
use super::rules::RuleSet;
use super::source;
use crate::catalog::order::Order;

/// How what the rules decode on demand is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// Packed: for the built-in catalog, of which there is one in a process, so that what is unpacked can be kept for all.
    Packed,
    /// As they are: for a user's own catalog, which is compiled at each run.
    Plain,
}

/// Compiles a catalog into a blob, and lists the faults of all entries in the order of the files. A blob made despite
/// faults works apart from them: a malformed pattern never matches, a dangling reference leads nowhere.
pub fn compile<'a>(sources: &'a Sources<'a>, base: &'a Base<'a>, storage: Storage) -> (Vec<u8>, Vec<Fault>) {
    let fields = fields_of(sources, base);
    let mut compiler = Compiler { sources, base, known: known(sources, base), fields, faults: Vec::new() };
    compiler.built_in();
    compiler.systems();
    compiler.snippets();
    compiler.names();
    let collected = compiler.rows();
    let leads = leads::leads(sources, &collected.rows);
    let mut codes: Vec<CodePage<'_>> = sources.codes.iter().map(|entry| compiler.code(entry)).collect();
    codes.extend(sources.code_additions.iter().filter_map(|entry| compiler.code_addition(entry)));
    let mut causes: Vec<CausePage<'_>> = sources.causes.iter().map(|entry| compiler.cause(entry)).collect();
    causes.extend(sources.cause_additions.iter().filter_map(|entry| compiler.cause_addition(entry)));
    let mut rules = RuleSet {
        formats: sources.formats.iter().map(|entry| compiler.format(entry)).collect(),
        extractions: sources.extracts.iter().flat_map(|entry| compiler.extractions(entry)).collect(),
        causes: sources.causes.iter().map(|entry| compiler.signs(entry)).collect(),
    };
    rules.causes.extend(sources.cause_additions.iter().filter_map(|entry| compiler.added_signs(entry)));
    // A cause is searched for by its id in every run.
    rules.causes.order_by_key(|signs| signs.id);
    let mut faults = compiler.faults;
    let blob = blob::write(sources, base, &collected, &leads, (&codes, &causes), &mut rules, storage).unwrap_or_else(
        |error| {
            faults.push(Fault::of("", error.to_string()));
            Vec::new()
        },
    );
    faults.sort();
    (blob, faults)
}

/// Whether a proof names a day and programs.
fn is_dated(proven: &Proven<'_>) -> bool {
    let parts: Vec<usize> = proven
        .on
        .split('-')
        .map(|part| if part.bytes().all(|byte| byte.is_ascii_digit()) { part.len() } else { 0 })
        .collect();
    parts == [4, 2, 2] && !proven.with.is_empty()
}

fn known(sources: &Sources<'_>, base: &Base<'_>) -> Ids {
    let listed = sources.systems.iter().flat_map(|entry| entry.value.system.iter().map(|system| system.id.clone()));
    let clients = sources.clients.iter().flat_map(|entry| entry.value.client.iter().map(|client| client.id.clone()));
    let codes = sources.codes.iter().map(|entry| entry.id.clone()).chain(rows::ids(sources));
    let causes = sources.causes.iter().map(|entry| entry.id.clone());
    let formats = sources.formats.iter().map(|entry| entry.id.clone());
    let below = &base.known;
    Ids {
        systems: collected(listed.chain(below.systems.iter().cloned())),
        codes: collected(codes.chain(below.codes.iter().cloned())),
        causes: collected(causes.chain(below.causes.iter().cloned())),
        clients: collected(clients.chain(below.clients.iter().cloned())),
        formats: collected(formats.chain(below.formats.iter().cloned())),
    }
}

/// The fields that formats and extraction rules set: those of the folder and those below it.
fn fields_of(sources: &Sources<'_>, base: &Base<'_>) -> BTreeSet<String> {
    let formats = sources.formats.iter().map(|entry| &entry.value);
    let of_formats = formats.flat_map(|format| {
        let groups = format.pattern.iter().flat_map(|pattern| fields::groups(pattern.get_ref()));
        let json = format.json.iter().flat_map(|json| json.fields.keys().map(String::as_str));
        groups.chain(json).chain(format.rename.keys().map(String::as_str))
    });
    let rules = sources.extracts.iter().flat_map(|entry| &entry.value.rule);
    let of_rules = rules.flat_map(|rule| fields::groups(rule.pattern.get_ref()));
    collected(of_formats.chain(of_rules).map(str::to_owned).chain(base.fields.iter().cloned()))
}

/// The names of what alone has a cause: its own, or those of its area.
fn within<'a>(sources: &'a Sources<'a>, cause: &'a Entry<'a, source::Cause<'a>>) -> Vec<&'a str> {
    let own = &cause.value.within;
    let area = cause.id.split('/').next().unwrap_or_default();
    let areas = sources.systems.iter().flat_map(|entry| &entry.value.area);
    let of_area = areas.filter(|one| own.is_empty() && one.id == area).flat_map(|one| &one.within);
    own.iter().chain(of_area).map(String::as_str).collect()
}

struct Compiler<'a> {
    sources: &'a Sources<'a>,
    base: &'a Base<'a>,
    known: Ids,
    /// The fields that formats and extraction rules set.
    fields: BTreeSet<String>,
    faults: Vec<Fault>,
}

impl<'a> Compiler<'a> {
    fn systems(&mut self) {
        let areas: BTreeSet<&str> = self.sources.causes.iter().filter_map(|entry| entry.id.split('/').next()).collect();
        if let Some(entry) = &self.sources.systems {
            for area in entry.value.area.iter().filter(|area| !areas.contains(area.id.as_str())) {
                let hint = nearest(&area.id, areas.iter().copied());
                self.faults.push(entry.fault(0, format!("no cause is in the area `{}`{hint}", area.id)));
            }
        }
        for entry in &self.sources.causes {
            for name in within(self.sources, entry) {
                if name.trim().is_empty() || name != name.to_lowercase() {
                    self.faults.push(entry.fault(0, format!("`within`: `{name}` is not in small letters")));
                }
            }
        }
        for entry in &self.sources.codes {
            self.is_system(entry, entry.id.split('/').next().unwrap_or_default());
        }
    }

    /// Folders of snippets are named after systems.
    fn snippets(&mut self) {
        for shared in self.sources.snippets.values().flatten() {
            let Some(system) = shared.system.as_ref().filter(|system| !self.known.systems.contains(*system)) else {
                continue;
            };
            let hint = nearest(system, self.known.systems.iter().map(String::as_str));
            self.faults.push(Fault::of(&shared.path, format!("unknown system `{system}`{hint}")));
        }
    }

    /// Requires that all that `for` names is known.
    fn audience(&mut self, path: &dyn Written, title: &str, audience: Option<&Audience<'_>>) {
        let Some(audience) = audience else { return };
        let offset = path.text().find(title).unwrap_or(0);
        let systems = audience.system.iter().map(|id| (id, &self.known.systems, "system"));
        let clients = audience.client.iter().map(|id| (id, &self.known.clients, "client"));
        for (id, known, noun) in systems.chain(clients) {
            if !known.contains(id.as_ref()) {
                let hint = nearest(id, known.iter().map(String::as_str));
                self.faults.push(path.fault(offset, format!("unknown {noun} `{id}` in `for`{hint}")));
            }
        }
        if *audience == Audience::default() {
            self.faults.push(path.fault(offset, "`for` names nobody"));
        }
    }

    fn is_system(&mut self, entry: &dyn Written, system: &str) {
        if !self.known.systems.contains(system) {
            let hint = nearest(system, self.known.systems.iter().map(String::as_str));
            self.faults.push(entry.fault(0, format!("unknown system `{system}`: it is not in systems.toml{hint}")));
        }
    }

    /// Within a system a name leads to one page, and so does a number.
    fn names(&mut self) {
        let mut names: BTreeMap<(String, &str), &str> = BTreeMap::new();
        for entry in &self.sources.codes {
            let system = entry.id.split('/').next().unwrap_or_default();
            let number = entry.value.number.map(|number| (number.to_string(), 0));
            let spelled = std::iter::once(&entry.value.code).chain(&entry.value.aliases);
            let spelled = spelled.map(|name| (name.get_ref().clone(), name.span().start));
            for (name, offset) in spelled.chain(number) {
                match names.insert((fold(&name), system), &entry.id) {
                    Some(other) if other != entry.id => {
                        self.faults.push(entry.fault(offset, format!("`{name}` already leads to {other}")));
                    }
                    _ => {}
                }
            }
        }
    }

    fn reference(&mut self, path: &dyn Written, reference: &'a Spanned<String>, kind: Reference) -> &'a str {
        let ids = match kind {
            Reference::Code => &self.known.codes,
            Reference::Cause => &self.known.causes,
            Reference::System => &self.known.systems,
        };
        let id = reference.get_ref();
        if !ids.contains(id) {
            let hint = nearest(id, ids.iter().map(String::as_str));
            self.faults.push(path.fault(reference.span().start, format!("unknown {} `{id}`{hint}", kind.noun())));
        }
        id
    }

    /// Requires that something sets a field.
    fn field(&mut self, entry: &dyn Written, offset: usize, name: &str) {
        if !fields::is_computed(name) && !self.fields.contains(name) {
            let known = self.fields.iter().map(String::as_str).chain(fields::COMPUTED);
            let message = format!("no format, rule or reader sets the field `{name}`{}", nearest(name, known));
            self.faults.push(entry.fault(offset, message));
        }
    }

    /// Requires that a text is not empty.
    fn text(&mut self, path: &dyn Written, what: &str, text: &'a str) -> &'a str {
        if text.trim().is_empty() {
            self.faults.push(path.fault(0, format!("`{what}` is empty")));
        }
        text.trim()
    }

    fn require(&mut self, path: &dyn Written, met: bool, message: &str) {
        if !met {
            self.faults.push(path.fault(0, message));
        }
    }

    /// A sentence with one place for the words of the message.
    fn about(&mut self, path: &dyn Written, text: &str) {
        let places = |pieces: Vec<Piece<'_>>| pieces.iter().filter(|piece| matches!(piece, Piece::Words(_))).count();
        let pieces = placeholder::pieces(text);
        if pieces.is_ok_and(|pieces| pieces.iter().all(Piece::is_of_prose) && places(pieces) == 1)
            && text.ends_with('.')
        {
            return;
        }
        let offset = path.text().find(text).unwrap_or(0);
        self.faults.push(path.fault(
            offset,
            "`about` is a sentence with one place for words of the message, such as `{{said.missing}}`",
        ));
    }

    fn commands(&mut self, path: &dyn Written, text: &str) {
        if let Err(message) = placeholder::check(text) {
            let offset = path.text().find(text.lines().next().unwrap_or_default()).unwrap_or(0);
            self.faults.push(path.fault(offset, message));
        }
    }

    /// Only commands, code and steps are filled.
    fn prose(&mut self, path: &dyn Written, text: &str) {
        if text.contains("{{") {
            let offset = path.text().find(text.lines().next().unwrap_or_default()).unwrap_or(0);
            self.faults.push(path.fault(offset, "a placeholder here is not filled: only commands, code and steps are"));
        }
    }

    fn code(&mut self, entry: &'a Entry<'a, source::Code<'a>>) -> CodePage<'a> {
        let code = &entry.value;
        let expected = slug(code.code.get_ref());
        let stem = entry.id.rsplit('/').next().unwrap_or_default();
        if expected != stem {
            let message = format!("the file of the code `{}` is named {expected}.toml", code.code.get_ref());
            self.faults.push(entry.fault(code.code.span().start, message));
        }
        self.require(entry, !code.source.is_empty(), "a code needs a [[source]]");
        self.text(entry, "retry.why", &code.retry.why);
        CodePage {
            id: &entry.id,
            code: code.code.get_ref(),
            number: code.number,
            canonical: code.canonical,
            aliases: code.aliases.iter().map(|alias| alias.get_ref().as_str()).collect(),
            title: self.text(entry, "title", &code.title),
            category: code.category,
            severity: code.severity,
            since: code.since.as_deref(),
            status: code.status,
            meaning: self.text(entry, "meaning", &code.meaning),
            retry: code.retry.clone(),
            attributes: code.attribute.clone(),
            equivalents: code.equivalent.iter().map(|one| self.equivalent(entry, one)).collect(),
            contrasts: code.contrast.iter().map(|one| self.contrast(entry, one)).collect(),
            avoid: code.avoid.clone(),
            notes: code.note.iter().map(|one| self.note(entry, one)).collect(),
            sources: code.source.clone(),
            file: None,
        }
    }

    fn equivalent(&mut self, entry: &dyn Written, one: &'a source::Equivalent) -> Equivalent<'a> {
        Equivalent {
            code: Text::from(self.reference(entry, &one.code, Reference::Code)),
            direction: one.direction,
            note: one.note.as_deref().map(Text::from),
        }
    }

    fn contrast(&mut self, entry: &dyn Written, one: &'a source::Contrast) -> Contrast<'a> {
        Contrast {
            code: Text::from(self.reference(entry, &one.code, Reference::Code)),
            difference: Text::from(one.difference.trim()),
            example: one.example.as_deref().map(Text::from),
            counterexample: one.counterexample.as_deref().map(Text::from),
        }
    }

    fn note(&mut self, entry: &dyn Written, note: &'a source::Note) -> Note<'a> {
        Note {
            cause: note.cause.as_ref().map(|cause| Text::from(self.reference(entry, cause, Reference::Cause))),
            text: Text::from(note.text.trim()),
            hides: note.hides,
        }
    }

    fn cause(&mut self, entry: &'a Entry<'a, source::Cause<'a>>) -> CausePage<'a> {
        let cause = &entry.value;
        self.require(entry, !cause.sign.is_empty(), "a cause needs a [[sign]]");
        self.require(entry, !cause.fix.is_empty(), "a cause needs a [[fix]]");
        self.require(entry, !cause.example.is_empty(), "a cause needs an [[example]]");
        self.require(entry, !cause.near_miss.is_empty(), "a cause needs a [[near_miss]]");
        self.require(entry, !cause.source.is_empty(), "a cause needs a [[source]]");
        let by_words = cause.sign.iter().all(|sign| sign.strength == source::Strength::Words);
        let home = if by_words { cause.canonical.is_some() } else { !cause.explains.is_empty() };
        self.require(
            entry,
            home,
            "a cause needs a code that it `explains`; one told by words alone needs a `canonical`",
        );
        self.prose(entry, &cause.explanation);
        cause.about.iter().for_each(|sentence| self.about(entry, sentence));
        self.checks(entry, &cause.check);
        self.reproductions(entry, &cause.reproduce);
        self.texts(entry, &cause.example, &cause.near_miss);
        CausePage {
            id: &entry.id,
            title: self.text(entry, "title", cause.title.get_ref()),
            explains: cause.explains.iter().map(|code| self.reference(entry, code, Reference::Code)).collect(),
            likelihood: cause.likelihood,
            owner: cause.owner,
            severity: cause.severity,
            canonical: cause.canonical,
            category: cause.category,
            retry: cause.retry.clone(),
            since: cause.since.as_deref(),
            status: cause.status,
            about: cause.about.iter().map(String::as_str).collect(),
            explanation: self.text(entry, "explanation", &cause.explanation),
            tell: cause.tell.as_deref(),
            checks: cause.check.clone(),
            fixes: cause.fix.iter().map(|fix| self.fix(entry, fix)).collect(),
            reproduce: cause.reproduce.clone(),
            sources: cause.source.clone(),
            file: None,
        }
    }

    fn checks(&mut self, entry: &dyn Written, checks: &[Check<'_>]) {
        for check in checks {
            self.commands(entry, check.run.as_deref().unwrap_or_default());
            self.prose(entry, &check.tells);
            self.audience(entry, &check.title, check.audience.as_ref());
        }
    }

    fn reproductions(&mut self, entry: &dyn Written, reproductions: &[Reproduce<'_>]) {
        for reproduce in reproductions {
            self.commands(entry, &reproduce.run);
            self.audience(entry, &reproduce.title, reproduce.audience.as_ref());
            let needs = reproduce.runs.as_deref();
            let message = "`runs` says what a laboratory lacks: \"needs a Google Cloud project\"";
            self.require(entry, needs.is_none_or(|needs| needs.starts_with("needs ")), message);
            let message = "what can't be run here (`runs`) was not proven here";
            self.require(entry, needs.is_none() || reproduce.proven.is_none(), message);
            let message = "`proven` names a day, as 2026-11-30, and the programs with their versions";
            self.require(entry, reproduce.proven.as_ref().is_none_or(is_dated), message);
        }
    }

    /// What examples and near misses name must be known.
    fn texts(&mut self, entry: &dyn Written, examples: &'a [source::Example], near: &'a [source::NearMiss]) {
        for reference in examples.iter().filter_map(|example| example.code.as_ref()) {
            self.reference(entry, reference, Reference::Code);
        }
        for reference in near.iter().filter_map(|near| near.is.as_ref()) {
            self.reference(entry, reference, Reference::Cause);
        }
    }

    fn fix(&mut self, entry: &dyn Written, fix: &'a source::Fix<'a>) -> Fix<'a> {
        // Code on the page itself replaces shared code of its language.
        let mut code: BTreeMap<(Language, Option<&'a str>), &'a str> = BTreeMap::new();
        code.extend(fix.code.iter().map(|(language, text)| ((*language, None), text.as_str())));
        if let Some(reference) = &fix.snippet {
            let name = reference.get_ref();
            if let Some(shared) = self.sources.snippets.get(name) {
                let shared = shared.iter().filter(|one| !fix.code.contains_key(&one.language));
                code.extend(shared.map(|one| ((one.language, one.system.as_deref()), one.code.as_str())));
            } else {
                let hint = nearest(name, self.sources.snippets.keys().map(String::as_str));
                self.faults.push(entry.fault(reference.span().start, format!("unknown snippet `{name}`{hint}")));
            }
        }
        code.values().copied().chain(fix.steps.iter().map(String::as_str)).for_each(|text| self.commands(entry, text));
        fix.when.iter().chain([&fix.why]).for_each(|text| self.prose(entry, text));
        self.text(entry, "fix.why", &fix.why);
        self.audience(entry, &fix.title, fix.audience.as_ref());
        let snippet = |((language, system), text): (&(Language, Option<&'a str>), &&'a str)| Snippet {
            language: *language,
            system: system.map(Text::from),
            code: Text::from(text.trim_matches('\n').trim_end()),
        };
        let mut code: Vec<_> = code.iter().map(snippet).collect();
        code.order_by_key(|snippet| Language::ALL.iter().position(|language| *language == snippet.language));
        Fix {
            title: Text::from(self.text(entry, "fix.title", &fix.title)),
            when: fix.when.as_deref().map(Text::from),
            steps: fix.steps.iter().map(|step| Text::from(step.as_str())).collect(),
            why: Text::from(fix.why.trim()),
            code,
            audience: fix.audience.clone(),
        }
    }
}

#[derive(Clone, Copy)]
enum Reference {
    Code,
    Cause,
    System,
}

impl Reference {
    fn noun(self) -> &'static str {
        match self {
            Reference::Code => "code",
            Reference::Cause => "cause",
            Reference::System => "system",
        }
    }
}
