//! What closes a run: how much was found in how much, and a table of the findings.

use super::digest::{page_of, time_range};
use super::words;
use crate::catalog::model::Owner;
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::width::{cut_start, cut_words, display_width};
use crate::render::wrap::{Line, Piece};
use crate::report::{Finding, Report};

/// The width of the column `severity`.
const SEVERITY: usize = 8;
/// Space between two columns.
const GAP: &str = "  ";
/// So many findings are listed that were not explained; the others are counted.
const MAX_LISTED: usize = 20;
/// A title that is cut to fewer columns says too little.
const MIN_TITLE_COLUMNS: usize = 30;
/// The width of the column that shows when errors occurred.
const BARS: usize = 12;
/// Longer places lose the beginning of their paths.
const MAX_PLACE_COLUMNS: usize = 32;

/// The end of a report of which the first `explained` findings were explained.
pub(super) fn summary(printer: &mut Printer, report: &Report<'_>, explained: usize) {
    match report.findings.len() {
        0 => printer.put("", 2, &Line::new().plain(format!("No error recognised in {}.", read(report)))),
        1 => {}
        _ => {
            counts(printer, report);
            listed(printer, &report.findings, explained);
        }
    }
    notes(printer, report);
}

/// The end of a report whose findings were explained when they were first seen: all of them in a table.
pub(super) fn closing(printer: &mut Printer, report: &Report<'_>) {
    counts(printer, report);
    Table::new(&report.findings, printer.whole_width()).print(printer);
    notes(printer, report);
}

/// `3 errors, 2 different, in 1,240 lines (83.0 kB)`
fn counts(printer: &mut Printer, report: &Report<'_>) {
    let all = words::count(report.summary.occurrences, "error", "errors");
    let different = words::grouped(report.summary.findings);
    let line = match report.summary.findings {
        1 => format!("{all} in {}", read(report)),
        _ => format!("{all}, {different} different, in {}", read(report)),
    };
    printer.gap();
    printer.put("", 2, &Line::new().add(Role::Heading, line));
    owners(printer, &report.findings);
    printer.gap();
}

/// How much was read: `1,240 lines (83.0 kB)`.
fn read(report: &Report<'_>) -> String {
    let summary = &report.summary;
    format!("{} ({})", words::count(summary.lines, "line", "lines"), words::size(summary.bytes))
}

fn notes(printer: &mut Printer, report: &Report<'_>) {
    for note in &report.summary.notes {
        printer.put("", 2, &Line::new().add(Role::Muted, note.as_str()));
    }
}

/// How many of the findings are whose to fix.
fn owners(printer: &mut Printer, findings: &[Finding<'_>]) {
    let count = |owner| findings.iter().filter(|finding| finding.owner == owner).count();
    let told = |owner| match count(owner) {
        0 => None,
        count => words::owner(owner).map(|word| format!("{} {word}", words::grouped(count as u64))),
    };
    let all: Vec<String> = [Owner::Yours, Owner::Theirs, Owner::Infrastructure].into_iter().filter_map(told).collect();
    if !all.is_empty() {
        printer.put("", 2, &Line::new().add(Role::Muted, all.join(", ")));
    }
}

/// The findings that were not explained; if all were, all of them.
fn listed(printer: &mut Printer, findings: &[Finding<'_>], explained: usize) {
    let rest = match findings.get(explained..) {
        Some(rest) if !rest.is_empty() => rest.get(..MAX_LISTED).unwrap_or(rest),
        _ => findings,
    };
    Table::new(rest, printer.whole_width()).print(printer);
    let left = findings.len().saturating_sub(explained + rest.len());
    if left > 0 {
        let line = Line::new().add(Role::Muted, format!("and {} more; ", words::grouped(left as u64)));
        printer.put("  ", 2, &line.whole(Role::Command, "--all").add(Role::Muted, " explains every one"));
    } else if explained < findings.len() {
        printer.put("  ", 2, &Line::new().whole(Role::Command, "--all").add(Role::Muted, " explains every one"));
    }
}

struct Row<'r> {
    severity: Piece<'r>,
    owner: &'static str,
    times: String,
    bars: String,
    title: &'r str,
    place: String,
    id: &'r str,
}

/// Findings in columns: on a line each, or on two if the titles don't fit.
struct Table<'r> {
    rows: Vec<Row<'r>>,
    /// The widths of the columns; those of the owner and of the bars are 0 if they are not shown.
    owner: usize,
    times: usize,
    bars: usize,
    title: usize,
    place: usize,
    id: usize,
    /// The columns that a title may take, if a row is one line.
    room: usize,
    width: usize,
}

