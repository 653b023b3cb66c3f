//! For programs that read on a budget: at most [`MAX_FINDING_BYTES`] a finding and [`MAX_BYTES`] in all, whatever the input,
//! and always a last line. It holds no message of the input: whoever reads it may take text for an instruction.

use super::digest::{command_of, cut, first_check, first_fix, headline, page_of, relation};
use super::{OutputFormat, Style, words};
use crate::catalog::model::Advice;
use crate::catalog::pages::CausePage;
use crate::report::{
    CodeEntry, Comparison, Entry, Finding, ListedCause, Listing, Lookup, Report, RowEntry, Search, Side, SystemEntry,
};

/// `--format agent`
#[derive(Debug)]
pub(crate) struct Agent;

/// A finding is at most this long.
const MAX_FINDING_BYTES: usize = 400;
/// All is at most this long.
const MAX_BYTES: usize = 20_000;
/// The last line is at most this long.
const MAX_LAST_LINE_BYTES: usize = 600;
/// A page is at most this long.
const MAX_PAGE_BYTES: usize = 4_000;

impl OutputFormat for Agent {
    fn name(&self) -> &'static str {
        "agent"
    }

    fn report(&self, report: &Report<'_>, _: &Style) -> String {
        let told = report.findings.iter().map(finding);
        let end = last_line(report);
        within(told, MAX_BYTES - MAX_LAST_LINE_BYTES, |left| format!("and {left} more findings\n")) + &end
    }

    fn lookup(&self, lookup: &Lookup<'_>, _: &Style) -> Option<String> {
        let pages = lookup.entries.iter().map(|entry| match entry {
            Entry::Code(entry) => code(entry),
            Entry::Row(entry) => row(entry),
            Entry::System(entry) => system(entry),
            Entry::Cause(page) => cause(page),
        });
        Some(within(pages, MAX_BYTES, |left| format!("and {left} more meanings\n")))
    }

    fn listing(&self, listing: &Listing<'_>, _: &Style) -> Option<String> {
        let codes = listing.codes.iter().map(|one| line(&one.id, one.title.unwrap_or(one.code)));
        let causes = listing.causes.iter().map(|one| line(one.id, one.title));
        Some(within(codes.chain(causes), MAX_BYTES, |left| format!("and {left} more\n")))
    }

    fn search(&self, search: &Search<'_>, _: &Style) -> Option<String> {
        let found = search.results.iter().map(|one| line(one.id, one.title));
        Some(within(found, MAX_BYTES, |left| format!("and {left} more\n")))
    }

    fn comparison(&self, compared: &Comparison<'_>, _: &Style) -> Option<String> {
        let sides = compared.sides.iter().map(|side| format!("{}: {}", side.id, side.title));
        let difference = compared.contrast.as_ref().map(|contrast| cut(&contrast.difference, 600));
        let tell = |side: &Side<'_>| Some(format!("to tell {}: {}", side.id, side.tell?));
        let tells = compared.sides.iter().filter_map(tell);
        Some(page(sides.chain([relation(compared)]).chain(difference).chain(tells).chain(listed(&compared.shared))))
    }
}

/// As many texts as fit, then how many are left out.
fn within(texts: impl Iterator<Item = String>, max_bytes: usize, more: impl Fn(usize) -> String) -> String {
    let mut out = String::new();
    let mut left = 0;
    for text in texts {
        // Room for the line that counts the rest.
        if left == 0 && out.len() + text.len() + 40 <= max_bytes { out.push_str(&text) } else { left += 1 }
    }
    if left > 0 {
        out.push_str(&more(left));
    }
    out
}

fn line(id: &str, title: &str) -> String {
    cut(&format!("{id}: {title}"), 200) + "\n"
}

