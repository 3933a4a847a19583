//! Myelodysplastic/myeloproliferative neoplasms: WHO revised 4th edition, WHO 5th edition and ICC. All of it is remembered, to be
//! confirmed.
//!
//! What takes time to see (monocytes for three months, no other cause) is for the haematologist; the lists ask for the
//! counts of the day, the microscope's findings and the clone.

use super::genetics::{any_of, blasts, has, low_blasts, mutated};
use super::{Case, Entity, ICC, WHO5, WHO2017};
use crate::cytogenetics::Abnormality::{
    Fgfr1, Inv3, Inv16, Iso17q, Jak2, Nup98, Other3q26, Other11q23, Pdgfra, Pdgfrb, T1_22, T6_9, T8_21, T9_11, T9_22,
    T15_17,
};
use crate::decision_list::{DecisionList, Evidence, Rule};
use crate::language::Words;
use crate::source::Citation;

const WHO4_PLACE: Citation = Citation::remembered("WHO2017", "MDS/MPN");
const WHO5_PLACE: Citation = Citation::remembered("WHO5", "myelodysplastic/myeloproliferative neoplasms");
const ICC_PLACE: Citation = Citation::remembered("ICC2022", "MDS/MPN");

/// Genes of which a mutation shows a clone in chronic myelomonocytic leukaemia and its neighbours.
const CLONAL: &[&str] = &[
    "ASXL1", "BCOR", "CBL", "DNMT3A", "EZH2", "IDH1", "IDH2", "JAK2", "KRAS", "NF1", "NPM1", "NRAS", "PHF6", "PTPN11",
    "RUNX1", "SETBP1", "SF3B1", "SRSF2", "STAG2", "TET2", "TP53", "U2AF1", "ZRSR2",
];

/// A mutation of one of the genes of a clone, or a clonal abnormality of chromosomes.
pub(super) fn clone(case: &Case) -> Evidence {
    let abnormal = Words::new("a clonal abnormality of chromosomes", "en klonal kromosomabnormitet");
    let chromosomes = case.workup.counts(abnormal, |seen| seen.abnormalities, 1);
    Evidence::any(CLONAL.iter().map(|gene| mutated(case, gene)).chain([chromosomes]))
}

/// Acute myeloid leukaemia: 20 % of blasts, or at any count a rearrangement that defines it.
fn who4_acute(case: &Case) -> Evidence {
    Evidence::any([blasts(case, 20.0), any_of(case, &[T8_21, Inv16, T15_17])])
}

/// In the 5th edition more genes define it at any count.
fn who5_acute(case: &Case) -> Evidence {
    let defining = any_of(case, &[T6_9, T9_11, Other11q23, Inv3, Other3q26, Nup98, T1_22]);
    Evidence::any([who4_acute(case), defining, mutated(case, "NPM1")])
}

/// In ICC they define it from 10 % on.
fn icc_acute(case: &Case) -> Evidence {
    let defining = [T8_21, Inv16, T15_17, T6_9, T9_11, Other11q23, Inv3, Other3q26, Nup98, T1_22];
    let defined = Evidence::any([any_of(case, &defining), mutated(case, "NPM1"), case.workup.cebpa_bzip()]);
    Evidence::any([blasts(case, 20.0), Evidence::all([blasts(case, 10.0), defined])])
}

fn kinase_fusion(case: &Case) -> Evidence {
    let eosinophilic = any_of(case, &[Pdgfra, Pdgfrb, Fgfr1, Jak2]);
    let others = [case.workup.rearranged("FLT3"), case.workup.joined("ETV6::ABL1", &[("ETV6", "ABL1")])];
    Evidence::any([eosinophilic].into_iter().chain(others))
}

/// Monocytes of so many x 10^9/L or more, and 10 % of the leukocytes or more.
fn monocytosis(case: &Case, least: f64) -> Evidence {
    Evidence::all([case.clinical.monocytes_at_least(least), case.clinical.monocyte_share_at_least(10.0)])
}

fn dysplasia(case: &Case) -> Evidence {
    case.clinical.dysplastic_lineages_at_least(1)
}

/// From 1 x 10^9/L on the clone or dysplasia is enough, from 0.5 on both must be there.
fn who5_cmml(case: &Case) -> Evidence {
    let many = Evidence::all([monocytosis(case, 1.0), Evidence::any([dysplasia(case), clone(case)])]);
    let few = Evidence::all([monocytosis(case, 0.5), dysplasia(case), clone(case)]);
    Evidence::any([many, few])
}

