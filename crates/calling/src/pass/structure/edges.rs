//! The edges of a part of the genome.
//!
//! METHOD: two claims agree if they join the same sides of the same contigs and both their breakends may be one. A claim
//! is kept if two fragments of one specimen agree with it, itself included; chimeric molecules of the library agree
//! with nobody. Between the windows of an [expected pair](crate::structural::places::Places) a claim may stand alone. Claims and edges that agree become one edge over both their stretches, until none agree: this end does not
//! depend on the order, so parts of the genome add up to one table whatever their borders.

use genome::contig::{ContigIndex, ContigList};
use genome::position::Position;
use serde::{Deserialize, Serialize};

use super::claim::{Claim, REACH};
use super::edge::{Breakpoint, Edge, MOST_BREAKPOINTS, Side};
use crate::shard::Shard;

/// Edges of a piece, at most; those of the fewest fragments are left out. In most pieces there are a few.
const MOST_EDGES: usize = 1_000;

/// Fragments of one specimen that must agree.
const FEWEST_FRAGMENTS: usize = 2;

/// Two places that may be one.
trait Places {
    fn places(&self) -> (&Side, Option<&Side>);

    fn agrees(&self, other: &Self) -> bool {
        let ((first, second), (others_first, others_second)) = (self.places(), other.places());
        first.agrees(others_first)
            && match (second, others_second) {
                (Some(second), Some(others)) => second.agrees(others),
                (None, None) => true,
                _ => false,
            }
    }

    /// The stretch by which a list is walked: the second, over which chance spreads claims more widely.
    fn walked(&self) -> (Option<ContigIndex>, &Side) {
        let (first, second) = self.places();
        second.map_or((None, first), |second| (Some(second.contig), second))
    }
}

impl Places for Claim {
    fn places(&self) -> (&Side, Option<&Side>) {
        (&self.first, self.second.as_ref())
    }
}

impl Places for Edge {
    fn places(&self) -> (&Side, Option<&Side>) {
        (&self.first, self.second.as_ref())
    }
}

/// What was seen and left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Alignments whose field `SA` cannot be read.
    pub malformed: u64,
    /// Claims of which neither end is surely placed.
    pub unsure: u64,
    /// Claims with which no second fragment of a specimen agrees.
    pub alone: u64,
    /// Edges beyond the most that a piece may have.
    pub crowded: u64,
}

impl LeftOut {
    fn counts(self) -> [u64; 4] {
        let Self { malformed, unsure, alone, crowded } = self;
        [malformed, unsure, alone, crowded]
    }
}

/// The edges of a part of the genome.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edges {
    edges: Vec<Edge>,
    /// What was left out.
    pub left_out: LeftOut,
}

impl Edges {
    /// Edges that agree with each other are joined.
    #[must_use]
    pub fn from_edges(edges: impl IntoIterator<Item = Edge>, left_out: LeftOut) -> Self {
        Self { edges: joined(edges.into_iter().collect()), left_out }
    }

    /// The edges of the claims that a piece owns, from those of the piece and its halo.
    pub(super) fn of(claims: Vec<Claim>, mut left_out: LeftOut, shard: &Shard, specimens: usize) -> Self {
        let claims = supported(once_a_fragment(claims), specimens);
        let mut owned = Vec::new();
        for (claim, kept) in claims {
            if shard.owned.contains(claim.at) {
                let kept = kept || claim.expected;
                left_out.alone += u64::from(!kept);
                owned.extend(kept.then(|| Edge::of(claim, specimens)));
            }
        }
        let mut edges = joined(owned);
        if edges.len() > MOST_EDGES {
            left_out.crowded += (edges.len() - MOST_EDGES) as u64;
            edges.sort_by_key(|edge| (std::cmp::Reverse(edge.fragments()), edge.order()));
            edges.truncate(MOST_EDGES);
            edges.sort_by_key(Edge::order);
        }
        Self { edges, left_out }
    }

    /// Adds the next part in genome order.
    pub fn add(&mut self, next: Self) {
        let LeftOut { malformed, unsure, alone, crowded } = next.left_out;
        self.left_out.malformed += malformed;
        self.left_out.unsure += unsure;
        self.left_out.alone += alone;
        self.left_out.crowded += crowded;
        let begin = next.edges.iter().map(|edge| (edge.first.contig, edge.first.interval.start())).min();
        let Some(begin) = begin else { return };
        let apart = self.edges.partition_point(|edge| (edge.first.contig, edge.first.interval.end()) < begin);
        let mut near = self.edges.split_off(apart);
        near.extend(next.edges);
        self.edges.extend(joined(near));
    }

