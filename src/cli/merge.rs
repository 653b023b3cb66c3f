//! `explain merge REPORT...`: joins the JSON reports of several machines, shards or days into one. Counts add up, the first and the
//! last place stay, and what has one fingerprint is one finding; the order of the reports makes no difference.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;

use anyhow::{Result, anyhow, bail};
use clap::Args;
use serde_json::{Map, Value, json};

use super::inputs::reason;
use super::{Exit, Options, output};
use crate::catalog::order::Order;
use crate::input;
use crate::report::Timeline;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Reports that `explain --format json` wrote; `-` for standard input
    #[arg(value_name = "REPORT", required = true)]
    reports: Vec<PathBuf>,
}

/// What reports are made by and what is counted in them.
const COUNTED: [&str; 3] = ["lines", "bytes", "occurrences"];

pub(super) fn run(arguments: &Arguments, options: &Options) -> Result<Exit> {
    if !matches!(options.format.map(|format| format.name()), None | Some("json")) {
        bail!("reports are merged into JSON; leave --format out");
    }
    let mut merged: Option<Value> = None;
    for path in &arguments.reports {
        let name = input::shown(path);
        let text = read(path).map_err(|error| anyhow!("can't read {name}: {}", reason(&error)))?;
        let report: Value = serde_json::from_str(&text).map_err(|error| anyhow!("{name}: no JSON: {error}"))?;
        if report["kind"] != "diagnosis" || report["schema_version"] != 1 {
            bail!("{name}: not a report of `explain --format json` with schema_version 1");
        }
        merged = Some(match merged {
            None => sorted(report),
            Some(merged) => merge(merged, report),
        });
    }
    let Some(merged) = merged else { return Ok(Exit::Usage) };
    let text = serde_json::to_string_pretty(&merged)?;
    output::print(&(text + "\n"))?;
    Ok(Exit::Done)
}

fn read(path: &PathBuf) -> io::Result<String> {
    if path.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    fs::read_to_string(path)
}

