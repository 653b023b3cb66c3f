//! Small catalogs for tests.

use super::Catalog;
use super::compile::{Base, Storage, compile};
use super::load::{File, parse};

/// A catalog of some files, which live as long as the tests.
pub(crate) fn catalog(files: &[(&str, &str)]) -> Catalog<'static> {
    let files: Vec<File> =
        files.iter().map(|(path, text)| File { path: (*path).into(), text: (*text).to_owned() }).collect();
    let files: &'static [File] = files.leak();
    let (sources, faults) = parse(files);
    assert!(faults.is_empty(), "{faults:?}");
    let base = Base::default();
    let (blob, _) = compile(&sources, &base, Storage::Plain);
    Catalog::whole(blob.leak()).expect("it was compiled by this release")
}

/// `systems.toml` of a catalog with one system.
pub(crate) const SYSTEMS: (&str, &str) = ("systems.toml", "[[system]]\nid = \"own\"\ntitle = \"Own\"\n");

/// The page of a code of that system.
pub(crate) fn code(name: &str, more: &str) -> (String, String) {
    let text = format!(
        "code = \"{name}\"\ncanonical = \"NOT_FOUND\"\ntitle = \"Code {name}\"\ncategory = \"input\"\n{more}\
         meaning = \"m\"\nretry = {{ advice = \"after-fix\", why = \"page {name}\" }}\n"
    );
    (format!("codes/own/{}.toml", name.to_ascii_lowercase()), text)
}
