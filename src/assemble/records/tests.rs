//! Each condition of the rules for two records, with its near miss.

use super::bare::{is_bare, words};
use super::record::folded;
use super::target::Target;
use super::*;
use crate::assemble::{Link, Relation};
use crate::catalog::model::Canonical;
use crate::detect::detection::{Code, DetectionKind};
use crate::explainer::Explainer;
use crate::field::Fields;

/// A line of a log, and the error in it if there is one.
#[derive(Clone, Default)]
struct Line {
    text: String,
    error: Option<Error>,
}

#[derive(Clone, Default)]
struct Error {
    message: &'static str,
    format: &'static str,
    codes: Vec<Code>,
    fields: Vec<(&'static str, &'static str)>,
    sign: Option<&'static str>,
}

impl Line {
    fn code(mut self, system: &str, code: &str) -> Line {
        let id = format!("{system}/{}", code.to_ascii_lowercase().replace('_', "-"));
        let explainer = explainer();
        let entry = explainer.catalog().code(&id);
        if let Some(error) = &mut self.error {
            error.codes.push(Code {
                system: system.to_owned(),
                code: code.to_owned(),
                canonical: entry.as_ref().map(|entry| entry.canonical),
                number: entry.as_ref().and_then(|entry| entry.number),
                http: None,
                id: entry.map(|_| id),
                printed: true,
            });
        }
        self
    }

    fn format(mut self, format: &'static str) -> Line {
        self.error.iter_mut().for_each(|error| error.format = format);
        self
    }

    fn field(mut self, name: &'static str, value: &'static str) -> Line {
        self.error.iter_mut().for_each(|error| error.fields.push((name, value)));
        self
    }

    fn at(self, host: &'static str, port: &'static str) -> Line {
        self.field("target.host", host).field("target.port", port)
    }

    fn sign(mut self, cause: &'static str) -> Line {
        self.error.iter_mut().for_each(|error| error.sign = Some(cause));
        self
    }

    fn behind(mut self, prefix: &str) -> Line {
        self.text = format!("{prefix}{}", self.text);
        self
    }
}

fn explainer() -> &'static Explainer<'static> {
    static EXPLAINER: std::sync::LazyLock<Explainer<'static>> =
        std::sync::LazyLock::new(|| Explainer::new().expect("the catalog is whole"));
    &EXPLAINER
}

/// A line with an error that says so.
fn says(message: &'static str) -> Line {
    Line { text: message.to_owned(), error: Some(Error { message, format: "one", ..Error::default() }) }
}

/// A line without an error.
fn quiet(text: &str) -> Line {
    Line { text: text.to_owned(), error: None }
}

fn quiet_lines(count: usize, text: &str) -> Vec<Line> {
    vec![quiet(text); count]
}

fn occurrence_of(error: &Error, span: std::ops::Range<usize>) -> Occurrence {
    let rules = &explainer().knowledge().rules;
    let kind = match error.sign {
        Some(cause) => DetectionKind::Standalone(rules.cause(cause).expect("a cause")),
        None => DetectionKind::Format(0),
    };
    let mut fields = Fields::default();
    fields.add("message", error.message);
    error.fields.iter().for_each(|(name, value)| fields.add(*name, *value));
    let mut all = Fields::default();
    all.merge_link(fields, 0);
    let link = Link {
        kind,
        format: error.format.to_owned(),
        codes: error.codes.clone(),
        message: error.message.to_owned(),
        span: span.clone(),
        severity: None,
        depth: 0,
        relation: Relation::First,
        shadowed: Vec::new(),
    };
    Occurrence { span, links: vec![link], fields: all, language: None, truncated: false, joined_by: Vec::new() }
}

fn join_lines(lines: &[Line]) -> (String, Vec<Occurrence>) {
    let mut text = String::new();
    let mut occurrences = Vec::new();
    for line in lines {
        let start = text.len();
        text.push_str(&line.text);
        occurrences.extend(line.error.iter().map(|error| occurrence_of(error, start..text.len())));
        text.push('\n');
    }
    let joined = join(explainer().knowledge(), text.as_bytes(), occurrences);
    (text, joined)
}

/// For each error that is left, the numbers of the rules that joined it: `["3a", ""]` are two, the first one of two records.
fn rules(lines: &[Line]) -> Vec<String> {
    let (_, joined) = join_lines(lines);
    let numbers = |one: &Occurrence| one.joined_by.iter().map(|rule| &rule[..2]).collect::<Vec<_>>().join(" ");
    joined.iter().map(numbers).collect()
}

fn assert_all(cases: Vec<(&str, Vec<Line>, &[&str])>) {
    for (name, lines, wanted) in cases {
        assert_eq!(rules(&lines), wanted, "{name}");
    }
}

fn refused() -> Line {
    says("dial failed: connection refused").sign("net/connection-refused")
}

fn unavailable() -> Line {
    says("the service is away").code("grpc", "UNAVAILABLE").format("two")
}

