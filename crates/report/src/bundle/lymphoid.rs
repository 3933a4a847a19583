//! Markers and risk of a mature lymphoid neoplasm.

use guideline::truth::Truth;
use interpretation::language::Words;
use interpretation::risk::{cll, myeloma};
use serde::Deserialize;

use super::answers::{Answer, Cited, Fact, Scored};

/// What findings mean in a mature lymphoid neoplasm.
#[derive(Debug, Clone, Deserialize)]
pub struct Lymphoid {
    /// What is looked for in the disease.
    pub markers: Vec<Marker>,
    /// Multiple myeloma.
    pub myeloma: Option<Myeloma>,
    /// Chronic lymphocytic leukaemia.
    pub cll: Option<Cll>,
}

/// What was found of a marker.
#[derive(Debug, Clone, Deserialize)]
pub struct Marker {
    /// What is looked for, and what it means.
    pub row: MarkerRow,
    /// Whether it is there.
    pub truth: Truth,
    /// What was seen.
    pub facts: Vec<Fact>,
}

/// What is looked for, and what it means.
#[derive(Debug, Clone, Deserialize)]
pub struct MarkerRow {
    /// The row's name in the table.
    pub id: String,
    /// The marker's name in either language.
    pub name: String,
    /// What it means.
    #[serde(flatten)]
    pub says: Words,
    /// Where that stands.
    pub citation: Cited,
}

/// Risk and stages of multiple myeloma.
#[derive(Debug, Clone, Deserialize)]
pub struct Myeloma {
    /// IMS/IMWG 2025.
    pub ims_imwg: Answer<myeloma::Risk>,
    /// ISS.
    pub iss: Answer<myeloma::Stage>,
    /// R-ISS.
    pub r_iss: Answer<myeloma::Stage>,
    /// R2-ISS.
    pub r2_iss: Scored<myeloma::Stage>,
}

/// Markers of risk of chronic lymphocytic leukaemia.
#[derive(Debug, Clone, Deserialize)]
pub struct Cll {
    /// `TP53`.
    pub tp53: Answer<cll::Tp53>,
    /// `IGHV`.
    pub ighv: Answer<cll::Ighv>,
    /// The leading aberration.
    pub leading: Answer<cll::LeadingAberration>,
    /// CLL-IPI.
    pub ipi: Scored<cll::IpiCategory>,
}
