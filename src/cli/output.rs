//! What the commands print: answers to standard output, everything else to standard error. A closed pipe ends quietly.

use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;

use anyhow::{Result, anyhow};

use super::Options;
use super::inputs::reason;
use crate::catalog::model::Severity;
use crate::redact::{self, Masker, Redaction};
use crate::render::Style;

/// Prints an answer to standard output. Nothing else writes there.
pub(super) fn print(text: &str) -> Result<()> {
    print_while_open(text).map(|_| ())
}

/// Prints a part of an answer, and returns whether somebody may read more of it.
pub(super) fn print_while_open(text: &str) -> Result<bool> {
    let mut out = io::stdout().lock();
    match out.write_all(harmless(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(anyhow!("can't write to standard output: {}", reason(&error))),
        Ok(()) => Ok(true),
    }
}

/// Prints a report beside the output of the command that was run. If standard error is closed, there is nowhere to report it.
pub(super) fn print_report_on_stderr(text: &str) {
    let _ = io::stderr().lock().write_all(harmless(text).as_bytes());
}

/// The text with all control characters shown as such, but for the sequences that colour it.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    const ESCAPE: char = '\u{1b}';
    if !text.contains(ESCAPE) {
        return redact::visible(text);
    }
    let mut parts = text.split(ESCAPE);
    let mut out = redact::visible(parts.next().unwrap_or_default()).into_owned();
    for part in parts {
        let colour = part.strip_prefix('[').and_then(|rest| {
            let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
            rest[length..].starts_with('m').then_some(length + 2)
        });
        let (colour, rest) = part.split_at(colour.unwrap_or(0));
        out.push_str(if colour.is_empty() { "\\u{1b}" } else { "\u{1b}" });
        out.push_str(colour);
        out.push_str(&redact::visible(rest));
    }
    Cow::Owned(out)
}

/// Prints a message about the run on standard error. File names and arguments in it are input, so they are redacted.
pub(super) fn print_error(text: &str) {
    print_usage_error(&format!("explain: {text}\n"));
}

/// Prints text on standard error that needs no prefix.
pub(super) fn print_error_bare(text: &str) {
    // If standard error is closed, there is nowhere to report it.
    let _ = io::stderr().write_all(masker().show(text).as_str().as_bytes());
}

/// Prints a message with words of the command line. One may be a secret, and has no name that says so.
pub(super) fn print_usage_error(text: &str) {
    let _ = io::stderr().write_all(masker().show_argument(text).as_str().as_bytes());
}

/// A name for an answer.
pub(super) fn shown(name: &str) -> String {
    masker().show(name).as_str().to_owned()
}

/// An argument for a message, of at most so many characters.
pub(super) fn argument(word: &str, max_chars: usize) -> String {
    let shown = masker().show_argument(word);
    masker().show_line(shown.as_str(), max_chars).as_str().to_owned()
}

/// What masks the messages of a run, so that equal secrets look equal in all of them.
static MASKER: OnceLock<Masker> = OnceLock::new();

fn masker() -> &'static Masker {
    MASKER.get_or_init(Masker::default)
}

/// Sets how much the messages of a run mask, and warns if that is nothing.
pub(super) fn set_redaction(redaction: Redaction) {
    if MASKER.set(Masker::new(redaction)).is_ok() && redaction == Redaction::Nothing {
        print_error("--no-redact: secrets of the input are printed as they are; don't share this output");
    }
}

/// The style of the answer: a terminal's own width, with colour; otherwise 80 columns without colour.
pub(super) fn style(options: &Options) -> Style {
    let terminal = io::stdout().is_terminal();
    let variable = |name: &str| std::env::var(name).ok();
    let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let size = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let width = if terminal { columns.or_else(size) } else { None };
    Style {
        color: crate::render::color::ColorChoice::from(options.color).decide(terminal, variable),
        width: width.unwrap_or(80),
        language: options.lang.map(Into::into),
        full: options.full,
        all: options.all,
        fail_on: Severity::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn only_colours_pass() {
        assert_eq!(harmless("plain ä\n\ttext"), "plain ä\n\ttext");
        assert_eq!(harmless("\u{1b}[1;31merror\u{1b}[0m: x\r"), "\u{1b}[1;31merror\u{1b}[0m: x\\u{d}");
        assert_eq!(
            harmless("a\u{1b}[2Jb\u{1b}]0;t\u{7}\u{1b}\u{1b}[m"),
            "a\\u{1b}[2Jb\\u{1b}]0;t\\u{7}\\u{1b}\u{1b}[m"
        );
        assert_eq!(harmless("\u{1b}"), "\\u{1b}");
        assert_eq!(harmless("\u{1b}[31\u{9b}m\u{202e}"), "\\u{1b}[31\\u{9b}m\\u{202e}");
    }
}
