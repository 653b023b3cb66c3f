//! A marker: a byte string that is looked for in all of the input, ignoring ASCII case.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The length of the shortest marker: the scanner finds short markers by four bytes.
pub(crate) const MIN_MARKER_BYTES: usize = 4;
/// By how many bytes it finds a marker that has as many.
pub(crate) const WINDOW_BYTES: usize = 8;

/// A byte string and how it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker<'m> {
    /// The bytes to look for.
    pub text: &'m [u8],
    /// The offset of the bytes by which it is found: [`WINDOW_BYTES`], or [`MIN_MARKER_BYTES`] of a shorter one.
    pub window: usize,
}

/// Some markers in one piece of memory: for each the offset of its window and its length (16 bits each, little-endian),
/// and its bytes.
#[derive(Debug, Clone, Default)]
pub struct MarkerList<'a>(Cow<'a, [u8]>);

impl MarkerList<'_> {
    /// The markers, in their order.
    pub fn iter(&self) -> impl Iterator<Item = Marker<'_>> {
        let mut rest = &*self.0;
        std::iter::from_fn(move || {
            let (window, after) = rest.split_first_chunk()?;
            let (length, after) = after.split_first_chunk()?;
            let (text, after) = after.split_at_checked(u16::from_le_bytes(*length).into())?;
            rest = after;
            Some(Marker { text, window: u16::from_le_bytes(*window).into() })
        })
    }
}

impl<T: AsRef<str>> FromIterator<T> for MarkerList<'_> {
    fn from_iter<I: IntoIterator<Item = T>>(markers: I) -> Self {
        let mut bytes = Vec::new();
        for marker in markers {
            let text = marker.as_ref().as_bytes();
            let text = text.get(..usize::from(u16::MAX)).unwrap_or(text);
            for number in [window(text), text.len()] {
                bytes.extend(u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes());
            }
            bytes.extend(text);
        }
        MarkerList(Cow::Owned(bytes))
    }
}

impl Serialize for MarkerList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for MarkerList<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&[u8]>::deserialize(deserializer).map(|bytes| MarkerList(Cow::Borrowed(bytes)))
    }
}

/// The offset of the four bytes that are, roughly, the least common in logs: those with the smallest sum of ranks among
/// those that are not known to be common.
pub(super) fn rarest(text: &[u8]) -> usize {
    let rank = |gram: &[u8; MIN_MARKER_BYTES]| -> u32 {
        let bytes: u32 = gram.iter().map(|byte| u32::from(RANKS[usize::from(*byte)])).sum();
        bytes + if is_common_gram(gram) { COMMON_RANK } else { 0 }
    };
    let grams = text.windows(MIN_MARKER_BYTES).filter_map(<[u8]>::first_chunk).enumerate();
    grams.min_by_key(|(_, gram)| rank(gram)).map_or(0, |(at, _)| at)
}

/// The offset of the bytes by which the scanner finds a text. It samples five bytes at every fourth place: those windows are best of
/// which no five bytes are common.
fn window(text: &[u8]) -> usize {
    let worth = |window: &[u8]| -> (usize, usize, u32) {
        let common: Vec<bool> =
            window.windows(MIN_MARKER_BYTES).filter_map(<[u8]>::first_chunk).map(is_common_gram).collect();
        let sampled = common.windows(2).filter(|pair| pair.iter().all(|common| *common)).count();
        let ranks = window.iter().map(|byte| u32::from(RANKS[usize::from(*byte)])).sum();
        (sampled, common.iter().filter(|common| **common).count(), ranks)
    };
    let best = text.windows(WINDOW_BYTES).enumerate().min_by_key(|(_, window)| worth(window));
    best.map_or_else(|| rarest(text), |(at, _)| at)
}

/// More than the ranks of any four bytes.
const COMMON_RANK: u32 = 1024;

/// The four bytes, in lower case, that are most frequent in the logs of sixteen systems and in mixed logs of services,
/// sorted. Bytes that are rare alone are not rare together: half of all comparisons were for `grpc`, `with`, `http` and
/// `ques`.
static COMMON: &[u8] = include_bytes!("common_grams.txt");

/// Whether each four bytes of a text are common in logs, or it is shorter.
pub(super) fn is_common(text: &[u8]) -> bool {
    text.windows(MIN_MARKER_BYTES).filter_map(<[u8]>::first_chunk).all(is_common_gram)
}

fn is_common_gram(gram: &[u8; MIN_MARKER_BYTES]) -> bool {
    let folded = gram.map(|byte| byte | 0x20);
    let (common, _) = COMMON.as_chunks::<MIN_MARKER_BYTES>();
    common.binary_search(&folded).is_ok()
}

/// For each byte how common it is in ordinary logs; 0 for those that hardly occur.
static RANKS: [u8; 256] = ranks();

const fn ranks() -> [u8; 256] {
    // The most common first.
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
