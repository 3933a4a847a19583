//! How the samples are sequenced, and what is written of them.

use serde::{Deserialize, Serialize};

/// A sample as it is sequenced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SamplePlan {
    /// Its name, as in the read group: letters, digits, `.`, `_` and `-`.
    pub sample: String,
    /// Mean depth of reads that are not duplicates, in reads per base (two overlapping mates count twice).
    pub depth: f64,
    /// The share of DNA from another person, 0 to 0.5.
    #[serde(default)]
    pub contamination: f64,
    /// Damage of the DNA before it is read.
    #[serde(default)]
    pub damage: DamagePlan,
    /// Which of the person's libraries this is: another number draws other fragments and other errors from the same genome,
    /// as a later sample has them.
    #[serde(default)]
    pub library: u64,
}

impl SamplePlan {
    /// A sample without foreign DNA and without damage.
    pub(crate) fn new(sample: &str, depth: f64) -> Self {
        Self { sample: sample.into(), depth, contamination: 0.0, damage: DamagePlan::default(), library: 0 }
    }
}

/// Wrong bases of a fragment that are there before it is read: both mates and all duplicates have them, at any quality.
///
/// METHOD: a damaged base stands on one strand, and the first mate reads that strand. So the first two kinds are seen as
/// `G>T` and `C>T` in first mates, and as `C>A` and `G>A` in second mates (M. Costello et al., Nucleic Acids Res
/// 2013;41:e67, for 8-oxoguanine).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DamagePlan {
    /// The share of `G` that are read as `T`: 8-oxoguanine, which pairs with `A`.
    pub oxidation: f64,
    /// The share of `C` that are read as `T`: deaminated cytosine, as in tissue fixed with formalin.
    pub deamination: f64,
    /// The share of bases that were copied wrongly, to any other base, in the first rounds of amplification.
    pub amplification: f64,
}

impl DamagePlan {
    /// Whether there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Fragments, reads and their errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SequencingPlan {
    /// The length of a read, in bases.
    pub read_length: u32,
    /// The mean length of a fragment, in bases.
    pub fragment_mean: f64,
    /// The standard deviation of the length of a fragment, in bases. No fragment is shorter than a read.
    pub fragment_deviation: f64,
    /// The share of read pairs that are marked duplicates of another.
    pub duplicates: f64,
    /// The share of reads that fail and cannot be aligned.
    pub failed_reads: f64,
    /// How many times more errors there are than the qualities say: above 1, the qualities overstate.
    pub error_scale: f64,
    /// Insertion and deletion errors at a homopolymer of one base, per homopolymer; they grow with its length.
    pub indel_error: f64,
    /// How many times more such errors there are for each further base of the homopolymer, up to a tenth of reads.
    pub indel_error_growth: f64,
    /// The same at a tandem repeat of three or more units of 2 to 6 bases, for the first unit; they grow with the number
    /// of units as those of homopolymers do with that of bases.
    pub repeat_indel_error: f64,
    /// The share of these errors that add or lose one unit more, and of those another, and so on.
    pub further_unit: f64,
}

impl Default for SequencingPlan {
    fn default() -> Self {
        Self {
            read_length: 151,
            fragment_mean: 450.0,
            fragment_deviation: 100.0,
            duplicates: 0.08,
            failed_reads: 0.003,
            error_scale: 1.0,
            indel_error: 1e-6,
            indel_error_growth: 2.2,
            repeat_indel_error: 0.0,
            further_unit: 0.0,
        }
    }
}

impl SequencingPlan {
    /// The longest fragment that can be drawn.
    #[must_use]
    pub(crate) fn longest_fragment(&self) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both numbers are checked; `as` cuts to the range of u32"
        )]
        let longest = (self.fragment_mean + 6.0 * self.fragment_deviation).ceil() as u32;
        longest.max(self.read_length)
    }

    /// The greatest distance between the outer ends of a pair that an aligner takes for proper (bwa mem: four standard
    /// deviations above the mean; deletions within the fragment allowed for).
    #[must_use]
    pub(crate) fn farthest_pair(&self) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both numbers are checked; `as` cuts to the range of u32"
        )]
        let farthest = (self.fragment_mean + 4.0 * self.fragment_deviation).ceil() as u32;
        farthest.max(self.read_length) as usize
    }
}

/// Which files of reads are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OutputPlan {
    /// Aligned reads: `tumour.bam` and `normal.bam`.
    pub alignments: bool,
    /// Reads to be aligned: `tumour_R1.fastq.gz` and so on.
    pub reads: bool,
    /// The normal sample; without it only the tumour sample is read, for a later sample of a person whose normal is there.
    pub normal: bool,
}

impl Default for OutputPlan {
    fn default() -> Self {
        Self { alignments: true, reads: false, normal: true }
    }
}
