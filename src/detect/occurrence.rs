//! One error of the input: a group of detections made flat, with its root found.

use std::ops::Range;

use jiff::Timestamp;

use super::Detector;
use super::detection::{Code, Detection, DetectionKind};
use crate::catalog::model::{Language, Severity};
use crate::enrich::enrich;
use crate::field::Fields;
use crate::matching::Patterns;

/// How many links of a chain are told.
const LONGEST_CHAIN: usize = 16;

/// One error seen in a text.
#[derive(Debug, Clone)]
pub struct Occurrence {
    /// The bytes of the text that it covers.
    pub span: Range<usize>,
    /// From the most specific to the outermost.
    pub codes: Vec<Code>,
    /// The id of the root's format; `alone` where no format but a sign was seen.
    pub format: String,
    /// The language of the outermost program that printed it.
    pub language: Option<Language>,
    /// Where the format differs from the page.
    pub severity: Option<Severity>,
    /// The root's message.
    pub message: String,
    /// All fields of all links, the root's first.
    pub fields: Fields,
    /// The other links, outermost first.
    pub chain: Vec<Link>,
    /// The causes whose signs were seen where no code is printed, by their places in the rules.
    pub alone: Vec<usize>,
    /// Whether its end is missing in the text.
    pub truncated: bool,
}

/// One link of a chain of wrapped errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The id of its format.
    pub format: String,
    /// Its codes.
    pub codes: Vec<Code>,
    /// Its message.
    pub message: String,
    /// Whether it lies around the root.
    pub outer: bool,
}

impl Detector<'_> {
    /// Makes an error of a group.
    pub(super) fn occurrence(&self, text: &[u8], group: Detection) -> Option<Occurrence> {
        let span = group.span.clone();
        let mut links: Vec<(usize, Detection)> = Vec::new();
        flatten(group, 0, &mut links);
        let root = root_of(&links)?;
        let codes = codes_of(&links, root);
        let formats: Vec<String> = links.iter().map(|(_, link)| self.format_id(link)).collect();
        let chain = chain_of(&links, root, &formats);
        let mut fields = Fields::default();
        for at in order(root, links.len()) {
            fields.merge(std::mem::take(&mut links[at].1.fields));
        }
        let message = fields.first("message").unwrap_or_default().to_owned();
        self.extract(&mut fields);
        enrich(&mut fields, clock(text.get(span.clone()).unwrap_or_default(), &self.patterns));
        for format in &formats {
            fields.add("format", format.as_str());
        }
        for code in codes.iter().filter_map(|code| code.id.as_deref()) {
            fields.add("code", code);
        }
        let of_format = |at: usize| match links[at].1.kind {
            DetectionKind::Format(format) => self.rules.formats.get(format),
            _ => None,
        };
        let language = (0..links.len()).find_map(|at| of_format(at)?.language);
        let severity = of_format(root).and_then(|format| format.severity);
        let alone = links.iter().filter_map(|(_, link)| match link.kind {
            DetectionKind::Standalone(cause) => Some(cause),
            _ => None,
        });
        let alone = alone.collect();
        let truncated = links.iter().any(|(_, link)| link.truncated);
        Some(Occurrence {
            span,
            codes,
            format: formats.get(root).cloned().unwrap_or_default(),
            language,
            severity,
            message,
            fields,
            chain,
            alone,
            truncated,
        })
    }

    fn format_id(&self, link: &Detection) -> String {
        match link.kind {
            DetectionKind::Format(at) => self.rules.formats.get(at).map_or("", |format| format.id).to_owned(),
            DetectionKind::TraceLine => "told".to_owned(),
            _ => "alone".to_owned(),
        }
    }
}

/// The time that a log line carries, where it says which zone it is in.
fn clock(text: &[u8], patterns: &Patterns) -> Option<Timestamp> {
    let start = text.get(..text.len().min(400))?;
    let found = patterns.get(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)")?.find(start)?;
    std::str::from_utf8(start.get(found)?).ok()?.parse().ok()
}