    /// The exact places, with the two sides of each edge, to be completed by what only the pass knows.
    pub(crate) fn breakpoints(&mut self) -> impl Iterator<Item = (Side, Option<Side>, &mut Breakpoint)> {
        self.edges.iter_mut().flat_map(|edge| {
            let (first, second) = (edge.first, edge.second);
            edge.breakpoints.iter_mut().map(move |breakpoint| (first, second, breakpoint))
        })
    }

    /// Whether they can be of one piece, of so many specimens.
    pub(crate) fn is_of(&self, piece: &Shard, specimens: usize, contigs: &ContigList, most: u64) -> bool {
        let near = |side: &Side| {
            let (from, to) = piece.owned.to_half_open();
            let (start, end) = side.interval.to_half_open();
            side.contig == piece.contig && start < to.saturating_add(REACH) && end.saturating_add(REACH) > from
        };
        let lies_within = |breakpoint: &Breakpoint, edge: &Edge| {
            edge.first.interval.contains(breakpoint.first)
                && match (breakpoint.second, edge.second) {
                    (Some(second), Some(side)) => side.interval.contains(second),
                    (None, None) => true,
                    _ => false,
                }
        };
        let is_possible = |edge: &Edge| {
            near(&edge.first)
                && edge.first.lies_on(contigs)
                && edge.second.is_none_or(|second| second.lies_on(contigs))
                && edge.support.len() == specimens
                && edge.breakpoints.len() <= MOST_BREAKPOINTS
                && edge
                    .breakpoints
                    .iter()
                    .all(|breakpoint| lies_within(breakpoint, edge) && breakpoint.spanning.len() == specimens)
                && edge.fragments() > 0
        };
        self.edges.len() <= MOST_EDGES
            && self.left_out.counts().iter().all(|count| *count <= most)
            && self.edges.is_sorted_by_key(Edge::order)
            && self.edges.iter().all(is_possible)
    }

    /// The edges, by the last base of the stretch of the first breakend.
    pub fn iter(&self) -> impl Iterator<Item = &Edge> {
        self.edges.iter()
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.edges.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }
}

/// Of what a fragment says several times, by its reads and as a pair, what says most.
fn once_a_fragment(mut claims: Vec<Claim>) -> Vec<Claim> {
    let order = |claim: &Claim| (claim.specimen, claim.fragment, claim.kind);
    claims.sort_unstable_by(|one, other| order(one).cmp(&order(other)).then_with(|| one.cmp(other)));
    let said_better = |place: usize, claim: &Claim| {
        let same = |other: &&Claim| (other.specimen, other.fragment) == (claim.specimen, claim.fragment);
        claims[..place].iter().rev().take_while(same).any(|other| other.agrees(claim))
    };
    let better: Vec<bool> = claims.iter().enumerate().map(|(place, claim)| said_better(place, claim)).collect();
    claims.into_iter().zip(better).filter_map(|(claim, better)| (!better).then_some(claim)).collect()
}

/// Each claim, and whether enough fragments of one specimen agree with it.
fn supported(mut claims: Vec<Claim>, specimens: usize) -> Vec<(Claim, bool)> {
    let start = |claim: &Claim| {
        let (contig, side) = claim.walked();
        (contig, side.orientation, side.interval.start())
    };
    claims.sort_unstable_by(|one, other| start(one).cmp(&start(other)).then_with(|| one.cmp(other)));
    let mut longest = 0;
    for claim in &claims {
        longest = longest.max(claim.walked().1.interval.length().get());
    }
    let is_kept = |place: usize| {
        let claim = &claims[place];
        let (contig, side) = claim.walked();
        let reach = side.interval.start().checked_sub(longest).unwrap_or(Position::FIRST);
        let first = claims.partition_point(|other| start(other) < (contig, side.orientation, reach));
        let last = (contig, side.orientation, side.interval.end());
        let near = claims[first..].iter().take_while(|other| start(other) <= last).filter(|other| other.agrees(claim));
        let mut agreeing: Vec<Vec<u64>> = vec![Vec::new(); specimens];
        for other in near {
            let Some(fragments) = agreeing.get_mut(other.specimen) else { continue };
            if !fragments.contains(&other.fragment) {
                fragments.push(other.fragment);
                if fragments.len() >= FEWEST_FRAGMENTS {
                    return true;
                }
            }
        }
        false
    };
    let kept: Vec<bool> = (0..claims.len()).map(is_kept).collect();
    claims.into_iter().zip(kept).collect()
}

