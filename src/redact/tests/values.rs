//! Which text after a name is its value: each class of names at each separator and place.

use super::mask;
use crate::redact::names::{self, Class};
use crate::redact::table::TRAILERS;
use crate::redact::{entropy, is_secret_name};

/// A value that looks like a secret, and one that looks like a word.
pub(super) const SECRET: &str = "Zq8xK2mPw93LtYv0";
const WORD: &str = "swordfish";

/// A text with a value in place of `%`, as it is shown if the value is masked and as it is.
fn shown(text: &str, value: &str, masked: bool) -> String {
    text.replace('%', if masked { "[masked]" } else { value })
}

/// For each text: whether a value like a secret is masked in it, and whether a word is.
fn assert_masked(rows: &[(&str, bool, bool)]) {
    let mut faults = Vec::new();
    for (text, secret, word) in rows {
        for (value, masked) in [(SECRET, *secret), (WORD, *word)] {
            let found = mask(&text.replace('%', value));
            faults.extend((found != shown(text, value, masked)).then(|| format!("{text}: {found}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_class_is_masked_by_its_separator_and_place() {
    assert_masked(&[
        // A secret for sure.
        ("password=%", true, true),
        ("password = %", true, true),
        ("password => %", true, true),
        ("password:=%", true, true),
        ("password==%", false, false),
        ("password=~%", false, false),
        ("password!=%", false, false),
        ("password::%", false, false),
        ("\"password\":\"%\"", true, true),
        ("'password': '%'", true, true),
        ("`password`:`%`", true, true),
        ("\"password\"=\"%\"", true, true),
        ("{\\\"password\\\":\\\"%\\\"}", true, true),
        ("[password]=%", true, true),
        ("password: %", true, true),
        ("the password: %", true, false),
        ("the password: % was refused", true, false),
        ("{password: %}", true, true),
        ("[password: %]", true, true),
        ("(password: %)", true, false),
        ("the password:%", true, false),
        ("the password:%, user:x", true, true),
        ("the password:% user:x", true, true),
        ("the password:% for x", true, false),
        ("a:password:%", false, false),
        ("--password %", true, true),
        ("--db-password %", true, true),
        ("-password %", true, true),
        ("a-password %", true, false),
        ("a password %", true, false),
        ("'password', '%'", true, false),
        ("name: password\nvalue: %", true, true),
        ("name: password\nother: %", false, false),
        ("\"name\":\"password\",\"value\":\"%\"", true, true),
        ("\"name\":\"password\",\"values\":\"%\"", false, false),
        ("password=b'%'", true, true),
        ("password=u\"%\"", true, true),
        ("password=[\"%\"]", true, true),
        ("password=[%]", true, true),
        ("password={%}", false, false),
        ("password=(%)", false, false),
        // A secret where it looks like one.
        ("auth=%", true, false),
        ("auth: %", true, false),
        ("\"auth\":\"%\"", true, false),
        ("sig=%", true, false),
        ("otp=%", true, false),
        ("pass=%", true, false),
        ("db_pass=%", true, true),
        ("dbpass=%", true, true),
        ("assertion=%", true, false),
        ("client_assertion=%", true, true),
        ("x_signature=%", true, false),
        ("auth=[%]", false, false),
        // What a parser did not expect.
        ("token: %", true, true),
        ("{token: %}", true, true),
        ("auth=[\"%\"]", true, false),
        // Cookies.
        ("cookie: %", true, true),
        ("a cookie: %", false, false),
        ("'cookie', '%'", false, false),
        // Authorization.
        ("authorization: %", true, true),
        ("an authorization: %", true, false),
        ("an authorization=%", true, true),
        ("'authorization', '%'", true, false),
        ("authorization: Bearer %", true, true),
        ("authorization: Bearer\r\n %\r\nHost: x", true, true),
        ("an authorization: Bearer %", true, true),
        ("an authorization: Bearer % and", true, false),
        ("'authorization', 'Bearer %'", true, true),
        ("authorization=[Bearer %]", true, true),
        // No secret names.
        ("page_token=%", false, false),
        ("user=%", false, false),
        ("token_type=%", false, false),
        ("passwords=%", false, false),
    ]);
}

#[test]
fn a_value_is_found_in_elements_blocks_and_what_wraps_it() {
    assert_masked(&[
        ("<password>%</password>", true, true),
        ("<ns:password>%</ns:password>", true, true),
        ("<password>\n  %\n</password>", true, true),
        ("<password><![CDATA[%]]></password>", true, true),
        ("<key>password</key><string>%</string>", true, true),
        ("<key>password</key>\n<string>%</string>", true, true),
        ("<key>password</key><integer>%</integer>", false, false),
        ("<b>the password</b><v>%</v>", false, false),
        ("<password type=\"x\">%</password>", true, true),
        ("<password type=\"x\"/>%", false, false),
        ("&lt;password&gt;%&lt;/password&gt;", true, true),
        ("password>%", false, false),
        ("password: |\n  %\nuser: x", true, true),
        ("password: |2-\r\n  %\r\nuser: x", true, true),
        ("password: |\n%", false, false),
        ("password: >-\n\n  %\n\nuser: x", true, true),
        ("password:\n  %\nuser: x", true, false),
        ("password:\r\n\t%\r\nuser: x", true, false),
        ("password:\n\n  %", true, false),
        ("password:\n%", false, false),
        ("  password:\n  %", false, false),
        ("password:\n  % and more", false, false),
        ("password:\n  %:", false, false),
        ("password:\n  \"%\"", true, true),
        ("{<<\"password\">>, <<\"%\">>}", true, false),
        ("password=Some(\"%\")", true, true),
        ("password: []string{\"%\"}", true, true),
        ("\"password\" => string(9) \"%\"", true, true),
        ("password=<<\"%\">>", true, true),
        ("password=&\"%\"", true, true),
    ]);
    assert_masked(&[
        ("/cb?code=%&state=1", true, false),
        ("/cb?code=%", true, false),
        ("code=%&state=1", true, false),
        ("x#code=%", true, false),
        ("code=% state=1", false, false),
        ("x code=%&state=1", true, false),
        ("x_code=%&state=1", false, false),
        ("x-code=%&state=1", false, false),
        ("x.code=%&state=1", false, false),
        ("xcode=%&state=1", false, false),
        ("invalid API key provided: %", true, false),
    ]);
    let deep = format!("{}  password: |\n    %\n  user: x", "x\n".repeat(200));
    assert_masked(&[(deep.as_str(), true, true)]);
    let element = |attributes: usize| mask(&format!("<password {}>swordfish</password>", "x".repeat(attributes)));
    assert!(element(255).contains("[masked]") && !element(256).contains("[masked]"), "its end is near");
    let parameter = |value: &str| mask(&format!("/cb?code={value}&state=1")).contains("[masked]");
    assert!(parameter("Zq8xK2mPw93L") && !parameter("Zq8xK2mPw93"), "a code has twelve characters");
}

#[test]
fn a_value_ends_where_something_else_begins() {
    let mut faults = Vec::new();
    for (text, shown) in [
        ("password=x user=y", "password=[masked] user=y"),
        ("password=x\tuser=y", "password=[masked]\tuser=y"),
        ("password=x\nuser", "password=[masked]\nuser"),
        ("password=x\r\nuser", "password=[masked]\r\nuser"),
        ("password=x\u{1b}[0m", "password=[masked]\u{1b}[0m"),
        ("password=x\\nuser", "password=[masked]\\nuser"),
        ("password=x\\duser", "password=[masked]"),
        ("password=x;user=y", "password=[masked];user=y"),
        ("password=x; user", "password=[masked]; user"),
        ("password=x;user", "password=[masked]"),
        ("password=x;", "password=[masked];"),
        ("password=x&user=y", "password=[masked]&user=y"),
        ("password=x&user", "password=[masked]"),
        ("password=x,user=y", "password=[masked],user=y"),
        ("password=x, user", "password=[masked], user"),
        ("password=x,user", "password=[masked]"),
        ("password=x,user:y", "password=[masked],user:y"),
        ("password=****[token 1]x", "password=[masked]x"),
        ("password=x\"", "password=[masked]\""),
        ("password=x\"y", "password=[masked]"),
        ("password=x)", "password=[masked])"),
        ("password=x) y", "password=[masked]) y"),
        ("password=x)y", "password=[masked]"),
        ("password=x]", "password=[masked]]"),
        ("password=x}", "password=[masked]}"),
        ("password=x|", "password=[masked]|"),
        ("password=x<y", "password=[masked]<y"),
        ("password=x>y", "password=[masked]>y"),
        ("'password=x y' z", "'password=[masked] y' z"),
        ("(password=x) y", "(password=[masked]) y"),
        ("[password=x]y", "[password=[masked]]y"),
        ("{password=x}y", "{password=[masked]}y"),
        ("(password=x)y", "(password=[masked])y"),
        ("password=\"a b\" c", "password=\"[masked]\" c"),
        ("password=\"a\nb", "password=\"[masked]\nb"),
        ("password=\"a b", "password=\"[masked]"),
        ("password=\"a\\\"b\" c", "password=\"[masked]\" c"),
        ("\"password=\\\"a\" c", "\"password=\\\"[masked]\" c"),
        ("password=[\"a\", \"b\"] c", "password=[\"[masked]\", \"[masked]\"] c"),
        ("password=[\"a\" \"b\"]", "password=[\"[masked]\" \"b\"]"),
        ("password=[ a b ] c", "password=[ [masked]] c"),
        ("password=[a b", "password=[[masked]"),
        ("password=[\"abcdefghijklmnop\nb\"]", "password=[\"[masked]\nb\"]"),
        ("password=[[x]]", "password=[[masked]]]"),
        ("cookie: a=1; b=2", "cookie: [masked]"),
        ("cookie: a=1, b=2", "cookie: [masked], b=2"),
        ("cookie: a=1, b", "cookie: [masked]"),
        ("a cookie: a=1; b=2", "a cookie: [masked]"),
        ("a cookie: a; b=2", "a cookie: a; b=2"),
        ("authorization: some words here", "authorization: [masked]"),
        ("authorization: Digest a=1, b=2", "authorization: Digest [masked]"),
        ("authorization: Bearer x and", "authorization: Bearer [masked]"),
        ("authorization: Bearer  x", "authorization: Bearer  [masked]"),
        ("<password>x", "<password>[masked]"),
    ] {
        let found = mask(text);
        faults.extend((found != shown).then(|| format!("{text}: {found}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    let next = |name: usize| mask(&format!("password=x,{}=y", "n".repeat(name)));
    assert!(next(40).ends_with("n=y") && next(41) == "password=[masked]", "a name has forty bytes");
}

#[test]
fn what_says_that_nothing_is_there_is_no_secret() {
    for value in [
        "null",
        "None",
        "TRUE",
        "expired",
        "missing",
        "required",
        "[Array]",
        "[object Object]",
        "***",
        "•••",
        "xxx",
        "XXXX",
        "<hidden>",
        "[REDACTED]",
        "...",
        "$TOKEN",
        "${API_KEY}",
        "$(cat token)",
        "{{ token }}",
        "<your token>",
        "This field is required.",
        "must be at least 8 characters",
    ] {
        let text = format!("\"password\":\"{value}\"");
        assert_eq!(mask(&text), text);
    }
    for value in [
        "nulls",
        "xx",
        "xxxxy",
        "$token",
        "$",
        "${",
        "${token}",
        "{{ token",
        "<your token",
        "This field",
        "a b c",
        "field is s3cret9x now",
        "8 16 24",
    ] {
        let text = format!("\"password\":\"{value}\"");
        assert_eq!(mask(&text), "\"password\":\"[masked]\"", "{value}");
    }
    let tag = |length: usize| mask(&format!("\"password\":\"<{}>\"", "a".repeat(length))).contains("[masked]");
    assert!(!tag(37) && tag(38));
    let long = |count: usize| format!("\"password\":\"{}is wrong\"", "word ".repeat(count));
    assert!(!mask(&long(58)).contains("[masked]") && mask(&long(59)).contains("[masked]"));
}

#[test]
fn a_shells_directory_is_no_password() {
    assert_eq!(mask("PWD=/srv/app"), "PWD=/srv/app");
    assert_eq!(mask("PWD=~/app"), "PWD=~/app");
    assert_eq!(mask("PWD=srv"), "PWD=[masked]");
    assert_eq!(mask("password=/srv/app"), "password=[masked]");
}

#[test]
fn prose_about_a_flag_is_no_value() {
    for word in [
        "flag",
        "option",
        "argument",
        "parameter",
        "value",
        "to",
        "in",
        "on",
        "with",
        "for",
        "from",
        "cannot",
        "requires",
        "if",
        "may",
        "can",
        "should",
        "as",
        "has",
        "instead",
        "when",
        "together",
        "file",
        "did",
        "does",
        "will",
        "but",
        "specified",
        "given",
        "provided",
        "needs",
        "be",
        "via",
        "also",
        "only",
        "Flag",
        "flag.",
        "to,",
        "is",
        "must",
        "--user",
    ] {
        let text = format!("--password {word} x");
        assert_eq!(mask(&text), text);
    }
    assert_eq!(mask("--password flags x"), "--password [masked] x");
    assert_eq!(mask("--password\tx"), "--password\t[masked]");
    assert_eq!(mask("---password x"), "---password [masked]");
}

#[test]
fn an_object_that_java_prints_is_no_secret() {
    for (value, object) in [
        ("Token{78af589", true),
        ("a.b.Token@f5c5b6e", true),
        ("a.Outer$Token@f5c5", true),
        ("Token@f5c5b6e x", true),
        ("Abc{78af589", false),
        ("token{78af589", false),
        ("Tok3n{78af589", false),
        ("Token{78a", false),
        ("Token{78af58912", false),
        ("Token{78afz89", false),
        ("Token78af589", false),
    ] {
        assert_eq!(names::is_harmless(value), object, "{value}");
    }
}

#[test]
fn names_are_known_by_their_ends() {
    for name in [
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "secret_key",
        "secretAccessKey",
        "token",
        "api-key",
        "access_key",
        "private-key",
        "AccountKey",
        "SharedAccessKey",
        "subscription-key",
        "functions-key",
        "signing_key",
        "encryption_key",
        "master_key",
        "SECRET_KEY_BASE",
        "api-session-id",
        "JSESSIONID",
        "PHPSESSID",
        "ASP.NET_SessionId",
        "code_verifier",
        "SAMLResponse",
        "X-Amz-Signature",
        "X-Goog-Signature",
        "db.password",
    ] {
        assert_eq!(names::class(name.as_bytes()).map(|(class, _)| class), Some(Class::Secret), "{name}");
        assert!(is_secret_name(name), "{name}");
        assert_eq!(mask(&format!("{name}=x")), format!("{name}=[masked]"));
    }
    for name in [
        "page_token",
        "nextToken",
        "continue-token",
        "continuation_token",
        "syncToken",
        "resume_token",
        "invalid_token",
        "tokens",
        "key",
        "user",
    ] {
        assert_eq!(names::class(name.as_bytes()).map(|(class, _)| class), None, "{name}");
        assert!(!is_secret_name(name), "{name}");
    }
    for name in ["auth", "sig", "pass", "my_pass", "assertion", "signature"] {
        assert_eq!(names::class(name.as_bytes()).map(|(class, _)| class), Some(Class::Doubtful), "{name}");
        assert!(!is_secret_name(name), "{name}");
    }
    assert!(names::class(b"x-auth").is_none() && names::class(b"xsig").is_none() && names::class(b"bypass").is_none());
    assert!(is_secret_name("Proxy-Authorization") && is_secret_name("Set-Cookie"));
}

#[test]
fn a_short_word_after_token_is_what_a_parser_met() {
    for text in ["token: comma", "{token: comma}", "[token: eof]"] {
        assert_eq!(mask(text), text);
    }
    assert_eq!(mask("{token: decimal}"), "{token: decimal}");
    assert_eq!(mask("{token: operator}"), "{token: [masked]}", "a longer one may be a token");
    assert_eq!(mask("{secret: comma}"), "{secret: [masked]}");
}

#[test]
fn a_value_may_go_on_on_the_next_lines() {
    let next = "Hc9dLq2ZtV7xRb4n";
    for (text, shown, why) in [
        (format!("password={SECRET}\n  {next}\nuser"), "password=[masked]\nuser".to_owned(), "further in"),
        (format!("password={SECRET}\r\n\t{next}\r\nuser"), "password=[masked]\r\nuser".to_owned(), "Windows"),
        (format!("password={SECRET}\n {next}\n {next}"), "password=[masked]".to_owned(), "twice"),
        (format!("password={SECRET}\n{next}"), format!("password=[masked]\n{next}"), "not further in"),
        (format!("password={SECRET}\n  swordfish"), "password=[masked]\n  swordfish".to_owned(), "a word"),
        (format!("password={SECRET}\n  {next} is"), format!("password=[masked]\n  {next} is"), "several words"),
        (format!("authorization: Bearer {SECRET}\n {next}"), "authorization: Bearer [masked]".to_owned(), "a header"),
    ] {
        assert_eq!(mask(&text), shown, "{why}");
    }
}

#[test]
fn a_value_may_come_before_the_name_of_its_name() {
    for (text, masked, why) in [
        ("<input value=\"%\" name=\"password\">", true, "an attribute"),
        ("<input value='%' id='password'>", true, "known by its id"),
        ("<input value=\"%\" type=\"x\" name=\"password\">", true, "others between"),
        ("<meta content=\"%\" name=\"password\">", true, "content is a value"),
        ("{\"value\":\"%\",\"key\":\"password\"}", true, "JSON"),
        ("{\\\"value\\\":\\\"%\\\",\\\"key\\\":\\\"password\\\"}", true, "JSON in a string"),
        ("<a value=\"%\"><b name=\"password\">", false, "another element"),
        ("value=\"%\"\nname=\"password\"", false, "another line"),
        ("{value=\"%\",name=\"password\"}", true, "right behind the bracket"),
        ("<input pvalue=\"%\" name=\"password\">", false, "a part of another word"),
        ("<input value=\"%\" name=\"passwordless\">", false, "a name that only begins so"),
        ("<input value=\"%\" title=\"password\">", false, "a title names nothing"),
        ("<input value of \"%\" name=\"password\">", false, "prose"),
    ] {
        assert_eq!(mask(&text.replace('%', "swordfish")), shown(text, "swordfish", masked), "{why}");
    }
}

#[test]
fn a_value_may_follow_the_name_of_its_name_on_the_next_line_or_at_once() {
    assert_masked(&[
        ("<input name=\"password\" value=\"%\">", true, true),
        ("<input name=\"password\"\n  value=\"%\">", true, true),
        ("<input name=\"password\" \n  value=\"%\">", true, true),
        ("<input name=\"password\"value=\"%\">", true, true),
        ("<input name=\"password\" title=\"%\">", false, false),
    ]);
}

#[test]
fn a_value_may_stand_beside_its_name() {
    for (text, value, masked, why) in [
        ("invalid API key %", SECRET, true, "right beside it"),
        ("invalid API key provided: %", SECRET, true, "behind a word"),
        ("the API key provided is %", SECRET, true, "behind two"),
        ("the API key that was given is %", SECRET, false, "behind more"),
        ("the password was '%'", "hunter2", true, "quoted"),
        ("the password was %", "hunter22", true, "like a secret"),
        ("the password was %", "hunter2", false, "a word that is not quoted"),
        ("the password was '%'", "swordfish", false, "a word without digits"),
        ("ALTER USER ana PASSWORD '%'", "swordfish", true, "SQL"),
        ("ALTER USER ana PASSWORD %", "swordfish", false, "SQL quotes it"),
        ("alter user ana password '%'", "swordfish", false, "prose, perhaps"),
        ("the TOKEN '%'", "swordfish", false, "SQL sets no token"),
        ("the passcode %", "482913", true, "a code that is typed in"),
        ("the passcode %", "48291a", false, "which has digits alone"),
        ("the password %", "482913", false, "a number is no password"),
    ] {
        assert_eq!(mask(&text.replace('%', value)), shown(text, value, masked), "{why}");
    }
}

#[test]
fn two_strings_in_brackets_are_a_name_and_its_value() {
    for (text, masked, why) in [
        ("('password', '%')", true, "a pair"),
        ("{'password', '%'}", true, "one of Erlang"),
        ("f('password', '%', 'x')", false, "more arguments follow"),
        ("f('x', 'password', '%')", false, "others come before"),
        ("f('auth', '%')", false, "the name is doubtful"),
    ] {
        assert_eq!(mask(&text.replace('%', "SWORDFISH")), shown(text, "SWORDFISH", masked), "{why}");
    }
    for words in ["is too short", "too_short", "no-such.one"] {
        let text = format!("('password', '{words}')");
        assert_eq!(mask(&text), text, "words say something of it");
    }
    assert_eq!(mask("('password', 'Swordfish')"), "('password', '[masked]')", "a capital is no word's");
}

#[test]
fn a_name_may_say_which_of_several_it_is() {
    for one in TRAILERS {
        let (first, rest) = one.split_at(1);
        for name in
            [format!("password_{one}"), format!("password-{one}"), format!("password{}{rest}", first.to_uppercase())]
        {
            assert_eq!(mask(&format!("{name}=x")), format!("{name}=[masked]"));
        }
        for name in [format!("password{one}"), format!("password_{one}x"), format!("password__{one}")] {
            assert_eq!(mask(&format!("{name}=x")), format!("{name}=x"));
        }
    }
    for (text, shown) in [
        ("password2=x", "password2=[masked]"),
        ("password_123=x", "password_123=[masked]"),
        ("password_1234=x", "password_1234=x"),
        ("password2b=x", "password2b=x"),
        ("password2_b=x", "password2_b=x"),
        ("password2.b=x", "password2.b=x"),
    ] {
        assert_eq!(mask(text), shown, "{text}");
    }
}

#[test]
fn a_name_is_a_word_of_its_own() {
    for text in ["tokenize=x", "token_id=x", "token-x=y", "tokens: x"] {
        assert_eq!(mask(text), text);
    }
    assert_eq!(mask("my.db_token=x"), "my.db_token=[masked]");
    assert_eq!(mask("a/token=x"), "a/token=[masked]");
    assert_eq!(mask("TOKEN=x"), "TOKEN=[masked]");
}

#[test]
fn schemes_have_one_word_or_parameters() {
    for scheme in [
        "bearer",
        "basic",
        "dpop",
        "negotiate",
        "ntlm",
        "kerberos",
        "token",
        "apikey",
        "api-key",
        "key",
        "accesskey",
        "privatetoken",
        "jwt",
        "hoba",
        "googlelogin",
        "sharedkey",
        "sharedkeylite",
        "genie",
        "Bearer",
    ] {
        assert_eq!(names::scheme(scheme), Some(true), "{scheme}");
    }
    for scheme in [
        "digest",
        "sign",
        "oauth",
        "hawk",
        "mutual",
        "vapid",
        "signature",
        "aws",
        "scram-sha-1",
        "scram-sha-256",
        "AWS4-HMAC-SHA256",
        "GOOG4-RSA-SHA256",
    ] {
        assert_eq!(names::scheme(scheme), Some(false), "{scheme}");
    }
    assert!(["", "bearers", "own", "aws5-x"].into_iter().all(|word| names::scheme(word).is_none()));
    // In a list a credential of one word ends with it.
    assert_eq!(mask("curl -H 'authorization: Bearer a b'"), "curl -H 'authorization: Bearer [masked] b'");
    assert_eq!(mask("curl -H 'authorization: Digest a b'"), "curl -H 'authorization: Digest [masked]'");
}

#[test]
fn what_looks_like_a_secret() {
    for word in [
        "Zq8xK2mPw93LtYv0",
        "abcdefg1",
        "hunter22",
        "aBcDeFgHiJkLmNoP",
        "abcdeFabcdeFabcdF",
        "1234567a",
        "a1-bcdefghijklm",
        "0123456789ABCDEF0123",
    ] {
        assert!(entropy::looks_secret(word), "{word}");
    }
    for word in [
        "abcdef1",
        "abcdefgh",
        "ABCDEFG1",
        "AADSTS50013",
        "ERR_TOKEN_2_OF_THE_LONG_ONES",
        "12345678",
        "my-secret-2",
        "orders.v1.example",
        "CamelCaseWordsForever",
        "abcdeFabcdeFabcdeF",
        "aBcDeFgHiJkLmNo",
        "Http2Error",
        "Http2Exception",
        "Http2Failure",
    ] {
        assert!(!entropy::looks_secret(word), "{word}");
    }
    for (word, wanted) in [
        ("hunter2", true),
        ("hunt2", true),
        ("hun2", false),
        ("hunter", false),
        ("HUNTER2", false),
        ("hunter!", true),
        ("12345", false),
    ] {
        assert_eq!(entropy::looks_password(word), wanted, "{word}");
    }
    let digit_after = |count| entropy::looks_password(&("a".repeat(count) + "1"));
    assert!(digit_after(255) && !digit_after(256), "no more is read of a word");
    let digit_after = |count| entropy::looks_secret(&("a".repeat(count) + "1"));
    assert!(digit_after(255) && !digit_after(256));
    let digit_after = |count| entropy::is_random(("a".repeat(count) + "1").as_bytes());
    assert!(digit_after(255) && !digit_after(256));
    for (body, wanted) in [
        ("Zq8xK2mPw93LtYv0", true),
        ("abc-Zq8xK2mPw93LtYv0", true),
        ("abc-Zq8xK2mPw93-def", false),
        ("zq8xk2mpw93l", true),
        ("zq8xk2mpw93", false),
        ("swordfishharbour", false),
        ("123456789012", false),
        ("aBcDeFgHiJkL", true),
        ("CamelCaseWordsForever", false),
    ] {
        assert_eq!(entropy::is_random(body.as_bytes()), wanted, "{body}");
    }
    for (word, wanted, why) in [
        ("Zq8xK2mPw93LtYv0", true, "of letters and digits in no order"),
        ("Zq8xK2mPw93LtYv", false, "shorter"),
        ("Abc1", false, "a short word with a capital and a digit"),
        ("Zq8xK2mPw93LtY-v0", true, "in two parts"),
        ("Zq8xK2mPw93Lt-Yv0x", false, "in parts that are shorter"),
        ("Zq8xK2mPw93LtYv0/x", true, "base64 has a slash"),
        ("srv/Zq8xK2mPw93LtYv0/x", false, "a path"),
        ("Zq8xK2mPw93LtYv0:x", false, "an image"),
        ("DEADBEEFdeadbeef01", false, "a hash"),
        ("zq8xk2mpw93ltyv0", false, "without capitals"),
        ("ZQ8XK2MPW93LTYV0", false, "without small letters"),
        ("aBcDeFgHiJkLmNoP", true, "without digits, and the case changes often"),
        ("CamelCaseWordsForever", false, "words"),
    ] {
        assert_eq!(entropy::looks_random(word), wanted, "{word}: {why}");
    }
    let text = "at Zq8xK2mPw93LtYv0 /srv/Zq8xK2mPw93LtYv0 of Zq8xK2mPw93LtYv0.log";
    assert_eq!(entropy::random_words(text).collect::<Vec<_>>(), [3..19], "a path names a file");
}
