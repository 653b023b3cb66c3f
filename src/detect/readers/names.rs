//! The bare name of a code, whatever program prints it: `ExpiredToken`, `ECONNRESET`, `invalid_grant`, `AADSTS50126`, `ORA-00942`. A name
//! counts if its shape is unmistakable and its line is an error context; in a line that is merely pasted it must also stand
//! where an error names itself: at the beginning, at the end, before a colon, or behind a word that announces a code
//! (`Code: SkuNotAvailable`). Systems whose names other programs use as well are read only where they are announced.

use std::ops::Range;

use super::line::{Body, Taken, ends_with, message_around};
use super::line::{CAPITAL, DIGIT, JOINT, SMALL, class_of};
use crate::catalog::names::fold;
use crate::catalog::order::Order;
use crate::catalog::rows::SystemRow;
use crate::catalog::rules::{BareNames, Kind};
use crate::detect::codes::code_of_row;
use crate::detect::context::{Context, is_general};
use crate::detect::detection::{Code, Detection, DetectionKind};
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
        let taken = Taken::of(knowledge, &region.found);
        for line in region.lines(knowledge) {
            let mut named: Vec<(Range<usize>, Detection)> = Vec::new();
            // `at parseError (parser.js:179:12)`: what a frame names is a function.
            if text[line.line.clone()].trim_ascii_start().starts_with(b"at ") {
                continue;
            }
            for word in shaped_words(text, &line.line) {
                if named.len() > MAX_NAMES {
                    break;
                }
                let name = &text[word.clone()];
                let before = &text[line.line.start..word.start];
                // `Error:invalid_auth` announces, as `oauth2:invalid_grant` does not.
                let is_in_module = || is_of_a_module(text, &word) && !is_announced(before, &names.announcing);
                let is_other = is_part_of_a_path(text, &word)
                    || is_in_module()
                    || is_named_value(text, &word)
                    || is_attribute(text, &word);
                // Most words of this shape are no code: to look one up costs less than to look around it.
                let known = !is_other && knowledge.catalog.bare_name(name).is_some();
                if !known || names.except.iter().any(|except| except.as_bytes() == name) {
                    continue;
                }
                let is_marked = names.marked.iter().any(|mark| match mark.strip_prefix('*') {
                    Some(end) => name.ends_with(end.as_bytes()),
                    None => name.starts_with(mark.as_bytes()),
                });
                let announced = is_marked || is_announced(before, &names.announcing);
                let near =
                    &text[word.start.saturating_sub(MAX_MENTION_BYTES)..text.len().min(word.end + MAX_MENTION_BYTES)];
                let package = package_of(text, &word);
                let Some(code) = code_named(knowledge, names, name, announced, (near, package)) else { continue };
                let (start, context) = line.read(text);
                // `[NAME] sentence` looks like the prefix of a logger.
                let is_first = text[line.line.start..word.start].trim_ascii_start() == b"[";
                let (start, context) = match word.start < start && is_first {
                    true => (line.line.start, context.max(Context::Pasted)),
                    false => (start, context),
                };
                let body = Body { text, range: start..line.line.end };
                let stands = match context {
                    Context::None => false,
                    Context::Pasted => {
                        !is_item(&text[line.line.clone()]) && (announced || names_itself(text, &body.range, &word))
                    }
                    Context::Failed => true,
                };
                if !stands || word.start < start || named.iter().any(|(_, other)| other.codes.contains(&code)) {
                    continue;
                }
                let (message, around) = message_around(&body, word.start);
                let span = taken.span_of(&word, around);
                let mut fields = Fields::default();
                fields.add("message", message);
                named.push((word, Detection::new(DetectionKind::Format(format), span, vec![code], fields)));
            }
            if named.len() <= MAX_NAMES {
                let free = named.into_iter().filter(|(word, _)| taken.is_free(word.start));
                found.extend(free.map(|(_, detection)| detection));
            }
        }
        found
    }
}

/// Gives a code that is named beside a status, or alone in a value of a document, to the error that holds it: both are one.
/// The name says more and comes first.
pub(crate) fn adopt(knowledge: &Knowledge<'_>, outer: &mut Detection) {
    let general = is_general(knowledge, outer);
    let is_name = |one: &Detection| {
        let says_more = one.fields.first("message").is_some_and(|message| message.contains(char::is_whitespace));
        matches!(one.kind, DetectionKind::Format(at) if [knowledge.names, knowledge.numbers].contains(&Some(at)))
            && one.inner.is_empty()
            && (general || !says_more)
    };
    if !outer.codes.is_empty() {
        let (names, others): (Vec<Detection>, Vec<Detection>) =
            std::mem::take(&mut outer.inner).into_iter().partition(is_name);
        outer.inner = others;
        let codes = names.into_iter().flat_map(|name| name.codes);
        let new: Vec<Code> = codes.filter(|code| !outer.codes.iter().any(|known| known.is_same(code))).collect();
        outer.codes.splice(0..0, new);
    }
    outer.inner.iter_mut().for_each(|inner| adopt(knowledge, inner));
}

