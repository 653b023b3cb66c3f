//! Parses every piece of code on a page with its language's grammar. Snippets are fragments: statements, members, or
//! whole files. One that parses without error in any of these frames is well-formed.

mod built_in;

use built_in::{files, sources};
use explain_errors::internal::{Piece, pieces};
use explain_errors::report::Language;
use tree_sitter::{Node, Parser};

/// Languages whose snippets are not tested, with the reason.
const UNCHECKED: &[(Language, &str)] = &[
    (Language::Kotlin, "no page shows code in it"),
    (Language::Php, "no page shows code in it"),
    (Language::Swift, "no page shows code in it"),
    (Language::Dart, "no page shows code in it"),
];

fn grammar(language: Language) -> Option<tree_sitter::Language> {
    Some(match language {
        Language::Go => tree_sitter_go::LANGUAGE.into(),
        Language::Python => tree_sitter_python::LANGUAGE.into(),
        Language::Java => tree_sitter_java::LANGUAGE.into(),
        Language::JavaScript => tree_sitter_javascript::LANGUAGE.into(),
        Language::Ruby => tree_sitter_ruby::LANGUAGE.into(),
        Language::Rust => tree_sitter_rust::LANGUAGE.into(),
        Language::Cpp => tree_sitter_cpp::LANGUAGE.into(),
        Language::CSharp => tree_sitter_c_sharp::LANGUAGE.into(),
        Language::Shell => tree_sitter_bash::LANGUAGE.into(),
        Language::Yaml => tree_sitter_yaml::LANGUAGE.into(),
        _ => return None,
    })
}

/// The frames that a fragment may need, with `@` in its place. Imports at the beginning of a fragment stay outside.
fn frames(language: Language) -> &'static [&'static str] {
    match language {
        Language::Go => &["@", "package p\n@", "package p\nfunc f() {\n@\n}", "package p\nvar _ = T{\n@\n}"],
        Language::Java => &[
            "@",
            "class C { void f() {\n@\n} }",
            "class C {\n@\n}",
            "class C { void f() { a\n@\n; } }",
            "class C { void f() {\n@\n; } }",
        ],
        Language::Rust => &["@", "async fn f() {\n@\n}"],
        Language::Cpp => &["@", "void f() {\n@\n}"],
        Language::CSharp => &["@", "class C { async Task F() {\n@\n} }", "class C {\n@\n}"],
        Language::Python => &["@", "async def f():\n@"],
        Language::JavaScript => &["@", "async function f() {\n@\n}"],
        _ => &["@"],
    }
}

#[test]
fn snippets_are_well_formed() {
    let files = files();
    let sources = sources(&files);
    let mut all: Vec<(String, Language, String)> = Vec::new();
    for shared in sources.snippets.values().flatten() {
        all.push((shared.path.display().to_string(), shared.language, shared.code.clone()));
    }
    for entry in &sources.causes {
        for fix in &entry.value.fix {
            let place = |language: &Language| format!("{}: {} ({})", entry.path.display(), fix.title, language.title());
            all.extend(fix.code.iter().map(|(language, code)| (place(language), *language, code.clone())));
        }
        // Commands are code too.
        for check in &entry.value.check {
            let run = check.run.as_deref().unwrap_or_default();
            all.push((format!("{}: {}", entry.path.display(), check.title), Language::Shell, run.to_owned()));
        }
        for one in &entry.value.reproduce {
            all.push((format!("{}: {}", entry.path.display(), one.title), Language::Shell, one.run.to_string()));
        }
    }
    let programs: Vec<_> = all
        .iter()
        .filter(|(_, language, _)| *language == Language::Shell)
        .flat_map(|(place, _, code)| python_within(code).into_iter().map(move |program| (place, program)))
        .map(|(place, program)| (format!("{place} (its Python)"), Language::Python, program))
        .collect();
    assert!(programs.len() > 50, "only {} programs were found in commands", programs.len());
    all.extend(programs);
    let mut faults = Vec::new();
    for (place, language, code) in &all {
        if UNCHECKED.iter().any(|(unchecked, _)| unchecked == language) {
            faults.push(format!("{place}: there is code in {} by now: read it", language.title()));
        } else if let Some(fault) = fault(*language, &filled(code)) {
            faults.push(format!("{place}: {fault}"));
        }
    }
    assert!(all.len() > 500, "only {} pieces of code were found", all.len());
    assert!(
        faults.is_empty(),
        "{} of {} pieces of code are malformed:\n{}",
        faults.len(),
        all.len(),
        faults.join("\n")
    );
}

