//! The error context: which lines general readers read.
//!
//! A number beside its reason phrase and a bare name are errors only where something says that an operation failed: a word
//! of failure in the record, a level of warning or worse, or a line that no logger wrote, as people paste them. Source code
//! and documentation talk about errors in the same words; they are no error context.

use std::cell::OnceCell;
use std::ops::Range;

use super::detection::{Detection, DetectionKind};
use super::text::lines;
use super::{SHORT_TEXT_BYTES, Text};
use crate::catalog::rules::Kind;
use crate::catalog::source::Selector;
use crate::knowledge::Knowledge;
use crate::records::{Level, Prefix};
use crate::scan::Hit;

/// How surely a line reports a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Context {
    /// Nothing says so. The status of a request is an error all the same.
    None,
    /// No logger wrote it: it was pasted.
    Pasted,
    /// It holds a word of failure, or its level is warning or worse.
    Failed,
}

/// A line that general readers read.
pub(super) struct Line {
    /// Its range in the text, without the newline.
    pub line: Range<usize>,
    /// Whether a word of failure is in it.
    fails: bool,
    read: OnceCell<(usize, Context)>,
}

impl Line {
    pub(super) fn new(line: Range<usize>, fails: bool) -> Line {
        Line { line, fails, read: OnceCell::new() }
    }

    /// Where its message begins, after the log prefix, and whether it is an error context. Most lines that are looked at name
    /// nothing, so this is read when it is asked for.
    pub(super) fn read(&self, text: &[u8]) -> (usize, Context) {
        *self.read.get_or_init(|| read(text, &self.line, self.fails))
    }
}

/// What a marker selects a line for, if it is not one of a format's or sign's own.
pub(super) fn selector(knowledge: &Knowledge<'_>, hit: &Hit) -> Option<Selector> {
    match knowledge.format(hit.owner)?.1.kind {
        Kind::Selector(selector) => Some(selector),
        _ => None,
    }
}

/// Whether a general format saw a detection.
pub(super) fn is_general(knowledge: &Knowledge<'_>, detection: &Detection) -> bool {
    let DetectionKind::Format(at) = detection.kind else { return false };
    let kind = knowledge.rules.formats.get(at).map(|format| &format.kind);
    matches!(kind, Some(Kind::Status(_) | Kind::Request(..) | Kind::Names(_) | Kind::Numbers(_)))
}

/// The lines of a text that general readers read, in order: in a short text all of them, in a long one those with a
/// word of failure or the method of a request.
pub(super) fn lines_to_read(knowledge: &Knowledge<'_>, text: &Text<'_>, selected: &[Hit]) -> Vec<Line> {
    let mut marked: Vec<(Range<usize>, bool)> = Vec::new();
    for hit in selected {
        let fails = selector(knowledge, hit) == Some(Selector::Failure) && is_word(text.bytes, hit);
        match marked.last_mut() {
            Some((line, failing)) if hit.at() <= line.end => *failing |= fails,
            _ => marked.push((lines::around(text.bytes, hit.at()), fails)),
        }
    }
    if text.bytes.len() > SHORT_TEXT_BYTES {
        return marked.into_iter().map(|(line, fails)| Line::new(line, fails)).collect();
    }
    let first = lines::around(text.bytes, 0);
    let all = std::iter::successors(Some(first), |line| lines::after(text.bytes, line.end));
    all.filter(|line| !line.is_empty())
        .map(|line| {
            let fails = marked.iter().any(|(marked, fails)| *fails && marked.start == line.start);
            Line::new(line, fails)
        })
        .collect()
}

/// Whether a word of failure is one in its text, and not a part of another word or of a path: `ECONNREFUSED`, `errors.html`.
fn is_word(text: &[u8], hit: &Hit) -> bool {
    let before = hit.at().checked_sub(1).map(|at| text[at]);
    let begins = before.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    // `ConnectionError`
    let hump = text[hit.at()].is_ascii_uppercase() && before.is_some_and(|byte| byte.is_ascii_lowercase());
    let rest = &text[hit.end().min(text.len())..];
    let ends = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let path = matches!(rest.get(ends..ends + 2), Some([b'.' | b'/', letter]) if letter.is_ascii_lowercase());
    (begins || hump) && !path && before != Some(b'/')
}

