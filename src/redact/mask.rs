//! Finds secrets and replaces them with `[masked]`.
//!
//! One pass of Aho-Corasick finds the words that can introduce a secret. What follows each is parsed by hand, because
//! the end of a value depends on the quotes, brackets and escapes around it. Text without such a word is returned
//! unchanged.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::names::{MASK, class, looks_secret};
use super::{shape, value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hint {
    /// The end of a name
    Name,
    /// An authentication scheme outside of a header
    Scheme,
    /// The beginning of a token of known shape
    Token,
    Url,
    /// A URL without a scheme: `//user:secret@host`
    Relative,
    Dsn,
    /// curl's option for a user and a password
    User,
    PemBegin,
    PemEnd,
}

const HINTS: &[(Hint, &[&str])] = &[
    (
        Hint::Name,
        &[
            "authorization",
            "cookie",
            "password",
            "passwd",
            "passphrase",
            "pwd",
            "secret",
            "token",
            "key",
            "signature",
            "sig",
            "session-id",
            "sessionid",
            "session_id",
            "sessid",
            "auth",
            "pass",
            "otp",
            "assertion",
            "verifier",
            "samlresponse",
            "key_base",
            "keybase",
        ],
    ),
    (Hint::Scheme, &["bearer", "basic", "digest", "negotiate", "ntlm"]),
    (
        Hint::Token,
        &[
            "eyJ",
            "AKIA",
            "ASIA",
            "AIza",
            "ya29.",
            "1//0",
            "GOCSPX-",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "npm_",
            "hf_",
            "xox",
            "xapp-",
            "sk-",
            "sk_",
            "rk_",
            "pk_",
            "SG.",
            "hvs.",
            "hvb.",
            "dop_v1_",
            "dckr_pat_",
            "shpat_",
            "hooks.slack.com/",
            "api/webhooks/",
        ],
    ),
    (Hint::Url, &["://"]),
    (Hint::Relative, &["//"]),
    (Hint::Dsn, &["@tcp(", "@unix("]),
    (Hint::User, &[" -u ", "--user ", "--user=", "--proxy-user "]),
    (Hint::PemBegin, &["-----begin"]),
    (Hint::PemEnd, &["-----end"]),
];

static WORDS: LazyLock<Option<(AhoCorasick, Vec<Hint>)>> = LazyLock::new(|| {
    let pairs = || HINTS.iter().flat_map(|(hint, words)| words.iter().map(move |word| (*hint, *word)));
    // It reads short texts: an automaton that is cheap to build beats one that is fast to run.
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::NoncontiguousNFA)).prefilter(false);
    let finder = builder.build(pairs().map(|(_, word)| word)).ok()?;
    Some((finder, pairs().map(|(hint, _)| hint).collect()))
});

/// Masks the secrets of a text.
pub(super) fn mask(text: &str) -> Cow<'_, str> {
    let Some((finder, hints)) = WORDS.as_ref() else {
        // Without the automaton no text may pass.
        return Cow::Borrowed(MASK);
    };
    let mut scan = Scan { text: text.as_bytes(), spans: Vec::new(), done: 0, barren: 0 };
    for hit in finder.find_overlapping_iter(text) {
        if let Some(hint) = hints.get(hit.pattern().as_usize()) {
            scan.look(*hint, hit.start(), hit.end());
        }
    }
    replace(text, scan.spans)
}

