//! Which causes hold, how they are ranked, and which link is the root: each condition with its near miss.

use std::sync::OnceLock;

use super::*;
use crate::assemble::{Link, Relation};
use crate::catalog::Catalog;
use crate::catalog::literals::Needs;
use crate::catalog::model::{Canonical, Likelihood, Text};
use crate::catalog::rules::{Choice, Condition, Pattern, RuleSet, Test};
use crate::catalog::sample;
use crate::detect::detection::DetectionKind;
use crate::field::Fields;
use crate::matching::Patterns;

/// The codes `A`, `B` and `C`, with twelve causes of `A`, of which the first two explain `B` too.
fn knowledge(causes: Vec<Signs<'static>>) -> Knowledge<'static> {
    let mut files = vec![(sample::SYSTEMS.0.to_owned(), sample::SYSTEMS.1.to_owned())];
    files.extend(["A", "B", "C"].map(|name| sample::code(name, "severity = \"error\"\n")));
    for at in 'a'..='l' {
        let explains = if at < 'c' { "[\"own/a\", \"own/b\"]" } else { "[\"own/a\"]" };
        let text = format!(
            "title = \"{at}\"\nexplains = {explains}\nlikelihood = \"common\"\nexplanation = \"x\"\ntell = \"word {at}{at}{at} {at}{at}{at}x {at}{at}{at}y\"\n"
        );
        files.push((format!("causes/area/{at}.toml"), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut knowledge = Knowledge::new(sample::catalog(&files)).expect("it was compiled by this release");
    knowledge.rules = RuleSet { formats: Vec::new(), extractions: Vec::new(), causes };
    knowledge
}

/// A cause without signs.
fn cause(id: &'static str) -> Signs<'static> {
    Signs {
        id,
        likelihood: Likelihood::Common,
        within: Vec::new().into(),
        over: Vec::new(),
        follows: false,
        alone: Vec::new(),
        strong: Vec::new().into(),
        weak: Vec::new().into(),
        words: Vec::new(),
    }
}

fn with_sign(id: &'static str, strength: Strength, all: Vec<Condition<'static>>) -> Signs<'static> {
    let signs = vec![Sign { strength, all, choice: Choice::default(), gate: OnceLock::new() }];
    match strength {
        Strength::Structured | Strength::Distinctive => Signs { strong: signs.into(), ..cause(id) },
        Strength::Weak | Strength::Faint => Signs { weak: signs.into(), ..cause(id) },
        Strength::Words => Signs { words: signs, ..cause(id) },
    }
}

fn condition(field: &'static str, test: Test<'static>) -> Condition<'static> {
    Condition { each: None, field: field.into(), test, not: false }
}

fn is(field: &'static str, value: &'static str) -> Condition<'static> {
    condition(field, Test::In(vec![value.into()]))
}

fn matches(field: &'static str, pattern: &'static str) -> Condition<'static> {
    let pattern = Pattern { re: pattern.into(), needs: Needs::Nothing, ignore_case: false };
    condition(field, Test::Pattern(vec![pattern]))
}

fn code(name: &str, canonical: Option<Canonical>) -> Code {
    Code {
        system: "own".to_owned(),
        code: name.to_owned(),
        id: ["A", "B", "C"].contains(&name).then(|| format!("own/{}", name.to_lowercase())),
        number: None,
        canonical,
        http: None,
        printed: true,
    }
}

/// A link at a depth, with a code if it is named, and a message.
fn link(depth: usize, code_name: &str, message: &str) -> Link {
    let canonical = match code_name {
        "" => None,
        "unknown" => Some(Canonical::Unknown),
        _ => Some(Canonical::NotFound),
    };
    Link {
        kind: DetectionKind::Format(0),
        format: "own".to_owned(),
        codes: canonical.map(|canonical| code(code_name, Some(canonical))).into_iter().collect(),
        message: message.to_owned(),
        span: depth * 100..depth * 100 + 10,
        severity: None,
        depth,
        relation: if depth == 0 { Relation::First } else { Relation::Cause },
        shadowed: Vec::new(),
    }
}

fn occurrence(links: Vec<Link>) -> Occurrence {
    let mut fields = Fields::default();
    for (at, link) in links.iter().enumerate() {
        let mut own = Fields::default();
        own.add("message", link.message.as_str());
        fields.merge_link(own, at);
    }
    Occurrence { span: 0..1000, links, fields, language: None, truncated: false, joined_by: Vec::new() }
}

fn ids(diagnosis: &Diagnosis<'_>) -> Vec<String> {
    diagnosis.causes.iter().map(|candidate| candidate.id.replace("area/", "")).collect()
}

/// The causes of an error under some signs, the likeliest first.
fn causes_of(causes: Vec<Signs<'static>>, links: Vec<Link>) -> Vec<String> {
    let knowledge = knowledge(causes);
    Recent::default().diagnose(&knowledge, occurrence(links)).map(|diagnosis| ids(&diagnosis)).unwrap_or_default()
}

#[test]
fn words_that_prove_little_count_only_where_none_prove_more() {
    use Strength::{Distinctive, Faint, Structured, Weak};
    let of = |strengths: &[(&'static str, Strength)]| {
        let all = strengths.iter().map(|(id, strength)| with_sign(id, *strength, vec![matches("message", "broke")]));
        causes_of(all.collect(), vec![link(0, "A", "it broke")])
    };
    assert_eq!(of(&[("area/a", Distinctive), ("area/b", Weak)]), ["a"]);
    assert_eq!(of(&[("area/a", Distinctive), ("area/b", Structured)]), ["b", "a"]);
    assert_eq!(of(&[("area/a", Weak), ("area/b", Weak)]), ["a", "b"]);
    assert_eq!(of(&[("area/a", Weak), ("area/b", Faint)]), ["a"]);
    // A faint one only comes first among what the code leaves.
    assert_eq!(of(&[("area/a", Faint), ("area/b", Faint)])[..2], ["a", "b"]);
}

#[test]
fn of_two_faint_signs_of_a_cause_the_better_one_counts() {
    use Strength::{Distinctive, Weak};
    let named = |count: usize| (0..count).map(|_| matches("message", "^A$")).collect::<Vec<_>>();
    let sign = |strength, count| {
        vec![Sign { strength, all: named(count), choice: Choice::default(), gate: OnceLock::new() }].into()
    };
    // Another cause has two conditions, and is the first where this one has fewer.
    let of = |strong: usize, weak: usize| {
        let both = Signs { strong: sign(Distinctive, strong), weak: sign(Weak, weak), ..cause("area/b") };
        let other = with_sign("area/a", Distinctive, named(2));
        causes_of(vec![other, both], vec![link(0, "A", "A")])
    };
    assert_eq!(of(1, 1)[..2], ["a", "b"]);
    assert_eq!(of(3, 1)[..2], ["b", "a"], "the strong one has three");
    assert_eq!(of(1, 3)[..2], ["b", "a"], "the weak one has");
}

#[test]
fn a_faint_sign_shows_no_evidence() {
    let signs = with_sign("area/b", Strength::Faint, vec![matches("message", "broke")]);
    let knowledge = knowledge(vec![cause("area/a"), signs, cause("area/c")]);
    let diagnosis =
        Recent::default().diagnose(&knowledge, occurrence(vec![link(0, "A", "it broke")])).expect("it has a code");
    assert_eq!(ids(&diagnosis), ["b", "a", "c"]);
    assert!(diagnosis.causes.iter().all(|candidate| candidate.evidence.is_empty()));
    assert!(diagnosis.proven().is_none());
    assert_eq!(diagnosis.seen().map(|candidate| candidate.id), Some("area/b"));
}

#[test]
fn without_a_code_or_a_sign_there_is_no_diagnosis() {
    let sign = |strength| vec![with_sign("area/a", strength, vec![matches("message", "broke")])];
    let alone = |strength: Strength, message: &'static str| {
        let knowledge = knowledge(sign(strength));
        let one = Link { kind: DetectionKind::Standalone(0), ..link(0, "", message) };
        Recent::default().diagnose(&knowledge, occurrence(vec![one])).is_some()
    };
    assert!(alone(Strength::Distinctive, "it broke") && alone(Strength::Weak, "it broke"));
    assert!(!alone(Strength::Faint, "it broke") && !alone(Strength::Distinctive, "it holds"));
    assert!(Recent::default().diagnose(&knowledge(Vec::new()), occurrence(Vec::new())).is_none());
}

#[test]
fn only_causes_of_the_codes_are_tried() {
    let sign = |id| with_sign(id, Strength::Distinctive, vec![matches("message", "broke")]);
    let all = || vec![sign("area/a"), sign("area/b"), sign("area/c")];
    assert_eq!(causes_of(all(), vec![link(0, "A", "it broke")]), ["a", "b", "c"]);
    assert_eq!(causes_of(all(), vec![link(0, "B", "it broke")]), ["a", "b"]);
    assert!(causes_of(all(), vec![link(0, "C", "it broke")]).is_empty());
}

#[test]
fn eight_causes_are_listed() {
    let all: Vec<&str> = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].to_vec();
    let id = |letter: &str| -> &'static str { format!("area/{letter}").leak() };
    let plain = all.iter().map(|letter| cause(id(letter))).collect();
    assert_eq!(causes_of(plain, vec![link(0, "A", "x")]), all[..8]);
    let sign = |letter: &&str| with_sign(id(letter), Strength::Weak, vec![matches("message", "broke")]);
    assert_eq!(causes_of(all.iter().map(sign).collect(), vec![link(0, "A", "it broke")]), all[..8]);
}

