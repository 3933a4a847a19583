//! Oncogenicity of a somatic variant by the points of three societies (`HORAK2022`), adapted to haematology.
//!
//! METHOD: the criteria that are met add their points; the sum gives the class. The adaptation: hot spots are those counted
//! in cohorts of haematology (`knowledge/genes/hotspots.tsv`), because cancerhotspots.org covers it poorly, as the standard
//! itself says; and how frequent a listed hot spot of clonal haematopoiesis is in the population says nothing, because blood
//! of healthy people carries it.
//!
//! Points that rest on rows which a haematologist has still to confirm are counted apart: [`Oncogenicity::confirmed`] is the
//! class without them. The program cannot judge everything: what a laboratory knows comes in as [`LaboratoryEvidence`], and
//! what nobody looked at is *not assessed*, never *not met*.

mod criteria;

use serde::{Deserialize, Serialize};

use crate::gene::role::Lineage;
use crate::source::{Citation, Standing};
use crate::variant::Variant;

/// The class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OncogenicityClass {
    /// -7 points or fewer.
    Benign,
    /// -6 to -1 points.
    LikelyBenign,
    /// 0 to 5 points.
    UncertainSignificance,
    /// 6 to 9 points.
    LikelyOncogenic,
    /// 10 points or more.
    Oncogenic,
}

impl OncogenicityClass {
    /// The class of a sum of points (`HORAK2022`, table 4).
    #[must_use]
    pub fn of(points: i32) -> Self {
        match points {
            10.. => Self::Oncogenic,
            6..10 => Self::LikelyOncogenic,
            0..6 => Self::UncertainSignificance,
            -6..0 => Self::LikelyBenign,
            _ => Self::Benign,
        }
    }
}

macro_rules! criteria {
    ($($(#[$doc:meta])* $name:ident $points:literal;)*) => {
        /// A criterion, numbered as in tables 2 and 3 of the paper.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "UPPERCASE")]
        pub enum Criterion {
            $($(#[$doc])* $name,)*
        }

        impl Criterion {
            /// Every criterion, in the order of the tables.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The points that it adds when it is met.
            #[must_use]
            pub fn points(self) -> i32 {
                match self { $(Self::$name => $points),* }
            }

            /// Its code in the paper, `OVS1`.
            #[must_use]
            pub fn code(self) -> String {
                match self { $(Self::$name => stringify!($name).to_uppercase()),* }
            }
        }
    };
}

criteria! {
    /// A null variant in a tumour suppressor gene.
    Ovs1 8;
    /// The change of the protein has been classified as oncogenic before.
    Os1 4;
    /// Its function has been shown to be oncogenic.
    Os2 4;
    /// A hot spot with 50 mutations or more, 10 or more of them this change.
    Os3 4;
    /// In a critical part of a domain.
    Om1 2;
    /// Residues lost or gained in frame in an oncogene or tumour suppressor, or the stop lost in a tumour suppressor.
    Om2 2;
    /// A hot spot with fewer than 50 mutations, 10 or more of them this change.
    Om3 2;
    /// Another missense change of the residue has been classified as oncogenic.
    Om4 2;
    /// Every prediction speaks for an effect.
    Op1 1;
    /// The disease has a single genetic cause, this gene.
    Op2 1;
    /// A hot spot at which fewer than 10 mutations are this change.
    Op3 1;
    /// Absent from the population.
    Op4 1;
    /// In more than 5 % of a population.
    Sbvs1 -8;
    /// In more than 1 % of a population.
    Sbs1 -4;
    /// Its function has been shown not to be oncogenic.
    Sbs2 -4;
    /// Every prediction speaks against an effect.
    Sbp1 -1;
    /// Synonymous, without effect on splicing.
    Sbp2 -1;
}

/// How a criterion stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is met and adds its points.
    Met,
    /// It was looked at and is not met.
    NotMet,
    /// Nobody has looked, or what is needed is not known.
    NotAssessed,
}

/// One criterion of one variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Assessment {
    /// The criterion.
    pub criterion: Criterion,
    /// How it stands.
    pub outcome: Outcome,
    /// What was seen.
    pub evidence: String,
    /// The row that the outcome rests on; the standard itself where there is none.
    pub citation: Citation,
}

/// What a laboratory or a curator knows of a variant, each with its source in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LaboratoryEvidence {
    /// Where this change of the protein has been classified as oncogenic by the same standard (OS1).
    pub classified_oncogenic: Option<String>,
    /// Where another missense change of the residue has been (OM4).
    pub other_missense_oncogenic: Option<String>,
    /// Functional studies: whether oncogenic, and where (OS2, SBS2).
    pub function: Option<(bool, String)>,
    /// Predictions: whether all speak for or all against an effect, and which (OP1, SBP1); `None` also if they disagree.
    pub predictions: Option<(bool, String)>,
}

/// The judgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Oncogenicity {
    /// The class.
    pub class: OncogenicityClass,
    /// The sum of points.
    pub points: i32,
    /// Class and points without the criteria that rest on rows still to be confirmed.
    pub confirmed: (OncogenicityClass, i32),
    /// Every criterion, in the order of the tables.
    pub criteria: Vec<Assessment>,
}

impl Oncogenicity {
    /// Judges a variant in a disease of this lineage.
    #[must_use]
    pub fn judge(variant: &Variant, lineage: Lineage, laboratory: &LaboratoryEvidence) -> Self {
        let criteria = criteria::assess(variant, lineage, laboratory);
        let met = || criteria.iter().filter(|assessment| assessment.outcome == Outcome::Met);
        let points = met().map(|assessment| assessment.criterion.points()).sum();
        let confirmed = met()
            .filter(|assessment| assessment.citation.standing != Standing::Remembered)
            .map(|assessment| assessment.criterion.points())
            .sum();
        Self {
            class: OncogenicityClass::of(points),
            points,
            confirmed: (OncogenicityClass::of(confirmed), confirmed),
            criteria,
        }
    }

    /// How a criterion stands.
    #[must_use]
    pub fn outcome(&self, criterion: Criterion) -> Option<Outcome> {
        self.criteria.iter().find(|assessment| assessment.criterion == criterion).map(|assessment| assessment.outcome)
    }
}

#[cfg(test)]
mod tests;
