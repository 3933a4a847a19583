//! What a segment is called: copies of each chromosome, and the share of the tumour's cells that have them.

use super::fit::{self, Fit, INTERVAL, SUBCLONAL};
use super::segment::Segment;
use super::state::{Copies, Mixture};

/// By how much a change must explain a segment better than none.
///
/// METHOD: with the two quantities that are seen, chance gives twice as much in 1 of 3,000 segments.
const CHANGED: f64 = 8.0;
/// Steps of the share of cells.
const STEPS: u16 = 400;

/// The kind of change, against the inherited genome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// As many of both as were inherited.
    Neutral,
    /// More copies.
    Gain,
    /// Six copies and more.
    HighGain,
    /// Fewer copies.
    Loss,
    /// No copy.
    HomozygousLoss,
    /// As many copies, all of one parent's chromosome.
    CopyNeutralLoh,
    /// Not assessed, or not known.
    NotAssessable,
}

impl Kind {
    /// The word in `segments.tsv`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Gain => "gain",
            Self::HighGain => "high_gain",
            Self::Loss => "loss",
            Self::HomozygousLoss => "homozygous_loss",
            Self::CopyNeutralLoh => "cnloh",
            Self::NotAssessable => "not_assessable",
        }
    }

    /// Of copies, against so many inherited ones.
    fn of(copies: Copies, inherited: u8) -> Self {
        let (total, own) = (copies.total(), u32::from(inherited));
        match total {
            0 => Self::HomozygousLoss,
            _ if total < own => Self::Loss,
            _ if total >= 6 => Self::HighGain,
            _ if total > own => Self::Gain,
            _ if inherited == 2 && copies.minor == 0 => Self::CopyNeutralLoh,
            _ => Self::Neutral,
        }
    }
}

/// A share of cells with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The best one.
    pub best: f64,
    /// Its lower bound.
    pub low: f64,
    /// Its upper bound.
    pub high: f64,
}

/// What a segment is called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentCall {
    /// Copies; `None` where they are not known.
    pub total: Option<u32>,
    /// Copies of the chromosome with fewer; `None` where that is not known.
    pub minor: Option<u32>,
    /// The share of the tumour's cells that have them; `None` where nothing happened.
    pub clonal: Option<Share>,
    /// The share of all cells of the specimen, whatever the purity is.
    pub cells: Option<f64>,
    /// The kind of change.
    pub kind: Kind,
}

impl SegmentCall {
    /// Nothing is known.
    #[must_use]
    pub fn not_assessable() -> Self {
        Self { total: None, minor: None, clonal: None, cells: None, kind: Kind::NotAssessable }
    }

    /// Calls an assessed segment under a fit.
    #[must_use]
    pub fn of(segment: &Segment, fit: &Fit) -> Self {
        let mixture = &fit.mixture;
        let base = mixture.base_of(segment.inherited);
        let unchanged = mixture.cost(segment, base, 0.0);
        let best = mixture
            .states(segment)
            .into_iter()
            .filter(|state| *state != base)
            .map(|state| {
                let (cells, cost) = mixture.best_cells(segment, state);
                let clonal = mixture.cost(segment, state, mixture.purity);
                let of_all = clonal <= cost + SUBCLONAL;
                let (cells, cost, part) = if of_all { (mixture.purity, clonal, 0.0) } else { (cells, cost, SUBCLONAL) };
                (state, cells, cost, cost + part + fit::price(segment, state, base))
            })
            .min_by(|one, other| one.3.total_cmp(&other.3));
        let called = best.filter(|(_, _, cost, all)| unchanged - cost >= CHANGED && *all < unchanged);
        let Some((state, _, _, _)) = called else { return Self::with(segment, base, None, None) };
        let share = share(segment, mixture, state);
        Self::with(segment, state, Some(share), Some(share.best * mixture.purity))
    }

    fn with(segment: &Segment, copies: Copies, clonal: Option<Share>, cells: Option<f64>) -> Self {
        // Without alleles, which chromosome the copies are of is not known, unless there are none of one.
        let is_told = segment.inherited == 1 || copies.total() < 2 || segment.balance.snps > 0;
        let kind = Kind::of(copies, segment.inherited);
        Self { total: Some(copies.total()), minor: is_told.then_some(copies.minor), clonal, cells, kind }
    }
}

/// The share of the tumour's cells with a state, with the shares that are about as likely.
///
/// METHOD: likelihood profile: all shares whose logarithm of likelihood is at most 1.92 below the best one's.
fn share(segment: &Segment, mixture: &Mixture, state: Copies) -> Share {
    let at = |step: u16| f64::from(step) / f64::from(STEPS);
    let costs: Vec<(f64, f64)> =
        (1..=STEPS).map(|step| (at(step), mixture.cost(segment, state, at(step) * mixture.purity))).collect();
    let (best, least) = costs.iter().copied().min_by(|one, other| one.1.total_cmp(&other.1)).unwrap_or((1.0, 0.0));
    let good = || costs.iter().filter(|(_, cost)| *cost <= least + INTERVAL).map(|(share, _)| *share);
    Share { best, low: good().fold(best, f64::min), high: good().fold(best, f64::max) }
}
