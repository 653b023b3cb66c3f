//! Values that are made when they are first asked for, and shared by threads.

use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;

/// Values by a text. Texts are long and asked for at every marker: `std`'s hash took 7 % of a scan.
pub(crate) struct Memo<V>(RwLock<FxHashMap<String, V>>);

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Memo(RwLock::default())
    }
}

impl<V: Clone> Memo<V> {
    /// The value of a text, which is made if nobody asked for it before.
    pub(crate) fn get_or_insert_with(&self, key: &str, make: impl FnOnce() -> V) -> V {
        // A panic can't leave the map half-written: the lock only guards look-ups and inserts.
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            return known.clone();
        }
        let made = make();
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(key.to_owned(), made.clone());
        made
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;

    #[test]
    fn a_value_is_made_once() {
        let memo = Memo::default();
        assert_eq!(memo.get_or_insert_with("a", || 1), 1);
        assert_eq!(memo.get_or_insert_with("a", || 2), 1);
        assert_eq!(memo.get_or_insert_with("b", || 2), 2);
    }
}
