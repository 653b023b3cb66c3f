//! The bare name of a code, whatever program prints it: `ExpiredToken`, `ECONNRESET`, `invalid_grant`, `AADSTS50126`. A name
//! counts if its shape is unmistakable and its line is an error context; in a line that is merely pasted it must also stand
//! where an error names itself: at the beginning, at the end, or before a colon.

use std::ops::Range;

use super::line::{Body, message_around};
use crate::catalog::rows::SystemRow;
use crate::catalog::rules::{BareNames, Kind};
use crate::detect::codes::code_of_row;
use crate::detect::context::Context;
use crate::detect::detection::{Code, Detection, DetectionKind};
use crate::detect::overlap::{is_covered, taken};
use crate::detect::{Reader, Region};
use crate::field::Fields;
use crate::knowledge::Knowledge;

/// Reads bare names of codes in the lines of an error context.
pub(crate) struct Names;

/// The shortest and the longest name.
const MIN_NAME_BYTES: usize = 5;
const MAX_NAME_BYTES: usize = 80;
/// How many names a line may hold. One with more is a list of them.
const MAX_NAMES: usize = 2;

impl Reader for Names {
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection> {
        let text = region.text.bytes;
        let Some(format) = knowledge.names else { return Vec::new() };
        let Some(Kind::Names(names)) = knowledge.rules.formats.get(format).map(|format| &format.kind) else {
            return Vec::new();
        };
        let Some(names) = names.get() else { return Vec::new() };
        let mut found = Vec::new();
        let taken = taken(&region.found);
        for line in region.lines(knowledge) {
            let mut named: Vec<(Range<usize>, Detection)> = Vec::new();
            for word in words(text, &line.line) {
                if named.len() > MAX_NAMES {
                    break;
                }
                let name = &text[word.clone()];
                let alone = has_shape(name) && !is_part_of_a_path(text, &word) && !is_class_of_a_runtime(text, &word);
                if !alone || names.except.iter().any(|except| except.as_bytes() == name) {
                    continue;
                }
                let Some(code) = code_named(knowledge, names, name) else { continue };
                let (start, context) = line.read(text);
                let body = Body { text, range: start..line.line.end };
                let stands = match context {
                    Context::None => false,
                    Context::Pasted => !is_item(&text[line.line.clone()]) && names_itself(text, &body.range, &word),
                    Context::Failed => true,
                };
                if !stands || word.start < start || named.iter().any(|(_, other)| other.codes.contains(&code)) {
                    continue;
                }
                let (message, span) = message_around(&body, word.start);
                let mut fields = Fields::default();
                fields.add("message", message);
                named.push((word, Detection::new(DetectionKind::Format(format), span, vec![code], fields)));
            }
            if named.len() <= MAX_NAMES {
                let free = named.into_iter().filter(|(word, _)| !is_covered(&taken, word.start));
                found.extend(free.map(|(_, detection)| detection));
            }
        }
        found
    }
}

/// The code that a word names, the likeliest if several systems have it.
fn code_named(knowledge: &Knowledge<'_>, names: &BareNames<'_>, name: &[u8]) -> Option<Code> {
    let rank = |system: &str| names.systems.iter().position(|one| *one == system);
    // The long machine lists hold names that many programs use for classes of their own.
    let read = knowledge.catalog.bare_name(name)?.filter(|one| one.row.page || one.row.title.is_some());
    let is_printed = |one: &SystemRow<'_>| !names.by_code.contains(&one.system) || one.row.code.as_bytes() == name;
    let read = read.filter(is_printed);
    let mut meanings: Vec<_> = read.map(|one| (rank(one.system), one)).collect();
    meanings.sort_by_key(|(rank, _)| rank.unwrap_or(usize::MAX));
    // A name that a system with formats of its own knows as well is left to these: `ALREADY_EXISTS`.
    let elsewhere = meanings.iter().any(|(rank, one)| rank.is_none() && one.row.page);
    let (likeliest, row) = meanings.first().filter(|_| !elsewhere)?;
    likeliest.is_some().then(|| code_of_row(knowledge, row))
}

/// Whether a line is an item of a list.
fn is_item(line: &[u8]) -> bool {
    matches!(line.trim_ascii_start(), [b'-' | b'*', b' ', ..])
}

