//! Names of files and other words of the command line, as they are shown: on one line, whatever is in them.

use std::ffi::OsStr;
use std::fmt::Write;

/// A name on one line: line feeds, tabs and returns as they are written in source code.
pub(crate) fn one_line(name: &str) -> String {
    name.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t")
}

/// A name that may not be UTF-8: other bytes as `\xff`.
pub(crate) fn readable(name: impl AsRef<OsStr>) -> String {
    let mut shown = String::new();
    for chunk in name.as_ref().as_encoded_bytes().utf8_chunks() {
        shown.push_str(chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown
}

/// A file's name in a message.
pub(crate) fn shown(name: impl AsRef<OsStr>) -> String {
    one_line(&readable(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_on_its_line() {
        assert_eq!(shown("a.log"), "a.log");
        assert_eq!(shown("a\ncheck passed\r\tb"), "a\\ncheck passed\\r\\tb");
    }

    #[cfg(unix)]
    #[test]
    fn other_bytes_are_shown_by_their_numbers() {
        use std::os::unix::ffi::OsStrExt;
        assert_eq!(shown(OsStr::from_bytes(b"a\xff\xfe\xc3.log")), "a\\xff\\xfe\\xc3.log");
    }
}
