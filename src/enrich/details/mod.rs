//! The details of a `google.rpc.Status`, in all the forms in which clients print them.

mod bytes;
mod element;
mod json;
mod text;

use prost::Message;
use serde_json::Value;
use tonic_types::pb;

use crate::field::Fields;

/// Longer details are not read. gRPC's own default limit for all metadata of a response is 8 KiB.
const MAX_DETAILS_BYTES: usize = 1 << 20;

/// How many details of a status are read.
const MAX_DETAILS: usize = 64;

/// Decodes `details.base64`, `details.bytes`, `details.json` and `details.text` to `detail.*` (and `status.*`), and
/// removes them. `details.unreadable` says why one can't be read.
pub(super) fn enrich(fields: &mut Fields) {
    for (name, read) in READERS {
        for value in fields.take(name) {
            if let Err(why) = if value.len() > MAX_DETAILS_BYTES { Err("too long") } else { read(fields, &value) } {
                fields.add("details.unreadable", why);
            }
        }
    }
}

type Read = fn(&mut Fields, &str) -> Result<(), &'static str>;

const READERS: [(&str, Read); 4] =
    [("details.base64", base64), ("details.bytes", raw), ("details.json", from_json), ("details.text", from_text)];

fn base64(fields: &mut Fields, value: &str) -> Result<(), &'static str> {
    for one in value.split(',').map(|one| one.trim_matches(|c: char| c.is_whitespace() || "\"'[]".contains(c))) {
        status(fields, &bytes::base64(one).ok_or("not base64")?)?;
    }
    Ok(())
}

fn raw(fields: &mut Fields, value: &str) -> Result<(), &'static str> {
    status(fields, &bytes::bytes(value).ok_or("neither a list of bytes nor a byte string")?)
}

/// Adds a serialised `google.rpc.Status`. Without any bytes it has no details.
fn status(fields: &mut Fields, bytes: &[u8]) -> Result<(), &'static str> {
    if bytes.is_empty() {
        return Ok(());
    }
    let status = pb::Status::decode(bytes).map_err(|_| "not a google.rpc.Status, or only a part of one")?;
    // Protobuf accepts almost any bytes as a message of unknown fields.
    if status.code == 0 && status.message.is_empty() && status.details.is_empty() {
        return Err("not a google.rpc.Status");
    }
    if status.code != 0 {
        fields.add("status.code", status.code.to_string());
    }
    if !status.message.is_empty() {
        fields.add("status.message", status.message);
    }
    for any in status.details.iter().take(MAX_DETAILS) {
        element::add(fields, &any.type_url, &any.value)?;
    }
    Ok(())
}

fn from_json(fields: &mut Fields, value: &str) -> Result<(), &'static str> {
    let value: Value = serde_json::from_str(value.trim()).map_err(|_| "not JSON")?;
    json::collect(fields, &value, false)
}

fn from_text(fields: &mut Fields, value: &str) -> Result<(), &'static str> {
    json::collect(fields, &text::read(value), true)
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