/// From 0.5 x 10^9/L on with a clone; from 1 on dysplasia may stand in for it.
fn icc_cmml(case: &Case) -> Evidence {
    let with_clone = Evidence::all([monocytosis(case, 0.5), clone(case)]);
    Evidence::any([with_clone, Evidence::all([monocytosis(case, 1.0), dysplasia(case)])])
}

fn who4_cmml(case: &Case) -> Evidence {
    monocytosis(case, 1.0)
}

/// 10 to 19 % of blasts in the marrow, or 5 to 19 % in the blood, or Auer rods.
fn second_grade(case: &Case) -> Evidence {
    let clinical = &case.clinical;
    Evidence::any([
        clinical.marrow_blasts_at_least(10.0),
        clinical.blood_blasts_at_least(5.0),
        clinical.has_auer_rods(),
    ])
}

fn proliferative(case: &Case) -> Evidence {
    case.clinical.leukocytes_at_least(13.0)
}

fn thrombocytosis(case: &Case) -> Evidence {
    case.clinical.platelets_at_least(450.0)
}

/// Leukocytes of 13 x 10^9/L or more, a tenth of them or more immature, and dysplasia.
fn neutrophilia(case: &Case) -> Evidence {
    Evidence::all([
        case.clinical.leukocytes_at_least(13.0),
        case.clinical.immature_granulocytes_at_least(10.0),
        dysplasia(case),
    ])
}

const CML: Entity = Entity::new("Chronic myeloid leukaemia", "Kronisk myeloid leukæmi");
const KINASE: Entity = Entity::new(
    "Myeloid/lymphoid neoplasm with eosinophilia and a tyrosine kinase gene fusion",
    "Myeloid/lymfoid neoplasi med eosinofili og en tyrosinkinase-genfusion",
);
const ACUTE: Entity = Entity::new("Acute myeloid leukaemia, see its list", "Akut myeloid leukæmi, se dens liste");

/// What goes before every MDS/MPN.
macro_rules! before {
    ($edition:literal, $place:expr, $acute:expr) => {
        [
            Rule::new(
                concat!($edition, "-X1"),
                CML,
                "BCR::ABL1: no MDS/MPN.",
                "BCR::ABL1: ingen MDS/MPN.",
                $place,
                |c| has(c, T9_22),
            ),
            Rule::new(
                concat!($edition, "-X2"),
                KINASE,
                "PDGFRA, PDGFRB, FGFR1, JAK2 or FLT3 rearranged, or ETV6::ABL1: goes before MDS/MPN.",
                "PDGFRA-, PDGFRB-, FGFR1-, JAK2- eller FLT3-omlejring, eller ETV6::ABL1: går forud for MDS/MPN.",
                $place,
                kinase_fusion,
            ),
            Rule::new(
                concat!($edition, "-X3"),
                ACUTE,
                "Blasts or a defining abnormality make it acute myeloid leukaemia.",
                "Blaster eller en definerende abnormitet gør den til akut myeloid leukæmi.",
                $place,
                $acute,
            ),
        ]
    };
}

