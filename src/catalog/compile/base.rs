//! What a folder of entries is laid over.

use std::collections::BTreeSet;

use super::super::pages::{CausePage, CodePage};
use super::super::rows::Row;
use super::super::rules::{Alone, Sign};

/// The ids of entries.
#[derive(Debug, Default)]
pub struct Ids {
    /// Of systems: `grpc`.
    pub systems: BTreeSet<String>,
    /// Of codes: `grpc/unauthenticated`.
    pub codes: BTreeSet<String>,
    /// Of causes: `auth/token-expired`.
    pub causes: BTreeSet<String>,
    /// Of programs and libraries: `docker`.
    pub clients: BTreeSet<String>,
    /// Of formats: `grpc-go`.
    pub formats: BTreeSet<String>,
}

/// The catalog below a folder of entries. Empty below a folder that is whole by itself.
#[derive(Debug, Default)]
pub struct Base<'b> {
    /// What entries may refer to besides one another.
    pub known: Ids,
    /// What is built in, of the codes those with a page: a folder adds to it, and does not replace it.
    pub built_in: Ids,
    /// The fields that its formats and extraction rules set.
    pub fields: BTreeSet<String>,
    /// The codes that other folders have rows of: these may be replaced.
    pub own_rows: BTreeSet<String>,
    /// The pages of codes that are added to, with their rows.
    pub codes: Vec<(CodePage<'b>, Row<'b>)>,
    /// The causes that are added to.
    pub causes: Vec<AddedTo<'b>>,
}

/// A cause that is added to.
#[derive(Debug)]
pub struct AddedTo<'b> {
    /// Its page.
    pub page: CausePage<'b>,
    /// Names of what alone has it.
    pub within: Vec<&'b str>,
    /// The ids of causes that come after it.
    pub over: Vec<&'b str>,
    /// Whether it is one with the error before it.
    pub follows: bool,
    /// The signs that are looked for even if no code is printed.
    pub alone: Vec<Alone<'b>>,
    /// The strong signs, then the weak ones.
    pub signs: Vec<Sign<'b>>,
    /// The signs that are tried where nothing else is recognised.
    pub words: Vec<Sign<'b>>,
}

impl<'b> Base<'b> {
    /// A cause that is added to.
    pub(super) fn cause(&self, id: &str) -> Option<&AddedTo<'b>> {
        self.causes.iter().find(|one| one.page.id == id)
    }

    /// A page of a code that is added to, and its row.
    pub(super) fn code(&self, id: &str) -> Option<&(CodePage<'b>, Row<'b>)> {
        self.codes.iter().find(|(page, _)| page.id == id)
    }
}

/// A set of ids. One function for all kinds of iterators: to collect from each is code of its own.
pub(crate) fn collected(mut ids: impl Iterator<Item = String>) -> BTreeSet<String> {
    collected_of(&mut ids)
}

#[inline(never)]
fn collected_of(ids: &mut dyn Iterator<Item = String>) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for id in ids {
        all.insert(id);
    }
    all
}
