//! Tests of the built-in catalog: its structure, its texts, and what its pages promise a reader.

mod built_in;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use built_in::{files, sources};
use explain_errors::Explainer;
use explain_errors::internal::{Base, Sources, Storage, Verifier, compile};

fn lines(faults: &[impl ToString]) -> String {
    faults.iter().map(|fault| format!("\n{}", fault.to_string())).collect()
}

/// Fails with all faults at once.
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} fault(s):{}", faults.len(), lines(faults));
}

#[test]
fn the_structure_has_no_fault() {
    let files = files();
    let (sources, base) = (sources(&files), Base::default());
    let (_, faults) = compile(&sources, &base, Storage::Plain);
    assert!(faults.is_empty(), "{}", lines(&faults));
}

/// Samples and rejects of formats, samples of extraction rules, examples and near misses of causes: each is tried
/// against the whole catalog, and no two formats may match a sample equally well.
#[test]
fn every_text_holds() {
    let files = files();
    let sources = sources(&files);
    let explainer = Explainer::new().unwrap();
    let outcome = Verifier::new(&explainer).verify(&sources, "");
    assert!(outcome.faults.is_empty(), "{} fault(s):{}", outcome.faults.len(), lines(&outcome.faults));
    assert!(outcome.texts > 2000, "only {} texts were tested", outcome.texts);
}

#[test]
fn titles_are_one_line_without_a_full_stop() {
    let files = files();
    let sources = sources(&files);
    let mut faults = Vec::new();
    let mut judge = |path: &Path, what: &str, title: &str, longest: usize| {
        let title = title.trim();
        if title.ends_with('.') && !title.ends_with("...") {
            faults.push(format!("{}: {what} ends with a full stop: {title}", path.display()));
        }
        let length = title.chars().count();
        if length > longest || title.contains('\n') {
            faults.push(format!("{}: {what} has {length} characters, {longest} fit: {title}", path.display()));
        }
    };
    for entry in &sources.codes {
        judge(entry.path, "title", &entry.value.title, 100);
    }
    for entry in &sources.causes {
        judge(entry.path, "title", entry.value.title.get_ref(), 100);
        entry.value.check.iter().for_each(|check| judge(entry.path, "check.title", &check.title, 100));
        entry.value.fix.iter().for_each(|fix| judge(entry.path, "fix.title", &fix.title, 100));
        entry.value.reproduce.iter().for_each(|one| judge(entry.path, "reproduce.title", &one.title, 100));
        entry.value.tell.iter().for_each(|tell| judge(entry.path, "tell", tell, 80));
    }
    for entry in &sources.formats {
        judge(entry.path, "title", entry.value.title.get_ref(), 100);
    }
    none(&faults);
}

/// A gate judges by it, so no page may have forgotten it.
#[test]
fn every_cause_says_who_has_to_act() {
    let files = files();
    let causes = files.iter().filter(|file| file.path.starts_with("causes"));
    let silent = causes.filter(|file| !file.text.lines().any(|line| line.starts_with("owner ")));
    none(&silent.map(|file| file.path.display().to_string()).collect::<Vec<_>>());
}

#[test]
fn explanations_say_enough_and_no_more_than_six_sentences() {
    let files = files();
    let mut faults = Vec::new();
    for entry in &sources(&files).causes {
        let count = sentences(&entry.value.explanation).len();
        let length = entry.value.explanation.trim().chars().count();
        // One sentence is enough if it is long enough to explain something.
        if count > 6 || (count < 2 && length < 90) {
            let path = entry.path.display();
            faults.push(format!("{path}: the explanation has {count} sentence(s) of {length} characters"));
        }
    }
    none(&faults);
}

