//! The page of a cause.

use super::parts::{self, View};
use super::{code, words};
use crate::catalog::model::Status;
use crate::catalog::pages::CausePage;
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::wrap::Line;

/// All that is known about it.
pub(super) fn page(printer: &mut Printer, page: &CausePage<'_>, view: &View) {
    let line = Line::new().whole(Role::Name, page.id);
    printer.put("", 2, &line.whole(Role::Muted, format!("  {} cause", words::likelihood(page.likelihood))));
    printer.put("", 2, &Line::new().prose(Role::Title, page.title, printer.colors()));
    parts::origin(printer, page.file.as_deref());
    facts(printer, page);
    printer.gap();
    printer.text(page.explanation);
    tell(printer, page);
    for check in &page.checks {
        parts::check(printer, "Confirm", check);
    }
    for fix in &page.fixes {
        parts::fix(printer, "Fix", fix, view, true);
    }
    for reproduce in &page.reproduce {
        parts::reproduce(printer, reproduce);
    }
    parts::retry(printer, page.retry.as_ref(), None);
    explains(printer, page);
    parts::sources(printer, &page.sources, view);
    code::foot_of_cause(printer);
}

/// A cause on the page of its code: in full, or what is needed to act.
pub(super) fn within_code(printer: &mut Printer, page: &CausePage<'_>, at: usize, view: &View) {
    let head = if at == 0 { "Most likely" } else { "Or" };
    printer.heading(head, Some(page.title));
    parts::origin(printer, page.file.as_deref());
    if view.full {
        printer.text(page.explanation);
        tell(printer, page);
    }
    let most = if view.full { usize::MAX } else { 1 };
    let fixes = view.reader.fitting(&page.fixes);
    // A look-up has no error to confirm yet: the page of the cause says how.
    for check in view.reader.fitting(&page.checks).into_iter().filter(|_| view.full) {
        parts::check(printer, "Confirm", check);
    }
    for fix in fixes.iter().take(most) {
        parts::fix(printer, "Fix", fix, view, false);
    }
    let rest = fixes.len().saturating_sub(1);
    if rest > 0 && !view.full {
        let more = format!("{}: ", words::count(rest as u64, "more fix", "more fixes"));
        let line = Line::new().add(Role::Muted, more).whole(Role::Command, format!("explain {}", page.id));
        printer.put("  ", 4, &line);
    }
    let reproductions = view.reader.arrange(page.reproduce.clone(), &[]);
    for reproduce in view.reader.fitting(&reproductions).into_iter().take(most) {
        parts::reproduce(printer, reproduce);
    }
}

/// In what it differs from the codes that it explains.
fn facts(printer: &mut Printer, page: &CausePage<'_>) {
    let mut facts: Vec<(Role, String)> = Vec::new();
    if let Some(severity) = page.severity {
        let (role, word) = words::severity(severity);
        facts.push((role, word.to_owned()));
    }
    if let Some(category) = page.category {
        facts.push((Role::Muted, words::category(category).clone()));
    }
    if let Some(canonical) = page.canonical {
        facts.push((Role::Muted, format!("amounts to {}", words::canonical(canonical))));
    }
    if let Some(owner) = words::owner(page.owner) {
        facts.push((Role::Muted, owner.to_owned()));
    }
    if page.status == Status::Retired {
        facts.push((Role::Warning, "retired".to_owned()));
    }
    let mut line = Line::new();
    for (at, (role, fact)) in facts.into_iter().enumerate() {
        line = if at > 0 { line.plain(", ") } else { line };
        line = line.add(role, fact);
    }
    if !line.is_empty() {
        printer.put("", 2, &line);
    }
}

fn tell(printer: &mut Printer, page: &CausePage<'_>) {
    if let Some(tell) = page.tell {
        printer.gap();
        printer.labelled("  How to tell: ", &Line::new().prose(Role::Plain, tell, printer.colors()));
    }
}

fn explains(printer: &mut Printer, page: &CausePage<'_>) {
    if page.explains.is_empty() {
        return;
    }
    printer.heading("Shows as", None);
    let mut line = Line::new();
    for (at, id) in page.explains.iter().enumerate() {
        line = line.plain(if at > 0 { ", " } else { "" }).whole(Role::Name, *id);
    }
    printer.put("  ", 2, &line);
}
