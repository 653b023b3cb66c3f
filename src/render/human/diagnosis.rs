//! A diagnosis: the verdict and its evidence, the check, the fix, then the rest, on one screen.

use super::parts::{self, Reader};
use super::{likely, unknown, words};
use crate::render::color::Role;
use crate::render::sheet::Sheet;
use crate::render::wrap::{Line, cut, display_width};
use crate::report::{Confidence, Evidence, Finding, FoundCause, Link};

/// The width of the labels beside the evidence.
const LABELS: usize = 11;
/// So many characters of an explanation are read at three in the morning.
const EXPLANATION: usize = 400;
/// So many lines of a message are shown.
const MESSAGE: usize = 3;
/// So many links are shown on either side of the root.
const LINKS: usize = 3;
/// So many other causes are named.
const OTHERS: usize = 4;
/// So many pieces of evidence are shown.
const EVIDENCE: usize = 3;

/// The diagnosis.
pub fn finding(sheet: &mut Sheet, finding: &Finding<'_>, reader: &Reader) {
    verdict(sheet, finding);
    sheet.gap();
    seen(sheet, finding, reader.full);
    match finding.causes.first() {
        Some(cause) if finding.confidence > Confidence::Low => {
            explained(sheet, finding, cause, reader);
        }
        None if !finding.codes.iter().any(|code| code.known) => unknown::body(sheet, finding, reader),
        _ => likely::body(sheet, finding, reader),
    }
    unknown::skeleton(sheet, finding);
    closing(sheet, finding, reader);
}

/// A finding whose cause was explained before: what is seen of it, and where to read.
pub fn again(sheet: &mut Sheet, finding: &Finding<'_>, id: &str) {
    verdict(sheet, finding);
    sheet.gap();
    seen(sheet, finding, false);
    sheet.row(
        "explained",
        LABELS,
        &Line::new().plain("above (").whole(Role::Command, format!("explain {id}")).plain(")"),
    );
}

/// The severity, how sure it is, the cause and the codes.
fn verdict(sheet: &mut Sheet, finding: &Finding<'_>) {
    let (role, severity) = words::severity(finding.severity);
    let line = Line::new().add(role, severity);
    let line = match finding.confidence {
        Confidence::Medium => line.plain(", probably: "),
        Confidence::Low | Confidence::High => line.plain(": "),
    };
    let codes = words::codes(&finding.codes);
    let Some(title) = honest_title(finding) else {
        sheet.put("", 2, &line.add(Role::Title, codes));
        return;
    };
    sheet.put("", 2, &line.prose(Role::Title, title, sheet.colors()));
    if !codes.is_empty() {
        sheet.put("", 2, &Line::new().add(Role::Name, codes));
    }
}

/// The title, unless it claims a cause that nothing but the code speaks for.
fn honest_title<'a>(finding: &'a Finding<'_>) -> Option<&'a str> {
    let guessed = finding.causes.first().is_some_and(|cause| cause.title == finding.title);
    let unknown = finding.causes.is_empty() && !finding.codes.iter().any(|code| code.known);
    let unproven = finding.confidence == Confidence::Low && guessed;
    (finding.codes.is_empty() || !(unproven || unknown)).then_some(finding.title.as_str())
}

/// What the input says: the message, the evidence, the place, the links around it.
fn seen(sheet: &mut Sheet, finding: &Finding<'_>, full: bool) {
    let lines = if full { usize::MAX } else { MESSAGE };
    let message = finding.message.as_str();
    let message = if message.trim().is_empty() { finding.excerpt.as_str() } else { message };
    sheet.row_of("message", LABELS, &Line::new().add(Role::Quoted, message), lines);
    evidence(sheet, finding, full);
    place(sheet, finding);
    spent(sheet, finding);
    let links = if full { usize::MAX } else { LINKS };
    for link in finding.chain.iter().filter(|link| link.outer).take(links) {
        chained(sheet, "hidden by", link, full);
    }
    for link in finding.chain.iter().filter(|link| !link.outer).take(links) {
        chained(sheet, "caused by", link, full);
    }
    if finding.truncated {
        let line = Line::new().add(Role::Muted, "the error was longer than the limit; its end was not read");
        sheet.row("cut off", LABELS, &line);
    }
}

fn evidence(sheet: &mut Sheet, finding: &Finding<'_>, full: bool) {
    let Some(cause) = finding.causes.first() else { return };
    let most = if full { usize::MAX } else { EVIDENCE };
    // The code stands in the head.
    let is_code = |one: &&Evidence| one.field.as_str() == "code";
    let seen = cause.evidence.iter().filter(|one| full || !is_code(one));
    for (at, one) in seen.take(most).enumerate() {
        let line = piece(sheet, one, full);
        sheet.row(if at == 0 { "seen" } else { "" }, LABELS, &line);
    }
}

/// `in message: "token expired"`, on one line unless everything is asked for.
fn piece<'t>(sheet: &Sheet, evidence: &'t Evidence, full: bool) -> Line<'t> {
    let field = evidence.field.as_str();
    let matched = evidence.matched.as_str();
    let room = sheet.width().saturating_sub(LABELS + "  in : \"\"".len() + display_width(field));
    let shown = if full { matched.to_owned() } else { cut(matched, room.max(20)) };
    let line = Line::new().plain("in ").add(Role::Name, field).plain(": ");
    line.add(Role::Quoted, format!("\"{shown}\""))
}

