//! What else a message says: rules of the catalog whose named groups become fields.

use std::slice;

use super::Recogniser;
use super::lowered::LoweredFields;
use crate::field::Fields;

impl Recogniser<'_> {
    /// Adds what the extraction rules find.
    pub fn extract(&self, fields: &mut Fields) {
        let mut found: Vec<(String, String)> = Vec::new();
        let lowered = LoweredFields::new(fields);
        for rule in &self.engine.rules {
            for (field, lowered) in lowered.iter().filter(|(field, _)| field.name == rule.field) {
                let value = field.value.as_bytes();
                let text = |group| String::from_utf8_lossy(value.get(group).unwrap_or_default()).into_owned();
                for (pattern, read) in self.patterns.possible(slice::from_ref(&rule.pattern), value, lowered()) {
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
