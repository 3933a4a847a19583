//! The guards, each a pure function named after the requirement that it holds. They ask; they change nothing.

use std::collections::BTreeSet;

use guideline::decide::{Conclusion, Question};
use guideline::fact::{Facts, Value};
use guideline::rule::Stage;
use jiff::Timestamp;
use jiff::civil::Date;

use super::refusal as words;
use super::{Course, Refusal};
use crate::clock::day_of;
use crate::code::IncidentalChoice;
use crate::consent::{InForce, Rules};
use crate::identifier::StaffId;
use crate::order::{Identity, Order, OrderState};
use crate::sign_off::Report;
use crate::specimen::{PairRole, Specimen, SpecimenState};
use crate::staff::{Role, Staff};

pub(super) type Guarded<T = ()> = Result<T, Refusal>;

fn demand(fulfilled: bool, guard: words::Guard) -> Guarded {
    if fulfilled { Ok(()) } else { Err(Refusal::guard(guard)) }
}

impl Course {
    /// A consent is in force today, for the order's track, with the rules asked again.
    pub(super) fn com_consent_04(&self, order: &Order, rules: Rules<'_>, at: Timestamp) -> Guarded<InForce> {
        let track = rules.rule_set.track(&order.submission.indication, &order.submission.route);
        let (Some(consent), Some(track)) = (self.consent_on_file(), track) else {
            return Err(Refusal::guard(words::COM_CONSENT_04));
        };
        // What was signed under a pseudonym that was joined into this one is the same person's.
        let person = self.joined.iter().find(|own| **own == consent.record.person).unwrap_or(&self.patient);
        consent
            .in_force(person, track, rules, (order.submission.requisition, day_of(at)))
            .map_err(|against| Refusal::Guard(words::COM_CONSENT_04, against))
    }

    /// No donor cells are in a germline specimen that was taken on this day.
    pub(super) fn der_05(&self, order: &Order, specimen: &Specimen, taken: Option<Date>) -> Guarded {
        let spared = taken.is_some_and(|taken| self.transplantation(order).spares(specimen.material, taken));
        demand(spared || !specimen.material.holds_donor_cells(), words::DER_05)
    }

    /// One tube has one role and one label.
    pub(super) fn der_09(&self, specimen: &Specimen, label: &str) -> Guarded {
        let mut others = self.specimens.iter().filter(|other| other.id != specimen.id);
        demand(others.all(|other| other.label.as_deref() != Some(label)), words::DER_09)
    }

    /// A sequenced germline of an earlier order whose pair was not found to be two persons'.
    pub(super) fn der_05_stored(&self, order: &Order) -> Guarded<&Specimen> {
        let transplantation = self.transplantation(order);
        let usable = |specimen: &&Specimen| {
            let discordant =
                self.order(&specimen.order).and_then(|own| own.identity).is_some_and(|identity| !identity.agrees());
            specimen.order != order.id
                && specimen.material.role() == PairRole::Germline
                && specimen.state == SpecimenState::Sequenced
                && !discordant
                && specimen.taken().is_some_and(|taken| transplantation.spares(specimen.material, taken))
        };
        self.specimens.iter().rfind(usable).ok_or(Refusal::guard(words::DER_05_STORED))
    }

    /// What the guideline says of the depths and of whose DNA it is. For a provisional release of the tumour alone the germline is taken
    /// to be as it must be, so that only what is there is judged (DER-06).
    pub(super) fn rr_seq_01_and_der_07(&self, order: &Order, rules: Rules<'_>, provisional: bool) -> Guarded {
        let depth = |role| {
            let depth = self.in_use(order, role).and_then(|specimen| specimen.mean_depth)?;
            Some(Value::Whole(i64::from(depth.min(10_000))))
        };
        let germline = if provisional { Some(Value::Whole(10_000)) } else { depth(PairRole::Germline) };
        let identity = |part: fn(&Identity) -> bool| {
            if provisional {
                Some(Value::Truth(true))
            } else {
                order.identity.as_ref().map(|own| Value::Truth(part(own)))
            }
        };
        let known = [
            ("sequencing.tumour_depth", depth(PairRole::Tumour)),
            ("sequencing.germline_depth", germline),
            ("sequencing.depth_accepted", Some(Value::Truth(order.depth_accepted))),
            ("identity.genotypes_concordant", identity(|own| own.genotypes_concordant)),
            ("identity.sex_concordant", identity(|own| own.sex_concordant)),
        ];
        let mut facts = Facts::unknown(rules.rule_set.vocabulary());
        for (id, value) in known {
            rules.rule_set.vocabulary().find(id).into_iter().for_each(|fact| facts.set(fact, value));
        }
        let submission = &order.submission;
        let none = || Refusal::Rules(Stage::Sequencing, vec![]);
        let track = rules.rule_set.track(&submission.indication, &submission.route).ok_or_else(none)?;
        let question = Question { facts: &facts, day: submission.requisition, switches: rules.switches, excepted: &[] };
        let decision = rules.rule_set.decide(track, Stage::Sequencing, question);
        if decision.conclusion == Conclusion::Pass {
            return Ok(());
        }
        Err(Refusal::Rules(Stage::Sequencing, decision.deciding().map(|finding| finding.rule.id.clone()).collect()))
    }

