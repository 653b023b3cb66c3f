//! What a word on the command line means: a code, a cause, a file, standard input, an error, or nothing.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::catalog::Catalog;
use crate::catalog::names::fold;
use crate::catalog::order::Order;
use crate::catalog::rows::SystemRow;
use crate::input;

/// What an argument asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Subject {
    /// Codes with this name, by id, the likeliest first.
    Codes(Vec<String>),
    /// The id of a cause.
    Cause(String),
    /// The id of a system.
    System(String),
    /// The path of an existing file or folder.
    File(PathBuf),
    /// The path of a file that grows.
    Followed(PathBuf),
    /// Standard input, given as `-`.
    StandardInput,
    /// Anything else: perhaps the text of an error.
    Text(String),
}

impl Subject {
    /// Whether it is looked up, rather than read.
    pub(super) fn is_page(&self) -> bool {
        matches!(self, Subject::Codes(_) | Subject::Cause(_) | Subject::System(_))
    }

    /// The file or folder that is read.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Subject::File(path) => Some(path),
            _ => None,
        }
    }
}

/// What the arguments mean: each by itself, or all joined if only that makes sense.
pub(super) fn read(catalog: &Catalog<'_>, words: &[OsString]) -> Vec<Subject> {
    let each: Vec<Subject> = words.iter().map(|word| of_argument(catalog, word)).collect();
    if words.len() < 2 {
        return each;
    }
    let together: Vec<String> = words.iter().map(input::readable).collect();
    let together = together.join(" ");
    // `http 401` is a code of a system, and not a system and a code.
    let of_system = matches!(each.first(), Some(Subject::System(_)))
        && each.iter().any(|subject| matches!(subject, Subject::Codes(_)));
    if of_system {
        return vec![of_word(catalog, &together)];
    }
    let alone = each.iter().all(|subject| !matches!(subject, Subject::Text(_)));
    if alone {
        return each;
    }
    match of_word(catalog, &together) {
        // A file among the words is a file, whatever the other words are.
        Subject::Text(_) if each.iter().any(|subject| matches!(subject, Subject::File(_) | Subject::StandardInput)) => {
            each
        }
        subject => vec![subject],
    }
}

/// What an argument means, which need not be UTF-8: a file may be called so, and an error may hold any bytes.
fn of_argument(catalog: &Catalog<'_>, word: &OsStr) -> Subject {
    match word.to_str() {
        Some(word) => of_word(catalog, word),
        None if Path::new(word).exists() => Subject::File(PathBuf::from(word)),
        None => Subject::Text(input::readable(word)),
    }
}

fn of_word(catalog: &Catalog<'_>, word: &str) -> Subject {
    let word = word.trim();
    if word == "-" {
        return Subject::StandardInput;
    }
    let codes = catalog.resolve(word);
    // To ask for a cause reads the ids of all: a code with a page is meant in any case.
    if codes.iter().any(|id| catalog.code(id).is_some()) {
        return Subject::Codes(codes);
    }
    let cause = cause(catalog, word);
    // `connection-refused` is the cause rather than a code without a page that is spelled otherwise.
    let by_the_way =
        || catalog.bare_name(word.as_bytes()).is_none() && codes.iter().all(|id| !id.eq_ignore_ascii_case(word));
    match cause {
        Some(cause) if by_the_way() => return Subject::Cause(cause),
        Some(cause) if codes.is_empty() => return Subject::Cause(cause),
        _ if !codes.is_empty() => return Subject::Codes(codes),
        _ => {}
    }
    if let Some(system) = catalog.systems_called(word).first() {
        return Subject::System(system.id.to_owned());
    }
    if Path::new(word).exists() {
        return Subject::File(PathBuf::from(word));
    }
    Subject::Text(word.to_owned())
}

fn cause(catalog: &Catalog<'_>, word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    if let Some(entry) = catalog.cause(&word) {
        return Some(entry.id.to_owned());
    }
    if word.contains(char::is_whitespace) {
        return None;
    }
    // The last part of an id is enough if only one cause has it.
    let ids = catalog.cause_ids();
    let mut named: Vec<&str> = ids.filter(|id| id.rsplit('/').next() == Some(word.as_str())).collect();
    named.dedup();
    match named[..] {
        [id] => Some(id.to_owned()),
        _ => None,
    }
}

