//! Rules 3 and 4: which records tell of one failure.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use super::{Link, Occurrence, Relation, squeezed};
use crate::catalog::model::Canonical;
use crate::catalog::names::fold;
use crate::catalog::rules::Kind;
use crate::detect::detection::{Code, DetectionKind};
use crate::detect::extract_from_record;
use crate::detect::text::lines;
use crate::field::Fields;
use crate::knowledge::Knowledge;
use crate::records::{Prefix, Source, behind_bars};

/// How many lines of their place two records of one failure are apart at most. Of 700 captured outputs of clients the
/// widest such pair is nine lines apart; forty joined strangers.
const MAX_DISTANCE_LINES: usize = 12;
/// A library's line is right below an error within so many lines: `java.util.logging` writes its time on one of its own.
const MAX_CLOSE_LINES: usize = 3;
/// How many lines are looked through for those of one place, where several places write into one log.
const MAX_INTERLEAVED_LINES: usize = 200;
/// A message shorter than this says too little to join by.
const MIN_REPEATED_BYTES: usize = 8;

/// A sentence that is shorter says too little to join two messages that end with it.
const MIN_TAIL_BYTES: usize = 24;

/// A message that is as long as this is nobody else's, whatever codes it is told under.
const MIN_SENTENCE_BYTES: usize = 48;

/// Joins the records of one failure. The occurrences are in the order of their places.
pub(super) fn join(knowledge: &Knowledge<'_>, text: &[u8], occurrences: Vec<Occurrence>) -> Vec<Occurrence> {
    if occurrences.len() < 2 {
        return occurrences;
    }
    let mut joined: Vec<Record> = Vec::new();
    let mut lines = LineCounter { text, at: 0, line: 0 };
    for occurrence in occurrences {
        let mut next = Record::new(knowledge, text, &mut lines, occurrence);
        let near =
            joined.iter().rposition(|earlier| next.line.saturating_sub(earlier.last_line) > MAX_INTERLEAVED_LINES);
        // A line can hold thousands of records: those of a long list.
        let first = near.map_or(0, |far| far + 1).max(joined.len().saturating_sub(MAX_INTERLEAVED_LINES));
        let mut neighbours = true;
        for at in (first..joined.len()).rev() {
            let Some(rule) = rule_that_joins(knowledge, text, &joined[at], &next, neighbours) else {
                neighbours = false;
                continue;
            };
            let earlier = joined.remove(at);
            next = earlier.merge(next, rule);
        }
        let at = joined.partition_point(|earlier| earlier.occurrence.span.start <= next.occurrence.span.start);
        joined.insert(at, next);
    }
    joined.into_iter().map(|record| record.occurrence).collect()
}

/// Why two records are one error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// 3a: one repeats the other's message.
    Repeats,
    /// 3b: one is a library's own line about what the other reports.
    LibraryLine,
    /// 3c: the second says nothing but the same status.
    BareStatus,
    /// 3d: both have one code and name one request.
    SameRequest,
    /// 3e: the second is indented below the first.
    Indented,
    /// 3f: the second is what a program prints of an error below its sentence, a name and a value on each line.
    Labelled,
    /// 3g: the second only says that what the first reports failed.
    Follows,
}

impl Rule {
    fn name(self) -> &'static str {
        match self {
            Rule::Repeats => "3a: a record near it repeats the message",
            Rule::LibraryLine => "3b: a library's own line about the same failure",
            Rule::BareStatus => "3c: the next record says nothing but the same status",
            Rule::SameRequest => "3d: the next record names the same request and has the same code",
            Rule::Indented => "3e: the next lines are indented below it",
            Rule::Follows => "3g: the next record only says that this failed",
            Rule::Labelled => "3f: its status or code stands on a line of its own below it",
        }
    }
}

