//! The commands of the catalog: people paste them at three in the morning. None may harm what its reader owns, none may switch
//! the checking of certificates off, and what is called proven must be fit to be run again.

use std::path::{Path, PathBuf};
use std::{fs, io};

use regex::Regex;
use toml::{Table, Value};

/// What takes something away: objects, containers, rows, files, traffic. Whatever a name begins with that is made for a demonstration
/// is the reader's to lose.
const TAKING: &str = r"(?x)
    \b(?:kubectl\ (?:delete|drain|cordon|taint|rollout\ undo)|helm\ (?:uninstall|delete|rollback)
    |docker\ (?:(?:system|image|volume|container|builder|network)\ (?:prune|rm)|rm|rmi|kill|stop)
    |terraform\ (?:destroy|state\ rm)|pulumi\ destroy
    |aws\ [a-z0-9-]+\ (?:delete|terminate|remove|detach|revoke)-|gcloud\ [a-z\ -]+\ (?:delete|unlink|disable|revoke)\b|az\ [a-z\ -]+\ (?:delete|purge)\b
    |govc\ \S+\.(?:destroy|remove|rm|power\ -off)|etcdctl\ (?:del|member\ remove|user\ delete|auth\ disable)
    |redis-cli\ [^\n]*(?:flushall|flushdb)|systemctl\ (?:stop|disable|restart)|(?:reboot|shutdown|mkfs\S*|wipefs)\b
    |git\ (?:push\ [^\n]*(?:--force\b|-f\b)|reset\ --hard|clean\ -)|rm\ -[a-z]*r[a-z]*\ +[/~$*.]|pkill|killall)
    |--replicas[=\ ]0\b";
/// Names of what a page makes for itself.
const OWN: &str = r"\bexplain-|mktemp|\$(?:dir|work|tmp|folder)\b";

/// What switches a safeguard off.
const UNSAFE: &str = r"(?x)
    \bcurl\b[^\n|;]*\ (?:-[a-zA-Z]*k[a-zA-Z]*|--insecure)\b|\bwget\b[^\n|;]*--no-check-certificate|\bchmod\ (?:-R\ )?777\b|verify\s*=\s*False
    |NODE_TLS_REJECT_UNAUTHORIZED|StrictHostKeyChecking[=\ ]no|--insecure-skip-tls-verify|InsecureSkipVerify:\s*true|sslVerify[=\ ]false";

/// What cuts the output that a reader would paste.
const CUTTING: &str = r"\|\s*(?:grep|head|tail|cut|awk|sed|jq)\b[^)\n]*$";

fn pages() -> io::Result<Vec<(PathBuf, Table)>> {
    fn below(folder: &Path, all: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() { below(&path, all)? } else { all.push(path) }
        }
        Ok(())
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog");
    let mut all = Vec::new();
    below(&root.join("causes"), &mut all)?;
    all.sort();
    all.into_iter()
        .map(|path| {
            Ok((
                path.strip_prefix(&root).unwrap_or(&path).to_owned(),
                fs::read_to_string(&path)?.parse().map_err(io::Error::other)?,
            ))
        })
        .collect()
}

/// The scripts of a page under a key: `run` of each check or reproduction.
fn scripts<'p>(page: &'p Table, key: &str) -> impl Iterator<Item = (&'p Table, &'p str)> {
    let all = page.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table);
    all.filter_map(|one| Some((one, one.get("run")?.as_str()?)))
}

/// What a pattern finds in scripts, a line each.
fn found(pattern: &str, scripts: impl Fn(&Table) -> Vec<String>) -> Vec<String> {
    let pattern = Regex::new(pattern).expect("a pattern");
    let own = Regex::new(OWN).expect("a pattern");
    let mut faults = Vec::new();
    for (path, page) in pages().expect("pages") {
        for script in scripts(&page) {
            // A command may go over several lines.
            let script = script.replace("\\\n", " ");
            // A search for a word does nothing of what the word says.
            let acts = |line: &&str| !own.is_match(line) && !line.trim_start().starts_with("grep ");
            let lines = script.lines().filter(|line| pattern.is_match(line)).filter(acts);
            faults.extend(lines.map(|line| format!("{}: {}", path.display(), line.trim())));
        }
    }
    faults
}

fn runs(page: &Table, keys: &[&str]) -> Vec<String> {
    keys.iter().flat_map(|key| scripts(page, key)).map(|(_, run)| run.to_owned()).collect()
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn checks_and_reproductions_take_nothing_away() {
    none(&found(TAKING, |page| runs(page, &["check", "reproduce"])));
}

#[test]
fn no_command_switches_a_safeguard_off() {
    none(&found(UNSAFE, |page| runs(page, &["check", "reproduce", "fix"])));
}

#[test]
fn what_is_proven_shows_all_that_it_prints_and_leaves_nothing_behind() {
    let proven = |page: &Table| {
        scripts(page, "reproduce")
            .filter(|(one, _)| one.contains_key("proven"))
            .map(|(_, run)| run.to_owned())
            .collect()
    };
    none(&found(CUTTING, proven));
    none(&found(r"(?:^|[\s=>])/tmp/\w", proven));
    let background = Regex::new(r"(?m)[^&>|]&\s*$|[^&>|]& ").expect("a pattern");
    let mut faults = Vec::new();
    for (path, page) in pages().expect("pages") {
        for (_, run) in scripts(&page, "reproduce").filter(|(one, _)| one.contains_key("proven")) {
            if background.is_match(run) && !run.contains("trap ") && !run.contains("wait") && !run.contains("kill ") {
                faults.push(format!("{}: a process in the background has no end", path.display()));
            }
        }
    }
    none(&faults);
}

#[test]
fn the_patterns_find_what_they_are_for() {
    let is = |pattern: &str, line: &str| Regex::new(pattern).expect("a pattern").is_match(line);
    for line in [
        "kubectl drain web-1",
        "docker rm -f m",
        "aws dynamodb delete-table --table-name t",
        "kubectl scale deploy/a --replicas=0",
        "rm -rf /var/x",
    ] {
        assert!(is(TAKING, line), "{line}");
    }
    for line in
        ["kubectl get pods", "docker run --rm nginx", "rm file", "terraform state list", "grep -rn 'shutdown()' src"]
    {
        assert!(!is(TAKING, line) || line.starts_with("grep"), "{line}");
    }
    for line in ["curl -sk https://a", "curl -i --insecure https://a", "chmod 777 f"] {
        assert!(is(UNSAFE, line), "{line}");
    }
    for line in ["curl -s --cacert k.pem https://a", "curl -sS https://a/x-k", "kubectl -k overlays/a apply"] {
        assert!(!is(UNSAFE, line), "{line}");
    }
    assert!(is(CUTTING, "curl -si https://a | head -1") && !is(CUTTING, "curl -si https://a"));
}