/// The codes of a class that is written with its arguments, as its documentation does: `tf.errors.NotFoundError(node_def, op, message)`.
pub(super) fn of_call(catalog: &Catalog<'_>, word: &str) -> Option<Subject> {
    let (name, _) = word.trim().strip_suffix(')')?.split_once('(')?;
    let codes = Some(name).filter(|name| !name.contains(char::is_whitespace)).map(|name| catalog.resolve(name))?;
    (!codes.is_empty()).then_some(Subject::Codes(codes))
}

/// The first unknown word of several, if at least as many of them are known.
pub(super) fn unknown_part<'w>(catalog: &Catalog<'_>, words: &'w str) -> Option<&'w str> {
    let (known, unknown): (Vec<&str>, Vec<&str>) =
        words.split_whitespace().partition(|word| !matches!(of_word(catalog, word), Subject::Text(_)));
    unknown.first().copied().filter(|_| known.len() > unknown.len().saturating_sub(1) && !known.is_empty())
}

/// Whether an unknown word looks like the name of a missing file, rather than a mistyped code.
pub(super) fn is_path(catalog: &Catalog<'_>, word: &str) -> bool {
    let extension = Path::new(word).extension().is_some_and(|extension| {
        let extension = extension.to_string_lossy();
        (1..=5).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    });
    let folder = |id: &str| word.split('/').next() == id.split('/').next();
    let is_id = word.matches('/').count() == 1 && (catalog.names_system(word) || catalog.cause_ids().any(folder));
    // A byte that is no text is shown as `\xff`, which is no folder of Windows.
    let separated = word.contains('/') || word.replace("\\x", "").contains('\\');
    !word.contains(char::is_whitespace) && (extension || separated && !is_id)
}

/// The names nearest to an unknown word, at most three.
pub(super) fn nearest(catalog: &Catalog<'_>, word: &str) -> Vec<String> {
    let wanted = fold(word);
    // Every number is close to some other number.
    if wanted.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let rows = catalog.rows(None);
    let names = rows.iter().flat_map(|one| one.row.spellings().map(move |name| (fold(name), one)));
    let near = names.filter(|(name, _)| may_be_near(&wanted, name));
    let scored = near.map(|(name, one)| (strsim::normalized_damerau_levenshtein(&wanted, &name), name, one));
    let close = scored.filter(|(score, _, _)| *score >= 0.6);
    let place = |one: &SystemRow<'_>| (!one.row.page, catalog.rank(one.system));
    let mut close: Vec<_> = close.map(|(score, name, one)| (score, place(one), name, one.row.code)).collect();
    close.order_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, &a.2).cmp(&(b.1, &b.2))));
    let best = close.first().map_or(0.0, |(score, ..)| *score);
    let mut found: Vec<String> = Vec::new();
    for (.., code) in close.into_iter().filter(|(score, ..)| *score > best - 0.1) {
        // A code of several systems is suggested once, by its name.
        if !found.iter().any(|known| fold(known) == fold(code)) {
            found.push(code.to_owned());
        }
    }
    let causes = catalog.causes();
    let causes = causes.iter().filter(|entry| strsim::normalized_damerau_levenshtein(word, entry.id) > 0.8);
    let causes: Vec<String> = causes.map(|entry| entry.id.to_owned()).collect();
    if !causes.is_empty() {
        // What looks like the id of a cause is none of the codes with similar words.
        found = causes;
    }
    found.truncate(3);
    found
}

/// Whether two names can be alike in three of five characters: a bound that is quick to compute, as there are thousands.
fn may_be_near(a: &str, b: &str) -> bool {
    let mut counts = [0_i32; 256];
    a.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    b.bytes().for_each(|byte| counts[usize::from(byte)] -= 1);
    let (more, less): (i32, i32) = (counts.iter().filter(|n| **n > 0).sum(), counts.iter().filter(|n| **n < 0).sum());
    let longest = i32::try_from(a.len().max(b.len())).unwrap_or(i32::MAX);
    more.max(-less).saturating_mul(5) <= longest.saturating_mul(2)
}
