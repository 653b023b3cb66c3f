//! Writes the blob: the lengths of its parts, then the parts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::super::hash::Fnv;
use super::super::lazy::Texts;
use super::super::load::Sources;
use super::super::model::Likelihood;
use super::super::names::fold;
use super::super::pack::pack_whole;
use super::super::pages::{
    About, CauseEntry, CausePage, Client, CodeEntry, CodePage, Head, Heading, MainCode, PACKED, PLAIN, Part, System,
};
use super::super::rules::{Kind, RuleSet};
use super::super::{frames, rows, table};
use super::rows::Collected;
use super::{Base, Storage, likeness};
use crate::catalog::order::Order;

/// The blob: the lengths of its parts, then the parts.
pub(super) fn write(
    sources: &Sources<'_>,
    base: &Base<'_>,
    collected: &Collected<'_>,
    leads: &[(String, &str)],
    (codes, causes): (&[CodePage<'_>], &[CausePage<'_>]),
    rules: &mut RuleSet<'_>,
    storage: Storage,
) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let pages = codes
        .iter()
        .map(postcard::to_stdvec)
        .chain(causes.iter().map(|page| postcard::to_stdvec(&without_entry(page))));
    let pages: Vec<Vec<u8>> = pages.collect::<Result<_, _>>()?;
    let code_entries = codes.iter().zip(0..).map(|(page, at)| (page.id, code_entry(page, at))).collect();
    let explained = explained(sources, base, codes, causes, leads);
    let with_causes: Vec<&str> = explained.iter().map(|(code, _)| *code).collect();
    let numbered = causes.iter().zip(codes.len()..);
    let mut cause_entries: Vec<_> = numbered.map(|(page, at)| (page.id, cause_entry(page, &with_causes, at))).collect();
    let texts = match storage {
        Storage::Packed => packed_parts(rules, causes, &mut cause_entries)?,
        Storage::Plain => Texts::default(),
    };
    let rule_set = postcard::to_stdvec(rules)?;
    let rule_set = match storage {
        Storage::Packed => [&[PACKED], pack_whole(&rule_set)?.as_slice()].concat(),
        Storage::Plain => [&[PLAIN], rule_set.as_slice()].concat(),
    };
    let (names, packed) = rows::write(&collected.lists, &collected.rows)?;
    let parts: [Vec<u8>; Part::COUNT] = [
        head(sources)?,
        table::write(code_entries)?,
        table::write(cause_entries)?,
        names,
        packed,
        table::write(explained)?,
        rule_set,
        frames::write_plain(texts.all())?,
        frames::write(&pages)?,
        likeness::index(sources, codes, causes)?,
    ];
    let lengths = parts.iter().flat_map(|part| u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
    Ok(lengths.collect::<Vec<u8>>().into_iter().chain(parts.concat()).collect())
}

/// The page of a cause without what its entry says: titles are an eighth of the text.
fn without_entry<'a>(page: &CausePage<'a>) -> CausePage<'a> {
    CausePage { id: "", title: "", tell: None, ..page.clone() }
}

/// How long a text may become. An error needs the signs of causes from many areas, and unpacks a text for each; at this length a
/// dictionary would save as much as it takes.
const MAX_TEXT_BYTES: usize = 28 << 10;
/// The same of a text of headings: a page lists those of one code, which are few.
const MAX_HEADINGS_BYTES: usize = 8 << 10;

