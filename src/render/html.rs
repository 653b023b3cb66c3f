//! HTML: one file that needs nothing else, for a person who opens the artifact of a job. What is in it of the input is text: the
//! template escapes by type, and the page allows neither scripts nor anything from elsewhere.

use askama::Template;

use super::digest::{first_check, headline, one_line, rate, time_range};
use super::{OutputFormat, Style, words};
use crate::redact::Redacted;
use crate::report::{Check, Finding, Fix, Report};

/// `--format html`
#[derive(Debug)]
pub(crate) struct Html;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r, 'a> {
    title: String,
    read: String,
    findings: Vec<Card<'r, 'a>>,
    notes: &'r [Redacted],
    version: &'r str,
    catalog: &'r str,
}

/// A finding.
struct Card<'r, 'a> {
    finding: &'r Finding<'a>,
    severity: &'static str,
    title: String,
    codes: String,
    owner: Option<&'static str>,
    place: String,
    times: String,
    /// The width of its bar, in hundredths of that of the most frequent one.
    share: u64,
    /// When it occurred: a bar for each part of the time that the report covers, with its height in hundredths; and what that time is.
    chart: Vec<(usize, u64)>,
    time: String,
    lines: Vec<Vec<Piece<'r>>>,
    why: Vec<Part>,
    meaning: Vec<Part>,
    check: Option<&'r Check<'a>>,
    tells: Vec<Part>,
    fixes: Vec<Advice<'r>>,
    retry: Option<&'static str>,
    open: bool,
}

/// A part of a line of the input.
struct Piece<'r> {
    text: &'r str,
    is_evidence: bool,
}

/// What to do.
struct Advice<'r> {
    title: Vec<Part>,
    when: Vec<Part>,
    steps: Vec<Vec<Part>>,
    code: Option<&'r str>,
    why: Vec<Part>,
}

impl<'r> Advice<'r> {
    fn new(fix: &'r Fix<'_>) -> Advice<'r> {
        Advice {
            title: prose(&fix.title),
            when: fix.when.as_deref().map(prose).unwrap_or_default(),
            steps: fix.steps.iter().map(|step| prose(step)).collect(),
            code: fix.code.first().map(|snippet| snippet.code.as_ref()),
            why: prose(&fix.why),
        }
    }
}

/// A part of a text of the catalog.
struct Part {
    text: String,
    is_code: bool,
}

/// So many findings are shown unfolded.
const MAX_OPEN: usize = 3;

impl OutputFormat for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn report(&self, report: &Report<'_>, _: &Style) -> String {
        let summary = &report.summary;
        let title = match summary.findings {
            0 => "No error recognised".to_owned(),
            _ => {
                let all = words::count(summary.occurrences, "error", "errors");
                format!("{all}, {} different", words::grouped(summary.findings))
            }
        };
        let most = report.findings.iter().map(|finding| finding.count).max().unwrap_or(1);
        let range = time_range(&report.findings);
        let cards =
            report.findings.iter().enumerate().map(|(at, finding)| Card::new(finding, most, range, at < MAX_OPEN));
        let page = Page {
            title,
            read: format!("{} ({})", words::count(summary.lines, "line", "lines"), words::size(summary.bytes)),
            findings: cards.collect(),
            notes: &summary.notes,
            version: report.tool.version,
            catalog: &report.tool.catalog,
        };
        // The writer is memory, so nothing can fail; a reader of HTML still gets HTML.
        page.render().unwrap_or_else(|_| "<!doctype html><title>explain</title>\n".to_owned())
    }
}

