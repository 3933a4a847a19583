//! Tiers of AMP, ASCO and CAP (`AMP2017`), for diagnosis, prognosis and treatment apart.
//!
//! METHOD: level A (named by a guideline, or approved for this disease) and B (well-powered studies) make tier I; C (approved
//! for another disease, criterion of a trial, small studies) and D (single cases, models) tier II; a variant of uncertain
//! meaning is tier III; a benign or likely benign one tier IV. That what defines an entity counts as A is practice, not the
//! paper's word.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

use crate::disease::Disease;
use crate::gene::list::{GeneList, list_of};
use crate::gene::{Gene, Symbol};
use crate::oncogenicity::OncogenicityClass;
use crate::pattern::Pattern;
use crate::source::Citation;
use crate::table::{self, TableErrors};
use crate::variant::Variant;

/// How strong the evidence for a statement is, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Approved for this disease, or named by a guideline or classification.
    A,
    /// Well-powered studies, with consensus of experts.
    B,
    /// Approved for another disease, criterion of a trial, or several small studies.
    C,
    /// Single cases or models.
    D,
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "A" => Ok(Self::A),
            "B" => Ok(Self::B),
            "C" => Ok(Self::C),
            "D" => Ok(Self::D),
            _ => Err("one of A, B, C, D".into()),
        }
    }
}

/// What a statement speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Which disease it is.
    Diagnostic,
    /// How it will go.
    Prognostic,
    /// Which drug acts.
    Therapeutic,
}

impl FromStr for Aspect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "diagnostic" => Ok(Self::Diagnostic),
            "prognostic" => Ok(Self::Prognostic),
            "therapeutic" => Ok(Self::Therapeutic),
            _ => Err("diagnostic, prognostic or therapeutic".into()),
        }
    }
}

/// A tier, the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tier {
    /// Strong clinical significance; level A or B.
    I(Level),
    /// Potential clinical significance; level C or D.
    II(Level),
    /// Unknown clinical significance.
    III,
    /// Benign or likely benign.
    IV,
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::I(level) => write!(f, "I-{level:?}"),
            Self::II(level) => write!(f, "II-{level:?}"),
            Self::III => f.write_str("III"),
            Self::IV => f.write_str("IV"),
        }
    }
}

impl From<Level> for Tier {
    fn from(level: Level) -> Self {
        match level {
            Level::A | Level::B => Self::I(level),
            Level::C | Level::D => Self::II(level),
        }
    }
}

/// A statement on a variant in a disease, with its level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// What it speaks of.
    pub aspect: Aspect,
    /// How strong it is.
    pub level: Level,
    /// In English.
    pub en: String,
    /// In Danish.
    pub da: String,
    /// Unknown where the variant's change is not known and would decide.
    pub truth: Truth,
    /// Where it stands.
    pub citation: Citation,
}

/// The tiers of one variant in one disease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tiers {
    /// The weightiest of the three, or III or IV.
    pub overall: Tier,
    /// For the diagnosis; `None` if nothing is stated.
    pub diagnostic: Option<Tier>,
    /// For the prognosis.
    pub prognostic: Option<Tier>,
    /// For treatment.
    pub therapeutic: Option<Tier>,
    /// The statements, those of the diagnosis first.
    pub statements: Vec<Statement>,
}

enum Genes {
    One(Gene),
    List(&'static GeneList),
}

/// `TET2`, or `@who5-mr` for the genes of a list.
impl FromStr for Genes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix('@') {
            Some(id) => list_of(id).map(Self::List).ok_or_else(|| format!("{id} is no list of genes/lists.toml")),
            None => text.parse().map(|Symbol(gene)| Self::One(gene)).map_err(|error| error.to_string()),
        }
    }
}

struct Significance {
    genes: Genes,
    variants: Pattern,
    disease: Disease,
    aspect: Aspect,
    level: Level,
    en: &'static str,
    da: &'static str,
    citation: Citation,
}

static SIGNIFICANCE: LazyLock<Result<Vec<Significance>, TableErrors>> = LazyLock::new(|| {
    table::read(
        "knowledge/variants/significance.tsv",
        include_str!("../../../knowledge/variants/significance.tsv"),
        &["gene", "variants", "disease", "aspect", "level", "en", "da"],
        |row, faults| {
            let (genes, variants) = (row.value("gene", faults), row.value("variants", faults));
            let (disease, aspect) = (row.value("disease", faults), row.value("aspect", faults));
            Some(Significance {
                level: row.value("level", faults)?,
                genes: genes?,
                variants: variants?,
                disease: disease?,
                aspect: aspect?,
                en: row.text("en"),
                da: row.text("da"),
                citation: row.citation(),
            })
        },
    )
});

