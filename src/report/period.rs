//! Which part of an input counts, by the times that its records carry.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::records::NO_YEAR;

/// From when to when errors count, in seconds since 1970; both ends belong to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Period {
    /// What is older does not count.
    pub since: Option<i64>,
    /// What is newer does not count.
    pub until: Option<i64>,
}

impl Period {
    /// Whether everything counts.
    pub(crate) fn is_whole(self) -> bool {
        self == Period::default()
    }

    /// Whether an error of this time counts. One of which no time is known does.
    pub(crate) fn admits(self, at: Option<i64>) -> bool {
        let Some(at) = at else { return true };
        let after = self.since.is_none_or(|since| at >= like(since, at));
        after && self.until.is_none_or(|until| at <= like(until, at))
    }
}

/// A bound for a time that may have been printed without a year: then neither has the bound one.
fn like(bound: i64, at: i64) -> i64 {
    let year = |at: i64| Some(Timestamp::from_second(at).ok()?.to_zoned(TimeZone::UTC));
    let without_year = || year(bound)?.with().year(NO_YEAR).build().ok().map(|at| at.timestamp().as_second());
    match year(at) {
        Some(at) if at.year() == NO_YEAR => without_year().unwrap_or(bound),
        _ => bound,
    }
}

#[cfg(test)]
mod tests {
    use super::Period;
    use crate::records::seconds;

    #[test]
    fn both_ends_belong_to_a_period() {
        let period = Period { since: seconds("2026-03-02 12:00:00"), until: seconds("2026-03-02 13:00:00") };
        let admits = |time: &str| period.admits(seconds(time));
        for time in ["2026-03-02 12:00:00", "2026-03-02 12:30:00", "2026-03-02 13:00:00", "Mar  2 12:30:00", "12:00"] {
            assert!(admits(time), "{time}");
        }
        for time in ["2026-03-02 11:59:59", "2026-03-02 13:00:01", "2025-03-02 12:30:00", "Mar  2 11:00:00"] {
            assert!(!admits(time), "{time}");
        }
        assert!(Period::default().is_whole() && Period::default().admits(Some(1)));
    }
}
