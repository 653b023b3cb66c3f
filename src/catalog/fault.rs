//! A fault in the files of a catalog: what is wrong, where, and the nearest right word.

use std::fmt;
use std::path::PathBuf;

/// One fault in a catalog's files.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file's path below the catalog's folder.
    pub path: PathBuf,
    /// The line, counted from 1; 0 if the fault is in the file as a whole.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Fault {
    /// A fault at a byte offset of a file's text.
    pub fn at(path: impl Into<PathBuf>, text: &str, offset: usize, message: impl Into<String>) -> Fault {
        Fault { path: path.into(), line: line_of(text, offset), message: message.into() }
    }

    /// A fault of a file as a whole.
    pub fn of(path: impl Into<PathBuf>, message: impl Into<String>) -> Fault {
        Fault { path: path.into(), line: 0, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.path.display(), self.message),
            line => write!(out, "{}:{}: {}", self.path.display(), line, self.message),
        }
    }
}

/// The line of a byte offset, counted from 1. Not a part of each of the hundred places that report a fault.
#[inline(never)]
fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// `; did you mean "x"?` for the candidate nearest to a word; empty if none is near.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest_of(word, &mut candidates.into_iter())
}

#[inline(never)]
fn nearest_of(word: &str, candidates: &mut dyn Iterator<Item = &str>) -> String {
    let scored = candidates.map(|candidate| (strsim::jaro_winkler(word, candidate), candidate));
    let best = scored.filter(|(score, _)| *score > 0.75).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, candidate)| format!("; did you mean \"{candidate}\"?")).unwrap_or_default()
}
