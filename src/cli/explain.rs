//! `explain [QUERY]...` and standard input: look up, or diagnose.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::Path;

use anyhow::{Result, anyhow, bail};

use super::folder::Globs;
use super::inputs::{follow, print_notes, read_path, read_stdin};
use super::live::Teller;
use super::own::OwnEntries;
use super::subject::{self, Subject};
use super::{Exit, Options, output, short_help};
use crate::catalog::Catalog;
use crate::explainer::Explainer;
use crate::input;
use crate::report::{Lookup, Suggestion};

pub(super) fn run(words: &[OsString], followed: Option<&Path>, options: &Options) -> Result<Exit> {
    if words.is_empty() && followed.is_none() && io::stdin().is_terminal() {
        output::print_error_bare(&short_help());
        return Ok(Exit::Usage);
    }
    let own = OwnEntries::load(options)?;
    let catalog = own.catalog()?;
    if let Some(path) = followed {
        return diagnose(catalog, &[Subject::Followed(path.to_owned())], options);
    }
    let subjects = match words {
        [] => vec![Subject::StandardInput],
        words => subject::read(&catalog, words),
    };
    let (pages, inputs): (Vec<Subject>, Vec<Subject>) = subjects.into_iter().partition(|subject| subject.is_page());
    if !pages.is_empty() && !inputs.is_empty() {
        bail!("codes and inputs can't be combined: look codes up in a separate run");
    }
    if inputs.is_empty() { look_up(&catalog, &pages, options) } else { diagnose(catalog, &inputs, options) }
}

fn look_up(catalog: &Catalog<'_>, pages: &[Subject], options: &Options) -> Result<Exit> {
    let mut lookup = Lookup::new(catalog);
    for page in pages {
        match page {
            Subject::Codes(ids) => {
                for (at, id) in ids.iter().enumerate() {
                    // Of further meanings only the head is printed.
                    let most = if options.full { usize::MAX } else { usize::from(at == 0) };
                    lookup.add_code(catalog, id, most);
                }
            }
            Subject::Cause(id) => lookup.add_cause(catalog, id),
            Subject::System(id) => lookup.add_system(catalog, id),
            _ => {}
        }
    }
    match options.format().lookup(&lookup, &output::style(options)) {
        Some(text) => output::print(&text)?,
        None => bail!("the format {} can't show pages", options.format().name()),
    }
    Ok(Exit::Done)
}

fn diagnose(catalog: Catalog<'_>, inputs: &[Subject], options: &Options) -> Result<Exit> {
    let style = output::style(options);
    let files: Vec<Option<&Path>> = inputs.iter().map(Subject::file).collect();
    let explainer = options.explainer(catalog, &style, &files)?;
    let mut reading = explainer.reading();
    let mut teller = Teller::new(options, &style);
    let globs = Globs::new(&options.glob)?;
    let mut exit = Exit::Done;
    for input in inputs {
        if teller.is_over() {
            break;
        }
        let read = match input {
            Subject::StandardInput => read_stdin(&mut reading, &mut teller, options),
            Subject::File(path) => {
                read_path(&mut reading, path, &globs, |_, error| {
                    output::print_error(&format!("{error:#}"));
                    exit = Exit::Usage;
                });
                Ok(())
            }
            Subject::Followed(path) => follow(&mut reading, path, &mut teller),
            // Among several subjects, an unknown word is a missing file; alone, it may be a mistyped code.
            Subject::Text(word) if inputs.len() > 1 && subject::is_path(explainer.catalog(), word) => {
                Err(missing(word))
            }
            Subject::Text(text) => reading.read("argument", text.as_bytes()).map_err(Into::into),
            Subject::Codes(_) | Subject::Cause(_) | Subject::System(_) => Ok(()),
        };
        if let Err(error) = read {
            output::print_error(&format!("{error:#}"));
            exit = Exit::Usage;
        }
    }
    teller.end(&mut reading);
    let report = reading.finish();
    if let [Subject::Text(word)] = inputs
        && report.findings.is_empty()
    {
        if let Some(page) = subject::of_call(explainer.catalog(), word) {
            return look_up(explainer.catalog(), &[page], options);
        }
        let exit = unknown(explainer.catalog(), word)?;
        tell_nearest(&report.suggestions);
        return Ok(exit);
    }
    let exit = teller.stopped().unwrap_or(exit);
    if report.summary.bytes == 0 && exit == Exit::Done {
        output::print_error("the input is empty");
        return Ok(Exit::Done);
    }
    if report.summary.bytes > 0 {
        teller.print(&report)?;
    }
    print_notes(&report.summary, teller.noted(), options);
    Ok(exit)
}

/// Reports an unknown word, with the nearest known ones.
fn unknown(catalog: &Catalog<'_>, word: &str) -> Result<Exit> {
    let shown = output::argument(word, 60);
    if subject::is_path(catalog, word) {
        return Err(missing(word));
    }
    let part = subject::unknown_part(catalog, word).filter(|_| !catalog.names_system(word));
    if let Some(part) = part {
        return unknown(catalog, part);
    }
    if word.trim().contains(char::is_whitespace) && !catalog.names_system(word) {
        output::print_error(&format!("no error recognised in \"{shown}\""));
        return Ok(Exit::Failed);
    }
    let near = subject::nearest(catalog, word);
    let hint = match near.as_slice() {
        [] => "; `explain list` lists all codes".to_owned(),
        near => format!("; did you mean {}?", near.join(", ")),
    };
    output::print_error(&format!("unknown code \"{shown}\"{hint}"));
    Ok(Exit::Failed)
}

/// The pages nearest to a message in which nothing was recognised.
fn tell_nearest(suggestions: &[Suggestion<'_>]) {
    if suggestions.is_empty() {
        return;
    }
    output::print_error("nearest by words, not a diagnosis:");
    for one in suggestions {
        output::print_error_bare(&format!("  {}: {}\n", one.id, one.title));
    }
}

fn missing(word: &str) -> anyhow::Error {
    anyhow!("can't read {}: no such file", output::argument(&input::one_line(word), 60))
}

/// Whether a text contains an error.
pub(super) fn recognises(text: &str) -> bool {
    let judged = || -> Result<bool> { Ok(!Explainer::new()?.diagnose(text).findings.is_empty()) };
    judged().unwrap_or(false)
}
