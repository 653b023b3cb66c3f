//! Markdown for job summaries and comments on merge requests: a table of the findings, then each with its evidence and fix folded
//! away. GitHub takes a summary of at most a mebibyte, so the rest is counted when it grows too long.

use super::digest::{command_of, first_check, first_fix, headline, one_line, relation};
use super::{OutputFormat, Style, words};
use crate::catalog::pages::CausePage;
use crate::report::{Comparison, Entry, Finding, Fix, ListedCause, Listing, Lookup, Report, Search};

/// `--format markdown`
#[derive(Debug)]
pub(crate) struct Markdown;

/// A summary of a job is at most this long.
const MAX_BYTES: usize = 900 << 10;
/// So many findings are in the table.
const MAX_ROWS: usize = 50;

impl OutputFormat for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn report(&self, report: &Report<'_>, _: &Style) -> String {
        let summary = &report.summary;
        let read = format!("{} ({})", words::count(summary.lines, "line", "lines"), words::size(summary.bytes));
        let mut out = String::new();
        if report.findings.is_empty() {
            out.push_str(&format!("No error recognised in {read}.\n"));
        } else {
            let all = words::count(summary.occurrences, "error", "errors");
            let different = words::grouped(summary.findings);
            out.push_str(&format!("### {all}, {different} different, in {read}\n\n"));
            out.push_str("| severity | count | what | whose | where |\n| --- | ---: | --- | --- | --- |\n");
            report.findings.iter().take(MAX_ROWS).for_each(|finding| out.push_str(&row(finding)));
            out.push('\n');
        }
        let mut left = 0;
        for finding in &report.findings {
            let text = details(finding);
            if left == 0 && out.len() + text.len() < MAX_BYTES { out.push_str(&text) } else { left += 1 }
        }
        if left > 0 {
            out.push_str(&format!("and {} more\n", words::grouped(left)));
        }
        for note in &summary.notes {
            out.push_str(&format!("\n> {}\n", escaped(&one_line(note.as_str()))));
        }
        out
    }

    fn listing(&self, listing: &Listing<'_>, _: &Style) -> Option<String> {
        let codes = listing.codes.iter().map(|one| item(&one.id, one.title.unwrap_or(one.code)));
        Some(codes.chain(listing.causes.iter().map(|one| item(one.id, one.title))).collect())
    }

    fn search(&self, search: &Search<'_>, _: &Style) -> Option<String> {
        Some(search.results.iter().map(|one| item(one.id, one.title)).collect())
    }

    fn lookup(&self, lookup: &Lookup<'_>, _: &Style) -> Option<String> {
        Some(lookup.entries.iter().map(entry).collect::<Vec<_>>().join("\n"))
    }

    fn comparison(&self, compared: &Comparison<'_>, _: &Style) -> Option<String> {
        let sides = compared.sides.iter().map(|side| item(&side.id, &side.title));
        let mut out = sides.collect::<String>() + &format!("\n{}\n", prose(&relation(compared)));
        if let Some(contrast) = &compared.contrast {
            out.push_str(&format!("\n{}\n", prose(&one_line(&contrast.difference))));
        }
        Some(out + &causes("Causes of both", &compared.shared))
    }
}

/// A page.
fn entry(entry: &Entry<'_>) -> String {
    match entry {
        Entry::Code(of) => {
            let head =
                format!("## {}: {}\n\n{}\n", code(of.page.id), prose(of.page.title), paragraphs(of.page.meaning));
            head + &causes("Causes", &of.causes) + &format!("\nRetry? {}\n", words::retry(of.page.retry.advice))
        }
        Entry::Row(of) => {
            let title = of.title.or(of.name).unwrap_or(of.code);
            format!("## {}: {}\n", code(&of.id), prose(title)) + &causes("Causes", &of.causes)
        }
        Entry::System(of) => {
            let codes: String = of.codes.iter().map(|one| item(&one.id, one.title.unwrap_or(one.code))).collect();
            format!(
                "## {}: {}\n\n{}\n\n{codes}",
                code(of.id),
                prose(of.title),
                prose(of.description.unwrap_or_default())
            )
        }
        Entry::Cause(of) => cause(of),
    }
}

fn cause(of: &CausePage<'_>) -> String {
    let mut out = format!("## {}: {}\n\n{}\n", code(of.id), prose(of.title), paragraphs(of.explanation));
    for check in &of.checks {
        out.push_str(&format!("\n**Confirm:** {}\n\n", prose(&check.title)));
        check.run.iter().for_each(|run| out.push_str(&block(run, "sh")));
        out.push_str(&format!("\n{}\n", prose(&check.tells)));
    }
    for fix in &of.fixes {
        out.push_str(&advice(fix));
    }
    out
}

fn advice(fix: &Fix<'_>) -> String {
    let mut out = format!("\n**Fix:** {}\n\n", prose(&fix.title));
    fix.steps.iter().for_each(|step| out.push_str(&format!("1. {}\n", prose(step))));
    out.push('\n');
    command_of(fix).into_iter().for_each(|command| out.push_str(&block(command, "sh")));
    out
}

