//! Which lines look like errors. The rule, in this order:
//!
//! 1. A record of level warning or worse looks like one, and so does information that begins with what failed, as a warning. A
//!    record of another level does not.
//! 2. So does a line one of whose first parts, each ended by a colon, is a word of error, the class of an exception or a
//!    launcher's mark: `fatal: `, `app: error: `, `java.io.IOException: `, `npm ERR!`. A number or nothing as its value says
//!    that there was no error.
//! 3. So does a JSON object with a member that is named for an error, as `error`, and has a value, and a line of pairs with such a one.
//! 4. So does a line with a word of failure that has the form of a message: behind a time, or with a part ended by a colon, or
//!    with the failure at its beginning.
//!
//! Source code, markup and sentences of a text look like none of 2 to 4, whatever their words are.

use aho_corasick::AhoCorasick;

use super::prefix::{Level, Prefix};
use super::structured::reported;

/// How bad a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Look {
    /// An error.
    Error,
    /// A warning.
    Warning,
}

/// Parts of words without which no line is an error, in lower case: levels, words of failure, marks.
const FILTER: [&str; 33] = [
    "err",
    "warn",
    "wrn",
    "crit",
    "fatal",
    "ftl",
    "severe",
    "alert",
    "emerg",
    "panic",
    "fail",
    "exception",
    "fault",
    "traceback",
    "denied",
    "refused",
    "unable",
    "cannot",
    "can't",
    "could not",
    "couldn't",
    "timed out",
    "timeout",
    "not found",
    "invalid",
    "reject",
    "forbidden",
    "unauthorized",
    "abort",
    "unreachable",
    "expired",
    "level",
    "** (",
];

/// Words of failure, each in lower case. Some are the beginnings of words.
const FAILURE: [&str; 26] = [
    "error",
    "failed",
    "failure",
    "failing",
    "exception",
    "denied",
    "refused",
    "fatal",
    "panic",
    "unable to",
    "cannot",
    "can't",
    "could not",
    "couldn't",
    "timed out",
    "timeout",
    "not found",
    "invalid",
    "rejected",
    "forbidden",
    "unauthorized",
    "aborted",
    "unreachable",
    "expired",
    "not permitted",
    "not allowed",
];

/// How a message begins that says what failed.
const BEGINNINGS: [&str; 8] =
    ["failed to ", "unable to ", "could not ", "couldn't ", "cannot ", "can't ", "error while ", "error when "];

/// What programs, launchers and runtimes print before an error.
const MARKS: [&str; 11] = [
    "npm err!",
    "traceback (most recent call last)",
    "exception in thread ",
    "caused by",
    "uncaught ",
    "unhandled ",
    "thread '",
    "unexpected error",
    "fatal error",
    "failed! => ",
    "*** exception: ",
];

/// Only a sentence of a text has these words.
const PROSE: [&str; 14] = [
    " if ",
    " you ",
    " your ",
    " we ",
    " should ",
    " when ",
    " whether ",
    " because ",
    " may ",
    " can be ",
    " this ",
    " these ",
    " example",
    " see ",
];

/// Only source code has these.
const CODE: [&str; 18] = [
    " := ", " == ", " != ", "=>", "->", "();", "func ", "def ", "return ", "if (", "/*", "::new", "throw ", "assert",
    "raise ", " = new ", "print(", "println",
];

/// The filter that every line passes first.
#[derive(Default)]
pub(crate) struct Looks(Option<AhoCorasick>);

impl Looks {
    /// Whether a line may look like an error. Says so of many lines that don't.
    pub(crate) fn may_be(&mut self, line: &[u8]) -> bool {
        let build = || AhoCorasick::builder().ascii_case_insensitive(true).build(FILTER).ok();
        if self.0.is_none() {
            self.0 = build();
        }
        // `E0719 `: the level of klog is a letter before a number.
        let klog = matches!(line, [b'E' | b'F' | b'W', digit, ..] if digit.is_ascii_digit());
        klog || self.0.as_ref().is_some_and(|filter| filter.is_match(line))
    }

    /// How bad a line looks, and its text without the prefix of its record.
    pub(crate) fn of(line: &str) -> Option<(Look, &str)> {
        let prefix = Prefix::read(line.as_bytes());
        let body = line.get(prefix.length..).unwrap_or(line).trim();
        // Quoted by a mail or a list: `> Could not resolve acme:frob:1.0.`
        let quoted = body.starts_with("> ").then(|| body.trim_start_matches("> "));
        let body = quoted.filter(|quoted| begins_with_failure(&quoted.to_ascii_lowercase())).unwrap_or(body);
        let look = match prefix.level {
            Some(Level::Error) => Some(Look::Error),
            Some(Level::Warning) => Some(Look::Warning),
            // Controllers of Kubernetes log what failed as information, and try again. What could not be found is often not needed.
            Some(Level::Info) => logs_a_failure(&body.to_ascii_lowercase()).then_some(Look::Warning),
            Some(Level::Debug) => None,
            None => of_body(body, prefix.time.is_some()),
        };
        look.filter(|_| body.bytes().filter(u8::is_ascii_alphabetic).count() >= 3).map(|look| (look, body))
    }
}

