//! The commands of the catalog: people paste them at three in the morning. None may harm what its reader owns, none may switch
//! the checking of certificates off, and what is called proven must be fit to be run again.

mod built_in;

use built_in::{files, sources};
use explain_errors::internal::Sources;
use explain_errors::report::Reproduce;
use regex::Regex;

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

/// Pieces of text that are scripts, each with the path of its page.
type Scripts = Vec<(String, String)>;

/// The commands of all checks.
fn checks(sources: &Sources<'_>) -> Scripts {
    let causes = sources.causes.iter();
    let checks = causes.flat_map(|entry| entry.value.check.iter().map(|check| (entry.path, check.run.as_deref())));
    checks.filter_map(|(path, run)| Some((path.display().to_string(), run?.to_owned()))).collect()
}

/// The scripts of the reproductions that are chosen.
fn reproductions(sources: &Sources<'_>, chosen: impl Fn(&Reproduce<'_>) -> bool) -> Scripts {
    let causes = sources.causes.iter();
    let all = causes.flat_map(|entry| entry.value.reproduce.iter().map(|reproduce| (entry.path, reproduce)));
    all.filter(|(_, one)| chosen(one)).map(|(path, one)| (path.display().to_string(), one.run.to_string())).collect()
}

/// The steps and the code of all fixes, and the code that they share.
fn fixes(sources: &Sources<'_>) -> Scripts {
    let fixes = sources.causes.iter().flat_map(|entry| entry.value.fix.iter().map(|fix| (entry.path, fix)));
    let own = fixes.flat_map(|(path, fix)| fix.steps.iter().chain(fix.code.values()).map(move |text| (path, text)));
    let shared = sources.snippets.values().flatten().map(|shared| (shared.path.as_path(), &shared.code));
    own.chain(shared).map(|(path, text)| (path.display().to_string(), text.clone())).collect()
}

/// What a pattern finds in scripts, a line each.
fn found(pattern: &str, scripts: &Scripts) -> Vec<String> {
    let pattern = Regex::new(pattern).expect("a pattern");
    let own = Regex::new(OWN).expect("a pattern");
    let mut faults = Vec::new();
    for (path, script) in scripts {
        // A command may go over several lines.
        let script = script.replace("\\\n", " ");
        // A search for a word does nothing of what the word says.
        let acts = |line: &&str| !own.is_match(line) && !line.trim_start().starts_with("grep ");
        let lines = script.lines().filter(|line| pattern.is_match(line)).filter(acts);
        faults.extend(lines.map(|line| format!("{path}: {}", line.trim())));
    }
    faults
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} fault(s):\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn checks_and_reproductions_take_nothing_away() {
    let files = files();
    let sources = sources(&files);
    none(&found(TAKING, &checks(&sources)));
    none(&found(TAKING, &reproductions(&sources, |_| true)));
}

#[test]
fn no_command_switches_a_safeguard_off() {
    let files = files();
    let sources = sources(&files);
    for scripts in [checks(&sources), reproductions(&sources, |_| true), fixes(&sources)] {
        none(&found(UNSAFE, &scripts));
    }
}

#[test]
fn what_is_proven_shows_all_that_it_prints_and_leaves_nothing_behind() {
    let files = files();
    let proven = reproductions(&sources(&files), |one| one.proven.is_some());
    assert!(proven.len() > 200, "only {} reproductions are proven", proven.len());
    none(&found(CUTTING, &proven));
    none(&found(r"(?:^|[\s=>])/tmp/\w", &proven));
    let background = Regex::new(r"(?m)[^&>|]&\s*$|[^&>|]& ").expect("a pattern");
    let ends = |run: &str| ["trap ", "wait", "kill "].iter().any(|word| run.contains(word));
    let endless = proven.iter().filter(|(_, run)| background.is_match(run) && !ends(run));
    none(&endless.map(|(path, _)| format!("{path}: a process in the background has no end")).collect::<Vec<_>>());
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
