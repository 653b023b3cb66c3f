//! The properties, tried on the project's own texts and on what becomes of these when they are cut, spliced and mutated.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{PROPERTIES, Property};
use crate::catalog::load;

/// Longer seeds are cut: what a fuzzer tries is as long.
const MAX_SEED_BYTES: usize = 4096;

/// How many mutated texts each property is tried on. A minute of them found what these find.
const TRIES: [(&str, usize); 7] = [
    ("records", 3000),
    ("detect", 600),
    ("redact", 1500),
    ("pipeline", 150),
    ("blocks", 100),
    ("lookup", 60),
    ("catalog", 100),
];

/// No input takes longer, without optimisation on a machine that has much else to do. A fuzzer allows it a second.
const MAX_TIME: Duration = Duration::from_secs(30);

/// The texts of the project that a property begins with.
fn seeds(property: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = load::read_folder(&root.join("catalog")).expect("a catalog");
    let (sources, _) = load::parse(&files);
    let samples =
        sources.formats.iter().flat_map(|entry| entry.value.sample.iter().map(|one| one.text.get_ref().clone()));
    let examples = sources.causes.iter().flat_map(|entry| {
        let near_misses = entry.value.near_miss.iter().map(|one| one.text.get_ref().clone());
        entry.value.example.iter().map(|one| one.text.get_ref().clone()).chain(near_misses)
    });
    let corpus = fs::read_dir(root.join("tests/corpus")).expect("a corpus");
    let corpus = corpus.map(|file| fs::read_to_string(file.expect("a file").path()).expect("a text"));
    let parts = corpus.flat_map(|text| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>());
    let carriers = crate::redact::tests::CARRIERS.iter().map(|carrier| carrier.replace('%', "Kx0aVt7Lw9PbYm3zq1"));
    let names = || {
        let pages = sources.codes.iter().map(|entry| &entry.id).chain(sources.causes.iter().map(|entry| &entry.id));
        let printed = sources.codes.iter().flat_map(|entry| entry.value.aliases.iter().map(|name| name.get_ref()));
        pages.chain(printed).cloned()
    };
    let texts: Vec<String> = match property {
        "redact" => carriers.chain(samples).chain(examples).collect(),
        "lookup" => names().chain(examples.filter(|text| text.len() < 200)).collect(),
        "catalog" => files.iter().map(|file| format!("{}\n{}", file.path.display(), file.text)).collect(),
        _ => samples.chain(examples).chain(parts).collect(),
    };
    let cut = |text: String| text.as_bytes()[..text.len().min(MAX_SEED_BYTES)].to_vec();
    texts.into_iter().filter(|text| !text.is_empty()).map(cut).collect()
}

/// Numbers that look random, and are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

/// What holds texts together, hides in them, or ends them early.
const TOKENS: [&[u8]; 28] = [
    b"\n",
    b"\r\n",
    b"\"",
    b"'",
    b"\\",
    b"\\n",
    b"\\\"",
    b"\\u00e9",
    b"{",
    b"}",
    b"[",
    b"]",
    b": ",
    b"=",
    b",",
    b"&",
    b"%22",
    b"\x1b[31m",
    b"\x1b]0;",
    b"\0",
    b"\xff",
    b"\xc3",
    "\u{202e}".as_bytes(),
    "ä日🦀".as_bytes(),
    b"password=",
    b"\"code\":14,",
    b"Caused by: ",
    b"rpc error: code = Unknown desc = ",
];

/// A seed with some changes.
fn mutated(seeds: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seeds[numbers.below(seeds.len())].clone();
    for _ in 0..=numbers.below(6) {
        let (from, to) = (numbers.below(bytes.len() + 1), numbers.below(bytes.len() + 1));
        let (from, to) = (from.min(to), from.max(to));
        match numbers.below(8) {
            0 if !bytes.is_empty() => {
                let at = from.min(bytes.len() - 1);
                bytes[at] ^= 1 << numbers.below(8);
            }
            1 => bytes.truncate(to),
            2 => drop(bytes.drain(from..to.min(from + 40))),
            3 => {
                let part = bytes[from..to.min(from + 200)].repeat(1 + numbers.below(4));
                bytes.splice(to..to, part);
            }
            4 | 5 => {
                let token = TOKENS[numbers.below(TOKENS.len())];
                bytes.splice(from..from, token.iter().copied());
            }
            _ => {
                let other = &seeds[numbers.below(seeds.len())];
                let cut = numbers.below(other.len() + 1);
                bytes.splice(to..to, other[cut..].iter().copied().take(400));
            }
        }
    }
    bytes.truncate(MAX_SEED_BYTES);
    bytes
}

