//! Text for people: the most useful line first, prose within the width of the terminal, commands fit to be copied.

mod cause;
mod code;
mod compare;
mod diagnosis;
mod likely;
mod listing;
mod parts;
mod row;
mod seen;
mod suggestions;
mod summary;
mod system;
#[cfg(test)]
mod tests;
mod unknown;

use std::collections::HashSet;

use super::printer::Printer;
use super::{OutputFormat, Style, digest, words};
use crate::report::{Comparison, Entry, Finding, Listing, Lookup, Reader, Report, Search};
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
            let known = digest::page_of(finding).filter(|id| !pages.insert(*id));
            match known {
                Some(id) if !style.full => diagnosis::again(&mut printer, finding, id),
                _ => diagnosis::finding(&mut printer, finding, &View::new(style, finding.reader.clone())),
            }
        }
        if findings.len() > 1 {
            printer.rule();
        }
        summary::summary(&mut printer, report, explained);
        suggestions::suggestions(&mut printer, report);
        printer.finish()
    }

    fn streams(&self) -> bool {
        true
    }

    fn finding(&self, finding: &Finding<'_>, style: &Style) -> Option<String> {
        let mut printer = Printer::new(style);
        diagnosis::finding(&mut printer, finding, &View::new(style, finding.reader.clone()));
        printer.rule();
        Some(printer.finish())
    }

    fn finding_again(&self, finding: &Finding<'_>, style: &Style) -> Option<String> {
        let Some(id) = digest::page_of(finding).filter(|_| !style.full) else { return self.finding(finding, style) };
        let mut printer = Printer::new(style);
        diagnosis::again(&mut printer, finding, id);
        printer.rule();
        Some(printer.finish())
    }

    fn closing(&self, report: &Report<'_>, style: &Style) -> String {
        let mut printer = Printer::new(style);
        summary::closing(&mut printer, report);
        printer.finish()
    }

    fn lookup(&self, lookup: &Lookup<'_>, style: &Style) -> Option<String> {
        let mut printer = Printer::new(style);
        // The page of a code is for those who use its system, that of a cause for all of its readers.
        let of_all = View::new(style, Reader::of_page(None));
        let of_system = |id: &str| View::new(style, Reader::of_page(id.split('/').next()));
        // Of further meanings the pages are shown in short, if the first one has a page too, and the rest in a line each.
        let first_is_page = matches!(lookup.entries.first(), Some(Entry::Code(_)));
        let in_a_line = |at: usize, entry: &Entry<'_>| match entry {
            Entry::Row(_) => at > 0 && !style.full,
            Entry::Code(_) => at > 0 && !style.full && !first_is_page,
            Entry::Cause(_) | Entry::System(_) => false,
        };
        let entries = || lookup.entries.iter().enumerate();
        // A rule ends the page that is told whole; what is told in short needs a blank line.
        let separate = |printer: &mut Printer, before: usize, whole: bool| match before {
            0 => {}
            2.. if !whole => printer.gap(),
            _ => printer.rule(),
        };
        for (at, entry) in entries().filter(|(at, entry)| !in_a_line(*at, entry)) {
            let in_short = matches!(entry, Entry::Code(_)) && at > 0 && !style.full;
            separate(&mut printer, at, !in_short);
            match entry {
                Entry::Code(entry) if in_short => code::short(&mut printer, entry),
                Entry::Code(entry) => code::page(&mut printer, entry, &of_system(entry.page.id)),
                Entry::Row(entry) => row::page(&mut printer, entry, &of_system(&entry.id)),
                Entry::System(entry) => system::page(&mut printer, entry, &of_all),
                Entry::Cause(page) => cause::page(&mut printer, page, &of_all),
            }
        }
        let lines: Vec<_> = entries().filter(|(at, entry)| in_a_line(*at, entry)).map(|(_, entry)| entry).collect();
        if !lines.is_empty() {
            separate(&mut printer, lookup.entries.len() - lines.len(), false);
        }
        for entry in lines {
            match entry {
                Entry::Row(entry) => row::line(&mut printer, entry),
                Entry::Code(entry) => code::line(&mut printer, entry),
                Entry::Cause(_) | Entry::System(_) => {}
            }
        }
        Some(printer.finish())
    }

    fn listing(&self, listing: &Listing<'_>, style: &Style) -> Option<String> {
        let mut printer = Printer::new(style);
        listing::listing(&mut printer, listing);
        Some(printer.finish())
    }

    fn comparison(&self, comparison: &Comparison<'_>, style: &Style) -> Option<String> {
        let mut printer = Printer::new(style);
        compare::comparison(&mut printer, comparison, style.full);
        Some(printer.finish())
    }

    fn search(&self, search: &Search<'_>, style: &Style) -> Option<String> {
        let mut printer = Printer::new(style);
        suggestions::pages(&mut printer, search.results.iter().map(|one| (one.id, one.title, one.file.as_deref())));
        Some(printer.finish())
    }
}
