//! Workflow commands of GitHub Actions: the ten worst findings as annotations, then the report for people in the same log.
//!
//! The runner takes ten annotations of each kind from a step, and obeys every line that begins with `::`
//! (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>). So it is told to obey nothing while
//! the report is printed.

use super::digest::{first_fix, headline, one_line};
use super::human::Human;
use super::{OutputFormat, Style};
use crate::catalog::model::Severity;
use crate::report::{Finding, Report};

/// `--format github`
#[derive(Debug)]
pub(crate) struct GitHub;

/// So many annotations of a step are shown.
const MAX_ANNOTATIONS: usize = 10;

impl OutputFormat for GitHub {
    fn name(&self) -> &'static str {
        "github"
    }

    fn report(&self, report: &Report<'_>, style: &Style) -> String {
        let annotations: String = report.findings.iter().take(MAX_ANNOTATIONS).map(annotation).collect();
        let text = Human.report(report, style);
        let stop = unused(&text);
        format!("{annotations}::stop-commands::{stop}\n{text}::{stop}::\n")
    }
}

/// A word that ends the part in which nothing is obeyed: one that is not in it.
fn unused(text: &str) -> String {
    let mut stop = "explain-report".to_owned();
    while text.contains(&stop) {
        stop.push('x');
    }
    stop
}

fn annotation(finding: &Finding<'_>) -> String {
    let level = match finding.severity {
        Severity::Info => "notice",
        Severity::Warning => "warning",
        Severity::Error | Severity::Critical => "error",
    };
    let at = &finding.first;
    let place = match at.source.as_str() {
        "-" | "argument" => String::new(),
        file => format!("file={},line={},", property(file), at.line),
    };
    let times = if finding.count > 1 { format!(" ({} times)", finding.count) } else { String::new() };
    let mut lines = vec![format!("{}{times}", one_line(finding.message.as_str()))];
    lines.extend(first_fix(finding).map(|fix| format!("Fix: {}", fix.title)));
    lines.push(format!("explain {}", finding.id));
    lines.retain(|line| !line.is_empty());
    format!("::{level} {place}title={}::{}\n", property(&headline(finding)), data(&lines.join("\n")))
}

/// Text as the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text as the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::show;
    use crate::render::samples::{finding, report};
    use crate::report::Confidence;

    /// The commands that a runner obeys: those at the beginning of a line, until it is told to stop.
    fn obeyed(log: &str) -> Vec<String> {
        let mut stopped: Option<String> = None;
        let mut commands = Vec::new();
        for line in log.lines().map(str::trim_start) {
            match &stopped {
                Some(stop) if line == format!("::{stop}::") => stopped = None,
                Some(_) => {}
                None if line.starts_with("::stop-commands::") => stopped = Some(line.replace("::stop-commands::", "")),
                None if line.starts_with("::") || line.contains("##[") => commands.push(line.to_owned()),
                None => {}
            }
        }
        assert_eq!(stopped, None, "what comes after in the log is obeyed again");
        commands
    }

    #[test]
    fn nothing_of_the_input_is_obeyed() {
        let mut one = finding(Confidence::High);
        let hostile = "x\n::add-mask::a\r\n::set-output name=a::b\n::explain-report::\n##[error]c%0A::warning::d";
        one.message = show(hostile);
        one.excerpt = show(hostile);
        one.first.source = show("a,line=9::error::b.log");
        let text = GitHub.report(&report(vec![one]), &Style { full: true, ..Style::default() });
        let commands = obeyed(&text);
        assert_eq!(commands.len(), 1, "{commands:?}");
        assert!(commands[0].starts_with(
            "::error file=a%2Cline=9%3A%3Aerror%3A%3Ab.log,line=118,title=The access token has expired::x"
        ));
        assert!(commands[0].contains("%250A"), "what is escaped in the input stays what it was: {}", commands[0]);
    }

    #[test]
    fn ten_annotations_and_the_whole_report() {
        let findings = (0..30).map(|_| finding(Confidence::High)).collect();
        let text = GitHub.report(&report(findings), &Style::default());
        assert_eq!(obeyed(&text).len(), MAX_ANNOTATIONS);
        assert!(text.contains("1,230 errors, 30 different"));
    }
}