/// Each fact is stated once and referred to elsewhere, so no long sentence may be on two pages.
#[test]
fn no_sentence_stands_in_two_pages() {
    let files = files();
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let sources = sources(&files);
    // Several codes can be mapped to others in the same words.
    let mappings: BTreeSet<&str> =
        sources.codes.iter().flat_map(|entry| &entry.value.equivalent).filter_map(|one| one.note.as_deref()).collect();
    for (path, text) in texts(&sources).into_iter().filter(|(_, text)| !mappings.contains(text.as_str())) {
        for sentence in sentences(&text) {
            let folded = sentence.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            if folded.chars().count() >= 60 {
                seen.entry(folded).or_default().insert(path.clone());
            }
        }
    }
    let doubled = seen.into_iter().filter(|(_, paths)| paths.len() > 1);
    let faults: Vec<String> = doubled
        .map(|(sentence, paths)| format!("{}: {sentence}", paths.into_iter().collect::<Vec<_>>().join(", ")))
        .collect();
    none(&faults);
}

/// Codes that no cause explains, each with the reason. Remove a code from here when it gets a cause.
const WITHOUT_CAUSE: &[(&str, &str)] = &[
    ("grpc/ok", "no error"),
    ("http/424", "WebDAV: the reason is the failed part named next to it"),
    ("http/440", "IIS only: a login that timed out, which the page says in full"),
    ("http/444", "nginx closes without an answer: it is in its log only"),
    ("http/506", "a configuration loop of the server, which the page says in full"),
    ("http/508", "WebDAV: an endless loop of bindings, which the page says in full"),
    ("http/510", "historic"),
    ("http/561", "AWS load balancers only: the login at the identity provider failed, which the page says in full"),
    ("kubernetes/storage-read-error", "the page says in full what there is to know"),
    ("oauth/expired-login-hint-token", "the code is the cause: its specification gives it one meaning"),
    ("oauth/invalid-authorization-details", "the code is the cause: its specification gives it one meaning"),
    ("oauth/invalid-binding-message", "the code is the cause: its specification gives it one meaning"),
    ("oauth/invalid-user-code", "the code is the cause: its specification gives it one meaning"),
    ("oauth/missing-user-code", "the code is the cause: its specification gives it one meaning"),
    ("oauth/registration-not-supported", "the code is the cause: its specification gives it one meaning"),
    ("oauth/request-not-supported", "the code is the cause: its specification gives it one meaning"),
    ("oauth/request-uri-not-supported", "the code is the cause: its specification gives it one meaning"),
    ("oauth/transaction-failed", "the code is the cause: its specification gives it one meaning"),
    ("oauth/unknown-user-id", "the code is the cause: its specification gives it one meaning"),
    ("oauth/unsupported-token-type", "the code is the cause: its specification gives it one meaning"),
];

#[test]
fn every_code_has_a_cause_or_an_excuse() {
    let files = files();
    let sources = sources(&files);
    let explained: BTreeSet<&str> =
        sources.causes.iter().flat_map(|entry| &entry.value.explains).map(|code| code.get_ref().as_str()).collect();
    let mut faults = Vec::new();
    for entry in &sources.codes {
        let excused = WITHOUT_CAUSE.iter().any(|(id, _)| *id == entry.id);
        match (explained.contains(entry.id.as_str()), excused) {
            (false, false) => faults.push(format!("{} has no cause", entry.id)),
            (true, true) => faults.push(format!("{} has a cause now: remove its excuse", entry.id)),
            _ => {}
        }
    }
    for (id, reason) in WITHOUT_CAUSE {
        if !sources.codes.iter().any(|entry| entry.id == *id) || reason.is_empty() {
            faults.push(format!("{id} is excused, but it is an unknown code or has no reason"));
        }
    }
    none(&faults);
}

/// Readers know only the published project, so pages don't mention how they were made.
#[test]
fn no_page_speaks_of_the_workshop() {
    let files = files();
    const WORDS: &[&str] = &[
        "todo:",
        "fixme",
        "xxxx",
        "captures/",
        "captured with",
        "our capture",
        "the capture",
        "helper session",
        "lorem",
    ];
    let issue = regex::Regex::new(r"(?i)\bissue\s+#?\d+").unwrap();
    let mut faults = Vec::new();
    for (path, text) in texts(&sources(&files)) {
        let lower = text.to_lowercase();
        for word in WORDS.iter().filter(|word| lower.contains(**word)) {
            faults.push(format!("{path}: says {word:?}"));
        }
        for found in issue.find_iter(&text) {
            faults.push(format!("{path}: says {:?}", found.as_str()));
        }
    }
    none(&faults);
}