#[test]
fn without_signs_the_causes_are_those_of_the_first_code_that_has_any() {
    let all = || vec![cause("area/a"), cause("area/b"), cause("area/c")];
    assert_eq!(causes_of(all(), vec![link(0, "B", "x")]), ["a", "b"]);
    // The root's codes come first: the deepest that says something.
    assert_eq!(causes_of(all(), vec![link(0, "A", "x"), link(1, "B", "x")]), ["a", "b"]);
    assert_eq!(causes_of(all(), vec![link(0, "B", "x"), link(1, "A", "x")]), ["a", "b", "c"]);
    assert_eq!(causes_of(all(), vec![link(0, "B", "x"), link(1, "C", "x")]), ["a", "b"]);
}

#[test]
fn a_code_without_a_page_has_the_causes_of_what_the_root_amounts_to() {
    let knowledge = Knowledge::new(Catalog::built_in().expect("a catalog")).expect("rules");
    let amounts = |depth, canonical| {
        let mut one = link(depth, "", "");
        one.codes.push(code("X", Some(canonical)));
        one.codes[0].code = format!("X{depth}");
        one
    };
    let first = |links: Vec<Link>| {
        let diagnosis = Recent::default().diagnose(&knowledge, occurrence(links)).expect("it has a code");
        diagnosis.causes.first().map(|candidate| candidate.id.to_owned())
    };
    let of = |id| knowledge.catalog.causes_of(id).first().map(|id| (*id).to_owned());
    let (away, missing) = (of("grpc/unavailable"), of("grpc/not-found"));
    assert!(away.is_some() && missing.is_some() && away != missing);
    assert_eq!(first(vec![amounts(0, Canonical::NotFound), amounts(1, Canonical::Unavailable)]), away);
    assert_eq!(first(vec![amounts(0, Canonical::Unavailable), amounts(1, Canonical::NotFound)]), missing);
}

