//! A diagnosis of a code alone: what it means, and the likely causes with how to tell them apart.

use super::parts::{self, Reader};
use crate::render::color::Role;
use crate::render::sheet::Sheet;
use crate::render::wrap::Line;
use crate::report::{Finding, FoundCause};

/// So many causes are listed.
const CAUSES: usize = 5;
/// Of so many of them the check is shown.
const CHECKS: usize = 2;
/// So many characters of the meaning are shown.
const MEANING: usize = 320;

/// What stands in place of the cause and its fix.
pub fn body(sheet: &mut Sheet, finding: &Finding<'_>, reader: &Reader) {
    if let Some(meaning) = finding.meaning {
        sheet.heading("What it means", None);
        match reader.full {
            true => sheet.text(meaning),
            false => sheet.blocks(&parts::brief(meaning, MEANING)),
        }
    }
    if finding.causes.is_empty() {
        return;
    }
    sheet.heading("Likely causes", None);
    let told = "The code alone is known. The likely causes, and how to tell them apart:";
    sheet.put("  ", 2, &Line::new().plain(told));
    let most = if reader.full { usize::MAX } else { CAUSES };
    for (at, cause) in finding.causes.iter().take(most).enumerate() {
        likely(sheet, at, cause, reader);
    }
    let rest = finding.causes.len().saturating_sub(most);
    if rest > 0 {
        sheet.item(&Line::new().add(Role::Muted, format!("{rest} more, on the page")));
    }
}

fn likely(sheet: &mut Sheet, at: usize, cause: &FoundCause<'_>, reader: &Reader) {
    let with_check = at < CHECKS || reader.full;
    if with_check || at == CHECKS {
        sheet.gap();
    }
    let line = parts::cause(sheet, cause.title, cause.tell, cause.id);
    sheet.item(&line);
    if let (true, Some(check)) = (with_check, cause.checks.first()) {
        sheet.nest(2);
        sheet.labelled("    Check: ", &Line::new().prose(Role::Plain, &check.title, sheet.colors()));
        parts::check_body(sheet, check);
        sheet.nest(0);
    }
}
