//! The rows of all codes: those of the pages, and those of the published lists.

use std::collections::BTreeMap;

use super::super::load::{Entry, Written};
use super::super::names::{fold, slug};
use super::super::rows::{List, Row, SystemRow};
use super::super::source;
use super::Compiler;
use crate::catalog::order::Order;

/// All codes by system, and the lists that they come from.
pub(super) struct Collected<'a> {
    /// The lists.
    pub lists: Vec<List<'a>>,
    /// The codes with a page and those without.
    pub rows: Vec<SystemRow<'a>>,
}

/// The system of a file of rows: the part of its name before the first dot.
pub(super) fn system_of<'e>(entry: &'e Entry<'_, impl Sized>) -> &'e str {
    entry.id.split('.').next().unwrap_or_default()
}

/// The ids of the codes in files of rows.
pub(super) fn ids<'s>(sources: &'s super::Sources<'_>) -> impl Iterator<Item = String> + 's {
    let rows = sources.rows.iter().flat_map(|entry| {
        entry.value.list.iter().flat_map(|list| &list.rows).map(move |row| (system_of(entry), row.code.get_ref()))
    });
    rows.map(|(system, code)| format!("{system}/{}", slug(code)))
}

/// Where a row comes from.
#[derive(Clone, Copy, PartialEq)]
enum Origin {
    Page,
    /// A file, by its number.
    File(usize),
}

impl<'a> Compiler<'a> {
    /// Checks the rows and collects them.
    pub(super) fn rows(&mut self) -> Collected<'a> {
        let sources = self.sources;
        let mut gathered = Gathered::default();
        for entry in &sources.codes {
            gathered.add_page(entry);
        }
        for entry in &sources.code_additions {
            if let Some((_, row)) = self.base.code(&entry.id) {
                gathered.add_addition(entry, row);
            }
        }
        // What people wrote comes before what a program wrote.
        let mut files: Vec<_> = sources.rows.iter().collect();
        files.order_by_key(|entry| (system_of(entry), entry.id.contains('.')));
        for (file, entry) in files.into_iter().enumerate() {
            self.is_system(entry, system_of(entry));
            for list in &entry.value.list {
                if !list.source.url.starts_with("https://") || list.source.title.trim().is_empty() {
                    self.faults.push(entry.fault(0, "the `source` of a list needs a title and an https address"));
                }
                let number = u16::try_from(gathered.lists.len()).ok();
                let path = entry.path.to_str().unwrap_or_default();
                gathered.lists.push(List { title: &list.source.title, url: &list.source.url, file: path });
                for row in &list.rows {
                    self.row(&mut gathered, entry, row, Origin::File(file), number);
                }
            }
        }
        // The rows of a system lie together, in the order of its lists.
        gathered.rows.order_by_key(|one| one.system);
        Collected { lists: gathered.lists, rows: gathered.rows }
    }

    fn row(
        &mut self,
        gathered: &mut Gathered<'a>,
        entry: &'a Entry<'a, source::Rows<'a>>,
        row: &'a source::Row,
        origin: Origin,
        list: Option<u16>,
    ) {
        let offset = row.code.span().start;
        let system = system_of(entry);
        let id = format!("{system}/{}", slug(row.code.get_ref()));
        self.row_keys(entry, row);
        let by_hand = !entry.id.contains('.');
        let known = gathered.places.get(&id).copied();
        let Some((at, first)) = known else {
            if by_hand {
                self.row_names(gathered, entry, row, &id);
            }
            gathered.places.insert(id, (gathered.rows.len(), origin));
            gathered.rows.push(SystemRow { system, source: None, row: stored(row, list) });
            return;
        };
        let Some(SystemRow { row: earlier, .. }) = gathered.rows.get_mut(at) else { return };
        match first {
            Origin::Page => {
                let page = sources_page(self.sources, &id);
                if let Some(difference) = page.and_then(|page| contradiction(page, row)) {
                    self.faults
                        .push(entry.fault(offset, format!("`{}` contradicts its page: {difference}", earlier.code)));
                }
            }
            Origin::File(_) if first == origin && by_hand => {
                let message = format!("`{}` already has a row: `{}`", row.code.get_ref(), earlier.code);
                self.faults.push(entry.fault(offset, message));
            }
            Origin::File(_) => {}
        }
        absorb(earlier, row);
    }

    /// What a row says must make sense.
    fn row_keys(&mut self, entry: &dyn Written, row: &source::Row) {
        let offset = row.code.span().start;
        let mut wrong = |message: &str| {
            self.faults.push(entry.fault(offset, format!("`{}`: {message}", row.code.get_ref())));
        };
        if fold(row.code.get_ref()).is_empty() {
            wrong("a code needs a letter or a digit");
        }
        if row.number.is_some() && row.numbers.each().next().is_some() {
            wrong("either `number` or `numbers`");
        }
        if row.http.is_some_and(|status| !(100..=999).contains(&status)) {
            wrong("`http` is not a status");
        }
        let texts = [("title", &row.title), ("name", &row.name), ("parent", &row.parent)];
        for (key, text) in texts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?))) {
            if text.trim().is_empty() || text.contains('\n') {
                wrong(&format!("`{key}` is empty or has more than one line"));
            }
        }
        if row.title.as_ref().is_some_and(|title| title.trim_end().ends_with('.')) {
            wrong("`title` ends with a full stop");
        }
    }

    /// Within a system a spelling leads to one code. Names of long lists may differ in nothing but case and punctuation.
    fn row_names(
        &mut self,
        gathered: &mut Gathered<'a>,
        entry: &'a Entry<'a, source::Rows<'a>>,
        row: &'a source::Row,
        id: &str,
    ) {
        let own = [(row.code.get_ref().as_str(), row.code.span().start)];
        let name = row.name.iter().map(|name| (name.as_str(), row.code.span().start));
        let aliases = row.aliases.iter().map(|alias| (alias.get_ref().as_str(), alias.span().start));
        for (name, offset) in own.into_iter().chain(name).chain(aliases) {
            let key = (system_of(entry), name);
            match gathered.names.get(&key) {
                Some(other) if other != id => {
                    self.faults.push(entry.fault(offset, format!("`{name}` already leads to {other}")));
                }
                _ => drop(gathered.names.insert(key, id.to_owned())),
            }
        }
    }
}

