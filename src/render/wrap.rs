//! Breaks text into lines. Only prose is broken: code and commands never pass through here.

use std::borrow::Cow;
use std::ops::Range;

use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;

use super::color::Role;
use super::width::{display_width, fitting};

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

/// A piece of one line.
pub type Piece<'l> = (Role, &'l str);

/// Code in a sentence is not broken unless it is wider than this.
const MAX_WHOLE_COLUMNS: usize = 40;

impl<'t> Line<'t> {
    /// An empty line.
    pub fn new() -> Line<'t> {
        Line::default()
    }

    /// Adds text that may be broken at spaces. Text of the input comes in this way.
    pub fn add(mut self, role: Role, text: impl Into<Cow<'t, str>>) -> Line<'t> {
        self.spans.push(Span { role, text: text.into(), whole: false });
        self
    }

    /// Adds running text.
    pub fn plain(self, text: impl Into<Cow<'t, str>>) -> Line<'t> {
        self.add(Role::Plain, text)
    }

    /// Adds a text that stays on one line where it can: a name, a command, a cell of a table.
    pub fn whole(mut self, role: Role, text: impl Into<Cow<'t, str>>) -> Line<'t> {
        self.spans.push(Span { role, text: text.into(), whole: true });
        self
    }

    /// Adds a sentence of the catalog. Code in backticks gets its role; the backticks stay if nothing is coloured.
    pub fn prose(mut self, role: Role, text: &'t str, color: bool) -> Line<'t> {
        let mut rest = text;
        while let Some((before, code, after)) = inline_code(rest) {
            self = self.add(role, before);
            let whole = display_width(code) <= MAX_WHOLE_COLUMNS;
            let shown = match color {
                true => code,
                false => &rest[before.len()..rest.len() - after.len()],
            };
            self.spans.push(Span { role: Role::Code, text: Cow::Borrowed(shown), whole });
            rest = after;
        }
        self.add(role, rest)
    }

    /// Whether it holds nothing but space.
    pub fn is_empty(&self) -> bool {
        self.spans.iter().all(|span| span.text.trim().is_empty())
    }

    /// The lines, the first one `first` columns wide, the others `rest`. A word that is too wide has a line to itself. If it
    /// is text of the input, it is broken: nobody needs to copy it, and it would ruin the layout.
    pub fn wrap(&self, first: usize, rest: usize) -> Vec<Vec<Piece<'_>>> {
        let mut words = Words::default();
        for span in &self.spans {
            words.add(span, rest);
        }
        words.end(true);
        let lines = wrap_first_fit(&words.words, &[columns(first), columns(rest)]);
        lines.into_iter().filter(|line| !line.is_empty()).map(|line| words.line(line)).collect()
    }
}

/// What a line is not broken within. A word may have several roles: in `error: x` the colon belongs to `error`.
#[derive(Debug)]
struct Word {
    /// Its pieces in [`Words`].
    pieces: Range<usize>,
    columns: usize,
    /// Whether a space follows, unless the line ends.
    space: bool,
}

impl Fragment for Word {
    fn width(&self) -> f64 {
        columns(self.columns)
    }

    fn whitespace_width(&self) -> f64 {
        columns(usize::from(self.space))
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

fn columns(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The words of a text.
#[derive(Debug, Default)]
struct Words<'l> {
    pieces: Vec<Piece<'l>>,
    words: Vec<Word>,
    /// Where the word that is being read begins, and its width so far.
    begin: usize,
    columns: usize,
}

impl<'l> Words<'l> {
    fn add(&mut self, span: &'l Span<'_>, room: usize) {
        if span.whole {
            return self.put(span.role, &span.text);
        }
        let mut rest = &*span.text;
        loop {
            let word = rest.trim_ascii_start();
            if word.len() < rest.len() {
                self.end(true);
            }
            if word.is_empty() {
                return;
            }
            let end = word.bytes().position(|byte| byte.is_ascii_whitespace()).unwrap_or(word.len());
            let (mut word, after) = word.split_at(end);
            while span.role == Role::Quoted && display_width(word) > room {
                let (head, tail) = word.split_at(fitting(word, room));
                self.put(span.role, head);
                self.end(false);
                word = tail;
            }
            self.put(span.role, word);
            rest = after;
        }
    }

    fn put(&mut self, role: Role, text: &'l str) {
        if !text.is_empty() {
            self.columns += display_width(text);
            self.pieces.push((role, text));
        }
    }

    fn end(&mut self, space: bool) {
        let pieces = self.begin..self.pieces.len();
        if pieces.is_empty() {
            if let Some(last) = self.words.last_mut() {
                last.space |= space;
            }
            return;
        }
        self.begin = pieces.end;
        self.words.push(Word { pieces, columns: std::mem::take(&mut self.columns), space });
    }

    /// The pieces of a line. Cells of tables are padded; at the end of a line the padding goes.
    fn line(&self, words: &[Word]) -> Vec<Piece<'l>> {
        let mut line: Vec<Piece<'l>> = Vec::new();
        for (at, word) in words.iter().enumerate() {
            let pieces = &self.pieces[word.pieces.clone()];
            if at > 0 && words[at - 1].space {
                // Between two words of one role the space has it too, so that few escape sequences are written.
                let (last, next) = (line.last().map(|(role, _)| *role), pieces.first().map(|(role, _)| *role));
                line.push((next.filter(|_| last == next).unwrap_or(Role::Plain), " "));
            }
            line.extend(pieces);
        }
        while let Some((_, text)) = line.last_mut() {
            *text = text.trim_end_matches(' ');
            if !text.is_empty() {
                break;
            }
            line.pop();
        }
        line
    }
}

/// The text before the first piece in backticks, the piece, and the text after it.
fn inline_code(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (code, after) = rest.split_once('`')?;
    Some((before, code, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &Line<'_>, width: usize) -> Vec<String> {
        let text = |pieces: Vec<Piece<'_>>| pieces.into_iter().map(|(_, text)| text).collect();
        line.wrap(width, width).into_iter().map(text).collect()
    }

    #[test]
    fn wraps_between_words_only() {
        let line = Line::new().add(Role::Error, "error").plain(": the word").plain("s stay  together");
        assert_eq!(texts(&line, 12), ["error: the", "words stay", "together"]);
        assert_eq!(
            texts(&Line::new().plain("a https://example.com/long b"), 5),
            ["a", "https://example.com/long", "b"]
        );
        assert_eq!(texts(&Line::new().plain("one two three"), 7), ["one two", "three"]);
        assert!(texts(&Line::new().plain(" "), 7).is_empty());
    }

    #[test]
    fn the_first_line_may_be_shorter() {
        let line = Line::new().plain("one two three four");
        let lines: Vec<usize> = line.wrap(4, 9).iter().map(Vec::len).collect();
        assert_eq!(lines, [1, 3, 1]);
    }

    #[test]
    fn short_code_is_kept_whole_and_loses_its_backticks_in_color() {
        let plain = Line::new().prose(Role::Plain, "run `curl -v` now", false);
        assert_eq!(texts(&plain, 8), ["run", "`curl -v`", "now"]);
        let coloured = Line::new().prose(Role::Plain, "run `curl -v` now", true);
        assert!(coloured.wrap(80, 80)[0].contains(&(Role::Code, "curl -v")));
        assert_eq!(texts(&Line::new().prose(Role::Plain, "a ` alone", true), 80), ["a ` alone"]);
    }

    #[test]
    fn endless_words_of_the_input_are_broken() {
        let line = Line::new().plain("a").add(Role::Quoted, " bb ").add(Role::Quoted, "x".repeat(25)).plain(" c");
        assert_eq!(texts(&line, 10), ["a bb", "xxxxxxxxxx", "xxxxxxxxxx", "xxxxx c"]);
    }

    #[test]
    fn padding_at_the_end_of_a_line_goes() {
        let line = Line::new().whole(Role::Name, "a   ").whole(Role::Plain, "  ").plain(" bcdef");
        assert_eq!(texts(&line, 40), ["a      bcdef"]);
        assert_eq!(texts(&line, 7), ["a", "bcdef"]);
    }
}