    /// No run of the order is under way.
    pub(super) fn der_22(&self, order: &Order) -> Guarded {
        let running = |own: &Specimen| own.order == order.id && own.state == SpecimenState::Released;
        demand(!self.specimens.iter().any(running), words::DER_22_RUN)
    }
}

/// The germline is there: the order is not at its provisional stage.
pub(super) fn der_06(order: &Order) -> Guarded {
    demand(order.state != OrderState::Provisional, words::DER_06)
}

/// The pair was compared and agrees.
pub(super) fn der_07(order: &Order) -> Guarded {
    demand(order.identity.is_some_and(Identity::agrees), words::DER_07)
}

/// Material that must grow has grown.
pub(super) fn com_cap_01(specimen: &Specimen) -> Guarded {
    let grown = specimen.state != SpecimenState::Received || !specimen.material.needs_culture();
    demand(grown, words::COM_CAP_01)
}

/// The label that was read is the one that was put on.
pub(super) fn com_sample_01(specimen: &Specimen, label: &str) -> Guarded {
    demand(specimen.label.as_deref() == Some(label), words::COM_SAMPLE_01)
}

/// Each section is given, or says why not.
pub(super) fn com_rep_01(report: &Report) -> Guarded {
    demand(report.missing().is_empty(), words::COM_REP_01)
}

/// The report was composed under the choice in force.
pub(super) fn com_gen_04(report: &Report, choice: IncidentalChoice) -> Guarded {
    demand(report.incidental_choice == choice, words::COM_GEN_04)
}

/// Two persons, and the second has shown again who they are.
pub(super) fn der_14(interpreter: &StaffId, approver: &Staff, at: Timestamp) -> [Guarded; 2] {
    [demand(*interpreter != approver.id, words::DER_14_FOUR_EYES), demand(approver.may_sign(at), words::DER_14_STEP_UP)]
}

/// Two persons say that two courses are one person's.
pub(super) fn der_14_join(proposed_by: &StaffId, by: &Staff) -> Guarded {
    demand(*proposed_by != by.id, words::DER_14_JOIN)
}

/// Whoever joins two courses treats the patient.
pub(super) fn der_18_join(by: &Staff) -> Guarded {
    demand(matches!(by.role, Role::Requester | Role::MdtSecretary), words::DER_18)
}

/// Everyone who received an earlier version receives this one.
pub(super) fn der_15(order: &Order, recipients: &[String]) -> Guarded {
    let now: BTreeSet<&str> = recipients.iter().map(String::as_str).collect();
    demand(!now.is_empty() && order.recipients().is_subset(&now), words::DER_15_RECIPIENTS)
}

/// A report that somebody has is not taken back.
pub(super) fn der_15_cancel(order: &Order) -> Guarded {
    demand(order.stamps.delivered.is_none(), words::DER_15_CANCEL)
}

/// A requester acts for the requesting unit only.
pub(super) fn der_18_unit(order: &Order, by: &Staff) -> Guarded {
    demand(by.role != Role::Requester || by.unit == order.submission.unit, words::DER_18_UNIT)
}

/// A reason is given in words.
pub(super) fn der_20(reason: &str) -> Guarded {
    demand(!reason.trim().is_empty(), words::DER_20)
}
