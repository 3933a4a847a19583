//! What was found in the genome.

use interpretation::driver::DriverStatus;
use interpretation::incidental::IncidentalChoice;
use interpretation::language::Words;
use interpretation::variant::Origin;
use serde::{Deserialize, Serialize};

use super::answer::EditionAnswer;
use super::{Fraction, Section, Statement};
use crate::bundle::{Confirmation, Fusion, Purity, Segment};

/// Small variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SmallVariants {
    /// Where nothing else is said of a gene: the fraction at which a small variant would have been seen, 0 to 1. `None`: other
    /// genes were not looked at, and nothing can be said of them.
    pub limit: Option<f64>,
    /// Genes with a limit of their own in which nothing was found.
    pub not_found: Vec<GeneLimit>,
    /// Genes of which nothing can be said.
    pub not_assessed: Vec<GeneGap>,
    /// The variants, those that count first.
    pub variants: Vec<VariantRow>,
}

/// A gene in which nothing was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GeneLimit {
    /// The gene.
    pub gene: String,
    /// The fraction at which a variant would have been seen, 0 to 1.
    pub limit: f64,
}

/// A gene of which nothing can be said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GeneGap {
    /// The gene.
    pub gene: String,
    /// Why.
    pub why: Words,
}

/// One small variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VariantRow {
    /// The gene.
    pub gene: String,
    /// As the report names it: gene and change.
    pub name: String,
    /// Place and change on the chromosome; `None` where it was stated and not called.
    pub genomic: Option<String>,
    /// The GA4GH identifier of the allele (VRS 2.0).
    pub vrs: Option<String>,
    /// The transcript.
    pub transcript: Option<String>,
    /// HGVS on the coding sequence.
    pub coding: Option<String>,
    /// HGVS on the protein; `None` where it is not known.
    pub protein: Option<String>,
    /// Consequences, by their terms.
    pub consequences: Vec<String>,
    /// The share of the tumour's reads.
    pub fraction: Option<Fraction>,
    /// The share of the normal's reads, 0 to 1.
    pub normal_fraction: Option<f64>,
    /// Whether it arose in the tumour.
    pub origin: Origin,
    /// Whether it counts as a mutation of its gene in class and risk.
    pub counts: bool,
    /// Filters that it did not pass.
    pub doubts: Vec<String>,
    /// What was judged; `None` where it was stated and not called.
    pub judgement: Option<Judgement>,
}

/// What is said of a variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// Whether it drives.
    pub driver: DriverStatus,
    /// Whether a row that this rests on is still to be confirmed.
    pub driver_to_be_confirmed: bool,
    /// Why.
    pub reasons: Vec<Statement>,
    /// The weightiest tier (AMP/ASCO/CAP), `I-A`.
    pub tier: String,
    /// For diagnosis, prognosis and treatment.
    pub tiers: [Option<String>; 3],
    /// The class of oncogenicity, in words.
    pub oncogenicity: Words,
    /// The points that it rests on.
    pub points: i32,
    /// Criteria that nobody assessed, which could change it.
    pub criteria_not_assessed: Vec<String>,
    /// What it means for the disease.
    pub meaning: Vec<Statement>,
    /// Drugs that act less.
    pub resistance: Vec<Statement>,
}

/// Copy number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CopyNumber {
    /// Purity and ploidy.
    pub purity: Option<Purity>,
    /// All segments.
    pub segments: Vec<Segment>,
    /// Bases of segments that are not assessable.
    pub not_assessable_bases: u64,
}

/// Fusions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fusions {
    /// Genes whose fusions were looked for; `None` is all.
    pub looked_for: Option<Vec<String>>,
    /// What the junctions of the genome make of genes.
    pub called: Vec<CalledFusion>,
    /// Fusions that count in class and risk and that no junction of the bundle shows: from another program or laboratory.
    pub stated: Vec<String>,
}

/// A junction and what it makes of genes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalledFusion {
    /// The junction.
    #[serde(flatten)]
    pub fusion: Fusion,
    /// Whether the genes count as joined in class and risk.
    pub counts: bool,
}

/// One gene and one kind of tandem duplication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TandemRow {
    /// The gene.
    pub gene: String,
    /// Within the gene (`FLT3`-ITD), or of a part of it (`KMT2A`-PTD).
    pub kind: TandemKind,
    /// What is known.
    pub answer: TandemAnswer,
}

/// Which tandem duplication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TandemKind {
    /// Internal tandem duplication.
    Internal,
    /// Partial tandem duplication.
    Partial,
}

impl TandemKind {
    /// The abbreviation behind the gene.
    #[must_use]
    pub fn short(self) -> &'static str {
        match self {
            Self::Internal => "ITD",
            Self::Partial => "PTD",
        }
    }
}

/// Found, not found at a limit, or not assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum TandemAnswer {
    /// These.
    Found {
        /// The duplications.
        duplications: Vec<Duplication>,
    },
    /// None, down to a limit.
    NotFound {
        /// The fraction at which one would have been seen, 0 to 1.
        limit: f64,
    },
    /// Nothing can be said.
    NotAssessed {
        /// Why.
        why: Words,
    },
}

/// One duplication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Duplication {
    /// As it is written; `None` where it has no name.
    pub name: Option<String>,
    /// The share of reads, 0 to 1.
    pub fraction: Option<f64>,
    /// Mutated to wild-type signal.
    pub allelic_ratio: Option<f64>,
}

/// Karyotypes, apart: what one does not see, another may.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Karyotypes {
    /// By banding.
    pub banded: Section<Banded>,
    /// By the genome.
    pub genomic: Section<Genomic>,
}

/// The karyotype by banding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Banded {
    /// The text (ISCN).
    pub text: String,
    /// Pieces of it that were not understood.
    pub not_understood: Vec<String>,
    /// Complex, monosomal, and the groups of scores.
    pub answers: Vec<EditionAnswer>,
}

/// The karyotype by the genome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Genomic {
    /// The text (ISCN), with the share of cells behind each abnormality where it is known.
    pub text: String,
    /// Complex and monosomal by it.
    pub answers: Vec<EditionAnswer>,
    /// Each clonal abnormality of the banded karyotype, and whether the genome shows it.
    pub banded: Vec<Confirmation>,
    /// What the genome has and banding does not.
    pub only_genome: Vec<String>,
    /// Junctions that no event explains.
    pub unexplained: Vec<String>,
    /// What should be known beside it.
    pub notes: Vec<Words>,
}

/// What may be inherited, by the patient's choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hereditary {
    /// The choice that was followed: the stricter of referral and case file.
    pub choice: IncidentalChoice,
    /// What is said by it.
    pub shown: Vec<HereditaryRow>,
    /// How many are held back.
    pub held_back: usize,
    /// Whether clinical genetics is to be asked.
    pub ask_clinical_genetics: bool,
}

/// One possible inherited variant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HereditaryRow {
    /// The variant.
    pub variant: String,
    /// The disorder.
    pub disorder: String,
    /// Why it is flagged.
    pub reasons: Vec<Statement>,
}
