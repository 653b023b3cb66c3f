//! The pairs that logrus prints behind a message on a terminal: `ERRO[0000] the lane jammed      lane=7 error="no frob"`. They are no
//! part of the message, which is padded: two blanks or more part it from them.

use super::items::logrus_level;

/// Where the blanks begin that part a message from the pairs behind it, at most one blank of them its own: `desc = `.
pub(super) fn end_of_message(line: &[u8]) -> Option<usize> {
    let level = memchr::memchr_iter(b'[', line).take(2).find_map(|open| {
        let start = open.checked_sub(LEVEL_BYTES)?;
        logrus_level(&line[start..]).map(|(_, length)| start + length)
    })?;
    let line = line.trim_ascii_end();
    let double = |at: &usize| line[*at..].starts_with(b"  ");
    (level + 1..line.len()).filter(double).find_map(|at| {
        let blanks = line[at..].iter().take_while(|byte| **byte == b' ').count();
        let is_first = line[at - 1] != b' ';
        (is_first && are_pairs(&line[at + blanks..])).then_some(at + usize::from(blanks > 2))
    })
}

const LEVEL_BYTES: usize = "ERRO".len();

/// Whether a text is nothing but pairs, each behind a blank.
fn are_pairs(text: &[u8]) -> bool {
    let mut rest = text;
    loop {
        let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.-/".contains(byte)).count();
        let Some(value) = rest[name..].strip_prefix(b"=").filter(|_| name > 0) else { return false };
        let length = length_of_value(value);
        match value.get(length..) {
            None | Some([]) => return true,
            Some([b' ', next @ ..]) => rest = next,
            Some(_) => return false,
        }
    }
}

/// A value in quotes ends with its quote, another one before a blank.
fn length_of_value(value: &[u8]) -> usize {
    if value.first() != Some(&b'"') {
        return value.iter().take_while(|byte| **byte != b' ').count();
    }
    let mut escaped = false;
    let close = value[1..].iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    close.map_or(value.len(), |close| close + 2)
}

#[cfg(test)]
mod tests {
    use super::end_of_message;

    #[test]
    fn the_message_ends_before_the_pairs() {
        for (line, wanted) in [
            ("ERRO[0000] the lane jammed   lane=7", Some("ERRO[0000] the lane jammed ")),
            ("ERRO[0000] the lane jammed  lane=7", Some("ERRO[0000] the lane jammed")),
            ("FATA[12345] jam  a=1 b.c=\"x \\\" y=2 \" d=", Some("FATA[12345] jam")),
            ("pay-1  | WARN[0001] jam  a=1  ", Some("pay-1  | WARN[0001] jam")),
            ("INFO[0001] code = 7 desc =      app_id=x", Some("INFO[0001] code = 7 desc = ")),
            ("ERRO[0000] a  b  c=1 d=2", Some("ERRO[0000] a  b")),
            ("ERRO[0000] the lane jammed lane=7", None),
            ("ERRO[0000] the lane jammed   lane=7 and so on", None),
            ("ERRO[0000] the lane jammed   lane=7  frob=8", Some("ERRO[0000] the lane jammed   lane=7")),
            ("ERRO[0000] the lane jammed   lane = 7", None),
            ("ERRO[0000] the lane jammed", None),
            ("ERRO[0000]   lane=7", None),
            ("ERROR[0000] the lane jammed   lane=7", None),
            ("ERRO[00] the lane jammed   lane=7", None),
            ("the lane jammed   lane=7", None),
            ("", None),
        ] {
            assert_eq!(end_of_message(line.as_bytes()).map(|end| &line[..end]), wanted, "{line}");
        }
    }
}
