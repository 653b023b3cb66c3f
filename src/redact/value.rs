//! Where the value of a secret name begins and ends.

mod forms;

use std::ops::Range;

use super::entropy::{is_typed_code, looks_password, looks_secret};
use super::label;
use super::names::{Class, is_flag_prose, is_harmless, is_password, scheme};
use super::separator::{Link, indent, link, skip_noise, skip_space, value_before};

/// What surrounds a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// First on its line, so the rest of the line is its value
    Line,
    /// After an opening quote or bracket; the closing one ends the value
    Within(u8),
    /// Anywhere else
    Text,
}

/// The spans of the secrets that belong to the name at `name`.
pub(super) fn secrets(text: &[u8], name: Range<usize>, class: Class) -> Vec<Range<usize>> {
    let written = text.get(name.clone()).unwrap_or_default();
    let place = place(text, name.start);
    let reader = |link| Reader { text, class, link, place, name: name.clone(), is_password: is_password(written) };
    let mut spans = link(text, &name).map(|(link, at)| reader(link).read(at)).unwrap_or_default();
    if let Some(at) = value_before(text, name.start) {
        spans.extend(reader(Link::Sure).read(at));
    }
    spans.retain(|span| span.start < span.end);
    spans
}

/// A span, unless its text is not a secret.
pub(super) fn unless_harmless(text: &[u8], span: Range<usize>) -> Option<Range<usize>> {
    let value = std::str::from_utf8(text.get(span.clone())?).ok()?;
    (!value.trim().is_empty() && !is_harmless(value)).then_some(span)
}

fn place(text: &[u8], start: usize) -> Place {
    let before = text.get(start.saturating_sub(64)..start).unwrap_or_default();
    let blank = before.iter().rev().take_while(|b| b" \t<>*|-#".contains(b)).count();
    if before.get(..before.len() - blank).unwrap_or_default().last().is_none_or(|b| b"\n\r".contains(b)) {
        return Place::Line;
    }
    match before.last() {
        Some(b'\\') => Place::Line,
        Some(quote @ (b'"' | b'\'' | b'`')) => Place::Within(*quote),
        Some(b'[') => Place::Within(b']'),
        Some(b'(') => Place::Within(b')'),
        Some(b'{') => Place::Within(b'}'),
        _ => Place::Text,
    }
}

/// How far an unquoted value extends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// To the next white space
    Word,
    /// To the next `, name=`
    Pairs,
    /// To the end of the line
    Line,
}

struct Reader<'t> {
    text: &'t [u8],
    class: Class,
    link: Link,
    place: Place,
    name: Range<usize>,
    /// Whether the name denotes a password, which is often shorter than a token
    is_password: bool,
}

