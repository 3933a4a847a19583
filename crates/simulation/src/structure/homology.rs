//! Bases that are alike on both sides of a junction.

use genome::breakend::{Breakend, Orientation};
use genome::contig::ContigIndex;
use genome::position::Position;
use genome::sequence::Base;

/// How far from a breakend its surroundings are known.
pub(crate) const REACH: usize = 2500;

/// Bases around some places of the reference.
#[derive(Debug, Clone, Default)]
pub(crate) struct Surroundings {
    /// Contig, 0-based start, and bases.
    pub known: Vec<(ContigIndex, usize, Vec<Base>)>,
}

impl Surroundings {
    /// A base; `None` if it is not known.
    pub(crate) fn base(&self, contig: ContigIndex, position: Position) -> Option<Base> {
        let at = position.zero_based() as usize;
        let of = |(_, start, bases): &(ContigIndex, usize, Vec<Base>)| bases.get(at.checked_sub(*start)?).copied();
        self.known.iter().filter(|(known, ..)| *known == contig).find_map(of)
    }

    /// A base as it reads along a chromosome that continues across a breakend, some bases beyond the one next to the break
    /// (negative: before it). `enters` says whether the chromosome comes from beyond the break.
    fn along(&self, end: Breakend, beyond: i64, enters: bool) -> Option<Base> {
        let place = moved(end, beyond)?;
        let base = self.base(place.contig, place.position)?;
        let forward = (end.orientation == Orientation::KeepsLeft) != enters;
        Some(if forward { base } else { base.complement() })
    }

    /// By how many bases a junction can be moved towards its second side, and towards its first, without a change of the
    /// chromosome.
    ///
    /// METHOD: the junction moves by one base if the base beyond the first breakend is the one next to the second.
    pub(crate) fn alike(&self, first: Breakend, second: Breakend) -> [i64; 2] {
        let same = |beyond: i64, within: i64| {
            let one = self.along(first, beyond, false);
            one.is_some() && one == self.along(second, within, true)
        };
        let most = i64::try_from(REACH).unwrap_or(i64::MAX);
        let count = |pair: &dyn Fn(i64) -> bool| (0..most).take_while(|step| pair(*step)).count();
        let forth = count(&|step| same(step + 1, -step));
        let back = count(&|step| same(-step, step + 1));
        [forth, back].map(|bases| i64::try_from(bases).unwrap_or(most))
    }
}

/// A breakend with some bases more (negative: fewer) on its side.
pub(crate) fn moved(end: Breakend, beyond: i64) -> Option<Breakend> {
    let step = if end.orientation == Orientation::KeepsLeft { beyond } else { -beyond };
    let position = u32::try_from(i64::from(end.position.get()) + step).ok()?;
    Some(Breakend { position: Position::new(position).ok()?, ..end })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Orientation::{KeepsLeft, KeepsRight};
    use genome::sequence::Sequence;

    fn end(position: u32, orientation: Orientation) -> Breakend {
        Breakend { contig: ContigIndex::new(0).unwrap(), position: Position::new(position).unwrap(), orientation }
    }

    #[test]
    fn microhomology_is_found_on_both_sides() {
        //                        123456789012345678901234567890
        let bases: Sequence = "GATTACACGTAAGGTCCACGTTTGGCATGC".parse().unwrap();
        let around = Surroundings { known: vec![(ContigIndex::new(0).unwrap(), 0, bases.to_vec())] };
        // GATTAC|ACGTAAGGTCC|ACGTTT: ACGT behind the first breakend and at the second; before them C and C.
        assert_eq!(around.alike(end(6, KeepsLeft), end(18, KeepsRight)), [4, 1]);
        assert_eq!(around.alike(end(10, KeepsLeft), end(22, KeepsRight)), [0, 5]);
        let bases: Sequence = "AAAAGATTACACCCCTGTAATCGGGG".parse().unwrap();
        let around = Surroundings { known: vec![(ContigIndex::new(0).unwrap(), 0, bases.to_vec())] };
        // AAAA|GATTACA joined to what lies left of 22 turned round, which reads GATTACA.
        assert_eq!(around.alike(end(4, KeepsLeft), end(22, KeepsLeft)), [7, 0]);
        assert_eq!(around.alike(end(9, KeepsLeft), end(17, KeepsLeft)), [2, 5]);
        // CGGGG turned round, joined to what lies right of 16: CCCCG|TGTAATC, where the reference has CCCC before TGTAATC.
        assert_eq!(around.alike(end(23, KeepsRight), end(16, KeepsRight)), [0, 4]);
    }

    #[test]
    fn a_moved_breakend_keeps_more_or_less() {
        assert_eq!(moved(end(5, Orientation::KeepsLeft), 2), Some(end(7, Orientation::KeepsLeft)));
        assert_eq!(moved(end(5, Orientation::KeepsRight), 2), Some(end(3, Orientation::KeepsRight)));
        assert_eq!(moved(end(5, Orientation::KeepsRight), 5), None);
    }
}
