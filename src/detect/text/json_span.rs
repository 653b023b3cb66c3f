//! Finds JSON in a text: where it begins, where it ends, and how to close it if it was cut off.

use std::ops::Range;

use super::lines;

/// The longest JSON document that is read as one. Of a string that is longer than the second one, the rest doesn't count: it
/// takes no more memory than its text.
const MAX_DOCUMENT_BYTES: usize = 1 << 20;
const MAX_STRING_BYTES: usize = 16 << 10;
/// A list of objects that is longer is read object by object: each is an error of its own anyway.
const MAX_LIST_BYTES: usize = 64 << 10;
/// The deepest JSON document that is read. `serde_json` refuses to go deeper than 128.
const MAX_DEPTH: usize = 120;
/// How far before a marker a document may begin.
const MAX_BEFORE_BYTES: usize = 4 << 20;
/// How many beginnings are tried around a marker from the outermost on, and how many from the innermost on.
const MAX_BEGINNINGS: usize = 3;

/// Of a line that is longer, the list that it holds may be too long.
const LONG_LINE_BYTES: usize = 16 << 10;

/// A JSON document in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Document {
    /// Its range in the text.
    pub span: Range<usize>,
    /// The brackets that close it; `None` unless its end is missing.
    pub missing: Option<String>,
}

/// The outermost JSON document that holds a position of a line and begins at `floor` or later, if `accept` takes it. If that is
/// too long, the longest one in it that is not. `spent` counts the bytes that were looked at.
pub(crate) fn around<T>(
    text: &[u8],
    at: usize,
    line: &Range<usize>,
    floor: usize,
    spent: &mut usize,
    accept: impl Fn(&Document) -> Option<T>,
) -> Option<(Document, T)> {
    for start in candidates(text, at, line, floor) {
        let (document, looked_at) = document_at(text, start);
        *spent += looked_at;
        if let Some(document) = document
            && document.span.end > at
            && let Some(taken) = accept(&document)
        {
            return Some((document, taken));
        }
    }
    None
}

/// Offsets at which a document that holds the position may begin, the outermost first: the brackets that are open in the
/// lines above, as long as these look like pretty-printed JSON, and those of its line.
fn candidates(text: &[u8], at: usize, line: &Range<usize>, floor: usize) -> Vec<usize> {
    let own = line.start.max(floor)..at + 1;
    // If a part of the line was tried before, so were the lines above.
    let mut found = if floor > line.start { Vec::new() } else { open_above(text, line.start, floor) };
    found.reverse();
    found.extend(open_before(text, own.clone()));
    if found.len() > 2 * MAX_BEGINNINGS {
        found.drain(MAX_BEGINNINGS..found.len() - MAX_BEGINNINGS);
    }
    // Quotes in the prose before a document hide its brackets.
    found.extend(openings(text, own).take(MAX_BEGINNINGS));
    found.sort_unstable();
    found.dedup();
    found
}

/// The brackets that are open where a line begins, by the lines above it; the innermost first.
fn open_above(text: &[u8], line: usize, floor: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut closed = 0_usize;
    let above = std::iter::successors(lines::before(text, line), |line| lines::before(text, line.start));
    for above in above.take_while(|above| above.start >= floor && line - above.start <= MAX_BEFORE_BYTES) {
        let words = text[above.clone()].trim_ascii();
        let inside = matches!(words.first(), None | Some(b'"' | b'}' | b']' | b'{' | b'[' | b'-' | b'0'..=b'9'))
            || matches!(words, b"true," | b"false," | b"null," | b"true" | b"false" | b"null");
        if matches!(words.last(), Some(b'{' | b'[')) {
            match closed.checked_sub(1) {
                Some(left) => closed = left,
                None => found.extend(openings(text, above).next()),
            }
        }
        if !inside {
            break;
        }
        closed += usize::from(matches!(words.first(), Some(b'}' | b']')));
    }
    found
}

/// The brackets of a range that are open at its end and can begin a document; the outermost first. The range may begin anywhere.
fn open_before(text: &[u8], range: Range<usize>) -> Vec<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut quoted = false;
    let mut at = range.start;
    while at < range.end.min(text.len()) {
        match text[at] {
            // No string holds this: the quote before was none, or the range begins within a string.
            b'{' if quoted && begins_member(&text[at + 1..]) => {
                quoted = false;
                open.push(at);
            }
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => open.push(at),
            b'}' | b']' => {
                open.pop();
            }
            _ => {}
        }
        at += 1;
    }
    open.retain(|at| begins_document(text, *at));
    open
}

/// Whether a text begins with a member of an object: `"name":`.
fn begins_member(text: &[u8]) -> bool {
    let Some(name) = text.strip_prefix(b"\"") else { return false };
    let length = name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.@$".contains(byte)).count();
    length > 0 && name[length..].starts_with(b"\":")
}

