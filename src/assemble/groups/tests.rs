//! Where blocks begin and end, what links join, and what continues an error above it.

use super::block::Block;
use super::*;
use crate::detect::detection::Code;
use crate::explainer::Explainer;

fn explainer() -> &'static Explainer<'static> {
    static EXPLAINER: std::sync::LazyLock<Explainer<'static>> =
        std::sync::LazyLock::new(|| Explainer::new().expect("the catalog is whole"));
    &EXPLAINER
}

fn place(text: &str, words: &str) -> Range<usize> {
    let at = text.find(words).expect("the words are in the text");
    at..at + words.len()
}

/// An error at some words, alone in its group.
fn error(text: &str, words: &str) -> Detection {
    let span = place(text, words);
    let one = Detection::new(DetectionKind::Format(0), span.clone(), Vec::new(), Fields::default());
    Detection::group(span, vec![one])
}

fn coded(text: &str, words: &str) -> Detection {
    let mut group = error(text, words);
    group.inner[0].codes.push(Code {
        system: "grpc".to_owned(),
        code: "NOT_FOUND".to_owned(),
        id: None,
        number: None,
        canonical: None,
        http: None,
        printed: true,
    });
    group
}

/// The texts of groups.
fn texts<'t>(text: &'t str, groups: &[Detection]) -> Vec<&'t str> {
    groups.iter().map(|group| &text[group.span.clone()]).collect()
}

/// The block around the line that begins with `x`: `S` begins one, a blank continues it.
fn block(text: &str, floor: usize, gap: usize) -> Option<String> {
    block_with_message(text, floor, gap, 0)
}

fn block_with_message(text: &str, floor: usize, gap: usize, message: usize) -> Option<String> {
    let bytes = text.as_bytes();
    let at = text.find('x').expect("a line with x");
    let line = lines::around(bytes, at);
    let is_start = |line: &Range<usize>| bytes[line.clone()].starts_with(b"S");
    let continues = |line: &Range<usize>| bytes[line.clone()].starts_with(b" ");
    let block = Block { text: bytes, gap, message, is_start, continues };
    let top = block.top(&line, floor)?;
    Some(text[top..block.bottom(&line)].replace('\n', "/"))
}

#[test]
fn a_block_goes_from_its_first_line_to_the_last_that_continues_it() {
    for (text, gap, wanted, why) in [
        ("Sx\nz", 0, Some("Sx"), "its first line"),
        ("S\nx", 0, Some("S/x"), "right below it"),
        ("x\nS", 0, None, "not below"),
        ("z\n a\nx", 0, None, "nothing begins it"),
        ("S\n a\n b\nx\n c\n d\nz", 0, Some("S/ a/ b/x/ c/ d"), "all lines that continue it"),
        ("S\nz\nx", 0, None, "a strange line between"),
        ("S\nz\nx\ny\n a\nz", 1, Some("S/z/x/y/ a"), "one strange line where one may be"),
        ("S\nz\ny\nx", 1, None, "two where one may be"),
        ("S\nz\n a\nz\nx", 1, Some("S/z/ a/z/x"), "one each time"),
        ("Sx\ny\nz\n a", 1, Some("Sx"), "two below"),
        ("S1\nS2\nx", 0, Some("S2/x"), "the nearest beginning"),
    ] {
        assert_eq!(block(text, 0, gap).as_deref(), wanted, "{why}");
    }
}

#[test]
fn the_message_of_the_first_line_may_go_on_over_lines_of_its_own() {
    for (text, wanted, why) in [
        ("Sx\n\nthe last packet\n a\n b\nz", "Sx//the last packet/ a/ b", "below a blank line"),
        ("S\n\nx the last packet\n a\nz", "S//x the last packet/ a", "what is seen is in it"),
        ("S\n\nthe last packet\n a\nx", "S//the last packet/ a/x", "what is seen is below it"),
        ("Sx\n1\n2\n3\n a", "Sx/1/2/3/ a", "as many lines as it may have"),
        ("Sx\n1\n2\n3\n4\n a", "Sx", "one more"),
        ("Sx\n\nthe last packet\nz", "Sx", "nothing continues the block"),
        ("Sx\n\nS2\n a", "Sx", "another block"),
        ("Sx\n\n10:01:02 ERROR so\n a", "Sx", "a record of a log"),
        ("Sx\n a\n\nthe last packet\n b", "Sx/ a", "behind a frame"),
    ] {
        assert_eq!(block_with_message(text, 0, 0, 3).as_deref(), Some(wanted), "{why}");
    }
    for (text, why) in [
        ("S\n a\n\nthe last packet\n b\nx", "behind a frame"),
        ("S\n1\n2\n3\n4\n a\nx", "too many lines"),
        ("S\n10:01:02 ERROR so\n a\nx", "a record of a log"),
    ] {
        assert_eq!(block_with_message(text, 0, 0, 3), None, "{why}");
    }
}

