//! HTTP statuses in words, whatever program prints them: a number beside its own reason phrase (`413 Payload Too Large`),
//! behind a word that announces it (`status code: 401`, `got 403`), or after a method and a URL (`GET /v1/o 404`).

use std::ops::Range;

use super::json;
use super::line::{Body, MAX_SEPARATORS, ends_with, is_separator, message_around, separators_at_end};
use crate::catalog::rules::{Kind, StatusWords};
use crate::detect::codes::codes_of;
use crate::detect::context::Context;
use crate::detect::detection::{Detection, DetectionKind};
use crate::detect::overlap::{is_covered, taken};
use crate::detect::{Reader, Region, decode, is_expected};
use crate::field::Fields;
use crate::knowledge::Knowledge;
use crate::records::is_complaint;

/// Reads statuses in the lines of an error context.
pub(crate) struct Statuses;

impl Reader for Statuses {
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection> {
        let text = region.text.bytes;
        let kind = |at: usize| knowledge.rules.formats.get(at).map(|format| &format.kind);
        let Some(Kind::Status(words)) = knowledge.statuses.and_then(kind) else { return Vec::new() };
        let Some(words) = words.get() else { return Vec::new() };
        let mut read = Vec::new();
        let taken = taken(&region.found);
        for line in region.lines(knowledge) {
            if numbers_in(text, &line.line).next().is_none() {
                continue;
            }
            let (body, context) = line.read(text);
            let body = Body { text, range: body..line.line.end };
            // What begins a JSON document is its reader's.
            let is_document = matches!(body.bytes().trim_ascii_start().first(), Some(b'{' | b'['));
            if is_document && context != Context::Failed {
                continue;
            }
            let place = line.line.clone();
            let line = Line { body, context, whole: region.text.depth == 0 };
            read.extend(line.only_status(words).map(|status| (place, line, status)));
        }
        let mut found = Vec::new();
        for (_, line, status) in without_tables(read) {
            let mut formats = knowledge.statuses.iter().chain(&knowledge.requests).copied();
            let format = formats.find(|at| kind(*at).is_some_and(|kind| status.is_of(kind)));
            let format = format.filter(|_| !is_covered(&taken, status.number.start));
            found.extend(format.and_then(|format| line.detection(knowledge, format, status)));
        }
        found
    }
}

/// What a line reports, with the place of the line.
type Reported<'t> = (Range<usize>, Line<'t>, Status<'t>);

/// The statuses without those of tables in documents: lines right below one another that begin with statuses, each higher than the one
/// before it.
fn without_tables(read: Vec<Reported<'_>>) -> impl Iterator<Item = Reported<'_>> {
    let is_row = |(place, _, status): &Reported<'_>| status.number.start == place.start && status.request.is_none();
    let is_next = |above: &Reported<'_>, below: &Reported<'_>| {
        let between = above.0.end..below.0.start;
        is_row(above) && is_row(below) && between.len() <= 2 && above.2.status < below.2.status
    };
    let lengths: Vec<usize> = read.chunk_by(is_next).map(<[_]>::len).collect();
    let is_table = lengths.into_iter().flat_map(|length| std::iter::repeat_n(length >= MIN_TABLE_STATUSES, length));
    read.into_iter().zip(is_table).filter(|(_, is_table)| !is_table).map(|(reported, _)| reported)
}

/// The numbers from 400 to 599 that stand alone in a line, by their place in the text.
fn numbers_in<'t>(text: &'t [u8], line: &Range<usize>) -> impl Iterator<Item = usize> + use<'t> {
    let (start, bytes) = (line.start, &text[line.clone()]);
    let digits = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let candidates = memchr::memchr2_iter(b'4', b'5', bytes);
    let candidates = candidates.filter(move |at| digits(at + 1) && digits(at + 2) && !digits(at + 3));
    let alone = candidates.filter(|at| begins_number(&bytes[..*at]) && ends_number(&bytes[at + 3..]));
    alone.map(move |at| start + at)
}

/// The body of a record's line, and whether it is an error context.
struct Line<'t> {
    body: Body<'t>,
    context: Context,
    /// Whether it is a line of the input, and no value of a document or string.
    whole: bool,
}

/// A status in a line.
#[derive(Debug, PartialEq, Eq)]
struct Status<'t> {
    number: Range<usize>,
    status: u16,
    /// The reason phrase beside it.
    phrase: Option<Range<usize>>,
    request: Option<Request<'t>>,
}

