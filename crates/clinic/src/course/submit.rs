//! From an eligible referral to an order: the only door.

use guideline::code_set::CodeSet;
use guideline::decide::{Conclusion, TrackDecision};
use guideline::rule::Stage;
use jiff::Timestamp;
use jiff::civil::Date;

use super::guard::der_18_unit;
use super::refusal as words;
use super::{Course, Event, NewOrder, Refusal};
use crate::clock::day_of;
use crate::consent::Rules;
use crate::eligibility::Assessment;
use crate::follow_up::{RefusedAs, RefusedReferral};
use crate::identifier::OrderId;
use crate::order::{Kind, Order, OrderState, Submission};
use crate::referral::Referral;
use crate::staff::{Role, Staff};

/// Two orders of one patient and indication within this many days are pointed out (DER-21; the figure is our own).
pub const DUPLICATE_WINDOW_DAYS: i32 = 90;

impl Course {
    /// Decides on a submission.
    ///
    /// # Errors
    /// Everything that stands against it.
    pub fn submit(
        &self,
        new: &NewOrder<'_>,
        by: &Staff,
        now: Timestamp,
        rules: Rules<'_>,
    ) -> Result<Vec<Event>, Vec<Refusal>> {
        if let Some(into) = &self.joined_into {
            return Err(vec![Refusal::JoinedInto(into.clone())]);
        }
        let assessment = new.assessment;
        let referral = assessment.referral();
        let mut against = Vec::new();
        let mut note = |refused: Option<Refusal>| against.extend(refused);
        note((by.role != Role::Requester).then_some(Refusal::guard(words::DER_18)));
        note((!is_requester(by, referral)).then_some(Refusal::guard(words::COM_REQ_01)));
        note(self.order(&new.order).map(|own| Refusal::Taken("order", own.id.to_string())));
        for refusal in not_granted(assessment) {
            note(Some(refusal));
        }
        note((!self.com_repeat_01(&new.kind, assessment)).then_some(Refusal::guard(words::COM_REPEAT_01)));
        note(self.der_21(new, referral.requisition.date).then_some(Refusal::guard(words::DER_21)));
        let Some(submission) = submission(new, by) else {
            note(Some(Refusal::Rules(Stage::Plan, vec![])));
            return Err(against);
        };
        // The order as it would be, so that the guards of every later step are asked of the same thing.
        let order = Order::submitted(new.order.clone(), submission, now);
        note(self.com_consent_04(&order, rules, self.stamp(now)).err());
        note(der_18_unit(&order, by).err());
        if !against.is_empty() {
            return Err(against);
        }
        Ok(vec![Event::OrderSubmitted { order: order.id, submission: Box::new(order.submission) }])
    }

    /// What is to be written down of a referral that the guideline does not grant: `None` where it does, where something is still missing, and where it is not
    /// the requester's own referral of a new order.
    #[must_use]
    pub fn refuse(&self, new: &NewOrder<'_>, by: &Staff) -> Option<Event> {
        let (assessment, picked) = (new.assessment, new.assessment.picked());
        let answer = match assessment.conclusion() {
            Conclusion::Refused => RefusedAs::NotEligible,
            Conclusion::OutOfScope => RefusedAs::OutOfScope,
            Conclusion::Redirect => RefusedAs::Redirect,
            Conclusion::Pass | Conclusion::Incomplete | Conclusion::Hold => return None,
        };
        let own = by.role == Role::Requester && is_requester(by, assessment.referral());
        if !own || self.order(&new.order).is_some() || self.joined_into.is_some() {
            return None;
        }
        let identity = &assessment.rule_set().identity;
        let referral = Box::new(RefusedReferral {
            kind: new.kind.clone(),
            indication: picked.track().indication.id.clone(),
            route: picked.track().route.id.clone(),
            disease_group: disease_group(assessment),
            rule_set: format!("{} {} {}", identity.id, identity.version, assessment.rule_set().hash),
            unit: by.unit.clone(),
            answer,
            rules: picked.referral.deciding().map(|finding| finding.rule.id.clone()).collect(),
            redirects: picked.referral.redirects().into_iter().map(str::to_owned).collect(),
        });
        Some(Event::ReferralRefused { order: new.order.clone(), referral })
    }

    /// A repeat links to an accepted order of this patient, with the reason that the rules were asked about; nothing else calls itself a
    /// repeat.
    fn com_repeat_01(&self, kind: &Kind, assessment: &Assessment<'_>) -> bool {
        let repeat = &assessment.referral().repeat;
        let accepted = |id: &OrderId| {
            self.order(id).is_some_and(|order| !matches!(order.state, OrderState::Submitted | OrderState::Cancelled))
        };
        match kind {
            Kind::Repeat { earlier, reason } => {
                repeat.repeat == Some(true) && repeat.reason == Some(*reason) && accepted(earlier)
            }
            Kind::New | Kind::PreviouslyReferred => repeat.repeat != Some(true),
        }
    }