/// Moves what is decoded on demand to texts: of the formats, then the signs of all causes, then their headings. Weak signs are tried only
/// where no other holds, so that they have texts of their own.
///
/// An error tries the signs of all causes of its codes. Causes of the same codes are therefore neighbours: those of UNAVAILABLE, a
/// tenth of all, are in a third of the texts, and in the order of their ids they would be in two thirds.
fn packed_parts(
    rules: &mut RuleSet<'_>,
    causes: &[CausePage<'_>],
    entries: &mut [(&str, CauseEntry<'_>)],
) -> Result<Texts, postcard::Error> {
    let mut texts = Texts::default();
    texts.limit(MAX_TEXT_BYTES);
    for format in &mut rules.formats {
        match &mut format.kind {
            Kind::Pattern { pattern, .. } => pattern.pack_into(&mut texts)?,
            Kind::Json { conditions, fields } => {
                conditions.pack_into(&mut texts)?;
                fields.pack_into(&mut texts)?;
            }
            Kind::Status(words) => words.pack_into(&mut texts)?,
            Kind::Names(names) => names.pack_into(&mut texts)?,
            Kind::Numbers(numbers) => numbers.pack_into(&mut texts)?,
            Kind::HttpResponse | Kind::Block { .. } | Kind::Link(_) | Kind::Request(..) | Kind::Selector(_) => {}
        }
        format.codes.pack_into(&mut texts)?;
    }
    let mut of_code: BTreeMap<&str, usize> = BTreeMap::new();
    causes.iter().flat_map(|cause| &cause.explains).for_each(|code| *of_code.entry(code).or_default() += 1);
    let rare = |code: &str| Reverse(of_code.get(code).copied());
    let commonest_first = |cause: &CausePage<'_>| {
        let mut codes: Vec<_> = cause.explains.iter().map(|code| (rare(code), (*code).to_owned())).collect();
        codes.order_by(|a, b| a.cmp(b));
        codes
    };
    let keys: BTreeMap<&str, _> = causes.iter().map(|cause| (cause.id, commonest_first(cause))).collect();
    let order = |a: &str, b: &str| keys.get(a).cmp(&keys.get(b)).then(a.cmp(b));
    let mut signs: Vec<_> = rules.causes.iter_mut().collect();
    signs.order_by(|a, b| order(a.id, b.id));
    for signs in &mut signs {
        signs.strong.pack_into(&mut texts)?;
    }
    for signs in &mut signs {
        signs.weak.pack_into(&mut texts)?;
    }
    texts.limit(MAX_HEADINGS_BYTES);
    let mut entries: Vec<_> = entries.iter_mut().collect();
    entries.order_by(|a, b| order(a.0, b.0));
    for (_, entry) in entries {
        entry.heading.pack_into(&mut texts)?;
    }
    Ok(texts)
}

fn head(sources: &Sources<'_>) -> Result<Vec<u8>, postcard::Error> {
    let systems = sources.systems.iter().flat_map(|entry| &entry.value.system);
    let folded: Vec<Vec<String>> =
        systems.clone().map(|system| system.prefixes.iter().map(|prefix| fold(prefix)).collect()).collect();
    let systems = systems.zip(&folded).map(|(system, prefixes)| System {
        id: &system.id,
        title: &system.title,
        prefixes: prefixes.iter().map(String::as_str).collect::<Vec<_>>().into(),
        seen: system.seen.iter().map(String::as_str).collect::<Vec<_>>().into(),
        about: About { description: system.description.as_deref().map(str::trim), docs: system.docs.as_deref() }.into(),
    });
    let clients = sources.clients.iter().flat_map(|entry| &entry.value.client).map(|client| Client {
        id: &client.id,
        language: client.language,
        seen: client.seen.iter().map(String::as_str).collect(),
    });
    let clients: Vec<Client<'_>> = clients.collect();
    postcard::to_stdvec(&Head { hash: &hash(sources), systems: systems.collect(), clients: clients.into() })
}

fn code_entry<'a>(page: &CodePage<'a>, at: usize) -> CodeEntry<'a> {
    CodeEntry {
        id: page.id,
        code: page.code,
        number: page.number,
        canonical: page.canonical,
        severity: page.severity,
        title: page.title,
        status: page.status,
        page: at,
    }
}

/// `with_causes`: the ids of the codes that have causes, sorted.
fn cause_entry<'a>(page: &CausePage<'a>, with_causes: &[&str], at: usize) -> CauseEntry<'a> {
    let main = page.explains.first().copied();
    let place = |code: &str| u16::try_from(with_causes.binary_search(&code).ok()?).ok();
    CauseEntry {
        id: page.id,
        heading: Heading { title: page.title, tell: page.tell }.into(),
        likelihood: page.likelihood,
        code: main.map_or(MainCode::None, |code| place(code).map_or(MainCode::Named(code), MainCode::At)),
        page: at,
    }
}

