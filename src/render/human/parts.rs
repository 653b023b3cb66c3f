//! The parts that pages and diagnoses have in common.

use super::words;
use crate::catalog::model::{Advice, Attribute, Avoid, Check, Fix, Language, Reproduce, Retry, Snippet, Source};
use crate::catalog::pages::{Contrast, Equivalent, Note};
use crate::render::Style;
use crate::render::color::Role;
use crate::render::sheet::Sheet;
use crate::render::wrap::{Block, Line, blocks, first_sentence, sentences};

/// So many items of a list are shown, unless everything is asked for.
const ITEMS: usize = 4;

/// Who reads: decides how much is shown, and in which language.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// What was asked for.
    asked: Option<Language>,
    /// What printed the error.
    printed: Option<Language>,
    /// Everything.
    pub full: bool,
}

impl Reader {
    /// The reader of an error that a program in some language printed.
    pub fn new(style: &Style, printed: Option<Language>) -> Reader {
        Reader { asked: style.language, printed, full: style.full }
    }

    /// The items of a list that are shown.
    fn some<'a, T>(&self, items: &'a [T]) -> &'a [T] {
        if self.full { items } else { items.get(..ITEMS).unwrap_or(items) }
    }

    /// Says how many were left out.
    fn more<T>(&self, sheet: &mut Sheet, items: &[T]) {
        let rest = items.len() - self.some(items).len();
        if rest > 0 {
            sheet.put("  ", 2, &Line::new().add(Role::Muted, format!("and {rest} more (--full)")));
        }
    }

    /// The snippet to show first.
    fn choose<'a, 'b>(&self, code: &'a [Snippet<'b>]) -> Option<&'a Snippet<'b>> {
        let of = |language: Language| code.iter().find(|snippet| snippet.language == language);
        self.asked.and_then(of).or_else(|| self.printed.and_then(of)).or(code.first())
    }
}

/// A cause in a list: `The token has expired - how to tell [auth/token-expired]`.
pub fn cause<'t>(sheet: &Sheet, title: &'t str, tell: Option<&'t str>, id: &str) -> Line<'t> {
    let mut line = Line::new().prose(Role::Title, title, sheet.colors());
    if let Some(tell) = tell {
        // The dash stays with the title: at the beginning of a line it would look like an item.
        line = line.whole(Role::Plain, " -").plain(" ").prose(Role::Plain, tell, sheet.colors());
    }
    line.plain(" ").whole(Role::Name, format!("[{id}]"))
}

/// How to tell for sure.
pub fn check(sheet: &mut Sheet, head: &str, check: &Check<'_>) {
    sheet.heading(head, Some(&check.title));
    check_body(sheet, check);
}

/// The command of a check and how to read what it prints.
pub fn check_body(sheet: &mut Sheet, check: &Check<'_>) {
    if let Some(run) = &check.run {
        sheet.code(Role::Command, run);
    }
    sheet.text(&check.tells);
}

/// What to do, with the code in one language; the reason only where there is room for everything.
pub fn fix(sheet: &mut Sheet, head: &str, fix: &Fix<'_>, reader: &Reader, with_why: bool) {
    sheet.heading(head, Some(&fix.title));
    if let Some(when) = &fix.when {
        let line = Line::new().prose(Role::Plain, when, sheet.colors());
        sheet.labelled("  When: ", &line);
    }
    for (at, step) in fix.steps.iter().enumerate() {
        let number = if fix.steps.len() == 1 { "  ".to_owned() } else { format!("  {}. ", at + 1) };
        let line = Line::new().prose(Role::Plain, step, sheet.colors());
        sheet.put(&number, number.len(), &line);
    }
    if with_why || reader.full {
        sheet.text(&fix.why);
    }
    snippets(sheet, &fix.code, reader);
}