/// Where a line's message begins, and its context. `fails`: a word of failure is in it.
fn read(text: &[u8], line: &Range<usize>, fails: bool) -> (usize, Context) {
    let bytes = &text[line.clone()];
    let prefix = Prefix::read(bytes);
    let logged = prefix != Prefix::default();
    let alarmed = prefix.level.is_some_and(|level| level >= Level::Warning);
    let body = line.start + prefix.length.min(bytes.len());
    let context = match (alarmed, fails) {
        (true, _) => Context::Failed,
        _ if (logged && !fails) || is_documentation(&text[body..line.end]) => Context::None,
        (false, true) => Context::Failed,
        (false, false) => Context::Pasted,
    };
    (body, context)
}

/// How sentences of documentation go on after the name of an error.
const DOCUMENTATION: [&[u8]; 35] = [
    b"is returned",
    b"are returned",
    b"causes ",
    b"handles ",
    b"consider ",
    b"when the ",
    b"when a ",
    b"when an ",
    b"when you",
    b"if the ",
    b"if a ",
    b"if an ",
    b"if you",
    b"if it ",
    b"if there ",
    b"means ",
    b"indicates ",
    b"should ",
    b"may be ",
    b"might ",
    b"can be ",
    b"will be ",
    b"e.g. ",
    b"such as ",
    b"for example",
    b"instead of ",
    b"whenever ",
    b"so that ",
    b"usually ",
    b"see also",
    b"has a ",
    b"have a ",
    b"happens ",
    b"must be ",
    b"returns ",
];
/// What only source code contains.
const SOURCE_CODE: [&[u8]; 17] = [
    b"return ", b"def ", b"func ", b"const ", b"== ", b"!= ", b">= ", b"assert", b"raise ", b"throw ", b"catch (",
    b"except ", b"case ", b"expect(", b"elif ", b"=== ", b"rescue ",
];
/// What begins a line of documentation.
const BEGINNINGS: [&[u8]; 13] =
    [b"If ", b"* If ", b"// If ", b"#", b"* `", b"- `", b"| ", b"|-", b"```", b"<h", b"<p>", b"<li>", b"@"];
/// How much of a line is read for the words of a sentence.
const MAX_SENTENCE_BYTES: usize = 512;
/// How far into a line its head `Error: ` may end.
const MAX_HEAD_BYTES: usize = 160;

/// Whether a line is a metric: `http_requests_total{code="500"} 0`.
fn is_metric(body: &[u8]) -> bool {
    let value = body.rsplit(|byte| *byte == b'}').next().unwrap_or_default().trim_ascii();
    let name = body.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':')).count();
    let counts = value.first().is_some_and(u8::is_ascii_digit)
        && value.iter().all(|byte| byte.is_ascii_alphanumeric() || b".+- ".contains(byte));
    name > 0 && body.get(name) == Some(&b'{') && counts
}

/// How lines of source code begin, and what only they contain.
const CODE_BEGINNINGS: [&[u8]; 19] = [
    b"echo \"",
    b"echo '",
    b"return ",
    b"if ",
    b"throw ",
    b"raise ",
    b"panic(",
    b"log.",
    b"logger.",
    b"fmt.",
    b"console.",
    b"#include",
    b"import ",
    b"func ",
    b"def ",
    b"fn ",
    b"} else",
    b"//",
    b"/*",
];
const CODE_PARTS: [&[u8]; 10] = [
    b"().Contains(",
    b"Errorf(",
    b"errors.New(",
    b"Infof(",
    b"Warningf(",
    b" :=",
    b"new Error(",
    b"Error::new(",
    b"bail!(",
    b"anyhow!(",
];

/// Whether a line is a statement of a program, or a row of a table in a document: what it quotes did not happen here.
pub(super) fn is_source_code(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let is_row = line.starts_with(b"| ") && line.ends_with(b" |");
    is_row
        || line.ends_with(b"{},")
        || memchr::memmem::find(line, b" // ").is_some()
        || is_call(line)
        || has_template(line)
        || CODE_BEGINNINGS.iter().any(|start| line.starts_with(start))
        || memchr::memchr2_iter(b'(', b'=', line).any(|at| CODE_PARTS.iter().any(|part| line[..=at].ends_with(part)))
}