/// What the table says of a variant's part in diagnosis and prognosis of a disease.
#[must_use]
pub fn significance(variant: &Variant, disease: Disease) -> Vec<Statement> {
    let concerns = |row: &&Significance| match &row.genes {
        Genes::One(gene) => *gene == variant.gene,
        Genes::List(list) => list.genes.contains(&variant.gene),
    };
    let mut statements: Vec<Statement> = Vec::new();
    for row in SIGNIFICANCE.as_deref().unwrap_or(&[]).iter().filter(concerns).filter(|row| disease.is_a(row.disease)) {
        let truth = row.variants.fits(variant);
        if truth != Truth::No && statements.iter().all(|told| told.en != row.en) {
            let Significance { aspect, level, en, da, citation, .. } = row;
            let (en, da) = ((*en).to_owned(), (*da).to_owned());
            statements.push(Statement { aspect: *aspect, level: *level, en, da, truth, citation: *citation });
        }
    }
    statements
}

impl Tiers {
    /// From the oncogenicity and the statements on diagnosis, prognosis and treatment. Statements of which it is unknown
    /// whether they speak of the variant are kept, and give no tier.
    #[must_use]
    pub fn of(class: OncogenicityClass, statements: Vec<Statement>) -> Self {
        let best = |aspect| {
            let levels = statements.iter().filter(|told| told.aspect == aspect && told.truth == Truth::Yes);
            levels.map(|told| told.level).min().map(Tier::from)
        };
        let [diagnostic, prognostic, therapeutic] =
            [Aspect::Diagnostic, Aspect::Prognostic, Aspect::Therapeutic].map(best);
        let benign = class <= OncogenicityClass::LikelyBenign;
        let overall = [diagnostic, prognostic, therapeutic].into_iter().flatten().min().unwrap_or(Tier::III);
        if benign {
            Self { overall: Tier::IV, diagnostic: None, prognostic: None, therapeutic: None, statements }
        } else {
            Self { overall, diagnostic, prognostic, therapeutic, statements }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiers(gene: &str, change: &str, disease: &str, class: OncogenicityClass) -> Tiers {
        let variant = Variant::new(gene.parse().unwrap(), change.parse().unwrap());
        Tiers::of(class, significance(&variant, disease.parse().unwrap()))
    }

    #[test]
    fn the_table_can_be_read() {
        assert_eq!(SIGNIFICANCE.as_ref().map(|_| ()).map_err(ToString::to_string), Ok(()));
    }

    #[test]
    fn each_aspect_has_its_own_tier() {
        let npm1 = tiers("NPM1", "p.W288Cfs*12", "AML", OncogenicityClass::LikelyOncogenic);
        assert_eq!(
            (npm1.diagnostic, npm1.prognostic, npm1.therapeutic),
            (Some(Tier::I(Level::A)), Some(Tier::I(Level::A)), None)
        );
        let notch1 = tiers("NOTCH1", "p.P2514Rfs*4", "CLLSLL", OncogenicityClass::LikelyOncogenic);
        assert_eq!((notch1.overall.to_string().as_str(), notch1.diagnostic), ("I-B", None));
        let runx1 = tiers("RUNX1", "p.R201Q", "AMLNPM1", OncogenicityClass::Oncogenic);
        assert_eq!((runx1.diagnostic, runx1.prognostic), (None, Some(Tier::I(Level::A))), "of ICC and ELN, not of WHO");
    }

    #[test]
    fn without_a_statement_it_is_three_and_a_benign_variant_is_four() {
        assert_eq!(tiers("TTN", "p.A1V", "AML", OncogenicityClass::UncertainSignificance).overall, Tier::III);
        assert_eq!(tiers("NPM1", "p.W288Cfs*12", "CLLSLL", OncogenicityClass::Oncogenic).overall, Tier::III);
        assert_eq!(tiers("ASXL1", "p.E1102D", "AML", OncogenicityClass::Benign).overall, Tier::IV);
    }

    #[test]
    fn a_change_that_is_not_known_gives_no_tier() {
        let unknown = tiers("BRAF", "p.?", "HCL", OncogenicityClass::UncertainSignificance);
        assert_eq!((unknown.overall, unknown.statements[0].truth), (Tier::III, Truth::Unknown));
    }
}
