//! `explain catalog`: for people who write entries.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use clap::Subcommand;

use super::{Exit, output};
use crate::catalog::Catalog;
use crate::catalog::compile::{Base, Storage, compile};
use crate::catalog::fault::Fault;
use crate::catalog::load::{self, Sources};
use crate::explainer::Explainer;
use crate::input;
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
        only: OsString,
    },
}

pub(super) fn run(command: &Command) -> Result<Exit> {
    match command {
        Command::Check { dir } => check(dir),
        Command::Test { dir, only } => test(dir, &input::readable(only)),
    }
}

fn check(dir: &Path) -> Result<Exit> {
    let built_in = Catalog::built_in()?;
    let files = files_of(dir)?;
    let Compiled { sources, faults, .. } = compiled(&built_in, &files);
    let mut text = told(dir, &faults);
    let rows = sources.rows.iter().flat_map(|entry| &entry.value.list).map(|list| list.rows.len()).sum::<usize>();
    let entries = sources.codes.len() + rows + sources.causes.len() + sources.formats.len() + sources.extracts.len();
    text.push_str(&format!("{}, {}\n", count(entries, "entry", "entries"), count(faults.len(), "fault", "faults")));
    output::print(&text)?;
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Failed })
}

fn test(dir: &Path, only: &str) -> Result<Exit> {
    let built_in = Catalog::built_in()?;
    let files = files_of(dir)?;
    let Compiled { sources, blob, faults } = compiled(&built_in, &files);
    let structural = faults.len();
    let catalog = if is_whole(&sources) { Catalog::whole(&blob)? } else { Catalog::over_built_in(&blob)? };
    let explainer = Explainer::with_catalog(catalog)?;
    let outcome = Verifier::new(&explainer).verify(&sources, only);
    let mut text = told(dir, &outcome.faults);
    text.push_str(&format!("{}, {} failed\n", count(outcome.texts, "text", "texts"), outcome.faults.len()));
    if structural > 0 {
        let faults = count(structural, "fault", "faults");
        let shown = input::shown(dir);
        text.push_str(&format!("{faults} in the entries themselves: see `explain catalog check {shown}`\n"));
    }
    output::print(&text)?;
    Ok(if outcome.faults.is_empty() && structural == 0 { Exit::Done } else { Exit::Failed })
}

pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// Adds the id of an entry that doesn't parse to the known ids, so that references to it are not reported as well.
fn unparsed(path: &Path, base: &mut Base) {
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
fn base(catalog: &Catalog<'_>, sources: &Sources<'_>) -> Base {
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

/// The files of a folder of entries.
pub(super) fn files_of(dir: &Path) -> Result<Vec<load::File>> {
    load::read_folder(dir).map_err(|fault| anyhow!("{}", told_of(&fault.path, &fault)))
}

/// A folder of entries, compiled, and its faults in order.
pub(crate) struct Compiled<'f> {
    pub(crate) sources: Sources<'f>,
    pub(crate) blob: Vec<u8>,
    pub(crate) faults: Vec<Fault>,
}

pub(crate) fn compiled<'f>(built_in: &Catalog<'_>, files: &'f [load::File]) -> Compiled<'f> {
    let (sources, mut faults) = load::parse(files);
    let mut base = base(built_in, &sources);
    faults.iter().for_each(|fault| unparsed(&fault.path, &mut base));
    let (blob, found) = compile(&sources, &base, Storage::Plain);
    faults.extend(found);
    faults.sort();
    Compiled { sources, blob, faults }
}

/// A line for each fault.
fn told(dir: &Path, faults: &[Fault]) -> String {
    faults.iter().map(|fault| told_of(&dir.join(&fault.path), fault) + "\n").collect()
}

/// A fault in the file at this path. What more it says is indented, so that no text of an entry looks like another line.
pub(super) fn told_of(path: &Path, fault: &Fault) -> String {
    let line = if fault.line == 0 { String::new() } else { format!(":{}", fault.line) };
    let mut lines = fault.message.lines();
    let mut told = format!("{}{line}: {}", input::shown(path), lines.next().unwrap_or_default());
    for more in lines {
        told.push_str(if more.starts_with("    ") { "\n" } else { "\n    " });
        told.push_str(more);
    }
    told
}
