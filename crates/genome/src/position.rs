//! Places on a contig: 1-based, and intervals with both ends included, as in VCF, SAM, GFF and HGVS.

use std::fmt;
use std::num::NonZeroU32;
use std::ops::Not;

use serde::{Deserialize, Serialize};

/// The largest position and the greatest length: 2^31-1 (SAM 1.3, tag `LN`; SAM 1.4, `POS`).
const LARGEST: u32 = i32::MAX.cast_unsigned();

/// Why numbers are no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PositionError {
    /// Zero, or above 2^31-1.
    #[error("a position or length is a whole number from 1 to 2147483647, not {0}")]
    OutOfRange(u32),
    /// An interval that ends before it starts, or an empty BED interval.
    #[error("an interval holds at least one base, but this one starts at {start} and ends at {end}")]
    Empty {
        /// Start, as given.
        start: u32,
        /// End, as given.
        end: u32,
    },
}

/// A whole number from 1 to 2^31-1.
macro_rules! counted {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "u32", into = "u32")]
        pub struct $name(NonZeroU32);

        impl TryFrom<u32> for $name {
            type Error = PositionError;

            fn try_from(value: u32) -> Result<Self, PositionError> {
                Self::new(value)
            }
        }

        impl From<$name> for u32 {
            fn from(value: $name) -> Self {
                value.get()
            }
        }

        impl $name {
            /// A number from 1 to 2^31-1; any other is refused.
            pub const fn new(value: u32) -> Result<Self, PositionError> {
                match NonZeroU32::new(value) {
                    Some(number) if value <= LARGEST => Ok(Self(number)),
                    _ => Err(PositionError::OutOfRange(value)),
                }
            }

            /// The number, from 1 to 2^31-1.
            #[must_use]
            pub const fn get(self) -> u32 {
                self.0.get()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

counted! {
    /// The place of a base on its contig: 1 for the first base, at most 2^31-1.
    Position
}

counted! {
    /// A length in bases, of a contig or an interval: 1 to 2^31-1.
    Length
}

impl Position {
    /// The first base of a contig.
    pub const FIRST: Self = Self(NonZeroU32::MIN);

    /// A position from its 0-based number, as in BAM and BED.
    pub const fn from_zero_based(value: u32) -> Result<Self, PositionError> {
        Self::new(value.saturating_add(1))
    }

    /// The 0-based number.
    #[must_use]
    pub const fn zero_based(self) -> u32 {
        self.0.get() - 1
    }

    /// The position some bases further right; `None` past 2^31-1.
    #[must_use]
    pub fn checked_add(self, bases: u32) -> Option<Self> {
        self.get().checked_add(bases).and_then(|value| Self::new(value).ok())
    }

    /// The position some bases further left; `None` before the first base.
    #[must_use]
    pub fn checked_sub(self, bases: u32) -> Option<Self> {
        self.get().checked_sub(bases).and_then(|value| Self::new(value).ok())
    }
}

impl Length {
    /// The last position of a contig of this length.
    #[must_use]
    pub const fn last(self) -> Position {
        Position(self.0)
    }
}

/// A stretch of a contig, both ends included; it holds at least one base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "(Position, Position)", into = "(Position, Position)")]
pub struct Interval {
    start: Position,
    end: Position,
}

impl Interval {
    /// From the first to the last base.
    pub fn new(start: Position, end: Position) -> Result<Self, PositionError> {
        if start <= end {
            Ok(Self { start, end })
        } else {
            Err(PositionError::Empty { start: start.get(), end: end.get() })
        }
    }

    /// From BED's form: 0-based start, end not included. An empty BED interval is a place between bases and is refused.
    pub fn from_half_open(start: u32, end: u32) -> Result<Self, PositionError> {
        if start >= end {
            return Err(PositionError::Empty { start, end });
        }
        Self::new(Position::from_zero_based(start)?, Position::new(end)?)
    }

    /// In BED's form: 0-based start, end not included.
    #[must_use]
    pub fn to_half_open(self) -> (u32, u32) {
        (self.start.zero_based(), self.end.get())
    }

    /// The first base.
    #[must_use]
    pub fn start(self) -> Position {
        self.start
    }

    /// The last base.
    #[must_use]
    pub fn end(self) -> Position {
        self.end
    }

    /// The number of bases.
    #[must_use]
    pub fn length(self) -> Length {
        // The end is not before the start, so the difference is at least zero.
        Length(NonZeroU32::MIN.saturating_add(self.end.get() - self.start.get()))
    }

    /// Whether the base lies within.
    #[must_use]
    pub fn contains(self, position: Position) -> bool {
        self.start <= position && position <= self.end
    }

    /// Whether every base of the other lies within.
    #[must_use]
    pub fn encloses(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a base.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start <= other.end && other.start <= self.end
    }

    /// The bases that both hold; `None` if there are none.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end)).ok()
    }
}

impl TryFrom<(Position, Position)> for Interval {
    type Error = PositionError;

    fn try_from((start, end): (Position, Position)) -> Result<Self, PositionError> {
        Self::new(start, end)
    }
}

impl From<Interval> for (Position, Position) {
    fn from(interval: Interval) -> Self {
        (interval.start, interval.end)
    }
}

impl From<Position> for Interval {
    fn from(position: Position) -> Self {
        Self { start: position, end: position }
    }
}

/// `start-end`, 1-based (SAM 6).
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.start, self.end)
    }
}

