//! What closes a run: the table of what was found, or one line where nothing was.

use super::diagnosis::page_of;
use super::words;
use crate::render::color::Role;
use crate::render::sheet::Sheet;
use crate::render::wrap::{Line, display_width};
use crate::report::{Finding, Report};

/// The width of the column `severity`.
const SEVERITY: usize = 8;

/// The end of a report.
pub fn closing(sheet: &mut Sheet, report: &Report<'_>) {
    let summary = &report.summary;
    let read = format!("{} ({})", words::count(summary.lines, "line", "lines"), words::size(summary.bytes));
    match report.findings.len() {
        0 => sheet.put("", 2, &Line::new().plain(format!("No error recognised in {read}."))),
        1 => {}
        different => {
            let all = words::count(summary.occurrences, "error", "errors");
            let line = format!("{all}, {different} different, in {read}");
            sheet.gap();
            sheet.put("", 2, &Line::new().add(Role::Heading, line));
            sheet.gap();
            table(sheet, &report.findings);
        }
    }
    for note in &summary.notes {
        sheet.put("", 2, &Line::new().add(Role::Muted, note.as_str()));
    }
}

fn table(sheet: &mut Sheet, findings: &[Finding<'_>]) {
    let times: Vec<String> = findings.iter().map(|finding| words::grouped(finding.count)).collect();
    let what: Vec<&str> = findings.iter().map(|finding| page_of(finding).unwrap_or(&finding.id)).collect();
    let count = times.iter().map(String::len).max().unwrap_or(0).max("times".len());
    let name = what.iter().map(|what| display_width(what)).max().unwrap_or(0);
    let head = format!("{:>count$}  {:SEVERITY$}  {:name$} ", "times", "severity", "what");
    let head = Line::new().whole(Role::Muted, head).add(Role::Muted, " where");
    sheet.put("  ", count + SEVERITY + 6, &head);
    for ((finding, times), what) in findings.iter().zip(&times).zip(&what) {
        let (role, severity) = words::severity(finding.severity);
        let line = Line::new().whole(Role::Plain, format!("{times:>count$}  "));
        let line = line.whole(role, severity).whole(Role::Plain, " ".repeat(SEVERITY + 2 - severity.len()));
        let padding = " ".repeat(name - display_width(what) + 1);
        let line = line.whole(Role::Name, *what).whole(Role::Plain, padding).plain(" ");
        // The place goes to the next line where paths are long.
        let place = words::span(&finding.first, &finding.last).unwrap_or_default();
        sheet.put("  ", count + SEVERITY + 6, &line.whole(Role::Plain, place));
    }
}
