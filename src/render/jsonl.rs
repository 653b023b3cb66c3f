//! JSON Lines, for programs that read a log as it grows: a line for each finding when it is first seen, a line with the final
//! count and places of each under the same fingerprint, and a last line with the summary.

use serde::Serialize;

use super::{OutputFormat, Style, json};
use crate::report::{
    Finding, ListedCause, ListedCode, Listing, Location, Report, Search, SearchResult, Suggestion, Summary, Tool,
};

/// `--format jsonl`
#[derive(Debug)]
pub(crate) struct JsonLines;

/// One line.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Line<'r, 'a> {
    /// A finding, as it was when it was first seen.
    Finding { schema_version: u32, finding: &'r Finding<'a> },
    /// How often it occurred in the end.
    Count { fingerprint: &'r str, count: u64, first: &'r Location, last: &'r Location },
    /// A code of a list.
    Code(&'r ListedCode<'a>),
    /// A cause of a list.
    Cause(&'r ListedCause<'a>),
    /// A page that was searched for.
    Result(&'r SearchResult<'a>),
    /// The end.
    Summary { schema_version: u32, tool: &'r Tool, suggestions: &'r [Suggestion<'a>], summary: &'r Summary },
}

impl OutputFormat for JsonLines {
    fn name(&self) -> &'static str {
        "jsonl"
    }

    fn report(&self, report: &Report<'_>, style: &Style) -> String {
        let found = report.findings.iter().filter_map(|finding| self.finding(finding, style));
        found.chain([self.closing(report, style)]).collect()
    }

    fn streams(&self) -> bool {
        true
    }

    fn finding(&self, finding: &Finding<'_>, _: &Style) -> Option<String> {
        Some(json::line(&Line::Finding { schema_version: crate::report::SCHEMA_VERSION, finding }))
    }

    fn closing(&self, report: &Report<'_>, _: &Style) -> String {
        let count = |finding: &Finding<'_>| {
            let Finding { fingerprint, count, first, last, .. } = finding;
            json::line(&Line::Count { fingerprint, count: *count, first, last })
        };
        let Report { schema_version, tool, suggestions, summary, .. } = report;
        let end = Line::Summary { schema_version: *schema_version, tool, suggestions, summary };
        report.findings.iter().map(count).chain([json::line(&end)]).collect()
    }

    fn listing(&self, listing: &Listing<'_>, _: &Style) -> Option<String> {
        let codes = listing.codes.iter().map(|code| json::line(&Line::Code(code)));
        Some(codes.chain(listing.causes.iter().map(|cause| json::line(&Line::Cause(cause)))).collect())
    }

    fn search(&self, search: &Search<'_>, _: &Style) -> Option<String> {
        Some(search.results.iter().map(|result| json::line(&Line::Result(result))).collect())
    }
}
