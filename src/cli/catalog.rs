//! `explain catalog`: for people who write entries.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use clap::Subcommand;

use super::{Exit, Options, new, output, show};
use crate::catalog::compile::{Ids, Storage, compile};
use crate::catalog::fault::{Fault, nearest};
use crate::catalog::load::{self, Sources};
use crate::catalog::{Catalog, Damaged, Folder, schemas};
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
    /// Write the skeleton of an entry, from an error on standard input that nothing recognises
    New(new::Arguments),
    /// Print the JSON schema of a kind of file: cause, code, format, ...
    Schema {
        /// cause, code, format, rows, systems, clients, extract or addition; without it, all of them
        kind: Option<String>,
    },
    /// Show an entry as it was written; without an ID, which catalogs are in force
    Show(show::Arguments),
}

pub(super) fn run(command: &Command, options: &Options) -> Result<Exit> {
    match command {
        Command::Check { dir } => check(dir, options),
        Command::Test { dir, only } => test(dir, &input::readable(only), options),
        Command::New(arguments) => new::run(arguments, options),
        Command::Schema { kind } => schema(kind.as_deref()),
        Command::Show(arguments) => show::run(arguments, options),
    }
}

/// The schema by which the files of a kind are read.
fn schema(kind: Option<&str>) -> Result<Exit> {
    let all = schemas::all();
    let shown = match kind {
        None => Some(&all),
        Some(kind) => all.get(kind),
    };
    let Some(shown) = shown else {
        let kinds: Vec<&str> = all.as_object().into_iter().flat_map(|all| all.keys().map(String::as_str)).collect();
        let kind = kind.unwrap_or_default();
        let hint = nearest(kind, kinds.iter().copied());
        bail!("unknown kind of file \"{}\"{hint}: there are {}", output::argument(kind, 60), kinds.join(", "));
    };
    output::print(&(serde_json::to_string_pretty(shown)? + "\n"))?;
    Ok(Exit::Done)
}

/// What a folder of entries is laid over while it is checked: the built-in catalog alone, or nothing.
fn below(options: &Options) -> Result<Catalog<'static>, Damaged> {
    Catalog::of_folders(&[], !options.no_builtin)
}

fn check(dir: &Path, options: &Options) -> Result<Exit> {
    let files = files_of(dir)?;
    let Compiled { sources, faults, .. } = compiled(&below(options)?, &files)?;
    let mut text = told(dir, &faults);
    let entries = sources.entries();
    text.push_str(&format!("{}, {}\n", count(entries, "entry", "entries"), count(faults.len(), "fault", "faults")));
    output::print(&text)?;
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Failed })
}

fn test(dir: &Path, only: &str, options: &Options) -> Result<Exit> {
    let files = files_of(dir)?;
    let Compiled { sources, blob, faults } = compiled(&below(options)?, &files)?;
    let structural = faults.len();
    let folders = [Folder { path: input::readable(dir), blob }];
    let explainer = Explainer::with_catalog(Catalog::of_folders(&folders, !options.no_builtin)?)?;
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
fn unparsed(path: &Path, base: &mut Ids) {
    let path = path.with_extension("");
    let mut parts = path.iter().filter_map(|part| part.to_str());
    let (kind, id) = (parts.next(), parts.collect::<Vec<_>>().join("/"));
    match kind {
        Some("codes") => base.codes.insert(id),
        Some("causes") => base.causes.insert(id),
        _ => return,
    };
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

/// Compiles the files of a folder that is laid over a catalog.
pub(crate) fn compiled<'f>(below: &Catalog<'_>, files: &'f [load::File]) -> Result<Compiled<'f>, Damaged> {
    let (sources, mut faults) = load::parse(files);
    let mut base = below.below(&sources)?;
    faults.iter().for_each(|fault| unparsed(&fault.path, &mut base.known));
    let (blob, found) = compile(&sources, &base, Storage::Plain);
    faults.extend(found);
    faults.sort();
    Ok(Compiled { sources, blob, faults })
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
