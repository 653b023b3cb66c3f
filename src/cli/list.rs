//! `explain list [SYSTEM]`: the codes that have a page.

use anyhow::{Result, bail};
use clap::Args;

use super::inputs::{UserCatalog, load_user_catalog};
use super::{Exit, Options, output};
use crate::catalog::Catalog;
use crate::catalog::fault::nearest;
use crate::catalog::names::fold;
use crate::report::Listing;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A system, such as grpc or http; `causes` lists the causes
    system: Option<String>,
}

pub(super) fn run(arguments: &Arguments, options: &Options) -> Result<Exit> {
    let built_in = Catalog::built_in()?;
    let own = load_user_catalog(options, &built_in)?;
    let catalog = UserCatalog::catalog(own.as_ref())?;
    let mut listing = Listing::new(&catalog);
    match arguments.system.as_deref() {
        None => listing.add_codes(&catalog, None),
        Some("causes") => listing.add_causes(&catalog),
        Some(name) => {
            let folded = fold(name);
            let named = |system: &&crate::catalog::pages::System<'_>| {
                system.id == folded || system.prefixes.contains(&folded.as_str())
            };
            let Some(system) = catalog.systems().find(named).map(|system| system.id) else {
                let codes = catalog.codes();
                let listed = catalog.systems().filter(|system| codes.iter().any(|code| code.system() == system.id));
                let ids: Vec<&str> = listed.map(|system| system.id).collect();
                let hint = nearest(&folded, ids.iter().copied());
                bail!("unknown system \"{name}\"{hint}\nsystems with pages: {}", ids.join(", "));
            };
            listing.add_codes(&catalog, Some(system));
            if listing.codes.is_empty() {
                output::print_error(&format!("no code of {system} has a page; see `explain list causes`"));
            }
        }
    }
    match options.format.listing(&listing, &output::style(options)) {
        Some(text) => output::print(&text)?,
        None => bail!("the format {} can't show lists", options.format.name()),
    }
    Ok(Exit::Done)
}
