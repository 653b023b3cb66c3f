//! What was known when a gate was introduced, and may stay for a while: a file with a line for each finding.
//!
//! ```text
//! # fingerprint     id                       until       why
//! 462bc51415e92376  net/connection-refused   2027-01-31  staging has no cache yet
//! 44a6e5358c2e05f3  auth/token-expired       -
//! ```
//!
//! The fingerprint alone counts; the id is for people. A line holds until the end of its day, in UTC.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Report;
use crate::catalog::order::Order;

/// What may stay.
#[derive(Debug, Clone, Default)]
pub(crate) struct Baseline {
    lines: BTreeMap<String, Line>,
    /// The day on which it is judged.
    today: Option<Date>,
}

#[derive(Debug, Clone)]
struct Line {
    id: String,
    until: Option<Date>,
    why: String,
}

/// Whether a word has the form of a fingerprint.
pub(crate) fn is_fingerprint(word: &str) -> bool {
    word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

const HEAD: &str = "# Findings that `explain check --baseline` lets pass. `-` is no date: the line holds for ever.\n\
                    # fingerprint     id  until  why\n";

impl Baseline {
    /// Reads a file. `today` decides which lines still hold.
    ///
    /// # Errors
    /// The number of the first line that is none, and what is wrong with it.
    pub(crate) fn read(text: &str, today: Date) -> Result<Baseline, (usize, String)> {
        let mut lines = BTreeMap::new();
        for (at, line) in text.lines().enumerate() {
            let content = line.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let mut words = content.split_whitespace();
            let fingerprint = words.next().unwrap_or_default();
            if !is_fingerprint(fingerprint) {
                return Err((at + 1, format!("\"{fingerprint}\" is no fingerprint of 16 hexadecimal digits")));
            }
            let id = words.next().unwrap_or("-").to_owned();
            let until = match words.next() {
                None | Some("-") => None,
                Some(date) => match date.parse::<Date>() {
                    Ok(date) => Some(date),
                    Err(_) => return Err((at + 1, format!("\"{date}\" is no date such as 2027-01-31, and not \"-\""))),
                },
            };
            let why = words.collect::<Vec<_>>().join(" ");
            lines.insert(fingerprint.to_ascii_lowercase(), Line { id, until, why });
        }
        Ok(Baseline { lines, today: Some(today) })
    }

    /// Whether a finding may stay.
    pub(crate) fn holds(&self, fingerprint: &str) -> bool {
        let until = self.lines.get(fingerprint).map(|line| line.until);
        until.is_some_and(|until| until.is_none_or(|until| self.today.is_none_or(|today| today <= until)))
    }

    /// The ids of lines that no longer hold, with their dates.
    pub(crate) fn expired(&self) -> impl Iterator<Item = (&str, Date)> {
        let over = |line: &Line| line.until.filter(|until| self.today.is_some_and(|today| today > *until));
        self.lines.values().filter_map(move |line| Some((line.id.as_str(), over(line)?)))
    }

    /// The file for the findings of a report. Dates and reasons of known lines stay; what did not occur is left out.
    pub(crate) fn written(&self, report: &Report<'_>) -> String {
        let mut findings: Vec<_> = report.findings.iter().collect();
        findings.order_by(|a, b| (&a.id, &a.fingerprint).cmp(&(&b.id, &b.fingerprint)));
        let widest = findings.iter().map(|finding| finding.id.len()).max().unwrap_or(0);
        let line = |finding: &&super::Finding<'_>| {
            let known = self.lines.get(&finding.fingerprint);
            let until = known.and_then(|line| line.until).map_or_else(|| "-".to_owned(), |date| date.to_string());
            let why = known.map_or("", |line| line.why.as_str());
            format!("{}  {:widest$}  {until}  {why}", finding.fingerprint, finding.id).trim_end().to_owned() + "\n"
        };
        HEAD.to_owned() + &findings.iter().map(line).collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    const FILE: &str =
        "# known\n\n462bc51415e92376  net/connection-refused  2027-01-31  no cache yet\n44A6e5358c2e05f3\n";

    #[test]
    fn a_line_holds_until_the_end_of_its_day() {
        for (today, first) in [("2026-12-01", true), ("2027-01-31", true), ("2027-02-01", false)] {
            let read = Baseline::read(FILE, day(today)).expect("a baseline");
            assert_eq!(read.holds("462bc51415e92376"), first, "{today}");
            assert!(read.holds("44a6e5358c2e05f3") && !read.holds("0000000000000000"));
            let expired: Vec<_> = read.expired().map(|(id, _)| id).collect();
            assert_eq!(expired, if first { Vec::new() } else { vec!["net/connection-refused"] });
        }
    }

    #[test]
    fn what_is_no_line_is_said_with_its_number() {
        let fault = |text: &str| Baseline::read(text, day("2027-01-01")).map(|_| ()).expect_err("a fault");
        assert_eq!(fault("\nnet/x").0, 2);
        assert!(fault("462bc51415e92376 net/x tomorrow").1.contains("no date such as"));
        assert!(fault("462bc51415e9237g net/x").1.contains("no fingerprint"));
    }

    #[test]
    fn what_is_written_keeps_dates_and_reasons_and_is_read_again() {
        let explainer = crate::Explainer::new().expect("a sound catalog");
        let text = "rpc error: code = Unavailable desc = dial tcp 10.0.0.7:443: connect: connection refused\n\
                    Error: 16 UNAUTHENTICATED: jwt expired\n";
        let report = explainer.diagnose(text);
        let today = day("2026-12-01");
        let first = Baseline::default().written(&report);
        assert_eq!(first.lines().count(), 4);
        let edited = first.replace("net/connection-refused  -", "net/connection-refused  2027-01-31  no cache yet");
        assert_ne!(first, edited);
        let known = Baseline::read(&edited, today).expect("a baseline");
        assert_eq!(known.written(&report), edited);
        // What moved, and names other hosts, ports and times, is the same.
        let later = explainer
            .diagnose(&format!("new line\n2027-01-01T10:00:00Z {}", text.replace("10.0.0.7:443", "10.9.9.9:8443")));
        assert!(later.findings.iter().all(|finding| known.holds(&finding.fingerprint)));
        assert_eq!(known.written(&explainer.diagnose("fine")), HEAD);
    }
}
