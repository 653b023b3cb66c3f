//! The parts of a text of the catalog: paragraphs, code, sentences.

/// A part of a text of the catalog.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph on one line.
    Paragraph(String),
    /// Lines of code without their common indentation.
    Code(String),
}

/// Splits a text of the catalog: a blank line ends a paragraph, a single newline is a space, and lines that begin with two
/// spaces are code.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        let code = is_code(line);
        let mut taken = vec![line];
        while let Some(next) = lines.next_if(|next| is_code(next) == code && !next.trim().is_empty()) {
            taken.push(next);
        }
        blocks.push(if code {
            Block::Code(dedent(&taken))
        } else {
            Block::Paragraph(taken.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "))
        });
    }
    blocks
}

fn is_code(line: &str) -> bool {
    line.starts_with("  ")
}

fn dedent(lines: &[&str]) -> String {
    let indent = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let common = lines.iter().map(indent).min().unwrap_or(0);
    lines.iter().map(|line| &line[common..]).collect::<Vec<_>>().join("\n")
}

/// As many paragraphs as fit into some bytes; of the first one at least a sentence.
pub(super) fn brief(text: &str, max_bytes: usize) -> Vec<Block> {
    let mut length = 0;
    let mut kept = Vec::new();
    for block in blocks(text) {
        let (Block::Paragraph(text) | Block::Code(text)) = &block;
        length += text.len();
        if length <= max_bytes {
            kept.push(block);
            continue;
        }
        if let (Block::Paragraph(text), true) = (&block, kept.is_empty()) {
            kept.push(Block::Paragraph(sentences(text, max_bytes).to_owned()));
        }
        break;
    }
    kept
}

/// The first sentence of a text, or all of it.
pub(super) fn first_sentence(text: &str) -> &str {
    sentences(text, 0)
}

/// As many sentences as fit into some bytes, but at least one.
pub(super) fn sentences(text: &str, max_bytes: usize) -> &str {
    let text = text.trim();
    let ends = text.match_indices(". ").filter(|(at, _)| {
        // `e.g. this` and `5. that` are not the end of a sentence.
        let follows = text[at + 2..].chars().next();
        let word = text[..*at].rsplit(' ').next().unwrap_or_default();
        let abbreviation = word.len() <= 1 || word.contains('.');
        follows.is_some_and(|c| !c.is_lowercase()) && !abbreviation
    });
    let mut kept = None;
    for end in ends.map(|(at, _)| at + 1).chain([text.len()]) {
        if end > max_bytes && kept.is_some() {
            break;
        }
        kept = Some(end);
    }
    &text[..kept.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_code_are_told_apart() {
        let found = blocks("\none\ntwo\n\nthree\n  a\n    b\nfour\n");
        let paragraph = |text: &str| Block::Paragraph(text.to_owned());
        assert_eq!(
            found,
            [paragraph("one two"), paragraph("three"), Block::Code("a\n  b".to_owned()), paragraph("four")]
        );
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(first_sentence("One v1.2 thing, e.g. This. Two."), "One v1.2 thing, e.g. This.");
        assert_eq!(first_sentence("Only one"), "Only one");
        assert_eq!(sentences("One. Two. Three.", 10), "One. Two.");
        assert_eq!(sentences("One. Two. Three.", 16), "One. Two. Three.");
    }

    #[test]
    fn brief_keeps_a_sentence_at_least() {
        assert_eq!(brief("Aaa. Bbb.\n\nCcc.", 3), [Block::Paragraph("Aaa.".to_owned())]);
        assert_eq!(brief("aaaa\n\nbb\n\ncc", 7).len(), 2);
    }
}
