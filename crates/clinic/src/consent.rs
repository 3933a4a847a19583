//! Consent: a record on file, its states, and the proof that it is in force.
//!
//! What a consent must hold is for the guideline to say: every hard rule that asks of the consent alone is asked again at
//! every gate (DER-01, COM-CONSENT-01 to -04). No code here knows the name of the form. Nobody can grant an exception.

use guideline::decide::{Outcome, Question};
use guideline::fact::{Facts, Value};
use guideline::rule::{Body, Rule, Stage};
use guideline::rule_set::{RuleSet, Track};
use guideline::switch::Switches;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{CodeList, ConsentForm, IncidentalChoice, Signer, code_list};
use crate::identifier::{ConsentId, PatientId, StaffId};

code_list!(
    /// The states of a consent.
    ConsentState {
        /// On file; whether it is in force is for the rules to say.
        OnFile = "on-file",
        /// Withdrawn by the patient. It never comes back; a new one may be signed.
        Withdrawn = "withdrawn",
        /// Replaced by a later one.
        Superseded = "superseded",
    }
);
code_list!(
    /// What happens to a consent.
    ConsentStep {
        /// The patient withdraws it.
        Withdraw = "withdraw",
        /// Another one is put on file.
        Supersede = "supersede",
    }
);

/// Every transition of a consent (docs/states/consent.txt).
pub const TRANSITIONS: &[(ConsentState, ConsentStep, ConsentState)] = &[
    (ConsentState::OnFile, ConsentStep::Withdraw, ConsentState::Withdrawn),
    (ConsentState::OnFile, ConsentStep::Supersede, ConsentState::Superseded),
];

/// What was signed and said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentRecord {
    /// Whose consent it is.
    pub person: PatientId,
    /// Which form.
    pub form: Option<ConsentForm>,
    /// Its version.
    pub form_version: Option<String>,
    /// When it was signed.
    pub signed: Option<Date>,
    /// By whom.
    pub signer: Option<Signer>,
    /// Who reviewed it with the patient.
    pub reviewed_by: Option<StaffId>,
    /// When the patient was told that nothing new may be found.
    pub told_no_new_information: Option<Date>,
    /// By whom.
    pub told_no_new_information_by: Option<StaffId>,
    /// When the patient was informed of incidental findings.
    pub told_incidental_findings: Option<Date>,
    /// What the patient wants to be told of them.
    pub incidental_choice: Option<IncidentalChoice>,
    /// When the patient was informed of the tissue-use register; never a gate (DER-04).
    pub told_tissue_register: Option<Date>,
    /// SHA-256 of the signed document, in hexadecimal.
    pub document_sha256: Option<String>,
}

/// A consent on file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Consent {
    /// Its id.
    pub id: ConsentId,
    /// What was signed.
    pub record: ConsentRecord,
    /// Its state.
    pub state: ConsentState,
    /// When it was put on file.
    pub recorded: Timestamp,
    /// When it was withdrawn.
    pub withdrawn: Option<Timestamp>,
    /// When it came into the course with another course of the same person.
    pub joined: Option<Timestamp>,
}

/// Proof that a consent is in force: [`Consent::in_force`] is the only way to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    consent: ConsentId,
    choice: IncidentalChoice,
}

impl InForce {
    /// Which consent.
    #[must_use]
    pub fn consent(&self) -> &ConsentId {
        &self.consent
    }

    /// What the patient wants to be told of incidental findings.
    #[must_use]
    pub fn choice(&self) -> IncidentalChoice {
        self.choice
    }
}

/// The rules, and how the source's open questions are read.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The rule set.
    pub rule_set: &'a RuleSet,
    /// The readings.
    pub switches: &'a Switches,
}

