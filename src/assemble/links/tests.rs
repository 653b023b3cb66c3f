//! How deep links lie, and which of them says most.

use super::*;
use crate::catalog::model::Canonical;
use crate::detect::detection::Code;
use crate::explainer::Explainer;

fn explainer() -> &'static Explainer<'static> {
    static EXPLAINER: std::sync::LazyLock<Explainer<'static>> =
        std::sync::LazyLock::new(|| Explainer::new().expect("the catalog is whole"));
    &EXPLAINER
}

fn code(name: &str, canonical: Canonical) -> Code {
    Code {
        system: "grpc".to_owned(),
        code: name.to_owned(),
        id: None,
        number: None,
        canonical: Some(canonical),
        http: None,
        printed: true,
    }
}

/// What a format saw at the words of a message.
fn seen(text: &str, message: &str, code_name: &str) -> Detection {
    let at = text.find(message).expect("the message is in the text");
    let codes = if code_name.is_empty() { Vec::new() } else { vec![code(code_name, Canonical::NotFound)] };
    let mut fields = Fields::default();
    fields.add("message", message);
    Detection::new(DetectionKind::Format(0), at..at + message.len(), codes, fields)
}

fn group(inner: Vec<Detection>) -> Detection {
    let start = inner.iter().map(|one| one.span.start).min().expect("it is not empty");
    let end = inner.iter().map(|one| one.span.end).max().expect("it is not empty");
    Detection::group(start..end, inner)
}

fn within(mut outer: Detection, inner: Vec<Detection>) -> Detection {
    outer.inner = inner;
    outer
}

/// Message, depth and relation of each link.
fn links(text: &str, group: Detection) -> Vec<(String, usize, Relation)> {
    let occurrence = occurrence_of(explainer().knowledge(), text.as_bytes(), group).expect("an error");
    occurrence.links.into_iter().map(|link| (link.message, link.depth, link.relation)).collect()
}

fn assert_links(text: &str, detection: Detection, wanted: &[(&str, usize, Relation)]) {
    let found = links(text, detection);
    let found: Vec<_> = found.iter().map(|(message, depth, relation)| (message.as_str(), *depth, *relation)).collect();
    assert_eq!(found, wanted, "{text}");
}

#[test]
fn a_line_names_a_cause_by_its_first_words() {
    for (line, wanted) in [
        ("Caused by: x", true),
        ("Caused by", true),
        ("  caused by y", true),
        ("Wrapped by: x", true),
        ("Wrapped by x", false),
        ("---> x", true),
        ("--->x", false),
        ("  [cause]: x", true),
        ("[cause] x", false),
        ("    0: x", true),
        ("12: x", true),
        ("12 x", false),
        ("12:x", false),
        (": x", false),
        ("it was caused by x", false),
        ("", false),
    ] {
        assert_eq!(names_a_cause(line.as_bytes()), wanted, "{line}");
    }
}

