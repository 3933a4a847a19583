//! A case as a person writes it: one TOML file with the clinical values, the karyotype and what other laboratories found.
//!
//! No identity belongs in it: the sample's name is a pseudonym. What is left out is not known. The format is described in
//! `docs/interpret.md`.

mod draft;
mod reading;
mod response;

use std::fmt;

pub use reading::read;
pub use response::ResponseValues;

use jiff::civil::Date;

use crate::classification::Case;
use crate::disease::Disease;
use crate::genomic::GenomicKaryotype;
use crate::incidental::IncidentalChoice;
use crate::laboratory::{Age, BloodAndMarrow};
use crate::lymphoid::SerumValues;
use crate::predisposition::Circumstances;
use crate::therapy::Line;

/// A fault of the file, written for the person who will mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which field.
    pub field: String,
    /// What is wrong with its value, and the remedy.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// All faults of the file, at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Faults(pub Vec<Fault>);

/// A case that was read and is right.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The pseudonym.
    pub sample: String,
    /// The day on which knowledge is asked.
    pub date: Date,
    /// The disease, as precisely as it is stated; `None` without a group or a code.
    pub disease: Option<Disease>,
    /// The age in years.
    pub age: Option<Age>,
    /// The sex of the karyotype.
    pub sex: Option<crate::karyotype::Sex>,
    /// The karyotype by banding, as written.
    pub karyotype: Option<String>,
    /// The karyotype that the genome adds up to; the file has none, whoever has the genome's copies and junctions sets it.
    pub genomic: Option<GenomicKaryotype>,
    /// What the patient wants to be told of incidental findings; undecided where it is not stated.
    pub incidental: IncidentalChoice,
    /// The matched normal and donor cells.
    pub circumstances: Circumstances,
    /// The line of treatment; `None` where it is not stated.
    pub line: Option<Line>,
    /// Blood and marrow.
    pub values: BloodAndMarrow,
    /// What the scores of myeloma and chronic lymphocytic leukaemia ask for.
    pub serum: SerumValues,
    /// What is stated of the course; `None` without a table `response`.
    pub response: Option<ResponseValues>,
    /// Findings and clinical values.
    pub case: Case,
}

#[cfg(test)]
mod tests;
