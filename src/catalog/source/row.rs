//! Codes without a page, as their published lists give them: one row each.

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::super::model::{Canonical, Platform, Severity, Source};

/// `codes/<system>.toml`: the codes of a system that need no page of their own.
///
/// What a program wrote from a long list is kept apart in `codes/<system>.<list>.toml`. Where both have a row for a code,
/// that of `codes/<system>.toml` counts, and the other one only adds what it lacks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rows<'a> {
    /// The published lists.
    #[serde(borrow)]
    pub list: Vec<RowList<'a>>,
}

/// One published list.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RowList<'a> {
    /// Where it is published.
    #[serde(borrow)]
    pub source: Source<'a>,
    /// Its codes.
    pub rows: Vec<Row>,
}

/// One code. Everything but the code may be left out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// As its system prints it.
    #[schemars(with = "String")]
    pub code: Spanned<String>,
    /// Its symbolic name, if the code is a number.
    #[serde(default)]
    pub name: Option<String>,
    /// Its number, if its name is the code and all platforms number it alike.
    #[serde(default)]
    pub number: Option<i64>,
    /// Its number on each platform.
    #[serde(default)]
    pub numbers: Numbers,
    /// The `google.rpc.Code` it corresponds to.
    #[serde(default)]
    pub canonical: Option<Canonical>,
    /// The HTTP status with which it is sent.
    #[serde(default)]
    pub http: Option<u16>,
    /// How bad it is.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Whether its system itself says that the call may be repeated.
    #[serde(default)]
    pub retry: Option<bool>,
    /// The more general code, class or library that it belongs to.
    #[serde(default)]
    pub parent: Option<String>,
    /// What it says, in one line without a full stop.
    #[serde(default)]
    pub title: Option<String>,
    /// Other spellings by which people look it up or clients print it.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub aliases: Vec<Spanned<String>>,
}

/// The numbers of one code on the platforms that have it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Numbers {
    #[serde(default)]
    pub linux: Option<i64>,
    #[serde(default)]
    pub macos: Option<i64>,
    #[serde(default)]
    pub freebsd: Option<i64>,
    #[serde(default)]
    pub netbsd: Option<i64>,
    #[serde(default)]
    pub openbsd: Option<i64>,
    #[serde(default)]
    pub solaris: Option<i64>,
    #[serde(default)]
    pub windows: Option<i64>,
}

impl Numbers {
    /// The platforms that have a number, in the order in which they are shown.
    pub(crate) fn each(&self) -> impl Iterator<Item = (Platform, i64)> + use<> {
        let Numbers { linux, macos, freebsd, netbsd, openbsd, solaris, windows } = *self;
        Platform::ALL
            .into_iter()
            .zip([linux, macos, freebsd, netbsd, openbsd, solaris, windows])
            .filter_map(|(platform, number)| Some((platform, number?)))
    }
}
