//! What else a message says: rules of the catalog whose named groups become fields.

use super::Recogniser;
use crate::field::Fields;

impl Recogniser<'_> {
    /// Adds what the extraction rules find.
    pub fn extract(&self, fields: &mut Fields) {
        let mut found: Vec<(String, String)> = Vec::new();
        for rule in &self.engine.rules {
            for value in fields.values(rule.field) {
                let stands = |literal: &str| contains_ignoring_case(value, literal);
                if !rule.pattern.needs.met(&stands) {
                    continue;
                }
                let Some(pattern) = self.patterns.get(&rule.pattern.re) else { continue };
                let Some(groups) = pattern.groups_at(value.as_bytes(), 0) else { continue };
                let text =
                    |group| String::from_utf8_lossy(value.as_bytes().get(group).unwrap_or_default()).into_owned();
                found.extend(groups.all().map(|(name, group)| (name.to_owned(), text(group))));
            }
        }
        for (name, value) in found {
            fields.add(name, value);
        }
    }
}

/// Whether a literal in lower case stands in a text in any case.
fn contains_ignoring_case(text: &str, literal: &str) -> bool {
    let (text, literal) = (text.as_bytes(), literal.as_bytes());
    text.windows(literal.len().max(1)).any(|window| window.eq_ignore_ascii_case(literal))
}
