//! The sheet that a page is written on: knows the width and the ink, keeps prose within the one and code out of it.

use super::Style;
use super::color::{Ink, Role};
use super::wrap::{Block, Line, Next, Target, blocks, cut, display_width};

/// Prose of a section begins here.
const BODY: usize = 2;
/// Code and commands begin here.
const CODE: usize = 4;

/// As much as the page of a code takes.
const USUAL_BYTES: usize = 16 * 1024;

/// Text that grows line by line.
pub struct Sheet {
    out: String,
    ink: Ink,
    width: usize,
    /// How much deeper texts and code stand than usual.
    nested: usize,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(style: &Style) -> Sheet {
        let (out, width) = (String::with_capacity(USUAL_BYTES), style.width.clamp(40, 100));
        Sheet { out, ink: Ink::new(style.color), width, nested: 0 }
    }

    /// Whether it is coloured.
    pub fn colors(&self) -> bool {
        self.ink.colors()
    }

    /// Its width in columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// From here on texts and code stand so many columns deeper, as what belongs to an item of a list does.
    pub fn nest(&mut self, columns: usize) {
        self.nested = columns;
    }

    /// The text.
    pub fn finish(self) -> String {
        self.out
    }

    /// One blank line, never two, and none at the top.
    pub fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// The head of a section, after a blank line: `Fix`, or `Fix: what to do`.
    pub fn heading(&mut self, head: &str, title: Option<&str>) {
        self.gap();
        let mut line = Line::new().add(Role::Heading, head);
        if let Some(title) = title {
            line = line.add(Role::Heading, ": ").prose(Role::Heading, title, self.colors());
        }
        self.put("", BODY, &line);
    }

    /// A line, wrapped; `lead` stands before it, and the lines after the first are indented by `hang`.
    pub fn put(&mut self, lead: &str, hang: usize, line: &Line<'_>) {
        self.lines(Role::Plain, lead, hang, line, usize::MAX);
    }

    /// A line after a word that says what it is: `  When: ...`. The lines after the first stand under its text.
    pub fn labelled(&mut self, lead: &str, line: &Line<'_>) {
        self.lines(Role::Label, lead, display_width(lead), line, usize::MAX);
    }

    /// A label of a table of two columns with its value: `  where     app.log:3`. A label that is too wide for its
    /// column stands on a line of its own.
    pub fn row(&mut self, label: &str, column: usize, line: &Line<'_>) {
        self.row_of(label, column, line, usize::MAX);
    }

    /// A row of at most so many lines; what was cut off is told by `...`.
    pub fn row_of(&mut self, label: &str, column: usize, line: &Line<'_>, most: usize) {
        let mut lead = format!("  {label:column$}");
        if display_width(label) >= column {
            self.put("  ", 2, &Line::new().whole(Role::Label, label));
            lead = " ".repeat(column + 2);
        }
        self.lines(Role::Label, &lead, column + 2, line, most);
    }

    fn lines(&mut self, role: Role, lead: &str, hang: usize, line: &Line<'_>, most: usize) {
        let (first, rest) = (self.width.saturating_sub(display_width(lead)), self.width.saturating_sub(hang));
        let before = self.out.len();
        self.ink.paint(&mut self.out, role, lead);
        let begin = self.out.len();
        line.wrap(first, rest, most, &mut Pen { sheet: self, role: Role::Plain, begin, hang });
        if self.out.len() == begin {
            self.out.truncate(before);
        }
    }

    /// A text of the catalog: paragraphs wrapped, code kept.
    pub fn text(&mut self, text: &str) {
        self.blocks(&blocks(text));
    }

    /// The paragraphs and the code of a text, parted by blank lines.
    pub fn blocks(&mut self, blocks: &[Block]) {
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

    /// Parts what does not belong together.
    pub fn rule(&mut self) {
        // A blank line also at the top: what stands above may have been printed before this sheet was begun.
        self.out.push_str(if self.out.ends_with("\n\n") { "" } else { "\n" });
        self.ink.paint(&mut self.out, Role::Muted, &"-".repeat(self.width));
        self.out.push_str("\n\n");
    }

    /// An item of a list.
    pub fn item(&mut self, line: &Line<'_>) {
        self.put("  - ", 4, line);
    }

    /// Code, a command or its output: never wrapped. It is indented, unless that would break it when it is pasted.
    pub fn code(&mut self, role: Role, code: &str) {
        let flush = role == Role::Command && minds_indentation(code);
        let indent = if flush { 0 } else { CODE + self.nested };
        if flush {
            self.gap();
        }
        for line in code.trim_matches('\n').lines() {
            if !line.trim().is_empty() {
                self.out.extend(std::iter::repeat_n(' ', indent));
                self.ink.paint(&mut self.out, role, line.trim_end());
            }
            self.out.push('\n');
        }
        if flush {
            self.gap();
        }
    }
}

/// Writes lines on a sheet.
struct Pen<'s> {
    sheet: &'s mut Sheet,
    /// The role of the last piece, and where it begins. It may grow, and is painted when it is whole.
    role: Role,
    begin: usize,
    /// How much deeper lines stand than the first one.
    hang: usize,
}

impl Pen<'_> {
    fn paint(&mut self) {
        let out = &mut self.sheet.out;
        if self.sheet.ink.colors() && self.role != Role::Plain {
            let piece = out.split_off(self.begin);
            self.sheet.ink.paint(out, self.role, &piece);
        }
        self.begin = out.len();
    }
}

impl Target for Pen<'_> {
    fn write(&mut self, role: Role, text: &str) {
        if role != self.role {
            self.paint();
            self.role = role;
        }
        self.sheet.out.push_str(text);
    }

    /// Cells of tables are padded; at the end of a line the padding goes.
    fn end_line(&mut self, next: Next) {
        let out = &mut self.sheet.out;
        let kept = self.begin + out[self.begin..].trim_end_matches(' ').len();
        out.truncate(kept);
        if next == Next::Cut {
            let piece = out.split_off(self.begin);
            *out += &cut(&format!("{piece}..."), display_width(&piece).max(3));
        }
        self.paint();
        self.sheet.out.push('\n');
        if next == Next::Line {
            self.sheet.out.extend(std::iter::repeat_n(' ', self.hang));
        }
        self.begin = self.sheet.out.len();
    }
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

    fn sheet() -> Sheet {
        Sheet::new(&Style { width: 40, ..Style::default() })
    }

    #[test]
    fn what_minds_indentation_stays_at_the_margin() {
        assert!(minds_indentation("python3 - <<'PY'\nx\nPY") && minds_indentation("cat <<EOF"));
        assert!(minds_indentation("python3 -c \"import socket\nprint('it')\""));
        assert!(!minds_indentation("cut -d. -f2 <<<\"$TOKEN\"") && !minds_indentation("echo $((1 << 20))"));
        assert!(!minds_indentation("curl -H 'a: b' \\\n  https://example.com\n"));
        let mut sheet = sheet();
        sheet.code(Role::Command, "cat <<EOF\n  a\nEOF\n");
        sheet.code(Role::Program, "x <<EOF\n");
        assert_eq!(sheet.finish(), "cat <<EOF\n  a\nEOF\n\n    x <<EOF\n");
    }

    #[test]
    fn prose_is_wrapped_and_code_is_not() {
        let mut sheet = sheet();
        sheet.text("Some words that are longer than the forty columns of this sheet.\n\n  code that is longer than the forty columns of it\n");
        let text = sheet.finish();
        assert_eq!(
            text,
            "  Some words that are longer than the\n  forty columns of this sheet.\n\n    code that is longer than the forty columns of it\n"
        );
    }
}
