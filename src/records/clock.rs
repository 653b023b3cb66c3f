//! When a record was written: its time, as it is printed, in seconds.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// The year of a time that is printed without one. A log is compared with itself, so any will do that has a 29th of February.
pub(crate) const NO_YEAR: i16 = 1972;

/// The months as logs abbreviate them.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The seconds since 1970 of a time with its date, in any of the forms in which the prefix of a record has it. Without a zone it counts
/// as UTC. Returns `None` for what names no day, and for dates of which it can't be told which number is the month.
pub(crate) fn seconds(time: &str) -> Option<i64> {
    let time = time.trim();
    let whole = time.split(['.', ',']).next().unwrap_or(time);
    if matches!(whole.len(), 10 | 13) && whole.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i64 = whole.parse().ok()?;
        return Some(if whole.len() == 13 { number / 1000 } else { number });
    }
    let clock = clock_at(time)?;
    let (date, rest) = (time.get(..clock)?, time.get(clock..)?);
    let mut numbers = rest.split(|c: char| !c.is_ascii_digit());
    let mut next = || numbers.next()?.parse::<i8>().ok();
    let (hour, minute, second) = (next()?, next()?, next()?);
    let after = rest.get(8..)?;
    let year = year_after(after);
    let date = date_of(date, year)?;
    let at = DateTime::new(date.year(), date.month(), date.day(), hour, minute, second, 0).ok()?;
    Some(Offset::from_seconds(zone(after)).ok()?.to_timestamp(at).ok()?.as_second())
}

/// Where `08:15:59` begins.
fn clock_at(time: &str) -> Option<usize> {
    let is_clock = |eight: &[u8]| {
        eight.iter().enumerate().all(|(at, byte)| if at % 3 == 2 { *byte == b':' } else { byte.is_ascii_digit() })
    };
    let follows_digit = |at: usize| at > 0 && time.as_bytes().get(at - 1).is_some_and(u8::is_ascii_digit);
    let mut clocks = time.as_bytes().windows(8).enumerate().filter(|(_, eight)| is_clock(eight));
    clocks.find(|(at, _)| !follows_digit(*at)).map(|(at, _)| at)
}

/// The year behind the clock: `Mar  2 08:15:59 2026`.
fn year_after(after: &str) -> Option<i16> {
    let year = after.strip_prefix(' ')?.get(..4)?;
    year.parse().ok().filter(|year| (1970..2200).contains(year))
}

/// `2026-03-02T`, `2026/03/02 `, `02/Mar/2026:`, `Mon Mar  2 `, `2 Mar `; a year that stands elsewhere is given.
fn date_of(date: &str, year: Option<i16>) -> Option<Date> {
    let words: Vec<&str> = date.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let month_of = |word: &str| {
        let month =
            MONTHS.iter().position(|month| word.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(month)))?;
        i8::try_from(month + 1).ok()
    };
    let number = |word: &str| word.trim_end_matches('T').parse::<i16>().ok();
    let day = |word: &str| i8::try_from(number(word)?).ok();
    match words.as_slice() {
        [year, month, day_of_month] if year.len() == 4 => {
            Date::new(number(year)?, day(month)?, day(day_of_month)?).ok()
        }
        // `02.03.2026` is European; of `02/03/2026` nobody knows.
        [day_of_month, month, year] if year.len() == 4 && date.contains('.') => {
            Date::new(number(year)?, day(month)?, day(day_of_month)?).ok()
        }
        [day_of_month, month, year] if year.len() == 4 => {
            Date::new(number(year)?, month_of(month)?, day(day_of_month)?).ok()
        }
        [.., a, b] => {
            let (month, day_of_month) = month_of(a).map(|month| (month, *b)).or_else(|| Some((month_of(b)?, *a)))?;
            Date::new(year.unwrap_or(NO_YEAR), month, day(day_of_month)?).ok()
        }
        _ => None,
    }
}

/// The offset from UTC in seconds of `Z`, `+02:00`, ` +0200`, ` UTC`, behind a fraction.
fn zone(after: &str) -> i32 {
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    let sign = match rest.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return 0,
    };
    let digits: Vec<i32> = rest.chars().filter_map(|c| i32::try_from(c.to_digit(10)?).ok()).take(4).collect();
    match digits.as_slice() {
        [a, b, c, d] => sign * ((a * 10 + b) * 3600 + (c * 10 + d) * 60),
        [a, b] => sign * (a * 10 + b) * 3600,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_in_the_forms_of_logs() {
        let noon = 1_772_452_800;
        for time in [
            "2026-03-02T12:00:00Z",
            "2026-03-02T12:00:00.123456789Z",
            "2026-03-02 12:00:00,123",
            "2026-03-02T14:00:00+02:00",
            "2026-03-02 07:00:00 -0500",
            "2026/03/02 12:00:00",
            "2026/03/02 - 12:00:00",
            "02/Mar/2026:12:00:00 +0000",
            "02-Mar-2026 12:00:00 UTC",
            "02.03.2026 12:00:00",
            "2 Mar 2026 12:00:00",
            "Mon Mar  2 12:00:00 2026",
            "1772452800",
            "1772452800.5",
            "1772452800123",
        ] {
            assert_eq!(seconds(time), Some(noon), "{time}");
        }
        // Without a year, times of one log can still be compared.
        let (one, next) = (seconds("Mar  2 12:00:00"), seconds("Mar  2 12:00:01"));
        assert_eq!(one.zip(next).map(|(one, next)| next - one), Some(1));
        for time in ["12:00:00", "2026-03-02", "02/03/2026 12:00:00", "2026-13-02 12:00:00", "", "noon", "é é é é é"]
        {
            assert_eq!(seconds(time), None, "{time}");
        }
    }
}
