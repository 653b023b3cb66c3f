//! Breaks text into lines. Only prose is broken: code and commands never pass through here.

use super::color::Role;

/// A piece of text with its role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    role: Role,
    text: String,
    /// Kept on one line although it holds spaces.
    whole: bool,
}

/// Text of several roles that is yet to be broken into lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    spans: Vec<Span>,
}

/// A piece of code in a sentence is not broken unless it is longer than this.
const LONGEST_WHOLE: usize = 40;

impl Line {
    /// An empty line.
    pub fn new() -> Line {
        Line::default()
    }

    /// Adds text as it is, broken at spaces where need be. Text of the input comes in this way.
    pub fn add(mut self, role: Role, text: impl Into<String>) -> Line {
        self.spans.push(Span { role, text: text.into(), whole: false });
        self
    }

    /// Adds running text.
    pub fn plain(self, text: impl Into<String>) -> Line {
        self.add(Role::Plain, text)
    }

    /// Adds a text that stays on one line where it can: a name, a command, spaces that are to be kept.
    pub fn whole(mut self, role: Role, text: impl Into<String>) -> Line {
        self.spans.push(Span { role, text: text.into(), whole: true });
        self
    }

    /// Adds a sentence of the catalog. Code in backticks gets its role; the backticks stay where nothing is coloured.
    pub fn prose(mut self, role: Role, text: &str, color: bool) -> Line {
        let mut rest = text;
        while let Some((before, code, after)) = inline_code(rest) {
            self = self.add(role, before);
            let shown = if color { code.to_owned() } else { format!("`{code}`") };
            let whole = display_width(code) <= LONGEST_WHOLE;
            self.spans.push(Span { role: Role::Code, text: shown, whole });
            rest = after;
        }
        self.add(role, rest)
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.spans.iter().all(|span| span.text.trim().is_empty())
    }

    /// The lines, the first one `first` columns wide, the others `rest`. A word that is wider stands alone, unless it is
    /// text of the input: there nothing is worth copying at the price of a torn page, and it is broken.
    pub fn wrap(&self, first: usize, rest: usize) -> Vec<Vec<(Role, String)>> {
        let mut room = first;
        let mut lines: Vec<Vec<(Role, String)>> = Vec::new();
        let mut line: Vec<(Role, String)> = Vec::new();
        let mut used = 0;
        for word in self.words(rest) {
            let space = usize::from(!word.glued && !line.is_empty());
            let width: usize = word.parts.iter().map(|(_, text)| display_width(text)).sum();
            if !line.is_empty() && used + space + width > room {
                lines.push(trimmed(std::mem::take(&mut line)));
                room = rest;
                used = 0;
            } else if space > 0 {
                push_space(&mut line, word.parts.first().map(|(role, _)| *role));
                used += space;
            }
            used += width;
            for (role, text) in word.parts {
                push(&mut line, role, text);
            }
        }
        if !line.is_empty() {
            lines.push(trimmed(line));
        }
        lines
    }

    /// What stands between spaces, over the borders of spans: in `error: x` the colon belongs to the first word.
    fn words(&self, widest: usize) -> Vec<Word<'_>> {
        let mut words = Vec::new();
        let mut word = Word::default();
        for span in &self.spans {
            if span.whole {
                word.parts.push((span.role, &span.text));
                continue;
            }
            for (at, piece) in span.text.split([' ', '\n', '\t']).enumerate() {
                if at > 0 {
                    finish(&mut words, &mut word);
                }
                let mut rest = piece;
                while span.role == Role::Quoted && display_width(rest) > widest {
                    let (head, tail) = rest.split_at(fitting(rest, widest));
                    word.parts.push((span.role, head));
                    finish(&mut words, &mut word);
                    word.glued = true;
                    rest = tail;
                }
                if !rest.is_empty() {
                    word.parts.push((span.role, rest));
                }
            }
        }
        finish(&mut words, &mut word);
        words
    }
}

/// Cells of tables are padded; at the end of a line the padding goes.
fn trimmed(mut line: Vec<(Role, String)>) -> Vec<(Role, String)> {
    if let Some((_, text)) = line.last_mut() {
        text.truncate(text.trim_end_matches(' ').len());
    }
    line
}

/// What is not broken.
#[derive(Default)]
struct Word<'l> {
    parts: Vec<(Role, &'l str)>,
    /// No space before it.
    glued: bool,
}

fn finish<'l>(words: &mut Vec<Word<'l>>, word: &mut Word<'l>) {
    if !word.parts.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// How many bytes of a text fit into a number of columns; at least one character's.
fn fitting(text: &str, columns: usize) -> usize {
    let mut used = 0;
    let too_many = text.char_indices().find(|(_, c)| {
        used += char_width(*c);
        used > columns
    });
    let first = text.chars().next().map_or(0, char::len_utf8);
    too_many.map_or(text.len(), |(at, _)| at).max(first)
}

fn push(line: &mut Vec<(Role, String)>, role: Role, text: &str) {
    match line.last_mut() {
        Some((last, whole)) if *last == role => whole.push_str(text),
        _ => {
            // Most lines are of one role.
            let mut whole = String::with_capacity(96);
            whole.push_str(text);
            line.push((role, whole));
        }
    }
}

