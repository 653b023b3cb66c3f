//! The one function between a catalog as written and a catalog as used.
//!
//! It checks what a file alone can't show (references, ids, completeness, patterns), reports every fault at once, and
//! writes the blob that [`super::compiled`] describes. The build script and `--catalog DIR` both call it.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;
use toml::Spanned;

use super::compiled::{
    CauseEntry, CausePage, CodeEntry, CodeFrom, CodePage, Condition, Contrast, Engine, Equivalent, Format, Head, Kind,
    Note, Part, Pattern, Place, PointerCondition, PointerTest, Rule, Sign, Signs, System, Test, fold, slug,
};
use super::fault::{Fault, nearest};
use super::literals;
use super::load::{Entry, Sources};
use super::page::{Fix, Language, Snippet, Text};
use super::placeholder;
use super::quantity;
use super::source;
use super::table;

/// What a catalog may refer to besides its own entries: the ids of the catalog below it.
#[derive(Debug, Default)]
pub struct Base {
    /// Systems.
    pub systems: BTreeSet<String>,
    /// Codes.
    pub codes: BTreeSet<String>,
    /// Causes.
    pub causes: BTreeSet<String>,
}

/// Compiles a catalog into a blob, and names all faults of all entries in the order of the files. A blob made in spite
/// of faults works but for them: a pattern that is malformed never matches, a reference that dangles leads nowhere.
pub fn compile(sources: &Sources<'_>, base: &Base) -> (Vec<u8>, Vec<Fault>) {
    let mut compiler = Compiler { sources, known: known(sources, base), faults: Vec::new() };
    compiler.systems();
    let names = compiler.names();
    let codes: Vec<CodePage<'_>> = sources.codes.iter().map(|entry| compiler.code(entry)).collect();
    let causes: Vec<CausePage<'_>> = sources.causes.iter().map(|entry| compiler.cause(entry)).collect();
    let engine = Engine {
        formats: sources.formats.iter().map(|entry| compiler.format(entry)).collect(),
        rules: sources.extracts.iter().flat_map(|entry| compiler.rules(entry)).collect(),
        causes: sources.causes.iter().map(|entry| compiler.signs(entry)).collect(),
    };
    let mut faults = compiler.faults;
    let blob = write(sources, names, &codes, &causes, &engine).unwrap_or_else(|error| {
        faults.push(Fault::of("", error.to_string()));
        Vec::new()
    });
    faults.sort();
    (blob, faults)
}

fn known(sources: &Sources<'_>, base: &Base) -> Base {
    let listed = sources.systems.iter().flat_map(|entry| entry.value.system.iter().map(|system| system.id.clone()));
    Base {
        systems: listed.chain(base.systems.iter().cloned()).collect(),
        codes: sources.codes.iter().map(|entry| entry.id.clone()).chain(base.codes.iter().cloned()).collect(),
        causes: sources.causes.iter().map(|entry| entry.id.clone()).chain(base.causes.iter().cloned()).collect(),
    }
}

