//! The root of an error: the deepest of its links that says something.

use super::Candidate;
use crate::assemble::{Occurrence, Relation, most_telling, outward, place_in_chain, squeezed};
use crate::catalog::source::Strength;
use crate::detect::detection::{Code, DetectionKind};

/// How many links of a chain are shown.
const MAX_CHAIN_LINKS: usize = 16;

/// A link beside the root that says something of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChainLink {
    /// Its place among the links of the occurrence.
    pub link: usize,
    /// Whether it lies around the root and hid it.
    pub outer: bool,
}

/// The deepest link with a code that says something, or with evidence that only one cause leaves; else the deepest with
/// weak evidence, else the deepest with a code.
pub(super) fn root_of(occurrence: &Occurrence, causes: &[Candidate<'_>]) -> Option<usize> {
    let links = &occurrence.links;
    let coded = most_telling(links);
    let deepest_of = |wanted: fn(Strength) -> bool| {
        let proven = causes.iter().filter(|candidate| candidate.strength.is_some_and(wanted));
        let seen = proven.flat_map(|candidate| candidate.evidence.iter().filter_map(|one| one.link));
        seen.max_by_key(|at| links.get(*at).map(|link| place_in_chain(link, *at)))
    };
    let depth = |at: usize| links.get(at).map(|link| place_in_chain(link, at));
    let strong = deepest_of(Strength::is_telling);
    let deeper = |at: &usize| coded.is_none_or(|coded| depth(*at) > depth(coded));
    if let Some(strong) = strong.filter(deeper) {
        return Some(strong);
    }
    let says_nothing = coded.is_none_or(|at| !links.get(at).is_some_and(super::super::assemble::Link::is_telling));
    let weak = deepest_of(|strength| strength == Strength::Weak);
    weak.filter(|at| says_nothing && deeper(at)).or(coded)
}

/// The root's codes, then those of the links around it from the inside out, then the rest.
pub(super) fn codes_of(occurrence: &Occurrence, root: usize) -> Vec<Code> {
    let mut codes: Vec<Code> = Vec::new();
    for code in outward(root, occurrence.links.len()).flat_map(|at| &occurrence.links[at].codes) {
        if !codes.iter().any(|known| known.is_same(code)) {
            codes.push(code.clone());
        }
    }
    codes
}

/// What hid the root, and what lies below it. What only repeats the root, or stands beside it, is left out.
pub(super) fn chain_of(occurrence: &Occurrence, root: usize) -> Vec<ChainLink> {
    let Some(rooted) = occurrence.links.get(root) else { return Vec::new() };
    let said = folded(&rooted.message);
    let mut chain: Vec<(ChainLink, String)> = Vec::new();
    for (at, link) in occurrence.links.iter().enumerate().filter(|(at, _)| *at != root) {
        let message = folded(&link.message);
        let outer = link.depth < rooted.depth || (link.depth == rooted.depth && at < root);
        let hides = outer
            && !message.is_empty()
            && link.codes.iter().any(|code| !rooted.codes.iter().any(|own| own.is_same(code)));
        let repeats = message.is_empty() || said.contains(&message) || (!said.is_empty() && message.contains(&said));
        let listed = chain.iter().any(|(_, other)| *other == message);
        // A sign that holds within the message of a link says nothing that the link does not say.
        let within =
            link.kind != DetectionKind::TraceLine && link.codes.is_empty() && lies_within_another(occurrence, at);
        let says_more = !repeats && !within && (!outer || link.codes.is_empty());
        let shown = link.relation != Relation::Beside && (hides || says_more);
        if shown && !listed {
            chain.push((ChainLink { link: at, outer }, message));
        }
    }
    chain.into_iter().map(|(link, _)| link).take(MAX_CHAIN_LINKS).collect()
}

/// Whether another link's place covers that of a link.
fn lies_within_another(occurrence: &Occurrence, at: usize) -> bool {
    let span = &occurrence.links[at].span;
    let covers = |other: &std::ops::Range<usize>| other.start <= span.start && span.end <= other.end;
    occurrence.links.iter().enumerate().any(|(other, link)| other != at && covers(&link.span))
}

/// A message by which repetitions are told: without case, spacing and the punctuation at its ends.
fn folded(message: &str) -> String {
    squeezed(message).trim_matches(|c: char| c.is_ascii_punctuation() || c == ' ').to_ascii_lowercase()
}
