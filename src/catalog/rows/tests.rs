//! Tests of rows: how they are written, packed and found.

use super::super::compile::{Base, Storage, compile};
use super::super::load::{File, parse};
use super::super::sample;
use super::*;

const SYSTEMS: &str = "[[system]]\nid = \"own\"\ntitle = \"Own\"\n[[system]]\nid = \"other\"\ntitle = \"Other\"\n";

/// A file of rows with one list.
fn rows(rows: &str) -> String {
    format!("[[list]]\nsource = {{ title = \"A list\", url = \"https://example.com/list\" }}\nrows = [\n{rows}\n]\n")
}

const OWN: &str = r#"
  { code = "AccessDenied", http = 403, canonical = "PERMISSION_DENIED", title = "No", retry = false },
  { code = "ECONNREFUSED", numbers = { linux = 111, macos = 61, windows = 10061 }, aliases = ["WSAECONNREFUSED"] },
  { code = "60", name = "CURLE_PEER_FAILED", parent = "tls" },
  { code = "-32700", title = "Parse error" },
  { code = "E_ACCESSDENIED", number = 0x80070005 },
  { code = "0xC0000005", name = "STATUS_ACCESS_VIOLATION" },
"#;

fn own() -> super::super::Catalog<'static> {
    let other = rows(r#"{ code = "denied", number = 60 }, { code = "access_denied" }"#);
    sample::catalog(&[("systems.toml", SYSTEMS), ("codes/own.toml", &rows(OWN)), ("codes/other.toml", &other)])
}

#[test]
fn a_code_is_found_by_each_of_its_spellings_and_numbers() {
    let catalog = own();
    let found = |name: &str| catalog.meanings(name, None).iter().map(SystemRow::id).collect::<Vec<_>>();
    for (names, ids) in [
        (&["AccessDenied", "accessdenied"][..], &["own/access-denied", "other/access-denied"][..]),
        (&["access_denied", "access-denied"], &["own/access-denied", "other/access-denied"]),
        (&["Access_Denied"], &["own/access-denied", "other/access-denied"]),
        (&["ECONNREFUSED", "WSAECONNREFUSED", "111", "61", "10061", "0x6f"], &["own/econnrefused"]),
        (&["60"], &["own/60", "other/denied"]),
        (&["CURLE_PEER_FAILED", "curle peer failed"], &["own/60"]),
        (&["-32700", "0xffff8044", "4294934596"], &["own/32700"]),
        (&["0x80070005", "0X80070005", "2147942405", "-2147024891", "0xffffffff80070005"], &["own/e-accessdenied"]),
        (&["0xc0000005", "3221225477", "-1073741819", "STATUS_ACCESS_VIOLATION"], &["own/0xc0000005"]),
        (&["nothing", "", "-", "0x", "0xg", "62", "tls", "Parse error"], &[]),
    ] {
        for name in names {
            assert_eq!(found(name), ids, "{name}");
        }
    }
}

#[test]
fn a_row_is_found_by_its_id_with_all_that_it_says() {
    let catalog = own();
    let one = catalog.row("own/access-denied").expect("a row");
    assert_eq!((one.system, one.row.code, one.row.http), ("own", "AccessDenied", Some(403)));
    assert_eq!((one.row.canonical, one.row.title), (Some(Canonical::PermissionDenied), Some("No")));
    assert_eq!(
        (one.row.retry, one.source.map(|list| (list.title, list.url))),
        (Some(false), Some(("A list", "https://example.com/list")))
    );
    assert_eq!(catalog.row("own/60").and_then(|one| one.row.parent), Some("tls"));
    for id in ["own/denied", "other/60", "own/accessdenied", "own/", "own", ""] {
        assert!(catalog.row(id).is_none(), "{id}");
    }
}

#[test]
fn a_bare_name_is_exactly_a_name_with_a_letter() {
    let catalog = own();
    let is_name = |word: &str| catalog.bare_name(word.as_bytes()).is_some();
    for name in ["AccessDenied", "access_denied", "ECONNREFUSED", "WSAECONNREFUSED", "CURLE_PEER_FAILED", "denied"] {
        assert!(is_name(name), "{name}");
    }
    for word in ["accessdenied", "Access_Denied", "econnrefused", "60", "-32700", "111", "Denied", "", "\u{fffd}"] {
        assert!(!is_name(word), "{word}");
    }
    assert!(catalog.bare_name(b"\xff").is_none());
}

