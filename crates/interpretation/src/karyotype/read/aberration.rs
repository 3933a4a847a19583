//! Reads one abnormality: signs, copies, what is changed, and what stands after it.

use super::super::TokenKind;
use super::super::aberration::{Aberration, Change, Kind, Rearrangement, Sign, Span};
use super::super::band::{Arm, Band, Chromosome};
use super::super::clone::CellClone;
use super::super::rearrangement::{self, skip};
use super::Reader;

/// The most copies of one abnormality that are believed.
const MOST_COPIES: u32 = 99;

impl Reader<'_> {
    /// One abnormality: signs, number of copies, what is changed, and what stands after it.
    pub(super) fn aberration(&mut self, clone: &mut CellClone) -> bool {
        let from = self.at;
        let (sign, mut questionable) = self.signs();
        let Some((mut sign_of_change, change, (least, most))) = self.change(sign) else {
            self.at = from;
            return false;
        };
        if sign_of_change.is_none() {
            sign_of_change = Some(sign);
        }
        let copies = self.copies().unwrap_or((least, most));
        questionable |= self.letter() == b'?';
        self.at = skip(self.letters, self.at, b"? ");
        let mut constitutional = false;
        for (word, inherited) in [("c", true), ("mat", true), ("pat", true), ("inh", true), ("dn", false)] {
            if self.letters.starts_with(self.at, word) && !self.letters.at(self.at + word.len()).is_ascii_alphanumeric()
            {
                self.at += word.len();
                constitutional = inherited;
            }
        }
        while self.letters.starts_with(self.at, "or") {
            let before = self.at;
            self.at = skip(self.letters, self.at + 2, b" ");
            let (sign, _) = self.signs();
            if self.change(sign).is_none() {
                self.at = before;
                break;
            }
            questionable = true;
        }
        let span = Span { end: self.letters.span(self.at, self.at).start, ..self.letters.span(from, self.at) };
        self.token(from, TokenKind::Aberration);
        clone.aberrations.push(Aberration {
            span,
            sign: sign_of_change.unwrap_or(sign),
            change,
            least: copies.0.min(MOST_COPIES),
            most: copies.1.min(MOST_COPIES),
            questionable,
            constitutional,
            cells: None,
        });
        true
    }

    fn signs(&mut self) -> (Sign, bool) {
        let (mut sign, mut questionable) = (Sign::InPlace, false);
        loop {
            match self.letter() {
                b'?' => questionable = true,
                b'+' if sign == Sign::InPlace => sign = Sign::Gain,
                b'-' if sign == Sign::InPlace => sign = Sign::Loss,
                b' ' => {}
                _ => return (sign, questionable),
            }
            self.at += 1;
        }
    }

    /// `x2`, `x1-2`.
    pub(super) fn copies(&mut self) -> Option<(u32, u32)> {
        let at = skip(self.letters, self.at, b" ");
        let ((least, most), to) = (self.letters.at(at) == b'x').then(|| self.range(at + 1)).flatten()?;
        self.at = to;
        Some((least, most))
    }

    /// What is changed, how often, and its sign where the writing has one of its own (`5q-`).
    fn change(&mut self, sign: Sign) -> Option<(Option<Sign>, Change, (u32, u32))> {
        let at = self.at;
        if let Some(((least, most), to)) = self.range(at) {
            let mut word = skip(self.letters, to, b" ?");
            if self.letters.starts_with(word, "var ") {
                word += 4;
            }
            if let Some((change, to)) = self.unidentified(word) {
                self.at = to;
                return Some((None, change, (least, most)));
            }
            if self.letters.at(to) == b'x'
                && let Some((rearrangement, to)) = rearrangement::read(self.letters, skip(self.letters, to + 1, b" "))
            {
                self.at = to;
                return Some((None, Change::Rearranged(rearrangement), (least, most)));
            }
            let (number, to) = self.number(at)?;
            // `+2x8` is chromosome 8 twice, where `+8x2` should be written: no chromosome is gained eight times.
            if self.letters.at(to) == b'x'
                && let Some((second, end)) = self.number(to + 1)
                && number <= 4
                && second > 4
            {
                self.at = end;
                let chromosome = Change::Whole(Chromosome::autosome(second)?);
                return (sign != Sign::InPlace).then_some((None, chromosome, (number, number)));
            }
            return self.chromosome(Chromosome::autosome(number)?, to, sign);
        }
        if let Some((change, to)) = self.unidentified(at) {
            self.at = to;
            // `mar1-3` are three markers, and not a marker and the loss of chromosome 3.
            if let Change::Marker(Some(first)) = change
                && let Some(((_, last), to)) = self.range(to - first.to_string().len())
                && last > first
            {
                self.at = to;
                let markers = last - first + 1;
                return Some((None, Change::Marker(None), (markers, markers)));
            }
            return Some((None, change, (1, 1)));
        }
        for (letter, chromosome) in [(b'x', Chromosome::X), (b'y', Chromosome::Y)] {
            if self.letters.at(at) == letter {
                return self.chromosome(chromosome, at + 1, sign);
            }
        }
        // Databases write the loss of Y as `delY`.
        if self.letters.starts_with(at, "dely") && !self.letters.at(at + 4).is_ascii_alphanumeric() {
            self.at = at + 4;
            return Some((Some(Sign::Loss), Change::Whole(Chromosome::Y), (1, 1)));
        }
        let (rearrangement, to) = rearrangement::read(self.letters, at)?;
        self.at = to;
        Some((None, Change::Rearranged(rearrangement), (1, 1)))
    }

    /// A chromosome without a word before it: `+8`, `-7`, `5q-`, `+1q`, `9qh+`.
    fn chromosome(
        &mut self,
        chromosome: Chromosome,
        to: usize,
        sign: Sign,
    ) -> Option<(Option<Sign>, Change, (u32, u32))> {
        let at = self.at;
        let arm = match self.letters.at(to) {
            b'p' => Arm::P,
            b'q' => Arm::Q,
            letter if letter.is_ascii_alphanumeric() && !matches!(letter, b'x' | b'c') => return None,
            _ => {
                // Between commas a bare number is a chromosome whose sign was forgotten.
                let before = (0..at).rev().map(|place| self.letters.at(place)).find(|letter| *letter != b' ');
                let own = match (sign, before) {
                    (Sign::InPlace, Some(b',')) if chromosome.is_autosome() => Some(Sign::Missing),
                    (Sign::InPlace, _) => return None,
                    _ => None,
                };
                self.at = to;
                return Some((own, Change::Whole(chromosome), (1, 1)));
            }
        };
        let after = skip(self.letters, to + 1, b"0123456789.?");
        let digits: Vec<u8> = self.letters.slice(to + 1, after).iter().copied().filter(u8::is_ascii_digit).collect();
        for variant in ["stk", "ss", "h", "s", "ph"] {
            if self.letters.starts_with(after, variant) {
                self.at = skip(self.letters, after + variant.len(), b"+-");
                return (!self.letter().is_ascii_alphabetic()).then_some((None, Change::Heteromorphism, (1, 1)));
            }
        }
        let after = if self.letters.starts_with(after, "ter") { after + 3 } else { after };
        let (kind, after) = match (self.letters.at(after), sign) {
            (b'-', Sign::InPlace | Sign::Loss) => (Kind::Deletion, after + 1),
            (b'+', Sign::InPlace | Sign::Gain) => (Kind::ArmGain, after + 1),
            (_, Sign::Loss) => (Kind::Deletion, after),
            (_, Sign::Gain) => (Kind::ArmGain, after),
            (_, Sign::InPlace | Sign::Missing) => return None,
        };
        self.at = after;
        let change = Change::Rearranged(Rearrangement {
            kind,
            chromosomes: vec![Some(chromosome)],
            breakpoints: vec![vec![Band::from_digits(arm, &digits)]],
            parts: Vec::new(),
        });
        Some((Some(Sign::InPlace), change, (1, 1)))
    }

    /// Chromosomes and fragments that were not identified: markers, rings, double minutes.
    fn unidentified(&self, at: usize) -> Option<(Change, usize)> {
        let (word, change) = [
            ("markers", Change::Marker(None)),
            ("marker", Change::Marker(None)),
            ("mars", Change::Marker(None)),
            ("mar", Change::Marker(None)),
            ("dmin", Change::DoubleMinutes),
            ("dms", Change::DoubleMinutes),
            ("dm", Change::DoubleMinutes),
            ("min", Change::DoubleMinutes),
            ("ace", Change::DoubleMinutes),
            ("hsr", Change::DoubleMinutes),
            ("ring", Change::UnknownRing),
            ("r", Change::UnknownRing),
        ]
        .into_iter()
        .find(|(word, _)| self.letters.starts_with(at, word))?;
        let after = at + word.len();
        let (label, after) = self.number(after).map_or((None, after), |(label, to)| (Some(label), to));
        let change =
            if let (Change::Marker(_), Some(label)) = (&change, label) { Change::Marker(Some(label)) } else { change };
        let next = self.letters.at(after);
        let then = self.letters.at(after + 1);
        let ends = match next {
            b'x' => then.is_ascii_digit(),
            b'c' => !then.is_ascii_alphanumeric(),
            other => !other.is_ascii_alphabetic(),
        };
        ends.then_some(())?;
        (next != b'(').then_some((change, after))
    }
}