fn causes(heading: &str, causes: &[ListedCause<'_>]) -> String {
    let items: String = causes.iter().map(|cause| item(cause.id, cause.title)).collect();
    if items.is_empty() { items } else { format!("\n{heading}:\n\n{items}") }
}

/// Prose in paragraphs, which an empty line separates.
fn paragraphs(text: &str) -> String {
    text.trim().split("\n\n").map(prose).collect::<Vec<_>>().join("\n\n")
}

fn item(id: &str, title: &str) -> String {
    format!("- {}: {}\n", code(id), prose(title))
}

fn row(finding: &Finding<'_>) -> String {
    let (_, severity) = words::severity(finding.severity);
    let place = words::spot(&finding.first).map(|place| code(&place)).unwrap_or_default();
    let (count, what) = (words::grouped(finding.count), prose(&headline(finding)));
    format!("| {severity} | {count} | {what} | {} | {place} |\n", words::owner_name(finding.owner))
}

fn details(finding: &Finding<'_>) -> String {
    let (_, severity) = words::severity(finding.severity);
    let mut out = format!("<details><summary>{severity}: {}</summary>\n\n", in_html(&headline(finding)));
    let quoted: Vec<&str> = finding.quote.lines.iter().map(|line| finding.quote.text_of(line)).collect();
    out.push_str(&block(&quoted.join("\n"), "text"));
    if let Some(cause) = finding.causes.first().filter(|cause| !cause.evidence.is_empty()) {
        out.push_str(&format!("\n{}\n", prose(&cause.explanation)));
    }
    for file in &finding.files {
        out.push_str(&format!("\nfrom {}\n", code(file)));
    }
    if let Some(check) = first_check(finding) {
        out.push_str(&format!("\n**Confirm:** {}\n\n", prose(&check.title)));
        check.run.iter().for_each(|run| out.push_str(&block(run, "sh")));
        out.push_str(&format!("\n{}\n", prose(&check.tells)));
    }
    out.extend(first_fix(finding).map(advice));
    out.push_str(&format!("\n{}\n\n</details>\n\n", code(&format!("explain {}", finding.id))));
    out
}

/// Text as it is: nothing in it is markup, a mention or a link.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // What follows is no mention of a person and no number of an issue: a space of no width is between.
            '@' | '#' => out.push_str(&format!("{c}&#8203;")),
            '\n' | '\r' => out.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '+' | '-' | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    // Nor is it an address.
    out.replace("://", ":&#8203;//").replace("www.", "www&#8203;.")
}

/// Prose of the catalog, in which code is between backticks.
fn prose(text: &str) -> String {
    let text = one_line(text);
    if text.matches('`').count() % 2 == 1 {
        return escaped(&text);
    }
    let part = |(at, part): (usize, &str)| if at % 2 == 1 { code(part) } else { escaped(part) };
    text.split('`').enumerate().map(part).collect()
}

/// Text in an element of HTML, where Markdown is none.
fn in_html(text: &str) -> String {
    let text = one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('`', "");
    text.replace('@', "@&#8203;").replace('#', "#&#8203;")
}

/// Text as code within a line, in a cell of a table too.
fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    let fence = fence(&text, 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// Text as a block of code.
fn block(text: &str, language: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() {
        return String::new();
    }
    let fence = fence(text, 3);
    format!("{fence}{language}\n{text}\n{fence}\n")
}

/// More backticks than the text has in a row.
fn fence(text: &str, least: usize) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(least.max(longest + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::show;
    use crate::render::samples::{finding, report};
    use crate::report::{Confidence, Quote};
    use pulldown_cmark::{Event, Options, Parser, Tag};

    /// The words of a text as a reader of Markdown sees them, and all markup that is in it.
    fn read(text: &str) -> (String, Vec<String>) {
        let mut markup = Vec::new();
        let mut words = String::new();
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Text(text) | Event::Code(text) => words.push_str(&text),
                Event::Html(html) | Event::InlineHtml(html) => markup.push(html.trim().to_owned()),
                Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strong)) => {
                    markup.push(format!("{tag:?}"));
                }
                _ => {}
            }
        }
        (words, markup)
    }

    #[test]
    fn text_of_the_input_is_never_markup() {
        for hostile in [
            "<img src=x onerror=alert(1)>",
            "![x](https://evil.example/y.png)",
            "[a](javascript:b) <script>",
            "`code` ``` fence\n```\n</details>",
            "a | b | c\n| --- |",
            "**bold** _it_ ~~gone~~ https://evil.example",
        ] {
            assert_eq!(read(&escaped(hostile)).1, Vec::<String>::new(), "{hostile}");
            assert_eq!(read(&code(hostile)), (one_line(hostile).replace('|', "\\|"), Vec::new()), "{hostile}");
            assert_eq!(read(&block(hostile, "text")).1, Vec::<String>::new(), "{hostile}");
            let mut one = finding(Confidence::High);
            one.message = show(hostile);
            one.first.source = show(hostile);
            one.title = hostile.to_owned();
            one.quote = Quote::new(hostile, 0, []);
            let (_, markup) = read(&Markdown.report(&report(vec![one]), &Style::default()));
            let ours =
                |html: &String| html.starts_with("<details><summary>") || html == "</details>" || html == "Strong";
            assert!(markup.iter().all(ours), "{hostile}: {markup:?}");
            assert_eq!(markup.iter().filter(|html| html.starts_with("</details>")).count(), 1, "{hostile}");
        }
    }

    #[test]
    fn a_summary_of_a_job_takes_it() {
        let findings = (0..20_000).map(|_| finding(Confidence::High)).collect();
        let text = Markdown.report(&report(findings), &Style::default());
        assert!(text.len() <= MAX_BYTES + 100 && text.contains("\nand "), "{}", text.len());
    }
}