#[test]
fn the_best_sign_of_a_cause_speaks_for_it() {
    let sign = |strength, all| Sign { strength, all, choice: Choice::default(), gate: OnceLock::new() };
    let two = |first, second| vec![Signs { strong: vec![first, second].into(), ..cause("area/a") }];
    let best = |causes: Vec<Signs<'static>>| {
        let knowledge = knowledge(causes);
        let diagnosis = Recent::default()
            .diagnose(&knowledge, occurrence(vec![link(0, "A", "it broke again")]))
            .expect("a sign holds");
        let first = &diagnosis.causes[0];
        (first.strength, first.evidence.iter().map(|one| one.matched.clone()).collect::<Vec<_>>())
    };
    use Strength::{Distinctive, Structured, Weak};
    let (short, long) = (|| vec![matches("message", "broke")], || vec![matches("message", "broke again")]);
    let both = || vec![matches("message", "it"), matches("message", "br")];
    let wanted = |strength, texts: &[&str]| (Some(strength), texts.iter().map(|text| (*text).to_owned()).collect());
    assert_eq!(best(two(sign(Distinctive, long()), sign(Structured, short()))), wanted(Structured, &["broke"]));
    assert_eq!(best(two(sign(Distinctive, short()), sign(Distinctive, long()))), wanted(Distinctive, &["broke again"]));
    assert_eq!(best(two(sign(Distinctive, long()), sign(Distinctive, both()))), wanted(Distinctive, &["it", "br"]));
    let strong_and_weak = Signs {
        weak: vec![sign(Weak, long())].into(),
        ..two(sign(Distinctive, short()), sign(Weak, both())).remove(0)
    };
    assert_eq!(best(vec![strong_and_weak]), wanted(Distinctive, &["broke"]));
}

#[test]
fn words_that_only_repeat_the_code_prove_nothing() {
    let proven = |strength, all: Vec<Condition<'static>>, message: &'static str| {
        let knowledge = knowledge(vec![with_sign("area/a", strength, all)]);
        let mut one = occurrence(vec![link(0, "A", message)]);
        one.fields.add("code", "A");
        one.fields.add("http.reason", "Code A is here");
        Recent::default().diagnose(&knowledge, one).is_some_and(|diagnosis| diagnosis.proven().is_some())
    };
    use Strength::{Distinctive, Structured};
    assert!(proven(Distinctive, vec![matches("message", "it broke")], "it broke"));
    assert!(!proven(Distinctive, vec![matches("message", "^A$")], "A"));
    assert!(!proven(Distinctive, vec![matches("message", ".")], "it broke"), "one letter stands for any");
    assert!(!proven(Distinctive, vec![matches("http.reason", "is here")], "it broke"));
    assert!(proven(Distinctive, vec![matches("http.reason", "is here"), matches("message", "broke")], "it broke"));
    assert!(proven(Structured, vec![matches("message", "^A$")], "A"), "a detail is no word");
    assert!(proven(Distinctive, vec![is("code", "A")], "it broke"), "the code alone is the sign");
}

#[test]
fn evidence_repeats_a_code_by_its_name_or_a_part_of_it() {
    let knowledge = Knowledge::new(Catalog::built_in().expect("a catalog")).expect("rules");
    let codes = |id: &str, name: &str| {
        let known = Code { id: Some(id.to_owned()), canonical: None, ..code(name, None) };
        vec![Code { system: id.split('/').next().unwrap_or_default().to_owned(), ..known }]
    };
    let repeats = |codes: &[Code], field: &str, matched: &str| {
        let evidence = Evidence { field: field.to_owned(), matched: matched.to_owned(), link: None };
        signs::repeats_a_code(&knowledge, codes, &evidence)
    };
    let not_found = codes("grpc/not-found", "NOT_FOUND");
    for (field, matched, wanted) in [
        ("message", "NOT_FOUND", true),
        ("message", "Not Found", true),
        ("message", "found", true),
        ("message", "not found: order", false),
        ("message", "unavailable", false),
        ("message", "x", true),
        ("message", "-x-", true),
        ("message", "xy", false),
        ("http.reason", "whatever it says", true),
        ("detail", "y", false),
    ] {
        assert_eq!(repeats(&not_found, field, matched), wanted, "{field} {matched}");
    }
    assert!(repeats(&codes("http/403", "403"), "message", "Forbidden"), "its name in words");
    // With its number too; a call of gRPC that failed for it is another matter.
    let answer = |system: &str| vec![Code { system: system.to_owned(), ..codes("http/503", "503").remove(0) }];
    for (matched, wanted) in [
        ("503 (Service Unavailable", true),
        ("HTTP status code 503", false),
        ("503: the lane is closed", false),
        ("HTTP status code 502", false),
    ] {
        assert_eq!(repeats(&answer("http"), "message", matched), wanted, "{matched}");
        assert!(!repeats(&[answer("http"), answer("grpc")].concat(), "message", matched), "{matched}");
    }
    let own = |name: &str, id: Option<&str>| vec![Code { id: id.map(str::to_owned), ..code(name, None) }];
    assert!(!repeats(&own("QueenAway", None), "message", "QueenAway"), "all that is known of a code without a page");
    assert!(repeats(&own("QueenAway", Some("own/q")), "message", "QueenAway"));
    let long = |length: usize| "q".repeat(length);
    assert!(repeats(&own(&long(40), Some("own/q")), "message", &long(32)));
    assert!(!repeats(&own(&long(40), Some("own/q")), "message", &long(33)));
}

