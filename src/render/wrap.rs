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

    /// Writes the lines, the first one `first` columns wide, the others `rest`, at most `most` of them. A word that is wider
    /// stands alone, unless it is text of the input: there nothing is worth copying at the price of a torn page, and it is
    /// broken.
    pub fn wrap(&self, first: usize, rest: usize, most: usize, target: &mut impl Target) {
        let mut filler = Filler::new(first, rest, most, target);
        for span in &self.spans {
            if span.whole {
                filler.put(span.role, &span.text);
            } else {
                filler.words(span);
            }
        }
        filler.finish();
    }
}

/// What lines are written on.
pub trait Target {
    /// Adds text to the line.
    fn write(&mut self, role: Role, text: &str);
    /// Ends the line.
    fn end_line(&mut self, next: Next);
}

/// What follows a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Another line.
    Line,
    /// More text than there are lines for.
    Cut,
    /// Nothing.
    End,
}

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// A space, or a new line in its place.
    Space,
    /// Nothing, or a new line: the word was too wide.
    Glue,
}

/// Fills line after line with words.
struct Filler<'f, 'l, T> {
    target: &'f mut T,
    /// The pieces of the word that is being read. It goes on over the border of a span: in `error: x` the colon belongs to it.
    word: Vec<(Role, &'l str)>,
    /// The width of the word, and what stands before it.
    width: usize,
    joint: Joint,
    /// The role of what stands last on the line, if anything does.
    last: Option<Role>,
    /// The columns of the line, and those of them that are taken.
    room: usize,
    used: usize,
    /// The columns of the lines to come, and how many of them there may be.
    rest: usize,
    left: usize,
    /// Whether there was more text than lines for it.
    cut: bool,
}

impl<'f, 'l, T: Target> Filler<'f, 'l, T> {
    fn new(first: usize, rest: usize, most: usize, target: &'f mut T) -> Filler<'f, 'l, T> {
        let (word, joint, left) = (Vec::with_capacity(4), Joint::Space, most.saturating_sub(1));
        Filler { target, word, width: 0, joint, last: None, room: first, used: 0, rest, left, cut: false }
    }

    fn words(&mut self, span: &'l Span<'_>) {
        let mut rest = &*span.text;
        loop {
            let word = rest.trim_ascii_start();
            if word.len() < rest.len() {
                self.end_word(Joint::Space);
            }
            if word.is_empty() {
                return;
            }
            let (mut word, after) = word.split_at(self.take(word));
            while span.role == Role::Quoted && display_width(word) > self.rest {
                let (head, tail) = word.split_at(fitting(word, self.rest));
                self.put(span.role, head);
                self.end_word(Joint::Glue);
                word = tail;
            }
            if !word.is_empty() {
                self.put(span.role, word);
            }
            rest = after;
        }
    }

    /// How much of a text goes on in one piece: as many plain words as the line has room for, or the first word.
    fn take(&self, text: &str) -> usize {
        let bytes = text.as_bytes();
        let room = self.room.saturating_sub(self.used + 1);
        let several = match self.word.is_empty() {
            true => memchr::memrchr(b' ', bytes.get(..=room).unwrap_or(bytes)),
            false => None,
        };
        let first = || bytes.iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len());
        several.filter(|end| is_plain(&bytes[..=*end])).unwrap_or_else(first)
    }

    fn put(&mut self, role: Role, text: &'l str) {
        self.width += display_width(text);
        self.word.push((role, text));
    }

    /// Writes the word. What follows is joined to it so.
    fn end_word(&mut self, next: Joint) {
        let Some(&(role, _)) = self.word.first() else {
            if next == Joint::Space {
                self.joint = next;
            }
            return;
        };
        self.make_room(role);
        for (role, text) in self.word.drain(..) {
            if !self.cut {
                self.target.write(role, text);
                self.last = Some(role);
            }
        }
        self.used += self.width;
        self.width = 0;
        self.joint = next;
    }

    /// A space, a new line or nothing before the word, which begins with this role.
    fn make_room(&mut self, role: Role) {
        let Some(last) = self.last else { return };
        let space = usize::from(self.joint == Joint::Space);
        if self.used + space + self.width > self.room {
            self.cut = self.left == 0;
            self.target.end_line(if self.cut { Next::Cut } else { Next::Line });
            self.left = self.left.saturating_sub(1);
            (self.room, self.used, self.last) = (self.rest, 0, None);
        } else if space > 0 {
            // Between two words of one role the space has it too, so that few escape sequences are written.
            self.target.write(if last == role { role } else { Role::Plain }, " ");
            self.used += 1;
        }
    }

    fn finish(mut self) {
        self.end_word(Joint::Space);
        if self.last.is_some() {
            self.target.end_line(Next::End);
        }
    }
}

/// Whether a text has one column for each byte, and nothing but single spaces between its words. (Without a way out of the
/// loop, so that it is done for many bytes at once.)
fn is_plain(text: &[u8]) -> bool {
    let next = text.get(1..).unwrap_or_default();
    let printable = text.iter().fold(true, |all, byte| all & (byte.wrapping_sub(b' ') <= b'~' - b' '));
    printable & text.iter().zip(next).fold(true, |all, (a, b)| all & ((*a != b' ') | (*b != b' ')))
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

    /// The lines, and the pieces with their roles.
    #[derive(Default)]
    struct Lines {
        texts: Vec<String>,
        pieces: Vec<(Role, String)>,
        line: String,
    }

    impl Target for Lines {
        fn write(&mut self, role: Role, text: &str) {
            self.pieces.push((role, text.to_owned()));
            self.line += text;
        }

        fn end_line(&mut self, next: Next) {
            self.texts.push(std::mem::take(&mut self.line) + if next == Next::Cut { "|" } else { "" });
        }
    }

    fn lines(line: &Line<'_>, width: usize, most: usize) -> Lines {
        let mut lines = Lines::default();
        line.wrap(width, width, most, &mut lines);
        lines
    }

    fn texts(line: &Line<'_>, width: usize) -> Vec<String> {
        lines(line, width, usize::MAX).texts
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
    fn lines_over_the_number_are_cut() {
        let line = Line::new().plain("one two three four");
        assert_eq!(lines(&line, 5, 2).texts, ["one", "two|"]);
        assert_eq!(lines(&line, 9, 2).texts, ["one two", "three|"]);
        assert_eq!(lines(&line, 10, 2).texts, ["one two", "three four"]);
    }

    #[test]
    fn short_code_is_kept_whole_and_loses_its_backticks_in_color() {
        let plain = Line::new().prose(Role::Plain, "run `curl -v` now", false);
        assert_eq!(texts(&plain, 8), ["run", "`curl -v`", "now"]);
        let coloured = Line::new().prose(Role::Plain, "run `curl -v` now", true);
        assert!(lines(&coloured, 80, 1).pieces.contains(&(Role::Code, "curl -v".to_owned())));
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
