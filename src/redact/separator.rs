//! Reads the separator between the name of a secret and its value.

use std::ops::Range;

/// The separator between a name and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// `=`, `=>`, a colon after a quoted name, or `"name": .., "value": ..`: a value certainly follows
    Sure,
    /// A colon directly followed by the value
    Tight,
    /// A colon and a space: a header, YAML or prose
    Loose,
    /// A space after a flag
    Flag,
    /// A comma between two quoted strings
    Comma,
    /// `>` of an XML tag
    Tag,
    /// A colon at the end of a line; the next line is further in
    Fold,
    /// `: |` of YAML: the lines that are further in follow
    Block,
    /// The bracket of a call
    Call,
    /// A space and nothing else
    Beside,
}

/// The separator after a name, and the offset of the value. Returns `None` if no value follows.
pub(super) fn link(text: &[u8], name: &Range<usize>) -> Option<(Link, usize)> {
    let at = |i: usize| text.get(i).copied();
    let mut i = skip_noise(text, name.end);
    let before = name.start.checked_sub(1).and_then(at);
    if at(i) == Some(b']') && before == Some(b'[') {
        i += 1;
    }
    let slashes = text.get(i..)?.iter().take_while(|b| **b == b'\\').count();
    let quoted = at(i + slashes).is_some_and(|b| b"\"'`".contains(&b)) && before.is_some_and(|b| b"\"'`".contains(&b));
    if quoted {
        i += slashes + 1;
        // Erlang writes a string as `<<"name">>`.
        i += 2 * usize::from(text.get(i..)?.starts_with(b">>"));
    }
    let spaced = skip_noise(text, i);
    let gap = spaced > name.end && !quoted;
    let tag = before.is_some_and(|b| b"<:".contains(&b));
    match (at(spaced)?, at(spaced + 1)) {
        (b'-', Some(b'>')) => Some((Link::Loose, skip_noise(text, spaced + 2))),
        (b'=', Some(b'=' | b'~')) | (b':', Some(b':')) | (b'!', _) => None,
        (b'=', Some(b'>')) | (b':', Some(b'=')) => Some((Link::Sure, skip_noise(text, spaced + 2))),
        (b'=', _) if gap || quoted => Some((Link::Sure, skip_noise(text, spaced + 1))),
        (b'=', _) => Some((Link::Sure, skip_codes(text, spaced + 1))),
        (b':', _) if quoted => Some((Link::Sure, skip_space(text, spaced + 1))),
        (b':', _) => {
            let value = skip_noise(text, spaced + 1);
            if let Some(folded) = folded(text, name.start, value) {
                return Some(folded);
            }
            // In `arn:aws:secretsmanager:eu-west-1:1:secret:name` colons separate the parts of a path.
            let path = before == Some(b':');
            let link = if value > spaced + 1 { Link::Loose } else { Link::Tight };
            (link == Link::Loose || !path && at(value) != Some(b'/')).then_some((link, value))
        }
        (b',', _) if quoted => named_value(text, skip_space(text, spaced + 1)),
        (b'>', _) if tag => Some((Link::Tag, spaced + 1)),
        (b'<', Some(b'/')) if before == Some(b'>') => element(text, spaced).map(|at| (Link::Tag, at)),
        (b'(', _) if !gap => Some((Link::Call, spaced + 1)),
        (b'\r' | b'\n', _) => named_value(text, skip_space(text, spaced)).filter(|(link, _)| *link == Link::Sure),
        _ if quoted => named_value(text, spaced).filter(|(link, _)| *link == Link::Sure),
        _ if gap && tag => {
            let end = text.get(spaced..)?.iter().take(256).position(|b| b"<>".contains(b))?;
            let (last, end) = (at(spaced + end - 1), spaced + end);
            (at(end) == Some(b'>') && last != Some(b'/')).then_some((Link::Tag, end + 1))
        }
        _ if gap && is_flag(text, name) => Some((Link::Flag, spaced)),
        _ if gap => Some((Link::Beside, spaced)),
        _ => None,
    }
}

/// Reads the end of a line after a colon: the value is on the next lines, if they are further in than the name.
fn folded(text: &[u8], name: usize, at: usize) -> Option<(Link, usize)> {
    let rest = text.get(at..)?;
    let mark = rest.iter().take(4).take_while(|b| b"|>+-0123456789".contains(b)).count();
    let block = rest.first().is_some_and(|b| b"|>".contains(b));
    let mark = if block { mark } else { 0 };
    let line = match rest.get(mark..)? {
        [b'\n', ..] => at + mark + 1,
        [b'\r', b'\n', ..] => at + mark + 2,
        _ => return None,
    };
    // Empty lines may come first.
    let line = line_start(text, skip_space(text, line));
    let inner = indent(text, line);
    (inner > indent(text, line_start(text, name)) && line + inner < text.len())
        .then(|| if block { (Link::Block, line) } else { (Link::Fold, line + inner) })
}

/// The beginning of the line that holds a place, if it is near.
pub(super) fn line_start(text: &[u8], at: usize) -> usize {
    let floor = at.saturating_sub(256);
    memchr::memrchr(b'\n', text.get(floor..at).unwrap_or_default()).map_or(floor, |found| floor + found + 1)
}

/// How far in a line is.
pub(super) fn indent(text: &[u8], line: usize) -> usize {
    text.get(line..).unwrap_or_default().iter().take_while(|b| b" \t".contains(b)).count()
}

