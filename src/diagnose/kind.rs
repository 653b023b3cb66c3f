//! The kind of failure that a message says in its own words, where a code is known that says none and no cause is proven:
//! `HTTP 400: the lane already exists`.

use super::{Candidate, Trial};
use crate::assemble::Occurrence;
use crate::catalog::model::Canonical;
use crate::catalog::rules::Kind;
use crate::detect::cause_by_words;
use crate::detect::detection::{Code, DetectionKind};
use crate::knowledge::Knowledge;
use crate::matching::IndexedFields;

/// The kind with the words that say it. 400, `INVALID_ARGUMENT`, 500, UNKNOWN, INTERNAL and `FAILED_PRECONDITION` are answered to all
/// kinds of failure; other codes say theirs. `faint`: a page stands for what the code itself says.
pub(super) fn told_by_words<'k>(
    knowledge: &'k Knowledge<'_>,
    occurrence: &Occurrence,
    root: usize,
    codes: &[Code],
    faint: bool,
) -> Option<Candidate<'k>> {
    let is_known = |id: &str| {
        let row = knowledge.catalog.row(id);
        row.map_or_else(|| knowledge.catalog.code_page(id).is_some(), |one| one.row.page || one.row.title.is_some())
    };
    let says_no_kind = |code: &Code| match code.canonical {
        Some(Canonical::InvalidArgument | Canonical::FailedPrecondition) => code.is_status() || code.id.is_none(),
        Some(_) => !code.is_telling(),
        None => !code.id.as_deref().is_some_and(is_known),
    };
    let link = occurrence.links.get(root)?;
    // The message of a request is the line of an access log.
    let is_request = match link.kind {
        DetectionKind::Format(at) => matches!(knowledge.rules.formats.get(at)?.kind, Kind::Request(..)),
        _ => false,
    };
    // A word alone is no sentence, and most lines of an access log have no message at all.
    if is_request || !link.message.trim().contains(' ') || !codes.iter().all(says_no_kind) {
        return None;
    }
    let cause = cause_by_words(knowledge, &link.message)?;
    let signs = knowledge.rules.causes.get(cause)?;
    // That a part failed or has a bug says no more than the code.
    let canonical = knowledge.catalog.cause_page(signs.id)?.canonical;
    let repeats = faint && codes.iter().any(|code| code.canonical == canonical);
    if repeats || matches!(canonical, Some(Canonical::Unknown | Canonical::Internal)) {
        return None;
    }
    let fields = IndexedFields::new(&occurrence.fields);
    let trial = Trial { knowledge, occurrence, fields: &fields, codes };
    let told = trial.best(cause, &signs.words)?;
    let is_of_root = told.evidence.iter().any(|one| one.link == Some(root));
    (is_of_root && told.is_proven()).then_some(told)
}

#[cfg(test)]
mod tests {
    use crate::Explainer;
    use crate::report::Confidence;

    #[test]
    fn the_kind_comes_first_where_the_code_says_none() {
        let explainer = Explainer::new().expect("a sound catalog");
        for (text, id, matched) in [
            ("HTTP 400: the lane already exists", "words/already-exists", Some("already exists")),
            (
                "rpc error: code = InvalidArgument desc = lane 7 already exists",
                "words/already-exists",
                Some("already exists"),
            ),
            ("cURL error 2: easy handle already used in multi handle", "words/already-exists", Some("already used")),
            // The code says its kind.
            (
                r#"{"Code":"Conflict","Message":"the lane cannot be set","Target":null,"Details":[]}"#,
                "azure/conflict",
                None,
            ),
            ("rpc error: code = NotFound desc = lane 7 already exists", "grpc/not-found", None),
            // The kind says no more than the code.
            ("rpc error: code = InvalidArgument desc = invalid payload", "grpc/invalid-argument", None),
            ("rpc error: code = Unknown desc = the lane crashed", "grpc/unknown", None),
            // The words are those of the code.
            ("HTTP 400: Bad Request", "http/400", None),
            // They are the path of a request.
            (
                "10.0.0.1 - - [01/Jan/2026:10:00:00 +0000] \"GET /lanes/already-exists HTTP/1.1\" 400 7",
                "http/400",
                None,
            ),
        ] {
            let report = explainer.diagnose(text);
            let found = &report.findings[0];
            let evidence = found.causes.first().and_then(|cause| cause.evidence.first());
            let evidence = evidence.map(|one| one.matched.as_str());
            assert_eq!((found.id.as_str(), evidence, found.confidence), (id, matched, Confidence::Low), "{text}");
            assert_eq!(found.codes.len(), 1, "{text}");
        }
        // What the code leaves is still named.
        let report = explainer.diagnose("HTTP 400: the lane already exists");
        let others = report.findings[0].causes.iter().skip(1);
        assert!(others.map(|cause| cause.id).any(|id| id.starts_with("http/")));
    }
}
