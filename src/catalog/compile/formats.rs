//! Formats and extraction rules: how a text is recognised, and what it says.

use regex_syntax::hir::Hir;
use toml::Spanned;

use super::super::fault::nearest;
use super::super::literals::Needs;
use super::super::load::{Entry, Written};
use super::super::marker::MIN_MARKER_BYTES;
use super::super::model::Text;
use super::super::rules::{
    AnnouncedNumbers, BareNames, CodeFrom, Extraction, Format, Kind, Pattern, PointerCondition, PointerTest,
    StatusWords,
};
use super::super::{fields, literals, source};
use super::{Compiler, Reference, markers};

impl<'a> Compiler<'a> {
    pub(super) fn extractions(&mut self, entry: &'a Entry<'a, source::Extract>) -> Vec<Extraction<'a>> {
        let rule = |compiler: &mut Self, rule: &'a source::Rule| {
            let (offset, re) = (rule.pattern.span().start, rule.pattern.get_ref().as_str());
            let hir = compiler.pattern(entry, offset, re);
            compiler.field(entry, offset, &rule.field);
            if hir.as_ref().is_some_and(|hir| literals::length(&literals::required(hir)) < 3) {
                compiler
                    .faults
                    .push(entry.fault(offset, "an extraction needs a required literal of three bytes or more"));
            }
            Extraction {
                field: &rule.field,
                record: entry.value.record && rule.field == "message",
                told: entry.value.told,
                pattern: needing(re, hir.as_ref()),
            }
        };
        entry.value.rule.iter().map(|one| rule(self, one)).collect()
    }

    pub(super) fn format(&mut self, entry: &'a Entry<'a, source::Format<'a>>) -> Format<'a> {
        let format = &entry.value;
        let kinds = [
            format.pattern.is_some(),
            format.json.is_some(),
            format.http.is_some(),
            format.envelope.is_some(),
            format.link.is_some(),
            format.status.is_some(),
            format.request.is_some(),
            format.names.is_some(),
            !format.numbers.is_empty(),
            format.selects.is_some(),
        ];
        let count = kinds.into_iter().filter(|kind| *kind).count();
        self.require(entry, count == 1, "a format holds exactly one of `pattern`, `json`, `http`, `envelope`, `link`, `status`, `request`, `names`, `numbers`, `selects`");
        let names = format.names.is_some() || !format.numbers.is_empty();
        let general = format.status.is_some() || format.request.is_some() || names;
        let markers = !format.markers.is_empty() || format.envelope.is_some() || general;
        self.require(entry, markers, "a format needs `markers`");
        let codeless = format.envelope.is_some() || format.link.is_some() || format.selects.is_some() || names;
        let message =
            "a format needs `codes`; one with `envelope`, `link`, `names`, `numbers` or `selects` must not have any";
        self.require(entry, format.codes.is_empty() == codeless, message);
        let sampled = format.envelope.is_some() || format.selects.is_some() || !format.sample.is_empty();
        self.require(entry, sampled, "a format needs a [[sample]]");
        for marker in format.markers.iter().filter(|marker| marker.len() < MIN_MARKER_BYTES) {
            let offset = place_of(entry.text, marker);
            self.faults.push(entry.fault(offset, format!("the marker `{marker}` is too short: it occurs everywhere")));
        }
        self.groups(entry);
        Format {
            id: &entry.id,
            language: format.language,
            markers: format.markers.iter().flat_map(|marker| variants(marker, format.json.is_some())).collect(),
            kind: self.kind(entry),
            codes: format.codes.iter().map(|code| self.code_from(entry, code)).collect::<Vec<_>>().into(),
            rename: format.rename.iter().map(|(from, to)| (to.as_str(), from.as_str())).collect(),
            decode: format.decode.iter().map(|(field, encoding)| (field.as_str(), *encoding)).collect(),
            severity: format.severity,
            fallback: format.fallback,
        }
    }

    pub(super) fn kind(&mut self, entry: &'a Entry<'a, source::Format<'a>>) -> Kind<'a> {
        let format = &entry.value;
        let number = |value: usize| u16::try_from(value).unwrap_or(u16::MAX);
        if let Some(json) = &format.json {
            let fields: Vec<_> =
                json.fields.iter().map(|(field, pointer)| (field.as_str(), pointer.as_str())).collect();
            let conditions: Vec<_> = json.conditions.iter().map(|one| self.pointer(entry, one)).collect();
            return Kind::Json { conditions: conditions.into(), fields: fields.into() };
        }
        if let Some(envelope) = &format.envelope {
            let starts = needing(&envelope.starts, self.pattern(entry, 0, &envelope.starts).as_ref());
            self.pattern(entry, 0, &envelope.continues);
            let says = envelope.says.as_deref().map(|says| {
                self.require(entry, says.contains("(?<message>"), "`says` needs a group `message`");
                needing(says, self.pattern(entry, 0, says).as_ref())
            });
            let (gap, message) = (number(envelope.gap), number(envelope.message));
            return Kind::Block { starts, continues: &envelope.continues, gap, message, says };
        }
        if let Some(status) = &format.status {
            return Kind::Status(self.status_words(entry, status).into());
        }
        if let Some(range) = &format.request {
            return Kind::Request(range.min, range.max);
        }
        if let Some(names) = &format.names {
            [&names.systems, &names.announced, &names.by_code]
                .into_iter()
                .for_each(|systems| self.defined(entry, systems));
            let words = |words: &'a [String]| words.iter().map(String::as_str).collect();
            let names = BareNames {
                systems: words(&names.systems),
                announced: words(&names.announced),
                announcing: words(&names.announcing),
                except: words(&names.except),
                by_code: words(&names.by_code),
                marked: words(&names.marked),
            };
            return Kind::Names(names.into());
        }
        if !format.numbers.is_empty() {
            return Kind::Numbers(format.numbers.iter().map(|one| self.numbers(entry, one)).collect::<Vec<_>>().into());
        }
        if let Some(selector) = format.selects {
            return Kind::Selector(selector);
        }
        match (&format.pattern, format.link) {
            (Some(pattern), _) => {
                let hir = self.pattern(entry, pattern.span().start, pattern.get_ref());
                if let Some(hir) = &hir {
                    self.possible_markers(entry, hir);
                }
                Kind::Pattern {
                    pattern: needing(pattern.get_ref(), hir.as_ref()).into(),
                    lines: number(format.lines),
                    before: number(format.before),
                    solitary: format.solitary,
                }
            }
            (None, Some(link)) => Kind::Link(link),
            (None, None) => Kind::HttpResponse,
        }
    }

    /// Requires that the pattern can match a text with the marker: it is tried nowhere else.
    fn possible_markers(&mut self, entry: &Entry<'_, source::Format<'_>>, hir: &Hir) {
        // What is on the lines before it is not a part of the match.
        let last_line = |marker: &str| marker.rsplit('\n').next().unwrap_or_default().to_owned();
        let filled = entry.value.markers.iter().filter(|marker| !marker.starts_with("TODO"));
        for marker in filled.filter(|marker| !markers::can_hold(hir, &last_line(marker))) {
            let needed = literals::required(hir)
                .into_iter()
                .max_by_key(String::len)
                .filter(|needed| needed.len() >= MIN_MARKER_BYTES);
            let hint = needed.map(|needed| format!("; each match has \"{needed}\"")).unwrap_or_default();
            let message = format!("the marker `{marker}` cannot occur in what the pattern matches{hint}");
            self.faults.push(entry.fault(place_of(entry.text, marker), message));
        }
    }

    /// Requires that what a format refers to by name is a group of its pattern or a field of its JSON.
    fn groups(&mut self, entry: &Entry<'_, source::Format<'_>>) {
        let format = &entry.value;
        let (noun, own): (&str, Vec<&str>) = match (&format.pattern, &format.json) {
            (Some(pattern), _) => ("group", fields::groups(pattern.get_ref()).collect()),
            (None, Some(json)) => ("field", json.fields.keys().map(String::as_str).collect()),
            (None, None) => return,
        };
        let own: Vec<&str> = own.into_iter().chain(format.rename.keys().map(String::as_str)).collect();
        let from = format.codes.iter().filter_map(|code| code.from.as_deref());
        let named =
            from.chain(format.rename.values().map(String::as_str)).chain(format.decode.keys().map(String::as_str));
        for name in named.filter(|name| !own.contains(name)) {
            let hint = nearest(name, own.iter().copied());
            let offset = place_of(entry.text, &format!("\"{name}\""));
            self.faults.push(entry.fault(offset, format!("the format has no {noun} `{name}`{hint}")));
        }
    }

    /// Requires that somebody defines the systems that are named.
    fn defined(&mut self, entry: &dyn Written, systems: &[String]) {
        for system in systems.iter().filter(|system| !self.known.systems.contains(*system)) {
            let hint = nearest(system, self.known.systems.iter().map(String::as_str));
            let offset = place_of(entry.text(), &format!("\"{system}\""));
            self.faults.push(entry.fault(offset, format!("unknown system `{system}`{hint}")));
        }
    }

    fn numbers(
        &mut self,
        entry: &'a Entry<'a, source::Format>,
        numbers: &'a source::AnnouncedNumbers,
    ) -> AnnouncedNumbers<'a> {
        let words = |words: &'a [String]| words.iter().map(String::as_str).collect();
        self.defined(entry, std::slice::from_ref(&numbers.system));
        let range = numbers.range.as_ref().map(|range| (range.min, range.max));
        AnnouncedNumbers {
            system: &numbers.system,
            words: words(&numbers.words),
            near: words(&numbers.near),
            unless: words(&numbers.unless),
            range,
        }
    }

    fn status_words(
        &mut self,
        entry: &'a Entry<'a, source::Format<'a>>,
        status: &'a source::StatusWords,
    ) -> StatusWords<'a> {
        let mut phrases = Vec::new();
        for (number, texts) in &status.phrases {
            let number = number.parse::<u16>().ok().filter(|number| (400..600).contains(number));
            self.require(entry, number.is_some(), "a status is a number from 400 to 599");
            phrases.extend(number.map(|number| (number, texts.iter().map(String::as_str).collect())));
        }
        let words = |words: &'a [String]| words.iter().map(String::as_str).collect();
        StatusWords { words: words(&status.words), verbs: words(&status.verbs), phrases }
    }

    pub(super) fn pointer(
        &mut self,
        entry: &dyn Written,
        condition: &'a Spanned<source::PointerCondition>,
    ) -> PointerCondition<'a> {
        let offset = condition.span().start;
        let condition = condition.get_ref();
        if !condition.at.is_empty() && !condition.at.starts_with('/') {
            self.faults
                .push(entry.fault(offset, format!("`{}` is not a JSON pointer: these begin with `/`", condition.at)));
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

    pub(super) fn code_from(
        &mut self,
        entry: &'a Entry<'a, source::Format<'a>>,
        code: &'a source::CodeFrom,
    ) -> CodeFrom<'a> {
        let one = code.from.is_some() != code.is.is_some();
        self.require(entry, one, "a code of a format has either `from` or `is`");
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

/// Where a word is in a file; its beginning if it is written otherwise.
pub(super) fn place_of(text: &str, word: &str) -> usize {
    text.find(word).or_else(|| text.find(word.trim_matches('"'))).unwrap_or(0)
}

/// A pattern with what it needs.
fn needing<'a>(re: &'a str, hir: Option<&Hir>) -> Pattern<'a> {
    Pattern { re: re.into(), needs: hir.map_or(Needs::Nothing, literals::needs), ignore_case: false }
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
