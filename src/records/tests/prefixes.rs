//! Each item of a prefix, with its near miss.

use crate::records::items::level_named;
use crate::records::prefix::{Form, Level};
use crate::records::{Prefix, Source};

fn body(line: &str) -> &str {
    &line[Prefix::read(line.as_bytes()).length..]
}

fn time(line: &str) -> Option<String> {
    Prefix::read(line.as_bytes()).time
}

fn level(line: &str) -> Option<Level> {
    Prefix::read(line.as_bytes()).level
}

/// Container, process and component.
fn source(line: &str) -> [Option<String>; 3] {
    let Source { container, process, component, .. } = Prefix::read(line.as_bytes()).source;
    [container, process, component]
}

fn some(texts: [&str; 3]) -> [Option<String>; 3] {
    texts.map(|text| (!text.is_empty()).then(|| text.to_owned()))
}

#[test]
fn a_time_is_read_in_each_form() {
    for form in [
        "2026-11-29T10:01:02",
        "2026-11-29 10:01:02",
        "2026/11/29 10:01:02",
        "2026/11/29 - 10:01:02",
        "2026.11.29 10:01:02",
        "29/Nov/2026:10:01:02",
        "29/Nov/2026 10:01:02",
        "29/11/2026 10:01:02",
        "29/11/26 10:01:02",
        "29-11-2026 10:01:02",
        "29.11.2026 10:01:02",
        "29.11.2026 10:01",
        "29-Nov-2026 10:01:02",
        "Nov 29 10:01:02",
        "Nov  9 10:01:02",
        "29 Nov 2026 10:01:02",
        "29 Nov 10:01:02",
        "9 Nov 10:01:02",
        "10:01:02",
        "2026-11-29",
        "1732877262",
        "1732877262123",
        "2032877262",
    ] {
        for (after, shown) in [("", ""), (".5", ".5"), (",123456", ",123456")] {
            assert_eq!(time(&format!("{form}{after} it broke")), Some(format!("{form}{shown}")));
        }
        assert_eq!(time(&format!("[{form}] it broke")).as_deref(), Some(form));
        assert_eq!(time(&format!("({form}) it broke")).as_deref(), Some(form));
        assert_eq!(body(&format!("{form}: it broke")), "it broke");
        assert_eq!(body(&format!("{form}| it broke")), "| it broke", "{form}");
    }
    for line in [
        "2026-11-2910:01:02x it broke",
        "26-11-29T10:01:02 it broke",
        "29/nov/2026:10:01:02 it broke",
        "10:01 it broke",
        "10:01:02x it broke",
        "[10:01:02 it broke",
        "173287726 it broke",
        "17328772621 it broke",
        "173287726212 it broke",
        "17328772621234 it broke",
        "3732877262 it broke",
        "1732877262x it broke",
        "it broke 10:01:02",
    ] {
        assert_eq!(time(line), None, "{line}");
    }
}

#[test]
fn a_time_has_a_year_and_a_zone_behind_it() {
    for (line, wanted) in [
        ("2026-11-29T10:01:02Z it", "2026-11-29T10:01:02Z"),
        ("2026-11-29T10:01:02 Z it", "2026-11-29T10:01:02"),
        ("2026-11-29T10:01:02+02:00 it", "2026-11-29T10:01:02+02:00"),
        ("2026-11-29T10:01:02-0200 it", "2026-11-29T10:01:02-0200"),
        ("2026-11-29 10:01:02 +0200 it", "2026-11-29 10:01:02 +0200"),
        ("2026-11-29 10:01:02 UTC it", "2026-11-29 10:01:02 UTC"),
        ("2026-11-29 10:01:02UTC it", "2026-11-29 10:01:02UTC"),
        ("2026-11-29 10:01:02 GMT it", "2026-11-29 10:01:02 GMT"),
        ("2026-11-29 10:01:02 CET it", "2026-11-29 10:01:02"),
        ("2026-11-29 10:01:02 +12 it", "2026-11-29 10:01:02"),
        ("2026-11-29 10:01:02 +012345 it", "2026-11-29 10:01:02"),
        ("2026-11-29T10:01:02.25+02:00 it", "2026-11-29T10:01:02.25+02:00"),
        ("[Sun Nov 29 10:01:02 2026] it", "Sun Nov 29 10:01:02 2026"),
        ("[Sun Nov  9 10:01:02] it", "Sun Nov  9 10:01:02"),
        ("Nov 29 10:01:02.5 2026 it", "Nov 29 10:01:02.5 2026"),
        ("Nov 29 10:01:02 20261 it", "Nov 29 10:01:02"),
        ("Nov 29 10:01:02 202 it", "Nov 29 10:01:02"),
        ("29 Nov 10:01:02 2026 it", "29 Nov 10:01:02"),
    ] {
        assert_eq!(time(line).as_deref(), Some(wanted), "{line}");
    }
    // A point without digits is no fraction.
    assert_eq!(time("10:01:02. it"), None);
    assert_eq!(time("10:01:02.: it"), None);
    // There is one time.
    assert_eq!(body("2026-11-29T10:01:02Z 10:01:03 it"), "10:01:03 it");
}