fn holds(property: Property, bytes: &[u8]) {
    let started = Instant::now();
    let outcome = std::panic::catch_unwind(|| property.holds(bytes));
    assert!(outcome.is_ok(), "{} does not hold for {:?}", property.name, String::from_utf8_lossy(bytes));
    let took = started.elapsed();
    assert!(took < MAX_TIME, "{} took {took:?} for {:?}", property.name, String::from_utf8_lossy(bytes));
}

/// A number that the environment sets instead: `EXPLAIN_TRIES` texts of each property, others for each `EXPLAIN_SEED`.
fn number<T: std::str::FromStr>(name: &str, usual: T) -> T {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

fn hold_for_mutated_texts(names: &[&str]) {
    for property in PROPERTIES.iter().filter(|property| names.contains(&property.name)) {
        let usual = TRIES.iter().find(|(name, _)| *name == property.name).map_or(0, |(_, tries)| *tries);
        let (seeds, mut numbers) = (seeds(property.name), Numbers(number("EXPLAIN_SEED", 7)));
        (0..number("EXPLAIN_TRIES", usual)).for_each(|_| holds(*property, &mutated(&seeds, &mut numbers)));
    }
}

#[test]
fn records_detections_and_masks_are_within_bounds() {
    hold_for_mutated_texts(&["records", "detect", "redact"]);
}

#[test]
fn every_output_can_be_shown() {
    hold_for_mutated_texts(&["pipeline", "lookup"]);
}

#[test]
fn blocks_fall_anywhere_and_catalogs_are_of_strangers() {
    hold_for_mutated_texts(&["blocks", "catalog"]);
}

/// Inputs for which a property did not hold once.
#[test]
fn what_was_found() {
    for (name, bytes) in FOUND {
        holds(Property::named(name).expect("a property"), bytes);
    }
}

const FOUND: [(&str, &[u8]); 3] = [
    // It holds a part of the planted secret, which a fuzzer learns from comparisons.
    ("redact", b"Error:Fv8pLd3sGm6a etcdserver: leader changed"),
    // A string ended with a quote that is escaped less deeply than the one that began it.
    ("records", b"J\\\\\\\\\"'\"'\\\""),
    ("detect", b"g\x1b \xdf\\\"[\t\\\"[\"[\t\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\"[\t\xae\xdf\\\t\t\t\t\t\t\t\t\t\x01\x06\xf38\t\t\tETIMEOUT\t\xdf\\\"[\t\\\"[\t\t\t\t\t\t\t\t\t\t\t\t\t\t\tE\"[\t\\TIMEO{'"),
];

/// Each target begins with texts of the project. They are written below a folder, for a fuzzer if `EXPLAIN_SEEDS` names it.
#[test]
fn seeds_are_written() {
    let named = std::env::var_os("EXPLAIN_SEEDS").map(PathBuf::from);
    let temporary = std::env::temp_dir().join(format!("explain-seeds-{}", std::process::id()));
    let root = named.as_ref().unwrap_or(&temporary);
    for property in PROPERTIES {
        let folder = root.join(property.name);
        fs::create_dir_all(&folder).expect("a folder");
        // A text that is there twice is written once.
        let seeds: BTreeSet<Vec<u8>> = seeds(property.name).into_iter().collect();
        for (at, seed) in seeds.into_iter().enumerate() {
            fs::write(folder.join(format!("seed-{at:05}")), seed).expect("a file");
        }
        let written = fs::read_dir(&folder).expect("a folder").count();
        assert!(written >= 50, "{}: {written} seeds", property.name);
    }
    if named.is_none() {
        fs::remove_dir_all(&temporary).expect("it was made here");
    }
}
