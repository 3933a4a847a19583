//! What is due, and since when: pure, from the course and the day.
//!
//! The guideline's windows are 90 days after the report for the choice of treatment (KPI-RR-4, KPI-MC-2), 180 days after it for treatment in a protocol
//! (KPI-RR-1), and 180 days after the first dose for the response (KPI-RR-2a). A window's question is asked once it is over, since only then the answer is
//! final; the choice of treatment is asked before its window ends, since what is written down later does not count.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::{Outcomes, Question, Said, criteria_of};
use crate::clock::day_of;
use crate::course::Course;
use crate::mdt::Conclusion;
use crate::order::{CancelReason, Order, OrderState};

/// Most fields of a form (RR-DATA-04).
pub const MOST_FIELDS: usize = 5;
/// Days after the report within which the choice of treatment is recorded (Annex D).
pub const CHOICE_WITHIN_DAYS: i64 = 90;
/// Days after the report within which treatment in a protocol starts, and after the first dose within which response is assessed (Annex D).
pub const TREATED_WITHIN_DAYS: i64 = 180;
/// Days after the report from which the choice of treatment is asked, so that a conference can have said it before (our own).
pub const CHOICE_ASKED_AFTER_DAYS: i64 = 30;
/// Days after which what was answered "not yet", or was asked in vain, is asked again (our own).
pub const AGAIN_AFTER_DAYS: i64 = 30;

/// A form that is due: its fields, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The fields, at most [`MOST_FIELDS`].
    pub questions: Vec<Question>,
    /// The day from which the first of them was due.
    pub since: Date,
    /// The last day on which an answer to the first of them counts; `None`: any.
    pub until: Option<Date>,
}

fn after(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// Whether what was said of a question leaves it open on a day.
fn is_open(outcomes: &Outcomes, question: Question, day: Date) -> bool {
    match outcomes.answer(question) {
        None => true,
        Some(own) if own.said == Said::NotYet => day >= after(day_of(own.at), AGAIN_AFTER_DAYS),
        // Alive is true of the day on which it was said.
        Some(own) if question == Question::Death && own.said == Said::No => {
            day >= after(day_of(own.at), AGAIN_AFTER_DAYS)
        }
        Some(_) => false,
    }
}

impl Order {
    /// The criteria by which response is judged; `None`: the guideline's open question INC-38 names none for the disease.
    #[must_use]
    pub fn criteria(&self) -> Option<&'static str> {
        criteria_of(self.submission.disease_group.as_deref(), self.submission.aml)
    }

    /// What the conference has settled of the choice of treatment; a referral to the phase-1 unit is no choice yet.
    #[must_use]
    pub fn settled_choice(&self) -> Option<super::Choice> {
        match self.decision.as_ref()?.conclusion {
            Conclusion::TreatmentChanged => Some(super::Choice::Changed),
            Conclusion::TreatmentSupported => Some(super::Choice::Supported),
            Conclusion::NoContribution => Some(super::Choice::Neither),
            Conclusion::ReferredToPhaseOne | Conclusion::Pending => None,
        }
    }

    /// What the choice of treatment is known to be: by an answer, else by the conference.
    #[must_use]
    pub fn choice(&self) -> Option<super::Choice> {
        use crate::code::CodeList;
        let answered = self.outcomes.known(Question::TreatmentChoice).and_then(Said::word);
        answered.and_then(super::Choice::from_code).or_else(|| self.settled_choice())
    }
}

impl Course {
    /// Whether the patient is known to have died, by any order's answers or by how an order ended.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.death().is_some() || self.orders.iter().any(|own| own.cancelled == Some(CancelReason::Death))
    }

    /// The form that is due of an order on a day, if one is. After a death nothing is asked (DER-25); it can be written down all the same.
    #[must_use]
    pub fn due(&self, order: &Order, now: Timestamp) -> Option<Due> {
        let (day, signed) = (day_of(now), day_of(order.stamps.signed?));
        if self.is_dead() || order.state == OrderState::Cancelled {
            return None;
        }
        let own = &order.outcomes;
        let open = |question: &Question| is_open(own, *question, day);
        // Each group of fields with the day from which it is asked, and the last on which it counts.
        for (questions, since, until) in groups(order, signed) {
            let questions: Vec<Question> = questions.into_iter().filter(|own| open(own)).collect();
            // Whether somebody is alive is asked with something else, never by itself.
            let more = questions.iter().any(|own| *own != Question::Death);
            if day >= since && until.is_none_or(|until| day <= until) && more {
                return Some(Due { questions, since, until });
            }
        }
        None
    }
}

/// What is asked of an order, group by group, each at its time.
fn groups(order: &Order, signed: Date) -> Vec<(Vec<Question>, Date, Option<Date>)> {
    use Question as Q;
    let own = &order.outcomes;
    let mc = order.submission.indication == "MC";
    let mut choice = Vec::new();
    if order.settled_choice().is_none() {
        choice.push(Q::TreatmentChoice);
    }
    if order.choice() != Some(super::Choice::Neither) {
        choice.extend([Q::Variant, Q::TreatmentCategory]);
    }
    let mut all = vec![(choice, after(signed, CHOICE_ASKED_AFTER_DAYS), Some(after(signed, CHOICE_WITHIN_DAYS)))];
    if mc {
        // Class and risk have no window; they are asked with the choice, and after it where that was missed.
        all[0].0.extend([Q::ClassChanged, Q::RiskChanged]);
        all.push((vec![Q::ClassChanged, Q::RiskChanged], after(signed, CHOICE_WITHIN_DAYS + 1), None));
        return all;
    }
    let mut protocol = vec![Q::FirstDose];
    if own.known(Q::FirstDose) != Some(&Said::No) {
        protocol.extend([Q::ProtocolId, Q::BecauseOfWgs, Q::Variant]);
    }
    protocol.push(Q::Death);
    all.push((protocol, after(signed, TREATED_WITHIN_DAYS), None));
    let because = own.known(Q::BecauseOfWgs) == Some(&Said::Yes);
    if let (Some(dose), true) = (own.known(Q::FirstDose).and_then(Said::day), because) {
        let mut response = if order.criteria().is_some() { vec![Q::Response, Q::Assessed] } else { vec![] };
        response.extend([Q::Progression, Q::Death]);
        all.push((response, after(dose, TREATED_WITHIN_DAYS), None));
    }
    all
}