#[test]
fn logrus_prints_four_letters_and_seconds_to_a_terminal() {
    for (name, wanted) in [
        ("TRAC", Level::Debug),
        ("DEBU", Level::Debug),
        ("INFO", Level::Info),
        ("WARN", Level::Warning),
        ("ERRO", Level::Error),
        ("FATA", Level::Error),
        ("PANI", Level::Error),
    ] {
        let line = format!("{name}[0042] it broke");
        assert_eq!((body(&line), level(&line)), ("it broke", Some(wanted)), "{name}");
        assert_eq!(source(&line), some(["", "", ""]), "{name}");
    }
    assert_eq!(level("ERRO[123456] it broke"), Some(Level::Error));
    for line in ["ERRO[042] it broke", "ERRO[0042]: it broke", "OOPS[0042] it broke", "ERRO[004x] it broke"] {
        assert_eq!(level(line), None, "{line}");
    }
}

#[test]
fn klog_prints_level_date_clock_process_and_place() {
    let read = |line: &str| (body(line).to_owned(), level(line), time(line), source(line)[1].clone());
    let klog = |line: &str, body: &str, level, time: &str, process: Option<&str>| {
        let wanted = (body.to_owned(), Some(level), Some(time.to_owned()), process.map(str::to_owned));
        assert_eq!(read(line), wanted, "{line}");
    };
    let clock = "E0719 23:15:40.220874";
    klog("E0719 23:15:40.220874      77 a.go:140] it", "it", Level::Error, clock, Some("77"));
    klog("F0719 23:15:40 77 a.go:140] it", "it", Level::Error, "F0719 23:15:40", Some("77"));
    klog("W0719 23:15:40 77 a.go:140] it", "it", Level::Warning, "W0719 23:15:40", Some("77"));
    let absl = "E0000 00:00:1796083510.942222";
    klog("E0000 00:00:1796083510.942222     584 a.cc:52] it", "it", Level::Error, absl, Some("584"));
    klog("I0719 23:15:40 77 a.go:140] it", "it", Level::Info, "I0719 23:15:40", Some("77"));
    klog("I20260719 23:15:40 77 a.cc:140] it", "it", Level::Info, "I20260719 23:15:40", Some("77"));
    klog("I0719 23:15:40 a.go:140] it", "it", Level::Info, "I0719 23:15:40", None);
    klog("I0719 23:15:40 77 main] it", "it", Level::Info, "I0719 23:15:40", Some("77"));
    klog("I0719 23:15:40 77 it is] so", "it is] so", Level::Info, "I0719 23:15:40", Some("77"));
    klog("I0719 23:15:40 77x it", "77x it", Level::Info, "I0719 23:15:40", None);
    for line in [
        "D0719 23:15:40 77 a.go:140] it",
        "E719 23:15:40 77 a.go:140] it",
        "E07190 23:15:40 77 a.go:140] it",
        "E0719T23:15:40 77 a.go:140] it",
        "E0719 23:15 77 a.go:140] it",
        "E0719 23-15-40 77 a.go:140] it",
        "E0719",
    ] {
        assert_eq!(level(line), None, "{line}");
    }
}

