//! The catalog: pages of codes and causes, formats, extraction rules, and how to look them up.
//!
//! A catalog is a pile of layers: the one built into the binary, and those that users add. What a layer defines hides what
//! the layers below say of the same id. Opening it decodes the indexes; pages and the engine's data are decoded on demand.

pub mod compile;
pub mod compiled;
pub mod fault;
pub mod literals;
pub mod load;
pub mod page;
pub mod placeholder;
pub mod quantity;
pub mod shape;
pub mod source;

use std::collections::HashSet;

use compiled::{CauseEntry, CausePage, CodeEntry, CodePage, Engine, Index, Place, System, fold};
use serde::Deserialize;

static BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.bin"));

/// A blob that is no catalog. That can only be a damaged binary: blobs are made and read by the same release.
#[derive(Debug, thiserror::Error)]
#[error("the catalog is damaged: {0}")]
pub struct Damaged(String);

impl From<postcard::Error> for Damaged {
    fn from(error: postcard::Error) -> Damaged {
        Damaged(error.to_string())
    }
}

struct Layer<'a> {
    index: Index<'a>,
    engine: &'a [u8],
    pages: &'a [u8],
}

/// All layers, the topmost first.
pub struct Catalog<'a> {
    layers: Vec<Layer<'a>>,
}