#[test]
fn weak_evidence_around_the_root_counts_for_its_own_codes_alone() {
    let weak = |id, pattern| with_sign(id, Strength::Weak, vec![matches("message", pattern)]);
    let causes = || vec![weak("area/a", "outer"), weak("area/c", "outer")];
    // Of A and B; the root is the inner one. Only the first cause explains B.
    assert_eq!(causes_of(causes(), vec![link(0, "A", "outer"), link(1, "B", "inner")]), ["a"]);
    assert_eq!(causes_of(causes(), vec![link(0, "A", "outer"), link(1, "A", "inner")]), ["a", "c"]);
    // In the root itself it counts, and a root that says nothing has no say.
    assert_eq!(causes_of(causes(), vec![link(0, "A", "x"), link(1, "B", "outer")]), ["a", "c"]);
    assert_eq!(causes_of(causes(), vec![link(0, "A", "outer"), link(1, "unknown", "x")]), ["a", "c"]);
    // What only one cause prints is the root.
    let strong = || vec![with_sign("area/c", Strength::Distinctive, vec![matches("message", "outer")])];
    assert_eq!(causes_of(strong(), vec![link(0, "A", "outer"), link(1, "B", "inner")]), ["c"]);
}

#[test]
fn a_sign_holds_where_all_its_conditions_do() {
    let mut fields = Fields::default();
    for (name, value) in [("message", "It broke"), ("size", "4MiB"), ("size", "9"), ("word", " Yes "), ("bad", "soon")]
    {
        fields.add(name, value);
    }
    for (reason, domain) in [("A", "one"), ("B", "two")] {
        let element = fields.element();
        fields.add_to(element, "detail.Info.reason", reason);
        fields.add_to(element, "detail.Info.domain", domain);
    }
    let fields = IndexedFields::new(&fields);
    let patterns = Patterns::default();
    let holds = |all: Vec<Condition<'static>>| {
        let evidence = signs::holds(
            &Sign { strength: Strength::Weak, all, choice: Choice::default(), gate: OnceLock::new() },
            &fields,
            &patterns,
        )?;
        Some(evidence.iter().map(|one| one.matched.as_str()).collect::<Vec<_>>().join("|"))
    };
    let not = |condition: Condition<'static>| Condition { not: true, ..condition };
    let range = |field, min, max| condition(field, Test::Range(min, max));
    let each = |condition: Condition<'static>| Condition { each: Some("detail.Info"), ..condition };
    let in_case = Pattern { re: "it broke".into(), needs: Needs::Literal(Text::from("it broke")), ignore_case: true };
    let missing = Pattern { re: "it broke".into(), needs: Needs::Literal(Text::from("elsewhere")), ignore_case: true };
    let first = |one: &'static str, two: &'static str| {
        let pattern = |re: &'static str| Pattern { re: re.into(), needs: Needs::Nothing, ignore_case: false };
        condition("message", Test::Pattern(vec![pattern(one), pattern(two)]))
    };
    for (why, all, wanted) in [
        ("no condition", vec![], Some("")),
        ("present", vec![condition("message", Test::Present)], Some("It broke")),
        ("absent", vec![condition("none", Test::Present)], None),
        ("not absent", vec![not(condition("message", Test::Present))], None),
        ("not present", vec![not(condition("none", Test::Present))], Some("")),
        ("equal", vec![is("word", "YES")], Some("Yes")),
        ("another word", vec![is("word", "no")], None),
        ("not another word", vec![not(is("word", "no"))], Some("")),
        ("one of two words", vec![condition("word", Test::In(vec!["no".into(), "yes".into()]))], Some("Yes")),
        ("a part of a word", vec![is("word", "ye")], None),
        ("a pattern", vec![matches("message", "br.ke")], Some("broke")),
        ("a pattern in another case", vec![matches("message", "BROKE")], None),
        ("a pattern in any case", vec![condition("message", Test::Pattern(vec![in_case]))], Some("It broke")),
        ("a pattern whose literal is missing", vec![condition("message", Test::Pattern(vec![missing]))], None),
        ("what comes first of two patterns", vec![first("broke", "It")], Some("It")),
        ("either pattern", vec![first("none", "broke")], Some("broke")),
        ("within a range", vec![range("size", Some(9.0), Some(9.0))], Some("9")),
        ("at least", vec![range("size", Some(4_194_304.0), None)], Some("4MiB")),
        ("at most", vec![range("size", None, Some(9.0))], Some("9")),
        ("above", vec![range("size", Some(4_194_305.0), None)], None),
        ("below", vec![range("size", None, Some(8.9))], None),
        ("no quantity", vec![range("bad", None, None)], None),
        ("both", vec![is("word", "yes"), matches("message", "It")], Some("Yes|It")),
        ("one of both", vec![is("word", "yes"), matches("message", "x")], None),
        (
            "one element",
            vec![each(is("detail.Info.reason", "B")), each(is("detail.Info.domain", "two"))],
            Some("B|two"),
        ),
        ("two elements", vec![each(is("detail.Info.reason", "A")), each(is("detail.Info.domain", "two"))], None),
        ("without each", vec![is("detail.Info.reason", "A"), is("detail.Info.domain", "two")], Some("A|two")),
        (
            "not in the element",
            vec![each(is("detail.Info.reason", "A")), each(not(is("detail.Info.domain", "two")))],
            Some("A"),
        ),
        ("of no element", vec![each(is("word", "yes"))], None),
    ] {
        assert_eq!(holds(all).as_deref(), wanted, "{why}");
    }
}

/// A candidate of the cause at a place, with what counts for its rank.
fn candidate(
    cause: usize,
    strength: Option<Strength>,
    (depth, conditions, bytes): (usize, usize, usize),
) -> Candidate<'static> {
    let id = ["area/a", "area/b", "area/c", "area/d"][cause];
    Candidate { id, cause, strength, choice: Choice::default(), conditions, bytes, depth, evidence: Vec::new() }
}