/// Severity, confidence, id, codes, place and count; the title; the first fix or check; what a retry does, and where more is.
fn finding(finding: &Finding<'_>) -> String {
    let owner = words::owner_name(finding.owner);
    let owner = if owner.is_empty() { String::new() } else { format!(" {owner}") };
    let (_, severity) = words::severity(finding.severity);
    let confidence = words::confidence(finding.confidence);
    let place = words::spot(&finding.first).unwrap_or_else(|| "argument".to_owned());
    let head =
        format!("{severity} {confidence}{owner} {} {} x{}", cut(&finding.id, 60), cut(&place, 60), finding.count);
    let codes = cut(&words::codes(&finding.codes), 60);
    let title = cut(&headline(finding), 110);
    let title = if codes.is_empty() || title.starts_with(&codes) { title } else { format!("{title} [{codes}]") };
    let retry = finding.retry.as_ref().map_or("", |retry| match retry.advice {
        Advice::Never => "retry: never; ",
        Advice::AfterFix => "retry: after the fix; ",
        Advice::Backoff => "retry: with backoff; ",
        Advice::Safe => "retry: at once; ",
    });
    let more = page_of(finding).map(|id| format!("more: explain {id} --format agent")).unwrap_or_default();
    let from = finding.files.first().map(|file| format!("; from {}", cut(file, 60))).unwrap_or_default();
    let end = format!("  {retry}{more}{from}");
    let taken = head.len() + title.len() + end.trim_end().len() + 6;
    let room = MAX_FINDING_BYTES.saturating_sub(taken);
    let advice = advice(finding, room).map(|advice| format!("  {advice}\n")).unwrap_or_default();
    let end = if end.trim().is_empty() { String::new() } else { end + "\n" };
    format!("{head}\n  {title}\n{advice}{end}")
}

/// The fix, as a command where it is one; the check where only the code is known. A command is whole or left out.
fn advice(finding: &Finding<'_>, room: usize) -> Option<String> {
    let room = room.checked_sub(3).filter(|room| *room >= 30)?;
    let whole = |text: String| Some(text).filter(|text| text.len() <= room);
    if let Some(fix) = first_fix(finding) {
        let with_command = command_of(fix).and_then(|command| whole(format!("fix: {}: {command}", fix.title)));
        return with_command.or_else(|| Some(cut(&format!("fix: {}", fix.title), room)));
    }
    let check = first_check(finding)?;
    let command = check.run.as_deref().map(str::trim).filter(|run| !run.contains('\n'));
    let with_command = command.and_then(|run| whole(format!("check: {}: {run}", check.title)));
    with_command.or_else(|| Some(cut(&format!("check: {}", check.title), room)))
}

/// What was read and found, and what was not read.
fn last_line(report: &Report<'_>) -> String {
    let summary = &report.summary;
    let read = format!("{} ({})", words::count(summary.lines, "line", "lines"), words::size(summary.bytes));
    let found = match summary.findings {
        0 => format!("no error recognised in {read}"),
        _ => {
            let all = words::count(summary.occurrences, "error", "errors");
            format!("{all}, {} different, in {read}", words::grouped(summary.findings))
        }
    };
    let near: Vec<&str> = report.suggestions.iter().map(|one| one.id).collect();
    let near =
        if near.is_empty() { String::new() } else { format!("; nearest by words, no diagnosis: {}", near.join(", ")) };
    let notes: Vec<&str> = summary.notes.iter().map(crate::redact::Redacted::as_str).collect();
    let notes = if notes.is_empty() { String::new() } else { format!("; note: {}", notes.join("; ")) };
    cut(&format!("{found}{near}{notes}"), MAX_LAST_LINE_BYTES - 1) + "\n"
}

/// Lines of a page, up to its limit.
fn page(lines: impl IntoIterator<Item = String>) -> String {
    within(lines.into_iter().map(|line| line + "\n"), MAX_PAGE_BYTES, |_| "(cut)\n".to_owned())
}