/// Further words by which a sentence of a program says that something failed.
const SENTENCE: [&str; 29] = [
    "missing",
    "not provided",
    "not available",
    "not supported",
    "unsupported",
    "has no ",
    "no such",
    "undefined",
    "does not exist",
    "doesn't exist",
    "exceeded",
    "mismatch",
    "not enabled",
    "not configured",
    "not running",
    "must be",
    "is required",
    "shut down",
    "has been removed",
    "no longer",
    "already in use",
    "is restricted",
    "not registered",
    "do not have",
    "don't have",
    "does not have",
    "not implemented",
    "is disabled",
    "is locked",
];

/// Whether a line that no logger wrote is a sentence by which a program says that something failed, and not one of a text,
/// source code, a setting or a metric.
pub(crate) fn is_complaint(body: &str) -> bool {
    complains(body, 3)
}

/// The same of two words and more: `Invalid token`. In a text they are too little; as all that a document says they are not.
pub(crate) fn is_short_complaint(body: &str) -> bool {
    complains(body, 2)
}

fn complains(body: &str, least_words: usize) -> bool {
    let small = body.to_ascii_lowercase();
    // What to do about it may follow in sentences of their own.
    let says_it = |sentence: &str| {
        // `timeout` is also what settings are called.
        let mut words = FAILURE.iter().filter(|word| **word != "timeout").chain(&SENTENCE);
        words.any(|word| has_word(sentence, word.trim_end())) && !is_prose(sentence)
    };
    let fails = small.split(". ").any(says_it);
    // The end of a sentence that began on the line before.
    let continues = body.starts_with(|c: char| c.is_ascii_lowercase()) && body.ends_with('.');
    let marks = ["`", "](", "**", "{{", "::", "\t", " e.g.", " only ", "(e.g"].iter().any(|mark| body.contains(mark));
    let words = body.split_whitespace().count();
    let ends = body.ends_with([':', '{', '|', '\\']);
    fails
        && !continues
        && !marks
        && !ends
        && (least_words..=40).contains(&words)
        && !is_code(&small)
        && !is_markup(body)
}

fn of_body(body: &str, timed: bool) -> Option<Look> {
    // `Error: ...` in quotes or backticks, as people paste it.
    let body = body.trim_start_matches(['`', '"', '\'']);
    let small = body.to_ascii_lowercase();
    if body.starts_with('{') {
        return is_error_object(&small).then_some(Look::Error);
    }
    if reported(body).is_some() {
        return Some(Look::Error);
    }
    // `Error: assertion failed: a != b` reports; what ends like a statement quotes.
    let reports = ["error: ", "fatal: ", "fatal error: ", "failed! => "].iter().any(|head| small.starts_with(head));
    let reports = (reports || is_elixirs(body)) && !small.ends_with([';', '{', '(']);
    let marked = MARKS.iter().any(|mark| small.starts_with(mark)) || is_elixirs(body);
    if (is_code(&small) && !reports) || (is_markup(body) && !marked) {
        return None;
    }
    if marked {
        return Some(Look::Error);
    }
    if let Some(look) = of_head(body) {
        return Some(look);
    }
    let begins = begins_with_failure(&small);
    let says_what =
        small.split_once(": ").is_some_and(|(what, why)| !what.is_empty() && why.len() > 2 && !is_nothing(why.trim()));
    let fails = FAILURE.iter().any(|word| has_word(&small, word)) || has_failed_state(body);
    (fails && (timed || begins || says_what) && !is_prose(&small)).then_some(Look::Error)
}

