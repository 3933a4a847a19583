//! The answer to what the referral asks.

use interpretation::language::Words;
use serde::{Deserialize, Serialize};

use super::Statement;

/// The answer: the question of the referral first, then the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conclusion {
    /// The questions with their answers.
    pub answers: Vec<QuestionAnswer>,
}

/// One question and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuestionAnswer {
    /// The question.
    pub question: Question,
    /// Whether the referral's purpose asks it.
    pub asked_for: bool,
    /// How it is answered.
    pub contribution: Contribution,
    /// The answer in words, the weightiest first.
    pub says: Vec<Statement>,
}

/// A question that a report answers. The three conclusions of the guideline (MC-REP-02) are [`Self::Prognosis`],
/// [`Self::TargetedTreatment`] and [`Self::Transplantation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Is there an option in a trial (RR-P1, COM-STRAT-03)?
    TargetedTrial,
    /// Which disease is it (MC-P1)?
    Diagnosis,
    /// What drives it (MC-P1)?
    Pathogenesis,
    /// How will it go, and is standard treatment expected to act (MC-REP-02, 1)?
    Prognosis,
    /// Does anything found bear on targeted drugs (MC-REP-02, 2)?
    TargetedTreatment,
    /// Does anything found bear on consolidating transplantation (MC-REP-02, 3)?
    Transplantation,
}

impl Question {
    /// Every question.
    pub const ALL: [Self; 6] = [
        Self::TargetedTrial,
        Self::Diagnosis,
        Self::Pathogenesis,
        Self::Prognosis,
        Self::TargetedTreatment,
        Self::Transplantation,
    ];

    /// In words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::TargetedTrial => Words::new("Option in a trial", "Mulighed i et forsøg"),
            Self::Diagnosis => Words::new("Diagnosis", "Diagnose"),
            Self::Pathogenesis => Words::new("Pathogenesis", "Patogenese"),
            Self::Prognosis => Words::new(
                "Prognosis and expected effect of standard treatment",
                "Prognose og forventet effekt af standardbehandling",
            ),
            Self::TargetedTreatment => Words::new("Targeted treatment", "Targeteret behandling"),
            Self::Transplantation => Words::new("Consolidating transplantation", "Konsoliderende transplantation"),
        }
    }
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contribution {
    /// Something was found that bears on it.
    Found,
    /// It was looked for, and nothing was found that bears on it.
    None,
    /// What is known leaves more than one answer.
    Open,
    /// It was not looked for.
    NotAssessed,
}

impl Contribution {
    /// In words.
    #[must_use]
    pub fn words(self) -> Words {
        match self {
            Self::Found => Words::new("found", "fundet"),
            Self::None => Words::new("none found", "ingen fundet"),
            Self::Open => Words::new("not settled", "ikke afgjort"),
            Self::NotAssessed => Words::new("not assessed", "ikke vurderet"),
        }
    }
}