/// Whether a line calls a function with a text: `t.Fatal("invalid order")`. An exception is printed in the same
/// form, under the name of its class: `requests.exceptions.ConnectionError('refused')`.
fn is_call(line: &[u8]) -> bool {
    let is_in_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    let length = line.iter().take_while(|byte| is_in_name(byte)).count();
    let (name, rest) = line.split_at(length);
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let is_class = last.first().is_some_and(u8::is_ascii_uppercase)
        && ["Error", "Exception", "Warning", "Timeout", "Failure"].iter().any(|end| last.ends_with(end.as_bytes()));
    name.first().is_some_and(u8::is_ascii_lowercase)
        && !is_class
        && takes_text(rest)
        // What strace prints: `open("/etc/frob", O_RDONLY) = -1 ENOENT (No such file or directory)`.
        && memchr::memmem::find(rest, b") = ").is_none()
        && [b")".as_slice(), b",", b");", b"\""].iter().any(|end| line.ends_with(end))
}

/// Whether the arguments of a call begin with a text, or with names of variables and a text: `(data, "cannot unpack"`.
fn takes_text(arguments: &[u8]) -> bool {
    let Some(arguments) = arguments.strip_prefix(b"(") else { return false };
    let is_name = |one: &[u8]| {
        one.first().is_some_and(u8::is_ascii_lowercase)
            && one.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.->".contains(byte))
    };
    let mut all = arguments.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    all.find(|one| !is_name(one)).is_some_and(|one| matches!(one, [b'"' | b'\'', ..]))
}

/// Whether a quoted text has places for values: `"could not build %s, too large "`. What a program printed has the values.
fn has_template(line: &[u8]) -> bool {
    let Some(quote) = memchr::memchr(b'"', line) else { return false };
    let interpolates = memchr::memmem::find(&line[quote..], br"\(").is_some();
    interpolates
        || memchr::memchr_iter(b'%', &line[quote..]).any(|at| {
            let rest = &line[quote + at + 1..];
            let is_verb = matches!(rest.first(), Some(b's' | b'v' | b'w' | b'q' | b'd' | b'u'));
            let ends = rest.get(1).is_none_or(|byte| !byte.is_ascii_alphanumeric());
            is_verb && ends && memchr::memchr(b'"', rest).is_some()
        })
}

/// How many lines of a call are looked back over.
const MAX_CALL_LINES: usize = 4;

/// Whether a line is a quoted text among the arguments of a call that began on a line before: that did not happen here. Elements of a
/// JSON array are printed in the same form, behind a bracket.
pub(super) fn is_argument(text: &[u8], line: &Range<usize>) -> bool {
    let trimmed = text[line.clone()].trim_ascii();
    // Further arguments may have been read as the rest of a wrapped line.
    let is_quoted = trimmed.starts_with(b"\"") && (trimmed.ends_with(b",") || trimmed.ends_with(b")"));
    let before = |line: &Range<usize>| Some(lines::around(text, line.start.checked_sub(1)?));
    let lines = std::iter::successors(before(line), before).take(MAX_CALL_LINES);
    let opens = || lines.map(|line| text[line].trim_ascii()).find(|line| !line.ends_with(b","));
    is_quoted
        && opens().is_some_and(|line| {
            let name = line.strip_suffix(b"(").unwrap_or_default();
            name.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        })
}

/// Whether a text holds one of some words, at its beginning or after a space.
fn has_word_of(text: &[u8], words: &[&[u8]]) -> bool {
    let begins = |at: usize| {
        let rest = &text[at..];
        words.iter().any(|word| rest.starts_with(word))
    };
    begins(0) || memchr::memchr_iter(b' ', text).any(|space| begins(space + 1))
}

