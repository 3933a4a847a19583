//! Who the patient is, what was asked, who signs.

use interpretation::language::Words;
use jiff::civil::Date;
use serde::Serialize;

/// The patient. Of the referral, only what a report must carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Patient {
    /// Person number or replacement number.
    pub cpr: String,
    /// Birth date.
    pub born: Option<Date>,
    /// Region of residence, by its code.
    pub region: Option<&'static str>,
}

/// What was asked, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Order {
    /// The day of the requisition.
    pub date: Date,
    /// The indication, by its id in the rule set.
    pub indication: Option<String>,
    /// What the sequencing is to answer.
    pub purpose: Option<Purpose>,
    /// The requester's name.
    pub requester: Option<String>,
    /// The requester's authorisation id.
    pub authorisation_id: Option<String>,
    /// The requesting unit's SOR number.
    pub unit: Option<String>,
    /// The diagnosis by its SKS code.
    pub diagnosis_code: Option<String>,
    /// The diagnosis in the words of the requester.
    pub diagnosis: Option<String>,
    /// The earlier order, of a repeat.
    pub repeats: Option<String>,
}

/// What the sequencing is to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Purpose {
    /// The code of the referral.
    pub code: &'static str,
    /// In words.
    pub words: Words,
}

/// What a specimen is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpecimenMaterial {
    /// `tumour` or `normal`.
    pub role: &'static str,
    /// The material that the referral plans, in words; `None` is not stated.
    pub material: Option<Words>,
    /// The read-group samples of the reads that were called.
    pub samples: Vec<String>,
}

/// Which version of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Version {
    /// From 1.
    pub number: u32,
    /// Why it was amended; `None` for the first.
    pub reason: Option<String>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// Who.
    pub name: String,
    /// In which capacity: the first reads the findings, the second approves.
    pub capacity: Capacity,
    /// When.
    pub date: Date,
}

/// What a signature stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// Has read and interpreted.
    Interpreter,
    /// Has read and approved.
    Approver,
}
