//! `JUnit` XML, which nearly every CI system reads: a suite for each source, a case for each finding. What is less severe than the
//! policy asks for passes. A run without findings is one passing case, since importers take an empty report for a fault.

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::digest::{first_fix, headline, one_line};
use super::{OutputFormat, Style, words};
use crate::report::{Finding, Report};

/// `--format junit`
#[derive(Debug)]
pub(crate) struct JUnit;

impl OutputFormat for JUnit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn report(&self, report: &Report<'_>, style: &Style) -> String {
        let mut document = Document::new("explain");
        let mut suites: Vec<TestSuite> = Vec::new();
        for finding in &report.findings {
            let name = words::source(&finding.first).unwrap_or("argument");
            let at = suites.iter().position(|suite| suite.name.as_str() == xml(name)).unwrap_or_else(|| {
                suites.push(TestSuite::new(xml(name)));
                suites.len() - 1
            });
            suites[at].add_test_case(case(finding, style));
        }
        if suites.is_empty() {
            let mut suite = TestSuite::new("explain");
            suite.add_test_case(TestCase::new("No error recognised", TestCaseStatus::success()));
            suites.push(suite);
        }
        document.add_test_suites(suites);
        // The writer is memory, so nothing can fail; a reader of XML still gets XML.
        document.to_string().unwrap_or_else(|_| "<testsuites/>".to_owned()) + "\n"
    }
}

fn case(finding: &Finding<'_>, style: &Style) -> TestCase {
    let headline = xml(&headline(finding));
    let text = xml(&text(finding));
    if finding.severity < style.fail_on {
        let mut case = TestCase::new(headline.as_str(), TestCaseStatus::success());
        case.set_classname(finding.id.as_str()).set_system_out(text.as_str());
        return case;
    }
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let message = xml(&one_line(finding.message.as_str()));
    status.set_type(finding.id.as_str()).set_message(if message.is_empty() { headline.as_str() } else { &message });
    status.set_description(text);
    let mut case = TestCase::new(headline.as_str(), status);
    case.set_classname(finding.id.as_str());
    case
}

/// Text without the two characters that XML has no way to write and its writer lets pass (XML 1.0, section 2.2).
fn xml(text: &str) -> String {
    text.replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}")
}

/// What a person reads who opens the case.
fn text(finding: &Finding<'_>) -> String {
    let place = words::place(&finding.first).unwrap_or_default();
    let seen = format!("{place} seen {}", words::times(finding.count));
    let fix = first_fix(finding).map(|fix| format!("Fix: {}", fix.title));
    let lines = [Some(finding.message.as_str().to_owned()), Some(seen.trim().to_owned()), fix];
    let lines: Vec<String> = lines.into_iter().flatten().filter(|line| !line.is_empty()).collect();
    format!("{}\n\nexplain {} for the whole page", lines.join("\n"), finding.id)
}
