//! Myeloproliferative neoplasms and neoplasms with eosinophilia, as far as genetics name them.
//!
//! Haemoglobin, platelets, histology and erythropoietin decide between the diseases that share a driver: where they are not
//! stated, all of them stay possible. Remembered, to be confirmed, but for the criteria of polycythaemia vera.

use super::genetics::{any_mutated, has, mutated};
use super::mds_mpn::clone;
use super::{Case, Entity, ICC, WHO5};
use crate::cytogenetics::Abnormality::{Fgfr1, Jak2, Pdgfra, Pdgfrb, T9_22};
use crate::decision_list::{DecisionList, Evidence, Rule};
use crate::source::Citation;

fn driver(case: &Case) -> Evidence {
    any_mutated(case, &["JAK2", "CALR", "MPL"])
}

/// Major criteria: haemoglobin, biopsy, `JAK2`; minor: erythropoietin. All three major, or the first two and the minor; or a
/// haemoglobin so high that the biopsy may be waived, with the third and the minor.
fn polycythaemia_vera(case: &Case) -> Evidence {
    let clinical = &case.clinical;
    let (jak2, low) = (mutated(case, "JAK2"), clinical.has_low_erythropoietin());
    let with_biopsy = Evidence::all([
        clinical.haemoglobin_above(16.5, 16.0),
        clinical.has_panmyelosis(),
        Evidence::any([jak2.clone(), low.clone()]),
    ]);
    Evidence::any([with_biopsy, Evidence::all([clinical.haemoglobin_above(18.5, 16.5), jak2, low])])
}

