//! Logs that were cut before they came here: services say so in a line of their own.
//!
//! | who | line |
//! | --- | --- |
//! | GitLab Runner | `Job's log exceeded limit of 4194304 bytes.` |
//! | `BuildKit` | `[output clipped, log limit 2MiB reached]` |
//! | Travis CI | `The job exceeded the maximum log length, and has been terminated.` |
//! | Jenkins | `[...truncated 1.20 MB...]`, `Skipping 3,052 KB..` |
//! | Bazel | `stdout (...) 1131999 exceeds maximum size of --experimental_ui_max_stdouterr_bytes=1048576 bytes; skipping` |
//! | systemd-journald | `Suppressed 917 messages from ...`, `Missed 12 kernel messages` |
//! | rsyslog | `imjournal: 236 messages lost due to rate-limiting` |
//! | Heroku Logplex | `Error L10 (output buffer overflow): 500 messages dropped since ...` |
//! | any | `[120 lines omitted]`, `... (120 lines omitted) ...` |

use std::ops::Range;

use memchr::memmem::Finder;

use crate::detect::text::lines;

/// How a note is told from other text with its words.
type Holds = fn(before: &[u8], after: &[u8]) -> bool;

/// Words that each such line holds, and what must be before and after them.
const NOTES: [(&str, Holds); 12] = [
    ("log exceeded limit of ", |_, after| after_number(after).is_some_and(|rest| rest.starts_with(b" bytes"))),
    ("[output clipped, log limit ", |_, after| after.first().is_some_and(u8::is_ascii_digit)),
    ("exceeded the maximum log length, and has been terminated", |_, _| true),
    ("[...truncated ", |_, after| after.first().is_some_and(u8::is_ascii_digit)),
    ("Skipping ", |before, after| {
        before.trim_ascii().is_empty() && after_number(after).is_some_and(|rest| rest.starts_with(b" KB.."))
    }),
    (" exceeds maximum size of --experimental_ui_max_stdouterr_bytes=", |before, _| ends_with_number(before)),
    ("Suppressed ", |_, after| after_number(after).is_some_and(|rest| rest.starts_with(b" messages from "))),
    (" kernel messages", |before, _| before_number(before).is_some_and(|rest| rest.ends_with(b"Missed "))),
    (" messages lost due to rate-limiting", |before, _| ends_with_number(before)),
    (" messages dropped since ", |before, _| before_number(before).is_some_and(|rest| rest.ends_with(b": "))),
    (" lines omitted", |before, _| before_number(before).is_some_and(is_bracket)),
    (" lines truncated", |before, _| before_number(before).is_some_and(is_bracket)),
];

/// How far around its words a note is read.
const MAX_NOTE_BYTES: usize = 200;

