//! Tandem repeats of a sequence, where insertions and deletions are frequent and hard to place.

use genome::sequence::Base;

/// The fewest copies that make a repeat of units of one, two and three bases.
const FEWEST: [usize; 3] = [6, 4, 4];

/// A tandem repeat: a unit of one to three bases that stands several times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tract {
    /// The 0-based place of its first base.
    pub start: usize,
    /// Bases of a unit.
    pub unit: usize,
    /// Whole units.
    pub copies: usize,
}

impl Tract {
    /// The repeat that starts at a place: of at least 6 single bases, or 4 units of two or three.
    #[must_use]
    pub fn starting_at(bases: &[Base], start: usize) -> Option<Self> {
        (1..=3).find_map(|unit| {
            let next = bases.get(start + unit)?;
            let same = |at: usize| bases.get(at) == bases.get(at + unit);
            let starts = bases.get(start) == Some(next) && (start == 0 || !same(start - 1));
            if !starts || *next == Base::N {
                return None;
            }
            let repeated = (start..bases.len() - unit).take_while(|at| same(*at)).count();
            let copies = 1 + repeated / unit;
            let one_base = unit > 1 && bases[start..=start + unit].windows(2).all(|pair| pair[0] == pair[1]);
            (copies >= FEWEST[unit - 1] && !one_base).then_some(Self { start, unit, copies })
        })
    }

    /// The first repeat that starts at or right of a place, before `end`.
    #[must_use]
    pub fn first_within(bases: &[Base], start: usize, end: usize) -> Option<Self> {
        (start..end.min(bases.len())).find_map(|at| Self::starting_at(bases, at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use genome::sequence::Sequence;

    fn first(text: &str) -> Option<(usize, usize, usize)> {
        let bases: Sequence = text.parse().unwrap();
        Tract::first_within(&bases, 0, bases.len()).map(|tract| (tract.start, tract.unit, tract.copies))
    }

    #[test]
    fn repeats_are_found_where_they_start() {
        assert_eq!(first("CGAAAAAAAT"), Some((2, 1, 7)));
        assert_eq!(first("GGCACACACATT"), Some((2, 2, 4)));
        assert_eq!(first("TCAGCAGCAGCAGG"), Some((1, 3, 4)));
        assert_eq!((first("CGAAAAAT"), first("CACACA"), first("NNNNNNNNNN"), first("")), (None, None, None, None));
    }
}
