//! What every format says of a finding in the same words: its title, which claims no more than was seen, and what to do first.

use std::borrow::Cow;

use super::words;
use crate::catalog::model::{Check, Fix, Language};
use crate::records::seconds;
use crate::report::{Comparison, Confidence, Finding, Location, Side};

/// Whether nothing but the kind of failure is known of it, by its words.
pub(super) fn is_told_by_words(finding: &Finding<'_>) -> bool {
    finding.confidence == Confidence::Low && finding.causes.first().is_some_and(|cause| !cause.evidence.is_empty())
}

/// The title, unless it claims a cause of which nothing but the code was seen.
pub(super) fn honest_title<'a>(finding: &'a Finding<'_>) -> Option<&'a str> {
    let guessed = finding.causes.first().is_some_and(|cause| cause.title == finding.title);
    let unknown = finding.causes.is_empty() && finding.code_title.is_none();
    let unproven = finding.confidence == Confidence::Low && guessed && !is_told_by_words(finding);
    (finding.codes.is_empty() || !(unproven || unknown)).then_some(finding.title.as_str())
}

/// The verdict in a line, with its doubt: `probably: The access token has expired`.
pub(super) fn headline<'a>(finding: &'a Finding<'_>) -> Cow<'a, str> {
    match (honest_title(finding), finding.confidence) {
        (Some(title), Confidence::Medium) => format!("probably: {title}").into(),
        (Some(title), _) if is_told_by_words(finding) => format!("by its words alone: {title}").into(),
        (Some(title), _) => title.into(),
        (None, _) => match finding.code_title {
            Some(title) => format!("{}: {title}", words::codes(&finding.codes)).into(),
            None => words::codes(&finding.codes).into(),
        },
    }
}

/// How often a finding occurred between its first and its last time, in words.
pub(super) fn rate(finding: &Finding<'_>) -> Option<String> {
    let at = |location: &Location| seconds(location.time.as_ref()?.as_str());
    words::rate(finding.count, at(&finding.last)? - at(&finding.first)?)
}

/// The time from the first to the last of some findings: the bars of all of them cover it. Returns `None` if there is no time between.
pub(super) fn time_range(findings: &[Finding<'_>]) -> Option<(i64, i64)> {
    let ranges = findings.iter().filter_map(|finding| finding.timeline.range());
    let range = ranges.reduce(|(from, to), (first, last)| (from.min(first), to.max(last)))?;
    (range.0 < range.1).then_some(range)
}

/// What to do first: the fix of a cause that was seen.
pub(super) fn first_fix<'f, 'a>(finding: &'f Finding<'a>) -> Option<&'f Fix<'a>> {
    let cause = finding.causes.first().filter(|cause| !cause.evidence.is_empty())?;
    finding.reader.fitting(&cause.fixes).into_iter().next()
}

/// How to be sure: the check of the likeliest cause.
pub(super) fn first_check<'f, 'a>(finding: &'f Finding<'a>) -> Option<&'f Check<'a>> {
    let cause = finding.causes.first()?;
    finding.reader.fitting(&cause.checks).into_iter().next()
}

/// The command of a fix, if it has one that fits in a line.
pub(super) fn command_of<'f>(fix: &'f Fix<'_>) -> Option<&'f str> {
    let shell = fix.code.iter().find(|snippet| snippet.language == Language::Shell)?;
    Some(shell.code.trim()).filter(|text| !text.contains('\n'))
}

/// The page that says more: that of the cause that was seen, else that of the code.
pub(crate) fn page_of<'a>(finding: &'a Finding<'_>) -> Option<&'a str> {
    let code = finding.codes.iter().find_map(|code| code.id.as_deref().filter(|_| code.known));
    let cause = finding.causes.first().map(|cause| cause.id);
    match finding.confidence {
        Confidence::Low => code.or(cause),
        Confidence::Medium | Confidence::High => cause.or(code),
    }
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text on one line of at most so many bytes; a cut is marked.
pub(super) fn cut(text: &str, max_bytes: usize) -> String {
    let line = one_line(text);
    if line.len() <= max_bytes {
        return line;
    }
    let mut end = max_bytes.saturating_sub("…".len());
    while !line.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", line[..end].trim_end())
}

/// How two codes or causes relate, in a sentence.
pub(super) fn relation(compared: &Comparison<'_>) -> String {
    let [one, other] = &compared.sides;
    let (a, b) = (side_name(one), side_name(other));
    if one.id == other.id {
        return format!("Yes: both are {}.", one.id);
    }
    match (&compared.equivalent, compared.same_canonical) {
        (Some(equivalent), _) => format!("{a} {} {b}.", words::direction(equivalent.direction)),
        (None, true) if compared.sides.iter().all(|side| side.kind == "cause") => {
            let canonical = one.canonical.map(words::canonical).unwrap_or_default();
            format!("No: they are two causes that amount to {canonical}.")
        }
        (None, true) => {
            let canonical = one.canonical.map(words::canonical).unwrap_or_default();
            format!("Not quite: both amount to {canonical}.")
        }
        (None, false) => match (one.canonical, other.canonical) {
            (Some(first), Some(second)) => {
                format!("No: {a} amounts to {}, {b} to {}.", words::canonical(first), words::canonical(second))
            }
            _ => "No.".to_owned(),
        },
    }
}

/// What a side of a comparison is called in a sentence.
pub(super) fn side_name(side: &Side<'_>) -> String {
    match (side.system, side.code) {
        (Some(system), Some(code)) if side.number.is_some_and(|number| words::is_number(code, number)) => {
            format!("{system} {code}")
        }
        (_, Some(code)) => code.to_owned(),
        _ => side.id.clone(),
    }
}