#[test]
fn records_join_where_one_repeats_what_the_other_says() {
    let not_found = |message| says(message).code("grpc", "NOT_FOUND");
    assert_all(vec![
        ("the later one is shorter", vec![says("could not sweep: queen 7 is away"), says("queen 7 is away")], &["3a"]),
        ("the later one is longer", vec![says("queen 7 is away"), says("could not sweep: queen 7 is away")], &["3a"]),
        (
            "what is repeated comes first",
            vec![says("queen 7 is away, so no sweep"), says("queen 7 is away")],
            &["", ""],
        ),
        ("numbers may differ", vec![says("try 3: queen 7 is away"), says("queen 815 is away")], &["3a"]),
        ("case may differ", vec![says("try: Queen is away"), says("queen is AWAY")], &["3a"]),
        ("spaces may differ", vec![says("try: queen  is\n away"), says("queen is away")], &["3a"]),
        ("punctuation at the ends may differ", vec![says("try: queen is away."), says("(queen is away)")], &["3a"]),
        ("words may not", vec![says("try: queen was away"), says("queen is away")], &["", ""]),
        ("eight bytes are enough", vec![says("try: is away now"), says("away now")], &["3a"]),
        ("seven are not", vec![says("try: is away so"), says("away so")], &["", ""]),
        ("equal words in another form", vec![says("queen is away"), says("queen is away").format("two")], &["3a"]),
        ("equal words in one form are two", vec![says("queen is away"), says("queen is away")], &["", ""]),
        ("one code", vec![not_found("try: queen is away"), not_found("queen is away")], &["3a"]),
        ("two codes", vec![not_found("try: queen is away"), says("queen is away").code("grpc", "INTERNAL")], &["", ""]),
        (
            "two codes of a whole sentence",
            vec![
                not_found("try: the queen of the hive is away since the mornings"),
                says("the queen of the hive is away since the mornings").code("grpc", "INTERNAL"),
            ],
            &["3a"],
        ),
        (
            "a byte less may be said by chance",
            vec![
                not_found("try: the queen of the hive is away since the morning"),
                says("the queen of the hive is away since the morning").code("grpc", "INTERNAL"),
            ],
            &["", ""],
        ),
        ("a code beside none", vec![not_found("try: queen is away"), says("queen is away")], &["3a"]),
        ("none beside a code", vec![says("try: queen is away"), not_found("queen is away")], &["3a"]),
        (
            "another error lies between",
            vec![says("try: queen is away"), says("the hive burns"), says("queen is away")],
            &["3a", ""],
        ),
    ]);
}

#[test]
fn codes_are_shared_by_name_or_by_what_they_amount_to() {
    let pair = |one: (&str, &str), two: (&str, &str)| {
        rules(&[says("try: queen is away").code(one.0, one.1), says("queen is away").code(two.0, two.1)]).len() == 1
    };
    assert!(pair(("grpc", "NOT_FOUND"), ("grpc", "NOT_FOUND")));
    assert!(pair(("grpc", "NOT_FOUND"), ("http", "404")), "both amount to NOT_FOUND");
    assert!(pair(("grpc", "UNKNOWN"), ("grpc", "UNKNOWN")));
    assert!(pair(("own", "E7"), ("own", "E7")), "a code without a page");
    assert!(!pair(("own", "E7"), ("own", "E8")) && !pair(("own", "E7"), ("other", "E7")));
    assert!(!pair(("grpc", "NOT_FOUND"), ("http", "403")));
    // What amounts to nothing is not shared.
    assert!(!pair(("grpc", "UNKNOWN"), ("tensorflow", "UNKNOWN")));
}

#[test]
fn a_librarys_own_line_explains_the_code_of_the_other() {
    let named = |line: Line| line.at("pay.example", "443");
    let expired = || says("token expired at noon").sign("auth/token-expired");
    assert_all(vec![
        ("before it", vec![refused(), unavailable()], &["3b"]),
        ("after it", vec![unavailable(), refused()], &["3b"]),
        ("its cause is none of the code", vec![expired(), unavailable()], &["", ""]),
        ("it has no cause", vec![says("dial failed: connection refused"), unavailable()], &["", ""]),
        ("it has a code itself", vec![refused().code("grpc", "ABORTED"), unavailable()], &["", ""]),
        ("there is no code to explain", vec![refused(), says("the service is away")], &["", ""]),
        (
            "who got an answer had a connection, though the status amounts to UNAUTHENTICATED",
            vec![says("no login").code("http", "401"), says("x509: other name").sign("tls/name-mismatch")],
            &["", ""],
        ),
        (
            "a client that was not let in has none",
            vec![says("no login").code("grpc", "UNAUTHENTICATED"), says("x509: other name").sign("tls/name-mismatch")],
            &["3b"],
        ),
        ("a gateway's status", vec![says("no answer").code("http", "502"), refused()], &["3b"]),
        (
            "the other says why, and it is the same",
            vec![refused(), unavailable().sign("net/connection-refused")],
            &["3b"],
        ),
        (
            "the other says why, and it is another reason",
            vec![refused(), unavailable().sign("net/unreachable")],
            &["", ""],
        ),
        ("both are about one target", vec![named(refused()), named(unavailable())], &["3b"]),
        ("they are about two", vec![named(refused()), unavailable().at("hr.example", "443")], &["", ""]),
        ("only the line names a target", vec![named(refused()), unavailable()], &["3b"]),
        ("only the other does", vec![refused(), named(unavailable())], &["3b"]),
        (
            "one target, and another error lies between",
            vec![named(refused()), says("the hive burns"), named(unavailable())],
            &["3b", ""],
        ),
        (
            "no target, and another error lies between",
            vec![refused(), says("the hive burns"), unavailable()],
            &["", "", ""],
        ),
        (
            "a target at one of them, and another error lies between",
            vec![named(refused()), says("the hive burns"), unavailable()],
            &["", "", ""],
        ),
    ]);
}