/// An occurrence with what its joining depends on.
struct Record {
    occurrence: Occurrence,
    /// The numbers of its first and last line, from 0.
    line: usize,
    last_line: usize,
    source: Source,
    /// The message of the link that says most, without case, numbers and spaces.
    message: String,
    target: Target,
    /// The request that its first line names, once somebody has asked for it.
    request: OnceCell<Option<String>>,
    /// Whether a format saw a code.
    coded: Coded,
    /// Whether its message says nothing beyond its code.
    bare: bool,
}

/// Who saw the code of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Coded {
    /// It has none.
    No,
    /// Its words hold the name of a code: a library's line may.
    Named,
    /// A format.
    Yes,
}

impl Coded {
    fn of(knowledge: &Knowledge<'_>, link: &Link) -> Coded {
        let format = match link.kind {
            DetectionKind::Format(at) => knowledge.rules.formats.get(at),
            _ => None,
        };
        match format.map(|format| &format.kind) {
            _ if link.codes.is_empty() => Coded::No,
            Some(Kind::Names(_) | Kind::Numbers(_)) => Coded::Named,
            _ => Coded::Yes,
        }
    }
}

impl Record {
    fn new(knowledge: &Knowledge<'_>, text: &[u8], lines: &mut LineCounter<'_>, occurrence: Occurrence) -> Record {
        let line = lines.line_of(occurrence.span.start);
        let inside = text.get(occurrence.span.clone()).unwrap_or_default().trim_ascii_end();
        let last_line = line + memchr::memchr_iter(b'\n', inside).count();
        let source = Prefix::read(&text[lines::around(text, occurrence.span.start)]).source;
        let message = occurrence.fields.first("message").unwrap_or_default();
        let coded = occurrence.links.iter().map(|link| Coded::of(knowledge, link)).max().unwrap_or(Coded::No);
        let bare = coded > Coded::No && is_bare(message, occurrence.codes());
        let message = folded(message);
        let target = Target::of(&occurrence);
        Record { occurrence, line, last_line, source, message, target, request: OnceCell::new(), coded, bare }
    }

    /// The request that its first line names.
    fn request(&self, knowledge: &Knowledge<'_>, text: &[u8]) -> Option<&str> {
        let read = || {
            let mut fields = Fields::default();
            extract_from_record(
                knowledge,
                &text[lines::near(text, self.occurrence.span.start, MAX_REQUEST_BYTES)],
                &mut fields,
            );
            fields.first("request.id").map(str::to_owned)
        };
        self.request.get_or_init(read).as_deref()
    }

    /// One record of two; what the later one adds lies beside the earlier one, or the other way round.
    fn merge(self, other: Record, rule: Rule) -> Record {
        // A library's line says why; the status that followed is its consequence. So does what is indented below an error.
        let first_leads = self.coded >= other.coded || matches!(rule, Rule::Indented | Rule::Follows);
        let (main, added) = if first_leads { (self, other) } else { (other, self) };
        let (line, last_line) = (main.line.min(added.line), main.last_line.max(added.last_line));
        let mut occurrence = main.occurrence;
        let depth_of = |occurrence: &Occurrence| occurrence.links.iter().map(|link| link.depth + 1).max().unwrap_or(0);
        let (deeper, count) = (depth_of(&occurrence), occurrence.links.len());
        let tells_why = match rule {
            Rule::Indented => true,
            Rule::LibraryLine | Rule::Labelled => added.coded < main.coded,
            Rule::Repeats | Rule::BareStatus | Rule::SameRequest | Rule::Follows => false,
        };
        let shift = if tells_why { deeper } else { 0 };
        if !tells_why {
            // What only repeats the error lies around it.
            let around = depth_of(&added.occurrence);
            occurrence.links.iter_mut().for_each(|link| link.depth += around);
        }
        for mut link in added.occurrence.links {
            link.depth += shift;
            link.relation = if tells_why { Relation::Cause } else { Relation::Beside };
            occurrence.links.push(link);
        }
        let mut fields = added.occurrence.fields;
        fields.shift_links(count);
        occurrence.fields.merge(fields);
        let span = &added.occurrence.span;
        occurrence.span = occurrence.span.start.min(span.start)..occurrence.span.end.max(span.end);
        occurrence.truncated |= added.occurrence.truncated;
        occurrence.joined_by.push(rule.name());
        let target = main.target.union(added.target);
        let bare = main.bare && added.bare;
        Record { occurrence, line, last_line, target, request: OnceCell::new(), bare, ..main }
    }
}

