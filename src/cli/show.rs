//! `explain catalog show`: which catalogs are in force, and an entry as it was written.

use std::fs;
use std::path::Path;

use anyhow::{Result, anyhow};
use clap::Args;

use super::catalog::count;
use super::inputs::reason;
use super::own::{Outcome, OwnEntries, Owner, of_user};
use super::{Exit, LONG_VERSION, Options, output};
use crate::catalog::Catalog;
use crate::catalog::fault::nearest;
use crate::explainer::Explainer;
use crate::input;
use crate::report::Lookup;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The id of an entry, as net/connection-refused; without it, the catalogs that are in force
    #[arg(value_name = "ID")]
    id: Option<String>,
}

pub(super) fn run(arguments: &Arguments, options: &Options) -> Result<Exit> {
    match &arguments.id {
        None => catalogs(options),
        Some(id) => entry(id.trim(), options),
    }
}

/// A line for each catalog, in the order in which they are laid over each other.
fn catalogs(options: &Options) -> Result<Exit> {
    let mut lines = Vec::new();
    if !options.no_builtin {
        lines.push(("built in", format!("explain {LONG_VERSION}")));
    }
    let mut has_user = options.no_builtin;
    OwnEntries::each(options, &mut |owner, dir, outcome| {
        let what = match outcome {
            Outcome::Empty => "nothing in it".to_owned(),
            Outcome::Whole(_, entries) => count(*entries, "entry", "entries"),
            Outcome::Faulty(_, faults) => format!("left out: {}", count(*faults, "fault", "faults")),
        };
        let whose = match owner {
            Owner::User => "user",
            Owner::Repository => "repository",
            Owner::Named => "--catalog",
        };
        has_user |= owner == Owner::User;
        lines.push((whose, format!("{}  {what}", output::shown(&input::shown(dir)))));
        Ok(())
    })?;
    if let (false, Some(dir)) = (has_user, of_user()) {
        lines.insert(1, ("user", format!("{}  not there", output::shown(&input::shown(dir)))));
    }
    let lines = lines.into_iter().map(|(whose, what)| format!("{whose:<10}  {what}\n"));
    output::print(&lines.collect::<String>())?;
    Ok(Exit::Done)
}

/// An entry: its file as it is, or the page of one that is built in and the place of its file in the project.
fn entry(id: &str, options: &Options) -> Result<Exit> {
    let own = OwnEntries::load(options)?;
    let catalog = own.catalog()?;
    let id = match catalog.resolve(id).into_iter().next() {
        Some(code) if catalog.cause(id).is_none() => code,
        _ => id.to_owned(),
    };
    let is_plain = id.chars().all(|c| c.is_alphanumeric() || "-_./".contains(c)) && !id.contains("..");
    for dir in own.dirs().rev().filter(|_| is_plain) {
        let listed = catalog.row(&id).and_then(|row| row.source).map(|list| list.file.to_owned());
        let paths = ["causes", "codes", "formats", "extract"].map(|kind| format!("{kind}/{id}.toml"));
        if let Some(path) = paths.into_iter().chain(listed).map(|path| dir.join(path)).find(|path| path.is_file()) {
            return as_written(&path);
        }
    }
    let Some(path) = path_of(&id, &own, &catalog) else {
        let (causes, codes) = (catalog.causes(), catalog.codes());
        let ids = causes.iter().map(|entry| entry.id).chain(codes.iter().map(|entry| entry.id));
        output::print_error(&format!("unknown id \"{}\"{}", output::argument(&id, 60), nearest(&id, ids)));
        return Ok(Exit::Failed);
    };
    let mut lookup = Lookup::new(&catalog);
    match catalog.cause(&id) {
        Some(_) => lookup.add_cause(&catalog, &id),
        None => lookup.add_code(&catalog, &id, 0),
    }
    let style = crate::render::Style { full: true, ..output::style(options) };
    let page = options.format().lookup(&lookup, &style).filter(|_| !lookup.entries.is_empty()).unwrap_or_default();
    output::print(&format!("# catalog/{path}, built in\n{page}"))?;
    Ok(Exit::Done)
}

fn as_written(path: &Path) -> Result<Exit> {
    let name = output::shown(&input::shown(path));
    let text = fs::read_to_string(path).map_err(|error| anyhow!("can't read {name}: {}", reason(&error)))?;
    output::print(&format!("# {name}\n{text}"))?;
    Ok(Exit::Done)
}

/// Where the file of a built-in entry is in the folder of the built-in catalog.
fn path_of(id: &str, own: &OwnEntries, catalog: &Catalog<'_>) -> Option<String> {
    if catalog.cause(id).is_some() {
        return Some(format!("causes/{id}.toml"));
    }
    if catalog.code(id).is_some() {
        return Some(format!("codes/{id}.toml"));
    }
    if let Some(list) = catalog.row(id).and_then(|row| row.source) {
        return Some(list.file.to_owned());
    }
    let explainer = Explainer::with_catalog(own.catalog().ok()?).ok()?;
    explainer.knowledge().rules.formats.iter().any(|format| format.id == id).then(|| format!("formats/{id}.toml"))
}
