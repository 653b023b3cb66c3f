//! A name for a finding that stays the same in later runs and releases.

use crate::catalog::hash::Fnv;

/// The fingerprint of a finding: its id and its codes. Lines, times, hosts and ids of requests take no part, so that the
/// same failure has the same fingerprint tomorrow.
pub(super) fn of<'c>(id: &str, codes: impl Iterator<Item = (&'c str, &'c str)>) -> String {
    let mut hash = Fnv::default();
    hash.add(id);
    for (system, code) in codes {
        hash.add(system);
        hash.add(code);
    }
    hash.hex()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn stays_the_same_across_releases() {
        assert_eq!(of("", [].into_iter()), "af63bd4c8601b7df");
        assert_eq!(of("net/connection-refused", [("grpc", "UNAVAILABLE")].into_iter()), "462bc51415e92376");
    }

    #[test]
    fn tells_ids_and_codes_apart() {
        let all = [
            of("a/b", [].into_iter()),
            of("a/c", [].into_iter()),
            of("a/b", [("grpc", "UNKNOWN")].into_iter()),
            of("a/b", [("http", "UNKNOWN")].into_iter()),
            of("a/b", [("grpc", "UNKNOWN"), ("http", "500")].into_iter()),
            of("a/b", [("grpcU", "NKNOWN")].into_iter()),
        ];
        assert!(all.iter().enumerate().all(|(at, one)| !all[..at].contains(one)));
    }
}
