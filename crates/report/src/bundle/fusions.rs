//! `fusions.tsv`: fusions that the junctions of the genome make.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::fault::Faults;
use super::{name, tsv};

/// A fusion. What the file does not say is `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fusion {
    /// `GENE1::GENE2`, the gene with the promoter first; `None` where no genes are joined.
    pub name: Option<String>,
    /// Gene, transcript and the exon or intron of the break, of the side with the promoter.
    pub five_prime: Option<String>,
    /// The same of the side that follows.
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
    /// The known pair that the places are.
    pub known_pair: Option<String>,
    /// Whether both junctions of an exchange were found.
    pub reciprocal: bool,
    /// What the junction makes of genes.
    pub class: Option<Class>,
}

/// What a junction makes of genes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// One gene goes on in another.
    Fusion,
    /// Exons of one gene left out or doubled.
    WithinGene,
    /// Two places that recur joined, whatever their genes do.
    KnownPair,
    /// Both genes keep the same end.
    SameEnds,
    /// A break outside of genes.
    NoPartner,
}

impl FromStr for Class {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Ok(match text {
            "fusion" => Self::Fusion,
            "within_gene" => Self::WithinGene,
            "known_pair" => Self::KnownPair,
            "same_ends" => Self::SameEnds,
            "no_partner" => Self::NoPartner,
            _ => return Err(()),
        })
    }
}

const CLASSES: &str = "one of fusion, within_gene, known_pair, same_ends, no_partner";

pub(super) fn read(text: &str, faults: &mut Faults) -> Option<Vec<Fusion>> {
    tsv::read(name::FUSIONS, text, &["name", "class"], faults, |row, faults| {
        let text = |column: &str| row.cell(column).map(str::to_owned);
        let side = |columns: [&str; 3]| {
            let told: Vec<&str> = columns.into_iter().filter_map(|column| row.cell(column)).collect();
            (!told.is_empty()).then(|| told.join(", "))
        };
        let filters = row.cell("filters").filter(|filters| *filters != "PASS");
        Some(Fusion {
            name: text("name"),
            five_prime: side(["gene5", "transcript5", "part5"]),
            three_prime: side(["gene3", "transcript3", "part3"]),
            frame: text("frame"),
            breakends: ["breakend1", "breakend2"].into_iter().filter_map(text).collect(),
            fragments: row.value("fragments", "a whole number", faults),
            fraction: row.value("fraction", "a number", faults),
            filters: filters.map(|all| all.split([';', ',']).map(str::to_owned).collect()).unwrap_or_default(),
            known_pair: text("known_pair"),
            reciprocal: row.cell("reciprocal") == Some("yes"),
            class: row.value("class", CLASSES, faults),
        })
    })
}