fn listed(causes: &[ListedCause<'_>]) -> impl Iterator<Item = String> {
    causes.iter().take(8).map(|one| match one.tell {
        Some(tell) => format!("cause: {}: {} ({tell})", one.id, one.title),
        None => format!("cause: {}: {}", one.id, one.title),
    })
}

fn code(entry: &CodeEntry<'_>) -> String {
    let of = &entry.page;
    let head = [format!("{}: {}", of.id, of.title), cut(of.meaning, 700)];
    let retry = format!("retry: {}", words::retry(of.retry.advice));
    let avoid = of.avoid.iter().map(|one| format!("does not help: {}", one.action));
    let from = of.file.iter().map(|file| format!("from {file}"));
    page(head.into_iter().chain(from).chain(listed(&entry.causes)).chain([retry]).chain(avoid))
}

fn row(entry: &RowEntry<'_>) -> String {
    let title = entry.title.or(entry.name).unwrap_or(entry.code);
    let from = entry.file.iter().map(|file| format!("from {file}"));
    page([format!("{}: {title}", entry.id)].into_iter().chain(from).chain(listed(&entry.causes)))
}

fn system(entry: &SystemEntry<'_>) -> String {
    let head = format!("{}: {}", entry.id, cut(entry.description.unwrap_or(entry.title), 300));
    page(
        [head]
            .into_iter()
            .chain(entry.codes.iter().map(|one| line(&one.id, one.title.unwrap_or(one.code)).trim_end().to_owned())),
    )
}

fn cause(of: &CausePage<'_>) -> String {
    let head = [format!("{}: {}", of.id, of.title), cut(of.explanation, 900)];
    let checks = of.checks.iter().map(|check| match check.run.as_deref() {
        Some(run) => format!("check: {}\n{}\n  {}", check.title, indented(run), cut(&check.tells, 300)),
        None => format!("check: {}\n  {}", check.title, cut(&check.tells, 300)),
    });
    let fixes = of.fixes.iter().map(|fix| {
        let steps: Vec<&str> = fix.steps.iter().map(AsRef::as_ref).collect();
        let steps = if steps.is_empty() { String::new() } else { format!(": {}", steps.join(" ")) };
        let code = command_of(fix).map(|command| format!("\n{}", indented(command))).unwrap_or_default();
        format!("fix: {}{}{code}", fix.title, cut(&steps, 400))
    });
    page(head.into_iter().chain(checks).chain(fixes))
}

fn indented(text: &str) -> String {
    text.trim().lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{finding, report};
    use crate::report::{Confidence, Finding};

    #[test]
    fn a_finding_keeps_its_budget_whatever_its_texts_are() {
        let long = |length: usize| "wörter und ".repeat(length);
        for length in [0, 1, 10, 100] {
            for confidence in [Confidence::Low, Confidence::Medium, Confidence::High] {
                let mut one = Finding { title: long(length), id: long(length), ..finding(confidence) };
                one.first.source = crate::redact::show(&long(length));
                for fix in &mut one.causes[0].fixes {
                    fix.title = long(length).into();
                }
                let text = super::finding(&one);
                assert!(text.len() <= MAX_FINDING_BYTES, "{} bytes: {text}", text.len());
                assert!(text.ends_with("--format agent\n"), "{text}");
            }
        }
    }

    #[test]
    fn all_keeps_its_budget_and_ends_with_a_line_that_counts() {
        for count in [0, 1, 30, 200, 5_000] {
            let mut all = report((0..count).map(|_| finding(Confidence::High)).collect());
            all.summary.notes = vec![crate::redact::show(&"a note ".repeat(500))];
            let text = Agent.report(&all, &Style::default());
            assert!(text.len() <= MAX_BYTES, "{count}: {}", text.len());
            let last = text.lines().last().unwrap_or_default();
            assert!(last.contains(if count == 0 { "no error recognised" } else { "different, in" }), "{last}");
            assert_eq!(text.contains(" more findings\n"), count > 100, "{count}");
        }
    }
}
