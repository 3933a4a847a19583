//! WHO 5th edition: J. D. Khoury et al., Leukemia 2022;36:1703. Acute myeloid leukaemia, then myelodysplastic neoplasms.
//!
//! The order of the entities is remembered; the tables were read.

use super::genetics::{WHO5_MR_GENES, any_mutated, any_of, blasts, has, mutated, who5_mr_cytogenetics};
use super::{Case, Entity, WHO5, who5_mds};
use crate::cytogenetics::Abnormality::{
    Inv3, Inv16, Inv16q24, Nup98, Other3q26, Other11q23, T1_22, T3_5, T5_11, T6_9, T7_12, T8_16, T8_21, T9_11, T9_22,
    T15_17, T16_21p11,
};
use crate::decision_list::{DecisionList, Evidence, Rule};
use crate::source::Citation;

/// Acute myeloid leukaemia and myelodysplastic neoplasms of WHO 5th edition.
pub static WHO5_MYELOID: DecisionList<Case, Entity> =
    DecisionList { edition: WHO5, sections: &[AML, who5_mds::MDS], ambiguities: who5_mds::OPEN };

/// Acute myeloid leukaemia.
const AML: &[Rule<Case, Entity>] = &[
    Rule {
        id: "WHO5-A1",
        class: Entity::new("Acute promyelocytic leukaemia with PML::RARA", "Akut promyelocytleukæmi med PML::RARA"),
        en: "PML::RARA: any blast count.",
        da: "PML::RARA: uanset blastandel.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| has(c, T15_17),
    },
    Rule {
        id: "WHO5-A2",
        class: Entity::new("AML with RUNX1::RUNX1T1", "AML med RUNX1::RUNX1T1"),
        en: "RUNX1::RUNX1T1: any blast count.",
        da: "RUNX1::RUNX1T1: uanset blastandel.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| has(c, T8_21),
    },
    Rule {
        id: "WHO5-A3",
        class: Entity::new("AML with CBFB::MYH11", "AML med CBFB::MYH11"),
        en: "CBFB::MYH11: any blast count.",
        da: "CBFB::MYH11: uanset blastandel.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| has(c, Inv16),
    },
    Rule {
        id: "WHO5-A4",
        class: Entity::new("AML with DEK::NUP214", "AML med DEK::NUP214"),
        en: "DEK::NUP214: any blast count.",
        da: "DEK::NUP214: uanset blastandel.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| has(c, T6_9),
    },
    Rule {
        id: "WHO5-A5",
        class: Entity::new("AML with RBM15::MRTFA", "AML med RBM15::MRTFA"),
        en: "RBM15::MRTFA: any blast count.",
        da: "RBM15::MRTFA: uanset blastandel.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| has(c, T1_22),
    },
    Rule {
        id: "WHO5-A6",
        class: Entity::new("AML with BCR::ABL1", "AML med BCR::ABL1"),
        en: "BCR::ABL1: 20 % blasts or more; chronic myeloid leukaemia must be excluded.",
        da: "BCR::ABL1: 20 % blaster eller mere; kronisk myeloid leukæmi skal udelukkes.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| Evidence::all([has(c, T9_22), blasts(c, 20.0)]),
    },
    Rule {
        id: "WHO5-A7",
        class: Entity::new("AML with KMT2A rearrangement", "AML med KMT2A-omlejring"),
        en: "KMT2A rearranged: any blast count.",
        da: "KMT2A-omlejring: uanset blastandel.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| any_of(c, &[T9_11, Other11q23]),
    },
    Rule {
        id: "WHO5-A8",
        class: Entity::new("AML with MECOM rearrangement", "AML med MECOM-omlejring"),
        en: "MECOM rearranged: any blast count.",
        da: "MECOM-omlejring: uanset blastandel.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| any_of(c, &[Inv3, Other3q26]),
    },
    Rule {
        id: "WHO5-A9",
        class: Entity::new("AML with NUP98 rearrangement", "AML med NUP98-omlejring"),
        en: "NUP98 rearranged: any blast count.",
        da: "NUP98-omlejring: uanset blastandel.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| any_of(c, &[Nup98, T5_11]),
    },
    Rule {
        id: "WHO5-A10",
        class: Entity::new("AML with NPM1 mutation", "AML med NPM1-mutation"),
        en: "NPM1 mutated: any blast count.",
        da: "NPM1 muteret: uanset blastandel.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| mutated(c, "NPM1"),
    },
    Rule {
        id: "WHO5-A11",
        class: Entity::new("AML with CEBPA mutation", "AML med CEBPA-mutation"),
        en: "CEBPA mutated on both alleles, or one in-frame bZIP mutation: 20 % blasts or more.",
        da: "CEBPA muteret på begge alleler, eller én in-frame bZIP-mutation: 20 % blaster eller mere.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| Evidence::all([Evidence::any([c.workup.cebpa_bzip(), c.workup.cebpa_biallelic()]), blasts(c, 20.0)]),
    },
    Rule {
        id: "WHO5-A12",
        class: Entity::new(
            "AML with other defined genetic alterations",
            "AML med andre definerede genetiske forandringer",
        ),
        en: "CBFA2T3::GLIS2, KAT6A::CREBBP, FUS::ERG, MNX1::ETV6 or NPM1::MLF1: other defined genetic alteration.",
        da: "CBFA2T3::GLIS2, KAT6A::CREBBP, FUS::ERG, MNX1::ETV6 eller NPM1::MLF1: anden defineret genetisk \
             forandring.",
        citation: Citation::remembered("WHO5", "table 7"),
        reading: None,
        holds: |c| any_of(c, &[Inv16q24, T8_16, T16_21p11, T7_12, T3_5]),
    },
    Rule {
        id: "WHO5-A13",
        class: Entity::new("AML, myelodysplasia-related", "AML, myelodysplasi-relateret"),
        en: "20 % blasts or more and a myelodysplastic or myelodysplastic/myeloproliferative neoplasm before; or \
             complex karyotype, loss of 5q, 7q, 12p or 17p, del(11q), -13 or del(13q), i(17q), idic(X)(q13); or \
             mutated ASXL1, BCOR, EZH2, SF3B1, SRSF2, STAG2, U2AF1 or ZRSR2.",
        da: "20 % blaster eller mere og tidligere myelodysplastisk eller myelodysplastisk/myeloproliferativ \
             neoplasi; eller kompleks karyotype, tab af 5q, 7q, 12p eller 17p, del(11q), -13 eller del(13q), \
             i(17q), idic(X)(q13); eller muteret ASXL1, BCOR, EZH2, SF3B1, SRSF2, STAG2, U2AF1 eller ZRSR2.",
        citation: Citation::read("WHO5", "table 8"),
        reading: None,
        holds: |c| {
            let history = Evidence::any([c.clinical.after_mds(), c.clinical.after_mds_mpn()]);
            let genetics = Evidence::any([who5_mr_cytogenetics(c), any_mutated(c, WHO5_MR_GENES)]);
            Evidence::all([blasts(c, 20.0), Evidence::any([history, genetics])])
        },
    },
    Rule {
        id: "WHO5-A14",
        class: Entity::new("AML, defined by differentiation", "AML, defineret ved differentiering"),
        en: "20 % blasts or more without any of these.",
        da: "20 % blaster eller mere uden nogen af disse.",
        citation: Citation::read("WHO5", "table 7"),
        reading: None,
        holds: |c| blasts(c, 20.0),
    },
];