/// The method and the URL or path that a line names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Request<'t> {
    method: &'t [u8],
    url: &'t [u8],
}

impl Status<'_> {
    fn is_of(&self, kind: &Kind<'_>) -> bool {
        match kind {
            Kind::Status(_) => self.request.is_none(),
            Kind::Request(min, max) => self.request.is_some() && (*min..=*max).contains(&self.status),
            _ => false,
        }
    }
}

/// How many different statuses make a line, or lines below one another, a table of them.
const MIN_TABLE_STATUSES: usize = 3;
/// How far from its status a request is looked for.
const MAX_REQUEST_BYTES: usize = 2048;
/// How many numbers of a line are looked at.
const MAX_NUMBERS: usize = 64;
/// Methods of HTTP requests as logs print them.
const METHODS: [&[u8]; 9] =
    [b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS", b"CONNECT", b"PROPFIND"];
/// Words between a status and what says that it is one.
const BETWEEN: [&[u8]; 16] = [
    b"is",
    b"was",
    b"of",
    b"a",
    b"an",
    b"the",
    b"reason",
    b"phrase",
    b"reasonphrase",
    b"message",
    b"text",
    b"statustext",
    b"error",
    b"code",
    b"http",
    b"status",
];
/// What may follow the number after a verb such as `got`.
const AFTER_VERB: [&[u8]; 19] = [
    b"err",
    b"from",
    b"for",
    b"on",
    b"while",
    b"when",
    b"in",
    b"by",
    b"after",
    b"response",
    b"error",
    b"status",
    b"instead",
    b"at",
    b"but",
    b"and",
    b"with",
    b"http",
    b"trying",
];
/// What counts something, so that the number before it is no status.
const UNITS: [&[u8]; 30] = [
    b"ms",
    b"s",
    b"us",
    b"sec",
    b"secs",
    b"seconds",
    b"minutes",
    b"min",
    b"hours",
    b"days",
    b"bytes",
    b"byte",
    b"b",
    b"kb",
    b"mb",
    b"gb",
    b"kib",
    b"mib",
    b"rows",
    b"items",
    b"records",
    b"lines",
    b"times",
    b"files",
    b"requests",
    b"errors",
    b"users",
    b"messages",
    b"of",
    b"px",
];

impl<'t> Line<'t> {
    /// The status that the line reports. A line with many is a table of them.
    fn only_status(&self, words: &StatusWords<'_>) -> Option<Status<'t>> {
        let mut all =
            numbers_in(self.body.text, &self.body.range).filter_map(|at| self.status(at, words)).take(MAX_NUMBERS);
        let first = all.next()?;
        let mut others: Vec<u16> = all.map(|status| status.status).filter(|status| *status != first.status).collect();
        others.dedup();
        (others.len() < MIN_TABLE_STATUSES - 1).then_some(first)
    }

    /// The status at a number, if something says that it is one.
    fn status(&self, at: usize, words: &StatusWords<'_>) -> Option<Status<'t>> {
        let number = at..at + 3;
        let status = std::str::from_utf8(&self.body.text[number.clone()]).ok()?.parse().ok()?;
        if is_expected(self.body.text, at) {
            return None;
        }
        let (before, after) = (&self.body.text[self.body.range.start..at], &self.body.text[at + 3..]);
        let phrases = words.phrases.iter().find(|(known, _)| *known == status).map(|(_, phrases)| phrases.as_slice());
        let phrases = phrases.unwrap_or_default();
        let phrase = phrase_after(after, phrases).map(|range| at + 3 + range.start..at + 3 + range.end);
        let phrase = phrase.or_else(|| {
            phrase_before(before, phrases)
                .map(|range| self.body.range.start + range.start..self.body.range.start + range.end)
        });
        let request = self.request(at);
        let counts = UNITS.iter().any(|unit| next_word(after).eq_ignore_ascii_case(unit));
        // `status=404` is a value of a record that may be about something else.
        let is_value = matches!(before, [.., b'=']) && self.context < Context::Failed;
        // `Code: 516. DB::Exception` is a code of another system.
        let is_known = !phrases.is_empty() || names_a_status(before);
        let announced = !counts
            && !is_value
            && is_known
            && (ends_with_word(before, &words.words)
                || (ends_with_word(before, &words.verbs) && clause_ends(after))
                || (self.whole && begins_a_complaint(before, &self.body.text[at + 3..self.body.range.end])));
        if request.is_none() && self.context == Context::None {
            return None;
        }
        (phrase.is_some() || request.is_some() || announced).then_some(Status { number, status, phrase, request })
    }

    /// The request whose status is at a place: the number follows its URL, or is right before its method.
    fn request(&self, at: usize) -> Option<Request<'t>> {
        let near = self.body.range.start.max(at.saturating_sub(MAX_REQUEST_BYTES))
            ..self.body.range.end.min(at + MAX_REQUEST_BYTES);
        let (bytes, at) = (&self.body.text[near.clone()], at - near.start);
        let begins = |at: &usize| *at == 0 || (!bytes[at - 1].is_ascii_alphanumeric() && bytes[at - 1] != b'_');
        let starts = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_uppercase()).filter(begins);
        for (start, method) in
            starts.filter_map(|at| Some((at, METHODS.iter().find(|method| bytes[at..].starts_with(method))?)))
        {
            let rest = &bytes[start + method.len()..];
            let gap = rest.iter().take_while(|byte| matches!(byte, b' ' | b'"' | b'\'' | b'<')).count();
            let url = &rest[gap..];
            if gap == 0 || gap > 12 || !(url.starts_with(b"/") || url.starts_with(b"http") || *method == b"CONNECT") {
                continue;
            }
            let ends =
                |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'>' | b',' | b'|' | b')');
            let url = &url[..url.iter().position(ends).unwrap_or(url.len())];
            // Only a tunnel is asked for by host and port.
            if *method == b"CONNECT" && !is_host_and_port(url) {
                continue;
            }
            let end = start + method.len() + gap + url.len();
            let follows = at >= end && between_url_and_status(&bytes[end..at]);
            let leads = at + 3 <= start && leads_request(&bytes[..at], &bytes[at + 3..start]);
            if follows || leads {
                return Some(Request { method, url: url.strip_suffix(b":").unwrap_or(url) });
            }
        }
        None
    }

    fn detection(&self, knowledge: &Knowledge<'_>, format: usize, status: Status<'_>) -> Option<Detection> {
        let mut fields = Fields::default();
        fields.add("http.status", status.status.to_string());
        if let Some(phrase) = status.phrase {
            fields.add("http.reason", decode(&self.body.text[phrase], None));
        }
        if let Some(request) = status.request {
            fields.add("http.method", decode(request.method, None));
            if request.method == b"CONNECT" {
                fields.add("http.host", decode(request.url, None));
            } else {
                fields.add("http.path", decode(path_of(request.url), None));
                fields.add("http.url", decode(request.url, None));
            }
        }
        let (message, mut span) = message_around(&self.body, status.number.start);
        fields.add("message", message);
        let codes = codes_of(knowledge, format, &fields)?;
        let mut inner = Vec::new();
        if let Some((document, messages)) = self.body(status.number.start) {
            span.end = span.end.max(document.end);
            inner.extend(messages.into_iter().map(|message| said(message, document.clone())));
        }
        Some(Detection { inner, ..Detection::new(DetectionKind::Format(format), span, codes, fields) })
    }

    /// The document that begins on the line and holds or follows a number, with the messages in it.
    fn body(&self, number: usize) -> Option<(Range<usize>, Vec<String>)> {
        let start = json::first_opening(self.body.text, self.body.range.clone())?;
        let (value, end) = json::value_at(self.body.text, start)?;
        let messages = json::messages_of(&value);
        (end > number && !messages.is_empty()).then_some((start..end, messages))
    }
}

