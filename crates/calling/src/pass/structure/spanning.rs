//! The fragments that go on over a breakend as the reference does: what a junction's own fragments are weighed against.

use std::collections::BTreeSet;

use genome::breakend::{Breakend, Orientation};
use genome::position::{Interval, Position};

use super::claim::{EXACT, SHORTEST_GAP};
use super::realign::TELLING;
use crate::pass::clipped::soft_clips;
use crate::pass::reads::{Piece, PlacedRead, ShardReads};

/// Bases that must lie on either side of the break.
///
/// METHOD: a split read is seen only if both its parts can be aligned, which bwa mem does from a score of 30 on. What
/// speaks for the reference is held to the same, so that shares of both are shares of molecules.
pub const ANCHOR: u32 = 30;

/// Bases between two ends on one contig from which the mates of a pair tell a junction from the reference, and fewer if what follows is
/// turned round.
pub const PAIRS_TELL: u32 = 1_000;
const PAIRS_TELL_TURNED: u32 = 500;

/// Whether the mates of a pair tell a junction between these ends from the reference.
///
/// METHOD: a pair over a short gap or duplication looks as one over none. Where what follows is turned round the mates point the same
/// way, however near they lie; but a molecule goes as a whole over a turned stretch that is shorter than itself.
#[must_use]
pub fn pairs_tell(first: Breakend, second: Option<Breakend>) -> bool {
    second.is_some_and(|second| {
        let least = if first.orientation == second.orientation { PAIRS_TELL_TURNED } else { PAIRS_TELL };
        first.contig != second.contig || first.position.get().abs_diff(second.position.get()) >= least
    })
}

/// Fragments of one specimen that cross the break of `end` unbroken, in one read or, if pairs tell, between the mates of a
/// proper pair. Those with a read that is cut off or has a gap there are not counted. `mate`: the other end, if it is known.
///
/// `showing`: fragments that show the junction.
///
/// METHOD: beyond a break whose other side is known [`TELLING`] bases tell the junction, so as many tell the reference.
pub(super) fn count(
    reads: &ShardReads,
    end: Breakend,
    mate: Option<Breakend>,
    longest_template: u32,
    showing: &BTreeSet<u64>,
) -> u32 {
    let Some((before, behind)) = sides(end) else { return 0 };
    let pairs = pairs_tell(end, mate);
    let reach = |left, right| {
        let start = before.checked_sub(left).unwrap_or(Position::FIRST);
        Interval::new(start, behind.checked_add(right).unwrap_or(behind))
    };
    let around = |bases| reach(bases, bases);
    let beyond = if mate.is_some() { TELLING } else { ANCHOR } - 1;
    let anchored = match end.orientation {
        Orientation::KeepsLeft => reach(ANCHOR - 1, beyond),
        Orientation::KeepsRight => reach(beyond, ANCHOR - 1),
    };
    let (Ok(near), Ok(anchored), Ok(wide)) = (around(EXACT), anchored, around(longest_template)) else {
        return 0;
    };
    let (mut unbroken, mut broken) = (BTreeSet::new(), BTreeSet::new());
    for read in reads.overlapping(wide).filter(PlacedRead::is_placed) {
        let crosses = |all: Interval| all.encloses(anchored);
        if is_broken(&read, near) {
            broken.insert(read.name);
        } else if crosses(read.aligned) || (pairs && template(&read, longest_template).is_some_and(crosses)) {
            unbroken.insert(read.name);
        }
    }
    u32::try_from(unbroken.difference(&broken).filter(|name| !showing.contains(name)).count()).unwrap_or(u32::MAX)
}

/// The last base before the break and the first behind it.
fn sides(end: Breakend) -> Option<(Position, Position)> {
    match end.orientation {
        Orientation::KeepsLeft => Some((end.position, end.position.checked_add(1)?)),
        Orientation::KeepsRight => Some((end.position.checked_sub(1)?, end.position)),
    }
}

/// From the first to the last base of a proper pair, told by its first read.
fn template(read: &PlacedRead<'_>, longest: u32) -> Option<Interval> {
    let length = u32::try_from(read.record.template_length()).ok().filter(|length| (1..=longest).contains(length))?;
    let proper = read.record.flags().is_proper_pair();
    let end = read.aligned.start().checked_add(length - 1).filter(|_| proper)?;
    Interval::new(read.aligned.start(), end).ok()
}

fn is_broken(read: &PlacedRead<'_>, near: Interval) -> bool {
    let (left, right) = soft_clips(read);
    let gap = |piece: Piece| match piece {
        Piece::Inserted(block) | Piece::Deleted(block) => {
            let starts = Position::from_zero_based(block.reference).is_ok_and(|at| near.contains(at));
            let ends = Position::from_zero_based(block.reference.saturating_add(block.length));
            block.length >= SHORTEST_GAP && (starts || ends.is_ok_and(|at| near.contains(at)))
        }
        Piece::Aligned(_) => false,
    };
    (left > 0 && near.contains(read.aligned.start()))
        || (right > 0 && near.contains(read.aligned.end()))
        || read.pieces().any(gap)
}

#[cfg(test)]
mod tests {
    use genome::contig::ContigIndex;

    use super::*;

    #[test]
    fn mates_that_point_the_same_way_tell_nearer_than_those_that_face_each_other() {
        let end = |contig, position, orientation| Breakend {
            contig: ContigIndex::new(contig).unwrap(),
            position: Position::new(position).unwrap(),
            orientation,
        };
        let tells = |contig, apart: u32, orientation| {
            pairs_tell(end(0, 5_000, Orientation::KeepsLeft), Some(end(contig, 5_000 + apart, orientation)))
        };
        let (facing, turned) = (Orientation::KeepsRight, Orientation::KeepsLeft);
        assert_eq!([999, 1_000].map(|apart| tells(0, apart, facing)), [false, true]);
        assert_eq!([499, 500].map(|apart| tells(0, apart, turned)), [false, true]);
        assert!(tells(1, 0, facing) && !pairs_tell(end(0, 5_000, facing), None));
    }
}
