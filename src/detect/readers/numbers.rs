//! The number of a code, whatever program prints it: behind a word that announces a number of one system (`errno 111`,
//! `WinError 10061`, `SSL alert number 40`), or behind a word that announces a code where the system is named nearby
//! (`GOAWAY with error code 11`, `curl ...` and `Exit code: 35` below it).

use std::ops::Range;

use super::line::{Body, MAX_SEPARATORS, Taken, ends_with, is_separator, message_around, separators_at_end};
use crate::catalog::model::Canonical;
use crate::catalog::rows::parse_number;
use crate::catalog::rules::{AnnouncedNumbers, Kind};
use crate::detect::codes::code_of_row;
use crate::detect::context::Context;
use crate::detect::detection::{Code, Detection, DetectionKind};
use crate::detect::text::lines;
use crate::detect::{Reader, Region, is_expected};
use crate::field::Fields;
use crate::knowledge::Knowledge;

/// Reads announced numbers in the lines of an error context.
pub(crate) struct Numbers;

/// The longest number: `0xffffffff80070005`.
const MAX_NUMBER_BYTES: usize = 18;
/// How many numbers of a line are looked at.
const MAX_NUMBERS: usize = 64;
/// How many lines before that of a number the system may be named in, besides the next one, and how much of them is read.
const LINES_BEFORE: usize = 3;
const MAX_NEAR_BYTES: usize = 1024;

impl Reader for Numbers {
    fn read(&self, knowledge: &Knowledge<'_>, region: &Region<'_, '_>) -> Vec<Detection> {
        let text = region.text.bytes;
        let Some(format) = knowledge.numbers else { return Vec::new() };
        let Some(Kind::Numbers(announced)) = knowledge.rules.formats.get(format).map(|format| &format.kind) else {
            return Vec::new();
        };
        let Some(announced) = announced.get() else { return Vec::new() };
        let endings = knowledge.number_endings.get_or_init(|| Endings::of(announced));
        let mut found = Vec::new();
        let taken = Taken::of(knowledge, &region.found);
        for line in region.lines(knowledge) {
            for number in numbers(text, &line.line).take(MAX_NUMBERS) {
                if !endings.may_end(&text[line.line.start..number.start]) {
                    continue;
                }
                let Some(code) = code_of(knowledge, announced, text, &line.line, &number) else { continue };
                let (start, context) = line.read(text);
                let explained = EXPLAINS.iter().any(|word| text[number.end..].starts_with(word));
                let free = !explained && taken.is_free(number.start) && !is_expected(text, number.start);
                if context == Context::None || number.start < start || !free {
                    continue;
                }
                let body = Body { text, range: start..line.line.end };
                let (message, _) = message_around(&body, number.start);
                let span = taken.span_of(&number, body.range);
                let mut fields = Fields::default();
                fields.add("message", message);
                found.push(Detection::new(DetectionKind::Format(format), span, vec![code], fields));
                break;
            }
        }
        found
    }
}

/// The last two letters of the words that announce a number, a bit for each pair. Of ten numbers, nine follow another word or none:
/// that is asked before the words are compared, which took a tenth of a scan.
#[derive(Debug, Default)]
pub(crate) struct Endings([u64; 16]);

