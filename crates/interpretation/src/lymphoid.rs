//! Mature lymphoid neoplasms and plasma cells: what is looked for in each, and the risk of myeloma and of chronic lymphocytic
//! leukaemia.
//!
//! No classification of these diseases follows from a genome alone, so that none is given: the markers are told one by one, as
//! found, not found or not assessed, each with what it means and where that stands.

mod marker;
mod values;

use guideline::truth::Truth;
use serde::Serialize;

pub use marker::{Marker, MarkerAnswer, markers, markers_of};
pub use values::{Albumin, Beta2Microglobulin, Creatinine, IghvIdentity, SerumValues};

use crate::clinical::DiseaseGroup;
use crate::cytogenetics::{Abnormality, Count, Cytogenetics};
use crate::disease::Disease;
use crate::findings::Findings;
use crate::laboratory::Age;
use crate::risk::cll::{self, CllRisk, cll_risk};
use crate::risk::myeloma::{self, MyelomaRisk, myeloma_risk};
use crate::workup::{Event, Workup};

/// What findings mean in a mature lymphoid neoplasm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LymphoidMeaning {
    /// What is looked for in the disease, in the order of the table.
    pub markers: Vec<MarkerAnswer>,
    /// Risk and stages; `None` for another disease than multiple myeloma.
    pub myeloma: Option<MyelomaRisk>,
    /// Markers of risk; `None` for another disease than chronic lymphocytic leukaemia.
    pub cll: Option<CllRisk>,
}

/// What the findings mean, or `None` for a group that is no mature lymphoid neoplasm.
#[must_use]
pub fn lymphoid_meaning(
    findings: &Findings,
    group: DiseaseGroup,
    disease: Disease,
    serum: &SerumValues,
    age: Option<Age>,
) -> Option<LymphoidMeaning> {
    use DiseaseGroup::{BCellLymphoma, Cll, Myeloma, TCellLymphoma};
    if !matches!(group, Cll | Myeloma | BCellLymphoma | TCellLymphoma) {
        return None;
    }
    let mut findings = findings.clone();
    // Plasma cells and mature lymphocytes seldom divide: the metaphases may be those of normal cells, and show no absence.
    findings.workup.banded = findings.workup.banded.map(Cytogenetics::findings_only);
    Some(LymphoidMeaning {
        markers: markers_of(&findings, disease),
        myeloma: (group == Myeloma).then(|| myeloma_risk(&myeloma_findings(&findings.workup, serum))),
        cll: (group == Cll).then(|| cll_risk(&cll_findings(&findings.workup, serum, age))),
    })
}

/// What the scores of myeloma ask for. Banding and genome do not tell the share of plasma cells, nor whether both alleles of
/// 1p32 are lost: these stay open.
fn myeloma_findings(workup: &Workup, serum: &SerumValues) -> myeloma::Findings {
    use Abnormality::{Gain1q, Loss1p32, Loss17p, T4_14, T14_16, T14_20};
    let has = |abnormality| workup.has(abnormality).truth;
    let del1p32 = has(Loss1p32);
    myeloma::Findings {
        del17p: has(Loss17p),
        del17p_clonal_fraction: None,
        tp53_mutated: workup.mutated("TP53").truth,
        t4_14: has(T4_14),
        t14_16: has(T14_16),
        t14_20: has(T14_20),
        gain1q: has(Gain1q),
        del1p32,
        // One copy that is not lost is not two that are.
        biallelic_del1p32: if del1p32 == Truth::No { del1p32 } else { Truth::Unknown },
        beta2_microglobulin: serum.beta2_microglobulin.map(Beta2Microglobulin::get),
        creatinine: serum.creatinine.map(Creatinine::milligrams_per_decilitre),
        albumin: serum.albumin.map(Albumin::grams_per_decilitre),
        high_ldh: serum.high_lactate_dehydrogenase,
    }
}

/// What the markers of chronic lymphocytic leukaemia ask for.
fn cll_findings(workup: &Workup, serum: &SerumValues, age: Option<Age>) -> cll::Findings {
    use Abnormality::{Del11q, Del13q, Loss17p, Trisomy12};
    let has = |abnormality| workup.has(abnormality).truth;
    let found = workup.mutations("TP53", Event::SmallVariant);
    cll::Findings {
        del17p: has(Loss17p),
        tp53_mutated: workup.mutated("TP53").truth,
        tp53_fraction: found.iter().filter_map(|mutation| mutation.fraction).max(),
        del11q: has(Del11q),
        trisomy12: has(Trisomy12),
        del13q: has(Del13q),
        ighv_identity: serum.ighv_identity.map(IghvIdentity::get),
        abnormalities: workup
            .banded
            .as_ref()
            .or(workup.genomic.as_ref())
            .map_or(Count::UNKNOWN, |seen| seen.abnormalities),
        beta2_microglobulin: serum.beta2_microglobulin.map(Beta2Microglobulin::get),
        advanced_stage: serum.advanced_stage,
        age,
    }
}

#[cfg(test)]
mod tests;
