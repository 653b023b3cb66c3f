//! The catalog that a run uses, and the files that it reads.

use std::fs::File;
use std::io;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::{Options, output};
use crate::catalog::Catalog;
use crate::catalog::compile::compile;
use crate::catalog::load;
use crate::explainer::Reading;
use crate::redact::Redacted;

/// The user's own entries, compiled.
pub(super) struct UserCatalog {
    blob: Vec<u8>,
    whole: bool,
}

impl UserCatalog {
    /// The catalog of a run: the built-in one, with the user's entries laid over it or replacing it.
    pub(super) fn catalog(own: Option<&UserCatalog>) -> Result<Catalog<'_>> {
        Ok(match own {
            None => Catalog::built_in()?,
            Some(own) if own.whole => Catalog::whole(&own.blob)?,
            Some(own) => Catalog::over_built_in(&own.blob)?,
        })
    }
}

/// Reads and compiles the user's own entries. Returns `None` without `--catalog`.
pub(super) fn load_user_catalog(options: &Options, built_in: &Catalog<'_>) -> Result<Option<UserCatalog>> {
    let Some(dir) = &options.catalog else { return Ok(None) };
    let files = load::read_folder(dir).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let (sources, mut faults) = load::parse(&files);
    let mut base = super::catalog::base(built_in, &sources);
    faults.iter().for_each(|fault| super::catalog::unparsed(&fault.path, &mut base));
    let (blob, found) = compile(&sources, &base);
    faults.extend(found);
    faults.sort();
    if let Some(fault) = faults.first() {
        let shown = dir.display();
        let faults = super::catalog::count(faults.len(), "fault", "faults");
        bail!("{shown}/{fault}\n{faults} in {shown}: `explain catalog check {shown}` lists them");
    }
    Ok(Some(UserCatalog { blob, whole: super::catalog::is_whole(&sources) }))
}

/// Reads standard input to its end.
pub(super) fn read_stdin(reading: &mut Reading<'_, '_>) -> Result<()> {
    reading.read("-", io::stdin().lock()).context("can't read standard input")
}

/// Reads a file to its end.
pub(super) fn read_file(reading: &mut Reading<'_, '_>, path: &Path) -> Result<()> {
    let name = path.to_string_lossy();
    if path.is_dir() {
        bail!("{name} is a directory: name the files in it");
    }
    let file = File::open(path).map_err(|error| anyhow::anyhow!("can't read {name}: {}", reason(&error)))?;
    reading.read(&name, file).with_context(|| format!("can't read {name}"))
}

/// The operating system's message, without its number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// Prints on standard error which input was cut or is missing. The human report has these notes itself.
pub(super) fn tell_notes(notes: &[Redacted], options: &Options) {
    for note in notes.iter().filter(|_| options.format.name() != "human") {
        output::print_error(note.as_str());
    }
}
