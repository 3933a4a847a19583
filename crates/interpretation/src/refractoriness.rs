//! The high risk of primary refractoriness that the guideline names: acute myeloid leukaemia with altered `TP53` and a
//! monosomal karyotype, and its two weaker neighbours.
//!
//! Source: the recommendations, page 8, which cite F. G. Rücker et al., Blood 2012;119:2114: in complex-karyotype leukaemia
//! `TP53` was mutated in 60 % and lost in 40 %; the altered cases had fewer remissions, and the alteration weighed more than
//! the monosomal karyotype. It is a flag for the conference, and no verdict.

use serde::{Deserialize, Serialize};

use crate::classification::Case;
use crate::clinical::DiseaseGroup;
use crate::cytogenetics::Abnormality::{Iso17q, Loss17p, Monosomy17};
use crate::decision_list::{DecisionList, Evidence, Rule};
use crate::eln::monosomal;
use crate::language::Words;
use crate::source::Citation;

/// The flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refractoriness {
    /// `TP53` altered and monosomal karyotype: the guideline's example of a high risk of primary refractoriness.
    HighRisk,
    /// `TP53` altered without a monosomal karyotype: weaker.
    AlteredTp53,
    /// Monosomal karyotype without altered `TP53`: weaker.
    MonosomalKaryotype,
    /// Neither, or no acute myeloid leukaemia.
    NoFlag,
}

/// The flag for acute myeloid leukaemia.
pub static REFRACTORINESS: DecisionList<Case, Refractoriness> = DecisionList {
    edition: "NGC recommendations 2022, risk of primary refractoriness",
    ambiguities: &[],
    sections: &[&[
        Rule {
            id: "REFR-0",
            class: Refractoriness::NoFlag,
            en: "The flag speaks of acute myeloid leukaemia only.",
            da: "Flaget gælder kun akut myeloid leukæmi.",
            citation: Citation::read("NGC2022", "page 8"),
            reading: None,
            holds: |case| !acute_myeloid(case),
        },
        Rule {
            id: "REFR-1",
            class: Refractoriness::HighRisk,
            en: "TP53 mutated or lost, and monosomal karyotype: high risk of primary refractoriness.",
            da: "TP53 muteret eller tabt, og monosomal karyotype: stor risiko for primær behandlingsrefraktaritet.",
            citation: Citation::read("NGC2022", "page 8, with RUCKER2012"),
            reading: None,
            holds: |case| Evidence::all([altered_tp53(case), monosomal(&case.workup)]),
        },
        Rule {
            id: "REFR-2",
            class: Refractoriness::AlteredTp53,
            en: "TP53 mutated or lost without a monosomal karyotype: a weaker flag.",
            da: "TP53 muteret eller tabt uden monosomal karyotype: et svagere flag.",
            citation: Citation::read("RUCKER2012", "abstract"),
            reading: None,
            holds: altered_tp53,
        },
        Rule {
            id: "REFR-3",
            class: Refractoriness::MonosomalKaryotype,
            en: "Monosomal karyotype without altered TP53: a weaker flag.",
            da: "Monosomal karyotype uden ændret TP53: et svagere flag.",
            citation: Citation::read("BREEMS2008", "definition"),
            reading: None,
            holds: |case| monosomal(&case.workup),
        },
        Rule {
            id: "REFR-4",
            class: Refractoriness::NoFlag,
            en: "Neither.",
            da: "Ingen af delene.",
            citation: Citation::read("NGC2022", "page 8"),
            reading: None,
            holds: |_| Evidence::all([]),
        },
    ]],
};

fn acute_myeloid(case: &Case) -> Evidence {
    let name = Words::new(
        "acute myeloid leukaemia, stated or by 20 % blasts",
        "akut myeloid leukæmi, angivet eller ved 20 % blaster",
    );
    match case.clinical.group {
        Some(DiseaseGroup::Aml) => Evidence::fact(
            name,
            guideline::truth::Truth::Yes,
            Words::new("stated by the requester", "angivet af rekvirenten"),
        ),
        Some(DiseaseGroup::Mds) | None => case.clinical.blasts_at_least(20.0),
        Some(_) => Evidence::fact(
            name,
            guideline::truth::Truth::No,
            Words::new("another group is stated", "en anden gruppe er angivet"),
        ),
    }
}

/// Mutated, or lost with 17p.
fn altered_tp53(case: &Case) -> Evidence {
    let lost = [Loss17p, Monosomy17, Iso17q].map(|abnormality| case.workup.has(abnormality));
    Evidence::any(std::iter::once(case.workup.mutated("TP53")).chain(lost))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clinical::Clinical;
    use crate::vignette::{banded, with};
    use crate::workup::Workup;

    fn flag(workup: Workup, group: DiseaseGroup) -> Option<Refractoriness> {
        let case = Case { workup, clinical: Clinical { group: Some(group), ..Clinical::default() } };
        REFRACTORINESS.decide(&case).definite().copied()
    }

    #[test]
    fn the_guidelines_example_and_its_neighbours() {
        let monosomal = |findings: &[&str]| banded(with(findings), &[], 3, 1, 2, 0);
        let aml = DiseaseGroup::Aml;
        assert_eq!(flag(monosomal(&["TP53"]), aml), Some(Refractoriness::HighRisk));
        assert_eq!(
            flag(banded(with(&[]), &[Loss17p], 3, 1, 2, 0), aml),
            Some(Refractoriness::HighRisk),
            "loss is enough"
        );
        assert_eq!(flag(with(&["TP53"]), aml), Some(Refractoriness::AlteredTp53));
        assert_eq!(flag(monosomal(&[]), aml), Some(Refractoriness::MonosomalKaryotype));
        assert_eq!(flag(with(&[]), aml), Some(Refractoriness::NoFlag));
        assert_eq!(flag(monosomal(&["TP53"]), DiseaseGroup::Mpn), Some(Refractoriness::NoFlag));
        assert_eq!(flag(monosomal(&["TP53"]), DiseaseGroup::Mds), None, "blasts are not stated");
        assert_eq!(flag(Workup::default(), aml), None);
    }

    #[test]
    fn every_rule_has_its_source() {
        crate::decision_list::check(&REFRACTORINESS);
    }
}
