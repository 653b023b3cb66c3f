//! A diagnosis of a code alone: what it means, and the likely causes with how to tell them apart.

use super::parts::{self, View};
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::text::brief;
use crate::render::wrap::Line;
use crate::report::{Finding, FoundCause};

/// So many causes are listed.
const MAX_CAUSES: usize = 4;
/// Of so many of them the check is shown.
const MAX_CHECKS: usize = 2;
/// So many bytes of the meaning are shown.
const MAX_MEANING_BYTES: usize = 320;

/// What is printed instead of the cause and its fix.
pub(super) fn body(printer: &mut Printer, finding: &Finding<'_>, view: &View) {
    if let Some(meaning) = finding.meaning {
        printer.heading("What it means", None);
        if view.full { printer.text(meaning) } else { printer.blocks(&brief(meaning, MAX_MEANING_BYTES)) }
    }
    if finding.causes.is_empty() {
        return;
    }
    printer.heading("Likely causes (only the code is known)", None);
    let most = if view.full { usize::MAX } else { MAX_CAUSES };
    for (at, cause) in finding.causes.iter().take(most).enumerate() {
        likely(printer, at, cause, view);
    }
    let rest = finding.causes.len().saturating_sub(most);
    if rest > 0 {
        printer.item(&Line::new().add(Role::Muted, format!("{rest} more on the page")));
    }
}

fn likely(printer: &mut Printer, at: usize, cause: &FoundCause<'_>, view: &View) {
    let with_check = at < MAX_CHECKS || view.full;
    if at > 0 && (with_check || at == MAX_CHECKS) {
        printer.gap();
    }
    let line = parts::cause_of(printer, cause.title, cause.tell, cause.id, cause.file.as_deref());
    printer.item(&line);
    if let (true, Some(about)) = (with_check, &cause.about) {
        printer.labelled("    ", &Line::new().prose(Role::Plain, about, printer.colors()));
    }
    if let (true, Some(check)) = (with_check, view.reader.fitting(&cause.checks).first()) {
        printer.nest(2);
        printer.labelled("    Check: ", &Line::new().prose(Role::Plain, &check.title, printer.colors()));
        parts::check_body(printer, check);
        printer.nest(0);
    }
}