#[test]
fn a_cause_lies_deeper_and_what_stands_beside_lies_as_deep() {
    use Relation::{Beside, Cause, First};
    let text = "outer\nCaused by: inner\nother line\nSuppressed: hidden\ndeep";
    let [outer, inner, other, hidden, deep] =
        ["outer", "inner", "other", "hidden", "deep"].map(|message| seen(text, message, message));
    assert_links(text, group(vec![outer.clone()]), &[("outer", 0, First)]);
    assert_links(text, group(vec![outer.clone(), other.clone()]), &[("outer", 0, First), ("other", 0, Beside)]);
    assert_links(text, group(vec![outer.clone(), inner.clone()]), &[("outer", 0, First), ("inner", 1, Cause)]);
    assert_links(
        text,
        group(vec![outer.clone(), inner.clone(), other.clone()]),
        &[("outer", 0, First), ("inner", 1, Cause), ("other", 0, Beside)],
    );
    // One error within another is its cause; so is each of several.
    assert_links(
        text,
        within(outer.clone(), vec![other.clone(), within(inner.clone(), vec![deep.clone()])]),
        &[("outer", 0, First), ("other", 1, Cause), ("inner", 1, Cause), ("deep", 2, Cause)],
    );
    // A group within a group lies deeper than all before it; within a record it does not.
    let linked = links(text, group(vec![within(outer.clone(), vec![other.clone()]), group(vec![deep.clone()])]));
    assert_eq!(linked.iter().map(|(_, depth, _)| *depth).collect::<Vec<_>>(), [0, 1, 2]);
    assert_links(text, group(vec![group(vec![deep.clone()])]), &[("deep", 0, First)]);
    let record = Detection { kind: DetectionKind::Record, ..group(vec![outer.clone(), group(vec![deep.clone()])]) };
    assert_links(text, record, &[("outer", 0, First), ("deep", 0, Beside)]);
    // The line of a trace is a cause, unless it was suppressed.
    let trace = |one: &Detection| Detection { kind: DetectionKind::TraceLine, ..one.clone() };
    assert_links(text, group(vec![outer.clone(), trace(&other)]), &[("outer", 0, First), ("other", 1, Cause)]);
    assert_links(text, group(vec![outer.clone(), trace(&hidden)]), &[("outer", 0, First), ("hidden", 0, Beside)]);
    // A sign in a message is a part of it.
    let sign = Detection { kind: DetectionKind::Standalone(0), ..inner.clone() };
    assert_links(text, within(outer.clone(), vec![sign.clone()]), &[("outer", 0, First), ("inner", 0, Beside)]);
}

#[test]
fn words_before_the_group_on_its_line_do_not_name_a_cause() {
    let text = "Caused by: outer inner";
    let both = group(vec![seen(text, "outer", "a"), seen(text, "inner", "b")]);
    assert_links(text, both, &[("outer", 0, Relation::First), ("inner", 0, Relation::Beside)]);
}

#[test]
fn what_says_again_what_an_outer_link_says_is_beside_it() {
    use Relation::{Beside, Cause, First};
    let text = "The QUEEN  is\naway now Caused by: queen is away, elsewhere";
    let outer = || seen(text, "The QUEEN  is\naway", "NOT_FOUND");
    let inner = |code| seen(text, "queen is away", code);
    let first = ("The QUEEN  is\naway", 0, First);
    assert_links(text, within(outer(), vec![inner("NOT_FOUND")]), &[first, ("queen is away", 0, Beside)]);
    assert_links(text, within(outer(), vec![inner("ABORTED")]), &[first, ("queen is away", 1, Cause)]);
    assert_links(text, within(outer(), vec![inner("")]), &[first, ("queen is away", 1, Cause)]);
    assert_links(text, within(outer(), vec![seen(text, "elsewhere", "NOT_FOUND")]), &[first, ("elsewhere", 1, Cause)]);
    let mut two_codes = inner("NOT_FOUND");
    two_codes.codes.push(code("ABORTED", Canonical::Aborted));
    assert_links(text, within(outer(), vec![two_codes]), &[first, ("queen is away", 1, Cause)]);
    let mut silent = inner("NOT_FOUND");
    silent.fields = Fields::default();
    assert_links(text, within(outer(), vec![silent]), &[first, ("", 1, Cause)]);
}

#[test]
fn sixty_four_links_are_kept() {
    let text = "a ".repeat(100);
    let many = (0..100).map(|at| Detection { span: at * 2..at * 2 + 1, ..seen(&text, "a", "X") }).collect();
    assert_eq!(links(&text, group(many)).len(), 64);
}