#[test]
fn a_level_stands_in_capitals_in_brackets_or_after_a_time() {
    use Level::{Debug, Error, Info, Warning};
    for (line, wanted) in [
        ("ERROR it", Some(Error)),
        ("[ERROR] it", Some(Error)),
        ("[error] it", Some(Error)),
        ("<err> it", Some(Error)),
        ("(warn) it", Some(Warning)),
        ("[error it", None),
        ("ERROR: it", Some(Error)),
        ("ERROR:it", Some(Error)),
        ("[ERROR]: it", Some(Error)),
        ("[ERROR]it", None),
        ("ERRORS it", None),
        ("error it", None),
        ("error: it", None),
        ("Error: it", None),
        ("10:01:02 error it", Some(Error)),
        ("10:01:02 error: it", Some(Error)),
        ("10:01:02 Warning: it", Some(Warning)),
        ("10:01:02 E it", Some(Error)),
        ("10:01:02 [W] it", Some(Warning)),
        ("10:01:02 d it", Some(Debug)),
        ("E it", None),
        ("[E] it", None),
        ("10:01:02 X it", None),
        ("ERROR INFO it", Some(Error)),
        ("INFO ERROR it", Some(Info)),
    ] {
        assert_eq!(level(line), wanted, "{line}");
    }
    assert_eq!(body("10:01:02 INFO ERROR it"), "ERROR it", "there is one level");
}

#[test]
fn each_word_for_a_level_is_one() {
    use Level::{Debug, Error, Info, Warning};
    let all = [
        (Debug, "trace trc debug dbg debg fine finer finest verbose d v"),
        (Info, "info inf information notice note config i n"),
        (Warning, "warn wrn warning w"),
        (Error, "error err erro eror fatal ftl crit critical alert emerg panic dpanic severe fail e f c"),
    ];
    for (level, words) in all {
        for word in words.split(' ') {
            assert_eq!(level_named(word.as_bytes()), Some(level), "{word}");
            assert_eq!(level_named(word.to_uppercase().as_bytes()), Some(level), "{word}");
        }
    }
    assert!(["", "errors", "x", "infos"].into_iter().all(|word| level_named(word.as_bytes()).is_none()));
    assert!(Debug < Info && Info < Warning && Warning < Error);
}

#[test]
fn a_name_in_brackets_is_a_component_and_with_a_digit_a_process() {
    for (line, wanted, rest) in [
        ("[main] it", ["", "", "main"], "it"),
        ("[main]: it", ["", "", "main"], "it"),
        ("[main][sub] it", ["", "", "main"], "it"),
        ("[exec-1] it", ["", "exec-1", ""], "it"),
        ("[exec-1] [exec-2] it", ["", "exec-1", "exec-2"], "it"),
        ("[exec-1] [main] [more] it", ["", "exec-1", "main"], "it"),
        ("[pid 77:tid 4] it", ["", "pid 77:tid 4", ""], "it"),
        ("[a,b] it", ["", "", "a b"], "it"),
        ("[] it", ["", "", ""], "[] it"),
        ("[main it", ["", "", ""], "[main it"),
        ("[main]it", ["", "", ""], "[main]it"),
        ("[\"main\"] it", ["", "", ""], "[\"main\"] it"),
        ("['main'] it", ["", "", ""], "['main'] it"),
        ("[{main] it", ["", "", ""], "[{main] it"),
        ("[[main] it", ["", "", ""], "[[main] it"),
        ("[main]", ["", "", ""], "[main]"),
    ] {
        assert_eq!((source(line), body(line)), (some(wanted), rest), "{line}");
    }
    let long = |length: usize| body(&format!("[{}] it", "a".repeat(length))) == "it";
    assert!(long(78) && !long(79));
}

