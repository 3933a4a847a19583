//! WHO revised 4th edition, 2017 (D. A. Arber et al., Blood 2016;127:2391). Remembered for the greater part.

use super::genetics::{blasts, has, isolated_del_5q, low_blasts, mutated, stated_mds, who2017_mr_cytogenetics};
use super::{Case, Entity, WHO2017};
use crate::cytogenetics::Abnormality::{Inv3, Inv16, T1_22, T6_9, T8_21, T9_11, T9_22, T15_17};
use crate::decision_list::{DecisionList, Evidence, Rule};
use crate::source::Citation;

/// Acute myeloid leukaemia and myelodysplastic syndromes of the revised 4th edition.
pub static WHO2017_MYELOID: DecisionList<Case, Entity> =
    DecisionList { edition: WHO2017, sections: &[AML, MDS], ambiguities: &[] };

/// Acute myeloid leukaemia.
const AML: &[Rule<Case, Entity>] = &[
    Rule {
        id: "WHO4-A0",
        class: Entity::new("Therapy-related myeloid neoplasm", "Terapirelateret myeloid neoplasi"),
        en: "Cytotoxic therapy or radiation for another disease before.",
        da: "Tidligere cytotoksisk behandling eller strålebehandling for en anden sygdom.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| c.clinical.after_cytotoxic_therapy(),
    },
    Rule {
        id: "WHO4-A1",
        class: Entity::new("AML with t(8;21); RUNX1-RUNX1T1", "AML med t(8;21); RUNX1-RUNX1T1"),
        en: "t(8;21), any blast count.",
        da: "t(8;21), uanset blastandel.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| has(c, T8_21),
    },
    Rule {
        id: "WHO4-A2",
        class: Entity::new("AML with inv(16) or t(16;16); CBFB-MYH11", "AML med inv(16) eller t(16;16); CBFB-MYH11"),
        en: "inv(16) or t(16;16), any blast count.",
        da: "inv(16) eller t(16;16), uanset blastandel.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| has(c, Inv16),
    },
    Rule {
        id: "WHO4-A3",
        class: Entity::new("Acute promyelocytic leukaemia with PML-RARA", "Akut promyelocytleukæmi med PML-RARA"),
        en: "PML-RARA, any blast count.",
        da: "PML-RARA, uanset blastandel.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| has(c, T15_17),
    },
    Rule {
        id: "WHO4-A4",
        class: Entity::new("AML with t(9;11); KMT2A-MLLT3", "AML med t(9;11); KMT2A-MLLT3"),
        en: "t(9;11), 20 % blasts or more.",
        da: "t(9;11), 20 % blaster eller mere.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| Evidence::all([has(c, T9_11), blasts(c, 20.0)]),
    },
    Rule {
        id: "WHO4-A5",
        class: Entity::new("AML with t(6;9); DEK-NUP214", "AML med t(6;9); DEK-NUP214"),
        en: "t(6;9), 20 % blasts or more.",
        da: "t(6;9), 20 % blaster eller mere.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| Evidence::all([has(c, T6_9), blasts(c, 20.0)]),
    },
    Rule {
        id: "WHO4-A6",
        class: Entity::new("AML with inv(3) or t(3;3); GATA2, MECOM", "AML med inv(3) eller t(3;3); GATA2, MECOM"),
        en: "inv(3) or t(3;3), 20 % blasts or more.",
        da: "inv(3) eller t(3;3), 20 % blaster eller mere.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| Evidence::all([has(c, Inv3), blasts(c, 20.0)]),
    },
    Rule {
        id: "WHO4-A7",
        class: Entity::new(
            "AML (megakaryoblastic) with t(1;22); RBM15-MKL1",
            "AML (megakaryoblastisk) med t(1;22); RBM15-MKL1",
        ),
        en: "t(1;22), 20 % blasts or more.",
        da: "t(1;22), 20 % blaster eller mere.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| Evidence::all([has(c, T1_22), blasts(c, 20.0)]),
    },
    Rule {
        id: "WHO4-A8",
        class: Entity::new("AML with BCR-ABL1 (provisional)", "AML med BCR-ABL1 (provisorisk)"),
        en: "BCR-ABL1, 20 % blasts or more.",
        da: "BCR-ABL1, 20 % blaster eller mere.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| Evidence::all([has(c, T9_22), blasts(c, 20.0)]),
    },
    Rule {
        id: "WHO4-A9",
        class: Entity::new("AML with myelodysplasia-related changes", "AML med myelodysplasi-relaterede forandringer"),
        en: "20 % blasts or more and a myelodysplastic or myelodysplastic/myeloproliferative neoplasm before, or \
             myelodysplasia-related cytogenetics.",
        da: "20 % blaster eller mere og tidligere myelodysplastisk eller myelodysplastisk/myeloproliferativ \
             neoplasi, eller myelodysplasi-relateret cytogenetik.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| {
            let history = Evidence::any([c.clinical.after_mds(), c.clinical.after_mds_mpn()]);
            Evidence::all([blasts(c, 20.0), Evidence::any([history, who2017_mr_cytogenetics(c)])])
        },
    },
    Rule {
        id: "WHO4-A10",
        class: Entity::new("AML with mutated NPM1", "AML med muteret NPM1"),
        en: "NPM1 mutated, 20 % blasts or more.",
        da: "NPM1 muteret, 20 % blaster eller mere.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| Evidence::all([mutated(c, "NPM1"), blasts(c, 20.0)]),
    },
    Rule {
        id: "WHO4-A11",
        class: Entity::new("AML with biallelic mutation of CEBPA", "AML med biallelisk CEBPA-mutation"),
        en: "CEBPA mutated on both alleles, 20 % blasts or more.",
        da: "CEBPA muteret på begge alleler, 20 % blaster eller mere.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| Evidence::all([c.workup.cebpa_biallelic(), blasts(c, 20.0)]),
    },
    Rule {
        id: "WHO4-A12",
        class: Entity::new("AML with myelodysplasia-related changes", "AML med myelodysplasi-relaterede forandringer"),
        en: "20 % blasts or more and dysplasia of half of the cells in two lineages, without NPM1 or biallelic \
             CEBPA.",
        da: "20 % blaster eller mere og dysplasi af halvdelen af cellerne i to cellelinjer, uden NPM1 eller \
             biallelisk CEBPA.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| Evidence::all([blasts(c, 20.0), c.clinical.has_multilineage_dysplasia()]),
    },
    Rule {
        id: "WHO4-A13",
        class: Entity::new("AML with mutated RUNX1 (provisional)", "AML med muteret RUNX1 (provisorisk)"),
        en: "RUNX1 mutated, 20 % blasts or more.",
        da: "RUNX1 muteret, 20 % blaster eller mere.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| Evidence::all([mutated(c, "RUNX1"), blasts(c, 20.0)]),
    },
    Rule {
        id: "WHO4-A14",
        class: Entity::new("AML, not otherwise specified", "AML, ikke nærmere specificeret"),
        en: "20 % blasts or more without any of these.",
        da: "20 % blaster eller mere uden nogen af disse.",
        citation: Citation::remembered("WHO2017", "AML, chapter 8"),
        reading: None,
        holds: |c| blasts(c, 20.0),
    },
];

