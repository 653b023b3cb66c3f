//! The lines of the input that a verdict rests on, with the evidence in them marked.

use std::ops::Range;

use super::place::Record;
use crate::catalog::order::Order;
use crate::redact::{Known, Masker, Redacted};

/// Evidence that is shorter may be in a text by chance: it counts only as a word of its own that occurs once.
const MIN_TELLING_CHARS: usize = 4;

/// The lines of a log record that hold the evidence. The record is masked before it is searched, so that all places are
/// those of the masked text, and nothing can be marked that is not shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quote {
    text: Redacted,
    /// How many bytes of it are its prefix.
    prefix: usize,
    /// Whether masking has left all its lines.
    complete: bool,
    /// The lines with evidence; if there are none, the first line with more than punctuation. May be empty.
    pub lines: Vec<QuotedLine>,
    /// For each piece of evidence, in its order, whether it is in the text. What was computed or decoded isn't.
    pub found: Vec<bool>,
}

/// One line of a [`Quote`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedLine {
    span: Range<usize>,
    /// How many lines of the record are before it. `None` if that can't be said, as masking has removed some of them.
    pub above: Option<u64>,
    /// How many bytes of it are the record's prefix: time, level, source.
    pub prefix: usize,
    /// The evidence in it: byte ranges in order, without overlaps.
    pub evidence: Vec<Range<usize>>,
}

impl Quote {
    /// Quotes a text whose first `prefix` bytes are its prefix. Its first line is the one of the finding's place.
    pub fn new<'e>(text: &str, prefix: usize, evidence: impl IntoIterator<Item = &'e str>) -> Quote {
        let masker = Masker::default();
        let known = Known::of(&masker, [text]);
        Quote::of_part(&known, text.trim_end(), known.show(text.trim_end()), prefix, evidence)
    }

    /// Quotes a record, in which these secrets are known.
    pub(super) fn of<'e>(known: &Known<'_>, record: &Record, evidence: impl IntoIterator<Item = &'e str>) -> Quote {
        let part = record.shown().trim_end();
        let text = known.show_part(&record.text, record.cut.start..record.cut.start + part.len());
        Quote::of_part(known, part, text, record.prefix, evidence)
    }

    fn of_part<'e>(
        known: &Known<'_>,
        record: &str,
        text: Redacted,
        prefix: usize,
        evidence: impl IntoIterator<Item = &'e str>,
    ) -> Quote {
        let prefix = masked_prefix(known, record, prefix, text.as_str());
        let body = text.as_str().get(prefix..).unwrap_or_default();
        let (mut found, mut ranges) = (Vec::new(), Vec::new());
        for one in evidence {
            let places = places(body, known.show(one.trim()).as_str());
            found.push(!places.is_empty());
            ranges.extend(places.into_iter().map(|place| prefix + place.start..prefix + place.end));
        }
        let complete = text.as_str().lines().count() == record.lines().count();
        let lines = lines(text.as_str(), prefix, &merged(ranges), complete);
        Quote { text, prefix, complete, lines, found }
    }

    /// Quotes the line that a message begins in, if there is no evidence that could be marked.
    #[must_use]
    pub fn or_line_of(mut self, message: &str) -> Quote {
        if self.lines.iter().any(|line| !line.evidence.is_empty()) {
            return self;
        }
        let first = message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        if let Some(place) = places(self.text.as_str(), first).first() {
            self.lines = lines(self.text.as_str(), self.prefix, std::slice::from_ref(place), self.complete);
            self.lines.iter_mut().for_each(|line| line.evidence.clear());
        }
        self
    }

    /// The text of one of its lines.
    pub fn text_of(&self, line: &QuotedLine) -> &str {
        self.text.as_str().get(line.span.clone()).unwrap_or_default()
    }

    /// Whether one of its lines holds a text, as it is or as JSON writes it.
    pub fn contains(&self, text: &str) -> bool {
        let holds = |text: &str| self.lines.iter().any(|line| self.text_of(line).contains(text));
        holds(text) || holds(&json_escaped(text))
    }
}

/// The length of the prefix in the masked text. If masking has changed it beyond recognition, nothing is set apart.
fn masked_prefix(known: &Known<'_>, record: &str, prefix: usize, text: &str) -> usize {
    let masked = known.show(record.get(..prefix).unwrap_or_default());
    if text.starts_with(masked.as_str()) { masked.as_str().len() } else { 0 }
}

