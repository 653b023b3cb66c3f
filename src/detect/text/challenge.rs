//! The challenges of HTTP (RFC 9110, section 11.3): schemes with their parameters, as they are printed and as they are broken.

/// One challenge: the scheme, and the parameters by name, all names in lower case.
pub(crate) type Challenge = (String, Vec<(String, String)>);

/// How many challenges of a response are read.
pub(crate) const MAX_CHALLENGES: usize = 16;

/// Reads the challenges of one header, including those that break the grammar: with non-ASCII letters, unquoted spaces, curly or
/// lost quotes.
pub(crate) fn read(value: &str) -> Vec<Challenge> {
    parse(&plain_quotes(value))
}

/// Undoes the curly quotes of documents and the quotes that programs print around a value.
fn plain_quotes(value: &str) -> String {
    let curly = |c: char| matches!(c, '\u{201c}'..='\u{201f}' | '\u{2018}'..='\u{201b}');
    let mut text: String = value.trim().chars().map(|c| if curly(c) { '"' } else { c }).collect();
    if text.contains("=\\\"") {
        text = text.replace("\\\"", "\"");
    }
    text.trim_matches(['\'', '[', ']', '`']).trim().to_owned()
}

fn parse(text: &str) -> Vec<Challenge> {
    let mut challenges: Vec<Challenge> = Vec::new();
    let mut rest = if text.starts_with('=') { "" } else { text };
    while let Some(start) = rest.find(is_token) {
        rest = rest.get(start..).unwrap_or_default();
        let end = rest.find(|c| !is_token(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let name = word.to_ascii_lowercase();
        let Some(value) = after.trim_start().strip_prefix('=') else {
            challenges.push((name, Vec::new()));
            rest = skip_token68(after);
            continue;
        };
        let (value, after) = parameter(value.trim_start());
        match challenges.last_mut() {
            Some((_, parameters)) => parameters.push((name, value)),
            None => return challenges,
        }
        rest = after;
        if challenges.len() > MAX_CHALLENGES {
            break;
        }
    }
    challenges
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

/// Skips a token68, as in `Negotiate YII...==`: one long word instead of parameters.
fn skip_token68(after: &str) -> &str {
    let word = after.trim_start_matches(' ');
    let end = word.find([' ', ',']).unwrap_or(word.len());
    let is_token68 = word
        .get(..end)
        .is_some_and(|word| word.trim_end_matches('=').len() >= 16 && !word.trim_end_matches('=').contains('='));
    if is_token68 { word.get(end..).unwrap_or_default() } else { after }
}

/// A parameter's value, without its quotes, and the text after it.
fn parameter(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(',').unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (value.trim().trim_end_matches('"').to_owned(), rest);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            c => value.push(c),
        }
    }
    (value, "")
}
