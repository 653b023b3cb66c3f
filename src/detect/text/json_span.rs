//! Finds JSON in a text: where it begins, where it ends, and how to close it if it was cut off.

use std::ops::Range;

use super::lines;

/// The longest JSON document that is read as one.
const MAX_DOCUMENT_BYTES: usize = 1 << 20;
/// The deepest JSON document that is read. `serde_json` refuses to go deeper than 128.
const MAX_DEPTH: usize = 120;
/// How many lines before a marker a document may begin.
const MAX_LINES_ABOVE: usize = 2000;

/// A JSON document in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Document {
    /// Its range in the text.
    pub span: Range<usize>,
    /// The brackets that close it; `None` unless its end is missing.
    pub missing: Option<String>,
}

/// The outermost JSON document that holds a position of a line and begins at `floor` or later, if `accept` takes it.
pub(crate) fn around<T>(
    text: &[u8],
    at: usize,
    line: &Range<usize>,
    floor: usize,
    accept: impl Fn(&Document) -> Option<T>,
) -> Option<(Document, T)> {
    for start in candidates(text, at, line, floor) {
        let Some(document) = from(text, start) else { continue };
        if document.span.end > at
            && let Some(taken) = accept(&document)
        {
            return Some((document, taken));
        }
    }
    None
}

/// Offsets at which a document that holds the position may begin, the outermost first: the opening brackets of its
/// line, else those of the lines above, as long as these look like pretty-printed JSON.
fn candidates(text: &[u8], at: usize, line: &Range<usize>, floor: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = line.start;
    // If a part of the line was tried before, so were the lines above.
    let max_lines = if floor > line.start { 0 } else { MAX_LINES_ABOVE };
    for _ in 0..max_lines {
        let Some(above) = lines::before(text, start).filter(|above| above.start >= floor) else { break };
        if start - above.start > MAX_DOCUMENT_BYTES {
            break;
        }
        let words = text[above.clone()].trim_ascii();
        let inside = matches!(words.first(), None | Some(b'"' | b'}' | b']' | b'{' | b'[' | b'-' | b'0'..=b'9'))
            || matches!(words, b"true," | b"false," | b"null," | b"true" | b"false" | b"null");
        if matches!(words.last(), Some(b'{' | b'[')) {
            let first = openings(text, above.clone()).next();
            found.extend(first);
            if !inside {
                break;
            }
        } else if !inside {
            break;
        }
        start = above.start;
    }
    found.reverse();
    found.truncate(3);
    found.extend(openings(text, line.start.max(floor)..at + 1).take(3));
    found
}

/// Brackets of a line that can begin a document.
fn openings(text: &[u8], line: Range<usize>) -> impl Iterator<Item = usize> + '_ {
    line.filter(|at| {
        let follows = text[at + 1..].iter().find(|byte| !byte.is_ascii_whitespace());
        match text[*at] {
            b'{' => matches!(follows, Some(b'"' | b'}')),
            b'[' => matches!(follows, Some(b'{' | b'[' | b'"' | b']')),
            _ => false,
        }
    })
}

/// The document that begins at a bracket.
pub(crate) fn from(text: &[u8], start: usize) -> Option<Document> {
    let mut open: Vec<u8> = Vec::new();
    let mut quoted = false;
    let mut at = start;
    let limit = text.len().min(start + MAX_DOCUMENT_BYTES);
    while at < limit {
        let byte = text[at];
        at += 1;
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' if open.pop() != Some(byte) => return None,
            b'}' | b']' if open.is_empty() => return Some(Document { span: start..at, missing: None }),
            _ => {}
        }
        if open.len() > MAX_DEPTH {
            return None;
        }
    }
    // It is not closed: that is allowed only if the text ends here.
    (limit == text.len()).then(|| close(text, start, quoted, open)).flatten()
}

/// Completes a member that was cut in the middle, and closes the open brackets.
fn close(text: &[u8], start: usize, quoted: bool, open: Vec<u8>) -> Option<Document> {
    let body = text[start..].trim_ascii_end();
    let mut missing = String::new();
    if quoted {
        // A closing quote after half an escape would be escaped.
        let slashes = body.iter().rev().take_while(|byte| **byte == b'\\').count();
        if slashes % 2 == 1 {
            return None;
        }
        missing.push('"');
    }
    match body.last()? {
        b':' if !quoted => missing.push_str("null"),
        b',' if !quoted => missing.push_str(if open.last() == Some(&b'}') { "\"\":null" } else { "null" }),
        _ => {}
    }
    missing.extend(open.iter().rev().map(|byte| char::from(*byte)));
    Some(Document { span: start..start + body.len(), missing: Some(missing) })
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
        let line = lines::around(text.as_bytes(), at);
        let (document, _) = around(text.as_bytes(), at, &line, 0, parsed)?;
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
        for text in
            ["{\"error\": {\"code\": 403, \"message\": \"no", "{\"code\": 4, \"x\":", "{\"code\": 4,", "[{\"code\": 4,"]
        {
            assert!(find(text, "\"code\"").is_some_and(|(_, cut)| cut), "{text}");
        }
    }

    #[test]
    fn no_json() {
        assert_eq!(find("if (x) { \"code\" }", "\"code\""), None);
        assert_eq!(find("say \"code\" and [1]", "\"code\""), None);
    }
}
