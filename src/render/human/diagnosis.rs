//! A diagnosis: the verdict and its evidence, the check, the fix, then the rest, on one screen.

use super::parts::{self, View};
use super::seen::{LABELS, piece, seen};
use super::{digest, likely, unknown, words};
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::text::brief;
use crate::render::wrap::Line;
use crate::report::{Confidence, Finding, FoundCause};

/// So many bytes of an explanation are read at three in the morning.
const MAX_EXPLANATION_BYTES: usize = 320;
/// So many other causes, fixes and warnings are named.
const MAX_OTHERS: usize = 3;
const MAX_OTHER_FIXES: usize = 2;
const MAX_AVOIDED: usize = 2;
const MAX_HIDING: usize = 1;

/// The diagnosis.
pub(super) fn finding(printer: &mut Printer, finding: &Finding<'_>, view: &View) {
    verdict(printer, finding);
    parts::origin(printer, finding.files.iter().map(String::as_str));
    seen(printer, finding, view.full);
    match finding.causes.first() {
        Some(cause) if finding.confidence > Confidence::Low || digest::is_told_by_words(finding) => {
            explained(printer, finding, cause, view);
        }
        None if !finding.codes.iter().any(|code| code.known) && finding.meaning.is_none() => {
            unknown::body(printer, finding, view)
        }
        _ => likely::body(printer, finding, view),
    }
    if view.full {
        unknown::skeleton(printer, finding);
    }
    reasons(printer, finding);
    closing(printer, finding, view);
}

/// Which rules made the finding what it is, if that was asked for.
fn reasons(printer: &mut Printer, finding: &Finding<'_>) {
    if finding.why.is_empty() {
        return;
    }
    printer.heading("How this was decided", None);
    for reason in &finding.why {
        printer.put("  ", 4, &Line::new().add(Role::Quoted, reason.as_str()));
    }
}

/// A finding whose cause was explained before: what was seen of it, and where to read.
pub(super) fn again(printer: &mut Printer, finding: &Finding<'_>, id: &str) {
    verdict(printer, finding);
    parts::origin(printer, finding.files.iter().map(String::as_str));
    seen(printer, finding, false);
    printer.row(
        "explained",
        LABELS,
        &Line::new().plain("above (").whole(Role::Command, format!("explain {id}")).plain(")"),
    );
}

/// The severity, how sure it is, the cause and the codes.
fn verdict(printer: &mut Printer, finding: &Finding<'_>) {
    let (role, severity) = words::severity(finding.severity);
    let line = Line::new().add(role, severity);
    let line = match finding.confidence {
        Confidence::Medium => line.plain(", probably: "),
        Confidence::Low if digest::is_told_by_words(finding) => line.plain(", by its words alone: "),
        Confidence::Low | Confidence::High => line.plain(": "),
    };
    let codes = words::codes(&finding.codes);
    let Some(title) = digest::honest_title(finding) else {
        printer.put("", 2, &line.add(Role::Title, codes));
        return;
    };
    printer.put("", 2, &line.prose(Role::Title, title, printer.colors()));
    let owner = words::owner(finding.owner).map(|owner| format!("{}{owner}", if codes.is_empty() { "" } else { ", " }));
    if !codes.is_empty() || owner.is_some() {
        printer.put("", 2, &Line::new().add(Role::Name, codes).add(Role::Muted, owner.unwrap_or_default()));
    }
}

/// The cause, how to be sure, and what to do.
fn explained(printer: &mut Printer, finding: &Finding<'_>, cause: &FoundCause<'_>, view: &View) {
    printer.heading("Why", None);
    if view.full {
        printer.text(&cause.explanation)
    } else {
        printer.blocks(&brief(&cause.explanation, MAX_EXPLANATION_BYTES))
    }
    let most = if view.full { usize::MAX } else { 1 };
    let fixes = view.reader.fitting(&cause.fixes);
    for check in view.reader.fitting(&cause.checks).into_iter().take(most) {
        parts::check(printer, "Confirm", check);
    }
    for fix in fixes.iter().take(most) {
        parts::fix(printer, "Fix", fix, view, false);
    }
    if !view.full {
        titles(
            printer,
            "Other fixes",
            fixes
                .iter()
                .skip(1)
                .take(MAX_OTHER_FIXES)
                .map(|fix| Line::new().prose(Role::Plain, &fix.title, printer.colors()))
                .collect(),
        );
    }
    for reproduce in view.reader.fitting(&cause.reproduce).into_iter().filter(|_| view.full) {
        parts::reproduce(printer, reproduce);
    }
    others(printer, finding, view);
}

fn others(printer: &mut Printer, finding: &Finding<'_>, view: &View) {
    let others = finding.causes.get(1..).unwrap_or_default();
    if others.is_empty() {
        return;
    }
    printer.heading("Other possible causes", None);
    for cause in others.iter().take(if view.full { usize::MAX } else { MAX_OTHERS }) {
        let tell = cause.tell.filter(|_| view.full);
        printer.item(&parts::cause_of(printer, cause.title, tell, cause.id, cause.file.as_deref()));
        for one in cause.evidence.iter().filter(|_| view.full) {
            printer.labelled("    seen ", &piece(one));
        }
    }
}

fn titles(printer: &mut Printer, head: &str, lines: Vec<Line>) {
    if !lines.is_empty() {
        printer.heading(head, None);
    }
    for line in lines {
        printer.item(&line);
    }
}

/// Whether to call again, what not to do, where to read on.
fn closing(printer: &mut Printer, finding: &Finding<'_>, view: &View) {
    let wait = finding.wait.as_ref().map(crate::redact::Redacted::as_str);
    if view.full {
        parts::retry(printer, finding.retry.as_ref(), wait)
    } else {
        parts::retry_in_short(printer, finding.retry.as_ref(), wait)
    }
    if let Some(answer) = &finding.answer {
        parts::answer(printer, answer);
    }
    if view.full {
        parts::avoid(printer, &finding.avoid, view);
        parts::contrasts(printer, &finding.contrasts, view);
        parts::equivalents(printer, &finding.equivalents, view);
        parts::notes(printer, &finding.notes, view);
        unknown::fields(printer, finding, usize::MAX);
        excerpt(printer, finding);
        parts::sources(printer, &finding.sources, view);
    } else {
        let hiding = finding.notes.iter().filter(|note| note.hides).take(MAX_HIDING);
        titles(
            printer,
            "Also worth fixing",
            hiding.map(|note| Line::new().prose(Role::Plain, &note.text, printer.colors())).collect(),
        );
        let actions = finding.avoid.iter().take(MAX_AVOIDED);
        titles(
            printer,
            "What does not help",
            actions.map(|one| Line::new().prose(Role::Plain, &one.action, printer.colors())).collect(),
        );
    }
    if let Some(id) = digest::page_of(finding) {
        parts::reference(printer, id);
    }
}

fn excerpt(printer: &mut Printer, finding: &Finding<'_>) {
    if !finding.excerpt.as_str().trim().is_empty() {
        printer.heading("As it was read", None);
        printer.code(Role::Quoted, finding.excerpt.as_str());
    }
}
