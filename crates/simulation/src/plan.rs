//! The plan of a pair: everything that decides what is simulated.
//!
//! A plan is read from people (JSON) and nothing in it is believed before [`Plan::validate`] has answered. Fields that
//! are left out have the default value, unknown fields are refused.

mod check;
mod sequencing;
#[cfg(test)]
mod tests;

pub use check::PlanError;
pub use sequencing::{DamagePlan, OutputPlan, SamplePlan, SequencingPlan};

use serde::{Deserialize, Serialize};

/// A tumour/normal pair: the person, the tumour, the two samples and how they are sequenced.
///
/// The simulated genome is diploid everywhere; sex chromosomes and copy number are not modelled.
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
}

impl Default for GermlinePlan {
    fn default() -> Self {
        Self { snv_rate: 1e-3, indel_rate: 1e-4, repeat_share: 0.5 }
    }
}

/// Acquired variants, each on one haplotype of one clone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SomaticPlan {
    /// Single nucleotide variants per base.
    pub snv_rate: f64,
    /// Variants of two or three neighbouring bases, per base.
    pub mnv_rate: f64,
    /// Insertions of new bases per base.
    pub insertion_rate: f64,
    /// Deletions per base.
    pub deletion_rate: f64,
    /// Tandem duplications per base.
    pub duplication_rate: f64,
    /// The shortest and the longest insertion and deletion, in bases.
    pub indel_lengths: [u32; 2],
    /// The shortest and the longest tandem duplication, in bases.
    pub duplication_lengths: [u32; 2],
    /// The share of insertions and deletions that add or take units of a tandem repeat nearby, 0 to 1.
    pub repeat_share: f64,
    /// The least number of unchanged bases between two acquired variants.
    pub distance: u32,
    /// The least number of unchanged bases between an acquired and an inherited variant, and between two inherited.
    pub germline_distance: u32,
    /// The clones; a variant drawn at random belongs to any of them with equal chance.
    pub clones: Vec<ClonePlan>,
    /// Variants that are wanted at given places.
    pub panel: Vec<PanelSite>,
}

impl Default for SomaticPlan {
    fn default() -> Self {
        let clone = |allele_fraction: f64| ClonePlan { name: format!("vaf{allele_fraction}"), allele_fraction };
        Self {
            snv_rate: 5e-5,
            mnv_rate: 5e-6,
            insertion_rate: 1e-5,
            deletion_rate: 1e-5,
            duplication_rate: 2e-6,
            indel_lengths: [1, 60],
            duplication_lengths: [3, 200],
            repeat_share: 0.3,
            distance: 150,
            germline_distance: 10,
            clones: [0.02, 0.03, 0.05, 0.1, 0.2, 0.35, 0.5].map(clone).to_vec(),
            panel: Vec::new(),
        }
    }
}

/// A clone of the tumour.
///
/// METHOD: clones descend from each other in order of size (linear evolution): a tumour cell of a smaller clone carries
/// the variants of every larger one as well. A clone with the allele fraction v is twice that share of the tumour
/// cells, because each variant is on one of two haplotypes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClonePlan {
    /// Its name, for the truth file: letters, digits, `.`, `_` and `-`.
    pub name: String,
    /// The allele fraction of its variants in pure tumour, above 0 up to 0.5. The fraction in the sample is this times
    /// the purity, and less by contamination.
    pub allele_fraction: f64,
}

/// An acquired variant at a given place, in addition to the random ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PanelSite {
    /// The contig's name.
    pub contig: String,
    /// The first base changed, deleted or duplicated, or the base before which is inserted; 1-based.
    pub position: u32,
    /// What happens there.
    pub kind: SomaticKind,
    /// The bases changed, inserted, deleted or duplicated: 1 for an SNV, 2 or more for an MNV.
    pub length: u32,
    /// The new bases of an SNV, MNV or insertion, as many as `length`; drawn at random if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bases: Option<String>,
    /// The name of the clone that carries it.
    pub clone: String,
}

/// The kinds of acquired variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SomaticKind {
    /// One base is another.
    Snv,
    /// Neighbouring bases are others, each of them.
    Mnv,
    /// Bases come in.
    Insertion,
    /// Bases are lost.
    Deletion,
    /// Bases stand twice, one copy after the other.
    Duplication,
}

impl SomaticKind {
    /// Every kind, in order.
    pub const ALL: [Self; 5] = [Self::Snv, Self::Mnv, Self::Insertion, Self::Deletion, Self::Duplication];

    /// The word of the truth file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Snv => "SNV",
            Self::Mnv => "MNV",
            Self::Insertion => "INS",
            Self::Deletion => "DEL",
            Self::Duplication => "DUP",
        }
    }
}
