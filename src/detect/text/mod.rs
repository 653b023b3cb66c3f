//! Texts as readers need them: lines, escapes and how to undo them, where JSON begins and ends, HTTP messages.

pub mod ansi;
pub mod escapes;
pub mod http;
pub mod json_span;
pub mod lines;
