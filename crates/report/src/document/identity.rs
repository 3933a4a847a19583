//! Who the patient is, what was asked, who signs.

use std::borrow::Cow;

use interpretation::language::Words;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The patient. Of the referral, only what a report must carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patient {
    /// Person number or replacement number.
    pub cpr: String,
    /// Birth date.
    pub born: Option<Date>,
    /// Region of residence, by its code.
    pub region: Option<Cow<'static, str>>,
}

/// What was asked, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purpose {
    /// The code of the referral.
    pub code: Cow<'static, str>,
    /// In words.
    pub words: Words,
}

/// What a specimen is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecimenMaterial {
    /// `tumour` or `normal`.
    pub role: Cow<'static, str>,
    /// The material that the referral plans, in words; `None` is not stated.
    pub material: Option<Words>,
    /// The read-group samples of the reads that were called.
    pub samples: Vec<String>,
}

/// Which version of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// From 1.
    pub number: u32,
    /// Why it was amended; `None` for the first.
    pub reason: Option<String>,
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who.
    pub name: String,
    /// In which capacity: the first reads the findings, the second approves.
    pub capacity: Capacity,
    /// When.
    pub date: Date,
}

/// Who has signed which data: what lies beside the data, since these stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatures {
    /// `marv-signatures/1`.
    pub schema: Cow<'static, str>,
    /// SHA-256 of the signed data, in hexadecimal digits.
    pub report: String,
    /// In the order of signing.
    pub signatures: Vec<Signature>,
}

impl Signatures {
    /// Of the report with these data.
    #[must_use]
    pub fn of(report: &str, signatures: &[Signature]) -> Self {
        Self { schema: "marv-signatures/1".into(), report: report.to_owned(), signatures: signatures.to_vec() }
    }
}

/// What a signature stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// Has read and interpreted.
    Interpreter,
    /// Has read and approved.
    Approver,
}