impl<'a> Catalog<'a> {
    /// The catalog that is part of the binary.
    ///
    /// # Errors
    /// Where the binary is damaged.
    ///
    /// ```
    /// # use explain_errors::catalog::Catalog;
    /// let catalog = Catalog::built_in()?;
    /// assert_eq!(catalog.codes_named("unauthenticated", Some("grpc"))[0].id, "grpc/unauthenticated");
    /// # Ok::<(), explain_errors::catalog::Damaged>(())
    /// ```
    pub fn built_in() -> Result<Catalog<'static>, Damaged> {
        Ok(Catalog { layers: vec![Layer::open(BUILT_IN)?] })
    }

    /// A catalog of one blob, with nothing below it.
    ///
    /// # Errors
    /// Where the blob is none of this release.
    pub fn whole(blob: &'a [u8]) -> Result<Catalog<'a>, Damaged> {
        Ok(Catalog { layers: vec![Layer::open(blob)?] })
    }

    /// The same catalog under another one.
    ///
    /// # Errors
    /// Where the blob is none of this release.
    pub fn under(mut self, blob: &'a [u8]) -> Result<Catalog<'a>, Damaged> {
        self.layers.insert(0, Layer::open(blob)?);
        Ok(self)
    }

    /// The hashes of all layers.
    pub fn hash(&self) -> String {
        self.layers.iter().map(|layer| layer.index.hash.as_ref()).collect::<Vec<_>>().join("+")
    }

    /// The systems, in the order in which the meanings of a word are shown.
    pub fn systems(&self) -> impl Iterator<Item = &System<'a>> {
        let mut seen = HashSet::new();
        self.layers.iter().rev().flat_map(|layer| &layer.index.systems).filter(move |system| seen.insert(system.id))
    }

    /// The place of a system in that order.
    fn rank(&self, system: &str) -> usize {
        self.systems().position(|one| one.id == system).unwrap_or(usize::MAX)
    }

    /// A code by its id.
    pub fn code(&self, id: &str) -> Option<&CodeEntry<'a>> {
        self.layers.iter().find_map(|layer| {
            let at = layer.index.codes.binary_search_by_key(&id, |entry| entry.id).ok()?;
            layer.index.codes.get(at)
        })
    }

    /// A cause by its id.
    pub fn cause(&self, id: &str) -> Option<&CauseEntry<'a>> {
        self.layers.iter().find_map(|layer| {
            let at = layer.index.causes.binary_search_by_key(&id, |entry| entry.id).ok()?;
            layer.index.causes.get(at)
        })
    }

    /// All codes, by system and number.
    pub fn codes(&self) -> Vec<&CodeEntry<'a>> {
        let mut seen = HashSet::new();
        let all = self.layers.iter().flat_map(|layer| &layer.index.codes);
        let mut all: Vec<_> = all.filter(|entry| seen.insert(entry.id)).collect();
        all.sort_by_key(|entry| (self.rank(entry.system()), entry.number.unwrap_or(i64::MAX), entry.id));
        all
    }

    /// All causes, by id.
    pub fn causes(&self) -> Vec<&CauseEntry<'a>> {
        let mut seen = HashSet::new();
        let all = self.layers.iter().flat_map(|layer| &layer.index.causes);
        let mut all: Vec<_> = all.filter(|entry| seen.insert(entry.id)).collect();
        all.sort_by_key(|entry| entry.id);
        all
    }

    /// The codes that are spelled so, in any case and punctuation, in one system or in all; the likeliest first.
    pub fn codes_named(&self, name: &str, system: Option<&str>) -> Vec<&CodeEntry<'a>> {
        let name = fold(name);
        let mut ids: Vec<&str> = Vec::new();
        for layer in &self.layers {
            let names = &layer.index.names;
            let from = names.partition_point(|(one, _)| *one < name.as_str());
            ids.extend(names[from..].iter().take_while(|(one, _)| *one == name).map(|(_, id)| *id));
        }
        let mut found: Vec<_> = ids.into_iter().filter_map(|id| self.code(id)).collect();
        found.retain(|entry| system.is_none_or(|system| entry.system() == system));
        found.sort_by_key(|entry| (self.rank(entry.system()), entry.id));
        found.dedup_by_key(|entry| entry.id);
        found
    }

    /// All spellings of codes, folded.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.layers.iter().flat_map(|layer| layer.index.names.iter().map(|(name, _)| *name))
    }

    /// The causes that can stand behind a code, the likeliest first: those that stand behind it before all others, then
    /// those that show under it too.
    pub fn causes_of(&self, code: &str) -> Vec<&CauseEntry<'a>> {
        let mut found = self.causes();
        found.retain(|entry| entry.explains.contains(&code));
        found.sort_by_key(|entry| (entry.explains.first() != Some(&code), entry.likelihood, entry.id));
        found
    }

    /// The page of a code.
    pub fn code_page(&self, id: &str) -> Option<CodePage<'a>> {
        self.layers.iter().find_map(|layer| {
            let at = layer.index.codes.binary_search_by_key(&id, |entry| entry.id).ok()?;
            layer.page(layer.index.codes.get(at)?.place)
        })
    }

    /// The page of a cause.
    pub fn cause_page(&self, id: &str) -> Option<CausePage<'a>> {
        self.layers.iter().find_map(|layer| {
            let at = layer.index.causes.binary_search_by_key(&id, |entry| entry.id).ok()?;
            layer.page(layer.index.causes.get(at)?.place)
        })
    }

    /// The formats, rules and signs of all layers.
    ///
    /// # Errors
    /// Where a layer is damaged.
    pub fn engine(&self) -> Result<Engine<'a>, Damaged> {
        let mut merged = Engine::default();
        let mut formats = HashSet::new();
        let mut causes = HashSet::new();
        for layer in &self.layers {
            let engine: Engine<'a> = postcard::from_bytes(layer.engine)?;
            merged.formats.extend(engine.formats.into_iter().filter(|format| formats.insert(format.id)));
            merged.causes.extend(engine.causes.into_iter().filter(|signs| causes.insert(signs.id)));
            merged.rules.extend(engine.rules);
        }
        Ok(merged)
    }
}

impl<'a> Layer<'a> {
    fn open(blob: &'a [u8]) -> Result<Layer<'a>, Damaged> {
        let damaged = || Damaged("its parts are missing".to_owned());
        let (lengths, mut rest) = blob.split_at_checked(12).ok_or_else(damaged)?;
        let mut part = |at: usize| -> Option<&'a [u8]> {
            let length = u32::from_le_bytes(lengths.get(at..at + 4)?.try_into().ok()?);
            let (part, tail) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            rest = tail;
            Some(part)
        };
        let (Some(index), Some(engine), Some(pages)) = (part(0), part(4), part(8)) else { return Err(damaged()) };
        Ok(Layer { index: postcard::from_bytes(index)?, engine, pages })
    }

    fn page<T: Deserialize<'a>>(&self, (start, length): Place) -> Option<T> {
        let start = usize::try_from(start).ok()?;
        let length = usize::try_from(length).ok()?;
        postcard::from_bytes(self.pages.get(start..start.checked_add(length)?)?).ok()
    }
}
