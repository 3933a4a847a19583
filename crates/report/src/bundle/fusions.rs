//! `fusions.tsv`: fusions that the junctions of the genome make.

use serde::Serialize;

use super::fault::Faults;
use super::{name, tsv};

/// A fusion. What the file does not say is `None`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fusion {
    /// `GENE1::GENE2`, the gene of the 5' end first.
    pub name: String,
    /// Transcript and exon of the 5' side.
    pub five_prime: Option<String>,
    /// Transcript and exon of the 3' side.
    pub three_prime: Option<String>,
    /// Whether the frame is kept, as the file says it.
    pub frame: Option<String>,
    /// The two places, `contig:position`.
    pub breakends: Vec<String>,
    /// Fragments that support it.
    pub fragments: Option<u32>,
    /// The share of fragments at the places that support it, 0 to 1.
    pub fraction: Option<f64>,
    /// Filters that it did not pass; empty if it passed.
    pub filters: Vec<String>,
    /// Whether the pair is a known one.
    pub known_pair: Option<bool>,
    /// What it does, as the file says it.
    pub class: Option<String>,
}

pub(super) fn read(text: &str, faults: &mut Faults) -> Option<Vec<Fusion>> {
    tsv::read(name::FUSIONS, text, &["name"], faults, |row, faults| {
        let text = |column: &str| row.cell(column).map(str::to_owned);
        let filters = row.cell("filters").filter(|filters| *filters != "PASS");
        Some(Fusion {
            name: row.required("name", "a name", faults)?,
            five_prime: text("five_prime"),
            three_prime: text("three_prime"),
            frame: text("frame"),
            breakends: ["breakend_1", "breakend_2"].into_iter().filter_map(text).collect(),
            fragments: row.value("fragments", "a whole number", faults),
            fraction: row.value("fraction", "a number", faults),
            filters: filters.map(|all| all.split([';', ',']).map(str::to_owned).collect()).unwrap_or_default(),
            known_pair: row.cell("known_pair").map(|told| matches!(told, "yes" | "true")),
            class: text("class"),
        })
    })
}