#[test]
fn what_an_error_says_comes_from_its_links() {
    let text = "outer inner";
    let cut = Detection { truncated: true, ..seen(text, "inner", "B") };
    let one = occurrence_of(explainer().knowledge(), text.as_bytes(), within(seen(text, "outer", "A"), vec![cut]))
        .expect("an error");
    assert!(one.truncated);
    assert_eq!(one.span, 0..5);
    // The deepest says most, and its fields come first.
    let fields: Vec<_> = one.fields.iter().map(|field| (field.value.as_str(), field.link)).collect();
    assert_eq!(fields, [("inner", Some(1)), ("outer", Some(0))]);
    let knowledge = explainer().knowledge();
    let format = &knowledge.rules.formats[0];
    assert_eq!((one.links[0].format.as_str(), one.language), (format.id, format.language));
    let name = |kind| {
        let sign = Detection { kind, ..seen(text, "outer", "A") };
        occurrence_of(knowledge, text.as_bytes(), sign).map(|one| one.links[0].format.clone())
    };
    assert_eq!(name(DetectionKind::Standalone(0)).as_deref(), Some("alone"));
    assert_eq!(name(DetectionKind::TraceLine).as_deref(), Some("trace"));
    // Nothing but lines of a trace is no error.
    let mut trace = Detection { kind: DetectionKind::TraceLine, ..seen(text, "outer", "") };
    assert!(occurrence_of(knowledge, text.as_bytes(), trace.clone()).is_none());
    trace.kind = DetectionKind::Group;
    assert!(occurrence_of(knowledge, text.as_bytes(), trace).is_none());
}

fn link(depth: usize, canonical: Option<Canonical>, relation: Relation) -> Link {
    Link {
        kind: DetectionKind::Format(0),
        format: String::new(),
        codes: canonical.map(|canonical| code("X", canonical)).into_iter().collect(),
        message: String::new(),
        span: 0..0,
        severity: None,
        depth,
        relation,
        shadowed: Vec::new(),
    }
}

#[test]
fn the_deepest_link_with_a_code_that_says_something_tells_most() {
    use Canonical::{Internal, NotFound, Unknown};
    use Relation::{Beside, Cause};
    let trace = || Link { kind: DetectionKind::TraceLine, ..link(5, None, Cause) };
    for (links, wanted, why) in [
        (vec![], None, "none"),
        (vec![link(0, Some(NotFound), Cause), link(1, Some(NotFound), Cause)], Some(1), "the deepest"),
        (vec![link(1, Some(NotFound), Cause), link(0, Some(NotFound), Cause)], Some(0), "wherever it stands"),
        (vec![link(0, Some(NotFound), Cause), link(1, Some(Unknown), Cause)], Some(0), "UNKNOWN says nothing"),
        (vec![link(0, Some(NotFound), Cause), link(1, Some(Internal), Cause)], Some(0), "INTERNAL says nothing"),
        (vec![link(0, Some(NotFound), Cause), link(1, None, Cause)], Some(0), "no code says nothing"),
        (vec![link(0, Some(Unknown), Cause), link(1, None, Cause)], Some(0), "a code that says nothing is one"),
        (vec![link(0, None, Cause), link(1, None, Cause), trace()], Some(1), "the deepest that a format saw"),
        (vec![trace()], None, "the line of a trace is none"),
        (vec![link(1, Some(NotFound), Cause), link(1, Some(NotFound), Cause)], Some(1), "the last at one depth"),
        (vec![link(1, Some(NotFound), Cause), link(1, Some(NotFound), Beside)], Some(0), "not what stands beside"),
        (vec![link(0, Some(NotFound), Cause), link(1, Some(NotFound), Beside)], Some(1), "unless it lies deeper"),
    ] {
        assert_eq!(most_telling(&links), wanted, "{why}");
    }
}

#[test]
fn links_go_from_the_root_outward_and_then_inward() {
    let order = |root, count| outward(root, count).collect::<Vec<_>>();
    assert_eq!(order(0, 1), [0]);
    assert_eq!(order(2, 5), [2, 1, 0, 3, 4]);
    assert_eq!(order(0, 3), [0, 1, 2]);
    assert_eq!(order(2, 3), [2, 1, 0]);
}

#[test]
fn words_have_one_space_between_them() {
    assert_eq!(squeezed("  a \n\t b  "), "a b");
}
