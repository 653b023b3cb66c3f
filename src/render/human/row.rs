//! A code without a page: what its published list says of it, and the causes that name it.

use super::parts::{self, View};
use super::{code, words};
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::wrap::Line;
use crate::report::RowEntry;

/// So many other spellings are shown, unless everything is asked for.
const SPELLINGS: usize = 6;

/// All that is known of it.
pub(super) fn page(printer: &mut Printer, entry: &RowEntry<'_>, view: &View) {
    printer.put("", 2, &head(entry));
    if let Some(title) = entry.title {
        printer.put("", 2, &Line::new().prose(Role::Title, title, printer.colors()));
    }
    parts::origin(printer, entry.file.as_deref());
    let facts = facts(entry);
    if !facts.is_empty() {
        printer.put("", 2, &Line::new().add(Role::Muted, facts));
    }
    details(printer, entry, view);
    printer.gap();
    printer.put(
        "  ",
        2,
        &Line::new().plain("The catalog has no page for this code; this is what its published list says."),
    );
    if let Some(status) = entry.http {
        let line = Line::new().plain("Its HTTP status has one: ");
        printer.put("  ", 2, &line.whole(Role::Command, format!("explain http/{status}")));
    }
    if !entry.causes.is_empty() {
        printer.heading("Causes that name it", None);
        for one in &entry.causes {
            printer.item(&parts::cause_of(printer, one.title, one.tell, one.id, one.file.as_deref()));
        }
    }
    parts::sources(printer, &entry.sources, view);
    code::foot(printer, &entry.id);
}

/// Its numbers, other spellings, and what it belongs to.
fn details(printer: &mut Printer, entry: &RowEntry<'_>, view: &View) {
    let numbers: Vec<String> =
        entry.numbers.iter().map(|(platform, number)| format!("{} {number}", platform.title())).collect();
    let most = if view.full { usize::MAX } else { SPELLINGS };
    let spellings: Vec<&str> = entry.aliases.iter().copied().take(most).collect();
    let rows = [
        ("number", numbers.join(", ")),
        ("written", spellings.join(", ")),
        ("part of", entry.parent.unwrap_or_default().to_owned()),
        ("retry", retry(entry).to_owned()),
    ];
    let mut shown = rows.into_iter().filter(|(_, text)| !text.is_empty()).peekable();
    if shown.peek().is_some() {
        printer.gap();
    }
    for (label, text) in shown {
        printer.row(label, 10, &Line::new().plain(text));
    }
}

fn retry(entry: &RowEntry<'_>) -> &'static str {
    match entry.retryable {
        Some(true) => "its system marks it as retryable",
        Some(false) => "its system marks it as one that a retry does not resolve",
        None => "",
    }
}

/// One of several meanings, in a line.
pub(super) fn line(printer: &mut Printer, entry: &RowEntry<'_>) {
    let mut line = head(entry);
    if let Some(title) = entry.title {
        line = line.plain(": ").prose(Role::Plain, title, printer.colors());
    }
    printer.put("", 2, &line.plain(" ").whole(Role::Name, format!("[{}]", entry.id)));
}

/// `ECONNREFUSED  Operating system`, `curl exit status 60  CURLE_PEER_FAILED_VERIFICATION`.
fn head<'t>(entry: &RowEntry<'t>) -> Line<'t> {
    let system = entry.id.split('/').next().unwrap_or_default();
    let numbered = |number: &dyn std::fmt::Display| words::numbered(system, entry.system_title, number);
    let name = entry.name.map(|name| format!("  {name}")).unwrap_or_default();
    match entry.number {
        Some(number) if words::is_number(entry.code, number) => {
            Line::new().whole(Role::Name, numbered(&entry.code) + &name)
        }
        Some(number) => {
            let number = format!("  {}", numbered(&number));
            Line::new().whole(Role::Name, format!("{}{name}", entry.code)).whole(Role::Muted, number)
        }
        None => {
            let system = format!("  {}", entry.system_title);
            Line::new().whole(Role::Name, format!("{}{name}", entry.code)).whole(Role::Muted, system)
        }
    }
}

/// `error, amounts to PERMISSION_DENIED, HTTP 403`.
fn facts(entry: &RowEntry<'_>) -> String {
    let severity = entry.severity.map(|severity| words::severity(severity).1.to_owned());
    let canonical = entry.canonical.map(words::canonical).filter(|canonical| canonical != entry.code);
    let canonical = canonical.map(|canonical| format!("amounts to {canonical}"));
    let status = entry.http.map(|status| format!("HTTP {status}"));
    severity.into_iter().chain(canonical).chain(status).collect::<Vec<_>>().join(", ")
}
