//! Entries of somebody's own: which folders are read, which entry counts, what is said of them, and what they can't do.
#![cfg(unix)]

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use program::{command, fed};
use serde_json::Value;

/// What is found beside this crate's own text: an error whose cause is built in.
const REFUSED: &str = "rpc error: code = Unavailable desc = dial tcp 10.0.0.7:443: connect: connection refused";
const CLOSED: &str = "rpc error: code = Unavailable desc = vpn gateway closed";

/// A working directory, with a folder of configurations, that is deleted in the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let path = std::env::temp_dir().join(format!("explain-own-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        let place =
            Place(fs::canonicalize(std::env::temp_dir()).expect("a folder").join(path.file_name().expect("a name")));
        fs::create_dir_all(place.0.join("repository/.git")).expect("a folder");
        fs::create_dir_all(place.0.join("repository/deep/er")).expect("a folder");
        place
    }

    fn file(&self, name: &str, text: &str) -> &Place {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    /// Runs the program in a folder of the place.
    fn run_in(&self, dir: &str, arguments: &[&str], input: &str) -> Run {
        let mut command = command(arguments);
        command.current_dir(self.0.join(dir)).env("XDG_CONFIG_HOME", self.0.join("config"));
        Run(fed(command.spawn().expect("explain starts"), input.as_bytes()))
    }

    fn run(&self, arguments: &[&str], input: &str) -> Run {
        self.run_in("repository", arguments, input)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Run(Output);

impl Run {
    fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).expect("UTF-8")
    }

    fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).expect("UTF-8")
    }

    fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.0.stdout).unwrap_or_else(|error| panic!("{error}: {} {}", self.out(), self.err()))
    }
}

/// A cause whose sign is a pattern over the message.
fn cause(title: &str, sign: &str, more: &str, example: &str) -> String {
    format!(
        "title = \"{title}\"\nexplains = [\"grpc/unavailable\"]\nlikelihood = \"common\"\n{more}explanation = \"{title}, \
         says {sign}.\"\n[[sign]]\nalone = true\nall = [{{ field = \"message\", re = '{sign}' }}]\n[[fix]]\ntitle = \"Fix: \
         {title}\"\nwhy = \"It works.\"\n[[example]]\ntext = \"{example}\"\n[[near_miss]]\ntext = \"nothing\"\n[[source]]\n\
         title = \"S\"\nurl = \"https://example.com/\"\n"
    )
}

fn closed(title: &str) -> String {
    cause(title, "vpn gateway closed", "", CLOSED)
}

#[test]
fn folders_that_are_not_named_are_laid_over_each_other() {
    let place = Place::new("order");
    let title = |run: &Run| run.json()["findings"][0]["title"].as_str().unwrap_or_default().to_owned();
    let file = |run: &Run| run.json()["findings"][0]["causes"][0]["file"].as_str().unwrap_or_default().to_owned();
    let json = ["--format", "json", CLOSED];
    assert_eq!(place.run(&json, "").json()["findings"][0]["id"], "grpc/unavailable");
    place.file("config/explain/catalog/causes/vpn/closed.toml", &closed("The user's"));
    let run = place.run(&json, "");
    assert_eq!(title(&run), "The user's");
    assert_eq!(file(&run), format!("{}/config/explain/catalog/causes/vpn/closed.toml", place.0.display()));
    place.file("repository/.explain/causes/vpn/closed.toml", &closed("The repository's"));
    let run = place.run(&json, "");
    assert_eq!((title(&run), file(&run)), ("The repository's".into(), ".explain/causes/vpn/closed.toml".into()));
    let run = place.run_in("repository/deep/er", &json, "");
    assert_eq!(file(&run), "../../.explain/causes/vpn/closed.toml");
    place.file("repository/named/causes/vpn/closed.toml", &closed("The named one's"));
    let run = place.run(&["--catalog", "named", "--format", "json", CLOSED], "");
    assert_eq!((title(&run), file(&run)), ("The named one's".into(), "named/causes/vpn/closed.toml".into()));
    // What is printed says whose words it is.
    let page = place.run(&[CLOSED], "").out();
    assert!(page.contains("\nfrom .explain/causes/vpn/closed.toml\n"), "{page}");
    let page = place.run(&["UNAVAILABLE"], "").out();
    assert!(page.contains("[vpn/closed] from .explain/causes/vpn/closed.toml"), "{page}");
    assert!(place.run(&["vpn/closed"], "").out().contains("from .explain/causes/vpn/closed.toml"));
}

