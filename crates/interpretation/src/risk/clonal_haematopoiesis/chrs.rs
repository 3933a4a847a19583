//! CHRS: the risk of a myeloid neoplasm in clonal haematopoiesis (2023). The features were read; the points are only
//! remembered, and every answer says so.

use std::fmt;

use guideline::truth::Truth;
use serde::Serialize;

use crate::laboratory::Age;
use crate::risk::points::{Band, Part, Points, Scored};
use crate::source::Citation;

/// The genes of high risk. Remembered.
pub const HIGH_RISK_GENES: [&str; 10] =
    ["TP53", "SRSF2", "SF3B1", "U2AF1", "ZRSR2", "IDH1", "IDH2", "FLT3", "RUNX1", "JAK2"];

/// The categories, from the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChrsCategory {
    /// Up to 9.5.
    Low,
    /// 10 to 12.
    Intermediate,
    /// 12.5 and above.
    High,
}

impl ChrsCategory {
    /// As the paper prints it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Intermediate => "Intermediate",
            Self::High => "High",
        }
    }

    const fn of(halves: u32) -> Self {
        match halves {
            ..=19 => Self::Low,
            20..=24 => Self::Intermediate,
            25.. => Self::High,
        }
    }
}

impl fmt::Display for ChrsCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What CHRS asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChrsInput {
    /// `DNMT3A` mutated, alone and once.
    pub single_dnmt3a: Truth,
    /// A gene of [`HIGH_RISK_GENES`] mutated.
    pub high_risk_gene: Truth,
    /// Two mutations or more.
    pub two_or_more: Truth,
    /// The greatest allele fraction is 0.2 or more.
    pub fraction_of_a_fifth: Truth,
    /// Red cell distribution width, %.
    pub rdw: Option<f64>,
    /// Mean corpuscular volume, fL.
    pub mcv: Option<f64>,
    /// CCUS rather than CHIP.
    pub ccus: Truth,
    /// Age.
    pub age: Option<Age>,
}

const POINTS: Citation = Citation::remembered("CHRS2023", "table of points");

fn either(name: &'static str, truth: Truth, no: u8, yes: u8) -> Part {
    let (seen, points) = match truth {
        Truth::Yes => ("yes", Points::halves(yes)),
        Truth::No => ("no", Points::halves(no)),
        Truth::Unknown => ("", Points::halves(no).or(Points::halves(yes))),
    };
    Part { name, seen: seen.to_owned(), points }
}

/// CHRS. Only for a patient with clonal haematopoiesis.
#[must_use]
pub fn chrs(input: &ChrsInput) -> Scored<ChrsCategory> {
    let seen = |value: Option<f64>| value.map(|number| (number, number.to_string()));
    let parts = vec![
        either("single DNMT3A mutation", input.single_dnmt3a, 0, 1),
        either("gene of high risk", input.high_risk_gene, 0, 5),
        either("two mutations or more", input.two_or_more, 2, 4),
        either("allele fraction of 0.2 or more", input.fraction_of_a_fifth, 2, 4),
        Part::banded("red cell distribution width", &[Band::Below(15.0, 2), Band::Otherwise(5)], seen(input.rdw)),
        Part::banded("mean corpuscular volume", &[Band::Below(100.0, 2), Band::Otherwise(5)], seen(input.mcv)),
        either("CCUS", input.ccus, 2, 3),
        Part::banded("age", &[Band::Below(65.0, 2), Band::Otherwise(3)], seen(input.age.map(Age::get))),
    ];
    Scored::new("CHRS 2023", POINTS, parts, ChrsCategory::of)
}
