//! The parts that pages and diagnoses have in common.

use super::words;
use crate::catalog::model::{
    Advice, Attribute, Avoid, Check, Direction, Fix, Language, Reproduce, Retry, Snippet, Source,
};
use crate::catalog::pages::{Contrast, Equivalent, Note};
use crate::render::Style;
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::text::first_sentence;
use crate::render::wrap::Line;
use crate::report::{Answer, Header, Reader};

/// A reason for retry advice is left out of a diagnosis if it is longer.
const MAX_WHY_BYTES: usize = 110;

/// What a reader gets to see: how much, and what is for them.
#[derive(Debug, Clone)]
pub(super) struct View {
    /// Whom it is for.
    pub reader: Reader,
    /// Everything.
    pub full: bool,
}

impl View {
    /// What a reader is shown.
    pub(super) fn new(style: &Style, reader: Reader) -> View {
        View { reader: reader.asking(style.language), full: style.full }
    }
}

/// A cause in a list: `The token has expired - how to tell [auth/token-expired]`.
pub(super) fn cause<'t>(printer: &Printer, title: &'t str, tell: Option<&'t str>, id: &str) -> Line<'t> {
    let mut line = Line::new().prose(Role::Title, title, printer.colors());
    if let Some(tell) = tell {
        // The dash stays with the title: at the beginning of a line it would look like an item.
        line = line.whole(Role::Plain, " -").plain(" ").prose(Role::Plain, tell, printer.colors());
    }
    line.plain(" ").whole(Role::Name, format!("[{id}]"))
}

/// The same with the file that it comes from, if it is not a part of the program.
pub(super) fn cause_of<'t>(
    printer: &Printer,
    title: &'t str,
    tell: Option<&'t str>,
    id: &str,
    file: Option<&str>,
) -> Line<'t> {
    from_file(cause(printer, title, tell, id), file)
}

/// A line about something, with the file that it comes from, if it is not a part of the program.
pub(super) fn from_file<'t>(line: Line<'t>, file: Option<&str>) -> Line<'t> {
    match file {
        Some(file) => line.add(Role::Warning, format!(" from {file}")),
        None => line,
    }
}

/// That something is not a part of the program: whoever reads it should know whose words these are.
pub(super) fn origin<'f>(printer: &mut Printer, files: impl IntoIterator<Item = &'f str>) {
    let files: Vec<&str> = files.into_iter().collect();
    if !files.is_empty() {
        printer.put("", 2, &Line::new().add(Role::Warning, format!("from {}", files.join(", "))));
    }
}

/// How to tell for sure.
pub(super) fn check(printer: &mut Printer, head: &str, check: &Check<'_>) {
    printer.heading(head, Some(&check.title));
    check_body(printer, check);
}

/// The command of a check and how to read what it prints.
pub(super) fn check_body(printer: &mut Printer, check: &Check<'_>) {
    if let Some(run) = &check.run {
        printer.code(Role::Command, run);
    }
    printer.text(&check.tells);
}

/// What to do, with the code in one language; the reason only if there is room for everything.
pub(super) fn fix(printer: &mut Printer, head: &str, fix: &Fix<'_>, view: &View, with_why: bool) {
    printer.heading(head, Some(&fix.title));
    if let Some(when) = &fix.when {
        let line = Line::new().prose(Role::Plain, when, printer.colors());
        printer.labelled("  When: ", &line);
    }
    for (at, step) in fix.steps.iter().enumerate() {
        let number = if fix.steps.len() == 1 { "  ".to_owned() } else { format!("  {}. ", at + 1) };
        let line = Line::new().prose(Role::Plain, step, printer.colors());
        printer.put(&number, number.len(), &line);
    }
    if with_why || view.full {
        printer.text(&fix.why);
    }
    snippets(printer, &fix.code, view);
}

