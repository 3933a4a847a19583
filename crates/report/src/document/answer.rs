//! Answers of editions, drugs, trials.

use guideline::truth::Truth;
use interpretation::language::Words;
use interpretation::trial::clause::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Cited, Section, Statement};
use crate::bundle::Fact;

/// A class, group or category with its code, where it has one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The code of the findings document.
    pub code: Option<String>,
    /// In words.
    pub words: Words,
}

/// What one edition answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditionAnswer {
    /// Name and edition.
    pub edition: Words,
    /// What the known facts allow: one is a definite answer, none says that no rule applies.
    pub possible: Vec<Named>,
    /// The score, or all that are possible.
    pub scores: Vec<f64>,
    /// The rules that led there.
    pub reasons: Vec<Reason>,
    /// What would settle it.
    pub missing: Vec<Words>,
    /// Readings of open questions that would answer otherwise.
    pub other_readings: Vec<OtherReading>,
    /// What is added to the name.
    pub additions: Vec<Addition>,
    /// What a reader has to know.
    pub notes: Vec<Words>,
    /// Where a score stands as a whole.
    pub citation: Option<Cited>,
}

impl EditionAnswer {
    /// Whether one class is left.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.possible.len() == 1
    }
}

/// A rule on the path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Its id.
    pub rule: String,
    /// What it gives, or would give.
    pub class: Named,
    /// Whether it holds or may hold.
    pub holds: Truth,
    /// What it says.
    pub says: Words,
    /// Where it stands.
    pub citation: Cited,
    /// What was seen.
    pub facts: Vec<Fact>,
}

/// Another reading of an open question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OtherReading {
    /// The reading.
    pub reading: String,
    /// What it answers.
    pub possible: Vec<Named>,
    /// What is open.
    pub question: Words,
    /// Where it stands.
    pub citation: Cited,
}

/// What is added to the name of a class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Addition {
    /// Yes: it is added. Unknown: it would be, if so.
    pub holds: Truth,
    /// The words.
    pub says: Statement,
}

/// Both alleles of `TP53`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlleleStates {
    /// In each definition.
    pub states: Vec<EditionAnswer>,
    /// What a reader has to know.
    pub notes: Vec<Words>,
    /// Dated sentences of the recommendations on it, with their contradictions.
    pub guideline: Vec<GuidelineRow>,
}

/// Risk, by what the disease may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    /// Acute myeloid leukaemia, in each edition.
    pub aml: Section<Vec<EditionAnswer>>,
    /// Myelodysplastic neoplasms, each score.
    pub mds: Section<Vec<EditionAnswer>>,
    /// Myeloma and chronic lymphocytic leukaemia, each score.
    pub lymphoid: Section<Vec<EditionAnswer>>,
    /// What is looked for in a mature lymphoid neoplasm, each marker found, not found or not settled.
    pub markers: Section<Vec<EditionAnswer>>,
    /// Primary refractoriness.
    pub refractoriness: EditionAnswer,
}

/// Evidence on drugs. Never an order and never a ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Therapy {
    /// Drugs whose biomarker was found, or that ask for none, in the order of the table.
    pub drugs: Vec<DrugRow>,
    /// Drugs whose biomarker nobody looked for.
    pub biomarker_not_assessed: Vec<String>,
    /// Dated sentences of the recommendations on these findings.
    pub guideline: Vec<GuidelineRow>,
    /// The last day that the data on approvals know of.
    pub data_to: Date,
}

/// One drug in one setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DrugRow {
    /// The drug.
    pub drug: String,
    /// With what, and for whom, in English.
    pub setting: String,
    /// For which line of treatment; `None` is any.
    pub line: Option<Words>,
    /// Whether that is this patient's.
    pub line_fits: Truth,
    /// The European Medicines Agency, in English.
    pub ema: String,
    /// The Food and Drug Administration, in English.
    pub fda: String,
    /// The Danish Medicines Council.
    pub denmark: Words,
    /// Whether the label asks for a finding.
    pub asks_for_biomarker: bool,
    /// What of it was found.
    pub facts: Vec<Fact>,
    /// Variants by which it acts less.
    pub acts_less_with: Vec<String>,
    /// Where it stands.
    pub citation: Cited,
}

/// A dated sentence of the recommendations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuidelineRow {
    /// The requirement's number.
    pub item: String,
    /// What it says.
    pub says: Words,
    /// The Danish words themselves.
    pub quote: String,
    /// The page.
    pub page: u32,
    /// The year and month of which it speaks.
    pub as_of: String,
    /// The number of a contradiction, and what it is.
    pub contradiction: Option<(String, Words)>,
    /// Where it stands.
    pub citation: Cited,
}

/// How the patient stands to one trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrialAnswer {
    /// Its number.
    pub protocol: String,
    /// Its places.
    pub places: Vec<PlaceAnswer>,
}

impl TrialAnswer {
    /// The best state of a place that takes patients.
    #[must_use]
    pub fn best_open(&self) -> Option<State> {
        self.places.iter().filter(|place| place.open).map(|place| place.state).min()
    }
}

/// A place that a patient may enter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceAnswer {
    /// Step, arm and dose level.
    pub place: String,
    /// Whether it takes patients.
    pub open: bool,
    /// How all conditions stand.
    pub state: State,
    /// Every criterion: what is asked, how it stands, what was seen.
    pub criteria: Vec<(Words, State, Words)>,
}