#[test]
fn sources_are_secure_links_and_stand_once_in_a_page() {
    let files = files();
    let sources = sources(&files);
    let mut faults = Vec::new();
    let codes = sources.codes.iter().map(|entry| (entry.path, &entry.value.source));
    let causes = sources.causes.iter().map(|entry| (entry.path, &entry.value.source));
    for (path, list) in codes.chain(causes) {
        let mut seen = BTreeSet::new();
        for source in list {
            if !source.url.starts_with("https://") || source.url.contains(char::is_whitespace) {
                faults.push(format!("{}: no https link: {}", path.display(), source.url));
            }
            if !seen.insert((&source.url, &source.title)) {
                faults.push(format!("{}: listed twice: {}", path.display(), source.url));
            }
        }
    }
    none(&faults);
}

/// All prose of pages, with the path of its file.
fn texts(sources: &Sources<'_>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for entry in &sources.codes {
        let code = &entry.value;
        let mut add = |text: &str| all.push((entry.path.display().to_string(), text.to_owned()));
        add(&code.title);
        add(&code.meaning);
        add(&code.retry.why);
        code.attribute.iter().for_each(|one| add(&one.meaning));
        code.equivalent.iter().filter_map(|one| one.note.as_deref()).for_each(&mut add);
        for contrast in &code.contrast {
            add(&contrast.difference);
            contrast.example.as_deref().map(&mut add);
            contrast.counterexample.as_deref().map(&mut add);
        }
        for avoid in &code.avoid {
            add(&avoid.action);
            add(&avoid.why);
        }
        code.note.iter().for_each(|note| add(&note.text));
    }
    for entry in &sources.causes {
        let cause = &entry.value;
        let mut add = |text: &str| all.push((entry.path.display().to_string(), text.to_owned()));
        add(cause.title.get_ref());
        add(&cause.explanation);
        cause.tell.as_deref().map(&mut add);
        cause.retry.iter().for_each(|retry| add(&retry.why));
        for check in &cause.check {
            add(&check.title);
            add(&check.tells);
        }
        for fix in &cause.fix {
            add(&fix.title);
            add(&fix.why);
            fix.when.as_deref().map(&mut add);
            fix.steps.iter().for_each(|step| add(step));
        }
        cause.reproduce.iter().for_each(|one| add(&one.title));
    }
    all
}

/// Splits prose after a full stop, question mark or exclamation mark that is followed by the beginning of a sentence.
fn sentences(text: &str) -> Vec<String> {
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in folded.char_indices() {
        let rest = &folded[at + c.len_utf8()..];
        let closed = rest.trim_start_matches(['"', '\'', ')', '`']);
        let next = closed.strip_prefix(' ').and_then(|after| after.chars().next());
        let abbreviated = ["e.g", "i.e", "etc", "vs", "cf"].iter().any(|word| folded[..at].ends_with(word));
        let begins = next.is_some_and(|c| !c.is_lowercase());
        if matches!(c, '.' | '?' | '!') && !abbreviated && (closed.is_empty() || begins) {
            let end = folded.len() - closed.len();
            found.push(folded[start..end].trim().to_owned());
            start = end;
        }
    }
    let rest = folded[start..].trim();
    if !rest.is_empty() {
        found.push(rest.to_owned());
    }
    found
}

#[test]
fn systems_say_what_they_are_and_rows_have_short_titles() {
    let files = files();
    let sources = sources(&files);
    let mut faults = Vec::new();
    for system in sources.systems.iter().flat_map(|entry| &entry.value.system) {
        if system.description.is_none() || !system.docs.as_ref().is_some_and(|docs| docs.starts_with("https://")) {
            faults.push(format!("{} needs a description and the https address of its documentation", system.id));
        }
    }
    for entry in &sources.rows {
        for row in entry.value.list.iter().flat_map(|list| &list.rows) {
            let length = row.title.as_ref().map_or(0, |title| title.chars().count());
            if length > 100 {
                let path = entry.path.display();
                faults.push(format!("{path}: {}: the title has {length} characters, 100 fit", row.code.get_ref()));
            }
        }
    }
    none(&faults);
}