/// The order of candidates, where the root lies at depth 1.
fn order(causes: Vec<Signs<'static>>, mut candidates: Vec<Candidate<'static>>) -> String {
    let knowledge = knowledge(causes);
    rank::sort(&mut candidates, &knowledge, &Fields::default(), |depth| depth == 1);
    candidates.iter().map(|candidate| candidate.id.replace("area/", "")).collect()
}

#[test]
fn of_two_sentences_of_one_message_the_one_behind_the_colon_says_why() {
    use Strength::{Distinctive, Structured, Weak};
    let ordered = |message: &str, (outer, inner): (&str, &str), (first, second), declared: bool| {
        let seen = |matched: &str| vec![Evidence { field: "message".into(), matched: matched.into(), link: Some(0) }];
        let a = Candidate { evidence: seen(outer), ..candidate(0, Some(first), (1, 1, 9)) };
        let b = Candidate { evidence: seen(inner), ..candidate(1, Some(second), (1, 1, 2)) };
        let mut fields = Fields::default();
        fields.add("message", message);
        let mut all = Fields::default();
        all.merge_link(fields, 0);
        let over = if declared { vec!["area/b"] } else { Vec::new() };
        let knowledge = knowledge(vec![Signs { over, ..cause("area/a") }, cause("area/b")]);
        let mut candidates = vec![a, b];
        rank::sort(&mut candidates, &knowledge, &all, |depth| depth == 1);
        candidates.iter().map(|one| one.id.replace("area/", "")).collect::<String>()
    };
    let sentences = (Distinctive, Distinctive);
    let parts = ("cannot dial", "no such host");
    assert_eq!(ordered("cannot dial: lookup x: no such host", parts, sentences, false), "ba");
    assert_eq!(ordered("\"cannot dial\": no such host", parts, sentences, false), "ba", "quoted");
    assert_eq!(ordered("cannot dial: no such host", ("cannot dial: ", "no such host"), sentences, false), "ba");
    assert_eq!(ordered("cannot dial, no such host", parts, sentences, false), "ab", "no colon");
    assert_eq!(ordered("no such host: cannot dial", parts, sentences, false), "ab", "the other way round");
    assert_eq!(ordered("cannot dial: no such host", parts, sentences, true), "ab", "declared to come first");
    assert_eq!(ordered("cannot dial: no such host", parts, (Structured, Distinctive), false), "ab", "proves more");
    assert_eq!(ordered("cannot dial: no such host", parts, (Weak, Weak), false), "ab", "weak words");
}

#[test]
fn causes_are_ranked_by_class_root_conditions_bytes_likelihood_and_id() {
    use Strength::{Distinctive, Faint, Structured, Weak};
    let all = || ["area/a", "area/b", "area/c"].map(cause).to_vec();
    let (a, b) = (|strength, counts| candidate(0, strength, counts), |strength, counts| candidate(1, strength, counts));
    let both = |one: Candidate<'static>, two: Candidate<'static>| {
        let found = order(all(), vec![one.clone(), two.clone()]);
        assert_eq!(found, order(all(), vec![two, one]), "the order of candidates does not count");
        found
    };
    let much = (1, 9, 9);
    for (better, worse) in [
        (Some(Structured), Some(Distinctive)),
        (Some(Distinctive), Some(Weak)),
        (Some(Weak), Some(Faint)),
        (Some(Faint), None),
    ] {
        assert_eq!(both(a(worse, much), b(better, (0, 0, 0))), "ba");
    }
    assert_eq!(both(a(Some(Weak), (0, 9, 9)), b(Some(Weak), (1, 1, 1))), "ba", "in the root");
    assert_eq!(both(a(Some(Weak), (2, 9, 9)), b(Some(Weak), (1, 1, 1))), "ba", "not below it");
    assert_eq!(both(a(Some(Weak), (1, 1, 9)), b(Some(Weak), (1, 2, 1))), "ba", "more conditions");
    assert_eq!(both(a(Some(Weak), (1, 1, 8)), b(Some(Weak), (1, 1, 9))), "ba", "more bytes");
    assert_eq!(both(a(Some(Weak), (1, 1, 9)), b(Some(Weak), (1, 1, 9))), "ab", "the id");
    let rare = || vec![Signs { likelihood: Likelihood::Rare, ..cause("area/a") }, cause("area/b")];
    assert_eq!(order(rare(), vec![a(None, (0, 0, 0)), b(None, (0, 0, 0))]), "ba", "the likelihood");
    assert_eq!(order(rare(), vec![a(None, (0, 0, 1)), b(None, (0, 0, 0))]), "ab", "after the bytes");
}