/// The strand of the double helix on which something is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Strand {
    /// As the reference is written: `+`.
    Forward,
    /// The reverse complement of the reference: `-`.
    Reverse,
}

impl Not for Strand {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Forward => Self::Reverse,
            Self::Reverse => Self::Forward,
        }
    }
}

impl fmt::Display for Strand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Forward => "+",
            Self::Reverse => "-",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: u32, end: u32) -> Result<Interval, PositionError> {
        Interval::new(Position::new(start)?, Position::new(end)?)
    }

    #[test]
    fn positions_run_from_one_to_the_largest_of_sam() {
        assert_eq!(Position::new(0), Err(PositionError::OutOfRange(0)));
        assert_eq!(Position::new(1), Ok(Position::FIRST));
        assert_eq!(Position::from_zero_based(0), Ok(Position::FIRST));
        let last = Position::new(2_147_483_647).unwrap();
        assert_eq!(last.zero_based(), 2_147_483_646);
        assert!(Position::new(2_147_483_648).is_err() && Position::from_zero_based(u32::MAX).is_err());
        assert_eq!((last.checked_add(1), Position::FIRST.checked_sub(1)), (None, None));
        assert_eq!(Position::FIRST.checked_add(2_147_483_646), Some(last));
    }

    #[test]
    fn an_interval_is_never_empty() {
        assert_eq!(interval(5, 4), Err(PositionError::Empty { start: 5, end: 4 }));
        assert_eq!(Interval::from_half_open(7, 7), Err(PositionError::Empty { start: 7, end: 7 }));
        assert_eq!(Interval::from_half_open(0, 1), Ok(Interval::from(Position::FIRST)));
        assert_eq!(interval(10, 19).map(|i| (i.length().get(), i.to_string())), Ok((10, "10-19".into())));
    }

    #[test]
    fn neighbours_do_not_overlap() {
        let (left, right, inner) = (interval(1, 10).unwrap(), interval(11, 20).unwrap(), interval(10, 10).unwrap());
        assert!(!left.overlaps(right) && left.intersection(right).is_none());
        assert!(left.overlaps(inner) && left.encloses(inner) && !inner.encloses(left));
        assert_eq!(left.intersection(inner), Some(inner));
    }

    #[test]
    fn a_strand_has_one_opposite() {
        assert_eq!(!!Strand::Forward, Strand::Forward);
        assert_eq!((!Strand::Forward).to_string(), "-");
    }
}
