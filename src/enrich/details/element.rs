//! The ten messages of `google/rpc/error_details.proto`, as elements of lists.

use std::collections::HashMap;

use prost::Message;
use tonic_types::pb;

use crate::enrich::clock::duration;
use crate::field::Fields;

/// `ErrorInfo` for `type.googleapis.com/google.rpc.ErrorInfo`, `google.rpc.ErrorInfo` and PHP's
/// `google.rpc.errorinfo-bin`.
pub(super) fn short_name(type_url: &str) -> &str {
    let name = type_url.rsplit(['/', '.']).next().unwrap_or(type_url);
    let known = name.strip_suffix("-bin").unwrap_or(name);
    TYPES.iter().find(|of| of.eq_ignore_ascii_case(known)).copied().unwrap_or(name)
}

/// The names of the ten types.
pub(super) const TYPES: [&str; 10] = [
    "ErrorInfo",
    "RetryInfo",
    "DebugInfo",
    "QuotaFailure",
    "PreconditionFailure",
    "BadRequest",
    "RequestInfo",
    "ResourceInfo",
    "Help",
    "LocalizedMessage",
];

/// One of the ten messages.
pub(super) enum Detail {
    ErrorInfo(pb::ErrorInfo),
    RetryInfo(pb::RetryInfo),
    DebugInfo(pb::DebugInfo),
    QuotaFailure(pb::QuotaFailure),
    PreconditionFailure(pb::PreconditionFailure),
    BadRequest(pb::BadRequest),
    RequestInfo(pb::RequestInfo),
    ResourceInfo(pb::ResourceInfo),
    Help(pb::Help),
    LocalizedMessage(pb::LocalizedMessage),
}

/// Adds a serialised detail; for an unknown type, only the name of the type.
pub(super) fn add(fields: &mut Fields, type_url: &str, bytes: &[u8]) -> Result<(), &'static str> {
    match decode(short_name(type_url), bytes) {
        Some(Ok(detail)) => detail.add(fields),
        Some(Err(_)) => {
            add_type(fields, type_url);
            return Err("a detail that does not match its type");
        }
        None => add_type(fields, type_url),
    }
    Ok(())
}

/// Adds only the name of a type.
pub(super) fn add_type(fields: &mut Fields, type_url: &str) {
    let name: String = short_name(type_url).chars().take(100).collect();
    if !name.is_empty() {
        fields.add("detail.type", name);
    }
}

fn decode(name: &str, bytes: &[u8]) -> Option<Result<Detail, prost::DecodeError>> {
    Some(match name {
        "ErrorInfo" => pb::ErrorInfo::decode(bytes).map(Detail::ErrorInfo),
        "RetryInfo" => pb::RetryInfo::decode(bytes).map(Detail::RetryInfo),
        "DebugInfo" => pb::DebugInfo::decode(bytes).map(Detail::DebugInfo),
        "QuotaFailure" => pb::QuotaFailure::decode(bytes).map(Detail::QuotaFailure),
        "PreconditionFailure" => pb::PreconditionFailure::decode(bytes).map(Detail::PreconditionFailure),
        "BadRequest" => pb::BadRequest::decode(bytes).map(Detail::BadRequest),
        "RequestInfo" => pb::RequestInfo::decode(bytes).map(Detail::RequestInfo),
        "ResourceInfo" => pb::ResourceInfo::decode(bytes).map(Detail::ResourceInfo),
        "Help" => pb::Help::decode(bytes).map(Detail::Help),
        "LocalizedMessage" => pb::LocalizedMessage::decode(bytes).map(Detail::LocalizedMessage),
        _ => return None,
    })
}

impl Detail {
    /// Adds the detail's type and its fields; one element for each violation or link.
    pub(super) fn add(self, fields: &mut Fields) {
        match self {
            Detail::ErrorInfo(info) => {
                let mut list = List::new(fields, "ErrorInfo");
                list.element(&[("reason", &info.reason), ("domain", &info.domain)]).map("metadata", info.metadata);
            }
            Detail::RetryInfo(info) => {
                let delay = info.retry_delay.map(|delay| duration(delay.seconds, delay.nanos)).unwrap_or_default();
                List::new(fields, "RetryInfo").element(&[("retry_delay", &delay)]);
            }
            Detail::DebugInfo(info) => {
                let mut list = List::new(fields, "DebugInfo");
                list.element(&[("detail", &info.detail)]);
                info.stack_entries.iter().for_each(|entry| list.add("stack", entry));
            }
            Detail::QuotaFailure(failure) => quota(fields, failure),
            Detail::PreconditionFailure(failure) => {
                let mut list = List::new(fields, "PreconditionFailure");
                for v in failure.violations {
                    list.element(&[("type", &v.r#type), ("subject", &v.subject), ("description", &v.description)]);
                }
            }
            Detail::BadRequest(request) => {
                let mut list = List::new(fields, "BadRequest");
                for v in request.field_violations {
                    list.element(&[("field", &v.field), ("description", &v.description), ("reason", &v.reason)]);
                }
            }
            Detail::RequestInfo(info) => {
                let values = [("request_id", info.request_id.as_str()), ("serving_data", &info.serving_data)];
                List::new(fields, "RequestInfo").element(&values);
            }
            Detail::ResourceInfo(info) => {
                List::new(fields, "ResourceInfo").element(&[
                    ("resource_type", &info.resource_type),
                    ("resource_name", &info.resource_name),
                    ("owner", &info.owner),
                    ("description", &info.description),
                ]);
            }
            Detail::Help(help) => {
                let mut list = List::new(fields, "Help");
                for link in help.links {
                    list.element(&[("description", &link.description), ("url", &link.url)]);
                }
            }
            Detail::LocalizedMessage(text) => {
                let values = [("locale", text.locale.as_str()), ("message", &text.message)];
                List::new(fields, "LocalizedMessage").element(&values);
            }
        }
    }
}

fn quota(fields: &mut Fields, failure: pb::QuotaFailure) {
    let mut list = List::new(fields, "QuotaFailure");
    for v in failure.violations {
        let value = if v.quota_value == 0 { String::new() } else { v.quota_value.to_string() };
        list.element(&[
            ("subject", &v.subject),
            ("description", &v.description),
            ("api_service", &v.api_service),
            ("quota_metric", &v.quota_metric),
            ("quota_id", &v.quota_id),
            ("quota_value", &value),
        ])
        .map("quota_dimensions", v.quota_dimensions);
    }
}

/// The elements of one detail type.
struct List<'f> {
    fields: &'f mut Fields,
    name: &'static str,
    element: u32,
}

impl<'f> List<'f> {
    fn new(fields: &'f mut Fields, name: &'static str) -> List<'f> {
        fields.add("detail.type", name);
        List { fields, name, element: 0 }
    }

    /// Begins an element with these values; empty ones are unset, as everywhere in protobuf.
    fn element(&mut self, values: &[(&str, &str)]) -> &mut Self {
        self.element = self.fields.element();
        values.iter().for_each(|(name, value)| self.add(name, value));
        self
    }

    fn add(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.fields.add_to(self.element, format!("detail.{}.{name}", self.name), value);
        }
    }

    /// Adds a map, sorted by key: the order of a hash map differs from run to run.
    fn map(&mut self, name: &str, map: HashMap<String, String>) {
        let mut pairs: Vec<_> = map.into_iter().collect();
        pairs.sort();
        pairs.iter().for_each(|(key, value)| self.add(&format!("{name}.{key}"), value));
    }
}
