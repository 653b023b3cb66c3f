//! Transcripts: the commands of `tests/cli` and of the README, and what they print. They run in the folder `NAME.in`
//! next to `NAME.trycmd`. `TRYCMD=overwrite cargo test --test cli` records the current output; read it before you
//! commit it.

mod program;

#[test]
fn transcripts() {
    let cases = trycmd::TestCases::new();
    cases.env("NO_COLOR", "");
    // Nobody's own entries are read.
    cases.env("XDG_CONFIG_HOME", "/nonexistent");
    // What is empty is not set: whoever runs the tests may be a program.
    for name in program::CHANGING {
        cases.env(name, "");
    }
    cases.case("README.md").case("tests/cli/*.trycmd");
}
