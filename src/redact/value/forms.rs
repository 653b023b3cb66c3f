//! Forms in which a value is written other than as a word or in quotes: inside a call, an element, a block, a pair.

use std::ops::Range;

use super::{Extent, Reader, unless_harmless};
use crate::redact::entropy::{is_typed_code, looks_password, looks_random, looks_secret};
use crate::redact::names::{Class, is_flag_prose};
use crate::redact::separator::{indent, line_start, skip_noise, skip_space};

impl Reader<'_> {
    /// What is inside `Some("...")`, `[]string{"..."}`, `string(16) "..."`, `SecretString("...")`, `<<"...">>`.
    pub(super) fn unwrapped(&self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let rest = rest.get(..32).unwrap_or(rest);
        let Some(quote) = rest.iter().position(|b| b"\"'".contains(b)).filter(|quote| *quote > 0) else { return at };
        let head = rest.get(..quote).unwrap_or_default();
        let escape = head.iter().rev().take_while(|b| **b == b'\\').count();
        let wrapper = head.get(..quote - escape).unwrap_or_default();
        let plain = wrapper.iter().all(|b| b.is_ascii_alphanumeric() || b"_:<>&*[](){}= ".contains(b));
        let opens =
            wrapper.ends_with(b"(") || wrapper.ends_with(b"{") || wrapper.ends_with(b"<<") || wrapper.ends_with(b") ");
        let one = wrapper
            .iter()
            .position(|b| *b == b' ')
            .is_none_or(|space| wrapper.get(..space).is_some_and(|w| w.ends_with(b")")));
        if plain && opens && one && wrapper.iter().any(u8::is_ascii_alphabetic)
            || wrapper == b"<<"
            || wrapper == b"&"
            || wrapper == b"*"
        {
            at + quote - escape
        } else {
            at
        }
    }

    /// The text of an XML element.
    pub(super) fn element(&self, at: usize) -> Option<Range<usize>> {
        let rest = self.text.get(at..)?;
        let space = rest.iter().take_while(|b| b.is_ascii_whitespace()).count();
        let (open, close): (usize, &[u8]) =
            if rest.get(space..)?.starts_with(b"<![CDATA[") { (space + 9, b"]]>") } else { (space, b"<") };
        let inner = rest.get(open..)?;
        let end = memchr::memmem::find(inner, close).unwrap_or(inner.len());
        let end = inner.get(..end)?.trim_ascii_end().len();
        self.judge(at + open..at + open + end, true)
    }

    /// The lines of a block of YAML: those that are further in than the name.
    pub(super) fn block(&self, at: usize) -> Option<Range<usize>> {
        let least = indent(self.text, line_start(self.text, self.name.start));
        let (mut line, mut end) = (at, at);
        while let Some(rest) = self.text.get(line..).filter(|rest| !rest.is_empty()) {
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let blank = rest.get(..length)?.trim_ascii().is_empty();
            if !blank && indent(self.text, line) <= least {
                break;
            }
            end = if blank { end } else { line + rest.get(..length)?.trim_ascii_end().len() };
            line += length + 1;
        }
        self.judge(skip_space(self.text, at)..end, true)
    }

    /// A word next to the name, with nothing between them or a word or two: `invalid API key provided: X`, `PASSWORD 'X'`.
    pub(super) fn beside(&self, mut at: usize) -> Option<Range<usize>> {
        if !matches!(self.class, Class::Secret | Class::Code) {
            return None;
        }
        for _ in 0..2 {
            let rest = self.text.get(at..)?;
            let length = rest.iter().take(12).take_while(|b| b.is_ascii_alphabetic()).count();
            let words: [&[u8]; 8] = [b"is", b"was", b"provided", b"given", b"of", b"with", b"value", b"id"];
            if !words.iter().any(|word| rest.get(..length).is_some_and(|w| w.eq_ignore_ascii_case(word))) {
                break;
            }
            at = skip_noise(self.text, at + length);
            at = skip_noise(self.text, at + usize::from(self.text.get(at).is_some_and(|b| b":=".contains(b))));
        }
        let name = self.text.get(self.name.clone())?;
        let quoted = self.quoted(at).map(|(inner, _)| inner);
        let whole = quoted.is_some();
        let span = quoted.unwrap_or_else(|| at..self.end(at, Extent::Word));
        let word = std::str::from_utf8(self.text.get(span.clone())?).ok()?;
        let trimmed = word.trim_end_matches(['.', ',', ':', ';', ')']);
        let span = if whole { span } else { span.start..span.start + trimmed.len() };
        // SQL writes `PASSWORD 'secret'`.
        let sql = self.is_password && whole && name.iter().all(|b| !b.is_ascii_lowercase());
        let password =
            self.is_password && (whole && looks_password(word) || looks_secret(trimmed)) && !trimmed.contains('/');
        let typed = self.class == Class::Code && is_typed_code(trimmed) && trimmed.bytes().all(|b| b.is_ascii_digit());
        (sql || password || typed || looks_random(trimmed)).then(|| unless_harmless(self.text, span)).flatten()
    }

    /// Whether a quoted name and a quoted value after a comma belong together: `('x-api-key', 'X')`, `'--token', 'X'`.
    pub(super) fn is_pair(&self, value: &Range<usize>, after: usize) -> bool {
        if !matches!(self.class, Class::Secret | Class::Code | Class::Doubtful) {
            return true;
        }
        let Some(value) = self.text.get(value.clone()).and_then(|value| std::str::from_utf8(value).ok()) else {
            return false;
        };
        if looks_secret(value) || self.is_password && looks_password(value) {
            return true;
        }
        let before = self.text.get(..self.name.start).unwrap_or_default();
        let before = before.trim_ascii_end();
        let quotes = before.iter().rev().take_while(|b| b"\"'\\`".contains(b)).count();
        let before = before.get(..before.len() - quotes).unwrap_or_default();
        if self.text.get(self.name.clone()).is_some_and(|name| name.starts_with(b"-")) {
            return !value.starts_with('-') && !is_flag_prose(value);
        }
        let opens = before.iter().rev().find(|b| !b.is_ascii_whitespace()).is_some_and(|b| b"({".contains(b));
        let rest = self.text.get(after..).unwrap_or_default().trim_ascii_start();
        let closes = rest.first().is_some_and(|b| b")}>".contains(b));
        let word = value.bytes().all(|b| b.is_ascii_lowercase() || b"_-. ".contains(&b));
        opens && closes && !word && self.class == Class::Secret
    }
}