/// The rule by which two records are one error, if any is. `neighbours`: no other error lies between them.
fn rule_that_joins(
    knowledge: &Knowledge<'_>,
    text: &[u8],
    earlier: &Record,
    later: &Record,
    neighbours: bool,
) -> Option<Rule> {
    if !earlier.source.same_place(&later.source) {
        return None;
    }
    let close = later.line.saturating_sub(earlier.last_line) <= MAX_CLOSE_LINES;
    // Without a source nothing but nearness speaks for a library's line about no target: a log holds many failures.
    let same_source = earlier.source != Source::default() && earlier.source == later.source;
    let rule = if repeats(earlier, later) {
        Rule::Repeats
    } else if is_library_line(knowledge, earlier, later, neighbours && (later.bare || close || same_source))
        || is_library_line(knowledge, later, earlier, neighbours && (close || (earlier.bare && same_source)))
    {
        Rule::LibraryLine
    } else if !neighbours {
        return None;
    } else if later.bare && share_a_status(earlier, later) && !are_equal(earlier, later) {
        Rule::BareStatus
    } else if follows(knowledge, later) && !follows(knowledge, earlier) {
        Rule::Follows
    } else if is_retry_note(earlier, later) {
        Rule::LibraryLine
    } else if is_same_request(knowledge, text, earlier, later) {
        Rule::SameRequest
    } else if close && is_indented_below(text, earlier, later) {
        Rule::Indented
    } else if close && earlier.coded == Coded::No && is_labelled_below(text, earlier, later) {
        Rule::Labelled
    } else {
        return None;
    };
    // Lines are counted last: the other questions cost less.
    is_near(text, earlier, later).then_some(rule)
}

/// Whether at most twelve lines of their place lie between two records.
fn is_near(text: &[u8], earlier: &Record, later: &Record) -> bool {
    let distance = later.line.saturating_sub(earlier.last_line);
    if distance <= MAX_DISTANCE_LINES {
        return true;
    }
    if later.source == Source::default() || earlier.source != later.source {
        return false;
    }
    let begin = lines::around(text, later.occurrence.span.start).start;
    let above = std::iter::successors(lines::before(text, begin), |line| lines::before(text, line.start));
    let of_place = |line: &Range<usize>| Prefix::read(&text[line.clone()]).source == later.source;
    above.take(distance).filter(of_place).count() <= MAX_DISTANCE_LINES
}

/// Rule 3g: whether a record says no more than that something failed of which another line speaks: by all its sentences, or by
/// a bare code, such as `ErrImagePull` below the registry's answer.
fn follows(knowledge: &Knowledge<'_>, record: &Record) -> bool {
    let is_follower = |at: usize| knowledge.rules.causes.get(at).is_some_and(|cause| cause.follows);
    let mut said = record.occurrence.standalone().peekable();
    match said.peek() {
        Some(_) => said.all(is_follower),
        None => {
            let of_follower =
                |code: &Code| code.own_ids().any(|id| knowledge.causes_of(&id).iter().any(|at| is_follower(*at)));
            record.bare && record.occurrence.codes().all(of_follower)
        }
    }
}

/// Rule 4: whether two records are one error that occurred twice.
fn are_equal(earlier: &Record, later: &Record) -> bool {
    earlier.message == later.message && first_format(earlier) == first_format(later)
}

