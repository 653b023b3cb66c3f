//! `explain check`: diagnose and apply a policy, for CI jobs.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::inputs::{UserCatalog, load_user_catalog, read_file, read_stdin, tell_notes};
use super::{Exit, Options, output};
use crate::catalog::Catalog;
use crate::catalog::model::Severity;
use crate::explainer::Explainer;
use crate::report::Confidence;
use crate::report::policy::{Policy, Verdict};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files to check; standard input if there are none, or for `-`
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The lowest severity that breaks the policy
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
    /// The id of a cause or code to allow; can be repeated
    #[arg(long, value_name = "ID")]
    allow: Vec<String>,
    /// The lowest confidence at which a finding can break the policy; others are only listed
    #[arg(long, value_name = "CONFIDENCE", default_value = "medium")]
    min_confidence: MinConfidence,
    /// Let an empty input pass; without this option, a check that read nothing exits with 2
    #[arg(long)]
    allow_empty: bool,
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
        allowed: arguments.allow.clone(),
    };
    for id in &policy.allowed {
        if catalog.row(id).is_none() && catalog.cause(id).is_none() {
            output::print_error(&format!("--allow {id}: unknown id; it is compared as given"));
        }
    }
    let style = output::style(options);
    let explainer =
        Explainer::with_catalog(catalog)?.language(style.language).why(options.why).redaction(options.redaction());
    let mut reading = explainer.reading();
    if arguments.files.is_empty() {
        read_stdin(&mut reading)?;
    }
    for file in &arguments.files {
        if file.as_path() == Path::new("-") { read_stdin(&mut reading)? } else { read_file(&mut reading, file)? }
    }
    let report = reading.finish();
    tell_notes(&report.summary.notes, options);
    if report.summary.bytes == 0 && !arguments.allow_empty {
        output::print_error("the input is empty, so nothing was checked; --allow-empty lets that pass");
        return Ok(Exit::Usage);
    }
    let Verdict { broken, line } = policy.judge(&report);
    output::print(&options.format.report(&report, &style))?;
    if options.format.name() == "human" {
        output::print(&format!("{line}\n"))?;
    } else {
        output::print_error(&line);
    }
    Ok(if broken { Exit::Failed } else { Exit::Done })
}
