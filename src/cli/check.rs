//! `explain check`: diagnose and apply a policy, for CI jobs.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::folder::Globs;
use super::inputs::{UserCatalog, load_user_catalog, print_notes, read_path, read_stdin};
use super::live::Teller;
use super::{Exit, Options, output};
use crate::catalog::Catalog;
use crate::catalog::model::Severity;
use crate::explainer::Reading;
use crate::input;
use crate::report::Confidence;
use crate::report::policy::{Policy, Verdict};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files and folders to check; standard input if there are none, or for `-`
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The lowest severity that breaks the policy
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
    /// The id of a cause or code to allow; can be repeated
    #[arg(long, value_name = "ID")]
    allow: Vec<OsString>,
    /// The lowest confidence at which a finding can break the policy; others are only listed
    #[arg(long, value_name = "CONFIDENCE", default_value = "medium")]
    min_confidence: MinConfidence,
    /// Let an empty input pass; without this option, a check that read nothing exits with 2
    #[arg(long)]
    allow_empty: bool,
    /// Let an input pass of which a part was not read; without this option, such a check exits with 2
    #[arg(long)]
    allow_truncated: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
    Info,
    Warning,
    Error,
    Critical,
}

impl From<FailOn> for Severity {
    fn from(fail_on: FailOn) -> Severity {
        match fail_on {
            FailOn::Info => Severity::Info,
            FailOn::Warning => Severity::Warning,
            FailOn::Error => Severity::Error,
            FailOn::Critical => Severity::Critical,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum MinConfidence {
    Low,
    Medium,
    High,
}

impl From<MinConfidence> for Confidence {
    fn from(least: MinConfidence) -> Confidence {
        match least {
            MinConfidence::Low => Confidence::Low,
            MinConfidence::Medium => Confidence::Medium,
            MinConfidence::High => Confidence::High,
        }
    }
}

pub(super) fn run(arguments: &Arguments, options: &Options) -> Result<Exit> {
    let built_in = Catalog::built_in()?;
    let own = load_user_catalog(options, &built_in)?;
    let catalog = UserCatalog::catalog(own.as_ref())?;
    let policy = Policy {
        fail_on: arguments.fail_on.into(),
        min_confidence: arguments.min_confidence.into(),
        allowed: arguments.allow.iter().map(input::shown).collect(),
    };
    for id in &policy.allowed {
        if catalog.row(id).is_none() && catalog.cause(id).is_none() {
            output::print_error(&format!("--allow {id}: unknown id; it is compared as given"));
        }
    }
    let style = output::style(options);
    let explainer = options.explainer(catalog, &style)?;
    let mut reading = explainer.reading();
    let mut teller = Teller::new(options, &style).judging();
    let globs = Globs::new(&options.glob)?;
    let told = read_all(&mut reading, &arguments.files, &globs, &mut teller);
    let unreadable = !told.is_empty();
    teller.end(&mut reading);
    let report = reading.finish();
    print_notes(&report.summary, &told, options);
    if report.summary.bytes == 0 && (unreadable || !arguments.allow_empty) {
        if !unreadable {
            output::print_error("the input is empty, so nothing was checked; --allow-empty lets that pass");
        }
        return Ok(Exit::Usage);
    }
    if let Some(stopped) = teller.stopped() {
        teller.print(&report)?;
        output::print_error("the check was stopped before its input ended, so nothing was judged");
        return Ok(stopped);
    }
    let Verdict { broken, mut line } = policy.judge(&report);
    let unread = unreadable || (report.summary.truncated && !arguments.allow_truncated);
    if unread && !broken {
        let way = if unreadable { "" } else { "; --allow-truncated lets that pass" };
        line = format!("check undecided: a part of the input was not read{way}; of the rest: {line}");
    }
    let printed = teller.print(&report).and_then(|()| match options.format.name() {
        "human" => output::print(&format!("{line}\n")),
        _ => {
            output::print_error(&line);
            Ok(())
        }
    });
    // Whoever asks for the exit code alone gets it.
    if let Err(error) = printed {
        output::print_error(&format!("{error:#}"));
        return Ok(if broken { Exit::Failed } else { Exit::Usage });
    }
    Ok(match broken {
        true => Exit::Failed,
        false if unread => Exit::Usage,
        false => Exit::Done,
    })
}

/// Reads the files, or standard input. Returns what was told of those that could not be read: the others are judged all the same.
fn read_all(reading: &mut Reading<'_, '_>, files: &[PathBuf], globs: &Globs, teller: &mut Teller<'_>) -> Vec<String> {
    let standard = [PathBuf::from("-")];
    let files = if files.is_empty() { &standard[..] } else { files };
    let mut told = Vec::new();
    let mut tell = |reading: &mut Reading<'_, '_>, error: anyhow::Error| {
        let message = format!("{error:#}");
        output::print_error(&message);
        reading.note_unread(&message);
        told.push(message);
    };
    for file in files {
        if teller.is_over() {
            break;
        }
        if file.as_path() != Path::new("-") {
            read_path(reading, file, globs, &mut tell);
        } else if let Err(error) = read_stdin(reading, teller) {
            tell(reading, error);
        }
    }
    told
}