/// How often it was tried, and how long it took until the client gave up.
fn spent(sheet: &mut Sheet, finding: &Finding<'_>) {
    let value = |name: &str| finding.fields.iter().find(|(field, _)| field.as_str() == name)?.1.first();
    if let Some(attempts) = value("attempts") {
        sheet.row("tried", LABELS, &Line::new().plain(attempts.as_str()).plain(" times"));
    }
    if let Some(elapsed) = value("elapsed") {
        sheet.row("gave up", LABELS, &Line::new().plain("after ").plain(elapsed.as_str()));
    }
}

fn place(sheet: &mut Sheet, finding: &Finding<'_>) {
    let Some(first) = words::place(&finding.first) else { return };
    let mut text = first;
    if finding.count > 1 {
        text += &format!(", {} times", words::grouped(finding.count));
        if finding.last.source == finding.first.source {
            text += &format!(", the last time in line {}", finding.last.line);
        } else if let Some(last) = words::place(&finding.last) {
            text += &format!(", the last time in {last}");
        }
    }
    sheet.row("where", LABELS, &Line::new().plain(text));
}

fn chained(sheet: &mut Sheet, label: &str, link: &Link, full: bool) {
    let codes = words::codes(&link.codes);
    let mut line = Line::new().add(Role::Name, codes.as_str());
    if !codes.is_empty() && !link.message.as_str().is_empty() {
        line = line.plain(": ");
    }
    line = line.add(Role::Quoted, link.message.as_str());
    sheet.row_of(label, LABELS, &line, if full { usize::MAX } else { 2 });
}

/// The cause, how to be sure, and what to do.
fn explained(sheet: &mut Sheet, finding: &Finding<'_>, cause: &FoundCause<'_>, reader: &Reader) {
    sheet.heading("Why", None);
    match reader.full {
        true => sheet.text(cause.explanation),
        false => sheet.blocks(&parts::brief(cause.explanation, EXPLANATION)),
    }
    let most = if reader.full { usize::MAX } else { 1 };
    for check in cause.checks.iter().take(most) {
        parts::check(sheet, "Confirm", check);
    }
    for fix in cause.fixes.iter().take(most) {
        parts::fix(sheet, "Fix", fix, reader, false);
    }
    if !reader.full {
        titles(
            sheet,
            "Other fixes",
            cause.fixes.iter().skip(1).map(|fix| Line::new().prose(Role::Plain, &fix.title, sheet.colors())).collect(),
        );
    }
    for reproduce in cause.reproduce.iter().filter(|_| reader.full) {
        parts::reproduce(sheet, reproduce);
    }
    others(sheet, finding, reader);
}

fn others(sheet: &mut Sheet, finding: &Finding<'_>, reader: &Reader) {
    let others = finding.causes.get(1..).unwrap_or_default();
    if others.is_empty() {
        return;
    }
    sheet.heading("Other possible causes", None);
    for cause in others.iter().take(if reader.full { usize::MAX } else { OTHERS }) {
        let tell = cause.tell.filter(|_| reader.full);
        sheet.item(&parts::cause(sheet, cause.title, tell, cause.id));
        for one in cause.evidence.iter().filter(|_| reader.full) {
            let line = piece(sheet, one, true);
            sheet.labelled("    seen ", &line);
        }
    }
}

fn titles(sheet: &mut Sheet, head: &str, lines: Vec<Line>) {
    if !lines.is_empty() {
        sheet.heading(head, None);
    }
    for line in lines {
        sheet.item(&line);
    }
}

/// May it be repeated, what not to do, where to read on.
fn closing(sheet: &mut Sheet, finding: &Finding<'_>, reader: &Reader) {
    let wait = finding.wait.as_ref().map(|wait| wait.as_str());
    parts::retry(sheet, finding.retry.as_ref(), wait, !reader.full);
    if reader.full {
        parts::avoid(sheet, &finding.avoid);
        parts::contrasts(sheet, &finding.contrasts, reader);
        parts::equivalents(sheet, &finding.equivalents, reader);
        parts::notes(sheet, &finding.notes);
        unknown::fields(sheet, finding, usize::MAX);
        excerpt(sheet, finding);
        parts::sources(sheet, &finding.sources, reader);
    } else {
        let hiding = finding.notes.iter().filter(|note| note.hides);
        titles(
            sheet,
            "Worth mending too",
            hiding.map(|note| Line::new().prose(Role::Plain, &note.text, sheet.colors())).collect(),
        );
        let actions = finding.avoid.iter().take(2);
        titles(
            sheet,
            "What does not help",
            actions.map(|one| Line::new().prose(Role::Plain, &one.action, sheet.colors())).collect(),
        );
    }
    if let Some(id) = page_of(finding) {
        parts::reference(sheet, id);
    }
}

fn excerpt(sheet: &mut Sheet, finding: &Finding<'_>) {
    if !finding.excerpt.as_str().trim().is_empty() {
        sheet.heading("As it was read", None);
        sheet.code(Role::Quoted, finding.excerpt.as_str());
    }
}

/// The page to read on: that of the cause where it is known, else that of the code.
pub fn page_of<'a>(finding: &'a Finding<'_>) -> Option<&'a str> {
    let code = finding.codes.iter().find_map(|code| code.id.as_deref().filter(|_| code.known));
    let cause = finding.causes.first().map(|cause| cause.id);
    match finding.confidence {
        Confidence::Low => code.or(cause),
        Confidence::Medium | Confidence::High => cause.or(code),
    }
}
