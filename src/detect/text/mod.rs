//! Texts as readers need them: lines, escapes and how to undo them, where JSON begins and ends, HTTP messages.

pub(crate) mod ansi;
pub(crate) mod challenge;
pub(crate) mod escapes;
pub(crate) mod http;
pub(crate) mod json_span;
pub(crate) mod lines;
pub(crate) mod literal;