#[test]
fn brackets_may_hold_a_time_and_a_level() {
    let line = "[06:31:20 ferry WRN] it";
    assert_eq!((time(line).as_deref(), level(line)), (Some("06:31:20"), Some(Level::Warning)));
    assert_eq!(source(line), some(["", "", "ferry"]));
    let line = "06:31:20 [07:00:00 ferry] it";
    assert_eq!((time(line).as_deref(), source(line)), (Some("06:31:20"), some(["", "07:00:00 ferry", ""])));
    let line = "[proxy:error] it";
    assert_eq!((level(line), source(line)), (Some(Level::Error), some(["", "", ""])));
    let line = "[E ferry] it";
    assert_eq!((level(line), source(line)), (None, some(["", "", "E ferry"])));
    let line = "ERROR [warn ferry] it";
    assert_eq!((level(line), source(line)), (Some(Level::Error), some(["", "", "warn ferry"])));
}

#[test]
fn a_process_has_its_number_in_brackets() {
    for (line, wanted, rest) in [
        ("app[812]: it", ["", "app[812]", ""], "it"),
        ("app[812] it", ["", "app[812]", ""], "it"),
        ("app[812]it", ["", "", ""], "app[812]it"),
        ("app[]: it", ["", "", ""], "app[]: it"),
        ("app[x]: it", ["", "", ""], "app[x]: it"),
        ("app[812: it", ["", "", ""], "app[812: it"),
        ("host app[812]: it", ["", "", ""], "host app[812]: it"),
        ("10:01:02 host app[812]: it", ["host", "app[812]", ""], "it"),
        ("10:01:02 host  app[812]: it", ["", "", ""], "host  app[812]: it"),
        ("pay-1  | 10:01:02 host app[812]: it", ["pay-1", "app[812]", ""], "it"),
        ("app[812]: other[7]: it", ["", "app[812]", ""], "other[7]: it"),
    ] {
        assert_eq!((source(line), body(line)), (some(wanted), rest), "{line}");
    }
}

#[test]
fn a_host_stands_before_the_time_at_the_beginning_of_a_line() {
    for (line, wanted, rest) in [
        ("harbor-2 22:06:48 it", ["harbor-2", "", ""], "it"),
        ("2harbor 22:06:48 it", ["", "", ""], "2harbor 22:06:48 it"),
        ("harbor-2  22:06:48 it", ["", "", ""], "harbor-2  22:06:48 it"),
        ("harbor-2 it 22:06:48 it", ["", "", ""], "harbor-2 it 22:06:48 it"),
        ("ERROR harbor 22:06:48 it", ["", "", ""], "harbor 22:06:48 it"),
    ] {
        assert_eq!((source(line), body(line)), (some(wanted), rest), "{line}");
    }
}

#[test]
fn a_container_stands_before_a_bar_or_in_brackets_of_a_pod() {
    for (line, wanted, rest) in [
        ("pay-1  | it", ["pay-1", "", ""], "it"),
        ("pay-1 | it", ["pay-1", "", ""], "it"),
        ("pay-1| it", ["", "", ""], "pay-1| it"),
        ("pay-1  |it", ["", "", ""], "pay-1  |it"),
        ("pay 1  | it", ["", "", ""], "pay 1  | it"),
        (" | it", ["", "", ""], "| it"),
        ("[pod/pay-7f9/pay] it", ["pod/pay-7f9/pay", "", ""], "it"),
        ("[pod/pay-7f9/pay it", ["", "", ""], "[pod/pay-7f9/pay it"),
    ] {
        let found = (source(line), body(line).trim_start());
        assert_eq!(found, (some(wanted), rest), "{line}");
    }
}

#[test]
fn a_place_in_the_code_is_no_part_of_the_message() {
    for (line, rest) in [
        ("10:01:02 a.go:140: it", "it"),
        ("10:01:02 a.go:140] it", "it"),
        ("10:01:02 a.go:140 it", "it"),
        ("10:01:02 src/a_b-c.go:140 it", "it"),
        ("ERROR a.go:140: it", "it"),
        ("a.go:140: it", "a.go:140: it"),
        ("10:01:02 host:140 it", "host:140 it"),
        ("10:01:02 a.go:: it", "a.go:: it"),
        ("10:01:02 a.go140 it", "a.go140 it"),
        ("10:01:02 a.go: it", "it"),
        ("10:01:02 10.0.0.7:140 it", "10.0.0.7:140 it"),
        ("10:01:02 (a.go:140 it", "(a.go:140 it"),
        ("10:01:02 :140 it", ":140 it"),
    ] {
        assert_eq!(body(line), rest, "{line}");
    }
}

