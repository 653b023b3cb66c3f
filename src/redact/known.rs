//! The secrets of a record, by their values: what is cut from the record or decoded from it is masked where they are in it,
//! with their names or without, as a whole or in part.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::FxHashSet;

use super::entropy::{looks_password, looks_secret};
use super::scan::{Secret, merged};
use super::{Masker, Redacted, Redaction, kind_of_name, label, names, plain};

/// A shorter value may be in a text by chance.
const MIN_VALUE_BYTES: usize = 4;
/// A value of small letters alone that is shorter may be a word of the text.
const MIN_WORD_BYTES: usize = 6;
/// So many bytes of a secret in a row are a part of it.
const PART_BYTES: usize = 6;
/// A part that is shorter is not masked.
const MIN_PART_BYTES: usize = 8;
/// So many values of a record are known.
const MAX_VALUES: usize = 256;

/// The secrets of some texts that belong together.
#[derive(Debug)]
pub(crate) struct Known<'m> {
    masker: &'m Masker,
    /// Each value, with what it is.
    values: BTreeMap<String, &'static str>,
    /// The parts of the values.
    parts: FxHashSet<[u8; PART_BYTES]>,
}

impl<'m> Known<'m> {
    /// Those that some texts show.
    pub(crate) fn of<'t>(masker: &'m Masker, texts: impl IntoIterator<Item = &'t str>) -> Known<'m> {
        let mut known = Known { masker, values: BTreeMap::new(), parts: FxHashSet::default() };
        for text in texts {
            for secret in masker.secrets(text) {
                known.add(text.get(secret.span).unwrap_or_default(), secret.kind);
            }
        }
        known
    }

    /// Adds the value of a field whose name says that it is secret, or, if these are masked, that it is a host or a user.
    pub(crate) fn add_field(&mut self, name: &str, value: &str) {
        if let Some(kind) = self.kind(name) {
            self.add(credential(value), kind);
        }
    }

    fn add(&mut self, value: &str, kind: &'static str) {
        let decoded = plain(value);
        let whole = [value, &decoded];
        // A cookie or a list of parameters: its values.
        let inner = whole.iter().flat_map(|value| value.split(|c: char| c.is_whitespace() || ";,=\"'&".contains(c)));
        let inner = inner.filter(|part| looks_secret(part) || looks_password(part));
        for (at, value) in whole.iter().copied().chain(inner).enumerate() {
            let value = value.trim();
            let word = value.bytes().all(|b| b.is_ascii_lowercase());
            let short = value.len() < if word { MIN_WORD_BYTES } else { MIN_VALUE_BYTES };
            if short || names::is_harmless(value) || self.values.len() >= MAX_VALUES {
                continue;
            }
            if at > 1 || looks_secret(value) || looks_password(value) {
                self.parts.extend(
                    value.as_bytes().windows(PART_BYTES).filter_map(|part| <[u8; PART_BYTES]>::try_from(part).ok()),
                );
            }
            self.values.entry(value.to_owned()).or_insert(kind);
        }
    }

    /// Makes a text safe to print.
    pub(crate) fn show(&self, text: &str) -> Redacted {
        self.show_part(text, 0..text.len())
    }

    /// Makes a part of a text safe to print. What is secret is seen in the whole text.
    pub(crate) fn show_part(&self, text: &str, range: Range<usize>) -> Redacted {
        let found = self.secrets(text);
        if found.is_empty() {
            return self.masker.show(text.get(range).unwrap_or_default());
        }
        self.masker.show(&self.masker.part(text, range, &found))
    }

    /// Like [`Known::show`], of at most so many characters. A cut is marked by `...`.
    pub(crate) fn show_beginning(&self, text: &str, max_chars: usize) -> Redacted {
        let masked = self.masker.replace(text, &self.secrets(text));
        match masked.char_indices().nth(max_chars) {
            None => self.masker.show(&masked),
            Some((end, _)) => self.masker.show(&format!("{}...", &masked[..end])),
        }
    }

    /// Like [`Known::show`], on one line of at most so many characters.
    pub(crate) fn show_line(&self, text: &str, max_chars: usize) -> Redacted {
        self.masker.show_line(&self.masker.replace(text, &self.secrets(text)), max_chars)
    }