/// Whether a line begins as Elixir prints an exception: `** (Ecto.NoResultsError) expected at least one result`.
fn is_elixirs(body: &str) -> bool {
    let class = body.strip_prefix("** (").and_then(|rest| Some(rest.split_once(") ")?.0));
    class.is_some_and(|class| class.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.'))
}

/// The look of a line whose head names an error. Heads are the parts before its first colons.
fn of_head(body: &str) -> Option<Look> {
    let mut rest = body;
    for _ in 0..4 {
        let (head, after) = rest.split_once(':')?;
        let value = after.trim();
        let name =
            head.rsplit([' ', '.', '\\', '[', '/']).next().unwrap_or(head).trim_end_matches(']').to_ascii_lowercase();
        let words = head.split_whitespace().count();
        let error = ["error", "err", "fatal", "panic", "failure", "critical", "exception"].contains(&name.as_str());
        let class = name.len() > 6 && ["error", "exception", "failure"].iter().any(|end| name.ends_with(end));
        // Behind a number: `Error 1045 (28000): `, `error[E0308]: `.
        let numbered = head.to_ascii_lowercase().starts_with("error") && head.bytes().any(|byte| byte.is_ascii_digit());
        let nothing = is_nothing(value);
        let separated = after.is_empty() || after.starts_with(char::is_whitespace);
        if separated && words <= 4 && (class || (!nothing && (error || numbered))) {
            return Some(Look::Error);
        }
        if separated && words <= 3 && name == "warning" && !nothing {
            return Some(Look::Warning);
        }
        rest = after;
    }
    None
}

/// Whether a JSON object has a member that is named for an error, and is not empty.
fn is_error_object(small: &str) -> bool {
    const NAMES: [&str; 5] = ["\"error\"", "\"errors\"", "\"err\"", "\"exception\"", "\"error_description\""];
    const NOTHING: [&str; 7] = ["null", "false", "0", "\"\"", "[]", "{}", "none"];
    let value = |name: &&str| small.split_once(*name)?.1.trim_start().strip_prefix(':').map(str::trim_start);
    NAMES.iter().filter_map(value).any(|value| !NOTHING.iter().any(|nothing| value.starts_with(nothing)))
}

/// Whether a value says that there was no error.
pub(super) fn is_nothing(value: &str) -> bool {
    ["", "0", "none", "null", "nil", "<nil>", "false", "no", "\"\"", "''"].contains(&value)
}

/// Whether a message begins with what failed.
fn begins_with_failure(small: &str) -> bool {
    BEGINNINGS.iter().any(|words| small.starts_with(words)) || gerund_after_error(small)
}

/// Whether a record of no level of error begins with what failed.
fn logs_a_failure(small: &str) -> bool {
    small.starts_with("failed to ") || gerund_after_error(small)
}

/// `Error preparing issuer for certificate: ...`
fn gerund_after_error(small: &str) -> bool {
    let next = small.strip_prefix("error ").and_then(|rest| rest.split(' ').next());
    // `Error handling in this package ...` speaks of what is done about errors.
    let about = ["handling", "reporting", "logging", "checking", "messaging"];
    next.is_some_and(|word| word.len() > 5 && word.ends_with("ing") && !about.contains(&word))
}

/// Whether a state that a thing came to says that something failed: `shop-stack UPDATE_FAILED: ...`.
fn has_failed_state(body: &str) -> bool {
    let is_state = |word: &str| word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    body.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .any(|word| (word.ends_with("_FAILED") || word.ends_with("_ERROR")) && is_state(word))
}

/// Whether a word of failure is in a text, and neither a part of a name nor counted as none.
fn has_word(text: &str, word: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        // `12 passed; 0 failed`
        let none = before == "0 " || before.ends_with(" 0 ");
        !none && !before.ends_with(is_name) && !after.starts_with(is_name)
    })
}

/// Whether a line is a sentence of a text about errors.
fn is_prose(small: &str) -> bool {
    let small = format!(" {small}");
    PROSE.iter().any(|word| small.contains(word))
}

fn is_code(small: &str) -> bool {
    let ends = small.ends_with(['{', '}', ';', '(', ',']) || small.ends_with(");") || small.ends_with("*/");
    let begins = ["//", "import ", "use ", "log.", "fmt.", "console.", "let ", "const ", "var "];
    ends || begins.iter().any(|begin| small.starts_with(begin)) || CODE.iter().any(|sign| small.contains(sign))
}

