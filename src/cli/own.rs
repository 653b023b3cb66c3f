//! Entries of somebody's own: the folders that are read without being named, that of `--catalog`, and the catalog that they make with
//! the built-in one.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::catalog::{Compiled, compiled, count, told_of};
use super::{Options, output};
use crate::catalog::fault::Fault;
use crate::catalog::load;
use crate::catalog::{Catalog, Damaged, Folder};
use crate::input;

/// The folder of a repository.
const IN_REPOSITORY: &str = ".explain";

/// Whose entries are in a folder, in the order in which they are laid over the built-in catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The user's, found in the folder of configurations.
    User,
    /// The repository's, found upward from the working directory.
    Repository,
    /// Named by `--catalog`.
    Named,
}

/// The folders of a run, compiled, each laid over those before it.
pub(super) struct OwnEntries {
    folders: Vec<Folder>,
    /// The folders' paths.
    dirs: Vec<PathBuf>,
    /// Those that were not named come first: so many.
    found: usize,
    over_built_in: bool,
}

/// What is in a folder.
pub(super) enum Outcome {
    /// No file of entries.
    Empty,
    /// Entries without fault, and how many.
    Whole(Folder, usize),
    /// What is wrong with the first one that has a fault, and how many faults there are.
    Faulty(String, usize),
}

impl OwnEntries {
    /// Reads and compiles the folders of a run. One that is found and has faults is left out, with a warning.
    ///
    /// # Errors
    /// If the folder of `--catalog` has faults.
    pub(super) fn load(options: &Options) -> Result<OwnEntries> {
        OwnEntries::each(options, &mut |owner, _, outcome| match outcome {
            Outcome::Faulty(message, _) if owner == Owner::Named => bail!("{message}"),
            Outcome::Faulty(message, _) => {
                output::print_error(&format!("warning: {message}; its entries are left out"));
                Ok(())
            }
            Outcome::Empty | Outcome::Whole(..) => Ok(()),
        })
    }

    /// Reads the folders of a run one after the other, each laid over those before it that have no faults.
    ///
    /// # Errors
    /// What `tell` returns; and if there would be no catalog at all.
    pub(super) fn each(
        options: &Options,
        tell: &mut dyn FnMut(Owner, &Path, &Outcome) -> Result<()>,
    ) -> Result<OwnEntries> {
        let over_built_in = !options.no_builtin;
        if options.no_builtin && options.catalog.is_none() {
            bail!("--no-builtin needs --catalog DIR: there would be no catalog");
        }
        let mut own = OwnEntries { folders: Vec::new(), dirs: Vec::new(), found: 0, over_built_in };
        for (owner, dir) in folders(options) {
            let outcome = own.read(&dir)?;
            tell(owner, &dir, &outcome)?;
            if let Outcome::Whole(folder, _) = outcome {
                own.folders.push(folder);
                own.dirs.push(dir);
                own.found += usize::from(owner != Owner::Named);
            }
        }
        Ok(own)
    }

    /// The catalog of the run.
    pub(super) fn catalog(&self) -> Result<Catalog<'_>, Damaged> {
        Catalog::of_folders(&self.folders, self.over_built_in)
    }

    /// The catalog without what was found and not named, if there is any.
    pub(super) fn without_found(&self) -> Result<Option<Catalog<'_>>, Damaged> {
        let named = self.folders.get(self.found..).filter(|_| self.found > 0);
        named.map(|named| Catalog::of_folders(named, self.over_built_in)).transpose()
    }

    /// The folders, the topmost last.
    pub(super) fn dirs(&self) -> impl DoubleEndedIterator<Item = &Path> {
        self.dirs.iter().map(PathBuf::as_path)
    }

    fn read(&self, dir: &Path) -> Result<Outcome, Damaged> {
        let files = match load::read_folder(dir) {
            Ok(files) if files.is_empty() => return Ok(Outcome::Empty),
            Ok(files) => files,
            Err(fault) => return Ok(Outcome::Faulty(told_of(&fault.path, &fault), 1)),
        };
        let Compiled { sources, blob, faults } = compiled(&self.catalog()?, &files)?;
        Ok(match faults.as_slice() {
            [] => Outcome::Whole(Folder { path: output::shown(&input::shown(dir)), blob }, sources.entries()),
            [first, ..] => Outcome::Faulty(first_of(dir, first, faults.len()), faults.len()),
        })
    }
}

fn first_of(dir: &Path, first: &Fault, number: usize) -> String {
    let (shown, faults) = (input::shown(dir), count(number, "fault", "faults"));
    let first = told_of(&dir.join(&first.path), first);
    format!("{first}\n{faults} in {shown}: `explain catalog check {shown}` lists them")
}

/// The folders of a run, in the order in which they are laid over the built-in catalog. Without that, nothing counts but what was named.
fn folders(options: &Options) -> Vec<(Owner, PathBuf)> {
    let named = options.catalog.clone();
    let mut folders = Vec::new();
    if !options.no_builtin {
        let is_named = |dir: &PathBuf| named.as_ref().is_some_and(|named| is_same(named, dir));
        let of_user = of_user().filter(|dir| dir.is_dir() && !is_named(dir));
        folders.extend(of_user.map(|dir| (Owner::User, dir)));
        folders.extend(of_repository().filter(|dir| !is_named(dir)).map(|dir| (Owner::Repository, dir)));
    }
    folders.extend(named.map(|dir| (Owner::Named, dir)));
    folders
}

/// `$XDG_CONFIG_HOME/explain/catalog`.
pub(super) fn of_user() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let config = absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")))?;
    Some(config.join("explain/catalog"))
}

/// `.explain` in the working directory or the nearest folder above that has it, up to the root of the repository.
fn of_repository() -> Option<PathBuf> {
    // A working directory that was removed has nothing above it.
    let here = env::current_dir().ok()?;
    let mut way = PathBuf::new();
    for dir in here.ancestors() {
        let folder = way.join(IN_REPOSITORY);
        if folder.is_dir() {
            return Some(folder);
        }
        if dir.join(".git").exists() {
            return None;
        }
        way.push("..");
    }
    None
}

fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(one).zip(real(other)).is_some_and(|(one, other)| one == other)
}
