//! What was seen of a finding: the line of the input that the verdict rests on, how often and in which words it occurred, and
//! the errors around it.

use super::{digest, words};
use crate::catalog::quantity;
use crate::render::color::Role;
use crate::render::printer::Printer;
use crate::render::quote::{self, Frame};
use crate::render::width::{CUT, cut, display_width};
use crate::render::wrap::Line;
use crate::report::{Evidence, Finding, FoundCode, Link, Variant};

/// The width of the labels.
pub(super) const LABELS: usize = 11;
/// So many lines of a message are shown.
const MAX_MESSAGE_LINES: usize = 2;
/// So many links are shown on either side of the root.
const MAX_LINKS: usize = 3;
/// So many pieces of evidence that are not in the quoted line are shown.
const MAX_EVIDENCE: usize = 3;
/// So many variants are shown.
const MAX_VARIANTS: usize = 4;
/// What variants have in common at their beginning is left out if it takes more columns than this.
const MAX_COMMON_COLUMNS: usize = 24;

/// The quote, and rows below it.
pub(super) fn seen(printer: &mut Printer, finding: &Finding<'_>, full: bool) {
    quoted(printer, finding, full);
    printer.gap();
    message(printer, finding, full);
    let links = links(finding, full);
    evidence(printer, finding, &links, full);
    counted(printer, finding);
    variants(printer, finding, full);
    computed(printer, finding);
    spent(printer, finding);
    chained(printer, &links, full);
    if finding.truncated {
        let line = Line::new().add(Role::Muted, "the error is longer than the limit; its end was not read");
        printer.row("cut off", LABELS, &line);
    }
}

fn quoted(printer: &mut Printer, finding: &Finding<'_>, full: bool) {
    let place = words::place(&finding.first);
    let (carets, _) = words::severity(finding.severity);
    let frame = Frame {
        place: place.as_deref(),
        line: place.as_ref().map(|_| finding.first.line),
        // Reversed carets would be a bar.
        carets: if carets == Role::Critical { Role::Error } else { carets },
        full,
    };
    quote::print(printer, &finding.quote, &frame);
}

/// The message, if the quoted line doesn't hold it: as it was decoded, or put together from several lines.
fn message(printer: &mut Printer, finding: &Finding<'_>, full: bool) {
    if is_message_shown(finding) {
        let lines = if full { usize::MAX } else { MAX_MESSAGE_LINES };
        printer.row_of("message", LABELS, &Line::new().add(Role::Quoted, finding.message.as_str()), lines);
    }
}

fn is_message_shown(finding: &Finding<'_>) -> bool {
    let message = finding.message.as_str().trim();
    let core = message.strip_suffix("...").unwrap_or(message);
    let mut lines = core.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.any(|line| !finding.quote.contains(line))
}

/// Evidence that is not in the quoted line, the message or one of the links: it was computed or decoded, or is elsewhere in
/// the error.
fn evidence(printer: &mut Printer, finding: &Finding<'_>, links: &[&Link], full: bool) {
    let Some(cause) = finding.causes.first() else { return };
    let mut said: Vec<&str> = links.iter().map(|link| message_of(link)).collect();
    said.extend(is_message_shown(finding).then_some(finding.message.as_str()));
    let found = finding.quote.found.iter().copied().chain(std::iter::repeat(false));
    let mut left = if full { usize::MAX } else { MAX_EVIDENCE };
    for (one, found) in cause.evidence.iter().zip(found) {
        let value = one.matched.as_str().trim();
        let repeats = one.field.as_str() == "message" && said.iter().any(|said| said.contains(value));
        // The code is in the head, and what was computed has a row of its own.
        let told = COMPUTED.iter().any(|(name, ..)| one.field.as_str() == *name);
        if found || repeats || told || one.field.as_str() == "code" || left == 0 {
            continue;
        }
        left -= 1;
        said.push(value);
        let label = format!("  {:LABELS$}", one.field.as_str());
        let label = if label.ends_with(' ') { label } else { label + "  " };
        let room = printer.width().saturating_sub(display_width(&label)).max(20);
        let value = if full { value.to_owned() } else { cut(value, room) };
        printer.labelled(&label, &Line::new().add(Role::Quoted, value));
    }
}

/// `41 times, first line 118, last line 992`
fn counted(printer: &mut Printer, finding: &Finding<'_>) {
    if finding.count < 2 {
        return;
    }
    let mut text = words::count(finding.count, "time", "times");
    let (first, last) = (&finding.first, &finding.last);
    match (words::spot(first), words::spot(last)) {
        (Some(_), Some(_)) if first.source == last.source && first.line == last.line => {
            text += &format!(", all in line {}", first.line);
        }
        (Some(_), Some(_)) if first.source == last.source => {
            text += &format!(", first line {}, last line {}", first.line, last.line);
        }
        (Some(first), Some(last)) => text += &format!(", first {first}, last {last}"),
        _ => {}
    }
    if let Some(rate) = digest::rate(finding) {
        text += &format!(", {rate}");
    }
    printer.row("seen", LABELS, &Line::new().plain(text));
}

