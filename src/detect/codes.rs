//! From a printed spelling to a code of the catalog.

use super::Detector;
use super::detection::Code;
use crate::catalog::model::Canonical;
use crate::catalog::rules::CodeFrom;
use crate::field::Fields;

impl Detector<'_> {
    /// The codes that a format prints or implies. None where it is no error: the code is OK, or a field that holds the code
    /// has none.
    pub(super) fn codes(&self, format: usize, fields: &Fields) -> Option<Vec<Code>> {
        let format = self.rules.formats.get(format)?;
        let mut codes: Vec<Code> = Vec::new();
        for from in format.codes.iter() {
            match from.is {
                Some(id) => codes.extend(self.implied(id)),
                None => codes.extend(fields.values(from.from?).filter_map(|printed| self.printed(from, printed))),
            }
        }
        let mut seen = Vec::new();
        codes.retain(|code| {
            let key = (code.system.clone(), code.code.clone());
            let new = !seen.contains(&key);
            seen.push(key);
            new
        });
        let fails = codes.iter().any(|code| code.canonical != Some(Canonical::Ok));
        codes.retain(|code| code.canonical != Some(Canonical::Ok));
        fails.then_some(codes)
    }

    fn implied(&self, id: &str) -> Option<Code> {
        let (system, name) = id.split_once('/')?;
        let entry = self.catalog.code(id);
        Some(Code {
            system: system.to_owned(),
            code: entry.map_or(name, |entry| entry.code).to_owned(),
            id: entry.map(|entry| entry.id.to_owned()),
            number: entry.and_then(|entry| entry.number),
            canonical: entry.map(|entry| entry.canonical),
            printed: false,
        })
    }

    fn printed(&self, from: &CodeFrom<'_>, printed: &str) -> Option<Code> {
        let printed = printed.trim();
        if printed.is_empty() {
            return None;
        }
        if let Some((_, id)) = from.map.iter().find(|(spelled, _)| spelled.eq_ignore_ascii_case(printed)) {
            return self.implied(id).map(|code| Code { printed: true, ..code });
        }
        let entry = self.spelled(from.system, printed);
        Some(Code {
            system: from.system.to_owned(),
            code: entry.map_or(printed, |entry| entry.code).to_owned(),
            id: entry.map(|entry| entry.id.to_owned()),
            number: entry.map_or_else(|| printed.parse().ok(), |entry| entry.number),
            canonical: entry.map(|entry| entry.canonical),
            printed: true,
        })
    }

    /// The code of a system that is spelled so, as it is or without what stands before its last dot or colon.
    fn spelled(&self, system: &str, printed: &str) -> Option<crate::catalog::pages::CodeEntry<'_>> {
        let last = || printed.rsplit(['.', ':', '#', '/']).next().filter(|last| *last != printed);
        let named = |name: &str| self.catalog.codes_named(name, Some(system)).into_iter().next();
        named(printed).or_else(|| named(last()?))
    }
}
