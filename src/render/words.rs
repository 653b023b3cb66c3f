//! What the types say, in words.

use crate::catalog::model::{Advice, Canonical, Category, Direction, Language, Likelihood, Owner, Severity};
use crate::render::color::Role;
use crate::report::{Confidence, FoundCode, Location};

/// The severity with its colour.
pub(super) fn severity(severity: Severity) -> (Role, &'static str) {
    match severity {
        Severity::Info => (Role::Info, "info"),
        Severity::Warning => (Role::Warning, "warning"),
        Severity::Error => (Role::Error, "error"),
        Severity::Critical => (Role::Critical, "critical"),
    }
}

/// How sure a finding is.
pub(super) fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    }
}

/// Who has to act, if that is known.
pub(super) fn owner(owner: Owner) -> Option<&'static str> {
    match owner {
        Owner::Yours => Some("yours to fix"),
        Owner::Theirs => Some("theirs to fix"),
        Owner::Infrastructure => Some("in the infrastructure"),
        Owner::Unknown => None,
    }
}

/// Who has to act, as the catalog spells it; empty if that is not known.
pub(super) fn owner_name(owner: Owner) -> &'static str {
    match owner {
        Owner::Yours => "yours",
        Owner::Theirs => "theirs",
        Owner::Infrastructure => "infrastructure",
        Owner::Unknown => "",
    }
}

/// Who has to act, for a table.
pub(super) fn owner_in_a_word(owner: Owner) -> &'static str {
    match owner {
        Owner::Yours => "yours",
        Owner::Theirs => "theirs",
        Owner::Infrastructure => "infra",
        Owner::Unknown => "",
    }
}

/// The head over causes of one likelihood.
pub(super) fn causes(likelihood: Likelihood) -> &'static str {
    match likelihood {
        Likelihood::Common => "Common causes",
        Likelihood::Occasional => "Occasional causes",
        Likelihood::Rare => "Rare causes",
    }
}

/// The likelihood with its article.
pub(super) fn likelihood(likelihood: Likelihood) -> &'static str {
    match likelihood {
        Likelihood::Common => "a common",
        Likelihood::Occasional => "an occasional",
        Likelihood::Rare => "a rare",
    }
}

/// The retry advice in a sentence.
pub(super) fn retry(advice: Advice) -> &'static str {
    match advice {
        Advice::Never => "No.",
        Advice::AfterFix => "Not until something has changed.",
        Advice::Backoff => "Yes, with a pause that grows each time.",
        Advice::Safe => "Yes, at once: the server did nothing.",
    }
}

/// How an equivalent relates to the code of the page.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Both => "same as",
        Direction::To => "becomes",
        Direction::From => "comes from",
    }
}

/// The category as it is written.
pub(super) fn category(category: Category) -> String {
    // The names are single words, so that this is their spelling in the catalog as well.
    format!("{category:?}").to_lowercase()
}

/// The canonical code as it is written: `DeadlineExceeded` is `DEADLINE_EXCEEDED`.
pub(super) fn canonical(canonical: Canonical) -> String {
    canonical.slug().replace('-', "_").to_uppercase()
}

/// The value of `--lang` for a language.
pub(super) fn flag(language: Language) -> String {
    // C++ and C# have titles that no shell likes.
    format!("{language:?}").to_lowercase()
}

/// Whether a code is its number, as `401` and SQLSTATE's `08001` are: then the code is how the number is written.
pub(super) fn is_number(code: &str, number: i64) -> bool {
    code.parse() == Ok(number)
}

/// What the numbers of a system are called: `gRPC status 14`, `curl exit status 7`.
pub(super) fn numbered(system: &str, title: &str, number: impl std::fmt::Display) -> String {
    match system {
        "grpc" | "http" => format!("{title} status {number}"),
        "curl" => format!("{title} exit status {number}"),
        "tls" => format!("{title} alert {number}"),
        "errno" => format!("errno {number}"),
        _ => format!("{title} {number}"),
    }
}

/// `UNAUTHENTICATED (gRPC 16)`, `HTTP 401`, `invalid_token (OAuth)`.
pub(super) fn code(code: &FoundCode) -> String {
    let (system, name) = (&code.system_title, code.code.as_str());
    match code.number {
        Some(number) if is_number(name, number) => format!("{system} {name}"),
        Some(number) => format!("{name} ({system} {number})"),
        None => format!("{name} ({system})"),
    }
}

/// Several codes, the most specific first.
pub(super) fn codes(codes: &[FoundCode]) -> String {
    codes.iter().map(code).collect::<Vec<_>>().join(", ")
}

/// `app.log:3:14`, `<stdin>:3:14`, as compilers and editors write places; `None` for a text of the command line.
pub(super) fn place(location: &Location) -> Option<String> {
    Some(format!("{}:{}:{}", source(location)?, location.line, location.column))
}

/// `app.log:3`
pub(super) fn spot(location: &Location) -> Option<String> {
    Some(format!("{}:{}", source(location)?, location.line))
}

/// `line 3`; `None` for a text of the command line.
pub(super) fn line_of(location: &Location) -> Option<String> {
    source(location).map(|_| format!("line {}", location.line))
}

/// The name of a source; `None` for the command line.
pub(super) fn source(location: &Location) -> Option<&str> {
    match location.source.as_str() {
        "argument" => None,
        "-" => Some("<stdin>"),
        source => Some(source),
    }
}

