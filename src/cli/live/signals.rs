//! Signals that ask a run to end: Ctrl-C and SIGTERM. What was found until then is told first.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::SyncSender;

use super::Event;

/// The signals that came.
#[derive(Debug)]
pub(super) struct Signals(Arc<AtomicUsize>);

impl Signals {
    /// The number of the signal that came, if one did.
    pub(super) fn received(&self) -> Option<u8> {
        u8::try_from(self.0.load(Ordering::SeqCst)).ok().filter(|number| *number > 0)
    }

    /// Sends an event when the run is asked to end. A second signal ends it at once. `None` if the system has no such signals: then
    /// the first one does.
    #[cfg(unix)]
    pub(super) fn watch(events: &SyncSender<Event>) -> Option<Signals> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        use signal_hook::flag;
        use signal_hook::iterator;
        use std::sync::atomic::AtomicBool;
        use std::thread;

        let (again, received) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        for signal in [SIGINT, SIGTERM] {
            flag::register_conditional_default(signal, Arc::clone(&again)).ok()?;
            flag::register(signal, Arc::clone(&again)).ok()?;
            flag::register_usize(signal, Arc::clone(&received), usize::try_from(signal).ok()?).ok()?;
        }
        let mut signals = iterator::Signals::new([SIGINT, SIGTERM]).ok()?;
        let events = events.clone();
        thread::spawn(move || {
            for _ in &mut signals {
                if events.send(Event::Signal).is_err() {
                    return;
                }
            }
        });
        Some(Signals(received))
    }

    /// Watches for nothing.
    #[cfg(not(unix))]
    pub(super) fn watch(_events: &SyncSender<Event>) -> Option<Signals> {
        None
    }
}
