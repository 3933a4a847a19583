//! Structural variants and changes of copy number.

use serde::{Deserialize, Serialize};

/// What happens to chromosomes: given events, and events at random places.
///
/// Each event happens to one copy of one haplotype in one clone, and to its descendants; clones descend from each other
/// (see [`ClonePlan`](super::ClonePlan)). Events of a clone happen in the order of the list. Depth and allele fractions
/// follow from the copies of each haplotype in the cells: a small variant of a clone arises before the clone's events, or
/// after them on one of the copies, with equal chance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StructurePlan {
    /// Events that are wanted at given places.
    pub events: Vec<EventPlan>,
    /// How many events are drawn at random; they are apart from each other and from every break of those given.
    pub random: RandomEventsPlan,
}

/// An event at a given place. Positions are 1-based.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventPlan {
    /// What happens.
    pub kind: EventKind,
    /// The name of the clone that acquires it; the patient has inherited it if this is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clone: Option<String>,
    /// The haplotype, 1 or 2 as in `germline.vcf.gz`; drawn at random if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub haplotype: Option<u32>,
    /// The contig's name.
    pub contig: String,
    /// The first base concerned: the first of the contig if left out. An insertion stands before it, and a translocation
    /// breaks before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// The last base concerned: the last of the contig if left out. Insertions and translocations have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<u32>,
    /// The contig to which a translocation joins this one, by the same haplotype.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mate_contig: Option<String>,
    /// The base before which the other contig breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mate_start: Option<u32>,
    /// Of a translocation: whether the left part of this contig is joined to the left part of the other, turned round,
    /// and not to its right part.
    #[serde(default, skip_serializing_if = "is_false")]
    pub inverted: bool,
    /// Of a translocation: whether only the chromosome with the left part of this contig is there, in place of this
    /// contig, and the other contig is whole as well.
    #[serde(default, skip_serializing_if = "is_false")]
    pub unbalanced: bool,
    /// Of a duplication: how many copies are added; one if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<u32>,
    /// How many new random bases come in: those of an insertion, or those at the (first) junction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    /// The new bases, in place of random ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bases: Option<String>,
    /// Over how many bases the two sides of the (first) junction are alike. The end, or the mate's start, is moved to the
    /// nearest place where it is so; taken as it is if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub microhomology: Option<u32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The kinds of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Bases are lost: 50 and more, an end of a chromosome, or a whole chromosome.
    Deletion,
    /// Bases stand once more, or several times: in tandem; an end of a chromosome, or a whole one, as a chromosome of its
    /// own, without a junction.
    Duplication,
    /// Bases are turned round.
    Inversion,
    /// New bases come in, 50 and more.
    Insertion,
    /// Two chromosomes exchange their ends, or (unbalanced) one gets an end of the other in place of its own.
    Translocation,
    /// Bases are lost, and the other haplotype's stand in their place: loss of heterozygosity without loss of copies. An end
    /// of a chromosome, or a whole one, as well.
    CopyNeutralLoh,
}

impl EventKind {
    /// The word of the truth file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Deletion => "DEL",
            Self::Duplication => "DUP",
            Self::Inversion => "INV",
            Self::Insertion => "INS",
            Self::Translocation => "TRA",
            Self::CopyNeutralLoh => "LOH",
        }
    }
}

/// How many events of each kind are drawn at random; each is acquired by any of the plan's clones.
///
/// Half of the junctions have 1 to 4 bases of microhomology, a quarter 1 to 10 new bases, a quarter neither by intent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RandomEventsPlan {
    /// Deletions.
    pub deletions: u32,
    /// Tandem duplications.
    pub duplications: u32,
    /// Inversions.
    pub inversions: u32,
    /// Insertions of random bases.
    pub insertions: u32,
    /// Balanced translocations.
    pub translocations: u32,
    /// The shortest and the longest deletion, duplication and inversion, in bases; their logarithms are spread evenly.
    pub lengths: [u32; 2],
    /// The shortest and the longest insertion, in bases; their logarithms are spread evenly.
    pub insertion_lengths: [u32; 2],
}

impl Default for RandomEventsPlan {
    fn default() -> Self {
        Self {
            deletions: 0,
            duplications: 0,
            inversions: 0,
            insertions: 0,
            translocations: 0,
            lengths: [50, 100_000],
            insertion_lengths: [50, 5000],
        }
    }
}

impl RandomEventsPlan {
    /// The number of each kind.
    pub(crate) fn numbers(&self) -> [(EventKind, &'static str, u32); 5] {
        [
            (EventKind::Deletion, "deletions", self.deletions),
            (EventKind::Duplication, "duplications", self.duplications),
            (EventKind::Inversion, "inversions", self.inversions),
            (EventKind::Insertion, "insertions", self.insertions),
            (EventKind::Translocation, "translocations", self.translocations),
        ]
    }
}