/// Below 20 % of blasts.
const MDS: &[Rule<Case, Entity>] = &[
    Rule {
        id: "WHO4-M1",
        class: Entity::new("MDS with excess blasts 2", "MDS med øgede blaster 2"),
        en: "Marrow blasts 10 to 19 %, blood blasts 5 to 19 %, or Auer rods.",
        da: "Marvblaster 10 til 19 %, blodblaster 5 til 19 %, eller Auer-stave.",
        citation: Citation::remembered("WHO2017", "MDS, chapter 6"),
        reading: None,
        holds: |c| {
            Evidence::all([
                stated_mds(c),
                Evidence::any([
                    c.clinical.marrow_blasts_at_least(10.0),
                    c.clinical.blood_blasts_at_least(5.0),
                    c.clinical.has_auer_rods(),
                ]),
            ])
        },
    },
    Rule {
        id: "WHO4-M2",
        class: Entity::new("MDS with excess blasts 1", "MDS med øgede blaster 1"),
        en: "Marrow blasts 5 to 9 % or blood blasts 2 to 4 %.",
        da: "Marvblaster 5 til 9 % eller blodblaster 2 til 4 %.",
        citation: Citation::remembered("WHO2017", "MDS, chapter 6"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), !low_blasts(c)]),
    },
    Rule {
        id: "WHO4-M3",
        class: Entity::new("MDS with isolated del(5q)", "MDS med isoleret del(5q)"),
        en: "del(5q) alone or with one other abnormality that is not -7 or del(7q).",
        da: "del(5q) alene eller med én anden abnormitet, som ikke er -7 eller del(7q).",
        citation: Citation::remembered("WHO2017", "MDS, chapter 6"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), isolated_del_5q(c)]),
    },
    Rule {
        id: "WHO4-M4",
        class: Entity::new(
            "MDS with ring sideroblasts and multilineage dysplasia",
            "MDS med ringsideroblaster og multilineær dysplasi",
        ),
        en: "15 % ring sideroblasts or more, or 5 % with mutated SF3B1; dysplasia in two lineages or more.",
        da: "15 % ringsideroblaster eller mere, eller 5 % med muteret SF3B1; dysplasi i to cellelinjer eller \
             flere.",
        citation: Citation::remembered("WHO2017", "MDS, chapter 6"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), ring_sideroblasts(c), c.clinical.dysplastic_lineages_at_least(2)]),
    },
    Rule {
        id: "WHO4-M5",
        class: Entity::new(
            "MDS with ring sideroblasts and single lineage dysplasia",
            "MDS med ringsideroblaster og unilineær dysplasi",
        ),
        en: "15 % ring sideroblasts or more, or 5 % with mutated SF3B1; dysplasia in one lineage.",
        da: "15 % ringsideroblaster eller mere, eller 5 % med muteret SF3B1; dysplasi i én cellelinje.",
        citation: Citation::remembered("WHO2017", "MDS, chapter 6"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), ring_sideroblasts(c)]),
    },
    Rule {
        id: "WHO4-M6",
        class: Entity::new("MDS with multilineage dysplasia", "MDS med multilineær dysplasi"),
        en: "Dysplasia in two lineages or more.",
        da: "Dysplasi i to cellelinjer eller flere.",
        citation: Citation::remembered("WHO2017", "MDS, chapter 6"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), c.clinical.dysplastic_lineages_at_least(2)]),
    },
    Rule {
        id: "WHO4-M7",
        class: Entity::new("MDS with single lineage dysplasia", "MDS med unilineær dysplasi"),
        en: "Dysplasia in one lineage.",
        da: "Dysplasi i én cellelinje.",
        citation: Citation::remembered("WHO2017", "MDS, chapter 6"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), c.clinical.dysplastic_lineages_at_least(1)]),
    },
    Rule {
        id: "WHO4-M8",
        class: Entity::new("MDS, unclassifiable", "MDS, uklassificerbar"),
        en: "Myelodysplasia-related cytogenetics without dysplasia.",
        da: "Myelodysplasi-relateret cytogenetik uden dysplasi.",
        citation: Citation::remembered("WHO2017", "MDS, chapter 6"),
        reading: None,
        holds: |c| Evidence::all([stated_mds(c), who2017_mr_cytogenetics(c)]),
    },
    Rule {
        id: "WHO4-M9",
        class: Entity::new(
            "no myelodysplastic syndrome by these facts",
            "intet myelodysplastisk syndrom ud fra disse oplysninger",
        ),
        en: "Blasts below 20 % without any of these.",
        da: "Blaster under 20 % uden nogen af disse.",
        citation: Citation::remembered("WHO2017", "MDS, chapter 6"),
        reading: None,
        holds: |_| Evidence::all([]),
    },
];

/// 15 % are enough, and 5 % where `SF3B1` is mutated.
fn ring_sideroblasts(c: &Case) -> Evidence {
    Evidence::any([
        c.clinical.ring_sideroblasts_at_least(15.0),
        Evidence::all([mutated(c, "SF3B1"), c.clinical.ring_sideroblasts_at_least(5.0)]),
    ])
}
