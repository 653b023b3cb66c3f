//! Details as JSON: `ProtoJSON`, and the variants that clients and gateways print.

use std::collections::HashMap;

use serde_json::{Map, Value};
use tonic_types::pb;

use super::element::{Detail, TYPES, add, add_type, short_name};
use super::{MAX_DETAILS, bytes};
use crate::catalog::quantity;
use crate::field::Fields;

/// How deep in a value details are looked for.
const MAX_DEPTH: u8 = 8;

type Object = Map<String, Value>;

/// Adds all details in a value: a list of them, a single one, or something that contains them. With `guess`, types may
/// be missing and are inferred from the fields, as in the text that google-api-core prints.
pub(super) fn collect(fields: &mut Fields, value: &Value, guess: bool) -> Result<(), &'static str> {
    let mut left = MAX_DETAILS;
    walk(fields, value, guess, MAX_DEPTH, &mut left)
}

fn walk(fields: &mut Fields, value: &Value, guess: bool, depth: u8, left: &mut usize) -> Result<(), &'static str> {
    if depth == 0 || *left == 0 {
        return Ok(());
    }
    match value {
        Value::Array(values) => values.iter().try_for_each(|value| walk(fields, value, guess, depth - 1, left)),
        Value::Object(object) => {
            if let Some(detail) = type_of(object) {
                *left -= 1;
                return one(fields, detail, object);
            }
            if let Some(name) = guess.then(|| guessed(object)).flatten() {
                *left -= 1;
                return one(fields, name, object);
            }
            status(fields, object);
            object
                .values()
                .filter(|inner| inner.is_object() || inner.is_array())
                .try_for_each(|inner| walk(fields, inner, guess, depth - 1, left))
        }
        _ => Ok(()),
    }
}

/// Adds the code and the message of a `google.rpc.Status` that holds details.
fn status(fields: &mut Fields, object: &Object) {
    if !object.contains_key("details") {
        return;
    }
    for name in ["code", "message"] {
        let value = text(object, name);
        if !value.is_empty() {
            fields.add(format!("status.{name}"), value);
        }
    }
}

/// The type that an object names: `@type` in `ProtoJSON`, `type` next to base64 in Connect's errors.
fn type_of(object: &Object) -> Option<&str> {
    let name = object.get("@type").or_else(|| get(object, "type_url"));
    let connect = || object.get("type").filter(|_| object.contains_key("value"));
    name.or_else(connect).and_then(Value::as_str)
}

fn one(fields: &mut Fields, type_url: &str, object: &Object) -> Result<(), &'static str> {
    let bare = object.keys().all(|key| {
        ["@type", "@value", "type", "typeUrl", "type_url", "value", "debug", "@error"].contains(&key.as_str())
    });
    let base64 = object.get("@value").or_else(|| object.get("value").filter(|_| bare)).and_then(Value::as_str);
    if let Some(base64) = base64 {
        return match bytes::base64(base64) {
            Some(bytes) => add(fields, type_url, &bytes),
            None => Err("a detail whose value is not base64"),
        };
    }
    match message(short_name(type_url), object) {
        Some(detail) => detail.add(fields),
        None => add_type(fields, type_url),
    }
    Ok(())
}

fn message(name: &str, o: &Object) -> Option<Detail> {
    Some(match name {
        "ErrorInfo" => Detail::ErrorInfo(pb::ErrorInfo {
            reason: text(o, "reason"),
            domain: text(o, "domain"),
            metadata: pairs(o, "metadata"),
        }),
        "RetryInfo" => Detail::RetryInfo(retry(o)),
        "DebugInfo" => {
            let entries = items(o, "stack_entries").filter_map(Value::as_str).map(str::to_owned).collect();
            Detail::DebugInfo(pb::DebugInfo { stack_entries: entries, detail: text(o, "detail") })
        }
        "QuotaFailure" => {
            Detail::QuotaFailure(pb::QuotaFailure { violations: objects(o, "violations").map(quota).collect() })
        }
        "PreconditionFailure" => {
            let violation = |o: &Object| pb::precondition_failure::Violation {
                r#type: text(o, "type"),
                subject: text(o, "subject"),
                description: text(o, "description"),
            };
            Detail::PreconditionFailure(pb::PreconditionFailure {
                violations: objects(o, "violations").map(violation).collect(),
            })
        }
        "BadRequest" => {
            let violation = |o: &Object| pb::bad_request::FieldViolation {
                field: text(o, "field"),
                description: text(o, "description"),
                reason: text(o, "reason"),
                localized_message: None,
            };
            Detail::BadRequest(pb::BadRequest {
                field_violations: objects(o, "field_violations").map(violation).collect(),
            })
        }
        "RequestInfo" => Detail::RequestInfo(pb::RequestInfo {
            request_id: text(o, "request_id"),
            serving_data: text(o, "serving_data"),
        }),
        "ResourceInfo" => Detail::ResourceInfo(pb::ResourceInfo {
            resource_type: text(o, "resource_type"),
            resource_name: text(o, "resource_name"),
            owner: text(o, "owner"),
            description: text(o, "description"),
        }),
        "Help" => {
            let link = |o: &Object| pb::help::Link { description: text(o, "description"), url: text(o, "url") };
            Detail::Help(pb::Help { links: objects(o, "links").map(link).collect() })
        }
        "LocalizedMessage" => {
            Detail::LocalizedMessage(pb::LocalizedMessage { locale: text(o, "locale"), message: text(o, "message") })
        }
        _ => return None,
    })
}

