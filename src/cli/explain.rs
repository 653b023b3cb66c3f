//! `explain [THING]...` and standard input: look up, or diagnose.

use std::io::{self, IsTerminal};

use anyhow::{Result, anyhow, bail};

use super::inputs::{Own, own_entries, read_file, read_stdin, tell_notes};
use super::thing::{self, Thing};
use super::{Exit, Options, output, short_help};
use crate::catalog::Catalog;
use crate::recognise::Recogniser;
use crate::redact;
use crate::report::{Lookup, Report};
use crate::session::Session;

pub(super) fn run(words: &[String], options: &Options) -> Result<Exit> {
    if words.is_empty() && io::stdin().is_terminal() {
        output::complain_bare(&short_help());
        return Ok(Exit::Usage);
    }
    let built_in = Catalog::built_in()?;
    let own = own_entries(options, &built_in)?;
    let catalog = Own::over(own.as_ref(), built_in)?;
    let things = match words {
        [] => vec![Thing::StandardInput],
        words => thing::read(&catalog, words),
    };
    let (pages, inputs): (Vec<Thing>, Vec<Thing>) =
        things.into_iter().partition(|thing| matches!(thing, Thing::Codes(_) | Thing::Cause(_)));
    if !pages.is_empty() && !inputs.is_empty() {
        bail!("codes and inputs don't mix: look the codes up in a run of their own");
    }
    if inputs.is_empty() { look_up(&catalog, &pages, options) } else { diagnose(&catalog, &inputs, options) }
}

fn look_up(catalog: &Catalog<'_>, pages: &[Thing], options: &Options) -> Result<Exit> {
    let mut lookup = Lookup::new(catalog);
    for page in pages {
        match page {
            Thing::Codes(ids) => {
                for (at, id) in ids.iter().enumerate() {
                    // Of further meanings only the heads are printed.
                    let most = if options.full { usize::MAX } else { usize::from(at == 0) };
                    lookup.add_code(catalog, id, most);
                }
            }
            Thing::Cause(id) => lookup.add_cause(catalog, id),
            _ => {}
        }
    }
    match options.format.lookup(&lookup, &output::style(options)) {
        Some(text) => output::print(&text)?,
        None => bail!("the format {} has no form for pages", options.format.name()),
    }
    Ok(Exit::Done)
}

fn diagnose(catalog: &Catalog<'_>, inputs: &[Thing], options: &Options) -> Result<Exit> {
    let engine = catalog.engine()?;
    let recogniser = Recogniser::new(catalog, &engine);
    let style = output::style(options);
    let mut session = Session::new(catalog, &engine, &recogniser, style.language);
    let mut exit = Exit::Done;
    for input in inputs {
        let read = match input {
            Thing::StandardInput => read_stdin(&mut session),
            Thing::File(path) => read_file(&mut session, path),
            // Among several things a word that is none of them is told; alone it may be a code that was mistyped.
            Thing::Text(word) if inputs.len() > 1 && thing::is_path(catalog, word) => Err(missing(word)),
            Thing::Text(text) => session.read("argument", text.as_bytes()).map_err(Into::into),
            Thing::Codes(_) | Thing::Cause(_) => Ok(()),
        };
        if let Err(error) = read {
            output::complain(&format!("{error:#}"));
            exit = Exit::Usage;
        }
    }
    let report = session.finish();
    if let [Thing::Text(word)] = inputs
        && report.findings.is_empty()
    {
        return unknown(catalog, word);
    }
    if report.summary.bytes == 0 && exit == Exit::Done {
        output::complain("the input is empty");
        return Ok(Exit::Done);
    }
    if report.summary.bytes > 0 {
        output::print(&options.format.report(&report, &style))?;
    }
    tell_notes(&report.summary.notes, options);
    Ok(exit)
}

/// Says that a word is nothing known, and what comes close.
fn unknown(catalog: &Catalog<'_>, word: &str) -> Result<Exit> {
    let shown = redact::show_line(word, 60);
    let shown = shown.as_str();
    if thing::is_path(catalog, word) {
        return Err(missing(word));
    }
    if let Some(part) = thing::unknown_part(catalog, word) {
        return unknown(catalog, part);
    }
    if word.trim().contains(char::is_whitespace) && !thing::names_system(catalog, word) {
        output::complain(&format!("no error is recognised in \"{shown}\""));
        return Ok(Exit::Failed);
    }
    let near = thing::nearest(catalog, word);
    let hint = match near.as_slice() {
        [] => "; `explain list` shows all".to_owned(),
        near => format!("; did you mean {}?", near.join(", ")),
    };
    output::complain(&format!("\"{shown}\" is no code that is known{hint}"));
    Ok(Exit::Failed)
}

fn missing(word: &str) -> anyhow::Error {
    anyhow!("can't read {}: there is no such file", redact::show_line(word, 60).as_str())
}

/// Whether a text holds an error.
pub(super) fn recognises(text: &str) -> bool {
    let judged = || -> Result<bool> {
        let catalog = Catalog::built_in()?;
        let engine = catalog.engine()?;
        let recogniser = Recogniser::new(&catalog, &engine);
        let mut session = Session::new(&catalog, &engine, &recogniser, None);
        session.read("argument", text.as_bytes())?;
        let report: Report<'_> = session.finish();
        Ok(!report.findings.is_empty())
    };
    judged().unwrap_or(false)
}
