//! A hash that is the same in every release: what `std` offers may change with the compiler.

/// FNV-1a with 64 bits (draft-eastlake-fnv, section 2) over texts, with a zero byte after each.
///
/// ```
/// let mut hash = explain_errors::internal::Fnv::default();
/// hash.add("");
/// assert_eq!(hash.hex(), "af63bd4c8601b7df");
/// ```
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds a text, and the zero byte after it.
    pub fn add(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// The hash of some bytes alone.
    pub(crate) fn of(bytes: impl Iterator<Item = u8>) -> Fnv {
        let mut hash = Fnv::default();
        for byte in bytes {
            hash.0 = (hash.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        hash
    }

    /// 32 bits of it: the upper bits of the product are the better ones, so they are folded into the lower ones.
    pub(crate) fn upper(&self) -> u32 {
        ((self.0 >> 32) ^ (self.0 & 0xffff_ffff)) as u32
    }

    /// The hash of all that was added, in 16 hexadecimal digits.
    pub fn hex(&self) -> String {
        format!("{:016x}", self.0)
    }
}
