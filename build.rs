//! Compiles the catalog into the blob that the binary embeds. All faults of all files are reported at once.

use std::path::Path;
use std::{env, fs, process};

#[path = "src/catalog"]
#[allow(dead_code)]
mod catalog {
    pub mod compile;
    pub mod compiled;
    pub mod engine;
    pub mod fault;
    pub mod literals;
    pub mod load;
    pub mod marker;
    pub mod page;
    pub mod placeholder;
    pub mod quantity;
    pub mod shape;
    pub mod source;
    pub mod table;
}

fn main() {
    println!("cargo::rerun-if-changed=catalog");
    println!("cargo::rerun-if-changed=src/catalog");
    link_for_a_fast_start();
    let (blob, faults) = compile();
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    if faults.is_empty() {
        let written = fs::write(Path::new(&out).join("catalog.bin"), blob);
        written.unwrap_or_else(|error| println!("cargo::error=catalog.bin: {error}"));
        return;
    }
    for fault in faults {
        println!("cargo::error=catalog/{fault}");
    }
    process::exit(1);
}

fn compile() -> (Vec<u8>, Vec<catalog::fault::Fault>) {
    let files = match catalog::load::read_folder(Path::new("catalog")) {
        Ok(files) => files,
        Err(fault) => return (Vec::new(), vec![fault]),
    };
    let (sources, faults) = catalog::load::parse(&files);
    if !faults.is_empty() {
        // What does not parse is missing for the rest, whose references to it would be reported as well.
        return (Vec::new(), faults);
    }
    catalog::compile::compile(&sources, &catalog::compile::Base::default())
}

/// A program that runs for a millisecond notices what the dynamic loader does before it: it relocates a
/// position-independent program pointer by pointer, in memory that is then copied page by page, and loads a library for
/// unwinding that is never used.
fn link_for_a_fast_start() {
    let target = |key: &str| env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") != "linux" || target("ENV") != "gnu" || env::var("HOST") != env::var("TARGET") {
        return;
    }
    println!("cargo::rustc-link-arg-bin=explain=-no-pie");
    let found = process::Command::new("cc").arg("-print-file-name=libgcc_eh.a").output();
    let found = found.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    if let Some(folder) = Path::new(found.trim()).parent().filter(|folder| folder.is_absolute()) {
        println!("cargo::rustc-link-search=native={}", folder.display());
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}
