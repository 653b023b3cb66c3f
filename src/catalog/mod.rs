//! The catalog: pages of codes and causes, formats, extraction rules, and how to look them up.
//!
//! A catalog is a stack of layers: the one built into the binary, and those that users add. An entry of a layer hides the
//! entries of the layers below that have the same id. Opening it decodes next to nothing; entries, pages and rules are decoded on demand.

mod below;
pub(crate) mod case_fold;
pub(crate) mod compile;
pub(crate) mod fault;
pub(crate) mod fields;
pub(crate) mod frames;
pub(crate) mod gate;
pub(crate) mod hash;
pub(crate) mod lazy;
pub(crate) mod likeness;
pub(crate) mod literals;
pub mod load;
pub(crate) mod marker;
pub(crate) mod model;
pub(crate) mod names;
pub(crate) mod order;
// The unit tests pack as the build script does.
#[cfg_attr(not(test), path = "store.rs")]
pub(crate) mod pack;
pub(crate) mod packing;
pub(crate) mod pages;
pub(crate) mod placeholder;
pub(crate) mod quantity;
mod resolve;
pub(crate) mod rows;
pub(crate) mod rules;
#[cfg(test)]
pub(crate) mod sample;
// The unit tests make them as the build script does.
#[cfg_attr(not(test), path = "stored_schemas.rs")]
pub(crate) mod schemas;
pub(crate) mod source;
pub(crate) mod table;
pub(crate) mod terms;
pub(crate) mod unknown_keys;
pub(crate) mod word_index;

use std::collections::HashSet;
use std::sync::LazyLock;

use frames::Frames;
use model::Text;
use pages::{CauseEntry, CausePage, Client, CodeEntry, CodePage, Head, MainCode, Part, System};
use rows::{Rows, SystemRow};
use rules::RuleSet;
use serde::Deserialize;
use table::Table;
use word_index::WordIndex;

use crate::catalog::order::Order;

static BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"));

/// What the rules and the entries of the built-in catalog decode on demand, packed. They are constant like the bytes that they come
/// from, so that all catalogs of a process share what one has unpacked.
static BUILT_IN_TEXTS: LazyLock<Option<Frames<'static>>> =
    LazyLock::new(|| Frames::open(parts(BUILT_IN)?[Part::Texts as usize]));

/// The rules of the built-in catalog, unpacked, as its texts are.
static BUILT_IN_RULES: LazyLock<Option<Vec<u8>>> = LazyLock::new(|| {
    let packed = parts(BUILT_IN)?[Part::RuleSet as usize].get(1..)?;
    lz4_flex::block::decompress_size_prepended(packed).ok()
});

/// A packed text of the rules. Returns `None` if there is no such text, or if the binary is damaged.
pub(crate) fn unpacked(text: usize) -> Option<&'static [u8]> {
    BUILT_IN_TEXTS.as_ref()?.get(text)
}

/// The blob is not a catalog. Only a damaged binary has such a blob: it is made and read by the same release.
#[derive(Debug, thiserror::Error)]
#[error("the catalog is damaged")]
pub struct Damaged;

impl From<postcard::Error> for Damaged {
    fn from(_: postcard::Error) -> Damaged {
        Damaged
    }
}

/// The entries of a folder of somebody's own, compiled.
#[derive(Debug)]
pub(crate) struct Folder {
    /// Its path, as it is shown.
    pub path: String,
    /// Its entries.
    pub blob: Vec<u8>,
}

struct Layer<'a> {
    /// The folder that it comes from; `None` for a part of the program.
    folder: Option<&'a str>,
    head: Head<'a>,
    codes: Table<'a>,
    causes: Table<'a>,
    rows: Rows<'a>,
    explained: Table<'a>,
    rules: &'a [u8],
    pages: Frames<'a>,
    words: WordIndex<'a>,
}

/// An entry with the id of its main code, which is one of these.
fn with_code<'a>(entry: CauseEntry<'a>, explained: Table<'a>) -> CauseEntry<'a> {
    let named = |at: u16| explained.key(at.into()).map_or(MainCode::None, MainCode::Named);
    let code = if let MainCode::At(at) = entry.code { named(at) } else { entry.code };
    CauseEntry { code, ..entry }
}

