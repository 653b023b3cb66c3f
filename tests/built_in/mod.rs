//! The files of the built-in catalog, as its folder holds them.

use std::path::Path;

use explain_errors::internal::load::{self, File, Sources};

pub(crate) fn files() -> Vec<File> {
    load::read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("catalog")).expect("the folder can be read")
}

/// All files, parsed.
pub(crate) fn sources(files: &[File]) -> Sources<'_> {
    let (sources, faults) = load::parse(files);
    assert!(faults.is_empty(), "{}", faults.iter().map(|fault| format!("\n{fault}")).collect::<String>());
    sources
}
