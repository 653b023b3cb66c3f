//! Writes the blob: the lengths of its parts, then the parts.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Serialize;

use super::super::load::Sources;
use super::super::names::fold;
use super::super::pages::{CauseEntry, CausePage, CodeEntry, CodePage, Head, Part, Place, System};
use super::super::rules::RuleSet;
use super::super::table;

/// The blob: the lengths of its parts, then the parts.
pub(super) fn write(
    sources: &Sources<'_>,
    names: Vec<(String, String)>,
    codes: &[CodePage<'_>],
    causes: &[CausePage<'_>],
    rules: &RuleSet<'_>,
) -> Result<Vec<u8>, postcard::Error> {
    let mut pages: Vec<u8> = Vec::new();
    let code_entries: Result<Vec<_>, postcard::Error> =
        codes.iter().map(|page| Ok((page.id, code_entry(page, append(&mut pages, page)?)))).collect();
    let cause_entries: Result<Vec<_>, postcard::Error> =
        causes.iter().map(|page| Ok((page.id, cause_entry(page, append(&mut pages, page)?)))).collect();
    let parts: [Vec<u8>; Part::COUNT] = [
        head(sources)?,
        table::write(code_entries?)?,
        table::write(cause_entries?)?,
        table::write(names)?,
        table::write(explained(codes, causes))?,
        postcard::to_stdvec(rules)?,
        pages,
    ];
    let lengths = parts.iter().flat_map(|part| u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
    Ok(lengths.collect::<Vec<u8>>().into_iter().chain(parts.concat()).collect())
}

fn head(sources: &Sources<'_>) -> Result<Vec<u8>, postcard::Error> {
    let systems = sources.systems.iter().flat_map(|entry| &entry.value.system);
    let folded: Vec<Vec<String>> =
        systems.clone().map(|system| system.prefixes.iter().map(|prefix| fold(prefix)).collect()).collect();
    let systems = systems.zip(&folded).map(|(system, prefixes)| System {
        id: &system.id,
        title: &system.title,
        prefixes: prefixes.iter().map(String::as_str).collect(),
    });
    postcard::to_stdvec(&Head { hash: &hash(sources), systems: systems.collect() })
}

fn code_entry<'a>(page: &CodePage<'a>, place: Place) -> CodeEntry<'a> {
    CodeEntry {
        id: page.id,
        code: page.code,
        number: page.number,
        canonical: page.canonical,
        severity: page.severity,
        title: page.title,
        status: page.status,
        place,
    }
}

fn cause_entry<'a>(page: &CausePage<'a>, place: Place) -> CauseEntry<'a> {
    CauseEntry {
        id: page.id,
        title: page.title,
        tell: page.tell,
        likelihood: page.likelihood,
        code: page.explains.first().copied(),
        place,
    }
}

/// For each code its causes, the likeliest first: those that stand behind it before all others, then those that show under
/// it too; among equals those that the code's notes name, in their order.
fn explained<'a>(codes: &[CodePage<'a>], causes: &[CausePage<'a>]) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut by_code: BTreeMap<&str, Vec<&CausePage<'a>>> = BTreeMap::new();
    for cause in causes {
        for code in &cause.explains {
            by_code.entry(code).or_default().push(cause);
        }
    }
    let ordered = by_code.into_iter().map(|(code, mut causes)| {
        let notes = codes.iter().find(|page| page.id == code).map_or(&[][..], |page| &page.notes);
        let noted = |id: &str| notes.iter().position(|note| note.cause.as_deref() == Some(id)).unwrap_or(usize::MAX);
        causes
            .sort_by_key(|cause| (cause.explains.first() != Some(&code), cause.likelihood, noted(cause.id), cause.id));
        (code, causes.iter().map(|cause| cause.id).collect())
    });
    ordered.collect()
}

fn append(pages: &mut Vec<u8>, page: &impl Serialize) -> Result<(u32, u32), postcard::Error> {
    let start = pages.len();
    pages.extend(postcard::to_stdvec(page)?);
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Ok((number(start), number(pages.len() - start)))
}

fn hash(sources: &Sources<'_>) -> String {
    let mut hasher = DefaultHasher::new();
    sources.systems.iter().for_each(|entry| entry.text.hash(&mut hasher));
    sources.codes.iter().for_each(|entry| (&entry.id, &entry.text).hash(&mut hasher));
    sources.causes.iter().for_each(|entry| (&entry.id, &entry.text).hash(&mut hasher));
    sources.formats.iter().for_each(|entry| (&entry.id, &entry.text).hash(&mut hasher));
    sources.extracts.iter().for_each(|entry| (&entry.id, &entry.text).hash(&mut hasher));
    sources.snippets.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
