//! What is masked by its own shape, whatever its name is: schemes, tokens, passwords of URLs and options, keys. And what of a text
//! is shown otherwise than it is.

use super::values::SECRET;
use super::{JWT, mask, show_line};
use crate::redact::names::Class;
use crate::redact::table::{COMMANDS, Form, NAMES, TOKENS, Token};
use crate::redact::{Masker, show};

#[test]
fn schemes_are_masked_in_the_middle_of_a_text() {
    for (text, shown) in [
        ("got Bearer Zq8xK2mPw93LtYv0 here", "got Bearer [masked] here"),
        ("got bearer%20Zq8xK2mPw93LtYv0 here", "got bearer%20[masked] here"),
        ("got Bearer\tZq8xK2mPw93LtYv0==.", "got Bearer\t[masked]."),
        ("got \"Bearer Zq8xK2mPw93LtYv0\" here", "got \"Bearer [masked]\" here"),
        ("got xBearer Zq8xK2mPw93LtYv0", "got xBearer Zq8xK2mPw93LtYv0"),
        ("got BearerZq8xK2mPw93LtYv0", "got BearerZq8xK2mPw93LtYv0"),
        ("got Bearer swordfish", "got Bearer swordfish"),
        ("got Bearer Zq8xK2mPw93LtYv0=\"x\"", "got Bearer Zq8xK2mPw93LtYv0=\"x\""),
        ("got Basic YTpi", "got Basic [masked]"),
        ("got Basic YWJj", "got Basic YWJj"),
        ("got Basic Onh5", "got Basic [masked]"),
        ("got Basic YToB", "got Basic YToB"),
        ("got Basic YTo", "got Basic YTo"),
        ("got Bearer YTpi", "got Bearer YTpi"),
        ("got Digest a=1, response=\"x\", b", "got Digest a=1, response=\"[masked]\", b"),
        ("got Digest a=1,\nresponse=\"x\"", "got Digest a=1,\nresponse=\"x\""),
        ("NTLM Zq8xK2mPw93LtYv0", "NTLM [masked]"),
        ("\\nNegotiate Zq8xK2mPw93LtYv0", "\\nNegotiate [masked]"),
        ("%3dNegotiate Zq8xK2mPw93LtYv0", "%3dNegotiate [masked]"),
        ("%3zNegotiate Zq8xK2mPw93LtYv0", "%3zNegotiate Zq8xK2mPw93LtYv0"),
    ] {
        assert_eq!(mask(text), shown, "{text}");
    }
}

/// So many characters that a token can have after its beginning, in no order.
fn body(row: &Token, length: usize) -> String {
    let alphabet: &[u8] = if row.more.contains('#') {
        b"3f9a07c1e5d2b846"
    } else if row.more.contains('^') {
        b"Q7XK2MZ4VN9TB3WR"
    } else {
        b"q7XkM2zV4nT9bWr3"
    };
    (0..length).map(|at| char::from(alphabet[(at * 7 + at / 5) % alphabet.len()])).collect()
}

