//! B-lymphoblastic leukaemia by genetics: WHO 5th edition and ICC. Remembered, to be confirmed.

use super::genetics::{any_of, has};
use super::{Case, Entity, ICC, WHO5};
use crate::cytogenetics::Abnormality::{
    Hyperdiploid, Hypodiploid, Iamp21, Myc, Other11q23, T1_19, T9_11, T9_22, T12_21, T17_19,
};
use crate::decision_list::{DecisionList, Evidence, Rule};
use crate::source::Citation;

/// Fusions, in order of precedence: the prefix of the rules' names, and the source.
macro_rules! fusions {
    ($edition:literal, $source:literal) => {
        &[
            Rule {
                id: concat!($edition, "-B1"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with BCR::ABL1",
                    "B-lymfoblastær leukæmi/lymfom med BCR::ABL1",
                ),
                en: "BCR::ABL1.",
                da: "BCR::ABL1.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| has(c, T9_22),
            },
            Rule {
                id: concat!($edition, "-B2"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with KMT2A rearrangement",
                    "B-lymfoblastær leukæmi/lymfom med KMT2A-omlejring",
                ),
                en: "KMT2A rearrangement.",
                da: "KMT2A-omlejring.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| any_of(c, &[T9_11, Other11q23]),
            },
            Rule {
                id: concat!($edition, "-B3"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with ETV6::RUNX1",
                    "B-lymfoblastær leukæmi/lymfom med ETV6::RUNX1",
                ),
                en: "ETV6::RUNX1.",
                da: "ETV6::RUNX1.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| has(c, T12_21),
            },
            Rule {
                id: concat!($edition, "-B4"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with TCF3::PBX1",
                    "B-lymfoblastær leukæmi/lymfom med TCF3::PBX1",
                ),
                en: "TCF3::PBX1.",
                da: "TCF3::PBX1.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| has(c, T1_19),
            },
            Rule {
                id: concat!($edition, "-B5"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with TCF3::HLF",
                    "B-lymfoblastær leukæmi/lymfom med TCF3::HLF",
                ),
                en: "TCF3::HLF.",
                da: "TCF3::HLF.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| has(c, T17_19),
            },
            Rule {
                id: concat!($edition, "-B6"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with IGH::IL3",
                    "B-lymfoblastær leukæmi/lymfom med IGH::IL3",
                ),
                en: "IGH::IL3.",
                da: "IGH::IL3.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| c.workup.joined("IGH::IL3", &[("IGH", "IL3")]),
            },
            Rule {
                id: concat!($edition, "-B7"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with DUX4 rearrangement",
                    "B-lymfoblastær leukæmi/lymfom med DUX4-omlejring",
                ),
                en: "DUX4 rearrangement.",
                da: "DUX4-omlejring.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| c.workup.rearranged("DUX4"),
            },
            Rule {
                id: concat!($edition, "-B8"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with MEF2D rearrangement",
                    "B-lymfoblastær leukæmi/lymfom med MEF2D-omlejring",
                ),
                en: "MEF2D rearrangement.",
                da: "MEF2D-omlejring.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| c.workup.rearranged("MEF2D"),
            },
            Rule {
                id: concat!($edition, "-B9"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with ZNF384 rearrangement",
                    "B-lymfoblastær leukæmi/lymfom med ZNF384-omlejring",
                ),
                en: "ZNF384 rearrangement.",
                da: "ZNF384-omlejring.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| c.workup.rearranged("ZNF384"),
            },
            Rule {
                id: concat!($edition, "-B10"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with NUTM1 rearrangement",
                    "B-lymfoblastær leukæmi/lymfom med NUTM1-omlejring",
                ),
                en: "NUTM1 rearrangement.",
                da: "NUTM1-omlejring.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| c.workup.rearranged("NUTM1"),
            },
        ]
    };
}

/// Chromosomes and what is left.
macro_rules! others {
    ($edition:literal, $source:literal) => {
        &[
            Rule {
                id: concat!($edition, "-B11"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with iAMP21",
                    "B-lymfoblastær leukæmi/lymfom med iAMP21",
                ),
                en: "IAMP21.",
                da: "IAMP21.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| has(c, Iamp21),
            },
            Rule {
                id: concat!($edition, "-B12"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with high hyperdiploidy",
                    "B-lymfoblastær leukæmi/lymfom med høj hyperdiploidi",
                ),
                en: "High hyperdiploidy.",
                da: "Høj hyperdiploidi.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| has(c, Hyperdiploid),
            },
            Rule {
                id: concat!($edition, "-B13"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with hypodiploidy",
                    "B-lymfoblastær leukæmi/lymfom med hypodiploidi",
                ),
                en: "Hypodiploidy.",
                da: "Hypodiploidi.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| has(c, Hypodiploid),
            },
            Rule {
                id: concat!($edition, "-B14"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with CRLF2 rearrangement (BCR::ABL1-like)",
                    "B-lymfoblastær leukæmi/lymfom med CRLF2-omlejring (BCR::ABL1-lignende)",
                ),
                en: "CRLF2 rearrangement (BCR::ABL1-like).",
                da: "CRLF2-omlejring (BCR::ABL1-lignende).",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| c.workup.rearranged("CRLF2"),
            },
            Rule {
                id: concat!($edition, "-B15"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma with ABL-class fusion (BCR::ABL1-like)",
                    "B-lymfoblastær leukæmi/lymfom med fusion af ABL-klassen (BCR::ABL1-lignende)",
                ),
                en: "ABL-class fusion (BCR::ABL1-like).",
                da: "Fusion af ABL-klassen (BCR::ABL1-lignende).",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |c| {
                    Evidence::any(
                        ["ABL1", "ABL2", "PDGFRA", "PDGFRB", "CSF1R"].into_iter().map(|gene| c.workup.rearranged(gene)),
                    )
                },
            },
            Rule {
                id: concat!($edition, "-B16"),
                class: Entity::new(
                    "B-lymphoblastic leukaemia/lymphoma, not otherwise specified",
                    "B-lymfoblastær leukæmi/lymfom, ikke nærmere specificeret",
                ),
                en: "None of these. BCR::ABL1-like disease is defined by expression, which a genome does not measure.",
                da: "Ingen af disse. BCR::ABL1-lignende sygdom er defineret ved ekspression, som et genom ikke måler.",
                citation: Citation::remembered($source, "B-lymphoblastic leukaemia"),
                reading: None,
                holds: |_| Evidence::all([]),
            },
        ]
    };
}

/// B-lymphoblastic leukaemia of WHO 5th edition, as far as genetics name it.
pub static WHO5_B_ALL: DecisionList<Case, Entity> =
    DecisionList { edition: WHO5, sections: &[fusions!("WHO5", "WHO5L"), others!("WHO5", "WHO5L")], ambiguities: &[] };

/// B-lymphoblastic leukaemia of ICC, as far as genetics name it.
pub static ICC_B_ALL: DecisionList<Case, Entity> = DecisionList {
    edition: ICC,
    sections: &[fusions!("ICC", "ICC2022"), MYC, others!("ICC", "ICC2022")],
    ambiguities: &[],
};

/// An entity of ICC only.
const MYC: &[Rule<Case, Entity>] = &[Rule {
    id: "ICC-B0",
    class: Entity::new(
        "B-lymphoblastic leukaemia/lymphoma with MYC rearrangement",
        "B-lymfoblastær leukæmi/lymfom med MYC-omlejring",
    ),
    en: "MYC rearrangement.",
    da: "MYC-omlejring.",
    citation: Citation::remembered("ICC2022", "B-ALL"),
    reading: None,
    holds: |c| has(c, Myc),
}];
