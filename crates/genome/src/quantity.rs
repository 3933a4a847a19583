//! Depth, allele fraction, purity, ploidy, copy number, and the qualities of reads.

use std::fmt;

use crate::bounded::bounded;
use crate::probability::Phred;

/// A number of reads (or of fragments, where two mates count once): how many cover a base, or how many of those show
/// something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Depth(u32);

impl Depth {
    /// A number of reads.
    #[must_use]
    pub const fn new(reads: u32) -> Self {
        Self(reads)
    }

    /// The number of reads.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Depth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

bounded! {
    /// The mean depth over a region or the genome, in reads per base ("x").
    MeanDepth, 0.0..=f64::MAX, "a mean depth", "not below 0, in reads per base"
}

bounded! {
    /// The share of the DNA molecules at a place that carry an allele, 0 to 1 (VAF, variant allele fraction). It is not
    /// the share of cells: in a diploid genome a heterozygous variant of all cells has 0.5.
    AlleleFraction, 0.0..=1.0, "an allele fraction", "from 0 to 1"
}

impl AlleleFraction {
    /// 10 %.
    pub const TENTH: Self = Self(0.1);
    /// One third: the fraction at which an allele stands 1 to 2 to the others, an allelic ratio of 0.5.
    pub const THIRD: Self = Self(1.0 / 3.0);
}

bounded! {
    /// The share of tumour cells among the cells of a specimen, 0 to 1.
    Purity, 0.0..=1.0, "a purity", "from 0 to 1"
}

bounded! {
    /// The mean copy number over the genome of the tumour cells; 2 for a diploid genome.
    Ploidy, f64::MIN_POSITIVE..=f64::MAX, "a ploidy", "above 0"
}

bounded! {
    /// Copies of a segment per cell; not a whole number where clones differ or where it is an estimate.
    CopyNumber, 0.0..=f64::MAX, "a copy number", "not below 0"
}

bounded! {
    /// The base-2 logarithm of how much DNA there is of a segment against what a normal genome would give: 0 for two copies
    /// of an autosome where purity is 1 and the genome is diploid. It is not a copy number, which needs purity and ploidy.
    Log2Ratio, f64::MIN..=f64::MAX, "a log2 ratio", "that is finite"
}

bounded! {
    /// A standard score: a distance from the mean in standard deviations, above 0. It fixes the level of confidence.
    StandardScore, f64::MIN_POSITIVE..=f64::MAX, "a standard score", "above 0"
}

impl StandardScore {
    /// Two-sided confidence of 95 %: the 97.5th percentile of the standard normal distribution.
    pub const CONFIDENCE_95: Self = Self(1.959_963_984_540_054);
}

/// The values between two bounds, both included, that a measurement is compatible with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfidenceInterval<T> {
    lower: T,
    upper: T,
}

impl<T: Ord + Copy> ConfidenceInterval<T> {
    /// From the lower to the upper bound; `None` if they are the wrong way round.
    #[must_use]
    pub fn new(lower: T, upper: T) -> Option<Self> {
        (lower <= upper).then_some(Self { lower, upper })
    }

    /// The lower bound.
    #[must_use]
    pub fn lower(&self) -> T {
        self.lower
    }

    /// The upper bound.
    #[must_use]
    pub fn upper(&self) -> T {
        self.upper
    }

    /// Whether the value lies within.
    #[must_use]
    pub fn contains(&self, value: T) -> bool {
        self.lower <= value && value <= self.upper
    }
}

/// More reads show an allele than there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{alternate} reads show the alternate allele, but only {depth} cover the place")]
pub struct TooManyAlternate {
    /// Reads with the allele.
    pub alternate: Depth,
    /// All reads.
    pub depth: Depth,
}

/// How many of the reads at a place show the alternate allele.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AlleleCount {
    alternate: Depth,
    depth: Depth,
}

impl AlleleCount {
    /// Reads with the alternate allele among all reads at the place.
    pub fn new(alternate: Depth, depth: Depth) -> Result<Self, TooManyAlternate> {
        if alternate <= depth { Ok(Self { alternate, depth }) } else { Err(TooManyAlternate { alternate, depth }) }
    }

    /// Reads with the alternate allele.
    #[must_use]
    pub fn alternate(self) -> Depth {
        self.alternate
    }

    /// All reads.
    #[must_use]
    pub fn depth(self) -> Depth {
        self.depth
    }

    /// The fraction observed; `None` without reads.
    #[must_use]
    pub fn fraction(self) -> Option<AlleleFraction> {
        (self.depth.0 > 0).then(|| AlleleFraction(f64::from(self.alternate.0) / f64::from(self.depth.0)))
    }

