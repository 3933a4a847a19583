//! Answers with their path, as the findings document writes them.

use guideline::truth::Truth;
pub use interpretation::decision_list::Fact;
use interpretation::language::Words;
use interpretation::source::Standing;
use serde::{Deserialize, Serialize};

/// Where a statement stands: the id of a source, the place in it, and how far it has been confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cited {
    /// The id of the source.
    pub source: String,
    /// Table, footnote, figure or page.
    pub place: String,
    /// How far it has been confirmed.
    pub standing: Standing,
}

/// A rule on the path to an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Step<C> {
    /// The rule's id.
    pub rule: String,
    /// The class it gives or would give.
    pub class: C,
    /// What the rule says.
    #[serde(flatten)]
    pub says: Words,
    /// Where it stands.
    pub citation: Cited,
    /// Yes for the rule that ends the walk; unknown for one that may hold.
    pub truth: Truth,
    /// The facts that carry it.
    #[serde(default)]
    pub facts: Vec<Fact>,
}

/// What another reading of an open question would answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OtherReading<C> {
    /// The open question.
    pub ambiguity: Ambiguity,
    /// The reading.
    pub reading: String,
    /// Its possible classes.
    pub possible: Vec<C>,
}

/// An open question.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Ambiguity {
    /// What is open.
    #[serde(flatten)]
    pub question: Words,
    /// Where it stands.
    pub citation: Cited,
}

/// An answer with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Answer<C> {
    /// Name and edition of the list.
    pub edition: Edition,
    /// The classes that the known facts allow. One is a definite answer; none: no rule applies.
    pub possible: Vec<C>,
    /// The rules that led there.
    #[serde(default = "Vec::new")]
    pub path: Vec<Step<C>>,
    /// Readings of open questions that would answer otherwise.
    #[serde(default = "Vec::new")]
    pub other_readings: Vec<OtherReading<C>>,
}

/// The name of an edition: one text, or one for each language.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Edition {
    /// In both languages.
    Words(Words),
    /// The same in both.
    Same(String),
}

impl Edition {
    /// In both languages.
    #[must_use]
    pub fn words(&self) -> Words {
        match self {
            Self::Words(words) => words.clone(),
            Self::Same(text) => Words::from(text.clone()),
        }
    }
}

/// An answer, or why the question does not arise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked<T> {
    /// The answer.
    Answered(T),
    /// The question does not arise.
    NotApplicable(Words),
}

/// A score by points.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Scored<C> {
    /// Name and edition.
    pub edition: Edition,
    /// Where the table stands.
    pub citation: Cited,
    /// The total in points, or all that are possible.
    pub total: Vec<f64>,
    /// The categories that the known values allow.
    pub possible: Vec<C>,
    /// The lines of the sum.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Readings of open questions that would answer otherwise.
    #[serde(default = "Vec::new")]
    pub other_readings: Vec<OtherReading<C>>,
    /// What a reader has to know.
    #[serde(default)]
    pub notes: Vec<Words>,
}

/// One line of a score.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Part {
    /// What was asked.
    pub name: Edition,
    /// The points, or all that are possible.
    pub points: Vec<f64>,
}