/// How far from a name the system is looked for that it is of.
const MAX_MENTION_BYTES: usize = 2048;

/// The code that a word names. If several systems have it, the one that the text near it mentions, else the likeliest. The class
/// of a package is a code only of the system that the package is for. `announced`: a word before it says that it is a code.
fn code_named(
    knowledge: &Knowledge<'_>,
    names: &BareNames<'_>,
    name: &[u8],
    announced: bool,
    (near, package): (&[u8], Option<&str>),
) -> Option<Code> {
    let only_announced: &[&str] = if announced { &names.announced } else { &[] };
    let rank = |system: &str| names.systems.iter().chain(only_announced).position(|one| *one == system);
    // The long machine lists hold names that many programs use for classes of their own.
    let read = knowledge.catalog.bare_name(name)?.filter(|one| one.row.page || one.row.title.is_some());
    let is_printed = |one: &SystemRow<'_>| !names.by_code.contains(&one.system) || one.row.code.as_bytes() == name;
    let read = read.filter(is_printed);
    let read = read.filter(|one| package.is_none_or(|package| is_for(knowledge, package, one.system)));
    let mut meanings: Vec<_> = read.map(|one| (rank(one.system), one)).collect();
    if meanings.len() > 1 {
        let near = near.to_ascii_lowercase();
        let is_near = |word: &str| memchr::memmem::find(&near, word.as_bytes()).is_some();
        let prefixes = |id: &str| knowledge.catalog.system(id).into_iter().flat_map(|system| system.prefixes.iter());
        let mentioned = |system: &str| is_near(system) || prefixes(system).any(|prefix| is_near(prefix));
        meanings.order_by_key(|(rank, row)| (rank.is_none() || !mentioned(row.system), rank.unwrap_or(usize::MAX)));
    }
    // A name that a system with formats of its own knows as well is left to these: `ALREADY_EXISTS`.
    let elsewhere = meanings.iter().any(|(rank, one)| rank.is_none() && one.row.page);
    let (likeliest, row) = meanings.first().filter(|_| !elsewhere)?;
    likeliest.is_some().then(|| code_of_row(knowledge, row))
}

/// How many bytes may separate a name from the word that announces it: `\\":\\"`.
const MAX_ANNOUNCING_BYTES: usize = 6;

/// Whether the text before a name ends with a word that announces a code, and what separates a name from its value.
fn is_announced(before: &[u8], announcing: &[&str]) -> bool {
    let separators = before.iter().rev().take_while(|byte| b" :=\"'\\([<>{".contains(byte)).count();
    let (before, separator) = before.split_at(before.len() - separators);
    // `error code NAME` assigns too.
    let assigns =
        separator.iter().any(|byte| b":=>([".contains(byte)) || (!separator.is_empty() && ends_with(before, "code"));
    assigns && separators <= MAX_ANNOUNCING_BYTES && announcing.iter().any(|word| ends_with(before, word))
}

/// Whether a line is an item of a list.
fn is_item(line: &[u8]) -> bool {
    matches!(line.trim_ascii_start(), [b'-' | b'*', b' ', ..])
}

/// The words of a range that cannot be words of a language: `ExpiredToken`, `ECONNRESET`, `AADSTS50126`, `invalid_grant`, `SIGKILL`.
/// Capitals, a dash and a number are one word: `ORA-00942`. All bytes of the lines that are read pass through here: each is looked at
/// once.
fn shaped_words<'t>(text: &'t [u8], range: &Range<usize>) -> impl Iterator<Item = Range<usize>> + 't {
    let (start, bytes) = (range.start, &text[range.clone()]);
    let class = |byte: &u8| class_of(*byte);
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += bytes[at..].iter().position(|byte| class(byte) != 0)?;
            let begin = at;
            let first = class(&bytes[at]);
            let (mut tail, mut last, mut humps) = (0, first, false);
            at += 1;
            while let Some(next) = bytes.get(at).map(class).filter(|next| *next != 0) {
                humps |= (last, next) == (SMALL, CAPITAL);
                tail |= next;
                last = next;
                at += 1;
            }
            if first | tail == CAPITAL {
                let number = number_behind(&bytes[at..]);
                at += number;
                tail |= if number > 0 { DIGIT } else { 0 };
            }
            // Most words are small letters after the first.
            let fits = (MIN_NAME_BYTES..=MAX_NAME_BYTES).contains(&(at - begin)) && tail != SMALL;
            if fits && has_shape(&bytes[begin..at], first, first | tail, humps) {
                return Some(start + begin..start + at);
            }
        }
    })
}

