//! A patient's course: consents, orders and specimens together, because what may happen to one depends on the others.
//!
//! [`Course::decide`] and [`Course::submit`] are pure: state, wish, actor, time and rules in, events or refusals out. [`Course::apply`]
//! takes events as they are. A course is nothing but its events in order, so it can be made again from them at any time.

mod apply;
mod command;
mod decide;
mod event;
mod guard;
mod joining;
mod kind;
mod outcome;
mod refusal;
mod submit;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock::{Milestone, Milestones, Timing, beginning_of};
use crate::consent::{Consent, ConsentState};
use crate::follow_up::RefusedReferral;
use crate::identifier::{OrderId, PatientId, SpecimenId};
use crate::ledger::Ledger;
use crate::order::{CancelReason, Order};
use crate::specimen::{PairRole, Specimen, SpecimenState, Transplantation};

pub use command::{Command, NewOrder, PairIds};
pub use event::{Event, Stamped};
pub use joining::{Joining, told};
pub use kind::{CommandKind, Target};
pub use refusal::{GUARDS, Guard, NotJoined, Refusal};
pub use submit::{DUPLICATE_WINDOW_DAYS, not_granted};

/// A patient's course.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Course {
    /// The patient's pseudonym.
    pub patient: PatientId,
    /// Consents, the first first.
    pub consents: Vec<Consent>,
    /// Orders, the first first.
    pub orders: Vec<Order>,
    /// Specimens, the first planned first.
    pub specimens: Vec<Specimen>,
    /// Referrals that the guideline did not grant, each with the time of its last refusal. One that became an order is none of them.
    pub refused: Vec<(OrderId, Timestamp, RefusedReferral)>,
    /// The earliest allogeneic transplantation on record.
    pub transplanted: Option<Date>,
    /// When the last event was recorded.
    pub last: Option<Timestamp>,
    /// Other pseudonyms of the same person, whose courses were joined into this one.
    pub joined: Vec<PatientId>,
    /// The pseudonym under which the course goes on; nothing happens here any more.
    pub joined_into: Option<PatientId>,
}

impl Course {
    /// A course in which nothing has happened.
    #[must_use]
    pub fn new(patient: PatientId) -> Self {
        Self {
            patient,
            consents: vec![],
            orders: vec![],
            specimens: vec![],
            refused: vec![],
            transplanted: None,
            last: None,
            joined: vec![],
            joined_into: None,
        }
    }