    /// The value of a field: masked as a whole if its name says so.
    pub(crate) fn show_field(&self, name: &str, value: &str, max_chars: usize) -> Redacted {
        let secret = self.kind(name).filter(|_| !names::is_harmless(value));
        let Some(kind) = secret else { return self.show_beginning(value, max_chars) };
        let credential = credential(value);
        let scheme = value.get(..value.len() - credential.len()).unwrap_or_default();
        self.masker.show(&format!("{scheme}{}", self.masker.labels.of(kind, &plain(credential))))
    }

    fn kind(&self, name: &str) -> Option<&'static str> {
        if self.masker.redaction == Redaction::Nothing {
            return None;
        }
        let header = name.strip_prefix("request.").unwrap_or(name).strip_prefix("header.");
        let last = header.or_else(|| name.rsplit('.').next()).unwrap_or(name);
        kind_of_name(last).or_else(|| (self.masker.redaction == Redaction::Strict).then(|| identity(name)).flatten())
    }

    fn secrets(&self, text: &str) -> Vec<Secret> {
        let found = self.masker.secrets(text);
        if self.values.is_empty() {
            return found;
        }
        let mut all = self.whole(text);
        all.extend(found);
        all.extend(self.partial(text));
        merged(all)
    }

    /// Where the values are, as words of their own.
    fn whole(&self, text: &str) -> Vec<Secret> {
        let mut found = Vec::new();
        for (value, kind) in &self.values {
            for (at, _) in text.match_indices(value.as_str()) {
                let end = at + value.len();
                let parted = |a: Option<char>, b: Option<char>| {
                    !(a.is_some_and(char::is_alphanumeric) && b.is_some_and(char::is_alphanumeric))
                };
                let before = text.get(..at).and_then(|text| text.chars().next_back());
                let after = text.get(end..).and_then(|text| text.chars().next());
                if parted(before, value.chars().next()) && parted(value.chars().next_back(), after) {
                    found.push(Secret { span: at..end, kind });
                }
            }
        }
        // A label is not searched for what it says.
        found.retain(|secret| label_before(text, secret.span.start).is_none_or(|end| end <= secret.span.start));
        found
    }

    /// Where parts of the values are.
    fn partial(&self, text: &str) -> Vec<Secret> {
        let mut found: Vec<Secret> = Vec::new();
        let bytes = text.as_bytes();
        for (at, part) in bytes.windows(PART_BYTES).enumerate() {
            if !<[u8; PART_BYTES]>::try_from(part).is_ok_and(|part| self.parts.contains(&part)) {
                continue;
            }
            match found.last_mut().filter(|last| last.span.end + 1 >= at + PART_BYTES) {
                Some(last) => last.span.end = at + PART_BYTES,
                None => found.push(Secret { span: at..at + PART_BYTES, kind: "secret" }),
            }
        }
        found.retain(|secret| {
            let part = text.get(secret.span.clone()).unwrap_or_default();
            let any = |test: fn(&u8) -> bool| part.bytes().any(|b| test(&b));
            let mixed = any(u8::is_ascii_digit) || any(u8::is_ascii_lowercase) && any(u8::is_ascii_uppercase);
            secret.span.len() >= MIN_PART_BYTES && mixed
        });
        found
    }
}

/// The end of the label that a place is in.
fn label_before(text: &str, at: usize) -> Option<usize> {
    let floor = at.saturating_sub(48);
    let before = text.as_bytes().get(floor..at)?;
    let start = floor + memchr::memmem::rfind(before, b"****[")?;
    Some(start + label::length(text.as_bytes().get(start..)?)?)
}

/// The credential of an authorization value, without its scheme.
fn credential(value: &str) -> &str {
    let (scheme, rest) = value.split_once(' ').unwrap_or(("", value));
    if names::scheme(scheme).is_some() { rest } else { value }
}