/// Rule 3a: one says what the other says, whole or behind other words, in another form.
fn repeats(earlier: &Record, later: &Record) -> bool {
    let longer = |long: &str, short: &str| short.len() >= MIN_REPEATED_BYTES && long.ends_with(short);
    let same = longer(&earlier.message, &later.message) || longer(&later.message, &earlier.message);
    let compatible = earlier.coded == Coded::No || later.coded == Coded::No || share_a_code(earlier, later);
    // Both wrap one sentence in words of their own, and only one of them knows its code.
    let wrapped = earlier.coded != later.coded && is_same_tail(&earlier.message, &later.message);
    // A whole sentence is the same failure under whatever code a library gives it.
    let sentence = earlier.message.len().min(later.message.len()) >= MIN_SENTENCE_BYTES;
    ((same && (compatible || sentence)) || wrapped) && !are_equal(earlier, later)
}

/// Whether two messages end with the same sentence, behind a colon or a dash each.
fn is_same_tail(one: &str, other: &str) -> bool {
    let tail = |message: &str| {
        let begin = message.rfind(": ").max(message.rfind(" - ")).map_or(0, |at| at + 2);
        message[begin..].trim_start().to_owned()
    };
    let (one, other) = (tail(one), tail(other));
    one.len() >= MIN_TAIL_BYTES && one == other
}

/// Rule 3b: whether one is a library's own line about the failure that the other reports with a code: its cause explains
/// that code, and both are about one target; or they are neighbours, and one of them names no target. A line that follows
/// such an error must find it without a reason of its own, or be right below it.
fn is_library_line(knowledge: &Knowledge<'_>, line: &Record, error: &Record, neighbours: bool) -> bool {
    if line.coded >= error.coded {
        return false;
    }
    let about_one = match (line.target.is_named(), error.target.is_named()) {
        (true, true) => line.target.is_same(&error.target),
        _ => neighbours,
    };
    let causes: Vec<&str> =
        line.occurrence.standalone().filter_map(|at| Some(knowledge.rules.causes.get(at)?.id)).collect();
    let own: Vec<&str> =
        error.occurrence.standalone().filter_map(|at| Some(knowledge.rules.causes.get(at)?.id)).collect();
    // Who got an answer had a connection: what breaks one is behind an HTTP status only where its own page says so, or
    // where a gateway speaks of the server behind it.
    let explainable = |code: &Code| {
        let of_http = code.number.filter(|_| code.system == "http").or(code.http.map(i64::from));
        let answered = of_http.is_some_and(|status| status < 502);
        code.own_ids().chain(code.canonical_id().filter(|_| !answered))
    };
    let explained = error.occurrence.codes().flat_map(explainable).any(|id| {
        let explaining = knowledge.catalog.causes_of(&id);
        causes.iter().any(|cause| explaining.contains(cause))
    });
    // An error that says itself why it happened needs no line to say so, unless it is the same cause.
    about_one && explained && (own.is_empty() || own.iter().any(|cause| causes.contains(cause)))
}

/// Whether a record that no logger wrote is indented below another one, with nothing between them that is not. Entries of a
/// list or document are no such lines.
fn is_indented_below(text: &[u8], earlier: &Record, later: &Record) -> bool {
    let first = lines::around(text, earlier.occurrence.span.start);
    let last = lines::around(text, later.occurrence.span.start);
    let indentation =
        |line: &Range<usize>| text[line.clone()].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let is_deeper = |line: &Range<usize>| indentation(line) > indentation(&first);
    let is_empty = |line: &Range<usize>| text[line.clone()].trim_ascii().is_empty();
    let body = text[last.clone()].trim_ascii_start();
    let is_sentence = body.first().is_some_and(u8::is_ascii_alphanumeric) && Prefix::read(body) == Prefix::default();
    let below = std::iter::successors(lines::after(text, first.end), |line| lines::after(text, line.end));
    let mut between = below.take_while(|line| line.start < last.start);
    is_sentence
        && is_deeper(&last)
        && !are_equal(earlier, later)
        && between.all(|line| is_empty(&line) || is_deeper(&line))
}