/// The blob: the lengths of its parts, then the parts.
fn write(
    sources: &Sources<'_>,
    names: Vec<(String, String)>,
    codes: &[CodePage<'_>],
    causes: &[CausePage<'_>],
    engine: &Engine<'_>,
) -> Result<Vec<u8>, postcard::Error> {
    let mut pages: Vec<u8> = Vec::new();
    let code_entries: Result<Vec<_>, postcard::Error> =
        codes.iter().map(|page| Ok((page.id, code_entry(page, append(&mut pages, page)?)))).collect();
    let cause_entries: Result<Vec<_>, postcard::Error> =
        causes.iter().map(|page| Ok((page.id, cause_entry(page, append(&mut pages, page)?)))).collect();
    let parts: [Vec<u8>; Part::COUNT] = [
        head(sources)?,
        table::write(code_entries?)?,
        table::write(cause_entries?)?,
        table::write(names)?,
        table::write(explained(codes, causes))?,
        postcard::to_stdvec(engine)?,
        pages,
    ];
    let lengths = parts.iter().flat_map(|part| u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
    Ok(lengths.collect::<Vec<u8>>().into_iter().chain(parts.concat()).collect())
}

fn head(sources: &Sources<'_>) -> Result<Vec<u8>, postcard::Error> {
    let systems = sources.systems.iter().flat_map(|entry| &entry.value.system);
    let folded: Vec<Vec<String>> =
        systems.clone().map(|system| system.prefixes.iter().map(|prefix| fold(prefix)).collect()).collect();
    let systems = systems.zip(&folded).map(|(system, prefixes)| System {
        id: &system.id,
        title: &system.title,
        prefixes: prefixes.iter().map(String::as_str).collect(),
    });
    postcard::to_stdvec(&Head { hash: &hash(sources), systems: systems.collect() })
}

fn code_entry<'a>(page: &CodePage<'a>, place: Place) -> CodeEntry<'a> {
    CodeEntry {
        id: page.id,
        code: page.code,
        number: page.number,
        canonical: page.canonical,
        severity: page.severity,
        title: page.title,
        status: page.status,
        place,
    }
}

fn cause_entry<'a>(page: &CausePage<'a>, place: Place) -> CauseEntry<'a> {
    CauseEntry {
        id: page.id,
        title: page.title,
        tell: page.tell,
        likelihood: page.likelihood,
        explains: page.explains.clone(),
        place,
    }
}

/// For each code its causes, the likeliest first: those that stand behind it before all others, then those that show under
/// it too; among equals those that the code's notes name, in their order.
fn explained<'a>(codes: &[CodePage<'a>], causes: &[CausePage<'a>]) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut by_code: BTreeMap<&str, Vec<&CausePage<'a>>> = BTreeMap::new();
    for cause in causes {
        for code in &cause.explains {
            by_code.entry(code).or_default().push(cause);
        }
    }
    let ordered = by_code.into_iter().map(|(code, mut causes)| {
        let notes = codes.iter().find(|page| page.id == code).map_or(&[][..], |page| &page.notes);
        let noted = |id: &str| notes.iter().position(|note| note.cause.as_deref() == Some(id)).unwrap_or(usize::MAX);
        causes
            .sort_by_key(|cause| (cause.explains.first() != Some(&code), cause.likelihood, noted(cause.id), cause.id));
        (code, causes.iter().map(|cause| cause.id).collect())
    });
    ordered.collect()
}

fn append(pages: &mut Vec<u8>, page: &impl Serialize) -> Result<(u32, u32), postcard::Error> {
    let start = pages.len();
    pages.extend(postcard::to_stdvec(page)?);
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Ok((number(start), number(pages.len() - start)))
}

fn hash(sources: &Sources<'_>) -> String {
    let mut hasher = DefaultHasher::new();
    sources.systems.iter().for_each(|entry| entry.text.hash(&mut hasher));
    sources.codes.iter().for_each(|entry| (&entry.id, &entry.text).hash(&mut hasher));
    sources.causes.iter().for_each(|entry| (&entry.id, &entry.text).hash(&mut hasher));
    sources.formats.iter().for_each(|entry| (&entry.id, &entry.text).hash(&mut hasher));
    sources.extracts.iter().for_each(|entry| (&entry.id, &entry.text).hash(&mut hasher));
    sources.snippets.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

struct Compiler<'a> {
    sources: &'a Sources<'a>,
    known: Base,
    faults: Vec<Fault>,
}

impl<'a> Compiler<'a> {
    fn systems(&mut self) {
        for entry in &self.sources.codes {
            let system = entry.id.split('/').next().unwrap_or_default();
            if !self.known.systems.contains(system) {
                let hint = nearest(system, self.known.systems.iter().map(String::as_str));
                self.faults.push(entry.fault(0, format!("`{system}` is no system of systems.toml{hint}")));
            }
        }
    }