/// All links of a group but the envelopes, outer ones before inner ones.
fn flatten(mut detection: Detection, depth: usize, links: &mut Vec<(usize, Detection)>) {
    let inner = std::mem::take(&mut detection.inner);
    let own = !detection.is_envelope();
    if own {
        links.push((depth, detection));
    }
    for one in inner {
        flatten(one, depth + usize::from(own), links);
    }
}

/// The deepest link with a code that says something, else the deepest with a code, else the deepest. Of several at one depth
/// the last, as in a chain of causes.
fn root_of(links: &[(usize, Detection)]) -> Option<usize> {
    let deepest = |wanted: &dyn Fn(&Detection) -> bool| {
        let matching = links.iter().enumerate().filter(|(_, (_, link))| wanted(link));
        matching.max_by_key(|(at, (depth, _))| (*depth, *at)).map(|(at, _)| at)
    };
    deepest(&|link| link.codes.iter().any(Code::is_telling))
        .or_else(|| deepest(&|link| !link.codes.is_empty()))
        .or_else(|| deepest(&|link| link.kind != DetectionKind::TraceLine))
}

/// What hid the root, and what lies below or beside it. What only repeats the root is left out.
fn chain_of(links: &[(usize, Detection)], root: usize, formats: &[String]) -> Vec<Link> {
    let said = order(root, links.len()).find_map(|at| links[at].1.fields.first("message")).unwrap_or_default();
    let first_line = squeezed(said.trim_start().lines().next().unwrap_or_default());
    let said = squeezed(said);
    let codes = &links[root].1.codes;
    let repeats = |link: &Detection| {
        let message = squeezed(link.fields.first("message").unwrap_or_default());
        match link.kind {
            // A sign that stands alone was seen within a message that is told already.
            DetectionKind::Standalone(_) => {
                !said.is_empty() && (message.contains(&first_line) || said.contains(&message))
            }
            // A program that prints an error twice, whole or cut, says no more by it.
            DetectionKind::Format(_) => said.contains(&message) && link.codes.iter().all(|code| codes.contains(code)),
            _ => false,
        }
    };
    let others = links.iter().zip(formats).enumerate().filter(|(at, ((_, link), _))| *at != root && !repeats(link));
    let link = |(at, ((_, link), format)): (usize, (&(usize, Detection), &String))| Link {
        format: format.clone(),
        codes: link.codes.clone(),
        message: link.fields.first("message").unwrap_or_default().to_owned(),
        outer: at < root,
    };
    others.map(link).take(LONGEST_CHAIN).collect()
}

/// The root, then the links around it from the inside out, then the rest.
fn order(root: usize, count: usize) -> impl Iterator<Item = usize> {
    std::iter::once(root).chain((0..root).rev()).chain(root + 1..count)
}

/// A text with one space between its words.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The root's codes, then those of the links around it from the inside out, then the rest.
fn codes_of(links: &[(usize, Detection)], root: usize) -> Vec<Code> {
    let mut codes: Vec<Code> = Vec::new();
    for code in order(root, links.len()).flat_map(|at| &links[at].1.codes) {
        if !codes.iter().any(|known| known.system == code.system && known.code == code.code) {
            codes.push(code.clone());
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(kind: DetectionKind, message: &str) -> (usize, Detection) {
        let mut detection = Detection { kind, ..Detection::envelope(0..1, Vec::new()) };
        detection.fields.add("message", message);
        (0, detection)
    }

    #[test]
    fn what_repeats_the_root_is_left_out_and_what_says_more_stays() {
        let links = [
            seen(DetectionKind::Format(0), "\n lost  the\tserver\nand more"),
            seen(DetectionKind::Format(1), "lost the server"),
            seen(DetectionKind::Standalone(2), "details = lost the server"),
            seen(DetectionKind::Standalone(3), "connection refused"),
        ];
        let formats = ["a", "b", "c", "d"].map(str::to_owned);
        let told: Vec<_> = chain_of(&links, 0, &formats).into_iter().map(|link| link.message).collect();
        assert_eq!(told, ["connection refused"]);
    }
}