/// What the lines below a sentence are called that say the error's code: `Status: 404 (Not Found)`, `ErrorCode: NoSuchKey`.
const LABELS: [&[u8]; 7] =
    [b"error message:", b"status:", b"status code:", b"errorcode:", b"error code:", b"code:", b"http status:"];

/// Whether a record begins with such a label right below the last line of another one, or below an empty line.
fn is_labelled_below(text: &[u8], earlier: &Record, later: &Record) -> bool {
    // Both may stand in one box.
    let line = behind_bars(&text[lines::around(text, later.occurrence.span.start)]);
    let begins = |label: &&[u8]| line.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label));
    let between = text.get(earlier.occurrence.span.end..later.occurrence.span.start).unwrap_or_default();
    let rest = between.iter().position(|byte| *byte == b'\n').map_or(between, |at| &between[at..]);
    LABELS.iter().any(begins) && behind_bars(rest).is_empty()
}

/// Whether both report one status about one target in different forms, and only one of them says why: the note of a retry,
/// and the last error.
fn is_retry_note(earlier: &Record, later: &Record) -> bool {
    let one_target = earlier.target.is_named() && earlier.target.is_same(&later.target);
    let says_why = |record: &Record| record.occurrence.standalone().next().is_some();
    let one_says_why = !says_why(earlier) || !says_why(later);
    let forms = first_format(earlier) != first_format(later);
    one_target && one_says_why && forms && share_a_code(earlier, later)
}

/// How far from an error the request that it belongs to is looked for on its line.
const MAX_REQUEST_BYTES: usize = 2048;

/// Whether both name one request, by its id or the port of its client, and report one code for it.
fn is_same_request(knowledge: &Knowledge<'_>, text: &[u8], earlier: &Record, later: &Record) -> bool {
    let same_code = any_pair(earlier, later, Code::is_same);
    let same_request = || {
        let id = earlier.request(knowledge, text);
        id.is_some() && id == later.request(knowledge, text)
    };
    same_code && !are_equal(earlier, later) && same_request()
}

fn first_format(record: &Record) -> Option<&str> {
    record.occurrence.links.first().map(|link| link.format.as_str())
}

fn share_a_code(a: &Record, b: &Record) -> bool {
    any_pair(a, b, |one, other| {
        one.is_same(other)
            || (one.canonical.is_some_and(|canonical| canonical != Canonical::Unknown)
                && one.canonical == other.canonical)
    })
}

/// Whether a code of the one and a code of the other are such a pair.
fn any_pair(a: &Record, b: &Record, fits: impl Fn(&Code, &Code) -> bool) -> bool {
    a.occurrence.codes().any(|one| b.occurrence.codes().any(|other| fits(one, other)))
}

/// Whether the later one has a code of the earlier one, or the status that a client makes of it: a client's UNAVAILABLE
/// below a proxy's 503. The name of a reason says why: `invalid_grant` is more than a 401.
fn share_a_status(earlier: &Record, later: &Record) -> bool {
    let translates =
        |from: &Code, to: &Code| from.system == "http" && to.system != "http" && from.canonical == to.canonical;
    let all_statuses = later.occurrence.codes().all(is_status);
    any_pair(earlier, later, |from, to| from.is_same(to) || all_statuses && is_status(from) && translates(from, to))
}

/// Whether a code says nothing but what it amounts to: a status of HTTP, or a canonical code by its name or number.
fn is_status(code: &Code) -> bool {
    let is_http = code.system == "http" && code.number.is_some();
    is_http || code.canonical.is_some_and(|canonical| fold(&code.code) == fold(&canonical.slug()))
}

/// The hosts, ports and paths that an error names.
#[derive(Debug, Clone, Default)]
struct Target {
    hosts: BTreeSet<String>,
    ports: BTreeSet<String>,
}

