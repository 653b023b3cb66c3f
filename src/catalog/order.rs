//! Sorting that is compiled once.
//!
//! The standard library's stable sort is compiled anew for each type and each comparison, at 8 KB a time: 450 KB of the program
//! were sorts of lists that have ten elements. Here the places of the elements are sorted, and the elements moved in the end.

use std::cmp::Ordering;

/// Sorts a list; what is equal stays in its order.
pub(crate) trait Order<T> {
    /// By a comparison.
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering);

    /// By a key of each element, which is asked for once.
    fn order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K);
}

impl<T> Order<T> for Vec<T> {
    fn order_by(&mut self, compare: impl Fn(&T, &T) -> Ordering) {
        // Most lists are in order, or have no order.
        if !self.is_sorted_by(|a, b| compare(a, b) != Ordering::Greater) {
            let compare = |a: &usize, b: &usize| match (self.get(*a), self.get(*b)) {
                (Some(a), Some(b)) => compare(a, b),
                _ => Ordering::Equal,
            };
            let places = sorted(self.len(), &compare);
            take_places(self, places);
        }
    }

    fn order_by_key<K: Ord>(&mut self, key: impl Fn(&T) -> K) {
        let keys: Vec<K> = self.iter().map(key).collect();
        if !keys.is_sorted() {
            let places = sorted(keys.len(), &|a, b| keys.get(*a).cmp(&keys.get(*b)));
            take_places(self, places);
        }
    }
}

/// Moves the elements to their places.
fn take_places<T>(list: &mut Vec<T>, places: Vec<usize>) {
    let mut elements: Vec<Option<T>> = list.drain(..).map(Some).collect();
    list.extend(places.into_iter().filter_map(|at| elements.get_mut(at)?.take()));
}

/// The one sort: the places of so many elements in their order.
fn sorted(length: usize, compare: &dyn Fn(&usize, &usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(compare);
    places
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;

    use super::Order;

    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut seed = 7_u32;
        for length in [0, 1, 2, 3, 20, 200, 3000] {
            let next = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24, seed)
            };
            let list: Vec<(u32, u32)> = std::iter::repeat_with(next).take(length).collect();
            let (mut here, mut there) = (list.clone(), list.clone());
            here.order_by_key(|one| Reverse(one.0));
            there.sort_by_key(|one| Reverse(one.0));
            assert_eq!(here, there, "what is equal stays in its order");
            here.order_by(|a, b| a.1.cmp(&b.1));
            there.sort_by_key(|one| one.1);
            assert_eq!(here, there);
        }
    }
}
