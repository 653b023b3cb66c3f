//! No secret comes out: made-up secrets of many kinds, in many places, in every output.

mod command;
mod kinds;
mod places;
#[path = "../program/mod.rs"]
mod program;

use std::collections::BTreeMap;

use explain_errors::Explainer;
use explain_errors::internal::{FORMATS, Style};
use kinds::Kind;
use places::{PLACES, Written};

/// So many characters of a secret are a leak.
const PART: usize = 8;

/// The errors around a place. Each cell stands in one of them.
fn error(text: &str, which: usize) -> String {
    match which % 4 {
        0 => format!("10:02:11 ERROR pay rpc error: code = Unauthenticated desc = {text}"),
        1 => format!("{text}\nrpc error: code = PermissionDenied desc = {text}\n{text}"),
        2 => {
            serde_json::json!({ "error": { "code": 403, "message": text, "status": "PERMISSION_DENIED" } }).to_string()
        }
        _ => format!(
            "Traceback (most recent call last):\n  File \"a.py\", line 1\nrequests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: {text}"
        ),
    }
}

/// The parts of a secret that must not come out: those that are not its public beginning.
fn parts(kind: &Kind, written: &str) -> Vec<String> {
    let skip = if kind.shape && written == kind.value { kind.value.len().min(kind.name.len()) } else { 0 };
    let runs = written[skip.min(written.len())..].split(|c: char| !c.is_ascii_alphanumeric());
    let part = |run: &str| -> Vec<String> {
        (0..=run.len().saturating_sub(PART)).step_by(3).map(|at| run[at..at + PART].to_owned()).collect()
    };
    runs.filter(|run| run.len() >= PART).flat_map(part).collect()
}

/// How many outputs there are: the human one, all of it, and each other format.
const OUTPUTS: usize = 11;

/// What the outputs say of a text.
fn outputs(explainer: &Explainer<'_>, text: &str) -> Vec<(String, String)> {
    let report = explainer.diagnose(text);
    let forms = FORMATS.iter().flat_map(|format| {
        let full: &[bool] = if format.name() == "human" { &[false, true] } else { &[false] };
        full.iter().map(move |full| (format, *full))
    });
    let forms: Vec<_> = forms.collect();
    assert_eq!(forms.len(), OUTPUTS);
    let printed = forms.into_iter().map(|(format, full)| {
        let style = Style { full, all: full, ..Style::default() };
        (format!("{} {full}", format.name()), format.report(&report, &style))
    });
    printed.collect()
}

/// Each kind of secret in each place, in every output.
#[test]
fn no_secret_comes_out_of_any_cell() {
    let explainer = Explainer::new().expect("a catalog").why(true);
    let kinds = kinds::all();
    let cells = (0..kinds.len()).flat_map(|kind| (0..PLACES.len()).map(move |place| (kind, place)));
    let cells: Vec<(usize, usize)> = cells.collect();
    let halves: Vec<Vec<Cell>> = std::thread::scope(|scope| {
        let (one, two) = cells.split_at(cells.len() / 2);
        let work = |part: &[(usize, usize)]| {
            let (explainer, kinds, part) = (&explainer, &kinds, part.to_vec());
            let cell = move |(kind, place): (usize, usize)| cell(explainer, &kinds[kind], place, kind);
            scope.spawn(move || part.into_iter().filter_map(cell).collect())
        };
        [work(one), work(two)].map(|thread| thread.join().expect("no panic")).into()
    });
    let (mut tried, mut masked, mut unseen, mut leaks) = (0, 0, 0, Vec::new());
    for cell in halves.into_iter().flatten() {
        tried += 1;
        masked += usize::from(cell.masked);
        unseen += usize::from(!cell.masked && cell.leak.is_none());
        leaks.extend(cell.leak);
    }
    let mut by_place: BTreeMap<&str, usize> = BTreeMap::new();
    leaks.iter().for_each(|(place, _)| *by_place.entry(place).or_default() += 1);
    println!(
        "{} kinds in {} places: {tried} cells tried, each in {OUTPUTS} outputs; masked in {masked}, not shown in {unseen}, leaked in {}",
        kinds.len(),
        PLACES.len(),
        leaks.len()
    );
    let examples: Vec<&str> = leaks.iter().map(|(_, text)| text.as_str()).take(40).collect();
    assert!(leaks.is_empty(), "{by_place:#?}\n{}", examples.join("\n"));
    assert!(kinds.len() >= 160 && PLACES.len() >= 40 && masked * 10 > tried * 9);
}

struct Cell {
    masked: bool,
    leak: Option<(&'static str, String)>,
}

fn cell(explainer: &Explainer<'_>, kind: &Kind, at: usize, which: usize) -> Option<Cell> {
    let place = &PLACES[at];
    if place.written == Written::Bare && !kind.shape {
        return None;
    }
    // The address of a service is no password, and a URL no part of a path.
    let address = kind.value.contains(".com/") || kind.value.contains(".org/");
    if address && place.written != Written::Bare {
        return None;
    }
    let (text, written) = place.with(&kind.value);
    let text = error(&text, which + at);
    let parts = parts(kind, &written);
    let mut cell = Cell { masked: false, leak: None };
    for (name, output) in outputs(explainer, &text) {
        cell.masked |= output.contains("****[");
        if let Some(part) = parts.iter().find(|part| output.contains(part.as_str())) {
            let line = output.lines().find(|line| line.contains(part.as_str())).unwrap_or_default();
            let line: String = line.chars().take(200).collect();
            cell.leak.get_or_insert((place.text, format!("{} in {name}: {line}", kind.name)));
        }
    }
    Some(cell)
}