fn snippets(printer: &mut Printer, code: &[Snippet<'_>], view: &View) {
    let chosen = view.reader.choose(code);
    // Where nothing is in the reader's language, code in others helps only a reader who asked for one.
    if chosen.is_none() && !view.full && !view.reader.asked() {
        return;
    }
    let readable: Vec<&Snippet<'_>> = view.reader.readable(code).collect();
    let mut others: Vec<Language> = readable.iter().map(|snippet| snippet.language).collect();
    others.dedup();
    others.retain(|language| chosen.is_none_or(|chosen| *language != chosen.language));
    let mut shown: Vec<&Snippet<'_>> = chosen.into_iter().collect();
    if view.full {
        shown.extend(readable.iter().filter(|snippet| Some(**snippet) != chosen));
    }
    for snippet in shown {
        printer.gap();
        // One language alone, and no choice: the name would only take a line.
        if readable.len() > 1 {
            printer.put("  ", 2, &Line::new().add(Role::Label, format!("{}:", snippet.language.title())));
        }
        let role = if snippet.language == Language::Shell { Role::Command } else { Role::Program };
        printer.code(role, &snippet.code);
    }
    if let (false, Some(first)) = (view.full, others.first()) {
        let names: Vec<&str> = others.iter().map(|language| language.title()).collect();
        let also = if chosen.is_some() { "also in" } else { "code in" };
        let text = format!("{also}: {} ", names.join(", "));
        let flag = format!("(--lang {})", words::flag(*first));
        printer.put("  ", 4, &Line::new().add(Role::Muted, text).whole(Role::Muted, flag));
    }
}

/// How to make it happen, and what is seen then.
pub(super) fn reproduce(printer: &mut Printer, reproduce: &Reproduce<'_>) {
    printer.heading("Reproduce", Some(&reproduce.title));
    printer.code(Role::Command, &reproduce.run);
    let is_silent = reproduce.output.trim().is_empty();
    // What was never run as it stands prints nothing that is known.
    if let Some(needs) = &reproduce.runs {
        printer.put("  ", 2, &Line::new().add(Role::Muted, needs.as_ref()));
    } else if !is_silent {
        let mut prints = Line::new().add(Role::Label, "prints");
        if let Some(proven) = &reproduce.proven {
            let with = proven.with.iter().map(|one| one.as_ref()).collect::<Vec<_>>().join(", ");
            prints = prints.add(Role::Muted, format!(" (run on {} with {with})", proven.on));
        }
        printer.put("  ", 2, &prints.add(Role::Label, ":"));
    }
    if !is_silent {
        printer.code(Role::Output, &reproduce.output);
    }
}

/// Whether and when to call again.
pub(super) fn retry(printer: &mut Printer, retry: Option<&Retry<'_>>, wait: Option<&str>) {
    let mut line = advice(Line::new(), retry, wait);
    if let Some(retry) = retry {
        line = line.plain(" ").prose(Role::Plain, &retry.why, printer.colors());
    }
    if !line.is_empty() {
        printer.heading("Retry?", None);
        printer.put("  ", 2, &line);
    }
}

/// Whether and when to call again, on the page of a code.
pub(super) fn retry_of_code(printer: &mut Printer, retry: &Retry<'_>, view: &View) {
    let why = if view.full { retry.why.as_ref() } else { first_sentence(&retry.why) };
    retry_line(printer, Some(retry), None, Some(why));
}

/// The same in a line or two.
pub(super) fn retry_in_short(printer: &mut Printer, retry: Option<&Retry<'_>>, wait: Option<&str>) {
    if retry.is_none() && wait.is_none() {
        return;
    }
    let why = retry.map(|retry| first_sentence(&retry.why)).filter(|why| why.len() <= MAX_WHY_BYTES);
    retry_line(printer, retry, wait, why);
}

fn retry_line(printer: &mut Printer, retry: Option<&Retry<'_>>, wait: Option<&str>, why: Option<&str>) {
    let mut line = advice(Line::new().add(Role::Heading, "Retry?").plain(" "), retry, wait);
    if let Some(why) = why {
        line = line.plain(" ").prose(Role::Plain, why, printer.colors());
    }
    printer.gap();
    printer.put("", 2, &line);
}

fn advice<'t>(mut line: Line<'t>, retry: Option<&Retry<'_>>, wait: Option<&'t str>) -> Line<'t> {
    if let Some(wait) = wait {
        line = line.plain("The error says to wait ").whole(Role::Quoted, wait).plain(". ");
    }
    match retry {
        // A wait that the server names is more exact than the general advice to pause.
        Some(retry) if wait.is_none() || retry.advice != Advice::Backoff => line.plain(words::retry(retry.advice)),
        _ => line,
    }
}

