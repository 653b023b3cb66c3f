//! Compiles the catalog into the blob that the binary embeds. All faults of all files are reported at once.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

#[path = "src/catalog"]
#[allow(dead_code)]
mod catalog {
    pub mod case_fold;
    pub mod compile;
    pub mod fault;
    pub mod lazy;
    pub mod literals;
    pub mod load;
    pub mod marker;
    pub mod model;
    pub mod names;
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
    link_for_a_fast_start(&out);
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
        // What does not parse is missing for the rest, whose references to it would be reported as well.
        return (Vec::new(), faults);
    }
    catalog::compile::compile(&sources, &catalog::compile::Base::default())
}

/// A program that runs for a millisecond notices what the dynamic loader does before it: it relocates a
/// position-independent program pointer by pointer, and finds and maps a C library, of which little is used. So the program
/// is linked statically where the C library is there as an archive. (Cargo can't: the flag that does so would also reach the
/// macros that the compiler loads.)
fn link_for_a_fast_start(out: &Path) {
    let target = |key: &str| env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") != "linux" || target("ENV") != "gnu" || env::var("HOST") != env::var("TARGET") {
        return;
    }
    println!("cargo::rustc-link-arg-bin=explain=-no-pie");
    // A linker takes the first folder that has a library in either form: this one has the archives only.
    let folder = out.join("archives");
    if ARCHIVES.iter().all(|(wanted, name)| offer(&folder, wanted, name)) {
        println!("cargo::rustc-link-arg-bin=explain=-static");
        println!("cargo::rustc-link-arg-bin=explain=-L{}", folder.display());
    }
}

/// The libraries for which the compiler asks, and the archives that stand in for them. That of `gcc_s`, which exists for
/// programs that share it, is `gcc_eh`.
const ARCHIVES: [(&str, &str); 7] = [
    ("libc.a", "libc.a"),
    ("libdl.a", "libdl.a"),
    ("libgcc_s.a", "libgcc_eh.a"),
    ("libm.a", "libm.a"),
    ("libpthread.a", "libpthread.a"),
    ("librt.a", "librt.a"),
    ("libutil.a", "libutil.a"),
];

/// Puts an archive into a folder, if there is one.
fn offer(folder: &Path, wanted: &str, name: &str) -> bool {
    let found = process::Command::new("cc").arg(format!("-print-file-name={name}")).output();
    let found = found.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    // Without the archive, the answer is its bare name.
    let found = Path::new(found.trim());
    found.is_absolute() && fs::create_dir_all(folder).is_ok() && fs::copy(found, folder.join(wanted)).is_ok()
}