/// Two reports as one.
pub(crate) fn merge(mut one: Value, other: Value) -> Value {
    let mut findings: BTreeMap<String, Value> = BTreeMap::new();
    let all = [&one, &other].into_iter().flat_map(|report| report["findings"].as_array().into_iter().flatten());
    for finding in all {
        let fingerprint = finding["fingerprint"].as_str().unwrap_or_default().to_owned();
        let joined = match findings.remove(&fingerprint) {
            Some(known) => merge_finding(known, finding.clone()),
            None => finding.clone(),
        };
        findings.insert(fingerprint, joined);
    }
    one["findings"] = findings.into_values().collect();
    let (summary, more) = (&one["summary"], &other["summary"]);
    let mut joined = Map::new();
    for name in COUNTED {
        joined.insert(name.to_owned(), (number(&summary[name]) + number(&more[name])).into());
    }
    joined.insert("findings".to_owned(), one["findings"].as_array().map_or(0, Vec::len).into());
    let mut by_severity: BTreeMap<&str, u64> = BTreeMap::new();
    for (name, count) in [summary, more].into_iter().filter_map(|one| one["by_severity"].as_object()).flatten() {
        *by_severity.entry(name).or_default() += number(count);
    }
    joined.insert("by_severity".to_owned(), json!(by_severity));
    let mut notes: Vec<&str> = [summary, more]
        .into_iter()
        .filter_map(|one| one["notes"].as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    notes.sort_unstable();
    notes.dedup();
    joined.insert("notes".to_owned(), json!(notes));
    let truncated = [summary, more].into_iter().any(|one| one["truncated"] == true);
    joined.insert("truncated".to_owned(), truncated.into());
    one["summary"] = Value::Object(joined);
    // Suggestions are for an input in which nothing was recognised, and the tool for the one that made the report.
    one["suggestions"] = json!([]);
    let newer = [&one["tool"], &other["tool"]].into_iter().max_by_key(|tool| tool.to_string()).cloned();
    one["tool"] = newer.unwrap_or_default();
    sorted(one)
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or(0)
}

/// Two parts of a finding: what is told of it is that of the part that occurred first.
fn merge_finding(one: Value, other: Value) -> Value {
    let (mut first, second) = if place(&one["first"]) <= place(&other["first"]) { (one, other) } else { (other, one) };
    first["count"] = (number(&first["count"]) + number(&second["count"])).into();
    if place(&second["last"]) > place(&first["last"]) {
        first["last"] = second["last"].clone();
    }
    let timelines: Vec<Timeline> = [&first, &second].into_iter().filter_map(timeline).collect();
    if let Some(seconds) = timelines.iter().map(Timeline::seconds).max() {
        let joined = Timeline::from_counts(seconds, timelines.iter().flat_map(Timeline::counts));
        first["timeline"] = json!(joined);
    }
    let mut variants: BTreeMap<String, Value> = BTreeMap::new();
    let all = [&first, &second].into_iter().filter_map(|one| one["variants"].as_array()).flatten();
    for variant in all {
        let key = format!("{}\u{0}{}", variant["component"], variant["message"]);
        match variants.get_mut(&key) {
            None => {
                variants.insert(key, variant.clone());
            }
            Some(known) => {
                known["count"] = (number(&known["count"]) + number(&variant["count"])).into();
                if place(&variant["first"]) < place(&known["first"]) {
                    known["first"] = variant["first"].clone();
                }
                if place(&variant["last"]) > place(&known["last"]) {
                    known["last"] = variant["last"].clone();
                }
            }
        }
    }
    let mut variants: Vec<Value> = variants.into_values().collect();
    variants.order_by(|a, b| (place(&a["first"]), a.to_string()).cmp(&(place(&b["first"]), b.to_string())));
    first["variants"] = variants.into();
    first
}

/// How often a finding occurred over time. Returns `None` if that is not known.
fn timeline(finding: &Value) -> Option<Timeline> {
    let timeline = &finding["timeline"];
    let pair = |pair: &Value| Some((pair.get(0)?.as_i64()?, pair.get(1)?.as_u64()?));
    let counts = timeline["counts"].as_array()?.iter().filter_map(pair);
    Some(Timeline::from_counts(timeline["seconds"].as_i64()?, counts))
}

/// The order of places: by source, then by offset.
fn place(location: &Value) -> (String, u64) {
    (location["source"].as_str().unwrap_or_default().to_owned(), number(&location["offset"]))
}

/// The findings in the order of a report: the worst, the surest, the most frequent first.
fn sorted(mut report: Value) -> Value {
    let rank = |value: &Value, order: &[&str]| order.iter().position(|name| value == name).unwrap_or(order.len());
    if let Some(findings) = report["findings"].as_array_mut() {
        findings.order_by_key(|finding| {
            let severity = rank(&finding["severity"], &["critical", "error", "warning", "info"]);
            let confidence = rank(&finding["confidence"], &["high", "medium", "low"]);
            let count = std::cmp::Reverse(number(&finding["count"]));
            let fingerprint = finding["fingerprint"].as_str().unwrap_or_default().to_owned();
            (severity, confidence, count, place(&finding["first"]), fingerprint)
        });
    }
    report
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Explainer;

    const ERRORS: [&str; 6] = [
        "rpc error: code = Unavailable desc = dial tcp 10.0.0.7:443: connect: connection refused",
        "rpc error: code = Unavailable desc = dial tcp 10.0.0.8:443: connect: connection refused",
        "Error: 16 UNAUTHENTICATED: jwt expired",
        "x509: certificate has expired or is not yet valid",
        "all is well",
        "2026-03-02T12:00:00Z ERROR pay HTTP/1.1 503 Service Unavailable",
    ];

    fn report(explainer: &Explainer<'_>, shards: &[(usize, Vec<usize>)]) -> Value {
        let mut reading = explainer.reading();
        for (name, lines) in shards {
            let text: String =
                lines.iter().map(|line| format!("{}\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n", ERRORS[*line])).collect();
            reading.feed(&format!("shard{name}"), text.as_bytes());
        }
        serde_json::to_value(reading.finish()).expect("JSON")
    }

    fn one(explainer: &Explainer<'_>, shard: &(usize, Vec<usize>)) -> Value {
        report(explainer, std::slice::from_ref(shard))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn the_shards_of_an_input_give_what_the_whole_gives(lines in prop::collection::vec(prop::collection::vec(0..ERRORS.len(), 1..5), 3)) {
            let explainer = Explainer::new().expect("a sound catalog");
            let shards: Vec<(usize, Vec<usize>)> = lines.into_iter().enumerate().collect();
            let [a, b, c] = [0, 1, 2].map(|at| one(&explainer, &shards[at]));
            let whole = merge(report(&explainer, &shards), one(&explainer, &(9, vec![4])));
            let empty = || one(&explainer, &(9, vec![4]));
            let left = merge(merge(merge(a.clone(), b.clone()), c.clone()), empty());
            let right = merge(merge(a.clone(), merge(b.clone(), c.clone())), empty());
            let turned = merge(merge(merge(c, b), a), empty());
            prop_assert_eq!(&left, &right, "the way of grouping makes no difference");
            prop_assert_eq!(&left, &turned, "nor does the order");
            prop_assert_eq!(&left["summary"], &whole["summary"]);
            let of = |report: &Value| report["findings"].as_array().expect("findings").iter().map(|finding| {
                (finding["fingerprint"].clone(), finding["count"].clone(), finding["first"].clone(), finding["last"].clone(), finding["variants"].clone(), finding["timeline"].clone())
            }).collect::<Vec<_>>();
            prop_assert_eq!(of(&left), of(&whole));
        }
    }
}
