//! Follow-up: what stands against an answer, what a report says at its signature, and when it was asked.

use jiff::Timestamp;
use jiff::civil::Date;

use super::guard::{der_18_unit, der_20};
use super::refusal as words;
use super::{Course, Event, Refusal};
use crate::clock::day_of;
use crate::follow_up::{AGAIN_AFTER_DAYS, Due, MOST_FIELDS, Outcome, Question as Q, ReportFindings, Said};
use crate::identifier::OrderId;
use crate::order::Order;
use crate::staff::{Role, Staff};

/// Which day cannot precede which.
const LATER_AND_EARLIER: [(Q, Q); 4] =
    [(Q::Assessed, Q::FirstDose), (Q::Progression, Q::FirstDose), (Q::Death, Q::FirstDose), (Q::Death, Q::Progression)];

impl Course {
    /// Everything that stands against an answer.
    pub(super) fn against_outcome(&self, order: &Order, outcome: &Outcome, by: &Staff, at: Timestamp) -> Vec<Refusal> {
        let mut against = Vec::new();
        against.extend(order.stamps.signed.is_none().then_some(Refusal::Order(order.state)));
        against.extend(der_18_unit(order, by).err());
        let manages = by.role == Role::DataManager;
        let by_register = outcome.register.as_ref();
        if by_register.is_some_and(|own| !manages || own.trim().is_empty()) {
            against.push(Refusal::guard(words::RR_DATA_02));
        }
        if outcome.answers.is_empty() || (!manages && outcome.answers.len() > MOST_FIELDS) {
            against.push(Refusal::guard(words::RR_DATA_04));
        }
        let (today, criteria) = (day_of(at), order.criteria());
        for (question, said) in &outcome.answers {
            against.extend((!said.fits(*question, criteria)).then_some(Refusal::Answer(*question, criteria)));
            against.extend(said.day().is_some_and(|day| day > today).then_some(Refusal::Days(*question, None)));
        }
        if by_register.is_none() && is_correction(order, outcome) {
            against.extend(der_20(outcome.reason.as_deref().unwrap_or_default()).err());
        }
        // As it would be: what is asked of days and of what belongs together is asked of all that is known then.
        let mut after = self.clone();
        let own = after.orders.iter_mut().filter(|own| own.id == order.id);
        own.for_each(|own| own.outcomes.take(outcome, at, &by.id));
        against.extend(after.days_out_of_order());
        if let Some(after) = after.order(&order.id).filter(|_| by_register.is_none()) {
            against.extend(needs(after));
        }
        against
    }

    /// Days that contradict each other, in any order of the patient: a death is every order's.
    fn days_out_of_order(&self) -> Vec<Refusal> {
        let death = self.death();
        let mut found = Vec::new();
        for order in &self.orders {
            let day = |question: Q| match question {
                Q::Death => death,
                question => order.outcomes.known(question).and_then(Said::day),
            };
            for (later, earlier) in LATER_AND_EARLIER {
                let before = day(later).zip(day(earlier)).is_some_and(|(later, earlier)| later < earlier);
                let refusal = Refusal::Days(later, Some(earlier));
                if before && !found.contains(&refusal) {
                    found.push(refusal);
                }
            }
        }
        found
    }

    /// The day of death, by whichever order it was written down of last.
    #[must_use]
    pub fn death(&self) -> Option<Date> {
        let told = self.orders.iter().filter_map(|own| own.outcomes.answer(Q::Death));
        let told = told.filter(|own| own.said.is_definite()).max_by_key(|own| own.at);
        told.and_then(|own| own.said.day())
    }

    /// The last day on which the patient is known to have been alive, or dead.
    #[must_use]
    pub fn last_seen(&self) -> Option<Date> {
        self.death().or_else(|| self.orders.iter().filter_map(|own| own.outcomes.seen_alive()).max())
    }

    /// What the report of this SHA-256 says, once it is signed; `None` where the order has no such report, or says it already.
    #[must_use]
    pub fn findings(&self, order: &OrderId, report: &str, findings: ReportFindings) -> Option<Event> {
        let own = self.order(order)?;
        let last = own.reports.iter().rfind(|version| version.signed.is_some())?;
        let new = last.report.sha256 == report && own.findings.as_ref() != Some(&findings);
        new.then(|| Event::FindingsRecorded { order: order.clone(), report: report.to_owned(), findings })
    }

    /// That a form is asked for, once it is due and has not been asked lately.
    #[must_use]
    pub fn ask(&self, order: &OrderId, now: Timestamp) -> Option<(Event, Due)> {
        let own = self.order(order)?;
        let due = self.due(own, now)?;
        let lately = own
            .outcomes
            .asked
            .is_some_and(|asked| i64::from((day_of(now) - day_of(asked)).get_days()) < AGAIN_AFTER_DAYS);
        let asked = Event::OutcomeAsked { order: order.clone(), questions: due.questions.clone() };
        (!lately).then_some((asked, due))
    }
}

/// Whether a person's answer takes the place of another. Alive and then dead, and no progression and then one, are developments.
fn is_correction(order: &Order, outcome: &Outcome) -> bool {
    let differs = |(question, said): (&Q, &Said)| {
        let before = order.outcomes.persons.get(question).map(|own| &own.said).filter(|own| own.is_definite());
        let goes_on = |before: &Said| {
            let happened = matches!(question, Q::Progression | Q::FirstDose) && said.day().is_some();
            *before == Said::No && (happened || *question == Q::Death)
        };
        before.is_some_and(|before| before != said && !goes_on(before))
    };
    outcome.answers.iter().any(differs)
}

/// What belongs together and is not there.
fn needs(order: &Order) -> Vec<Refusal> {
    let own = &order.outcomes;
    // "Not known" is an answer; "not yet" leaves the mark without what it rests on.
    let is_said = |question: &Q| own.answer(*question).is_some_and(|own| own.said != Said::NotYet);
    let lacks = |questions: &[Q]| !questions.iter().all(is_said);
    let by_wgs = own.known(Q::BecauseOfWgs) == Some(&Said::Yes);
    let chosen = own.known(Q::TreatmentChoice).and_then(Said::word).is_some_and(|word| word != "neither");
    let mut against = Vec::new();
    if by_wgs && lacks(&[Q::Variant, Q::ProtocolId, Q::FirstDose]) {
        against.push(Refusal::guard(words::RR_KPI_02));
    }
    if chosen && order.submission.indication == "MC" && lacks(&[Q::Variant, Q::TreatmentCategory]) {
        against.push(Refusal::guard(words::MC_KPI_02));
    }
    against
}
