//! Spellings: how look-ups compare names, and which file name belongs to a code.

/// The name of a code without case and punctuation, as look-ups compare it.
///
/// ```
/// use explain_errors::internal::fold;
/// assert_eq!(fold("StatusCode.DEADLINE_EXCEEDED"), "statuscodedeadlineexceeded");
/// assert_eq!(fold("Deadline exceeded"), fold("DEADLINE-EXCEEDED"));
/// ```
pub fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The bytes of [`fold`], without making a text of them.
pub(crate) fn folded(name: &str) -> impl Iterator<Item = u8> + '_ {
    let chars = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    chars.flat_map(|c| {
        let mut bytes = [0; 4];
        let length = c.encode_utf8(&mut bytes).len();
        bytes.into_iter().take(length)
    })
}

/// The file name that belongs to a code: lower case, words separated by `-`, also before a capital that begins one.
///
/// ```
/// use explain_errors::internal::slug;
/// assert_eq!(slug("DEADLINE_EXCEEDED"), "deadline-exceeded");
/// assert_eq!(slug("ExpiredToken"), "expired-token");
/// assert_eq!(slug("invalid_grant"), "invalid-grant");
/// assert_eq!(slug("-32601"), "32601");
/// assert_eq!(slug("0x8007000E"), "0x8007000e");
/// ```
pub fn slug(code: &str) -> String {
    if code.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return code.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(code.len() + 4);
    let mut previous = ' ';
    for c in code.chars() {
        if c.is_alphanumeric() {
            if c.is_uppercase() && (previous.is_lowercase() || previous.is_numeric()) && !out.ends_with('-') {
                out.push('-');
            }
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
        previous = c;
    }
    out.trim_end_matches('-').to_owned()
}
