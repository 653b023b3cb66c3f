//! The schema of the JSON contract, `schemas/report.schema.json`, is made from these types; all that the commands print is valid.
//!
//! `UPDATE_GOLDEN=1 cargo test --lib schema` records it; read what changed: fields are added, and none is removed.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::{Comparison, Listing, Lookup, Report, Search};
use crate::Explainer;
use crate::render::jsonl::Line;
use crate::render::{Style, format};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/report.schema.json");

/// One of all documents, or a line of JSON Lines.
fn schema() -> Value {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut all = Vec::new();
    let mut add = |schema: schemars::Schema| all.push(schema.to_value());
    add(Report::json_schema(&mut generator));
    add(Lookup::json_schema(&mut generator));
    add(Listing::json_schema(&mut generator));
    add(Search::json_schema(&mut generator));
    add(Comparison::json_schema(&mut generator));
    add(Line::json_schema(&mut generator));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What explain prints with --format json, and each line with --format jsonl",
        "anyOf": all,
        "$defs": generator.take_definitions(true),
    })
}

fn validated(documents: &[Value], schema: Value) -> Vec<String> {
    let mut compiler = boon::Compiler::new();
    compiler.add_resource("file:///report.schema.json", schema).expect("a schema");
    let mut schemas = boon::Schemas::new();
    let at = compiler.compile("file:///report.schema.json", &mut schemas).expect("a schema");
    documents.iter().filter_map(|one| schemas.validate(one, at).err().map(|error| format!("{error:#}"))).collect()
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let text = serde_json::to_string_pretty(&schema()).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, &text).expect("a file");
    }
    let published = std::fs::read_to_string(FILE).expect("a file");
    // Both are long: what differs is seen in the file, once it is written anew.
    assert!(published == text, "{FILE} is another schema: UPDATE_GOLDEN=1 cargo test --lib schema writes it");
}

#[test]
fn all_that_is_printed_is_valid() {
    let explainer = Explainer::new().expect("a sound catalog");
    let catalog = explainer.catalog();
    let style = Style::default();
    let (json, lines) = (format("json").expect("a format"), format("jsonl").expect("a format"));
    let text = "{\"severity\":\"ERROR\",\"msg\":\"rpc error: code = Unavailable desc = dial tcp 10.0.0.7:443: connect: connection refused\"}\n\n\n\n\
        2026-01-02T03:04:05Z app Error: 16 UNAUTHENTICATED: jwt expired\n\n\nHTTP/1.1 503 Service Unavailable\nRetry-After: 3\n\n";
    let (report, nothing) =
        (explainer.diagnose(text), explainer.diagnose("ERROR: the frobnicator could not frobnicate"));
    assert_eq!(report.findings.len(), 3);
    let mut lookup = Lookup::new(catalog);
    for id in ["grpc/unauthenticated", "errno/econnrefused", "http/401"] {
        lookup.add_code(catalog, id, usize::MAX);
    }
    lookup.add_cause(catalog, "auth/token-expired");
    lookup.add_system(catalog, "grpc");
    let mut listing = Listing::new(catalog);
    listing.add_pages(catalog);
    listing.add_causes(catalog);
    let comparison = Comparison::new(catalog, "grpc/unauthenticated", "http/401").expect("both are known");
    let texts = [
        Some(json.report(&report, &style)),
        Some(json.report(&nothing, &style)),
        json.lookup(&lookup, &style),
        json.listing(&listing, &style),
        json.search(&explainer.search("certificate hostname"), &style),
        json.comparison(&comparison, &style),
    ];
    let read = |text: &str| serde_json::from_str(text).expect("JSON");
    let mut documents: Vec<Value> = texts.iter().map(|text| read(text.as_deref().expect("a form"))).collect();
    documents.extend(lines.report(&report, &style).lines().map(read));
    assert_eq!(documents.len(), 6 + 3 + 3 + 1);
    assert_eq!(validated(&documents, schema()), Vec::<String>::new());
    // What is none of them is not valid: the schema says something.
    let wrong = [json!({}), json!({ "kind": "diagnosis" }), json!({ "kind": "count", "count": "x" })];
    assert_eq!(validated(&wrong, schema()).len(), wrong.len());
}