/// The rules of an edition, in order of precedence: the prefix of their names, the source, and what chronic myeloid leukaemia is
/// called.
macro_rules! rules {
    ($edition:literal, $source:literal, $cml:expr) => {
        &[
    Rule {
        id: concat!($edition, "-P1"),
        class: Entity::new($cml.0, $cml.1),
        en: "BCR::ABL1: before any other name of a myeloproliferative neoplasm is considered.",
        da: "BCR::ABL1: før noget andet navn på en myeloproliferativ neoplasi overvejes.",
        citation: Citation::remembered($source, "MPN"),
        reading: None,
        holds: |c| has(c, T9_22),
    },
    Rule {
        id: concat!($edition, "-P2"),
        class: Entity::new(
            "Myeloid/lymphoid neoplasm with eosinophilia and PDGFRA rearrangement",
            "Myeloid/lymfoid neoplasi med eosinofili og PDGFRA-omlejring",
        ),
        en: "PDGFRA rearranged; goes before the names of MPN, MDS and AML.",
        da: "PDGFRA-omlejring; går forud for navnene på MPN, MDS og AML.",
        citation: Citation::remembered($source, "neoplasms with eosinophilia"),
        reading: None,
        holds: |c| has(c, Pdgfra),
    },
    Rule {
        id: concat!($edition, "-P3"),
        class: Entity::new(
            "Myeloid/lymphoid neoplasm with eosinophilia and PDGFRB rearrangement",
            "Myeloid/lymfoid neoplasi med eosinofili og PDGFRB-omlejring",
        ),
        en: "PDGFRB rearranged; goes before the names of MPN, MDS and AML.",
        da: "PDGFRB-omlejring; går forud for navnene på MPN, MDS og AML.",
        citation: Citation::remembered($source, "neoplasms with eosinophilia"),
        reading: None,
        holds: |c| has(c, Pdgfrb),
    },
    Rule {
        id: concat!($edition, "-P4"),
        class: Entity::new(
            "Myeloid/lymphoid neoplasm with eosinophilia and FGFR1 rearrangement",
            "Myeloid/lymfoid neoplasi med eosinofili og FGFR1-omlejring",
        ),
        en: "FGFR1 rearranged; goes before the names of MPN, MDS and AML.",
        da: "FGFR1-omlejring; går forud for navnene på MPN, MDS og AML.",
        citation: Citation::remembered($source, "neoplasms with eosinophilia"),
        reading: None,
        holds: |c| has(c, Fgfr1),
    },
    Rule {
        id: concat!($edition, "-P5"),
        class: Entity::new(
            "Myeloid/lymphoid neoplasm with eosinophilia and JAK2 rearrangement",
            "Myeloid/lymfoid neoplasi med eosinofili og JAK2-omlejring",
        ),
        en: "JAK2 rearranged; goes before the names of MPN, MDS and AML.",
        da: "JAK2-omlejring; går forud for navnene på MPN, MDS og AML.",
        citation: Citation::remembered($source, "neoplasms with eosinophilia"),
        reading: None,
        holds: |c| has(c, Jak2),
    },
    Rule {
        id: concat!($edition, "-P6"),
        class: Entity::new(
            "Myeloid/lymphoid neoplasm with eosinophilia and FLT3 rearrangement",
            "Myeloid/lymfoid neoplasi med eosinofili og FLT3-omlejring",
        ),
        en: "FLT3 rearranged.",
        da: "FLT3-omlejring.",
        citation: Citation::remembered($source, "neoplasms with eosinophilia"),
        reading: None,
        holds: |c| c.workup.rearranged("FLT3"),
    },
    Rule {
        id: concat!($edition, "-P7"),
        class: Entity::new(
            "Myeloid/lymphoid neoplasm with eosinophilia and ETV6::ABL1",
            "Myeloid/lymfoid neoplasi med eosinofili og ETV6::ABL1",
        ),
        en: "ETV6::ABL1.",
        da: "ETV6::ABL1.",
        citation: Citation::remembered($source, "neoplasms with eosinophilia"),
        reading: None,
        holds: |c| c.workup.joined("ETV6::ABL1", &[("ETV6", "ABL1")]),
    },
    Rule {
        id: concat!($edition, "-P8a"),
        class: Entity::new("Polycythaemia vera", "Polycytæmia vera"),
        en: "Haemoglobin above 16.5 g/dL (women 16.0), panmyelosis, and JAK2 mutated or low erythropoietin; above 18.5 \
             (16.5) the biopsy may be waived with both. A haematocrit above 49 % (48 %) counts as well and is not asked here.",
        da: "Hæmoglobin over 16,5 g/dL (kvinder 16,0), panmyelose, og JAK2 muteret eller lav erytropoietin; over 18,5 \
             (16,5) kan biopsien undværes med begge. En hæmatokrit over 49 % (48 %) tæller også og spørges ikke her.",
        citation: Citation::read("WHO2017", "polycythaemia vera, criteria (carried on)"),
        reading: None,
        holds: polycythaemia_vera,
    },
    Rule {
        id: concat!($edition, "-P8b"),
        class: Entity::new("Primary myelofibrosis, overt", "Primær myelofibrose, manifest"),
        en: "A driver, atypical megakaryocytes and fibrosis of grade 2 or 3; anaemia, leukocytosis, spleen or LDH too.",
        da: "En drivermutation, atypiske megakaryocytter og fibrose af grad 2 eller 3; dertil anæmi, leukocytose, milt eller LDH.",
        citation: Citation::remembered($source, "primary myelofibrosis"),
        reading: None,
        holds: |c| Evidence::all([driver(c), c.clinical.has_atypical_megakaryocytes(), c.clinical.is_fibrotic()]),
    },
    Rule {
        id: concat!($edition, "-P8c"),
        class: Entity::new("Primary myelofibrosis, prefibrotic", "Primær myelofibrose, præfibrotisk"),
        en: "A driver and atypical megakaryocytes without fibrosis of grade 2 or 3.",
        da: "En drivermutation og atypiske megakaryocytter uden fibrose af grad 2 eller 3.",
        citation: Citation::remembered($source, "primary myelofibrosis"),
        reading: None,
        holds: |c| Evidence::all([driver(c), c.clinical.has_atypical_megakaryocytes()]),
    },
    Rule {
        id: concat!($edition, "-P8d"),
        class: Entity::new("Essential thrombocythaemia", "Essentiel trombocytose"),
        en: "A driver, platelets 450 x 10^9/L or more, and more large, mature megakaryocytes.",
        da: "En drivermutation, trombocytter 450 x 10^9/L eller mere og flere store, modne megakaryocytter.",
        citation: Citation::remembered($source, "essential thrombocythaemia"),
        reading: None,
        holds: |c| Evidence::all([
            driver(c),
            c.clinical.platelets_at_least(450.0),
            c.clinical.has_large_mature_megakaryocytes(),
        ]),
    },
    Rule {
        id: concat!($edition, "-P8"),
        class: Entity::new(
            "BCR::ABL1-negative MPN: polycythaemia vera, essential thrombocythaemia or \
                            myelofibrosis",
            "BCR::ABL1-negativ MPN: polycytæmia vera, essentiel trombocytose eller myelofibrose",
        ),
        en: "JAK2, CALR or MPL mutated, and blood and histology fit none of the three as far as stated.",
        da: "JAK2, CALR eller MPL muteret, og blod og histologi passer ikke på nogen af de tre, så vidt oplyst.",
        citation: Citation::remembered($source, "MPN"),
        reading: None,
        holds: driver,
    },
    Rule {
        id: concat!($edition, "-P9"),
        class: Entity::new("Chronic neutrophilic leukaemia possible", "Kronisk neutrofil leukæmi mulig"),
        en: "CSF3R mutated without JAK2, CALR or MPL; blood count and histology decide.",
        da: "CSF3R muteret uden JAK2, CALR eller MPL; blodtal og histologi afgør.",
        citation: Citation::remembered($source, "MPN"),
        reading: None,
        holds: |c| mutated(c, "CSF3R"),
    },
    Rule {
        id: concat!($edition, "-P9b"),
        class: Entity::new("Chronic eosinophilic leukaemia possible", "Kronisk eosinofil leukæmi mulig"),
        en: "Eosinophils of 1.5 x 10^9/L or more and a clone; morphology, time and the exclusion of other causes decide.",
        da: "Eosinofile 1,5 x 10^9/L eller mere og en klon; morfologi, tid og udelukkelse af andre årsager afgør.",
        citation: Citation::remembered($source, "chronic eosinophilic leukaemia"),
        reading: None,
        holds: |c| Evidence::all([c.clinical.eosinophils_at_least(1.5), clone(c)]),
    },
    Rule {
        id: concat!($edition, "-P10"),
        class: Entity::new(
            "Triple-negative: no defining genetic finding",
            "Triple-negativ: intet definerende genetisk fund",
        ),
        en: "No BCR::ABL1, no JAK2, CALR or MPL mutation at the stated limits. A low allele burden is not \
             excluded: whole-genome sequencing does not replace the sensitive JAK2 test.",
        da: "Ingen BCR::ABL1 og ingen mutation i JAK2, CALR eller MPL ved de angivne grænser. En lav allelbyrde \
             er ikke udelukket: helgenomsekventering erstatter ikke den følsomme JAK2-test.",
        citation: Citation::remembered($source, "MPN"),
        reading: None,
        holds: |_| Evidence::all([]),
    },
        ]
    };
}

/// Myeloproliferative neoplasms, and neoplasms with eosinophilia and tyrosine kinase fusions, of WHO 5th edition.
pub static WHO5_MPN: DecisionList<Case, Entity> = DecisionList {
    edition: WHO5,
    sections: &[rules!("WHO5", "WHO5", ("Chronic myeloid leukaemia", "Kronisk myeloid leukæmi"))],
    ambiguities: &[],
};

/// Myeloproliferative neoplasms, and neoplasms with eosinophilia and tyrosine kinase fusions, of ICC.
pub static ICC_MPN: DecisionList<Case, Entity> = DecisionList {
    edition: ICC,
    sections: &[rules!(
        "ICC",
        "ICC2022",
        ("Chronic myeloid leukaemia, BCR::ABL1-positive", "Kronisk myeloid leukæmi, BCR::ABL1-positiv")
    )],
    ambiguities: &[],
};
