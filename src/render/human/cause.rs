//! The page of a cause.

use super::parts::{self, Reader};
use super::{code, words};
use crate::catalog::model::Status;
use crate::catalog::pages::CausePage;
use crate::render::color::Role;
use crate::render::sheet::Sheet;
use crate::render::wrap::Line;

/// All that is known about it.
pub fn page(sheet: &mut Sheet, page: &CausePage<'_>, reader: &Reader) {
    let line = Line::new().whole(Role::Name, page.id);
    sheet.put("", 2, &line.whole(Role::Muted, format!("  {} cause", words::likelihood(page.likelihood))));
    sheet.put("", 2, &Line::new().prose(Role::Title, page.title, sheet.colors()));
    facts(sheet, page);
    sheet.gap();
    sheet.text(page.explanation);
    tell(sheet, page);
    for check in &page.checks {
        parts::check(sheet, "Confirm", check);
    }
    for fix in &page.fixes {
        parts::fix(sheet, "Fix", fix, reader, true);
    }
    for reproduce in &page.reproduce {
        parts::reproduce(sheet, reproduce);
    }
    parts::retry(sheet, page.retry.as_ref(), None, false);
    explains(sheet, page);
    parts::sources(sheet, &page.sources, reader);
    code::foot_of_cause(sheet);
}

/// A cause on the page of its code: in full, or what is needed to act.
pub fn within_code(sheet: &mut Sheet, page: &CausePage<'_>, at: usize, reader: &Reader) {
    let head = if at == 0 { "The likeliest" } else { "Or" };
    sheet.heading(head, Some(page.title));
    if reader.full {
        sheet.text(page.explanation);
        tell(sheet, page);
    }
    let most = |all: usize| if reader.full { all } else { 1 };
    for check in page.checks.iter().take(most(page.checks.len())) {
        parts::check(sheet, "Confirm", check);
    }
    for fix in page.fixes.iter().take(most(page.fixes.len())) {
        parts::fix(sheet, "Fix", fix, reader, false);
    }
    let rest = page.fixes.len().saturating_sub(1);
    if rest > 0 && !reader.full {
        let more = format!("{}: ", words::count(rest as u64, "more fix", "more fixes"));
        let line = Line::new().add(Role::Muted, more).whole(Role::Command, format!("explain {}", page.id));
        sheet.gap();
        sheet.put("  ", 4, &line);
    }
    for reproduce in page.reproduce.iter().take(most(page.reproduce.len())) {
        parts::reproduce(sheet, reproduce);
    }
}

/// Where it differs from the codes that it stands behind.
fn facts(sheet: &mut Sheet, page: &CausePage<'_>) {
    let mut facts: Vec<(Role, String)> = Vec::new();
    if let Some(severity) = page.severity {
        let (role, word) = words::severity(severity);
        facts.push((role, word.to_owned()));
    }
    if let Some(category) = page.category {
        facts.push((Role::Muted, words::category(category).to_owned()));
    }
    if let Some(canonical) = page.canonical {
        facts.push((Role::Muted, format!("amounts to {}", words::canonical(canonical))));
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
        sheet.put("", 2, &line);
    }
}

fn tell(sheet: &mut Sheet, page: &CausePage<'_>) {
    if let Some(tell) = page.tell {
        sheet.gap();
        sheet.labelled("  How to tell: ", &Line::new().prose(Role::Plain, tell, sheet.colors()));
    }
}

fn explains(sheet: &mut Sheet, page: &CausePage<'_>) {
    if page.explains.is_empty() {
        return;
    }
    sheet.heading("Shows as", None);
    let mut line = Line::new();
    for (at, id) in page.explains.iter().enumerate() {
        line = line.plain(if at > 0 { ", " } else { "" }).whole(Role::Name, *id);
    }
    sheet.put("  ", 2, &line);
}
