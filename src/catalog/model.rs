//! What a page of the catalog says. These types serve three purposes: read from TOML they own their text, read from the
//! compiled catalog they borrow it, and as JSON they are part of the report's contract.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Text that is owned when it was read from TOML, borrowed when it was read from the compiled catalog.
///
/// A [`Cow`] of its own, since serde borrows a `Cow<str>` only in a field of its own, not in a list or an option.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<'a>(Cow<'a, str>);

impl std::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Text<'a> {
        Text(Cow::Borrowed(text))
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Text(Cow::Owned(text))
    }
}

impl std::fmt::Display for Text<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

impl Serialize for Text<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Text<'de>;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text::from(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text::from(text.to_owned()))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

impl JsonSchema for Text<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

/// The seventeen codes of `google.rpc.Code`, to which every error of every system corresponds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)]
pub enum Canonical {
    Ok,
    Cancelled,
    Unknown,
    InvalidArgument,
    DeadlineExceeded,
    NotFound,
    AlreadyExists,
    PermissionDenied,
    ResourceExhausted,
    FailedPrecondition,
    Aborted,
    OutOfRange,
    Unimplemented,
    Internal,
    Unavailable,
    DataLoss,
    Unauthenticated,
}

impl Canonical {
    /// Its name in ids: `deadline-exceeded`.
    pub fn slug(self) -> String {
        super::names::slug(&format!("{self:?}"))
    }
}

/// What kind of trouble an error is, for grouping and for the head of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Category {
    Authentication,
    Authorization,
    Availability,
    Timeout,
    Quota,
    Input,
    Missing,
    Conflict,
    State,
    Unsupported,
    Cancelled,
    Internal,
    Data,
    Network,
    Protocol,
    Tls,
    Dns,
    Redirect,
    Success,
}

/// How bad it is. The policy of `explain check` compares these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Severity {
    Info,
    Warning,
    Error,
    Critical,
}

/// How likely a cause is if nothing in the input distinguishes the causes of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Likelihood {
    Common,
    Occasional,
    Rare,
}

/// Who has to act to make an error go away, as the person sees it whose program failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// Whoever runs the program that failed: its code, configuration, request, credentials, quota.
    Yours,
    /// Whoever runs the service that answered: only they can mend it.
    Theirs,
    /// Whoever runs what lies between or below: network, DNS, proxies, nodes, hardware.
    Infrastructure,
    /// The texts of this cause do not tell.
    #[default]
    Unknown,
}

/// Whether a page is current. Pages are never deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Status {
    #[default]
    Active,
    Retired,
}

/// A platform that numbers its codes in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Platform {
    Linux,
    MacOs,
    FreeBsd,
    NetBsd,
    OpenBsd,
    Solaris,
    Windows,
}

impl Platform {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Platform; 7] = {
        use Platform::{FreeBsd, Linux, MacOs, NetBsd, OpenBsd, Solaris, Windows};
        [Linux, MacOs, FreeBsd, NetBsd, OpenBsd, Solaris, Windows]
    };

    /// The name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Platform::Linux => "Linux",
            Platform::MacOs => "macOS",
            Platform::FreeBsd => "FreeBSD",
            Platform::NetBsd => "NetBSD",
            Platform::OpenBsd => "OpenBSD",
            Platform::Solaris => "Solaris",
            Platform::Windows => "Windows",
        }
    }
}

/// Whether calling again may help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// The same call gives the same error.
    Never,
    /// Only after something was changed.
    AfterFix,
    /// Wait, then again, with growing pauses; calls that are not idempotent only if the text says so.
    Backoff,
    /// Nothing was done by the server; again at once is harmless.
    Safe,
}

/// Retry advice with its reason.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retry<'a> {
    /// May the call be repeated?
    pub advice: Advice,
    /// Why, and under which condition.
    #[serde(borrow)]
    pub why: Text<'a>,
}

/// What the error object of a system carries.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribute<'a> {
    /// As the system spells it.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// Its type, as the system names it.
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
    /// What it says about the error.
    #[serde(borrow)]
    pub meaning: Text<'a>,
}

/// Which way an equivalence may be read: such mappings are rarely symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Either code becomes the other.
    Both,
    /// This code becomes the other one, not the reverse.
    To,
    /// The other code becomes this one, not the reverse.
    From,
}

/// An action that looks helpful and is not.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Avoid<'a> {
    /// What people do, as a gerund phrase.
    #[serde(borrow)]
    pub action: Text<'a>,
    /// Why it does not help.
    #[serde(borrow)]
    pub why: Text<'a>,
}

/// Where a statement comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source<'a> {
    /// The document's own title, with the section or file.
    #[serde(borrow)]
    pub title: Text<'a>,
    /// The URL of the document.
    #[serde(borrow)]
    pub url: Text<'a>,
}

/// How to confirm a cause or rule it out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check<'a> {
    /// What you do, as an imperative sentence without a full stop.
    #[serde(borrow)]
    pub title: Text<'a>,
    /// The command; `{{field:FALLBACK}}` is filled from the input, quoted for the shell.
    #[serde(borrow, default)]
    pub run: Option<Text<'a>>,
    /// How to read the result: which output confirms the cause, which one rules it out.
    #[serde(borrow)]
    pub tells: Text<'a>,
    /// For whom it is, if not for everyone.
    #[serde(borrow, default, rename = "for")]
    pub audience: Option<Audience<'a>>,
}

