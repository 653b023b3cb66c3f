//! A system: what it is, and its codes.

use super::listing;
use super::parts::View;
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::wrap::Line;
use crate::report::SystemEntry;

/// So many codes without a page are shown, unless everything is asked for.
const MAX_ROWS: usize = 40;

/// What it is, and its codes: those with a page, then the others, as far as they fit.
pub(super) fn page(printer: &mut Printer, entry: &SystemEntry<'_>, view: &View) {
    let line = Line::new().whole(Role::Name, entry.title).whole(Role::Muted, format!("  {}", entry.id));
    printer.put("", 2, &line);
    if let Some(description) = entry.description {
        printer.gap();
        printer.text(description);
    }
    if let Some(docs) = entry.docs {
        printer.put("  ", 2, &Line::new().add(Role::Muted, docs));
    }
    let (pages, rows): (Vec<_>, Vec<_>) = entry.codes.iter().partition(|code| code.page);
    if !pages.is_empty() {
        printer.heading("Codes with a page", None);
        listing::table(printer, &pages);
    }
    let most = if view.full { usize::MAX } else { MAX_ROWS };
    let shown: Vec<_> = rows.iter().copied().take(most).collect();
    if !rows.is_empty() {
        printer.heading(if pages.is_empty() { "Codes" } else { "Codes without a page" }, None);
        listing::table(printer, &shown);
        listing::more(printer, rows.len() - shown.len(), entry.id);
    }
    if entry.codes.is_empty() {
        printer.gap();
        printer.put("  ", 2, &Line::new().plain("The catalog has no code of this system yet."));
    }
}