impl Reader<'_> {
    fn read(&self, at: usize) -> Vec<Range<usize>> {
        let at = self.unwrapped(at);
        let rest = self.text.get(at..).unwrap_or_default();
        if label::length(rest).is_some() || rest.is_empty() {
            return Vec::new();
        }
        match self.link {
            Link::Tag => return self.element(at).into_iter().collect(),
            Link::Block => return self.block(at).into_iter().collect(),
            Link::Beside => return self.beside(at).into_iter().collect(),
            _ => {}
        }
        // Python's b'...' and u'...'
        let at = at + usize::from(matches!(rest, [b'b' | b'u' | b'r' | b'f', b'"' | b'\'', ..]));
        if let Some((inner, after)) = self.quoted(at) {
            if self.link == Link::Comma && !self.is_pair(&inner, after) {
                return Vec::new();
            }
            return self.judge(inner, true).into_iter().collect();
        }
        match self.text.get(at) {
            Some(b'[') => self.list(at + 1),
            Some(b'{' | b'\n' | b'\r' | b'(') | None => Vec::new(),
            _ if self.link == Link::Comma => Vec::new(),
            _ => self.bare(at).into_iter().collect(),
        }
    }

    /// The span inside quotes, which may be escaped (`\"`, `\\\"`), and the offset after them. A closing quote may be
    /// missing at the end of a text that was cut.
    fn quoted(&self, at: usize) -> Option<(Range<usize>, usize)> {
        let rest = self.text.get(at..)?;
        let slashes = rest.iter().take_while(|b| **b == b'\\').count();
        let quote = *rest.get(slashes).filter(|b| b"\"'`".contains(b))?;
        let start = slashes + 1;
        let mut run = 0;
        for (i, byte) in rest.iter().enumerate().skip(start) {
            match *byte {
                b'\\' => run += 1,
                b if b == quote && run == slashes => return Some((at + start..at + i - slashes, at + i + 1)),
                // The quote of an outer string ends an inner one that was cut.
                b if b == quote && run < slashes => return Some((at + start..at + i - run, at + i)),
                b'\n' => return Some((at + start..at + i, at + i)),
                _ => run = 0,
            }
        }
        Some((at + start..self.text.len(), self.text.len()))
    }

    /// The secrets of `["Bearer x", "y"]` or `[Bearer x]`.
    fn list(&self, mut at: usize) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        at = skip_space(self.text, at);
        while let Some((inner, after)) = self.quoted(at) {
            spans.extend(self.judge(inner, true));
            let next = skip_space(self.text, after);
            if self.text.get(next) != Some(&b',') {
                return spans;
            }
            at = skip_space(self.text, next + 1);
        }
        let rest = self.text.get(at..).unwrap_or_default();
        if spans.is_empty()
            && matches!(self.class, Class::Secret | Class::Authorization | Class::Cookie)
            && label::length(rest).is_none()
        {
            let end = label::position(rest, |_, b| b"]\n".contains(&b)).unwrap_or(rest.len());
            spans.extend(self.judge(at..at + end, true));
        }
        spans
    }

    fn bare(&self, at: usize) -> Option<Range<usize>> {
        match self.class {
            Class::Authorization => self.authorization(at),
            Class::Cookie => {
                let sure = self.place != Place::Text || self.link == Link::Sure;
                // Only the first word is examined, so a long line with many `cookie:` takes linear time.
                let pair = || self.text.get(at..self.end(at, Extent::Word)).is_some_and(|word| word.contains(&b'='));
                if sure || pair() { unless_harmless(self.text, at..self.end(at, Extent::Pairs)) } else { None }
            }
            Class::Secret | Class::Code | Class::Doubtful => self.word(at),
        }
    }

    fn word(&self, at: usize) -> Option<Range<usize>> {
        let span = at..self.end(at, Extent::Word);
        let word = std::str::from_utf8(self.text.get(span.clone())?).ok()?;
        let alone = matches!(self.text.get(span.end), None | Some(b'\n' | b'\r'));
        let span = span.start..self.continued(span.end);
        let mask = match self.link {
            _ if self.class == Class::Code => true,
            Link::Call => looks_secret(word),
            Link::Fold => alone && !word.ends_with(':') && (looks_secret(word) || looks_password(word)),
            // `unexpected token: name` of a parser
            Link::Loose if self.is_token() && word.bytes().all(|b| b.is_ascii_lowercase()) && word.len() < 8 => false,
            Link::Flag => !word.starts_with('-') && !is_flag_prose(word),
            Link::Loose if self.place == Place::Line && alone => true,
            Link::Loose if matches!(self.place, Place::Within(b'{' | b'}' | b'[' | b']')) => true,
            Link::Tight if self.place == Place::Text && !self.in_list(span.end) => {
                looks_secret(word) || looks_password(word)
            }
            Link::Loose => looks_secret(word) || self.is_password && looks_password(word),
            // A shell's `PWD` is a directory.
            _ => !(word.starts_with(['/', '~']) && self.follows(at, b"pwd=")),
        };
        if mask { self.judge(span, false) } else { None }
    }

    /// Whether another pair or a closing bracket follows, as in Go's `{User:root Password:x Host:db}`.
    fn in_list(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        let blank = rest.iter().take(8).take_while(|b| **b == b' ').count();
        rest.first().is_some_and(|b| b"]})&,;".contains(b)) || parts(rest.get(blank..), false)
    }

    /// Whether the name is just `token`.
    fn is_token(&self) -> bool {
        self.text.get(self.name.clone()).is_some_and(|name| name.eq_ignore_ascii_case(b"token"))
    }

    /// The end of a value that ends with its line, if it goes on on the next ones: these are further in, and one token each.
    fn continued(&self, end: usize) -> usize {
        let mut end = end;
        loop {
            let line = match self.text.get(end..).unwrap_or_default() {
                [b'\n', ..] => end + 1,
                [b'\r', b'\n', ..] => end + 2,
                _ => return end,
            };
            let inner = indent(self.text, line);
            let rest = self.text.get(line + inner..).unwrap_or_default();
            let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"._~+/=-".contains(b)).count();
            let ends = rest.get(length).is_none_or(|b| b"\r\n".contains(b));
            let word = std::str::from_utf8(rest.get(..length).unwrap_or_default()).unwrap_or_default();
            if inner == 0 || !ends || !looks_secret(word) {
                return end;
            }
            end = line + inner + length;
        }
    }

    fn follows(&self, at: usize, name: &[u8]) -> bool {
        let before = at.checked_sub(name.len()).and_then(|from| self.text.get(from..at));
        before.is_some_and(|before| before.eq_ignore_ascii_case(name))
    }

    fn authorization(&self, at: usize) -> Option<Range<usize>> {
        let rest = self.text.get(at..)?;
        let first = rest.iter().take(40).take_while(|b| b.is_ascii_alphanumeric() || b"-".contains(b)).count();
        let word = std::str::from_utf8(rest.get(..first)?).ok()?;
        let sure = self.place != Place::Text || self.link != Link::Loose;
        let Some(one_word) = scheme(word).filter(|_| rest.get(first).is_none_or(|b| b" \t\n\r\"'\\,])}`".contains(b)))
        else {
            let span = at..self.end(at, if self.place == Place::Line { Extent::Line } else { Extent::Word });
            let word = std::str::from_utf8(self.text.get(span.clone())?).ok()?;
            return if sure || looks_secret(word) { unless_harmless(self.text, span) } else { None };
        };
        let start = skip_noise(self.text, at + first);
        if label::length(self.text.get(start..)?).is_some() {
            return None;
        }
        let line = !one_word || self.place == Place::Line;
        // The credential may be on the next line.
        let fold = skip_space(self.text, start);
        let folds =
            self.text.get(start).is_some_and(|b| b"\r\n".contains(b)) && indent(self.text, fold.saturating_sub(1)) > 0;
        let start = if folds { fold } else { start };
        let end = self.end(start, if line { Extent::Line } else { Extent::Word });
        let credential = std::str::from_utf8(self.text.get(start..end)?).ok()?;
        let last = self.text.get(end).is_none_or(|b| !b" ".contains(b));
        let (sure, end) = (sure && (!folds || looks_secret(credential)), self.continued(end));
        (sure || last || !one_word || looks_secret(credential))
            .then(|| unless_harmless(self.text, start..end))
            .flatten()
    }

    /// The part to mask of a value whose ends are known. `whole` means that quotes or brackets enclose it.
    fn judge(&self, span: Range<usize>, whole: bool) -> Option<Range<usize>> {
        let value = std::str::from_utf8(self.text.get(span.clone())?).ok()?;
        let trimmed = value.trim_start();
        let start = span.start + value.len() - trimmed.len();
        match self.class {
            Class::Doubtful if !is_doubtless(trimmed) => None,
            Class::Code if !is_typed_code(trimmed.trim_end()) && !looks_secret(value) => None,
            Class::Secret if self.link == Link::Call && !looks_secret(value) && !self.is_password => None,
            Class::Authorization if whole => {
                let word = trimmed.split([' ', '\t']).next().unwrap_or_default();
                if scheme(word).is_some() {
                    let credential = skip_noise(self.text, start + word.len());
                    let inner = self.text.get(credential..span.end)?;
                    return if label::length(inner).is_some() {
                        None
                    } else {
                        unless_harmless(self.text, credential..span.end)
                    };
                }
                let sure = self.link != Link::Comma || looks_secret(value);
                if sure { unless_harmless(self.text, span) } else { None }
            }
            Class::Cookie if self.link == Link::Comma && !value.contains('=') => None,
            _ => unless_harmless(self.text, span),
        }
    }

    /// The end of an unquoted value: white space if it is one word, otherwise the end of the line; the end of whatever
    /// encloses its name; or a delimiter after which something else begins.
    fn end(&self, at: usize, extent: Extent) -> usize {
        let one_word = extent == Extent::Word;
        let rest = self.text.get(at..).unwrap_or_default();
        let ends = |i: usize, byte: u8| match byte {
            b'\n' | b'\r' | 0x1b => true,
            b' ' | b'\t' => one_word,
            b'\\' => rest.get(i + 1).is_some_and(|b| b"nrtu\"'\\".contains(b)),
            b if self.place == Place::Within(b) => true,
            b'<' | b'>' => one_word,
            b'"' | b'\'' | b'`' | b')' | b']' | b'}' | b'|' => one_word && closes(rest.get(i + 1..)),
            b';' | b'&' => one_word && parts(rest.get(i + 1..), true),
            b',' => extent != Extent::Line && parts(rest.get(i + 1..), one_word),
            _ => false,
        };
        label::position(rest, ends).map_or(self.text.len(), |end| at + end)
    }
}

