//! `explain.toml`: the policy of a project, found upward from the working directory. It is read by `check` and `run` alone, and
//! nothing in it weakens what keeps secrets in and gates honest: `--no-redact`, `--allow-truncated` and `--no-builtin` count on the
//! command line only.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use clap::ArgMatches;
use clap::parser::ValueSource;
use serde::Deserialize;
use toml::de::DeTable;

use super::check::{Arguments, FailOn, MinConfidence};
use super::inputs::reason;
use super::{Lang, Options, Redact, format_named};
use crate::catalog::fault::nearest;
use crate::catalog::model::Owner;
use crate::input;

/// The name of the file.
const NAME: &str = "explain.toml";

/// Its keys.
const KEYS: [&str; 13] = [
    "allow",
    "allow-empty",
    "baseline",
    "catalog",
    "fail-on",
    "fail-on-code",
    "fail-on-owner",
    "format",
    "lang",
    "max",
    "min-confidence",
    "redact",
    "stdin-name",
];

/// What only the person who runs the command may ask for.
const NEVER: [&str; 3] = ["no-redact", "allow-truncated", "no-builtin"];

/// A project's settings.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    fail_on: Option<FailOn>,
    fail_on_code: Option<Vec<String>>,
    fail_on_owner: Option<Vec<Owner>>,
    min_confidence: Option<MinConfidence>,
    allow: Option<Vec<String>>,
    max: Option<u64>,
    baseline: Option<PathBuf>,
    allow_empty: Option<bool>,
    format: Option<String>,
    lang: Option<Lang>,
    redact: Option<Redact>,
    catalog: Option<PathBuf>,
    stdin_name: Option<String>,
}

/// The settings that are in force, and where each comes from.
#[derive(Debug, Default)]
pub(super) struct Config {
    file: File,
    path: Option<PathBuf>,
    /// Name, value and origin.
    shown: Vec<(&'static str, String, String)>,
    /// What was given on the command line and in the environment.
    matches: ArgMatches,
}

/// What `check` judges by.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub fail_on: FailOn,
    pub fail_on_code: Vec<String>,
    pub fail_on_owner: Vec<Owner>,
    pub min_confidence: MinConfidence,
    pub allow: Vec<String>,
    pub max: u64,
    pub baseline: Option<PathBuf>,
    pub allow_empty: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            fail_on: FailOn::Error,
            fail_on_code: Vec::new(),
            fail_on_owner: Vec::new(),
            min_confidence: MinConfidence::Medium,
            allow: Vec::new(),
            max: 0,
            baseline: None,
            allow_empty: false,
        }
    }
}

impl Config {
    /// Reads the file, if there is one in the working directory or above, and puts what concerns all commands into the options,
    /// where neither the command line nor the environment says otherwise.
    pub(super) fn find(matches: &ArgMatches, options: &mut Options) -> Result<Config> {
        // A working directory that was removed has no file, nor has any above it.
        let here = std::env::current_dir().unwrap_or_default();
        let Some(path) = here.ancestors().map(|dir| dir.join(NAME)).find(|path| path.is_file()) else {
            return Config::default().with_options(matches, options);
        };
        let name = input::shown(&path);
        let text = fs::read_to_string(&path).map_err(|error| anyhow!("can't read {name}: {}", reason(&error)))?;
        let mut file = parse(&name, &text)?;
        // Paths are those from the file's folder.
        let dir = path.parent().unwrap_or(Path::new("."));
        for one in [&mut file.baseline, &mut file.catalog].into_iter().flatten() {
            *one = dir.join(&one);
        }
        Config { file, path: Some(path), ..Config::default() }.with_options(matches, options)
    }

    fn with_options(mut self, matches: &ArgMatches, options: &mut Options) -> Result<Config> {
        let File { format, lang, redact, catalog, stdin_name, .. } = &self.file;
        let is_given = |id: &str| !matches!(matches.value_source(id), None | Some(ValueSource::DefaultValue));
        if let (Some(name), false) = (format, is_given("format")) {
            options.format =
                Some(format_named(name).map_err(|expected| anyhow!("{}: format: {expected}", self.origin()))?);
        }
        if let (Some(lang), false) = (lang, is_given("lang")) {
            options.lang = Some(*lang);
        }
        if let (Some(redact), false) = (redact, is_given("redact")) {
            options.redact = *redact;
        }
        if let (Some(catalog), false) = (catalog, is_given("catalog")) {
            options.catalog = Some(catalog.clone());
        }
        if let (Some(name), false) = (stdin_name, is_given("stdin_name")) {
            options.stdin_name = Some(name.into());
        }
        let given = [
            ("format", "format", options.format().name().to_owned(), format.is_some()),
            ("lang", "lang", word(&options.lang), lang.is_some()),
            ("redact", "redact", word(&options.redact), redact.is_some()),
            ("catalog", "catalog", options.catalog.as_ref().map(input::shown).unwrap_or_default(), catalog.is_some()),
            ("stdin-name", "stdin_name", options.stdin_name(), stdin_name.is_some()),
        ];
        for (name, id, value, in_file) in given {
            let from = self.from(matches, id, name, in_file);
            self.shown.push((name, value, from));
        }
        self.matches = matches.clone();
        Ok(self)
    }