/// The faults of a catalog with these rows.
fn faults(files: &[(&str, &str)]) -> Vec<String> {
    let system = |(path, text): &(&str, &str)| File { path: (*path).into(), text: (*text).to_owned() };
    let mut files: Vec<File> = files.iter().map(system).collect();
    files.push(system(&("systems.toml", SYSTEMS)));
    let (sources, mut faults) = parse(&files);
    if faults.is_empty() {
        faults = compile(&sources, &Base::default(), Storage::Plain).1;
    }
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn each_fault_of_a_row_is_told_with_its_line() {
    for (row, message) in [
        (r#"{ code = "A", htpp = 4 }"#, "4: unknown key `htpp`; did you mean \"http\"?"),
        (r#"{ code = "A", numbers = { linx = 4 } }"#, "4: unknown key `linx`; did you mean \"linux\"?"),
        (r#"{ code = "A", canonical = "NOTFOUND" }"#, "4: unknown word `NOTFOUND`; did you mean \"NOT_FOUND\"?"),
        (r#"{ code = "A", severity = "bad" }"#, "4: unknown word `bad`"),
        (r#"{ code = "A", http = "4" }"#, "4: invalid type: string \"4\", expected u16"),
        (r#"{ code = "A", number = "4" }"#, "4: invalid type: string \"4\", expected i64"),
        (r#"{ code = "A", retry = "yes" }"#, "4: invalid type: string \"yes\", expected a boolean"),
        (r#"{ name = "A" }"#, "4: missing field `code`"),
        (r#"{ code = "..." }"#, "4: `...`: a code needs a letter or a digit"),
        (r#"{ code = "A", http = 40 }"#, "4: `A`: `http` is not a status"),
        (r#"{ code = "A", title = "What." }"#, "4: `A`: `title` ends with a full stop"),
        (r#"{ code = "A", title = "" }"#, "4: `A`: `title` is empty"),
        (r#"{ code = "A", name = " " }"#, "4: `A`: `name` is empty"),
        (r#"{ code = "A", parent = "a\nb" }"#, "4: `A`: `parent` is empty or has more than one line"),
        (r#"{ code = "A", number = 1, numbers = { linux = 1 } }"#, "4: `A`: either `number` or `numbers`"),
        (r#"{ code = "AB" }, { code = "Ab" }"#, "4: `Ab` already has a row: `AB`"),
        (r#"{ code = "A" }, { code = "B", aliases = ["A"] }"#, "4: `A` already leads to own/a"),
        (r#"{ code = "A" }, { code = "B", name = "A" }"#, "4: `A` already leads to own/a"),
    ] {
        let found = faults(&[("codes/own.toml", &rows(row))]);
        assert_eq!(found.len(), 1, "{row}: {found:?}");
        assert!(found[0].starts_with(&format!("codes/own.toml:{message}")), "{row}: {found:?}");
    }
    for (text, message) in [
        ("[[list]]\nrows = []\n", "codes/own.toml:1: missing field `source`"),
        ("[[list]]\nsource = { title = \"\", url = \"https://a.b\" }\nrows = []\n", "codes/own.toml:1: the `source`"),
        ("[[list]]\nsource = { title = \"A\", url = \"http://a.b\" }\nrows = []\n", "codes/own.toml:1: the `source`"),
        ("[[lists]]\nrows = []\n", "codes/own.toml:1: unknown key `lists`; did you mean \"list\"?"),
    ] {
        let found = faults(&[("codes/own.toml", text)]);
        assert!(found.iter().any(|fault| fault.starts_with(message)), "{text}: {found:?}");
    }
    let found = faults(&[("codes/owm.toml", &rows(""))]);
    assert_eq!(found, ["codes/owm.toml:1: unknown system `owm`: it is not in systems.toml; did you mean \"own\"?"]);
}

#[test]
fn a_row_of_a_page_adds_spellings_and_must_not_contradict_it() {
    let (path, page) = sample::code("A", "number = 1\nseverity = \"error\"\n");
    let page = format!("{page}[[source]]\ntitle = \"T\"\nurl = \"https://example.com\"\n");
    let with = |row: &str| faults(&[(&path, &page), ("codes/own.toml", &rows(row))]);
    for row in
        [r#"{ code = "A" }"#, r#"{ code = "a", number = 1, canonical = "NOT_FOUND", name = "LONG", http = 404 }"#]
    {
        assert_eq!(with(row), [""; 0], "{row}");
    }
    for (row, key) in [
        (r#"{ code = "A", number = 2 }"#, "number"),
        (r#"{ code = "A", canonical = "OK" }"#, "canonical"),
        (r#"{ code = "A", severity = "info" }"#, "severity"),
        (r#"{ code = "A", retry = true }"#, "retry"),
    ] {
        assert_eq!(with(row), [format!("codes/own.toml:4: `A` contradicts its page: `{key}`")], "{row}");
    }
    let row = rows(r#"{ code = "A", name = "LONG", http = 404 }"#);
    let catalog = sample::catalog(&[("systems.toml", SYSTEMS), (&path, &page), ("codes/own.toml", &row)]);
    let found = catalog.meanings("long", None);
    assert!(found.len() == 1 && found[0].row.page && found[0].row.http == Some(404), "{found:?}");
    assert_eq!(catalog.codes_named("LONG", None)[0].id, "own/a");
}

#[test]
fn what_a_program_wrote_only_adds_to_what_people_wrote() {
    let machine = rows(r#"{ code = "a", number = 7, title = "machine" }, { code = "B" }, { code = "b" }"#);
    let files = [
        ("systems.toml", SYSTEMS),
        ("codes/own.machine.toml", machine.as_str()),
        ("codes/own.toml", &rows(r#"{ code = "A", title = "people" }"#)),
    ];
    let catalog = sample::catalog(&files);
    let row = catalog.row("own/a").expect("a row").row;
    assert_eq!((row.code, row.title, row.number), ("A", Some("people"), Some(7)));
    assert_eq!(catalog.rows(Some("own")).len(), 2);
    assert_eq!(faults(&files[1..]), [""; 0]);
}

#[test]
fn a_row_leads_to_the_causes_that_name_it_and_to_no_other() {
    let cause = |explains: &str, sign: &str| {
        format!(
            "title = \"Cause\"\nexplains = [\"{explains}\"]\nlikelihood = \"common\"\nexplanation = \"It is so.\"\n\
             [[sign]]\nall = [{sign}]\n[[fix]]\ntitle = \"Fix\"\nwhy = \"So.\"\n"
        )
    };
    let message = |re: &str| format!("{{ field = \"message\", re = '{re}' }}");
    let texts = [
        ("explains", cause("own/access-denied", &message("something"))),
        ("field", cause("own/60", "{ field = \"code\", in = [\"accessdenied\", \"x\"] }")),
        ("pattern", cause("own/60", &message(r"(?i)\bAccessDenied\b"))),
        (
            "not",
            cause(
                "own/60",
                "{ field = \"code\", is = \"AccessDenied\", not = true }, { field = \"message\", re = \"x\" }",
            ),
        ),
        ("lower", cause("own/60", &message("accessdenied"))),
        ("elsewhere", cause("other/denied", "{ field = \"reason\", is = \"access_denied\" }")),
        ("other", cause("other/denied", &message("AccessDenied"))),
        ("message", cause("own/60", "{ field = \"message\", is = \"AccessDenied\" }")),
    ];
    let texts: Vec<(String, String)> =
        texts.into_iter().map(|(name, text)| (format!("causes/area/{name}.toml"), text)).collect();
    let other = rows(r#"{ code = "denied" }, { code = "access_denied" }"#);
    let own = rows(OWN);
    let mut files = vec![("systems.toml", SYSTEMS), ("codes/own.toml", &own), ("codes/other.toml", &other)];
    files.extend(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let catalog = sample::catalog(&files);
    assert_eq!(catalog.causes_of("own/access-denied"), ["area/explains", "area/field", "area/pattern"]);
    assert_eq!(catalog.causes_of("other/access-denied"), ["area/elsewhere"]);
}

/// Rows as the long lists have them: a name of some 25 characters, a number, a class.
fn many(count: usize) -> (Vec<u8>, Vec<u8>) {
    let words =
        ["Invalid", "Access", "Instance", "Limit", "Exceeded", "Not", "Found", "Cluster", "Snapshot", "Request"];
    let name = |at: usize| {
        let part = |shift: usize| words[(at / 10_usize.pow(shift as u32)) % 10];
        format!("{}{}{}{}{}Fault", part(0), part(2), part(1), part(3), at % 7)
    };
    let names: Vec<String> = (0..count).map(name).collect();
    let number = |at: usize| i64::try_from(at * 3).ok();
    let row = |(at, code): (usize, &'_ String)| Row {
        code: Box::leak(code.clone().into_boxed_str()),
        number: number(at),
        parent: Some("Service"),
        list: Some(0),
        ..Row::default()
    };
    let rows: Vec<SystemRow<'_>> =
        names.iter().enumerate().map(|one| SystemRow { system: "own", source: None, row: row(one) }).collect();
    write(&[List { title: "T", url: "https://example.com", file: "codes/own.toml" }], &rows).expect("packs")
}

#[test]
fn a_row_costs_forty_bytes() {
    let size = |count| {
        let (index, packed) = many(count);
        index.len() + packed.len()
    };
    let (some, more) = (size(2_000), size(10_000));
    assert!((more - some) / 8_000 <= 40, "{} bytes for each row", (more - some) / 8_000);
}

#[test]
fn damaged_rows_are_not_found() {
    let (index, packed) = many(200);
    let opened = Rows::open(&index, &packed).expect("rows");
    assert_eq!(opened.all(None).count(), 200);
    assert_eq!(opened.all(Some("none")).count(), 0);
    let name = opened.all(None).nth(150).expect("a row").row.code.to_owned();
    assert_eq!(opened.spelled(&name).count(), 1);
    for end in (0..index.len()).step_by(31) {
        if let Some(rows) = Rows::open(&index[..end], &packed) {
            let _ = rows.named(&name, None).len() + rows.all(None).count();
        }
    }
    for at in (0..index.len()).step_by(3) {
        let mut index = index.clone();
        index[at] ^= 0x55;
        if let Some(rows) = Rows::open(&index, &packed) {
            let _ = rows.named(&name, None).len() + rows.spelled(&name).count();
        }
    }
    for at in (0..packed.len()).step_by(5) {
        let mut packed = packed.clone();
        packed[at] ^= 0x55;
        if let Some(rows) = Rows::open(&index, &packed) {
            let _ = rows.named(&name, None).len() + rows.all(Some("own")).count();
        }
    }
}