#[test]
fn a_block_never_begins_within_the_group_before_it() {
    let text = "S1\nS2\n a\nx";
    assert_eq!(block(text, 3, 0).as_deref(), Some("S2/ a/x"));
    assert_eq!(block(text, 4, 0), None);
}

#[test]
fn a_block_has_six_hundred_lines_above_and_below_at_most() {
    let above = |count| format!("S\n{}x", " a\n".repeat(count));
    assert!(block(&above(599), 0, 0).is_some());
    assert!(block(&above(600), 0, 0).is_none());
    let below = |count| block(&format!("Sx\n{}z", " a\n".repeat(count)), 0, 0).map(|text| text.matches('/').count());
    assert_eq!(below(600), Some(600));
    assert_eq!(below(700), Some(600));
}

#[test]
fn a_link_puts_the_root_into_the_other_error() {
    let text = "first\nlink\nsecond\nthird";
    let groups = || ["first", "second", "third"].map(|words| error(text, words)).to_vec();
    let applied = |kind| {
        let mut groups = groups();
        apply(text.as_bytes(), &mut groups, &place(text, "link"), kind);
        // The error that holds the other one, then the other one.
        let inner: Vec<&str> = groups[0].inner.iter().map(|one| &text[one.span.clone()]).collect();
        assert_eq!(texts(text, &groups), ["first\nlink\nsecond", "third"]);
        inner.join(" < ")
    };
    assert_eq!(applied(Link::RootBefore), "second < first");
    assert_eq!(applied(Link::RootAfter), "first < second");
}

#[test]
fn a_link_joins_only_what_is_near_on_both_sides_of_it() {
    let joined = |before: usize, after: usize| {
        let text = format!("first{}link{}second", "\n".repeat(before), "\n".repeat(after));
        let mut groups = vec![error(&text, "first"), error(&text, "second")];
        apply(text.as_bytes(), &mut groups, &place(&text, "link"), Link::RootBefore);
        groups.len() == 1
    };
    assert!(joined(1, 1) && joined(5, 1) && joined(1, 5) && joined(5, 5));
    assert!(!joined(6, 1) && !joined(1, 6));
    // After the link comes its error, not other lines.
    let joined = |between: &str| {
        let text = format!("first\nlink\n{between}second");
        let mut groups = vec![error(&text, "first"), error(&text, "second")];
        apply(text.as_bytes(), &mut groups, &place(&text, "link"), Link::RootBefore);
        groups.len() == 1
    };
    assert!(joined("\n\n") && joined("\nTraceback:\n"));
    assert!(!joined("web: started\nweb: ready\n"));
}

#[test]
fn a_link_needs_an_error_on_each_side() {
    let text = "first link second";
    let count = |words: &[&str], link: Range<usize>| {
        let mut groups: Vec<Detection> = words.iter().map(|words| error(text, words)).collect();
        apply(text.as_bytes(), &mut groups, &link, Link::RootAfter);
        groups.len()
    };
    let link = place(text, "link");
    assert_eq!(count(&["first", "second"], link.clone()), 1);
    assert_eq!(count(&["first", "link second"], link.clone()), 1, "the link is on the error's own first line");
    assert_eq!(count(&["first"], link.clone()), 1);
    assert_eq!(count(&["second"], link.clone()), 1);
    assert_eq!(count(&[], link.clone()), 0);
    // Within a trace the line belongs to it.
    assert_eq!(count(&["first link", "second"], link.clone()), 2);
    assert_eq!(count(&["first link", "second"], link.end..link.end), 1);
}