/// Whether a document is an entry of a list with other entries that is too long to be read as one.
pub(crate) fn is_entry_of_long_list(text: &[u8], line: &Range<usize>, span: &Range<usize>) -> bool {
    // On lines of its own, an entry is no part of what its neighbours say either.
    let blank = text[..span.start].iter().rev().take_while(|byte| byte.is_ascii_whitespace());
    (line.len() >= LONG_LINE_BYTES || blank.into_iter().any(|byte| *byte == b'\n')) && is_entry(text, span)
}

/// Whether a document is an entry of a list with other entries.
fn is_entry(text: &[u8], span: &Range<usize>) -> bool {
    let before = text[..span.start].trim_ascii_end();
    let follows = matches!(text[span.end.min(text.len())..].trim_ascii_start().first(), None | Some(b',' | b']'));
    follows
        && (before.ends_with(b"[")
            || before.strip_suffix(b",").is_some_and(|rest| rest.trim_ascii_end().ends_with(b"}")))
}

/// Brackets of a line that can begin a document.
fn openings(text: &[u8], line: Range<usize>) -> impl Iterator<Item = usize> + '_ {
    let start = line.start;
    let brackets = memchr::memchr2_iter(b'{', b'[', text.get(line).unwrap_or_default());
    brackets.map(move |at| start + at).filter(|at| begins_document(text, *at))
}

fn begins_document(text: &[u8], at: usize) -> bool {
    let follows = || text[at + 1..].iter().find(|byte| !byte.is_ascii_whitespace());
    match text[at] {
        b'{' => matches!(follows(), Some(b'"' | b'}')),
        b'[' => matches!(follows(), Some(b'{' | b'[' | b'"' | b']')),
        _ => false,
    }
}

/// The document that begins at a bracket.
pub(crate) fn from(text: &[u8], start: usize) -> Option<Document> {
    document_at(text, start).0
}

/// The document that begins at a bracket, and how many bytes were looked at.
fn document_at(text: &[u8], start: usize) -> (Option<Document>, usize) {
    let mut open: Vec<u8> = Vec::new();
    // Where the string begins that the place is in.
    let mut string: Option<usize> = None;
    // How much of the document doesn't count.
    let mut free = 0;
    let mut at = start;
    let is_list = text[start] == b'[' && text[start + 1..].trim_ascii_start().starts_with(b"{");
    let limit = if is_list { MAX_LIST_BYTES } else { MAX_DOCUMENT_BYTES };
    while at < text.len() {
        let byte = text[at];
        at += 1;
        match (byte, string) {
            (b'\\', Some(_)) => at += 1,
            (b'"', Some(begin)) => {
                free += (at - begin).saturating_sub(MAX_STRING_BYTES);
                string = None;
            }
            (b'"', None) => string = Some(at),
            (_, Some(_)) => {}
            (b'{', _) => open.push(b'}'),
            (b'[', _) => open.push(b']'),
            (b'}' | b']', _) if open.pop() != Some(byte) => return (None, at - start),
            (b'}' | b']', _) if open.is_empty() => {
                return (Some(Document { span: start..at, missing: None }), at - start);
            }
            _ => {}
        }
        let too_long = string.is_none() && at - start - free > limit;
        if open.len() > MAX_DEPTH || too_long {
            return (None, at - start);
        }
    }
    // It is not closed: that is allowed only if the text ends here.
    (close(text, start, string, open), text.len() - start)
}

/// Completes a member that was cut in the middle, and closes the open brackets. `string`: where the string begins that the text
/// ends in.
fn close(text: &[u8], start: usize, string: Option<usize>, open: Vec<u8>) -> Option<Document> {
    let mut body = text[start..].trim_ascii_end();
    let mut missing = String::new();
    if string.is_some() {
        // A closing quote after half an escape would be escaped.
        let slashes = body.iter().rev().take_while(|byte| **byte == b'\\').count();
        body = &body[..body.len() - slashes % 2];
        missing.push('"');
    }
    let is_object = open.last() == Some(&b'}');
    let last = *body.last()?;
    // Where the string begins that comes last.
    let quote = string.or_else(|| last_string(body).map(|at| start + at));
    let is_name = is_object
        && quote.is_some_and(|at| {
            matches!(text[start..at - 1].trim_ascii_end().last(), Some(b'{' | b','))
                && (string.is_some() || last == b'"')
        });
    match last {
        _ if is_name => missing.push_str(":null"),
        _ if string.is_some() => {}
        b':' => missing.push_str("null"),
        b',' => missing.push_str(if is_object { "\"\":null" } else { "null" }),
        b'a'..=b'z' => {
            let word = body.iter().rev().take_while(|byte| byte.is_ascii_lowercase()).count();
            let word = &body[body.len() - word..];
            let whole = ["true", "false", "null"].into_iter().find(|whole| whole.as_bytes().starts_with(word))?;
            missing.push_str(&whole[word.len()..]);
        }
        _ => {}
    }
    missing.extend(open.iter().rev().map(|byte| char::from(*byte)));
    Some(Document { span: start..start + body.len(), missing: Some(missing) })
}

