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
                if !rule.pattern.literals.iter().any(|literal| stands(literal)) {
                    continue;
                }
                let Some(regex) = self.patterns.get(rule.pattern.re) else { continue };
                let Some(captures) = regex.captures(value.as_bytes()) else { continue };
                for name in regex.capture_names().flatten() {
                    if let Some(group) = captures.name(name) {
                        found.push((name.to_owned(), String::from_utf8_lossy(group.as_bytes()).into_owned()));
                    }
                }
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
