//! Whether a report breaks a policy, and why.

use super::{Confidence, Finding, Report};
use crate::catalog::model::Severity;

/// What a gate lets pass.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    /// The least severity that breaks it.
    pub fail_on: Severity,
    /// The least confidence of findings that are judged.
    pub min_confidence: Confidence,
    /// Ids of findings, causes and codes that are allowed.
    pub allowed: Vec<String>,
}

/// What a gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Whether the policy is broken.
    pub broken: bool,
    /// Why, or why not, in a line.
    pub line: String,
}

impl Policy {
    /// Judges the findings of a report.
    pub(crate) fn judge(&self, report: &Report<'_>) -> Verdict {
        let severe: Vec<_> = report.findings.iter().filter(|finding| finding.severity >= self.fail_on).collect();
        let (allowed, severe): (Vec<_>, Vec<_>) = severe.into_iter().partition(|finding| self.allows(finding));
        let (judged, unsure): (Vec<_>, Vec<_>) =
            severe.into_iter().partition(|finding| finding.confidence >= self.min_confidence);
        let mut line = match judged.as_slice() {
            [] => format!("check passed: no finding of severity {} or worse", word(self.fail_on)),
            [first, rest @ ..] => {
                let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
                let count = judged.len();
                let noun = if count == 1 { "finding" } else { "findings" };
                let severity = word(self.fail_on);
                let place = format!("{}:{}", first.first.source.as_str(), first.first.line);
                format!("check failed: {count} {noun} of severity {severity} or worse: {} at {place}{more}", first.id)
            }
        };
        let further = report.further.iter().filter(|one| {
            let allowed = one.ids.iter().any(|id| self.allowed.contains(id));
            one.severity >= self.fail_on && one.confidence >= self.min_confidence && !allowed
        });
        let (count, first) = further.fold((0, None), |(count, first), one| (count + one.count, first.or(Some(one))));
        match first {
            Some(first) if judged.is_empty() => {
                let place = format!("{}:{}", first.first.source.as_str(), first.first.line);
                let id = first.ids.last().map_or("an error", String::as_str);
                line = format!(
                    "check failed: {count} not listed of severity {} or worse: {id} at {place}",
                    word(self.fail_on)
                );
            }
            Some(_) => line.push_str(&format!("; {count} more not listed")),
            None => {}
        }
        if !unsure.is_empty() {
            let count = unsure.len();
            line.push_str(&format!("; {count} below --min-confidence {} not judged", confidence(self.min_confidence)));
        }
        if !allowed.is_empty() {
            line.push_str(&format!("; {} allowed", allowed.len()));
        }
        Verdict { broken: !judged.is_empty() || first.is_some(), line }
    }

    fn allows(&self, finding: &Finding<'_>) -> bool {
        let codes = finding.codes.iter().filter_map(|code| code.id.as_deref());
        let mut ids = codes.chain([finding.id.as_str()]);
        ids.any(|id| self.allowed.iter().any(|allowed| allowed == id))
    }
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
        Severity::Critical => "critical",
    }
}

fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}