/// The four names of chronic myelomonocytic leukaemia: by leukocytes and by blasts.
macro_rules! cmml {
    ($edition:literal, $place:expr, $holds:expr) => {
        [
            Rule::new(
                concat!($edition, "-X4"),
                Entity::new(
                    "Chronic myelomonocytic leukaemia, myeloproliferative, CMML-2",
                    "Kronisk myelomonocytær leukæmi, myeloproliferativ, CMML-2",
                ),
                "Monocytosis; leukocytes 13 x 10^9/L or more; blasts 10-19 % in the marrow or 5-19 % in the blood, or Auer rods.",
                "Monocytose; leukocytter 13 x 10^9/L eller mere; blaster 10-19 % i marven eller 5-19 % i blodet, eller Auer-stave.",
                $place,
                |c| Evidence::all([$holds(c), second_grade(c), proliferative(c)]),
            ),
            Rule::new(
                concat!($edition, "-X5"),
                Entity::new(
                    "Chronic myelomonocytic leukaemia, myelodysplastic, CMML-2",
                    "Kronisk myelomonocytær leukæmi, myelodysplastisk, CMML-2",
                ),
                "Monocytosis; leukocytes below 13 x 10^9/L; blasts 10-19 % in the marrow or 5-19 % in the blood, or Auer rods.",
                "Monocytose; leukocytter under 13 x 10^9/L; blaster 10-19 % i marven eller 5-19 % i blodet, eller Auer-stave.",
                $place,
                |c| Evidence::all([$holds(c), second_grade(c), !proliferative(c)]),
            ),
            Rule::new(
                concat!($edition, "-X6"),
                Entity::new(
                    "Chronic myelomonocytic leukaemia, myeloproliferative, CMML-1",
                    "Kronisk myelomonocytær leukæmi, myeloproliferativ, CMML-1",
                ),
                "Monocytosis; leukocytes 13 x 10^9/L or more; fewer blasts.",
                "Monocytose; leukocytter 13 x 10^9/L eller mere; færre blaster.",
                $place,
                |c| Evidence::all([$holds(c), proliferative(c)]),
            ),
            Rule::new(
                concat!($edition, "-X7"),
                Entity::new(
                    "Chronic myelomonocytic leukaemia, myelodysplastic, CMML-1",
                    "Kronisk myelomonocytær leukæmi, myelodysplastisk, CMML-1",
                ),
                "Monocytosis; leukocytes below 13 x 10^9/L; fewer blasts.",
                "Monocytose; leukocytter under 13 x 10^9/L; færre blaster.",
                $place,
                $holds,
            ),
        ]
    };
}

const NOS: Entity = Entity::new("MDS/MPN, not otherwise specified", "MDS/MPN, ikke nærmere specificeret");
const REST: (&str, &str) = ("None of these.", "Ingen af disse.");

fn otherwise(_: &Case) -> Evidence {
    Evidence::all([])
}

/// MDS/MPN of WHO revised 4th edition, with CMML-0.
pub static WHO2017_MDS_MPN: DecisionList<Case, Entity> = DecisionList {
    edition: WHO2017,
    sections: &[
        &before!("WHO4", WHO4_PLACE, who4_acute),
        &[
            Rule::new(
                "WHO4-X4",
                Entity::new("Chronic myelomonocytic leukaemia 2", "Kronisk myelomonocytær leukæmi 2"),
                "Monocytes 1 x 10^9/L or more and 10 % or more; blasts 10-19 % in the marrow or 5-19 % in the blood, or Auer rods.",
                "Monocytter 1 x 10^9/L eller mere og 10 % eller mere; blaster 10-19 % i marven eller 5-19 % i blodet, eller Auer-stave.",
                WHO4_PLACE,
                |c| Evidence::all([who4_cmml(c), second_grade(c)]),
            ),
            Rule::new(
                "WHO4-X5",
                Entity::new("Chronic myelomonocytic leukaemia 1", "Kronisk myelomonocytær leukæmi 1"),
                "The same; blasts 5-9 % in the marrow or 2-4 % in the blood.",
                "Det samme; blaster 5-9 % i marven eller 2-4 % i blodet.",
                WHO4_PLACE,
                |c| Evidence::all([who4_cmml(c), !low_blasts(c)]),
            ),
            Rule::new(
                "WHO4-X6",
                Entity::new("Chronic myelomonocytic leukaemia 0", "Kronisk myelomonocytær leukæmi 0"),
                "The same; fewer blasts.",
                "Det samme; færre blaster.",
                WHO4_PLACE,
                who4_cmml,
            ),
            Rule::new(
                "WHO4-X7",
                Entity::new(
                    "MDS/MPN with ring sideroblasts and thrombocytosis",
                    "MDS/MPN med ringsideroblaster og trombocytose",
                ),
                "15 % of ring sideroblasts or more, platelets 450 x 10^9/L or more, low blasts; SF3B1 is usual.",
                "15 % ringsideroblaster eller mere, trombocytter 450 x 10^9/L eller mere, få blaster; SF3B1 er hyppig.",
                WHO4_PLACE,
                |c| Evidence::all([c.clinical.ring_sideroblasts_at_least(15.0), thrombocytosis(c), low_blasts(c)]),
            ),
            Rule::new(
                "WHO4-X8",
                Entity::new(
                    "Atypical chronic myeloid leukaemia, BCR-ABL1-negative",
                    "Atypisk kronisk myeloid leukæmi, BCR-ABL1-negativ",
                ),
                "Leukocytes 13 x 10^9/L or more, 10 % or more of them immature, dysplasia, no monocytosis.",
                "Leukocytter 13 x 10^9/L eller mere, 10 % eller mere umodne, dysplasi, ingen monocytose.",
                WHO4_PLACE,
                neutrophilia,
            ),
            Rule::new(
                "WHO4-X9",
                Entity::new("MDS/MPN, unclassifiable", "MDS/MPN, uklassificerbar"),
                REST.0,
                REST.1,
                WHO4_PLACE,
                otherwise,
            ),
        ],
    ],
    ambiguities: &[],
};

