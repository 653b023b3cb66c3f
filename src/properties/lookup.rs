//! Look-ups, searches and command lines: any words have an answer that can be shown.

use std::ffi::OsString;

use super::assert_shown;
use crate::cli;
use crate::explainer::Explainer;
use crate::render::{FORMATS, Style};

/// A longer argument is an error, and no name.
const MAX_WORDS: usize = 8;

pub(super) fn holds(explainer: &Explainer<'static>, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (lookup, search) = (explainer.lookup(&text), explainer.search(&text));
    for format in FORMATS {
        let style = Style { full: true, ..Style::default() };
        for answer in [format.lookup(&lookup, &style), format.search(&search, &style)].into_iter().flatten() {
            assert_shown(&answer, false, format.name());
            if format.name() == "json" {
                serde_json::from_str::<serde_json::Value>(&answer).expect("JSON that parses");
            }
        }
    }
    let words: Vec<OsString> = text.split('\n').take(MAX_WORDS).map(|word| word.replace('\0', "").into()).collect();
    assert_shown(&cli::understood(explainer.catalog(), &words), false, "a command line");
}