#[test]
fn targets_are_one_by_host_and_port() {
    let same = |one: &[(&'static str, &'static str)], two: &[(&'static str, &'static str)]| {
        let target = |fields: &[(&'static str, &'static str)]| {
            let error = Error { fields: fields.to_vec(), ..Error::default() };
            Target::of(&occurrence_of(&error, 0..0))
        };
        let (one, two) = (target(one), target(two));
        assert_eq!(one.is_same(&two), two.is_same(&one));
        one.is_same(&two)
    };
    let (host, port, path) = ("target.host", "target.port", "target.path");
    for (wanted, one, two, why) in [
        (true, vec![(host, "a"), (port, "1")], vec![(host, "a"), (port, "1")], "equal"),
        (
            true,
            vec![(host, "Pay.Example"), (port, "1")],
            vec![(host, "pay.example"), (port, "1")],
            "case does not count",
        ),
        (false, vec![(host, "a"), (port, "1")], vec![(host, "a"), (port, "2")], "two ports"),
        (false, vec![(host, "a"), (port, "1")], vec![(host, "b"), (port, "1")], "two names"),
        (true, vec![(host, "a"), (port, "1")], vec![(host, "a")], "one without a port"),
        (true, vec![(host, "a")], vec![(host, "a")], "both without"),
        (false, vec![(host, "a")], vec![(host, "b")], "two names without ports"),
        (true, vec![(host, "a"), (port, "1")], vec![(host, "10.0.0.7"), (port, "1")], "a name and an address"),
        (true, vec![(host, "a"), (port, "1")], vec![(host, "::1"), (port, "1")], "a name and an IPv6 address"),
        (false, vec![(host, "a"), (port, "1")], vec![(host, "10.0.0.7"), (port, "2")], "the same on another port"),
        (false, vec![(host, "a")], vec![(host, "10.0.0.7")], "a name and an address without ports"),
        (false, vec![(host, "10.0.0.8"), (port, "1")], vec![(host, "10.0.0.7"), (port, "1")], "two addresses"),
        (
            false,
            vec![(host, "a"), (host, "10.0.0.7"), (port, "1")],
            vec![(host, "b"), (port, "1")],
            "a name beside an address is a name",
        ),
        (true, vec![(path, "/run/a.sock")], vec![(path, "/run/a.sock")], "one socket"),
        (false, vec![(path, "/run/a.sock")], vec![(path, "/run/b.sock")], "two sockets"),
    ] {
        assert_eq!(same(&one, &two), wanted, "{why}");
    }
}

#[test]
fn a_joined_error_is_about_the_targets_of_both() {
    let middle = says("try: queen is away").at("pay.example", "443");
    let last = says("queen is away").at("10.0.0.7", "443").code("grpc", "UNAVAILABLE");
    let between = says("the hive burns");
    let far = |host, port| vec![middle.clone(), last.clone(), between.clone(), refused().at(host, port)];
    assert_eq!(rules(&far("10.0.0.7", "443")), ["3a 3b", ""]);
    assert_eq!(rules(&far("pay.example", "443")), ["3a 3b", ""]);
    assert_eq!(rules(&far("hr.example", "7")), ["3a", "", ""]);
    // The port that only one of them names is the port of both.
    let coded = says("try: queen is away").field("target.host", "pay.example").code("grpc", "UNAVAILABLE");
    let named = says("queen is away").at("10.0.0.7", "443");
    let far = |port| vec![coded.clone(), named.clone(), says("the hive burns"), refused().at("10.0.0.7", port)];
    assert_eq!(rules(&far("443")), ["3a 3b", ""]);
    assert_eq!(rules(&far("7")), ["3a", "", ""]);
}

#[test]
fn a_retry_note_is_one_with_the_last_error_about_its_target() {
    let note = || says("try 3 went wrong").code("grpc", "UNAVAILABLE").at("pay.example", "443");
    let last = || unavailable().at("pay.example", "443");
    assert_all(vec![
        ("neither says why", vec![note(), last()], &["3b"]),
        ("the last one says why", vec![note(), last().sign("net/connection-refused")], &["3b"]),
        ("the note does", vec![note().sign("net/connection-refused"), last()], &["3b"]),
        ("both do", vec![note().sign("net/connection-refused"), last().sign("net/connection-refused")], &["", ""]),
        ("in one form they are two", vec![note().format("two"), last()], &["", ""]),
        ("another target", vec![note(), unavailable().at("hr.example", "443")], &["", ""]),
        ("no target", vec![says("try 3 went wrong").code("grpc", "UNAVAILABLE"), unavailable()], &["", ""]),
        ("only the note names it", vec![note(), unavailable()], &["", ""]),
        (
            "another code",
            vec![note(), says("no").code("grpc", "ABORTED").at("pay.example", "443").format("two")],
            &["", ""],
        ),
        ("another error lies between", vec![note(), says("the hive burns"), last()], &["", "", ""]),
        (
            "the last one has no code",
            vec![note(), says("it is away").format("two").at("pay.example", "443")],
            &["", ""],
        ),
    ]);
}

#[test]
fn two_records_of_one_request_with_one_code_are_one() {
    let gone = |id: &str| says("bed 7 is gone").code("http", "502").behind(&format!("request_id={id} "));
    let no_answer = |id: &str| says("no answer for /beds").code("http", "502").behind(&format!("request_id={id} "));
    assert_all(vec![
        ("one request", vec![gone("bed-request-1"), no_answer("bed-request-1")], &["3d"]),
        ("two requests", vec![gone("bed-request-1"), no_answer("bed-request-2")], &["", ""]),
        ("only one names it", vec![gone("bed-request-1"), says("no answer").code("http", "502")], &["", ""]),
        (
            "two codes",
            vec![gone("bed-request-1"), says("no bed").code("http", "404").behind("request_id=bed-request-1 ")],
            &["", ""],
        ),
        ("both are equal", vec![gone("bed-request-1"), gone("bed-request-1")], &["", ""]),
        (
            "another error lies between",
            vec![gone("bed-request-1"), says("the hive burns"), no_answer("bed-request-1")],
            &["", "", ""],
        ),
    ]);
}