/// MDS/MPN of WHO 5th edition.
pub static WHO5_MDS_MPN: DecisionList<Case, Entity> = DecisionList {
    edition: WHO5,
    sections: &[
        &before!("WHO5", WHO5_PLACE, who5_acute),
        &cmml!("WHO5", WHO5_PLACE, who5_cmml),
        &[
            Rule::new(
                "WHO5-X8",
                Entity::new(
                    "MDS/MPN with SF3B1 mutation and thrombocytosis",
                    "MDS/MPN med SF3B1-mutation og trombocytose",
                ),
                "SF3B1 mutated, platelets 450 x 10^9/L or more, low blasts.",
                "SF3B1 muteret, trombocytter 450 x 10^9/L eller mere, få blaster.",
                WHO5_PLACE,
                |c| Evidence::all([mutated(c, "SF3B1"), thrombocytosis(c), low_blasts(c)]),
            ),
            Rule::new(
                "WHO5-X9",
                Entity::new("MDS/MPN with neutrophilia", "MDS/MPN med neutrofili"),
                "Leukocytes 13 x 10^9/L or more, 10 % or more of them immature, dysplasia, no monocytosis.",
                "Leukocytter 13 x 10^9/L eller mere, 10 % eller mere umodne, dysplasi, ingen monocytose.",
                WHO5_PLACE,
                neutrophilia,
            ),
            Rule::new("WHO5-X10", NOS, REST.0, REST.1, WHO5_PLACE, otherwise),
        ],
    ],
    ambiguities: &[],
};

/// MDS/MPN of ICC.
pub static ICC_MDS_MPN: DecisionList<Case, Entity> = DecisionList {
    edition: ICC,
    sections: &[
        &before!("ICC", ICC_PLACE, icc_acute),
        &cmml!("ICC", ICC_PLACE, icc_cmml),
        &[
            Rule::new(
                "ICC-X8",
                Entity::new(
                    "MDS/MPN with thrombocytosis and SF3B1 mutation",
                    "MDS/MPN med trombocytose og SF3B1-mutation",
                ),
                "SF3B1 mutated, platelets 450 x 10^9/L or more, low blasts.",
                "SF3B1 muteret, trombocytter 450 x 10^9/L eller mere, få blaster.",
                ICC_PLACE,
                |c| Evidence::all([mutated(c, "SF3B1"), thrombocytosis(c), low_blasts(c)]),
            ),
            Rule::new(
                "ICC-X9",
                Entity::new(
                    "MDS/MPN with ring sideroblasts and thrombocytosis, NOS",
                    "MDS/MPN med ringsideroblaster og trombocytose, NOS",
                ),
                "15 % of ring sideroblasts or more and thrombocytosis without SF3B1.",
                "15 % ringsideroblaster eller mere og trombocytose uden SF3B1.",
                ICC_PLACE,
                |c| Evidence::all([c.clinical.ring_sideroblasts_at_least(15.0), thrombocytosis(c), low_blasts(c)]),
            ),
            Rule::new(
                "ICC-X10",
                Entity::new("Atypical chronic myeloid leukaemia", "Atypisk kronisk myeloid leukæmi"),
                "Leukocytes 13 x 10^9/L or more, 10 % or more of them immature, dysplasia, no monocytosis.",
                "Leukocytter 13 x 10^9/L eller mere, 10 % eller mere umodne, dysplasi, ingen monocytose.",
                ICC_PLACE,
                neutrophilia,
            ),
            Rule::new(
                "ICC-X11",
                Entity::new("MDS/MPN with isolated isochromosome (17q)", "MDS/MPN med isoleret isokromosom (17q)"),
                "i(17q) (provisional).",
                "i(17q) (provisorisk).",
                ICC_PLACE,
                |c| has(c, Iso17q),
            ),
            Rule::new("ICC-X12", NOS, REST.0, REST.1, ICC_PLACE, otherwise),
        ],
    ],
    ambiguities: &[],
};
