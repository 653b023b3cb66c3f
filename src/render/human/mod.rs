//! Text for people: the most useful line first, prose within the width of the terminal, commands fit to be copied.

mod cause;
mod closing;
mod code;
mod diagnosis;
mod likely;
mod listing;
mod parts;
#[cfg(test)]
mod tests;
mod unknown;
mod words;

use std::collections::HashSet;

use super::sheet::Sheet;
use super::{Format, Stream, Style};
use crate::report::{Entry, Finding, Listing, Lookup, Report};
use parts::Reader;

/// `--format human`
#[derive(Debug)]
pub struct Human;

impl Format for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn report(&self, report: &Report<'_>, style: &Style) -> String {
        let mut told = Told::new(style);
        let mut text: String = report.findings.iter().map(|finding| told.finding(finding)).collect();
        text += &told.close(report);
        text
    }

    fn lookup(&self, lookup: &Lookup<'_>, style: &Style) -> Option<String> {
        let mut sheet = Sheet::new(style);
        let reader = Reader::new(style, None);
        for (at, entry) in lookup.entries.iter().enumerate() {
            if at > 0 {
                sheet.rule();
            }
            match entry {
                Entry::Code(entry) if at > 0 && !style.full => code::short(&mut sheet, entry),
                Entry::Code(entry) => code::page(&mut sheet, entry, &reader),
                Entry::Cause(page) => cause::page(&mut sheet, page, &reader),
            }
        }
        Some(sheet.finish())
    }

    fn listing(&self, listing: &Listing<'_>, style: &Style) -> Option<String> {
        let mut sheet = Sheet::new(style);
        listing::listing(&mut sheet, listing);
        Some(sheet.finish())
    }

    fn stream(&self, style: &Style) -> Option<Box<dyn Stream>> {
        Some(Box::new(Told::new(style)))
    }
}

/// What was told so far: each cause is explained once, when it is first met.
struct Told {
    style: Style,
    findings: usize,
    pages: HashSet<String>,
}

impl Told {
    fn new(style: &Style) -> Told {
        Told { style: *style, findings: 0, pages: HashSet::new() }
    }
}

impl Stream for Told {
    fn finding(&mut self, finding: &Finding<'_>) -> String {
        let mut sheet = Sheet::new(&self.style);
        if self.findings > 0 {
            sheet.rule();
        }
        self.findings += 1;
        let known = diagnosis::page_of(finding).filter(|id| !self.pages.insert((*id).to_owned()));
        match known {
            Some(id) if !self.style.full => diagnosis::again(&mut sheet, finding, id),
            _ => diagnosis::finding(&mut sheet, finding, &Reader::new(&self.style, finding.language)),
        }
        sheet.finish()
    }

    fn close(&mut self, report: &Report<'_>) -> String {
        let mut sheet = Sheet::new(&self.style);
        if report.findings.len() > 1 {
            sheet.rule();
        }
        closing::closing(&mut sheet, report);
        sheet.finish()
    }
}
