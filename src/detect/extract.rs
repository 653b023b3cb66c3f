//! What else a message says: rules of the catalog whose named groups become fields.

use std::slice;

use super::Detector;
use crate::field::Fields;
use crate::matching::IndexedFields;

impl Detector<'_> {
    /// Adds what the extraction rules find.
    pub fn extract(&self, fields: &mut Fields) {
        let mut found: Vec<(String, String)> = Vec::new();
        let index = IndexedFields::new(fields);
        for rule in &self.rules.extractions {
            for (field, index) in index.iter().filter(|(field, _)| field.name == rule.field) {
                let value = field.value.as_bytes();
                let text = |group| String::from_utf8_lossy(value.get(group).unwrap_or_default()).into_owned();
                for (pattern, read) in self.patterns.possible(slice::from_ref(&rule.pattern), value, index()) {
                    let Some(groups) = pattern.groups_at(read, 0) else { continue };
                    found.extend(groups.all().map(|(name, group)| (name.to_owned(), text(group))));
                }
            }
        }
        for (name, value) in found {
            fields.add(name, value);
        }
    }
}