/// What not to do.
pub(super) fn avoid(printer: &mut Printer, avoid: &[Avoid<'_>], view: &View) {
    if avoid.is_empty() {
        return;
    }
    if !view.full {
        let mut line = Line::new().add(Role::Heading, "What does not help:");
        for (at, one) in avoid.iter().enumerate() {
            let separator = if at == 0 { " " } else { "; " };
            line = line.plain(separator).prose(Role::Plain, &one.action, printer.colors());
        }
        printer.gap();
        printer.put("", 2, &line);
        return;
    }
    printer.heading("What does not help", None);
    for one in avoid {
        let line = Line::new().prose(Role::Plain, &one.action, printer.colors()).plain(": ");
        printer.item(&line.prose(Role::Plain, &one.why, printer.colors()));
    }
}

/// What it is confused with.
pub(super) fn contrasts(printer: &mut Printer, contrasts: &[Contrast<'_>], view: &View) {
    if contrasts.is_empty() {
        return;
    }
    if !view.full {
        let codes = contrasts.iter().map(|one| one.code.as_ref()).collect::<Vec<_>>().join(", ");
        let line = Line::new().add(Role::Heading, "Often confused with ").add(Role::Name, codes);
        printer.gap();
        printer.put("", 2, &line.plain(": ").whole(Role::Command, "explain compare").plain(" tells them apart."));
        return;
    }
    printer.heading("Often confused with", None);
    for one in contrasts {
        let line = Line::new().whole(Role::Name, one.code.as_ref()).plain(": ");
        printer.item(&line.prose(Role::Plain, &one.difference, printer.colors()));
        for (label, text) in [("    here:  ", &one.example), ("    there: ", &one.counterexample)] {
            if let Some(text) = text {
                printer.labelled(label, &Line::new().prose(Role::Plain, text, printer.colors()));
            }
        }
    }
}

/// The same thing in other systems.
pub(super) fn equivalents(printer: &mut Printer, equivalents: &[Equivalent<'_>], view: &View) {
    if equivalents.is_empty() {
        return;
    }
    printer.heading("In other systems", None);
    for direction in [Direction::Both, Direction::To, Direction::From] {
        let all: Vec<_> = equivalents.iter().filter(|one| one.direction == direction).collect();
        if !view.full && !all.is_empty() {
            let codes = all.iter().map(|one| one.code.as_ref()).collect::<Vec<_>>().join(", ");
            printer.row(words::direction(direction), 11, &Line::new().add(Role::Name, codes));
            continue;
        }
        for one in all {
            let mut line = Line::new().whole(Role::Name, one.code.as_ref());
            if let Some(note) = &one.note {
                line = line.plain(": ").prose(Role::Plain, note, printer.colors());
            }
            printer.row(words::direction(direction), 11, &line);
        }
    }
}

/// What the error object carries.
pub(super) fn attributes(printer: &mut Printer, attributes: &[Attribute<'_>], view: &View) {
    if attributes.is_empty() {
        return;
    }
    if !view.full {
        carried(printer, attributes);
        return;
    }
    printer.heading("What the error carries", None);
    for one in attributes {
        let line = Line::new().whole(Role::Name, one.name.as_ref()).plain(" ");
        let line = line.whole(Role::Muted, format!("({})", one.kind)).plain(": ");
        printer.item(&line.prose(Role::Plain, &one.meaning, printer.colors()));
    }
}

/// The names of what the error carries, in a line.
pub(super) fn carried(printer: &mut Printer, attributes: &[Attribute<'_>]) {
    let names: Vec<&str> = attributes.iter().map(|one| one.name.as_ref()).collect();
    if !names.is_empty() {
        printer.put("  ", 4, &Line::new().add(Role::Label, "Carries: ").plain(names.join(", ")));
    }
}

/// What is special. What is special about a cause is on the page that tells it.
pub(super) fn notes(printer: &mut Printer, notes: &[Note<'_>], view: &View) {
    let mut notes = notes.iter().filter(|one| view.full || one.cause.is_none()).peekable();
    if notes.peek().is_none() {
        return;
    }
    printer.heading("Notes", None);
    for one in notes {
        let mut line = Line::new();
        if let Some(cause) = &one.cause {
            line = line.whole(Role::Name, cause.as_ref()).plain(": ");
        }
        printer.item(&line.prose(Role::Plain, &one.text, printer.colors()));
    }
}

/// What the headers of the response tell. Of a response that says no more than its `Server`, nothing is told.
pub(super) fn answer(printer: &mut Printer, answer: &Answer) {
    let mut lines = Vec::new();
    if let Some(by) = &answer.by {
        let line = Line::new().plain("Written by ").add(Role::Quoted, by.name.as_str());
        lines.push(line.plain(" itself, not by the service behind it").add(Role::Muted, format!(" ({})", by.header)));
    }
    let through: Vec<&str> = answer.through.iter().map(|one| one.name.as_str()).collect();
    match &answer.server {
        _ if through.is_empty() => {}
        Some(server) => {
            let line = Line::new().plain("Came from ").add(Role::Quoted, server.as_str());
            lines.push(line.plain(" through ").add(Role::Quoted, through.join(", ")));
        }
        None => lines.push(Line::new().plain("Came through ").add(Role::Quoted, through.join(", "))),
    }
    if !answer.takes.is_empty() {
        lines.push(headers("Would take ", &answer.takes));
    }
    if !answer.quote.is_empty() {
        lines.push(headers("For support: ", &answer.quote));
    }
    for breach in &answer.breaks {
        let line = Line::new().prose(Role::Plain, breach.text, printer.colors());
        lines.push(line.add(Role::Muted, format!(" ({})", breach.rule)));
    }
    if !lines.is_empty() {
        printer.heading("The response itself", None);
        lines.iter().for_each(|line| printer.item(line));
    }
}

/// The values of headers, each with its name.
fn headers<'a>(lead: &'static str, all: &'a [Header]) -> Line<'a> {
    let mut line = Line::new().plain(lead);
    for (at, one) in all.iter().enumerate() {
        line = line.plain(if at == 0 { "" } else { ", " }).add(Role::Quoted, one.value.as_str());
        line = line.add(Role::Muted, format!(" ({})", one.name));
    }
    line
}

/// Where the statements come from.
pub(super) fn sources(printer: &mut Printer, sources: &[Source<'_>], view: &View) {
    if sources.is_empty() {
        return;
    }
    if let (false, [first, .., _]) = (view.full, sources) {
        let line = Line::new().add(Role::Heading, "Sources: ").plain(first.title.as_ref()).plain(" ");
        let line = line.add(Role::Muted, first.url.as_ref());
        printer.gap();
        printer.put("", 2, &line.add(Role::Muted, format!(" and {} more (--full)", sources.len() - 1)));
        return;
    }
    printer.heading("Sources", None);
    for one in sources {
        printer.item(&Line::new().plain(one.title.as_ref()).plain(" ").add(Role::Muted, one.url.as_ref()));
    }
}

/// `explain auth/token-expired for the whole page`
pub(super) fn reference(printer: &mut Printer, id: &str) {
    printer.gap();
    let line = Line::new().whole(Role::Command, format!("explain {id}"));
    printer.put("", 2, &line.add(Role::Muted, " for the whole page"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Vec<Snippet<'static>> {
        let snippet = |language, code: &'static str| Snippet { language, system: None, code: code.into() };
        vec![snippet(Language::Go, "go()"), snippet(Language::Python, "py()"), snippet(Language::Cpp, "cc();")]
    }

    fn shown(style: &Style, printed: Option<Language>) -> String {
        let mut printer = Printer::new(style);
        snippets(&mut printer, &code(), &View::new(style, Reader::working_in(printed)));
        printer.finish()
    }

    #[test]
    fn the_language_asked_for_comes_before_the_one_that_printed_it() {
        let asked = Style { language: Some(Language::Cpp), ..Style::default() };
        let text = shown(&asked, Some(Language::Python));
        assert_eq!(text, "  C++:\n    cc();\n  also in: Go, Python (--lang go)\n");
        assert!(
            shown(&Style::default(), Some(Language::Python)).starts_with("  Python:\n    py()\n  also in: Go, C++")
        );
        assert!(shown(&Style::default(), None).starts_with("  Go:\n    go()\n"));
    }

    #[test]
    fn no_language_stands_in_for_another() {
        let missing = Style { language: Some(Language::Rust), ..Style::default() };
        assert_eq!(shown(&missing, Some(Language::Python)), "  code in: Go, Python, C++ (--lang go)\n");
        assert_eq!(shown(&Style::default(), Some(Language::Rust)), "");
    }

    #[test]
    fn full_shows_all_languages() {
        let text = shown(&Style { full: true, ..Style::default() }, None);
        assert!(["go()", "py()", "cc();"].iter().all(|code| text.contains(code)) && !text.contains("also in"));
    }
}
