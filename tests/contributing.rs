//! CONTRIBUTING.md, as its reader follows it: every command is run in one folder, in order, and prints what the page says; every file that
//! the page shows is written where it says.
#![cfg(unix)]

mod program;

use std::fs;
use std::path::Path;

use program::{command, fed};

/// The blocks of a page: their language and their lines.
fn blocks(page: &str) -> Vec<(String, Vec<String>)> {
    let mut blocks: Vec<(String, Vec<String>)> = Vec::new();
    let mut open = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(language) if !open => {
                blocks.push((language.to_owned(), Vec::new()));
                open = true;
            }
            Some(_) => open = false,
            None if open => blocks.last_mut().expect("a block").1.push(line.to_owned()),
            None => {}
        }
    }
    blocks
}

/// Whether a text is as the page has it: `...` on a line of its own is any number of lines.
fn is_like(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "..." => (0..=printed.len()).any(|skipped| is_like(rest, &printed[skipped..])),
        Some((first, rest)) => {
            printed.split_first().is_some_and(|(line, left)| line.trim_end() == first && is_like(rest, left))
        }
    }
}

/// Runs a command line in a shell that finds the program.
fn run(line: &str, dir: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_explain")).parent().expect("a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let ours = command::<&str>(&[]);
    let mut shell = std::process::Command::new("sh");
    shell.arg("-c").arg(format!("{{ {line}\n}} 2>&1")).current_dir(dir).env("PATH", path);
    for (name, value) in ours.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let output = fed(shell.spawn().expect("a shell"), b"");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_newcomer_gets_to_a_tested_entry() {
    let page = include_str!("../CONTRIBUTING.md");
    let dir = std::env::temp_dir().join(format!("explain-contributing-{}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(dir.join(".git")).expect("a folder");
    let (mut commands, mut files) = (0, 0);
    for (language, lines) in blocks(page) {
        match language.as_str() {
            "toml" => {
                let (path, text) = lines.split_first().expect("a path");
                let path = dir.join(path.strip_prefix("# ").expect("the first line is the path"));
                fs::write(&path, text.join("\n") + "\n").expect("a file");
                files += 1;
            }
            "console" => {
                let mut rest = lines.as_slice();
                while let Some((first, after)) = rest.split_first() {
                    let line = first.strip_prefix("$ ").unwrap_or_else(|| panic!("no command: {first}"));
                    let end = after.iter().position(|line| line.starts_with("$ ")).unwrap_or(after.len());
                    let (shown, next) = after.split_at(end);
                    let printed = run(line, &dir);
                    let printed_lines: Vec<&str> = printed.lines().collect();
                    assert!(
                        is_like(shown, &printed_lines),
                        "{line}\nprints\n{printed}\nand should print\n{}",
                        shown.join("\n")
                    );
                    (commands, rest) = (commands + 1, next);
                }
            }
            other => panic!("a block in `{other}` is not tested"),
        }
    }
    let _ = fs::remove_dir_all(&dir);
    assert!(commands > 6 && files > 2, "{commands} commands, {files} files");
}