fn snippets(sheet: &mut Sheet, code: &[Snippet<'_>], reader: &Reader) {
    let Some(chosen) = reader.choose(code) else { return };
    let others: Vec<Language> =
        code.iter().map(|snippet| snippet.language).filter(|language| *language != chosen.language).collect();
    let shown = code.iter().filter(|snippet| reader.full || snippet.language == chosen.language);
    for snippet in shown {
        sheet.gap();
        // One language alone, and no choice: the name would only take a line.
        if code.len() > 1 {
            sheet.put("  ", 2, &Line::new().add(Role::Label, format!("{}:", snippet.language.title())));
        }
        let role = if snippet.language == Language::Shell { Role::Command } else { Role::Program };
        sheet.code(role, &snippet.code);
    }
    if let (false, Some(first)) = (reader.full, others.first()) {
        let names: Vec<&str> = others.iter().map(|language| language.title()).collect();
        let text = format!("also in: {} ", names.join(", "));
        let flag = format!("(--lang {})", words::flag(*first));
        sheet.put("  ", 4, &Line::new().add(Role::Muted, text).whole(Role::Muted, flag));
    }
}

/// How to make it happen, and what is seen then.
pub fn reproduce(sheet: &mut Sheet, reproduce: &Reproduce<'_>) {
    sheet.heading("Reproduce", Some(&reproduce.title));
    sheet.code(Role::Command, &reproduce.run);
    if !reproduce.output.trim().is_empty() {
        sheet.put("  ", 2, &Line::new().add(Role::Label, "prints:"));
        sheet.code(Role::Output, &reproduce.output);
    }
}

/// Whether and when to call again.
pub fn retry(sheet: &mut Sheet, retry: Option<&Retry<'_>>, wait: Option<&str>, brief: bool) {
    if retry.is_none() && wait.is_none() {
        return;
    }
    let mut line = Line::new();
    if let Some(wait) = wait {
        line = line.plain("The error says when: after ").whole(Role::Quoted, wait).plain(". ");
    }
    if let Some(retry) = retry {
        // A wait that the server names is more exact than the general advice to pause.
        if wait.is_none() || retry.advice != Advice::Backoff {
            line = line.plain(words::retry(retry.advice)).plain(" ");
        }
        let why = if brief { first_sentence(&retry.why) } else { &retry.why };
        line = line.prose(Role::Plain, why, sheet.colors());
    }
    sheet.heading("Call again?", None);
    sheet.put("  ", 2, &line);
}

/// What not to do.
pub fn avoid(sheet: &mut Sheet, avoid: &[Avoid<'_>]) {
    if avoid.is_empty() {
        return;
    }
    sheet.heading("What does not help", None);
    for one in avoid {
        let line = Line::new().prose(Role::Plain, &one.action, sheet.colors()).plain(": ");
        sheet.item(&line.prose(Role::Plain, &one.why, sheet.colors()));
    }
}

/// What it is taken for.
pub fn contrasts(sheet: &mut Sheet, contrasts: &[Contrast<'_>], reader: &Reader) {
    if contrasts.is_empty() {
        return;
    }
    sheet.heading("Often taken for", None);
    for one in reader.some(contrasts) {
        let line = Line::new().whole(Role::Name, one.code.as_ref()).plain(": ");
        sheet.item(&line.prose(Role::Plain, &one.difference, sheet.colors()));
        for (label, text) in [("    here:  ", &one.example), ("    there: ", &one.counterexample)] {
            if let (Some(text), true) = (text, reader.full) {
                sheet.labelled(label, &Line::new().prose(Role::Plain, text, sheet.colors()));
            }
        }
    }
    reader.more(sheet, contrasts);
}

/// The same thing in other systems.
pub fn equivalents(sheet: &mut Sheet, equivalents: &[Equivalent<'_>], reader: &Reader) {
    if equivalents.is_empty() {
        return;
    }
    sheet.heading("In other systems", None);
    for one in reader.some(equivalents) {
        let mut line = Line::new().whole(Role::Name, one.code.as_ref());
        if let Some(note) = &one.note {
            line = line.plain(": ").prose(Role::Plain, note, sheet.colors());
        }
        sheet.row(words::direction(one.direction), 11, &line);
    }
    reader.more(sheet, equivalents);
}

/// What the error object carries.
pub fn attributes(sheet: &mut Sheet, attributes: &[Attribute<'_>]) {
    if attributes.is_empty() {
        return;
    }
    sheet.heading("What the error carries", None);
    for one in attributes {
        let line = Line::new().whole(Role::Name, one.name.as_ref()).plain(" ");
        let line = line.whole(Role::Muted, format!("({})", one.kind)).plain(": ");
        sheet.item(&line.prose(Role::Plain, &one.meaning, sheet.colors()));
    }
}

/// What is special.
pub fn notes(sheet: &mut Sheet, notes: &[Note<'_>]) {
    if notes.is_empty() {
        return;
    }
    sheet.heading("Notes", None);
    for one in notes {
        let mut line = Line::new();
        if let Some(cause) = &one.cause {
            line = line.whole(Role::Name, cause.as_ref()).plain(": ");
        }
        sheet.item(&line.prose(Role::Plain, &one.text, sheet.colors()));
    }
}

/// Where the statements come from.
pub fn sources(sheet: &mut Sheet, sources: &[Source<'_>], reader: &Reader) {
    if sources.is_empty() {
        return;
    }
    sheet.heading("Sources", None);
    for one in reader.some(sources) {
        sheet.item(&Line::new().plain(one.title.as_ref()).plain(" ").add(Role::Muted, one.url.as_ref()));
    }
    reader.more(sheet, sources);
}

/// `explain auth/token-expired for the whole page`
pub fn reference(sheet: &mut Sheet, id: &str) {
    sheet.gap();
    let line = Line::new().whole(Role::Command, format!("explain {id}"));
    sheet.put("", 2, &line.add(Role::Muted, " for the whole page"));
}

/// As many paragraphs as fit into some bytes; of the first one at least a sentence.
pub fn brief(text: &str, most: usize) -> Vec<Block> {
    let mut length = 0;
    let mut kept = Vec::new();
    for block in blocks(text) {
        let (Block::Paragraph(text) | Block::Code(text)) = &block;
        length += text.len();
        if length <= most {
            kept.push(block);
            continue;
        }
        if let (Block::Paragraph(text), true) = (&block, kept.is_empty()) {
            kept.push(Block::Paragraph(sentences(text, most).to_owned()));
        }
        break;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Vec<Snippet<'static>> {
        let snippet = |language, code: &'static str| Snippet { language, code: code.into() };
        vec![snippet(Language::Go, "go()"), snippet(Language::Python, "py()"), snippet(Language::Cpp, "cc();")]
    }

    fn shown(style: &Style, printed: Option<Language>) -> String {
        let mut sheet = Sheet::new(style);
        snippets(&mut sheet, &code(), &Reader::new(style, printed));
        sheet.finish()
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
        let missing = Style { language: Some(Language::Rust), ..Style::default() };
        assert!(shown(&missing, Some(Language::Python)).starts_with("  Python:\n"));
    }

    #[test]
    fn full_shows_all_languages() {
        let text = shown(&Style { full: true, ..Style::default() }, None);
        assert!(["go()", "py()", "cc();"].iter().all(|code| text.contains(code)) && !text.contains("also in"));
    }

    #[test]
    fn brief_keeps_a_sentence_at_least() {
        assert_eq!(brief("Aaa. Bbb.\n\nCcc.", 3), [Block::Paragraph("Aaa.".to_owned())]);
        assert_eq!(brief("aaaa\n\nbb\n\ncc", 7).len(), 2);
    }
}
