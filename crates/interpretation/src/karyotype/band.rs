//! Chromosomes, their arms and bands as a microscope shows them.

use std::fmt;

use guideline::truth::Truth;
use serde::{Serialize, Serializer};

/// A human chromosome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Chromosome {
    /// 1 to 22.
    Autosome(u8),
    /// X.
    X,
    /// Y.
    Y,
}

impl Chromosome {
    /// The autosome of this number, 1 to 22.
    #[must_use]
    pub fn autosome(number: u32) -> Option<Self> {
        u8::try_from(number).ok().filter(|number| (1..=22).contains(number)).map(Self::Autosome)
    }

    /// Whether it is one of 1 to 22.
    #[must_use]
    pub const fn is_autosome(self) -> bool {
        matches!(self, Self::Autosome(_))
    }
}

impl fmt::Display for Chromosome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Autosome(number) => write!(f, "{number}"),
            Self::X => f.write_str("X"),
            Self::Y => f.write_str("Y"),
        }
    }
}

impl Serialize for Chromosome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An arm of a chromosome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Arm {
    /// The short arm.
    P,
    /// The long arm.
    Q,
}

impl Arm {
    /// The other arm of the same chromosome.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::P => Self::Q,
            Self::Q => Self::P,
        }
    }
}

/// A band, or as much of it as is written: a window on one arm. Places count from the centromere (0) to the end of the arm
/// (9999): the digits of region, band and sub-band, so that p21.3 is 2130 to 2139, p21 is 2100 to 2199 and p2 is 2000 to 2999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Band {
    /// The arm.
    pub arm: Arm,
    /// First place.
    pub from: u16,
    /// Last place.
    pub to: u16,
}

impl Band {
    /// The end of an arm, `pter` and `qter`, is beyond every band with a number.
    pub const END: u16 = 9999;

    /// Any place on the arm.
    #[must_use]
    pub const fn whole(arm: Arm) -> Self {
        Self { arm, from: 0, to: Self::END }
    }

    /// The band with these digits, the dot left out: `q11.2` is `112`. More than four digits are cut.
    #[must_use]
    pub fn from_digits(arm: Arm, digits: &[u8]) -> Self {
        let digits = &digits[..digits.len().min(4)];
        let mut band = Self { arm, from: 0, to: 0 };
        for place in 0..4 {
            let digit = digits.get(place).map(|digit| u16::from(digit.saturating_sub(b'0').min(9)));
            band.from = band.from * 10 + digit.unwrap_or(0);
            band.to = band.to * 10 + digit.unwrap_or(9);
        }
        band
    }

    /// Whether two writings can mean the same place.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        matches!((self.arm, other.arm), (Arm::P, Arm::P) | (Arm::Q, Arm::Q))
            && self.from <= other.to
            && other.from <= self.to
    }

    /// Whether a writing lies at a place: yes if wholly, unknown if it is too coarse to tell.
    #[must_use]
    pub fn lies_in(self, window: Self) -> Truth {
        if !self.overlaps(window) {
            Truth::No
        } else if self.from >= window.from && self.to <= window.to {
            Truth::Yes
        } else {
            Truth::Unknown
        }
    }

    /// The window from one band to another on the same arm, or the first alone.
    #[must_use]
    pub fn through(self, other: Self) -> Self {
        if self.arm == other.arm {
            Self { arm: self.arm, from: self.from.min(other.from), to: self.to.max(other.to) }
        } else {
            self
        }
    }

    /// Whether the break is at the centromere: p10, q10.
    #[must_use]
    pub const fn is_centromere(self) -> bool {
        self.from == 1000 && self.to < 1100
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coarse_band_contains_its_sub_bands() {
        let band = |digits: &[u8]| Band::from_digits(Arm::P, digits);
        assert_eq!(band(b"213"), Band { arm: Arm::P, from: 2130, to: 2139 });
        assert!(band(b"21").overlaps(band(b"213")) && band(b"2").overlaps(band(b"213")));
        assert!(!band(b"22").overlaps(band(b"213")));
        assert!(!band(b"21").overlaps(Band::from_digits(Arm::Q, b"21")));
        assert!(band(b"10").is_centromere() && !band(b"11").is_centromere() && !band(b"1").is_centromere());
        assert_eq!(band(b"21").through(band(b"23")), Band { arm: Arm::P, from: 2100, to: 2399 });
    }
}
