//! T-lymphoblastic leukaemia: WHO 5th edition and ICC. Remembered, to be confirmed.
//!
//! Whether it is an early T precursor is for the flow cytometer; the gene behind it names entities in ICC alone.

use super::{Case, Entity, ICC, WHO5};
use crate::decision_list::{DecisionList, Evidence, Rule};
use crate::source::Citation;

const WHO5_PLACE: Citation = Citation::remembered("WHO5L", "T-lymphoblastic leukaemia");
const ICC_PLACE: Citation = Citation::remembered("ICC2022", "T-lymphoblastic leukaemia");

fn early(case: &Case) -> Evidence {
    case.clinical.is_early_t_precursor()
}

fn rearranged(case: &Case, genes: &[&'static str]) -> Evidence {
    Evidence::any(genes.iter().map(|gene| case.workup.rearranged(gene)))
}

/// T-lymphoblastic leukaemia of WHO 5th edition.
pub static WHO5_T_ALL: DecisionList<Case, Entity> = DecisionList {
    edition: WHO5,
    sections: &[&[
        Rule::new(
            "WHO5-T1",
            Entity::new(
                "Early T-precursor lymphoblastic leukaemia/lymphoma",
                "Tidlig T-precursor lymfoblastær leukæmi/lymfom",
            ),
            "Early T precursor by flow cytometry.",
            "Tidlig T-precursor ved flowcytometri.",
            WHO5_PLACE,
            early,
        ),
        Rule::new(
            "WHO5-T2",
            Entity::new("T-lymphoblastic leukaemia/lymphoma, NOS", "T-lymfoblastær leukæmi/lymfom, NOS"),
            "No early T precursor.",
            "Ikke tidlig T-precursor.",
            WHO5_PLACE,
            |_| Evidence::all([]),
        ),
    ]],
    ambiguities: &[],
};

/// A provisional entity of ICC by rearranged genes.
macro_rules! provisional {
    ($id:literal, $name:literal, $genes:expr) => {
        Rule::new(
            $id,
            Entity::new(
                concat!("T-ALL with ", $name, " rearrangement (provisional)"),
                concat!("T-ALL med ", $name, "-omlejring (provisorisk)"),
            ),
            concat!($name, " rearranged."),
            concat!($name, "-omlejring."),
            ICC_PLACE,
            |c| rearranged(c, &$genes),
        )
    };
}

/// T-lymphoblastic leukaemia of ICC.
pub static ICC_T_ALL: DecisionList<Case, Entity> = DecisionList {
    edition: ICC,
    sections: &[&[
        Rule::new(
            "ICC-T1",
            Entity::new(
                "Early T-cell precursor ALL with BCL11B rearrangement",
                "Tidlig T-precursor-ALL med BCL11B-omlejring",
            ),
            "Early T precursor with BCL11B rearranged; the enhancer may be joined without a chimeric gene.",
            "Tidlig T-precursor med BCL11B-omlejring; enhanceren kan være omlejret uden kimært gen.",
            ICC_PLACE,
            |c| Evidence::all([early(c), rearranged(c, &["BCL11B"])]),
        ),
        Rule::new(
            "ICC-T2",
            Entity::new("Early T-cell precursor ALL, NOS", "Tidlig T-precursor-ALL, NOS"),
            "Early T precursor without it.",
            "Tidlig T-precursor uden denne.",
            ICC_PLACE,
            early,
        ),
        provisional!("ICC-T3", "TAL1 or TAL2", ["TAL1", "TAL2"]),
        provisional!("ICC-T4", "TLX1", ["TLX1"]),
        provisional!("ICC-T5", "TLX3", ["TLX3"]),
        provisional!("ICC-T6", "HOXA", ["HOXA9", "HOXA10", "HOXA11", "HOXA13"]),
        provisional!("ICC-T7", "LMO1 or LMO2", ["LMO1", "LMO2"]),
        provisional!("ICC-T8", "NKX2", ["NKX2-1", "NKX2-2", "NKX2-5"]),
        provisional!("ICC-T9", "SPI1", ["SPI1"]),
        provisional!("ICC-T10", "LYL1 or OLIG2", ["LYL1", "OLIG2"]),
        Rule::new(
            "ICC-T11",
            Entity::new("T-ALL, NOS", "T-ALL, NOS"),
            "None of these.",
            "Ingen af disse.",
            ICC_PLACE,
            |_| Evidence::all([]),
        ),
    ]],
    ambiguities: &[],
};