#[test]
fn what_says_nothing_but_the_status_belongs_to_the_record_before_it() {
    let first = || says("bed 7 overlaps bed 9").code("http", "422");
    let bare = || says("Request failed with status code 422").code("http", "422");
    assert_all(vec![
        ("the second is bare", vec![first(), bare()], &["3c"]),
        ("the first is bare", vec![bare(), first()], &["", ""]),
        (
            "the second says more",
            vec![first(), says("beds failed with status code 422").code("http", "422")],
            &["", ""],
        ),
        ("another status", vec![first(), says("Request failed with status code 409").code("http", "409")], &["", ""]),
        ("both are equal", vec![bare(), bare()], &["", ""]),
        ("both are bare in two forms", vec![bare(), says("422").code("http", "422").format("two")], &["3c"]),
        ("another error lies between", vec![first(), says("the hive burns"), bare()], &["", "", ""]),
        ("an empty message without a code", vec![first(), says("")], &["", ""]),
        ("the third belongs to both", vec![first(), bare(), says("got 422").code("http", "422")], &["3c 3c"]),
        (
            "what a client makes of the status",
            vec![says("no bed is free").code("http", "503"), says("UNAVAILABLE").code("grpc", "UNAVAILABLE")],
            &["3c"],
        ),
        (
            "a status that the client did not make of it",
            vec![says("no bed is free").code("grpc", "UNAVAILABLE"), says("got 503").code("http", "503")],
            &["", ""],
        ),
        (
            "a reason says more than a status, even by its name alone",
            vec![says("no bed is free").code("http", "401"), says("invalid_grant").code("oauth", "invalid_grant")],
            &["", ""],
        ),
        (
            "the same reason",
            vec![
                says("the bed is stale").code("oauth", "invalid_grant"),
                says("invalid_grant").code("oauth", "invalid_grant").format("two"),
            ],
            &["3c"],
        ),
    ]);
}

#[test]
fn what_is_indented_below_a_sentence_belongs_to_it() {
    let first = || says("the hive burns");
    let deeper = || says("smoke is in it").behind("  ");
    let below = |between: &[&str]| {
        let between = between.iter().map(|text| quiet(text)).collect();
        [vec![first()], between, vec![deeper()]].concat()
    };
    assert_all(vec![
        ("right below", below(&[]), &["3e"]),
        ("below empty and deeper lines", below(&["", "    so it is"]), &["3e"]),
        ("below a line that is not", below(&["so it is"]), &["", ""]),
        ("below a heading", below(&["Reasons:"]), &["3e"]),
        ("below an empty line and one that is not", below(&["", "so it is"]), &["", ""]),
        ("three lines between", below(&["  a", "  b", "  c"]), &["", ""]),
        ("not indented", vec![first(), says("smoke is in it")], &["", ""]),
        ("as far in as the first", vec![first().behind("  "), deeper()], &["", ""]),
        ("an item of a list", vec![first(), says("smoke is in it").behind("  - ")], &["", ""]),
        ("a record of a log", vec![first(), says("smoke is in it").behind("  10:01:02 ERROR ")], &["", ""]),
    ]);
}

#[test]
fn what_is_listed_below_a_sentence_is_the_reason_for_it() {
    let all = || says("could not resolve the hive").behind("> ");
    let one = || says("could not resolve the queen").behind("   > ");
    let why = || says("could not get the smoke").behind("      > ");
    let other = || says("could not resolve the drone").behind("   > ");
    let quiet = |text: &str| vec![quiet(text)];
    let required = || [quiet("     Required by:"), quiet("         project :"), quiet("         project :a")].concat();
    assert_all(vec![
        ("below the sentence", vec![says("the build failed"), all()], &["3e"]),
        ("deeper and deeper", vec![all(), one(), why()], &["3e 3e"]),
        ("below what requires it", [vec![all(), one()], required(), vec![why()]].concat(), &["3e 3e"]),
        ("beside another", vec![one(), other()], &["", ""]),
        ("below another one's reason", vec![all(), one(), why(), other()], &["3e 3e", ""]),
        ("each with its own reason", vec![one(), why(), other(), why()], &["3e", "3e"]),
        ("of another list", [vec![one()], quiet("so it is"), vec![why()]].concat(), &["", ""]),
        ("not in", vec![one(), says("could not get the smoke").behind("> ")], &["", ""]),
        ("a sentence below that is not in", vec![one(), says("the build failed")], &["", ""]),
        ("in the same words", vec![all(), says("could not resolve the hive").behind("   > "), one()], &["3e", ""]),
    ]);
}

