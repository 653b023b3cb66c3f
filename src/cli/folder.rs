//! The files of a folder, in the order of their names, with those of the folders in it.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use glob::{MatchOptions, Pattern};

/// A slash is only matched by one, and by `**`.
const BY_PARTS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

/// Which files of a folder are read.
#[derive(Debug, Default)]
pub(super) struct Globs {
    wanted: Vec<Pattern>,
    unwanted: Vec<Pattern>,
}

impl Globs {
    /// From the patterns of a command line; `!` before one leaves out what it matches.
    ///
    /// # Errors
    /// If one is none.
    pub(super) fn new(patterns: &[String]) -> Result<Globs> {
        let mut globs = Globs::default();
        for given in patterns {
            let (list, pattern) = match given.strip_prefix('!') {
                Some(rest) => (&mut globs.unwanted, rest),
                None => (&mut globs.wanted, given.as_str()),
            };
            let built = Pattern::new(pattern);
            let example = "for example: --glob '*.log'";
            list.push(built.map_err(|error| anyhow!("--glob {given}: {}; {example}", error.msg))?);
        }
        Ok(globs)
    }

    /// Whether they take a file, by its path in the folder: a pattern with a slash is one of paths, and any other one of names.
    fn take(&self, path: &Path) -> bool {
        let name = Path::new(path.file_name().unwrap_or(path.as_os_str()));
        let matches = |one: &Pattern| match one.as_str().strip_prefix('/') {
            Some(rest) => Pattern::new(rest).is_ok_and(|one| one.matches_path_with(path, BY_PARTS)),
            None if one.as_str().contains('/') => one.matches_path_with(path, BY_PARTS),
            None => one.matches_path_with(name, BY_PARTS),
        };
        (self.wanted.is_empty() || self.wanted.iter().any(matches)) && !self.unwanted.iter().any(matches)
    }
}

/// What is in a folder.
#[derive(Debug)]
pub(super) enum Entry {
    /// A file to be read.
    File(PathBuf),
    /// Something that is not read, and why.
    LeftOut(PathBuf, &'static str),
    /// Something that can't be read.
    Failed(PathBuf, io::Error),
}

/// Goes through a folder.
pub(super) struct Walk<'g> {
    globs: &'g Globs,
    root: PathBuf,
    /// What is still to be visited, the next one last.
    left: Vec<PathBuf>,
    /// The folders, by their real paths, all of which are visited: that which was named, and those that links lead to.
    visited: Vec<PathBuf>,
}

impl<'g> Walk<'g> {
    /// All of a folder.
    pub(super) fn new(root: &Path, globs: &'g Globs) -> Walk<'g> {
        let visited = fs::canonicalize(root).into_iter().collect();
        Walk { globs, root: root.to_owned(), left: vec![root.to_owned()], visited }
    }

    /// The path of a file in the folder.
    fn inner<'p>(&self, path: &'p Path) -> &'p Path {
        path.strip_prefix(&self.root).unwrap_or(path)
    }

    fn visit(&mut self, path: PathBuf) -> Option<Entry> {
        let is_root = path == self.root;
        let is_link = !is_root && path.is_symlink();
        let data = match fs::metadata(&path) {
            Ok(data) => data,
            Err(error) if is_link && error.kind() != io::ErrorKind::PermissionDenied => {
                return Some(Entry::LeftOut(path, "a link that leads nowhere"));
            }
            Err(error) => return Some(Entry::Failed(path, error)),
        };
        let target = if is_link { fs::canonicalize(&path).ok() } else { None };
        if data.is_dir() {
            if let Some(target) = target {
                let is_known = |known: &PathBuf| target.starts_with(known) || known.starts_with(&target);
                if self.visited.iter().any(is_known) {
                    return Some(Entry::LeftOut(
                        path,
                        "a link to a folder that is read in its own place, or holds this one",
                    ));
                }
                self.visited.push(target);
            }
            return self.enter(path);
        }
        if !data.is_file() {
            return Some(Entry::LeftOut(path, "not a regular file"));
        }
        let is_read_elsewhere = target.is_some_and(|target| {
            let mut inner = self.visited.iter().filter_map(|known| target.strip_prefix(known).ok());
            inner.any(|inner| !inner.iter().any(is_hidden) && self.globs.take(inner))
        });
        (self.globs.take(self.inner(&path)) && !is_read_elsewhere).then_some(Entry::File(path))
    }

    /// Puts what is in a folder before what is left.
    fn enter(&mut self, folder: PathBuf) -> Option<Entry> {
        let listed = fs::read_dir(&folder).and_then(|entries| {
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<PathBuf>>>()
        });
        match listed {
            Err(error) => Some(Entry::Failed(folder, error)),
            Ok(mut paths) => {
                paths.retain(|path| !path.file_name().is_some_and(is_hidden));
                paths.sort_by(|a, b| b.cmp(a));
                self.left.append(&mut paths);
                None
            }
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        while let Some(path) = self.left.pop() {
            if let Some(entry) = self.visit(path) {
                return Some(entry);
            }
        }
        None
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(patterns: &[&str], path: &str) -> bool {
        let patterns: Vec<String> = patterns.iter().map(|one| (*one).to_owned()).collect();
        Globs::new(&patterns).expect("patterns").take(Path::new(path))
    }

    #[test]
    fn patterns_are_of_names_or_of_paths() {
        assert!(taken(&[], "a/b.log") && taken(&["*.log"], "a/b.log") && !taken(&["*.log"], "a/b.txt"));
        assert!(taken(&["*.txt", "*.log"], "b.log") && taken(&["[a-c].log"], "a/b.log"));
        assert!(
            taken(&["a/*.log"], "a/b.log") && !taken(&["a/*.log"], "a/c/b.log") && taken(&["/a/**/*.log"], "a/c/b.log")
        );
        assert!(!taken(&["!*.log"], "a/b.log") && taken(&["!*.log"], "b.txt") && !taken(&["*.log", "!b.*"], "b.log"));
        assert!(Globs::new(&["[a".to_owned()]).is_err());
    }
}
