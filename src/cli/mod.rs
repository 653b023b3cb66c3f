//! The command line: one file for each command, and what they share.

mod catalog;
mod check;
mod compare;
mod completions;
mod config;
mod explain;
mod folder;
mod inputs;
mod list;
mod live;
mod merge;
mod new;
mod output;
mod own;
mod period;
mod run;
mod search;
mod show;
mod subject;

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::mem::ManuallyDrop;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use config::Config;
use serde::{Deserialize, Serialize};

use crate::catalog::Catalog;
use crate::catalog::model::Language;
use crate::explainer::Explainer;
use crate::redact::Redaction;
use crate::render::color::ColorChoice;
use crate::render::{FORMATS, OutputFormat, Style};

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; for `check`: the policy is met.
    Done,
    /// Unknown code; for `check`: the policy is broken.
    Failed,
    /// Wrong usage or unreadable input.
    Usage,
    /// That of the command that was run.
    Command(u8),
    /// Asked to end by a signal with this number, after what was found was told.
    Stopped(u8),
}

impl Exit {
    /// The exit code of the process: 0, 1 or 2, that of the command that was run, or what shells expect after a signal.
    pub fn code(self) -> u8 {
        match self {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Command(code) => code,
            Exit::Stopped(signal) => 128_u8.saturating_add(signal),
        }
    }
}

const LONG_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (catalog ", env!("EXPLAIN_CATALOG"), ")");
const AFTER_HELP: &str = "\
Examples:
  explain UNAUTHENTICATED                 look a code up
  explain http 401                        in one system
  explain aws                             a system and its codes
  explain 'rpc error: code = Unavailable desc = connection refused'
  kubectl logs pay-7f9 | explain          diagnose piped input
  explain -f /var/log/pay.log             a file that grows, until Ctrl-C
  explain check --fail-on error test.log  gate a CI job
  explain check --glob '*.log' build/     the files of a folder
  explain run -- make test                run a command, and diagnose it if it fails

Exit codes: 0 done; 1 unknown code, or a broken policy; 2 wrong usage or unreadable input. `run` ends as its command does;
after Ctrl-C and SIGTERM 130 and 143.

Without --format, and where the output is no terminal, the format is `agent` if one of these variables is set:
AI_AGENT, AUGMENT_AGENT, CLAUDECODE, CLAUDE_CODE, CODEX_SANDBOX, CODEX_THREAD_ID, CURSOR_AGENT, GEMINI_CLI, GOOSE_PROVIDER,
JUNIE_DATA, OPENCODE. Else it is `human`.

A wrong answer is a fault. A report of it needs three things: the id that was told, what `explain --version` prints, and the text as
`explain` shows it, where secrets are masked.";

/// Turn an error into a diagnosis: what it means, why it happened here, how to reproduce it and how to fix it.
#[derive(Debug, Parser)]
#[command(name = "explain", version, long_version = LONG_VERSION, after_help = AFTER_HELP, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    question: Question,
}

/// What is asked where no command is named.
#[derive(Debug, Parser)]
struct Question {
    /// A code, a system, a cause id, a file or folder, `-` for standard input, or an error message in quotes
    #[arg(value_name = "QUERY", allow_negative_numbers = true)]
    subjects: Vec<OsString>,
    /// Read a file that grows, like `tail -F`: through rotation and truncation, until Ctrl-C
    #[arg(short, long, value_name = "FILE", conflicts_with = "subjects")]
    follow: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

/// The options that every command takes.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
struct Options {
    /// Output format: human, json, jsonl, agent, sarif, github, gitlab, junit, markdown or html
    #[arg(long, value_name = "FORMAT", global = true, value_parser = format_named)]
    format: Option<&'static dyn OutputFormat>,
    /// Show code in this language first
    #[arg(long, value_name = "LANGUAGE", global = true)]
    lang: Option<Lang>,
    /// Print everything, not only what fits on a screen or two
    #[arg(long, global = true)]
    full: bool,
    /// Say which rules detected, joined, dropped and ranked each error
    #[arg(long, global = true)]
    why: bool,
    /// Explain every finding, not only the first of many
    #[arg(long, global = true)]
    all: bool,
    /// When to use colour
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    color: Color,
    /// What is masked: secrets, or also who and where (users, hosts, e-mail and IP addresses)
    #[arg(long, value_name = "WHAT", global = true, default_value = "secrets", conflicts_with = "no_redact")]
    redact: Redact,
    /// Mask nothing: secrets of the input are printed as they are
    #[arg(long, global = true)]
    no_redact: bool,
    /// Which files of a folder are read: a pattern of names or, with a slash, of paths in it; `!` before it leaves files out; can be
    /// repeated
    #[arg(long, value_name = "PATTERN", global = true)]
    glob: Vec<String>,
    /// Lay a folder of your own entries over the built-in catalog
    #[arg(long, value_name = "DIR", global = true)]
    catalog: Option<PathBuf>,
    /// Only errors from this time on: 2026-03-02T12:00:00Z, or how long before the last record of the files: 15m
    #[arg(long, value_name = "TIME", global = true, value_parser = period::bound)]
    since: Option<period::Bound>,
    /// Only errors up to this time
    #[arg(long, value_name = "TIME", global = true, value_parser = period::bound)]
    until: Option<period::Bound>,
    /// How many threads read files and other input that is not shown live [default: one for each core, at most 8]
    #[arg(long, value_name = "NUMBER", global = true)]
    threads: Option<NonZeroUsize>,
    /// Read no entries but those of --catalog: neither built-in ones nor folders that are found
    #[arg(long, global = true)]
    no_builtin: bool,
    /// What standard input is called in places, for formats that want a file
    #[arg(long, value_name = "NAME", global = true)]
    stdin_name: Option<OsString>,
}

/// More threads wait for the one that puts the findings in order.
const MAX_THREADS: NonZeroUsize = NonZeroUsize::new(8).expect("more than none");

/// The variables by which programs that act for a person can be told.
const AGENTS: [&str; 11] = [
    "AI_AGENT",
    "AUGMENT_AGENT",
    "CLAUDECODE",
    "CLAUDE_CODE",
    "CODEX_SANDBOX",
    "CODEX_THREAD_ID",
    "CURSOR_AGENT",
    "GEMINI_CLI",
    "GOOSE_PROVIDER",
    "JUNIE_DATA",
    "OPENCODE",
];

impl Options {
    /// The format of the answer: the one that was asked for, else that for agents where one reads, else that for people.
    fn format(&self) -> &'static dyn OutputFormat {
        let is_agent = || {
            !io::stdout().is_terminal()
                && AGENTS.iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
        };
        let by_reader = || if is_agent() { crate::render::format("agent") } else { None };
        self.format.or_else(by_reader).unwrap_or(FORMATS[0])
    }

