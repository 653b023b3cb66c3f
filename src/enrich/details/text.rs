//! Details as text: protobuf's text format as Python, C++ and Go print it, and Rust's `{:?}`. All become JSON values,
//! so one reader serves them all. Where the grammars differ, the brackets show which one it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::bytes::unescape;
use super::element::{TYPES, short_name};

/// How deep messages may nest.
const MAX_DEPTH: u8 = 16;

/// Reads all messages of a text.
pub(super) fn read(text: &str) -> Value {
    read_at(text, MAX_DEPTH)
}

fn read_at(text: &str, depth: u8) -> Value {
    let mut reader = Reader { rest: text };
    let mut messages = Messages::default();
    while reader.top(&mut messages, depth) {}
    messages.next(None);
    Value::Array(messages.done)
}

/// The messages of a text, and the one whose fields are being read.
#[derive(Default)]
struct Messages {
    done: Vec<Value>,
    current: Map<String, Value>,
}

impl Messages {
    /// Ends the current message and begins another one, of the type that was named before it, if any.
    fn next(&mut self, type_name: Option<&str>) {
        let message = std::mem::take(&mut self.current);
        if message.keys().any(|key| key != "@type") {
            self.done.push(Value::Object(message));
        }
        if let Some(name) = type_name {
            self.current.insert("@type".to_owned(), Value::String(name.to_owned()));
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    /// Reads one item at the outermost level. Returns `false` at the end of the text.
    fn top(&mut self, messages: &mut Messages, depth: u8) -> bool {
        self.blank("");
        let Some(first) = self.rest.chars().next() else { return false };
        match first {
            // google-api-core puts a comma between two details.
            ',' => messages.next(None),
            '[' if self.type_url().is_some() => {
                if let Some((url, value)) = self.expanded(depth) {
                    messages.next(None);
                    messages.done.push(typed(url, value));
                }
                return true;
            }
            '"' | '\'' => {
                let inner = self.string();
                if depth > 0 {
                    messages.next(None);
                    messages.done.push(read_at(&String::from_utf8_lossy(&inner), depth - 1));
                }
                return true;
            }
            _ => {}
        }
        let name = self.name();
        if name.is_empty() {
            self.skip(first);
            return true;
        }
        if name.contains('.') && TYPES.contains(&short_name(name)) && !self.starts([':', '{', '<', '=', '(']) {
            // As in Go's `*errdetails.ErrorInfo reason:".."`.
            messages.next(Some(name));
        } else if TYPES.contains(&short_name(name)) && self.named_string() {
            let inner = self.string();
            if depth > 0 {
                messages.next(None);
                messages.done.push(typed(name, merged(read_at(&String::from_utf8_lossy(&inner), depth - 1))));
            }
        } else if let Some(value) = self.value(name, &messages.current, depth) {
            insert(&mut messages.current, name, value);
        }
        true
    }

    /// Whether a string follows the name of a type, as in `ErrorInfo: 'reason: "X"\n'`.
    fn named_string(&mut self) -> bool {
        self.blank(":");
        self.starts(['"', '\''])
    }

    fn starts<const N: usize>(&self, any: [char; N]) -> bool {
        self.rest.trim_start().starts_with(any)
    }

    fn blank(&mut self, also: &str) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ';' || also.contains(c));
    }

    fn skip(&mut self, c: char) {
        self.rest = self.rest.strip_prefix(c).unwrap_or_default();
    }

