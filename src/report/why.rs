//! Why a finding is what it is: which formats saw what, which rules joined it, who is the root, and how its causes rank.

use crate::assemble::{Link, Relation};
use crate::catalog::source::Strength;
use crate::diagnose::{Candidate, Diagnosis};
use crate::redact::{Known, Redacted};

/// No more of a message is shown in a reason.
const MAX_MESSAGE_CHARS: usize = 60;

/// The reasons for a diagnosis, a line each: `detected`, `joined`, `root`, `ranked`, and `lowered` if only records of level DEBUG hold it.
pub(super) fn reasons(diagnosis: &Diagnosis<'_>, quiet: bool, known: &Known<'_>) -> Vec<Redacted> {
    let links = diagnosis.occurrence.links.iter().enumerate().flat_map(|(at, link)| of_link(at, link, known));
    let joined = diagnosis.occurrence.joined_by.iter().map(|rule| format!("joined    by rule {rule}"));
    let root = diagnosis.occurrence.links.get(diagnosis.root);
    let root = root.map(|link| format!("root      link {}: {}", diagnosis.root + 1, why_root(link, diagnosis)));
    let ranked = diagnosis.causes.iter().enumerate().map(|(at, cause)| of_cause(at, cause, known));
    let lowered = quiet.then(|| "lowered   to low confidence: only records of level DEBUG or TRACE hold it".to_owned());
    let lines: Vec<String> = links.chain(joined).chain(root).chain(ranked).chain(lowered).collect();
    lines.iter().map(|line| known.show_line(line, usize::MAX)).collect()
}

fn of_link(at: usize, link: &Link, known: &Known<'_>) -> Vec<String> {
    let codes: Vec<String> = link.codes.iter().map(|code| format!("{}/{}", code.system, code.code)).collect();
    let codes = if codes.is_empty() { "no code".to_owned() } else { codes.join(", ") };
    let place = match link.relation {
        Relation::First | Relation::Cause => format!("depth {}", link.depth),
        Relation::Beside => format!("depth {}, beside another", link.depth),
    };
    let said = known.show_line(&link.message, MAX_MESSAGE_CHARS);
    let seen = format!("detected  link {}: {} saw {codes} ({place}): {}", at + 1, link.format, said.as_str());
    let dropped =
        link.shadowed.iter().map(|format| format!("dropped   {format} saw the same bytes by a shorter marker"));
    std::iter::once(seen).chain(dropped).collect()
}

fn why_root(root: &Link, diagnosis: &Diagnosis<'_>) -> &'static str {
    let seen_here =
        diagnosis.causes.first().is_some_and(|cause| cause.evidence.iter().any(|one| one.link == Some(diagnosis.root)));
    match (seen_here, root.is_telling()) {
        (true, _) => "the deepest with evidence of a cause",
        (false, true) => "the deepest with a code that says something",
        (false, false) => "no link says more",
    }
}

fn of_cause(at: usize, cause: &Candidate<'_>, known: &Known<'_>) -> String {
    let class = match cause.strength {
        Some(Strength::Structured) => "structured evidence",
        Some(Strength::Distinctive) => "distinctive words",
        Some(Strength::Weak) => "words that fit other causes too",
        Some(Strength::Words) => "words that say the kind of failure",
        Some(Strength::Faint) => "words that prove nothing",
        None => "the code alone",
    };
    let seen: Vec<String> = cause
        .evidence
        .iter()
        .map(|one| {
            let matched = known.show_field(&one.field, &one.matched, usize::MAX);
            format!("{} {:?}", one.field, matched.as_str())
        })
        .collect();
    let seen = if seen.is_empty() { String::new() } else { format!(": {}", seen.join(", ")) };
    format!("ranked    {}. {}: {class}{seen}", at + 1, cause.id)
}