/// The code with the fallbacks of its placeholders filled in.
fn filled(code: &str) -> String {
    let pieces = pieces(code).expect("placeholders are checked by the build");
    let text = |piece: &Piece<'_>| match piece {
        Piece::Text(text) | Piece::Words(text) => (*text).to_owned(),
        Piece::Placeholder(_, _, fallback) => (*fallback).to_owned(),
    };
    pieces.iter().map(text).collect()
}

/// The programs that a command feeds to Python: `python3 - <<'EOF'`.
fn python_within(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let Some((_, word)) = line.split_once("python3 - ").and_then(|(_, rest)| rest.split_once("<<'")) else {
            continue;
        };
        let end = word.split('\'').next().unwrap_or_default();
        let program: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
        found.push(program.join("\n") + "\n");
    }
    found
}

/// Leaves out what the grammar of the shell can't parse: the `&` after a command with a here-document, and the `>` of a
/// file that is opened for both, `3<>`.
fn without_background(code: &str) -> String {
    let line = |line: &str| match line.strip_suffix('&') {
        Some(command) if line.contains("<<'") && !command.ends_with('&') => command.to_owned(),
        _ => line.to_owned(),
    };
    code.replace("<>", "<").lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

/// The first error in the frame with the fewest errors. Returns `None` if the code parses in any frame.
fn fault(language: Language, code: &str) -> Option<String> {
    let code = if language == Language::Shell { &without_background(code) } else { code };
    let mut parser = Parser::new();
    parser.set_language(&grammar(language)?).expect("a grammar of this release");
    let mut least: Option<(usize, String)> = None;
    for (head, body) in heads(language, code) {
        for frame in frames(language) {
            let body = if frame.starts_with("async def") { indented(&body) } else { body.clone() };
            let text = match frame.split_once("package p\n") {
                Some((_, rest)) => format!("package p\n{head}{}", rest.replace('@', &body)),
                None => format!("{head}{}", frame.replace('@', &body)),
            };
            let tree = parser.parse(&text, None).expect("no time limit is set");
            let mut wrong = Vec::new();
            errors(tree.root_node(), &text, &mut wrong);
            if wrong.is_empty() {
                return None;
            }
            if least.as_ref().is_none_or(|(count, _)| wrong.len() < *count) {
                least = Some((wrong.len(), wrong.remove(0)));
            }
        }
    }
    least.map(|(_, first)| first)
}

/// The ways to split code into imports and the rest: nothing and all of it, and its leading imports and what follows.
fn heads(language: Language, code: &str) -> Vec<(String, String)> {
    let is_head = |line: &str| {
        let line = line.trim();
        let word = line.split([' ', '(']).next().unwrap_or_default();
        match language {
            Language::Go | Language::Java => word == "import" || line.starts_with('"') || line == ")",
            Language::CSharp => word == "using" && line.ends_with(';') && !line.contains('='),
            Language::Cpp => line.starts_with("#include"),
            _ => false,
        }
    };
    let mut heads = vec![(String::new(), code.to_owned())];
    let comment = |line: &str| line.trim().is_empty() || line.trim().starts_with("//");
    let count = code.lines().take_while(|line| is_head(line) || comment(line)).count();
    if code.lines().take(count).any(is_head) {
        let part = |lines: Vec<&str>| lines.join("\n") + "\n";
        heads.push((part(code.lines().take(count).collect()), part(code.lines().skip(count).collect())));
    }
    heads
}

fn indented(code: &str) -> String {
    code.lines().map(|line| format!("    {line}\n")).collect()
}

/// Collects the places where the grammar failed, each with its line.
fn errors(node: Node<'_>, text: &str, found: &mut Vec<String>) {
    if !node.has_error() {
        return;
    }
    if node.is_error() || node.is_missing() {
        let line = text.lines().nth(node.start_position().row).unwrap_or_default();
        let what = if node.is_missing() { format!("`{}` is missing", node.kind()) } else { "error".to_owned() };
        found.push(format!("{what} in: {}", line.trim()));
        return;
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        errors(child, text, found);
    }
}

#[test]
fn what_is_malformed_is_found() {
    for (language, code) in [
        (Language::Go, "if err != nil {\n\treturn err\n"),
        (Language::Python, "def f(:\n    pass"),
        (Language::Java, "channel.shutdown(;"),
        (Language::JavaScript, "const a = ;"),
        (Language::Rust, "let x = ;"),
        (Language::Cpp, "auto x = ;"),
        (Language::CSharp, "var x = ;"),
        (Language::Shell, "if true; then"),
        (Language::Yaml, "a: [b"),
    ] {
        assert!(fault(language, code).is_some(), "{code}");
    }
    assert_eq!(
        fault(Language::Go, "import \"context\"\n\nctx, cancel := context.WithCancel(ctx)\ndefer cancel()"),
        None
    );
}
