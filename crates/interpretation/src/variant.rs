//! A small variant with what annotation says of it: the input to every judgement on a variant.

use genome::bounded::OutOfBounds;
use genome::quantity::AlleleFraction;
use serde::{Deserialize, Serialize};

use crate::consequence::Consequence;
use crate::gene::Gene;
use crate::protein::{InFrame, ProteinChange};
use crate::workup::Event;

/// The share of the chromosomes of a population that carry an allele, 0 to 1: the greatest of the general continental
/// populations of gnomAD, as Horak 2022 asks for.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct PopulationFrequency(f64);

impl PopulationFrequency {
    /// Looked for in the population and not there.
    pub const ABSENT: Self = Self(0.0);

    /// A number from 0 to 1; any other number and NaN are refused.
    pub fn new(value: f64) -> Result<Self, OutOfBounds> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(OutOfBounds { quantity: "a population frequency", bounds: "from 0 to 1", value })
        }
    }

    /// The number, 0 to 1.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

/// Whether a variant arose in the tumour or was inherited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// In the tumour and not in the matched normal.
    Somatic,
    /// In the matched normal.
    Germline,
    /// No matched normal, or it does not tell.
    #[default]
    Unknown,
}

/// From this share of the normal's reads on a variant is taken for inherited: the lower end of what one allele of two gives.
/// Remembered (`NORDIC2019`, when to suspect); blood in the skin gives less.
pub const INHERITED_FROM: f64 = 0.30;

impl Origin {
    /// Where the caller says nothing: by the reads of the matched normal. Without them it is not known.
    #[must_use]
    pub fn by_normal(fraction: Option<AlleleFraction>) -> Self {
        match fraction {
            Some(fraction) if fraction.get() >= INHERITED_FROM => Self::Germline,
            Some(_) => Self::Somatic,
            None => Self::Unknown,
        }
    }
}

/// A small variant, or a tandem duplication within a gene, on one transcript.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variant {
    /// The gene.
    pub gene: Gene,
    /// The transcript by accession and version.
    pub transcript: Option<String>,
    /// HGVS on the coding sequence, `c.1849G>T`.
    pub coding: Option<String>,
    /// What becomes of the protein; [`ProteinChange::Unknown`] where it is not known.
    pub protein: ProteinChange,
    /// Its consequences on the transcript.
    pub consequences: Vec<Consequence>,
    /// Which kind of caller found it.
    pub event: Event,
    /// The share of reads with it in the tumour.
    pub fraction: Option<AlleleFraction>,
    /// The share of reads with it in the matched normal; `None` if there is none.
    pub normal_fraction: Option<AlleleFraction>,
    /// Of a tandem duplication: all such molecules against those without any, as the caller measured it; the fraction stands for
    /// it where it is `None`. It is told with what was looked for.
    #[serde(skip)]
    pub allelic_ratio: Option<f64>,
    /// How frequent it is in the population; `None` where it was not looked up.
    pub population: Option<PopulationFrequency>,
    /// Whether it arose in the tumour.
    pub origin: Origin,
}

impl Variant {
    /// A variant of which only the gene and the change are known; the consequence is taken from the change.
    #[must_use]
    pub fn new(gene: Gene, protein: ProteinChange) -> Self {
        let consequence = match &protein {
            ProteinChange::Unknown => None,
            ProteinChange::Same(_) => Some(Consequence::Synonymous),
            ProteinChange::StartLost => Some(Consequence::StartLost),
            ProteinChange::Frameshift { .. } => Some(Consequence::Frameshift),
            ProteinChange::Extension(at) if at.number == 1 => Some(Consequence::StartLost),
            ProteinChange::Extension(_) => Some(Consequence::StopLost),
            change if change.loses_start() => Some(Consequence::StartLost),
            change if change.truncates() => Some(Consequence::StopGained),
            ProteinChange::Substitution { at, .. } if at.amino_acid == '*' => Some(Consequence::StopLost),
            ProteinChange::Substitution { .. } => Some(Consequence::Missense),
            ProteinChange::InFrame { .. } => Some(Consequence::Inframe),
        };
        Self {
            gene,
            transcript: None,
            coding: None,
            protein,
            consequences: consequence.into_iter().collect(),
            event: Event::SmallVariant,
            fraction: None,
            normal_fraction: None,
            allelic_ratio: None,
            population: None,
            origin: Origin::Unknown,
        }
    }

    /// Whether a consequence is among its own.
    #[must_use]
    pub fn has(&self, consequence: Consequence) -> bool {
        self.consequences.contains(&consequence)
    }

    /// The product is lost or cut.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.consequences.iter().any(|consequence| consequence.is_null())
    }

    /// Known, and all of it silent.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.event == Event::SmallVariant
            && !self.consequences.is_empty()
            && self.consequences.iter().all(|consequence| consequence.is_silent())
    }

    /// A stretch of the gene stands twice in frame.
    #[must_use]
    pub fn is_internal_tandem_duplication(&self) -> bool {
        self.event == Event::InternalTandemDuplication
            || matches!(&self.protein, ProteinChange::InFrame { kind: InFrame::Duplication, first, last, .. } if last.number > first.number)
    }

    /// How it is written: gene, then the change of the protein, or of the coding sequence where the protein's is not known.
    #[must_use]
    pub fn name(&self) -> String {
        match (&self.protein, &self.coding, self.event) {
            (ProteinChange::Unknown, _, Event::InternalTandemDuplication) => format!("{}-ITD", self.gene),
            (ProteinChange::Unknown, _, Event::PartialTandemDuplication) => format!("{}-PTD", self.gene),
            (ProteinChange::Unknown, Some(coding), _) => format!("{} {coding}", self.gene),
            (protein, _, _) => format!("{} {protein}", self.gene),
        }
    }
}
