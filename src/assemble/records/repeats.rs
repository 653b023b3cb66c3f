//! Rules 3a and 4: one record says what the other says.

use super::record::{Coded, Record, first_format, share_a_code};

/// A message shorter than this says too little to join by.
const MIN_REPEATED_BYTES: usize = 8;

/// A sentence that is shorter says too little to join two messages that end with it.
const MIN_TAIL_BYTES: usize = 24;

/// A message that is as long as this is nobody else's, whatever codes it is told under.
const MIN_SENTENCE_BYTES: usize = 48;

/// Rule 4: whether two records are one error that occurred twice.
pub(super) fn are_equal(earlier: &Record, later: &Record) -> bool {
    earlier.message == later.message && first_format(earlier) == first_format(later)
}

/// Rule 3a: one says what the other says, whole or behind other words, in another form.
pub(super) fn repeats(earlier: &Record, later: &Record) -> bool {
    let longer = |long: &str, short: &str| short.len() >= MIN_REPEATED_BYTES && long.ends_with(short);
    let same = longer(&earlier.message, &later.message) || longer(&later.message, &earlier.message);
    let compatible = earlier.coded == Coded::No || later.coded == Coded::No || share_a_code(earlier, later);
    // Both wrap one sentence in words of their own, and only one of them knows its code.
    let wrapped = earlier.coded != later.coded && is_same_tail(&earlier.message, &later.message);
    // A whole sentence is the same failure under whatever code a library gives it.
    let sentence = earlier.message.len().min(later.message.len()) >= MIN_SENTENCE_BYTES;
    ((same && (compatible || sentence)) || wrapped) && !are_equal(earlier, later)
}

/// Whether two messages end with the same sentence, behind a colon or a dash each.
fn is_same_tail(one: &str, other: &str) -> bool {
    let tail = |message: &str| {
        let begin = message.rfind(": ").max(message.rfind(" - ")).map_or(0, |at| at + 2);
        message[begin..].trim_start().to_owned()
    };
    let (one, other) = (tail(one), tail(other));
    one.len() >= MIN_TAIL_BYTES && one == other
}