/// A spelling of each kind, and the code that it leads to first.
#[test]
fn codes_are_found_however_they_are_spelled() {
    let explainer = Explainer::new().unwrap();
    let mut faults = Vec::new();
    for (spellings, id) in [
        (
            &["ECONNREFUSED", "errno 111", "errno 10061", "WSAECONNREFUSED", "errno/ECONNREFUSED"][..],
            "errno/econnrefused",
        ),
        (&["curl 60", "curl/60", "CURLE_PEER_FAILED_VERIFICATION"], "curl/60"),
        (&["curl 18"], "curl/18"),
        (&["AccessDenied", "aws AccessDenied"], "aws/access-denied"),
        (&["AADSTS50126"], "entra/aadsts50126"),
        (&["SIGKILL"], "process/sigkill"),
        (&["137", "exit code 137"], "process/137"),
        (&["CrashLoopBackOff"], "kubernetes/crash-loop-back-off"),
        (&["-32700", "jsonrpc -32700"], "jsonrpc/32700"),
        (&["0x80070005", "2147942405", "-2147024891", "E_ACCESSDENIED"], "windows/0x80070005"),
        (&["tf.errors.OpError", "OpError", "tf.OpError"], "tensorflow/op-error"),
        (&["tensorflow.python.framework.errors.NotFoundError", "errors.NotFoundError"], "tensorflow/not-found"),
        (&["tensorflow::error::NOT_FOUND", "tensorflow.error.NOT_FOUND", "error::NOT_FOUND"], "tensorflow/not-found"),
        (&["absl::StatusCode::kNotFound"], "tensorflow/not-found"),
        (&["TFNotFoundException", "org.tensorflow.exceptions.TFNotFoundException"], "tensorflow/not-found"),
        (&["<class 'tensorflow.python.framework.errors_impl.NotFoundError'>"], "tensorflow/not-found"),
        (&["StdErrorsNotFound", "VapiStdErrorsNotFound", "Vapi Std Errors NotFound"], "vsphere/not-found"),
        (&["Vapi Std Errors Not Found", "vapi.std.errors.not_found", "std.errors.not_found"], "vsphere/not-found"),
        (&["vmware.vapi.std.errors.NotFound", "errors_client.NotFound", "errors.NewNotFound"], "vsphere/not-found"),
        (&["com.vmware.vapi.std.errors_client.NotFound"], "vsphere/not-found"),
        (&["com.vmware.vapi.std.errors.Error.Type.NOT_FOUND"], "vsphere/not-found"),
        (&["ArgumentLocations"], "vsphere/argument-locations"),
        (&["com.vmware.vapi.std.errors.file_locations"], "vsphere/file-locations"),
        (&["vapi.security.authorization.invalid"], "vsphere/vapi-security-authorization-invalid"),
        (&["NoCompatibleHost", "vim.fault.NoCompatibleHost"], "vsphere/no-compatible-host"),
        (&["codes.NotFound", "Code::NotFound", "connect not_found"], "grpc/not-found"),
        (&["windows error 5", "ERROR_ACCESS_DENIED"], "windows/error-access-denied"),
        (&["UH", "NoHealthyUpstream"], "envoy/uh"),
        (&["FieldValueDuplicate"], "kubernetes/field-value-duplicate"),
        (&["http 302"], "http/302"),
    ] {
        for spelling in spellings {
            let found = serde_json::to_value(explainer.lookup(spelling)).unwrap();
            let first = found["entries"][0]["id"].as_str().unwrap_or("nothing");
            if first != id {
                faults.push(format!("{spelling} leads to {first} instead of {id}"));
            }
        }
    }
    none(&faults);
}