#[test]
fn the_next_error_is_the_inner_one_that_is_referred_to() {
    let outer = || says("the hive is not valid. See inner errors for details.");
    let inner = || says("the queen is away");
    let between = || quiet_lines(3, "At line:1 char:1");
    assert_all(vec![
        ("right below", vec![outer(), inner()], &["3h"]),
        ("below other lines", [vec![outer()], between(), vec![inner()]].concat(), &["3h"]),
        ("below the end of the message", vec![says("the hive is not valid"), inner()], &["", ""]),
        ("equal", vec![outer(), outer()], &["", ""]),
        ("the one after it", vec![outer(), inner(), says("the drone is lazy")], &["3h", ""]),
        ("above", vec![inner(), outer()], &["", ""]),
        ("of another program", vec![outer().behind("pay-1  | "), inner().behind("web-1  | ")], &["", ""]),
        ("far below", [vec![outer()], quiet_lines(20, "all is well"), vec![inner()]].concat(), &["", ""]),
    ]);
}

#[test]
fn what_says_less_than_the_error_above_it_follows_from_it() {
    let changed = || says("the key of the hive has changed").sign("ssh/host-key-changed");
    let unknown = || says("no key of the hive will do").sign("ssh/host-key-unknown");
    assert_all(vec![
        ("right below", vec![changed(), unknown()], &["3g"]),
        ("below other lines", [vec![changed()], quiet_lines(11, "so it is"), vec![unknown()]].concat(), &["3g"]),
        ("below more", [vec![changed()], quiet_lines(12, "so it is"), vec![unknown()]].concat(), &["", ""]),
        ("above", vec![unknown(), changed()], &["", ""]),
        ("the same cause", vec![unknown(), says("no key at all").sign("ssh/host-key-unknown")], &["", ""]),
        ("with a code", vec![changed(), unknown().code("http", "403")], &["", ""]),
        ("another cause", vec![changed(), says("the hive burns").sign("net/connection-refused")], &["", ""]),
        ("below another error", vec![changed(), says("the hive burns"), unknown()], &["", "", ""]),
    ]);
}

#[test]
fn the_trace_right_below_a_record_is_its_own() {
    let record = |level: &str| says("the hive burns").behind(&format!("10:01:02 {level} "));
    let traceback = || [quiet("Traceback (most recent call last):"), quiet("  File \"a.py\", line 7, in smoke")];
    let smoke = || says("OSError: smoke is in it");
    let below = |first: Line, between: &[Line]| [vec![first], between.to_vec(), vec![smoke()]].concat();
    let frame = |first: Line, below: Line| vec![first, smoke(), below];
    assert_all(vec![
        ("of Python", below(record("ERROR"), &traceback()), &["3i"]),
        ("of a warning", below(record("WARNING"), &traceback()), &["3i"]),
        ("of information", below(record("INFO"), &traceback()), &["", ""]),
        ("of no record", below(says("the hive burns"), &traceback()), &["", ""]),
        ("of a status", below(says("Internal Server Error: /hive").code("http", "500"), &traceback()), &["3i"]),
        ("of another code", below(says("the hive burns").code("aws", "ExpiredToken"), &traceback()), &["", ""]),
        ("below a blank line", below(record("ERROR"), &[&[quiet("")], &traceback()[..]].concat()), &["3i"]),
        ("below two", below(record("ERROR"), &[&[quiet(""), quiet("")], &traceback()[..]].concat()), &["", ""]),
        ("below another line", below(record("ERROR"), &[&[quiet("so it is")], &traceback()[..]].concat()), &["", ""]),
        ("behind its end", below(record("ERROR"), &[&traceback()[..], &[quiet("OSError")]].concat()), &["", ""]),
        ("of Java", frame(record("ERROR"), quiet("\tat org.hive.Queen.smoke(Queen.java:7)")), &["3i"]),
        ("of Elixir", frame(record("ERROR"), quiet("    (hive 0.1.0) lib/queen.ex:7: Queen.smoke/1")), &["3i"]),
        ("of PHP", frame(record("ERROR"), quiet(" #0 queen.php(7): Queen->smoke()")), &["3i"]),
        ("no frame", frame(record("ERROR"), quiet("  so it is")), &["", ""]),
        ("a frame that is not in", frame(record("ERROR"), quiet("at noon")), &["", ""]),
        ("of its own record", vec![record("ERROR"), smoke().behind("10:01:03 ERROR "), quiet("\tat a.B")], &["", ""]),
        ("in equal words", vec![record("ERROR"), says("the hive burns"), quiet("\tat a.B")], &["3i"]),
    ]);
}

#[test]
fn a_body_below_its_label_belongs_to_the_error_that_has_its_code() {
    let first = || says("could not get the bed").code("http", "404");
    let body = || says("<Code>NoBed</Code>").code("http", "404").format("two");
    assert_all(vec![
        ("right below", vec![first(), quiet("Content:"), body()], &["3f"]),
        ("below a blank line", vec![first(), quiet(""), quiet("Response body:"), body()], &["3f"]),
        ("of another code", vec![first(), quiet("Content:"), body().code("http", "409")], &["3f"]),
        ("of another error", vec![says("no bed").code("http", "409"), quiet("Content:"), body()], &["", ""]),
        ("without a label", vec![first(), quiet("so it is:"), body()], &["", ""]),
    ]);
}

#[test]
fn the_sentence_right_below_a_bare_status_is_its_body() {
    let status = || says("HTTP Error 403: Forbidden").code("http", "403");
    let body = || says("the hive lets no drone in");
    assert_all(vec![
        ("right below", vec![status(), body()], &["3f"]),
        ("below a blank line", vec![status(), quiet(""), body()], &["", ""]),
        ("with a code", vec![status(), body().code("aws", "ExpiredToken")], &["", ""]),
        ("a record of a log", vec![status(), body().behind("10:01:02 ERROR ")], &["", ""]),
        ("the status says more", vec![says("the hive is closed").code("http", "403"), body()], &["", ""]),
        ("above", vec![body(), status()], &["", ""]),
    ]);
}