/// How far before a number it is called a status or one of HTTP.
const MAX_NAME_BYTES: usize = 24;

/// Whether the words before a number call it a status, or one of HTTP.
fn names_a_status(before: &[u8]) -> bool {
    let near = before[before.len().saturating_sub(MAX_NAME_BYTES)..].to_ascii_lowercase();
    [&b"status"[..], b"http"].iter().any(|name| memchr::memmem::find(&near, name).is_some())
}

/// What a body says in words that no format knows.
fn said(message: String, span: Range<usize>) -> Detection {
    let mut fields = Fields::default();
    fields.add("message", message);
    Detection::new(DetectionKind::TraceLine, span, Vec::new(), fields)
}

/// The path of a URL.
fn path_of(url: &[u8]) -> &[u8] {
    let rest = url.strip_prefix(b"https://").or_else(|| url.strip_prefix(b"http://"));
    let path = match rest {
        Some(rest) => rest.iter().position(|byte| *byte == b'/').map_or(b"/".as_slice(), |at| &rest[at..]),
        None => url,
    };
    path.split(|byte| *byte == b'?').next().unwrap_or(path)
}

/// Whether a number can begin after these bytes: not inside a word, a decimal, a difference or a path.
fn begins_number(before: &[u8]) -> bool {
    match before {
        [] => true,
        [.., byte] if byte.is_ascii_whitespace() => true,
        [
            ..,
            b'"' | b'\'' | b'`' | b'(' | b'[' | b'{' | b'<' | b'>' | b'=' | b':' | b',' | b'|' | b';' | b'!' | b'*',
        ] => true,
        // `TCP_DENIED/403`, `HTTP/404`: a word in capitals, and no path.
        [.., word, b'/'] => word.is_ascii_uppercase(),
        [.., b'_' | b'-'] => {
            let word =
                before[..before.len() - 1].rsplit(|byte| !byte.is_ascii_alphanumeric()).next().unwrap_or_default();
            [b"http".as_slice(), b"status", b"code", b"error"].iter().any(|known| word.eq_ignore_ascii_case(known))
        }
        _ => before.len() >= 4 && before[before.len() - 4..].eq_ignore_ascii_case(b"http"),
    }
}