/// Where a masked piece of evidence is in a text: as it is, as JSON writes it, or line by line.
fn places(text: &str, evidence: &str) -> Vec<Range<usize>> {
    let wanted = evidence.trim();
    if let Some(place) = place(text, wanted).or_else(|| place(text, &json_escaped(wanted))) {
        return vec![place];
    }
    if !wanted.contains('\n') {
        return Vec::new();
    }
    wanted.lines().filter_map(|line| place(text, line.trim())).collect()
}

fn place(text: &str, wanted: &str) -> Option<Range<usize>> {
    let of = |at: usize| at..at + wanted.len();
    let first = wanted.chars().next()?;
    let last = wanted.chars().next_back()?;
    let bounded = |at: &usize| {
        let before = text[..*at].chars().next_back();
        let after = text[at + wanted.len()..].chars().next();
        let parted = |a: Option<char>, b: char| !(a.is_some_and(char::is_alphanumeric) && b.is_alphanumeric());
        parted(before, first) && parted(after, last)
    };
    let mut words = text.match_indices(wanted).map(|(at, _)| at).filter(bounded);
    let word = words.next();
    if wanted.chars().nth(MIN_TELLING_CHARS - 1).is_none() || wanted.bytes().all(|byte| byte.is_ascii_digit()) {
        return word.filter(|_| words.next().is_none()).map(of);
    }
    word.or_else(|| text.find(wanted)).map(of)
}

/// The inside of a JSON string.
fn json_escaped(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text).to_owned()
}

/// Ranges in order; those that overlap or touch are one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.order_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, kept| {
        let overlap = next.start <= kept.end;
        kept.end = if overlap { kept.end.max(next.end) } else { kept.end };
        overlap
    });
    ranges
}