#[test]
fn errors_on_one_line_are_one() {
    let joined = |text: &str, words: &[&str]| {
        let groups = words.iter().map(|words| error(text, words)).collect();
        let groups = same_line(text.as_bytes(), groups);
        groups.iter().map(|group| format!("{} {}", &text[group.span.clone()], group.inner.len())).collect::<Vec<_>>()
    };
    assert_eq!(joined("one two\nsix", &["one", "two", "six"]), ["one two 2", "six 1"]);
    assert_eq!(joined("one\ntwo", &["one", "two"]), ["one 1", "two 1"]);
    assert_eq!(joined("one\ntwo", &["one\n", "two"]), ["one\n 1", "two 1"]);
    assert_eq!(joined("a one\ntwo six", &["one\ntwo", "six"]), ["one\ntwo six 2"]);
    let text = "one two";
    let record = |words| {
        let group = error(text, words);
        let inner = Detection { kind: DetectionKind::Record, ..group.clone() };
        Detection { inner: vec![inner], ..group }
    };
    let records = vec![record("one"), record("two")];
    assert_eq!(same_line(text.as_bytes(), records).len(), 2, "records of a document stand side by side");
    assert_eq!(same_line(text.as_bytes(), vec![record("one"), error(text, "two")]).len(), 1);
}

#[test]
fn a_frame_says_where() {
    for (line, wanted) in [
        ("at a.B(C.java:1)", true),
        ("  at a.B", true),
        ("attention", false),
        ("File \"x.py\", line 3", true),
        ("File x.py", false),
        ("in /srv/x.rb", true),
        ("inner", false),
        ("from /srv/x.rb:3", true),
        ("frombage", false),
        ("why at all", false),
        ("", false),
    ] {
        assert_eq!(is_frame(line.as_bytes()), wanted, "{line}");
    }
}

#[test]
fn a_document_begins_with_a_bracket_or_the_name_of_a_body() {
    for (line, wanted) in [
        ("{\"a\":1}", true),
        ("  [1]", true),
        ("<html>", true),
        ("body: {\"a\":1}", true),
        (":got_body=>\"{", true),
        ("  response body [", true),
        ("status: {", false),
        ("the response body was not: {", false),
        ("body: \"a\"", false),
        ("body", false),
        ("a", false),
        ("", false),
    ] {
        assert_eq!(begins_document(line.as_bytes()), wanted, "{line}");
    }
}

#[test]
fn a_document_right_below_a_code_is_its_body() {
    let is_body = |text: &str, coded_head: bool| {
        let head = if coded_head { coded(text, "head") } else { error(text, "head") };
        is_body_of(text.as_bytes(), &head, &error(text, "inner"))
    };
    for (text, coded, wanted, why) in [
        ("head\n{inner}", true, true, "right below"),
        ("head\n\n{inner}", true, false, "a line between"),
        ("head\nbody: {inner}", true, true, "behind its name"),
        ("head\ninner", true, false, "no document"),
        ("head\n{\ninner}", true, false, "it begins below the first line"),
        ("head\n<?xml version='1.0'?>\n\n<inner>", true, true, "below the declaration of XML"),
        ("head\n<?xml version='1.0'?> inner", true, true, "behind it"),
        ("head\n<?xml version='1.0'?>\n<a>\n<inner>", true, false, "below another line of it"),
        ("head\n<?xml version='1.0'\n<inner>", true, false, "the declaration is open"),
        ("head\n{x\n}\ninner", true, false, "below the document"),
        ("{head}\n{inner}", true, false, "the head is a document itself"),
        ("  {head}\n{inner}", true, false, "and so is an indented one"),
        ("head\n{inner}", false, false, "the head has no code"),
        ("head\n{\"level\":\"error\",\"msg\":\"inner\"}", true, false, "a record of a log"),
        ("head\n{\"error\":{\"reason\":\"inner\"},\"status\":400}", true, true, "an answer that says why"),
    ] {
        assert_eq!(is_body(text, coded), wanted, "{why}");
    }
    let text = "head";
    assert!(!is_body_of(text.as_bytes(), &coded(text, "head"), &error(text, "head")));
}

