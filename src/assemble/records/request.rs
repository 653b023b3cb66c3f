//! Rule 3d: two records of one request.

use super::record::{Record, any_pair};
use super::repeats::are_equal;
use crate::detect::detection::Code;
use crate::knowledge::Knowledge;

/// Whether both name one request, by its id or the port of its client, and report one code for it.
pub(super) fn is_same_request(knowledge: &Knowledge<'_>, text: &[u8], earlier: &Record, later: &Record) -> bool {
    let same_code = any_pair(earlier, later, Code::is_same);
    let same_request = || {
        let id = earlier.request(knowledge, text);
        id.is_some() && id == later.request(knowledge, text)
    };
    same_code && !are_equal(earlier, later) && same_request()
}
