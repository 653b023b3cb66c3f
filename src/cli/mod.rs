//! The command line: one file for each command, and what they share.

mod catalog;
mod diagnose;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; for `check`: the policy is met.
    Done,
    /// Unknown code; for `check`: the policy is broken.
    Failed,
    /// Wrong usage or unreadable input.
    Usage,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> std::process::ExitCode {
        std::process::ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
        })
    }
}

/// Turn an error into a diagnosis.
#[derive(Debug, Parser)]
#[command(name = "explain", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// A code, a cause id, a file, `-`, or an error message in quotes
    #[arg(value_name = "THING")]
    things: Vec<String>,
    /// A folder with catalog entries of your own
    #[arg(long, value_name = "DIR", global = true)]
    catalog: Option<PathBuf>,
    /// Output format
    #[arg(long, global = true)]
    format: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// For people who write entries
    #[command(subcommand)]
    Catalog(catalog::Command),
}

/// Runs the command line.
pub fn run() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    let outcome = match &arguments.command {
        Some(Command::Catalog(command)) => catalog::run(command),
        None => diagnose::run(&arguments),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("explain: {error:#}");
        Exit::Usage
    })
}
