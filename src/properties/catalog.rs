//! A stranger's catalog: a file of it, with its path on its first line, compiles or is refused by faults that can be shown; and what
//! was compiled is used.

use std::path::PathBuf;

use super::assert_shown;
use crate::catalog::load::File;
use crate::catalog::{Catalog, Folder};
use crate::cli;
use crate::explainer::Explainer;
use crate::redact;
use crate::render::{FORMATS, Style};
use crate::verify::Verifier;

pub(super) fn holds(explainer: &Explainer<'static>, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (path, text) = text.split_once('\n').unwrap_or(("causes/own/own.toml", text));
    let files = [File { path: PathBuf::from(path), text: text.to_owned() }];
    let compiled = cli::compiled(explainer.catalog(), &files).expect("a catalog");
    for fault in &compiled.faults {
        assert!(fault.line <= 1 + text.lines().count(), "a fault on line {} of {path:?}", fault.line);
        let told = redact::show(&fault.to_string());
        assert_shown(told.as_str(), false, "a fault");
    }
    let folders = [Folder { path: "own".into(), blob: compiled.blob }];
    let catalog = Catalog::of_folders(&folders, true).expect("a catalog");
    let own = Explainer::with_catalog(catalog).expect("an explainer");
    let outcome = Verifier::new(&own).verify(&compiled.sources, "");
    assert!(outcome.faults.len() <= 64 * (1 + outcome.texts), "{} faults", outcome.faults.len());
    let ids = compiled.sources.causes.iter().map(|entry| &entry.id);
    for id in ids.chain(compiled.sources.codes.iter().map(|entry| &entry.id)) {
        let lookup = own.lookup(id);
        for format in FORMATS {
            let page = format.lookup(&lookup, &Style { full: true, ..Style::default() }).unwrap_or_default();
            assert_shown(&cli::harmless(&page), false, format.name());
        }
    }
}
