//! When to look at an input that is still coming, and from when on its findings are told as they come.
//!
//! Nothing here reads a clock: time is counted in ticks, and comes as arguments.

use std::collections::VecDeque;
use std::time::Duration;

/// How long a tick is. A quiet is counted in waits of a tick in which nothing came, rather than in one long wait: on a machine
/// that is busy, whoever writes the input gets a turn between them.
pub(super) const TICK: Duration = Duration::from_millis(10);

/// So many ticks without a byte are a quiet: whatever writes the input is waiting for something itself.
const QUIET: u64 = 5;
/// So many ticks after the first finding an input that still comes is one that people wait for.
const LATE: u64 = 100;
/// What was read so many ticks ago counts as whole: its writer has finished its lines.
const WHOLE: u64 = 10;
/// How often an input that never pauses is looked at.
const LOOK: u64 = 5;
/// How often it is looked at before its first finding.
const PROBE: u64 = 25;

/// What to do with what was read so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing.
    Wait,
    /// See whether there is an error in what was read after this position.
    Probe(u64),
    /// Take what was read up to this position, and tell what is new.
    Tell(u64),
}

/// Decides when.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Whether findings are told as they come.
    live: bool,
    /// For how many ticks nothing has come.
    silent: u64,
    /// When there was a finding first.
    found: Option<u64>,
    /// When the input was looked at last, and up to which position there was no error then.
    looked: u64,
    probed: u64,
    /// Where the input ended at some ticks.
    marks: VecDeque<(u64, u64)>,
    /// The position up to which it counted as whole.
    whole: u64,
}

impl Pace {
    /// Something was read.
    pub(super) fn came(&mut self) {
        self.silent = 0;
    }

    /// Nothing came for a tick.
    pub(super) fn was_silent(&mut self) {
        self.silent += 1;
    }

    /// There is an error in what was read.
    pub(super) fn found(&mut self, tick: u64) {
        self.found.get_or_insert(tick);
    }

    /// What is read next is another source, whose positions begin anew.
    pub(super) fn restart(&mut self) {
        (self.whole, self.probed) = (0, 0);
        self.marks.clear();
    }

    /// Whether there is something left to look at if nothing comes any more.
    pub(super) fn is_waiting(&self, position: u64) -> bool {
        position != self.whole
    }

    /// What to do at a tick, with what was read up to a position.
    pub(super) fn next(&mut self, tick: u64, position: u64) -> Next {
        let was_live = self.live;
        let is_quiet = position > 0 && self.silent >= QUIET;
        self.live |= is_quiet || self.found.is_some_and(|at| tick >= at + LATE);
        if !self.live {
            if self.found.is_some() || position == self.probed || tick < self.looked + PROBE {
                return Next::Wait;
            }
            self.looked = tick;
            return Next::Probe(std::mem::replace(&mut self.probed, position));
        }
        let is_due = !was_live || tick >= self.looked + LOOK || self.silent == WHOLE;
        if !is_due || position == self.whole {
            return Next::Wait;
        }
        self.looked = tick;
        if self.silent >= WHOLE {
            self.marks.clear();
            self.whole = position;
        } else {
            while let Some((_, end)) = self.marks.front().copied().filter(|(at, _)| *at + WHOLE <= tick) {
                self.whole = end;
                self.marks.pop_front();
            }
            self.marks.push_back((tick, position));
        }
        Next::Tell(self.whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens at a tick: nothing, or so many bytes come.
    type Event = (u64, u64);

    /// What is done at which ticks, if bytes come at some. Between them there is silence.
    fn done(events: &[Event], found: Option<u64>, until: u64) -> Vec<(u64, Next)> {
        let mut pace = Pace::default();
        let (mut position, mut done) = (0, Vec::new());
        for tick in 0..=until {
            let came: u64 = events.iter().filter(|(at, _)| *at == tick).map(|(_, bytes)| bytes).sum();
            position += came;
            if came > 0 {
                pace.came()
            } else {
                pace.was_silent()
            }
            if found.is_some_and(|at| tick >= at) {
                pace.found(tick);
            }
            match pace.next(tick, position) {
                Next::Wait => {}
                next => done.push((tick, next)),
            }
        }
        done
    }

    fn told(events: &[Event], found: Option<u64>, until: u64) -> Vec<(u64, u64)> {
        let tell = |(tick, next)| match next {
            Next::Tell(position) => Some((tick, position)),
            Next::Wait | Next::Probe(_) => None,
        };
        done(events, found, until).into_iter().filter_map(tell).collect()
    }

    #[test]
    fn after_a_quiet_all_that_came_is_told_once_it_is_old_enough() {
        // Nothing counts as whole when the quiet begins; all does when it has lasted.
        assert_eq!(told(&[(3, 100)], None, 300), [(8, 0), (13, 100)]);
        assert_eq!(told(&[(3, 100), (50, 20)], None, 300), [(8, 0), (13, 100), (50, 100), (55, 100), (60, 120)]);
        // Silence before the first byte is none.
        assert_eq!(told(&[(200, 100)], None, 300), [(205, 0), (210, 100)]);
        assert_eq!(told(&[], None, 300), []);
    }

    #[test]
    fn an_input_that_ends_sooner_is_not_told_early() {
        let steady: Vec<Event> = (0..90).map(|tick| (tick, 10)).collect();
        assert_eq!(told(&steady, Some(0), 93), []);
        // Its writer stops now and then, but not for long.
        let gaps: Vec<Event> = (0..90).filter(|tick| tick % 5 == 0).map(|tick| (tick, 10)).collect();
        assert_eq!(told(&gaps, Some(0), 89), []);
    }

    #[test]
    fn a_second_after_the_first_finding_a_steady_input_is_told() {
        let steady: Vec<Event> = (0..400).map(|tick| (tick, 10)).collect();
        let told = told(&steady, Some(50), 399);
        assert_eq!(&told[..4], [(150, 0), (155, 0), (160, 1510), (165, 1560)]);
        // What was read up to a tick is told at most fifteen ticks later, and what is told was read ten ticks before.
        for pair in told.windows(2).skip(1) {
            let [(_, before), (tick, whole)] = pair else { continue };
            assert!(*whole >= (tick - 15) * 10 && *whole <= (tick - 9) * 10 && whole >= before, "{told:?}");
        }
    }

    #[test]
    fn a_steady_input_without_findings_is_only_probed() {
        let steady: Vec<Event> = (0..100).map(|tick| (tick, 10)).collect();
        let probes = [(25, Next::Probe(0)), (50, Next::Probe(260)), (75, Next::Probe(510))];
        assert_eq!(done(&steady, None, 99), probes);
    }

    #[test]
    fn nobody_waits_for_what_was_told() {
        let mut pace = Pace::default();
        pace.came();
        assert!(pace.is_waiting(10));
        for tick in 0..30 {
            pace.was_silent();
            pace.next(tick, 10);
        }
        assert!(!pace.is_waiting(10) && pace.is_waiting(11));
        pace.restart();
        assert!(pace.is_waiting(10) && !pace.is_waiting(0));
    }
}
