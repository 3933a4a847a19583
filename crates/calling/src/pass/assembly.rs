//! From edges at which reads are cut off to the insertion, deletion or duplication behind them.
//!
//! METHOD: what the reads show beyond an edge is followed until it meets the reference again (a deletion, a tandem
//! duplication, or an insertion short enough to be read through); where it does not, an edge from the left and one from the right
//! are laid over each other, and what lies between is the insertion. Both give one change: the reference up to the first edge,
//! new bases, the reference from the second edge on. Duplications need no rule of their own: the second edge then lies before the first.

use genome::contig::ContigIndex;
use genome::position::Position;
use genome::reference::Reference;
use genome::sequence::Base;
use genome::variant::Variant;

use super::clipped::{ClippedReads, Edge};

/// The longest change that is looked for, in bases of either allele: the reads of the pass reach no further with certainty;
/// longer ones are structural variants.
pub const LONGEST: u32 = 300;

/// Bases that must meet the reference again, without a mismatch, and at one place only.
const SEED: usize = 14;

/// Bases by which two edges must overlap.
const OVERLAP: usize = 12;

/// Mismatches allowed beyond the seed, and within an overlap: one in so many bases.
const ONE_MISMATCH_IN: usize = 20;

/// How far apart two edges of one insertion may lie on the reference: repeated bases at either end are shared.
const EDGES_APART: u32 = 40;

/// A change as two edges with bases between: the reference up to `from`, `between`, the reference from `to` on.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Joined {
    from: u32,
    between: Vec<Base>,
    to: u32,
}

/// The reference of a piece with its halo.
#[derive(Clone, Copy)]
struct Around<'a> {
    first: u32,
    bases: &'a [Base],
}

impl<'a> Around<'a> {
    fn stretch(self, from: u32, to: u32) -> Option<&'a [Base]> {
        self.bases.get(from.checked_sub(self.first)? as usize..to.checked_sub(self.first)? as usize)
    }

    /// Where a seed lies within reach of an edge; `None` if nowhere or at several places.
    fn only_place(self, seed: &[Base], near: u32) -> Option<u32> {
        let far = LONGEST as usize + seed.len();
        let at = near.checked_sub(self.first)? as usize;
        let from = at.saturating_sub(far);
        let reach = self.bases.get(from..self.bases.len().min(at + far))?;
        let from = self.first + u32::try_from(from).ok()?;
        let mut places = (from..).zip(reach.windows(seed.len())).filter(|(_, window)| *window == seed);
        let (place, _) = places.next()?;
        places.next().is_none().then_some(place)
    }
}

/// The changes behind the edges of one sample, each with the reads that are cut off there. `bases` is the reference from
/// `first` (zero-based) on. A change that shows at both of its edges is given twice.
pub fn assembled<'e>(
    edges: &'e [ClippedReads],
    contig: ContigIndex,
    first: u32,
    bases: &'e [Base],
    window: &'e impl Reference,
) -> impl Iterator<Item = (Variant, usize)> + 'e {
    let around = Around { first, bases };
    edges.iter().filter_map(move |edge| {
        let (joined, reads) = match through(edge, around) {
            Some(joined) => (joined, edge.reads),
            None => joined_with_any(edge, edges)?,
        };
        Some((variant(&joined, contig, around, window)?, reads))
    })
}

/// A right edge with the left edge near it that gives the shortest insertion.
fn joined_with_any(right: &ClippedReads, edges: &[ClippedReads]) -> Option<(Joined, usize)> {
    let near = |left: &&ClippedReads| left.edge == Edge::Left && left.at.abs_diff(right.at) <= EDGES_APART;
    let joined = |left: &ClippedReads| Some((overlapping(right, left)?, right.reads + left.reads));
    let all = edges.iter().filter(|_| right.edge == Edge::Right).filter(near).filter_map(joined);
    all.min_by_key(|(joined, _)| joined.between.len())
}

/// Follows the bases beyond an edge to where the reference goes on: the nearest place, so that as few bases as possible are new.
fn through(edge: &ClippedReads, around: Around<'_>) -> Option<Joined> {
    let beyond = &edge.beyond;
    let last = beyond.len().checked_sub(SEED)?;
    (0..=last).find_map(|new| match edge.edge {
        Edge::Right => {
            let to = around.only_place(&beyond[new..new + SEED], edge.at)?;
            let rest = &beyond[new..];
            let reference = around.stretch(to, to + u32::try_from(rest.len()).ok()?)?;
            agree(rest, reference).then(|| Joined { from: edge.at, between: beyond[..new].to_vec(), to })
        }
        Edge::Left => {
            let end = beyond.len() - new;
            let from = around.only_place(&beyond[end - SEED..end], edge.at)? + u32::try_from(SEED).ok()?;
            let reference = around.stretch(from.checked_sub(u32::try_from(end).ok()?)?, from)?;
            agree(&beyond[..end], reference).then(|| Joined { from, between: beyond[end..].to_vec(), to: edge.at })
        }
    })
}

/// Lays what lies beyond a left edge over what lies beyond a right edge, at the place with the longest overlap. Either may
/// reach through the new sequence and some bases into the reference behind it.
fn overlapping(right: &ClippedReads, left: &ClippedReads) -> Option<Joined> {
    let (head, tail) = (&right.beyond, &left.beyond);
    // The tail begins `skipped` bases into the head, or the head begins `before` bases into the tail.
    let further = (0..head.len()).map(|skipped| (skipped, 0));
    let earlier = (1..tail.len()).map(|before| (0, before));
    let shared = |(skipped, before): (usize, usize)| (head.len() - skipped).min(tail.len() - before);
    let (skipped, before) = further
        .chain(earlier)
        .filter(|place| shared(*place) >= OVERLAP)
        .filter(|(skipped, before)| {
            let shared = shared((*skipped, *before));
            agree(&head[*skipped..*skipped + shared], &tail[*before..*before + shared])
        })
        .max_by_key(|place| shared(*place))?;
    Some(Joined { from: right.at, between: [&head[..skipped], &tail[before..]].concat(), to: left.at })
}