    /// The fractions that the count is compatible with; `None` without reads.
    ///
    /// METHOD: the score interval of E. B. Wilson, J Am Stat Assoc 1927;22:209-212, for k of n reads at a standard
    /// score z: (k + z^2/2 +- z sqrt(k (n-k)/n + z^2/4)) / (n + z^2). It stays within 0 and 1 and holds at small
    /// counts.
    #[must_use]
    pub fn wilson_interval(self, score: StandardScore) -> Option<ConfidenceInterval<AlleleFraction>> {
        let observed = self.fraction()?.0;
        let (k, n, z) = (f64::from(self.alternate.0), f64::from(self.depth.0), score.0);
        let centre = (k + z * z / 2.0) / (n + z * z);
        let half = z * (k * (n - k) / n + z * z / 4.0).sqrt() / (n + z * z);
        // Rounding must not put the observed fraction outside.
        let lower = AlleleFraction((centre - half).clamp(0.0, observed));
        let upper = AlleleFraction((centre + half).clamp(observed, 1.0));
        ConfidenceInterval::new(lower, upper)
    }
}

/// The mapping quality of a read, 0 to 254: the Phred score of its being placed wrongly (SAM 1.4, field `MAPQ`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MappingQuality(u8);

impl MappingQuality {
    /// A mapping quality from SAM's number; `None` for 255, which says that it is not available.
    #[must_use]
    pub const fn new(value: u8) -> Option<Self> {
        if value == u8::MAX { None } else { Some(Self(value)) }
    }

    /// As a Phred score.
    #[must_use]
    pub const fn phred(self) -> Phred {
        Phred::new(self.0)
    }
}

/// The quality of a base of a read, 0 to 93: the Phred score of its being read wrongly (SAM 1.4, field `QUAL`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BaseQuality(u8);

impl BaseQuality {
    /// The greatest that SAM can write.
    pub const MAX: Self = Self(93);

    /// A base quality from BAM's number; `None` above 93. BAM writes 255 where a read has no qualities (SAM 4.2.3).
    #[must_use]
    pub const fn new(value: u8) -> Option<Self> {
        if value <= Self::MAX.0 { Some(Self(value)) } else { None }
    }

    /// As a Phred score.
    #[must_use]
    pub const fn phred(self) -> Phred {
        Phred::new(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(alternate: u32, depth: u32) -> AlleleCount {
        AlleleCount::new(Depth::new(alternate), Depth::new(depth)).unwrap()
    }

    #[test]
    fn a_fraction_needs_reads() {
        assert_eq!(count(9, 90).fraction().map(AlleleFraction::get), Some(0.1));
        assert_eq!(count(0, 0).fraction(), None);
        assert_eq!(count(0, 0).wilson_interval(StandardScore::CONFIDENCE_95), None);
        let error = AlleleCount::new(Depth::new(3), Depth::new(2)).map_err(|error| error.to_string());
        assert_eq!(error, Err("3 reads show the alternate allele, but only 2 cover the place".into()));
    }

    #[test]
    fn wilson_interval_as_published() {
        // R. G. Newcombe, Stat Med 1998;17:857-872, table I, method 3.
        for (k, n, lower, upper) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let interval = count(k, n).wilson_interval(StandardScore::CONFIDENCE_95).unwrap();
            let near = |bound: AlleleFraction, expected: f64| (bound.get() - expected).abs() < 5e-5;
            assert!(near(interval.lower(), lower) && near(interval.upper(), upper), "{k}/{n}: {interval:?}");
        }
    }

    #[test]
    fn quantities_keep_to_their_bounds() {
        assert!([f64::NAN, -0.01, 1.01].iter().all(|v| AlleleFraction::new(*v).is_err() && Purity::new(*v).is_err()));
        assert!([0.0, f64::NAN, f64::INFINITY].iter().all(|v| Ploidy::new(*v).is_err()));
        assert!(CopyNumber::new(0.0).is_ok() && CopyNumber::new(-0.1).is_err() && MeanDepth::new(-1.0).is_err());
        let error = Ploidy::new(0.0).map_err(|error| error.to_string());
        assert_eq!(error, Err("a ploidy is a number above 0, not 0".into()));
    }

    #[test]
    fn absent_qualities_are_none() {
        assert_eq!((MappingQuality::new(255), BaseQuality::new(255)), (None, None));
        assert_eq!(MappingQuality::new(60).map(MappingQuality::phred), Some(Phred::new(60)));
        assert_eq!((BaseQuality::new(93), BaseQuality::new(94)), (Some(BaseQuality::MAX), None));
    }
}
