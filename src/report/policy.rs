//! Whether a report breaks a policy, and why.

use glob::Pattern;

use super::baseline::Baseline;
use super::{Confidence, Finding, Further, Location, Report};
use crate::catalog::model::{Owner, Severity};

/// What a gate lets pass.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    /// The least severity that breaks it.
    pub fail_on: Severity,
    /// Codes that break it, however severe they are.
    pub fail_on_code: Names,
    /// Whose errors break it; everybody's if it is empty.
    pub fail_on_owner: Vec<Owner>,
    /// The least confidence of findings that are judged.
    pub min_confidence: Confidence,
    /// What is allowed: ids of findings, causes and codes, and fingerprints.
    pub allowed: Names,
    /// What was there before.
    pub baseline: Baseline,
    /// So many occurrences of what is judged may pass.
    pub max: u64,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            fail_on: Severity::Error,
            fail_on_code: Names::default(),
            fail_on_owner: Vec::new(),
            min_confidence: Confidence::Medium,
            allowed: Names::default(),
            baseline: Baseline::default(),
            max: 0,
        }
    }
}

/// Names that people list, in which `*` and `?` are for any characters.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(Vec<Pattern>);

impl Names {
    /// Of a list.
    ///
    /// # Errors
    /// The first pattern that is none, with the reason.
    pub(crate) fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Names, String> {
        let read = |name| Pattern::new(name).map_err(|error| format!("\"{name}\" is no pattern: {}", error.msg));
        names.into_iter().map(read).collect::<Result<_, _>>().map(Names)
    }

    fn holds(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| pattern.matches(name))
    }
}

/// What a gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Whether the policy is broken.
    pub broken: bool,
    /// Why, or why not, in a line.
    pub line: String,
}

/// What becomes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judged {
    /// It is none of those that the policy is about.
    Mild,
    /// It is somebody else's to fix.
    Elsewhere,
    /// Its cause is not sure enough.
    Unsure,
    /// It is allowed by its name.
    Allowed,
    /// It was there before.
    Known,
    /// It counts.
    Counted,
}

/// What a policy asks of an error, listed or not.
struct Case<'c> {
    severity: Severity,
    confidence: Confidence,
    owner: Owner,
    /// Its id, and the ids and names of its codes.
    names: Vec<&'c str>,
    /// `None` for what is not listed.
    fingerprint: Option<&'c str>,
}

impl<'c> Case<'c> {
    fn of(finding: &'c Finding<'_>) -> Case<'c> {
        let ids = finding.codes.iter().filter_map(|code| code.id.as_deref());
        let codes = finding.codes.iter().map(|code| code.code.as_str());
        Case {
            severity: finding.severity,
            confidence: finding.confidence,
            owner: finding.owner,
            names: ids.chain([finding.id.as_str()]).chain(codes).collect(),
            fingerprint: Some(&finding.fingerprint),
        }
    }

    fn of_further(further: &'c Further) -> Case<'c> {
        Case {
            severity: further.severity,
            confidence: further.confidence,
            owner: further.owner,
            names: further.ids.iter().map(String::as_str).collect(),
            fingerprint: None,
        }
    }
}

impl Policy {
    /// Judges the findings of a report.
    pub(crate) fn judge(&self, report: &Report<'_>) -> Verdict {
        let judged: Vec<(Judged, &Finding<'_>)> =
            report.findings.iter().map(|finding| (self.judged(&Case::of(finding)), finding)).collect();
        let of = |what: Judged| judged.iter().filter(move |(one, _)| *one == what).map(|(_, finding)| *finding);
        let further: Vec<&Further> =
            report.further.iter().filter(|one| self.judged(&Case::of_further(one)) == Judged::Counted).collect();
        let listed: Vec<&Finding<'_>> = of(Judged::Counted).collect();
        let not_listed: u64 = further.iter().map(|one| one.count).sum();
        let occurrences = listed.iter().map(|finding| finding.count).sum::<u64>() + not_listed;
        let broken = occurrences > self.max;
        let severity = word(self.fail_on);
        let mut line = match (listed.as_slice(), further.first()) {
            _ if !broken && occurrences > 0 => {
                format!("check passed: {occurrences} of at most {} errors of severity {severity} or worse", self.max)
            }
            ([first, rest @ ..], _) => {
                let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
                let noun = if rest.is_empty() { "finding" } else { "findings" };
                let place = spot(&first.first);
                format!(
                    "check failed: {} {noun} of severity {severity} or worse: {} at {place}{more}",
                    listed.len(),
                    first.id
                )
            }
            ([], Some(first)) => {
                let id = first.ids.last().map_or("an error", String::as_str);
                let place = spot(&first.first);
                format!("check failed: {not_listed} not listed of severity {severity} or worse: {id} at {place}")
            }
            ([], None) => format!("check passed: no finding of severity {severity} or worse"),
        };
        if not_listed > 0 && !listed.is_empty() {
            line.push_str(&format!("; {not_listed} more not listed"));
        }
        if broken && self.max > 0 {
            line.push_str(&format!("; {occurrences} occurrences, --max {}", self.max));
        }
        let unsure = format!("below --min-confidence {} not judged", confidence(self.min_confidence));
        let others = "for others to fix";
        let parts = [
            (Judged::Unsure, unsure.as_str()),
            (Judged::Elsewhere, others),
            (Judged::Known, "in the baseline"),
            (Judged::Allowed, "allowed"),
        ];
        for (what, words) in parts {
            let count = of(what).count();
            if count > 0 {
                line.push_str(&format!("; {count} {words}"));
            }
        }
        Verdict { broken, line }
    }

    fn judged(&self, case: &Case<'_>) -> Judged {
        let named = |names: &Names| case.names.iter().any(|name| names.holds(name));
        let by_code = named(&self.fail_on_code);
        match () {
            () if !by_code && case.severity < self.fail_on => Judged::Mild,
            () if named(&self.allowed) || case.fingerprint.is_some_and(|one| self.allowed.holds(one)) => {
                Judged::Allowed
            }
            () if case.fingerprint.is_some_and(|one| self.baseline.holds(one)) => Judged::Known,
            () if by_code => Judged::Counted,
            () if case.confidence < self.min_confidence => Judged::Unsure,
            () if !(self.fail_on_owner.is_empty() || self.fail_on_owner.contains(&case.owner)) => Judged::Elsewhere,
            () => Judged::Counted,
        }
    }
}

fn spot(at: &Location) -> String {
    format!("{}:{}", at.source.as_str(), at.line)
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