/// Whether a line explains errors or handles them.
pub(super) fn is_documentation(body: &[u8]) -> bool {
    let body = body.trim_ascii();
    let is_item = matches!(body, [b'-' | b'*', b' ', digit, ..] if digit.is_ascii_digit());
    let links = |to: &[u8]| memchr::memmem::find(body, to).is_some();
    let is_link = (matches!(body, [b'-' | b'*', b' ', ..]) && links(b"](")) || links(b"](https://");
    if is_item || is_link || is_metric(body) || BEGINNINGS.iter().any(|start| body.starts_with(start)) {
        return true;
    }
    let lower = body[..body.len().min(MAX_SENTENCE_BYTES)].to_ascii_lowercase();
    // `Error: ...` reports, whatever its sentence says then.
    let colons = memchr::memchr_iter(b':', &lower[..lower.len().min(MAX_HEAD_BYTES)]);
    let reports = |at: usize| {
        lower.get(at + 1) == Some(&b' ')
            && [b"error".as_slice(), b"failed", b"exception"].iter().any(|word| lower[..at].ends_with(word))
    };
    let reports = colons.into_iter().any(reports);
    if is_source_code(body) || (body.ends_with(b";") && !reports) || has_word_of(&lower, &SOURCE_CODE) {
        return true;
    }
    !reports && has_word_of(&lower, &DOCUMENTATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_a_logger_needs_a_word_of_failure_or_a_level() {
        let context = |line: &str, fails| read(line.as_bytes(), &(0..line.len()), fails).1;
        assert_eq!(context("413 Payload Too Large", false), Context::Pasted);
        assert_eq!(context("2026-01-01T10:00:00Z INFO cache of 413 Payload Too Large pages", false), Context::None);
        assert_eq!(context("2026-01-01T10:00:00Z INFO upload failed: 413 Payload Too Large", true), Context::Failed);
        assert_eq!(context("2026-01-01T10:00:00Z WARN 413 Payload Too Large", false), Context::Failed);
        assert_eq!(context("The server answers 404 Not Found if the order does not exist.", true), Context::None);
    }

    #[test]
    fn documentation_and_source_code_are_none() {
        for line in [
            "The server answers 404 Not Found if the order does not exist.",
            "# 503 Service Unavailable",
            "- 404 Not Found: there is no such order",
            "- `401 Unauthorized` without a token",
            "return Response(status=404)",
            "if resp.status == 404: raise NotFound",
            "| 404 | Not Found |",
            "- CURLE_ABORTED_BY_CALLBACK: [progress](progress.md)",
            "the page is served with an HTTP [**503 Service Unavailable**](https://developer.example/503) response",
            "The client handles HTTP `429` by itself.",
            "In addition, consider ECONNREFUSED as a transient error",
            r#"t.Fatal("invalid key order in JSON: ", string(b))"#,
            r#"t.Errorf("error parsing annotations: %v", err)"#,
            r#"echo "error: unknown flag: $flag""#,
            r#""could not build %s, too large ""#,
            r#""error: \(env.file): too many lanes""#,
            r#"failf(data, "Error while unpacking: ""#,
            r#"Body().Contains("404 Not Found")"#,
            "Refresh time.Duration // Optional: can't be smaller than 1 minute",
            "inspectError: notFound{},",
            "* If the number of errors is not known, and EPERM has a large value",
            "A `400 Bad Request` message is returned.",
            "http_requests_total{code=\"500\"} 12",
        ] {
            assert!(is_documentation(line.as_bytes()), "{line}");
        }
        for line in [
            "502 Bad Gateway",
            "error: got 403 from the registry",
            "upload failed: 413 Payload Too Large",
            "API Error: 406: invalid version ([D] indicates deprecated versions)",
            "requests.exceptions.ConnectionError('Connection refused')",
            r#"GET "/a%20b%d0%bf" 502 Bad Gateway"#,
            r#"error: "100%" is not valid"#,
            r#"openat(AT_FDCWD, "/etc/frob", O_RDONLY) = -1 ENOENT (No such file or directory)"#,
            r#"open("/etc/frob"): permission denied"#,
            r#"keyNotFound(CodingKeys(stringValue: "id", intValue: nil))"#,
            "ldap_sasl_bind(SIMPLE): Can't contact LDAP server (-1)",
        ] {
            assert!(!is_documentation(line.as_bytes()), "{line}");
        }
    }

    #[test]
    fn a_text_among_the_arguments_of_a_call_is_no_error_and_an_element_of_an_array_is() {
        let last = |text: &str| {
            let start = text.rfind('\n').map_or(0, |at| at + 1);
            is_argument(text.as_bytes(), &(start..text.len()))
        };
        assert!(last("lg.Warn(\n\t\"prober found high clock drift\","));
        assert!(last("lg.Warn(\n\t\"prober found high clock drift\", zap.String(\"id\", id),"));
        assert!(last("fail(\n    a,\n    b,\n    \"connection refused\")"));
        assert!(!last("\"errors\": [\n  \"prober found high clock drift\","));
        assert!(!last("Error (\n  \"connection refused\","));
        assert!(!last("\"connection refused\","));
    }
}