/// All layers, the topmost first.
pub struct Catalog<'a> {
    layers: Vec<Layer<'a>>,
}

impl<'a> Catalog<'a> {
    /// The catalog that is part of the binary.
    ///
    /// # Errors
    /// If the binary is damaged.
    ///
    /// ```
    /// # use explain_errors::Catalog;
    /// let catalog = Catalog::built_in()?;
    /// assert_eq!(catalog.codes_named("unauthenticated", Some("grpc"))[0].id, "grpc/unauthenticated");
    /// # Ok::<(), explain_errors::Damaged>(())
    /// ```
    pub fn built_in() -> Result<Catalog<'a>, Damaged> {
        Catalog::whole(BUILT_IN)
    }

    /// A catalog of one blob, with nothing below it.
    ///
    /// # Errors
    /// If the blob was not made by this release.
    pub fn whole(blob: &'a [u8]) -> Result<Catalog<'a>, Damaged> {
        Ok(Catalog { layers: vec![Layer::open(blob)?] })
    }

    /// The folders, each laid over those before it, and all of them over the built-in catalog, if that is wanted. Without that there is
    /// nothing from which their entries had to be told apart.
    ///
    /// # Errors
    /// If a blob was not made by this release, or the binary is damaged.
    pub(crate) fn of_folders(folders: &'a [Folder], over_built_in: bool) -> Result<Catalog<'a>, Damaged> {
        let own = folders.iter().rev();
        let path = |one: &'a Folder| over_built_in.then_some(one.path.as_str());
        let own = own.map(|one| Ok(Layer { folder: path(one), ..Layer::open(&one.blob)? }));
        let built_in = over_built_in.then(|| Layer::open(BUILT_IN));
        Ok(Catalog { layers: own.chain(built_in).collect::<Result<_, Damaged>>()? })
    }

    /// The hashes of all layers.
    pub fn hash(&self) -> String {
        self.layers.iter().map(|layer| layer.head.hash).collect::<Vec<_>>().join("+")
    }

    /// The systems, in the order in which the meanings of a word are shown.
    pub fn systems(&self) -> impl Iterator<Item = &System<'a>> {
        let mut seen = HashSet::new();
        self.layers.iter().rev().flat_map(|layer| &layer.head.systems).filter(move |system| seen.insert(system.id))
    }

    /// A system by its id.
    pub fn system(&self, id: &str) -> Option<&System<'a>> {
        self.layers.iter().flat_map(|layer| &layer.head.systems).find(|system| system.id == id)
    }

    /// The programs and libraries that are recognised by what they print.
    pub fn clients(&self) -> impl Iterator<Item = &Client<'a>> {
        let mut seen = HashSet::new();
        self.layers.iter().flat_map(|layer| layer.head.clients.iter()).filter(move |client| seen.insert(client.id))
    }

    /// The position of a system in that order.
    pub(crate) fn rank(&self, system: &str) -> usize {
        if let [only] = self.layers.as_slice() {
            return only.head.systems.iter().position(|one| one.id == system).unwrap_or(usize::MAX);
        }
        self.systems().position(|one| one.id == system).unwrap_or(usize::MAX)
    }

    /// A code by its id.
    pub fn code(&self, id: &str) -> Option<CodeEntry<'a>> {
        self.layers.iter().find_map(|layer| layer.codes.get(id).next())
    }

    /// A cause by its id.
    pub fn cause(&self, id: &str) -> Option<CauseEntry<'a>> {
        self.layers.iter().find_map(|layer| layer.causes.get(id).next().map(|entry| with_code(entry, layer.explained)))
    }

    /// All codes, by system and number.
    pub fn codes(&self) -> Vec<CodeEntry<'a>> {
        let mut seen = HashSet::new();
        let all = self.layers.iter().flat_map(|layer| layer.codes.values::<CodeEntry<'a>>());
        let mut all: Vec<_> = all.filter(|entry| seen.insert(entry.id)).collect();
        all.order_by_key(|entry| (self.rank(entry.system()), entry.number.unwrap_or(i64::MAX), entry.id));
        all
    }

    /// The ids of all causes, layer by layer, without their entries; one that several layers have comes once from each.
    pub(crate) fn cause_ids(&self) -> impl Iterator<Item = &'a str> {
        self.layers.iter().flat_map(|layer| layer.causes.keys())
    }

    /// All causes, by id.
    pub fn causes(&self) -> Vec<CauseEntry<'a>> {
        let mut seen = HashSet::new();
        let of_layer = |layer: &Layer<'a>| {
            let explained = layer.explained;
            layer.causes.values::<CauseEntry<'a>>().map(move |entry| with_code(entry, explained))
        };
        let all = self.layers.iter().flat_map(of_layer);
        let mut all: Vec<_> = all.filter(|entry| seen.insert(entry.id)).collect();
        all.order_by_key(|entry| entry.id);
        all
    }

    /// The codes with this name, ignoring case and punctuation, in one system or in all; the likeliest first: what is spelled
    /// exactly so, if that has a capital, before other spellings; pages before rows; then in the order of the systems.
    pub fn meanings(&self, name: &str, system: Option<&str>) -> Vec<SystemRow<'_>> {
        let mut found: Vec<SystemRow<'_>> = Vec::new();
        for one in self.layers.iter().flat_map(|layer| layer.rows.named(name, system)) {
            let same = |known: &SystemRow<'_>| known.system == one.system && known.row.code == one.row.code;
            match found.iter_mut().find(|known| same(known)) {
                // A page of a lower layer says more than a row of an upper one.
                Some(known) if one.row.page && !known.row.page => *known = one,
                Some(_) => {}
                None => found.push(one),
            }
        }
        if found.len() > 1 {
            // Whoever types capitals means them; small letters are often just quicker to type.
            let as_spelled = name.contains(char::is_uppercase);
            found.order_by_key(|one| {
                let exact = as_spelled && one.row.spellings().any(|spelling| spelling == name);
                (!exact, !one.row.page, self.rank(one.system), one.row.platform_of(name), one.id())
            });
        }
        found
    }

    /// The codes with a page and this name, ignoring case and punctuation, in one system or in all; the likeliest first.
    pub fn codes_named(&self, name: &str, system: Option<&str>) -> Vec<CodeEntry<'a>> {
        let pages = self.meanings(name, system).into_iter().filter(|one| one.row.page);
        pages.filter_map(|one| self.code(&one.id())).collect()
    }

    /// The row of a code by its id, `aws/access-denied`, whether the code has a page or not.
    pub fn row(&self, id: &str) -> Option<SystemRow<'_>> {
        let (system, name) = id.split_once('/')?;
        let named = self.layers.iter().flat_map(|layer| layer.rows.named(name, Some(system)));
        named.into_iter().find(|one| names::slug(one.row.code) == name)
    }

    /// What a word names, if it is exactly the name of a code in some system, in its own case: `ExpiredToken`,
    /// `ECONNRESET`, `invalid_grant`. Words without a letter are no names. To ask costs a search among hashes, unless
    /// the word is a name.
    ///
    /// ```
    /// # use explain_errors::Catalog;
    /// let catalog = Catalog::built_in()?;
    /// let named = |word: &[u8]| catalog.bare_name(word).map(|all| all.map(|one| one.id()).collect::<Vec<_>>());
    /// assert_eq!(named(b"invalid_grant").as_deref(), Some(&["oauth/invalid-grant".to_owned()][..]));
    /// assert_eq!(named(b"INVALID_GRANT"), None);
    /// assert_eq!(named(b"16"), None);
    /// # Ok::<(), explain_errors::Damaged>(())
    /// ```
    pub fn bare_name(&self, word: &[u8]) -> Option<impl Iterator<Item = SystemRow<'_>>> {
        let word = std::str::from_utf8(word).ok().filter(|word| word.contains(char::is_alphabetic))?;
        let mut named = self.layers.iter().flat_map(move |layer| layer.rows.spelled(word)).peekable();
        named.peek().is_some().then_some(named)
    }

    /// The rows of all codes, or of those of one system, with a page and without, in the order of their lists.
    pub fn rows(&self, system: Option<&str>) -> Vec<SystemRow<'_>> {
        let mut rows: Vec<SystemRow<'_>> = self.layers.iter().flat_map(|layer| layer.rows.all(system)).collect();
        if self.layers.len() > 1 {
            let mut seen = HashSet::new();
            rows.retain(|one| seen.insert((one.system, one.row.code)));
        }
        rows
    }

    /// The ids of a code's causes, the likeliest first: those whose main code it is, then those that can also show under it.
    pub fn causes_of(&self, code: &str) -> Vec<&'a str> {
        let mut causes: Vec<&'a str> = Vec::new();
        for layer in &self.layers {
            let of_code = layer.explained.get::<Vec<u16>>(code).flatten();
            for id in of_code.filter_map(|at| layer.causes.key(usize::from(at))) {
                // A code has few causes: to compare them is faster than a set.
                if !causes.contains(&id) {
                    causes.push(id);
                }
            }
        }
        causes
    }

    /// The page of a code.
    pub fn code_page(&self, id: &str) -> Option<CodePage<'_>> {
        self.layers.iter().find_map(|layer| {
            let page = layer.page(layer.codes.get::<CodeEntry<'_>>(id).next()?.page)?;
            let file = layer.file(|| format!("codes/{id}.toml")).map(Text::from);
            Some(CodePage { file, ..page })
        })
    }

    /// The page of a cause.
    pub fn cause_page(&self, id: &str) -> Option<CausePage<'_>> {
        self.layers.iter().find_map(|layer| {
            let entry: CauseEntry<'_> = layer.causes.get(id).next()?;
            let (title, tell) = (entry.title(), entry.tell());
            let file = layer.file(|| format!("causes/{id}.toml")).map(Text::from);
            layer.page(entry.page).map(|page: CausePage<'_>| CausePage { id: entry.id, title, tell, file, ..page })
        })
    }

    /// The file of a cause, if it is not a part of the program.
    pub(crate) fn file_of_cause(&self, id: &str) -> Option<String> {
        let has = |layer: &&Layer<'_>| layer.causes.get::<CauseEntry<'_>>(id).next().is_some();
        self.own_layers()?.find(has)?.file(|| format!("causes/{id}.toml"))
    }

    /// The file of a format, if it is not a part of the program.
    pub(crate) fn file_of_format(&self, id: &str) -> Option<String> {
        let has = |layer: &&Layer<'_>| layer.rules().is_ok_and(|rules| rules.formats.iter().any(|one| one.id == id));
        self.own_layers()?.find(has)?.file(|| format!("formats/{id}.toml"))
    }

    /// The file of a code, with a page or without, if it is not a part of the program.
    pub(crate) fn file_of_code(&self, id: &str) -> Option<String> {
        let (system, name) = id.split_once('/')?;
        self.own_layers()?.find_map(|layer| {
            if layer.codes.get::<CodeEntry<'_>>(id).next().is_some() {
                return layer.file(|| format!("codes/{id}.toml"));
            }
            let rows = layer.rows.named(name, Some(system));
            let list = rows.into_iter().find(|one| names::slug(one.row.code) == name)?.source?;
            layer.file(|| list.file.to_owned())
        })
    }

    /// The layers that are not a part of the program, the topmost first. Returns `None` if there are none.
    fn own_layers(&self) -> Option<impl Iterator<Item = &Layer<'a>>> {
        let is_own = |layer: &&Layer<'a>| layer.folder.is_some();
        self.layers.iter().any(|layer| is_own(&layer)).then(|| self.layers.iter().filter(is_own))
    }

    /// The formats, rules and signs of all layers.
    ///
    /// # Errors
    /// If a layer is damaged.
    pub fn rules(&self) -> Result<RuleSet<'a>, Damaged> {
        let mut layers = self.layers.iter().map(Layer::rules);
        let mut merged = layers.next().transpose()?.unwrap_or_default();
        for rules in layers {
            let rules = rules?;
            let formats: HashSet<&str> = merged.formats.iter().map(|format| format.id).collect();
            merged.formats.extend(rules.formats.into_iter().filter(|format| !formats.contains(format.id)));
            let causes: HashSet<&str> = merged.causes.iter().map(|signs| signs.id).collect();
            merged.causes.extend(rules.causes.into_iter().filter(|signs| !causes.contains(signs.id)));
            merged.extractions.extend(rules.extractions);
        }
        merged.causes.order_by_key(|signs| signs.id);
        Ok(merged)
    }
}

