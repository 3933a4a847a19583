//! The report as data: what PDF, HTML and FHIR are all written from.
//!
//! Nothing here has a layout. What is said in words is said in both languages ([`Words`]); what is measured is a number with
//! its unit in the field's description. Every section is always there: it has a result, or the reason why it has none.

pub mod answer;
pub mod conclusion;
pub mod course;
pub mod finding;
pub mod identity;
pub mod quality;

use std::borrow::Cow;

use interpretation::language::Words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use crate::bundle::Cited;
use answer::{AlleleStates, EditionAnswer, Risk, Therapy, TrialAnswer};
use conclusion::Conclusion;
use course::Course;
use finding::{CopyNumber, Fusions, Hereditary, Karyotypes, SmallVariants, TandemRow};
use identity::{Order, Patient, Signature, SpecimenMaterial, Version};
use quality::{Provenance, Quality};

/// The name and version of the document's shape.
pub const SCHEMA: &str = "marv-report/1";

/// A section: its result, or why it has none. It is never absent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Section<T> {
    /// It was performed.
    Performed {
        /// What came out.
        result: T,
    },
    /// Nobody did it.
    NotPerformed {
        /// Why.
        why: Words,
    },
    /// It was done, or was to be done, and nothing can be said.
    NotAssessable {
        /// Why.
        why: Words,
    },
    /// The question does not arise for this patient.
    NotApplicable {
        /// Why.
        why: Words,
    },
}

impl<T> Section<T> {
    /// The result, if there is one.
    #[must_use]
    pub fn result(&self) -> Option<&T> {
        if let Self::Performed { result } = self { Some(result) } else { None }
    }

    /// Why there is none.
    #[must_use]
    pub fn why(&self) -> Option<&Words> {
        match self {
            Self::Performed { .. } => None,
            Self::NotPerformed { why } | Self::NotAssessable { why } | Self::NotApplicable { why } => Some(why),
        }
    }

    /// From what may not be there.
    pub fn of(result: Option<T>, why: impl FnOnce() -> Words) -> Self {
        result.map_or_else(|| Self::NotPerformed { why: why() }, |result| Self::Performed { result })
    }
}

/// A sentence and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// The sentence.
    pub says: Words,
    /// Where it stands; none for what was seen in the patient itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub citations: Vec<Cited>,
}

impl Statement {
    /// Without a citation.
    #[must_use]
    pub fn plain(says: Words) -> Self {
        Self { says, citations: Vec::new() }
    }

    /// With one.
    #[must_use]
    pub fn cited(says: Words, citation: Cited) -> Self {
        Self { says, citations: vec![citation] }
    }
}

/// A share of reads.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fraction {
    /// The share, 0 to 1.
    pub value: f64,
    /// Its 95 % interval; `None` where the reads are not counted.
    pub interval: Option<[f64; 2]>,
    /// Reads, or fragments, with it.
    pub alternate: Option<u32>,
    /// All that tell.
    pub depth: Option<u32>,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: Cow<'static, str>,
    /// Which version, and what it amends.
    pub version: Version,
    /// The day on which it was composed.
    pub issued: Date,
    /// Who has signed, in the order of signing. Not part of the data: these are what is signed, and stay as they are.
    #[serde(skip)]
    pub signatures: Vec<Signature>,
    /// The patient.
    pub patient: Patient,
    /// What was asked, and by whom.
    pub order: Order,
    /// The planned material of tumour and germline, and the reads they gave.
    pub specimens: Vec<SpecimenMaterial>,
    /// The pseudonym under which the genome was read.
    pub sample: String,
    /// The day on which knowledge was asked.
    pub knowledge_date: Date,
    /// The answer.
    pub conclusion: Conclusion,
    /// Small variants.
    pub small_variants: Section<SmallVariants>,
    /// Copy number and loss of heterozygosity.
    pub copy_number: Section<CopyNumber>,
    /// Structural variants and fusions.
    pub fusions: Section<Fusions>,
    /// Tandem duplications within genes.
    pub tandem_duplications: Section<Vec<TandemRow>>,
    /// Both alleles of `TP53`.
    pub allele_states: Section<AlleleStates>,
    /// The karyotype by banding and by the genome.
    pub karyotypes: Karyotypes,
    /// The class in each edition.
    pub classes: Section<Vec<EditionAnswer>>,
    /// Risk.
    pub risk: Risk,
    /// Response and evolution, against an earlier sample.
    pub course: Section<Course>,
    /// Evidence on drugs.
    pub therapy: Section<Therapy>,
    /// Trials.
    pub trials: Section<Vec<TrialAnswer>>,
    /// What may be inherited.
    pub hereditary: Hereditary,
    /// How fit the reads were.
    pub quality: Section<Quality>,
    /// What the report cannot say.
    pub limitations: Vec<Statement>,
    /// That sequencing supplements and does not replace.
    pub supplement: Vec<Statement>,
    /// From what, by what.
    pub provenance: Provenance,
}

/// Why data are not read as a report.
#[derive(Debug, thiserror::Error)]
pub enum NotRead {
    /// It is of another shape.
    #[error("schema is {0}, not \"{SCHEMA}\"; set it with the version of the program that composed it")]
    Schema(String),
    /// It is no such data.
    #[error("it is no report of marv: {0}; give the report.json as marv report left it")]
    Json(#[from] serde_json::Error),
}

impl Document {
    /// Reads the data of a report (`report.json`), which nobody has signed yet.
    ///
    /// # Errors
    /// [`NotRead`].
    pub fn read(data: &[u8]) -> Result<Self, NotRead> {
        let value: serde_json::Value = serde_json::from_slice(data)?;
        if value["schema"] != SCHEMA {
            return Err(NotRead::Schema(value["schema"].to_string()));
        }
        Ok(serde_json::from_value(value)?)
    }

    /// Whether two persons have signed; before, it is a draft and counts for nothing.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.signatures.len() == 2
    }

    /// The day it is given: that of the last signature, and of a draft the day on which it was composed.
    #[must_use]
    pub fn given(&self) -> Date {
        self.signatures.last().filter(|_| self.is_signed()).map_or(self.issued, |last| last.date)
    }
}