/// What was collected so far.
#[derive(Default)]
struct Gathered<'a> {
    lists: Vec<List<'a>>,
    rows: Vec<SystemRow<'a>>,
    /// Where the row of an id is, and where it comes from.
    places: BTreeMap<String, (usize, Origin)>,
    /// The ids by system and spelling.
    names: BTreeMap<(&'a str, &'a str), String>,
}

impl<'a> Gathered<'a> {
    fn add_page(&mut self, entry: &'a Entry<'a, source::Code<'a>>) {
        let (system, code) = (entry.id.split('/').next().unwrap_or_default(), &entry.value);
        let aliases: Vec<&str> = code.aliases.iter().map(|alias| alias.get_ref().as_str()).collect();
        for name in aliases.iter().copied().chain([code.code.get_ref().as_str()]) {
            self.names.insert((system, name), entry.id.clone());
        }
        let row = Row { code: code.code.get_ref(), aliases, number: code.number, page: true, ..Row::default() };
        self.places.insert(entry.id.clone(), (self.rows.len(), Origin::Page));
        self.rows.push(SystemRow { system, source: None, row });
    }

    /// The row of a page that is added to, with what is added.
    fn add_addition(&mut self, entry: &'a Entry<'a, source::Addition<'a>>, row: &'a Row<'a>) {
        let mut row = Row { page: true, list: None, ..row.clone() };
        row.aliases.extend(entry.value.aliases.iter().map(|alias| alias.get_ref().as_str()));
        self.rows.push(SystemRow { system: entry.id.split('/').next().unwrap_or_default(), source: None, row });
    }
}

fn sources_page<'a>(sources: &'a super::Sources<'a>, id: &str) -> Option<&'a source::Code<'a>> {
    sources.codes.iter().find(|entry| entry.id == id).map(|entry| &entry.value)
}

/// In what a row says another thing than the page of its code.
fn contradiction(page: &source::Code<'_>, row: &source::Row) -> Option<&'static str> {
    let differs = [
        (row.number.is_some_and(|number| page.number.is_some_and(|own| own != number)), "`number`"),
        (row.canonical.is_some_and(|canonical| canonical != page.canonical), "`canonical`"),
        (row.severity.is_some_and(|severity| severity != page.severity), "`severity`"),
        (row.retry.is_some_and(|retry| retry != page.retry.may_repeat()), "`retry`"),
    ];
    differs.into_iter().find(|(differs, _)| *differs).map(|(_, key)| key)
}

fn stored(row: &source::Row, list: Option<u16>) -> Row<'_> {
    Row {
        code: row.code.get_ref(),
        name: row.name.as_deref(),
        aliases: row.aliases.iter().map(|alias| alias.get_ref().as_str()).collect(),
        number: row.number,
        numbers: row.numbers.each().collect(),
        canonical: row.canonical,
        http: row.http,
        severity: row.severity,
        retry: row.retry,
        parent: row.parent.as_deref(),
        title: row.title.as_deref().map(str::trim),
        list,
        page: false,
    }
}

/// Adds to a row what another one of the same code knows besides.
fn absorb<'a>(earlier: &mut Row<'a>, row: &'a source::Row) {
    let more = stored(row, None);
    let spellings: Vec<&str> = more.spellings().collect();
    for name in spellings {
        if !earlier.spellings().any(|known| known == name) {
            earlier.aliases.push(name);
        }
    }
    earlier.number = earlier.number.or(more.number.filter(|_| earlier.numbers.is_empty()));
    if earlier.numbers.is_empty() && earlier.number.is_none() {
        earlier.numbers = more.numbers;
    }
    earlier.canonical = earlier.canonical.or(more.canonical);
    earlier.http = earlier.http.or(more.http);
    earlier.severity = earlier.severity.or(more.severity);
    earlier.retry = earlier.retry.or(more.retry);
    earlier.parent = earlier.parent.or(more.parent);
    earlier.title = earlier.title.or(more.title);
}