    /// What standard input is called.
    fn stdin_name(&self) -> String {
        self.stdin_name.as_ref().map_or_else(|| "-".to_owned(), crate::input::readable)
    }

    /// How much of the input is masked.
    fn redaction(&self) -> Redaction {
        match self.redact {
            _ if self.no_redact => Redaction::Nothing,
            Redact::Secrets => Redaction::Secrets,
            Redact::Strict => Redaction::Strict,
        }
    }

    /// How many threads read.
    fn threads(&self) -> NonZeroUsize {
        let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN).min(MAX_THREADS);
        self.threads.unwrap_or_else(cores)
    }

    /// What diagnoses. It is never freed: the process ends soon after, and to free the thousand patterns and signs took a
    /// twentieth of the time of a pasted error.
    fn explainer<'a>(
        &self,
        catalog: Catalog<'a>,
        style: &Style,
        files: &[Option<&Path>],
    ) -> anyhow::Result<ManuallyDrop<Explainer<'a>>> {
        let period = period::period(self.since, self.until, files)?;
        let explainer =
            Explainer::with_catalog(catalog)?.language(style.language).why(self.why).threads(self.threads());
        Ok(ManuallyDrop::new(explainer.redaction(self.redaction()).between(period.since, period.until)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Redact {
    Secrets,
    Strict,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Diagnose and apply a policy: exit 1 if an error is at least as severe as --fail-on
    Check(check::Arguments),
    /// Run a command, pass its output on, and diagnose it if it fails
    Run(run::Arguments),
    /// Compare two codes or causes: the same or not, and which one belongs where
    Compare(compare::Arguments),
    /// List the codes of all systems, or of one
    List(list::Arguments),
    /// Find the pages that have some words
    Search(search::Arguments),
    /// Join JSON reports of several machines, shards or days into one
    Merge(merge::Arguments),
    /// Write, check, test and show catalog entries of your own
    #[command(subcommand)]
    Catalog(catalog::Command),
    /// Print the completions of a shell
    Completions(completions::Arguments),
    /// Print the manual page
    Man,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

impl From<Color> for ColorChoice {
    fn from(color: Color) -> ColorChoice {
        match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}

/// A language as people spell it.
#[derive(Debug, Clone, Copy, ValueEnum, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Lang {
    #[value(alias = "golang")]
    Go,
    #[value(alias = "py")]
    Python,
    Java,
    #[value(aliases = ["js", "node", "typescript", "ts"])]
    Javascript,
    #[value(alias = "rs")]
    Rust,
    #[value(aliases = ["c++", "cc"])]
    Cpp,
    #[value(aliases = ["c#", "cs", "dotnet"])]
    Csharp,
    #[value(aliases = ["sh", "bash"])]
    Shell,
    #[value(alias = "kt")]
    Kotlin,
    #[value(alias = "rb")]
    Ruby,
    Php,
    Swift,
    Dart,
    #[value(alias = "yml")]
    Yaml,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Language {
        match lang {
            Lang::Go => Language::Go,
            Lang::Python => Language::Python,
            Lang::Java => Language::Java,
            Lang::Javascript => Language::JavaScript,
            Lang::Rust => Language::Rust,
            Lang::Cpp => Language::Cpp,
            Lang::Csharp => Language::CSharp,
            Lang::Shell => Language::Shell,
            Lang::Kotlin => Language::Kotlin,
            Lang::Ruby => Language::Ruby,
            Lang::Php => Language::Php,
            Lang::Swift => Language::Swift,
            Lang::Dart => Language::Dart,
            Lang::Yaml => Language::Yaml,
        }
    }
}

fn format_named(name: &str) -> Result<&'static dyn OutputFormat, String> {
    let names = || FORMATS.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ");
    crate::render::format(name).ok_or_else(|| format!("expected one of: {}", names()))
}

/// The command line, parsed.
///
/// Where no word is a command, the arguments of the commands are not built: that was a third of the time from the start of the
/// program to the look-up of a code. What is wrong with such a line is said with the commands in view.
fn parsed(line: &[OsString]) -> Result<(Arguments, ArgMatches), clap::Error> {
    let is_command = |word: &OsString| word == "help" || word.to_str().is_some_and(Command::has_subcommand);
    if !line.iter().any(is_command)
        && let Ok(matches) = Question::command().try_get_matches_from(line)
        && let Ok(question) = Question::from_arg_matches(&matches)
    {
        return Ok((Arguments { command: None, question }, matches));
    }
    let matches = Arguments::command().try_get_matches_from(line)?;
    Ok((Arguments::from_arg_matches(&matches)?, matches))
}

/// Parses the command line, runs the command and returns how it ended.
pub fn run() -> Exit {
    let line: Vec<OsString> = env::args_os().collect();
    let (Arguments { command, question: Question { subjects, follow, mut options } }, matches) = match parsed(&line) {
        Ok(parsed) => parsed,
        Err(error) => return refused(&error),
    };
    let config = match (&command, matches.subcommand()) {
        (Some(Command::Check(_) | Command::Run(_)), Some((_, matches))) => Config::find(matches, &mut options),
        _ => Ok(Config::default()),
    };
    output::set_redaction(options.redaction());
    let outcome = config.and_then(|config| match &command {
        Some(Command::Check(check)) => check::run(check, &config, &options),
        Some(Command::Run(command)) => run::run(command, &options),
        Some(Command::Compare(compare)) => compare::run(compare, &options),
        Some(Command::List(list)) => list::run(list, &options),
        Some(Command::Search(search)) => search::run(search, &options),
        Some(Command::Merge(merge)) => merge::run(merge, &options),
        Some(Command::Catalog(command)) => catalog::run(command, &options),
        Some(Command::Completions(completions)) => completions::run(completions),
        Some(Command::Man) => completions::man(),
        None => explain::run(&subjects, follow.as_deref(), &options),
    });
    outcome.unwrap_or_else(|error| {
        output::print_error(&format!("{error:#}"));
        Exit::Usage
    })
}

/// Prints help and version on standard output, and wrong usage on standard error, with a hint if the arguments are an
/// error message without its quotes.
fn refused(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        return match output::print(&error.to_string()) {
            Ok(()) => Exit::Done,
            Err(error) => {
                output::print_error(&format!("{error:#}"));
                Exit::Usage
            }
        };
    }
    output::print_usage_error(&error.render().to_string());
    let words: Vec<String> = std::env::args_os().skip(1).map(crate::input::readable).collect();
    if error.kind() == ErrorKind::UnknownArgument && explain::recognises(&words.join(" ")) {
        output::print_error("this looks like an error message: put it in quotes, or pipe it in");
    }
    Exit::Usage
}

/// The short help, for a terminal without any argument.
fn short_help() -> String {
    Arguments::command().render_help().to_string()
}

#[cfg(any(test, fuzzing))]
pub(crate) use catalog::compiled;
#[cfg(any(test, fuzzing))]
pub(crate) use output::harmless;

/// What the words of a command line mean, or why they mean nothing, as it would be printed.
#[cfg(any(test, fuzzing))]
pub(crate) fn understood(catalog: &Catalog<'_>, words: &[OsString]) -> String {
    let masker = crate::redact::Masker::default();
    let name = OsString::from("explain");
    let line: Vec<OsString> = std::iter::once(&name).chain(words).cloned().collect();
    let arguments = match parsed(&line) {
        Ok((arguments, _)) => arguments,
        Err(error) => return masker.show_argument(&error.render().to_string()).as_str().to_owned(),
    };
    let subjects = subject::read(catalog, &arguments.question.subjects);
    let told = |subject: &subject::Subject| match subject {
        subject::Subject::Text(word) => {
            let word = subject::unknown_part(catalog, word).unwrap_or(word);
            let near = if subject::is_path(catalog, word) { Vec::new() } else { subject::nearest(catalog, word) };
            masker.show_argument(&format!("{word}; did you mean {}?", near.join(", "))).as_str().to_owned()
        }
        page => format!("{page:?}"),
    };
    subjects.iter().map(told).collect()
}
