//! Additions to pages that are there already, and what may not be there twice.
//!
//! An addition is compiled with the page that it adds to, into a page that hides the former: what uses a catalog knows nothing of
//! additions.

use super::super::fault::nearest;
use super::super::load::{Entry, Written};
use super::super::names::slug;
use super::super::pages::{CausePage, CodePage};
use super::super::rules::Signs;
use super::super::source::Addition;
use super::formats::place_of;
use super::rows::system_of;
use super::{Compiler, Reference};

impl<'a> Compiler<'a> {
    /// What is built in can be added to, and is not replaced.
    pub(super) fn built_in(&mut self) {
        let (sources, built_in) = (self.sources, &self.base.built_in);
        let codes = sources.codes.iter().filter(|entry| built_in.codes.contains(&entry.id));
        self.faults.extend(codes.map(|entry| entry.fault(0, taken(&entry.id))));
        let causes = sources.causes.iter().filter(|entry| built_in.causes.contains(&entry.id));
        self.faults.extend(causes.map(|entry| entry.fault(0, taken(&entry.id))));
        for entry in sources.formats.iter().filter(|entry| built_in.formats.contains(&entry.id)) {
            let message = format!("the format `{}` is built in: name the file otherwise", entry.id);
            self.faults.push(entry.fault(0, message));
        }
        if let Some(entry) = &sources.systems {
            let ids = entry.value.system.iter().map(|system| system.id.as_str());
            for id in ids.filter(|id| built_in.systems.contains(*id)) {
                let message = format!("the system `{id}` is built in: its codes can be referred to without it");
                self.faults.push(entry.fault(place_of(entry.text, id), message));
            }
        }
        if let Some(entry) = &sources.clients {
            let ids = entry.value.client.iter().map(|client| client.id.as_str());
            for id in ids.filter(|id| built_in.clients.contains(*id)) {
                let message = format!("the client `{id}` is built in: it can be referred to without this");
                self.faults.push(entry.fault(place_of(entry.text, id), message));
            }
        }
        for entry in &sources.rows {
            for row in entry.value.list.iter().flat_map(|list| &list.rows) {
                let id = format!("{}/{}", system_of(entry), slug(row.code.get_ref()));
                if self.base.known.codes.contains(&id) && !self.base.own_rows.contains(&id) {
                    let message = format!("`{}` is in the built-in catalog: `explain {id}`", row.code.get_ref());
                    self.faults.push(entry.fault(row.code.span().start, message));
                }
            }
        }
    }

    /// The page of a code with what is added to it.
    pub(super) fn code_addition(&mut self, entry: &'a Entry<'a, Addition<'a>>) -> Option<CodePage<'a>> {
        let Some((page, _)) = self.base.code(&entry.id) else {
            self.nothing_to_add_to(entry, Reference::Code);
            return None;
        };
        let (mut page, more) = (page.clone(), &entry.value);
        if let Some(key) = more.of_causes() {
            let message = format!("`{key}` is added to a cause, and this is a code");
            self.faults.push(entry.fault(place_of(entry.text, key), message));
        }
        page.aliases.extend(more.aliases.iter().map(|alias| alias.get_ref().as_str()));
        page.attributes.extend(more.attribute.iter().cloned());
        page.equivalents.extend(more.equivalent.iter().map(|one| self.equivalent(entry, one)));
        page.contrasts.extend(more.contrast.iter().map(|one| self.contrast(entry, one)));
        page.avoid.extend(more.avoid.iter().cloned());
        page.notes.extend(more.note.iter().map(|one| self.note(entry, one)));
        page.sources.extend(more.source.iter().cloned());
        Some(page)
    }

    /// The page of a cause with what is added to it.
    pub(super) fn cause_addition(&mut self, entry: &'a Entry<'a, Addition<'a>>) -> Option<CausePage<'a>> {
        let Some(below) = self.base.cause(&entry.id) else {
            self.nothing_to_add_to(entry, Reference::Cause);
            return None;
        };
        let (mut page, more) = (below.page.clone(), &entry.value);
        if let Some(key) = more.of_codes() {
            let message = format!("`{key}` is added to a code, and this is a cause");
            self.faults.push(entry.fault(place_of(entry.text, key), message));
        }
        let tested = more.sign.is_empty() || !more.example.is_empty();
        self.require(entry, tested, "a [[sign]] needs an [[example]]");
        let tested = more.sign.is_empty() || !more.near_miss.is_empty();
        self.require(entry, tested, "a [[sign]] needs a [[near_miss]]");
        self.checks(entry, &more.check);
        self.reproductions(entry, &more.reproduce);
        self.texts(entry, &more.example, &more.near_miss);
        page.explains.extend(more.explains.iter().map(|code| self.reference(entry, code, Reference::Code)));
        page.checks.extend(more.check.iter().cloned());
        page.fixes.extend(more.fix.iter().map(|fix| self.fix(entry, fix)));
        page.reproduce.extend(more.reproduce.iter().cloned());
        page.sources.extend(more.source.iter().cloned());
        Some(page)
    }

    /// The signs of a cause with those that are added to it.
    pub(super) fn added_signs(&mut self, entry: &'a Entry<'a, Addition<'a>>) -> Option<Signs<'a>> {
        let (below, more) = (self.base.cause(&entry.id)?, &entry.value);
        let checks = below.page.checks.iter().chain(&more.check).map(|check| check.title.as_ref());
        let fixes = below.page.fixes.iter().map(|fix| fix.title.as_ref());
        let fixes = fixes.chain(more.fix.iter().map(|fix| fix.title.as_str()));
        let sorted =
            super::signs::Sorted { alone: below.alone.clone(), signs: below.signs.clone(), words: below.words.clone() };
        let sorted = self.sorted(entry, &more.sign, checks, fixes, sorted);
        let over = more.over.iter().map(|id| self.reference(entry, id, Reference::Cause));
        let over = below.over.iter().copied().chain(over).collect();
        let (within, follows) = (below.within.clone().into(), below.follows);
        Some(sorted.into_signs(below.page.id, below.page.likelihood, within, over, follows))
    }

    fn nothing_to_add_to(&mut self, entry: &dyn Written, kind: Reference) {
        let ids = if matches!(kind, Reference::Code) { &self.known.codes } else { &self.known.causes };
        let hint = nearest(entry.id(), ids.iter().map(String::as_str).filter(|id| *id != entry.id()));
        let message = format!("there is no page {} that this could be an addition to{hint}", entry.id());
        self.faults.push(entry.fault(place_of(entry.text(), "addition"), message));
    }
}

/// What to do with a page that is built in.
fn taken(id: &str) -> String {
    format!("{id} is a page of the built-in catalog: with `addition = true` and what is new, this file adds to it")
}