/// A space between two words takes their role where both have the same, so that few escape sequences are written.
fn push_space(line: &mut Vec<(Role, String)>, after: Option<Role>) {
    let before = line.last().map(|(role, _)| *role);
    let role = before.filter(|role| Some(*role) == after).unwrap_or(Role::Plain);
    push(line, role, " ");
}

/// The text before the first piece in backticks, the piece, and the text after it.
fn inline_code(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    Some((before, code, after))
}

/// A part of a text of the catalog.
#[derive(Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph on one line.
    Paragraph(String),
    /// Lines of code without their common indentation.
    Code(String),
}

/// Splits a text of the catalog: a blank line parts paragraphs, a single newline is a space, and lines that begin with
/// two spaces are code.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        let code = is_code(line);
        let mut taken = vec![line];
        while let Some(next) = lines.next_if(|next| is_code(next) == code && !next.trim().is_empty()) {
            taken.push(next);
        }
        blocks.push(match code {
            true => Block::Code(dedent(&taken)),
            false => Block::Paragraph(taken.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")),
        });
    }
    blocks
}

fn is_code(line: &str) -> bool {
    line.starts_with("  ")
}

fn dedent(lines: &[&str]) -> String {
    let indent = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let common = lines.iter().map(indent).min().unwrap_or(0);
    lines.iter().map(|line| &line[common..]).collect::<Vec<_>>().join("\n")
}

/// The first sentence of a text, or all of it.
pub fn first_sentence(text: &str) -> &str {
    sentences(text, 0)
}

/// As many sentences as fit into some bytes, but at least one.
pub fn sentences(text: &str, most: usize) -> &str {
    let text = text.trim();
    let ends = text.match_indices(". ").filter(|(at, _)| {
        // `e.g. this` and `5. that` go on.
        let follows = text[at + 2..].chars().next();
        let word = text[..*at].rsplit(' ').next().unwrap_or_default();
        let abbreviation = word.len() <= 1 || word.contains('.');
        follows.is_some_and(|c| !c.is_lowercase()) && !abbreviation
    });
    let mut kept = None;
    for end in ends.map(|(at, _)| at + 1).chain([text.len()]) {
        if end > most && kept.is_some() {
            break;
        }
        kept = Some(end);
    }
    &text[..kept.unwrap_or(text.len())]
}

/// Cuts a text to a number of columns; what was cut is told by `...`.
pub fn cut(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let kept = &text[..fitting(text, columns.saturating_sub(3))];
    format!("{}...", kept.trim_end())
}

/// How many columns a text takes.
pub fn display_width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(char_width).sum()
}

/// Good enough for tables and wrapping: East Asian and emoji blocks take two columns, combining marks none.
fn char_width(c: char) -> usize {
    match u32::from(c) {
        0x300..=0x36f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f => 2,
        0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &Line, width: usize) -> Vec<String> {
        let lines = line.wrap(width, width);
        lines.iter().map(|line| line.iter().map(|(_, text)| text.as_str()).collect()).collect()
    }

    #[test]
    fn wraps_between_words_only() {
        let line = Line::new().add(Role::Error, "error").plain(": the word").plain("s stay  together");
        assert_eq!(texts(&line, 12), ["error: the", "words stay", "together"]);
        assert_eq!(
            texts(&Line::new().plain("a https://example.com/long b"), 5),
            ["a", "https://example.com/long", "b"]
        );
    }

    #[test]
    fn short_code_is_kept_whole_and_loses_its_backticks_in_color() {
        let plain = Line::new().prose(Role::Plain, "run `curl -v` now", false);
        assert_eq!(texts(&plain, 8), ["run", "`curl -v`", "now"]);
        let coloured = Line::new().prose(Role::Plain, "run `curl -v` now", true);
        assert_eq!(coloured.wrap(80, 80)[0][1], (Role::Code, "curl -v".to_owned()));
        assert_eq!(texts(&Line::new().prose(Role::Plain, "a ` alone", true), 80), ["a ` alone"]);
    }

    #[test]
    fn paragraphs_and_code_are_told_apart() {
        let found = blocks("\none\ntwo\n\nthree\n  a\n    b\nfour\n");
        let paragraph = |text: &str| Block::Paragraph(text.to_owned());
        assert_eq!(
            found,
            [paragraph("one two"), paragraph("three"), Block::Code("a\n  b".to_owned()), paragraph("four")]
        );
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(first_sentence("One v1.2 thing, e.g. This. Two."), "One v1.2 thing, e.g. This.");
        assert_eq!(first_sentence("Only one"), "Only one");
        assert_eq!(sentences("One. Two. Three.", 10), "One. Two.");
        assert_eq!(sentences("One. Two. Three.", 16), "One. Two. Three.");
    }

    #[test]
    fn endless_words_of_the_input_are_broken() {
        let line = Line::new().plain("a").add(Role::Quoted, " bb ").add(Role::Quoted, "x".repeat(25)).plain(" c");
        assert_eq!(texts(&line, 10), ["a bb", "xxxxxxxxxx", "xxxxxxxxxx", "xxxxx c"]);
    }

    #[test]
    fn cuts_by_columns() {
        assert_eq!(cut("日本語のエラー", 9), "日本語...");
        assert_eq!(cut("short", 5), "short");
    }
}