fn agree(read: &[Base], expected: &[Base]) -> bool {
    let mismatches = read.iter().zip(expected).filter(|(a, b)| a != b).count();
    mismatches * ONE_MISMATCH_IN <= read.len()
}

/// The change in normal form; `None` if it is none, too long, or reaches out of the piece.
fn variant(joined: &Joined, contig: ContigIndex, around: Around<'_>, window: &impl Reference) -> Option<Variant> {
    let Joined { from, between, to } = joined;
    let (deleted, repeated) =
        if from <= to { (around.stretch(*from, *to)?, &[][..]) } else { (&[][..], around.stretch(*to, *from)?) };
    let inserted = [between.as_slice(), repeated].concat();
    let longest = LONGEST as usize;
    if deleted.len() > longest || inserted.len() > longest || deleted.contains(&Base::N) || inserted.contains(&Base::N)
    {
        return None;
    }
    Variant::new(contig, Position::from_zero_based(*from).ok()?, deleted, &inserted, window).ok()
}

#[cfg(test)]
mod tests {
    use genome::position::Length;
    use genome::reference::ReferenceWindow;
    use proptest::prelude::*;

    use super::*;

    const FIRST: u32 = 5_000;
    /// The middle of the piece, where the change lies.
    const AT: usize = 1_000;

    fn bases(length: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = Vec<Base>> {
        prop::collection::vec((0usize..4).prop_map(|code| Base::ACGT[code]), length)
    }

    /// Both edges of a change, as reads show them that agree over `seen` bases.
    fn edges(reference: &[Base], deleted: usize, inserted: &[Base], seen: usize) -> Vec<ClippedReads> {
        let after = &reference[AT + deleted..];
        let right: Vec<Base> = inserted.iter().chain(after).copied().take(seen).collect();
        let before: Vec<Base> = reference[..AT].iter().chain(inserted).copied().collect();
        let left = before[before.len() - seen..].to_vec();
        let place = |offset: usize| FIRST + u32::try_from(offset).unwrap();
        vec![
            ClippedReads { edge: Edge::Right, at: place(AT), reads: 3, beyond: right },
            ClippedReads { edge: Edge::Left, at: place(AT + deleted), reads: 2, beyond: left },
        ]
    }

    fn found(reference: &[Base], edges: &[ClippedReads]) -> Vec<Variant> {
        let contig = ContigIndex::new(0).unwrap();
        let start = Position::from_zero_based(FIRST).unwrap();
        let window = ReferenceWindow::new(contig, Length::new(1_000_000).unwrap(), start, reference).unwrap();
        assembled(edges, contig, FIRST, reference, &window).map(|(variant, _)| variant).collect()
    }

    fn expected(reference: &[Base], deleted: usize, inserted: &[Base]) -> Variant {
        let contig = ContigIndex::new(0).unwrap();
        let start = Position::from_zero_based(FIRST).unwrap();
        let window = ReferenceWindow::new(contig, Length::new(1_000_000).unwrap(), start, reference).unwrap();
        let at = Position::from_zero_based(FIRST + u32::try_from(AT).unwrap()).unwrap();
        Variant::new(contig, at, &reference[AT..AT + deleted], inserted, &window).unwrap()
    }

    proptest! {
        #[test]
        fn a_new_sequence_is_read_from_both_sides(reference in bases(2_000), inserted in bases(20..150)) {
            let all = found(&reference, &edges(&reference, 0, &inserted, 90));
            prop_assert!(!all.is_empty());
            prop_assert!(all.iter().all(|variant| *variant == expected(&reference, 0, &inserted)));
        }

        #[test]
        fn a_deletion_with_new_bases_is_read_through(
            reference in bases(2_000), deleted in 20usize..300, inserted in bases(0..30),
        ) {
            let all = found(&reference, &edges(&reference, deleted, &inserted, 60));
            prop_assert_eq!(all.len(), 2);
            prop_assert!(all.iter().all(|variant| *variant == expected(&reference, deleted, &inserted)));
        }

        #[test]
        fn a_duplication_is_told_by_its_second_edge(reference in bases(2_000), length in 20usize..300, new in bases(0..9)) {
            let inserted = [&new[..], &reference[AT - length..AT]].concat();
            prop_assume!(inserted.len() <= 300);
            let mut both = edges(&reference, 0, &inserted, 60);
            // Reads lie on the first copy to its end, and on the second from its beginning.
            both[1].at = FIRST + u32::try_from(AT - length).unwrap();
            both[1].beyond = [&reference[..AT], &new[..]].concat()[AT + new.len() - 60..].to_vec();
            let all = found(&reference, &both);
            prop_assert_eq!(all.len(), 2);
            prop_assert!(all.iter().all(|variant| *variant == expected(&reference, 0, &inserted)));
        }

        #[test]
        fn chance_joins_nothing(reference in bases(2_000), one in bases(60), other in bases(60)) {
            let mut both = edges(&reference, 0, &[], 60);
            (both[0].beyond, both[1].beyond) = (one, other);
            prop_assert_eq!(found(&reference, &both), Vec::<Variant>::new());
        }
    }
}
