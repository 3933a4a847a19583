//! What the fragments of one sample say about one site.

use serde::{Deserialize, Serialize};

/// The strand of the read, or reads, of a fragment that cover a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FragmentStrand {
    /// One read on the forward strand.
    Forward,
    /// One read on the reverse strand.
    Reverse,
    /// Both mates, one on either strand.
    Both,
}

/// Which mate lies on the forward strand. Damage of one strand of the DNA before amplification (8-oxoguanine,
/// deamination) shows in one of the two only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum PairOrientation {
    /// The first read is the forward one.
    F1R2,
    /// The second read is the forward one.
    F2R1,
}

/// Which allele a fragment speaks for, for counting; the evidence itself is the pair of likelihoods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Supports {
    /// The reference allele.
    Reference,
    /// The alternate allele.
    Alternate,
    /// Neither: a third allele, or too weak to say.
    Neither,
}

/// One fragment's evidence at a site; overlapping mates are one fragment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FragmentEvidence {
    /// ln P(data of the fragment | reference allele). A constant shared with `ln_alternate` cancels.
    pub ln_reference: f32,
    /// ln P(data of the fragment | alternate allele).
    pub ln_alternate: f32,
    /// P(the fragment is placed wrongly), 0 to 1.
    pub mapping_error: f32,
    /// Strand of what covers the site.
    pub strand: FragmentStrand,
    /// Which mate is the forward one; `None` for a read without a properly placed mate.
    pub first_in_pair_forward: Option<PairOrientation>,
    /// Bases from the site to the nearer end of the read (of overlapping mates: the greater of the two).
    pub distance_to_end: u16,
    /// Which allele it is counted for.
    pub supports: Supports,
}

impl FragmentEvidence {
    /// The evidence of one base of a fragment at an SNV. `error`: probability that a base of the other allele is read
    /// as *this* base (for uncalibrated qualities a third of the error probability), above 0 and below 1.
    ///
    /// METHOD: P(read base | its own allele) = 1 - e', P(read base | the other allele) = e (Strelka2, methods.tex, base
    /// `1-e` and `e/3`); a base that is neither has the same likelihood under both.
    #[must_use]
    pub fn of_base(
        supports: Supports,
        error: f64,
        mapping_error: f64,
        strand: FragmentStrand,
        first_in_pair_forward: Option<PairOrientation>,
        distance_to_end: u16,
    ) -> Self {
        let (own, other) = ((1.0 - 3.0 * error).max(0.25).ln(), error.ln());
        let (reference, alternate) = match supports {
            Supports::Reference => (own, other),
            Supports::Alternate => (other, own),
            Supports::Neither => (other, other),
        };
        Self {
            ln_reference: narrow(reference),
            ln_alternate: narrow(alternate),
            mapping_error: narrow(mapping_error),
            strand,
            first_in_pair_forward,
            distance_to_end,
            supports,
        }
    }
}

/// To single precision, which holds a log-likelihood to seven digits.
#[expect(clippy::cast_possible_truncation, reason = "single precision is what is wanted")]
pub(crate) const fn narrow(value: f64) -> f32 {
    value as f32
}

/// All fragments of one sample at one site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SiteEvidence {
    /// The fragments, in any order; nothing depends on it.
    pub fragments: Vec<FragmentEvidence>,
    /// How many reads a molecule with the allele gives here, against one without it: 1 for a substitution, above 1 for a
    /// long insertion, below 1 for a long deletion.
    pub sampling: f32,
}

impl Default for SiteEvidence {
    /// No fragment.
    fn default() -> Self {
        Self::of_fragments(Vec::new())
    }
}

impl SiteEvidence {
    /// Fragments at a change that gives as many reads as the reference.
    #[must_use]
    pub fn of_fragments(fragments: Vec<FragmentEvidence>) -> Self {
        Self { fragments, sampling: 1.0 }
    }

    /// How many fragments are counted for an allele.
    #[must_use]
    pub fn count(&self, supports: Supports) -> u32 {
        self.of(supports).map(|_| 1).sum()
    }

    /// The fragments counted for an allele.
    pub fn of(&self, supports: Supports) -> impl Iterator<Item = &FragmentEvidence> {
        self.fragments.iter().filter(move |fragment| fragment.supports == supports)
    }
}
