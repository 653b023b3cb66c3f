//! What else a message says: the catalog's extraction rules, whose named groups become fields.

use std::slice;

use crate::field::Fields;
use crate::knowledge::Knowledge;
use crate::matching::{IndexedFields, TrigramIndex};

/// Adds the fields that rules find in the lines of an error, where no message gave them: a host is often named before the
/// message, or in the link around it.
pub(crate) fn extract_from_record(knowledge: &Knowledge<'_>, record: &[u8], fields: &mut Fields) {
    let index = TrigramIndex::new(record);
    for rule in knowledge.rules.extractions.iter().filter(|rule| rule.record) {
        for (pattern, read) in knowledge.patterns.possible(slice::from_ref(&rule.pattern), record, &index) {
            let Some(groups) = pattern.groups_at(read, 0) else { continue };
            if groups.all().any(|(name, _)| fields.first(name).is_some()) {
                continue;
            }
            let text = |group| String::from_utf8_lossy(record.get(group).unwrap_or_default()).into_owned();
            groups.all().for_each(|(name, group)| fields.add(name, text(group)));
        }
    }
}

/// Adds the fields that the extraction rules find in existing ones. `told`: those that complete sentences, else the others.
pub(crate) fn extract(knowledge: &Knowledge<'_>, fields: &mut Fields, told: bool) {
    let mut found: Vec<(String, String)> = Vec::new();
    let indexed = IndexedFields::new(fields);
    for rule in knowledge.rules.extractions.iter().filter(|rule| rule.told == told) {
        for (field, index) in indexed.iter().filter(|(field, _)| field.name == rule.field) {
            let value = field.value.as_bytes();
            let text = |group| String::from_utf8_lossy(value.get(group).unwrap_or_default()).into_owned();
            for (pattern, read) in knowledge.patterns.possible(slice::from_ref(&rule.pattern), value, index()) {
                let Some(groups) = pattern.groups_at(read, 0) else { continue };
                found.extend(groups.all().map(|(name, group)| (name.to_owned(), text(group))));
            }
        }
    }
    for (name, value) in found {
        fields.add(name, value);
    }
}
