//! `explain compare A B`: whether two codes or causes are the same, and which one belongs where.

use std::ffi::OsString;

use anyhow::{Result, bail};
use clap::Args;

use super::own::OwnEntries;
use super::subject::{self, Subject};
use super::{Exit, Options, output};
use crate::catalog::Catalog;
use crate::input;
use crate::report::Comparison;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A code or the id of a cause
    #[arg(allow_negative_numbers = true)]
    one: OsString,
    /// Another one
    #[arg(allow_negative_numbers = true)]
    other: OsString,
}

pub(super) fn run(arguments: &Arguments, options: &Options) -> Result<Exit> {
    let own = OwnEntries::load(options)?;
    let catalog = own.catalog()?;
    let (one, other) = (meanings(&catalog, &arguments.one), meanings(&catalog, &arguments.other));
    for (word, found) in [(&arguments.one, &one), (&arguments.other, &other)] {
        if found.is_empty() {
            let word = input::readable(word);
            let near = subject::nearest(&catalog, &word);
            let hint = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(", ")) };
            output::print_error(&format!("unknown code or cause \"{}\"{hint}", output::argument(&word, 60)));
            return Ok(Exit::Failed);
        }
    }
    let Some((one, other)) = likeliest(&one, &other) else { return Ok(Exit::Failed) };
    let Some(comparison) = Comparison::new(&catalog, one, other) else { return Ok(Exit::Failed) };
    match options.format().comparison(&comparison, &output::style(options)) {
        Some(text) => output::print(&text)?,
        None => bail!("the format {} can't show comparisons", options.format().name()),
    }
    Ok(Exit::Done)
}

fn meanings(catalog: &Catalog<'_>, word: &OsString) -> Vec<String> {
    match subject::read(catalog, std::slice::from_ref(word)).pop() {
        Some(Subject::Codes(ids)) => ids,
        Some(Subject::Cause(id)) => vec![id],
        _ => Vec::new(),
    }
}

/// The first meanings; of one system, where both words have a meaning there.
fn likeliest<'m>(one: &'m [String], other: &'m [String]) -> Option<(&'m String, &'m String)> {
    let system = |id: &str| id.split('/').next().map(str::to_owned);
    let (first, second) = (one.first()?, other.first()?);
    if system(first) == system(second) {
        return Some((first, second));
    }
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
    let is_number = |ids: &[String]| ids.len() > 1;
    // Only a word of several meanings is taken in the sense of the other one.
    let related = pairs
        .filter(|(a, b)| system(a) == system(b))
        .find(|(a, b)| (*a == first || is_number(one)) && (*b == second || is_number(other)));
    related.or(Some((first, second)))
}
