//! IPSS-M (2022): the molecular score of myelodysplasia, as published, with what is missing as best, mean and worst.

mod derived;
mod genes;
mod terms;

use std::fmt;

use guideline::truth::Truth;
use serde::{Deserialize, Serialize};

pub use derived::{sf3b1_5q, sf3b1_alpha, tp53_multi};
pub use genes::{Gene, GeneStatus, RESIDUAL_GENES};
pub use terms::{TERMS, Term, TermId};

use super::ipss_r::CytogeneticGroup;
use super::points::Note;
use crate::decision_list::Ambiguity;
use crate::laboratory::{BlastPercentage, BloodAndMarrow, Haemoglobin};
use crate::source::Citation;
use genome::quantity::AlleleFraction;

/// How many mutations of `TP53` there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MutationCount {
    /// None.
    None,
    /// One.
    One,
    /// Two or more.
    TwoOrMore,
}

/// What is known of `TP53`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Tp53 {
    /// The number of mutations.
    pub mutations: Option<MutationCount>,
    /// The greatest allele fraction of them, as a fraction.
    pub greatest_fraction: Option<AlleleFraction>,
    /// Whether heterozygosity is lost at the locus, by deletion or copy-neutral.
    pub loss_of_heterozygosity: Truth,
}

/// What IPSS-M asks for. Truths and options that are not known are not wild type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Input {
    /// Haemoglobin, platelets and blasts; neutrophils are not asked.
    pub values: BloodAndMarrow,
    /// The cytogenetic groups of IPSS-R that the karyotype allows.
    pub cytogenetics: Vec<CytogeneticGroup>,
    /// del(5q).
    pub del5q: Truth,
    /// -7 or del(7q).
    pub del7_7q: Truth,
    /// -17 or del(17p).
    pub del17_17p: Truth,
    /// A complex karyotype: three abnormalities or more.
    pub complex: Truth,
    /// `TP53`.
    pub tp53: Tp53,
    /// The other thirty genes.
    pub genes: GeneStatus,
}

impl Input {
    /// Nothing is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            values: BloodAndMarrow::default(),
            cytogenetics: CytogeneticGroup::ALL.to_vec(),
            del5q: Truth::Unknown,
            del7_7q: Truth::Unknown,
            del17_17p: Truth::Unknown,
            complex: Truth::Unknown,
            tp53: Tp53 { mutations: None, greatest_fraction: None, loss_of_heterozygosity: Truth::Unknown },
            genes: GeneStatus::unknown(),
        }
    }
}

/// The risk categories of IPSS-M, from the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Up to -1.5.
    VeryLow,
    /// Above -1.5, up to -0.5.
    Low,
    /// Above -0.5, up to 0.
    ModerateLow,
    /// Above 0, up to 0.5.
    ModerateHigh,
    /// Above 0.5, up to 1.5.
    High,
    /// Above 1.5.
    VeryHigh,
}

impl Category {
    /// As the paper prints it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::VeryLow => "Very Low",
            Self::Low => "Low",
            Self::ModerateLow => "Moderate Low",
            Self::ModerateHigh => "Moderate High",
            Self::High => "High",
            Self::VeryHigh => "Very High",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A score rounded to two decimals, held in hundredths so that it is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(into = "f64")]
pub struct Score(i32);

impl Score {
    /// METHOD: the score is rounded to two decimals *before* it is compared with the cut points (reference program).
    #[allow(clippy::cast_possible_truncation, reason = "a sum of 22 bounded terms stays within a few hundred")]
    fn rounded(raw: f64) -> Self {
        Self((raw * 100.0).round() as i32)
    }

    /// The score.
    #[must_use]
    pub fn get(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// Its category; the cut points belong to the lower one.
    #[must_use]
    pub const fn category(self) -> Category {
        match self.0 {
            i32::MIN..=-150 => Category::VeryLow,
            -149..=-50 => Category::Low,
            -49..=0 => Category::ModerateLow,
            1..=50 => Category::ModerateHigh,
            51..=150 => Category::High,
            151.. => Category::VeryHigh,
        }
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> Self {
        score.get()
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.2}", self.get())
    }
}

/// One term of the sum.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Contribution {
    /// The term.
    pub term: TermId,
    /// The value taken.
    pub value: f64,
    /// Whether the value stands in for one that is not known, wholly or in part.
    pub imputed: bool,
    /// What it adds to the score: coefficient x (value - mean) / ln 2.
    pub adds: f64,
}

/// The score in one scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scenario {
    /// The sum, not rounded: the binary logarithm of the hazard ratio to the average patient.
    pub raw: f64,
    /// The sum to two decimals.
    pub score: Score,
    /// The category of the rounded score.
    pub category: Category,
    /// The terms, in the order of [`TERMS`].
    pub contributions: Vec<Contribution>,
}

/// How much a reader may take from the scenarios.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Nothing that matters is missing: the three scenarios are one.
    NothingMissing,
    /// Worst and best differ by at most 1: the mean scenario stands for the patient.
    SmallRange,
    /// They differ by more, but lie in one category: the category stands, the score does not.
    SameCategory,
    /// They differ by more, and in category: neither stands.
    TooMuchMissing,
}

impl Certainty {
    /// As the reference program comments it.
    #[must_use]
    pub const fn comment(self) -> &'static str {
        match self {
            Self::NothingMissing => "no uncertainty (no missing data)",
            Self::SmallRange => "range (worst - best) below limit",
            Self::SameCategory => "range (worst - best) above limit, but stable category",
            Self::TooMuchMissing => "range (worst - best) above limit",
        }
    }
}