/// The words of a range, with `_` in them.
fn words<'t>(text: &'t [u8], range: &Range<usize>) -> impl Iterator<Item = Range<usize>> + 't {
    let (start, end) = (range.start, range.end);
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut at = start;
    std::iter::from_fn(move || {
        at += text[at..end].iter().position(is_word)?;
        let length = text[at..end].iter().position(|byte| !is_word(byte)).unwrap_or(end - at);
        at += length;
        Some(at - length..at)
    })
    .filter(|word| (MIN_NAME_BYTES..=MAX_NAME_BYTES).contains(&word.len()))
}

/// Whether a word cannot be one of a language: `ExpiredToken`, `ECONNRESET`, `AADSTS50126`, `invalid_grant`, `SIGKILL`.
fn has_shape(name: &[u8]) -> bool {
    let capitals = name.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    let shouted = !name.iter().any(u8::is_ascii_lowercase);
    let joined = name.contains(&b'_');
    let numbered = name[0].is_ascii_uppercase() && shouted && name.iter().any(u8::is_ascii_digit);
    capitals > 0
        || joined
        || numbered
        || (shouted && (name.starts_with(b"E") || name.starts_with(b"SIG") || name.starts_with(b"WSAE")))
}

/// Whether a word is a part of a path, a URL, an address or a longer name.
fn is_part_of_a_path(text: &[u8], word: &Range<usize>) -> bool {
    let before = word.start.checked_sub(1).map(|at| text[at]);
    let after = text.get(word.end).copied();
    let follows = text.get(word.end + 1).copied().unwrap_or(b' ');
    // `errors.invalid_request` is a name of a module.
    let small = !text[word.clone()].iter().any(u8::is_ascii_uppercase);
    (small && matches!(before, Some(b'.' | b':')))
        || matches!(before, Some(b'*' | b'`' | b'/' | b'\\' | b'-' | b'@' | b'$' | b'%' | b'&' | b'?'))
        || matches!(after, Some(b'/' | b'@' | b'%' | b'='))
        || (matches!(after, Some(b'.' | b'-')) && follows.is_ascii_alphanumeric())
        || (after == Some(b'(') && follows == b')')
}

/// The packages of languages' own libraries. What they hold is no code of a vendor, whatever it is called.
const RUNTIMES: [&[u8]; 6] = [b"java", b"javax", b"kotlin", b"scala", b"System", b"builtins"];

/// Whether a word is a class of a language's own library: `java.lang.UnsupportedOperationException`.
fn is_class_of_a_runtime(text: &[u8], word: &Range<usize>) -> bool {
    let of_path = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
    let length = text[..word.start].iter().rev().take(MAX_NAME_BYTES).take_while(|byte| of_path(byte)).count();
    let path = &text[word.start - length..word.start];
    path.split(|byte| *byte == b'.').next().is_some_and(|root| root.len() < length && RUNTIMES.contains(&root))
}

/// Whether a word is where an error names itself: alone, last in its line, or before a colon and a sentence.
fn names_itself(text: &[u8], body: &Range<usize>, word: &Range<usize>) -> bool {
    let rest = &text[word.end..body.end];
    let ends = rest.iter().all(|byte| !byte.is_ascii_alphanumeric());
    let says = rest.strip_prefix(b": ").and_then(<[u8]>::first).is_some_and(u8::is_ascii_alphabetic);
    ends || says
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_a_name() {
        for name in [
            "ExpiredToken",
            "ECONNRESET",
            "AADSTS50126",
            "invalid_grant",
            "SIGKILL",
            "WSAECONNREFUSED",
            "CrashLoopBackOff",
        ] {
            assert!(has_shape(name.as_bytes()), "{name}");
        }
        for name in ["Forbidden", "UNKNOWN", "timeout", "NotFound".to_lowercase().as_str(), "TIMEOUT"] {
            assert!(!has_shape(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn a_part_of_a_path_is_no_name() {
        let part = |text: &str| {
            let at = text.find("AccessDenied").expect("the name");
            is_part_of_a_path(text.as_bytes(), &(at..at + "AccessDenied".len()))
        };
        assert!(
            part("GET /errors/AccessDenied")
                && part("AccessDenied.html")
                && part("new AccessDenied()")
                && part("AccessDenied=1")
        );
        assert!(!part("failed: AccessDenied: no") && !part("(AccessDenied) no") && !part("aws.AccessDenied. Stop"));
    }
}