#[test]
fn folders_above_the_repository_are_not_read() {
    let place = Place::new("above");
    place.file(".explain/causes/vpn/closed.toml", &closed("A stranger's"));
    assert_eq!(place.run(&["vpn/closed"], "").code(), 1);
    assert_eq!(place.run_in("", &["vpn/closed"], "").code(), 0);
    fs::remove_dir(place.0.join("repository/.git")).expect("a folder");
    assert_eq!(place.run(&["vpn/closed"], "").code(), 0, "without a repository, all folders above are looked at");
}

#[test]
fn a_folder_with_faults_is_left_out_with_a_warning_and_refused_if_it_is_named() {
    let place = Place::new("broken");
    place.file("repository/.explain/causes/vpn/closed.toml", &closed("It").replace("explanation", "explanatoin"));
    let run = place.run(&["UNAVAILABLE"], "");
    assert_eq!(run.code(), 0);
    assert!(run.out().starts_with("UNAVAILABLE"), "{}", run.out());
    let told =
        "explain: warning: .explain/causes/vpn/closed.toml:4: unknown key `explanatoin`; did you mean \"explanation\"?";
    assert!(run.err().starts_with(told), "{}", run.err());
    let run = place.run(&["--catalog", ".explain", "UNAVAILABLE"], "");
    assert_eq!((run.code(), run.out().as_str()), (2, ""));
    assert!(
        run.err().contains(".explain/causes/vpn/closed.toml:4:") && !run.err().contains("warning"),
        "{}",
        run.err()
    );
}

#[test]
fn without_the_built_in_catalog_the_folder_is_all_there_is() {
    let place = Place::new("alone");
    place.file("repository/.explain/causes/vpn/closed.toml", &closed("It"));
    place.file("repository/shop/systems.toml", "[[system]]\nid = \"shop\"\ntitle = \"Shop\"\n");
    let run = place.run(&["--no-builtin", "--catalog", "shop", "list"], "");
    assert_eq!((run.out().as_str(), run.code()), ("", 0), "{}", run.err());
    assert_eq!(place.run(&["--no-builtin", "--catalog", "shop", "UNAVAILABLE"], "").code(), 1);
    assert_eq!(place.run(&["--catalog", "shop", "UNAVAILABLE"], "").code(), 0);
    let run = place.run(&["--no-builtin", "UNAVAILABLE"], "");
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("--no-builtin needs --catalog DIR"), "{}", run.err());
    place.file("repository/explain.toml", "no-builtin = true\n");
    assert!(place.run(&["check", "x"], "").err().contains("counts on the command line only"));
}

#[test]
fn what_is_built_in_is_added_to_and_not_replaced() {
    let place = Place::new("addition");
    let id = "repository/.explain/causes/net/connection-refused.toml";
    place.file(id, &closed("It"));
    let err = place.run(&["UNAVAILABLE"], "").err();
    assert!(err.contains("net/connection-refused is a page of the built-in catalog: with `addition = true`"), "{err}");
    place.file(
        id,
        "addition = true\nexplains = [\"http/500\"]\n[[sign]]\nfix = \"Call the night shift\"\nall = [{ field = \"message\", re = 'turnstile says no' }]\n\
         [[fix]]\ntitle = \"Call the night shift\"\nwhy = \"They have the key.\"\n[[example]]\ntext = \"rpc error: code = \
         Unavailable desc = turnstile says no\"\n[[near_miss]]\ntext = \"turnstile\"\n",
    );
    let run = place.run(&["--format", "json", "rpc error: code = Unavailable desc = turnstile says no"], "");
    let cause = &run.json()["findings"][0]["causes"][0];
    assert_eq!(
        (cause["id"].as_str(), cause["file"].as_str()),
        (Some("net/connection-refused"), Some(".explain/causes/net/connection-refused.toml"))
    );
    assert_eq!(cause["fixes"][0]["title"], "Call the night shift");
    assert!(cause["fixes"].as_array().is_some_and(|fixes| fixes.len() > 2), "those of the page are still there");
    // Its own signs still hold, and its place among the causes of its codes is the same.
    assert_eq!(place.run(&["--format", "json", REFUSED], "").json()["findings"][0]["id"], "net/connection-refused");
    let causes = |run: &Run| {
        run.json()["entries"][0]["causes"]
            .as_array()
            .expect("causes")
            .iter()
            .map(|one| one["id"].to_string())
            .collect::<Vec<_>>()
    };
    let with = causes(&place.run(&["--format", "json", "grpc/unavailable"], ""));
    let plain = Place::new("no-addition");
    assert_eq!(with, causes(&plain.run(&["--format", "json", "grpc/unavailable"], "")));
    let of_500 = causes(&place.run(&["--format", "json", "http/500"], ""));
    assert!(of_500.contains(&"\"net/connection-refused\"".to_owned()), "{of_500:?}");
    assert_eq!(place.run(&["catalog", "test", ".explain"], "").out(), "2 texts, 0 failed\n");
    // The page of a code.
    place.file(
        "repository/.explain/codes/grpc/unavailable.toml",
        "addition = true\naliases = [\"GateShut\"]\n[[note]]\ntext = \"Ask the porter.\"\n",
    );
    let run = place.run(&["--format", "json", "gateshut"], "");
    assert_eq!(run.json()["entries"][0]["id"], "grpc/unavailable", "{}", run.err());
    let notes = run.json()["entries"][0]["notes"].to_string();
    assert!(notes.contains("Ask the porter.") && notes.len() > 40, "{notes}");
    assert_eq!(causes(&run), with);
    place.file("repository/.explain/causes/net/connect-timeout.toml", "addition = true\n[[note]]\ntext = \"x\"\n");
    place.file("repository/.explain/causes/net/connection-refsed.toml", "addition = true\n");
    let run = place.run(&["catalog", "check", ".explain"], "");
    assert!(
        run.out().contains("connect-timeout.toml:2: `note` is added to a code, and this is a cause"),
        "{}",
        run.out()
    );
    assert!(run.out().contains("connection-refsed.toml:1: there is no page net/connection-refsed that this could be an addition to; did you mean \"net/connection-refused\"?"), "{}", run.out());
}

