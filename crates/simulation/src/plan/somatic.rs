//! Acquired variants, and the clones that carry them.

use serde::{Deserialize, Serialize};

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
    /// Changes of some bases to more or fewer others (deletion-insertions), per base.
    pub delins_rate: f64,
    /// Pairs of single nucleotide variants near to each other on one haplotype of one clone, per base.
    pub neighbour_rate: f64,
    /// The shortest and the longest insertion and deletion, in bases.
    pub indel_lengths: [u32; 2],
    /// The shortest and the longest tandem duplication, in bases.
    pub duplication_lengths: [u32; 2],
    /// The share of tandem duplications with 1 to 15 new bases between the two copies, as those of *FLT3* often have.
    pub duplication_filler: f64,
    /// The fewest and the most bases that a deletion-insertion takes, and that it puts in.
    pub delins_lengths: [u32; 2],
    /// The least and the greatest distance between the two variants of a pair, in bases; those at distance 1 are an MNV.
    pub neighbour_distances: [u32; 2],
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
            delins_rate: 0.0,
            neighbour_rate: 0.0,
            indel_lengths: [1, 60],
            duplication_lengths: [3, 200],
            duplication_filler: 0.0,
            delins_lengths: [1, 12],
            neighbour_distances: [2, 30],
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
    /// The new bases of an SNV, MNV or insertion, as many as `length`; those of a deletion-insertion, of any number; drawn
    /// at random if left out. Those between the two copies of a duplication; none if left out.
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
    /// Bases are lost and others, more or fewer, come in their place.
    Delins,
}

impl SomaticKind {
    /// Every kind, in order.
    pub const ALL: [Self; 6] = [Self::Snv, Self::Mnv, Self::Insertion, Self::Deletion, Self::Duplication, Self::Delins];

    /// The word of the truth file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Snv => "SNV",
            Self::Mnv => "MNV",
            Self::Insertion => "INS",
            Self::Deletion => "DEL",
            Self::Duplication => "DUP",
            Self::Delins => "DELINS",
        }
    }
}
