//! What an error says by its words alone: the last that is tried, and only in a short text in which nothing else was found.
//! `govc: File /vmfs/volumes/x was not found` names no code, and no catalog knows every program; that a thing was not found is
//! told all the same, at low confidence.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use super::json;
use crate::catalog::order::Order;
use crate::catalog::rules::{Sign, Test};
use crate::detect::Text;
use crate::detect::context::{Context, Line, is_source_code};
use crate::detect::detection::{Detection, DetectionKind};
use crate::detect::text::lines;
use crate::field::Fields;
use crate::knowledge::Knowledge;
use crate::matching::TrigramIndex;
use crate::records::{Look, Looks, is_complaint, is_short_complaint, reported};

/// How many lines are tried. A text with more that look like errors is a log, whose records other readers know.
const MAX_LINES: usize = 64;
/// What programs print as an error although nothing failed: TensorFlow does at each start.
const NO_FAILURE: [&str; 1] = ["Attempting to register factory for plugin "];

/// A text of so many bytes and lines is what somebody pasted to ask about it: its lines need not look like errors.
const MAX_PASTED_BYTES: usize = 2048;
const MAX_PASTED_LINES: usize = 12;
/// How many blank lines may stand between a message that ends in a colon and its reason.
const MAX_BLANK_LINES: usize = 2;

/// In a short text: the first of the worst lines that look like errors and say by their words what failed. Of a few lines that
/// somebody pasted, the first that says it.
pub(crate) fn read(knowledge: &Knowledge<'_>, text: &Text<'_>) -> Option<Detection> {
    let first = lines::around(text.bytes, 0);
    let lines: Vec<Range<usize>> = std::iter::successors(Some(first), |line| lines::after(text.bytes, line.end))
        .filter(|line| !line.is_empty())
        .collect();
    let mut filter = Looks::default();
    let looking = lines.iter().filter_map(|line| {
        let plain = std::str::from_utf8(&text.bytes[line.clone()]).ok()?.trim_end();
        let (look, body) = filter.may_be(plain.as_bytes()).then(|| Looks::of(plain)).flatten()?;
        if is_source_code(plain.as_bytes()) {
            return None;
        }
        Some((look, line.start + plain.len() - body.len(), body))
    });
    let mut looking: Vec<(Look, usize, &str)> = looking.take(MAX_LINES).collect();
    looking.order_by_key(|(look, start, _)| (*look, *start));
    let told_by = |(_, start, body): (Look, usize, &str)| {
        // What a record names as its error says more than the words around it.
        let named = || reported(body).and_then(|(at, error)| told(knowledge, start + at, &error));
        named().or_else(|| told(knowledge, start, &continued(text, start, body)))
    };
    let said = most_telling(knowledge, looking.into_iter().filter_map(told_by));
    let pasted = text.bytes.len() <= MAX_PASTED_BYTES && lines.len() <= MAX_PASTED_LINES;
    if said.is_some() || !pasted {
        return said;
    }
    let document = lines.iter().find_map(|line| told_by_document(knowledge, text, line));
    let complaint = || {
        lines.iter().find_map(|line| {
            let (start, context) = Line::new(line.clone(), false).read(text.bytes);
            let body = std::str::from_utf8(&text.bytes[start..line.end]).ok()?.trim();
            (context == Context::Pasted && is_complaint(body)).then(|| told(knowledge, start, body)).flatten()
        })
    };
    document.or_else(complaint)
}

/// A message whose reason stands on the next line with text, behind a colon at its end: `A general system error occurred:`.
fn continued<'t>(text: &Text<'_>, start: usize, body: &'t str) -> Cow<'t, str> {
    let after = |line: &Range<usize>| lines::after(text.bytes, line.end);
    let mut below = std::iter::successors(after(&(start..start + body.len())), after).take(MAX_BLANK_LINES + 1);
    let reason = || {
        below.find_map(|line| std::str::from_utf8(&text.bytes[line]).ok().map(str::trim).filter(|it| !it.is_empty()))
    };
    match body.ends_with(':').then(reason).flatten() {
        Some(reason) => Cow::Owned(format!("{body} {reason}")),
        None => Cow::Borrowed(body),
    }
}

