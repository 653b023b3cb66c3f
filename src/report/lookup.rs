//! Gathers pages for the answers to look-ups and lists.

use super::{
    CodeEntry, Entry, ListedCause, ListedCode, Listing, Lookup, RowEntry, SCHEMA_VERSION, Source, SystemEntry, Tool,
    fill,
};
use crate::catalog::Catalog;
use crate::catalog::order::Order;
use crate::catalog::pages::{CauseEntry, CausePage};
use crate::catalog::rows::{Row, SystemRow};

impl<'a> Lookup<'a> {
    /// Without entries.
    pub fn new(catalog: &'a Catalog<'_>) -> Lookup<'a> {
        Lookup { schema_version: SCHEMA_VERSION, kind: "lookup", tool: Tool::of(catalog), entries: Vec::new() }
    }

    /// Adds the page of a code with its causes, the likeliest first, and the pages of at most so many of them; without a page,
    /// its row.
    pub fn add_code(&mut self, catalog: &'a Catalog<'_>, id: &str, pages: usize) {
        let causes = catalog.causes_of(id).into_iter().filter_map(|id| catalog.cause(id));
        let causes: Vec<_> = causes.map(|entry| listed(catalog, entry)).collect();
        let system_title = system_title(catalog, id);
        if let Some(page) = catalog.code_page(id) {
            let pages = causes.iter().take(pages).filter_map(|cause| page_of(catalog, cause.id)).collect();
            self.entries.push(Entry::Code(Box::new(CodeEntry { system_title, page, causes, pages })));
        } else if let Some(one) = catalog.row(id) {
            self.entries.push(Entry::Row(Box::new(RowEntry {
                file: catalog.file_of_code(id),
                ..row_entry(one, system_title, causes)
            })));
        }
    }

    /// Adds the page of a cause.
    pub fn add_cause(&mut self, catalog: &'a Catalog<'_>, id: &str) {
        self.entries.extend(page_of(catalog, id).map(|page| Entry::Cause(Box::new(page))));
    }

    /// Adds a system with its codes.
    pub fn add_system(&mut self, catalog: &'a Catalog<'_>, id: &str) {
        let Some(system) = catalog.system(id) else { return };
        let about = system.about.get();
        let entry = SystemEntry {
            id: system.id,
            title: system.title,
            description: about.and_then(|about| about.description),
            docs: about.and_then(|about| about.docs),
            codes: of_system(catalog, system.id),
        };
        self.entries.push(Entry::System(Box::new(entry)));
    }
}

impl<'a> Listing<'a> {
    /// Without entries.
    pub fn new(catalog: &'a Catalog<'_>) -> Listing<'a> {
        Listing {
            schema_version: SCHEMA_VERSION,
            kind: "list",
            tool: Tool::of(catalog),
            codes: Vec::new(),
            more: std::collections::BTreeMap::new(),
            causes: Vec::new(),
        }
    }

    /// Adds all codes of a system.
    pub fn add_system(&mut self, catalog: &'a Catalog<'_>, system: &str) {
        self.codes.extend(of_system(catalog, system));
    }

    /// Adds the codes of all systems that have a page, and counts the others.
    pub fn add_pages(&mut self, catalog: &'a Catalog<'_>) {
        self.codes.extend(pages(catalog, None));
        for one in catalog.rows(None).into_iter().filter(|one| !one.row.page) {
            *self.more.entry(one.system).or_default() += 1;
        }
    }

    /// Adds all causes.
    pub fn add_causes(&mut self, catalog: &'a Catalog<'_>) {
        self.causes.extend(catalog.causes().into_iter().map(|entry| listed(catalog, entry)));
    }
}

/// The codes of a system: those with a page by number, then those without, by number or in the order of their lists.
fn of_system<'a>(catalog: &'a Catalog<'_>, system: &str) -> Vec<ListedCode<'a>> {
    let mut rows = catalog.rows(Some(system));
    rows.retain(|one| !one.row.page);
    // Codes that are numbers go by number.
    rows.order_by_key(|one| one.row.code.parse::<i64>().ok());
    let rows = rows.into_iter().map(|one| ListedCode {
        id: one.id(),
        system_title: system_title(catalog, one.system),
        code: one.row.code,
        name: one.row.name,
        number: one.row.own_number(),
        title: one.row.title,
        page: false,
    });
    pages(catalog, Some(system)).into_iter().chain(rows).collect()
}

fn pages<'a>(catalog: &'a Catalog<'_>, system: Option<&str>) -> Vec<ListedCode<'a>> {
    let wanted = catalog.codes().into_iter().filter(|entry| system.is_none_or(|system| entry.system() == system));
    let listed = wanted.map(|entry| ListedCode {
        id: entry.id.to_owned(),
        system_title: system_title(catalog, entry.id),
        code: entry.code,
        name: None,
        number: entry.number,
        title: Some(entry.title),
        page: true,
    });
    listed.collect()
}

fn row_entry<'a>(one: SystemRow<'a>, system_title: &'a str, causes: Vec<ListedCause<'a>>) -> RowEntry<'a> {
    let (id, own_number) = (one.id(), one.row.own_number());
    let SystemRow { source, row, .. } = one;
    let Row { code, name, aliases, numbers, canonical, http, severity, retry, parent, title, .. } = row;
    RowEntry {
        system_title,
        id,
        code,
        name,
        number: own_number,
        numbers: numbers.into_iter().collect(),
        canonical,
        http,
        severity,
        retryable: retry,
        parent,
        aliases,
        title,
        page: false,
        causes,
        sources: source.map(|list| Source { title: list.title.into(), url: list.url.into() }).into_iter().collect(),
        file: None,
    }
}

pub(super) fn listed<'a>(catalog: &Catalog<'_>, entry: CauseEntry<'a>) -> ListedCause<'a> {
    let (title, tell) = (entry.title(), entry.tell());
    let CauseEntry { id, likelihood, code, .. } = entry;
    ListedCause { id, title, tell, likelihood, code: code.id(), file: catalog.file_of_cause(id) }
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