impl Endings {
    fn of(announced: &[AnnouncedNumbers<'_>]) -> Endings {
        let mut endings = Endings::default();
        for word in announced.iter().flat_map(|one| &one.words) {
            let letter = |byte: &u8| byte.is_ascii_alphabetic();
            match word.as_bytes() {
                [.., before, last] if letter(before) && letter(last) => endings.add(*before, *last),
                // Of a letter alone, what is before it doesn't count.
                [.., last] => (b'a'..=b'z').chain([b'`']).for_each(|before| endings.add(before, *last)),
                [] => {}
            }
        }
        endings
    }

    fn add(&mut self, before: u8, last: u8) {
        let (word, bit) = Endings::place(before, last);
        self.0[word] |= bit;
    }

    /// The bit of two letters; anything but a letter before the last one shares a bit.
    fn place(before: u8, last: u8) -> (usize, u64) {
        let number = |byte: u8| if byte.is_ascii_alphabetic() { usize::from(byte & 0x1f) } else { 0 };
        let at = number(before) << 5 | number(last);
        (at >> 6, 1 << (at & 63))
    }

    /// Whether a text can end with one of the words, past the separators behind it.
    fn may_end(&self, text: &[u8]) -> bool {
        let separators = text.iter().rev().take_while(|byte| is_separator(**byte)).count();
        let Some((last, before)) = text[..text.len() - separators].split_last() else { return false };
        let (word, bit) = Endings::place(before.last().copied().unwrap_or_default(), *last);
        separators <= MAX_SEPARATORS && last.is_ascii_alphabetic() && self.0[word] & bit != 0
    }
}

/// Words after a number that make it the subject of a sentence, which explains the number.
const EXPLAINS: [&[u8]; 4] = [b" is ", b" are ", b" means ", b" indicates "];

/// The words of a line that hold a digit, with the sign before them.
fn numbers<'t>(text: &'t [u8], line: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'t> {
    let (start, bytes) = (line.start, &text[line.clone()]);
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut at = 0;
    std::iter::from_fn(move || {
        let digit = at + bytes[at..].iter().position(u8::is_ascii_digit)?;
        let begin = bytes[at..digit].iter().rposition(|byte| !is_word(byte)).map_or(at, |before| at + before + 1);
        at = bytes[digit..].iter().position(|byte| !is_word(byte)).map_or(bytes.len(), |length| digit + length);
        let signed =
            bytes[..begin].ends_with(b"-") && bytes[..begin - 1].last().is_none_or(|byte| b" :=(['\"".contains(byte));
        Some(start + begin - usize::from(signed)..start + at)
    })
    .filter(|word| word.len() <= MAX_NUMBER_BYTES)
}

/// The code whose number stands at a place.
fn code_of(
    knowledge: &Knowledge<'_>,
    announced: &[AnnouncedNumbers<'_>],
    text: &[u8],
    line: &Range<usize>,
    number: &Range<usize>,
) -> Option<Code> {
    let before = &text[line.start..number.start];
    let before = &before[..before.len() - separators_at_end(before)?];
    // Numbers mostly follow numbers, signs and words that announce nothing.
    let last = before.last().filter(|byte| byte.is_ascii_alphabetic())?.to_ascii_lowercase();
    if is_manual_section(before, text, number) {
        return None;
    }
    let printed = std::str::from_utf8(&text[number.clone()]).ok()?;
    let mut near: Option<Vec<u8>> = None;
    announced.iter().find_map(|one| {
        let is_word = |word: &&str| word.as_bytes().last() == Some(&last) && ends_with(before, word);
        let values = || printed.parse::<i64>().ok().into_iter().chain(parse_number(printed));
        let is_in = |(min, max)| values().any(|value| min <= value && value <= max);
        if !one.words.iter().any(is_word) || !one.range.is_none_or(is_in) {
            return None;
        }
        // Most numbers are no code: to look for one costs less than to look around.
        let rows = knowledge.catalog.meanings(printed, Some(one.system)).into_iter();
        let of_hresult = || (one.system == "windows").then(|| knowledge.catalog.of_hresult(printed));
        let row = rows.chain(of_hresult().into_iter().flatten()).next()?;
        let near = near.get_or_insert_with(|| near_line(text, line).to_ascii_lowercase());
        let holds = |word: &&str| memchr::memmem::find(near, word.as_bytes()).is_some();
        if !(one.near.is_empty() || one.near.iter().any(holds)) || one.unless.iter().any(holds) {
            return None;
        }
        let code = code_of_row(knowledge, &row);
        (code.canonical != Some(Canonical::Ok)).then_some(code)
    })
}

/// Whether a number is the section of a manual page behind a function's name: `curl_easy_setopt(3)`.
fn is_manual_section(before: &[u8], text: &[u8], number: &Range<usize>) -> bool {
    let in_parentheses = text[..number.start].ends_with(b"(") && text[number.end..].starts_with(b")");
    let name = before.rsplit(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_').next().unwrap_or_default();
    in_parentheses && number.len() == 1 && name.contains(&b'_')
}

/// A line with some before it and the next one.
fn near_line<'t>(text: &'t [u8], line: &Range<usize>) -> &'t [u8] {
    let before =
        std::iter::successors(Some(line.clone()), |line| Some(lines::around(text, line.start.checked_sub(1)?)));
    let first = before.take(1 + LINES_BEFORE).last().map_or(line.start, |line| line.start);
    let start = first.max(line.start.saturating_sub(MAX_NEAR_BYTES));
    let end = lines::after(text, line.end).map_or(line.end, |next| next.end);
    &text[start..end.min(line.start + MAX_NEAR_BYTES)]
}