/// The first and the last line: `line 118`, `lines 118-992`.
pub(super) fn lines(first: &Location, last: &Location) -> String {
    let numbers = numbers(first, last);
    if first.line == last.line { format!("line {numbers}") } else { format!("lines {numbers}") }
}

/// The first and the last place: `app.log:118-992`.
pub(super) fn span(first: &Location, last: &Location) -> String {
    let Some(name) = source(first) else { return String::new() };
    match spot(last) {
        Some(end) if first.source != last.source => format!("{name}:{}, {end}", first.line),
        _ => format!("{name}:{}", numbers(first, last)),
    }
}

fn numbers(first: &Location, last: &Location) -> String {
    if first.line == last.line { first.line.to_string() } else { format!("{}-{}", first.line, last.line) }
}

/// `once`, `41 times`.
pub(super) fn times(number: u64) -> String {
    if number == 1 { "once".to_owned() } else { count(number, "time", "times") }
}

/// `1 line`, `1,240 lines`.
pub(super) fn count(number: u64, singular: &str, plural: &str) -> String {
    match number {
        1 => format!("1 {singular}"),
        _ => format!("{} {plural}", grouped(number)),
    }
}

/// How often something happened that happened so many times in so many seconds: `about 12 a minute`. Returns `None` for what is too
/// rare to have a rate.
pub(super) fn rate(count: u64, seconds: i64) -> Option<String> {
    let seconds = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0 && count > 2)?;
    let units = [(1, "a second"), (60, "a minute"), (3600, "an hour"), (86_400, "a day")];
    let each = |unit: u64| (count.saturating_mul(unit) + seconds / 2) / seconds;
    let (unit, name) = units.into_iter().find(|(unit, _)| each(*unit) > 0)?;
    Some(format!("about {} {name}", grouped(each(unit))))
}

/// Counts as bars of different heights: `▁ ▃█`.
pub(super) fn bars(counts: &[u64]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let bar = |count: &u64| match count {
        0 => ' ',
        count => usize::try_from(count * 7 / most).ok().and_then(|height| BARS.get(height)).copied().unwrap_or(' '),
    };
    counts.iter().map(bar).collect()
}

/// Digits in groups of three.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `52 bytes`, `8.3 kB`, `1.2 GB`.
pub(super) fn size(bytes: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => {
            let tenths = bytes / (unit / 10);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
        None => count(bytes, "byte", "bytes"),
    }
}

/// `512 KiB`, `5.7 MiB`: limits are powers of two.
pub(super) fn binary_size(bytes: f64) -> String {
    let units = [(f64::from(1 << 30), "GiB"), (f64::from(1 << 20), "MiB"), (f64::from(1 << 10), "KiB")];
    let (unit, name) = units.into_iter().find(|(unit, _)| bytes >= *unit).unwrap_or((1.0, "bytes"));
    let tenths = format!("{:.1}", bytes / unit);
    format!("{} {name}", tenths.strip_suffix(".0").unwrap_or(&tenths))
}

/// `36 s`, `90 min`, `25 h`, `12 days`.
pub(super) fn duration(seconds: f64) -> String {
    let units = [(86_400.0, "days"), (3_600.0, "h"), (60.0, "min")];
    let (unit, name) = units.into_iter().find(|(unit, _)| seconds >= 2.0 * unit).unwrap_or((1.0, "s"));
    format!("{:.0} {name}", (seconds / unit).floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_told_in_the_shortest_unit_in_which_something_happens() {
        let of = |count, seconds| rate(count, seconds).unwrap_or_default();
        assert_eq!(
            [of(100, 10), of(30, 60), of(3, 600)],
            ["about 10 a second", "about 1 a second", "about 18 an hour"]
        );
        assert_eq!([of(3, 200_000), of(2, 10), of(9, 0), of(9, -5)], ["about 1 a day", "", "", ""]);
    }

    #[test]
    fn bars_are_as_high_as_their_counts() {
        assert_eq!(bars(&[0, 1, 4, 8]), " ▁▄█");
        assert_eq!(bars(&[0, 0]), "  ");
    }

    #[test]
    fn names_are_spelled_as_in_the_catalog() {
        assert_eq!(canonical(Canonical::DeadlineExceeded), "DEADLINE_EXCEEDED");
        assert_eq!(canonical(Canonical::Ok), "OK");
        assert_eq!(category(Category::Authentication), "authentication");
        assert_eq!(flag(Language::JavaScript), "javascript");
        assert_eq!(flag(Language::Cpp), "cpp");
    }

    #[test]
    fn durations_and_limits_read_well() {
        let durations = [0.4, 36.0, 119.0, 120.0, 7_199.0, 90_000.0, 172_800.0].map(duration);
        assert_eq!(durations, ["0 s", "36 s", "119 s", "2 min", "119 min", "25 h", "2 days"]);
        let sizes = [512.0, 8_192.0, 4_194_304.0, 6_000_018.0].map(binary_size);
        assert_eq!(sizes, ["512 bytes", "8 KiB", "4 MiB", "5.7 MiB"]);
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!([grouped(0), grouped(999), grouped(1_240_003)], ["0", "999", "1,240,003"]);
        assert_eq!([size(1), size(999), size(8_310), size(2_000_000)], ["1 byte", "999 bytes", "8.3 kB", "2.0 MB"]);
    }
}
