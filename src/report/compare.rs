//! How two codes or causes relate: what the catalog says of them, said once.

use super::{Canonical, Comparison, Direction, SCHEMA_VERSION, Side, Tool};
use crate::catalog::Catalog;
use crate::catalog::pages::{CodePage, Contrast, Equivalent};

impl<'a> Comparison<'a> {
    /// Of two codes, or of two causes, or of a code and a cause, by id. `None` if one of them is unknown.
    pub fn new(catalog: &'a Catalog<'_>, one: &str, other: &str) -> Option<Comparison<'a>> {
        let (one, other) = (side(catalog, one)?, side(catalog, other)?);
        let pages = (catalog.code_page(&one.id), catalog.code_page(&other.id));
        let here = pages.0.as_ref().and_then(|page| equivalent(page, &other.id));
        let there = pages.1.as_ref().and_then(|page| equivalent(page, &one.id));
        let equivalent = here.or_else(|| there.map(turned));
        // A contrast names its example first: that of the page on which it is.
        let from_here = pages.0.as_ref().and_then(|page| contrast(page, &other.id));
        let from_there = pages.1.as_ref().and_then(|page| contrast(page, &one.id));
        let contrast = from_here.or_else(|| {
            let Contrast { code, difference, example, counterexample } = from_there?;
            Some(Contrast { code, difference, example: counterexample, counterexample: example })
        });
        let causes = |id: &str| catalog.causes_of(id);
        let (of_one, of_other) = (causes(&one.id), causes(&other.id));
        let shared: Vec<&'a str> = of_one.into_iter().filter(|cause| of_other.contains(cause)).collect();
        let listed = shared
            .into_iter()
            .filter_map(|id| catalog.cause(id))
            .map(|entry| super::lookup::listed(catalog, entry))
            .collect();
        let same_canonical = one.canonical.is_some() && one.canonical == other.canonical;
        Some(Comparison {
            schema_version: SCHEMA_VERSION,
            kind: "comparison",
            tool: Tool::of(catalog),
            same_canonical,
            equivalent,
            contrast,
            shared: listed,
            sides: [one, other],
        })
    }
}

fn side<'a>(catalog: &'a Catalog<'_>, id: &str) -> Option<Side<'a>> {
    let system = |id: &str| {
        let system = id.split('/').next().unwrap_or_default();
        catalog.system(system).map(|system| system.title)
    };
    if let Some(page) = catalog.code_page(id) {
        return Some(Side {
            kind: "code",
            id: page.id.to_owned(),
            system: system(id),
            code: Some(page.code),
            number: page.number,
            title: page.title.to_owned(),
            canonical: Some(page.canonical),
            severity: Some(page.severity),
            retry: Some(page.retry.advice),
            text: Some(page.meaning),
            tell: None,
        });
    }
    if let Some(one) = catalog.row(id) {
        return Some(Side {
            kind: "code",
            id: one.id(),
            system: system(id),
            code: Some(one.row.code),
            number: one.row.own_number(),
            title: one.row.title.or(one.row.name).unwrap_or(one.row.code).to_owned(),
            canonical: one.row.canonical,
            severity: one.row.severity,
            retry: None,
            text: None,
            tell: None,
        });
    }
    let page = catalog.cause_page(id)?;
    Some(Side {
        kind: "cause",
        id: page.id.to_owned(),
        system: None,
        code: None,
        number: None,
        title: page.title.to_owned(),
        canonical: page.canonical.or_else(|| of_first_code(catalog, page.explains.first()?)),
        severity: page.severity,
        retry: page.retry.as_ref().map(|retry| retry.advice),
        text: Some(page.explanation),
        tell: page.tell,
    })
}

fn of_first_code(catalog: &Catalog<'_>, id: &str) -> Option<Canonical> {
    catalog.code(id).map(|code| code.canonical).or_else(|| catalog.row(id)?.row.canonical)
}

fn equivalent<'a>(page: &CodePage<'a>, other: &str) -> Option<Equivalent<'a>> {
    page.equivalents.iter().find(|one| *one.code == *other).cloned()
}

fn contrast<'a>(page: &CodePage<'a>, other: &str) -> Option<Contrast<'a>> {
    page.contrasts.iter().find(|one| *one.code == *other).cloned()
}

/// The same, seen from the other side.
fn turned(one: Equivalent<'_>) -> Equivalent<'_> {
    let direction = match one.direction {
        Direction::Both => Direction::Both,
        Direction::To => Direction::From,
        Direction::From => Direction::To,
    };
    Equivalent { direction, ..one }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_is_the_same_from_both_sides() {
        let catalog = Catalog::built_in().expect("a sound catalog");
        let compared = |one: &str, other: &str| Comparison::new(&catalog, one, other).expect("both are known");
        let there = compared("grpc/unauthenticated", "grpc/permission-denied");
        let back = compared("grpc/permission-denied", "grpc/unauthenticated");
        let (a, b) = (there.contrast.expect("a contrast"), back.contrast.expect("a contrast"));
        assert!(!a.difference.is_empty() && !b.difference.is_empty());
        assert_eq!((&*a.code, &*b.code), ("grpc/permission-denied", "grpc/unauthenticated"));
        assert!(!there.same_canonical);
        let there = compared("grpc/unavailable", "http/503");
        let back = compared("http/503", "grpc/unavailable");
        assert!(there.same_canonical && there.equivalent.is_some() && back.equivalent.is_some());
        assert_eq!(there.shared.len(), back.shared.len());
        assert!(there.shared.len() > 3);
    }

    #[test]
    fn a_direction_is_turned_with_the_sides() {
        let catalog = Catalog::built_in().expect("a sound catalog");
        let all = catalog.codes().into_iter().filter_map(|code| catalog.code_page(code.id));
        let one_way = all
            .flat_map(|page| page.equivalents.iter().map(|one| (page.id.to_owned(), one.clone())).collect::<Vec<_>>());
        let mut tried = 0;
        for (id, one) in one_way.filter(|(_, one)| one.direction == Direction::To) {
            let Some(back) = Comparison::new(&catalog, &one.code, &id) else { continue };
            let Some(found) = back.equivalent else { continue };
            // The other page may say more of it than that it is the reverse.
            if catalog.code_page(&one.code).is_none_or(|page| equivalent(&page, &id).is_none()) {
                assert_eq!(found.direction, Direction::From, "{id} and {}", one.code);
                tried += 1;
            }
        }
        assert!(tried > 5, "{tried}");
    }

    #[test]
    fn codes_and_causes_can_be_compared() {
        let catalog = Catalog::built_in().expect("a sound catalog");
        let two = Comparison::new(&catalog, "auth/token-expired", "auth/bad-signature").expect("both are known");
        assert_eq!(two.sides.map(|side| side.kind), ["cause", "cause"]);
        assert!(Comparison::new(&catalog, "auth/token-expired", "http/401").is_some());
        assert!(Comparison::new(&catalog, "errno/econnrefused", "errno/econnreset").is_some());
        assert!(Comparison::new(&catalog, "grpc/unavailable", "nothing/such").is_none());
    }
}
