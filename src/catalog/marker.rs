//! A marker: a byte string that is looked for in all of the input, without regard to ASCII case.

use serde::{Deserialize, Serialize};

use super::page::Text;

/// The shortest marker, in bytes.
pub const SHORTEST: usize = 4;

/// A byte string and how it is found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Marker<'a> {
    /// The bytes.
    #[serde(borrow)]
    pub text: Text<'a>,
    /// Where the four bytes begin by which it is found.
    pub rarest: u16,
}

impl<'a> Marker<'a> {
    /// A marker that is found by its rarest bytes.
    pub fn new(text: Text<'a>) -> Marker<'a> {
        let rarest = u16::try_from(rarest(text.as_bytes())).unwrap_or(0);
        Marker { text, rarest }
    }
}

/// Where the four bytes begin that are the least common in logs, roughly: those with the smallest sum of ranks.
fn rarest(text: &[u8]) -> usize {
    let rank = |byte: &u8| u32::from(RANKS[usize::from(*byte)]);
    let mut sum: u32 = text.iter().take(SHORTEST).map(rank).sum();
    let mut best = (sum, 0);
    for (at, (gone, come)) in text.iter().zip(text.iter().skip(SHORTEST)).enumerate() {
        sum = sum + rank(come) - rank(gone);
        if sum < best.0 {
            best = (sum, at + 1);
        }
    }
    best.1
}

/// For each byte how common it is in ordinary logs; 0 for those that hardly occur.
static RANKS: [u8; 256] = ranks();

const fn ranks() -> [u8; 256] {
    // The commonest first.
    const COMMON: &[u8] = b" e0t1a2onir3s54:c.d6l78/9-mpu[]h_f,g=b()vyk\"wx;j{}zq'#<>@+*&|\\$%!?~^`";
    let mut ranks = [0; 256];
    let mut at = 0;
    while at < COMMON.len() {
        let rank = (COMMON.len() - at) as u8;
        ranks[COMMON[at] as usize] = rank;
        ranks[COMMON[at].to_ascii_uppercase() as usize] = rank;
        at += 1;
    }
    ranks
}
