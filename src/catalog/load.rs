//! From files to the types of `source`: every file is read, every fault is kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::fault::Fault;
use super::model::Language;
use super::source::{Cause, Clients, Code, Extract, Format, Rows, Systems};
use super::{schemas, unknown_keys};
use crate::catalog::order::Order;

/// A file of a catalog.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path below the catalog's folder.
    pub path: PathBuf,
    /// Its contents, as text.
    pub text: String,
}

/// One entry with its file.
#[derive(Debug)]
pub struct Entry<'a, T> {
    /// `auth/token-expired`; for formats and extractions the file's name.
    pub id: String,
    /// Its path below the catalog's folder.
    pub path: &'a Path,
    /// The file's contents, as text.
    pub text: &'a str,
    /// The file's contents, parsed.
    pub value: T,
}

impl<T> Entry<'_, T> {
    /// A fault at a byte offset of the entry's file.
    pub fn fault(&self, offset: usize, message: impl Into<String>) -> Fault {
        Fault::at(self.path, self.text, offset, message)
    }
}

/// All files of a catalog, parsed.
#[derive(Debug, Default)]
pub struct Sources<'a> {
    /// `systems.toml`, if there is one.
    pub systems: Option<Entry<'a, Systems>>,
    /// `clients.toml`, if there is one.
    pub clients: Option<Entry<'a, Clients>>,
    /// The pages of codes: `codes/<system>/<code>.toml`.
    pub codes: Vec<Entry<'a, Code<'a>>>,
    /// The codes without a page: `codes/<system>.toml` before `codes/<system>.<list>.toml`.
    pub rows: Vec<Entry<'a, Rows<'a>>>,
    /// The causes: `causes/<area>/<cause>.toml`.
    pub causes: Vec<Entry<'a, Cause<'a>>>,
    /// The formats: `formats/<format>.toml`.
    pub formats: Vec<Entry<'a, Format<'a>>>,
    /// The extraction rules: `extract/<topic>.toml`.
    pub extracts: Vec<Entry<'a, Extract>>,
    /// `snippets/<name>.<extension>` and `snippets/<system>/<name>.<extension>`: name to code by language and system.
    pub snippets: BTreeMap<String, Vec<Shared>>,
}

/// Code that fixes share.
#[derive(Debug)]
pub struct Shared {
    /// Its path below the catalog's folder.
    pub path: PathBuf,
    /// Its language, by the file's extension.
    pub language: Language,
    /// The id of the system whose programming interface it uses, by the file's folder.
    pub system: Option<String>,
    /// The code.
    pub code: String,
}

/// Reads all files below a folder, sorted by path.
///
/// # Errors
/// A fault for a folder or file that can't be read, or that is not UTF-8.
pub fn read_folder(root: &Path) -> Result<Vec<File>, Fault> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let listed = fs::read_dir(&folder).map_err(|error| Fault::of(&folder, reason(&error)))?;
        for entry in listed {
            let path = entry.map_err(|error| Fault::of(&folder, error.to_string()))?.path();
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if hidden {
                continue;
            }
            if path.is_dir() {
                if leads_back(&folder, &path) {
                    return Err(Fault::of(&path, "a link to a folder above it"));
                }
                folders.push(path);
                continue;
            }
            // To read a pipe or a device may take forever.
            if fs::metadata(&path).is_ok_and(|data| !data.is_file()) {
                return Err(Fault::of(&path, "not a regular file"));
            }
            let text = fs::read_to_string(&path).map_err(|error| Fault::of(&path, error.to_string()))?;
            let path = path.strip_prefix(root).unwrap_or(&path).to_owned();
            files.push(File { path, text });
        }
    }
    files.order_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// Whether a link in a folder leads to that folder, or to one above it.
fn leads_back(folder: &Path, link: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    link.is_symlink() && real(folder).zip(real(link)).is_some_and(|(folder, target)| folder.starts_with(target))
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such directory".to_owned(),
        std::io::ErrorKind::NotADirectory => "not a directory".to_owned(),
        _ => error.to_string(),
    }
}

/// Parses all files. Entries with faults are left out of the sources.
pub fn parse(files: &[File]) -> (Sources<'_>, Vec<Fault>) {
    let mut sources = Sources::default();
    let mut faults = Vec::new();
    for file in files {
        if let Err(found) = parse_file(file, &mut sources) {
            faults.extend(found);
        }
    }
    (sources, faults)
}

fn parse_file<'a>(file: &'a File, sources: &mut Sources<'a>) -> Result<(), Vec<Fault>> {
    let parts: Vec<&str> = file.path.iter().filter_map(|part| part.to_str()).collect();
    let name = parts.last().copied().unwrap_or_default();
    let stem = name.strip_suffix(".toml").unwrap_or(name).to_owned();
    match parts.as_slice() {
        ["systems.toml"] => sources.systems = Some(entry(file, "systems", "systems".to_owned())?),
        ["clients.toml"] => sources.clients = Some(entry(file, "clients", "clients".to_owned())?),
        ["codes", _] => sources.rows.push(entry(file, "rows", stem)?),
        ["codes", system, _] => sources.codes.push(entry(file, "code", format!("{system}/{stem}"))?),
        ["causes", area, _] => sources.causes.push(entry(file, "cause", format!("{area}/{stem}"))?),
        ["formats", _] => sources.formats.push(entry(file, "format", stem)?),
        ["extract", _] => sources.extracts.push(entry(file, "extract", stem)?),
        ["snippets", folders @ .., _] if folders.len() < 2 => {
            let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
            let language = Language::ALL.into_iter().find(|language| language.extension() == extension);
            let language = language.ok_or_else(|| {
                vec![Fault::of(&file.path, format!("`.{extension}` is not the extension of a known language"))]
            })?;
            let system = folders.first().map(|system| (*system).to_owned());
            let (path, code) = (file.path.clone(), file.text.trim_end().to_owned());
            sources.snippets.entry(stem.to_owned()).or_default().push(Shared { path, language, system, code });
        }
        // Programs that write rows from published lists.
        ["scripts", _] => {}
        _ => {
            let places = "systems.toml, clients.toml, codes/SYSTEM/CODE.toml, codes/SYSTEM.toml, \
                          causes/AREA/CAUSE.toml, formats/FORMAT.toml, extract/TOPIC.toml, \
                          snippets/NAME.EXTENSION and snippets/SYSTEM/NAME.EXTENSION";
            return Err(vec![Fault::of(&file.path, format!("not the path of an entry: a catalog holds {places}"))]);
        }
    }
    Ok(())
}

/// Reads a file of a kind, by whose name its schema is found.
fn entry<'a, T: Deserialize<'a>>(file: &'a File, kind: &str, id: String) -> Result<Entry<'a, T>, Vec<Fault>> {
    match toml::Deserializer::parse(&file.text).and_then(T::deserialize) {
        Ok(value) => Ok(Entry { id, path: &file.path, text: &file.text, value }),
        Err(error) => {
            let unknown = unknown_keys::unknown_keys(file, schemas::all().get(kind).unwrap_or_default());
            if !unknown.is_empty() {
                return Err(unknown);
            }
            let offset = error.span().map_or(0, |span| span.start);
            Err(vec![Fault::at(&file.path, &file.text, offset, error.message())])
        }
    }
}
