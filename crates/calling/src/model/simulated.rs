//! Simulated sites for tests: binomial draws, no reads.

use super::allele_fraction::FractionLikelihood;
use super::evidence::{FragmentEvidence, FragmentStrand, PairOrientation, SiteEvidence, Supports};

/// A small deterministic generator (splitmix64).
pub(crate) struct Random(pub u64);

impl Random {
    pub(crate) fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        f64::from(u32::try_from((z ^ (z >> 31)) >> 32).unwrap()) / 4_294_967_296.0
    }

    pub(crate) fn binomial(&mut self, n: u32, p: f64) -> u32 {
        (0..n).map(|_| u32::from(self.uniform() < p)).sum()
    }

    pub(crate) fn poisson(&mut self, mean: f64) -> u32 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.uniform(), 0);
        while product > limit {
            product *= self.uniform();
            count += 1;
        }
        count
    }
}

/// Q37 read by read: a third of 10^-3.7 towards each other base.
pub(crate) const ERROR: f64 = 2e-4 / 3.0;

/// A site with so many alternate fragments of so many, spread over strands and orientations.
pub(crate) fn site(alternate: u32, depth: u32) -> SiteEvidence {
    let fragment = |at: u32| {
        let supports = if at < alternate { Supports::Alternate } else { Supports::Reference };
        let strand = if at.is_multiple_of(2) { FragmentStrand::Forward } else { FragmentStrand::Reverse };
        let orientation = if (at / 2).is_multiple_of(2) { PairOrientation::F1R2 } else { PairOrientation::F2R1 };
        let distance = u16::try_from(at * 37 % 75).unwrap();
        FragmentEvidence::of_base(supports, ERROR, 1e-6, strand, Some(orientation), distance)
    };
    SiteEvidence::of_fragments((0..depth).map(fragment).collect())
}

/// The likelihood of such a site.
pub(crate) fn likelihood(alternate: u32, depth: u32) -> FractionLikelihood {
    FractionLikelihood::of(&site(alternate, depth))
}
