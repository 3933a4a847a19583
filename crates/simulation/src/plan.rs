//! The plan of a pair: everything that decides what is simulated.
//!
//! A plan is read from people (JSON) and nothing in it is believed before [`Plan::validate`] has answered. Fields that
//! are left out have the default value, unknown fields are refused.

mod check;
mod hot_spots;
mod sequencing;
mod somatic;
mod structure;
#[cfg(test)]
mod tests;

pub use check::PlanError;
pub use hot_spots::HotSpotPlan;
pub use sequencing::{DamagePlan, OutputPlan, SamplePlan, SequencingPlan};
pub use somatic::{ClonePlan, PanelSite, SomaticKind, SomaticPlan};
pub use structure::{EventKind, EventPlan, RandomEventsPlan, StructurePlan};

use serde::{Deserialize, Serialize};

/// A tumour/normal pair: the person, the tumour, the two samples and how they are sequenced.
///
/// The inherited genome is diploid everywhere, but for [inherited events](StructurePlan); sex chromosomes are not modelled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// Everything random follows from this number.
    pub seed: u64,
    /// The reference to make, if none is given.
    pub synthetic: SyntheticPlan,
    /// Inherited variants.
    pub germline: GermlinePlan,
    /// Acquired variants.
    pub somatic: SomaticPlan,
    /// Hot spots, some of which carry an acquired variant of a wanted allele fraction.
    pub hotspots: Option<HotSpotPlan>,
    /// Structural variants and changes of copy number.
    pub structure: StructurePlan,
    /// The share of tumour cells in the tumour sample, above 0 up to 1.
    pub purity: f64,
    /// The share of tumour cells in the normal sample, 0 to 1. They are of the same clones in the same proportions as
    /// those of the tumour sample.
    pub tumour_in_normal: f64,
    /// The tumour sample.
    pub tumour: SamplePlan,
    /// The normal sample.
    pub normal: SamplePlan,
    /// Fragments and reads.
    pub sequencing: SequencingPlan,
    /// Which files are written.
    pub output: OutputPlan,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 1,
            synthetic: SyntheticPlan::default(),
            germline: GermlinePlan::default(),
            somatic: SomaticPlan::default(),
            hotspots: None,
            structure: StructurePlan::default(),
            purity: 1.0,
            tumour_in_normal: 0.0,
            tumour: SamplePlan::new("TUMOUR", 90.0),
            normal: SamplePlan::new("NORMAL", 30.0),
            sequencing: SequencingPlan::default(),
            output: OutputPlan::default(),
        }
    }
}

/// A synthetic reference: random sequence whose GC content wanders, with tandem repeats and copied segments put in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SyntheticPlan {
    /// The contigs, in order.
    pub contigs: Vec<SyntheticContig>,
    /// The lowest GC fraction of a block of sequence.
    pub gc_low: f64,
    /// The highest GC fraction of a block of sequence.
    pub gc_high: f64,
    /// Homopolymers of 6 bases or more that are put in, per base.
    pub homopolymers: f64,
    /// Dinucleotide repeats of 4 units or more that are put in, per base.
    pub dinucleotides: f64,
    /// Trinucleotide repeats of 4 units or more that are put in, per base.
    pub trinucleotides: f64,
    /// The share of the sequence that is a copy of another part of the genome, 0 to 0.5.
    pub copied: f64,
    /// The greatest share of bases by which a copy differs from its source, 0 to 0.2; each copy has its own share.
    pub copy_divergence: f64,
}

impl Default for SyntheticPlan {
    fn default() -> Self {
        let contig = |name: &str, length| SyntheticContig { name: name.into(), length };
        Self {
            contigs: vec![contig("chr1", 4_000_000), contig("chr2", 3_500_000), contig("chr3", 2_500_000)],
            gc_low: 0.30,
            gc_high: 0.62,
            homopolymers: 1.0 / 800.0,
            dinucleotides: 1.0 / 3000.0,
            trinucleotides: 1.0 / 6000.0,
            copied: 0.03,
            copy_divergence: 0.02,
        }
    }
}

/// A contig of a synthetic reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyntheticContig {
    /// Its name.
    pub name: String,
    /// Its length in bases.
    pub length: u32,
}

/// Inherited variants of the patient, and of the other person whose DNA may contaminate a sample.
///
/// METHOD: sites are drawn for the population, each with an allele frequency f = u^3 with u uniform on 0 to 1; each of
/// a person's two haplotypes carries the allele with probability f. A person then is heterozygous at
/// 2 (E f - E f^2) = 2 (1/4 - 1/7) = 3/14 of the sites and homozygous for the allele at E f^2 = 2/14 of them: 1.5 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GermlinePlan {
    /// Single nucleotide variants that a person carries, per base.
    pub snv_rate: f64,
    /// Insertions and deletions that a person carries, per base.
    pub indel_rate: f64,
    /// The share of insertions and deletions that add or take units of a tandem repeat nearby, 0 to 1.
    pub repeat_share: f64,
    /// Stretches without inherited variants, such as coding sequence of which harm is not to be inherited by chance.
    pub spared: Vec<SparedStretch>,
}

impl Default for GermlinePlan {
    fn default() -> Self {
        Self { snv_rate: 1e-3, indel_rate: 1e-4, repeat_share: 0.5, spared: Vec::new() }
    }
}

/// A stretch of the reference without inherited variants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SparedStretch {
    /// The contig's name.
    pub contig: String,
    /// Its first base, 1-based.
    pub start: u32,
    /// Its last base.
    pub end: u32,
}