/// The lines that hold one of the ranges, else the first one that holds more than punctuation.
fn lines(text: &str, prefix: usize, ranges: &[Range<usize>], complete: bool) -> Vec<QuotedLine> {
    let mut start = 0;
    let all: Vec<QuotedLine> = text
        .split('\n')
        .zip(0..)
        .map(|(line, above)| {
            let span = start..start + line.len();
            start = span.end + 1;
            let within = |range: &Range<usize>| {
                let evidence = range.start.max(span.start)..range.end.min(span.end);
                let blank = text.get(evidence.clone()).is_none_or(|text| text.trim().is_empty());
                (!blank).then(|| evidence.start - span.start..evidence.end - span.start)
            };
            QuotedLine {
                above: (complete || above == 0).then_some(above),
                prefix: if above == 0 { prefix.min(line.len()) } else { 0 },
                evidence: ranges.iter().filter_map(within).collect(),
                span,
            }
        })
        .collect();
    if all.iter().any(|line| !line.evidence.is_empty()) {
        return all.into_iter().filter(|line| !line.evidence.is_empty()).collect();
    }
    let speaks = |line: &&QuotedLine| text[line.span.clone()].bytes().filter(u8::is_ascii_alphanumeric).count() > 2;
    all.iter().find(speaks).cloned().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The marked texts of each line, and how many lines are above it.
    fn marked(quote: &Quote) -> Vec<(Option<u64>, Vec<&str>)> {
        let of = |line: &QuotedLine| line.evidence.iter().map(|range| &quote.text_of(line)[range.clone()]).collect();
        quote.lines.iter().map(|line| (line.above, of(line))).collect()
    }

    #[test]
    fn evidence_is_found_after_the_prefix() {
        let quote = Quote::new("refused pay: dial tcp: refused", 12, ["refused", "decoded"]);
        assert_eq!(marked(&quote), [(Some(0), vec!["refused"])]);
        assert_eq!((quote.lines[0].evidence[0].start, quote.lines[0].prefix), (23, 12));
        assert_eq!(quote.found, [true, false]);
    }

    #[test]
    fn overlapping_evidence_is_one() {
        let quote = Quote::new("the access token expired today", 0, ["token expired", "access token", "today"]);
        assert_eq!(marked(&quote), [(Some(0), vec!["access token expired", "today"])]);
    }

    #[test]
    fn places_are_those_of_the_masked_text() {
        let record = "GET https://pay.example/?token=s3cr3ts3cr3t answered: token expired";
        let quote = Quote::new(record, 0, ["token expired"]);
        assert_eq!(marked(&quote), [(Some(0), vec!["token expired"])]);
        assert!(!quote.text_of(&quote.lines[0]).contains("s3cr3t"));
        let quote = Quote::new("token=s3cr3ts3cr3t WARN token expired", 24, ["token expired"]);
        assert_eq!(&quote.text_of(&quote.lines[0])[quote.lines[0].prefix..], "token expired");
    }

    #[test]
    fn of_a_secret_the_mask_is_marked() {
        let quote = Quote::new("password=hunter2hunter2 refused", 0, ["hunter2hunter2"]);
        assert_eq!(marked(&quote), [(Some(0), vec!["****[password 1]"])]);
        assert!(!quote.contains("hunter2"));
    }

    #[test]
    fn lines_with_evidence_are_kept() {
        let quote = Quote::new("Exception\r\n  at x\r\nCaused by: token expired\r\n", 0, ["token expired"]);
        assert_eq!(marked(&quote), [(Some(2), vec!["token expired"])]);
        assert_eq!(quote.text_of(&quote.lines[0]), "Caused by: token expired");
        let quote = Quote::new("\n{\n  \"code\": 16\n}", 0, ["token expired"]);
        assert_eq!(quote.text_of(&quote.lines[0]), "  \"code\": 16");
        assert_eq!(quote.lines[0].above, Some(2));
        let quote = Quote::new("token\nexpired", 0, ["token\nexpired"]);
        assert_eq!(marked(&quote), [(Some(0), vec!["token"]), (Some(1), vec!["expired"])]);
    }

    #[test]
    fn without_evidence_the_line_of_the_message_is_quoted() {
        let quote = Quote::new("status: 16\nmessage: no access", 0, ["decoded"]).or_line_of("no access\nhere");
        assert_eq!(marked(&quote), [(Some(1), vec![])]);
        assert_eq!(quote.text_of(&quote.lines[0]), "message: no access");
        let quote = Quote::new("status: 16\nmessage: no access", 0, ["16"]).or_line_of("no access");
        assert_eq!(marked(&quote), [(Some(0), vec!["16"])]);
        assert_eq!(Quote::new("status: 16", 0, []).or_line_of("").lines[0].above, Some(0));
    }

    #[test]
    fn lines_after_a_masked_key_have_no_number() {
        let record =
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\ntoken expired";
        let quote = Quote::new(record, 0, ["token expired"]);
        assert!(!quote.contains("MIIE"));
        assert_eq!(quote.lines.len(), 1);
        assert!(matches!(quote.lines[0].above, None | Some(3)), "{quote:?}");
    }

    #[test]
    fn a_record_that_says_nothing_has_no_lines() {
        for record in ["", "\n", " \r\n", "{"] {
            let quote = Quote::new(record, 0, ["x"]);
            assert!(quote.lines.is_empty() && quote.found == [false], "{quote:?}");
        }
    }

    #[test]
    fn wide_and_control_characters_do_not_move_the_evidence() {
        let quote = Quote::new("日本語 エラー\u{1b}[0m: token expired 🎉", 4, ["token expired"]);
        assert_eq!(marked(&quote), [(Some(0), vec!["token expired"])]);
        assert!(quote.contains("\\u{1b}[0m"));
        assert_eq!(quote.lines[0].prefix, 0, "byte 4 is within a character");
    }

    #[test]
    fn what_is_short_must_be_a_word_that_occurs_once() {
        assert_eq!(Quote::new("1401 bytes, status 401", 0, ["401"]).lines[0].evidence[0].start, 19);
        assert_eq!(Quote::new("GET /401 HTTP/1.1 401", 0, ["401"]).found, [false]);
        assert_eq!(Quote::new("status 14010", 0, ["1401"]).found, [false]);
        assert_eq!(Quote::new("tokenexpired", 0, ["expired"]).found, [true]);
        assert_eq!(Quote::new("token_was_expired", 0, ["pire"]).found, [true]);
        assert_eq!(Quote::new("token_was_expired", 0, ["pir"]).found, [false]);
    }

    #[test]
    fn json_strings_are_found_by_what_they_say() {
        let quote = Quote::new(r#"{"msg":"no \"orders\" here"}"#, 0, [r#"no "orders" here"#]);
        assert_eq!(marked(&quote), [(Some(0), vec![r#"no \"orders\" here"#])]);
        assert!(quote.contains(r#"no "orders""#));
    }
}