#[test]
fn a_code_with_its_label_belongs_to_the_sentence_above_it() {
    let first = || says("could not get the bed");
    let labelled = |message| says(message).code("http", "404");
    let status = || labelled("Status: 404 (Not Found)");
    assert_all(vec![
        ("right below", vec![first(), status()], &["3f"]),
        ("below an empty line", vec![first(), quiet(""), status()], &["3f"]),
        ("in capitals", vec![first(), labelled("HTTP STATUS: 404")], &["3f"]),
        ("below another line", vec![first(), quiet("so it is"), status()], &["", ""]),
        ("another word", vec![first(), labelled("State: 404 (Not Found)")], &["", ""]),
        ("behind a word", vec![first(), labelled("its status: 404")], &["", ""]),
        ("the sentence has a code", vec![first().code("http", "409"), status()], &["", ""]),
    ]);
}

#[test]
fn an_error_has_a_code_if_one_of_its_links_has() {
    let (line, error) = (refused(), unavailable());
    let text = format!("{}\n{}\n", line.text, error.text);
    let start = line.text.len() + 1;
    let (one, two) = (line.error.expect("an error"), error.error.expect("an error"));
    let mut second = occurrence_of(&two, start..start + error.text.len());
    second.links.push(Link { codes: Vec::new(), depth: 1, ..second.links[0].clone() });
    let joined = join(explainer().knowledge(), text.as_bytes(), vec![occurrence_of(&one, 0..start - 1), second]);
    assert_eq!(joined.len(), 1);
}

#[test]
fn a_message_is_bare_if_it_says_only_its_code() {
    let bare = |message: &str, system: &str, code: &str| {
        let line = says("").code(system, code);
        let error = line.error.expect("an error");
        is_bare(message, error.codes.iter())
    };
    for (number, reason) in [
        ("400", "Bad Request"),
        ("401", "Unauthorized"),
        ("403", "Forbidden"),
        ("404", "Not Found"),
        ("405", "Method Not Allowed"),
        ("409", "Conflict"),
        ("412", "Precondition Failed"),
        ("413", "Payload Too Large"),
        ("413", "Content Too Large"),
        ("422", "Unprocessable Entity"),
        ("422", "Unprocessable Content"),
        ("429", "Too Many Requests"),
        ("500", "Internal Server Error"),
        ("501", "Not Implemented"),
        ("502", "Bad Gateway"),
        ("503", "Service Unavailable"),
        ("504", "Gateway Time-out"),
        ("504", "Gateway Timeout"),
    ] {
        assert!(bare(&format!("HTTPError: {number} {reason}"), "http", number), "{number} {reason}");
        assert!(!bare(&format!("HTTPError: {number} {reason}: beds"), "http", number), "{number} {reason}");
    }
    assert!(!bare("418 teapot", "http", "418"));
    assert!(bare("", "grpc", "NOT_FOUND"));
    assert!(bare("rpc error: NotFound", "grpc", "NOT_FOUND") && bare("NOT_FOUND 5", "grpc", "NOT_FOUND"));
    assert!(bare("call failed with StatusCode.NOT_FOUND", "grpc", "NOT_FOUND"));
    assert!(!bare("rpc error: Internal", "grpc", "NOT_FOUND"));
    assert!(bare("not found", "http", "404") && !bare("Forbidden", "grpc", "x"));
    // What a code amounts to says no more than the code.
    assert!(bare("permission denied", "http", "403"));
}

#[test]
fn words_end_where_letters_end_and_where_a_capital_follows_a_small_letter() {
    for (text, wanted) in [
        ("", &[][..]),
        ("--", &[]),
        ("one two", &["one", "two"]),
        ("NOT_FOUND", &["not", "found"]),
        ("StatusCode.NotFound", &["status", "code", "not", "found"]),
        ("HTTPError 42x", &["httperror", "42x"]),
        ("Ärger ÄRGER", &["ärger", "ärger"]),
    ] {
        assert_eq!(words(text).collect::<Vec<_>>(), wanted, "{text}");
    }
}

#[test]
fn a_folded_message_is_without_what_differs_between_two_prints() {
    for (message, wanted) in [
        ("Queen 7 is AWAY", "queen 0 is away"),
        ("queen 815 is away", "queen 0 is away"),
        ("queen 8 15 is away", "queen 0 0 is away"),
        ("  \"queen\n\t is away!\" ", "queen is away"),
        ("a.b, c", "a.b, c"),
        ("10.0.0.7:443", "0.0.0.0:0"),
        ("...", ""),
    ] {
        assert_eq!(folded(message), wanted, "{message}");
    }
}

