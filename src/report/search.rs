//! The answer to `explain search`.

use super::{SCHEMA_VERSION, Search, SearchResult, Tool};
use crate::catalog::Catalog;
use crate::catalog::order::Order;
use crate::redact::{Masker, show};

/// So many pages are listed.
const MAX_RESULTS: usize = 20;
/// A page that is less like the query than this share of the nearest one is left out.
const MIN_SHARE: f32 = 0.25;
/// The longest query that is repeated.
const MAX_QUERY_CHARS: usize = 200;

impl<'a> Search<'a> {
    /// The pages of causes and codes that have some of these words.
    pub fn new(catalog: &'a Catalog<'_>, words: &str) -> Search<'a> {
        let query = catalog.forgiving(words);
        let mut near = catalog.nearest(&query, true);
        let least = near.first().map_or(0.0, |best| best.score * MIN_SHARE);
        near.retain(|one| one.score >= least);
        // The codes that are called so come first, whatever else their pages say.
        let named: Vec<&str> = catalog.codes_named(words, None).iter().map(|entry| entry.id).collect();
        near.order_by_key(|one| named.iter().position(|id| *id == one.id).unwrap_or(usize::MAX));
        let results = near.iter().take(MAX_RESULTS).filter_map(|one| {
            let (kind, title) = match catalog.cause(one.id) {
                Some(cause) => ("cause", cause.title()),
                None => ("code", catalog.code(one.id)?.title),
            };
            let words = catalog.shared_words(&query, one).iter().map(|word| show(word)).collect();
            let file = catalog.file_of_cause(one.id).or_else(|| catalog.file_of_code(one.id));
            Some(SearchResult { kind, id: one.id, title, words, file })
        });
        let masker = Masker::default();
        Search {
            schema_version: SCHEMA_VERSION,
            kind: "search",
            tool: Tool::of(catalog),
            query: masker.show_line(masker.show_argument(words).as_str(), MAX_QUERY_CHARS),
            results: results.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::sample;

    #[test]
    fn a_page_that_shares_a_word_with_the_query_is_left_out_beside_one_that_shares_many() {
        let (path, page) = sample::code("A", "severity = \"error\"\n");
        let cause = |name: &str, words: &str| {
            let text = format!(
                "title = \"{words}\"\nexplains = [\"own/a\"]\nlikelihood = \"common\"\nexplanation = \"{words}\"\n"
            );
            (format!("causes/area/{name}.toml"), text)
        };
        let (near, far) = (
            cause("near", "the sprocket of the frobnicator jammed below the harbour lantern"),
            cause("far", &format!("the lantern {}", "of a quite different vessel sank ".repeat(9))),
        );
        let files = [
            sample::SYSTEMS,
            (path.as_str(), page.as_str()),
            (near.0.as_str(), near.1.as_str()),
            (far.0.as_str(), far.1.as_str()),
        ];
        let catalog = sample::catalog(&files);
        let ids = |words: &str| Search::new(&catalog, words).results.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids("sprocket frobnicator jammed harbour lantern"), ["area/near"]);
        assert_eq!(ids("vessel sank"), ["area/far"]);
        let mut both = ids("lantern");
        both.sort_unstable();
        assert_eq!(both, ["area/far", "area/near"]);
    }

    #[test]
    fn a_code_by_its_name_comes_first_then_pages_by_their_words() {
        let catalog = Catalog::built_in().expect("a catalog");
        let ids = |words: &str| Search::new(&catalog, words).results.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids("UNAUTHENTICATED")[0], "grpc/unauthenticated");
        let results = Search::new(&catalog, "connection refused").results;
        for one in &results {
            assert_eq!(one.kind, if catalog.cause(one.id).is_some() { "cause" } else { "code" }, "{}", one.id);
        }
        assert!(["cause", "code"].iter().all(|kind| results.iter().any(|one| one.kind == *kind)), "both are found");
        assert_eq!(ids("connection").len(), MAX_RESULTS);
        let long = Search::new(&catalog, &"x ".repeat(300)).query;
        assert_eq!(long.as_str().chars().count(), MAX_QUERY_CHARS);
        let found = ids("connection refused");
        assert!(found.contains(&"net/connection-refused") && found.len() <= MAX_RESULTS, "{found:?}");
        assert!(ids("").is_empty() && ids("qwrtzpsdfg").is_empty());
    }
}
