//! What is added to the name of a disease: earlier therapy, earlier disease, germline predisposition.

use guideline::truth::Truth;
use serde::Serialize;

use super::{Case, ICC, WHO5};
use crate::decision_list::{Evidence, Fact};
use crate::source::Citation;

/// An addition to the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Qualifier {
    /// In English.
    pub en: &'static str,
    /// In Danish.
    pub da: &'static str,
    /// Yes: it is added. Unknown: it would be, if so. What does not apply is left out.
    pub truth: Truth,
    /// What carries it.
    pub facts: Vec<Fact>,
    /// Where it stands.
    pub citation: Citation,
}

/// An addition: English, Danish, where it stands, and when it holds.
type Row = (&'static str, &'static str, Citation, fn(&Case) -> Evidence);

const WHO5_ROWS: &[Row] = &[
    (
        "post cytotoxic therapy",
        "efter cytotoksisk behandling",
        Citation::read("WHO5", "secondary myeloid neoplasms"),
        |case| case.clinical.after_cytotoxic_therapy(),
    ),
    (
        "associated with germline predisposition",
        "forbundet med arvelig disposition",
        Citation::read("WHO5", "secondary myeloid neoplasms"),
        |case| case.clinical.with_germline_predisposition(),
    ),
];

const ICC_ROWS: &[Row] = &[
    ("therapy-related", "terapirelateret", Citation::read("ICC2022", "diagnostic qualifiers"), |case| {
        case.clinical.after_cytotoxic_therapy()
    }),
    ("progressing from MDS", "progredieret fra MDS", Citation::read("ICC2022", "diagnostic qualifiers"), |case| {
        case.clinical.after_mds()
    }),
    (
        "progressing from MDS/MPN",
        "progredieret fra MDS/MPN",
        Citation::read("ICC2022", "diagnostic qualifiers"),
        |case| case.clinical.after_mds_mpn(),
    ),
    ("germline predisposition", "arvelig disposition", Citation::read("ICC2022", "diagnostic qualifiers"), |case| {
        case.clinical.with_germline_predisposition()
    }),
];

/// What the edition adds to the name of this case's disease. WHO 2017 has entities for this instead.
pub(super) fn of(edition: &str, case: &Case) -> Vec<Qualifier> {
    let rows = match edition {
        WHO5 => WHO5_ROWS,
        ICC => ICC_ROWS,
        _ => &[],
    };
    rows.iter()
        .filter_map(|(en, da, citation, holds)| {
            let Evidence { truth, facts } = holds(case);
            (truth != Truth::No).then_some(Qualifier { en, da, truth, facts, citation: *citation })
        })
        .collect()
}
