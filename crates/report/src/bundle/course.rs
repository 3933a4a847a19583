//! `course` of the findings: two samples of one person, and the response by what is stated.

pub use interpretation::course::EventCourse;
use interpretation::response::haematological::Response;
use serde::Deserialize;

use super::answers::{Answer, Asked, Cited};

/// How the disease went.
#[derive(Debug, Clone, Deserialize)]
pub struct Course {
    /// The comparison with an earlier sample.
    pub comparison: Option<Comparison>,
    /// The response by published criteria.
    pub response: Option<ResponseAnswers>,
}

/// Two samples, event by event.
pub type Comparison = interpretation::course::Comparison<Cited>;
/// What comes up.
pub type CourseFlag = interpretation::course::CourseFlag<Cited>;
/// The fall of a transcript.
pub type MolecularResponse = interpretation::response::transcript::MolecularResponse<Cited>;

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