/// In which other words the same error occurred.
fn variants(printer: &mut Printer, finding: &Finding<'_>, full: bool) {
    let variants = &finding.variants;
    let differ = |of: fn(&Variant) -> Option<&str>| variants.windows(2).any(|pair| of(&pair[0]) != of(&pair[1]));
    let messages = differ(|variant| Some(variant.message.as_str()));
    let components = differ(|variant| variant.component.as_ref().map(crate::redact::Redacted::as_str));
    if !messages && !components {
        return;
    }
    let shown = variants.get(..if full { variants.len() } else { MAX_VARIANTS }).unwrap_or(variants);
    let common = common(shown);
    for (at, variant) in shown.iter().enumerate() {
        let mut line = Line::new().plain(words::times(variant.count));
        if let Some(spot) = words::line_of(&variant.first) {
            let preposition = if variant.count == 1 { "in" } else { "from" };
            line = line.plain(format!(" {preposition} {spot}"));
        }
        if let (true, Some(component)) = (components, &variant.component) {
            line = line.plain(", ").add(Role::Name, component.as_str());
        }
        if messages {
            let mark = if common > 0 { CUT } else { "" };
            line = line.plain(": ").add(Role::Quoted, format!("{mark}{}", &variant.message.as_str()[common..]));
        }
        printer.row_of(if at == 0 { "variants" } else { "" }, LABELS, &line, 1);
    }
    let known: u64 = variants.iter().map(|variant| variant.count).sum();
    let left = variants.len() - shown.len();
    let least = if known < finding.count { "at least " } else { "" };
    if left > 0 {
        printer.row("", LABELS, &Line::new().add(Role::Muted, format!("and {least}{left} more")));
    }
}

/// How many bytes at their beginning variants have in common, whole words only, if leaving them out is worth it.
fn common(variants: &[Variant]) -> usize {
    let mut messages = variants.iter().map(|variant| variant.message.as_str());
    let Some(first) = messages.next() else { return 0 };
    let same = |other: &str| first.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let bytes = messages.map(same).min().unwrap_or(0);
    let words = first.as_bytes()[..bytes].iter().rposition(|byte| *byte == b' ').map_or(0, |at| at + 1);
    if display_width(&first[..words]) > MAX_COMMON_COLUMNS { words } else { 0 }
}

/// Times that were computed: the field, and what is said before and after the time.
const COMPUTED: &[(&str, &str, &str)] = &[
    ("jwt.expired_for", "the token expired ", " before this error"),
    ("jwt.valid_in", "the token becomes valid ", " after this error"),
    ("certificate.expired_for", "the certificate expired ", " before this error"),
    ("certificate.valid_in", "the certificate becomes valid ", " after this error"),
];

/// What was computed: how long ago a token or certificate expired, and by how much a size is over its limit.
fn computed(printer: &mut Printer, finding: &Finding<'_>) {
    let value = |wanted: &str| {
        let (_, values) = finding.fields.iter().find(|(name, _)| name.as_str() == wanted)?;
        quantity::parse(values.first()?.as_str())
    };
    for (field, before, after) in COMPUTED {
        if let Some(seconds) = value(field) {
            let line = Line::new().plain(*before).plain(words::duration(seconds)).plain(*after);
            printer.row("validity", LABELS, &line);
        }
    }
    // A length that spells the beginning of another protocol is none.
    let is_length = value("size").is_some() && !finding.fields.keys().any(|name| name.as_str() == "size.ascii");
    if let (true, Some(size), Some(limit)) = (is_length, value("size"), value("limit")) {
        let line =
            Line::new().plain(words::binary_size(size)).plain(", the limit is ").plain(words::binary_size(limit));
        printer.row("size", LABELS, &line);
    }
}

/// How often it was tried, and how long it took until the client gave up.
fn spent(printer: &mut Printer, finding: &Finding<'_>) {
    let value = |name: &str| finding.fields.iter().find(|(field, _)| field.as_str() == name)?.1.first();
    if let Some(attempts) = value("attempts") {
        printer.row("tried", LABELS, &Line::new().plain(attempts.as_str()).plain(" times"));
    }
    if let Some(elapsed) = value("elapsed") {
        printer.row("gave up", LABELS, &Line::new().plain("after ").plain(elapsed.as_str()));
    }
}

/// The errors around the root, except those that say what the line, the message or another of them has said.
fn links<'f>(finding: &'f Finding<'_>, full: bool) -> Vec<&'f Link> {
    let same = |a: &FoundCode, b: &FoundCode| (&a.system, &a.code) == (&b.system, &b.code);
    let known = |link: &Link| link.codes.iter().all(|code| finding.codes.iter().any(|one| same(one, code)));
    let mut said = vec![finding.message.as_str().trim()];
    let mut links = Vec::new();
    for link in &finding.chain {
        let message = message_of(link);
        let repeated = message.is_empty() || said.contains(&message) || finding.quote.contains(message);
        if full || !(known(link) && repeated) {
            links.push(link);
            said.push(message);
        }
    }
    links
}

fn message_of(link: &Link) -> &str {
    link.message.as_str().trim().trim_start_matches("Caused by: ")
}

fn chained(printer: &mut Printer, links: &[&Link], full: bool) {
    let (most, lines) = if full { (usize::MAX, usize::MAX) } else { (MAX_LINKS, 2) };
    for (outer, label) in [(true, "hidden by"), (false, "caused by")] {
        for link in links.iter().filter(|link| link.outer == outer).take(most) {
            let (codes, message) = (words::codes(&link.codes), message_of(link));
            let between = if codes.is_empty() || message.is_empty() { "" } else { ": " };
            let line = Line::new().add(Role::Name, codes).plain(between).add(Role::Quoted, message);
            printer.row_of(label, LABELS, &line, lines);
        }
    }
}

/// `in message: "token expired"`
pub(super) fn piece(evidence: &Evidence) -> Line<'_> {
    let line = Line::new().plain("in ").add(Role::Name, evidence.field.as_str()).plain(": ");
    line.add(Role::Quoted, format!("\"{}\"", evidence.matched.as_str()))
}
