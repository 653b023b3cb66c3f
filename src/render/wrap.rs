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
pub(super) struct Line<'t> {
    spans: Vec<Span<'t>>,
}

/// A piece of one line.
pub(super) type Piece<'l> = (Role, &'l str);

/// Code in a sentence is not broken unless it is wider than this.
const MAX_WHOLE_COLUMNS: usize = 40;

impl<'t> Line<'t> {
    /// An empty line.
    pub(super) fn new() -> Line<'t> {
        Line::default()
    }

    /// Adds text that may be broken at spaces. Text of the input comes in this way.
    pub(super) fn add(mut self, role: Role, text: impl Into<Cow<'t, str>>) -> Line<'t> {
        self.spans.push(Span { role, text: text.into(), whole: false });
        self
    }

    /// Adds running text.
    pub(super) fn plain(self, text: impl Into<Cow<'t, str>>) -> Line<'t> {
        self.add(Role::Plain, text)
    }

    /// Adds a text that stays on one line where it can: a name, a command, a cell of a table.
    pub(super) fn whole(mut self, role: Role, text: impl Into<Cow<'t, str>>) -> Line<'t> {
        self.spans.push(Span { role, text: text.into(), whole: true });
        self
    }

    /// Adds a sentence of the catalog. Code in backticks gets its role; the backticks stay if nothing is coloured.
    pub(super) fn prose(mut self, role: Role, text: &'t str, color: bool) -> Line<'t> {
        let mut rest = text;
        while let Some((before, code, after)) = inline_code(rest) {
            self = self.add(role, before);
            let whole = display_width(code) <= MAX_WHOLE_COLUMNS;
            let shown = if color { code } else { &rest[before.len()..rest.len() - after.len()] };
            self.spans.push(Span { role: Role::Code, text: Cow::Borrowed(shown), whole });
            rest = after;
        }
        self.add(role, rest)
    }

    /// Whether it holds nothing but space.
    pub(super) fn is_empty(&self) -> bool {
        self.spans.iter().all(|span| span.text.trim().is_empty())
    }

    /// The lines, the first one `first` columns wide, the others `rest`. A word that is too wide has a line to itself. If it
    /// is text of the input, it is broken: nobody needs to copy it, and it would ruin the layout.
    pub(super) fn wrap(&self, first: usize, rest: usize) -> Vec<Vec<Piece<'_>>> {
        let bytes: usize = self.spans.iter().map(|span| span.text.len()).sum();
        let mut words = Words::new(&self.spans, bytes / 4);
        for at in 0..self.spans.len() {
            words.add(at, rest);
        }
        words.end(true);
        let lines = wrap_first_fit(&words.words, &[columns(first), columns(rest)]);
        lines.into_iter().filter(|line| !line.is_empty()).map(|line| words.line(line)).collect()
    }
}

/// What a line is not broken within. A word may have several roles: in `error: x` the colon belongs to `error`.
#[derive(Debug)]
struct Word {
    /// Its parts in [`Words`].
    parts: Range<usize>,
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

/// A part of a span.
#[derive(Debug, Clone)]
struct Part {
    span: usize,
    bytes: Range<usize>,
}

/// The words of a text.
#[derive(Debug)]
struct Words<'l> {
    spans: &'l [Span<'l>],
    parts: Vec<Part>,
    words: Vec<Word>,
    /// Where the word that is being read begins, and its width so far.
    begin: usize,
    columns: usize,
}

impl<'l> Words<'l> {
    fn new(spans: &'l [Span<'l>], capacity: usize) -> Words<'l> {
        let (parts, words) = (Vec::with_capacity(capacity), Vec::with_capacity(capacity));
        Words { spans, parts, words, begin: 0, columns: 0 }
    }

    fn add(&mut self, at: usize, room: usize) {
        let span = &self.spans[at];
        if span.whole {
            return self.put(at, 0..span.text.len());
        }
        let bytes = span.text.as_bytes();
        let mut start = 0;
        loop {
            let blank = bytes[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if blank > 0 {
                self.end(true);
            }
            start += blank;
            let word = bytes[start..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
            if word == 0 {
                return;
            }
            let end = start + word;
            while span.role == Role::Quoted && display_width(&span.text[start..end]) > room {
                let head = fitting(&span.text[start..end], room);
                self.put(at, start..start + head);
                self.end(false);
                start += head;
            }
            self.put(at, start..end);
            start = end;
        }
    }

    fn put(&mut self, span: usize, bytes: Range<usize>) {
        if !bytes.is_empty() {
            self.columns += display_width(&self.spans[span].text[bytes.clone()]);
            self.parts.push(Part { span, bytes });
        }
    }

    fn end(&mut self, space: bool) {
        let parts = self.begin..self.parts.len();
        if parts.is_empty() {
            if let Some(last) = self.words.last_mut() {
                last.space |= space;
            }
            return;
        }
        self.begin = parts.end;
        self.words.push(Word { parts, columns: std::mem::take(&mut self.columns), space });
    }

    /// The pieces of a line. Cells of tables are padded; at the end of a line the padding goes.
    fn line(&self, words: &[Word]) -> Vec<Piece<'l>> {
        let mut line: Vec<Piece<'l>> = Vec::with_capacity(4);
        let mut open: Option<Part> = None;
        let mut space = false;
        for word in words {
            for part in &self.parts[word.parts.clone()] {
                match &mut open {
                    Some(open) if self.follows(open, part, space) => open.bytes.end = part.bytes.end,
                    _ => {
                        self.push(&mut line, open.replace(part.clone()), space.then_some(part.span));
                    }
                }
                space = false;
            }
            space = word.space;
        }
        self.push(&mut line, open, None);
        while let Some((_, text)) = line.last_mut() {
            *text = text.trim_end_matches(' ');
            if !text.is_empty() {
                break;
            }
            line.pop();
        }
        line
    }

    /// Whether two parts, with a space between them or not, are one part of their span.
    fn follows(&self, part: &Part, next: &Part, space: bool) -> bool {
        let between = self.spans[part.span].text.as_bytes().get(part.bytes.end..next.bytes.start);
        part.span == next.span && between == Some(if space { b" " } else { b"" })
    }

    /// Adds a part to a line, and a space if a part of another span follows after one. Between two words of one role the space
    /// has it too, so that few escape sequences are written.
    fn push(&self, line: &mut Vec<Piece<'l>>, part: Option<Part>, next: Option<usize>) {
        let Some(part) = part else { return };
        let span = &self.spans[part.span];
        line.push((span.role, &span.text[part.bytes]));
        if let Some(next) = next {
            let same = self.spans[next].role == span.role;
            line.push((if same { span.role } else { Role::Plain }, " "));
        }
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
        let lines = line.wrap(4, 9);
        let plain = |text| vec![(Role::Plain, text)];
        assert_eq!(lines, [plain("one"), plain("two three"), plain("four")]);
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
    fn spaces_belong_to_a_role_only_between_its_own_words() {
        let line = Line::new().add(Role::Name, "a  b").add(Role::Name, " c").plain(" d").add(Role::Code, "e");
        let (name, plain) = (Role::Name, Role::Plain);
        let pieces = [
            (name, "a"),
            (name, " "),
            (name, "b"),
            (name, " "),
            (name, "c"),
            (plain, " "),
            (plain, "d"),
            (Role::Code, "e"),
        ];
        assert_eq!(line.wrap(40, 40), [pieces]);
    }

    #[test]
    fn padding_at_the_end_of_a_line_goes() {
        let line = Line::new().whole(Role::Name, "a   ").whole(Role::Plain, "  ").plain(" bcdef");
        assert_eq!(texts(&line, 40), ["a      bcdef"]);
        assert_eq!(texts(&line, 7), ["a", "bcdef"]);
    }
}