/// How long the dash and the number are that belong to a word of capitals before them: `-00942` of `ORA-00942`, none of `SHA-256-bit`.
fn number_behind(rest: &[u8]) -> usize {
    let Some(number) = rest.strip_prefix(b"-") else { return 0 };
    let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let ends = number.get(digits).is_none_or(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_'));
    if ends && (3..=6).contains(&digits) { digits + 1 } else { 0 }
}

/// Whether a word has the shape of a name. `first` and `all`: the classes of its first byte and of all its bytes.
fn has_shape(name: &[u8], first: u8, all: u8, humps: bool) -> bool {
    let shouted = all & SMALL == 0;
    humps
        || all & JOINT != 0
        || (shouted && first == CAPITAL && all & DIGIT != 0)
        || (shouted && (name.starts_with(b"E") || name.starts_with(b"SIG") || name.starts_with(b"WSAE")))
}

/// Whether a word is a part of a path, a URL, an address or a longer name.
fn is_part_of_a_path(text: &[u8], word: &Range<usize>) -> bool {
    let before = word.start.checked_sub(1).map(|at| text[at]);
    let after = text.get(word.end).copied();
    let follows = text.get(word.end + 1).copied().unwrap_or(b' ');
    matches!(before, Some(b'*' | b'`' | b'/' | b'\\' | b'-' | b'@' | b'$' | b'%' | b'&' | b'?'))
        || matches!(after, Some(b'/' | b'@' | b'%' | b'='))
        || (matches!(after, Some(b'.' | b'-')) && follows.is_ascii_alphanumeric())
        || (after == Some(b'(') && follows == b')')
}

/// Whether a word is a name of a module: `errors.invalid_request`.
fn is_of_a_module(text: &[u8], word: &Range<usize>) -> bool {
    let small = !text[word.clone()].iter().any(u8::is_ascii_uppercase);
    small && matches!(text[..word.start].last(), Some(b'.' | b':'))
}

/// How far behind a name its value is: `\\": false`.
const MAX_VALUE_BYTES: usize = 24;

/// Whether a word is the name of an attribute that an object lacks: `has no attribute 'ResourceInUseException'`.
fn is_attribute(text: &[u8], word: &Range<usize>) -> bool {
    text[..word.start].ends_with(b"attribute '")
}

/// Whether a word is the name of a value that says no more than yes, no, or how many: `"internalError": false`.
fn is_named_value(text: &[u8], word: &Range<usize>) -> bool {
    let rest = &text[word.end..text.len().min(word.end + MAX_VALUE_BYTES)];
    let quotes = rest.iter().take_while(|byte| matches!(byte, b'"' | b'\'' | b'\\')).count();
    let Some(value) = rest[quotes..].strip_prefix(b":").filter(|_| quotes > 0) else { return false };
    let value = value.trim_ascii_start().to_ascii_lowercase();
    value.first().is_some_and(u8::is_ascii_digit)
        || [&b"false"[..], b"true", b"null", b"none"].iter().any(|one| value.starts_with(one))
}

/// Names of packages that every library has.
const COMMON_PACKAGES: [&str; 8] =
    ["codes", "error", "errorfactory", "errors", "exception", "exceptions", "model", "types"];

/// The package of a class: `jakarta.ws.rs` of `jakarta.ws.rs.NotAuthorizedException`. Constants such as `syscall.ECONNREFUSED` are
/// those of a system in every package.
fn package_of<'t>(text: &'t [u8], word: &Range<usize>) -> Option<&'t str> {
    let of_path = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
    let before = text[..word.start].strip_suffix(b".")?;
    let length = before.iter().rev().take(MAX_NAME_BYTES).take_while(|byte| of_path(byte)).count();
    let is_class = text[word.clone()].iter().any(u8::is_ascii_lowercase);
    let package = std::str::from_utf8(&before[before.len() - length..]).ok()?;
    (is_class && !package.is_empty()).then_some(package)
}