impl ConsentRecord {
    /// The rules of a track that stand against this record for a patient on a day; empty when it may be relied on.
    ///
    /// The rules and form versions of the signing day count, or of the requisition where that is later: a form that was
    /// valid when it was signed stays valid.
    #[must_use]
    pub fn against<'r>(
        &self,
        patient: &PatientId,
        withdrawn: bool,
        track: &'r Track,
        rules: Rules<'r>,
        (requisition, today): (Date, Date),
    ) -> Vec<&'r Rule> {
        let facts = self.facts(patient, withdrawn, rules.rule_set, today);
        let day = self.signed.map_or(requisition, |signed| signed.max(requisition));
        let question = Question { facts: &facts, day, switches: rules.switches, excepted: &[] };
        let mut against: Vec<&Rule> = [Stage::Referral, Stage::Release]
            .into_iter()
            .flat_map(|stage| rules.rule_set.decide(track, stage, question).findings)
            .filter(|finding| asks_of_consent_alone(rules.rule_set, finding.rule))
            .filter(|finding| !matches!(finding.outcome, Outcome::Yes | Outcome::NotApplicable))
            .map(|finding| finding.rule)
            .collect();
        against.sort_by(|a, b| a.id.cmp(&b.id));
        against.dedup_by(|a, b| a.id == b.id);
        against
    }

    fn facts<'s>(&'s self, patient: &PatientId, withdrawn: bool, rule_set: &RuleSet, today: Date) -> Facts<'s> {
        fn code<C: CodeList>(member: Option<C>) -> Option<Value<'static>> {
            member.map(|member| Value::Code(member.code()))
        }
        let by_today = |date: Option<Date>| date.map(|date| Value::Truth(date <= today));
        let known = [
            ("consent.form", code(self.form)),
            ("consent.form_version", self.form_version.as_deref().map(Value::Code)),
            ("consent.signed", by_today(self.signed)),
            ("consent.signer", code(self.signer)),
            ("consent.person_matches", Some(Value::Truth(self.person == *patient))),
            ("consent.reviewed", self.reviewed_by.as_ref().map(|_| Value::Truth(true))),
            (
                "consent.told_no_new_information",
                self.told_no_new_information_by.as_ref().and_then(|_| by_today(self.told_no_new_information)),
            ),
            ("consent.told_incidental_findings", by_today(self.told_incidental_findings)),
            ("consent.incidental_choice", code(self.incidental_choice)),
            ("consent.withdrawn", Some(Value::Truth(withdrawn))),
            ("consent.withdrawn_by_requisition", Some(Value::Truth(withdrawn))),
            ("consent.tissue_register_informed", by_today(self.told_tissue_register)),
        ];
        let mut facts = Facts::unknown(rule_set.vocabulary());
        for (id, value) in known {
            if let Some(fact) = rule_set.vocabulary().find(id) {
                facts.set(fact, value);
            }
        }
        facts
    }
}

/// A gate whose every fact is the consent's own.
fn asks_of_consent_alone(rule_set: &RuleSet, rule: &Rule) -> bool {
    matches!(rule.body, Body::Hard { .. })
        && !rule.needs.is_empty()
        && rule.needs.iter().all(|fact| rule_set.fact_id(*fact).starts_with("consent."))
}

impl Consent {
    /// The proof that this consent is in force for the patient, or the rules that stand against it. A withdrawn or
    /// superseded consent is in force for nobody.
    ///
    /// # Errors
    /// Ids of the rules.
    pub fn in_force(
        &self,
        patient: &PatientId,
        track: &Track,
        rules: Rules<'_>,
        days: (Date, Date),
    ) -> Result<InForce, Vec<String>> {
        let withdrawn = self.state != ConsentState::OnFile;
        let against = self.record.against(patient, withdrawn, track, rules, days);
        match self.record.incidental_choice {
            Some(choice) if against.is_empty() && !withdrawn => Ok(InForce { consent: self.id.clone(), choice }),
            _ => Err(against.into_iter().map(|rule| rule.id.clone()).collect()),
        }
    }
}
