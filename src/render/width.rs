//! How many columns a text takes on a terminal, and how it is cut to fit.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// What is left out where a text is cut.
pub(super) const CUT: &str = "…";

const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// How many columns a text takes.
pub(super) fn display_width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The pieces of a text that a terminal draws as one character, each with its place: a letter with its accents, a family of
/// emoji that are joined, a flag.
pub(super) fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let at = start;
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        start += cluster(rest);
        Some((at, &text[at..start]))
    })
}

/// The length of the first cluster in bytes.
fn cluster(text: &str) -> usize {
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else { return 0 };
    let mut last = first;
    for (at, c) in chars {
        let flag = at == first.len_utf8() && is_regional(first) && is_regional(c);
        let modifier = matches!(c, '\u{1f3fb}'..='\u{1f3ff}');
        let invisible = c.width() == Some(0);
        if !(flag || modifier || invisible || last == ZERO_WIDTH_JOINER) {
            return at;
        }
        last = c;
    }
    text.len()
}

fn is_regional(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// How many bytes of a text fit into some columns; at least the first character's.
pub(super) fn fitting(text: &str, columns: usize) -> usize {
    if text.is_ascii() {
        return text.len().min(columns.max(1));
    }
    let mut used = 0;
    let too_many = clusters(text).find(|(at, cluster)| {
        used += display_width(cluster);
        used > columns && *at > 0
    });
    too_many.map_or(text.len(), |(at, _)| at)
}

/// A text that takes at most so many columns; where its end was cut off, it ends with [`CUT`].
pub(super) fn cut(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let kept = &text[..fitting(text, columns.saturating_sub(1))];
    format!("{}{CUT}", kept.trim_end())
}

/// The same with whole words, unless the last one is very long.
pub(super) fn cut_words(text: &str, columns: usize) -> String {
    let cut = cut(text, columns);
    let whole = cut.strip_suffix(CUT).filter(|kept| text[kept.len()..].starts_with(|c: char| !c.is_whitespace()));
    match whole.and_then(|kept| kept.rsplit_once(' ')) {
        Some((kept, _)) if 2 * kept.len() > cut.len() => format!("{} {CUT}", kept.trim_end()),
        _ => cut,
    }
}

/// The same, with the beginning cut off.
pub(super) fn cut_start(text: &str, columns: usize) -> String {
    let mut left = display_width(text);
    if left <= columns {
        return text.to_owned();
    }
    let kept = clusters(text).find(|(_, cluster)| {
        let fits = left < columns;
        left -= display_width(cluster);
        fits
    });
    format!("{CUT}{}", kept.map_or("", |(at, _)| &text[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_as_a_terminal_draws() {
        for (text, columns) in
            [("", 0), ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("👩\u{200d}🔬", 2), ("🇩🇪", 2), ("👍🏽", 2)]
        {
            assert_eq!(display_width(text), columns, "{text}");
            assert!(columns == 0 || text.is_ascii() || text == "日本" || clusters(text).count() == 1, "{text}");
        }
    }

    #[test]
    fn texts_are_cut_by_columns() {
        assert_eq!(cut("日本語のエラー", 7), "日本語…");
        assert_eq!(cut("日本語のエラー", 8), "日本語…");
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("two words", 5), "two…");
        assert_eq!(cut_words("some long words", 10), "some long…");
        assert_eq!(cut_words("some long words", 12), "some long …");
        assert_eq!(cut_words("a verylongword", 10), "a verylon…");
        assert_eq!(cut_words("two words", 9), "two words");
        assert_eq!(cut_start("/var/log/app.log:3", 10), "…app.log:3");
        assert_eq!(cut_start("app.log:3", 9), "app.log:3");
        assert_eq!(cut_start("日本語", 4), "…語");
    }
}