fn replace(text: &str, mut spans: Vec<Range<usize>>) -> Cow<'_, str> {
    if spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_by_key(|span| span.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    let mut spans = spans.into_iter().peekable();
    while let Some(mut span) = spans.next() {
        while let Some(next) = spans.next_if(|next| next.start < span.end) {
            span.end = span.end.max(next.end);
        }
        out.push_str(text.get(done..span.start).unwrap_or_default());
        out.push_str(MASK);
        done = span.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

struct Scan<'t> {
    text: &'t [u8],
    spans: Vec<Range<usize>>,
    /// The end of the last span: everything before it is done.
    done: usize,
    /// The offset before which no token begins.
    barren: usize,
}

impl Scan<'_> {
    fn look(&mut self, hint: Hint, start: usize, end: usize) {
        if start < self.done {
            return;
        }
        match hint {
            Hint::Name => self.name(start, end),
            Hint::Scheme => self.scheme(start, end),
            Hint::Token => self.token(start),
            Hint::Url => self.add(shape::url(self.text, end)),
            // A parser that splits `postgres://user:secret@db` at its colon leaves a URL without a scheme.
            Hint::Relative => {
                let before = start.checked_sub(1).and_then(|at| self.text.get(at));
                if before.is_none_or(|byte| byte.is_ascii_whitespace() || b"\"'`=([,<".contains(byte)) {
                    self.add(shape::url(self.text, end).filter(|secret| secret.start > end));
                }
            }
            Hint::Dsn => self.add(shape::dsn(self.text, start, self.done.max(start.saturating_sub(512)))),
            Hint::User => self.user(start, end),
            Hint::PemBegin => self.add(shape::pem_begin(self.text, start)),
            Hint::PemEnd => self.add(shape::pem_end(self.text, start, self.done)),
        }
    }

    fn add(&mut self, span: Option<Range<usize>>) {
        if let Some(span) = span.filter(|span| span.start < span.end)
            && self.text.get(span.clone()) != Some(MASK.as_bytes())
        {
            self.done = self.done.max(span.end);
            self.spans.push(span);
        }
    }

    fn name(&mut self, start: usize, end: usize) {
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || b"_-.".contains(b);
        if self.text.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || b"_-".contains(b)) {
            return;
        }
        let floor = start.saturating_sub(64);
        let before = self.text.get(floor..start).unwrap_or_default();
        let start = start - before.iter().rev().take_while(|b| is_name(b)).count();
        let Some(class) = self.text.get(start..end).and_then(class) else { return };
        for span in value::secrets(self.text, start..end, class) {
            self.add(Some(span));
        }
    }

    /// Masks `Bearer eyJ...`, `Basic dXNlcjpwYXNz`, `Digest ... response="6629..."` in the middle of a text.
    fn scheme(&mut self, start: usize, end: usize) {
        if !shape::begins_word(self.text, start) {
            return;
        }
        let word = self.text.get(start..end).unwrap_or_default().to_ascii_lowercase();
        if word == b"digest" {
            return self.digest(end);
        }
        let rest = self.text.get(end..).unwrap_or_default();
        let gap = match rest {
            [b'%', b'2', b'0', ..] => 3,
            _ => rest.iter().take_while(|b| b" \t".contains(b)).count(),
        };
        if gap == 0 {
            return;
        }
        let at = end + gap;
        let rest = self.text.get(at..).unwrap_or_default();
        let plain = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"._~+/-".contains(b)).count();
        let padded = plain + rest.iter().skip(plain).take_while(|b| **b == b'=').count();
        // `Bearer realm=` begins a challenge.
        let parameter =
            padded > plain && rest.get(padded).is_some_and(|b| b.is_ascii_alphanumeric() || b"\"'\\[".contains(b));
        if plain == 0 || parameter {
            return;
        }
        let credential = std::str::from_utf8(rest.get(..plain).unwrap_or_default()).unwrap_or_default();
        if looks_secret(credential) || word == b"basic" && is_user_and_password(credential) {
            self.add(Some(at..at + padded));
        }
    }

    fn digest(&mut self, end: usize) {
        let rest = self.text.get(end..).unwrap_or_default();
        let near = rest.get(..rest.len().min(1024)).unwrap_or_default();
        let line = near.get(..memchr::memchr(b'\n', near).unwrap_or(near.len())).unwrap_or_default();
        if let Some(at) = memchr::memmem::find(line, b"response=") {
            let name = end + at..end + at + b"response".len();
            for span in value::secrets(self.text, name, super::names::Class::Secret) {
                self.add(Some(span));
            }
        }
    }

    fn token(&mut self, start: usize) {
        let is_jwt = self.text.get(start..start + 3) == Some(b"eyJ");
        if start < self.barren || !is_jwt && !shape::begins_word(self.text, start) {
            return;
        }
        match shape::token(self.text, start) {
            Some(span) => self.add(Some(span)),
            None if is_jwt => self.barren = shape::run_end(self.text, start),
            None => {}
        }
    }

    /// Masks the password of `curl -u user:password`.
    fn user(&mut self, start: usize, end: usize) {
        let before = self.text.get(start.saturating_sub(1024)..start).unwrap_or_default();
        let line = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        if memchr::memmem::find(before.get(line..).unwrap_or_default(), b"curl").is_none() {
            return;
        }
        let rest = self.text.get(end..).unwrap_or_default();
        let quoted = rest.first().filter(|b| b"\"'".contains(b));
        let stop = |b: &u8| Some(b) == quoted || quoted.is_none() && b.is_ascii_whitespace() || *b == b'\n';
        let from = usize::from(quoted.is_some());
        let to = rest.iter().skip(from).position(stop).map_or(rest.len(), |at| at + from);
        if let Some(colon) = rest.get(from..to).and_then(|word| memchr::memchr(b':', word)) {
            self.add(value::unless_harmless(self.text, end + from + colon + 1..end + to));
        }
    }
}

/// Whether a credential is `user:password` in base64.
fn is_user_and_password(credential: &str) -> bool {
    let Ok(bytes) = STANDARD_NO_PAD.decode(credential) else { return false };
    bytes.len() > 2 && bytes.contains(&b':') && bytes.iter().all(|b| !b.is_ascii_control())
}
