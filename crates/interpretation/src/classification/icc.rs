//! International Consensus Classification: D. A. Arber et al., Blood 2022;140:1200. Acute myeloid leukaemia, then
//! myelodysplastic syndromes.

use genome::quantity::AlleleFraction;

use super::genetics::{ICC_MR_GENES, any_mutated, any_of, blasts, has, icc_mr_cytogenetics, mutated};
use super::{Case, Entity, ICC, icc_mds};
use crate::cytogenetics::Abnormality::{
    Inv3, Inv16, Inv16q24, Nup98, Other3q26, Other11q23, T1_22, T3_5, T5_11, T6_9, T7_12, T8_16, T8_21, T9_11, T9_22,
    T10_11, T15_17, T16_21p11, T16_21q24,
};
use crate::decision_list::{DecisionList, Evidence, Rule};
use crate::source::Citation;

/// Acute myeloid leukaemia and myelodysplastic syndromes of ICC.
pub static ICC_MYELOID: DecisionList<Case, Entity> =
    DecisionList { edition: ICC, sections: &[AML, icc_mds::MDS], ambiguities: &[] };

/// 10 % of blasts or more.
const AML: &[Rule<Case, Entity>] = &[
    Rule {
        id: "ICC-A1",
        class: Entity::new(
            "Acute promyelocytic leukaemia with t(15;17) / PML::RARA",
            "Akut promyelocytleukæmi med t(15;17) / PML::RARA",
        ),
        en: "PML::RARA, 10 % blasts or more.",
        da: "PML::RARA, 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([has(c, T15_17), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A2",
        class: Entity::new("AML with t(8;21) / RUNX1::RUNX1T1", "AML med t(8;21) / RUNX1::RUNX1T1"),
        en: "RUNX1::RUNX1T1, 10 % blasts or more.",
        da: "RUNX1::RUNX1T1, 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([has(c, T8_21), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A3",
        class: Entity::new(
            "AML with inv(16) or t(16;16) / CBFB::MYH11",
            "AML med inv(16) eller t(16;16) / CBFB::MYH11",
        ),
        en: "CBFB::MYH11, 10 % blasts or more.",
        da: "CBFB::MYH11, 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([has(c, Inv16), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A4",
        class: Entity::new("AML with t(9;11) / MLLT3::KMT2A", "AML med t(9;11) / MLLT3::KMT2A"),
        en: "MLLT3::KMT2A, 10 % blasts or more.",
        da: "MLLT3::KMT2A, 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([has(c, T9_11), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A5",
        class: Entity::new("AML with other KMT2A rearrangement", "AML med anden KMT2A-omlejring"),
        en: "KMT2A with another partner, 10 % blasts or more.",
        da: "KMT2A med en anden partner, 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([has(c, Other11q23), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A6",
        class: Entity::new("AML with t(6;9) / DEK::NUP214", "AML med t(6;9) / DEK::NUP214"),
        en: "DEK::NUP214, 10 % blasts or more.",
        da: "DEK::NUP214, 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([has(c, T6_9), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A7",
        class: Entity::new("AML with inv(3) or t(3;3) / GATA2, MECOM", "AML med inv(3) eller t(3;3) / GATA2, MECOM"),
        en: "GATA2, MECOM, 10 % blasts or more.",
        da: "GATA2, MECOM, 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([has(c, Inv3), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A8",
        class: Entity::new("AML with other MECOM rearrangement", "AML med anden MECOM-omlejring"),
        en: "MECOM with another partner, 10 % blasts or more.",
        da: "MECOM med en anden partner, 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([has(c, Other3q26), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A9",
        class: Entity::new(
            "AML with other rare recurring translocation",
            "AML med anden sjælden tilbagevendende translokation",
        ),
        en: "one of the rare recurring translocations: t(1;3), t(3;5), t(8;16), t(1;22), NUP98 rearranged, \
             t(7;12), t(10;11), t(16;21) in either form, inv(16)(p13q24), 10 % blasts or more.",
        da: "en af de sjældne tilbagevendende translokationer: t(1;3), t(3;5), t(8;16), t(1;22), NUP98-omlejring, \
             t(7;12), t(10;11), t(16;21) i begge former, inv(16)(p13q24), 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| {
            Evidence::all([
                any_of(c, &[T3_5, T8_16, T1_22, T5_11, Nup98, T7_12, T10_11, T16_21p11, T16_21q24, Inv16q24]),
                blasts(c, 10.0),
            ])
        },
    },
    Rule {
        id: "ICC-A10",
        class: Entity::new("AML with t(9;22) / BCR::ABL1", "AML med t(9;22) / BCR::ABL1"),
        en: "BCR::ABL1, 20 % blasts or more.",
        da: "BCR::ABL1, 20 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([has(c, T9_22), blasts(c, 20.0)]),
    },
    Rule {
        id: "ICC-A11",
        class: Entity::new("AML with mutated NPM1", "AML med muteret NPM1"),
        en: "NPM1 mutated, 10 % blasts or more.",
        da: "NPM1 muteret, 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([mutated(c, "NPM1"), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A12",
        class: Entity::new("AML with in-frame bZIP CEBPA mutation", "AML med in-frame bZIP-mutation i CEBPA"),
        en: "CEBPA with in-frame bZIP mutation, 10 % blasts or more.",
        da: "CEBPA med in-frame bZIP-mutation, 10 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([c.workup.cebpa_bzip(), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A13",
        class: Entity::new("AML with mutated TP53", "AML med muteret TP53"),
        en: "TP53 mutated with a fraction of 10 % or more, 20 % blasts or more.",
        da: "TP53 muteret med en andel på 10 % eller mere, 20 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([c.workup.mutated_at("TP53", AlleleFraction::TENTH), blasts(c, 20.0)]),
    },
    Rule {
        id: "ICC-A14",
        class: Entity::new("MDS/AML with mutated TP53", "MDS/AML med muteret TP53"),
        en: "TP53 mutated with a fraction of 10 % or more, 10 to 19 % blasts.",
        da: "TP53 muteret med en andel på 10 % eller mere, 10 til 19 % blaster.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([c.workup.mutated_at("TP53", AlleleFraction::TENTH), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A15",
        class: Entity::new(
            "AML with myelodysplasia-related gene mutations",
            "AML med myelodysplasi-relaterede genmutationer",
        ),
        en: "ASXL1, BCOR, EZH2, RUNX1, SF3B1, SRSF2, STAG2, U2AF1 or ZRSR2 mutated, 20 % blasts or more.",
        da: "ASXL1, BCOR, EZH2, RUNX1, SF3B1, SRSF2, STAG2, U2AF1 eller ZRSR2 muteret, 20 % blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([any_mutated(c, ICC_MR_GENES), blasts(c, 20.0)]),
    },
    Rule {
        id: "ICC-A16",
        class: Entity::new(
            "MDS/AML with myelodysplasia-related gene mutations",
            "MDS/AML med myelodysplasi-relaterede genmutationer",
        ),
        en: "ASXL1, BCOR, EZH2, RUNX1, SF3B1, SRSF2, STAG2, U2AF1 or ZRSR2 mutated, 10 to 19 % blasts.",
        da: "ASXL1, BCOR, EZH2, RUNX1, SF3B1, SRSF2, STAG2, U2AF1 eller ZRSR2 muteret, 10 til 19 % blaster.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([any_mutated(c, ICC_MR_GENES), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A17",
        class: Entity::new(
            "AML with myelodysplasia-related cytogenetic abnormalities",
            "AML med myelodysplasi-relaterede cytogenetiske abnormiteter",
        ),
        en: "Complex karyotype, loss of 5q, 7q, 12p or 17p, i(17q), +8, del(20q) or idic(X)(q13), 20 % blasts or \
             more.",
        da: "Kompleks karyotype, tab af 5q, 7q, 12p eller 17p, i(17q), +8, del(20q) eller idic(X)(q13), 20 % \
             blaster eller mere.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([icc_mr_cytogenetics(c), blasts(c, 20.0)]),
    },
    Rule {
        id: "ICC-A18",
        class: Entity::new(
            "MDS/AML with myelodysplasia-related cytogenetic abnormalities",
            "MDS/AML med myelodysplasi-relaterede cytogenetiske abnormiteter",
        ),
        en: "Complex karyotype, loss of 5q, 7q, 12p or 17p, i(17q), +8, del(20q) or idic(X)(q13), 10 to 19 % \
             blasts.",
        da: "Kompleks karyotype, tab af 5q, 7q, 12p eller 17p, i(17q), +8, del(20q) eller idic(X)(q13), 10 til 19 \
             % blaster.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| Evidence::all([icc_mr_cytogenetics(c), blasts(c, 10.0)]),
    },
    Rule {
        id: "ICC-A19",
        class: Entity::new("AML, not otherwise specified", "AML, ikke nærmere specificeret"),
        en: "20 % blasts or more without any of these.",
        da: "20 % blaster eller mere uden nogen af disse.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| blasts(c, 20.0),
    },
    Rule {
        id: "ICC-A20",
        class: Entity::new("MDS/AML, not otherwise specified", "MDS/AML, ikke nærmere specificeret"),
        en: "10 to 19 % blasts without any of these.",
        da: "10 til 19 % blaster uden nogen af disse.",
        citation: Citation::read("ICC2022", "table on AML"),
        reading: None,
        holds: |c| blasts(c, 10.0),
    },
];
