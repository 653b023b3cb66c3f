//! Quotes lines of the input the way compilers quote source code: the place, the line with its number, and carets under the
//! evidence. A line that is too long is cut around the evidence.

use std::ops::Range;

use super::color::Role;
use super::printer::Printer;
use super::width::{CUT, clusters, display_width};
use super::wrap::{Line, Piece};
use crate::report::{Quote, QuotedLine};

/// Tabs are as wide as this wherever they are, so that carets are below what they point at.
const TAB: &str = "    ";
/// So many columns before and after the evidence are kept before anything else.
const AROUND: usize = 16;
/// So many columns of either end of the line are kept next.
const ENDS: usize = 24;
/// Words that are wider may be shown in part.
const MAX_WORD: usize = 32;
/// So many lines with evidence are shown.
const MAX_LINES: usize = 3;
/// So many lines a text without evidence may take.
const MAX_WRAPPED: usize = 3;

/// What a quote looks like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'f> {
    /// The place, if it has one.
    pub place: Option<&'f str>,
    /// The number of the record's first line, if lines are numbered.
    pub line: Option<u64>,
    /// The role of the carets.
    pub carets: Role,
    /// Everything, however long.
    pub full: bool,
}

/// Prints a quote.
pub(super) fn print(printer: &mut Printer, quote: &Quote, frame: &Frame<'_>) {
    let number = |line: &QuotedLine| Some(frame.line?.saturating_add(line.above?).to_string());
    let numbers: Vec<String> = quote.lines.iter().map(|line| number(line).unwrap_or_default()).collect();
    let gutter = numbers.iter().map(String::len).max().unwrap_or(0).max(1);
    if let Some(place) = frame.place {
        printer.pieces(&[(Role::Frame, &format!("{:gutter$}--> ", "")), (Role::Plain, place)]);
    }
    if quote.lines.is_empty() {
        return;
    }
    let bar = format!("{:gutter$} |", "");
    printer.pieces(&[(Role::Frame, &bar)]);
    let most = if frame.full { usize::MAX } else { MAX_LINES };
    for (line, number) in quote.lines.iter().zip(&numbers).take(most) {
        let first = format!("{number:>gutter$} | ");
        let cells = cells(quote.text_of(line), line);
        let room = printer.whole_width().saturating_sub(first.len());
        if line.evidence.is_empty() && columns(&cells) > room {
            wrapped(printer, [&first, &format!("{bar} ")], quote.text_of(line), line.prefix, frame.full);
        } else {
            marked(printer, [&first, &format!("{bar} ")], &cells, &kept(&cells, room), frame.carets);
        }
    }
}

/// A line without evidence: as much of it as a reader needs to know which one it is.
fn wrapped(printer: &mut Printer, leads: [&str; 2], text: &str, prefix: usize, full: bool) {
    let (before, body) = text.split_at(prefix);
    let line = Line::new().add(Role::Muted, before).add(Role::Quoted, body);
    let most = if full { usize::MAX } else { MAX_WRAPPED };
    printer.framed(leads, &line, most);
}

/// A line and the carets below it.
fn marked(printer: &mut Printer, leads: [&str; 2], cells: &[Cell<'_>], kept: &[bool], carets: Role) {
    let (mut pieces, mut marks): (Vec<Piece<'_>>, String) = (vec![(Role::Frame, leads[0])], String::new());
    let mut cut = false;
    for (at, (cell, kept)) in cells.iter().zip(kept).enumerate() {
        if *kept {
            let mark = if cell.evidence { "^" } else { " " };
            marks.extend(std::iter::repeat_n(mark, cell.columns));
            pieces.push((if cell.prefix { Role::Muted } else { Role::Quoted }, cell.text));
        } else if !cut {
            let within = at > 0 && cells[at - 1].evidence && cell.evidence;
            marks.push_str(if within { CUT } else { " " });
            pieces.push((Role::Muted, CUT));
        }
        cut = !kept;
    }
    printer.pieces(&trimmed(pieces));
    if !marks.trim().is_empty() {
        printer.pieces(&[(Role::Frame, leads[1]), (carets, marks.trim_end())]);
    }
}

/// Pieces without space at their end.
fn trimmed(mut pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    while let Some((_, text)) = pieces.last_mut() {
        *text = text.trim_end();
        if !text.is_empty() {
            break;
        }
        pieces.pop();
    }
    pieces
}

/// What a terminal draws as one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell<'t> {
    text: &'t str,
    columns: usize,
    prefix: bool,
    evidence: bool,
    /// Whether it is part of what stands for a secret, such as `****[jwt 1]`, and not its end.
    mask: bool,
}

fn cells<'t>(text: &'t str, line: &QuotedLine) -> Vec<Cell<'t>> {
    let mut ranges = line.evidence.iter().peekable();
    let text_after = |at: usize| text.get(at..).unwrap_or_default();
    let mut mask = false;
    let cell = |(at, cluster)| {
        while ranges.next_if(|range| range.end <= at).is_some() {}
        let text = if cluster == "\t" { TAB } else { cluster };
        let evidence = ranges.peek().is_some_and(|range| range.start <= at);
        mask = match cluster {
            "*" => text_after(at).trim_start_matches('*').starts_with('['),
            "]" => false,
            _ => mask,
        };
        Cell { text, columns: display_width(text), prefix: at < line.prefix, evidence, mask }
    };
    clusters(text).map(cell).collect()
}

