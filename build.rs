//! Compiles the catalog into the blob that the binary embeds. All faults of all files are reported at once.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

#[path = "src/catalog"]
#[allow(dead_code)]
mod catalog {
    pub mod case_fold;
    pub mod compile;
    pub mod fault;
    pub mod frames;
    pub mod hash;
    pub mod lazy;
    pub mod literals;
    pub mod load;
    pub mod marker;
    pub mod model;
    pub mod names;
    pub mod packing;
    pub mod pages;
    pub mod placeholder;
    pub mod quantity;
    pub mod rules;
    pub mod source;
    pub mod table;
    pub mod unknown_keys;
}

fn main() {
    println!("cargo::rerun-if-changed=catalog");
    println!("cargo::rerun-if-changed=src/catalog");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let (blob, faults) = compile();
    if faults.is_empty() {
        let written = fs::write(out.join("catalog.bin"), blob);
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
        // Entries that don't parse are missing, so references to them would be reported as well.
        return (Vec::new(), faults);
    }
    catalog::compile::compile(&sources, &catalog::compile::Base::default())
}