impl Target {
    fn of(occurrence: &Occurrence) -> Target {
        let values = |name| occurrence.fields.values(name).map(str::to_ascii_lowercase);
        Target {
            hosts: values("target.host").chain(values("target.path")).collect(),
            ports: values("target.port").collect(),
        }
    }

    fn is_named(&self) -> bool {
        !self.hosts.is_empty()
    }

    /// Whether both name one place. A name and an address can be one host where the port is the same.
    fn is_same(&self, other: &Target) -> bool {
        let one_port = !self.ports.is_disjoint(&other.ports);
        let no_port = self.ports.is_empty() || other.ports.is_empty();
        let are_addresses = |target: &Target| target.hosts.iter().all(|host| host.parse::<std::net::IpAddr>().is_ok());
        let one_host = !self.hosts.is_disjoint(&other.hosts);
        (one_host && (one_port || no_port)) || (one_port && are_addresses(self) != are_addresses(other))
    }

    fn union(mut self, other: Target) -> Target {
        self.hosts.extend(other.hosts);
        self.ports.extend(other.ports);
        self
    }
}

/// A message without what differs between two prints of it: case, numbers, spaces, punctuation at its ends.
fn folded(message: &str) -> String {
    let mut folded = String::with_capacity(message.len());
    for c in squeezed(message).chars() {
        match c {
            '0'..='9' if folded.ends_with('0') => {}
            '0'..='9' => folded.push('0'),
            other => folded.push(other.to_ascii_lowercase()),
        }
    }
    folded.trim_matches(|c: char| c.is_ascii_punctuation() || c == ' ').to_owned()
}

/// Words of a message that say nothing beside its code.
const EMPTY_WORDS: [&str; 36] = [
    "a",
    "an",
    "and",
    "are",
    "at",
    "axioserror",
    "call",
    "client",
    "code",
    "connection",
    "currently",
    "error",
    "exception",
    "exit",
    "failed",
    "failure",
    "from",
    "grpc",
    "got",
    "http",
    "httperror",
    "is",
    "of",
    "received",
    "request",
    "responded",
    "response",
    "returned",
    "rpc",
    "server",
    "service",
    "status",
    "statuscode",
    "the",
    "unexpected",
    "with",
];

/// Whether a message says nothing but its code: a number, the name of the code, its reason phrase.
fn is_bare<'c>(message: &str, codes: impl Iterator<Item = &'c Code>) -> bool {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for code in codes {
        let canonical = code.canonical.map(Canonical::slug).unwrap_or_default();
        names.extend(words(&code.code).chain(words(&canonical)));
        names.extend(code.number.and_then(http_reason).into_iter().flat_map(words));
    }
    words(message).all(|word| {
        EMPTY_WORDS.contains(&word.as_str()) || names.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// The words of a text in small letters; a capital within a word begins a new one.
fn words(text: &str) -> impl Iterator<Item = String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut small = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (small && c.is_uppercase()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    words.into_iter().filter(|word| !word.is_empty())
}

/// The reason phrases that clients print (RFC 9110, section 15), for those whose words are not the code's own.
fn http_reason(number: i64) -> Option<&'static str> {
    Some(match number {
        400 => "bad request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        409 => "conflict",
        412 => "precondition failed",
        413 => "payload content too large",
        422 => "unprocessable content entity",
        429 => "too many requests",
        500 => "internal server error",
        501 => "not implemented",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout time out",
        _ => return None,
    })
}

/// Counts lines up to places that come in order.
struct LineCounter<'t> {
    text: &'t [u8],
    at: usize,
    line: usize,
}

impl LineCounter<'_> {
    fn line_of(&mut self, place: usize) -> usize {
        let passed = self.text.get(self.at..place).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.at = self.at.max(place);
        self.line
    }
}

#[cfg(test)]
mod tests;
