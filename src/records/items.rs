//! The items of prefixes that have forms of their own: levels and times.

use super::prefix::Level;

/// The level that a word names, in any case.
pub(super) fn level_named(word: &[u8]) -> Option<Level> {
    const LEVELS: [(Level, &[&str]); 4] = [
        (Level::Debug, &["trace", "trc", "debug", "dbg", "debg", "fine", "finer", "finest", "verbose", "d", "v"]),
        (Level::Info, &["info", "inf", "information", "notice", "note", "config", "i", "n"]),
        (Level::Warning, &["warn", "wrn", "warning", "w"]),
        (
            Level::Error,
            &[
                "error", "err", "erro", "eror", "fatal", "ftl", "crit", "critical", "alert", "emerg", "panic",
                "dpanic", "severe", "fail", "e", "f", "c",
            ],
        ),
    ];
    let first = word.first()?.to_ascii_lowercase();
    let is_word = |known: &str| known.as_bytes().first() == Some(&first) && known.as_bytes().eq_ignore_ascii_case(word);
    let named = |words: &[&str]| words.iter().any(|known| is_word(known));
    LEVELS.into_iter().find(|(_, words)| named(words)).map(|(level, _)| level)
}

/// The level and the length of `ERRO[0000] `: logrus writes four letters and the seconds since its start to a terminal.
pub(super) fn logrus_level(rest: &[u8]) -> Option<(Level, usize)> {
    const LEVELS: [(&[u8], Level); 7] = [
        (b"TRAC", Level::Debug),
        (b"DEBU", Level::Debug),
        (b"INFO", Level::Info),
        (b"WARN", Level::Warning),
        (b"ERRO", Level::Error),
        (b"FATA", Level::Error),
        (b"PANI", Level::Error),
    ];
    let (name, level) = LEVELS.into_iter().find(|(name, _)| rest.starts_with(name))?;
    let seconds = rest[name.len()..].strip_prefix(b"[")?;
    let digits = seconds.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits >= 4 && seconds[digits..].starts_with(b"] ")).then_some((level, name.len() + digits + "[]".len()))
}

/// The forms in which a date or a time is printed: `9` is a digit, `_` a digit or a blank, `A` a capital, `a` a small letter.
/// Longer ones come first where one begins like another.
const TIMES: [&str; 20] = [
    "9999-99-99T99:99:99",
    "9999-99-99 99:99:99",
    "9999/99/99 99:99:99",
    "9999/99/99 - 99:99:99",
    "9999.99.99 99:99:99",
    "99/Aaa/9999:99:99:99",
    "99/Aaa/9999 99:99:99",
    "99/99/9999 99:99:99",
    "99/99/99 99:99:99",
    "99-99-9999 99:99:99",
    "99.99.9999 99:99:99",
    "99.99.9999 99:99",
    "99-Aaa-9999 99:99:99",
    "Aaa Aaa _9 99:99:99",
    "Aaa _9 99:99:99",
    "99 Aaa 9999 99:99:99",
    "99 Aaa 99:99:99",
    "9 Aaa 99:99:99",
    "99:99:99",
    "9999-99-99",
];

/// The length of the time at the beginning of a text, with its fraction, year and zone.
pub(super) fn time_length(rest: &[u8]) -> Option<usize> {
    // Each form begins so.
    rest.first().filter(|first| first.is_ascii_digit() || first.is_ascii_uppercase())?;
    let fits = |form: &&str| {
        rest.len() >= form.len()
            && form.bytes().zip(rest).all(|(form, byte)| match form {
                b'9' => byte.is_ascii_digit(),
                b'_' => byte.is_ascii_digit() || *byte == b' ',
                b'A' => byte.is_ascii_uppercase(),
                b'a' => byte.is_ascii_lowercase(),
                other => other == *byte,
            })
    };
    if let Some(form) = TIMES.iter().find(|form| fits(form)) {
        let mut end = form.len() + fraction(&rest[form.len()..]);
        if form.starts_with('A')
            && rest[end..].len() > 4
            && rest[end] == b' '
            && rest[end + 1..end + 5].iter().all(u8::is_ascii_digit)
            && rest.get(end + 5).is_none_or(|byte| !byte.is_ascii_digit())
        {
            end += 5;
        }
        return Some(end + zone(&rest[end..]));
    }
    // Seconds or milliseconds since 1970.
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let seconds = matches!(digits, 10 | 13) && matches!(rest.first(), Some(b'1' | b'2'));
    let end = digits + fraction(rest.get(digits..).unwrap_or_default());
    seconds.then_some(end).filter(|end| rest.get(*end).is_none_or(|byte| !byte.is_ascii_alphanumeric()))
}

/// The length of `23:15:40.220874`, and of `00:00:1796083510.942222`: absl counts seconds since 1970 before it knows the time zone.
pub(super) fn clock_length(rest: &[u8]) -> Option<usize> {
    let epoch = rest.iter().skip(6).take_while(|byte| byte.is_ascii_digit()).count();
    if rest.starts_with(b"00:00:") && epoch == 10 {
        return Some(6 + epoch + fraction(&rest[6 + epoch..]));
    }
    let clock = rest.len() >= 8
        && rest[..8]
            .iter()
            .enumerate()
            .all(|(at, byte)| if at % 3 == 2 { *byte == b':' } else { byte.is_ascii_digit() });
    clock.then(|| 8 + fraction(&rest[8..]))
}

fn fraction(rest: &[u8]) -> usize {
    let digits = rest.iter().skip(1).take_while(|byte| byte.is_ascii_digit()).count();
    if matches!(rest.first(), Some(b'.' | b',')) && digits > 0 { digits + 1 } else { 0 }
}

/// `Z`, `+02:00`, ` +0200`, ` UTC`.
fn zone(rest: &[u8]) -> usize {
    let blank = usize::from(rest.first() == Some(&b' '));
    let zone = &rest[blank..];
    if zone.starts_with(b"UTC") || zone.starts_with(b"GMT") {
        return blank + 3;
    }
    if zone.first() == Some(&b'Z') && blank == 0 {
        return 1;
    }
    if !matches!(zone.first(), Some(b'+' | b'-')) {
        return 0;
    }
    let digits = zone[1..].iter().take_while(|byte| byte.is_ascii_digit() || **byte == b':').count();
    if matches!(digits, 4 | 5) { blank + 1 + digits } else { 0 }
}