    /// Whether there is an order of the same indication nearby that the requester has not pointed at.
    fn der_21(&self, new: &NewOrder<'_>, requisition: Date) -> bool {
        let indication = &new.assessment.picked().track().indication.id;
        let seen = |id: &OrderId| {
            new.acknowledged_duplicates.contains(id)
                || matches!(&new.kind, Kind::Repeat { earlier, .. } if earlier == id)
        };
        self.orders.iter().any(|order| {
            let apart = (requisition - order.submission.requisition).get_days().abs();
            order.state != OrderState::Cancelled
                && order.submission.indication == *indication
                && apart <= DUPLICATE_WINDOW_DAYS
                && !seen(&order.id)
        })
    }
}

/// The guideline's answers to a referral that do not let it through.
#[must_use]
pub fn not_granted(assessment: &Assessment<'_>) -> Vec<Refusal> {
    let decisions = [&assessment.picked().referral, &assessment.picked().plan];
    let refused = decisions.into_iter().filter(|own| own.conclusion != Conclusion::Pass);
    let rules = |own: &TrackDecision<'_>| own.deciding().map(|finding| finding.rule.id.clone()).collect();
    refused.map(|own| Refusal::Rules(own.stage, rules(own))).collect()
}

/// The person signed in is the requester whom the rules were asked about (COM-REQ-01): registered facts, not statements.
fn is_requester(by: &Staff, referral: &Referral) -> bool {
    let stated = &referral.requester;
    by.authorisation_id.is_some()
        && stated.authorisation_id == by.authorisation_id
        && stated.specialty == Some(by.specialty)
        && stated.unit.as_ref() == Some(&by.unit)
}

/// What the submission fixes; `None` when the plan books no units or the referral does not grant an order.
fn submission(new: &NewOrder<'_>, by: &Staff) -> Option<Submission> {
    let assessment = new.assessment;
    let granted = assessment.grant()?;
    let referral = assessment.referral();
    let track = assessment.picked().track();
    let code = referral.diagnosis.code.as_ref();
    let aml = assessment.rule_set().set("MC-AML");
    Some(Submission {
        kind: new.kind.clone(),
        indication: track.indication.id.clone(),
        route: track.route.id.clone(),
        rule_set: granted.rule_set().to_owned(),
        decision: None,
        requisition: granted.day(),
        excepted: granted.excepted().to_vec(),
        mdt: referral.mdt.date,
        requester: by.id.clone(),
        unit: by.unit.clone(),
        aml: code.zip(aml).is_some_and(|(code, aml)| aml.holds(code.sks(), None, granted.day())),
        fast_track: referral.requisition.fast_track == Some(true),
        disease_group: disease_group(assessment),
        tumour: referral.plan.tumour?,
        germline: referral.plan.germline?,
        site: referral.plan.site.clone(),
        allogeneic_transplant: referral.plan.allogeneic_transplant,
        units: assessment.units()?,
        acknowledged_duplicates: new.acknowledged_duplicates.clone(),
    })
}

/// The first value set of the indication that holds the diagnosis on the day of the requisition.
fn disease_group(assessment: &Assessment<'_>) -> Option<String> {
    let referral = assessment.referral();
    let indication = &assessment.picked().track().indication.id;
    let belongs = |id: &str| id.strip_prefix(indication.as_str()).is_some_and(|rest| rest.starts_with('-'));
    let code = referral.diagnosis.code.as_ref()?;
    let holds = |set: &&CodeSet| belongs(&set.id) && set.holds(code.sks(), None, referral.requisition.date);
    assessment.rule_set().sets().iter().find(holds).map(|set| set.id.clone())
}

/// Whether a consent is the patient's own and complete, before it is put on file.
impl Course {
    pub(super) fn com_consent_01(
        &self,
        record: &crate::consent::ConsentRecord,
        rules: Rules<'_>,
        at: Timestamp,
    ) -> Option<Refusal> {
        if record.person != self.patient {
            return Some(Refusal::guard(words::COM_CONSENT_01_PERSON));
        }
        let today = day_of(at);
        let asked = record.signed.unwrap_or(today);
        let mut against: Vec<String> = Vec::new();
        for track in rules.rule_set.tracks() {
            let rules = record.against(&self.patient, false, track, rules, (asked, today));
            against.extend(rules.into_iter().map(|rule| rule.id.clone()));
        }
        against.sort_unstable();
        against.dedup();
        let early = record.signed.is_none_or(|signed| signed < rules.rule_set.identity.effective_from);
        (early || !against.is_empty()).then_some(Refusal::Guard(words::COM_CONSENT_01, against))
    }
}
