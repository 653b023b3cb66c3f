//! `explain search WORDS...`: the pages that have some of these words.

use std::ffi::OsString;

use anyhow::{Result, bail};
use clap::Args;

use super::own::OwnEntries;
use super::{Exit, Options, output};
use crate::input;
use crate::report::Search;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Words that the page should have
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<OsString>,
}

pub(super) fn run(arguments: &Arguments, options: &Options) -> Result<Exit> {
    let own = OwnEntries::load(options)?;
    let catalog = own.catalog()?;
    let words: Vec<String> = arguments.words.iter().map(input::shown).collect();
    let search = Search::new(&catalog, &words.join(" "));
    let Some(text) = options.format().search(&search, &output::style(options)) else {
        bail!("the format {} can't show search results", options.format().name());
    };
    if search.results.is_empty() {
        output::print_error(&format!("no page has a word like \"{}\"", search.query));
    }
    output::print(&text)?;
    Ok(if search.results.is_empty() { Exit::Failed } else { Exit::Done })
}
