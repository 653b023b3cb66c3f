//! The `explain` command: parse the arguments, run, return the exit code.
//!
//! On Linux with glibc it starts without what Rust's runtime prepares: a message for a stack that overflows, for which it
//! reads `/proc/self/maps`. That takes as long as a third of a look-up.

#![cfg_attr(all(target_os = "linux", target_env = "gnu"), no_main)]

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn main() -> std::process::ExitCode {
    explain_errors::cli::run().code().into()
}

/// The entry point that the C library calls. It hands the arguments to `std::env::args` by itself.
// SAFETY: `no_main` keeps Rust from defining a second `main`, and this is the signature of the C standard (5.1.2.2.1).
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[unsafe(no_mangle)]
extern "C" fn main(_count: std::ffi::c_int, _values: *const *const std::ffi::c_char) -> std::ffi::c_int {
    // A closed pipe shall be an error of the write, not the end of the process; Rust's runtime does the same.
    // SAFETY: no other thread is there yet, and to ignore a signal runs no handler.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    explain_errors::cli::run().code().into()
}
