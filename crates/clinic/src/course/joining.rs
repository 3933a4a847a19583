//! Two courses that turn out to be one person's become one (docs/decisions/0042).
//!
//! No event is moved and none is changed. The course that goes on takes in the other with one event that holds the other's whole history; the other ends with
//! one that says where it goes on. So a course still follows from its own events alone, and what one decision must see together is one course again.

use jiff::Timestamp;
use jiff::civil::Date;

use super::guard::{der_14_join, der_18_join};
use super::refusal::NotJoined;
use super::{Course, Event, Refusal, Stamped};
use crate::clock::day_of;
use crate::consent::{Consent, ConsentState};
use crate::identifier::{PatientId, StaffId};
use crate::order::OrderState as S;
use crate::staff::Staff;

/// What a joining writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The last event of the course that ends.
    pub into: Event,
    /// The event by which the other takes it in.
    pub joined: Event,
}

impl Course {
    /// Everything that stands against taking another course of the same person into this one.
    #[must_use]
    pub fn against_joining(&self, other: &Self) -> Vec<Refusal> {
        if self.patient == other.patient {
            return vec![Refusal::Joining(NotJoined::Itself)];
        }
        let gone = [self, other].into_iter().filter_map(|own| own.joined_into.clone()).map(Refusal::JoinedInto);
        let at_rest = |state| matches!(state, S::Delivered | S::Acknowledged | S::Discussed | S::Closed | S::Cancelled);
        // What a laboratory or an interpreter has in hand is named by the pseudonym that would end.
        let under_way = other.orders.iter().filter(|own| !at_rest(own.state));
        let under_way = under_way.map(|own| Refusal::Joining(NotJoined::UnderWay(own.id.clone())));
        let names = |own: &Self| own.names().collect::<Vec<_>>();
        let here = names(self);
        let twice = names(other).into_iter().filter(|name| here.contains(name));
        let twice = twice.map(|(what, id)| Refusal::Joining(NotJoined::InBoth(what, id)));
        gone.chain(under_way).chain(twice).collect()
    }

    /// The id of everything in the course, with what it is.
    fn names(&self) -> impl Iterator<Item = (&'static str, String)> {
        let consents = self.consents.iter().map(|own| ("consent", own.id.to_string()));
        let orders = self.orders.iter().map(|own| &own.id).chain(self.refused.iter().map(|(id, ..)| id));
        let specimens = self.specimens.iter().map(|own| ("specimen", own.id.to_string()));
        consents.chain(orders.map(|id| ("order", id.to_string()))).chain(specimens)
    }

    /// Takes another course of the same person into this one, as somebody proposed and somebody else confirms. `history` is what happened in the other.
    ///
    /// # Errors
    /// Everything that stands against it.
    pub fn join(
        &self,
        other: &Self,
        history: Vec<Stamped>,
        proposed_by: &StaffId,
        by: &Staff,
    ) -> Result<Joining, Vec<Refusal>> {
        let mut against = self.against_joining(other);
        against.extend(der_18_join(by).err());
        against.extend(der_14_join(proposed_by, by).err());
        if !against.is_empty() {
            return Err(against);
        }
        Ok(Joining {
            into: Event::JoinedInto { patient: self.patient.clone(), proposed_by: proposed_by.clone() },
            joined: Event::Joined { patient: other.patient.clone(), proposed_by: proposed_by.clone(), history },
        })
    }

    /// The pseudonym goes on elsewhere, and with it everything that was here.
    pub(super) fn leave(&mut self, into: &PatientId) {
        let last = self.last;
        *self = Self { joined_into: Some(into.clone()), last, ..Self::new(self.patient.clone()) };
    }

    /// As it would be if another course of the same person were joined into it: to be shown before somebody confirms it.
    pub fn would_take_in(&mut self, patient: &PatientId, history: &[Stamped], now: Timestamp) {
        self.take_in(patient, history, self.stamp(now));
    }

    /// What was in another course of the same person is in this one from now on.
    pub(super) fn take_in(&mut self, patient: &PatientId, history: &[Stamped], at: Timestamp) {
        let mut other = Self::from_events(patient.clone(), history);
        // A withdrawal is the person's, whichever pseudonym it was written under: it binds what was signed under the other until its day.
        let withdrawn = [last_withdrawal(&other), last_withdrawal(self)];
        for (consents, day) in [&mut self.consents, &mut other.consents].into_iter().zip(withdrawn) {
            let bound =
                |own: &&mut Consent| day.is_some_and(|day| own.record.signed.is_none_or(|signed| signed <= day));
            for own in on_file(consents).filter(bound) {
                own.state = ConsentState::Withdrawn;
                own.withdrawn = Some(at);
            }
        }
        other.consents.iter_mut().for_each(|own| own.joined = Some(at));
        other.orders.iter_mut().for_each(|own| own.joined = Some(at));
        self.consents.append(&mut other.consents);
        self.consents.sort_by_key(|own| own.recorded);
        // One stays on file: what the patient signed last.
        let stays =
            on_file(&mut self.consents).max_by_key(|own| (own.record.signed, own.recorded)).map(|own| own.id.clone());
        for own in on_file(&mut self.consents).filter(|own| Some(&own.id) != stays.as_ref()) {
            own.state = ConsentState::Superseded;
        }
        self.orders.append(&mut other.orders);
        self.orders.sort_by_key(|own| own.stamps.submitted);
        self.specimens.append(&mut other.specimens);
        self.refused.append(&mut other.refused);
        self.refused.sort_by_key(|(_, at, _)| *at);
        self.transplanted = [self.transplanted, other.transplanted].into_iter().flatten().min();
        self.joined.push(other.patient);
        self.joined.append(&mut other.joined);
    }
}

fn on_file(consents: &mut [Consent]) -> impl Iterator<Item = &mut Consent> {
    consents.iter_mut().filter(|own| own.state == ConsentState::OnFile)
}

fn last_withdrawal(course: &Course) -> Option<Date> {
    course.consents.iter().filter_map(|own| own.withdrawn).max().map(day_of)
}

/// Everything that happened to a patient in the order in which it happened: what was taken in stands beside the rest, and each once.
#[must_use]
pub fn told(events: Vec<Stamped>) -> Vec<Stamped> {
    let mut all = Vec::with_capacity(events.len());
    for mut own in events {
        if let Event::Joined { history, .. } = &mut own.event {
            all.extend(told(std::mem::take(history)));
        }
        all.push(own);
    }
    all.sort_by_key(|own| own.at);
    all
}