fn quota(o: &Object) -> pb::quota_failure::Violation {
    pb::quota_failure::Violation {
        subject: text(o, "subject"),
        description: text(o, "description"),
        api_service: text(o, "api_service"),
        quota_metric: text(o, "quota_metric"),
        quota_id: text(o, "quota_id"),
        quota_dimensions: pairs(o, "quota_dimensions"),
        quota_value: text(o, "quota_value").parse().unwrap_or_default(),
        future_quota_value: None,
    }
}

/// Reads a retry delay: `"1.5s"` in `ProtoJSON` and Rust, `{ seconds: 1 nanos: 500000000 }` in protobuf's text format.
fn retry(o: &Object) -> pb::RetryInfo {
    let mut info = pb::RetryInfo::default();
    let (seconds, nanos) = match get(o, "retry_delay") {
        Some(Value::String(text)) => match quantity::parse(text) {
            Some(seconds) => (seconds.trunc() as i64, (seconds.fract() * 1e9).round() as i32),
            None => return info,
        },
        Some(Value::Object(delay)) => {
            (text(delay, "seconds").parse().unwrap_or_default(), text(delay, "nanos").parse().unwrap_or_default())
        }
        _ => return info,
    };
    let delay = info.retry_delay.get_or_insert_default();
    (delay.seconds, delay.nanos) = (seconds, nanos);
    info
}

/// The type of a message that is printed without its name, inferred from fields that only this type has.
fn guessed(o: &Object) -> Option<&'static str> {
    let has = |name: &str| get(o, name).is_some();
    let violation = |name: &str| objects(o, "violations").any(|v| v.contains_key(name));
    let name = match () {
        () if has("field_violations") => "BadRequest",
        () if violation("type") => "PreconditionFailure",
        () if has("violations") => "QuotaFailure",
        () if has("retry_delay") => "RetryInfo",
        () if has("reason") && (has("domain") || has("metadata")) => "ErrorInfo",
        () if has("stack_entries") => "DebugInfo",
        () if has("request_id") => "RequestInfo",
        () if has("resource_type") || has("resource_name") => "ResourceInfo",
        () if has("links") => "Help",
        () if has("locale") && has("message") => "LocalizedMessage",
        () => return None,
    };
    TYPES.contains(&name).then_some(name)
}

/// A member by its name in the proto file, or in lowerCamelCase.
fn get<'o>(o: &'o Object, name: &str) -> Option<&'o Value> {
    o.get(name).or_else(|| {
        let mut words = name.split('_');
        let mut camel = words.next()?.to_owned();
        for word in words {
            let (first, rest) = word.split_at_checked(1)?;
            camel.push_str(&first.to_ascii_uppercase());
            camel.push_str(rest);
        }
        o.get(&camel)
    })
}

fn text(o: &Object, name: &str) -> String {
    match get(o, name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// The members of a repeated field. In protobuf's text format a single one is not in a list.
fn items<'o>(o: &'o Object, name: &str) -> impl Iterator<Item = &'o Value> {
    match get(o, name) {
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
    .iter()
    .take(MAX_DETAILS)
}

fn objects<'o>(o: &'o Object, name: &str) -> impl Iterator<Item = &'o Object> {
    items(o, name).filter_map(Value::as_object)
}

/// A map: an object in JSON, a list of `{ key value }` in protobuf's text format.
fn pairs(o: &Object, name: &str) -> HashMap<String, String> {
    let mut map = HashMap::new();
    for entry in objects(o, name) {
        if entry.contains_key("key") && entry.keys().all(|key| key == "key" || key == "value") {
            map.insert(text(entry, "key"), text(entry, "value"));
        } else {
            map.extend(entry.keys().map(|key| (key.clone(), text(entry, key))));
        }
    }
    map
}