#[test]
fn a_code_right_below_the_status_that_it_comes_with_is_its_body() {
    // A registry's TOOMANYREQUESTS comes with a 429.
    let is_body = |text: &str, system: &str, status: i64, comes_with: Option<u16>| {
        let (mut head, mut body) = (coded(text, "head"), coded(text, "inner"));
        for code in head.inner.iter_mut().flat_map(|one| &mut one.codes) {
            (code.system, code.number) = (system.to_owned(), Some(status));
        }
        body.inner.iter_mut().flat_map(|one| &mut one.codes).for_each(|code| code.http = comes_with);
        is_body_of(text.as_bytes(), &head, &body)
    };
    for (text, system, status, comes_with, wanted, why) in [
        ("head\ninner", "http", 429, Some(429), true, "right below"),
        ("head\ninner", "http", 404, Some(429), false, "below another status"),
        ("head\ninner", "http", 429, None, false, "a code that comes with no status"),
        ("head\ninner", "curl", 429, Some(429), false, "an equal number of another system"),
        ("head\n\ninner", "http", 429, Some(429), false, "a line between"),
        ("head\nERROR pay: inner", "http", 429, Some(429), false, "a record of a log"),
    ] {
        assert_eq!(is_body(text, system, status, comes_with), wanted, "{why}");
    }
}

#[test]
fn a_cause_below_frames_belongs_to_what_it_caused() {
    let chained = |text: &str| is_chained_to(text.as_bytes(), &error(text, "head"), &error(text, "inner"));
    for (text, wanted, why) in [
        ("head\nCaused by: inner", true, "right below"),
        ("head\n  at x\n  at y\nCaused by: inner", true, "below its frames"),
        ("head\n\n  at x\n\n---> inner", true, "with empty lines"),
        ("head\nx\nCaused by: inner", false, "another line between"),
        ("head\n  at x\nso\n  at y\nCaused by: inner", false, "another line between frames"),
        ("head\n  at x\ninner", false, "no words of a chain"),
        ("head, Caused by: inner", false, "on one line"),
        ("head\n--> inner", true, "the lines of vpxd"),
        ("head\n--> x\n\n--> inner", true, "a run of them"),
        ("head\n--> x\nso\n--> inner", false, "a run that ends"),
        ("head\n  at x\n--> inner", false, "a frame is none of them"),
        ("head\n--> x\nCaused by: inner", false, "they are no frames"),
    ] {
        assert_eq!(chained(text), wanted, "{why}");
    }
    let far = |frames: usize| chained(&format!("head\n{}Caused by: inner", "at x\n".repeat(frames)));
    assert!(far(1) && far(200) && !far(201));
}

#[test]
fn what_continues_an_error_lies_in_it() {
    let text = "head\n{inner}\nso\nCaused by: deep\nother";
    let groups = vec![coded(text, "head"), error(text, "inner"), error(text, "deep"), error(text, "other")];
    let joined = continued(text.as_bytes(), groups);
    assert_eq!(texts(text, &joined), ["head\n{inner", "deep", "other"]);
    assert_eq!(joined[0].inner.len(), 2);
    assert!(joined[0].inner[1].is_group());
}

/// The messages of the links of the only error in a text.
fn messages(text: &str) -> Vec<String> {
    let diagnoses = explainer().diagnoses(text.as_bytes());
    assert_eq!(diagnoses.len(), 1, "{text}");
    diagnoses[0].occurrence.links.iter().map(|link| link.message.clone()).collect()
}

