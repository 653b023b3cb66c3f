//! Renders what was found, in one file per output format. Every function here is pure: report in, text out.
//!
//! The command line decides the [`Style`] once; nothing below looks at the terminal or the environment.

#[cfg(feature = "cli")]
mod agent;
pub(crate) mod color;
pub(crate) mod digest;
#[cfg(feature = "cli")]
mod github;
#[cfg(feature = "cli")]
mod gitlab;
#[cfg(feature = "cli")]
mod html;
pub(crate) mod human;
pub(crate) mod json;
#[cfg(feature = "cli")]
pub(crate) mod jsonl;
#[cfg(feature = "cli")]
mod junit;
#[cfg(feature = "cli")]
mod markdown;
mod printer;
mod quote;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(feature = "cli")]
mod sarif;
mod text;
mod width;
mod words;
mod wrap;

use crate::catalog::model::{Language, Severity};
use crate::report::{Comparison, Finding, Listing, Lookup, Report, Search};

/// How an answer is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether roles are coloured.
    pub color: bool,
    /// The columns of the terminal; prose keeps within 40 to 100 of them.
    pub width: usize,
    /// The language in which the reader wants code; without it, the language that printed the error.
    pub language: Option<Language>,
    /// Everything about a finding or page, instead of what fits a screen or two.
    pub full: bool,
    /// Every finding, instead of the first and a table.
    pub all: bool,
    /// The least severity that a policy takes for a failure.
    pub fail_on: Severity,
}

impl Default for Style {
    fn default() -> Style {
        Style { color: false, width: 80, language: None, full: false, all: false, fail_on: Severity::Error }
    }
}

/// An output format.
pub trait OutputFormat: Sync + std::fmt::Debug {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// A whole report.
    fn report(&self, report: &Report<'_>, style: &Style) -> String;

    /// Whether findings are printed one by one while their input is still coming. Other formats are printed as a whole, once it has
    /// ended.
    fn streams(&self) -> bool {
        false
    }

    /// A finding by itself, as soon as it is first seen. `None` if the format does not stream.
    fn finding(&self, _finding: &Finding<'_>, _style: &Style) -> Option<String> {
        None
    }

    /// The same for a finding whose page is that of an earlier one.
    fn finding_again(&self, finding: &Finding<'_>, style: &Style) -> Option<String> {
        self.finding(finding, style)
    }

    /// What closes a report whose findings were printed one by one.
    fn closing(&self, report: &Report<'_>, style: &Style) -> String {
        self.report(report, style)
    }

    /// A page or several. `None` if the format has no form for pages, as those for findings of a scanner.
    fn lookup(&self, _lookup: &Lookup<'_>, _style: &Style) -> Option<String> {
        None
    }

    /// A list. `None` if the format has no form for lists.
    fn listing(&self, _listing: &Listing<'_>, _style: &Style) -> Option<String> {
        None
    }

    /// Two codes or causes beside each other. `None` if the format has no form for them.
    fn comparison(&self, _comparison: &Comparison<'_>, _style: &Style) -> Option<String> {
        None
    }

    /// The pages that were searched for. `None` if the format has no form for lists.
    fn search(&self, _search: &Search<'_>, _style: &Style) -> Option<String> {
        None
    }
}

/// All formats, the usual one first.
pub static FORMATS: &[&dyn OutputFormat] = &[
    &human::Human,
    &json::Json,
    #[cfg(feature = "cli")]
    &jsonl::JsonLines,
    #[cfg(feature = "cli")]
    &agent::Agent,
    #[cfg(feature = "cli")]
    &sarif::Sarif,
    #[cfg(feature = "cli")]
    &github::GitHub,
    #[cfg(feature = "cli")]
    &gitlab::GitLab,
    #[cfg(feature = "cli")]
    &junit::JUnit,
    #[cfg(feature = "cli")]
    &markdown::Markdown,
    #[cfg(feature = "cli")]
    &html::Html,
];

/// The format of a name.
pub(crate) fn format(name: &str) -> Option<&'static dyn OutputFormat> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}
