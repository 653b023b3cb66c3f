//! Sentences that a terminal, a mail program or a hard margin broke into lines.

use crate::detect::text::escapes::Decoded;
use crate::detect::text::lines;

/// Words with which a line begins that is a frame of a trace, and goes on no sentence.
const FRAMES: [&[u8]; 3] = [b"at", b"from", b"in"];
/// A line that goes on has at least so many words: a word alone is no sentence.
const MIN_WORDS: usize = 3;

/// The text with the lines of broken sentences joined by a space. Returns `None` if no sentence is broken.
pub(crate) fn unwrapped(text: &[u8]) -> Option<Decoded> {
    let mut decoded = Decoded::default();
    let mut changed = false;
    let mut line = lines::around(text, 0);
    let mut copied = 0;
    while let Some(next) = lines::after(text, line.end) {
        if goes_on(&text[line.clone()], &text[next.clone()]) {
            let end = line.start + text[line.clone()].trim_ascii_end().len();
            let indented = text[next.clone()].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            decoded.copy(text, copied..end);
            decoded.go_on(end);
            decoded.push(b" ");
            copied = next.start + indented;
            changed = true;
        }
        line = next;
    }
    decoded.copy(text, copied..text.len());
    changed.then_some(decoded)
}

/// Whether a sentence that a line begins goes on in the next one: that begins with a word in small letters, which is no name
/// of a value, no call and no frame.
pub(super) fn goes_on(line: &[u8], next: &[u8]) -> bool {
    let open =
        line.trim_ascii_end().last().is_some_and(|byte| byte.is_ascii_alphanumeric() || b",'\")`".contains(byte));
    let words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count();
    let next = next.trim_ascii();
    let word = next.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let small = next.first().is_some_and(u8::is_ascii_lowercase) && word > 1;
    let ends = next.get(word).is_none_or(|byte| b" ,;.)'".contains(byte));
    let says = next.get(word).is_some() && !FRAMES.contains(&&next[..word]);
    open && words >= MIN_WORDS && small && ends && says
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    fn joined(text: &str) -> Option<String> {
        unwrapped(text.as_bytes()).map(|decoded| String::from_utf8(decoded.text).expect("UTF-8"))
    }

    #[test]
    fn a_broken_sentence_is_joined_by_a_space() {
        assert_eq!(
            joined("Failed to export\n     logs to x, error 4\nnext").as_deref(),
            Some("Failed to export logs to x, error 4\nnext")
        );
        assert_eq!(
            joined("the client does not\r\nsupport what the server\r\nasks for").as_deref(),
            Some("the client does not support what the server asks for")
        );
        for text in [
            "one line",
            "Error: the lane jammed.\nthen it went on",
            "Error: the lane jammed:\nthe frob broke",
            "Error: the lane jammed\nTry again",
            "Error: the lane jammed\n    at frob (lane.js:7)",
            "Error: the lane jammed\nlane: 7",
            "Error: the lane jammed\nlane=7",
            "Error: the lane jammed\nfrob()",
            "Error jammed\nand so on",
            "",
        ] {
            assert_eq!(joined(text), None, "{text}");
        }
    }

    #[test]
    fn places_are_those_of_the_source() {
        let text = "Failed to export\n     logs to x";
        let decoded = unwrapped(text.as_bytes()).expect("it is broken");
        let at = |word: &str| String::from_utf8_lossy(&decoded.text).find(word).map(|at| decoded.source(at));
        assert_eq!(at("Failed"), Some(0));
        assert_eq!(at("logs"), text.find("logs"));
        assert_eq!(decoded.source(decoded.text.len()), text.len());
    }
}
