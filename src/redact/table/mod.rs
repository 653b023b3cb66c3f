//! What the masker knows, as data: a line for each name, each beginning of a token and each option of a command. A new one
//! is a new line here, and nothing else; a test reads every line and sees that what it describes is masked.

mod commands;
mod names;
mod short;
mod tokens;

pub(super) use commands::{COMMANDS, Command, Form};
pub(super) use names::{HARMLESS_NAMES, NAMES, PARAMETERS, TAILS, TRAILERS};
pub(super) use short::Short;
pub(super) use tokens::{Body, TOKENS, Token};
