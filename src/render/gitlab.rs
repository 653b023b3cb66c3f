//! GitLab's report of code quality, which merge requests show
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use std::collections::HashSet;

use serde::Serialize;

use super::digest::{headline, one_line};
use super::{OutputFormat, Style, json};
use crate::catalog::model::Severity;
use crate::report::{Finding, Report};

/// `--format gitlab`
#[derive(Debug)]
pub(crate) struct GitLab;

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Place<'r>,
}

#[derive(Serialize)]
struct Place<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u64,
}

impl OutputFormat for GitLab {
    fn name(&self) -> &'static str {
        "gitlab"
    }

    fn report(&self, report: &Report<'_>, _: &Style) -> String {
        let mut known = HashSet::new();
        let issues: Vec<Issue<'_>> = report.findings.iter().map(|finding| issue(finding, &mut known)).collect();
        json::pretty(&issues)
    }
}

fn issue<'r>(finding: &'r Finding<'_>, known: &mut HashSet<String>) -> Issue<'r> {
    let mut fingerprint = finding.fingerprint.clone();
    // GitLab drops an issue whose fingerprint it has seen in the report.
    while !known.insert(fingerprint.clone()) {
        fingerprint.push('0');
    }
    let message = one_line(finding.message.as_str());
    let headline = headline(finding);
    let description = if message.is_empty() { headline.into_owned() } else { format!("{headline}: {message}") };
    Issue {
        description,
        check_name: &finding.id,
        fingerprint,
        severity: match finding.severity {
            Severity::Info => "info",
            Severity::Warning => "minor",
            Severity::Error => "major",
            Severity::Critical => "critical",
        },
        location: Place {
            path: match finding.first.source.as_str() {
                "-" | "argument" => "standard input",
                path => path.strip_prefix("./").unwrap_or(path),
            },
            lines: Lines { begin: finding.first.line },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{finding, report};
    use crate::report::Confidence;

    #[test]
    fn fingerprints_are_unique_and_paths_relative() {
        let mut two = vec![finding(Confidence::High), finding(Confidence::Medium)];
        two[1].first.source = crate::redact::show("./logs/\"a\".log");
        let text = GitLab.report(&report(two), &Style::default());
        let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let all: Vec<_> = ["/0", "/1"].iter().filter_map(|at| read.pointer(at)).collect();
        assert_ne!(all[0]["fingerprint"], all[1]["fingerprint"]);
        assert_eq!(all[1]["location"]["path"], "logs/\"a\".log");
        assert_eq!(all[0]["location"]["lines"]["begin"], 118);
        assert_eq!(GitLab.report(&report(Vec::new()), &Style::default()), "[]\n");
    }
}
