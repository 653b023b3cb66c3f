//! Two codes or causes beside each other.

use super::digest::{relation, side_name};
use super::words;
use crate::catalog::model::Text;
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::text::brief;
use crate::render::wrap::Line;
use crate::report::{Comparison, Side};

/// So many bytes of a meaning are shown.
const MAX_TEXT_BYTES: usize = 320;
/// So many shared causes are listed.
const MAX_CAUSES: usize = 8;

pub(super) fn comparison(printer: &mut Printer, compared: &Comparison<'_>, full: bool) {
    let [one, other] = &compared.sides;
    for (at, side) in compared.sides.iter().enumerate() {
        if at > 0 {
            printer.gap();
        }
        head(printer, side, full);
    }
    printer.heading("Are they the same?", None);
    printer.put("  ", 2, &Line::new().plain(relation(compared)));
    if let Some(note) = compared.equivalent.as_ref().and_then(|one| one.note.as_deref()) {
        printer.text(note);
    }
    if let Some(contrast) = &compared.contrast {
        printer.heading("How they differ", None);
        printer.text(&contrast.difference);
        let example = |side: &Side<'_>, text: &Option<Text<'_>>, printer: &mut Printer| {
            if let Some(text) = text {
                let line = Line::new().whole(Role::Name, side_name(side)).plain(": ");
                printer.item(&line.prose(Role::Plain, text, printer.colors()));
            }
        };
        example(one, &contrast.example, printer);
        example(other, &contrast.counterexample, printer);
    }
    if compared.sides.iter().any(|side| side.tell.is_some()) {
        printer.heading("How to tell which it is", None);
        for side in &compared.sides {
            if let Some(tell) = side.tell {
                let line = Line::new().whole(Role::Name, side_name(side)).plain(": ");
                printer.item(&line.prose(Role::Plain, tell, printer.colors()));
            }
        }
    }
    if !compared.shared.is_empty() {
        printer.heading("Causes of both", None);
        let most = if full { usize::MAX } else { MAX_CAUSES };
        for cause in compared.shared.iter().take(most) {
            printer.item(&super::parts::cause_of(printer, cause.title, cause.tell, cause.id, cause.file.as_deref()));
        }
        let rest = compared.shared.len().saturating_sub(most);
        if rest > 0 {
            printer.put("  ", 2, &Line::new().add(Role::Muted, format!("and {rest} more (--full)")));
        }
    }
}

fn head(printer: &mut Printer, side: &Side<'_>, full: bool) {
    let line = Line::new().whole(Role::Name, side_name(side));
    let id = if side.code.is_some() { format!("  {}", side.id) } else { "  cause".to_owned() };
    printer.put("", 2, &line.whole(Role::Muted, id));
    printer.put("", 2, &Line::new().prose(Role::Title, &side.title, printer.colors()));
    let severity = side.severity.map(|severity| words::severity(severity).1.to_owned());
    let canonical = side.canonical.map(|canonical| format!("amounts to {}", words::canonical(canonical)));
    let retry = side.retry.map(|advice| format!("retry? {}", words::retry(advice)));
    let facts: Vec<String> = severity.into_iter().chain(canonical).chain(retry).collect();
    printer.put("", 2, &Line::new().add(Role::Muted, facts.join(", ")));
    if let Some(text) = side.text {
        if full { printer.text(text) } else { printer.blocks(&brief(text, MAX_TEXT_BYTES)) }
    }
}
