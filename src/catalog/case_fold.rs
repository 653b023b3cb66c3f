//! A case-insensitive pattern finds in a text what its lower-case form finds in the lower-case text, which is cheaper to
//! compile and to run: letters stay literals instead of becoming classes.

use regex_syntax::ast::{
    self, Ast, ClassAsciiKind, ClassSetItem, ClassSetRange, GroupKind, Literal, LiteralKind, Visitor,
};

/// The pattern in lower case, to be matched in lower-case text. Returns `None` if the pattern is case-sensitive or sets
/// case flags other than a leading `(?i)`.
pub(crate) fn ignoring_case(pattern: &str) -> Option<String> {
    let pattern = pattern.strip_prefix("(?i)")?;
    let ast = ast::parse::Parser::new().parse(pattern).ok()?;
    let capitals = ast::visit(&ast, Capitals::default()).ok()?;
    let mut bytes = pattern.as_bytes().to_vec();
    for at in capitals {
        bytes.get_mut(at)?.make_ascii_lowercase();
    }
    String::from_utf8(bytes).ok()
}

/// The offsets of capital letters that are literals.
#[derive(Default)]
struct Capitals(Vec<usize>);

/// The pattern can't be put in lower case.
struct Unfit;

impl Capitals {
    fn literal(&mut self, literal: &Literal) -> Result<(), Unfit> {
        match literal.kind {
            _ if !literal.c.is_ascii_uppercase() => Ok(()),
            LiteralKind::Verbatim => {
                self.0.push(literal.span.start.offset);
                Ok(())
            }
            _ => Err(Unfit),
        }
    }

    fn range(&mut self, range: &ClassSetRange) -> Result<(), Unfit> {
        let (start, end) = (range.start.c, range.end.c);
        let capitals = start.is_ascii_uppercase() && end.is_ascii_uppercase();
        if !capitals && start <= 'Z' && end >= 'A' {
            return Err(Unfit);
        }
        self.literal(&range.start)?;
        self.literal(&range.end)
    }
}

impl Visitor for Capitals {
    type Output = Vec<usize>;
    type Err = Unfit;

    fn finish(self) -> Result<Vec<usize>, Unfit> {
        Ok(self.0)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Unfit> {
        match ast {
            Ast::Literal(literal) => self.literal(literal),
            Ast::Flags(_) | Ast::ClassUnicode(_) => Err(Unfit),
            Ast::Group(group) => match &group.kind {
                GroupKind::NonCapturing(flags) if !flags.items.is_empty() => Err(Unfit),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Unfit> {
        match item {
            ClassSetItem::Literal(literal) => self.literal(literal),
            ClassSetItem::Range(range) => self.range(range),
            ClassSetItem::Ascii(class) if class.kind == ClassAsciiKind::Upper => Err(Unfit),
            ClassSetItem::Unicode(_) => Err(Unfit),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_letters_become_lower_case() {
        assert_eq!(
            ignoring_case(r"(?i)\bJWT[A-Z_ \S]+\x27(?<Name>X|é)").as_deref(),
            Some(r"\bjwt[a-z_ \S]+\x27(?<Name>x|é)")
        );
    }

    #[test]
    fn what_is_case_sensitive_is_left_alone() {
        for pattern in ["JWT", "(?i)a(?-i)B", "(?i)a(?-i:B)", r"(?i)\x41", "(?i)[@-Z]", "(?i)[A-z]", "(?im)a"] {
            assert_eq!(ignoring_case(pattern), None, "{pattern}");
        }
    }
}
