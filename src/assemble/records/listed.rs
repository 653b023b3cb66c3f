//! Rule 3e for lists of reasons: Gradle writes `> ` before each, and indents what is behind it. The deepest says why.
//!
//! ```text
//! > Could not resolve all files for configuration ':classpath'.
//!    > Could not resolve com.example:orders:1.3.2.
//!      Required by:
//!          project :
//!       > Could not GET 'https://repo.example/orders-1.3.2.pom'. Received status code 401 from server: Unauthorized
//! ```

use std::ops::Range;

use super::record::Record;
use crate::detect::text::lines;

/// How many lines above a reason are looked through for what it is the reason of.
const MAX_LINES: usize = 40;

/// Whether a record is an item of such a list, although it may say the same as the one that holds it, and what another one ends with is an item around it, or the line above the list.
pub(super) fn is_listed_below(text: &[u8], earlier: &Record, later: &Record) -> bool {
    let own = lines::around(text, later.occurrence.span.start);
    let end = earlier.occurrence.span.end.saturating_sub(1).max(earlier.occurrence.span.start);
    let head = lines::around(text, end);
    is_item(&text[own.clone()]) && lines_around(text, own).any(|line| line.start == head.start)
}

/// The lines that hold an item: each is less indented than the one below it. `Required by:` is as far in as the text of the item above
/// it, which it belongs to. A line that is not indented ends them.
fn lines_around(text: &[u8], item: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let above = std::iter::successors(lines::before(text, item.start), |line| lines::before(text, line.start));
    let mut limit = depth_of(&text[item]);
    above.take(MAX_LINES).filter(move |line| {
        let line = &text[line.clone()];
        let depth = depth_of(line);
        let holds = !line.trim_ascii().is_empty() && depth < limit;
        if holds {
            limit = if depth > 0 && !is_item(line) { depth + 1 } else { depth };
        }
        holds
    })
}

fn is_item(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(MARK)
}

/// What each item begins with.
const MARK: &[u8] = b"> ";

/// How far in the text of a line is; of an item, behind its mark.
fn depth_of(line: &[u8]) -> usize {
    let blanks = line.len() - line.trim_ascii_start().len();
    blanks + if is_item(line) { MARK.len() } else { 0 }
}
