//! Transcripts: the commands of `tests/cli` and of the README, and what they print. They run in the folder `NAME.in` beside
//! `NAME.trycmd`. `TRYCMD=overwrite cargo test --test cli` writes what is printed now; read it before you commit it.

#[test]
fn transcripts() {
    let cases = trycmd::TestCases::new();
    cases.env("NO_COLOR", "");
    cases.case("README.md").case("tests/cli/*.trycmd");
}
