//! What every stage works with: the catalog, its rules, and what is derived from them once per run.

use std::sync::{Arc, OnceLock};

use crate::catalog::rules::{Format, Kind, RuleSet};
use crate::catalog::{Catalog, Damaged};
use crate::detect::{JsonNeeds, NeededNames, NumberEndings};
use crate::matching::Patterns;
use crate::memo::Memo;
use crate::scan::{Markers, Owner};

/// A catalog, ready to be applied to texts.
pub(crate) struct Knowledge<'a> {
    /// The pages of codes and causes.
    pub catalog: Catalog<'a>,
    /// The formats, extractions and signs.
    pub rules: RuleSet<'a>,
    /// The byte strings that a text is scanned for.
    pub markers: Markers,
    /// The patterns of formats and signs, compiled when they are first needed.
    pub patterns: Patterns,
    /// The indices of the JSON formats in [`RuleSet::formats`].
    pub json_formats: Vec<usize>,
    /// For each of the JSON formats, what it needs an object to hold; read when the first object is.
    pub json_names: OnceLock<Vec<NeededNames>>,
    /// For each of the JSON formats, what it needs a document to hold; read when the first document is.
    pub json_needs: OnceLock<JsonNeeds>,
    /// The index of the format for statuses in words.
    pub statuses: Option<usize>,
    /// The indices of the formats for the statuses of requests.
    pub requests: Vec<usize>,
    /// The index of the format for the bare names of codes.
    pub names: Option<usize>,
    /// The index of the format for the numbers of codes.
    pub numbers: Option<usize>,
    /// How the words end that announce the number of a code; read when the first line is.
    pub number_endings: OnceLock<NumberEndings>,
    /// The indices of the block formats, which keep the lines of one error together.
    pub blocks: Vec<usize>,
    /// The causes of codes that were asked for. A log repeats its codes, and some have hundreds of causes.
    causes: Memo<Arc<[usize]>>,
}

impl<'a> Knowledge<'a> {
    /// Decodes the rules of a catalog and collects their markers.
    ///
    /// # Errors
    /// If the catalog is damaged.
    pub(crate) fn new(catalog: Catalog<'a>) -> Result<Knowledge<'a>, Damaged> {
        let rules = catalog.rules()?;
        let of_kind = |wanted: fn(&Kind<'_>) -> bool| -> Vec<usize> {
            let formats = rules.formats.iter().enumerate().filter(|(_, format)| wanted(&format.kind));
            formats.map(|(at, _)| at).collect()
        };
        let json_formats = of_kind(|kind| matches!(kind, Kind::Json { .. }));
        let blocks = of_kind(|kind| matches!(kind, Kind::Block { .. }));
        let statuses = of_kind(|kind| matches!(kind, Kind::Status(_))).first().copied();
        let requests = of_kind(|kind| matches!(kind, Kind::Request(..)));
        let names = of_kind(|kind| matches!(kind, Kind::Names(_))).first().copied();
        let numbers = of_kind(|kind| matches!(kind, Kind::Numbers(_))).first().copied();
        Ok(Knowledge {
            markers: Markers::new(&rules),
            patterns: Patterns::default(),
            json_formats,
            json_names: OnceLock::new(),
            json_needs: OnceLock::new(),
            statuses,
            requests,
            names,
            numbers,
            number_endings: OnceLock::new(),
            blocks,
            causes: Memo::default(),
            catalog,
            rules,
        })
    }

    /// The indices of the causes that explain a code, in the order of its page.
    pub(crate) fn causes_of(&self, code: &str) -> Arc<[usize]> {
        let of_catalog = || self.catalog.causes_of(code).into_iter().filter_map(|id| self.rules.cause(id)).collect();
        self.causes.get_or_insert_with(code, of_catalog)
    }

    /// The format that a marker belongs to, with its index. Returns `None` if the marker belongs to a standalone sign.
    pub(crate) fn format(&self, owner: Owner) -> Option<(usize, &Format<'a>)> {
        let Owner::Format(at) = owner else { return None };
        let at = usize::from(at);
        self.rules.formats.get(at).map(|format| (at, format))
    }
}
