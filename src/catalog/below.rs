//! What a folder of entries is laid over: the ids that it may refer to, and the pages that it adds to.

use std::collections::BTreeSet;

use super::compile::{AddedTo, Base, Ids, collected};
use super::load::Sources;
use super::rules::{RuleSet, Signs};
use super::{Catalog, Damaged, Layer, fields};

impl<'a> Catalog<'a> {
    /// This catalog as what is below some entries.
    ///
    /// # Errors
    /// If a layer is damaged.
    pub(crate) fn below<'s>(&'s self, sources: &Sources<'_>) -> Result<Base<'s>, Damaged> {
        let rules = self.rules()?;
        let built_in = self.layers.iter().find(|layer| layer.folder.is_none());
        let own = self.layers.iter().filter(|layer| layer.folder.is_some());
        let codes = sources.code_additions.iter();
        let causes = sources.cause_additions.iter();
        Ok(Base {
            known: Ids {
                systems: owned(self.systems().map(|system| system.id)),
                codes: collected(self.rows(None).iter().map(|one| one.id())),
                causes: owned(self.cause_ids()),
                clients: owned(self.clients().map(|client| client.id)),
                formats: owned(rules.formats.iter().map(|format| format.id)),
            },
            built_in: built_in.map(Layer::ids).transpose()?.unwrap_or_default(),
            fields: collected(fields::set_by(&rules)),
            own_rows: collected(own.flat_map(|layer| layer.rows.all(None)).map(|one| one.id())),
            codes: codes.filter_map(|entry| Some((self.code_page(&entry.id)?, self.row(&entry.id)?.row))).collect(),
            causes: causes.filter_map(|entry| self.added_to(&entry.id, &rules)).collect(),
        })
    }

    fn added_to<'s>(&'s self, id: &str, rules: &RuleSet<'a>) -> Option<AddedTo<'s>> {
        let Signs { within, over, follows, alone, strong, weak, words, .. } = rules.causes.get(rules.cause(id)?)?;
        Some(AddedTo {
            page: self.cause_page(id)?,
            within: within.iter().copied().collect(),
            over: over.clone(),
            follows: *follows,
            alone: alone.clone(),
            signs: strong.iter().chain(weak.iter()).cloned().collect(),
            words: words.clone(),
        })
    }
}

impl Layer<'_> {
    /// The ids of its entries, of its codes those with a page.
    fn ids(&self) -> Result<Ids, Damaged> {
        Ok(Ids {
            systems: owned(self.head.systems.iter().map(|system| system.id)),
            codes: owned(self.codes.keys()),
            causes: owned(self.causes.keys()),
            clients: owned(self.head.clients.iter().map(|client| client.id)),
            formats: owned(self.rules()?.formats.iter().map(|format| format.id)),
        })
    }
}

fn owned<'t>(ids: impl Iterator<Item = &'t str>) -> BTreeSet<String> {
    collected(ids.map(str::to_owned))
}
