//! An edge of the breakend graph: what several fragments say of the same two places.

use genome::breakend::Orientation;
use genome::contig::{ContigIndex, ContigList};
use genome::position::{Interval, Position};
use genome::sequence::{Base, Sequence};
use serde::{Deserialize, Serialize};

use super::claim::{Claim, Kind};

/// Exact places told of an edge, at most.
pub(super) const MOST_BREAKPOINTS: usize = 3;

/// The stretch in which a breakend lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Side {
    /// The contig.
    pub contig: ContigIndex,
    /// From the first to the last base that a fragment leaves open.
    pub interval: Interval,
    /// Which side of the break is kept.
    pub orientation: Orientation,
}

impl Side {
    pub(super) fn agrees(&self, other: &Self) -> bool {
        (self.contig, self.orientation) == (other.contig, other.orientation) && self.interval.overlaps(other.interval)
    }

    fn widen(&mut self, other: &Self) {
        let (start, end) = (self.interval.start(), self.interval.end());
        let wide = Interval::new(start.min(other.interval.start()), end.max(other.interval.end()));
        self.interval = wide.unwrap_or(self.interval);
    }

    pub(super) fn lies_on(&self, contigs: &ContigList) -> bool {
        contigs.get(self.contig).is_some_and(|contig| self.interval.end() <= contig.length.last())
    }
}

/// The fragments of one specimen that say it, each counted once, by what says most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// A read is aligned in two parts.
    pub split: u32,
    /// A gap within a read.
    pub gap: u32,
    /// The mates lie too far apart, in the wrong orientation, or on two contigs.
    pub pair: u32,
    /// A read is cut off, and the rest is aligned nowhere.
    pub clip: u32,
}

impl Support {
    /// All fragments.
    #[must_use]
    pub fn fragments(&self) -> u64 {
        let Self { split, gap, pair, clip } = *self;
        [split, gap, pair, clip].into_iter().map(u64::from).sum()
    }

    fn of(kind: Kind) -> Self {
        let count = |wanted| u32::from(kind == wanted);
        let [split, gap, pair, clip] = [Kind::Split, Kind::Gap, Kind::Pair, Kind::Clip].map(count);
        Self { split, gap, pair, clip }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.split = self.split.saturating_add(other.split);
        self.gap = self.gap.saturating_add(other.gap);
        self.pair = self.pair.saturating_add(other.pair);
        self.clip = self.clip.saturating_add(other.clip);
    }
}

/// Where single reads put the break.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Breakpoint {
    /// The last base kept on the first side.
    pub first: Position,
    /// The last base kept on the second side; none of a clip. Bases that both sides share are given to this one.
    pub second: Option<Position>,
    /// Bases that both sides share (microhomology): up to so many may be moved from the second side to the first.
    pub homology: u16,
    /// New bases between the two.
    pub inserted_length: u32,
    /// These bases, on the forward strand of the first contig; empty if they are not known.
    pub inserted: Sequence,
    /// Fragments that say exactly this, without those of a part of the genome in which three other places were named by more.
    pub fragments: u32,
    /// Per tumour, then per normal: the fragments that go on over the first breakend as the reference does.
    pub spanning: Vec<u32>,
    /// The reference's bases at the first and at the second breakend; `N` where there is none.
    pub reference: [Base; 2],
}

impl Breakpoint {
    pub(super) fn of(first: Position, second: Option<Position>) -> Self {
        Self {
            first,
            second,
            homology: 0,
            inserted_length: 0,
            inserted: Sequence::default(),
            fragments: 1,
            spanning: Vec::new(),
            reference: [Base::N; 2],
        }
    }

    pub(super) fn insert(&mut self, length: u32, bases: Option<Sequence>) {
        (self.inserted_length, self.inserted) = (length, bases.unwrap_or_default());
    }

    fn is_same(&self, other: &Self) -> bool {
        let place = |of: &Self| (of.first, of.second, of.homology, of.inserted_length);
        place(self) == place(other) && self.inserted == other.inserted
    }
}

/// What fragments say of two places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// The breakend that comes first in the genome.
    pub first: Side,
    /// The other; none if reads are only cut off.
    pub second: Option<Side>,
    /// Per tumour, then per normal.
    pub support: Vec<Support>,
    /// The greatest mapping quality at the first and at the second breakend; none if no record states one.
    pub mapping_qualities: [Option<u8>; 2],
    /// The exact places that most fragments name.
    pub breakpoints: Vec<Breakpoint>,
}

impl Edge {
    pub(super) fn of(claim: Claim, specimens: usize) -> Self {
        let mut support = vec![Support::default(); specimens];
        if let Some(own) = support.get_mut(claim.specimen) {
            *own = Support::of(claim.kind);
        }
        let Claim { first, second, mapping_qualities, exact, .. } = claim;
        Self { first, second, support, mapping_qualities, breakpoints: exact.into_iter().collect() }
    }

    /// All fragments.
    #[must_use]
    pub fn fragments(&self) -> u64 {
        self.support.iter().map(Support::fragments).sum()
    }

    pub(super) fn join(&mut self, other: Self) {
        self.first.widen(&other.first);
        if let (Some(second), Some(others)) = (&mut self.second, &other.second) {
            second.widen(others);
        }
        for (sum, part) in self.support.iter_mut().zip(&other.support) {
            sum.add(part);
        }
        for (quality, others) in self.mapping_qualities.iter_mut().zip(other.mapping_qualities) {
            *quality = (*quality).max(others);
        }
        for breakpoint in other.breakpoints {
            match self.breakpoints.iter_mut().find(|own| own.is_same(&breakpoint)) {
                Some(own) => own.fragments = own.fragments.saturating_add(breakpoint.fragments),
                None => self.breakpoints.push(breakpoint),
            }
        }
    }

    /// Keeps the places that most fragments name, in an order of their own.
    pub(super) fn settle(&mut self) {
        self.breakpoints.sort_by(|one, other| other.fragments.cmp(&one.fragments).then_with(|| one.cmp(other)));
        self.breakpoints.truncate(MOST_BREAKPOINTS);
    }

    /// The order of the table: by the last base of the first stretch, so that what a next part may add to comes last.
    pub(super) fn order(&self) -> (ContigIndex, Position, Position, Orientation, Option<Side>) {
        let Side { contig, interval, orientation } = self.first;
        (contig, interval.end(), interval.start(), orientation, self.second)
    }
}
