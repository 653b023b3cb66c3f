//! `explain check`: diagnose and apply a policy, for CI jobs.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use super::catalog::count;
use super::config::{Config, Settings};
use super::folder::Globs;
use super::inputs::{print_notes, read_path, read_stdin, reason};
use super::live::Teller;
use super::own::OwnEntries;
use super::{Exit, Options, output};
use crate::catalog::Catalog;
use crate::catalog::model::{Owner, Severity};
use crate::explainer::Reading;
use crate::input;
use crate::redact;
use crate::render::Style;
use crate::report::baseline::{Baseline, is_fingerprint};
use crate::report::policy::{Names, Policy, Verdict};
use crate::report::{Confidence, Report};

/// So many files of entries are named in a note.
const MAX_FILES: usize = 8;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Arguments {
    /// Files and folders to check; standard input if there are none, or for `-`
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The lowest severity that breaks the policy [default: error]
    #[arg(long, value_name = "SEVERITY", env = "EXPLAIN_FAIL_ON", hide_env = true)]
    pub fail_on: Option<FailOn>,
    /// A code or cause that breaks the policy, however severe or sure it is; can be repeated
    #[arg(long, value_name = "CODE", env = "EXPLAIN_FAIL_ON_CODE", hide_env = true, value_delimiter = ',')]
    pub fail_on_code: Vec<OsString>,
    /// Only what they have to fix breaks the policy; can be repeated
    #[arg(long, value_name = "OWNER", env = "EXPLAIN_FAIL_ON_OWNER", hide_env = true, value_delimiter = ',')]
    pub fail_on_owner: Vec<FailOnOwner>,
    /// The lowest confidence at which a finding can break the policy; others are only listed [default: medium]
    #[arg(long, value_name = "CONFIDENCE", env = "EXPLAIN_MIN_CONFIDENCE", hide_env = true)]
    pub min_confidence: Option<MinConfidence>,
    /// The id of a cause or code, or a fingerprint, to allow; `*` is for any characters; can be repeated
    #[arg(long, value_name = "ID", env = "EXPLAIN_ALLOW", hide_env = true, value_delimiter = ',')]
    pub allow: Vec<OsString>,
    /// So many occurrences may pass [default: 0]
    #[arg(long, value_name = "N", env = "EXPLAIN_MAX", hide_env = true)]
    pub max: Option<u64>,
    /// A file of findings that were known before: a line with fingerprint, id, date of expiry and reason each
    #[arg(long, value_name = "FILE", env = "EXPLAIN_BASELINE", hide_env = true)]
    pub baseline: Option<PathBuf>,
    /// Write the findings to the file of --baseline, and pass
    #[arg(long)]
    write_baseline: bool,
    /// Print the settings that are in force and where each comes from, and check nothing
    #[arg(long)]
    show_config: bool,
    /// Let an empty input pass; without this option, a check that read nothing exits with 2
    #[arg(long)]
    pub allow_empty: bool,
    /// Let an input pass of which a part was not read; without this option, such a check exits with 2
    #[arg(long)]
    allow_truncated: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FailOn {
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOnOwner {
    Yours,
    Theirs,
    Infrastructure,
    Unknown,
}

impl From<FailOnOwner> for Owner {
    fn from(owner: FailOnOwner) -> Owner {
        match owner {
            FailOnOwner::Yours => Owner::Yours,
            FailOnOwner::Theirs => Owner::Theirs,
            FailOnOwner::Infrastructure => Owner::Infrastructure,
            FailOnOwner::Unknown => Owner::Unknown,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum MinConfidence {
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

pub(super) fn run(arguments: &Arguments, config: &Config, options: &Options) -> Result<Exit> {
    if arguments.show_config {
        output::print(&config.shown(arguments))?;
        return Ok(Exit::Done);
    }
    let settings = config.settings(arguments);
    let own = OwnEntries::load(options)?;
    let catalog = own.catalog()?;
    let policy = policy(&settings, arguments, &catalog)?;
    let style = Style { fail_on: policy.fail_on, ..output::style(options) };
    let named = arguments.files.iter().map(|path| Some(path.as_path()).filter(|path| *path != Path::new("-")));
    let mut files: Vec<Option<&Path>> = named.collect();
    if files.is_empty() {
        files.push(None);
    }
    let explainer = options.explainer(catalog, &style, &files)?;
    let alone = own.without_found()?.map(|catalog| options.explainer(catalog, &style, &files)).transpose()?;
    let mut reading = explainer.reading().seen_by(alone.as_deref());
    let mut teller = Teller::new(options, &style).judging();
    let globs = Globs::new(&options.glob)?;
    let told = read_all(&mut reading, &files, &globs, &mut teller, options);
    let unreadable = !told.is_empty();
    teller.end(&mut reading);
    let (mut report, alone) = reading.finish_both();
    note_own_entries(&mut report);
    print_notes(&report.summary, &told, options);
    if report.summary.bytes == 0 && (unreadable || !settings.allow_empty) {
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
    let unread = unreadable || (report.summary.truncated && !arguments.allow_truncated);
    if arguments.write_baseline {
        if unread {
            output::print_error("a part of the input was not read, so the baseline was not written");
            return Ok(Exit::Usage);
        }
        return write_baseline(&settings, &policy, report, alone);
    }
    let Verdict { broken, mut line } = verdict(&policy, &report, alone.as_ref());
    if unread && !broken {
        let way = if unreadable { "" } else { "; --allow-truncated lets that pass" };
        line = format!("check undecided: a part of the input was not read{way}; of the rest: {line}");
    }
    let printed = teller.print(&report).and_then(|()| match options.format().name() {
        "human" | "agent" => output::print(&format!("{line}\n")),
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

/// What the policy says of the report. Entries that nobody named must not make it milder: what fails without them fails.
fn verdict(policy: &Policy, report: &Report<'_>, alone: Option<&Report<'_>>) -> Verdict {
    let verdict = policy.judge(report);
    match alone.map(|alone| policy.judge(alone)) {
        Some(Verdict { broken: true, line }) if !verdict.broken => {
            let line = format!("{line}; entries of a folder that was not named don't count against that");
            Verdict { broken: true, line }
        }
        _ => verdict,
    }
}

/// Says in which findings entries had a part that are not built in.
fn note_own_entries(report: &mut Report<'_>) {
    let own: Vec<_> = report.findings.iter().filter(|finding| !finding.files.is_empty()).collect();
    let files: BTreeSet<&str> = own.iter().flat_map(|finding| &finding.files).map(String::as_str).collect();
    if files.is_empty() {
        return;
    }
    let findings = count(own.len(), "finding", "findings");
    let shown: Vec<&str> = files.iter().copied().take(MAX_FILES).collect();
    let more = if files.len() > MAX_FILES { format!(" and {} more", files.len() - MAX_FILES) } else { String::new() };
    let note = format!("entries that are not built in had a part in {findings}: {}{more}", shown.join(", "));
    report.summary.notes.push(redact::show(&note));
}

/// The policy of the settings. What in them is probably a mistake is said.
fn policy(settings: &Settings, arguments: &Arguments, catalog: &Catalog<'_>) -> Result<Policy> {
    let is_pattern = |name: &str| name.contains(['*', '?', '[', '{']);
    for id in settings.allow.iter().filter(|id| !is_pattern(id) && !is_fingerprint(id)) {
        if catalog.row(id).is_none() && catalog.cause(id).is_none() {
            output::print_error(&format!("--allow {id}: unknown id; it is compared as given"));
        }
    }
    let names = |option: &str, names: &[String]| {
        Names::new(names.iter().map(String::as_str)).map_err(|error| anyhow!("{option}: {error}"))
    };
    // A code may be named in any of its spellings.
    let codes = settings.fail_on_code.iter().flat_map(|name| match catalog.resolve(name) {
        ids if ids.is_empty() => vec![name.clone()],
        ids => ids.iter().map(ToString::to_string).collect(),
    });
    Ok(Policy {
        fail_on: settings.fail_on.into(),
        fail_on_code: names("--fail-on-code", &codes.collect::<Vec<_>>())?,
        fail_on_owner: settings.fail_on_owner.clone(),
        min_confidence: settings.min_confidence.into(),
        allowed: names("--allow", &settings.allow)?,
        baseline: baseline(settings, arguments)?,
        max: settings.max,
    })
}

/// What was known before. A file that is about to be written need not be there.
fn baseline(settings: &Settings, arguments: &Arguments) -> Result<Baseline> {
    let Some(path) = &settings.baseline else {
        if arguments.write_baseline {
            bail!("--write-baseline needs --baseline FILE");
        }
        return Ok(Baseline::default());
    };
    let name = input::shown(path);
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound && arguments.write_baseline => return Ok(Baseline::default()),
        read => read.map_err(|error| anyhow!("can't read the baseline {name}: {}", reason(&error)))?,
    };
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let baseline = Baseline::read(&text, today).map_err(|(line, fault)| anyhow!("{name}:{line}: {fault}"))?;
    for (id, until) in baseline.expired() {
        output::print_error(&format!("{name}: {id} was allowed until {until}"));
    }
    Ok(baseline)
}

/// Writes the findings to the file, in one step: nobody reads half of it.
///
/// What the catalog finds without the entries that nobody named is known too: it is judged as well.
fn write_baseline(settings: &Settings, policy: &Policy, report: Report<'_>, alone: Option<Report<'_>>) -> Result<Exit> {
    let (number, mut report) = (report.findings.len(), report);
    for finding in alone.into_iter().flat_map(|alone| alone.findings) {
        if report.findings.iter().all(|known| known.fingerprint != finding.fingerprint) {
            report.findings.push(finding);
        }
    }
    let Some(path) = &settings.baseline else { bail!("--write-baseline needs --baseline FILE") };
    let name = input::shown(path);
    let mut beside = path.clone().into_os_string();
    beside.push(".new");
    let written = fs::write(&beside, policy.baseline.written(&report)).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| anyhow!("can't write the baseline {name}: {}", reason(&error)))?;
    output::print_error(&format!("{name}: {number} findings written"));
    Ok(Exit::Done)
}

/// Reads the files; `None` is standard input. Returns what was told of those that could not be read: the others are judged all the same.
fn read_all(
    reading: &mut Reading<'_, '_>,
    files: &[Option<&Path>],
    globs: &Globs,
    teller: &mut Teller<'_>,
    options: &Options,
) -> Vec<String> {
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
        match file {
            Some(file) => read_path(reading, file, globs, &mut tell),
            None => read_stdin(reading, teller, options).unwrap_or_else(|error| tell(reading, error)),
        }
    }
    told
}
