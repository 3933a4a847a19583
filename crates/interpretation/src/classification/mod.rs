//! What the disease is called: WHO revised 4th edition (2017), WHO 5th edition (2022) and ICC (2022) side by side.
//!
//! The lists answer at the level of genetics, blasts and history. What the microscope and the flow cytometer decide alone
//! (differentiation, dysplasia) is asked for where it is needed, and never assumed.

mod genetics;
mod icc;
mod icc_mds;
mod lymphoblastic;
mod mds_mpn;
mod myeloproliferative;
mod qualifier;
mod t_lymphoblastic;
mod who2017;
mod who5;
mod who5_mds;

use std::fmt;

use serde::Serialize;

pub use icc::ICC_MYELOID;
pub use lymphoblastic::{ICC_B_ALL, WHO5_B_ALL};
pub use mds_mpn::{ICC_MDS_MPN, WHO5_MDS_MPN, WHO2017_MDS_MPN};
pub use myeloproliferative::{ICC_MPN, WHO5_MPN};
pub use qualifier::Qualifier;
pub use t_lymphoblastic::{ICC_T_ALL, WHO5_T_ALL};
pub use who5::WHO5_MYELOID;
pub use who2017::WHO2017_MYELOID;

use crate::clinical::{Clinical, DiseaseGroup};
use crate::decision_list::{Answer, DecisionList};
use crate::workup::Workup;

/// A disease as a classification names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Entity {
    /// The name in the classification.
    pub en: &'static str,
    /// The name in Danish.
    pub da: &'static str,
}

impl Entity {
    pub(crate) const fn new(en: &'static str, da: &'static str) -> Self {
        Self { en, da }
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.en)
    }
}

/// What a classification sees.
#[derive(Debug, Clone, Default)]
pub struct Case {
    /// Findings.
    pub workup: Workup,
    /// Clinical values.
    pub clinical: Clinical,
}

/// An edition's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Classified {
    /// The entity with its path.
    #[serde(flatten)]
    pub answer: Answer<Entity>,
    /// What is added to the entity's name.
    pub qualifiers: Vec<Qualifier>,
}

/// Every edition's answer for the group that the requester states. Acute myeloid leukaemia and myelodysplastic neoplasms are
/// one list in each edition, which goes from the one to the other by its own limits; it also answers where no group is
/// stated.
#[must_use]
pub fn classify(case: &Case) -> Vec<Classified> {
    let lists: &[&DecisionList<Case, Entity>] = match case.clinical.group {
        None | Some(DiseaseGroup::Aml | DiseaseGroup::Mds) => &[&WHO2017_MYELOID, &WHO5_MYELOID, &ICC_MYELOID],
        Some(DiseaseGroup::Mpn) => &[&WHO5_MPN, &ICC_MPN],
        Some(DiseaseGroup::BAll) => &[&WHO5_B_ALL, &ICC_B_ALL],
        Some(DiseaseGroup::MdsMpn) => &[&WHO2017_MDS_MPN, &WHO5_MDS_MPN, &ICC_MDS_MPN],
        Some(DiseaseGroup::TAll) => &[&WHO5_T_ALL, &ICC_T_ALL],
        // Morphology and immunophenotype define these, and a genome supports: their markers are told one by one.
        Some(DiseaseGroup::Cll | DiseaseGroup::Myeloma | DiseaseGroup::BCellLymphoma | DiseaseGroup::TCellLymphoma) => {
            &[]
        }
    };
    let classified = |list: &&DecisionList<Case, Entity>| Classified {
        answer: list.decide(case),
        qualifiers: qualifier::of(list.edition, case),
    };
    lists.iter().map(classified).collect()
}

pub(crate) const WHO2017: &str = "WHO revised 4th edition (2017)";
pub(crate) const WHO5: &str = "WHO 5th edition (2022)";
pub(crate) const ICC: &str = "ICC 2022";

#[cfg(test)]
mod proliferative_tests;
#[cfg(test)]
mod tests;
