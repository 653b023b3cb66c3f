//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), as GitHub's code scanning takes it: each result
//! has a place in a file, rules have help, and fingerprints don't depend on lines
//! (<https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support>).

use std::collections::BTreeMap;

use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location as SarifLocation, Message, MultiformatMessageString, Notification,
    PhysicalLocation, PropertyBag, Region, ReportingConfiguration, ReportingDescriptor, Result as SarifResult,
    ResultLevel, Run, Sarif as Document, Tool, ToolComponent,
};

use super::digest::{first_fix, headline, one_line};
use super::{OutputFormat, Style, json, words};
use crate::catalog::model::Severity;
use crate::report::{Finding, Location, Report};

/// `--format sarif`
#[derive(Debug)]
pub(crate) struct Sarif;

/// The schema that a document names.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// So many results and rules of a run are taken.
const MAX_RESULTS: usize = 25_000;
/// The name of the fingerprint: the id of the finding and its codes, in the first way of putting them together.
const FINGERPRINT: &str = "explain/v1";

impl OutputFormat for Sarif {
    fn name(&self) -> &'static str {
        "sarif"
    }

    fn report(&self, report: &Report<'_>, _: &Style) -> String {
        let mut rules: Vec<ReportingDescriptor> = Vec::new();
        let mut places = BTreeMap::new();
        let mut results = Vec::new();
        // GitHub refuses the whole document for one result without a place in a file.
        let placed = report.findings.iter().filter(|finding| is_placed(&finding.first));
        for finding in placed.take(MAX_RESULTS) {
            let rule = *places.entry(finding.id.as_str()).or_insert_with(|| {
                rules.push(rule(finding));
                rules.len() - 1
            });
            results.push(result(finding, rule));
        }
        let driver = ToolComponent::builder()
            .name(report.tool.name)
            .version(report.tool.version)
            .semantic_version(report.tool.version)
            .rules(rules)
            .build();
        let notes = report.summary.notes.iter().map(|note| note.as_str().to_owned());
        let left = report.findings.iter().filter(|finding| !is_placed(&finding.first)).count();
        let left = (left > 0).then(|| {
            format!(
                "{} without a file: `--stdin-name NAME` gives standard input a name",
                words::count(left as u64, "finding", "findings")
            )
        });
        let told = notes.chain(left).map(|note| Notification::builder().message(Message::from(&note)).build());
        let invocation = Invocation::builder()
            .execution_successful(!report.summary.truncated)
            .tool_execution_notifications(told.collect::<Vec<_>>())
            .build();
        let run = Run::builder().tool(Tool::from(driver)).results(results).invocations(vec![invocation]).build();
        json::pretty(&Document::builder().schema(SCHEMA).version(serde_json::json!("2.1.0")).runs(vec![run]).build())
    }
}

/// Whether a place is in a file.
fn is_placed(location: &Location) -> bool {
    !matches!(location.source.as_str(), "-" | "argument" | "")
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Info => ResultLevel::Note,
        Severity::Warning => ResultLevel::Warning,
        Severity::Error | Severity::Critical => ResultLevel::Error,
    }
}

fn text(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text).build()
}

fn rule(finding: &Finding<'_>) -> ReportingDescriptor {
    let cause = finding.causes.first().filter(|cause| !cause.evidence.is_empty());
    let full = cause.map(|cause| one_line(&cause.explanation)).or_else(|| finding.meaning.map(one_line));
    let full = full.unwrap_or_else(|| finding.title.clone());
    let fixes = cause.into_iter().flat_map(|cause| &cause.fixes).map(|fix| format!("- {}", fix.title));
    let help: Vec<String> = [full.clone(), String::new()].into_iter().chain(fixes).collect();
    let mut tags = Vec::new();
    tags.extend(finding.category.map(words::category));
    let mut rule = ReportingDescriptor::builder()
        .id(finding.id.as_str())
        .short_description(text(&finding.title))
        .full_description(text(&full))
        .help(text(help.join("\n").trim()))
        .default_configuration(
            ReportingConfiguration::builder().level(serde_json::json!(level(finding.severity))).build(),
        )
        .properties(PropertyBag::builder().tags(tags).build())
        .build();
    rule.help_uri = finding.sources.first().map(|source| source.url.to_string());
    rule
}

fn result(finding: &Finding<'_>, rule: usize) -> SarifResult {
    let message = one_line(finding.message.as_str());
    let mut lines = vec![headline(finding).into_owned()];
    lines.extend((!message.is_empty()).then_some(message));
    lines.extend(first_fix(finding).map(|fix| format!("Fix: {}", fix.title)));
    SarifResult::builder()
        .rule_id(finding.id.as_str())
        .rule_index(i64::try_from(rule).unwrap_or(-1))
        .level(level(finding.severity))
        .message(Message::from(&lines.join("\n")))
        .locations(vec![location(&finding.first)])
        .partial_fingerprints(BTreeMap::from([(FINGERPRINT.to_owned(), finding.fingerprint.clone())]))
        .occurrence_count(i64::try_from(finding.count).unwrap_or(i64::MAX))
        .build()
}

fn location(at: &Location) -> SarifLocation {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let region = Region::builder().start_line(number(at.line)).start_column(number(at.column)).build();
    let place = PhysicalLocation::builder()
        .artifact_location(ArtifactLocation::builder().uri(uri(at.source.as_str())).build())
        .region(region)
        .build();
    SarifLocation::builder().physical_location(place).build()
}

/// A path as a relative reference (RFC 3986, section 4.2).
fn uri(path: &str) -> String {
    const KEPT: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(path.strip_prefix("./").unwrap_or(path), &KEPT).to_string()
}