/// The parts of a blob. Returns `None` if it was not made by this release.
fn parts(blob: &[u8]) -> Option<[&[u8]; Part::COUNT]> {
    let (lengths, mut rest) = blob.split_at_checked(4 * Part::COUNT)?;
    let mut parts: [&[u8]; Part::COUNT] = [&[]; Part::COUNT];
    for (part, length) in parts.iter_mut().zip(lengths.chunks_exact(4)) {
        let length = usize::try_from(u32::from_le_bytes(length.try_into().ok()?)).ok()?;
        (*part, rest) = rest.split_at_checked(length)?;
    }
    Some(parts)
}

impl<'a> Layer<'a> {
    fn open(blob: &'a [u8]) -> Result<Layer<'a>, Damaged> {
        let parts = parts(blob).ok_or(Damaged)?;
        let part = |part: Part| parts[part as usize];
        let table = |which: Part| Table::open(part(which)).ok_or(Damaged);
        Ok(Layer {
            folder: None,
            head: postcard::from_bytes(part(Part::Head))?,
            codes: table(Part::Codes)?,
            causes: table(Part::Causes)?,
            rows: Rows::open(part(Part::Names), part(Part::Rows)).ok_or(Damaged)?,
            explained: table(Part::Explained)?,
            rules: part(Part::RuleSet),
            pages: Frames::open(part(Part::Pages)).ok_or(Damaged)?,
            words: WordIndex::open(part(Part::Words)).ok_or(Damaged)?,
        })
    }

    fn rules(&self) -> Result<RuleSet<'a>, Damaged> {
        let bytes = match self.rules.split_first() {
            Some((&pages::PLAIN, bytes)) => bytes,
            Some((&pages::PACKED, _)) => BUILT_IN_RULES.as_deref().ok_or(Damaged)?,
            _ => return Err(Damaged),
        };
        Ok(postcard::from_bytes(bytes)?)
    }

