//! `explain catalog new`: the skeleton of entries, from an error that the catalog does not know.
//!
//! What can be read off the text is filled in: the format with its pattern, the code, the sign, the example. What only a person can
//! say is marked with `TODO`, and `explain catalog check` reports each such place.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use clap::Args;

use super::inputs::reason;
use super::own::OwnEntries;
use super::{Exit, Options, output};
use crate::catalog::Catalog;
use crate::catalog::names::slug;
use crate::explainer::Explainer;
use crate::input;
use crate::records::Prefix;
use crate::report::{Confidence, Finding, Report};

mod line;
mod text;

use line::Line;
use text::{literal, quoted};

/// So much of an error is read.
const MAX_BYTES: u64 = 64 << 10;
/// So much of it becomes the example.
const MAX_EXAMPLE_BYTES: usize = 8 << 10;
/// The area of an entry that has no `--id`, and its name if nothing else names it.
const AREA: &str = "own";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The id of the cause, as shop/sold-out
    #[arg(long, value_name = "AREA/NAME")]
    id: Option<String>,
    /// Write the files into this folder, instead of to standard output
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

/// A file of a skeleton.
struct Page {
    /// Its path below the folder.
    path: String,
    text: String,
    /// Whether it is added to a file that is there.
    appends: bool,
}

pub(super) fn run(arguments: &Arguments, options: &Options) -> Result<Exit> {
    let id = arguments.id.as_deref().map(parts_of).transpose()?;
    let mut text = Vec::new();
    let read = io::stdin().lock().take(MAX_BYTES).read_to_end(&mut text);
    read.map_err(|error| anyhow!("can't read standard input: {}", reason(&error)))?;
    // What is written is shared: it is masked before anything is made of it.
    let text = output::shown(&String::from_utf8_lossy(&text));
    if text.trim().is_empty() {
        bail!("standard input is empty: pipe the error in, as in `explain catalog new < error.txt`");
    }
    let own = OwnEntries::load(options)?;
    let explainer = Explainer::with_catalog(own.catalog()?)?;
    let report = explainer.diagnose(&text);
    let pages = skeleton(&explainer, &report, text.trim_end(), id, arguments.into.as_deref());
    match &arguments.into {
        Some(dir) => write(dir, &pages),
        None => {
            let pages: Vec<String> = pages.iter().map(|page| format!("# {}\n{}", page.path, page.text)).collect();
            output::print(&pages.join("\n"))?;
            Ok(Exit::Done)
        }
    }
}

/// An area and a name, as they are in an id.
fn parts_of(id: &str) -> Result<(String, String)> {
    let is_plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    match id.split_once('/') {
        Some((area, name)) if is_plain(area) && is_plain(name) => Ok((area.to_owned(), name.to_owned())),
        _ => bail!("--id is AREA/NAME, in small letters, digits and dashes: shop/sold-out"),
    }
}

/// The files for an error: a cause; its code, if that has no page; its format, if nothing reads the code.
fn skeleton(
    explainer: &Explainer<'_>,
    report: &Report<'_>,
    text: &str,
    id: Option<(String, String)>,
    into: Option<&Path>,
) -> Vec<Page> {
    let catalog = explainer.catalog();
    let finding =
        report.findings.first().filter(|finding| !finding.codes.is_empty() || finding.confidence > Confidence::Low);
    if let Some(cause) = finding.and_then(|finding| finding.causes.first().filter(|cause| !cause.evidence.is_empty())) {
        output::print_error(&format!(
            "this error is explained already, by {}: what follows is another cause",
            cause.id
        ));
    }
    let line = body(report, text);
    let read = Line::read(line);
    let message = finding.map_or_else(|| read.message().to_owned(), |finding| finding.message.as_str().to_owned());
    let phrase = text::telling(catalog, &message);
    let (area, name) = id.unwrap_or_else(|| (AREA.to_owned(), text::name_of(&phrase)));
    let mut pages = Vec::new();
    let explained = match finding {
        Some(finding) => code_of(finding, &mut pages),
        None => read.code().map(|code| unread_code(explainer, &read, code, (&area, &name), into, &mut pages)),
    };
    pages.push(cause_page(
        &format!("{area}/{name}"),
        explained.as_deref(),
        &phrase,
        finding.is_none() && read.code().is_none(),
        text,
    ));
    pages
}

/// The line of an error without the prefix of its log.
fn body<'t>(report: &Report<'_>, text: &'t str) -> &'t str {
    let number = report.error_lines.first().map(|line| line.number);
    let number = number.or_else(|| report.findings.first().map(|finding| finding.first.line));
    let at = number.and_then(|number| usize::try_from(number).ok()?.checked_sub(1));
    let line = at.and_then(|at| text.lines().nth(at)).or_else(|| text.lines().rfind(|line| !line.trim().is_empty()));
    let line = line.unwrap_or(text);
    line.get(Prefix::read(line.as_bytes()).length..).filter(|body| !body.trim().is_empty()).unwrap_or(line).trim()
}

/// The id of the code that was read. If the catalog does not know it, its page is begun.
fn code_of(finding: &Finding<'_>, pages: &mut Vec<Page>) -> Option<String> {
    if let Some(id) = finding.codes.iter().find_map(|code| code.id.clone()) {
        return Some(id);
    }
    let code = finding.codes.first()?;
    let name = slug(code.code.as_str());
    pages.push(code_page(&code.system, code.code.as_str()));
    Some(format!("{}/{name}", code.system))
}

