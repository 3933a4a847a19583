//! One event of the genome.

use serde::Serialize;

use super::input::Cells;
use super::shape::rank;
use super::{CLONE_FROM, COUNTS_FROM};
use crate::karyotype::Chromosome;

/// What an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// A whole chromosome more.
    WholeGain,
    /// A whole chromosome less.
    WholeLoss,
    /// A loss within or at the end of a chromosome.
    Deletion,
    /// A derivative of two chromosomes in place of a normal one: the end of the first is lost and the end of the other
    /// gained.
    Derivative,
    /// Such a derivative beside the normal chromosomes.
    ExtraDerivative,
    /// Two chromosomes joined with both centromeres.
    Dicentric,
    /// A gain within or at the end of a chromosome. Where the copy lies is not known without a junction.
    Gain,
    /// One arm lost and the other there twice.
    Isochromosome,
    /// As an isochromosome, the break beside the centromere.
    Isodicentric,
    /// A stretch turned round.
    Inversion,
    /// Both ends lost and what is left joined.
    Ring,
    /// Chromosomes that have exchanged their ends.
    Translocation,
    /// Two copies of one parent's and none of the other's.
    CopyNeutralLoss,
}

/// Why an event is listed and does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotCounted {
    /// It spans fewer than 5 Mb.
    Focal,
    /// It is in fewer than 10 % of the cells.
    FewCells,
    /// Copies are as many as they should be: a karyotype does not count it.
    CopyNeutral,
}

/// One event of the genome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Abnormality {
    /// As a karyotype writes it.
    pub iscn: String,
    /// What it is.
    pub shape: Shape,
    /// The chromosomes, in the order written; that of a derivative first.
    pub chromosomes: Vec<Chromosome>,
    /// The bands at the breaks of each chromosome, in the order written.
    pub bands: Vec<Vec<String>>,
    /// First and last base of what is gained, lost or turned, or the base at the break; one for each chromosome.
    pub places: Vec<(u32, u32)>,
    /// Bases gained, lost, turned or without a second parent's copy; 0 for what is balanced.
    pub bases: u32,
    /// Whether it is one whole arm.
    pub whole_arm: bool,
    /// So many more chromosomes than before: 1 for `+8`, -1 for `-7`, 0 for `t(8;21)`.
    pub chromosome_number: i8,
    /// The share of the tumour's cells that have it; `None` where it is not known.
    pub cells: Option<Cells>,
    /// Whether a junction shows it.
    pub junction: bool,
    /// Whether one junction of two was seen, and the other is presumed.
    pub presumed: bool,
    /// Why it is listed and does not count; `None` if it counts.
    pub not_counted: Option<NotCounted>,
}

impl Abnormality {
    /// Applies the rule of what counts to an event that spans so many bases. What a junction shows counts in however few cells:
    /// a recurrent rearrangement of a small clone is one.
    pub(super) fn judged(mut self, spans: u32) -> Self {
        self.not_counted = if self.shape == Shape::CopyNeutralLoss {
            Some(NotCounted::CopyNeutral)
        } else if spans < COUNTS_FROM {
            Some(NotCounted::Focal)
        } else {
            self.cells.filter(|cells| cells.best < CLONE_FROM && !self.junction).map(|_| NotCounted::FewCells)
        };
        self
    }

    /// Whether it is gain (`true`) or loss of one whole arm and nothing else; `None` for every other event.
    pub(super) fn whole_arm(&self) -> Option<bool> {
        match self.shape {
            Shape::Gain if self.whole_arm => Some(true),
            Shape::Deletion if self.whole_arm => Some(false),
            _ => None,
        }
    }

    /// Its place in a karyotype: sex chromosomes first, each chromosome's number before its structure, structure by the
    /// letters of its kind, from the short to the long arm.
    pub(super) fn order(&self) -> (u8, bool, bool, String, u32) {
        let first = self.chromosomes.first().map_or(u8::MAX, |chromosome| rank(*chromosome));
        let structural = !matches!(self.shape, Shape::WholeGain | Shape::WholeLoss);
        let word = self.iscn.trim_start_matches(['+', '-']).split('(').next().unwrap_or_default().to_owned();
        let start = self.places.first().map_or(0, |place| place.0);
        (first, structural, self.chromosomes.len() > 1, word, start)
    }
}
