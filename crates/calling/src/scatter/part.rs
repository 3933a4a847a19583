//! Which pieces a run takes.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use crate::shard::Shard;

/// One of several runs over the same pieces. Each takes a stretch of neighbouring pieces, as many as the others or one
/// more; together they take every piece once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    number: NonZeroU32,
    of: NonZeroU32,
}

/// A text that names no part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a part is NUMBER/OF, such as 3/17, with a number from 1 to OF")]
pub struct NoPart;

impl FromStr for Part {
    type Err = NoPart;

    fn from_str(text: &str) -> Result<Self, NoPart> {
        let (number, of) = text.split_once('/').ok_or(NoPart)?;
        let (number, of): (NonZeroU32, NonZeroU32) = number.parse().ok().zip(of.parse().ok()).ok_or(NoPart)?;
        if number <= of { Ok(Self { number, of }) } else { Err(NoPart) }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl Part {
    /// The name of its evidence file; files of several parts may lie in one folder.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("part-{}-of-{}.evidence", self.number, self.of)
    }

    /// Its pieces. With more parts than pieces, some parts have none.
    #[must_use]
    pub fn pieces(self, all: &[Shard]) -> &[Shard] {
        let begin = |number: u32| {
            let before = all.len() as u128 * u128::from(number) / u128::from(self.of.get());
            usize::try_from(before).unwrap_or(all.len())
        };
        &all[begin(self.number.get() - 1)..begin(self.number.get())]
    }
}

#[cfg(test)]
mod tests {
    use genome::contig::ContigIndex;
    use genome::position::Interval;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_part_is_refused() {
        assert_eq!("3/17".parse::<Part>().map(|part| part.to_string()), Ok("3/17".into()));
        for text in ["0/3", "4/3", "1/0", "1", "", "/", "-1/3", "1/3/3", "a/b", "1/4294967296"] {
            assert_eq!(text.parse::<Part>(), Err(NoPart), "{text}");
        }
    }

    proptest! {
        #[test]
        fn parts_take_every_piece_once_and_in_order(count in 0u32..300, of in 1u32..400) {
            let piece = |place| Shard {
                contig: ContigIndex::new(0).unwrap(),
                owned: Interval::from_half_open(place * 10, place * 10 + 10).unwrap(),
            };
            let all: Vec<Shard> = (0..count).map(piece).collect();
            let parts: Vec<Part> = (1..=of).map(|number| format!("{number}/{of}").parse().unwrap()).collect();
            let dealt: Vec<Shard> = parts.iter().flat_map(|part| part.pieces(&all)).copied().collect();
            prop_assert_eq!(dealt, all.clone());
            let sizes: Vec<usize> = parts.iter().map(|part| part.pieces(&all).len()).collect();
            prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
        }
    }
}
