//! The printer of pages and diagnoses: wraps prose to the width of the page, leaves code alone, and paints both.

use super::Style;
use super::color::{Painter, Role};
use super::text::{Block, blocks};
use super::width::{CUT, display_width, fitting};
use super::wrap::{Line, Piece};

/// Prose of a section begins here.
const BODY: usize = 2;
/// Code and commands begin here.
const CODE: usize = 4;

/// What the page of a code takes.
const USUAL_BYTES: usize = 16 * 1024;
/// A page is never narrower.
const MIN_COLUMNS: usize = 40;
/// Prose of wider lines is hard to read.
const MAX_PROSE_COLUMNS: usize = 100;
/// Lines of the input and tables may be wider, if the terminal is.
const MAX_COLUMNS: usize = 160;

/// Text that grows line by line.
pub(super) struct Printer {
    out: String,
    painter: Painter,
    /// The columns of prose, and those of the terminal.
    width: usize,
    whole_width: usize,
    /// How many columns further to the right texts and code begin than usual.
    nested: usize,
}

impl Printer {
    /// A printer that has printed nothing yet.
    pub(super) fn new(style: &Style) -> Printer {
        Printer {
            out: String::with_capacity(USUAL_BYTES),
            painter: Painter::new(style.color),
            width: style.width.clamp(MIN_COLUMNS, MAX_PROSE_COLUMNS),
            whole_width: style.width.clamp(MIN_COLUMNS, MAX_COLUMNS),
            nested: 0,
        }
    }

    /// Whether it is coloured.
    pub(super) fn colors(&self) -> bool {
        self.painter.colors()
    }

    /// The columns of prose.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The columns of what is not prose: lines of the input, tables.
    pub(super) fn whole_width(&self) -> usize {
        self.whole_width
    }

    /// From here on texts and code begin so many columns further to the right, as what belongs to an item of a list does.
    pub(super) fn nest(&mut self, columns: usize) {
        self.nested = columns;
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// One blank line, never two, never at the top.
    pub(super) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// The head of a section, after a blank line: `Fix`, or `Fix: what to do`.
    pub(super) fn heading(&mut self, head: &str, title: Option<&str>) {
        self.gap();
        let mut line = Line::new().add(Role::Heading, head);
        if let Some(title) = title {
            line = line.add(Role::Heading, ": ").prose(Role::Heading, title, self.colors());
        }
        self.put("", BODY, &line);
    }

    /// A line, wrapped; `lead` comes before it, and the lines after the first are indented by `hang`.
    pub(super) fn put(&mut self, lead: &str, hang: usize, line: &Line<'_>) {
        self.lines(Role::Plain, lead, hang, line, usize::MAX);
    }

    /// A line after a word that says what it is: `  When: ...`. The lines after the first begin under its text.
    pub(super) fn labelled(&mut self, lead: &str, line: &Line<'_>) {
        self.lines(Role::Label, lead, display_width(lead), line, usize::MAX);
    }

    /// A row of a table of two columns: `  seen      41 times`. A label that is too wide for its column has a line to itself.
    pub(super) fn row(&mut self, label: &str, column: usize, line: &Line<'_>) {
        self.row_of(label, column, line, usize::MAX);
    }

    /// A row of at most so many lines.
    pub(super) fn row_of(&mut self, label: &str, column: usize, line: &Line<'_>, max_lines: usize) {
        let mut lead = format!("  {label:column$}");
        if display_width(label) >= column {
            self.put("  ", 2, &Line::new().whole(Role::Label, label));
            lead = " ".repeat(column + 2);
        }
        self.lines(Role::Label, &lead, column + 2, line, max_lines);
    }

    fn lines(&mut self, role: Role, lead: &str, hang: usize, line: &Line<'_>, max_lines: usize) {
        let (first, rest) = (self.width.saturating_sub(display_width(lead)), self.width.saturating_sub(hang));
        let lines = line.wrap(first, rest);
        for (at, pieces) in lines.iter().take(max_lines).enumerate() {
            match at {
                0 => self.painter.paint(&mut self.out, role, lead),
                _ => self.out.extend(std::iter::repeat_n(' ', hang)),
            }
            let more = at + 1 == max_lines && lines.len() > max_lines;
            let room = if at == 0 { first } else { rest };
            self.pieces(&if more { cut_end(pieces.clone(), room) } else { pieces.clone() });
        }
    }

    /// A text of the input within a frame, of at most so many lines: `leads` come before the first one and the others.
    pub(super) fn framed(&mut self, leads: [&str; 2], line: &Line<'_>, max_lines: usize) {
        let room = self.whole_width.saturating_sub(leads[0].len());
        let lines = line.wrap(room, room);
        for (at, pieces) in lines.iter().take(max_lines).enumerate() {
            self.painter.paint(&mut self.out, Role::Frame, leads[at.min(1)]);
            let more = at + 1 == max_lines && lines.len() > max_lines;
            self.pieces(&if more { cut_end(pieces.clone(), room) } else { pieces.clone() });
        }
    }

    /// A line of pieces as they are.
    pub(super) fn pieces(&mut self, pieces: &[Piece<'_>]) {
        for alike in pieces.chunk_by(|a, b| a.0 == b.0) {
            let role = alike.first().map_or(Role::Plain, |(role, _)| *role);
            match alike {
                [(_, text)] => self.painter.paint(&mut self.out, role, text),
                several => {
                    let text: String = several.iter().map(|(_, text)| *text).collect();
                    self.painter.paint(&mut self.out, role, &text);
                }
            }
        }
        self.out.push('\n');
    }

    /// A text of the catalog: paragraphs wrapped, code kept.
    pub(super) fn text(&mut self, text: &str) {
        self.blocks(&blocks(text));
    }

    /// The paragraphs and the code of a text, with blank lines between them.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for (at, block) in blocks.iter().enumerate() {
            if at > 0 {
                self.gap();
            }
            match block {
                Block::Paragraph(text) => self.paragraph(text),
                Block::Code(code) => self.code(Role::Command, code),
            }
        }
    }