    /// The course that these events make.
    #[must_use]
    pub fn from_events<'e>(patient: PatientId, events: impl IntoIterator<Item = &'e Stamped>) -> Self {
        let mut course = Self::new(patient);
        events.into_iter().for_each(|event| course.apply(event));
        course
    }

    /// The time of an event recorded now: never before the last one, whatever the clock on the wall says.
    #[must_use]
    pub fn stamp(&self, now: Timestamp) -> Timestamp {
        self.last.map_or(now, |last| last.max(now))
    }

    /// The order of this id.
    #[must_use]
    pub fn order(&self, id: &OrderId) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == *id)
    }

    /// The specimen of this id.
    #[must_use]
    pub fn specimen(&self, id: &SpecimenId) -> Option<&Specimen> {
        self.specimens.iter().find(|specimen| specimen.id == *id)
    }

    /// The consent on file; at most one is.
    #[must_use]
    pub fn consent_on_file(&self) -> Option<&Consent> {
        self.consents.iter().find(|consent| consent.state == ConsentState::OnFile)
    }

    /// The specimen that an order uses in a role: the one that is not rejected, or the stored germline that is used again.
    #[must_use]
    pub fn in_use(&self, order: &Order, role: PairRole) -> Option<&Specimen> {
        if let (PairRole::Germline, Some(reused)) = (role, &order.reused_germline) {
            return self.specimen(reused);
        }
        self.specimens.iter().find(|specimen| {
            specimen.order == order.id && specimen.material.role() == role && specimen.state != SpecimenState::Rejected
        })
    }

    /// What is known of an allogeneic transplantation: what is recorded, else what any referral of the patient states, since whoever was
    /// transplanted stays so; of an order that was a mistake the others know nothing.
    #[must_use]
    pub fn transplantation(&self, order: &Order) -> Transplantation {
        let counts = |own: &&Order| own.cancelled != Some(CancelReason::Mistake);
        let mut told = self.orders.iter().filter(counts).chain([order]).map(|own| own.submission.allogeneic_transplant);
        match (self.transplanted, order.submission.allogeneic_transplant) {
            (Some(day), _) => Transplantation::On(day),
            (None, _) if told.any(|own| own == Some(true)) => Transplantation::OnUnknownDay,
            (None, Some(_)) => Transplantation::None,
            (None, None) => Transplantation::NotStated,
        }
    }

    /// The sums of all orders.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        let mut sum = Ledger::default();
        self.orders.iter().for_each(|order| sum += order.ledger);
        sum
    }

    /// When the milestones of an order were reached. A specimen counts if it is the one in use: time lost by a rejected one is in
    /// the clocks that start before it, and the rejection itself is told (docs/service.md).
    #[must_use]
    pub fn milestones(&self, order: &Order) -> Milestones {
        let tumour = self.in_use(order, PairRole::Tumour);
        // Stored germline was there before the order: the order waits for its tumour alone.
        let own = |role| self.in_use(order, role).filter(|specimen| specimen.order == order.id);
        let germline = own(PairRole::Germline);
        let of_pair = |stamp: fn(&Specimen) -> Option<Timestamp>| {
            let tumour = stamp(tumour?)?;
            match (&order.reused_germline, germline) {
                (Some(_), _) => Some(tumour),
                (None, Some(germline)) => stamp(germline).map(|germline| germline.max(tumour)),
                (None, None) => None,
            }
        };
        let stamps = &order.stamps;
        let reached = [
            (Milestone::MdtDecision, order.submission.mdt.map(beginning_of)),
            (Milestone::Submitted, stamps.submitted),
            (Milestone::PairReceived, of_pair(|specimen| specimen.received)),
            (Milestone::TumourReceived, tumour.and_then(|specimen| specimen.received)),
            (Milestone::GermlineReceived, germline.and_then(|specimen| specimen.received)),
            (Milestone::DnaAccepted, of_pair(|specimen| specimen.dna_accepted)),
            (Milestone::Sequenced, of_pair(|specimen| specimen.sequenced)),
            (Milestone::DataReleased, stamps.data_released),
            (Milestone::Signed, stamps.signed),
            (Milestone::Acknowledged, stamps.acknowledged),
            (Milestone::Discussed, stamps.discussed),
        ];
        Milestones(reached.into_iter().filter_map(|(milestone, at)| Some((milestone, at?))).collect())
    }

    /// Stretches in which an order was on hold, by a hold or for want of a consent, the last of them perhaps still; they may overlap.
    #[must_use]
    pub fn stretches_on_hold(&self, order: &Order) -> Vec<(Timestamp, Option<Timestamp>)> {
        let holds = order.pauses.iter().map(|pause| (pause.from, pause.until));
        // What is of another course was not known to the order before the two were joined.
        let known = |consent: &Consent, at: Timestamp| match consent.joined.max(order.joined) {
            Some(joined) if consent.joined != order.joined => at.max(joined),
            _ => at,
        };
        let withdrawals = self.consents.iter().filter_map(|consent| {
            let withdrawn = consent.withdrawn?;
            let later = self.consents.iter().filter(|next| next.id != consent.id && next.recorded >= withdrawn);
            let next = later.map(|next| known(next, next.recorded)).min();
            let from = known(consent, withdrawn);
            next.is_none_or(|next| next >= from).then_some((from, next))
        });
        holds.chain(withdrawals).collect()
    }

    /// What the clocks of an order are read from.
    #[must_use]
    pub fn timing(&self, order: &Order) -> Timing {
        Timing {
            aml: order.submission.aml,
            fast_track: order.submission.fast_track,
            milestones: self.milestones(order),
            holds: self.stretches_on_hold(order),
        }
    }

    /// Seconds between two instants in which an order was on hold: [`Timing::seconds_on_hold`].
    #[must_use]
    pub fn seconds_on_hold(&self, order: &Order, from: Timestamp, to: Timestamp) -> i64 {
        self.timing(order).seconds_on_hold(from, to)
    }
}