/// What says who or where.
fn identity(name: &str) -> Option<&'static str> {
    match name {
        "target.host" | "http.host" | "dns.name" | "upstream.host" => Some("host"),
        "principal" | "rbac.user" | "rbac.account" | "jwt.sub" | "user" => Some("user"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str =
        "POST /login?pin=4821 x-api-key: Zq8xK2mPw93LtYv0abc password=swordfish Cookie: sid=Hc9dLq2ZtV7x; a=b";

    fn shown(text: &str) -> String {
        let masker = Masker::default();
        Known::of(&masker, [RECORD]).show(text).as_str().to_owned()
    }

    #[test]
    fn a_value_is_masked_without_its_name() {
        for (text, expected) in [
            ("got Zq8xK2mPw93LtYv0abc", "got ****[api key 1]"),
            ("swordfish!", "****[password 1]!"),
            ("swordfishes and 4821x", "swordfishes and 4821x"),
            ("pin 4821", "pin ****[pin 1]"),
            ("they typed 4821", "they typed ****[pin 1]"),
            ("sid Hc9dLq2ZtV7x", "sid ****[cookie 1]"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn a_value_that_begins_with_a_sign_needs_no_gap_before_it() {
        let masker = Masker::default();
        let known = Known::of(&masker, ["password='#hunter2' password='hunter3#'"]);
        assert_eq!(known.show("x#hunter2 hunter3#x").as_str(), "x****[password 1] ****[password 2]x");
    }

    #[test]
    fn a_short_value_may_be_a_word_of_the_text() {
        for (value, masked) in [("birch", false), ("poplar", true), ("481", false), ("4821", true), ("Elm1", true)] {
            let masker = Masker::default();
            let known = Known::of(&masker, [format!("password={value} x").as_str()]);
            let shown = known.show(&format!("a {value} here"));
            assert_eq!(shown.as_str().contains("****["), masked, "{shown}");
        }
    }

    #[test]
    fn so_is_a_part_of_it() {
        for text in ["Zq8xK2mPw9...", "x3LtYv0abcx", "...K2mPw93LtYv"] {
            assert!(shown(text).contains("****[secret 1]"), "{}", shown(text));
        }
        let masker = Masker::default();
        let known = Known::of(&masker, ["x-api-key: ZqxKmPwLtYvabc81zq8xk2mp93swordfish"]);
        for (part, masked, why) in [
            ("KmPwLtYv", true, "of letters in both cases"),
            ("8xk2mp93", true, "with digits"),
            ("swordfish", false, "a word"),
        ] {
            assert_eq!(known.show(&format!("got {part} here")).as_str().contains("****["), masked, "{why}");
        }
        assert_eq!(shown("Zq8xK2mP"), "****[secret 1]");
        assert_eq!(shown("Zq8xK2m"), "Zq8xK2m", "too short to be told from chance");
    }

    #[test]
    fn a_part_of_a_text_is_masked_by_the_whole() {
        let masker = Masker::default();
        let known = Known::of(&masker, []);
        let text = "password=hunter2hunter2 is wrong";
        assert_eq!(known.show_part(text, 12..text.len()).as_str(), "****[password 1] is wrong");
        assert_eq!(known.show_part(text, 0..12).as_str(), "password=****[password 1]");
        assert_eq!(known.show_part(text, 0..9).as_str(), "password=", "it begins behind the part");
        assert_eq!(known.show_part(text, 23..text.len()).as_str(), " is wrong", "it ends before it");
        assert_eq!(known.show_beginning(text, 12).as_str(), "password=***...");
    }

    #[test]
    fn so_many_values_of_a_record_are_known() {
        let masker = Masker::default();
        let mut known = Known::of(&masker, []);
        (0..300).for_each(|at| known.add_field("password", &format!("word{at:03}")));
        assert_eq!(known.values.len(), 256);
        let labels = |text: &str| known.show(text).as_str().contains("****[");
        assert!(labels("a word255 here") && !labels("a word256 here"));
    }

    #[test]
    fn fields_are_masked_by_their_names() {
        let masker = Masker::default();
        let mut known = Known::of(&masker, []);
        known.add_field("request.header.x-api-key", "abcdefgh");
        assert_eq!(known.show("key abcdefgh").as_str(), "key ****[api key 1]");
        assert_eq!(known.show_field("request.header.x-api-key", "abcdefgh", 80).as_str(), "****[api key 1]");
        assert_eq!(known.show_field("header.authorization", "Bearer other", 80).as_str(), "Bearer ****[token 2]");
        assert_eq!(known.show_field("db.password", "hg7ab", 80).as_str(), "****[password 3]");
        assert_eq!(known.show_field("password.hint", "a bird", 80).as_str(), "a bird");
        assert_eq!(known.show_field("header.x", "Bearer", 80).as_str(), "Bearer");
        assert_eq!(known.show_field("password", "missing", 80).as_str(), "missing");
    }
}