/// Whether the value of a doubtful name is a secret.
fn is_doubtless(value: &str) -> bool {
    // The algorithm may come first: `sha256=...`, `v0=...`.
    let value = value.split_once('=').filter(|(name, _)| name.len() < 8).map_or(value, |(_, value)| value);
    let number = value.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()));
    looks_secret(value) && !number && !value.bytes().all(|b| b.is_ascii_digit()) && !value.starts_with('/')
}

/// Whether a quote or bracket is a closing one: the value doesn't continue after it.
fn closes(rest: Option<&[u8]>) -> bool {
    rest.and_then(<[u8]>::first).is_none_or(|b| !b.is_ascii_alphanumeric())
}

/// Whether another pair (`name=` or `name:`) follows a delimiter; with `blank_parts`, also a blank or nothing.
fn parts(rest: Option<&[u8]>, blank_parts: bool) -> bool {
    let rest = rest.unwrap_or_default();
    let blank = rest.iter().take(8).take_while(|b| **b == b' ').count();
    let rest = rest.get(blank..).unwrap_or_default();
    let name = rest.iter().take(40).take_while(|b| b.is_ascii_alphanumeric() || b"_-.\"'".contains(b)).count();
    blank_parts && (blank > 0 || rest.is_empty() || rest.first().is_some_and(u8::is_ascii_whitespace))
        || name > 0 && rest.get(name).is_some_and(|b| b"=:".contains(b))
}
