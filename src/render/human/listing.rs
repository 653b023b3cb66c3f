//! Lists of codes and causes.

use super::{parts, words};
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::width::display_width;
use crate::render::wrap::Line;
use crate::report::{ListedCause, ListedCode, Listing};

/// A column of names is not wider than this; the few longer names have lines of their own.
const WIDEST: usize = 28;

/// The codes by system, then the causes.
pub(super) fn listing(printer: &mut Printer, listing: &Listing<'_>) {
    let mut more = listing.more.clone();
    for codes in listing.codes.chunk_by(|a, b| a.system_title == b.system_title) {
        let Some(first) = codes.first() else { continue };
        let id = first.id.split('/').next().unwrap_or_default();
        printer.heading(&format!("{} ({id})", first.system_title), None);
        table(printer, &codes.iter().collect::<Vec<_>>());
        self::more(printer, more.remove(id).unwrap_or(0), id);
    }
    if !more.is_empty() {
        printer.heading("Systems whose codes have no page", None);
    }
    for (id, count) in more {
        let count = words::count(count as u64, "code", "codes");
        printer.row(
            id,
            WIDEST + 2,
            &Line::new().plain(format!("{count}: ")).whole(Role::Command, format!("explain list {id}")),
        );
    }
    causes(printer, &listing.causes);
}

/// Codes of one system, a line each.
pub(super) fn table(printer: &mut Printer, codes: &[&ListedCode<'_>]) {
    let label = |code: &ListedCode<'_>| match (code.number, code.name) {
        (Some(number), Some(name)) if words::is_number(code.code, number) => format!("{:>3} {name}", code.code),
        (Some(number), _) if words::is_number(code.code, number) => code.code.to_owned(),
        (Some(number), _) => format!("{number:>3} {}", code.code),
        (None, _) => code.code.to_owned(),
    };
    let labels: Vec<String> = codes.iter().map(|code| label(code)).collect();
    let widest = labels.iter().map(|label| display_width(label)).max().unwrap_or(0).min(WIDEST);
    for (code, label) in codes.iter().zip(&labels) {
        match code.title {
            Some(title) => printer.row(label, widest + 2, &Line::new().prose(Role::Plain, title, printer.colors())),
            None => printer.put("  ", 4, &Line::new().whole(Role::Label, label.as_str())),
        }
    }
}

/// How many codes were left out, and how to see them.
pub(super) fn more(printer: &mut Printer, count: usize, system: &str) {
    if count > 0 {
        let line = Line::new().add(Role::Muted, format!("and {} without a page: ", words::grouped(count as u64)));
        printer.put("  ", 2, &line.whole(Role::Command, format!("explain list {system}")));
    }
}

fn causes(printer: &mut Printer, causes: &[ListedCause<'_>]) {
    if causes.is_empty() {
        return;
    }
    printer.heading("Causes", None);
    let widest = causes.iter().map(|cause| display_width(cause.id)).max().unwrap_or(0).min(WIDEST);
    for cause in causes {
        let line = Line::new().prose(Role::Plain, cause.title, printer.colors());
        printer.row(cause.id, widest + 2, &parts::from_file(line, cause.file.as_deref()));
    }
}