/// Whether a number can end before these bytes.
fn ends_number(after: &[u8]) -> bool {
    match after {
        [] => true,
        [b'.' | b'-' | b'/' | b',' | b':', digit, ..] if digit.is_ascii_digit() => false,
        // `408, 429 or 503`: a list.
        [b',', b' ', a, b, c, ..] if [a, b, c].into_iter().all(u8::is_ascii_digit) => false,
        // `535 5.7.8`: a reply of a mail server with its enhanced status.
        [b' ', class, b'.', subject, b'.', ..] if class.is_ascii_digit() && subject.is_ascii_digit() => false,
        [b'_', letter, ..] => letter.is_ascii_alphabetic(),
        [byte, ..] => byte.is_ascii_whitespace() || b"\"'`)]}<>,.;:|/-!?(\\&".contains(byte),
    }
}

/// The word that follows, past spaces.
fn next_word(after: &[u8]) -> &[u8] {
    let after = after.trim_ascii_start();
    let end = after.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(after.len());
    &after[..end]
}

/// Whether the text is the phrase, in any case and with any of space, `_` and `-` between its words, and ends there.
fn is_phrase(text: &[u8], phrase: &str) -> Option<usize> {
    let mut at = 0;
    for wanted in phrase.bytes() {
        let byte = *text.get(at)?;
        match wanted {
            b' ' if matches!(byte, b' ' | b'_' | b'-') => at += 1,
            // `PayloadTooLarge`: words run together.
            b' ' if byte.is_ascii_uppercase() => {}
            _ if byte.eq_ignore_ascii_case(&wanted) => at += 1,
            _ => return None,
        }
    }
    text.get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric()).then_some(at)
}

/// The status' own reason phrase right after its number.
fn phrase_after(after: &[u8], phrases: &[&str]) -> Option<Range<usize>> {
    let mut at = 0;
    for _ in 0..4 {
        let separators =
            after[at..].iter().take_while(|byte| is_separator(**byte) || matches!(**byte, b')' | b']')).count();
        at += separators;
        if separators > MAX_SEPARATORS {
            return None;
        }
        if let Some(length) = phrases.iter().find_map(|phrase| is_phrase(&after[at..], phrase)) {
            return Some(at..at + length);
        }
        let word = next_word(&after[at..]).len();
        let between = word > 0 && BETWEEN.iter().any(|known| after[at..at + word].eq_ignore_ascii_case(known));
        if !between {
            return None;
        }
        at += word;
    }
    None
}

/// The status' own reason phrase right before its number: `Unauthorized (401)`.
fn phrase_before(before: &[u8], phrases: &[&str]) -> Option<Range<usize>> {
    let end = before.len() - separators_at_end(before)?;
    phrases.iter().find_map(|phrase| {
        let joined = phrase.bytes().filter(|byte| *byte != b' ').count();
        [phrase.len(), joined].into_iter().find_map(|length| {
            let start = end.checked_sub(length)?;
            let begins = start == 0 || !before[start - 1].is_ascii_alphanumeric();
            (begins && is_phrase(&before[start..end], phrase) == Some(length)).then_some(start..end)
        })
    })
}