    fn name(&mut self) -> &'t str {
        let rest = self.rest.trim_start_matches('*');
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"_.-+".contains(c)).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        if !name.is_empty() {
            self.rest = rest;
        }
        name
    }

    /// Reads `[type.googleapis.com/google.rpc.ErrorInfo]`: the URL, and the text after it.
    fn type_url(&self) -> Option<(&'t str, &'t str)> {
        let inner = self.rest.strip_prefix('[')?;
        let end = memchr::memchr(b']', inner.as_bytes().get(..200).unwrap_or(inner.as_bytes()))?;
        let (url, rest) = (inner.get(..end)?, inner.get(end + 1..)?);
        let valid = url.contains('/') && url.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b));
        valid.then_some((url, rest))
    }

    fn expanded(&mut self, depth: u8) -> Option<(&'t str, Value)> {
        let (url, rest) = self.type_url()?;
        self.rest = rest;
        self.blank(":");
        Some((url, self.value(url, &Map::new(), depth)?))
    }

    /// The value of a field. `siblings` are the fields before it in its message.
    fn value(&mut self, name: &str, siblings: &Map<String, Value>, depth: u8) -> Option<Value> {
        self.blank(":=");
        let first = self.rest.chars().next()?;
        match first {
            '"' | '\'' => Some(self.literal(name, siblings)),
            '{' | '<' | '[' | '(' if depth == 0 => {
                // Too deep: the rest is not worth reading.
                self.rest = "";
                None
            }
            '{' | '<' => {
                self.skip(first);
                Some(self.message(depth - 1))
            }
            '[' | '(' => {
                self.skip(first);
                Some(self.list(name, depth - 1))
            }
            _ => {
                let word = self.name();
                if word.is_empty() {
                    self.skip(first);
                    return None;
                }
                if self.rest.starts_with('µ') {
                    self.rest = self.rest.trim_start_matches(|c: char| c.is_alphabetic());
                    return Some(Value::String(format!("{word}µs")));
                }
                self.word(word, depth)
            }
        }
    }

    /// A number, an enum's name, or Rust's `Some(..)`, `None` and `Struct { .. }`.
    fn word(&mut self, word: &str, depth: u8) -> Option<Value> {
        if word == "None" {
            return None;
        }
        if self.rest.starts_with('(') {
            let list = self.value(word, &Map::new(), depth)?;
            return Some(match list {
                Value::Array(mut values) if values.len() == 1 => values.pop()?,
                list => list,
            });
        }
        if self.rest.starts_with(" {") {
            let message = self.value(word, &Map::new(), depth)?;
            return Some(if TYPES.contains(&word) { typed(word, message) } else { message });
        }
        Some(Value::String(word.to_owned()))
    }

    /// The fields of a message, to its closing bracket.
    fn message(&mut self, depth: u8) -> Value {
        let mut message = Map::new();
        let mut details = Vec::new();
        loop {
            self.blank(",");
            match self.rest.chars().next() {
                None => break,
                Some(close @ ('}' | '>')) => {
                    self.skip(close);
                    break;
                }
                Some('[') if self.type_url().is_some() => {
                    details.extend(self.expanded(depth).map(|(url, value)| typed(url, value)));
                }
                Some(first) => {
                    // The keys of Rust's maps are quoted.
                    let quoted =
                        matches!(first, '"' | '\'').then(|| String::from_utf8_lossy(&self.string()).into_owned());
                    let name = quoted.unwrap_or_else(|| self.name().to_owned());
                    if name.is_empty() {
                        self.skip(first);
                    } else if let Some(value) = self.value(&name, &message, depth) {
                        insert(&mut message, &name, value);
                    }
                }
            }
        }
        if details.is_empty() { Value::Object(message) } else { Value::Array(details) }
    }

    fn list(&mut self, name: &str, depth: u8) -> Value {
        let mut values = Vec::new();
        loop {
            self.blank(",");
            match self.rest.chars().next() {
                None => break,
                Some(close @ (']' | ')')) => {
                    self.skip(close);
                    break;
                }
                Some(_) => values.extend(self.value(name, &Map::new(), depth)),
            }
        }
        Value::Array(values)
    }

    /// One string, or several adjacent ones. The value of an Any is bytes, which JSON writes as base64.
    fn literal(&mut self, name: &str, siblings: &Map<String, Value>) -> Value {
        let mut bytes = Vec::new();
        while self.rest.starts_with(['"', '\'']) {
            bytes.extend(self.string());
            if self.starts(['"', '\'']) {
                self.blank("");
            }
        }
        let is_any = name == "value" && siblings.contains_key("type_url");
        Value::String(if is_any { STANDARD.encode(bytes) } else { String::from_utf8_lossy(&bytes).into_owned() })
    }

    /// The bytes of a quoted string. If it was cut, it ends with the text.
    fn string(&mut self) -> Vec<u8> {
        let Some(quote) = self.rest.chars().next() else { return Vec::new() };
        let body = self.rest.strip_prefix(quote).unwrap_or_default();
        let mut escaped = false;
        let end = body.find(|c| {
            let ends = c == quote && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let (inner, rest) = body.split_at(end.unwrap_or(body.len()));
        self.rest = rest.strip_prefix(quote).unwrap_or_default();
        unescape(inner, true)
    }
}

/// A message with the name of its type.
fn typed(name: &str, message: Value) -> Value {
    match message {
        Value::Object(mut object) => {
            object.insert("@type".to_owned(), Value::String(name.to_owned()));
            Value::Object(object)
        }
        other => other,
    }
}

/// Merges the messages of a list into one: the text was that of a single message.
fn merged(list: Value) -> Value {
    let Value::Array(messages) = list else { return list };
    let mut all = Map::new();
    for message in messages {
        if let Value::Object(message) = message {
            all.extend(message);
        }
    }
    Value::Object(all)
}

/// Adds a value. A field that appears several times becomes a list.
fn insert(message: &mut Map<String, Value>, name: &str, value: Value) {
    match message.get_mut(name) {
        None => {
            message.insert(name.to_owned(), value);
        }
        Some(Value::Array(values)) => values.push(value),
        Some(before) => *before = Value::Array(vec![before.take(), value]),
    }
}
