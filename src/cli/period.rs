//! `--since` and `--until`: a time, or how long before the last record.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::{Result, bail};

use crate::records::{Prefix, seconds};
use crate::report::Period;

/// How much of the end of a file is read for its last record.
const MAX_TAIL_BYTES: u64 = 64 << 10;

/// One end of a period, as it is written on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// A time, in seconds since 1970.
    At(i64),
    /// So many seconds before the last record.
    Before(i64),
}

/// Reads `2026-03-02T12:00:00Z`, `2026-03-02 12:00`, `2026-03-02`, `15m`.
pub(super) fn bound(text: &str) -> Result<Bound, String> {
    if let Some(length) = duration(text) {
        return Ok(Bound::Before(length));
    }
    let with_clock = [text.to_owned(), format!("{text}:00"), format!("{text} 00:00:00")];
    with_clock.iter().find_map(|text| seconds(text)).map(Bound::At).ok_or_else(|| {
        "give a time (2026-03-02T12:00:00Z, 2026-03-02 12:00, 2026-03-02) or how long before the last record (90s, 15m, 2h, 1d)"
            .to_owned()
    })
}

/// `90s`, `15m`, `2h`, `1d`, in seconds.
fn duration(text: &str) -> Option<i64> {
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    let number: i64 = text.get(..text.len() - 1)?.parse().ok()?;
    number.checked_mul(unit).filter(|length| *length >= 0)
}

/// The period between two bounds, in what some files hold; `None` stands for an input whose end is not known before it is read.
pub(super) fn period(since: Option<Bound>, until: Option<Bound>, files: &[Option<&Path>]) -> Result<Period> {
    let relative = [since, until].into_iter().flatten().any(|bound| matches!(bound, Bound::Before(_)));
    let last = if relative { last_of(files)? } else { 0 };
    let at = |bound: Bound| match bound {
        Bound::At(at) => at,
        Bound::Before(length) => last - length,
    };
    Ok(Period { since: since.map(at), until: until.map(at) })
}

/// The time of the last record of some files.
fn last_of(files: &[Option<&Path>]) -> Result<i64> {
    let Some(paths) = files.iter().copied().collect::<Option<Vec<&Path>>>() else {
        bail!(
            "how long before the last record can only be told of files: give a time instead, such as 2026-03-02T12:00:00Z"
        );
    };
    match paths.into_iter().filter_map(last_time).max() {
        Some(last) => Ok(last),
        None => bail!("the last records carry no time with a date: give a time instead, such as 2026-03-02T12:00:00Z"),
    }
}

/// The time of the last record of a file that carries one.
fn last_time(path: &Path) -> Option<i64> {
    let mut file = File::open(path).ok().filter(|file| file.metadata().is_ok_and(|about| about.is_file()))?;
    let length = file.seek(SeekFrom::End(0)).ok()?;
    file.seek(SeekFrom::Start(length.saturating_sub(MAX_TAIL_BYTES))).ok()?;
    let mut tail = Vec::new();
    file.take(MAX_TAIL_BYTES).read_to_end(&mut tail).ok()?;
    let lines = tail.rsplit(|byte| *byte == b'\n');
    lines.map(Prefix::read).find_map(|prefix| seconds(prefix.time.as_deref()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_a_time_or_a_length() {
        let noon = seconds("2026-03-02T12:00:00Z").map(Bound::At);
        for text in ["2026-03-02T12:00:00Z", "2026-03-02 12:00", "2026-03-02T14:00:00+02:00", "1772452800"] {
            assert_eq!(bound(text).ok(), noon, "{text}");
        }
        assert_eq!(bound("2026-03-02").ok(), seconds("2026-03-02 00:00:00").map(Bound::At));
        let lengths = [("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86_400), ("0s", 0)];
        lengths.iter().for_each(|(text, length)| assert_eq!(bound(text).ok(), Some(Bound::Before(*length)), "{text}"));
        for text in ["", "m", "-5m", "yesterday", "12:00", "99999999999999999999d", "9223372036854775807d"] {
            assert!(bound(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_length_counts_from_the_last_record_of_files() {
        assert!(period(Some(Bound::Before(60)), None, &[None]).is_err());
        assert!(period(Some(Bound::Before(60)), None, &[Some(Path::new("/does/not/exist"))]).is_err());
        let absolute = period(Some(Bound::At(5)), Some(Bound::At(9)), &[None]).ok();
        assert_eq!(absolute, Some(Period { since: Some(5), until: Some(9) }));
    }
}