#[test]
fn a_number_is_a_process_where_more_of_a_prefix_follows() {
    for (line, wanted, rest) in [
        ("10:01:02 17 --- it", ["", "17", ""], "it"),
        ("10:01:02 17 [main] it", ["", "17", "main"], "it"),
        ("10:01:02 17 it", ["", "", ""], "17 it"),
        ("10:01:02 17x [main] it", ["", "", ""], "17x [main] it"),
        ("17 [main] it", ["", "", ""], "17 [main] it"),
        ("10:01:02 [exec-1] 17 [main] it", ["", "exec-1", "main"], "it"),
    ] {
        assert_eq!((source(line), body(line)), (some(wanted), rest), "{line}");
    }
}

#[test]
fn a_component_is_parted_from_the_message() {
    for (line, wanted, rest) in [
        ("10:01:02 shop.Cart - it", ["", "", "shop.Cart"], "it"),
        ("10:01:02 shop.Cart: it", ["", "", "shop.Cart"], "it"),
        ("10:01:02 shop.Cart : it", ["", "", "shop.Cart"], "it"),
        ("10:01:02 shop.Cart   : it", ["", "", "shop.Cart"], "it"),
        ("10:01:02 shop.Cart:it", ["", "", ""], "shop.Cart:it"),
        ("10:01:02 shop.Cart it", ["", "", ""], "shop.Cart it"),
        ("10:01:02 shop.Cart -it", ["", "", ""], "shop.Cart -it"),
        ("10:01:02 helm ERROR it", ["", "", "helm"], "it"),
        ("10:01:02 helm  ERROR: it", ["", "", "helm"], "it"),
        ("10:01:02 helm ERRORS it", ["", "", ""], "helm ERRORS it"),
        ("10:01:02 helm ERROR,it", ["", "", ""], "helm ERROR,it"),
        ("INFO helm ERROR it", ["", "", ""], "helm ERROR it"),
        ("ERROR shop.Cart - it", ["", "", "shop.Cart"], "it"),
        ("pay-1  | shop.Cart - it", ["pay-1", "", "shop.Cart"], "it"),
        ("shop.Cart - it", ["", "", ""], "shop.Cart - it"),
        ("10:01:02 one - two - it", ["", "", "one"], "two - it"),
        ("10:01:02 [main] shop.Cart - it", ["", "main", "shop.Cart"], "it"),
        ("10:01:02 [main] shop.Cart - two - it", ["", "main", "shop.Cart"], "two - it"),
        ("10:01:02 [exec-1] [main] shop.Cart - it", ["", "exec-1 main", "shop.Cart"], "it"),
    ] {
        assert_eq!((source(line), body(line)), (some(wanted), rest), "{line}");
    }
}

#[test]
fn what_speaks_of_an_error_is_a_part_of_the_message() {
    for word in [
        "IOError",
        "ConnectException",
        "Failure",
        "failed",
        "errno",
        "fatal",
        "panic",
        "status",
        "exitcode",
        "AH00898",
        "ORA-12541",
    ] {
        let line = format!("10:01:02 {word}: it");
        let is_level = level(&line).is_some();
        assert!(is_level || body(&line).starts_with(word), "{line}");
    }
    for word in ["Errors", "coder", "a1", "9A", "Cart", "Aa1"] {
        assert_eq!(body(&format!("10:01:02 {word}: it")), "it", "{word}");
    }
}