#[test]
fn records_join_within_twelve_lines() {
    let mine = |line: Line| line.behind("pay-1  | ");
    let quiet = |count| quiet_lines(count, "pay-1  | nothing");
    let between = |count| [vec![mine(refused())], quiet(count), vec![mine(unavailable())]].concat();
    assert_eq!(rules(&between(0)), ["3b"]);
    assert_eq!(rules(&between(11)), ["3b"]);
    assert_eq!(rules(&between(12)), ["", ""]);
    // Records that do not say where they come from must be close to each other.
    let between = |count| [vec![refused()], quiet_lines(count, "nothing"), vec![unavailable()]].concat();
    assert_eq!(rules(&between(2)), ["3b"]);
    assert_eq!(rules(&between(3)), ["", ""]);
    // A line further away finds an error of its place that says nothing else, and is found by one.
    let between = |first: Line, last: Line| {
        let mine = |line: Line| line.behind("pay-1  | ");
        rules(&[vec![mine(first)], quiet_lines(5, "pay-1  | nothing"), vec![mine(last)]].concat())
    };
    let bare = || says("UNAVAILABLE").code("grpc", "UNAVAILABLE");
    assert_eq!(between(bare(), refused()), ["3b"]);
    assert_eq!(between(unavailable(), refused()), ["", ""]);
    assert_eq!(between(refused(), bare()), ["3b"]);
    let far = [vec![bare()], quiet_lines(5, "nothing"), vec![refused()]].concat();
    assert_eq!(rules(&far), ["", ""], "without a place only what is near");
    // What repeats a message may be further away from it.
    let between = |count, line, place| {
        let (first, last) = (says("we tried: queen is away"), says("queen is away").behind(place));
        rules(&[vec![first], quiet_lines(count, line), vec![last]].concat())
    };
    assert_eq!(between(11, "nothing", ""), ["3a"]);
    assert_eq!(between(12, "nothing", ""), ["", ""]);
    // Which lines are of their place can't be told if one of them does not say where it comes from.
    assert_eq!(between(11, "web-1  | nothing", ""), ["3a"]);
    assert_eq!(between(12, "web-1  | nothing", ""), ["", ""]);
    assert_eq!(between(11, "nothing", "pay-1  | "), ["3a"]);
    assert_eq!(between(12, "nothing", "pay-1  | "), ["", ""]);
    // Counted from the last line of the earlier one.
    let tall = Line { text: "first line\n".to_owned() + &"more\n".repeat(20), ..refused() };
    let below = |count| [vec![tall.clone()], quiet_lines(count, "nothing"), vec![unavailable()]].concat();
    assert_eq!(rules(&below(1)), ["3b"], "a line feed at the end of a record is no line of it");
    assert_eq!(rules(&below(2)), ["", ""]);
}

#[test]
fn lines_of_other_places_do_not_count() {
    let mine = |line: Line| line.behind("pay-1  | ");
    let other = |count| quiet_lines(count, "web-1  | nothing");
    let own = |count| quiet_lines(count, "pay-1  | nothing");
    let log = |between: &[Vec<Line>]| {
        let last = vec![mine(unavailable())];
        rules(&[vec![mine(refused())], between.concat(), last].concat())
    };
    assert_eq!(log(&[other(100)]), ["3b"]);
    assert_eq!(log(&[other(100), own(11)]), ["3b"]);
    assert_eq!(log(&[other(100), own(12)]), ["", ""]);
    assert_eq!(log(&[other(199)]), ["3b"]);
    assert_eq!(log(&[other(200)]), ["", ""]);
    // Lines that do not say where they come from are of one place.
    let log = [vec![refused()], other(100), vec![unavailable()]].concat();
    assert_eq!(rules(&log), ["", ""]);
    // A record that says where it comes from is not near one that does not, however few lines of its place lie between.
    let log = [vec![refused()], quiet_lines(20, "nothing"), vec![mine(unavailable())]].concat();
    assert_eq!(rules(&log), ["", ""]);
}

#[test]
fn a_status_is_a_code_of_http_or_a_canonical_one() {
    let status = |system: &str, name: &str, number, canonical| {
        let code = Code {
            system: system.to_owned(),
            code: name.to_owned(),
            id: None,
            number,
            canonical,
            http: None,
            printed: true,
        };
        code.is_status()
    };
    assert!(status("http", "503", Some(503), None));
    assert!(!status("http", "weird", None, None));
    assert!(status("grpc", "Unavailable", None, Some(Canonical::Unavailable)));
    assert!(!status("errno", "ECONNREFUSED", Some(111), Some(Canonical::Unavailable)));
    // A client's status below a server's says nothing new; a reason beside it does.
    let below = |line: Line| rules(&[says("status 401").code("http", "401"), line]);
    let client = says("UNAUTHENTICATED: invalid_grant").code("grpc", "UNAUTHENTICATED");
    assert_eq!(below(says("UNAUTHENTICATED").code("grpc", "UNAUTHENTICATED")), ["3c"]);
    assert_eq!(below(client.code("oauth", "INVALID_GRANT")), ["", ""]);
}

#[test]
fn errors_of_other_places_do_not_count() {
    let mine = |line: Line| line.behind("pay-1  | ");
    let strangers = |count| vec![says("the hive burns").behind("web-1  | "); count];
    let log = |count| {
        let (first, last) = (mine(says("we tried: queen is away")), mine(says("queen is away")));
        rules(&[vec![first], strangers(count), vec![last]].concat()).swap_remove(0)
    };
    assert_eq!([1, 100, 199, 200].map(log), ["3a", "3a", "3a", ""]);
}

#[test]
fn of_a_line_of_many_records_two_hundred_are_compared() {
    let joins = |strangers: usize| {
        let (first, last) = ("we tried: queen is away", "queen is away");
        let messages = [vec![first], vec!["the hive burns"; strangers], vec![last]].concat();
        let text = messages.join(" ");
        let mut at = 0;
        let occurrences = messages.iter().map(|message| {
            let start = at;
            at += message.len() + 1;
            occurrence_of(&Error { message, format: "one", ..Error::default() }, start..start + message.len())
        });
        let occurrences: Vec<Occurrence> = occurrences.collect();
        join(explainer().knowledge(), text.as_bytes(), occurrences).len() == messages.len() - 1
    };
    assert!(joins(1) && joins(199) && !joins(200));
}