#[test]
fn a_folder_that_was_not_named_cant_make_a_check_milder() {
    let place = Place::new("gate");
    let harmless =
        cause("Harmless", "connect: connection refused", "severity = \"info\"\nowner = \"theirs\"\n", REFUSED);
    let over = harmless.replacen("likelihood", "over = [\"net/connection-refused\"]\nlikelihood", 1);
    place.file("named/causes/own/harmless.toml", &over);
    place.file("repository/app.log", &format!("{REFUSED}\n"));
    let check = ["check", "--fail-on-owner", "yours", "--fail-on-owner", "infrastructure", "app.log"];
    assert_eq!(place.run(&check, "").code(), 1);
    let named: Vec<&str> = ["--catalog", "../named"].into_iter().chain(check).collect();
    let run = place.run(&named, "");
    assert_eq!(run.code(), 0, "who names a folder trusts it: {}", run.out());
    place.file("repository/.explain/causes/own/harmless.toml", &over);
    let run = place.run(&check, "");
    assert_eq!(run.code(), 1, "{}", run.out());
    assert!(
        run.out().contains("check failed: 1 finding of severity error or worse: net/connection-refused at app.log:1"),
        "{}",
        run.out()
    );
    assert!(run.out().contains("own/harmless"), "what it says is shown all the same: {}", run.out());
    assert!(
        run.err().contains("entries that are not built in had a part in 1 finding: .explain/causes/own/harmless.toml"),
        "{}",
        run.err()
    );
    // What was known before is known either way.
    place.run(&["check", "--baseline", "b", "--write-baseline", "app.log"], "");
    assert_eq!(place.run(&["check", "--baseline", "b", "app.log"], "").code(), 0);
    // A line that only follows another one, or that is no error to a stranger, is judged too.
    place.file(
        "repository/.explain/causes/own/harmless.toml",
        &over.replacen("likelihood", "follows = true\nlikelihood", 1),
    );
    assert_eq!(place.run(&check, "").code(), 1);
}

#[test]
fn entries_cant_unmask_what_is_masked() {
    let place = Place::new("mask");
    place.file(
        "repository/.explain/formats/leak.toml",
        "title = \"Leak\"\nmarkers = [\"login as \"]\npattern = 'login as (?<service>\\S+) password=(?<message>\\S+): (?<code>\\w+)'\n\
         codes = [{ system = \"grpc\", from = \"code\" }]\n[[sample]]\ntext = 'login as a password=b: UNAVAILABLE'\n",
    );
    let leak = cause("Leak", ".+", "about = [\"It is {{said.missing}}.\"]\n", "x").replace("alone = true\n", "");
    place.file("repository/.explain/causes/own/leak.toml", &leak);
    let text = "login as ops password=Tr0ub4dor-hunter2: UNAVAILABLE";
    for format in ["human", "json", "agent", "markdown", "html"] {
        let run = place.run(&["--full", "--format", format, text], "");
        assert!(!run.out().contains("hunter2") && !run.err().contains("hunter2"), "{format}: {}", run.out());
        assert!(format == "human" || run.out().contains("Leak") || run.out().contains("UNAVAILABLE"), "{}", run.out());
    }
}