#[test]
fn dashes_and_bars_part_items() {
    for (line, rest) in [
        ("10:01:02 - ERROR - it", "it"),
        ("10:01:02 | ERROR | it", "it"),
        ("10:01:02 --- it", "it"),
        ("10:01:02 ---- it", "---- it"),
        ("10:01:02 --> it", "--> it"),
        ("10:01:02 -it", "-it"),
        ("10:01:02 - - it", "it"),
    ] {
        assert_eq!(body(line), rest, "{line}");
    }
}

#[test]
fn all_of_a_line_is_not_its_prefix() {
    for line in ["ERROR", "10:01:02 ERROR ", "[main] ", "app[7]:"] {
        assert_eq!(Prefix::read(line.as_bytes()), Prefix::default(), "{line}");
    }
}

#[test]
fn a_dash_is_parted_from_the_name_before_it() {
    for (line, wanted) in [
        ("10:01:02 shop.Cart - it", Some("shop.Cart")),
        ("10:01:02 shop.Cart: it", Some("shop.Cart")),
        ("10:01:02 shop.Cart : it", Some("shop.Cart")),
        ("10:01:02 shop.Cart- it", None),
        ("10:01:02 shop.Cart -it", None),
        ("10:01:02 shop.Cart:it", None),
        ("shop.Cart - it", None),
    ] {
        assert_eq!(Prefix::read(line.as_bytes()).source.component.as_deref(), wanted, "{line}");
    }
}

#[test]
fn a_prefix_has_240_bytes_at_most() {
    let line = |times: usize| format!("10:01:02 {} ERROR it", "[abcdefgh-1]".repeat(times));
    assert_eq!(level(&line(18)), Some(Level::Error), "{} bytes", line(18).len());
    assert_eq!(level(&line(20)), None);
    let exact = |last: usize| format!("10:01:02 {} [{}] ERROR it", "[abcdefgh-1]".repeat(17), "x".repeat(last));
    assert_eq!(Prefix::read(exact(16).as_bytes()).length, 239);
    assert_eq!(level(&exact(17)), None, "all that is read is prefix");
    assert!(Prefix::read(line(40).as_bytes()).length <= 240);
}

#[test]
fn a_record_with_a_time_or_a_level_has_a_prefix_form() {
    for (line, form) in [
        ("it", Form::Bare),
        ("[main] it", Form::Bare),
        ("pay-1  | it", Form::Bare),
        ("10:01:02 it", Form::Prefixed),
        ("ERROR it", Form::Prefixed),
        ("{\"level\":\"error\"}", Form::Structured),
        ("level=error msg=x", Form::Structured),
    ] {
        assert_eq!(Prefix::read(line.as_bytes()).source.form, form, "{line}");
    }
}

#[test]
fn one_place_prints_equal_sources() {
    let of = |container: &str, process: &str, component: &str| {
        let [container, process, component] = some([container, process, component]);
        Source { container, process, component, form: Form::Bare }
    };
    for (one, two, wanted) in [
        (("a", "", ""), ("a", "", ""), true),
        (("a", "", ""), ("b", "", ""), false),
        (("a", "", ""), ("", "", ""), true),
        (("", "1", ""), ("", "2", ""), false),
        (("", "1", ""), ("", "1", ""), true),
        (("", "", "x"), ("", "", "y"), false),
        (("", "", "x"), ("", "", ""), true),
        (("", "1", "x"), ("", "1", "y"), true),
        (("", "1", "x"), ("", "", "y"), false),
        (("a", "1", "x"), ("b", "1", "x"), false),
    ] {
        let (a, b) = (of(one.0, one.1, one.2), of(two.0, two.1, two.2));
        assert_eq!((a.same_place(&b), b.same_place(&a)), (wanted, wanted), "{one:?} {two:?}");
    }
    let form = |form| Source { form, ..Source::default() };
    for (one, two, wanted) in [
        (Form::Bare, Form::Structured, true),
        (Form::Prefixed, Form::Bare, true),
        (Form::Prefixed, Form::Structured, false),
        (Form::Structured, Form::Structured, true),
    ] {
        assert_eq!(form(one).same_place(&form(two)), wanted);
    }
    assert_eq!(of("a", "", "c").shown().as_deref(), Some("a c"));
    assert_eq!(Source::default().shown(), None);
}