impl<'r> Table<'r> {
    fn new(findings: &'r [Finding<'_>], width: usize) -> Table<'r> {
        let sources = || findings.iter().flat_map(|finding| [&finding.first.source, &finding.last.source]);
        let one_source = sources().all(|source| findings.iter().all(|finding| finding.first.source == *source));
        let range = time_range(findings);
        let bars = |finding: &Finding<'_>| {
            range.map_or_else(String::new, |range| words::bars(&finding.timeline.parts(range, BARS)))
        };
        let row = |finding: &'r Finding<'_>| Row {
            severity: words::severity(finding.severity),
            owner: words::owner_in_a_word(finding.owner),
            times: words::grouped(finding.count),
            bars: bars(finding),
            title: &finding.title,
            place: if one_source {
                words::lines(&finding.first, &finding.last)
            } else {
                cut_start(&words::span(&finding.first, &finding.last), MAX_PLACE_COLUMNS)
            },
            id: page_of(finding).unwrap_or(&finding.id),
        };
        let rows: Vec<Row<'_>> = findings.iter().map(row).collect();
        let widest = |of: fn(&Row<'_>) -> usize| rows.iter().map(of).max().unwrap_or(0);
        let times = widest(|row| row.times.len());
        let (place, id) = (widest(|row| display_width(&row.place)), widest(|row| display_width(row.id)));
        let taken = SEVERITY + times + place + id + 5 * GAP.len();
        let title = widest(|row| display_width(row.title));
        // Who has to act is shown where the titles keep their room.
        let owner = widest(|row| row.owner.len()) + GAP.len();
        let fits = owner > GAP.len() && taken + owner + title.min(MIN_TITLE_COLUMNS) <= width;
        let owner = if fits { owner } else { 0 };
        let taken = taken + owner;
        let bars = if range.is_some() { BARS + GAP.len() } else { 0 };
        let bars = if taken + bars + title.min(MIN_TITLE_COLUMNS) <= width { bars } else { 0 };
        let taken = taken + bars;
        Table { owner, times, bars, title, place, id, room: width.saturating_sub(taken), width, rows }
    }

    fn print(&self, printer: &mut Printer) {
        for row in &self.rows {
            let owner = if self.owner > 0 { format!("{GAP}{}", row.owner) } else { String::new() };
            let (owner, width) = (padded(&owner, self.owner), self.times);
            let bars = if self.bars > 0 { padded(&row.bars, BARS) + GAP } else { String::new() };
            let times = format!("{owner}{GAP}{:>width$}{GAP}{bars}", row.times);
            let severity = format!("{:SEVERITY$}", row.severity.1);
            let head = [(Role::Plain, GAP), (row.severity.0, severity.as_str()), (Role::Plain, times.as_str())];
            if self.room >= self.title.min(MIN_TITLE_COLUMNS) {
                self.one_line(printer, row, head);
            } else {
                self.two_lines(printer, row, head);
            }
        }
    }

    fn one_line(&self, printer: &mut Printer, row: &Row<'_>, [gap, severity, times]: [Piece<'_>; 3]) {
        let columns = self.title.min(self.room);
        let title = padded(&cut_words(row.title, columns), columns);
        let place = padded(&row.place, self.place);
        let id = (Role::Name, row.id);
        printer.pieces(&[gap, severity, times, (Role::Plain, &title), gap, (Role::Muted, &place), gap, id]);
    }

    fn two_lines(&self, printer: &mut Printer, row: &Row<'_>, [gap, severity, times]: [Piece<'_>; 3]) {
        let indent = GAP.len() + SEVERITY + display_width(times.1);
        let title = cut_words(row.title, self.width.saturating_sub(indent));
        printer.pieces(&[gap, severity, times, (Role::Plain, &title)]);
        let place = if row.bars.trim().is_empty() || indent + self.id + self.place + BARS + 2 * GAP.len() > self.width {
            format!(" {}", row.place)
        } else {
            format!(" {}{GAP}{}", padded(&row.place, self.place), row.bars.trim_end())
        };
        let line = Line::new().whole(Role::Name, padded(row.id, self.id)).plain(" ").whole(Role::Muted, place);
        printer.put(&" ".repeat(indent), indent, &line);
    }
}

/// A cell of a table.
fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(display_width(text))))
}