/// Whether a line is a heading, an item, a quotation or a row of a document.
fn is_markup(body: &str) -> bool {
    body.starts_with(['#', '*', '|', '>', '`', '<']) || body.starts_with("- ") || body.starts_with("\"\"\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(line: &str) -> Option<Look> {
        Looks::default().may_be(line.as_bytes()).then(|| Looks::of(line)).flatten().map(|(look, _)| look)
    }

    #[test]
    fn what_says_of_itself_that_it_is_an_error_looks_like_one() {
        for line in [
            "2026-03-01T10:00:00Z ERROR the frobnicator jammed",
            "E0719 23:15:40.220874      77 lane.go:140] the frobnicator jammed",
            "level=error msg=\"the frobnicator jammed\"",
            "{\"level\":\"error\",\"msg\":\"the frobnicator jammed\"}",
            "fatal: not a frobnicator",
            "frob: error: no lane",
            "error[E0308]: mismatched types",
            "ERROR 2002 (HY000): Can't connect to local server",
            "acme.frob.JammedException: lane 7",
            "acme.frob.JammedException:",
            "npm ERR! code EJAM",
            "Traceback (most recent call last):",
            "open /etc/frob: permission denied",
            "2026-03-01 10:00:00 lane 7 timed out",
            "Unable to reach the frobnicator",
            "error: assertion failed in frob.c:7: lane != 0",
            "`Error: the frobnicator jammed`",
            "FAILED! => {\"changed\": false, \"msg\": \"the frobnicator jammed\"}",
            "*** Exception: JammedException \"lane\" 7",
            "{ \"trace\" : \"skua-31\", \"error\" : \"jammed\" }",
            "frob-lane CREATE_FAILED: lane 7 is taken",
            "   > Could not resolve acme:frob:1.0.",
            "Error preparing the frobnicator: no lane",
            "> Failed to open lane 7.",
            "hive/lane \"msg\"=\"no frob\" \"error\"=\"jammed\" \"lane\"={\"number\":7}",
        ] {
            assert_eq!(look(line), Some(Look::Error), "{line}");
        }
        for line in [
            "2026-03-01 10:00:00 WARN lane 7 is slow",
            "warning: unused lane",
            "2026-03-01 10:00:00 INFO failed to open lane 7, trying again",
        ] {
            assert_eq!(look(line), Some(Look::Warning), "{line}");
        }
    }

    #[test]
    fn code_is_known_by_how_it_begins_and_ends() {
        for line in ["// lane", "import lane", "let lane", "log.lane", "lane {", "lane(", "lane,", "lane);", "lane */"]
        {
            assert!(is_code(line), "{line}");
        }
        for line in ["lane 7 jammed", "lane (7)", "we import lanes", "/ lane"] {
            assert!(!is_code(line), "{line}");
        }
    }

    #[test]
    fn a_head_names_an_error_where_it_is_short_and_something_follows() {
        use Look::{Error, Warning};
        for (line, wanted) in [
            ("error: jam", Some(Error)),
            ("a b c error: jam", Some(Error)),
            ("a b c d error: jam", None),
            ("a b warning: jam", Some(Warning)),
            ("a b c warning: jam", None),
            ("a: b: c: error: jam", Some(Error)),
            ("a: b: c: d: error: jam", None),
            ("error:jam", None),
            ("warning:jam", None),
            ("error: none", None),
            ("warning: none", None),
            ("joberror: jam", Some(Error)),
            ("JobError: none", Some(Error)),
            ("terror: jam", None),
            ("mirror: jam", None),
            ("Error 1045 (28000): jam", Some(Error)),
            ("Error 1045 (28000): none", None),
            ("Error one (two): jam", None),
            ("[a/error]: jam", Some(Error)),
            ("jam", None),
        ] {
            assert_eq!(of_head(line), wanted, "{line}");
        }
    }

    #[test]
    fn texts_about_errors_and_source_code_look_like_none() {
        for line in [
            "Error handling in the frobnicator is a critical aspect of bowling.",
            "> Note: By default lanes are closed for a failed test.",
            "error using lanes again and again",
            "all is well",
            "2026-03-01T10:00:00Z INFO the last attempt failed: trying again",
            "If the call failed, read the log of the server: it says why.",
            "The error is returned to the caller.",
            "## Errors: what they mean",
            "- error: the text of the error",
            "return fmt.Errorf(\"open: %w\", err)",
            "if err != nil {",
            "throw new Error(\"failed: x\");",
            "Error: lane != 0;",
            "errors: 0",
            "{\"ok\":true,\"error\":null}",
            "hive/lane \"msg\"=\"a frob\" \"error\"=null \"lane\"={\"number\":7}",
            "error: null",
            "** (see below) the frobnicator failed",
            "**Note** the frobnicator (failed)",
            "test result: ok. 12 passed; 0 failed; 0 ignored",
            "transferred 12 files: 3 interrupted",
            ": the frobnicator failed",
            "failed: 12",
            "2026-03-01 10:00:00 lane 7 failed-over to lane 8",
            "",
        ] {
            assert_eq!(look(line), None, "{line}");
        }
    }

    #[test]
    fn a_complaint_of_a_program_is_neither_a_text_nor_a_setting() {
        for line in [
            "Required field \"lane\" not provided (not @optional)",
            "'Lane' object has no attribute 'frob'",
            "The frobnicator is missing from lane 7",
        ] {
            assert!(is_complaint(line), "{line}");
        }
        for line in [
            "all is well",
            "timeout: 5s",
            "lane::frob::rq_timeout::0",
            "7d41: Already exists",
            "raise NotImplementedError('Method not implemented!')",
            "In these cases the frobnicator is missing from the lane.",
            "- lanes that are missing have no frobnicator",
            "Set `missing` to a lane that must be there",
            "The lane failed to start:",
            "which would be missing from the lane.",
            "Seconds for a lane to connect (0: no timeout)",
        ] {
            assert!(!is_complaint(line), "{line}");
        }
    }
}