    /// The policy: flags over environment over file.
    pub(super) fn settings(&self, given: &Arguments) -> Settings {
        let (file, usual) = (&self.file, Settings::default());
        let list = |given: &[std::ffi::OsString], of_file: &Option<Vec<String>>| {
            if given.is_empty() {
                of_file.clone().unwrap_or_default()
            } else {
                given.iter().map(input::shown).collect()
            }
        };
        let owners: Vec<Owner> = given.fail_on_owner.iter().map(|owner| Owner::from(*owner)).collect();
        Settings {
            fail_on: given.fail_on.or(file.fail_on).unwrap_or(usual.fail_on),
            fail_on_code: list(&given.fail_on_code, &file.fail_on_code),
            fail_on_owner: if owners.is_empty() { file.fail_on_owner.clone().unwrap_or_default() } else { owners },
            min_confidence: given.min_confidence.or(file.min_confidence).unwrap_or(usual.min_confidence),
            allow: list(&given.allow, &file.allow),
            max: given.max.or(file.max).unwrap_or(usual.max),
            baseline: given.baseline.clone().or_else(|| file.baseline.clone()),
            allow_empty: given.allow_empty || file.allow_empty.unwrap_or(false),
        }
    }

    /// What is in force, with its origin: a line each, as the file would have it.
    pub(super) fn shown(&self, given: &Arguments) -> String {
        let (file, now) = (&self.file, self.settings(given));
        let words = |all: &[String]| format!("{all:?}");
        let mut all = vec![
            ("fail-on", "fail_on", format!("\"{}\"", word(&now.fail_on)), file.fail_on.is_some()),
            ("fail-on-code", "fail_on_code", words(&now.fail_on_code), file.fail_on_code.is_some()),
            ("fail-on-owner", "fail_on_owner", word(&now.fail_on_owner), file.fail_on_owner.is_some()),
            (
                "min-confidence",
                "min_confidence",
                format!("\"{}\"", word(&now.min_confidence)),
                file.min_confidence.is_some(),
            ),
            ("allow", "allow", words(&now.allow), file.allow.is_some()),
            ("max", "max", now.max.to_string(), file.max.is_some()),
            (
                "baseline",
                "baseline",
                now.baseline.as_ref().map(|path| format!("{:?}", input::shown(path))).unwrap_or_default(),
                file.baseline.is_some(),
            ),
            ("allow-empty", "allow_empty", now.allow_empty.to_string(), file.allow_empty.is_some()),
        ]
        .into_iter()
        .map(|(name, id, value, in_file)| (name, value, self.from(&self.matches, id, name, in_file)))
        .collect::<Vec<_>>();
        all.extend(self.shown.iter().map(|(name, value, from)| {
            let value = if value.is_empty() { String::new() } else { format!("\"{value}\"") };
            (*name, value, from.clone())
        }));
        let mut out = String::new();
        for (name, value, from) in all {
            let line = if value.is_empty() { format!("# {name} is not set") } else { format!("{name} = {value}") };
            let _ = writeln!(out, "{line:<50} # {from}");
        }
        out
    }

    fn origin(&self) -> String {
        self.path.as_ref().map(input::shown).unwrap_or_default()
    }

    fn from(&self, matches: &ArgMatches, id: &str, name: &str, in_file: bool) -> String {
        match matches.try_contains_id(id).ok().and_then(|_| matches.value_source(id)) {
            Some(ValueSource::CommandLine) => format!("--{name}"),
            Some(ValueSource::EnvVariable) => format!("EXPLAIN_{}", name.replace('-', "_").to_uppercase()),
            _ if in_file => self.origin(),
            _ => "default".to_owned(),
        }
    }
}

/// A value as the file spells it.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(serde_json::Value::Null) | Err(_) => String::new(),
        Ok(other) => other.to_string(),
    }
}

/// Reads the file. Every key is checked, and an unknown one gets the nearest right one.
fn parse(name: &str, text: &str) -> Result<File> {
    let table = DeTable::parse(text).map_err(|error| anyhow!("{name}: {}", error.to_string().trim()))?;
    for key in table.get_ref().keys() {
        let (word, line) = (key.get_ref().as_ref(), text[..key.span().start].matches('\n').count() + 1);
        if NEVER.contains(&word) {
            bail!("{name}:{line}: `{word}` counts on the command line only, so that a file can't weaken a check");
        }
        if !KEYS.contains(&word) {
            bail!("{name}:{line}: unknown key `{word}`{}\nkeys: {}", nearest(word, KEYS), KEYS.join(", "));
        }
    }
    toml::from_str(text).map_err(|error| anyhow!("{name}: {}", error.to_string().trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_checked_key_by_key() {
        let file =
            parse("explain.toml", "fail-on = \"warning\"\nmax = 3\nfail-on-owner = [\"yours\"]\nlang = \"go\"\n")
                .expect("a file");
        assert_eq!((file.max, file.fail_on_owner), (Some(3), Some(vec![Owner::Yours])));
        let fault = |text: &str| parse("explain.toml", text).map(|_| ()).expect_err("a fault").to_string();
        assert!(
            fault("\nfial-on = \"error\"\n")
                .starts_with("explain.toml:2: unknown key `fial-on`; did you mean \"fail-on\"?")
        );
        assert!(
            fault("max = 1\nno-redact = true\n")
                .starts_with("explain.toml:2: `no-redact` counts on the command line only")
        );
        assert!(fault("fail-on = \"awful\"\n").contains("unknown variant `awful`"));
        assert!(fault("max = -1\n").contains("line 1"));
        assert!(fault("max = \n").contains("explain.toml"));
    }

    #[test]
    fn keys_are_those_of_the_type() {
        for key in KEYS {
            let values = ["true", "1", "\"error\"", "\"low\"", "\"go\"", "\"secrets\"", "\"x\"", "[]"];
            assert!(values.iter().any(|value| parse("f", &format!("{key} = {value}\n")).is_ok()), "{key}");
        }
    }
}
