//! A name for a finding that stays the same in later runs and releases.

/// The fingerprint of a finding: its id and its codes. Lines, times, hosts and ids of requests take no part, so that the
/// same failure has the same fingerprint tomorrow.
///
/// It is FNV-1a with 64 bits (draft-eastlake-fnv, section 2) over the id and each code, with a zero byte after each part:
/// `std`'s hashes may change with the compiler, and would invalidate baselines.
pub fn of<'c>(id: &str, codes: impl Iterator<Item = (&'c str, &'c str)>) -> String {
    let mut hash = OFFSET_BASIS;
    let mut add = |part: &str| {
        for byte in part.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(PRIME);
        }
    };
    add(id);
    for (system, code) in codes {
        add(system);
        add(code);
    }
    format!("{hash:016x}")
}

const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

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
