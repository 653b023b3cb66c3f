//! Rule 3h: an error that refers to inner ones, and the next error that the same program prints.
//!
//! ```text
//! New-AzResourceGroupDeployment : 4:32:11 PM - Error: Code=InvalidTemplateDeployment; Message=The template deployment 'x' is not valid.
//! See inner errors for details.
//! New-AzResourceGroupDeployment : 4:32:11 PM - Error: Code=QuotaExceeded; Message=...
//! ```

use super::record::Record;
use super::repeats::are_equal;
use crate::detect::text::lines;

/// What refers to the errors that follow, in small letters.
const REFERENCES: [&[u8]; 3] =
    [b"see inner errors for details", b"see inner error for details", b"see the inner exception for details"];

/// Whether the end of a record refers to inner errors, and another one follows it.
pub(super) fn is_referred_to(text: &[u8], earlier: &Record, later: &Record) -> bool {
    let end = earlier.occurrence.span.end.saturating_sub(1).max(earlier.occurrence.span.start);
    let last = lines::around(text, end);
    // A message may go on over one more line than its format reads.
    let next = lines::after(text, last.end).filter(|next| next.end < later.occurrence.span.start);
    let tail = text[last.start..next.map_or(last.end, |next| next.end)].to_ascii_lowercase();
    let refers = |words: &&[u8]| memchr::memmem::find(&tail, words).is_some();
    REFERENCES.iter().any(refers) && !are_equal(earlier, later)
}