#[test]
fn lines_of_a_trace_that_name_a_cause_are_links() {
    let trace = |causes: &[&str]| {
        let causes: String = causes.iter().map(|cause| format!("{cause}\n\tat b.C(D.java:2)\n")).collect();
        format!("shop.Boom: rpc error: code = NotFound desc = order 17\n\tat a.B(C.java:1)\n{causes}done\n")
    };
    let links = messages(&trace(&["Caused by: shop.Away: it is away"]));
    assert_eq!(links, ["order 17", "shop.Away: it is away"]);
    // A line that a format saw is a link already, and frames say nothing.
    let links = messages(&trace(&["Caused by: rpc error: code = Aborted desc = no"]));
    assert_eq!(links, ["order 17", "no"]);
    assert_eq!(messages(&trace(&["Caused by: at home"])), ["order 17"]);
    assert_eq!(messages(&trace(&["Caused at: shop.Away: it is away"])), ["order 17"]);
    let many: Vec<String> = (0..20).map(|at| format!("Caused by: shop.Away{at}: it is away")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(messages(&trace(&many)).len(), 1 + 16);
    // Without a first line there is no trace.
    assert_eq!(messages("rpc error: code = NotFound desc = order 17").len(), 1);
}

#[test]
fn six_hundred_lines_of_a_trace_are_searched_for_what_names_a_cause() {
    let away = |frames: usize| {
        let frames = "\tat a.B(C.java:1)\n".repeat(frames);
        let error = "shop.Boom: rpc error: code = NotFound desc = order 17";
        messages(&format!("{error}\n{frames}Caused by: shop.Away: it is away\ndone\n")).len() == 2
    };
    assert!(away(1));
    assert!(away(598));
    assert!(!away(599));
}

#[test]
fn a_trace_is_one_error_and_what_follows_it_another() {
    let count = |text: &str| explainer().diagnoses(text.as_bytes()).len();
    let trace = "shop.Boom: io.grpc.StatusRuntimeException: NOT_FOUND: order 17\n\tat a.B(C.java:1)\n\
                 Caused by: io.grpc.StatusRuntimeException: ABORTED: no\n\tat a.B(C.java:1)\n";
    assert_eq!(count(trace), 1);
    assert_eq!(count(&format!("{trace}io.grpc.StatusRuntimeException: INTERNAL: elsewhere\n")), 2);
    assert_eq!(count(&format!("{trace}{trace}")), 2);
}

/// What formats saw at some ranges of a text, grouped.
fn grouped(text: &str, spans: &[Range<usize>], kind: DetectionKind) -> Vec<(Range<usize>, usize)> {
    let of = |span: &Range<usize>| Detection::new(kind, span.clone(), Vec::new(), Fields::default());
    let groups = group(explainer().knowledge(), &Text::outermost(text.as_bytes()), spans.iter().map(of).collect());
    groups.into_iter().map(|group| (group.span, group.inner.len())).collect()
}

#[test]
fn what_overlaps_is_one_group_and_what_touches_is_not() {
    let sign = DetectionKind::Standalone(0);
    let text = "one\ntwo\nsix\n";
    assert_eq!(grouped(text, &[0..3, 4..7], sign), [(0..3, 1), (4..7, 1)]);
    assert_eq!(grouped(text, &[0..4, 4..7], sign), [(0..4, 1), (4..7, 1)]);
    assert_eq!(grouped(text, &[0..5, 4..7, 8..9], sign), [(0..7, 2), (8..9, 1)]);
    assert_eq!(grouped(text, &[0..7, 4..5, 8..9], sign), [(0..7, 2), (8..9, 1)], "the wider one stays as wide");
    assert_eq!(
        grouped(text, &[0..7, 0..7], DetectionKind::Record),
        [(0..7, 1), (0..7, 1)],
        "records stand side by side"
    );
}

#[test]
fn a_block_holds_the_errors_in_it() {
    let text = "java.lang.Boom: one\n\tat a.B(C.java:1)\nCaused by: a.Two: two\n\tat a.B(C.java:1)\nthree\n";
    let [one, two, three] = ["one", "Two", "three"].map(|words| place(text, words));
    let end = text.find("\nthree").expect("the words are in the text");
    let found = grouped(text, &[one.clone(), two, three.clone()], DetectionKind::Standalone(0));
    // A line of the trace that no format saw is in it too.
    assert_eq!(found, [(0..end, 2), (three, 1)]);
    assert_eq!(grouped(text, &[one], DetectionKind::Standalone(0)), [(0..end, 2)]);
}

#[test]
fn sentences_between_two_errors_say_which_of_them_is_the_root() {
    let (aborted, missing) = ("rpc error: code = Aborted desc = no", "rpc error: code = NotFound desc = order 17");
    let direct = "The above exception was the direct cause of the following exception:";
    let during = "During handling of the above exception, another exception occurred:";
    for text in [
        format!("{missing}\n\n{direct}\n\n{aborted}\n"),
        format!("{missing}\n\n{during}\n\n{aborted}\n"),
        format!("{aborted}\nCaused by:\n{missing}\n"),
    ] {
        let diagnoses = explainer().diagnoses(text.as_bytes());
        let root = |one: &crate::diagnose::Diagnosis<'_>| one.occurrence.links[one.root].message.clone();
        assert_eq!(diagnoses.iter().map(root).collect::<Vec<_>>(), ["order 17"], "{text}");
    }
    let apart = format!("{missing}\n\nThe above is another thing:\n\n{aborted}\n");
    assert_eq!(explainer().diagnoses(apart.as_bytes()).len(), 2);
}