/// IPSS-M with its reasons.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IpssM {
    /// Where the model stands.
    pub citation: Citation,
    /// What is missing has its best value.
    pub best: Scenario,
    /// What is missing has its mean value.
    pub mean: Scenario,
    /// What is missing has its worst value.
    pub worst: Scenario,
    /// How much may be taken from it.
    pub certainty: Certainty,
    /// The scores with haemoglobin held between 4 and 20 g/dL, if they differ: best, mean and worst.
    pub clamped: Option<(Ambiguity, [Score; 3])>,
    /// What a reader has to know.
    pub notes: Vec<Note>,
}

impl IpssM {
    /// The score that stands for the patient, if one may be given.
    #[must_use]
    pub fn score(&self) -> Option<Score> {
        matches!(self.certainty, Certainty::NothingMissing | Certainty::SmallRange).then_some(self.mean.score)
    }

    /// The category that stands for the patient, if one may be given.
    #[must_use]
    pub fn category(&self) -> Option<Category> {
        (self.certainty != Certainty::TooMuchMissing).then_some(self.mean.category)
    }

    /// The terms that are not known, wholly or in part.
    pub fn missing(&self) -> impl Iterator<Item = TermId> {
        self.mean.contributions.iter().filter(|term| term.imputed).map(|term| term.term)
    }
}

/// The reference program holds haemoglobin between 4 and 20 g/dL; the published scores do not.
pub const HAEMOGLOBIN_CLAMP: Ambiguity = Ambiguity {
    id: "haemoglobin_clamp",
    en: "Haemoglobin outside 4 to 20 g/dL: the published scores take it as it is, the reference program takes the bound.",
    da: "Hæmoglobin uden for 4 til 20 g/dL: de publicerede scorer bruger værdien, referenceprogrammet bruger grænsen.",
    readings: &["as measured, as in the published scores", "held between 4 and 20 g/dL, as in the reference program"],
    citation: Citation::checked("IPSSM2022", "published scores of the cohort"),
};

/// IPSS-M of a patient.
#[must_use]
pub fn ipss_m(input: &Input) -> IpssM {
    let grams = input.values.haemoglobin.map(Haemoglobin::grams_per_decilitre);
    let [best, mean, worst] = scenarios(input, grams);
    let held = grams.map(|grams| grams.clamp(4.0, 20.0));
    let clamped = (held != grams).then(|| {
        let readings = scenarios(input, held);
        (HAEMOGLOBIN_CLAMP, readings.map(|scenario| scenario.score))
    });
    let certainty = match worst.score.0 - best.score.0 {
        ..=0 => Certainty::NothingMissing,
        1..=100 => Certainty::SmallRange,
        _ if worst.category == best.category => Certainty::SameCategory,
        _ => Certainty::TooMuchMissing,
    };
    let citation = Citation::checked("IPSSM2022", "model and supplementary tables");
    IpssM { citation, best, mean, worst, certainty, clamped, notes: notes(input) }
}

fn scenarios(input: &Input, grams: Option<f64>) -> [Scenario; 3] {
    let values = terms::values(input, grams);
    let scenario = |which: usize| {
        let contributions: Vec<Contribution> = TERMS
            .iter()
            .zip(&values)
            .map(|(term, value)| {
                // METHOD: beta (x - mean) / ln 2: the log hazard ratio against the average patient, to base 2.
                let adds = term.beta * (value.scenarios[which] - term.mean) / std::f64::consts::LN_2;
                Contribution { term: term.id, value: value.scenarios[which], imputed: value.imputed, adds }
            })
            .collect();
        let raw = contributions.iter().map(|term| term.adds).sum();
        let score = Score::rounded(raw);
        Scenario { raw, score, category: score.category(), contributions }
    };
    [scenario(0), scenario(1), scenario(2)]
}

fn notes(input: &Input) -> Vec<Note> {
    let mut notes = Vec::new();
    let blasts = input.values.blasts.map(BlastPercentage::get);
    if blasts.is_some_and(|blasts| blasts > 20.0) {
        notes.push(Note::fixed(
            "ipss_m_blasts_above_20",
            "IPSS-M was made for less than 20 % blasts; above that it counts them as 20 %.",
            "IPSS-M er lavet til under 20 % blaster; derover regnes de som 20 %.",
        ));
    }
    if input.values.haemoglobin.is_some_and(|hb| hb.grams_per_decilitre() < 4.0) {
        notes.push(Note::fixed(
            "ipss_m_haemoglobin_below_4",
            "A haemoglobin below 4 g/dL (2.5 mmol/L) is unusual: check value and unit.",
            "En hæmoglobin under 4 g/dL (2,5 mmol/L) er usædvanlig: kontrollér værdi og enhed.",
        ));
    }
    if derived::contradicts_loss(input) {
        notes.push(Note::fixed(
            "ipss_m_tp53_loss_contradicted",
            "Loss of heterozygosity at TP53 is said to be absent, yet 17p is deleted or an allele fraction is above 0.55: \
             counted as lost, as the reference program does.",
            "Tab af heterozygoti ved TP53 angives som fraværende, men 17p er deleteret eller en allelfraktion er over 0,55: \
             regnet som tabt, som referenceprogrammet gør.",
        ));
    }
    notes
}

#[cfg(test)]
mod tests;