/// The first that says why, else the first.
fn most_telling(knowledge: &Knowledge<'_>, told: impl Iterator<Item = Detection>) -> Option<Detection> {
    let mut last_resort = None;
    for detection in told {
        match detection.kind {
            DetectionKind::Standalone(cause) if yields_to_all(knowledge, cause) => {
                last_resort.get_or_insert(detection);
            }
            _ => return Some(detection),
        }
    }
    last_resort
}

/// Whether every other kind is declared to come before this one.
fn yields_to_all(knowledge: &Knowledge<'_>, cause: usize) -> bool {
    let causes = &knowledge.rules.causes;
    let mut others = causes.iter().enumerate().filter(|(at, other)| *at != cause && !other.words.is_empty());
    causes.get(cause).is_some_and(|one| others.all(|(_, other)| other.over.contains(&one.id)))
}

/// What the messages of a document say that begins on a line: `{"errorMessages": ["The API has been removed."]}`.
fn told_by_document(knowledge: &Knowledge<'_>, text: &Text<'_>, line: &Range<usize>) -> Option<Detection> {
    let start = line.start + text.bytes[line.clone()].iter().position(|byte| !byte.is_ascii_whitespace())?;
    let (value, end) = (text.bytes[start] == b'{').then(|| json::value_at(text.bytes, start)).flatten()?;
    let messages = json::messages_of(&value);
    let outcome = outcome_of(&value);
    if outcome == Some(true) {
        return None;
    }
    let fails = outcome == Some(false);
    // An answer that is nothing but its message may be as short as two words: `{"message": "Invalid token"}`.
    let is_short = |message: &str| is_answer(&value) && is_short_complaint(message);
    let told = messages
        .iter()
        .filter(|message| fails || is_complaint(message) || is_short(message))
        .find_map(|one| told(knowledge, start, one))?;
    Some(Detection { span: start..end, ..told })
}

/// Whether a document is an object with one text alone.
fn is_answer(value: &Value) -> bool {
    value.as_object().is_some_and(|members| members.len() == 1 && members.values().all(Value::is_string))
}

/// Whether a document says that what it answers succeeded or failed: `"success": false`, `"ok": true`, `"error": true`,
/// `"status": "error"`.
fn outcome_of(value: &Value) -> Option<bool> {
    let says = |(name, value): (&String, &Value)| match (name.to_ascii_lowercase().as_str(), value) {
        ("success" | "successful" | "ok", Value::Bool(value)) => Some(*value),
        ("error" | "iserror", Value::Bool(value)) => Some(!value),
        ("status", Value::String(value)) => {
            ["error", "fail", "failed", "failure"].iter().any(|word| value.eq_ignore_ascii_case(word)).then_some(false)
        }
        _ => None,
    };
    value.as_object()?.iter().find_map(says)
}

/// What a message that begins at a place says failed.
fn told(knowledge: &Knowledge<'_>, start: usize, message: &str) -> Option<Detection> {
    if NO_FAILURE.iter().any(|words| message.contains(words)) {
        return None;
    }
    let cause = cause_of(knowledge, message)?;
    let mut fields = Fields::default();
    fields.add("message", message);
    Some(Detection::new(DetectionKind::Standalone(cause), start..start + message.len(), Vec::new(), fields))
}

/// The cause whose words a message has. Of several the one that is declared to come before the others, else the one whose
/// words come last: a message says at its end what failed.
pub(crate) fn cause_of(knowledge: &Knowledge<'_>, message: &str) -> Option<usize> {
    let index = TrigramIndex::new(message.as_bytes());
    let causes = &knowledge.rules.causes;
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, cause) in causes.iter().enumerate().filter(|(_, cause)| !cause.words.is_empty()) {
        found.extend(
            cause.words.iter().filter_map(|sign| end_of(knowledge, sign, message, &index)).max().map(|end| (at, end)),
        );
    }
    let yields = |one: &(usize, usize)| {
        let id = causes[one.0].id;
        found.iter().any(|other| causes[other.0].over.contains(&id))
    };
    found.iter().max_by_key(|one| (!yields(one), one.1)).map(|(at, _)| *at)
}