#[test]
fn foreign_files_are_left_alone() {
    let place = Place::new("foreign");
    place.file("repository/.explain/causes/vpn/closed.toml", &closed("It"));
    for name in [
        "README.md",
        "LICENSE",
        "closed.toml.bak",
        "package.json",
        ".git/config",
        "causes/vpn/.closed.toml.swp",
        "snippets/README.md",
        "causes/notes.txt",
    ] {
        place.file(&format!("repository/.explain/{name}"), "\u{0}not = an [entry");
    }
    let run = place.run(&["catalog", "check", ".explain"], "");
    assert_eq!(run.out(), "1 entry, 0 faults\n");
    assert_eq!(place.run(&["vpn/closed"], "").err(), "");
}

#[test]
fn what_can_never_hold_is_a_fault_with_its_line() {
    let place = Place::new("never");
    let format = "title = \"Shop\"\nmarkers = [\"shop eror \"]\npattern = 'shop error (?<code>\\w+): (?<message>.*)'\n\
                  codes = [{ system = \"grcp\", from = \"coed\" }]\n[rename]\n\"http.status\" = \"statsu\"\n[[sample]]\ntext = 'x'\n";
    place.file("repository/.explain/formats/shop.toml", format);
    let wrong = closed("It").replace("field = \"message\"", "field = \"http.statsu\"").replace("alone = true\n", "");
    place.file("repository/.explain/causes/vpn/closed.toml", &wrong);
    place.file(
        "repository/.explain/formats/names.toml",
        "title = \"N\"\n[names]\nsystems = [\"grpc\", \"htpt\"]\n[[sample]]\ntext = 'x'\n",
    );
    let out = place.run(&["catalog", "check", ".explain"], "").out();
    for wanted in [
        ".explain/causes/vpn/closed.toml:6: no format, rule or reader sets the field `http.statsu`; did you mean \"http.status\"?",
        ".explain/formats/names.toml:3: unknown system `htpt`; did you mean \"http\"?",
        ".explain/formats/shop.toml:2: the marker `shop eror ` cannot occur in what the pattern matches; each match has \"shop error \"",
        ".explain/formats/shop.toml:4: the format has no group `coed`; did you mean \"code\"?",
        ".explain/formats/shop.toml:4: unknown system `grcp`; did you mean \"grpc\"?",
        ".explain/formats/shop.toml:6: the format has no group `statsu`",
    ] {
        assert!(out.contains(wanted), "{wanted}\nis not in\n{out}");
    }
}

#[test]
fn catalogs_are_shown_in_their_order() {
    let place = Place::new("show");
    let user = "config/explain/catalog/causes/vpn/closed.toml";
    place.file(user, &closed("It")).file("repository/.explain/causes/vpn/open.toml", "titel = 1\n");
    place.file("repository/named/causes/vpn/closed.toml", &closed("That"));
    let run = place.run(&["catalog", "show", "--catalog", "named"], "");
    let lines: Vec<String> = run.out().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    assert!(lines[0].starts_with("built in") && lines[0].contains("explain"), "{lines:?}");
    assert!(lines[1].starts_with("user") && lines[1].ends_with("config/explain/catalog  1 entry"), "{lines:?}");
    assert!(
        lines[2].starts_with("repository") && lines[2].contains(".explain") && lines[2].ends_with("left out: 1 fault"),
        "{lines:?}"
    );
    assert!(lines[3].starts_with("--catalog") && lines[3].ends_with("named  1 entry"), "{lines:?}");
    // An entry is shown as it was written.
    let run = place.run(&["catalog", "show", "vpn/closed"], "");
    assert_eq!(run.out(), format!("# {}/{user}\n{}", place.0.display(), closed("It")));
    let run = place.run(&["catalog", "show", "net/connection-refused"], "");
    assert!(run.out().starts_with("# catalog/causes/net/connection-refused.toml, built in\n"), "{}", run.out());
    assert!(run.out().contains("nothing listens on that host and port"), "{}", run.out());
    let run = place.run(&["catalog", "show", "net/connection-refsed"], "");
    assert_eq!(run.code(), 1);
    assert!(run.err().contains("did you mean \"net/connection-refused\"?"), "{}", run.err());
}

