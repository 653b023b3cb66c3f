//! Breaks text into lines. Only prose is broken: code and commands never pass through here.

use std::borrow::Cow;

use super::color::Role;

/// A piece of text with its role.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span<'t> {
    role: Role,
    text: Cow<'t, str>,
    /// Kept on one line although it holds spaces.
    whole: bool,
}

/// Text of several roles that is yet to be broken into lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line<'t> {
    spans: Vec<Span<'t>>,
}

/// A piece of code in a sentence is not broken unless it is longer than this.
const LONGEST_WHOLE: usize = 40;

impl<'t> Line<'t> {
    /// An empty line.
    pub fn new() -> Line<'t> {
        Line::default()
    }

    /// Adds text as it is, broken at spaces where need be. Text of the input comes in this way.
    pub fn add(mut self, role: Role, text: impl Into<Cow<'t, str>>) -> Line<'t> {
        self.spans.push(Span { role, text: text.into(), whole: false });
        self
    }

    /// Adds running text.
    pub fn plain(self, text: impl Into<Cow<'t, str>>) -> Line<'t> {
        self.add(Role::Plain, text)
    }

    /// Adds a text that stays on one line where it can: a name, a command, spaces that are to be kept.
    pub fn whole(mut self, role: Role, text: impl Into<Cow<'t, str>>) -> Line<'t> {
        self.spans.push(Span { role, text: text.into(), whole: true });
        self
    }

    /// Adds a sentence of the catalog. Code in backticks gets its role; the backticks stay where nothing is coloured.
    pub fn prose(mut self, role: Role, text: &'t str, color: bool) -> Line<'t> {
        let mut rest = text;
        while let Some((before, code, after)) = inline_code(rest) {
            self = self.add(role, before);
            let whole = display_width(code) <= LONGEST_WHOLE;
            let shown = match color {
                true => code,
                false => &rest[before.len()..rest.len() - after.len()],
            };
            self.spans.push(Span { role: Role::Code, text: Cow::Borrowed(shown), whole });
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
    pub fn wrap(&self, first: usize, rest: usize) -> Wrapped {
        let pieces = self.pieces(rest);
        let mut wrapped = Wrapped::with_capacity(pieces.iter().map(|piece| piece.text.len() + 1).sum());
        let mut room = first;
        let mut used = 0;
        for word in pieces.chunk_by(|_, next| next.joint == Joint::Within) {
            let space = usize::from(word[0].joint == Joint::Space && wrapped.begun());
            let width: usize = word.iter().map(|piece| display_width(piece.text)).sum();
            if wrapped.begun() && used + space + width > room {
                wrapped.end_line();
                room = rest;
                used = 0;
            } else if space > 0 {
                wrapped.push_space(word[0].role);
                used += space;
            }
            used += width;
            for piece in word {
                wrapped.push(piece.role, piece.text);
            }
        }
        if wrapped.begun() {
            wrapped.end_line();
        }
        wrapped
    }

    /// What stands between spaces, over the borders of spans: in `error: x` the colon belongs to the first word.
    fn pieces(&self, widest: usize) -> Vec<Piece<'_>> {
        let mut pieces = Vec::with_capacity(self.spans.iter().map(|span| 1 + span.text.len() / 5).sum());
        let mut joint = Joint::Space;
        let mut put = |role, text, joint: &mut Joint| {
            pieces.push(Piece { role, text, joint: *joint });
            *joint = Joint::Within;
        };
        for span in &self.spans {
            if span.whole {
                put(span.role, &*span.text, &mut joint);
                continue;
            }
            let space = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_whitespace);
            for (at, word) in span.text.split_ascii_whitespace().enumerate() {
                if at > 0 || space(span.text.as_bytes().first()) {
                    joint = Joint::Space;
                }
                let mut rest = word;
                while span.role == Role::Quoted && display_width(rest) > widest {
                    let (head, tail) = rest.split_at(fitting(rest, widest));
                    put(span.role, head, &mut joint);
                    joint = Joint::Glue;
                    rest = tail;
                }
                if !rest.is_empty() {
                    put(span.role, rest, &mut joint);
                }
            }
            if space(span.text.as_bytes().last()) {
                joint = Joint::Space;
            }
        }
        pieces
    }
}

/// A word, or a part of one that has a role of its own.
struct Piece<'l> {
    role: Role,
    text: &'l str,
    joint: Joint,
}

/// What stands before a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// A space, or a new line in its place.
    Space,
    /// Nothing, or a new line: the word was too wide.
    Glue,
    /// Nothing: it goes on with the word before it.
    Within,
}

/// Text in lines, in one piece of memory.
#[derive(Debug, Default)]
pub struct Wrapped {
    text: String,
    /// A role, and where its text ends.
    runs: Vec<(Role, usize)>,
    /// Where the runs of each line end.
    lines: Vec<usize>,
}

impl Wrapped {
    fn with_capacity(bytes: usize) -> Wrapped {
        Wrapped { text: String::with_capacity(bytes), runs: Vec::with_capacity(8), lines: Vec::with_capacity(8) }
    }

    /// The pieces of each line with their roles.
    pub fn lines(&self) -> impl Iterator<Item = impl Iterator<Item = (Role, &str)>> {
        (0..self.lines.len()).map(|line| {
            let first = self.first_run(line);
            (first..self.lines[line]).map(|run| (self.runs[run].0, &self.text[self.start(run)..self.runs[run].1]))
        })
    }

    /// Keeps so many lines; what was cut off is told by `...`.
    pub fn truncate(&mut self, most: usize) {
        if self.lines.len() <= most {
            return;
        }
        self.lines.truncate(most);
        self.runs.truncate(self.lines.last().copied().unwrap_or_default());
        let Some(last) = self.runs.len().checked_sub(1) else { return };
        let start = self.start(last);
        let width = display_width(&self.text[start..self.runs[last].1]).max(3);
        self.text.truncate(self.runs[last].1);
        let shown = cut(&format!("{}...", &self.text[start..]), width);
        self.text.truncate(start);
        self.text.push_str(&shown);
        self.runs[last].1 = self.text.len();
    }

    fn first_run(&self, line: usize) -> usize {
        line.checked_sub(1).map_or(0, |before| self.lines[before])
    }

    fn start(&self, run: usize) -> usize {
        run.checked_sub(1).map_or(0, |before| self.runs[before].1)
    }

    /// Whether something stands on the line that is being written.
    fn begun(&self) -> bool {
        self.runs.len() > self.first_run(self.lines.len())
    }

    fn push(&mut self, role: Role, text: &str) {
        self.text.push_str(text);
        let end = self.text.len();
        let begun = self.begun();
        match self.runs.last_mut() {
            Some(run) if begun && run.0 == role => run.1 = end,
            _ => self.runs.push((role, end)),
        }
    }

    /// A space between two words takes their role where both have the same, so that few escape sequences are written.
    fn push_space(&mut self, after: Role) {
        let before = self.runs.last().map(|run| run.0);
        self.push(before.filter(|role| *role == after).unwrap_or(Role::Plain), " ");
    }

    /// Cells of tables are padded; at the end of a line the padding goes.
    fn end_line(&mut self) {
        let Some(last) = self.runs.len().checked_sub(1) else { return };
        let start = self.start(last);
        let kept = start + self.text[start..].trim_end_matches(' ').len();
        self.text.truncate(kept);
        self.runs[last].1 = kept;
        self.lines.push(self.runs.len());
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

    fn texts(line: &Line<'_>, width: usize) -> Vec<String> {
        let wrapped = line.wrap(width, width);
        wrapped.lines().map(|line| line.map(|(_, text)| text).collect()).collect()
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
        assert!(coloured.wrap(80, 80).lines().flatten().any(|piece| piece == (Role::Code, "curl -v")));
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