/// Begins a system, a code and a format, for a code that nothing reads. Returns the id of the code.
fn unread_code(
    explainer: &Explainer<'_>,
    line: &Line<'_>,
    code: &str,
    (area, name): (&str, &str),
    into: Option<&Path>,
    pages: &mut Vec<Page>,
) -> String {
    let is_there = |path: &str| into.is_some_and(|dir| dir.join(path).exists());
    if explainer.catalog().system(area).is_none() {
        let title = area.get(..1).unwrap_or_default().to_uppercase() + area.get(1..).unwrap_or_default();
        let text = format!("[[system]]\nid    = {}\ntitle = {}\n", quoted(area), quoted(&title));
        pages.push(Page { path: "systems.toml".to_owned(), text, appends: true });
    }
    pages.push(code_page(area, code));
    let is_known = |id: &str| explainer.knowledge().rules.formats.iter().any(|format| format.id == id);
    let is_free = !is_known(area) && !is_there(&format!("formats/{area}.toml"));
    let format = if is_free { area.to_owned() } else { format!("{area}-{name}") };
    pages.push(Page { path: format!("formats/{format}.toml"), text: line.format(area), appends: false });
    format!("{area}/{}", slug(code))
}

fn code_page(system: &str, code: &str) -> Page {
    let text = format!(
        "code      = {}\n\
         canonical = \"UNKNOWN\"    # the gRPC code that it amounts to: NOT_FOUND, UNAVAILABLE, FAILED_PRECONDITION, ...\n\
         title     = \"TODO: what it says, in one line without a full stop\"\n\
         category  = \"internal\"   # authentication, authorization, input, state, capacity, availability, internal, ...\n\
         severity  = \"error\"      # info, warning, error, critical\n\
         meaning   = \"TODO: what the code means in its system, and what it does not\"\n\n\
         [retry]\n\
         advice = \"after-fix\"     # never, after-fix, backoff, safe\n\
         why    = \"TODO: why a retry helps or does not\"\n\n\
         {SOURCE}",
        quoted(code)
    );
    Page { path: format!("codes/{system}/{}.toml", slug(code)), text, appends: false }
}

/// What a person alone can say.
const SOURCE: &str = "[[source]]\ntitle = \"TODO: where this is documented\"\nurl   = \"TODO: its address\"\n";

fn cause_page(id: &str, code: Option<&str>, phrase: &str, alone: bool, text: &str) -> Page {
    let explains =
        code.map_or_else(|| quoted("TODO: the id of the code that it amounts to, as grpc/unavailable"), quoted);
    let sign = match phrase {
        "" => quoted("TODO: a pattern for words that only this error prints"),
        phrase => literal(&regex::escape(phrase)),
    };
    // Without a code in the text, it is found by these words alone.
    let alone = if alone { "alone = true\n" } else { "" };
    let text = format!(
        "title       = \"TODO: the verdict, in one line without a full stop\"\n\
         explains    = [{explains}]\n\
         likelihood  = \"common\"     # common, occasional, rare\n\
         owner       = \"unknown\"    # whose move it is: yours, theirs, infrastructure\n\
         explanation = \"TODO: why it happens; the first sentence names the cause\"\n\n\
         [[sign]]\n{alone}\
         all = [{{ field = \"message\", re = {sign} }}]\n\n\
         [[fix]]\n\
         title = \"TODO: what to do, as an imperative without a full stop\"\n\
         why   = \"TODO: why that makes the error go away\"\n\n\
         [[example]]\n\
         text = {}\n\n\
         [[near_miss]]\n\
         text = \"TODO: a text that comes close and has another cause\"\n\n\
         {SOURCE}",
        literal(cut(text))
    );
    Page { path: format!("causes/{id}.toml"), text, appends: false }
}

/// As many whole lines of a text as an example may have.
fn cut(text: &str) -> &str {
    if text.len() <= MAX_EXAMPLE_BYTES {
        return text;
    }
    let end = (0..=MAX_EXAMPLE_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let cut = text.get(..end).unwrap_or_default();
    cut.rsplit_once('\n').map_or(cut, |(lines, _)| lines)
}

/// Writes the files, unless one is there.
fn write(dir: &Path, pages: &[Page]) -> Result<Exit> {
    if let Some(page) = pages.iter().find(|page| !page.appends && dir.join(&page.path).exists()) {
        let path = input::shown(dir.join(&page.path));
        bail!("{path} exists, so nothing was written: choose another --id, or remove it");
    }
    let mut told = String::new();
    for page in pages {
        let path = dir.join(&page.path);
        let written = put(&path, page);
        written.map_err(|error| anyhow!("can't write {}: {}", input::shown(&path), reason(&error)))?;
        told.push_str(&format!("{}\n", input::shown(&path)));
    }
    let shown = input::shown(dir);
    told.push_str(&format!(
        "fill in what is marked TODO, then: explain catalog check {shown} && explain catalog test {shown}\n"
    ));
    output::print(&output::shown(&told))?;
    Ok(Exit::Done)
}

fn put(path: &Path, page: &Page) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let before = match fs::read_to_string(path) {
        Ok(before) if page.appends => before.trim_end().to_owned() + "\n\n",
        _ => String::new(),
    };
    fs::write(path, before + &page.text)
}

/// A word's weight: how few pages have it.
pub(super) fn rarity(catalog: &Catalog<'_>, word: &str) -> f32 {
    1.0 / (1.0 + catalog.pages_with(word) as f32)
}