impl<'r, 'a> Card<'r, 'a> {
    fn new(finding: &'r Finding<'a>, most: u64, range: Option<(i64, i64)>, open: bool) -> Card<'r, 'a> {
        let fitting = finding.causes.first().filter(|cause| !cause.evidence.is_empty());
        let check = first_check(finding);
        let fixes = fitting.map(|cause| finding.reader.fitting(&cause.fixes)).unwrap_or_default();
        let fixes = fixes.into_iter().map(Advice::new).collect();
        let retry = finding.retry.as_ref().map(|retry| words::retry(retry.advice));
        Card {
            severity: words::severity(finding.severity).1,
            title: headline(finding).into_owned(),
            codes: words::codes(&finding.codes),
            owner: words::owner(finding.owner),
            place: words::span(&finding.first, &finding.last),
            times: words::count(finding.count, "time", "times"),
            share: (finding.count * 100 / most.max(1)).max(1),
            chart: chart(finding, range),
            time: time(finding),
            lines: lines(finding),
            check,
            tells: check.map(|check| prose(&check.tells)).unwrap_or_default(),
            fixes,
            why: fitting.map(|cause| prose(&cause.explanation)).unwrap_or_default(),
            meaning: finding.meaning.map(prose).unwrap_or_default(),
            retry,
            open,
            finding,
        }
    }
}

/// How many parts of the time that a report covers have a bar each.
const CHART_PARTS: usize = 60;

/// The bars of a chart, each with its place and its height in hundredths of the highest.
fn chart(finding: &Finding<'_>, range: Option<(i64, i64)>) -> Vec<(usize, u64)> {
    let parts = range.map(|range| finding.timeline.parts(range, CHART_PARTS)).unwrap_or_default();
    let most = parts.iter().copied().max().unwrap_or(0).max(1);
    let bars = parts.iter().enumerate().filter(|(_, count)| **count > 0);
    bars.map(|(at, count)| (at, (count * 100 / most).max(4))).collect()
}

/// When a finding occurred first and last, as it is printed there, and how often.
fn time(finding: &Finding<'_>) -> String {
    let (Some(first), Some(last)) = (&finding.first.time, &finding.last.time) else { return String::new() };
    let (first, last) = (first.as_str(), last.as_str());
    match rate(finding) {
        _ if first == last => first.to_owned(),
        Some(rate) => format!("{first} to {last}, {rate}"),
        None => format!("{first} to {last}"),
    }
}

/// The lines that the verdict rests on.
fn lines<'r>(finding: &'r Finding<'_>) -> Vec<Vec<Piece<'r>>> {
    let quote = &finding.quote;
    let line = |line: &'r crate::report::QuotedLine| {
        let text = quote.text_of(line);
        let mut pieces = Vec::new();
        let mut done = 0;
        for span in &line.evidence {
            let (Some(before), Some(seen)) = (text.get(done..span.start), text.get(span.clone())) else { continue };
            pieces.push(Piece { text: before, is_evidence: false });
            pieces.push(Piece { text: seen, is_evidence: true });
            done = span.end;
        }
        pieces.push(Piece { text: text.get(done..).unwrap_or_default(), is_evidence: false });
        pieces.retain(|piece| !piece.text.is_empty());
        pieces
    };
    quote.lines.iter().map(line).collect()
}

/// The parts of a text of the catalog, in which code is between backticks.
fn prose(text: &str) -> Vec<Part> {
    let text = one_line(text);
    match text.matches('`').count() % 2 {
        0 => {
            text.split('`').enumerate().map(|(at, part)| Part { text: part.to_owned(), is_code: at % 2 == 1 }).collect()
        }
        _ => vec![Part { text, is_code: false }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::show;
    use crate::render::samples::{finding, report};
    use crate::report::{Confidence, Quote};

    #[test]
    fn text_of_the_input_is_never_markup() {
        let plain = Html.report(&report(vec![finding(Confidence::High)]), &Style::default());
        for hostile in [
            "<script>alert(1)</script>",
            "\"><img src=x onerror=y>",
            "</pre></details><h1>",
            "{{ 1 }} {% x %}",
            "&lt;b&gt;",
        ] {
            let mut one = finding(Confidence::High);
            one.first.source = show(hostile);
            one.title = hostile.to_owned();
            one.quote = Quote::new(hostile, 0, [hostile]);
            let text = Html.report(&report(vec![one]), &Style::default());
            let tags = |text: &str| text.matches('<').count();
            // The same page with another text has the same elements, but for a mark and the lines of the quote.
            assert!(tags(&text).abs_diff(tags(&plain)) <= 2, "{hostile}: {} and {}", tags(&text), tags(&plain));
            assert!(!text.contains("<script") && !text.contains("<img") && !text.contains("<h1></"), "{hostile}");
        }
        assert!(plain.contains("default-src 'none'"));
    }
}
