//! Reads one clone, from the chromosome number to the cell count. What is not understood is kept as such.

mod aberration;

use super::aberration::{Aberration, Change, Sign};
use super::clonality::LEAST_CELLS_OF_LOSS;
use super::clone::{CellClone, Reference, SexChromosomes};
use super::phrase::{self, Phrase};
use super::rearrangement::skip;
use super::scan::Letters;
use super::{Token, TokenKind};

/// A cell count in brackets and the abnormality it follows.
struct Bracket {
    after: usize,
    cells: u32,
    composite: bool,
}

/// Reads clone after clone of one text.
pub(super) struct Reader<'a> {
    letters: Letters<'a>,
    /// The whole text, of which `letters` ends with the clone.
    whole: Letters<'a>,
    at: usize,
    end: usize,
    brackets: Vec<Bracket>,
    /// The composite mark `cp` stands before the next bracket.
    composite: bool,
    /// What has been read so far.
    pub(super) tokens: Vec<Token>,
    /// Words that say something of the whole examination.
    pub(super) phrases: Vec<Phrase>,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(letters: Letters<'a>) -> Self {
        Self {
            letters,
            whole: letters,
            at: 0,
            end: 0,
            brackets: Vec::new(),
            composite: false,
            tokens: Vec::new(),
            phrases: Vec::new(),
        }
    }

    /// Reads the clone between two places.
    pub(super) fn clone(&mut self, from: usize, to: usize, donor: bool) -> CellClone {
        (self.at, self.end, self.letters) = (from, to, self.whole.until(to));
        self.brackets.clear();
        let tokens_before = self.tokens.len();
        let mut clone = CellClone::at(self.letters.span(from, to), donor);
        self.header(&mut clone);
        loop {
            self.at = skip(self.letters, self.at, b" ,;.:\n)]");
            if self.at >= self.end {
                break;
            }
            let read = self.other_method(&mut clone)
                || self.bracket(clone.aberrations.len())
                || self.word(&mut clone)
                || self.aberration(&mut clone);
            if !read {
                self.words(&mut clone);
            }
        }
        self.count_cells(&mut clone);
        if clone.number.is_some() && !clone.is_written() && !clone.incomplete {
            for token in &mut self.tokens[tokens_before..] {
                token.kind = TokenKind::NotUnderstood;
            }
        }
        clone.incomplete |= is_unexplained(&clone);
        clone
    }

    fn letter(&self) -> u8 {
        self.letters.at(self.at)
    }

    fn token(&mut self, from: usize, kind: TokenKind) {
        self.at = self.at.min(self.end);
        self.tokens.push(Token { span: self.letters.span(from, self.at), kind });
    }

    /// A whole number of at most four digits at the place.
    fn number(&self, at: usize) -> Option<(u32, usize)> {
        let to = skip(self.letters, at, b"0123456789");
        let digits = std::str::from_utf8(self.letters.slice(at, to)).ok()?;
        (1..=4).contains(&digits.len()).then(|| digits.parse().ok().map(|number| (number, to))).flatten()
    }

    /// A number or a range, `2` or `2-4` or `2~4`.
    fn range(&self, at: usize) -> Option<((u32, u32), usize)> {
        let (least, to) = self.number(at)?;
        let dash = skip(self.letters, to, b"?");
        if b"-~".contains(&self.letters.at(dash))
            && let Some((most, to)) = self.number(dash + 1)
        {
            return (least <= most).then_some(((least, most), to));
        }
        Some(((least, least), to))
    }

    /// Chromosome number, ploidy and sex chromosomes.
    fn header(&mut self, clone: &mut CellClone) {
        self.at = skip(self.letters, self.at, b" ,;.:\n~");
        for word in ["mos ", "chi "] {
            if self.letters.starts_with(self.at, word) {
                self.at += word.len();
            }
        }
        let from = self.at;
        if let Some(((least, most), to)) = self.range(self.at)
            && let (Ok(least), Ok(most)) = (u16::try_from(least), u16::try_from(most))
            && (10..=500).contains(&least)
            && most <= 500
            && !matches!(self.letters.at(to), b'q' | b'p' | b'm')
        {
            clone.number = Some((least, most));
            self.at = skip(self.letters, to, b" ");
            self.ploidy(clone);
            self.token(from, TokenKind::Number);
        }
        self.sex_chromosomes(clone);
    }

    /// `<3n>`.
    fn ploidy(&mut self, clone: &mut CellClone) {
        if self.letter() == b'<'
            && let Some((ploidy, to)) = self.number(self.at + 1)
        {
            let to = skip(self.letters, to, b"n+-");
            if self.letters.at(to) == b'>' {
                clone.stated_ploidy = u8::try_from(ploidy).ok().filter(|ploidy| (1..=12).contains(ploidy));
                self.at = to + 1;
            }
        }
    }

    /// `XX`, `XY`, `X`, `XXYc`. Letters only: `X,-Y` is the sex chromosome X and an abnormality.
    fn sex_chromosomes(&mut self, clone: &mut CellClone) -> bool {
        let from = skip(self.letters, self.at, b" ,;.\n");
        let mut to = skip(self.letters, from, b"xy");
        let (mut x, mut y) = (0_u8, 0_u8);
        for letter in self.letters.slice(from, to) {
            let count = if *letter == b'x' { &mut x } else { &mut y };
            *count = count.saturating_add(1);
        }
        if matches!(self.letters.at(to), b'o' | b'0') && !self.letters.at(to + 1).is_ascii_alphanumeric() {
            to += 1;
        }
        let constitutional = self.letters.at(to) == b'c' && !self.letters.at(to + 1).is_ascii_alphanumeric();
        to += usize::from(constitutional);
        if !(1..=12).contains(&x.saturating_add(y)) || self.letters.at(to).is_ascii_alphabetic() {
            return false;
        }
        clone.sex_chromosomes = Some(SexChromosomes { x, y, constitutional });
        self.at = to;
        self.token(from, TokenKind::SexChromosomes);
        true
    }

    /// `[12]`, `[cp8]`, `[]`.
    fn bracket(&mut self, after: usize) -> bool {
        if self.letter() != b'[' {
            return false;
        }
        let from = self.at;
        let mut at = skip(self.letters, self.at + 1, b" ~");
        let composite = std::mem::take(&mut self.composite) || self.letters.starts_with(at, "cp");
        at = skip(self.letters, at, b"cp ~");
        match self.number(at) {
            Some((cells, to)) => {
                self.at = skip(self.letters, to, b" ");
                self.brackets.push(Bracket { after, cells, composite });
            }
            None if b"]".contains(&self.letters.at(at)) => self.at = at,
            None => {
                while self.at < self.end && self.letter() != b']' {
                    self.at += 1;
                }
                self.at += 1;
                self.token(from, TokenKind::NotUnderstood);
                return true;
            }
        }
        // A bracket that opens where it should close is a slip; anything else is read on its own.
        if matches!(self.letter(), b']' | b'[' | b')') && (self.letter() != b'[' || self.at + 1 >= self.end) {
            self.at += 1;
        }
        self.token(from, TokenKind::Cells);
        true
    }

    /// `idem`, `sl`, `sdl2`, `inc`, `cp`, and sex chromosomes after `idem`.
    fn word(&mut self, clone: &mut CellClone) -> bool {
        let from = self.at;
        let rest = |len: usize| self.letters.at(from + len);
        for (word, reference) in [("idem", true), ("sdl", true), ("sl", true), ("inc", false), ("cp", false)] {
            if !self.letters.starts_with(from, word)
                || rest(word.len()).is_ascii_alphabetic() && rest(word.len()) != b'x'
            {
                continue;
            }
            let digits = self.number(from + word.len());
            self.at = digits.map_or(from + word.len(), |(_, to)| to);
            match (word, digits) {
                ("sdl", line) => clone.refers_to = Some(Reference::Sideline(line.map_or(1, |(line, _)| line))),
                ("idem" | "sl", _) => clone.refers_to = Some(Reference::Stemline),
                ("cp", Some((cells, _))) => {
                    self.brackets.push(Bracket { after: clone.aberrations.len(), cells, composite: true });
                }
                ("cp", None) => self.composite = true,
                _ => clone.incomplete = true,
            }
            if reference {
                self.copies();
            }
            self.token(from, TokenKind::Word);
            return true;
        }
        clone.sex_chromosomes.is_none() && self.sex_chromosomes(clone)
    }

    /// `.ish`, `.nuc ish`, `.arr`, `FISH:`: another method, to the end of the clone. The cell count at its end is the clone's.
    fn other_method(&mut self, clone: &mut CellClone) -> bool {
        if !phrase::other_method_begins(self.letters.slice(self.at, self.end)) {
            return false;
        }
        self.close_as_other_method(self.at, clone.aberrations.len());
        true
    }

    fn close_as_other_method(&mut self, from: usize, after: usize) {
        let open = (from..self.end).rev().find(|place| self.letters.at(*place) == b'[');
        let count = open.filter(|open| self.number(open + 1).is_some_and(|(_, to)| to + 1 >= self.end));
        self.at = count.unwrap_or(self.end);
        self.token(from, TokenKind::OtherMethod);
        self.bracket(after);
        self.at = self.end;
    }

    /// Words up to the next comma, semicolon or cell count.
    fn words(&mut self, clone: &mut CellClone) {
        let from = self.at;
        let mut depth = 0_i32;
        while self.at < self.end {
            match self.letter() {
                b'(' => depth += 1,
                b')' => depth -= 1,
                b',' | b';' if depth <= 0 => break,
                b'[' if self.number(skip(self.letters, self.at + 1, b"cp~ ")).is_some() => break,
                _ => {}
            }
            self.at += 1;
        }
        let Some(meaning) = phrase::meaning(self.letters.slice(from, self.at)) else {
            // Words behind an abnormality may take it back: `t(9;22) negative`.
            let before = (0..from).rev().map(|place| self.letters.at(place)).find(|letter| *letter != b' ');
            let behind = self.tokens.last().is_some_and(|token| token.kind == TokenKind::Aberration);
            if behind
                && before.is_some_and(|letter| !b",;]/\n".contains(&letter))
                && let Some(aberration) = clone.aberrations.last_mut()
            {
                (aberration.questionable, aberration.least) = (true, 0);
            }
            self.token(from, TokenKind::NotUnderstood);
            return;
        };
        let whole = |sign, chromosome| (sign, Change::Whole(chromosome));
        let (sign, change) = match meaning {
            Phrase::Trisomy(chromosome) => whole(Sign::Gain, chromosome),
            Phrase::Monosomy(chromosome) => whole(Sign::Loss, chromosome),
            Phrase::OtherMethod => return self.close_as_other_method(from, clone.aberrations.len()),
            // Within a clone it stands for an abnormality that is not told.
            Phrase::NotAssessed if clone.is_written() => return self.token(from, TokenKind::NotUnderstood),
            Phrase::Normal => {
                self.token(from, TokenKind::Word);
                self.bracket(clone.aberrations.len());
                self.brackets.truncate(self.brackets.len().saturating_sub(usize::from(clone.is_written())));
                self.phrases.push(meaning);
                return;
            }
            other => {
                self.token(from, TokenKind::Word);
                self.phrases.push(other);
                return;
            }
        };
        self.token(from, TokenKind::Aberration);
        let span = self.letters.span(from, self.at);
        let (least, most, questionable, constitutional, cells) = (1, 1, false, false, None);
        clone.aberrations.push(Aberration { span, sign, change, least, most, questionable, constitutional, cells });
    }

    /// Gives the brackets to the clone and, in a composite, to its abnormalities.
    fn count_cells(&self, clone: &mut CellClone) {
        let all = clone.aberrations.len();
        let Some((last, before)) = self.brackets.split_last() else { return };
        let twice = before.last().is_some_and(|bracket| bracket.after == last.after);
        let of_clone = last.composite || (last.after == all && (before.is_empty() || twice)) || all == 0;
        if of_clone {
            clone.cells = Some(last.cells);
            clone.composite = last.composite;
        }
        let single = if of_clone { before } else { &self.brackets };
        for bracket in single {
            if let Some(aberration) = bracket.after.checked_sub(1).and_then(|place| clone.aberrations.get_mut(place)) {
                aberration.cells.get_or_insert(bracket.cells);
            }
        }
    }
}

/// Whether a clone without abnormalities has another number of chromosomes than it should, in enough cells for a clone.
fn is_unexplained(clone: &CellClone) -> bool {
    let (Some((least, most)), Some(expected)) = (clone.number, clone.expected_number()) else { return false };
    clone.aberrations.is_empty()
        && !(i32::from(least)..=i32::from(most)).contains(&expected)
        && clone.cells.is_none_or(|cells| cells >= LEAST_CELLS_OF_LOSS)
}