/// How to make the error happen on purpose.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reproduce<'a> {
    /// What it does, as an imperative sentence without a full stop.
    #[serde(borrow)]
    pub title: Text<'a>,
    /// The commands, as a script.
    #[serde(borrow)]
    pub run: Text<'a>,
    /// The output of the commands.
    #[serde(borrow)]
    pub output: Text<'a>,
    /// What it uses besides a shell, curl, OpenSSL and Python's standard library: packages and programs, as `pip:grpcio` or
    /// `nginx`.
    #[serde(borrow, default)]
    pub uses: Vec<Text<'a>>,
    /// Why it can't be run in a laboratory: `needs a Google Cloud project`.
    #[serde(borrow, default)]
    pub runs: Option<Text<'a>>,
    /// That it was run as it stands, printed the output, and was diagnosed as this cause.
    #[serde(borrow, default)]
    pub proven: Option<Proven<'a>>,
    /// For whom it is, if not for everyone.
    #[serde(borrow, default, rename = "for")]
    pub audience: Option<Audience<'a>>,
}

/// When and with what a reproduction was proven.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proven<'a> {
    /// The day, as `2026-11-30`.
    #[serde(borrow)]
    pub on: Text<'a>,
    /// The programs and their versions, as `curl 8.9.1`.
    #[serde(borrow)]
    pub with: Vec<Text<'a>>,
}

/// For whom a fix, a check or a reproduction is. What is listed under several keys must all hold; of a list, any one entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Audience<'a> {
    /// The ids of systems, of which the error has a code or a trace.
    #[serde(borrow, default)]
    pub system: Vec<Text<'a>>,
    /// The languages of the program that the reader works on.
    #[serde(default)]
    pub language: Vec<Language>,
    /// The ids of programs or libraries, of which one printed the error.
    #[serde(borrow, default)]
    pub client: Vec<Text<'a>>,
}

/// A programming language, or the shell, in which code is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Language {
    Go,
    Python,
    Java,
    JavaScript,
    Rust,
    Cpp,
    CSharp,
    Shell,
    Kotlin,
    Ruby,
    Php,
    Swift,
    Dart,
    Yaml,
}

impl Language {
    /// All of them, in the order in which code is shown to a reader whose language is not known.
    pub const ALL: [Language; 14] = {
        use Language::{CSharp, Cpp, Dart, Go, Java, JavaScript, Kotlin, Php, Python, Ruby, Rust, Shell, Swift, Yaml};
        [Shell, Go, Python, Java, JavaScript, Rust, Cpp, CSharp, Kotlin, Ruby, Php, Swift, Dart, Yaml]
    };

    /// The name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Language::Go => "Go",
            Language::Python => "Python",
            Language::Java => "Java",
            Language::JavaScript => "JavaScript",
            Language::Rust => "Rust",
            Language::Cpp => "C++",
            Language::CSharp => "C#",
            Language::Shell => "Shell",
            Language::Kotlin => "Kotlin",
            Language::Ruby => "Ruby",
            Language::Php => "PHP",
            Language::Swift => "Swift",
            Language::Dart => "Dart",
            Language::Yaml => "YAML",
        }
    }

    /// The ending of a file that holds a snippet in this language.
    pub fn extension(self) -> &'static str {
        match self {
            Language::Go => "go",
            Language::Python => "py",
            Language::Java => "java",
            Language::JavaScript => "js",
            Language::Rust => "rs",
            Language::Cpp => "cc",
            Language::CSharp => "cs",
            Language::Shell => "sh",
            Language::Kotlin => "kt",
            Language::Ruby => "rb",
            Language::Php => "php",
            Language::Swift => "swift",
            Language::Dart => "dart",
            Language::Yaml => "yaml",
        }
    }
}

/// Code in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Snippet<'a> {
    /// The language of the code.
    pub language: Language,
    /// The id of the system whose programming interface it uses; `None` if it is for errors of any system.
    #[serde(borrow)]
    pub system: Option<Text<'a>>,
    /// The text, without a trailing newline.
    #[serde(borrow)]
    pub code: Text<'a>,
}

/// What to change so that the error goes away.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Fix<'a> {
    /// What you do, as an imperative sentence without a full stop.
    #[serde(borrow)]
    pub title: Text<'a>,
    /// When this fix is the right one.
    #[serde(borrow)]
    pub when: Option<Text<'a>>,
    /// The steps, one sentence each.
    #[serde(borrow)]
    pub steps: Vec<Text<'a>>,
    /// Why it makes the error go away.
    #[serde(borrow)]
    pub why: Text<'a>,
    /// The change as code, by language.
    #[serde(borrow)]
    pub code: Vec<Snippet<'a>>,
    /// For whom it is, if not for everyone.
    #[serde(borrow, rename = "for")]
    pub audience: Option<Audience<'a>>,
}
