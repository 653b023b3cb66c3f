//! The page of a code.

use super::{cause, parts, words};
use crate::catalog::model::Status;
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::text::{Block, blocks, first_sentence};
use crate::render::wrap::Line;
use crate::report::{CodeEntry, ListedCause};

use parts::View;

/// Where a reader may say that a page is wrong.
const FAULTS: &str = "Wrong or missing? Open an issue in the project's repository.";

/// So many causes are listed, unless everything is asked for.
const CAUSES: usize = 7;

/// So many causes are told in full where everything is asked for: a page is read, and those of all causes are a book.
const PAGES: usize = 3;

/// The page. What its readers came for is on the first screen: what the code means, how to make it go away, how to make it happen.
pub(super) fn page(printer: &mut Printer, entry: &CodeEntry<'_>, view: &View) {
    let page = &entry.page;
    head(printer, entry);
    facts(printer, entry, view);
    printer.gap();
    let first = page.meaning.split("\n\n").next().unwrap_or_default();
    printer.text(if view.full { page.meaning } else { first });
    let detailed = |printer: &mut Printer| {
        for (at, one) in entry.pages.iter().take(PAGES).enumerate() {
            cause::within_code(printer, one, at, view);
        }
    };
    if !view.full {
        detailed(printer);
    }
    causes(printer, entry, view);
    if view.full {
        detailed(printer);
        let rest = entry.pages.get(PAGES..).unwrap_or_default();
        if let Some(next) = rest.first() {
            let line = Line::new().plain("The other causes have pages of their own, as ");
            printer.gap();
            printer.put("", 2, &line.whole(Role::Command, format!("explain {}", next.id)));
        }
    }
    parts::avoid(printer, &page.avoid, view);
    parts::retry_of_code(printer, &page.retry, view);
    parts::contrasts(printer, &page.contrasts, view);
    parts::equivalents(printer, &page.equivalents, view);
    parts::attributes(printer, &page.attributes, view);
    parts::notes(printer, &page.notes, view);
    parts::sources(printer, &page.sources, view);
    foot(printer, page.id);
}

/// One of several meanings, in short.
pub(super) fn short(printer: &mut Printer, entry: &CodeEntry<'_>) {
    let page = &entry.page;
    head(printer, entry);
    if let Some(Block::Paragraph(first)) = blocks(page.meaning).into_iter().next() {
        printer.put("  ", 2, &Line::new().prose(Role::Plain, first_sentence(&first), printer.colors()));
    }
    let line = Line::new().whole(Role::Command, format!("explain {}", page.id));
    printer.put("  ", 2, &line.add(Role::Muted, " for the whole page"));
}

/// One of several meanings, in a line.
pub(super) fn line(printer: &mut Printer, entry: &CodeEntry<'_>) {
    let line = name(entry).plain(": ").prose(Role::Plain, entry.page.title, printer.colors());
    printer.put("", 2, &line.plain(" ").whole(Role::Name, format!("[{}]", entry.page.id)));
}

/// `UNAUTHENTICATED  gRPC status 16`, and what that is in one line.
fn head(printer: &mut Printer, entry: &CodeEntry<'_>) {
    printer.put("", 2, &name(entry));
    parts::origin(printer, entry.page.file.as_deref());
    printer.put("", 2, &Line::new().prose(Role::Title, entry.page.title, printer.colors()));
}

fn name<'t>(entry: &CodeEntry<'t>) -> Line<'t> {
    let page = &entry.page;
    let title = entry.system_title;
    let system = page.id.split('/').next().unwrap_or_default();
    match page.number {
        Some(number) if words::is_number(page.code, number) => {
            Line::new().whole(Role::Name, words::numbered(system, title, page.code))
        }
        Some(number) => {
            let number = words::numbered(system, title, number);
            Line::new().whole(Role::Name, page.code).whole(Role::Muted, format!("  {number}"))
        }
        None => Line::new().whole(Role::Name, page.code).whole(Role::Muted, format!("  {title}")),
    }
}

/// What kind of trouble it is, and how bad.
fn facts(printer: &mut Printer, entry: &CodeEntry<'_>, view: &View) {
    let page = &entry.page;
    let (role, severity) = words::severity(page.severity);
    let mut line = Line::new().add(role, severity).add(Role::Muted, format!(", {}", words::category(page.category)));
    let canonical = words::canonical(page.canonical);
    if canonical != page.code {
        line = line.add(Role::Muted, format!(", amounts to {canonical}"));
    }
    if page.status == Status::Retired {
        line = line.add(Role::Warning, ", retired");
    }
    printer.put("", 2, &line);
    if view.full && !page.aliases.is_empty() {
        printer.put("", 2, &Line::new().add(Role::Muted, format!("also written {}", page.aliases.join(", "))));
    }
}

/// The causes by how often they are the one, each with how to tell and its id.
fn causes(printer: &mut Printer, entry: &CodeEntry<'_>, view: &View) {
    let most = if view.full { usize::MAX } else { CAUSES };
    let shown = entry.causes.get(..most).unwrap_or(&entry.causes);
    // A code that shares all its causes with others has them for its own.
    let shares_all = entry.causes.iter().all(|cause| cause.code != Some(entry.page.id));
    let own = |cause: &ListedCause<'_>| shares_all || cause.code == Some(entry.page.id);
    for alike in shown.chunk_by(|a, b| own(a) == own(b) && (!own(a) || a.likelihood == b.likelihood)) {
        let Some(first) = alike.first() else { continue };
        let heading =
            if own(first) { words::causes(first.likelihood) } else { "Causes of other codes that appear here too" };
        printer.heading(heading, None);
        for one in alike {
            printer.item(&parts::cause_of(printer, one.title, one.tell, one.id, one.file.as_deref()));
        }
    }
    let rest = entry.causes.len() - shown.len();
    if rest > 0 {
        let line = Line::new().plain(format!("and {rest} more: "));
        printer.put("  ", 4, &line.whole(Role::Command, format!("explain {} --full", entry.page.id)));
    }
}

/// Where to go from here.
pub(super) fn foot(printer: &mut Printer, id: &str) {
    let system = id.split('/').next().unwrap_or(id);
    printer.gap();
    let line = Line::new().whole(Role::Command, format!("explain list {system}"));
    printer.put("", 2, &line.add(Role::Muted, " for the other codes"));
    printer.put("", 2, &Line::new().add(Role::Muted, FAULTS));
}

/// The end of the page of a cause.
pub(super) fn foot_of_cause(printer: &mut Printer) {
    printer.gap();
    printer.put("", 2, &Line::new().add(Role::Muted, FAULTS));
}