/// Reads `</name><value>`: the text of one element names that of the next.
fn element(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let close = rest.iter().take(64).position(|b| *b == b'>')?;
    let open = skip_space(text, at + close + 1);
    let tag = text.get(open..)?.strip_prefix(b"<")?;
    let length = tag.iter().take(64).position(|b| *b == b'>')?;
    let name = tag.get(..length)?.rsplit(|b| *b == b':').next()?;
    is_value_name(name).then_some(open + length + 2)
}

/// Whether a name stands for the value of another.
fn is_value_name(name: &[u8]) -> bool {
    let names: [&[u8]; 8] = [b"value", b"val", b"v", b"content", b"string", b"text", b"data", b"defaultvalue"];
    names.iter().any(|one| name.eq_ignore_ascii_case(one))
}

/// The value that is written before its name: `value="x" name="password"`. The name begins at `name`.
pub(super) fn value_before(text: &[u8], name: usize) -> Option<usize> {
    let floor = name.saturating_sub(512);
    let before = text.get(floor..name)?;
    let quote = before.len() - before.iter().rev().take_while(|b| b"\"'\\".contains(b)).count();
    if quote == before.len() {
        return None;
    }
    let before = before.get(..quote)?;
    let opened = before.iter().rposition(|b| b"<>{}\n".contains(b)).map_or(0, |at| at + 1);
    let inner = before.get(opened..)?;
    // The name is the value of `name=` or `"key":`.
    let trimmed = inner.trim_ascii_end();
    let stem = trimmed.strip_suffix(b"=").or_else(|| trimmed.strip_suffix(b":"))?.trim_ascii_end();
    let stem = stem.strip_suffix(b"\"").unwrap_or(stem);
    let stem = stem.strip_suffix(b"\\").unwrap_or(stem);
    if ![&b"name"[..], b"key", b"id", b"field", b"header", b"k"].iter().any(|end| {
        let tail = stem.len().checked_sub(end.len()).and_then(|at| stem.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    }) {
        return None;
    }
    let at = ["value", "Value", "val", "content", "v"].iter().find_map(|word| {
        let at = memchr::memmem::rfind(inner, word.as_bytes())?;
        let parted = at.checked_sub(1).and_then(|at| inner.get(at)).is_none_or(|b| !b.is_ascii_alphanumeric());
        let after = inner.get(at + word.len()..)?;
        let skip = after.iter().take_while(|b| b"\\\"' ".contains(b)).count();
        let link = after.get(skip).is_some_and(|b| b"=:".contains(b));
        (parted && link).then_some(at + word.len() + skip + 1)
    })?;
    Some(skip_noise(text, floor + opened + at))
}

/// Whether a name is a flag, as in `--db-password x`. The dashes may be part of the name.
fn is_flag(text: &[u8], name: &Range<usize>) -> bool {
    let written = text.get(name.clone()).unwrap_or_default();
    let before = text.get(..name.start).unwrap_or_default();
    // A dash on its own begins an item of a list.
    let single =
        written.starts_with(b"-") && before.last().is_none_or(|b| b.is_ascii_whitespace() || b"\"'`".contains(b));
    single || written.starts_with(b"--") || before.ends_with(b"--")
}

/// Reads `"value": "x"`, `value='x'` or just `'x'` after a comma.
fn named_value(text: &[u8], at: usize) -> Option<(Link, usize)> {
    let at = at + 2 * usize::from(text.get(at..)?.starts_with(b"<<"));
    let rest = text.get(at..)?;
    let slashes = rest.iter().take_while(|b| **b == b'\\').count();
    let quote = usize::from(rest.get(slashes).is_some_and(|b| b"\"'".contains(b)));
    let skipped = if quote == 1 { slashes + 1 } else { 0 };
    let word = rest.get(skipped..).unwrap_or_default();
    let word = word.iter().take(16).take_while(|b| b.is_ascii_alphabetic()).count();
    if rest.get(skipped..skipped + word).is_some_and(is_value_name) {
        let after = skip_noise(text, at + skipped + word + if quote == 1 { slashes + 1 } else { 0 });
        if text.get(after).is_some_and(|b| b":=".contains(b)) {
            return Some((Link::Sure, skip_noise(text, after + 1)));
        }
    }
    (quote == 1).then_some((Link::Comma, at))
}

/// Skips blanks, including those escaped by a backslash, and colour sequences.
pub(super) fn skip_noise(text: &[u8], mut at: usize) -> usize {
    loop {
        let next = skip_codes(text, at);
        let rest = text.get(next..).unwrap_or_default();
        let blank = match rest {
            [b'\\', b' ', ..] => 2,
            _ => rest.iter().take_while(|b| b" \t".contains(b)).count(),
        };
        if next + blank == at {
            return at;
        }
        at = next + blank;
    }
}

/// Skips the colour sequences that some clients print between a name and its value, raw or made visible.
fn skip_codes(text: &[u8], mut at: usize) -> usize {
    while let Some(rest) = text.get(at..) {
        let lead = [&b"\x1b["[..], b"\\u{1b}["].into_iter().find(|lead| rest.starts_with(lead));
        let Some(lead) = lead else { return at };
        let body = rest.get(lead.len()..).unwrap_or_default();
        let codes = body.iter().take(24).take_while(|b| b.is_ascii_digit() || **b == b';').count();
        if body.get(codes) != Some(&b'm') {
            return at;
        }
        at += lead.len() + codes + 1;
    }
    at
}

pub(super) fn skip_space(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|b| b.is_ascii_whitespace()).count()
}
