//! Transcripts: the commands of `tests/cli` and of the README, and what they print. They run in the folder `NAME.in`
//! next to `NAME.trycmd`. `TRYCMD=overwrite cargo test --test cli` records the current output; read it before you
//! commit it.

#[test]
fn transcripts() {
    let cases = trycmd::TestCases::new();
    cases.env("NO_COLOR", "");
    cases.case("README.md").case("tests/cli/*.trycmd");
}
