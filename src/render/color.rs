//! The one place that knows how a terminal is coloured. Renderers give [`Role`]s to text; [`Painter`] turns a role into
//! escape sequences, or into nothing.

use std::sync::Once;

use crate::redact::visible;
use colored::{ColoredString, Colorize};

/// What a piece of text is, not how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Running text.
    Plain,
    /// The sentence that says what it is.
    Title,
    /// The head of a section.
    Heading,
    /// A name before a value: `message`, `seen`.
    Label,
    /// The name of an error code or a cause.
    Name,
    /// A piece of code in a sentence.
    Code,
    /// A command to paste into a shell.
    Command,
    /// Code to put into a program or a file.
    Program,
    /// What a command printed.
    Output,
    /// Text of the input.
    Quoted,
    /// What most readers skip.
    Muted,
    /// The word `critical`.
    Critical,
    /// The word `error`.
    Error,
    /// The word `warning`.
    Warning,
    /// The word `info`.
    Info,
    /// The frame around a quoted line: its number, the bar, the arrow.
    Frame,
}

/// What the user asked for with `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ColorChoice {
    /// Colour on a terminal, as far as the environment allows.
    #[default]
    Auto,
    /// Colour, whatever the environment says.
    Always,
    /// No colour.
    Never,
}

impl ColorChoice {
    /// Whether a stream is coloured. `variable` reads the environment: `NO_COLOR` (no-color.org) says no before
    /// `CLICOLOR_FORCE` (bixense.com/clicolors) says yes, as most tools have it.
    pub(crate) fn decide(self, terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
        match self {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
            ColorChoice::Auto if set("CLICOLOR_FORCE") => true,
            ColorChoice::Auto => {
                let refused = variable("CLICOLOR").is_some_and(|value| value == "0");
                let dumb = variable("TERM").is_some_and(|value| value == "dumb");
                terminal && !refused && !dumb
            }
        }
    }
}

/// Colours text by its role.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Painter {
    color: bool,
}

static COLORED: Once = Once::new();

impl Painter {
    /// A painter that colours, or one that leaves text as it is.
    pub(crate) fn new(color: bool) -> Painter {
        if color {
            // `colored` asks the environment and standard output once per process. `ColorChoice` has decided that
            // already. A painter without colour never calls `colored`, so nothing needs to undo the override.
            COLORED.call_once(|| colored::control::set_override(true));
        }
        Painter { color }
    }

    /// Whether it colours.
    pub(crate) fn colors(self) -> bool {
        self.color
    }

    /// Appends a text in the look of its role.
    pub(crate) fn paint(self, out: &mut String, role: Role, text: &str) {
        // Texts of the input can't hold control characters here; those of a catalog can.
        let text = visible(text);
        if !self.color || role == Role::Plain || text.is_empty() {
            out.push_str(&text);
        } else {
            out.push_str(&look(role, &text).to_string());
        }
    }
}

fn look(role: Role, text: &str) -> ColoredString {
    match role {
        Role::Plain | Role::Quoted => text.normal(),
        Role::Title | Role::Heading => text.bold(),
        Role::Label | Role::Output | Role::Muted => text.dimmed(),
        Role::Name | Role::Code => text.cyan(),
        Role::Command | Role::Program => text.green(),
        Role::Critical => text.red().bold().reversed(),
        Role::Error => text.red().bold(),
        Role::Warning => text.yellow().bold(),
        Role::Info | Role::Frame => text.blue().bold(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(choice: ColorChoice, terminal: bool, set: &[(&str, &str)]) -> bool {
        choice.decide(terminal, |name| set.iter().find(|(one, _)| *one == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_option_beats_the_environment() {
        assert!(decide(ColorChoice::Always, false, &[("NO_COLOR", "1")]));
        assert!(!decide(ColorChoice::Never, true, &[("CLICOLOR_FORCE", "1")]));
    }

    #[test]
    fn the_environment_beats_the_terminal() {
        assert!(!decide(ColorChoice::Auto, true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(decide(ColorChoice::Auto, true, &[("NO_COLOR", "")]));
        assert!(decide(ColorChoice::Auto, false, &[("CLICOLOR_FORCE", "1")]));
        assert!(!decide(ColorChoice::Auto, false, &[("CLICOLOR_FORCE", "0")]));
        assert!(!decide(ColorChoice::Auto, true, &[("CLICOLOR", "0")]));
        assert!(!decide(ColorChoice::Auto, true, &[("TERM", "dumb")]));
        assert!(decide(ColorChoice::Auto, true, &[]) && !decide(ColorChoice::Auto, false, &[]));
    }

    #[test]
    fn a_painter_writes_no_control_characters_but_its_own() {
        for color in [false, true] {
            let mut out = String::new();
            Painter::new(color).paint(&mut out, Role::Error, "a\u{1b}]52;c;eA==\u{7}\u{202e}b\u{3164}\tc\n");
            assert!(out.contains("a\\u{1b}]52;c;eA==\\u{7}\\u{202e}b\\u{3164}\tc\n"), "{out:?}");
        }
    }

    #[test]
    fn a_painter_without_color_adds_nothing() {
        let (mut plain, mut coloured) = (String::new(), String::new());
        Painter::new(false).paint(&mut plain, Role::Error, "error");
        Painter::new(true).paint(&mut coloured, Role::Error, "error");
        assert_eq!(plain, "error");
        assert!(coloured.starts_with("\u{1b}[") && coloured.ends_with("\u{1b}[0m") && coloured.contains("error"));
    }
}
