//! Where reads stop following the reference, and how they go on from there.
//!
//! METHOD: an aligner cuts off (soft clip, SAM 1.4) the part of a read that lies beyond the edge of a longer insertion,
//! deletion or duplication. Reads cut at the same base are read together: base by base outwards from the edge, the
//! base that most of them show. (Soft-clip consensus is the first step of SAGE's, Manta's and the ITD callers' candidates.)

use std::collections::BTreeMap;

use genome::sequence::Base;
use hts::alignments::{CigarKind, CigarOperation};

use super::reads::{PlacedRead, ShardReads};

/// Fewest reads cut at one base.
pub const FEWEST_READS: usize = 2;

/// Fewest bases cut off a read: shorter ends come from chance.
const SHORTEST_CLIP: usize = 4;

/// Least quality of a base that has a say.
const LEAST_QUALITY: u8 = 15;

/// Of the reads that show a base of the consensus, one in so many may show another.
const ONE_DISSENTER_IN: usize = 4;

/// On which side of the edge the reads still follow the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// Aligned on the left, cut off to the right.
    Right,
    /// Cut off on the left, aligned to the right.
    Left,
}

/// Reads cut at one base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClippedReads {
    /// The side that is cut off.
    pub edge: Edge,
    /// Zero-based: the first reference base that is not followed ([`Edge::Right`]), or the first that is ([`Edge::Left`]).
    pub at: u32,
    /// How many.
    pub reads: usize,
    /// What they agree on beyond the edge, from left to right on the forward strand.
    pub beyond: Vec<Base>,
}

/// The soft clips of a read: bases on the left, bases on the right.
#[must_use]
pub fn soft_clips(read: &PlacedRead<'_>) -> (usize, usize) {
    let mut operations = read.record.cigar().filter(|operation| operation.kind != CigarKind::HardClip);
    let length = |operation: Option<CigarOperation>| match operation {
        Some(CigarOperation { kind: CigarKind::SoftClip, length }) => length as usize,
        _ => 0,
    };
    let left = length(operations.next());
    (left, length(operations.last()))
}

/// The edges of one sample over a piece, in order of place.
#[must_use]
pub fn clipped_reads(reads: &ShardReads) -> Vec<ClippedReads> {
    let mut at_edge: BTreeMap<(u32, Edge), Vec<PlacedRead<'_>>> = BTreeMap::new();
    for read in reads.iter().filter(PlacedRead::is_placed) {
        let (left, right) = soft_clips(&read);
        let (start, end) = read.aligned.to_half_open();
        if left >= SHORTEST_CLIP {
            at_edge.entry((start, Edge::Left)).or_default().push(read);
        }
        if right >= SHORTEST_CLIP {
            at_edge.entry((end, Edge::Right)).or_default().push(read);
        }
    }
    let together = at_edge.into_iter().filter(|(_, reads)| reads.len() >= FEWEST_READS);
    together
        .map(|((at, edge), reads)| ClippedReads { edge, at, reads: reads.len(), beyond: consensus(edge, &reads) })
        .collect()
}

/// What reads show beyond an edge, as far as two of them reach and agree.
fn consensus(edge: Edge, reads: &[PlacedRead<'_>]) -> Vec<Base> {
    let mut bases = Vec::new();
    loop {
        let mut seen = [0usize; 4];
        for read in reads {
            let (left, right) = soft_clips(read);
            let length = read.record.read_length();
            let at = match edge {
                Edge::Right => Some(length - right.min(length) + bases.len()).filter(|at| *at < length),
                Edge::Left => left.checked_sub(bases.len() + 1),
            };
            let Some(at) = at else { continue };
            let quality = read.record.qualities().and_then(|qualities| qualities.get(at).copied());
            if let (true, Some(code)) =
                (quality.is_none_or(|quality| quality >= LEAST_QUALITY), read.record.base(at).index())
            {
                seen[code] += 1;
            }
        }
        let best = (0..4).max_by_key(|code| (seen[*code], std::cmp::Reverse(*code))).unwrap_or(0);
        let all: usize = seen.iter().sum();
        if seen[best] < FEWEST_READS || (all - seen[best]) * ONE_DISSENTER_IN > all {
            break;
        }
        bases.push(Base::ACGT[best]);
    }
    if edge == Edge::Left {
        bases.reverse();
    }
    bases
}
