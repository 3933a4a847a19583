//! Changes of the reference as they are drawn, before they are variants in normal form.

use genome::sequence::Base;

use crate::random::Random;
use crate::tract::Tract;

/// How far right of the place drawn a tandem repeat is looked for.
const REACH: usize = 2000;

/// A change: `deleted` bases from `start` on are replaced by `inserted`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    /// 0-based place on the contig.
    pub start: usize,
    /// How many bases are lost.
    pub deleted: usize,
    /// The bases that come in.
    pub inserted: Vec<Base>,
}

impl Draft {
    /// Another base at this place. METHOD: transitions are twice as frequent as transversions, as in human genomes.
    pub(crate) fn snv(bases: &[Base], start: usize, random: &mut Random) -> Option<Self> {
        let old = *bases.get(start)?;
        let transition = match old {
            Base::A => Base::G,
            Base::G => Base::A,
            Base::C => Base::T,
            Base::T => Base::C,
            Base::N => return None,
        };
        // A third of the bases drawn are transitions anyway: 1/2 + 1/2 * 1/3 = 2/3.
        let new = if random.chance(0.5) { transition } else { random.other_base(old) };
        Some(Self { start, deleted: 1, inserted: vec![new] })
    }

    /// Other bases in the place of each of `length`.
    pub(crate) fn mnv(bases: &[Base], start: usize, length: usize, random: &mut Random) -> Option<Self> {
        let old = bases.get(start..start + length)?;
        Some(Self { start, deleted: length, inserted: old.iter().map(|base| random.other_base(*base)).collect() })
    }

    /// New bases before this place.
    pub(crate) fn insertion(start: usize, length: usize, random: &mut Random) -> Self {
        Self { start, deleted: 0, inserted: (0..length).map(|_| random.base()).collect() }
    }

    /// The loss of bases from this place on.
    pub(crate) fn deletion(start: usize, length: usize) -> Self {
        Self { start, deleted: length, inserted: Vec::new() }
    }

    /// A second copy of the bases from this place on, before the first, with new bases between the two.
    pub(crate) fn duplication(bases: &[Base], start: usize, length: usize, filler: &[Base]) -> Option<Self> {
        Some(Self { start, deleted: 0, inserted: [bases.get(start..start + length)?, filler].concat() })
    }

    /// Other bases in the place of these, more or fewer; they differ from those lost at both ends.
    pub(crate) fn delins(
        bases: &[Base],
        start: usize,
        length: usize,
        inserted: usize,
        random: &mut Random,
    ) -> Option<Self> {
        let old = bases.get(start..start + length)?;
        let (first, last) = (*old.first()?, *old.last()?);
        let mut unlike = |avoided: &[Base]| {
            let allowed: Vec<Base> = Base::ACGT.into_iter().filter(|base| !avoided.contains(base)).collect();
            allowed[random.below(u32::try_from(allowed.len()).unwrap_or(1)) as usize]
        };
        let new = match inserted {
            0 => return None,
            1 => vec![unlike(&[first, last])],
            _ => {
                let inside: Vec<Base> = (2..inserted).map(|_| unlike(&[])).collect();
                [vec![unlike(&[first])], inside, vec![unlike(&[last])]].concat()
            }
        };
        Some(Self { start, deleted: length, inserted: new })
    }

    /// Units gained (`gain`) or lost by the next tandem repeat to the right; `None` without a repeat in reach.
    pub(crate) fn in_repeat(bases: &[Base], start: usize, gain: bool, random: &mut Random) -> Option<Self> {
        let tract = Tract::first_within(bases, start, start + REACH)?;
        let most = if gain { 8 } else { u32::try_from(tract.copies - 1).unwrap_or(u32::MAX) };
        let length = tract.unit * random.geometric(0.7, most) as usize;
        if gain {
            Self::duplication(bases, tract.start, length, &[])
        } else {
            Some(Self::deletion(tract.start, length))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use genome::sequence::Sequence;

    #[test]
    fn a_repeat_gains_and_loses_whole_units() {
        let bases: Sequence = "GGTCACACACACATTG".parse().unwrap();
        let mut random = Random::stream(1, &[]);
        for gain in [true, false] {
            for _ in 0..50 {
                let draft = Draft::in_repeat(&bases, 0, gain, &mut random).unwrap();
                let change = draft.deleted.max(draft.inserted.len());
                assert!(draft.start == 3 && change.is_multiple_of(2) && change > 0);
                assert_eq!(draft.deleted == 0, gain);
                assert!(draft.deleted < 10, "one unit is left");
            }
        }
        assert_eq!(Draft::in_repeat(&bases[10..], 0, true, &mut random), None);
    }

    #[test]
    fn two_of_three_snvs_are_transitions() {
        let mut random = Random::stream(1, &[]);
        let draws = (0..9000).filter_map(|_| Draft::snv(&[Base::A], 0, &mut random));
        let transitions = draws.filter(|draft| draft.inserted == [Base::G]).count();
        assert!((5800..6200).contains(&transitions), "{transitions} of 9000");
        assert_eq!(Draft::snv(&[Base::N], 0, &mut random), None);
    }
}