/// Finds such lines: each words by themselves, which takes a sixth of the time that an automaton over all of them takes.
pub(crate) struct Gaps(Vec<(Finder<'static>, Holds)>);

impl Gaps {
    pub(crate) fn new() -> Gaps {
        Gaps(NOTES.iter().map(|(words, holds)| (Finder::new(words), *holds)).collect())
    }

    /// The first line that begins in a range of a text and says that others are missing.
    pub(crate) fn first(&self, text: &[u8], range: Range<usize>) -> Option<Range<usize>> {
        let first = |(finder, holds): &(Finder<'static>, Holds)| {
            // The words may end behind the range.
            let end = text.len().min(range.end.saturating_add(finder.needle().len() - 1));
            finder.find_iter(text.get(range.start..end)?).map(|at| range.start + at).find_map(|at| {
                let after = at + finder.needle().len();
                let before = lines::start(text, at).max(at.saturating_sub(MAX_NOTE_BYTES));
                let end = lines::end(text, after).min(after + MAX_NOTE_BYTES);
                holds(&text[before..at], &text[after..end]).then_some(before..end)
            })
        };
        self.0.iter().filter_map(first).min_by_key(|line| line.start)
    }
}

fn is_digit(byte: &u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b',' | b'.')
}

/// What follows a number at the beginning.
fn after_number(text: &[u8]) -> Option<&[u8]> {
    let length = text.iter().take_while(|byte| is_digit(byte)).count();
    text.first().is_some_and(u8::is_ascii_digit).then(|| &text[length..])
}

/// What is before a number at the end.
fn before_number(text: &[u8]) -> Option<&[u8]> {
    let length = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    (length > 0).then(|| &text[..text.len() - length])
}

fn ends_with_number(text: &[u8]) -> bool {
    before_number(text).is_some()
}

/// Whether what is before a number sets its line apart from prose: `[`, `(`, `... `.
fn is_bracket(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    ["[", "(", "...", "…", "<"].iter().any(|open| before.ends_with(open.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> bool {
        Gaps::new().first(text.as_bytes(), 0..text.len()).is_some()
    }

    #[test]
    fn lines_of_services_that_cut_a_log() {
        for text in [
            "\u{1b}[33;1mJob's log exceeded limit of 4194304 bytes.\u{1b}[0;m",
            "Build log exceeded limit of 4194304 bytes.",
            "#12 3.4 [output clipped, log limit 2MiB reached]",
            "The job exceeded the maximum log length, and has been terminated.",
            "[...truncated 1.20 MB...]",
            "[...truncated 812 lines...]",
            "Skipping 3,052 KB..",
            "stdout (/tmp/stdout-2115) 1131999 exceeds maximum size of --experimental_ui_max_stdouterr_bytes=1048576 bytes; skipping",
            "Jun 28 10:08:43 web1 systemd-journald[1864]: Suppressed 917 messages from nginx.service",
            "Jun 28 10:08:43 web1 systemd-journald[1770]: Missed 1427 kernel messages",
            "rsyslogd: imjournal: 236 messages lost due to rate-limiting",
            "host heroku logplex - Error L10 (output buffer overflow): 500 messages dropped since 2013-04-17T19:04:46+00:00.",
            "... (120 lines omitted) ...",
            "[120 lines omitted]",
            "… 10 lines omitted …",
        ] {
            assert!(found(text), "{text}");
        }
    }

    #[test]
    fn near_lines_are_none() {
        for text in [
            "the log exceeded limit of the disk",
            "Raise output_limit if the log exceeded limit of n bytes",
            "Suppressed warnings from javac",
            "Received 12 messages from queue orders",
            "no kernel messages",
            "[ lines omitted]",
            "some messages lost due to rate-limiting",
            "Skipping 12 KB of cache",
            "all 120 lines omitted by the author are in the appendix",
            "0 dropped since start; messages dropped since 10:00: 0",
            "2026-01-01 INFO [truncated] body",
            "the flag --experimental_ui_max_stdouterr_bytes=1048576",
        ] {
            assert!(!found(text), "{text}");
        }
    }

    #[test]
    fn a_line_counts_where_its_words_begin() {
        let text = b"x\n[120 lines omitted]\n";
        let at = text.windows(6).position(|one| one == b" lines").unwrap_or(0);
        let gaps = Gaps::new();
        assert_eq!(gaps.first(text, 0..at), None);
        assert_eq!(gaps.first(text, 0..at + 1), Some(2..21));
        assert_eq!(gaps.first(text, at + 1..text.len()), None);
    }

    #[test]
    fn of_a_long_line_two_hundred_bytes_on_either_side_are_read() {
        let gaps = Gaps::new();
        let note = |before: usize, after: usize| {
            let text = format!("x\n{}[120 lines omitted{}\ny", "a".repeat(before), "b".repeat(after));
            let found = gaps.first(text.as_bytes(), 0..text.len()).expect("a note");
            let (start, end) = (2 + before + "[120".len(), 2 + before + "[120 lines omitted".len());
            (start - found.start, found.end - end)
        };
        assert_eq!(note(0, 0), (4, 0));
        assert_eq!(note(196, 200), (200, 200));
        assert_eq!(note(197, 201), (200, 200));
        assert_eq!(note(900, 900), (200, 200));
    }
}
