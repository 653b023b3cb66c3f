//! From a printed spelling to a code of the catalog.

use super::detection::Code;
use crate::catalog::model::Canonical;
use crate::catalog::rows::SystemRow;
use crate::catalog::rules::CodeFrom;
use crate::field::Fields;
use crate::knowledge::Knowledge;

/// The codes that a format prints or implies. Returns `None` if it saw no error: the code is OK, or the field that should
/// hold the code is empty.
pub(super) fn codes_of(knowledge: &Knowledge<'_>, format: usize, fields: &Fields) -> Option<Vec<Code>> {
    let format = knowledge.rules.formats.get(format)?;
    let mut codes: Vec<Code> = Vec::new();
    for from in format.codes.iter() {
        match from.is {
            Some(id) => codes.extend(implied(knowledge, id)),
            None => {
                codes.extend(fields.values(from.from?).filter_map(|printed| printed_code(knowledge, from, printed)));
            }
        }
    }
    let mut failed: Vec<Code> = Vec::new();
    for code in codes.into_iter().filter(|code| code.canonical != Some(Canonical::Ok)) {
        if !failed.iter().any(|known| known.is_same(&code)) {
            failed.push(code);
        }
    }
    (!failed.is_empty()).then_some(failed)
}

fn implied(knowledge: &Knowledge<'_>, id: &str) -> Option<Code> {
    let (system, name) = id.split_once('/')?;
    let known = knowledge.catalog.row(id);
    Some(Code { printed: false, ..code(knowledge, system, name, known.as_ref()) })
}

fn printed_code(knowledge: &Knowledge<'_>, from: &CodeFrom<'_>, printed: &str) -> Option<Code> {
    let printed = printed.trim();
    if printed.is_empty() {
        return None;
    }
    if let Some((_, id)) = from.map.iter().find(|(spelled, _)| spelled.eq_ignore_ascii_case(printed)) {
        return implied(knowledge, id).map(|code| Code { printed: true, ..code });
    }
    Some(code(knowledge, from.system, printed, spelled(knowledge, from.system, printed).as_ref()))
}

/// The code of a row whose name is printed.
pub(super) fn code_of_row(knowledge: &Knowledge<'_>, row: &SystemRow<'_>) -> Code {
    code(knowledge, row.system, row.row.code, Some(row))
}

/// A code as the catalog knows it, or as it is printed.
fn code(knowledge: &Knowledge<'_>, system: &str, printed: &str, known: Option<&SystemRow<'_>>) -> Code {
    let Some(one) = known else {
        return Code {
            system: system.to_owned(),
            code: printed.to_owned(),
            id: None,
            number: printed.parse().ok(),
            canonical: None,
            http: None,
            printed: true,
        };
    };
    let page = knowledge.catalog.code(&one.id());
    Code {
        system: system.to_owned(),
        code: one.row.code.to_owned(),
        id: Some(one.id()),
        number: one.row.own_number(),
        canonical: page.map_or(one.row.canonical, |page| Some(page.canonical)),
        http: one.row.http.filter(|_| page.is_none()),
        printed: true,
    }
}

/// The code of a system with this spelling, either as printed or without what precedes its last dot or colon.
fn spelled<'k>(knowledge: &'k Knowledge<'_>, system: &str, printed: &str) -> Option<SystemRow<'k>> {
    let last = || printed.rsplit(['.', ':', '#', '/']).next().filter(|last| *last != printed);
    let named = |name: &str| knowledge.catalog.meanings(name, Some(system)).into_iter().next();
    named(printed).or_else(|| named(last()?))
}
