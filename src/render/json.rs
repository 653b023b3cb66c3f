//! JSON: the contract of [`crate::report`], as it is.

use serde::Serialize;

use super::{OutputFormat, Style};
use crate::report::{Listing, Lookup, Report, Search};

/// `--format json`
#[derive(Debug)]
pub(crate) struct Json;

impl OutputFormat for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn report(&self, report: &Report<'_>, _: &Style) -> String {
        pretty(report)
    }

    fn lookup(&self, lookup: &Lookup<'_>, _: &Style) -> Option<String> {
        Some(pretty(lookup))
    }

    fn listing(&self, listing: &Listing<'_>, _: &Style) -> Option<String> {
        Some(pretty(listing))
    }

    fn search(&self, search: &Search<'_>, _: &Style) -> Option<String> {
        Some(pretty(search))
    }
}

/// Indented JSON with a newline at its end.
fn pretty(value: &impl Serialize) -> String {
    // The types have no map whose keys are not text, and no writer is involved, so nothing can fail. A reader of JSON
    // still gets JSON if a later type breaks that.
    let text = serde_json::to_string_pretty(value);
    text.unwrap_or_else(|error| serde_json::json!({ "kind": "fault", "message": error.to_string() }).to_string()) + "\n"
}