/// Joins edges that agree until none do, and puts them in order.
fn joined(mut edges: Vec<Edge>) -> Vec<Edge> {
    loop {
        let before = edges.len();
        edges.sort_by(|one, other| {
            let start = |edge: &Edge| {
                let (contig, side) = edge.walked();
                (contig, side.contig, side.orientation, side.interval.start())
            };
            start(one).cmp(&start(other)).then_with(|| one.order().cmp(&other.order()))
        });
        let mut apart: Vec<Edge> = Vec::with_capacity(before);
        // Edges before this place end before any that is still to come begins.
        let mut open = 0;
        for edge in edges {
            let (contig, side) = edge.walked();
            let reaches = |other: &Edge| {
                let (others_contig, others) = other.walked();
                (others_contig, others.contig, others.orientation) == (contig, side.contig, side.orientation)
                    && others.interval.end() >= side.interval.start()
            };
            while apart.get(open).is_some_and(|other| !reaches(other)) {
                open += 1;
            }
            match apart[open..].iter_mut().find(|other| other.agrees(&edge)) {
                Some(other) => other.join(edge),
                None => apart.push(edge),
            }
        }
        edges = apart;
        if edges.len() == before {
            break;
        }
    }
    edges.iter_mut().for_each(Edge::settle);
    edges.sort_by_key(Edge::order);
    edges
}

#[cfg(test)]
mod tests {
    use genome::breakend::Orientation;
    use genome::position::Interval;
    use proptest::prelude::*;

    use super::super::edge::Support;
    use super::*;

    /// Edges of at most two contigs within 2,000 bases, some of them with one side only.
    fn edge() -> impl Strategy<Value = Edge> {
        let side = || {
            (0usize..2, 1u32..2_000, 0u32..120, any::<bool>()).prop_map(|(contig, start, length, left)| Side {
                contig: ContigIndex::new(contig).unwrap(),
                interval: Interval::from_half_open(start, start + length + 1).unwrap(),
                orientation: if left { Orientation::KeepsLeft } else { Orientation::KeepsRight },
            })
        };
        (side(), prop::option::of(side()), 1u32..3, 0u8..70).prop_map(|(first, second, pair, quality)| Edge {
            first,
            second,
            support: vec![Support { pair, ..Support::default() }, Support { split: 1, ..Support::default() }],
            mapping_qualities: [Some(quality), None],
            breakpoints: Vec::new(),
        })
    }

    proptest! {
        #[test]
        fn parts_add_up_whatever_their_borders(
            mut all in prop::collection::vec(edge(), 0..60), borders in prop::collection::btree_set(1u32..2_000, 0..5),
        ) {
            let whole = Edges::from_edges(all.clone(), LeftOut::default());
            let fragments = |edges: &Edges| edges.iter().map(Edge::fragments).sum::<u64>();
            prop_assert_eq!(fragments(&whole), all.iter().map(Edge::fragments).sum::<u64>());
            // Until none agree.
            for (place, one) in whole.edges.iter().enumerate() {
                prop_assert!(whole.edges[place + 1..].iter().all(|other| !one.agrees(other)));
            }
            all.reverse();
            prop_assert_eq!(&Edges::from_edges(all.clone(), LeftOut::default()), &whole);
            let mut sum = Edges::default();
            for contig in 0..2 {
                let ends = borders.iter().copied().chain([u32::MAX]);
                let mut begin = 0;
                for end in ends {
                    let own = |edge: &&Edge| {
                        let start = edge.first.interval.start().get();
                        edge.first.contig.get() == contig && (begin..end).contains(&start)
                    };
                    sum.add(Edges::from_edges(all.iter().filter(own).cloned(), LeftOut::default()));
                    begin = end;
                }
            }
            prop_assert_eq!(&sum, &whole);
        }
    }
}
