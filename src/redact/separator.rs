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
    }
    let spaced = skip_noise(text, i);
    let gap = spaced > name.end && !quoted;
    match (at(spaced)?, at(spaced + 1)) {
        (b'=', Some(b'=' | b'~')) | (b':', Some(b':')) | (b'!', _) => None,
        (b'=', Some(b'>')) | (b':', Some(b'=')) => Some((Link::Sure, skip_noise(text, spaced + 2))),
        (b'=', _) if gap || quoted => Some((Link::Sure, skip_noise(text, spaced + 1))),
        (b'=', _) => Some((Link::Sure, skip_codes(text, spaced + 1))),
        (b':', _) if quoted => Some((Link::Sure, skip_space(text, spaced + 1))),
        (b':', _) => {
            let value = skip_noise(text, spaced + 1);
            // In `arn:aws:secretsmanager:eu-west-1:1:secret:name` colons separate the parts of a path.
            let path = before == Some(b':');
            let link = if value > spaced + 1 { Link::Loose } else { Link::Tight };
            (link == Link::Loose || !path && at(value) != Some(b'/')).then_some((link, value))
        }
        (b'&', _) if text.get(i..)?.starts_with(b"&gt;") && before.is_some_and(|b| b";:".contains(&b)) => {
            Some((Link::Tag, i + 4))
        }
        (b',', _) if quoted => named_value(text, skip_space(text, spaced + 1)),
        (b'>', _) if before.is_some_and(|b| b"<:".contains(&b)) => Some((Link::Tag, spaced + 1)),
        (b'\r' | b'\n', _) => named_value(text, skip_space(text, spaced)).filter(|(link, _)| *link == Link::Sure),
        _ if gap && is_flag(text, name) => Some((Link::Flag, spaced)),
        _ => None,
    }
}

/// Whether a name is a flag, as in `--db-password x`. The dashes may be part of the name.
fn is_flag(text: &[u8], name: &Range<usize>) -> bool {
    let within = text.get(name.clone()).is_some_and(|name| name.starts_with(b"--"));
    within || text.get(..name.start).is_some_and(|before| before.ends_with(b"--"))
}

/// Reads `"value": "x"`, `value='x'` or just `'x'` after a comma.
fn named_value(text: &[u8], at: usize) -> Option<(Link, usize)> {
    let rest = text.get(at..)?;
    let slashes = rest.iter().take_while(|b| **b == b'\\').count();
    let quote = usize::from(rest.get(slashes).is_some_and(|b| b"\"'".contains(b)));
    let skipped = if quote == 1 { slashes + 1 } else { 0 };
    let word = rest.get(skipped..skipped + 5).unwrap_or_default();
    if word.eq_ignore_ascii_case(b"value") {
        let after = skip_noise(text, at + skipped + 5 + if quote == 1 { slashes + 1 } else { 0 });
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
