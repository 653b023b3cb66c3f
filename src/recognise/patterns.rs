//! Patterns, compiled when they are first needed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use regex::bytes::{Regex, RegexBuilder};

/// The memory that one compiled pattern may take, in bytes.
const LARGEST: usize = 4 << 20;

/// Compiled patterns by their text.
#[derive(Default)]
pub struct Patterns {
    compiled: RefCell<HashMap<String, Option<Rc<Regex>>>>,
}

impl Patterns {
    /// The compiled pattern; none where it is malformed, which a checked catalog has not.
    pub fn get(&self, pattern: &str) -> Option<Rc<Regex>> {
        if let Some(known) = self.compiled.borrow().get(pattern) {
            return known.clone();
        }
        let built = RegexBuilder::new(pattern).unicode(false).size_limit(LARGEST).build().ok().map(Rc::new);
        self.compiled.borrow_mut().insert(pattern.to_owned(), built.clone());
        built
    }

    /// Whether a pattern matches somewhere in a text.
    pub fn is_match(&self, pattern: &str, text: &[u8]) -> bool {
        self.get(pattern).is_some_and(|regex| regex.is_match(text))
    }
}
