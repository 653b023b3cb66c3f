//! Makes control characters visible, so that a terminal shows them instead of obeying them.

use std::borrow::Cow;
use std::fmt::Write;

/// Writes control and invisible characters as `\u{1b}`; line feeds and tabs stay, CR LF becomes LF.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    // Most text is plain. A fold without an early end compares many bytes at once.
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    if text.as_bytes().chunks(256).all(|bytes| bytes.iter().fold(true, |plain, byte| plain & is_plain(byte))) {
        return Cow::Borrowed(text);
    }
    let Some(first) = text.find(is_hidden) else {
        return Cow::Borrowed(text);
    };
    let (clean, rest) = text.split_at(first);
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(clean);
    let mut chars = rest.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        if is_hidden(c) {
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether a character moves the cursor, changes the direction of text or is invisible: control and format characters, and
/// those of the property `Default_Ignorable_Code_Point`; and blanks of a width that no font shows.
pub(crate) fn is_hidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{ad}' | '\u{61c}' | '\u{feff}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{fff9}'..='\u{fffb}' => true,
        // The combining grapheme joiner, Hangul fillers, Khmer's inherent vowels, the braille pattern without dots.
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}' => true,
        // Mongolian and other variation selectors.
        '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' => true,
        // Controls of shorthand and of music, tags and further variation selectors.
        '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e007f}'
        | '\u{e0100}'..='\u{e01ef}' => true,
        _ => c.is_control(),
    }
}