    /// A file of its folder, as it is shown. Returns `None` for a part of the program.
    fn file(&self, path: impl FnOnce() -> String) -> Option<String> {
        Some(format!("{}/{}", self.folder?.trim_end_matches('/'), path()))
    }

    fn page<'l, T: Deserialize<'l>>(&'l self, at: usize) -> Option<T> {
        postcard::from_bytes(self.pages.get(at)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_has_its_page() {
        let catalog = Catalog::built_in().expect("a catalog");
        for entry in catalog.codes() {
            let page = catalog.code_page(entry.id).expect("a page");
            assert_eq!((page.id, page.title, page.number), (entry.id, entry.title, entry.number));
        }
        for entry in catalog.causes() {
            let page = catalog.cause_page(entry.id).expect("a page");
            assert_eq!((page.id, page.title, page.tell), (entry.id, entry.title(), entry.tell()));
        }
        assert!(catalog.code_page("grpc/none").is_none());
    }

    #[test]
    fn a_damaged_blob_is_an_error_or_lacks_pages() {
        // To damage each byte in turn would take hours.
        for at in (0..BUILT_IN.len()).step_by(BUILT_IN.len() / 40) {
            let mut blob = BUILT_IN.to_vec();
            blob[at] ^= 0xff;
            let Ok(catalog) = Catalog::whole(&blob) else { continue };
            for entry in catalog.codes().iter().step_by(5) {
                let _ = catalog.code_page(entry.id);
            }
            let _ = catalog.rules().map(|rules| rules.causes.iter().filter_map(|one| one.strong.get()).count());
        }
    }

    #[test]
    fn threads_can_share_a_catalog() {
        fn shared<T: Send + Sync>() {}
        shared::<Catalog<'_>>();
        shared::<RuleSet<'_>>();
        shared::<crate::matching::Patterns>();
    }
}
