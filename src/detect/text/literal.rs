//! Objects as other languages print them: Python's `{'a': None}`, Ruby's `{:a=>nil}` and `{a: 1}`, Node's `{ a: undefined }`,
//! Java's `{a=b c, d=1}`, Go's `map[a:b c:d]`, Rust's `Some("a")`. They are read into the same values as JSON.

use serde_json::{Map, Number, Value};

/// How deep an object may nest.
const MAX_DEPTH: usize = 48;
/// The longest object that is read.
const MAX_LITERAL_BYTES: usize = 64 << 10;

/// The object that begins at an offset, with the offset of its end. Returns `None` if there is none, or if it says nothing
/// that JSON does not say.
pub(crate) fn read(text: &[u8], start: usize) -> Option<(Value, usize)> {
    let end = text.len().min(start + MAX_LITERAL_BYTES);
    let mut reader = Reader { text: &text[..end], at: start, depth: 0 };
    let value = reader.value()?;
    matches!(value, Value::Object(_) | Value::Array(_)).then_some((value, reader.at))
}

/// The object whose members begin at an offset, without the bracket before them. It may lack its end as well.
pub(crate) fn members(text: &[u8], start: usize) -> Option<(Value, usize)> {
    let end = text.len().min(start + MAX_LITERAL_BYTES);
    let mut reader = Reader { text: &text[..end], at: start, depth: 0 };
    let mut members = Map::new();
    let mut read = start;
    while let Some(key) = reader.key() {
        reader.blanks();
        let value = if reader.take(b":") { reader.value() } else { None };
        let Some(value) = value else { break };
        members.insert(key, value);
        read = reader.at;
        reader.blanks();
        if !reader.take(b",") {
            break;
        }
        reader.blanks();
    }
    (!members.is_empty()).then_some((Value::Object(members), read))
}

/// Whether an object of some language can begin at an offset.
pub(crate) fn begins(text: &[u8], at: usize) -> bool {
    if text[at..].starts_with(b"map[") {
        return true;
    }
    let rest = text.get(at + 1..).unwrap_or_default().trim_ascii_start();
    match (text[at], rest) {
        (b'{', [b'"' | b'\'', ..]) | (b'[', [b'{', ..]) => true,
        (b'{', [b':', letter, ..]) => letter.is_ascii_alphabetic(),
        (b'{', [letter, ..]) if letter.is_ascii_alphabetic() || *letter == b'_' => {
            let word = rest
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
                .count();
            matches!(rest.get(word), Some(b':' | b'='))
        }
        _ => false,
    }
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.at += self.rest().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }

    fn take(&mut self, wanted: &[u8]) -> bool {
        let starts = self.rest().starts_with(wanted);
        self.at += if starts { wanted.len() } else { 0 };
        starts
    }

    fn value(&mut self) -> Option<Value> {
        self.blanks();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let value = match self.peek()? {
            b'{' => self.object(),
            b'[' => self.list(b']'),
            b'"' | b'\'' => self.string().map(Value::String),
            _ if self.rest().starts_with(b"map[") => self.go_map(),
            _ => self.word(),
        };
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Option<Value> {
        self.at += 1;
        let mut members = Map::new();
        loop {
            self.blanks();
            if self.take(b"}") {
                return Some(Value::Object(members));
            }
            let key = self.key()?;
            self.blanks();
            if !(self.take(b"=>") || self.take(b":") || self.take(b"=")) {
                return None;
            }
            let value = self.value()?;
            members.insert(key, value);
            self.blanks();
            if !self.take(b",") && self.peek() != Some(b'}') {
                return None;
            }
        }
    }

    fn list(&mut self, close: u8) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blanks();
            if self.take(&[close]) {
                return Some(Value::Array(items));
            }
            items.push(self.value()?);
            self.blanks();
            if !self.take(b",") && self.peek() != Some(close) {
                return None;
            }
        }
    }

    fn key(&mut self) -> Option<String> {
        match self.peek()? {
            b'"' | b'\'' => self.string(),
            first => {
                self.at += usize::from(first == b':');
                let length = self
                    .rest()
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.@$".contains(byte))
                    .count();
                let key = String::from_utf8_lossy(&self.rest()[..length]).into_owned();
                self.at += length;
                (length > 0).then_some(key)
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let quote = self.peek()?;
        let start = self.at + 1;
        let mut end = start;
        loop {
            match self.text.get(end)? {
                b'\\' => end += 2,
                byte if *byte == quote => break,
                _ => end += 1,
            }
        }
        self.at = end + 1;
        let inner = super::escapes::unescape(self.text.get(start..end)?);
        Some(String::from_utf8_lossy(&inner.text).into_owned())
    }

    /// A word, a number, `None`, a prefix of a string (`b'..'`), or a call around one value (`Some("..")`, `String("..")`).
    fn word(&mut self) -> Option<Value> {
        let start = self.at;
        let name =
            self.rest().iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.:-+".contains(byte)).count();
        let word = &self.text[start..start + name];
        match self.text.get(start + name) {
            Some(b'"' | b'\'') if name == 1 => {
                self.at += 1;
                return self.string().map(Value::String);
            }
            Some(b'(') if name > 0 && word[0].is_ascii_uppercase() => {
                self.at = start + name;
                return match self.list(b')')? {
                    Value::Array(mut items) if items.len() == 1 => items.pop(),
                    list => Some(list),
                };
            }
            _ => {}
        }
        // Java and YAML print texts without quotes: they end with the member.
        let length =
            self.rest().iter().take_while(|byte| !matches!(byte, b',' | b'}' | b']' | b')' | b'\n' | b'\r')).count();
        let text = std::str::from_utf8(&self.text[start..start + length]).ok()?.trim();
        self.at += length;
        Some(plain(text))
    }

    /// `map[code:403 message:not allowed]`: a value ends where the next key begins.
    fn go_map(&mut self) -> Option<Value> {
        self.at += b"map[".len();
        let mut members = Map::new();
        loop {
            self.blanks();
            if self.take(b"]") {
                return Some(Value::Object(members));
            }
            let key = self.key()?;
            if !self.take(b":") {
                return None;
            }
            let value = match self.peek()? {
                b'm' if self.rest().starts_with(b"map[") => self.go_map()?,
                b'[' => self.go_list()?,
                _ => plain(&self.go_text()?),
            };
            members.insert(key, value);
        }
    }

    fn go_list(&mut self) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.take(b"]") {
            self.blanks();
            if self.rest().starts_with(b"map[") {
                items.push(self.go_map()?);
            } else {
                let length = self.rest().iter().position(|byte| matches!(byte, b' ' | b']'))?;
                items.push(plain(&String::from_utf8_lossy(&self.rest()[..length])));
                self.at += length;
            }
            self.blanks();
        }
        Some(Value::Array(items))
    }

    fn go_text(&mut self) -> Option<String> {
        let start = self.at;
        loop {
            let stop = self.rest().iter().position(|byte| matches!(byte, b' ' | b']'))?;
            self.at += stop;
            let key = self.rest().get(1..).unwrap_or_default();
            let length =
                key.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
            if self.peek() == Some(b']')
                || (length > 0 && key.get(length) == Some(&b':') && key.get(length + 1) != Some(&b' '))
            {
                return Some(String::from_utf8_lossy(&self.text[start..self.at]).into_owned());
            }
            self.at += 1;
        }
    }
}

