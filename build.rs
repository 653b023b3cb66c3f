//! Compiles the catalog into the blob that the binary embeds. All faults of all files are reported at once.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

#[path = "src/catalog"]
#[allow(dead_code, missing_docs, unreachable_pub)]
mod catalog {
    pub(crate) mod case_fold;
    pub(crate) mod compile;
    pub(crate) mod fault;
    pub(crate) mod fields;
    pub(crate) mod frames;
    pub(crate) mod gate;
    pub(crate) mod hash;
    pub(crate) mod lazy;
    pub(crate) mod literals;
    pub(crate) mod load;
    pub(crate) mod marker;
    pub(crate) mod model;
    pub(crate) mod names;
    pub(crate) mod order;
    pub(crate) mod pack;
    pub(crate) mod packing;
    pub(crate) mod pages;
    pub(crate) mod placeholder;
    pub(crate) mod quantity;
    pub(crate) mod rows;
    pub(crate) mod rules;
    pub(crate) mod schemas;
    pub(crate) mod source;
    pub(crate) mod table;
    pub(crate) mod terms;
    pub(crate) mod unknown_keys;
    pub(crate) mod word_index;

    /// There is no built-in catalog yet from which a text could be unpacked.
    pub(crate) fn unpacked(_: usize) -> Option<&'static [u8]> {
        None
    }
}

fn main() {
    println!("cargo::rerun-if-changed=catalog");
    println!("cargo::rerun-if-changed=src/catalog");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let (blob, faults) = compile();
    if faults.is_empty() {
        // Who reports a fault says with `--version` which catalog told it.
        println!("cargo::rustc-env=EXPLAIN_CATALOG={:08x}", catalog::hash::Fnv::of(blob.iter().copied()).upper());
        let schemas = catalog::pack::pack_whole(catalog::schemas::all().to_string().as_bytes());
        for (name, bytes) in [("catalog.bin", Ok(blob)), ("schemas.lz4", schemas)] {
            let written = bytes.and_then(|bytes| fs::write(out.join(name), bytes));
            written.unwrap_or_else(|error| println!("cargo::error={name}: {error}"));
        }
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
    let base = catalog::compile::Base::default();
    catalog::compile::compile(&sources, &base, catalog::compile::Storage::Packed)
}