fn columns(cells: &[Cell<'_>]) -> usize {
    cells.iter().map(|cell| cell.columns).sum()
}

/// Which cells of a line are shown in so many columns: first of all the evidence, of which long pieces lose their middle;
/// then what is around it, both ends of the line, and what else there is room for.
fn kept(cells: &[Cell<'_>], room: usize) -> Vec<bool> {
    if columns(cells) <= room {
        return vec![true; cells.len()];
    }
    let mut choice = Choice { cells, kept: vec![false; cells.len()], used: 1, room };
    if !from_both_ends(cells).all(|at| choice.add(at..at + 1)) {
        return choice.kept;
    }
    let chunks = chunks(cells);
    let first = chunks.iter().position(|chunk| cells[chunk.start].evidence).unwrap_or(chunks.len());
    let last = chunks.iter().rposition(|chunk| cells[chunk.start].evidence).map_or(chunks.len(), |last| last + 1);
    let (before, after) = (&chunks[..first], &chunks[last..]);
    choice.grow(after, AROUND);
    choice.grow(before.iter().rev(), AROUND);
    choice.grow(before, ENDS);
    choice.grow(after.iter().rev(), ENDS);
    choice.grow(before.iter().rev(), room);
    choice.grow(after, room);
    choice.grow(&chunks, room);
    choice.kept
}

/// What is shown or left out as a whole, since half a word or half a number says something else: words and the space between
/// them. Words that are wider than [`MAX_WORD`] are broken after punctuation.
fn chunks(cells: &[Cell<'_>]) -> Vec<Range<usize>> {
    let blank = |cell: &Cell<'_>| !cell.mask && cell.text.trim().is_empty();
    let mut chunks = Vec::new();
    let mut end = 0;
    for word in cells.chunk_by(|a, b| blank(a) == blank(b) && a.evidence == b.evidence) {
        for part in parts(word) {
            chunks.push(end..end + part.len());
            end += part.len();
        }
    }
    chunks
}

/// A word, or the parts of one that is too wide.
fn parts<'w, 't>(word: &'w [Cell<'t>]) -> Vec<&'w [Cell<'t>]> {
    if columns(word) <= MAX_WORD {
        return vec![word];
    }
    let marks = |cell: &Cell<'_>| !cell.mask && cell.text.chars().all(|c| c.is_ascii_punctuation());
    word.split_inclusive(marks).flat_map(|part| part.chunks(MAX_WORD)).collect()
}

/// All evidence, each piece from both ends to its middle, in turns.
fn from_both_ends(cells: &[Cell<'_>]) -> impl Iterator<Item = usize> {
    let mut start = 0;
    let mut order: Vec<(usize, usize)> = Vec::new();
    for alike in cells.chunk_by(|a, b| a.evidence == b.evidence) {
        if alike[0].evidence {
            order.extend((0..alike.len()).map(|at| (at.min(alike.len() - 1 - at), start + at)));
        }
        start += alike.len();
    }
    order.sort_unstable();
    order.into_iter().map(|(_, at)| at)
}

/// A choice of cells that grows until there is no room.
struct Choice<'c, 't> {
    cells: &'c [Cell<'t>],
    kept: Vec<bool>,
    /// The columns of what is kept, and one for each gap.
    used: usize,
    room: usize,
}

impl Choice<'_, '_> {
    /// Adds chunks in their order as long as there is room, up to some columns.
    fn grow<'c>(&mut self, chunks: impl IntoIterator<Item = &'c Range<usize>>, max_columns: usize) {
        let mut added = 0;
        for chunk in chunks {
            added += columns(&self.cells[chunk.clone()]);
            if added > max_columns || !self.add(chunk.clone()) {
                return;
            }
        }
    }

    /// Adds cells if there is room for all of them.
    fn add(&mut self, cells: Range<usize>) -> bool {
        let (used, kept) = (self.used, self.kept[cells.clone()].to_vec());
        cells.clone().for_each(|at| self.add_one(at));
        let fits = self.used <= self.room;
        if !fits {
            self.used = used;
            self.kept[cells].copy_from_slice(&kept);
        }
        fits
    }

    fn add_one(&mut self, at: usize) {
        if self.kept[at] {
            return;
        }
        // The gap around the cell gives way to one on either side, unless the neighbour is kept.
        let gap = |neighbour: Option<&bool>| usize::from(neighbour == Some(&false));
        let before = at.checked_sub(1).and_then(|before| self.kept.get(before));
        self.used += self.cells[at].columns + gap(before) + gap(self.kept.get(at + 1));
        self.used -= 1;
        self.kept[at] = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Style;

    fn shown(record: &str, evidence: &[&str], width: usize) -> Vec<String> {
        let mut printer = Printer::new(&Style { width, ..Style::default() });
        let quote = Quote::new(record, 0, evidence.iter().copied());
        let frame = Frame { place: None, line: Some(7), carets: Role::Error, full: false };
        print(&mut printer, &quote, &frame);
        printer.finish().lines().map(str::to_owned).collect()
    }

    #[test]
    fn carets_are_below_the_evidence() {
        let lines = shown("日本語: token expired 🎉 yes", &["token expired", "yes"], 80);
        assert_eq!(lines, ["  |", "7 | 日本語: token expired 🎉 yes", "  |         ^^^^^^^^^^^^^    ^^^"]);
        let lines = shown("a\tb\t👩\u{200d}🔬 e\u{301} expired", &["expired"], 80);
        assert_eq!(lines[2].find('^'), Some(4 + 1 + 4 + 1 + 4 + "\\u{200d}".len() + 4 + 1 + 1 + 1), "{lines:#?}");
        assert!(lines[1].starts_with("7 | a    b    "));
    }

    #[test]
    fn the_prefix_is_muted() {
        let mut printer = Printer::new(&Style { color: true, ..Style::default() });
        let quote = Quote::new("10:02:11 ERROR pay - token expired", 21, ["expired"]);
        print(
            &mut printer,
            &quote,
            &Frame { place: Some("pay.log:7:22"), line: Some(7), carets: Role::Warning, full: false },
        );
        let text = printer.finish();
        assert!(text.contains("\u{1b}[2m10:02:11 ERROR pay - \u{1b}[0mtoken expired\n"), "{text:?}");
        assert!(text.contains("--> \u{1b}[0mpay.log:7:22\n"), "{text:?}");
    }

    #[test]
    fn a_long_line_is_cut_at_both_ends() {
        let record = format!("10:02:11 ERROR {} token expired {} end", "before ".repeat(40), "after ".repeat(40));
        let lines = shown(&record, &["token expired"], 80);
        assert!(lines.iter().all(|line| display_width(line) <= 80), "{lines:#?}");
        assert!(lines[1].starts_with("7 | 10:02:11 ERROR") && lines[1].ends_with("end"), "{lines:#?}");
        assert_eq!(lines[1].matches(CUT).count(), 2);
        let at = lines[2].find('^').expect("carets");
        let before: usize = lines[1].find("token expired").map_or(0, |end| display_width(&lines[1][..end]));
        assert_eq!(at, before, "{lines:#?}");
    }

    #[test]
    fn long_evidence_loses_its_middle() {
        let evidence = format!("begin {} end", "x".repeat(500));
        let lines = shown(&format!("a {evidence} z"), &[&evidence], 60);
        assert!(lines[1].contains("begin xxx") && lines[1].contains("xxx end") && lines[1].contains(CUT), "{lines:#?}");
        assert!(lines[2].contains("^…^") && lines.iter().all(|line| display_width(line) <= 60), "{lines:#?}");
    }

    #[test]
    fn several_pieces_share_the_room() {
        let record = format!("first {} second {} third", "x ".repeat(200), "y ".repeat(200));
        let lines = shown(&record, &["first", "second", "third"], 60);
        assert!(["first", "second", "third"].iter().all(|word| lines[1].contains(word)), "{lines:#?}");
        assert_eq!(lines[2].matches("^^^^^").count(), 3);
    }

    #[test]
    fn a_text_without_evidence_is_wrapped() {
        let lines = shown(&"word ".repeat(100), &[], 40);
        assert_eq!(lines.len(), 1 + MAX_WRAPPED);
        assert!(lines[3].ends_with(CUT) && lines[1].starts_with("7 | word word") && lines[2].starts_with("  | word"));
    }

    #[test]
    fn masks_are_kept_or_left_out_as_a_whole() {
        for width in 24..100 {
            let record = "GET https://ana:hunter2hunter2@pay.example/v1?token=Zq8xK2mPw93LtYv0 answered: token expired";
            let line = &shown(record, &["token expired"], width)[0];
            assert_eq!(
                line.matches("****[").count(),
                line.matches("1]").count() + line.matches("2]").count(),
                "{line}"
            );
        }
    }

    #[test]
    fn halves_of_words_are_left_out() {
        let record = format!("{}10.0.0.7:50051 refused here", "12345678 ".repeat(30));
        for width in 40..80 {
            let lines = shown(&record, &["refused"], width);
            for word in lines[1].split([' ', '…']).skip(2).filter(|word| !word.is_empty()) {
                assert!(["12345678", "10.0.0.7:50051", "refused", "here"].contains(&word), "{lines:#?}");
            }
        }
    }

    #[test]
    fn lines_of_one_record_have_their_numbers() {
        let lines = shown("one\ntwo expired\nthree\nfour refused\n", &["expired", "refused"], 80);
        assert_eq!(lines, ["   |", " 8 | two expired", "   |     ^^^^^^^", "10 | four refused", "   |      ^^^^^^^"]);
        assert!(shown("", &["x"], 80).is_empty());
    }
}
