//! Text for people: the most useful line first, prose within the width of the terminal, commands fit to be copied.

mod cause;
mod code;
mod diagnosis;
mod likely;
mod listing;
mod parts;
mod seen;
mod suggestions;
mod summary;
#[cfg(test)]
mod tests;
mod unknown;
mod words;

use std::collections::HashSet;

use super::printer::Printer;
use super::{OutputFormat, Style};
use crate::report::{Entry, Listing, Lookup, Report, Search};
use parts::View;

/// So many findings are all explained. Of more, the first one is, and a table lists the others.
const MAX_EXPLAINED: usize = 3;

/// `--format human`
#[derive(Debug)]
pub struct Human;

impl OutputFormat for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn report(&self, report: &Report<'_>, style: &Style) -> String {
        let mut printer = Printer::new(style);
        let findings = &report.findings;
        let explained = if style.all || findings.len() <= MAX_EXPLAINED { findings.len() } else { 1 };
        let mut pages = HashSet::new();
        for (at, finding) in findings.iter().take(explained).enumerate() {
            if at > 0 {
                printer.rule();
            }
            // Each cause is explained once, with its first finding.
            let known = diagnosis::page_of(finding).filter(|id| !pages.insert(*id));
            match known {
                Some(id) if !style.full => diagnosis::again(&mut printer, finding, id),
                _ => diagnosis::finding(&mut printer, finding, &View::new(style, finding.language)),
            }
        }
        if findings.len() > 1 {
            printer.rule();
        }
        summary::summary(&mut printer, report, explained);
        suggestions::suggestions(&mut printer, report);
        printer.finish()
    }

    fn lookup(&self, lookup: &Lookup<'_>, style: &Style) -> Option<String> {
        let mut printer = Printer::new(style);
        let view = View::new(style, None);
        for (at, entry) in lookup.entries.iter().enumerate() {
            if at > 0 {
                printer.rule();
            }
            match entry {
                Entry::Code(entry) if at > 0 && !style.full => code::short(&mut printer, entry),
                Entry::Code(entry) => code::page(&mut printer, entry, &view),
                Entry::Cause(page) => cause::page(&mut printer, page, &view),
            }
        }
        Some(printer.finish())
    }

    fn listing(&self, listing: &Listing<'_>, style: &Style) -> Option<String> {
        let mut printer = Printer::new(style);
        listing::listing(&mut printer, listing);
        Some(printer.finish())
    }

    fn search(&self, search: &Search<'_>, style: &Style) -> Option<String> {
        let mut printer = Printer::new(style);
        suggestions::pages(&mut printer, search.results.iter().map(|one| (one.id, one.title)));
        Some(printer.finish())
    }
}