/// Where the text of the string begins that a text ends with.
fn last_string(body: &[u8]) -> Option<usize> {
    let inner = body.strip_suffix(b"\"")?;
    let mut before = inner.len();
    loop {
        let quote = memchr::memrchr(b'"', &inner[..before])?;
        let slashes = inner[..quote].iter().rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 0 {
            return Some(quote + 1);
        }
        before = quote;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str, marker: &str) -> Option<(String, bool)> {
        let at = text.find(marker)?;
        let parsed = |document: &Document| {
            let whole = format!("{}{}", &text[document.span.clone()], document.missing.as_deref().unwrap_or_default());
            serde_json::from_str::<serde_json::Value>(&whole).ok()
        };
        let line = lines::Lines::of(text.as_bytes()).around(at);
        let (document, _) = around(text.as_bytes(), at, &line, 0, &mut 0, parsed)?;
        Some((text[document.span.clone()].to_owned(), document.missing.is_some()))
    }

    #[test]
    fn on_a_line_after_a_prefix() {
        let found = find("10:01 [main] {\"a\": {\"code\": 5}} tail", "\"code\"");
        assert_eq!(found, Some(("{\"a\": {\"code\": 5}}".to_owned(), false)));
    }

    #[test]
    fn over_several_lines() {
        let text = "response was {\n  \"error\": {\n    \"code\": 403\n  }\n}\nnext";
        let found = find(text, "\"code\"").map(|(found, _)| found);
        assert_eq!(found.as_deref(), Some("{\n  \"error\": {\n    \"code\": 403\n  }\n}"));
    }

    #[test]
    fn cut_off() {
        for text in [
            "{\"error\": {\"code\": 403, \"message\": \"no",
            "{\"code\": 4, \"x\":",
            "{\"code\": 4,",
            "[{\"code\": 4,",
            // In a name, behind one, in a literal, in an escape, in a name whose line ends.
            "{\"code\": 4, \"na",
            "{\"code\": 4, \"name\"",
            "{\"code\": 4, \"flag\": tr",
            "{\"code\": 4, \"message\": \"a \\\"lane\\",
            "{\n  \"code\": 4,\n  \"na\n",
            "{\"x\": [\"code\", \"name\"",
        ] {
            assert!(find(text, "\"code\"").is_some_and(|(_, cut)| cut), "{text}");
        }
    }

    #[test]
    fn below_other_documents_and_deep_in_one_that_is_too_long() {
        let text = format!("{}{{\n  \"code\": 5\n}}\n", "{\n  \"a\": [\n    1\n  ]\n}\n".repeat(9));
        assert_eq!(find(&text, "\"code\"").map(|(found, _)| found).as_deref(), Some("{\n  \"code\": 5\n}"));
        let many = "    {\n      \"a\": \"so many words that it is long\"\n    },\n".repeat(60_000);
        let text = format!("{{\n  \"all\": [\n{many}    {{\n      \"code\": 5\n    }}\n  ]\n}}\n");
        assert_eq!(find(&text, "\"code\"").map(|(found, _)| found).as_deref(), Some("{\n      \"code\": 5\n    }"));
        let text = text.replace([' ', '\n'], "");
        assert_eq!(find(&text, "\"code\"").map(|(found, _)| found).as_deref(), Some("{\"code\":5}"));
        // A window onto a line begins within a string.
        let text = format!("x\\\"y\"}},{}", &text[20..]);
        assert_eq!(find(&text, "\"code\"").map(|(found, _)| found).as_deref(), Some("{\"code\":5}"));
    }

    #[test]
    fn a_long_string_does_not_count() {
        let text = format!("{{\"pad\":\"{}\",\"code\":5}}", "x".repeat(2 << 20));
        assert_eq!(find(&text, "\"code\"").map(|(found, _)| found.len()), Some(text.len()));
        let entry = |text: &str, words: &str| {
            text.find(words).is_some_and(|at| is_entry(text.as_bytes(), &(at..at + words.len())))
        };
        assert!(entry("[{1}, {2} ,{3}]", "{1}") && entry("[{1}, {2} ,{3}]", "{2}") && entry("[{1}, {2} ,{3}]", "{3}"));
        assert!(!entry("{1} {2}", "{2}") && !entry("x, {2},", "{2}") && !entry("[{1}, {2} y", "{2}"));
    }

    #[test]
    fn no_json() {
        assert_eq!(find("if (x) { \"code\" }", "\"code\""), None);
        assert_eq!(find("say \"code\" and [1]", "\"code\""), None);
    }
}
