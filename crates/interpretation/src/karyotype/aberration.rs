//! One abnormality of a karyotype, as it is written.

use serde::Serialize;

use super::band::{Arm, Band, Chromosome};

/// A stretch of the text: byte offsets, the end left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The words of the text that stand there.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("").trim()
    }
}

/// What kind of rearrangement is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `add`: additional material of unknown origin.
    Addition,
    /// `del`.
    Deletion,
    /// `der`, `rec`: a derivative chromosome.
    Derivative,
    /// `dic`, `psu dic`, `trc`: two or more centromeres.
    Dicentric,
    /// `dup`, `trp`, `qdp`: a segment twice or more often.
    Duplication,
    /// A whole arm is gained and how is not written: `+1q`.
    ArmGain,
    /// `hsr`: a homogeneously staining region.
    Amplification,
    /// `i`: an isochromosome.
    Isochromosome,
    /// `idic`: an isodicentric chromosome.
    Isodicentric,
    /// `ider`: an isoderivative chromosome.
    Isoderivative,
    /// `ins`.
    Insertion,
    /// `inv`.
    Inversion,
    /// `r`: a ring.
    Ring,
    /// `rob`: a Robertsonian translocation.
    Robertsonian,
    /// `t`.
    Translocation,
    /// `abn`: a change at a band that may be anything.
    Unspecified,
    /// `fis`, `fra`, `tas`: a break or a change without known gain or loss.
    Other,
}

/// A rearrangement with its chromosomes and breakpoints.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Rearrangement {
    /// The kind.
    pub kind: Kind,
    /// The chromosomes in the order written; `None` where it is a question mark.
    pub chromosomes: Vec<Option<Chromosome>>,
    /// The breakpoints of each chromosome, as many lists as chromosomes; an empty list where none is written.
    pub breakpoints: Vec<Vec<Band>>,
    /// What makes up a derivative: `t(1;3)(p32;q21)` in `der(1)t(1;3)(p32;q21)`.
    pub parts: Vec<Rearrangement>,
}

impl Rearrangement {
    /// Whether it is a derivative, isochromosome or dicentric of whole arms: breaks at centromeres only.
    #[must_use]
    pub fn is_whole_arm(&self) -> bool {
        matches!(self.kind, Kind::Derivative | Kind::Translocation | Kind::Robertsonian)
            && self.chromosomes.len() == 2
            && self.breakpoints.iter().all(|bands| matches!(bands.as_slice(), [band] if band.is_centromere()))
    }

    /// Each chromosome with its breakpoints.
    pub fn places(&self) -> impl Iterator<Item = (Option<Chromosome>, &[Band])> {
        self.chromosomes.iter().copied().zip(self.breakpoints.iter().map(Vec::as_slice))
    }

    /// Itself and its parts.
    pub fn with_parts(&self) -> impl Iterator<Item = &Rearrangement> {
        std::iter::once(self).chain(&self.parts)
    }

    /// Whether a breakpoint may lie on this arm.
    #[must_use]
    pub fn breaks(&self, chromosome: Chromosome, arm: Arm) -> bool {
        self.with_parts()
            .flat_map(Self::places)
            .any(|(place, bands)| place == Some(chromosome) && bands.iter().any(|band| band.arm == arm))
    }

    /// Whether two writings can mean the same rearrangement: kinds and chromosomes are the same, breakpoints overlap or are
    /// written once only, as the nomenclature allows where a rearrangement is repeated.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.chromosomes == other.chromosomes
            && self.parts.len() == other.parts.len()
            && self.breakpoints.iter().zip(&other.breakpoints).all(|(a, b)| {
                a.is_empty()
                    || b.is_empty()
                    || (a.len() == b.len() && a.iter().zip(b).all(|(one, another)| one.overlaps(*another)))
            })
            && self.parts.iter().zip(&other.parts).all(|(a, b)| a.same(b))
    }
}

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A whole chromosome, gained or lost.
    Whole(Chromosome),
    /// A rearranged chromosome or several.
    Rearranged(Rearrangement),
    /// A marker chromosome, with its number if it has one (`mar2`).
    Marker(Option<u32>),
    /// A ring of unknown origin.
    UnknownRing,
    /// Double minutes, other acentric fragments, or an `hsr` without its place.
    DoubleMinutes,
    /// A variant of heterochromatin or satellites that healthy people have: `9qh+`, `15pstk+`.
    Heteromorphism,
}

/// The sign before an abnormality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// `+`.
    Gain,
    /// `-`.
    Loss,
    /// None: the rearranged chromosome stands in place of a normal one.
    InPlace,
    /// None before a whole chromosome (`+13,21`): it is gained or lost, which is not told.
    Missing,
}

/// One abnormality, as it is written in a clone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aberration {
    /// Where it stands.
    pub span: Span,
    /// The sign.
    pub sign: Sign,
    /// What is changed.
    pub change: Change,
    /// How many at least (`x2`, `+2-4mar`).
    pub least: u32,
    /// How many at most.
    pub most: u32,
    /// A question mark stands before it, or an alternative after it (`or`): something is there, but perhaps not this.
    pub questionable: bool,
    /// Marked as inherited (`c`).
    pub constitutional: bool,
    /// The cells of this abnormality alone, in a composite karyotype.
    pub cells: Option<u32>,
}

impl Aberration {
    /// Whether it is a structural change, markers, rings and double minutes included.
    #[must_use]
    pub const fn is_structural(&self) -> bool {
        !matches!(self.change, Change::Whole(_) | Change::Heteromorphism)
    }

    /// The autosome or sex chromosome that is lost whole.
    #[must_use]
    pub const fn lost(&self) -> Option<Chromosome> {
        match (self.sign, &self.change) {
            (Sign::Loss, Change::Whole(chromosome)) => Some(*chromosome),
            _ => None,
        }
    }

    /// The chromosome that is gained whole.
    #[must_use]
    pub const fn gained(&self) -> Option<Chromosome> {
        match (self.sign, &self.change) {
            (Sign::Gain, Change::Whole(chromosome)) => Some(*chromosome),
            _ => None,
        }
    }

    /// The rearrangement, if it is one.
    #[must_use]
    pub const fn rearrangement(&self) -> Option<&Rearrangement> {
        match &self.change {
            Change::Rearranged(rearrangement) => Some(rearrangement),
            _ => None,
        }
    }

    /// Whether two writings mean the same abnormality. An additional copy of a rearranged chromosome is the same
    /// rearrangement.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        match (&self.change, &other.change) {
            (Change::Rearranged(a), Change::Rearranged(b)) => a.same(b),
            (Change::Whole(a), Change::Whole(b)) => a == b && self.sign == other.sign,
            (a, b) => a == b,
        }
    }
}