    fn paragraph(&mut self, text: &str) {
        let line = Line::new().prose(Role::Plain, text, self.colors());
        let indent = BODY + self.nested;
        self.put(&" ".repeat(indent), indent, &line);
    }

    /// A line across the page between two findings or pages.
    pub(super) fn rule(&mut self) {
        self.gap();
        self.painter.paint(&mut self.out, Role::Muted, &"-".repeat(self.width));
        self.out.push_str("\n\n");
    }

    /// An item of a list.
    pub(super) fn item(&mut self, line: &Line<'_>) {
        self.put("  - ", 4, line);
    }

    /// Code, a command or its output: never wrapped. It is indented, unless that would break it when it is pasted.
    pub(super) fn code(&mut self, role: Role, code: &str) {
        let flush = role == Role::Command && minds_indentation(code);
        let indent = if flush { 0 } else { CODE + self.nested };
        if flush {
            self.gap();
        }
        for line in code.trim_matches('\n').lines() {
            if !line.trim().is_empty() {
                self.out.extend(std::iter::repeat_n(' ', indent));
                self.painter.paint(&mut self.out, role, line.trim_end());
            }
            self.out.push('\n');
        }
        if flush {
            self.gap();
        }
    }
}

/// A line whose end was cut off to make room for a mark that says so.
fn cut_end(mut pieces: Vec<Piece<'_>>, room: usize) -> Vec<Piece<'_>> {
    let width = |pieces: &[Piece<'_>]| pieces.iter().map(|(_, text)| display_width(text)).sum::<usize>();
    let role = pieces.last().map_or(Role::Plain, |(role, _)| *role);
    while let Some((role, text)) = pieces.pop() {
        let left = room.saturating_sub(width(&pieces) + 1);
        if left > 0 {
            pieces.push((role, text[..fitting(text, left)].trim_end()));
            break;
        }
    }
    pieces.push((role, CUT));
    pieces
}

/// Whether a shell would understand a command differently, were its lines indented: the word that ends a here-document
/// counts only at the beginning of a line, and a quoted text over several lines is often a program in Python.
fn minds_indentation(command: &str) -> bool {
    let here_document = command.match_indices("<<").any(|(at, _)| {
        let before = command[..at].chars().next_back();
        let after = command[at + 2..].trim_start_matches(['-', '\'', '"', '\\']).chars().next();
        // `<<<` is a string, `1 << 2` a shift.
        before != Some('<') && after.is_some_and(|c| c.is_ascii_uppercase())
    });
    here_document || quote_spans_lines(command)
}

fn quote_spans_lines(command: &str) -> bool {
    let mut open = None;
    for c in command.trim().chars() {
        match (open, c) {
            (Some(_), '\n') => return true,
            (Some(quote), c) if quote == c => open = None,
            (None, '"' | '\'') => open = Some(c),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printer() -> Printer {
        Printer::new(&Style { width: 40, ..Style::default() })
    }

    #[test]
    fn what_minds_indentation_stays_at_the_margin() {
        assert!(minds_indentation("python3 - <<'PY'\nx\nPY") && minds_indentation("cat <<EOF"));
        assert!(minds_indentation("python3 -c \"import socket\nprint('it')\""));
        assert!(!minds_indentation("cut -d. -f2 <<<\"$TOKEN\"") && !minds_indentation("echo $((1 << 20))"));
        assert!(!minds_indentation("curl -H 'a: b' \\\n  https://example.com\n"));
        let mut printer = printer();
        printer.code(Role::Command, "cat <<EOF\n  a\nEOF\n");
        printer.code(Role::Program, "x <<EOF\n");
        assert_eq!(printer.finish(), "cat <<EOF\n  a\nEOF\n\n    x <<EOF\n");
    }

    #[test]
    fn prose_is_wrapped_and_code_is_not() {
        let mut printer = printer();
        printer.text("Some words that are longer than the forty columns of this printer.\n\n  code that is longer than the forty columns of it\n");
        let text = printer.finish();
        assert_eq!(
            text,
            "  Some words that are longer than the\n  forty columns of this printer.\n\n    code that is longer than the forty columns of it\n"
        );
    }
}
