//! Renders what was found, in one file per output format. Every function here is pure: report in, text out.
//!
//! The command line decides the [`Style`] once; nothing below looks at the terminal or the environment.

pub mod color;
pub mod human;
pub mod json;
mod sheet;
mod wrap;

use crate::catalog::model::Language;
use crate::report::{Finding, Listing, Lookup, Report};

/// How an answer is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether roles are coloured.
    pub color: bool,
    /// The columns of the terminal; prose keeps within 40 to 100 of them.
    pub width: usize,
    /// The language in which the reader wants code; without it, the language that printed the error.
    pub language: Option<Language>,
    /// Everything, instead of what fits a screen or two.
    pub full: bool,
}

impl Default for Style {
    fn default() -> Style {
        Style { color: false, width: 80, language: None, full: false }
    }
}

/// An output format.
pub trait Format: Sync + std::fmt::Debug {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// A whole report.
    fn report(&self, report: &Report<'_>, style: &Style) -> String;

    /// A page or several. `None` where the format has no form for pages, as those for findings of a scanner.
    fn lookup(&self, _lookup: &Lookup<'_>, _style: &Style) -> Option<String> {
        None
    }

    /// A list.
    fn listing(&self, _listing: &Listing<'_>, _style: &Style) -> Option<String> {
        None
    }

    /// A report piece by piece, for input that has no end. `None` where the format speaks only when all is known.
    fn stream(&self, _style: &Style) -> Option<Box<dyn Stream>> {
        None
    }
}

/// A report that is printed while the input is still read. It knows what it has said already.
pub trait Stream {
    /// A finding, as soon as it is seen.
    fn finding(&mut self, finding: &Finding<'_>) -> String;

    /// What follows the last one. The counts in the report are final.
    fn close(&mut self, report: &Report<'_>) -> String;
}

/// All formats, the usual one first.
pub static FORMATS: &[&dyn Format] = &[
    &human::Human, //
    &json::Json,
];

/// The format of a name.
pub fn format(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}