#[test]
fn the_parts_of_a_json_record_have_many_names() {
    let read = |name: &str, value: &str| Prefix::read(format!("{{\"{name}\":{value},\"msg\":\"it\"}}").as_bytes());
    for name in ["level", "lvl", "severity", "sev", "levelname", "log.level"] {
        assert_eq!(read(name, "\"warn\"").level, Some(Level::Warning), "{name}");
    }
    for name in ["time", "timestamp", "@timestamp", "ts", "t", "at", "asctime", "datetime"] {
        assert_eq!(read(name, "\"noon\"").time.as_deref(), Some("noon"), "{name}");
        assert_eq!(read(name, "17").time.as_deref(), Some("17"), "{name}");
    }
    for name in ["pod", "pod_name", "container", "container_name", "hostname"] {
        assert_eq!(read(name, "\"a\"").source.container.as_deref(), Some("a"), "{name}");
    }
    for name in ["pid", "process", "thread", "thread_name", "threadName"] {
        assert_eq!(read(name, "7").source.process.as_deref(), Some("7"), "{name}");
    }
    for name in ["service", "unit", "logger", "logger_name", "component", "app", "who", "name"] {
        assert_eq!(read(name, "\"a\"").source.component.as_deref(), Some("a"), "{name}");
    }
    assert_eq!(read("levels", "\"warn\"").level, None);
    assert_eq!(read("pod", "\"\"").source.container, None);
    assert_eq!(read("pod", "[\"a\"]").source.container, None);
    assert_eq!(read("pod", "true").source.container, None);
    let both = Prefix::read(br#"{"name":"last","service":"first"}"#);
    assert_eq!(both.source.component.as_deref(), Some("first"));
}

#[test]
fn numbers_are_levels_as_pino_counts_them() {
    let level = |number: u32| level(&format!("{{\"level\":{number}}}"));
    for (number, wanted) in [
        (9, None),
        (10, Some(Level::Debug)),
        (29, Some(Level::Debug)),
        (30, Some(Level::Info)),
        (39, Some(Level::Info)),
        (40, Some(Level::Warning)),
        (49, Some(Level::Warning)),
        (50, Some(Level::Error)),
        (60, Some(Level::Error)),
        (61, None),
    ] {
        assert_eq!(level(number), wanted, "{number}");
    }
}

#[test]
fn logfmt_has_a_level_and_one_more_pair() {
    for (line, wanted) in [
        ("level=error msg=x", Some(Level::Error)),
        ("msg=x lvl=warn", Some(Level::Warning)),
        ("  level=error msg=x  ", Some(Level::Error)),
        ("level=error", None),
        ("msg=x other=y", None),
        ("level error msg=x", None),
        ("it said level=error and msg=x", Some(Level::Error)),
        ("msg=\"a level=warn b\" level=error", Some(Level::Error)),
        ("msg=\"a \\\" level=warn b\" level=error", Some(Level::Error)),
        ("msg=\"a \\\\\" level=error", Some(Level::Error)),
        ("msg=\"\" level=error", Some(Level::Error)),
        ("msg=\"the token=\" level=error", Some(Level::Error)),
        ("msg=\"a level=warn", None),
    ] {
        assert_eq!(level(line), wanted, "{line}");
    }
    assert_eq!(source("level=error service=\"my pay\" pid=7"), some(["", "7", "my pay"]));
    assert_eq!(time("level=error ts=10:01 msg=x").as_deref(), Some("10:01"));
    assert_eq!(Prefix::read(b"level=error msg=x").length, 0);
    assert_eq!(level("{\"level\":\"error\""), None, "what is no JSON has no parts");
}

#[test]
fn a_record_of_more_than_64_kibibytes_is_not_parsed() {
    let record = |length: usize| {
        let head = "{\"level\":\"error\",\"msg\":\"";
        level(&format!("{head}{}\"}}", "a".repeat(length - head.len() - 2)))
    };
    assert_eq!(record(64 << 10), Some(Level::Error));
    assert_eq!(record((64 << 10) + 1), None);
}
