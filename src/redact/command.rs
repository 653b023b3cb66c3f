//! Passwords in command lines, written as a shell or as a list has them: `mysql -pX`, `['docker', 'login', '-p', 'X']`.

use std::ops::Range;

use super::label;
use super::shape::begins_word;
use super::table::{Command, Form};
use super::value::unless_harmless;

/// How much of a command line is read.
const MAX_LINE_BYTES: usize = 1024;

/// The password that an option of a command takes. The name of the command ends at `end`.
pub(super) fn password(text: &[u8], start: usize, end: usize, command: &Command) -> Option<Range<usize>> {
    if !begins_word(text, start) || text.get(end).is_none_or(|b| b.is_ascii_alphanumeric() || b"=:/.".contains(b)) {
        return None;
    }
    let mut pending = command.name.get(command.first().len()..).unwrap_or_default().split_ascii_whitespace().peekable();
    let mut words = Words { text, at: end, end: text.len().min(end + MAX_LINE_BYTES) };
    while let Some(word) = words.next() {
        let Some(written) = text.get(word.clone()) else { continue };
        if b"|;&".contains(written.first().unwrap_or(&b' ')) {
            return None;
        }
        if let Some(subcommand) = pending.peek() {
            if written == subcommand.as_bytes() {
                pending.next();
            }
            continue;
        }
        let secret = match command.form {
            // A shell joins `-p` and `'secret'`.
            Form::Attached
                if written == command.option.as_bytes() && text.get(word.end).is_some_and(|b| b"\"'".contains(b)) =>
            {
                words.next()
            }
            Form::Attached => {
                written.strip_prefix(command.option.as_bytes()).map(|_| word.start + command.option.len()..word.end)
            }
            Form::Next | Form::Pair(_) if command.option.is_empty() => {
                (!written.starts_with(b"-")).then(|| word.clone())
            }
            Form::Next => (written == command.option.as_bytes()).then(|| words.next()).flatten(),
            Form::Pair(_) => match written.strip_prefix(command.option.as_bytes()) {
                Some([]) => words.next(),
                // The password is what follows the separator, which no option holds.
                Some(value) if value.starts_with(b"=") || command.option.len() == 2 => Some(word),
                _ => None,
            },
        };
        let secret = secret.filter(|span| span.start < span.end);
        let Some(secret) = secret else { continue };
        let Form::Pair(separator) = command.form else { return unless_harmless(text, secret) };
        let split = memchr::memchr(separator, text.get(secret.clone())?)?;
        let mut secret = secret.start + split + 1..secret.end;
        // `user/password@database`
        if separator == b'/'
            && let Some(at) = text.get(secret.clone()).and_then(|word| memchr::memrchr(b'@', word))
        {
            secret.end = secret.start + at;
        }
        return (secret.start < secret.end).then(|| unless_harmless(text, secret)).flatten();
    }
    None
}

/// The words of a command line.
struct Words<'t> {
    text: &'t [u8],
    at: usize,
    end: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..self.end)?;
        let skip = rest.iter().take_while(|b| b" \t,[]()\\".contains(b)).count();
        let start = self.at + skip;
        let rest = self.text.get(start..self.end)?;
        let first = *rest.first().filter(|b| **b != b'\n' && **b != b'\r')?;
        if b"\"'`".contains(&first) {
            let inner = rest.get(1..)?;
            // A quoted word that was cut reaches to the end of its line. A quote that closes an outer one holds no word.
            let close = inner.iter().position(|b| *b == first || *b == b'\n').unwrap_or(inner.len());
            if skip == 0 {
                self.at = start + 1;
                return self.next();
            }
            let close = close - usize::from(inner.get(..close).is_some_and(|word| word.ends_with(b"\\")));
            self.at = (start + 2 + close).min(self.end);
            return Some(start + 1..start + 1 + close);
        }
        let length =
            label::position(rest, |_, b| b.is_ascii_whitespace() || b"\"'`".contains(&b)).unwrap_or(rest.len());
        let length = length - usize::from(rest.get(..length).is_some_and(|word| word.ends_with(b"\\")));
        // In a list a comma ends a word that is not quoted; in a shell it is a part of it.
        self.at = start + length.max(1);
        Some(start..start + length)
    }
}
