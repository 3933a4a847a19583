//! Bases and sequences of them.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bounded::bounded;

/// A base of DNA, or one that is not known. One byte; the order is A, C, G, T, N.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Base {
    /// Adenine.
    A,
    /// Cytosine.
    C,
    /// Guanine.
    G,
    /// Thymine.
    T,
    /// Any base. It equals itself and nothing else: an `N` is text, not a wildcard.
    N,
}

/// What becomes of an IUPAC code that stands for two or three bases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ambiguity {
    /// It is refused.
    Refuse,
    /// It becomes `N`.
    ToN,
    /// It becomes the first of its bases in the alphabet, as VCF 1.6.1 (field `REF`) wants it: `R`, that is `A` or `G`,
    /// becomes `A`.
    ToFirst,
}

/// A character that is no base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("character {} of the sequence, {character:?}, is not a base", .at + 1)]
pub struct NotABase {
    /// Its 0-based place in the text.
    pub at: usize,
    /// The character (of text that is not ASCII, its byte).
    pub character: char,
}

impl Base {
    /// The four bases, each at its [`index`](Self::index).
    pub const ACGT: [Self; 4] = [Self::A, Self::C, Self::G, Self::T];

    /// The place of A, C, G and T in a table of four; `None` for `N`.
    #[must_use]
    pub fn index(self) -> Option<usize> {
        match self {
            Self::A => Some(0),
            Self::C => Some(1),
            Self::G => Some(2),
            Self::T => Some(3),
            Self::N => None,
        }
    }

    /// A base from its letter, upper or lower case (soft masking is not kept). Other IUPAC codes (Cornish-Bowden,
    /// Nucleic Acids Res 1985;13:3021) are treated as asked; `None` for everything else. `U` is RNA and no base here.
    #[must_use]
    pub fn from_iupac(letter: u8, ambiguity: Ambiguity) -> Option<Self> {
        let first = match letter.to_ascii_uppercase() {
            b'A' => return Some(Self::A),
            b'C' => return Some(Self::C),
            b'G' => return Some(Self::G),
            b'T' => return Some(Self::T),
            b'N' => return Some(Self::N),
            b'R' | b'W' | b'M' | b'D' | b'H' | b'V' => Self::A,
            b'Y' | b'S' | b'B' => Self::C,
            b'K' => Self::G,
            _ => return None,
        };
        match ambiguity {
            Ambiguity::Refuse => None,
            Ambiguity::ToN => Some(Self::N),
            Ambiguity::ToFirst => Some(first),
        }
    }

    /// The upper case letter.
    #[must_use]
    pub fn letter(self) -> u8 {
        match self {
            Self::A => b'A',
            Self::C => b'C',
            Self::G => b'G',
            Self::T => b'T',
            Self::N => b'N',
        }
    }

    /// The base it pairs with; `N` for `N`.
    #[must_use]
    pub fn complement(self) -> Self {
        match self {
            Self::A => Self::T,
            Self::C => Self::G,
            Self::G => Self::C,
            Self::T => Self::A,
            Self::N => Self::N,
        }
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", char::from(self.letter()))
    }
}

/// Bases in 5' to 3' order, one byte each; it may be empty. It is read as a slice of [`Base`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sequence(Vec<Base>);

impl Sequence {
    /// A sequence from letters; the first character that is no base is named.
    pub fn parse(letters: &[u8], ambiguity: Ambiguity) -> Result<Self, NotABase> {
        let base = |(at, letter): (usize, &u8)| {
            Base::from_iupac(*letter, ambiguity).ok_or(NotABase { at, character: char::from(*letter) })
        };
        letters.iter().enumerate().map(base).collect::<Result<_, _>>().map(Self)
    }

    /// The other strand, in its own 5' to 3' order.
    #[must_use]
    pub fn reverse_complement(&self) -> Self {
        self.iter().rev().map(|base| base.complement()).collect()
    }
}

impl Deref for Sequence {
    type Target = [Base];

    fn deref(&self) -> &[Base] {
        &self.0
    }
}

impl From<&[Base]> for Sequence {
    fn from(bases: &[Base]) -> Self {
        Self(bases.to_vec())
    }
}

impl FromIterator<Base> for Sequence {
    fn from_iter<I: IntoIterator<Item = Base>>(bases: I) -> Self {
        Self(bases.into_iter().collect())
    }
}

impl FromStr for Sequence {
    type Err = NotABase;

    /// Reads A, C, G, T and N in either case; other IUPAC codes are refused.
    fn from_str(text: &str) -> Result<Self, NotABase> {
        Self::parse(text.as_bytes(), Ambiguity::Refuse)
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|base| base.fmt(f))
    }
}

bounded! {
    /// The share of G and C among the known bases of a window, 0 to 1.
    GcFraction, 0.0..=1.0, "a GC fraction", "from 0 to 1"
}

impl GcFraction {
    /// The GC fraction of a window; `N` counts neither way, and a window without a known base has none.
    #[must_use]
    pub fn of(window: &[Base]) -> Option<Self> {
        let (mut gc, mut known) = (0u32, 0u32);
        for base in window {
            gc += u32::from(matches!(base, Base::G | Base::C));
            known += u32::from(*base != Base::N);
        }
        (known > 0).then(|| Self(f64::from(gc) / f64::from(known)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ambiguity_is_treated_as_asked() {
        let read = |ambiguity| Sequence::parse(b"aCRyKn", ambiguity).map(|sequence| sequence.to_string());
        assert_eq!(read(Ambiguity::Refuse), Err(NotABase { at: 2, character: 'R' }));
        assert_eq!(read(Ambiguity::ToN), Ok("ACNNNN".into()));
        assert_eq!(read(Ambiguity::ToFirst), Ok("ACACGN".into()));
        assert!(
            [b'U', b'*', b'=', b'-', 0xe6].iter().all(|letter| Base::from_iupac(*letter, Ambiguity::ToN).is_none())
        );
        let error = "ACGX".parse::<Sequence>().map_err(|error| error.to_string());
        assert_eq!(error, Err("character 4 of the sequence, 'X', is not a base".into()));
    }

    #[test]
    fn the_other_strand_is_read_backwards() {
        assert_eq!("AACGTN".parse::<Sequence>().map(|s| s.reverse_complement().to_string()), Ok("NACGTT".into()));
    }

    #[test]
    fn gc_is_counted_over_known_bases() {
        let gc = |text: &str| GcFraction::of(&text.parse::<Sequence>().unwrap()).map(GcFraction::get);
        assert_eq!(gc("GCATNNNN"), Some(0.5));
        assert_eq!((gc("NNN"), gc("")), (None, None));
    }
}
