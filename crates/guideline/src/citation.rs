//! The source text, its pages, and passages that must be found in it.

use std::fmt;

/// A place in the source: page and the exact printed words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Printed page number.
    pub page: u32,
    /// Line in the source text, where one is given.
    pub line: Option<u32>,
    /// The words, in the printed spelling.
    pub quote: String,
}

/// Where a requirement stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// In the source text.
    Source(Passage),
    /// Not in the source: it follows from law, logic or good practice, as said here.
    Basis(String),
}

/// The ground of one requirement that a rule carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// The requirement's id in the check list.
    pub requirement: String,
    /// Page and words, or the basis of a derived rule.
    pub ground: Ground,
}

/// Why a passage is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotFound {
    /// The source has no such page.
    Page,
    /// The quote has no letters.
    Empty,
    /// The words do not stand on that page.
    Words,
    /// The words stand on that page, but begin on other lines.
    Line(Vec<u32>),
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page => f.write_str("the source has no such page"),
            Self::Empty => f.write_str("the quote is empty"),
            Self::Words => f.write_str("the quote is not found on that page of the source"),
            Self::Line(lines) => {
                let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
                write!(f, "the quote begins on line {} of the source", lines.join(", "))
            }
        }
    }
}

/// The source text with its page breaks, ready for look-ups that ignore white space and hyphenation.
#[derive(Debug, Clone)]
pub struct Source {
    pages: Vec<PageText>,
}

#[derive(Debug, Clone)]
struct PageText {
    number: u32,
    squeezed: String,
    /// For each line of the page: its number in the source and where it begins in `squeezed`.
    lines: Vec<(u32, usize)>,
}

/// White space, hyphens and dashes carry no meaning in a text whose lines were broken by a printer.
fn squeeze(text: &str, into: &mut String) {
    into.extend(text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{ad}' | '\u{2010}'..='\u{2015}')));
}

impl Source {
    /// A source from its text and the first line (1-based) of each page, in rising order.
    #[must_use]
    pub fn new(text: &str, first_lines: &[(u32, u32)]) -> Self {
        let mut pages: Vec<PageText> = Vec::with_capacity(first_lines.len());
        let mut breaks = first_lines.iter().peekable();
        for (number, line) in (1u32..).zip(text.lines()) {
            while let Some((page, _)) = breaks.next_if(|(_, first)| *first <= number) {
                pages.push(PageText { number: *page, squeezed: String::new(), lines: Vec::new() });
            }
            if let Some(page) = pages.last_mut() {
                page.lines.push((number, page.squeezed.len()));
                squeeze(line, &mut page.squeezed);
            }
        }
        Self { pages }
    }

    /// Finds the passage, or says why it is not there.
    pub fn find(&self, passage: &Passage) -> Result<(), NotFound> {
        let page = self.pages.iter().find(|page| page.number == passage.page).ok_or(NotFound::Page)?;
        let mut quote = String::with_capacity(passage.quote.len());
        squeeze(&passage.quote, &mut quote);
        if quote.is_empty() {
            return Err(NotFound::Empty);
        }
        let begins: Vec<u32> = page.squeezed.match_indices(&quote).map(|(at, _)| page.line_at(at)).collect();
        match passage.line {
            _ if begins.is_empty() => Err(NotFound::Words),
            Some(line) if !begins.contains(&line) => Err(NotFound::Line(begins)),
            _ => Ok(()),
        }
    }
}

impl PageText {
    /// The line that the byte at this place of the squeezed text stands on: the last line that begins at or before it.
    fn line_at(&self, at: usize) -> u32 {
        let after = self.lines.partition_point(|(_, begin)| *begin <= at);
        self.lines[after - 1].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(page: u32, line: Option<u32>, quote: &str) -> Passage {
        Passage { page, line, quote: quote.into() }
    }

    #[test]
    fn white_space_and_hyphenation_are_ignored_and_pages_are_not() {
        let source = Source::new("WHO/ECOG\n\nscore: 2 og behand-\nling\nside to", &[(1, 1), (2, 5)]);
        assert_eq!(source.find(&passage(1, Some(1), "WHO/ECOG score: 2")), Ok(()));
        assert_eq!(source.find(&passage(1, Some(3), "behandling")), Ok(()));
        assert_eq!(source.find(&passage(1, None, "side to")), Err(NotFound::Words));
        assert_eq!(source.find(&passage(2, None, "side  to")), Ok(()));
        assert_eq!(source.find(&passage(3, None, "side to")), Err(NotFound::Page));
        assert_eq!(source.find(&passage(1, Some(2), "score: 2")), Err(NotFound::Line(vec![3])));
        assert_eq!(source.find(&passage(1, None, " - ")), Err(NotFound::Empty));
    }
}