/// Where the words of a sign end, if all its conditions hold.
fn end_of(knowledge: &Knowledge<'_>, sign: &Sign<'_>, message: &str, index: &TrigramIndex) -> Option<usize> {
    let mut end = None;
    for condition in &sign.all {
        let Test::Pattern(all) = &condition.test else { return None };
        let possible = knowledge.patterns.possible(all, message.as_bytes(), index);
        let last = possible.filter_map(|(pattern, text)| pattern.find_all(text).last()).map(|found| found.end).max();
        if last.is_some() == condition.not {
            return None;
        }
        end = end.max(last);
    }
    end
}

#[cfg(test)]
mod tests {
    use crate::Explainer;
    use crate::report::Confidence;

    #[test]
    fn an_error_that_nothing_else_recognises_is_told_by_its_words() {
        let explainer = Explainer::new().expect("a sound catalog");
        for (why, text, wanted) in [
            ("a sentence", "govc: error: the lane 'x' was not found\n", "words/not-found"),
            (
                "behind other lines",
                "lane 1 is up\nlane 2 is up\nError: the lane 'x' was not found\n",
                "words/not-found",
            ),
            ("errors before warnings", "warning: lane 1 timed out\nerror: lane 2 not found\n", "words/not-found"),
            ("the first of several", "error: lane 1 not found\nerror: lane 2 timed out\n", "words/not-found"),
            (
                "one that says why before one that does not",
                "error: failed to open lane 1\nerror: lane 2 not found\n",
                "words/not-found",
            ),
            ("no reason", "error: failed to open lane 1\n", "words/operation-failed"),
            ("a reason below a colon", "error: lane 1 could not be opened:\n\nlane 2 not found\n", "words/not-found"),
            (
                "the value that a record calls its error",
                "hive/lane \"msg\"=\"permission denied for lane 7\" \"error\"=\"frob \\\"x\\\" not found\" \"lane\"={\"number\":7}\n",
                "words/not-found",
            ),
            (
                "the words around a value that says nothing",
                "level=error msg=\"permission denied for lane 7\" error=qwrtz\n",
                "words/denied",
            ),
            ("a template", "log.Errorf(\"failed to open %s\", lane)\n", ""),
            ("the more particular family", "error: invalid lane: permission denied for lane 7\n", "words/denied"),
            ("a family that a condition excludes", "error: the session timed out\n", "words/expired"),
            ("nothing looks like an error", "the lane was looked for in the notes\n", ""),
            (
                "a document, and not its first line",
                "{\n  \"messages\": [\"The lane option has been removed. Use another one, if you can.\"],\n  \"lanes\": {}\n}\n",
                "words/unsupported",
            ),
            ("a document that is its message alone", "{\"message\":\"Invalid lane\"}\n", "words/invalid-value"),
            ("a document with more in it", "{\"message\":\"Invalid lane\", \"level\": \"info\"}\n", ""),
            ("an answer that failed", "{\"success\":false,\"message\":\"The lane has expired\"}\n", "words/expired"),
            ("an answer that did not fail", "{\"success\":true,\"message\":\"The lane has expired\"}\n", ""),
            ("a document of something else", "{\n  \"title\": \"The lane is open\"\n}\n", ""),
            (
                "advice after the sentence",
                "A lane is required to bowl. Visit the desk and take your own.\n",
                "words/required-missing",
            ),
            ("a line that was pasted need not", "Required field \"lane\" not provided\n", "words/required-missing"),
            ("no family", "error: qwrtz pfgh\n", ""),
            (
                "harmless",
                "2026-01-01 10:00:00.0: E x.cc:1] Attempting to register factory for plugin x when one is already registered\n",
                "",
            ),
            ("source code", "return errors.New(\"lane not found\")\n", ""),
        ] {
            let report = explainer.diagnose(text);
            let ids: Vec<&str> = report.findings.iter().map(|one| one.id.as_str()).collect();
            assert_eq!(ids.concat(), wanted, "{why}");
            assert!(report.findings.iter().all(|one| one.confidence == Confidence::Low), "{why}");
        }
    }

    #[test]
    fn where_anything_is_recognised_or_the_text_is_long_words_are_not_tried() {
        let explainer = Explainer::new().expect("a sound catalog");
        let ids = |text: &str| explainer.diagnose(text).findings.into_iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(
            ids("error: lane 'x' was not found\nrpc error: code = Unavailable desc = connection refused\n").len(),
            1
        );
        let long = format!("{}error: lane 'x' was not found\n", "all is well\n".repeat(2000));
        assert!(ids(&long).is_empty());
    }
}
