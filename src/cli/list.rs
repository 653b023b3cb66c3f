//! `explain list [SYSTEM]`: the codes of all systems that have a page, or all codes of one system.

use std::ffi::OsString;

use anyhow::{Result, bail};
use clap::Args;

use super::own::OwnEntries;
use super::{Exit, Options, output};
use crate::catalog::fault::nearest;
use crate::catalog::names::fold;
use crate::input;
use crate::report::Listing;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A system, such as grpc or http; `causes` lists the causes
    system: Option<OsString>,
}

pub(super) fn run(arguments: &Arguments, options: &Options) -> Result<Exit> {
    let own = OwnEntries::load(options)?;
    let catalog = own.catalog()?;
    let mut listing = Listing::new(&catalog);
    let system = arguments.system.as_ref().map(input::shown);
    match system.as_deref() {
        None => listing.add_pages(&catalog),
        Some("causes") => listing.add_causes(&catalog),
        Some(name) => {
            let Some(system) = catalog.systems_called(name).first().map(|system| system.id) else {
                let mut rows = catalog.rows(None);
                rows.dedup_by_key(|one| one.system);
                let listed = catalog.systems().filter(|system| rows.iter().any(|one| one.system == system.id));
                let ids: Vec<&str> = listed.map(|system| system.id).collect();
                let hint = nearest(&fold(name), ids.iter().copied());
                bail!("unknown system \"{name}\"{hint}\nsystems: {}", ids.join(", "));
            };
            listing.add_system(&catalog, system);
            if listing.codes.is_empty() {
                output::print_error(&format!("the catalog has no code of {system}; see `explain list causes`"));
            }
        }
    }
    match options.format().listing(&listing, &output::style(options)) {
        Some(text) => output::print(&text)?,
        None => bail!("the format {} can't show lists", options.format().name()),
    }
    Ok(Exit::Done)
}