#[test]
fn a_cause_comes_before_those_it_is_declared_to_come_before() {
    use Strength::{Distinctive, Weak};
    let over = |id, over: &[&'static str]| Signs { over: over.to_vec(), ..cause(id) };
    let ranked = |declared: [&[&'static str]; 4], strengths: [Strength; 4]| {
        let ids = ["area/a", "area/b", "area/c", "area/d"];
        let causes = ids.iter().zip(declared).map(|(id, declared)| over(id, declared)).collect();
        let candidates = strengths.iter().enumerate().map(|(at, strength)| candidate(at, Some(*strength), (1, 1, 1)));
        order(causes, candidates.collect())
    };
    let none: &[&str] = &[];
    assert_eq!(ranked([none, none, none, none], [Weak; 4]), "abcd");
    assert_eq!(ranked([none, none, &["area/a"], none], [Weak; 4]), "cabd");
    assert_eq!(ranked([none, none, &["area/b"], none], [Weak; 4]), "acbd");
    assert_eq!(ranked([none, none, &["area/a", "area/b"], none], [Weak; 4]), "cabd");
    assert_eq!(ranked([none, &["area/a"], &["area/b"], none], [Weak; 4]), "cbad", "a chain of declarations");
    assert_eq!(ranked([none, &["area/a"], &["area/b"], &["area/c"]], [Weak; 4]), "dcba");
    assert_eq!(ranked([none, &["area/c"], &["area/a"], none], [Weak; 4]), "bcad", "what is moved may come too far up");
    assert_eq!(ranked([&["area/d"], none, none, none], [Weak; 4]), "abcd", "it does already");
    assert_eq!(
        ranked([none, none, &["area/a"], none], [Distinctive, Weak, Weak, Weak]),
        "abcd",
        "never before a better class"
    );
    assert_eq!(ranked([&["area/b"], none, none, none], [Weak, Distinctive, Weak, Weak]), "bacd");
    // A cycle ends.
    let cycle = ranked([&["area/b"], &["area/a"], none, none], [Weak; 4]);
    assert_eq!(cycle.len(), 4);
}

/// A candidate with evidence in some links.
fn seen_in(strength: Strength, links: &[usize]) -> Candidate<'static> {
    let evidence = |link: &usize| Evidence { field: "message".to_owned(), matched: "x".to_owned(), link: Some(*link) };
    Candidate { evidence: links.iter().map(evidence).collect(), ..candidate(0, Some(strength), (0, 1, 1)) }
}

#[test]
fn the_root_is_the_deepest_link_that_says_something() {
    use Strength::{Distinctive, Faint, Structured, Weak};
    let root = |links: &[Link], causes: &[Candidate<'static>]| root::root_of(&occurrence(links.to_vec()), causes);
    let (code_above, code_below) = ([link(0, "A", "x"), link(1, "", "y")], [link(0, "", "x"), link(1, "A", "y")]);
    assert_eq!(root(&code_above, &[]), Some(0));
    assert_eq!(root(&code_below, &[]), Some(1));
    for (strength, wanted) in [(Structured, 1), (Distinctive, 1), (Weak, 0), (Faint, 0)] {
        assert_eq!(root(&code_above, &[seen_in(strength, &[1])]), Some(wanted), "{strength:?} below a code");
        assert_eq!(root(&code_below, &[seen_in(strength, &[0])]), Some(1), "{strength:?} above a code");
    }
    // Below a code that says nothing, weak words count.
    let nothing = [link(0, "unknown", "x"), link(1, "", "y")];
    for (strength, wanted) in [(Distinctive, 1), (Weak, 1), (Faint, 0)] {
        assert_eq!(root(&nothing, &[seen_in(strength, &[1])]), Some(wanted), "{strength:?}");
    }
    assert_eq!(root(&[link(0, "", "x"), link(1, "unknown", "y")], &[seen_in(Weak, &[0])]), Some(1));
    let three = [link(0, "A", "x"), link(1, "", "y"), link(2, "", "z")];
    assert_eq!(root(&three, &[seen_in(Distinctive, &[1, 2])]), Some(2), "the deepest evidence");
    assert_eq!(root(&three, &[seen_in(Distinctive, &[1]), seen_in(Weak, &[2])]), Some(1));
    assert_eq!(root(&[], &[]), None);
}

#[test]
fn codes_go_from_the_root_outward_once_each() {
    let links = vec![link(0, "A", "x"), link(1, "B", "x"), link(2, "A", "x"), link(3, "C", "x")];
    let names = |root| {
        let codes = root::codes_of(&occurrence(links.clone()), root);
        codes.iter().map(|code| code.code.as_str()).collect::<String>()
    };
    assert_eq!([names(0), names(1), names(2), names(3)], ["ABC", "BAC", "ABC", "CAB"]);
    let mut other = links[..1].to_vec();
    other[0].codes.push(Code { system: "other".to_owned(), ..code("A", None) });
    assert_eq!(root::codes_of(&occurrence(other), 0).len(), 2);
}

#[test]
fn a_chain_holds_what_hid_the_root_and_what_lies_below_it() {
    let chain = |links: Vec<Link>, root: usize| {
        let all = root::chain_of(&occurrence(links), root);
        let words = |one: &ChainLink| format!("{}{}", if one.outer { "outer " } else { "inner " }, one.link);
        all.iter().map(words).collect::<Vec<_>>().join(", ")
    };
    let beside = |link: Link| Link { relation: Relation::Beside, ..link };
    let within = |link: Link| Link { span: 0..5, ..link };
    for (why, links, root, wanted) in [
        ("another code hid it", vec![link(0, "A", "one"), link(1, "B", "two")], 1, "outer 0"),
        ("the same code did not", vec![link(0, "A", "one"), link(1, "A", "two")], 1, ""),
        ("a layer without a code says more", vec![link(0, "", "one"), link(1, "B", "two")], 1, "outer 0"),
        ("without a message it says nothing", vec![link(0, "A", ""), link(1, "B", "two")], 1, ""),
        ("words of the root with another code hide it", vec![link(0, "A", "two"), link(1, "B", "two")], 1, "outer 0"),
        ("words of the root alone do not", vec![link(0, "", "the two."), link(1, "B", "Two")], 1, ""),
        ("nor a part of them", vec![link(0, "", "two"), link(1, "B", "the two")], 1, ""),
        ("below lies what says more", vec![link(0, "A", "one"), link(1, "", "two")], 0, "inner 1"),
        ("with a code too", vec![link(0, "A", "one"), link(1, "B", "two")], 0, "inner 1"),
        ("not what repeats it", vec![link(0, "A", "one"), link(1, "B", "\"ONE\"")], 0, ""),
        ("not what stands beside", vec![link(0, "A", "one"), beside(link(1, "B", "two"))], 0, ""),
        ("not a sign in its words", vec![link(0, "A", "one"), within(link(1, "", "two"))], 0, ""),
        (
            "nor one that ends where they end",
            vec![link(0, "A", "one"), Link { span: link(0, "A", "one").span, ..link(1, "", "two") }],
            0,
            "",
        ),
        ("but a code in them", vec![link(0, "A", "one"), within(link(1, "B", "two"))], 0, "inner 1"),
        ("equal words once", vec![link(0, "A", "one"), link(1, "", "two"), link(2, "", "TWO ")], 0, "inner 1"),
        ("at one depth the earlier lies outside", vec![link(1, "A", "one"), link(1, "B", "two")], 1, "outer 0"),
        ("and the later inside", vec![link(1, "A", "one"), link(1, "B", "two")], 0, "inner 1"),
        ("nothing around it that repeats nothing", vec![link(0, "A", "one"), link(1, "B", "")], 1, "outer 0"),
    ] {
        assert_eq!(chain(links, root), wanted, "{why}");
    }
    let trace = Link { kind: DetectionKind::TraceLine, ..within(link(1, "", "two")) };
    assert_eq!(chain(vec![link(0, "A", "one"), trace], 0), "inner 1", "the line of a trace is no sign");
    // One code in common is enough to hide nothing.
    let mut two = link(1, "B", "two");
    two.codes.push(code("A", None));
    assert_eq!(chain(vec![link(0, "A", "one"), two.clone()], 1), "");
    assert_eq!(chain(vec![link(0, "C", "one"), two.clone()], 1), "outer 0");
    let mut three = link(0, "A", "one");
    three.codes.push(code("C", None));
    assert_eq!(chain(vec![three, two], 1), "outer 0", "one code of its own hides the root");
    let many = |count| {
        let below = (1..=count).map(|at| link(at, "", &format!("reason {at}")));
        root::chain_of(&occurrence(std::iter::once(link(0, "A", "one")).chain(below).collect()), 0).len()
    };
    assert_eq!((many(16), many(17)), (16, 16));
    assert!(root::chain_of(&occurrence(Vec::new()), 0).is_empty());
}

#[test]
fn fields_of_the_root_come_first() {
    let knowledge = knowledge(vec![cause("area/a")]);
    let one = occurrence(vec![link(0, "A", "outer"), link(1, "B", "inner")]);
    let diagnosis = Recent::default().diagnose(&knowledge, one).expect("it has a code");
    assert_eq!((diagnosis.root, diagnosis.occurrence.fields.first("message")), (1, Some("inner")));
}

#[test]
fn behind_an_unknown_code_may_be_any_cause_of_which_there_is_evidence() {
    let sign = |strength| vec![with_sign("area/l", strength, vec![matches("message", "broke")])];
    let unknown = || vec![link(0, "unknown", "it broke")];
    assert_eq!(causes_of(sign(Strength::Distinctive), unknown()), ["l"]);
    assert_eq!(causes_of(sign(Strength::Structured), unknown()), ["l"]);
    assert!(causes_of(sign(Strength::Weak), unknown()).is_empty());
    // A cause of a code that is known comes first.
    let mut both = sign(Strength::Distinctive);
    both.insert(0, with_sign("area/a", Strength::Distinctive, vec![matches("message", "it")]));
    assert_eq!(causes_of(both, vec![link(0, "unknown", "it broke"), link(1, "B", "x")]), ["a"]);
}

#[test]
fn what_a_row_amounts_to_is_tried_and_not_listed() {
    let (_, page) = sample::code("NOT_FOUND", "severity = \"error\"\n");
    let systems = "[[system]]\nid = \"own\"\ntitle = \"Own\"\n[[system]]\nid = \"grpc\"\ntitle = \"gRPC\"\n[[system]]\nid = \"http\"\n\
                   title = \"HTTP\"\n";
    let rows = "[[list]]\nsource = { title = \"L\", url = \"https://example.com\" }\nrows = [{ code = \"D\", canonical = \"NOT_FOUND\", \
                http = 404 }, { code = \"E\" }]\n";
    let page_of = |explains: &str| {
        format!("title = \"x\"\nexplains = [\"{explains}\"]\nlikelihood = \"common\"\nexplanation = \"x\"\n")
    };
    let files = [
        ("systems.toml", systems.to_owned()),
        ("codes/grpc/not-found.toml", page.clone()),
        ("codes/http/404.toml", page.replace("NOT_FOUND\"\ncanonical", "404\"\ncanonical")),
        ("codes/own.toml", rows.to_owned()),
        ("causes/area/canonical.toml", page_of("grpc/not-found")),
        ("causes/area/status.toml", page_of("http/404")),
        ("causes/area/own.toml", page_of("own/d")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let mut knowledge = Knowledge::new(sample::catalog(&files)).expect("it was compiled by this release");
    let sign = |id, re| with_sign(id, Strength::Weak, vec![matches("message", re)]);
    let causes = vec![sign("area/canonical", "gone"), cause("area/own"), sign("area/status", "lost")];
    knowledge.rules = RuleSet { formats: Vec::new(), extractions: Vec::new(), causes };
    let causes_of = |message: &str, id: &str, canonical, http| {
        let own = Code { id: Some(id.to_owned()), canonical, http, ..code("D", None) };
        let links = vec![Link { codes: vec![own], ..link(0, "", message) }];
        Recent::default().diagnose(&knowledge, occurrence(links)).map(|diagnosis| ids(&diagnosis)).unwrap_or_default()
    };
    let canonical = Some(Canonical::NotFound);
    assert_eq!(causes_of("it is gone", "own/d", canonical, Some(404)), ["canonical"]);
    assert_eq!(causes_of("it is lost", "own/d", canonical, Some(404)), ["status"]);
    assert_eq!(causes_of("nothing", "own/d", canonical, Some(404)), ["own"]);
    assert!(causes_of("nothing", "own/e", canonical, None).is_empty());
    assert!(causes_of("it is lost", "own/e", canonical, None).is_empty());
}

#[test]
fn the_causes_of_a_bare_code_are_ordered_by_likeness_to_its_message() {
    let id = |letter: char| -> &'static str { format!("area/{letter}").leak() };
    let of = |links: Vec<Link>| {
        let knowledge = knowledge(('a'..='l').map(id).map(cause).collect());
        let mut diagnosis = Recent::default().diagnose(&knowledge, occurrence(links)).expect("it has a code");
        likeness::order_likely(&knowledge, &mut diagnosis, "");
        assert!(diagnosis.proven().is_none());
        ids(&diagnosis).concat()
    };
    assert_eq!(of(vec![link(0, "A", "the words lll and lllx and llly, not kkk, kkky, kkkx")]), "lkabcdef");
    // Two words suffice if they are neighbours on the page too.
    assert_eq!(of(vec![link(0, "A", "lll lllx and kkk")]), "labcdefg");
    // The words of all links count.
    assert_eq!(of(vec![link(0, "B", "bbb bbbx bbby"), link(1, "A", "the page")]), "bacdefgh");
    // Without words, and with none that a page has, or one or two, the order is that of the code's page.
    for message in ["", "A", "A: failed with code A", "qwrtz pfgh", "word lll", "lll, then llly"] {
        assert_eq!(of(vec![link(0, "A", message)]), "abcdefgh", "{message}");
    }
}

#[test]
fn where_the_code_says_no_kind_of_failure_the_words_of_the_message_come_first() {
    let explainer = crate::Explainer::new().expect("a catalog");
    let first = |code: &str, message: &str| {
        let report = explainer.diagnose(&format!("rpc error: code = {code} desc = {message}"));
        let causes = &report.findings[0].causes;
        causes[0].id.to_owned()
    };
    for (code, message, wanted) in [
        ("InvalidArgument", "the lane already exists", "words/already-exists"),
        ("FailedPrecondition", "the lane timed out", "words/timed-out"),
        ("Internal", "the lane already exists", "words/already-exists"),
        ("Unknown", "the lane already exists", "words/already-exists"),
    ] {
        assert_eq!(first(code, message), wanted, "{code} {message}");
    }
    // A code that says the kind is believed; and that something failed is no kind.
    for (code, message) in [
        ("Unavailable", "the lane already exists"),
        ("PermissionDenied", "the lane timed out"),
        ("Internal", "BUG: the lane is not whole"),
        ("Unknown", "the child process failed with exit code 3"),
    ] {
        assert!(!first(code, message).starts_with("words/"), "{code} {message}");
    }
}

#[test]
fn three_causes_are_named_that_are_like_an_error_told_by_its_words() {
    let explainer = crate::Explainer::new().expect("a catalog");
    let count = |text: &str| {
        let report = explainer.diagnose(&format!("error: {text}\n"));
        let causes = report.findings.first().map(|one| one.causes.as_slice()).unwrap_or_default();
        assert!(causes.first().is_none_or(|cause| cause.id.starts_with("words/")), "{text}");
        causes.len()
    };
    let most = [
        "the token of the lantern expired: signature, audience, issuer, refresh, session, clock",
        "the certificate of the lantern is expired: chain, issuer, authority, verify, clock",
        "permission denied for the role: policy, bucket, namespace, account, administrator",
        "lane timed out: proxy, gateway, upstream, firewall, port, deadline",
        "lane not found: image, tag, registry, repository, manifest, digest",
    ];
    // Its kind of failure, and three more.
    assert_eq!(most.into_iter().map(count).max(), Some(1 + 3));
}

#[test]
fn of_the_causes_of_what_a_code_amounts_to_the_three_most_alike_are_listed() {
    let knowledge = Knowledge::new(Catalog::built_in().expect("a catalog")).expect("rules");
    let count = |message: &str| {
        let mut one = link(0, "", message);
        one.codes.push(code("X", Some(Canonical::Unavailable)));
        let mut diagnosis = Recent::default().diagnose(&knowledge, occurrence(vec![one])).expect("it has a code");
        likeness::order_likely(&knowledge, &mut diagnosis, "");
        diagnosis.causes.len()
    };
    assert_eq!((count(""), count("zebras and giraffes")), (MAX_CAUSES, 3));
}

#[test]
fn what_only_one_product_has_is_listed_where_the_record_or_a_code_names_it() {
    let everywhere = cause("area/a");
    let only = Signs { within: vec!["shopd", "own"].into(), ..cause("area/b") };
    let knowledge = knowledge(vec![everywhere, only]);
    let of = |code: Code, record: &str| {
        let mut one = link(0, "", "words");
        one.codes.push(code);
        let mut diagnosis = Recent::default().diagnose(&knowledge, occurrence(vec![one])).expect("it has a code");
        likeness::order_likely(&knowledge, &mut diagnosis, record);
        ids(&diagnosis).into_iter().map(|id| id.replace("area/", "")).collect::<String>()
    };
    let known = |system: &str| Code { system: system.to_owned(), ..code("A", None) };
    for (system, record, listed) in [
        ("test", "A: words", "a"),
        ("test", "the ShopD server says A: words", "ab"),
        ("own", "A: words", "ab"),
        ("owner", "A: words", "a"),
    ] {
        assert_eq!(of(known(system), record), listed, "{system} {record}");
    }
}