#[test]
fn tokens_are_known_by_their_beginning_and_their_length() {
    let mut faults = Vec::new();
    for row in TOKENS {
        let kept = if row.begin.contains('/') { &*row.begin } else { "" };
        let whole = format!("got {}{} here", &*row.begin, body(row, row.least));
        if mask(&whole) != format!("got {kept}[masked] here") {
            faults.push(format!("{whole}: {}", mask(&whole)));
        }
        let short = format!("got {}{} here", &*row.begin, body(row, 5.min(row.least - 1)));
        if mask(&short) != short {
            faults.push(format!("{short}: {}", mask(&short)));
        }
        let inner = format!("gotx{}{} here", &*row.begin, body(row, row.least));
        if kept.is_empty() && row.begin.starts_with(|c: char| c.is_ascii_alphanumeric()) && mask(&inner) != inner {
            faults.push(format!("{inner}: {}", mask(&inner)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for (text, shown) in [
        ("AKIAIOSFODNN7EXAMPLE", "[masked]"),
        ("AKIAIOSFODNN7EXAMPL", "AKIAIOSFODNN7EXAMPL"),
        ("AKIAIOSFODNN7EXAMPLES", "AKIAIOSFODNN7EXAMPLES"),
        ("AKIAiosfodnn7example", "AKIAiosfodnn7example"),
        ("AKIAIOSFODNN7EXAMPLE^", "[masked]^"),
        ("key-3f9a07c1e5d2b8463f9a07c1e5d2b846#1", "[masked]#1"),
        // The secret key often follows an AWS key; after other tokens a hash is a hash.
        ("AKIAIOSFODNN7EXAMPLE 3f9a07c1e5d2b8463f9a07c1e5d2b8463f9a07c1", "[masked] [masked]"),
        (
            "ghp_0123456789abcdefABCDEF 3f9a07c1e5d2b8463f9a07c1e5d2b8463f9a07c1",
            "[masked] 3f9a07c1e5d2b8463f9a07c1e5d2b8463f9a07c1",
        ),
        ("xAKIAIOSFODNN7EXAMPLE", "xAKIAIOSFODNN7EXAMPLE"),
        ("eyJabcd.efgh", "[masked]"),
        ("xeyJabcd.efgh.i_-", "x[masked]"),
        ("eyJabc.efgh", "eyJabc.efgh"),
        ("eyJabcd.efg", "eyJabcd.efg"),
        ("eyJabcd eyJabcd.efgh", "eyJabcd [masked]"),
        ("eyJabcd.efgh. Then", "[masked]. Then"),
        ("eyJabcd.efgh.i.j.k.log", "[masked].log"),
        ("eyJhbGciOiJIUzI1NiIsI", "[masked]"),
        ("xzq8Q~aB3dE5gH7jK9mN1pQ3rS5tU7vW9xY2 y", "[masked] y"),
        ("aBcD3fGh1jKlMn.atlasv1.aB3dE5gH7jK9mN1pQ3rS5tU7vW9xY2aB3dE5", "[masked]"),
    ] {
        assert_eq!(mask(text), shown, "{text}");
    }
}

#[test]
fn each_name_of_the_table_is_found() {
    let mut faults = Vec::new();
    for row in NAMES {
        let secret = if row.class == Class::Code { "482913" } else { SECRET };
        let text = row.example.replace('%', secret);
        let shown = mask(&text);
        if shown.contains(secret) || !shown.contains("[masked]") {
            faults.push(format!("{text}: {shown}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_option_of_the_table_is_found() {
    let mut faults = Vec::new();
    for row in COMMANDS {
        let word = match row.form {
            Form::Pair(separator) => format!("ana{}{SECRET}", char::from(separator)),
            _ => SECRET.to_owned(),
        };
        let gap = if row.form == Form::Attached { "" } else { " " };
        let split: Vec<&str> = row.name.split(' ').chain([row.option]).filter(|word| !word.is_empty()).collect();
        let list = if gap.is_empty() {
            format!("'{}{word}'", split.join("', '"))
        } else {
            format!("'{}', '{word}'", split.join("', '"))
        };
        for text in [
            format!("{} {}{gap}{word} x", row.name, row.option).replace("  ", " "),
            format!("{} --verbose {}{gap}'{word}' x", row.name, row.option).replace("  ", " "),
            format!("Command '[{list}, 'x']' failed"),
        ] {
            // A list has no subcommand in one word.
            let subcommand = text.starts_with("Command") && row.name.contains(' ');
            let bare = row.option.is_empty() && text.contains("--verbose");
            let shown = mask(&text);
            if !subcommand && !bare && shown.contains(&SECRET[..8]) {
                faults.push(format!("{text}: {shown}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn passwords_of_urls_are_masked() {
    for (text, shown) in [
        ("https://a:b@c/d", "https://a:[masked]@c/d"),
        ("https://a:b@c@d/e", "https://a:[masked]@d/e"),
        ("https://:b@c", "https://:[masked]@c"),
        ("https://a:@c", "https://a:@c"),
        ("https://a:$PASS@c", "https://a:$PASS@c"),
        ("https://a@c", "https://a@c"),
        ("https://Zq8xK2mPw93LtYv0@c", "https://[masked]@c"),
        ("https://a:80/b@c", "https://a:80/b@c"),
        ("https://a:x/y@c", "https://a:[masked]@c"),
        ("https://a:12345/b@c", "https://a:12345/b@c"),
        ("https://a:123456/b@c", "https://a:[masked]@c"),
        ("https://[::1]:80/b@c", "https://[::1]:80/b@c"),
        ("https://a:x/y c@d", "https://a:x/y c@d"),
        ("https://a:x/y@", "https://a:x/y@"),
        ("https://a:x/y@sha256:9f86d0", "https://a:x/y@sha256:9f86d0"),
        ("https://a/b:c@d", "https://a/b:c@d"),
        ("https://a?b:c@d", "https://a?b:c@d"),
        ("//a:b@c", "//a:[masked]@c"),
        ("x //a:b@c", "x //a:[masked]@c"),
        ("x//a:b@c", "x//a:b@c"),
        ("(//a:b@c", "(//a:[masked]@c"),
        ("//Zq8xK2mPw93LtYv0@c", "//Zq8xK2mPw93LtYv0@c"),
        ("a:b@tcp(c)", "a:[masked]@tcp(c)"),
        ("x=a:b:c@unix(c)", "x=a:[masked]@unix(c)"),
        ("x a@tcp(c)", "x a@tcp(c)"),
        ("x:y a@tcp(c)", "x:y a@tcp(c)"),
        ("a:b@tcp(c),d:e@tcp(f)", "a:[masked]@tcp(c),d:[masked]@tcp(f)"),
        ("a:@tcp(c)", "a:@tcp(c)"),
        ("a:null@tcp(c)", "a:null@tcp(c)"),
        ("jdbc:oracle:thin:a/b@c:1521/d", "jdbc:oracle:thin:a/[masked]@c:1521/d"),
        ("jdbc:oracle:thin:a/b@c@d", "jdbc:oracle:thin:a/[masked]@d"),
        ("jdbc:oracle:thin:a/@c", "jdbc:oracle:thin:a/@c"),
        ("jdbc:oracle:thin:a/null@c", "jdbc:oracle:thin:a/null@c"),
        ("jdbc:oracle:thin:@c:1521/d", "jdbc:oracle:thin:@c:1521/d"),
        ("jdbc:oracle:thin:a/b c@d", "jdbc:oracle:thin:a/b c@d"),
    ] {
        assert_eq!(mask(text), shown, "{text}");
    }
    let url = |length: usize| mask(&format!("https://a:{}@c", "b".repeat(length))).contains("[masked]");
    assert!(url(509) && !url(510));
}

#[test]
fn curls_user_has_a_password() {
    for (text, shown) in [
        ("curl -u a:b c", "curl -u a:[masked] c"),
        ("curl --user a:b c", "curl --user a:[masked] c"),
        ("curl --user=a:b c", "curl --user=a:[masked] c"),
        ("curl --proxy-user a:b c", "curl --proxy-user a:[masked] c"),
        ("curl -u 'a:b c' d", "curl -u 'a:[masked]' d"),
        ("curl -u \"a:b c\" d", "curl -u \"a:[masked]\" d"),
        ("curl -u 'a:b\nc' d", "curl -u 'a:[masked]\nc' d"),
        ("curl -u a c:d", "curl -u a c:d"),
        ("curl -u a: c", "curl -u a: c"),
        ("curl -u a:$PASS c", "curl -u a:$PASS c"),
        ("wget -u a:b c", "wget -u a:b c"),
        ("curl x\n -u a:b", "curl x\n -u a:b"),
        ("curl -ua:b c", "curl -ua:[masked] c"),
        ("curl -u a:b@c d", "curl -u a:[masked] d"),
        ("sqlplus a/b@c d", "sqlplus a/[masked]@c d"),
        ("curl x: -ua:b c", "curl x: -ua:[masked] c"),
        ("curl '' -u '' a:b", "curl '' -u '' a:b"),
        ("curl '' -u a:b", "curl '' -u a:[masked]"),
        ("{\"x\":\"curl -u \\\"a:b c\\\" d\"}", "{\"x\":\"curl -u \\\"a:[masked]\\\" d\"}"),
        // The command is a word of its own.
        ("/bin/curl -u a:b", "/bin/curl -u a:[masked]"),
        ("libcurl -u a:b", "libcurl -u a:b"),
        ("curly -u a:b", "curly -u a:b"),
        ("curl/8.5 -u a:b", "curl/8.5 -u a:b"),
        ("curl: -u a:b", "curl: -u a:b"),
        ("curl=1 -u a:b", "curl=1 -u a:b"),
        ("curl.c -u a:b", "curl.c -u a:b"),
        // `--user-agent` only begins like `--user`.
        ("curl --user-agent a:b c", "curl --user-agent a:b c"),
        ("curl --user-agent x --user a:b c", "curl --user-agent x --user a:[masked] c"),
    ] {
        assert_eq!(mask(text), shown, "{text}");
    }
}

#[test]
fn a_kilobyte_of_a_command_line_is_read() {
    let whole = |words: usize| {
        let text = mask(&format!("mysql {} -p{SECRET}", "x".repeat(words)));
        text.ends_with(" -p[masked]")
    };
    // A blank, the words, a blank, the option and the password.
    assert!(whole(1) && whole(1024 - 1 - 3 - 16) && !whole(1024 - 3 - 16));
}

#[test]
fn passwords_of_sql_are_masked() {
    for (text, shown) in [
        (
            "CREATE USER ana IDENTIFIED BY 'swordfish' ACCOUNT LOCK",
            "CREATE USER ana IDENTIFIED BY '[masked]' ACCOUNT LOCK",
        ),
        ("create user ana identified by \"swordfish\";", "create user ana identified by \"[masked]\";"),
        ("CREATE USER ana IDENTIFIED BY swordfish;", "CREATE USER ana IDENTIFIED BY [masked];"),
        ("(IDENTIFIED BY swordfish) x", "(IDENTIFIED BY [masked]) x"),
        ("IDENTIFIED BY\t'swordfish'", "IDENTIFIED BY\t'[masked]'"),
        ("IDENTIFIED BY PASSWORD '*94BDCEBE19083CE2'", "IDENTIFIED BY PASSWORD '[masked]'"),
        ("IDENTIFIED WITH mysql_native_password BY 'swordfish'", "IDENTIFIED WITH mysql_native_password BY '[masked]'"),
        ("identified with caching_sha2 as 'swordfish'", "identified with caching_sha2 as '[masked]'"),
        ("IDENTIFIED WITH auth_socket", "IDENTIFIED WITH auth_socket"),
        ("IDENTIFIED WITH auth_socket; GRANT x BY 'swordfish'", "IDENTIFIED WITH auth_socket; GRANT x BY 'swordfish'"),
        ("IDENTIFIED WITH auth_socket\nBY 'swordfish'", "IDENTIFIED WITH auth_socket\nBY 'swordfish'"),
        ("IDENTIFIED BY '****[password 1]'", "IDENTIFIED BY '[masked]'"),
        ("IDENTIFIED BY ''", "IDENTIFIED BY ''"),
        ("IDENTIFIED BY", "IDENTIFIED BY"),
    ] {
        assert_eq!(mask(text), shown, "{text}");
    }
    let far = |bytes: usize| mask(&format!("IDENTIFIED WITH {} BY 'swordfish'", "x".repeat(bytes)));
    assert!(far(100).contains("[masked]") && !far(160).contains("[masked]"), "it is looked for nearby");
}

#[test]
fn a_label_says_what_a_value_is_by_its_own_shape() {
    let github = "ghp_0123456789abcdefABCDEF0123456789abcd";
    for (text, label) in [
        (format!("password={JWT}"), "password=****[jwt 1]"),
        (format!("password={github}"), "password=****[GitHub token 1]"),
        ("password=swordfish.harbour".to_owned(), "password=****[password 1]"),
        ("password=eyJ".to_owned(), "password=****[password 1]"),
    ] {
        assert_eq!(Masker::default().mask(&text), label, "{text}");
    }
}

#[test]
fn what_stands_around_the_middle_of_a_token_is_part_of_it() {
    let body = |length: usize| (0..length).map(|at| char::from(b"aB3dE5gH7jK9"[at % 12])).collect::<String>();
    let sentence = format!("got {}8Q~{}. Then", body(3), body(31));
    assert_eq!(mask(&sentence), "got [masked]. Then", "a sentence ends");
    for (before, middle, after, masked, why) in [
        (8, ".atlasv1.", 30, true, "Terraform's"),
        (7, ".atlasv1.", 30, false, "too little before it"),
        (8, ".atlasv1.", 29, false, "too little after it"),
        (14, ".atlasv1.", 60, true, "as long as they are"),
        (3, "8Q~", 28, true, "Azure's shortest"),
        (3, "8Q~", 40, true, "Azure's longest"),
        (3, "8Q~", 27, false, "shorter"),
        (3, "8Q~", 41, false, "longer"),
        (2, "8Q~", 31, false, "two characters before it"),
        (4, "8Q~", 31, false, "four"),
    ] {
        let text = format!("got {}{middle}{} here", body(before), body(after));
        let shown = if masked { "got [masked] here".to_owned() } else { text.clone() };
        assert_eq!(mask(&text), shown, "{why}");
    }
}

#[test]
fn private_keys_are_masked_to_their_end() {
    let begin = "-----BEGIN PRIVATE KEY-----";
    let end = "-----END PRIVATE KEY-----";
    for (text, shown) in [
        (format!("{begin}\nabc\n{end}"), format!("{begin}\n[masked]\n{end}")),
        (format!("{begin}\\nabc\\n{end}"), format!("{begin}\\n[masked]\\n{end}")),
        (format!("{begin}\\r\\nabc\n{end}"), format!("{begin}\\r\\n[masked]\n{end}")),
        (format!("{begin}\nabc\nd: e"), format!("{begin}\n[masked]: e")),
        (format!("{begin}\nProc-Type: 4\n\nabc\n{end}"), format!("{begin}\n[masked]\n{end}")),
        (format!("{begin}\n{end}"), format!("{begin}\n{end}")),
        (format!("x: y\nabc\n{end}"), format!("x:[masked]\n{end}")),
        (format!("abc\n{end}"), format!("[masked]\n{end}")),
        ("-----BEGIN PUBLIC KEY-----\nabc".to_owned(), "-----BEGIN PUBLIC KEY-----\nabc".to_owned()),
        ("abc\n-----END PUBLIC KEY-----".to_owned(), "abc\n-----END PUBLIC KEY-----".to_owned()),
        ("-----BEGIN\nPRIVATE KEY-----\nabc".to_owned(), "-----BEGIN\nPRIVATE KEY-----\nabc".to_owned()),
    ] {
        let found = mask(&text);
        assert_eq!(found.replace(": [masked]", ":[masked]"), shown, "{text}");
    }
}

#[test]
fn hidden_characters_are_made_visible() {
    for c in [
        '\u{0}',
        '\u{1b}',
        '\u{7f}',
        '\u{9b}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{1160}',
        '\u{17b4}',
        '\u{17b5}',
        '\u{180b}',
        '\u{180e}',
        '\u{180f}',
        '\u{200b}',
        '\u{200f}',
        '\u{2028}',
        '\u{202e}',
        '\u{2060}',
        '\u{206f}',
        '\u{2800}',
        '\u{3164}',
        '\u{fe00}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{fff9}',
        '\u{fffb}',
        '\u{1bca0}',
        '\u{1bca3}',
        '\u{1d173}',
        '\u{1d17a}',
        '\u{e0000}',
        '\u{e007f}',
        '\u{e0100}',
        '\u{e01ef}',
        '\r',
    ] {
        assert_eq!(show(&format!("a{c}b")).as_str(), format!("a\\u{{{:x}}}b", u32::from(c)));
    }
    for c in [
        '\n',
        '\t',
        'ä',
        '\u{200a}',
        '\u{2010}',
        '\u{2027}',
        '\u{202f}',
        '\u{205f}',
        '\u{2070}',
        '\u{fff8}',
        '\u{fffc}',
        '\u{e0080}',
        '\u{e00ff}',
        '\u{e01f0}',
        '\u{34e}',
        '\u{1161}',
        '\u{17b6}',
        '\u{2801}',
        '\u{1d17b}',
        '日',
    ] {
        assert_eq!(show(&format!("a{c}b")).as_str(), format!("a{c}b"));
    }
    assert_eq!(show("a\r\nb\r").as_str(), "a\nb\\u{d}");
}

#[test]
fn a_line_is_cut_to_its_width() {
    for (text, max, shown) in [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abc..."),
        ("ab defg", 6, "ab..."),
        ("abcdefg", 3, "..."),
        ("abcdefg", 1, "."),
        ("abcdefg", 0, ""),
        ("", 0, ""),
        ("日本語日本語", 5, "日本..."),
    ] {
        assert_eq!(show_line(text, max).as_str(), shown, "{text} {max}");
    }
    assert_eq!(show_line("password:\nhunter2hunter2", 80).as_str(), "password: ****[password 1]");
}
