//! Lists of codes and causes.

use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::width::display_width;
use crate::render::wrap::Line;
use crate::report::{ListedCause, ListedCode, Listing};

/// A column of names is not wider than this; the few longer names have lines of their own.
const WIDEST: usize = 28;

/// The codes by system, then the causes.
pub(super) fn listing(printer: &mut Printer, listing: &Listing<'_>) {
    for codes in listing.codes.chunk_by(|a, b| a.system_title == b.system_title) {
        system(printer, codes);
    }
    causes(printer, &listing.causes);
}

fn system(printer: &mut Printer, codes: &[ListedCode<'_>]) {
    let Some(first) = codes.first() else { return };
    let id = first.id.split('/').next().unwrap_or_default();
    printer.heading(&format!("{} ({id})", first.system_title), None);
    let label = |code: &ListedCode<'_>| match code.number {
        Some(number) if number.to_string() == code.code => code.code.to_owned(),
        Some(number) => format!("{number:>3} {}", code.code),
        None => code.code.to_owned(),
    };
    let labels: Vec<String> = codes.iter().map(label).collect();
    let widest = labels.iter().map(|label| display_width(label)).max().unwrap_or(0).min(WIDEST);
    for (code, label) in codes.iter().zip(&labels) {
        printer.row(label, widest + 2, &Line::new().prose(Role::Plain, code.title, printer.colors()));
    }
}

fn causes(printer: &mut Printer, causes: &[ListedCause<'_>]) {
    if causes.is_empty() {
        return;
    }
    printer.heading("Causes", None);
    let widest = causes.iter().map(|cause| display_width(cause.id)).max().unwrap_or(0).min(WIDEST);
    for cause in causes {
        printer.row(cause.id, widest + 2, &Line::new().prose(Role::Plain, cause.title, printer.colors()));
    }
}
