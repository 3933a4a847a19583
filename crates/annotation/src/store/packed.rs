//! Bases of a reference in two bits each.

use genome::sequence::{Base, Sequence};
use serde::{Deserialize, Serialize};

/// Bases of a block.
pub(super) const BLOCK: u32 = 1 << 17;

/// A stretch of bases: two bits a base, four a byte from the lowest bits on, and the stretches that are not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Packed {
    length: u32,
    /// Start and length of stretches of `N`.
    unknown: Vec<(u32, u32)>,
    bits: Vec<u8>,
}

impl Packed {
    pub(super) fn new(bases: &[Base]) -> Self {
        let mut unknown: Vec<(u32, u32)> = Vec::new();
        let mut bits = vec![0u8; bases.len().div_ceil(4)];
        for (place, base) in (0u32..).zip(bases) {
            match base.index() {
                Some(index) => {
                    let code = u8::try_from(index).unwrap_or(0);
                    bits[place as usize / 4] |= code << (2 * (place % 4));
                }
                None => match unknown.last_mut() {
                    Some((start, length)) if *start + *length == place => *length += 1,
                    _ => unknown.push((place, 1)),
                },
            }
        }
        Self { length: u32::try_from(bases.len()).unwrap_or(u32::MAX), unknown, bits }
    }

    /// Whether the parts fit together; what was written by another hand is not believed.
    pub(super) fn is_sound(&self) -> bool {
        let fits = |(start, length): &(u32, u32)| start.checked_add(*length).is_some_and(|end| end <= self.length);
        self.bits.len() == (self.length as usize).div_ceil(4) && self.unknown.iter().all(fits)
    }

    /// The bases from `start` to before `end`, which must not lie past the last base.
    pub(super) fn bases(&self, start: u32, end: u32) -> Sequence {
        let known = |place: u32| {
            let code = self.bits.get(place as usize / 4).map_or(0, |bits| (bits >> (2 * (place % 4))) & 3);
            Base::ACGT[usize::from(code)]
        };
        let mut bases: Vec<Base> = (start..end).map(known).collect();
        for (from, length) in &self.unknown {
            let (from, to) = ((*from).max(start), (from + length).min(end));
            if from < to {
                bases[(from - start) as usize..(to - start) as usize].fill(Base::N);
            }
        }
        bases.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_back(
            letters in prop::collection::vec(prop::sample::select(&[Base::A, Base::C, Base::G, Base::T, Base::N][..]), 0..200),
            ends in (0usize..200, 0usize..200),
        ) {
            let packed = Packed::new(&letters);
            prop_assert!(packed.is_sound());
            let (start, end) = (ends.0.min(letters.len()), ends.1.min(letters.len()));
            let (start, end) = (start.min(end), start.max(end));
            let part = packed.bases(u32::try_from(start).unwrap(), u32::try_from(end).unwrap());
            prop_assert_eq!(&part[..], &letters[start..end]);
        }
    }
}