    /// Folded names of all codes: the code, its number and its aliases. One name leads to one code within a system.
    fn names(&mut self) -> Vec<(String, String)> {
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
        names.into_iter().map(|((name, _), id)| (name, id.to_owned())).collect()
    }

    fn reference(&mut self, path: &Entry<'_, impl Sized>, reference: &'a Spanned<String>, kind: Reference) -> &'a str {
        let ids = match kind {
            Reference::Code => &self.known.codes,
            Reference::Cause => &self.known.causes,
            Reference::System => &self.known.systems,
        };
        let id = reference.get_ref();
        if !ids.contains(id) {
            let hint = nearest(id, ids.iter().map(String::as_str));
            self.faults.push(path.fault(reference.span().start, format!("there is no {} `{id}`{hint}", kind.noun())));
        }
        id
    }

    /// Demands that a text says something.
    fn text(&mut self, path: &Entry<'_, impl Sized>, what: &str, text: &'a str) -> &'a str {
        if text.trim().is_empty() {
            self.faults.push(path.fault(0, format!("`{what}` is empty")));
        }
        text.trim()
    }

    fn demand(&mut self, path: &Entry<'_, impl Sized>, met: bool, message: &str) {
        if !met {
            self.faults.push(path.fault(0, message));
        }
    }

    fn commands(&mut self, path: &Entry<'_, impl Sized>, text: &str) {
        if let Err(message) = placeholder::check(text) {
            let offset = path.text.find(text.lines().next().unwrap_or_default()).unwrap_or(0);
            self.faults.push(path.fault(offset, message));
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
        self.demand(entry, !code.source.is_empty(), "a code needs a [[source]]");
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
            equivalents: code
                .equivalent
                .iter()
                .map(|one| Equivalent {
                    code: Text::from(self.reference(entry, &one.code, Reference::Code)),
                    direction: one.direction,
                    note: one.note.as_deref().map(Text::from),
                })
                .collect(),
            contrasts: code
                .contrast
                .iter()
                .map(|one| Contrast {
                    code: Text::from(self.reference(entry, &one.code, Reference::Code)),
                    difference: Text::from(one.difference.trim()),
                    example: one.example.as_deref().map(Text::from),
                    counterexample: one.counterexample.as_deref().map(Text::from),
                })
                .collect(),
            avoid: code.avoid.clone(),
            notes: code
                .note
                .iter()
                .map(|note| Note {
                    cause: note.cause.as_ref().map(|cause| Text::from(self.reference(entry, cause, Reference::Cause))),
                    text: Text::from(note.text.trim()),
                })
                .collect(),
            sources: code.source.clone(),
        }
    }

    fn cause(&mut self, entry: &'a Entry<'a, source::Cause<'a>>) -> CausePage<'a> {
        let cause = &entry.value;
        self.demand(entry, !cause.sign.is_empty(), "a cause needs a [[sign]]");
        self.demand(entry, !cause.fix.is_empty(), "a cause needs a [[fix]]");
        self.demand(entry, !cause.example.is_empty(), "a cause needs an [[example]]");
        self.demand(entry, !cause.near_miss.is_empty(), "a cause needs a [[near_miss]]");
        self.demand(entry, !cause.source.is_empty(), "a cause needs a [[source]]");
        self.demand(entry, !cause.explains.is_empty(), "a cause needs a code that it `explains`");
        for check in &cause.check {
            self.commands(entry, check.run.as_deref().unwrap_or_default());
        }
        for reproduce in &cause.reproduce {
            self.commands(entry, &reproduce.run);
        }
        for reference in cause.example.iter().filter_map(|example| example.code.as_ref()) {
            self.reference(entry, reference, Reference::Code);
        }
        for reference in cause.near_miss.iter().filter_map(|near| near.is.as_ref()) {
            self.reference(entry, reference, Reference::Cause);
        }
        CausePage {
            id: &entry.id,
            title: self.text(entry, "title", cause.title.get_ref()),
            explains: cause.explains.iter().map(|code| self.reference(entry, code, Reference::Code)).collect(),
            likelihood: cause.likelihood,
            severity: cause.severity,
            canonical: cause.canonical,
            category: cause.category,
            retry: cause.retry.clone(),
            since: cause.since.as_deref(),
            status: cause.status,
            explanation: self.text(entry, "explanation", &cause.explanation),
            tell: cause.tell.as_deref(),
            checks: cause.check.clone(),
            fixes: cause.fix.iter().map(|fix| self.fix(entry, fix)).collect(),
            reproduce: cause.reproduce.clone(),
            sources: cause.source.clone(),
        }
    }

    fn fix(&mut self, entry: &'a Entry<'a, source::Cause<'a>>, fix: &'a source::Fix) -> Fix<'a> {
        let mut code: BTreeMap<Language, &'a str> = BTreeMap::new();
        if let Some(reference) = &fix.snippet {
            let name = reference.get_ref();
            match self.sources.snippets.get(name) {
                Some(shared) => code.extend(shared.iter().map(|(language, text)| (*language, text.as_str()))),
                None => {
                    let hint = nearest(name, self.sources.snippets.keys().map(String::as_str));
                    self.faults
                        .push(entry.fault(reference.span().start, format!("there is no snippet `{name}`{hint}")));
                }
            }
        }
        code.extend(fix.code.iter().map(|(language, text)| (*language, text.as_str())));
        code.values().for_each(|text| self.commands(entry, text));
        self.text(entry, "fix.why", &fix.why);
        let snippet = |language| {
            let text = code.get(&language)?;
            Some(Snippet { language, code: Text::from(text.trim_matches('\n').trim_end()) })
        };
        Fix {
            title: Text::from(self.text(entry, "fix.title", &fix.title)),
            when: fix.when.as_deref().map(Text::from),
            steps: fix.steps.iter().map(|step| Text::from(step.as_str())).collect(),
            why: Text::from(fix.why.trim()),
            code: Language::ALL.into_iter().filter_map(snippet).collect(),
        }
    }

    fn signs(&mut self, entry: &'a Entry<'a, source::Cause<'a>>) -> Signs<'a> {
        let cause = &entry.value;
        Signs {
            id: &entry.id,
            explains: cause.explains.iter().map(|code| code.get_ref().as_str()).collect(),
            likelihood: cause.likelihood,
            over: cause.over.iter().map(|id| self.reference(entry, id, Reference::Cause)).collect(),
            signs: cause.sign.iter().map(|sign| self.sign(entry, sign)).collect(),
        }
    }

    fn sign(&mut self, entry: &'a Entry<'a, source::Cause<'a>>, sign: &'a source::Sign) -> Sign<'a> {
        self.demand(entry, !sign.all.is_empty(), "a sign needs a condition");
        let all: Vec<_> = sign.all.iter().map(|condition| self.condition(entry, condition)).collect();
        if sign.alone {
            let literals = match all.first() {
                Some(Condition { each: None, field, test: Test::Pattern(pattern), not: false })
                    if &**field == "message" =>
                {
                    pattern.literals.iter().map(|literal| literal.len()).min().unwrap_or(0)
                }
                _ => 0,
            };
            let offset = sign.all.first().map_or(0, |condition| condition.span().start);
            if literals < 8 {
                let message = "the first condition of a sign that stands `alone` must be a pattern over `message` in which a \
                               literal of at least eight bytes is required";
                self.faults.push(entry.fault(offset, message));
            }
        }
        Sign { strength: sign.strength, alone: sign.alone, all }
    }

    fn condition(&mut self, entry: &Entry<'_, impl Sized>, condition: &'a Spanned<source::Condition>) -> Condition<'a> {
        let offset = condition.span().start;
        let condition = condition.get_ref();
        let field = match &condition.each {
            Some(list) => Text::from(format!("{list}.{}", condition.field)),
            None => Text::from(condition.field.as_str()),
        };
        let mut tests: Vec<Test<'a>> = Vec::new();
        if let Some(word) = &condition.is {
            tests.push(Test::In(vec![Text::from(word.to_string())]));
        }
        if let Some(words) = &condition.one_of {
            tests.push(Test::In(words.iter().map(|word| Text::from(word.to_string())).collect()));
        }
        if let Some(re) = &condition.re {
            tests.push(Test::Pattern(self.pattern(entry, offset, re)));
        }
        if condition.min.is_some() || condition.max.is_some() {
            let min = condition.min.as_ref().and_then(|bound| self.quantity(entry, offset, bound));
            let max = condition.max.as_ref().and_then(|bound| self.quantity(entry, offset, bound));
            tests.push(Test::Range(min, max));
        }
        let mut not = condition.not;
        if let Some(present) = condition.present {
            tests.push(Test::Present);
            not ^= !present;
        }
        if tests.len() != 1 {
            let message = "a condition needs exactly one of `is`, `in`, `re`, `min`/`max`, `present`";
            self.faults.push(entry.fault(offset, message));
        }
        Condition { each: condition.each.as_deref(), field, test: tests.pop().unwrap_or(Test::Present), not }
    }

    fn quantity(&mut self, entry: &Entry<'_, impl Sized>, offset: usize, bound: &source::Scalar) -> Option<f64> {
        let parsed = quantity::parse(&bound.to_string());
        if parsed.is_none() {
            self.faults.push(entry.fault(offset, format!("`{bound}` is no number with a unit such as 1s or 4MiB")));
        }
        parsed
    }

    fn pattern(&mut self, entry: &Entry<'_, impl Sized>, offset: usize, re: &'a str) -> Pattern<'a> {
        match literals::parse(re) {
            Ok(hir) => {
                let literals = literals::required(&hir).into_iter().map(Text::from).collect();
                Pattern { re, literals }
            }
            Err(message) => {
                self.faults.push(entry.fault(offset, message));
                Pattern { re, literals: Vec::new() }
            }
        }
    }

    fn rules(&mut self, entry: &'a Entry<'a, source::Extract>) -> Vec<Rule<'a>> {
        let rule = |compiler: &mut Self, rule: &'a source::Rule| {
            let offset = rule.pattern.span().start;
            let pattern = compiler.pattern(entry, offset, rule.pattern.get_ref());
            if pattern.literals.iter().map(|literal| literal.len()).min().unwrap_or(0) < 3 {
                compiler
                    .faults
                    .push(entry.fault(offset, "an extraction needs a required literal of three bytes or more"));
            }
            Rule { field: &rule.field, pattern }
        };
        entry.value.rule.iter().map(|one| rule(self, one)).collect()
    }

    fn format(&mut self, entry: &'a Entry<'a, source::Format<'a>>) -> Format<'a> {
        let format = &entry.value;
        let kinds = [
            format.pattern.is_some(),
            format.json.is_some(),
            format.http.is_some(),
            format.envelope.is_some(),
            format.link.is_some(),
        ];
        let count = kinds.into_iter().filter(|kind| *kind).count();
        self.demand(entry, count == 1, "a format holds exactly one of `pattern`, `json`, `http`, `envelope`, `link`");
        let markers = !format.markers.is_empty() || format.envelope.is_some();
        self.demand(entry, markers, "a format needs `markers`");
        let coded = format.codes.is_empty() == (format.envelope.is_some() || format.link.is_some());
        self.demand(entry, coded, "a format needs `codes`, and an envelope or a link has none");
        self.demand(entry, format.envelope.is_some() || !format.sample.is_empty(), "a format needs a [[sample]]");
        for marker in format.markers.iter().filter(|marker| marker.len() < 4) {
            self.faults.push(entry.fault(0, format!("the marker `{marker}` is too short: it stands everywhere")));
        }
        Format {
            id: &entry.id,
            language: format.language,
            markers: format.markers.iter().flat_map(|marker| variants(marker, format.json.is_some())).collect(),
            kind: self.kind(entry),
            codes: format.codes.iter().map(|code| self.code_from(entry, code)).collect(),
            rename: format.rename.iter().map(|(from, to)| (to.as_str(), from.as_str())).collect(),
            decode: format.decode.iter().map(|(field, encoding)| (field.as_str(), *encoding)).collect(),
            severity: format.severity,
        }
    }

    fn kind(&mut self, entry: &'a Entry<'a, source::Format<'a>>) -> Kind<'a> {
        let format = &entry.value;
        let number = |value: usize| u16::try_from(value).unwrap_or(u16::MAX);
        if let Some(json) = &format.json {
            let fields = json.fields.iter().map(|(field, pointer)| (field.as_str(), pointer.as_str())).collect();
            let conditions = json.conditions.iter().map(|one| self.pointer(entry, one)).collect();
            return Kind::Json { conditions, fields };
        }
        if let Some(envelope) = &format.envelope {
            self.pattern(entry, 0, &envelope.starts);
            self.pattern(entry, 0, &envelope.continues);
            let (starts, continues) = (&envelope.starts, &envelope.continues);
            return Kind::Envelope { starts, continues, gap: number(envelope.gap) };
        }
        match (&format.pattern, format.link) {
            (Some(pattern), _) => {
                self.pattern(entry, pattern.span().start, pattern.get_ref());
                Kind::Pattern { re: pattern.get_ref(), lines: number(format.lines), before: number(format.before) }
            }
            (None, Some(link)) => Kind::Link(link),
            (None, None) => Kind::HttpResponse,
        }
    }

    fn pointer(
        &mut self,
        entry: &Entry<'_, impl Sized>,
        condition: &'a Spanned<source::PointerCondition>,
    ) -> PointerCondition<'a> {
        let offset = condition.span().start;
        let condition = condition.get_ref();
        if !condition.at.is_empty() && !condition.at.starts_with('/') {
            self.faults.push(entry.fault(offset, format!("`{}` is no JSON pointer: it begins with `/`", condition.at)));
        }
        let mut tests = Vec::new();
        if let Some(kind) = condition.kind {
            tests.push(PointerTest::Kind(kind));
        }
        if let Some(word) = &condition.is {
            tests.push(PointerTest::In(vec![Text::from(word.to_string())]));
        }
        if let Some(words) = &condition.one_of {
            tests.push(PointerTest::In(words.iter().map(|word| Text::from(word.to_string())).collect()));
        }
        if let Some(re) = &condition.re {
            self.pattern(entry, offset, re);
            tests.push(PointerTest::Pattern(re));
        }
        if condition.min.is_some() || condition.max.is_some() {
            tests.push(PointerTest::Range(condition.min, condition.max));
        }
        if condition.present.is_some() || tests.is_empty() {
            tests.push(PointerTest::Present(condition.present.unwrap_or(true)));
        }
        PointerCondition { at: &condition.at, tests }
    }

    fn code_from(&mut self, entry: &'a Entry<'a, source::Format<'a>>, code: &'a source::CodeFrom) -> CodeFrom<'a> {
        let one = code.from.is_some() != code.is.is_some();
        self.demand(entry, one, "a code of a format has either `from` or `is`");
        CodeFrom {
            system: self.reference(entry, &code.system, Reference::System),
            from: code.from.as_deref(),
            is: code.is.as_ref().map(|id| self.reference(entry, id, Reference::Code)),
            map: code
                .map
                .iter()
                .map(|(printed, id)| (printed.as_str(), self.reference(entry, id, Reference::Code)))
                .collect(),
        }
    }
}

/// A marker in all its variants: its quotes plain, escaped once and twice, and in JSON with a space after each colon.
fn variants(marker: &str, json: bool) -> Vec<Text<'_>> {
    let mut spaced = vec![Text::from(marker)];
    if json && marker.contains("\":") {
        spaced.push(Text::from(marker.replace("\":", "\": ")));
    }
    let mut all = spaced.clone();
    if marker.contains('"') {
        for level in [r#"\""#, r#"\\\""#] {
            all.extend(spaced.iter().map(|one| Text::from(one.replace('"', level))));
        }
    }
    all
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
