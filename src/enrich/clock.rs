//! Times and durations: when an error happened, and how they are written.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::{rfc2822, strtime};
use jiff::tz::TimeZone;

use crate::field::Fields;

/// The time of the response, from its `Date` header.
pub(super) fn of_response(fields: &Fields) -> Option<Timestamp> {
    fields.values("header.date").find_map(http_date)
}

/// A date as HTTP writes it (RFC 9110, section 5.6.7): IMF-fixdate, or one of the two obsolete forms.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(time) = rfc2822::DateTimeParser::new().parse_timestamp(text) {
        return Some(time);
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"].iter().find_map(|form| {
        let civil: DateTime = strtime::parse(form, text).ok()?.to_datetime().ok()?;
        civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })
}

/// Seconds and nanoseconds as `1.5s`.
pub(super) fn duration(seconds: i64, nanos: i32) -> String {
    let minus = if seconds < 0 || nanos < 0 { "-" } else { "" };
    let fraction = format!("{:09}", nanos.unsigned_abs());
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{minus}{}{dot}{fraction}s", seconds.unsigned_abs())
}

/// The same for a number of seconds, to the nanosecond.
pub(super) fn duration_of(seconds: f64) -> String {
    // Casts saturate, so any number gives a duration.
    let whole = seconds.trunc();
    duration(whole as i64, ((seconds - whole) * 1e9).round() as i32)
}

#[cfg(test)]
mod tests {
    use super::{duration, duration_of, http_date};

    #[test]
    fn reads_the_dates_of_http() {
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(http_date(text).map(|time| time.as_second()), Some(784_111_777), "{text}");
        }
        assert_eq!(http_date("tomorrow"), None);
    }

    #[test]
    fn writes_durations() {
        assert_eq!(duration(1, 500_000_000), "1.5s");
        assert_eq!(duration(37, 0), "37s");
        assert_eq!(duration(0, -1_000), "-0.000001s");
        assert_eq!(duration(i64::MIN, i32::MIN), "-9223372036854775808.2147483648s");
        assert_eq!(duration_of(0.25), "0.25s");
        assert_eq!(duration_of(f64::NAN), "0s");
    }
}