#[test]
fn schemas_are_those_that_files_are_read_by() {
    let place = Place::new("schema");
    for kind in ["cause", "code", "format", "rows", "systems", "clients", "extract", "addition"] {
        let schema = place.run(&["catalog", "schema", kind], "").json();
        assert_eq!(schema["additionalProperties"], false, "{kind}");
        assert!(schema["properties"].is_object(), "{kind}");
    }
    let all = place.run(&["catalog", "schema"], "").json();
    assert!(all["cause"]["properties"]["sign"].is_object());
    let run = place.run(&["catalog", "schema", "cuase"], "");
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("did you mean \"cause\"?"), "{}", run.err());
}

/// A skeleton is made of a line, and its places are faults until somebody fills them.
#[test]
fn a_skeleton_is_written_from_a_line_and_filled_in() {
    let place = Place::new("new");
    let line = "2026-11-30T10:00:01Z ERROR shopd: order failed: error OUT_OF_STOCK: the picker found an empty shelf, token=Tr0ub4dor-hunter2\n";
    let printed = place.run(&["catalog", "new"], line);
    assert_eq!(printed.code(), 0, "{}", printed.err());
    assert!(printed.out().contains("# formats/") && printed.out().contains("TODO"), "{}", printed.out());
    assert!(!printed.out().contains("hunter2"), "{}", printed.out());
    let run = place.run(&["catalog", "new", "--id", "shop/sold-out", "--into", ".explain"], line);
    assert_eq!(run.code(), 0, "{}", run.err());
    for name in ["systems.toml", "codes/shop/out-of-stock.toml", "formats/shop.toml", "causes/shop/sold-out.toml"] {
        assert!(run.out().contains(&format!(".explain/{name}")), "{name}: {}", run.out());
        let text = fs::read_to_string(place.0.join("repository/.explain").join(name)).expect("a file");
        assert!(!text.contains("hunter2"), "{text}");
    }
    let run = place.run(&["catalog", "check", ".explain"], "");
    assert_eq!(run.code(), 1);
    assert!(run.out().lines().filter(|line| line.contains("TODO")).count() >= 6, "{}", run.out());
    assert!(run.out().lines().all(|line| line.contains("TODO") || line.ends_with("faults")), "{}", run.out());
    // Nothing is overwritten.
    let again = place.run(&["catalog", "new", "--id", "shop/sold-out", "--into", ".explain"], line);
    assert_eq!(again.code(), 2);
    assert!(again.err().contains("exists"), "{}", again.err());
    fill(&place.0.join("repository/.explain"));
    let run = place.run(&["catalog", "check", ".explain"], "");
    assert_eq!(run.out(), "3 entries, 0 faults\n");
    let run = place.run(&["catalog", "test", ".explain"], "");
    assert_eq!(run.code(), 0, "{}", run.out());
    let run = place.run(&["--format", "json", line], "");
    let finding = &run.json()["findings"][0];
    assert_eq!(
        (finding["id"].as_str(), finding["codes"][0]["code"].as_str()),
        (Some("shop/sold-out"), Some("OUT_OF_STOCK"))
    );
}

/// Fills every place as somebody in a hurry would.
fn fill(folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            fill(&entry);
            continue;
        }
        let text = fs::read_to_string(&entry).expect("a file");
        let lines = text.lines().map(|line| match line.split_once("\"TODO") {
            Some((key, _)) if key.contains("url") => format!("{key}\"https://shop.example/errors\""),
            Some((key, rest)) => {
                let end = rest.split_once('"').map_or("", |(_, end)| end);
                format!("{key}\"Something else\"{end}")
            }
            None => line.to_owned(),
        });
        fs::write(&entry, lines.map(|line| line + "\n").collect::<String>()).expect("a file");
    }
}

#[test]
fn a_skeleton_of_a_known_code_is_a_cause_alone() {
    let place = Place::new("new-cause");
    let text = "rpc error: code = Unavailable desc = the lighthouse keeper overslept at 10.0.0.7:443";
    let run = place.run(&["catalog", "new", "--id", "sea/keeper"], text);
    assert!(run.out().starts_with("# causes/sea/keeper.toml\n"), "{}", run.out());
    assert!(run.out().contains("explains    = [\"grpc/unavailable\"]"), "{}", run.out());
    assert!(run.out().contains("the lighthouse keeper overslept"), "{}", run.out());
    assert!(!run.out().contains("# formats/"), "{}", run.out());
    let run = place.run(&["catalog", "new"], "");
    assert_eq!(run.code(), 2);
    assert!(run.err().contains("empty"), "{}", run.err());
    assert_eq!(place.run(&["catalog", "new", "--id", "Bad Id"], text).code(), 2);
}