#[cfg(test)]
mod tests {
    use crate::Explainer;

    fn codes(explainer: &Explainer<'_>, text: &str) -> String {
        let report = explainer.diagnose(text);
        let all = report.findings.iter().flat_map(|one| &one.codes);
        all.map(|one| format!("{}/{}", one.system, one.code)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_number_behind_a_word_of_its_system() {
        let explainer = Explainer::new().expect("a sound catalog");
        for (text, wanted) in [
            ("connect failed: errno 111", "errno/ECONNREFUSED"),
            ("connect failed, errno=111", "errno/ECONNREFUSED"),
            ("write failed: errno: 28", "errno/ENOSPC"),
            ("connect failed: WSAGetLastError 10061", "errno/ECONNREFUSED"),
            ("CoCreateInstance failed, HRESULT: 0x80070005", "windows/0x80070005"),
            ("CoCreateInstance failed, HRESULT: 0x80070520", "windows/ERROR_NO_SUCH_LOGON_SESSION"),
            ("Error: 0xffffffff80070520", "windows/ERROR_NO_SUCH_LOGON_SESSION"),
            ("Error: 0xffffffff80070005", "windows/0x80070005"),
            ("Error: -2147024891", "windows/0x80070005"),
            ("it failed, code: 0x80070005", "windows/0x80070005"),
            ("it failed at 0x80070005", ""),
            ("Error: 0x80041312", ""),
            (
                "MongoServerError: it failed\n    at x (/app/node_modules/mongodb/lib/x.js:4:3) {\n  index: 0,\n  code: 121,\n}",
                "mongodb/DocumentValidationFailure",
            ),
            (
                "LaneServerError: it failed\n    at x (/app/node_modules/lane/lib/x.js:4:3) {\n  index: 0,\n  code: 121,\n}",
                "",
            ),
            ("SSL_connect failed: SSL alert number 40", "tls/handshake_failure"),
            ("received GOAWAY, error code 11", "http2/ENHANCE_YOUR_CALM"),
            ("stream terminated by RST_STREAM with error code 7", "http2/REFUSED_STREAM"),
            ("call to grpc server failed with status code 8", "grpc/RESOURCE_EXHAUSTED"),
            ("request failed, net_error -105", "chromium/ERR_NAME_NOT_RESOLVED"),
            ("query failed: SQLState: 28P01", "sqlstate/28P01"),
            (
                "error: duplicate key {\n  severity: 'ERROR',\n  code: '23505',\n  detail: 'Key (id)=(1) already exists.'\n}",
                "sqlstate/23505",
            ),
            ("Error: execution reverted (code: -32000)", "jsonrpc/-32000"),
            ("error code: -26\nerror message:\nmin relay fee not met", "bitcoin/-26"),
            // No word announces it, or the system is not named, or it is no code of it.
            ("connect failed: 111", ""),
            ("connect failed, error code 111", ""),
            ("received frame, error code 7", ""),
            ("connect failed: errno 9999", ""),
            ("Failed host lookup: 'a.example' (OS Error: no address, errno = 7)", ""),
            ("retry ended, code=13 details=Received RST_STREAM", "grpc/INTERNAL"),
            ("2026-01-01 10:00:00 INFO errno 111 is retried", ""),
            ("expected errno 111", ""),
            ("errno 111 is documented in errno(3)", ""),
            ("curl_easy_setopt (3) failed", ""),
            ("see CURLMOPT_QUICK_EXIT(3), curl", ""),
            ("call to grpc server failed with status code 0", ""),
        ] {
            assert_eq!(codes(&explainer, text), wanted, "{text}");
        }
    }

    #[test]
    fn the_program_of_an_exit_status_may_stand_on_a_line_before() {
        let explainer = Explainer::new().expect("a sound catalog");
        for (text, wanted) in [
            ("curl returned 56", "curl/56"),
            ("Exit code: 7\nCommand: curl https://a.example/x", "curl/7"),
            ("Command: curl -fsSL https://a.example/x\nExit code: 7", "curl/7"),
            ("* Command: curl https://a.example/x\n* Line: 47\n* Try: 1\n* Exit code: 35", "curl/35"),
            ("* Command: curl https://a.example/x\n* Line: 47\n* Try: 1\n* Wait: 2\n* Exit code: 35", ""),
            ("Command: make\nExit code: 7", ""),
        ] {
            assert_eq!(codes(&explainer, text), wanted, "{text}");
        }
    }
}
