//! From files to the types of `source`: every file is read, every fault is kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::fault::Fault;
use super::model::Language;
use super::source::{Addition, Cause, Clients, Code, Extract, Format, Rows, Systems};
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

/// An entry of whatever kind: checks that all kinds share are code that is there once.
pub trait Written {
    /// `auth/token-expired`; for formats and extractions the file's name.
    fn id(&self) -> &str;
    /// Its path below the catalog's folder.
    fn path(&self) -> &Path;
    /// The file's contents, as text.
    fn text(&self) -> &str;
}

impl<T> Written for Entry<'_, T> {
    fn id(&self) -> &str {
        &self.id
    }

    fn path(&self) -> &Path {
        self.path
    }

    fn text(&self) -> &str {
        self.text
    }
}

impl dyn Written + '_ {
    /// A fault at a byte offset of the entry's file.
    pub fn fault(&self, offset: usize, message: impl Into<String>) -> Fault {
        Fault::at(self.path(), self.text(), offset, message)
    }
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
    /// What is added to the pages of codes: `codes/<system>/<code>.toml` with `addition = true`.
    pub code_additions: Vec<Entry<'a, Addition<'a>>>,
    /// The causes: `causes/<area>/<cause>.toml`.
    pub causes: Vec<Entry<'a, Cause<'a>>>,
    /// What is added to causes: `causes/<area>/<cause>.toml` with `addition = true`.
    pub cause_additions: Vec<Entry<'a, Addition<'a>>>,
    /// The formats: `formats/<format>.toml`.
    pub formats: Vec<Entry<'a, Format<'a>>>,
    /// The extraction rules: `extract/<topic>.toml`.
    pub extracts: Vec<Entry<'a, Extract>>,
    /// `snippets/<name>.<extension>` and `snippets/<system>/<name>.<extension>`: name to code by language and system.
    pub snippets: BTreeMap<String, Vec<Shared>>,
}

impl Sources<'_> {
    /// How many entries there are.
    pub fn entries(&self) -> usize {
        let rows = self.rows.iter().flat_map(|entry| &entry.value.list).map(|list| list.rows.len()).sum::<usize>();
        let added = self.code_additions.len() + self.cause_additions.len();
        rows + added + self.codes.len() + self.causes.len() + self.formats.len() + self.extracts.len()
    }
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

/// No folder of entries is longer: it is read without being asked for.
const MAX_FOLDER_BYTES: usize = 64 << 20;
/// The extensions of what people keep beside snippets.
const FOREIGN: [&str; 7] = ["bak", "json", "license", "md", "orig", "rst", "txt"];

/// Whether a file of a folder is none of the catalog's: a README, a backup, a configuration.
fn is_foreign(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match path.iter().next().and_then(|first| first.to_str()) {
        Some("snippets") => extension.is_empty() || extension.ends_with('~') || FOREIGN.contains(&extension),
        _ => extension != "toml",
    }
}

/// Reads all files of entries below a folder, sorted by path.
///
/// # Errors
/// A fault for a folder or file that can't be read, or that is not UTF-8.
pub fn read_folder(root: &Path) -> Result<Vec<File>, Fault> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    let mut bytes = 0;
    while let Some(folder) = folders.pop() {
        let listed = fs::read_dir(&folder).map_err(|error| Fault::of(&folder, reason(&error)))?;
        for entry in listed {
            let path = entry.map_err(|error| Fault::of(&folder, error.to_string()))?.path();
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            let is_dir = path.is_dir();
            if hidden || !is_dir && is_foreign(path.strip_prefix(root).unwrap_or(&path)) {
                continue;
            }
            if is_dir {
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
            bytes += text.len();
            if bytes > MAX_FOLDER_BYTES {
                return Err(Fault::of(root, format!("more than {} MiB of entries", MAX_FOLDER_BYTES >> 20)));
            }
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
        faults.extend(unfilled(file));
    }
    (sources, faults)
}

/// The places of a skeleton that nobody has filled in: texts that begin with `TODO`.
fn unfilled(file: &File) -> Vec<Fault> {
    let is_entry = file.path.extension().is_some_and(|extension| extension == "toml");
    let text = Some(file.text.as_str()).filter(|text| is_entry && text.contains("TODO")).unwrap_or_default();
    let places = text.match_indices("TODO").filter(|(at, _)| text[..*at].ends_with(['"', '\'']));
    let fault = |at: usize| {
        let rest = text[at..].split(['"', '\'', '\n']).next().unwrap_or_default();
        Fault::at(&file.path, text, at, rest)
    };
    places.map(|(at, _)| fault(at)).collect()
}

fn parse_file<'a>(file: &'a File, sources: &mut Sources<'a>) -> Result<(), Vec<Fault>> {
    let parts: Vec<&str> = file.path.iter().filter_map(|part| part.to_str()).collect();
    let name = parts.last().copied().unwrap_or_default();
    let stem = name.strip_suffix(".toml").unwrap_or(name).to_owned();
    // Ids are printed, and typed.
    let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    if parts.len() < file.path.iter().count() || !parts.iter().all(|part| part.chars().all(is_plain)) {
        return Err(vec![Fault::of(&file.path, "a path of letters, digits, `-`, `_` and `.` is needed here")]);
    }
    match parts.as_slice() {
        ["systems.toml"] => sources.systems = Some(entry(file, "systems", "systems".to_owned())?),
        ["clients.toml"] => sources.clients = Some(entry(file, "clients", "clients".to_owned())?),
        ["codes", _] => sources.rows.push(entry(file, "rows", stem)?),
        ["codes", system, _] => match is_addition(file) {
            true => sources.code_additions.push(entry(file, "addition", format!("{system}/{stem}"))?),
            false => sources.codes.push(entry(file, "code", format!("{system}/{stem}"))?),
        },
        ["causes", area, _] => match is_addition(file) {
            true => sources.cause_additions.push(entry(file, "addition", format!("{area}/{stem}"))?),
            false => sources.causes.push(entry(file, "cause", format!("{area}/{stem}"))?),
        },
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

/// Whether a file adds to the page with its id.
fn is_addition(file: &File) -> bool {
    if !file.text.contains("addition") {
        return false;
    }
    let table = toml::de::DeTable::parse(&file.text);
    table
        .is_ok_and(|table| table.get_ref().get("addition").is_some_and(|value| value.get_ref().as_bool() == Some(true)))
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