/// Whether the text ends with one of the words, past separators and a few filling words.
fn ends_with_word(before: &[u8], words: &[&str]) -> bool {
    let mut end = before.len();
    for _ in 0..4 {
        let Some(separators) = separators_at_end(&before[..end]) else { return false };
        end -= separators;
        if words.iter().any(|word| ends_with(&before[..end], word)) {
            return true;
        }
        let word = before[..end].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let filling = BETWEEN.iter().any(|known| before[end - word..end].eq_ignore_ascii_case(known));
        // `HTTP/1.1`, `HTTP/2`
        let version = before[..end].rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let version = version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
            && before[..end - version.len()].ends_with(b"HTTP/");
        if version {
            return true;
        }
        if !filling || word == 0 {
            return false;
        }
        end -= word;
    }
    false
}

/// Whether a number begins a sentence that says what failed, at the beginning of a message: `403 User not registered in the
/// dashboard`, `GatedRepoError: 401 Client Error. (Request ID: 1)`.
fn begins_a_complaint(before: &[u8], after: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let head = before.strip_suffix(b":").unwrap_or(before);
    let begins = before.is_empty() || head.ends_with(b"Error") || head.ends_with(b"Exception");
    if !begins || !matches!(after, [b' ', b'A'..=b'Z', ..]) {
        return false;
    }
    let is_kind = [b" Client Error", b" Server Error"].iter().any(|kind| after.starts_with(*kind));
    is_kind || std::str::from_utf8(after.trim_ascii()).is_ok_and(is_complaint)
}

