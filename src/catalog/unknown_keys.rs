//! All unknown keys and unknown words of a file at once, with the nearest right one.
//!
//! Serde stops at the first fault. If it finds one, the document is walked along with the JSON schema of its type, which is
//! made from the same types that serde reads, so the two can't disagree.

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, nearest};
use super::load::File;

/// Every key of the file that its type doesn't have, and every word that isn't allowed.
pub(crate) fn unknown_keys(file: &File, schema: &Value) -> Vec<Fault> {
    let Ok(document) = DeTable::parse(&file.text) else { return Vec::new() };
    let empty = Map::new();
    let definitions = schema.get("$defs").and_then(Value::as_object).unwrap_or(&empty);
    let mut walk = Walk { file, definitions, faults: Vec::new() };
    walk.table(document.get_ref(), schema);
    walk.faults
}

struct Walk<'a> {
    file: &'a File,
    definitions: &'a Map<String, Value>,
    faults: Vec<Fault>,
}

impl<'a> Walk<'a> {
    fn fault(&mut self, offset: usize, message: String) {
        self.faults.push(Fault::at(&self.file.path, &self.file.text, offset, message));
    }

    /// Follows a reference, and the one alternative of an optional type that is not null.
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
            let name = name.rsplit('/').next().unwrap_or(name);
            return self.definitions.get(name).map_or(schema, |found| self.resolve(found));
        }
        let alternatives = schema.get("anyOf").and_then(Value::as_array);
        let present = alternatives.and_then(|all| all.iter().find(|one| one.get("$ref").is_some()));
        present.map_or(schema, |found| self.resolve(found))
    }

    fn table(&mut self, table: &DeTable<'_>, schema: &'a Value) {
        let schema = self.resolve(schema);
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
        for (key, value) in table {
            if let Some(inner) = properties.get(key.get_ref().as_ref()) {
                self.value(value.get_ref(), value.span().start, inner);
            } else {
                let name = key.get_ref();
                let hint = nearest(name, properties.keys().map(String::as_str));
                self.fault(key.span().start, format!("unknown key `{name}`{hint}"));
            }
        }
    }

    fn value(&mut self, value: &DeValue<'_>, offset: usize, schema: &'a Value) {
        let schema = self.resolve(schema);
        match value {
            DeValue::Table(table) => self.table(table, schema),
            DeValue::Array(array) => {
                let Some(items) = schema.get("items") else { return };
                for item in array {
                    self.value(item.get_ref(), item.span().start, items);
                }
            }
            DeValue::String(word) => {
                let words = words(schema);
                if !words.is_empty() && !words.contains(&word.as_ref()) {
                    let hint = nearest(word, words.iter().copied());
                    self.fault(offset, format!("unknown word `{word}`{hint}; allowed are {}", words.join(", ")));
                }
            }
            _ => {}
        }
    }
}

/// The words that an enumeration allows, however the schema spells it.
fn words(schema: &Value) -> Vec<&str> {
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let single = schema.get("const").and_then(Value::as_str);
    let alternatives = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten().flat_map(words);
    listed.chain(single).chain(alternatives).collect()
}
