//! The challenges of a 401 or 407: which credentials the server wants, and what was wrong with those it got.

use crate::field::Fields;

const CARRIERS: &[&str] = &["header.www-authenticate", "header.proxy-authenticate", "challenge"];

/// One challenge: the scheme, and the parameters by name, all names in lower case.
type Challenge = (String, Vec<(String, String)>);

/// How many challenges of a response are read.
const MAX_CHALLENGES: usize = 16;

/// Adds one element of `challenge` for each challenge (RFC 9110, section 11.3): `challenge.scheme`, and each parameter.
pub(super) fn enrich(fields: &mut Fields) {
    let mut found: Vec<Challenge> = Vec::new();
    for value in CARRIERS.iter().flat_map(|name| fields.values(name)) {
        for challenge in parse(&plain_quotes(value)) {
            // vSphere sends the same challenges in the header and in the body.
            if found.len() < MAX_CHALLENGES && !found.contains(&challenge) {
                found.push(challenge);
            }
        }
    }
    for (scheme, parameters) in found {
        let element = fields.element();
        fields.add_to(element, "challenge.scheme", scheme);
        for (name, value) in parameters {
            fields.add_to(element, format!("challenge.{name}"), value);
        }
    }
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

/// Parses challenges, including those that break the grammar: with non-ASCII letters, unquoted spaces or lost quotes.
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

#[cfg(test)]
mod tests {
    use super::enrich;
    use crate::field::Fields;
    use proptest::prelude::*;

    fn read(value: &str) -> Vec<String> {
        let mut fields = Fields::default();
        fields.add("header.www-authenticate", value);
        enrich(&mut fields);
        let shown = |f: &crate::field::Field| {
            format!("{} {}={}", f.element.unwrap_or(0), f.name.trim_start_matches("challenge."), f.value)
        };
        fields.iter().skip(1).map(shown).collect()
    }

    #[test]
    fn reads_real_challenges() {
        let text = r#"Bearer realm="shop", error="insufficient_scope", error_description="The request requires higher privileges", scope="orders.write""#;
        assert_eq!(
            read(text),
            [
                "1 scheme=bearer",
                "1 realm=shop",
                "1 error=insufficient_scope",
                "1 error_description=The request requires higher privileges",
                "1 scope=orders.write"
            ]
        );
        let vsphere = [
            "1 scheme=basic",
            "1 realm=VAPI endpoint",
            "2 scheme=sign",
            "2 realm=00c6a3fa",
            "2 sts=https://vc.shop.internal/sts/STSService/vsphere.local",
        ];
        for text in [
            r#"Basic realm="VAPI endpoint", SIGN realm="00c6a3fa",sts="https://vc.shop.internal/sts/STSService/vsphere.local""#,
            r#"Basic realm="VAPI endpoint",SIGN realm=00c6a3fa,sts="https://vc.shop.internal/sts/STSService/vsphere.local""#,
            r#"Basic realm=\"VAPI endpoint\",SIGN realm=00c6a3fa,sts=\"https://vc.shop.internal/sts/STSService/vsphere.local\""#,
            "Basic realm=“VAPI endpoint”, SIGN realm=“00c6a3fa”,sts=“https://vc.shop.internal/sts/STSService/vsphere.local”",
        ] {
            assert_eq!(read(text), vsphere, "{text}");
        }
    }

    #[test]
    fn makes_do_with_broken_ones() {
        assert_eq!(read("Bearer"), ["1 scheme=bearer"]);
        assert_eq!(read("Negotiate, Basic realm=\"x\""), ["1 scheme=negotiate", "2 scheme=basic", "2 realm=x"]);
        assert_eq!(read("Negotiate YIIGhgYGKwYBBQUCoIIGejCC=="), ["1 scheme=negotiate"]);
        assert_eq!(
            read("Bearer error=\"invalid_token\", error_description=\"Le jeton a expiré\""),
            ["1 scheme=bearer", "1 error=invalid_token", "1 error_description=Le jeton a expiré"]
        );
        assert_eq!(read("Bearer error=\"invalid_token"), ["1 scheme=bearer", "1 error=invalid_token"]);
        assert_eq!(read("Bearer  realm=a b, error=c"), ["1 scheme=bearer", "1 realm=a b", "1 error=c"]);
        assert_eq!(read("=x"), [""; 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reads_anything(text in any::<String>(), near in "(Bearer|Basic|[a-z=\", \\\\“é]){0,20}") {
            read(&text);
            read(&near);
        }
    }
}
