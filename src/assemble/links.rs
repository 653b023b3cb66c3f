//! The links of one error, in the order of their depth.

use std::ops::Range;

use super::{Link, Occurrence, Relation};
use crate::detect::detection::{Detection, DetectionKind};
use crate::detect::text::lines;
use crate::field::Fields;
use crate::knowledge::Knowledge;

/// How many links an error has at most; hostile input nests without end.
const MAX_LINKS: usize = 64;

/// Makes an error of a group.
pub(super) fn occurrence_of(knowledge: &Knowledge<'_>, text: &[u8], group: Detection) -> Option<Occurrence> {
    let span = group.span.clone();
    let mut flat = Flat { text, links: Vec::new(), deeper: 0 };
    flat.add(group, 0, Relation::First);
    let mut links = Vec::new();
    let mut fields = Vec::new();
    let mut truncated = false;
    let mut language = None;
    for (mut detection, depth, relation) in flat.links {
        let format = match detection.kind {
            DetectionKind::Format(at) => knowledge.rules.formats.get(at),
            _ => None,
        };
        truncated |= detection.truncated;
        language = language.or(format.and_then(|format| format.language));
        fields.push(std::mem::take(&mut detection.fields));
        let message = fields.last().and_then(|fields: &Fields| fields.first("message")).unwrap_or_default().to_owned();
        links.push(Link {
            kind: detection.kind,
            format: format.map_or(name_without_format(detection.kind), |format| format.id).to_owned(),
            codes: detection.codes,
            message,
            span: detection.span,
            severity: format.and_then(|format| format.severity),
            depth,
            relation,
            shadowed: detection
                .shadowed
                .iter()
                .filter_map(|at| Some(knowledge.rules.formats.get(*at)?.id.to_owned()))
                .collect(),
        });
    }
    set_repetitions_aside(&mut links);
    let first = most_telling(&links)?;
    let mut all = Fields::default();
    for at in outward(first, links.len()) {
        all.merge_link(std::mem::take(&mut fields[at]), at);
    }
    Some(Occurrence { span, links, fields: all, language, truncated, joined_by: Vec::new() })
}

fn name_without_format(kind: DetectionKind) -> &'static str {
    match kind {
        DetectionKind::TraceLine => "trace",
        _ => "alone",
    }
}

/// The detections of a group in a row, each with its depth.
struct Flat<'t> {
    text: &'t [u8],
    links: Vec<(Detection, usize, Relation)>,
    /// How deep the next link lies that lies deeper than all of them.
    deeper: usize,
}

impl Flat<'_> {
    fn add(&mut self, mut detection: Detection, depth: usize, relation: Relation) {
        let inner = std::mem::take(&mut detection.inner);
        let (is_group, kind, span) = (detection.is_group(), detection.kind, detection.span.clone());
        if !is_group {
            self.links.push((detection, depth, relation));
            self.deeper = self.deeper.max(depth + 1);
        }
        for (at, one) in inner.into_iter().enumerate() {
            if self.links.len() >= MAX_LINKS {
                break;
            }
            // A group within a group was put there by a link or as a body. Both lie deeper than all before them.
            let deeper = self.deeper;
            let linked = kind == DetectionKind::Group && one.kind == DetectionKind::Group && !self.links.is_empty();
            let named = is_group && self.is_named_cause(&one, &span);
            let (depth, relation) = match (is_group, linked || named) {
                (true, true) => (deeper, Relation::Cause),
                (true, false) if at == 0 => (depth, relation),
                (true, false) => (depth, Relation::Beside),
                // A sign within a message is a part of what the message says.
                (false, _) if matches!(one.kind, DetectionKind::Standalone(_)) => (depth, Relation::Beside),
                // One error within another is its cause; of several beside one another, each.
                (false, _) => (depth + 1, Relation::Cause),
            };
            self.add(one, depth, relation);
        }
    }

    /// Whether a chain calls a detection a cause: by the words before it on its line.
    fn is_named_cause(&self, detection: &Detection, group: &Range<usize>) -> bool {
        let line = lines::around(self.text, detection.span.start);
        let line = &self.text[line.start.max(group.start)..line.end.max(group.start)];
        // A suppressed exception came up while another one was handled: it caused nothing.
        let suppressed = line.trim_ascii_start().starts_with(b"Suppressed: ");
        (detection.kind == DetectionKind::TraceLine && !suppressed) || names_a_cause(line)
    }
}

/// Whether a line says that it is the cause of the error above it: `Caused by: `, `---> `, and the numbered lines of Rust.
pub(super) fn names_a_cause(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let words: [&[u8]; 6] =
        [b"Caused by", b"caused by", b"Wrapped by: ", b"---> ", b"[cause]: ", b"[previous exception] "];
    words.into_iter().any(|words| line.starts_with(words)) || (digits > 0 && line[digits..].starts_with(b": "))
}

/// The deepest link with a code that says something, else the deepest with a code, else the deepest that a format or sign
/// saw. Of several at one depth the last.
pub(crate) fn most_telling(links: &[Link]) -> Option<usize> {
    let deepest = |wanted: &dyn Fn(&Link) -> bool| {
        let matching = links.iter().enumerate().filter(|(_, link)| wanted(link));
        matching.max_by_key(|(at, link)| place_in_chain(link, *at)).map(|(at, _)| at)
    };
    deepest(&Link::is_telling)
        .or_else(|| deepest(&|link| !link.codes.is_empty()))
        .or_else(|| deepest(&|link| link.kind != DetectionKind::TraceLine))
}

/// How deep a link lies; what is beside another one lies less deep than it.
pub(crate) fn place_in_chain(link: &Link, at: usize) -> impl Ord + use<> {
    (link.depth, link.relation != Relation::Beside, at)
}

/// A link that says again what an outer one says is beside that one: its details in another form, a cause without words of
/// its own.
fn set_repetitions_aside(links: &mut [Link]) {
    let messages: Vec<String> = links.iter().map(|link| squeezed(&link.message).to_ascii_lowercase()).collect();
    for at in 1..links.len() {
        let repeats = |outer: &usize| {
            let new_code = links[at].codes.iter().any(|code| !links[*outer].codes.contains(code));
            !messages[at].is_empty()
                && messages[*outer].contains(&messages[at])
                && !new_code
                && !links[at].codes.is_empty()
        };
        if let Some(outer) = (0..at).find(repeats) {
            links[at].depth = links[outer].depth;
            links[at].relation = Relation::Beside;
        }
    }
}

/// A link, then the links around it from the inside out, then the rest.
pub(crate) fn outward(root: usize, count: usize) -> impl Iterator<Item = usize> {
    std::iter::once(root).chain((0..root.min(count)).rev()).chain(root + 1..count)
}

/// A text with one space between its words.
pub(crate) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
