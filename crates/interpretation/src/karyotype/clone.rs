//! A clone: cells with the same abnormalities.

use serde::Serialize;

use super::aberration::{Aberration, Change, Kind, Sign, Span};

/// To which other clone a clone refers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// `idem`, `sl`: the stem line, the first abnormal clone.
    Stemline,
    /// `sdl1`, `sdl2`: the side line of this number.
    Sideline(u32),
}

/// The sex chromosomes as they are written after the chromosome number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SexChromosomes {
    /// How many X.
    pub x: u8,
    /// How many Y.
    pub y: u8,
    /// Marked as inherited (`XXYc`).
    pub constitutional: bool,
}

/// A clone as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellClone {
    /// Where it stands.
    pub span: Span,
    /// The number of chromosomes, as bounds.
    pub number: Option<(u16, u16)>,
    /// The ploidy that is written, such as 3 for `<3n>`.
    pub stated_ploidy: Option<u8>,
    /// The sex chromosomes.
    pub sex_chromosomes: Option<SexChromosomes>,
    /// The clone whose abnormalities it has besides its own.
    pub refers_to: Option<Reference>,
    /// The abnormalities that are written.
    pub aberrations: Vec<Aberration>,
    /// How many cells.
    pub cells: Option<u32>,
    /// `cp`: put together from cells that differ.
    pub composite: bool,
    /// There is more than is written: `inc`, or a chromosome number that nothing explains (`45,XX`).
    pub incomplete: bool,
    /// The cells are a donor's (after `//`).
    pub donor: bool,
}

impl CellClone {
    /// A clone of which nothing is known yet.
    #[must_use]
    pub(super) const fn at(span: Span, donor: bool) -> Self {
        Self {
            span,
            number: None,
            stated_ploidy: None,
            sex_chromosomes: None,
            refers_to: None,
            aberrations: Vec::new(),
            cells: None,
            composite: false,
            incomplete: false,
            donor,
        }
    }

    /// The ploidy against which gains and losses are written: as stated, else the level nearest to the chromosome number
    /// (58 to 80 near-triploid, from 81 near-tetraploid), else 2.
    #[must_use]
    pub fn ploidy(&self) -> u8 {
        self.stated_ploidy.unwrap_or(match self.number {
            Some((least, _)) if least >= 81 => 4,
            Some((least, _)) if least >= 58 => 3,
            _ => 2,
        })
    }

    /// The number of chromosomes that the abnormalities give; `None` where they do not fix it.
    #[must_use]
    pub fn expected_number(&self) -> Option<i32> {
        let sex = self.sex_chromosomes?;
        let exact = |one: &Aberration| one.least == one.most && one.sign != Sign::Missing;
        if self.ploidy() != 2 || self.composite || self.refers_to.is_some() || !self.aberrations.iter().all(exact) {
            return None;
        }
        // The signed ones change the number; those that join two chromosomes in one take one away.
        let mut number = 44 + i32::from(sex.x) + i32::from(sex.y);
        for one in &self.aberrations {
            let copies = i32::try_from(one.least).ok()?;
            number += match (&one.change, one.sign) {
                (Change::DoubleMinutes | Change::Heteromorphism, _) => 0,
                (Change::Whole(chromosome), Sign::Loss) if !chromosome.is_autosome() => 0,
                (_, Sign::Gain) | (Change::Marker(_) | Change::UnknownRing, Sign::InPlace) => copies,
                (_, Sign::Loss) => -copies,
                (Change::Rearranged(change), _) => match change.kind {
                    Kind::Derivative | Kind::Dicentric | Kind::Robertsonian => {
                        1 - i32::try_from(change.chromosomes.len()).ok()?
                    }
                    _ if change.chromosomes.iter().flatten().any(|one| !one.is_autosome()) => return None,
                    _ => 0,
                },
                _ => 0,
            };
        }
        Some(number)
    }

    /// Whether cells were described. A number alone does not: it may be anything.
    #[must_use]
    pub(super) fn is_written(&self) -> bool {
        self.sex_chromosomes.is_some() || self.refers_to.is_some() || !self.aberrations.is_empty()
    }
}