/// A text without quotes as a value.
fn plain(text: &str) -> Value {
    match text {
        "None" | "nil" | "null" | "undefined" | "<nil>" | "" => Value::Null,
        "True" | "true" => Value::Bool(true),
        "False" | "false" => Value::Bool(false),
        _ => match text.parse::<i64>() {
            Ok(number) => Value::Number(Number::from(number)),
            Err(_) => Value::String(text.trim_start_matches(':').to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn objects_of_many_languages() {
        let wanted = json!({ "error": { "message": "slow down", "code": 429, "param": null } });
        for text in [
            r#"{'error': {'message': 'slow down', 'code': 429, 'param': None}}"#,
            r#"{:error=>{:message=>"slow down", :code=>429, :param=>nil}}"#,
            r#"{"error"=>{"message"=>"slow down", "code"=>429, "param"=>nil}}"#,
            "{\n  error: { message: 'slow down', code: 429, param: undefined },\n}",
            "{error={message=slow down, code=429, param=null}}",
            "map[error:map[code:429 message:slow down param:<nil>]]",
            r#"{"error": {"message": String("slow down"), "code": Number(429), "param": None}}"#,
            r#"{"error" : {"message" : "slow down", "code" : 429, "param" : null}}"#,
        ] {
            let (value, end) = read(text.as_bytes(), 0).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((value, end), (wanted.clone(), text.len()), "{text}");
        }
    }

    #[test]
    fn a_fragment_begins_with_a_member() {
        let text = br#""error": {"code": 5}, "status": 404
}"#;
        assert_eq!(members(text, 0), Some((json!({ "error": { "code": 5 }, "status": 404 }), text.len() - 2)));
        assert_eq!(members(br#""error" is a word"#, 0), None);
    }

    #[test]
    fn what_is_no_object_is_none() {
        for text in ["{ return 1; }", "{'a': ", "[1] no", "{a b}", "func() { x(); }", "{{ template }}"] {
            let read = read(text.as_bytes(), 0).filter(|(value, _)| value.is_object());
            assert!(read.is_none(), "{text}: {read:?}");
        }
    }
}