/// Whether a package is for a system, by its name, or says nothing of what it is for.
fn is_for(knowledge: &Knowledge<'_>, package: &str, system: &str) -> bool {
    let parts = || package.split('.').map(fold);
    let known = knowledge.catalog.system(system);
    let names = known.into_iter().flat_map(|one| one.prefixes.iter().copied()).chain([system]);
    let names: Vec<&str> = names.collect();
    // Short names are parts of other words.
    let is_named =
        |part: &str| names.iter().any(|name| part.starts_with(name) || (name.len() > 3 && part.contains(name)));
    parts().all(|part| COMMON_PACKAGES.contains(&part.as_str())) || parts().any(|part| is_named(&part))
}

/// Whether a word is where an error names itself: alone, last in its line, before a colon and a sentence, or in brackets at
/// the beginning.
fn names_itself(text: &[u8], body: &Range<usize>, word: &Range<usize>) -> bool {
    let (before, rest) = (&text[body.start..word.start], &text[word.end..body.end]);
    let ends = rest.iter().all(|byte| !byte.is_ascii_alphanumeric());
    let bracketed = matches!((before.trim_ascii_start(), rest), (b"[", [b']', ..]) | (b"(", [b')', ..]));
    let sentence = if bracketed { rest[1..].strip_prefix(b" ") } else { rest.strip_prefix(b": ") };
    ends || sentence.and_then(<[u8]>::first).is_some_and(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Explainer;

    fn first_system(explainer: &Explainer<'_>, text: &str) -> Option<String> {
        explainer.diagnose(text).findings.first()?.codes.first().map(|code| code.system.clone())
    }

    fn is_shaped(name: &str) -> bool {
        let text = format!("a {name}");
        shaped_words(text.as_bytes(), &(0..text.len())).eq(std::iter::once(2..text.len()))
    }

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
            assert!(is_shaped(name), "{name}");
        }
        for name in ["Forbidden", "UNKNOWN", "timeout", "NotFound".to_lowercase().as_str(), "TIMEOUT"] {
            assert!(!is_shaped(name), "{name}");
        }
    }

    #[test]
    fn a_number_behind_capitals_belongs_to_the_name() {
        let found = |text: &'static str| -> Vec<&str> {
            shaped_words(text.as_bytes(), &(0..text.len())).map(|word| &text[word]).collect()
        };
        assert_eq!(found("ORA-00942: table or view"), ["ORA-00942"]);
        assert_eq!(found("SHA-2567-bit, LINES-12, Ora-00942, LANES-1234567"), [""; 0]);
    }

    #[test]
    fn what_announces_a_code() {
        let announcing = ["code", "error"];
        for before in [
            "Code: ",
            "ErrorCode: ",
            "error_code=",
            "\"code\":\"",
            "\\\"code\\\": \\\"",
            "'code': '",
            "<Code>",
            "Code=\"",
            "error: (",
            "failed with error code ",
            "{ code: '",
        ] {
            assert!(is_announced(before.as_bytes(), &announcing), "{before}");
        }
        for before in
            ["", "code", "the error ", "encoded: ", "decode: ", "barcode=", "code of ", "error, ", "code:          "]
        {
            assert!(!is_announced(before.as_bytes(), &announcing), "{before}");
        }
    }

    #[test]
    fn a_name_of_several_systems_is_that_of_the_one_that_is_mentioned() {
        let explainer = Explainer::new().expect("a sound catalog");
        let system = |text: &str| first_system(&explainer, text);
        assert_eq!(system("upload failed: NoSuchBucket").as_deref(), Some("aws"));
        assert_eq!(system("upload to storage.googleapis.com failed: NoSuchBucket").as_deref(), Some("google"));
        assert_eq!(system("    at parseError (node_modules/x/parser.js:179:12)"), None);
        // A system that is mentioned and does not have the name has no say.
        assert_eq!(system("upload from azure failed: NoSuchBucket").as_deref(), Some("aws"));
    }

    #[test]
    fn the_name_of_a_value_is_no_code() {
        let named = |text: &str| {
            let at = text.find("internalError").expect("the name");
            is_named_value(text.as_bytes(), &(at..at + "internalError".len()))
        };
        assert!(
            named("{'internalError': False}") && named(r#"{\"internalError\":3}"#) && named(r#""internalError": null"#)
        );
        assert!(
            !named("internalError: 3 of 4 failed") && !named(r#"{"internalError": "no"}"#) && !named("internalError")
        );
    }

    #[test]
    fn the_name_of_an_attribute_is_no_code() {
        let explainer = Explainer::new().expect("a sound catalog");
        let missing =
            "AttributeError: <botocore.errorfactory.LambdaExceptions object at 0x11> has no attribute 'NAME'.";
        assert_eq!(first_system(&explainer, &missing.replace("NAME", "ResourceInUseException")), None);
        assert_eq!(first_system(&explainer, "failed: 'ResourceInUseException'.").as_deref(), Some("aws"));
    }

    #[test]
    fn the_class_of_a_package_is_a_code_of_the_system_that_the_package_is_for() {
        let explainer = Explainer::new().expect("a sound catalog");
        let system = |text: &str| first_system(&explainer, text);
        for class in
            ["botocore.errorfactory.NoSuchBucket", "com.amazonaws.s3.model.NoSuchBucket", "errors.NoSuchBucket"]
        {
            assert_eq!(system(&format!("failed: {class}: The bucket is gone")).as_deref(), Some("aws"), "{class}");
        }
        assert_eq!(system("failed: syscall.ECONNREFUSED").as_deref(), Some("errno"));
        for class in ["com.example.store.NoSuchBucket", "lib.NoSuchBucket", "java.lang.NoSuchBucket"] {
            assert_eq!(system(&format!("failed: {class}: The bucket is gone")), None, "{class}");
        }
    }

    #[test]
    fn a_name_is_read_in_every_form_in_which_programs_print_codes() {
        let explainer = Explainer::new().expect("a sound catalog");
        let says = "The request could not be completed.";
        let forms = [
            format!("Error: NAME: {says}"),
            format!("Error creating resource\nCode: NAME\nMessage: {says}\n"),
            format!("Code: NAME Message: {says}"),
            format!("{{\"error\":{{\"code\":\"NAME\",\"message\":\"{says}\"}}}}"),
            format!("{{\n  \"errorCode\": \"NAME\",\n  \"errorMessage\": \"{says}\"\n}}"),
            format!("Code=\"NAME\" Message=\"{says}\""),
            format!("request failed: code=NAME, message={says}, requestId=1"),
            format!("StatusCode: 400, ErrorCode: NAME, Message: {says}"),
            format!("<Error><Code>NAME</Code><Message>{says}</Message></Error>"),
            format!("Exception: {{'code': 'NAME', 'message': '{says}'}}"),
            format!("{{\n  code: 'NAME',\n  message: '{says}'\n}}"),
            format!("com.example.ServiceException: error: NAME: {says}\n\tat com.example.Client.call(Client.java:10)"),
            format!("Error: ServiceError {{ code: \"NAME\", message: \"{says}\" }}"),
            "The operation failed, error code: NAME".to_owned(),
            "request rejected, reason: NAME".to_owned(),
        ];
        for name in [
            "SkuNotAvailable",
            "ERR_HTTP2_PROTOCOL_ERROR",
            "DuplicateKey",
            "handshake_failure",
            "SQLITE_CORRUPT",
            "ORA-02289",
        ] {
            for form in &forms {
                let report = explainer.diagnose(&form.replace("NAME", name));
                let codes =
                    report.findings.first().map(|one| one.codes.iter().map(|code| code.code.as_str()).collect());
                let codes: Vec<&str> = codes.unwrap_or_default();
                assert!(codes.contains(&name), "{codes:?} {}", form.replace("NAME", name));
            }
        }
    }

    #[test]
    fn a_name_beside_a_status_is_the_first_code_of_one_error() {
        let explainer = Explainer::new().expect("a sound catalog");
        let report =
            explainer.diagnose("StatusCode: 409, ErrorCode: ConditionalCheckFailedException, Message: it has changed");
        let codes: Vec<String> =
            report.findings[0].codes.iter().map(|one| format!("{} {}", one.system, one.code)).collect();
        assert_eq!(
            (report.findings.len(), codes),
            (1, vec!["aws ConditionalCheckFailedException".to_owned(), "http 409".to_owned()])
        );
    }

    #[test]
    fn where_an_error_names_itself() {
        let stands = |text: &str| {
            let at = text.find("AccessDenied").expect("the name");
            names_itself(text.as_bytes(), &(0..text.len()), &(at..at + "AccessDenied".len()))
        };
        for text in [
            "AccessDenied",
            "fetch: AccessDenied.",
            "AccessDenied: not yours",
            "[AccessDenied] Not yours",
            "(AccessDenied) no",
        ] {
            assert!(stands(text), "{text}");
        }
        for text in ["AccessDenied is a class", "[AccessDenied]: 3", "a (AccessDenied) b", "AccessDenied: 3"] {
            assert!(!stands(text), "{text}");
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