#[test]
fn records_of_two_places_never_join() {
    assert_eq!(rules(&[refused().behind("pay-1  | "), unavailable().behind("pay-1  | ")]), ["3b"]);
    assert_eq!(rules(&[refused().behind("pay-1  | "), unavailable().behind("web-1  | ")]), ["", ""]);
    assert_eq!(rules(&[refused(), unavailable().behind("web-1  | ")]), ["3b"]);
    // An error of another place makes no neighbours of those around it.
    let strange = says("the hive burns").behind("web-1  | ");
    let log = [refused().behind("pay-1  | "), strange, unavailable().behind("pay-1  | ")];
    assert_eq!(rules(&log), ["", "", ""]);
}

#[test]
fn errors_stay_in_the_order_of_their_places() {
    let lines = [says("one two three four"), says("the hive burns"), says("try: one two three four"), says("smoke")];
    let (text, joined) = join_lines(&lines);
    let starts: Vec<&str> = joined.iter().map(|one| &text[one.span.start..one.span.start + 3]).collect();
    assert_eq!(starts, ["one", "the", "smo"]);
    assert_eq!(text[joined[0].span.clone()], text[..text.find("\nsmoke").expect("smoke")]);
}

#[test]
fn of_errors_that_begin_at_one_place_the_first_stays_the_first() {
    let error = |format| Error { message: "the hive burns", format, ..Error::default() };
    let both =
        vec![occurrence_of(&error("one"), 0..5), occurrence_of(&Error { message: "smoke", ..error("two") }, 0..9)];
    let joined = join(explainer().knowledge(), b"the hive burns", both);
    let formats: Vec<&str> = joined.iter().map(|one| one.links[0].format.as_str()).collect();
    assert_eq!(formats, ["one", "two"]);
}

/// Format, depth and relation of each link.
fn links(occurrence: &Occurrence) -> Vec<(&str, usize, Relation)> {
    occurrence.links.iter().map(|link| (link.format.as_str(), link.depth, link.relation)).collect()
}

#[test]
fn a_librarys_line_is_the_cause_below_the_error_that_it_explains() {
    for lines in [[refused(), unavailable()], [unavailable(), refused()]] {
        let (_, joined) = join_lines(&lines);
        assert_eq!(links(&joined[0]), [("two", 0, Relation::First), ("one", 1, Relation::Cause)]);
        let message: Vec<_> = joined[0].fields.iter().map(|field| (field.value.as_str(), field.link)).collect();
        assert_eq!(message, [("the service is away", Some(0)), ("dial failed: connection refused", Some(1))]);
    }
}

#[test]
fn what_only_repeats_an_error_lies_around_it() {
    let coded = says("queen is away").code("grpc", "NOT_FOUND").format("two");
    let (_, joined) = join_lines(&[coded.clone(), says("try: queen is away")]);
    assert_eq!(links(&joined[0]), [("two", 1, Relation::First), ("one", 0, Relation::Beside)]);
    // One with a code leads one without.
    let (_, joined) = join_lines(&[says("try: queen is away"), coded.clone()]);
    assert_eq!(links(&joined[0]), [("two", 1, Relation::First), ("one", 0, Relation::Beside)]);
    let (_, joined) = join_lines(&[coded.clone(), says("try: queen is away").code("grpc", "NOT_FOUND")]);
    assert_eq!(links(&joined[0]), [("two", 1, Relation::First), ("one", 0, Relation::Beside)]);
    // The note of a retry has the code of the last error: it is no reason for it.
    let tried = |line: Line| line.code("grpc", "UNAVAILABLE").at("pay.example", "443");
    let (_, joined) = join_lines(&[tried(says("try 3 went wrong")), tried(says("it is away").format("two"))]);
    assert_eq!(links(&joined[0]), [("one", 1, Relation::First), ("two", 0, Relation::Beside)]);
    // Of two without a code the earlier one leads.
    let (_, joined) = join_lines(&[says("try: queen is away"), says("queen is away").format("two")]);
    assert_eq!(links(&joined[0]), [("one", 1, Relation::First), ("two", 0, Relation::Beside)]);
}

#[test]
fn a_part_that_is_cut_off_is_cut_off_in_the_whole() {
    let (text, _) = join_lines(&[says("try: queen is away"), says("queen is away")]);
    let part = |at: usize, truncated| {
        let message = ["try: queen is away", "queen is away"][at];
        let start = if at == 0 { 0 } else { "try: queen is away\n".len() };
        let error = Error { message, format: "one", ..Error::default() };
        Occurrence { truncated, ..occurrence_of(&error, start..start + message.len()) }
    };
    for (first, second) in [(false, false), (true, false), (false, true)] {
        let joined = join(explainer().knowledge(), text.as_bytes(), vec![part(0, first), part(1, second)]);
        assert_eq!(joined.iter().map(|one| one.truncated).collect::<Vec<_>>(), [first || second]);
    }
}

#[test]
fn each_rule_says_in_words_what_it_is() {
    let (_, joined) = join_lines(&[refused(), unavailable()]);
    assert_eq!(joined[0].joined_by, ["3b: a library's own line about the same failure"]);
    let (_, joined) = join_lines(&[says("queen is away"), says("try: queen is away")]);
    assert_eq!(joined[0].joined_by, ["3a: a record near it repeats the message"]);
    let (_, joined) = join_lines(&[says("bed 7").code("http", "422"), says("422").code("http", "422")]);
    assert_eq!(joined[0].joined_by, ["3c: the next record says nothing but the same status"]);
}
