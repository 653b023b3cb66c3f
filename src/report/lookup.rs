//! Gathers pages for the answers to look-ups and lists.

use super::{CodeEntry, Entry, ListedCause, ListedCode, Listing, Lookup, SCHEMA_VERSION, Tool, fill};
use crate::catalog::Catalog;
use crate::catalog::pages::{CauseEntry, CausePage};

impl<'a> Lookup<'a> {
    /// Without entries.
    pub fn new(catalog: &'a Catalog<'_>) -> Lookup<'a> {
        Lookup { schema_version: SCHEMA_VERSION, kind: "lookup", tool: Tool::of(catalog), entries: Vec::new() }
    }

    /// Adds the page of a code with its causes, the likeliest first, and the pages of at most so many of them.
    pub fn add_code(&mut self, catalog: &'a Catalog<'_>, id: &str, pages: usize) {
        let Some(page) = catalog.code_page(id) else { return };
        let causes: Vec<_> = catalog.causes_of(id).into_iter().filter_map(|id| catalog.cause(id)).map(listed).collect();
        let pages = causes.iter().take(pages).filter_map(|cause| page_of(catalog, cause.id)).collect();
        let system_title = system_title(catalog, id);
        self.entries.push(Entry::Code(Box::new(CodeEntry { system_title, page, causes, pages })));
    }

    /// Adds the page of a cause.
    pub fn add_cause(&mut self, catalog: &'a Catalog<'_>, id: &str) {
        self.entries.extend(page_of(catalog, id).map(|page| Entry::Cause(Box::new(page))));
    }
}

impl<'a> Listing<'a> {
    /// Without entries.
    pub fn new(catalog: &'a Catalog<'_>) -> Listing<'a> {
        let (codes, causes) = (Vec::new(), Vec::new());
        Listing { schema_version: SCHEMA_VERSION, kind: "list", tool: Tool::of(catalog), codes, causes }
    }

    /// Adds the codes of a system, or of all.
    pub fn add_codes(&mut self, catalog: &'a Catalog<'_>, system: Option<&str>) {
        let wanted = catalog.codes().into_iter().filter(|entry| system.is_none_or(|system| entry.system() == system));
        self.codes.extend(wanted.map(|entry| ListedCode {
            id: entry.id,
            system_title: system_title(catalog, entry.id),
            code: entry.code,
            number: entry.number,
            title: entry.title,
        }));
    }

    /// Adds all causes.
    pub fn add_causes(&mut self, catalog: &'a Catalog<'_>) {
        self.causes.extend(catalog.causes().into_iter().map(listed));
    }
}

fn listed(entry: CauseEntry<'_>) -> ListedCause<'_> {
    let CauseEntry { id, title, tell, likelihood, code, .. } = entry;
    ListedCause { id, title, tell, likelihood, code }
}

fn page_of<'a>(catalog: &'a Catalog<'_>, id: &str) -> Option<CausePage<'a>> {
    let mut page = catalog.cause_page(id)?;
    fill::unfilled(&mut page);
    Some(page)
}

fn system_title<'a>(catalog: &'a Catalog<'_>, id: &str) -> &'a str {
    let system = id.split('/').next().unwrap_or_default();
    catalog.system(system).map_or("", |one| one.title)
}
