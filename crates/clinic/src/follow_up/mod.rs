//! What became of the patient after the report: what is asked, who has answered, and what is due (RR-KPI-00, MC-KPI-02).
//!
//! Answers are events and none is deleted. A person's answer goes before a register's; where a register says otherwise afterwards, both are shown until
//! somebody has looked at it.

mod due;
mod question;
mod response;
mod said;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clock::day_of;
use crate::identifier::StaffId;

pub use due::{AGAIN_AFTER_DAYS, CHOICE_ASKED_AFTER_DAYS, CHOICE_WITHIN_DAYS, Due, MOST_FIELDS, TREATED_WITHIN_DAYS};
pub use question::{Choice, Question, Takes, TreatmentCategory};
pub use response::{Response, criteria_of};
pub use said::{LONGEST_TEXT, Said};

/// What the signed report says that follow-up asks. `None` is always: the report does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportFindings {
    /// Whether it reports a driver of tier I or II (KPI-RR-3).
    pub driver: Option<bool>,
    /// Whether it shows clonality (KPI-MC-4).
    pub clonal: Option<bool>,
    /// Whether the earlier tests are recorded in full (KPI-MC-1).
    pub earlier_tests_complete: Option<bool>,
    /// Whether a driver is in none of them (KPI-MC-1).
    pub new_driver: Option<bool>,
    /// Whether the panel before had shown clonality (KPI-MC-4).
    pub clonal_by_panel: Option<bool>,
    /// What it names as drivers, to be pointed at; nothing is read out of the names here.
    pub drivers: Vec<String>,
}

/// A referral that the guideline does not grant.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusedReferral {
    /// New, earlier or repeat.
    pub kind: crate::order::Kind,
    /// Indication.
    pub indication: String,
    /// Route.
    pub route: String,
    /// The disease group, where the diagnosis is in one.
    pub disease_group: Option<String>,
    /// Rule set id, version and hash.
    pub rule_set: String,
    /// The requesting unit.
    pub unit: String,
    /// What the guideline answers.
    pub answer: RefusedAs,
    /// The rules that decide it.
    pub rules: Vec<String>,
    /// Where the patient is to go instead.
    pub redirects: Vec<String>,
}

crate::code::code_list!(
    /// An answer of the guideline that is no order. An incomplete referral is not refused: it waits for what is missing.
    RefusedAs {
        /// Within the scope and not eligible.
        NotEligible = "not-eligible",
        /// Not of this patient group.
        OutOfScope = "out-of-scope",
        /// Another patient group's, which is named.
        Redirect = "redirect",
    }
);

/// What is written down at once: by a person, or from a register.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The answers.
    pub answers: BTreeMap<Question, Said>,
    /// The register that says so; `None`: whoever writes it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// Seconds from when the form was opened until it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// Why what was answered before is answered otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// An answer, when it was written down, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Answer {
    /// What was said.
    pub said: Said,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: StaffId,
    /// The register that says so.
    pub register: Option<String>,
}

/// A form that somebody filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FilledForm {
    /// When.
    pub at: Timestamp,
    /// How long it took.
    pub seconds: Option<u32>,
}

/// Everything that is known of an order's outcome.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Outcomes {
    /// The last answer of a person to each question.
    pub persons: BTreeMap<Question, Answer>,
    /// The last answer of a register to each question.
    pub registers: BTreeMap<Question, Answer>,
    /// The forms that were filled in.
    pub forms: Vec<FilledForm>,
    /// The last day on which somebody said that the patient was alive.
    pub alive: Option<Date>,
    /// When it was last asked.
    pub asked: Option<Timestamp>,
}

impl Outcomes {
    /// Takes what was written down.
    pub fn take(&mut self, outcome: &Outcome, at: Timestamp, by: &StaffId) {
        let (said, register) = (&outcome.answers, &outcome.register);
        let into = if register.is_some() { &mut self.registers } else { &mut self.persons };
        for (question, said) in said {
            into.insert(*question, Answer { said: said.clone(), at, by: by.clone(), register: register.clone() });
        }
        if said.get(&Question::Death) == Some(&Said::No) {
            self.alive = self.alive.max(Some(day_of(at)));
        }
        if register.is_none() {
            self.forms.push(FilledForm { at, seconds: outcome.seconds });
        }
    }

    /// The answer that counts: a person's that says how it is, else a register's, else "not known" or "not yet".
    #[must_use]
    pub fn answer(&self, question: Question) -> Option<&Answer> {
        let (person, register) = (self.persons.get(&question), self.registers.get(&question));
        let definite = |own: &&Answer| own.said.is_definite();
        [person, register].into_iter().flatten().find(definite).or(person).or(register)
    }

    /// What is known; `None` also where it was said that it is not.
    #[must_use]
    pub fn known(&self, question: Question) -> Option<&Said> {
        self.answer(question).map(|own| &own.said).filter(|said| said.is_definite())
    }

    /// Questions to which a register has said something else than a person before it: both are shown until the person has answered again.
    pub fn contradictions(&self) -> impl Iterator<Item = (Question, &Answer, &Answer)> {
        self.persons.iter().filter_map(|(question, person)| {
            let register = self.registers.get(question)?;
            let differs = person.said.is_definite() && register.said.is_definite() && person.said != register.said;
            (differs && register.at > person.at).then_some((*question, person, register))
        })
    }

    /// Seconds that the forms took, all together; `None` where no form says.
    #[must_use]
    pub fn seconds(&self) -> Option<u32> {
        let told: Vec<u32> = self.forms.iter().filter_map(|own| own.seconds).collect();
        (!told.is_empty()).then(|| told.iter().fold(0, |sum: u32, own| sum.saturating_add(*own)))
    }

    /// The last day on which the patient is known to have been alive, by this order's answers.
    #[must_use]
    pub fn seen_alive(&self) -> Option<Date> {
        let answers = [&self.persons, &self.registers].into_iter();
        let seen = answers.filter_map(|own| own.get(&Question::LastSeen)).filter_map(|own| own.said.day());
        seen.chain(self.alive).max()
    }
}