/// Whether nothing is counted by the number before: a clause ends, or goes on with where the answer came from.
fn clause_ends(after: &[u8]) -> bool {
    let next = after.first().copied().unwrap_or(b'\n');
    if !next.is_ascii_whitespace() || after.trim_ascii().is_empty() {
        return true;
    }
    let word = next_word(after);
    word.is_empty() || AFTER_VERB.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Whether what stands between a URL and a number leaves it the first number after the URL.
fn between_url_and_status(between: &[u8]) -> bool {
    let version = between.iter().position(|byte| byte.is_ascii_digit()).is_some();
    let between = between.strip_prefix(b" HTTP/1.1").or_else(|| between.strip_prefix(b" HTTP/1.0")).unwrap_or(between);
    let between = between.strip_prefix(b" HTTP/2.0").or_else(|| between.strip_prefix(b" HTTP/2")).unwrap_or(between);
    between.len() <= 32 && !(version && between.iter().any(u8::is_ascii_digit))
}

/// The longest size of a response, with the spaces around it.
const MAX_SIZE_BYTES: usize = 16;

/// Whether a target is `example.com:443`.
fn is_host_and_port(target: &[u8]) -> bool {
    let Some(colon) = target.iter().rposition(|byte| *byte == b':') else { return false };
    colon > 0 && (1..=5).contains(&(target.len() - colon - 1)) && target[colon + 1..].iter().all(u8::is_ascii_digit)
}

/// Whether a number is the status of the request after it: `| 500 | 1.2ms | 10.0.0.1 | GET`, `404 GET`.
fn leads_request(before: &[u8], between: &[u8]) -> bool {
    // A log prefix takes the first bar.
    let opens = before.is_empty() || before.ends_with(b"| ");
    let piped = opens && between.starts_with(b" |") && between.len() <= 96;
    // Squid's own log has its result before the status and the size behind it: `TCP_DENIED/403 4032 CONNECT`.
    let sized = matches!(before, [.., word, b'/'] if word.is_ascii_uppercase())
        && between.trim_ascii().iter().all(u8::is_ascii_digit)
        && between.len() <= MAX_SIZE_BYTES;
    piped || sized || (between.len() <= 3 && between.iter().all(|byte| is_separator(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> StatusWords<'static> {
        StatusWords {
            words: vec!["status", "code", "http", "error"],
            verbs: vec!["got", "returned", "with"],
            phrases: vec![
                (401, vec!["unauthorized"]),
                (403, vec!["forbidden"]),
                (404, vec!["not found"]),
                (413, vec!["payload too large", "content too large"]),
                (503, vec!["service unavailable"]),
            ],
        }
    }

    #[test]
    fn rising_statuses_below_one_another_are_a_table() {
        let explainer = crate::Explainer::new().expect("a sound catalog");
        let statuses = |text: &str| {
            let report = explainer.diagnose(text);
            report.findings.iter().flat_map(|one| &one.codes).map(|code| code.code.to_string()).collect::<Vec<_>>()
        };
        let (bad, known, gone) = ("400 Bad Request - a field is missing", "401 Unauthorized - no key", "404 Not Found");
        assert_eq!(statuses(&[bad, known, gone].join("\n")), [""; 0]);
        assert_eq!(statuses(&[bad, known, gone].join("\r\n")), [""; 0]);
        // Two rows, rows that fall, and rows apart are what happened.
        assert_eq!(statuses(&[bad, gone].join("\n")), ["400", "404"]);
        assert_eq!(statuses(&[gone, known, bad].join("\n")).len(), 3);
        assert_eq!(statuses(&[bad, known, "it went on", gone].join("\n")).len(), 3);
    }

    fn status(text: &str) -> Option<(u16, Option<String>)> {
        let words = words();
        let body = Body { text: text.as_bytes(), range: 0..text.len() };
        let line = Line { body, context: Context::Failed, whole: true };
        let status = line.only_status(&words)?;
        Some((status.status, status.request.map(|request| String::from_utf8_lossy(request.url).into_owned())))
    }

    #[test]
    fn what_makes_a_number_a_status() {
        for (text, wanted) in [
            ("413 Payload Too Large", 413),
            ("net/http.rb:9:in `value': 413 \"Payload Too Large\" (Net::HTTPClientException)", 413),
            ("413 PAYLOAD_TOO_LARGE: \"too big\"", 413),
            ("PayloadTooLarge (413)", 413),
            ("Unauthorized (401)", 401),
            ("runner 7: [404] Not Found", 404),
            ("(404)\nReason: Not Found", 404),
            ("status code: 401, reason phrase: Unauthorized (401)", 401),
            ("resp.statusCode = 503", 503),
            ("(HTTP code 409) unexpected", 409),
            ("HTTP/2 404", 404),
            ("TCP_DENIED/403 code", 0),
            ("got 403", 403),
            ("got 503 from upstream", 503),
            ("my service failed with 503 err and a message", 503),
            ("resulted in a `413 Payload Too Large`", 413),
            ("server returned HTTP 502.", 502),
            ("got 503 rows", 0),
            ("Code: 516. DB::Exception: lane: Authentication failed", 0),
            ("error code 503: the lane is closed", 503),
            ("status code 516: the lane is closed", 516),
            ("HTTP error 516: the lane is closed", 516),
            ("exitstatus 404", 0),
            ("status of 500 ms", 0),
            ("want status 404", 0),
            ("expected status 200, got 503", 503),
            ("version 4.404 of code", 0),
            ("error: 535 5.7.8 authentication failed", 0),
            ("error 404-409", 0),
            ("line 413", 0),
            ("403 User not registered in the dashboard", 403),
            ("GatedRepoError: 401 Client Error. (Request ID: Root=1)", 401),
            ("404 Lanes were not bowled", 0),
            ("403 users not registered in the dashboard", 0),
            ("we saw 403 Users not registered in the dashboard", 0),
        ] {
            assert_eq!(status(text).map_or(0, |(status, _)| status), wanted, "{text}");
        }
    }

    #[test]
    fn the_status_of_a_request() {
        let url = |text: &str| status(text).and_then(|(_, url)| url);
        assert_eq!(url("GET /v1/o 404 3.210 ms - 148").as_deref(), Some("/v1/o"));
        assert_eq!(
            url("[GIN] 2026/01/01 - 10:00:00 | 500 |     1.2ms |       10.0.0.1 | GET      \"/v1/o\"").as_deref(),
            Some("/v1/o")
        );
        assert_eq!(url("POST https://a.example/v1: 413 too big").as_deref(), Some("https://a.example/v1"));
        assert_eq!(url("GET /v1/o 200 512"), None);
        let squid =
            |result: &str| format!("1645064587.444 1 172.17.0.1 {result} 4032 CONNECT heron.example:443 - HIER_NONE/-");
        assert_eq!(url(&squid("TCP_DENIED/403")).as_deref(), Some("heron.example:443"));
        assert_eq!(url(&squid("TCP_TUNNEL/200")), None);
        assert_eq!(url("4711/403 4032 CONNECT heron.example:443"), None);
        assert_eq!(url("TCP_DENIED/403 4032 CONNECT the heron"), None);
        assert_eq!(url("GET /v1/o took 404 ms after 3 tries"), Some("/v1/o".to_owned()));
    }
}
