//! Variants by which a drug acts less or not at all.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use guideline::truth::Truth;
use serde::Serialize;

use crate::disease::Disease;
use crate::gene::{Gene, Symbol};
use crate::pattern::Pattern;
use crate::source::Citation;
use crate::table::{self, TableErrors};
use crate::variant::Variant;

/// What becomes of the drug's effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The drug no longer acts.
    Resistance,
    /// Fewer or shorter responses.
    LessResponse,
    /// What the drug binds may be gone.
    AntigenLoss,
}

impl FromStr for Effect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "resistance" => Ok(Self::Resistance),
            "less-response" => Ok(Self::LessResponse),
            "antigen-loss" => Ok(Self::AntigenLoss),
            _ => Err("one of resistance, less-response, antigen-loss".into()),
        }
    }
}

impl Effect {
    /// In Danish.
    #[must_use]
    pub fn da(self) -> &'static str {
        match self {
            Self::Resistance => "resistens",
            Self::LessResponse => "mindre respons",
            Self::AntigenLoss => "tab af antigen",
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resistance => "resistance",
            Self::LessResponse => "less response",
            Self::AntigenLoss => "antigen loss",
        })
    }
}

/// One row of `knowledge/variants/resistance.tsv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Resistance {
    /// The gene.
    pub gene: Gene,
    /// Which of its variants.
    pub variants: Pattern,
    /// The drugs, by their international names, or the class.
    pub drugs: Vec<&'static str>,
    /// The diseases in which it was seen.
    pub diseases: Vec<Disease>,
    /// What becomes of the effect.
    pub effect: Effect,
    /// How, or which variants.
    pub note: &'static str,
    /// Where it stands.
    pub citation: Citation,
}

static RESISTANCES: LazyLock<Result<Vec<Resistance>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/variants/resistance.tsv",
        include_str!("../../../knowledge/variants/resistance.tsv"),
        &["gene", "variants", "drugs", "diseases", "effect", "note"],
        |row, faults| {
            let gene = row.value("gene", faults).map(|Symbol(gene)| gene);
            let (variants, effect) = (row.value("variants", faults), row.value("effect", faults));
            let diseases = row.list("diseases", faults);
            let (drugs, note) = (row.items("drugs", ',').collect(), row.text("note"));
            let citation = row.citation();
            Some(Resistance { gene: gene?, variants: variants?, drugs, diseases, effect: effect?, note, citation })
        },
    )
});

/// All rows, in the order of the table.
#[must_use]
pub fn resistances() -> &'static [Resistance] {
    RESISTANCES.as_deref().unwrap_or(&[])
}

/// The rows that a variant meets in a disease; unknown where its change is not known and would decide.
pub fn resistance_of(variant: &Variant, disease: Disease) -> impl Iterator<Item = (&'static Resistance, Truth)> {
    resistances()
        .iter()
        .filter(move |row| row.gene == variant.gene && row.diseases.iter().any(|known| disease.is_a(*known)))
        .map(|row| (row, row.variants.fits(variant)))
        .filter(|(_, truth)| *truth != Truth::No)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drugs(gene: &str, change: &str, disease: &str) -> Vec<(&'static str, Truth)> {
        let variant = Variant::new(gene.parse().unwrap(), change.parse().unwrap());
        let found: Vec<_> = resistance_of(&variant, disease.parse().unwrap()).collect();
        found.into_iter().flat_map(|(row, truth)| row.drugs.iter().map(move |drug| (*drug, truth))).collect()
    }

    #[test]
    fn the_table_can_be_read() {
        assert_eq!(RESISTANCES.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
    }

    #[test]
    fn a_variant_is_told_with_its_drugs_in_its_disease_only() {
        let yes = Truth::Yes;
        assert_eq!(drugs("BCL2", "p.G101V", "CLLSLL"), [("venetoclax", yes)]);
        assert_eq!(drugs("FLT3", "p.F691L", "AMLNPM1")[0], ("gilteritinib", yes));
        assert_eq!(drugs("ABL1", "p.T315I", "BLLBCRABL1").len(), 4);
        assert!(drugs("BCL2", "p.G101V", "AML").is_empty());
        assert!(drugs("FLT3", "p.N676K", "AML").is_empty());
        assert_eq!(drugs("BTK", "p.?", "MCL")[0], ("ibrutinib", Truth::Unknown));
    }
}