/// The causes of each code, by their places in the order of ids, the likeliest first: those whose main code it is and that are not
/// rare, then the others that can show under it; among equals those that the code's notes name, in their order. Before the
/// end come those that only other products have, and last those whose signs name a code without a page.
fn explained<'a>(
    sources: &Sources<'_>,
    base: &Base<'_>,
    codes: &[CodePage<'a>],
    causes: &[CausePage<'a>],
    leads: &'a [(String, &'a str)],
) -> Vec<(&'a str, Vec<u16>)> {
    let mut ids: Vec<&str> = causes.iter().map(|cause| cause.id).collect();
    ids.sort_unstable();
    let place = |id: &str| u16::try_from(ids.binary_search(&id).ok()?).ok();
    let mut by_code: BTreeMap<&str, Vec<&CausePage<'a>>> = BTreeMap::new();
    for cause in causes {
        // The codes that a cause explains without an addition have it in its place already.
        let below = base.cause(cause.id).map_or(&[][..], |below| &below.page.explains);
        for code in cause.explains.iter().filter(|code| !below.contains(code)) {
            by_code.entry(code).or_default().push(cause);
        }
    }
    for (code, id) in leads {
        let named = by_code.entry(code).or_default();
        if !named.iter().any(|cause| cause.id == *id) {
            named.extend(causes.iter().find(|cause| cause.id == *id));
        }
    }
    let within: BTreeMap<&str, Vec<&str>> =
        sources.causes.iter().map(|entry| (entry.id.as_str(), super::within(sources, entry))).collect();
    let is_elsewhere = |code: &str, cause: &str| {
        let system = code.split('/').next().unwrap_or_default();
        within.get(cause).is_some_and(|names| !names.is_empty() && !names.contains(&system))
    };
    let ordered = by_code.into_iter().map(|(code, mut causes)| {
        let notes = codes.iter().find(|page| page.id == code).map_or(&[][..], |page| &page.notes);
        let noted = |id: &str| notes.iter().position(|note| note.cause.as_deref() == Some(id)).unwrap_or(usize::MAX);
        causes.order_by_key(|cause| {
            (
                !cause.explains.contains(&code),
                is_elsewhere(code, cause.id),
                // A rare cause is not the likeliest because it has no other code.
                cause.explains.first() != Some(&code) || cause.likelihood == Likelihood::Rare,
                cause.likelihood,
                noted(cause.id),
                cause.id,
            )
        });
        (code, causes.iter().filter_map(|cause| place(cause.id)).collect())
    });
    ordered.collect()
}

/// The hash of all files, which names this catalog in reports.
fn hash(sources: &Sources<'_>) -> String {
    let mut hash = Fnv::default();
    let texts = sources.systems.iter().map(|entry| (entry.id.as_str(), entry.text));
    let texts = texts.chain(sources.clients.iter().map(|entry| (entry.id.as_str(), entry.text)));
    let texts = texts.chain(sources.codes.iter().map(|entry| (entry.id.as_str(), entry.text)));
    let texts = texts.chain(sources.code_additions.iter().map(|entry| (entry.id.as_str(), entry.text)));
    let texts = texts.chain(sources.rows.iter().map(|entry| (entry.id.as_str(), entry.text)));
    let texts = texts.chain(sources.causes.iter().map(|entry| (entry.id.as_str(), entry.text)));
    let texts = texts.chain(sources.cause_additions.iter().map(|entry| (entry.id.as_str(), entry.text)));
    let texts = texts.chain(sources.formats.iter().map(|entry| (entry.id.as_str(), entry.text)));
    let texts = texts.chain(sources.extracts.iter().map(|entry| (entry.id.as_str(), entry.text)));
    for (id, text) in texts {
        hash.add(id);
        hash.add(text);
    }
    for (name, snippets) in &sources.snippets {
        hash.add(&format!("{name:?}{snippets:?}"));
    }
    hash.hex()
}
