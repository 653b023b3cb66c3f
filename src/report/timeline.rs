//! How often an error occurred over time, in a bounded number of counts.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// How long an interval may be, in seconds: each is a multiple of the one before, so that counts of short intervals add up to those of
/// long ones in any order.
const INTERVALS: [i64; 10] = [1, 10, 60, 600, 3600, 21_600, 86_400, 864_000, 8_640_000, 864_000_000];
/// If more intervals than this hold an error, longer ones are counted.
const MAX_COUNTS: usize = 120;

/// How often an error occurred in intervals of equal length, by the times that its records carry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeline {
    /// Which of the intervals is counted.
    interval: usize,
    counts: BTreeMap<i64, u64>,
}

/// The shape of a [`Timeline`] in JSON.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct Counts {
    /// How long an interval is, in seconds.
    pub seconds: i64,
    /// When an interval with an error begins, in seconds since 1970, and how often it occurred in it; in order. Times without a zone
    /// count as UTC, and dates without a year as of 1972.
    pub counts: Vec<(i64, u64)>,
}

impl Timeline {
    /// Whether nothing is known of when the error occurred.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How long an interval is, in seconds.
    pub fn seconds(&self) -> i64 {
        INTERVALS.get(self.interval).copied().unwrap_or(1)
    }

    /// The intervals with an error, in order: when each begins, in seconds since 1970, and how often it occurred.
    pub fn counts(&self) -> impl Iterator<Item = (i64, u64)> {
        self.counts.iter().map(|(start, count)| (*start, *count))
    }

    /// Counts what occurred at a time, in seconds since 1970.
    pub(crate) fn add(&mut self, at: i64, count: u64) {
        *self.counts.entry(self.start(at)).or_default() += count;
        while self.counts.len() > MAX_COUNTS && self.interval + 1 < INTERVALS.len() {
            self.interval += 1;
            for (at, count) in std::mem::take(&mut self.counts) {
                *self.counts.entry(self.start(at)).or_default() += count;
            }
        }
    }

    fn start(&self, at: i64) -> i64 {
        at - at.rem_euclid(self.seconds())
    }

    /// From the JSON of a report.
    #[cfg(feature = "cli")]
    pub(crate) fn from_counts(seconds: i64, counts: impl IntoIterator<Item = (i64, u64)>) -> Timeline {
        let interval = INTERVALS.iter().position(|one| *one >= seconds).unwrap_or(INTERVALS.len() - 1);
        let mut timeline = Timeline { interval, counts: BTreeMap::new() };
        counts.into_iter().for_each(|(at, count)| timeline.add(at, count));
        timeline
    }

    /// When the first and the last interval with an error begin.
    pub(crate) fn range(&self) -> Option<(i64, i64)> {
        let (first, _) = self.counts.first_key_value()?;
        let (last, _) = self.counts.last_key_value()?;
        Some((*first, *last))
    }

    /// How often it occurred in each of so many equal parts of a time.
    pub(crate) fn parts(&self, (first, last): (i64, i64), parts: usize) -> Vec<u64> {
        let mut all = vec![0; parts];
        let whole = i128::from(last) - i128::from(first) + 1;
        for (at, count) in &self.counts {
            let place = (i128::from(*at) - i128::from(first)) * parts as i128 / whole.max(1);
            if let Some(part) = usize::try_from(place).ok().and_then(|place| all.get_mut(place)) {
                *part += count;
            }
        }
        all
    }

    pub(crate) fn as_counts(&self) -> Counts {
        Counts { seconds: self.seconds(), counts: self.counts().collect() }
    }
}

impl Serialize for Timeline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_counts().serialize(serializer)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Timeline {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timeline".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Counts::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(times: &[i64]) -> Timeline {
        let mut timeline = Timeline::default();
        times.iter().for_each(|at| timeline.add(*at, 1));
        timeline
    }

    #[test]
    fn intervals_grow_with_the_time_that_is_covered() {
        let counts = |timeline: &Timeline| (timeline.seconds(), timeline.counts().collect::<Vec<_>>());
        assert_eq!(counts(&of(&[7, 5, 7])), (1, vec![(5, 1), (7, 2)]));
        let many: Vec<i64> = (0..121).map(|at| at * 5).collect();
        let of_many = of(&many);
        assert_eq!((of_many.seconds(), of_many.counts().next()), (10, Some((0, 2))));
        assert_eq!(of_many.counts().map(|(_, count)| count).sum::<u64>(), 121);
        assert_eq!(of(&[-1]).counts().next(), Some((-1, 1)));
    }

    #[test]
    fn parts_cover_the_time_from_the_first_to_the_last() {
        assert_eq!(of(&[0, 1, 9, 9]).parts((0, 9), 2), [2, 2]);
        assert_eq!(of(&[5]).parts((5, 5), 4), [1, 0, 0, 0]);
        assert_eq!(of(&[5]).parts((i64::MIN, i64::MAX), 2).iter().sum::<u64>(), 1);
    }

    proptest! {
        #[test]
        fn the_order_of_times_makes_no_difference(mut times in prop::collection::vec(0_i64..2_000_000, 0..400), cut in 0_usize..400) {
            let whole = of(&times);
            let cut = cut.min(times.len());
            let (one, other) = (of(&times[..cut]), of(&times[cut..]));
            let seconds = one.seconds().max(other.seconds());
            let joined = Timeline::from_counts(seconds, one.counts().chain(other.counts()));
            prop_assert_eq!(&joined, &whole);
            times.reverse();
            prop_assert_eq!(of(&times), whole);
        }
    }
}
