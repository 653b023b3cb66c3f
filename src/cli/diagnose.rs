//! `explain [THING]...` and standard input.

use std::fs::File;
use std::io;
use std::path::Path;

use anyhow::{Context, Result, anyhow};

use super::{Arguments, Exit};
use crate::catalog::Catalog;
use crate::catalog::compile::compile;
use crate::catalog::load;
use crate::recognise::Recogniser;
use crate::session::Session;

pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let mut catalog = Catalog::built_in()?;
    let mut blob = Vec::new();
    if let Some(dir) = &arguments.catalog {
        let files = load::read_folder(dir).map_err(|fault| anyhow!("{fault}"))?;
        let (sources, _faults) = load::parse(&files);
        blob = compile(&sources, &super::catalog::base(&catalog)).0;
    }
    if !blob.is_empty() {
        catalog = catalog.under(&blob)?;
    }
    let engine = catalog.engine()?;
    let recogniser = Recogniser::new(&catalog, &engine, 0)?;
    let mut session = Session::new(&catalog, &engine, &recogniser, None);
    if arguments.things.is_empty() {
        session.read("-", io::stdin().lock()).context("standard input")?;
    }
    for thing in &arguments.things {
        if Path::new(thing).exists() {
            session.read(thing, File::open(thing)?)?;
        } else {
            session.read("argument", thing.as_bytes())?;
        }
    }
    println!("{}", serde_json::to_string_pretty(&session.finish())?);
    Ok(Exit::Done)
}
