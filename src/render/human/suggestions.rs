//! What may help where nothing was recognised, and the results of a search: pages with a line each.

use super::parts;
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::width::display_width;
use crate::render::wrap::Line;
use crate::report::Report;

/// A column of ids is not wider than this; the few longer ids have lines of their own.
const WIDEST: usize = 34;

/// The lines that look like errors, and the pages nearest to them.
pub(super) fn suggestions(printer: &mut Printer, report: &Report<'_>) {
    if report.error_lines.is_empty() {
        return;
    }
    let one = report.error_lines.len() == 1;
    printer.heading(if one { "This line looks like an error" } else { "These lines look like errors" }, None);
    let widest = report.error_lines.last().map_or(0, |line| line.number.to_string().len());
    for line in &report.error_lines {
        let number = format!("{:>widest$} | ", line.number);
        printer.put(&format!("  {number}"), 2 + number.len(), &Line::new().add(Role::Quoted, line.text.as_str()));
    }
    if report.suggestions.is_empty() {
        return;
    }
    printer.heading("Nearest by words, not a diagnosis:", None);
    pages(printer, report.suggestions.iter().map(|one| (one.id, one.title, one.file.as_deref())));
}

/// Pages by id and title, with their files.
pub(super) fn pages<'p>(
    printer: &mut Printer,
    pages: impl Iterator<Item = (&'p str, &'p str, Option<&'p str>)> + Clone,
) {
    let widest = pages.clone().map(|(id, ..)| display_width(id)).max().unwrap_or(0).min(WIDEST);
    for (id, title, file) in pages {
        let line = Line::new().prose(Role::Plain, title, printer.colors());
        printer.row(id, widest + 2, &parts::from_file(line, file));
    }
}
