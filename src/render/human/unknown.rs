//! An error that the catalog does not cover: says so, and shows what was read of it.

use super::parts::View;
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::width::display_width;
use crate::render::wrap::Line;
use crate::report::Finding;

/// So many fields are shown.
const MAX_FIELDS: usize = 8;

/// What is printed instead of an explanation.
pub(super) fn body(printer: &mut Printer, finding: &Finding<'_>, view: &View) {
    if !view.full {
        fields(printer, finding, MAX_FIELDS);
    }
    printer.heading("Not in the catalog", None);
    printer.put(
        "  ",
        2,
        &Line::new().plain("This was recognised as an error, but the catalog does not know its code."),
    );
}

/// The beginning of the missing page.
pub(super) fn skeleton(printer: &mut Printer, finding: &Finding<'_>) {
    if let Some(skeleton) = &finding.skeleton {
        printer.heading("Starter page for the catalog", None);
        printer.code(Role::Program, skeleton.as_str());
    }
}

/// All that was read of the error.
pub(super) fn fields(printer: &mut Printer, finding: &Finding<'_>, most: usize) {
    if finding.fields.is_empty() {
        return;
    }
    printer.heading("Fields", None);
    let widest = finding.fields.keys().take(most).map(|name| display_width(name.as_str())).max().unwrap_or(0);
    for (name, values) in finding.fields.iter().take(most) {
        for (at, value) in values.iter().enumerate() {
            let label = if at == 0 { name.as_str() } else { "" };
            let line = Line::new().add(Role::Quoted, value.as_str());
            printer.row_of(label, widest.min(28) + 2, &line, 3);
        }
    }
    let rest = finding.fields.len().saturating_sub(most);
    if rest > 0 {
        printer.put("  ", 2, &Line::new().add(Role::Muted, format!("and {rest} more (--full)")));
    }
}
