//! `course` of the findings: two samples of one person, and the response by what is stated.

use genome::quantity::AlleleFraction;
use guideline::truth::Truth;
use interpretation::course::flag::FlagKind;
use interpretation::course::{EventKind, OtherEvents, SampleName};
use interpretation::language::Words;
use interpretation::response::clearance::Clearance;
use interpretation::response::evolution::Evolution;
use interpretation::response::haematological::Response;
use interpretation::response::sighting::Sighting;
use interpretation::response::transcript::Verdict;
use serde::{Deserialize, Serialize};

use super::answers::{Answer, Asked, Cited, Fact};

/// How the disease went.
#[derive(Debug, Clone, Deserialize)]
pub struct Course {
    /// The comparison with an earlier sample.
    pub comparison: Option<Comparison>,
    /// The response by published criteria.
    pub response: Option<ResponseAnswers>,
}

/// Two samples, event by event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The earlier sample.
    pub earlier: SampleName,
    /// The share below which a driver counts as cleared, 0 to 1.
    pub threshold: AlleleFraction,
    /// Where the threshold stands.
    pub threshold_citation: Cited,
    /// Where it stands that some genes often outlast a remission.
    pub persistent_citation: Cited,
    /// Drivers of either sample, and changed chromosomes.
    pub events: Vec<EventCourse>,
    /// All other events, counted.
    #[serde(default)]
    pub others: Vec<OtherEvents>,
    /// What comes up and bears on treatment.
    #[serde(default)]
    pub flags: Vec<CourseFlag>,
    /// What a reader has to know.
    #[serde(default)]
    pub notes: Vec<Words>,
}

/// One event in both samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventCourse {
    /// What kind of event it is.
    pub kind: EventKind,
    /// The gene.
    pub gene: Option<String>,
    /// As it is written.
    pub name: String,
    /// Where it is.
    pub place: Option<String>,
    /// What the earlier sample says.
    pub before: Sighting,
    /// What this one says.
    pub now: Sighting,
    /// Whether it is cleared; `None` of what was no driver before, and of what the threshold does not speak of.
    pub clearance: Option<Clearance>,
    /// Whether clones with its gene often outlast a remission.
    #[serde(default)]
    pub often_persists: bool,
    /// How it changed.
    pub evolution: Evolution,
}

/// What comes up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CourseFlag {
    /// Which flag.
    pub kind: FlagKind,
    /// What came up.
    pub says: Words,
    /// Drugs that may act less.
    #[serde(default)]
    pub drugs: Vec<String>,
    /// Whether one of them was given between the samples.
    pub given: Truth,
    /// Where it stands.
    pub citation: Cited,
}

/// Every answer on the response.
#[derive(Debug, Clone, Deserialize)]
pub struct ResponseAnswers {
    /// Acute myeloid leukaemia.
    pub aml: Asked<AmlResponse>,
    /// Myelodysplastic neoplasms, each edition.
    pub mds: Asked<Vec<Answer<Response>>>,
    /// The recommendations' rule for t(8;21).
    pub runx1_runx1t1: Asked<MolecularResponse>,
}

/// Response of acute myeloid leukaemia.
#[derive(Debug, Clone, Deserialize)]
pub struct AmlResponse {
    /// The response.
    pub response: Answer<Response>,
    /// Whether it is one without measurable residual disease.
    pub without_residual_disease: Answer<bool>,
    /// Whether the disease is refractory.
    pub refractory: Answer<bool>,
}

/// The fall of a transcript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MolecularResponse {
    /// Whether it is satisfactory.
    pub verdict: Verdict,
    /// What was seen in each tissue.
    pub facts: Vec<Fact>,
    /// Where the rule stands.
    pub citation: Cited,
    /// What else is known of the time point.
    pub note: Words,
}
