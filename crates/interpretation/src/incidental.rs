//! What of possible inherited findings is said, by the patient's choice, and the task for clinical genetics.
//!
//! The guideline asks for the patient's choice (RR-CONSENT-03, MC-CONSENT-03), that findings reach the report only by it and
//! that what is held back is logged (COM-GEN-04, DER-13), and for an agreed way to a department of clinical genetics
//! (RR-GEN-01, MC-VALUE-03). "Tilfældighedsfund" and "sekundære fund" are one thing (INC-33).

use serde::{Deserialize, Serialize};

use crate::predisposition::{PossibleGermline, Treatable};

/// What the patient wants to be told. The codes are those of the referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IncidentalChoice {
    /// Everything.
    All,
    /// Only what can be treated or prevented.
    TreatableOnly,
    /// Nothing.
    None,
    /// The patient has not decided: nothing is shown.
    Undecided,
}

/// Whether clinical genetics may see what the patient does not want to be told. A policy, not a rule of medicine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeldBack {
    /// Yes.
    ToClinicalGenetics,
    /// No: it is counted only.
    CountedOnly,
}

/// A task for a department of clinical genetics. Only that role may open it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GeneticsTask {
    /// The findings.
    pub findings: Vec<PossibleGermline>,
    /// What is asked, in English.
    pub en: &'static str,
    /// What is asked, in Danish.
    pub da: &'static str,
}

/// What is said and what is held back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Disclosure {
    /// The choice it follows.
    pub choice: IncidentalChoice,
    /// For the report.
    pub shown: Vec<PossibleGermline>,
    /// How many are held back from the report; to be logged.
    pub held_back: usize,
    /// Of these, how many because nobody has decided whether they can be treated.
    pub treatable_not_decided: usize,
    /// The task; `None` if there is nothing to ask.
    pub task: Option<GeneticsTask>,
}

impl IncidentalChoice {
    fn allows(self, finding: &PossibleGermline) -> bool {
        match self {
            Self::All => true,
            Self::TreatableOnly => finding.row.treatable == Treatable::Yes,
            Self::None | Self::Undecided => false,
        }
    }
}

impl Disclosure {
    /// Divides the flags by the patient's choice.
    #[must_use]
    pub fn by_choice(flags: Vec<PossibleGermline>, choice: IncidentalChoice, held_back: HeldBack) -> Self {
        let all = flags.clone();
        let (shown, kept): (Vec<_>, Vec<_>) = flags.into_iter().partition(|finding| choice.allows(finding));
        let undecided = kept.iter().filter(|finding| finding.row.treatable == Treatable::NotDecided).count();
        let findings = if held_back == HeldBack::ToClinicalGenetics { all } else { shown.clone() };
        Self {
            choice,
            held_back: kept.len(),
            treatable_not_decided: if choice == IncidentalChoice::TreatableOnly { undecided } else { 0 },
            task: (!findings.is_empty()).then_some(GeneticsTask {
                findings,
                en: "Possible germline variant: please judge whether it is inherited, and whether family members or a related donor are concerned.",
                da: "Mulig kimbanevariant: vurdér venligst, om den er arvelig, og om familiemedlemmer eller en beslægtet donor berøres.",
            }),
            shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predisposition::predispositions;
    use guideline::truth::Truth;

    fn flags() -> Vec<PossibleGermline> {
        ["TP53", "DDX41", "RUNX1"]
            .map(|gene| PossibleGermline {
                variant: gene.into(),
                row: predispositions().iter().find(|row| row.gene.symbol() == gene).unwrap(),
                may_be_inherited: Truth::Yes,
                reasons: Vec::new(),
            })
            .into()
    }

    #[test]
    fn the_choice_divides_what_is_said_from_what_is_held_back() {
        for (choice, shown, held_back, not_decided) in [
            (IncidentalChoice::All, 3, 0, 0),
            (IncidentalChoice::TreatableOnly, 1, 2, 2),
            (IncidentalChoice::None, 0, 3, 0),
            (IncidentalChoice::Undecided, 0, 3, 0),
        ] {
            let said = Disclosure::by_choice(flags(), choice, HeldBack::CountedOnly);
            assert_eq!((said.shown.len(), said.held_back, said.treatable_not_decided), (shown, held_back, not_decided));
            assert_eq!(said.task.map_or(0, |task| task.findings.len()), shown);
        }
    }

    #[test]
    fn clinical_genetics_sees_what_is_held_back_only_by_policy() {
        let said = Disclosure::by_choice(flags(), IncidentalChoice::None, HeldBack::ToClinicalGenetics);
        assert_eq!((said.shown.len(), said.task.map(|task| task.findings.len())), (0, Some(3)));
        let none = Disclosure::by_choice(Vec::new(), IncidentalChoice::All, HeldBack::ToClinicalGenetics);
        assert_eq!(none.task, None);
    }

    #[test]
    fn the_codes_are_those_of_the_referral() {
        let code = |choice| serde_json::to_value(choice).unwrap();
        assert_eq!(code(IncidentalChoice::TreatableOnly), "treatable-only");
        assert_eq!(code(IncidentalChoice::Undecided), "undecided");
    }
}
