//! A clone: cells with the same abnormalities.

use serde::Serialize;

use super::aberration::{Aberration, Span};

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
    /// `inc`: there is more that could not be identified.
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

    /// Whether anything that can be counted as cells was written.
    #[must_use]
    pub(super) fn is_written(&self) -> bool {
        self.number.is_some()
            || self.sex_chromosomes.is_some()
            || self.refers_to.is_some()
            || !self.aberrations.is_empty()
    }
}
