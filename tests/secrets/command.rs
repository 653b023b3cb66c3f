//! The command itself: arguments, names of files and messages on standard error.

use super::kinds;
use super::program::run;

/// Everything that a run prints.
fn printed(arguments: &[&str], input: &str) -> String {
    let output = run(arguments, input);
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn no_argument_that_is_a_secret_comes_out() {
    let wanted = ["ghp_", "sk_live_", "AKIA", "jwt", "24 letters and digits", "32 letters and digits"];
    let kinds = kinds::all().into_iter().filter(|kind| wanted.contains(&kind.name.as_str()));
    let mut leaks = Vec::new();
    for kind in kinds {
        let secret = kind.value.as_str();
        let part = &secret[secret.len() - 8..];
        let named = format!("password={secret}.log");
        for arguments in [
            &[secret][..],
            &["--lang", secret, "UNAVAILABLE"],
            &["--format", secret, "UNAVAILABLE"],
            &["--color", secret, "UNAVAILABLE"],
            &["check", "--fail-on", secret],
            &["check", "--allow", secret],
            &["list", secret],
            &["search", secret],
            &["--format", "json", "search", secret],
            &["--no-such-option", secret],
            &["something unknown with", secret],
            &[named.as_str()],
            &["check", named.as_str()],
            &["--catalog", named.as_str(), "UNAVAILABLE"],
            &["catalog", "check", named.as_str()],
        ] {
            let printed = printed(arguments, "rpc error: code = Unavailable desc = connection refused\n");
            if printed.contains(part) {
                leaks.push(format!("{arguments:?}: {printed}"));
            }
        }
    }
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

#[test]
fn what_is_masked_is_chosen_on_the_command_line() {
    let secret = kinds::all().swap_remove(0).value;
    let input = format!(
        "rpc error: code = Unavailable desc = dial tcp: lookup pay.shop.example: no such host password={secret} password={secret}\n"
    );
    let usual = printed(&["--format", "json"], &input);
    assert!(usual.contains("pay.shop.example") && !usual.contains(&secret), "{usual}");
    assert!(
        usual.contains("password=****[AWS key 1] password=****[AWS key 1]"),
        "equal secrets are seen to be: {usual}"
    );
    let strict = printed(&["--format", "json", "--redact", "strict"], &input);
    assert!(!strict.contains("pay.shop.example") && !strict.contains(&secret), "{strict}");
    let none = printed(&["--format", "json", "--no-redact"], &input);
    assert!(none.contains(&secret) && none.contains("--no-redact: secrets of the input are printed"), "{none}");
    assert!(printed(&["--no-redact", "--redact", "strict"], &input).contains("cannot be used with"));
}
