//! What the genome gives: copies by segment, and junctions.

use genome::breakend::Orientation;
use genome::position::{Interval, Position};
use serde::Serialize;

use crate::karyotype::Chromosome;

/// The share of the tumour's cells that have something, 0 to 1, with its interval of 95 %. It is no allele fraction.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct Cells {
    /// The best estimate.
    pub best: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Cells {
    /// A share with its interval; `None` unless 0 <= low <= best <= high <= 1.
    #[must_use]
    pub fn new(best: f64, low: f64, high: f64) -> Option<Self> {
        (0.0 <= low && low <= best && best <= high && high <= 1.0).then_some(Self { best, low, high })
    }
}

/// Shares of events of one clone may differ by so much without an interval that says otherwise.
const SAME_CLONE: f64 = 0.10;

/// Whether two events may be in the same cells. What is not known may be.
pub(super) fn alike(one: Option<Cells>, other: Option<Cells>) -> bool {
    one.zip(other).is_none_or(|(one, other)| {
        (one.best - other.best).abs() <= SAME_CLONE || (one.low <= other.high && other.low <= one.high)
    })
}

/// Copies of a segment in the cells that differ from the normal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Copies {
    /// Of both parents together.
    pub total: u8,
    /// Of the parent with fewer; `None` where it is not known.
    pub minor: Option<u8>,
}

/// A stretch with the same copies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Segment {
    /// The chromosome.
    pub chromosome: Chromosome,
    /// Its bases.
    pub interval: Interval,
    /// The copies; `None` where they cannot be told.
    pub copies: Option<Copies>,
    /// The share of cells with these copies; `None` where nothing happened or it is not known.
    pub cells: Option<Cells>,
}

/// One end of a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Breakend {
    /// The chromosome.
    pub chromosome: Chromosome,
    /// The base next to the break.
    pub position: Position,
    /// The side that is kept.
    pub side: Orientation,
}

/// Two places that the tumour joins: of the tumour alone, and trusted by its caller.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Junction {
    /// The two ends, in any order.
    pub ends: [Breakend; 2],
    /// The genes joined, in the order of the ends, where a fusion has a name.
    pub genes: [Option<String>; 2],
    /// The share of cells that have it; `None` where it is not known.
    pub cells: Option<Cells>,
}
