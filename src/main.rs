//! The `explain` command: parse the arguments, run, return the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    explain_errors::cli::run().code().into()
}
