//! `explain catalog`: for people who write entries.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use clap::Subcommand;

use super::Exit;
use crate::catalog::Catalog;
use crate::catalog::compile::{Base, compile};
use crate::catalog::fault::Fault;
use crate::catalog::load::{self, Sources};
use crate::explainer::Explainer;
use crate::verify::Verifier;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check the structure and references of a folder of entries
    Check {
        /// The folder of entries
        dir: PathBuf,
    },
    /// Test the samples, examples and near misses of a folder of entries
    Test {
        /// The folder of entries
        dir: PathBuf,
        /// Test only entries whose id begins with PREFIX
        #[arg(long, value_name = "PREFIX", default_value = "")]
        only: String,
    },
}

pub(super) fn run(command: &Command) -> Result<Exit> {
    match command {
        Command::Check { dir } => check(dir),
        Command::Test { dir, only } => test(dir, only),
    }
}

fn check(dir: &Path) -> Result<Exit> {
    let built_in = Catalog::built_in()?;
    let files = load::read_folder(dir).map_err(|fault| anyhow!("{fault}"))?;
    let (sources, mut faults) = load::parse(&files);
    let mut base = base(&built_in, &sources);
    faults.iter().for_each(|fault| unparsed(&fault.path, &mut base));
    faults.extend(compile(&sources, &base).1);
    faults.sort();
    report(dir, &faults);
    let rows = sources.rows.iter().flat_map(|entry| &entry.value.list).map(|list| list.rows.len()).sum::<usize>();
    let entries = sources.codes.len() + rows + sources.causes.len() + sources.formats.len() + sources.extracts.len();
    println!("{}, {}", count(entries, "entry", "entries"), count(faults.len(), "fault", "faults"));
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Failed })
}

fn test(dir: &Path, only: &str) -> Result<Exit> {
    let built_in = Catalog::built_in()?;
    let files = load::read_folder(dir).map_err(|fault| anyhow!("{fault}"))?;
    let (sources, mut faults) = load::parse(&files);
    let mut base = base(&built_in, &sources);
    faults.iter().for_each(|fault| unparsed(&fault.path, &mut base));
    let (blob, found) = compile(&sources, &base);
    faults.extend(found);
    let structural = faults.len();
    let catalog = if is_whole(&sources) { Catalog::whole(&blob)? } else { Catalog::over_built_in(&blob)? };
    let explainer = Explainer::with_catalog(catalog)?;
    let outcome = Verifier::new(&explainer).verify(&sources, only);
    report(dir, &outcome.faults);
    println!("{}, {} failed", count(outcome.texts, "text", "texts"), outcome.faults.len());
    if structural > 0 {
        let faults = count(structural, "fault", "faults");
        println!("{faults} in the entries themselves: see `explain catalog check {}`", dir.display());
    }
    Ok(if outcome.faults.is_empty() && structural == 0 { Exit::Done } else { Exit::Failed })
}

pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Adds the id of an entry that doesn't parse to the known ids, so that references to it are not reported as well.
pub(super) fn unparsed(path: &Path, base: &mut Base) {
    let path = path.with_extension("");
    let mut parts = path.iter().filter_map(|part| part.to_str());
    let (kind, id) = (parts.next(), parts.collect::<Vec<_>>().join("/"));
    match kind {
        Some("codes") => base.codes.insert(id),
        Some("causes") => base.causes.insert(id),
        _ => return,
    };
}

/// Whether a folder is a complete catalog, with systems of its own. Then it replaces the built-in one.
pub(super) fn is_whole(sources: &Sources<'_>) -> bool {
    sources.systems.is_some()
}

/// What the entries of a folder may refer to besides one another: the built-in catalog, unless the folder replaces it.
pub(super) fn base(catalog: &Catalog<'_>, sources: &Sources<'_>) -> Base {
    if is_whole(sources) {
        return Base::default();
    }
    let ids = |ids: Vec<&str>| -> BTreeSet<String> { ids.into_iter().map(str::to_owned).collect() };
    Base {
        systems: ids(catalog.systems().map(|system| system.id).collect()),
        codes: catalog.rows(None).iter().map(|one| one.id()).collect(),
        causes: ids(catalog.causes().iter().map(|entry| entry.id).collect()),
        clients: ids(catalog.clients().map(|client| client.id).collect()),
    }
}

fn report(dir: &Path, faults: &[Fault]) {
    for fault in faults {
        let path = dir.join(&fault.path);
        println!("{}", Fault { path, ..fault.clone() });
    }
}
