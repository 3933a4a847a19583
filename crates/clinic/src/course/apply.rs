//! Events change the course. Nothing is refused here: what is written has happened.

use jiff::Timestamp;

use super::{Course, Event, Stamped};
use crate::consent::{Consent, ConsentState};
use crate::identifier::{OrderId, SpecimenId, StaffId};
use crate::order::{Order, OrderStep, Pause};
use crate::sign_off::ReportVersion;
use crate::specimen::{self, Specimen, SpecimenState, SpecimenStep};

impl Course {
    /// Takes an event as it is.
    pub fn apply(&mut self, stamped: &Stamped) {
        let at = stamped.at;
        self.last = Some(at);
        match &stamped.event {
            Event::ConsentRecorded { consent, record } => {
                for earlier in self.consents.iter_mut().filter(|own| own.state == ConsentState::OnFile) {
                    earlier.state = ConsentState::Superseded;
                }
                self.consents.push(Consent {
                    id: consent.clone(),
                    record: record.clone(),
                    state: ConsentState::OnFile,
                    recorded: at,
                    withdrawn: None,
                    joined: None,
                });
            }
            Event::ConsentWithdrawn { consent, .. } => {
                for own in self.consents.iter_mut().filter(|own| own.id == *consent) {
                    own.state = ConsentState::Withdrawn;
                    own.withdrawn = Some(at);
                }
            }
            Event::TransplantRecorded { day } => {
                self.transplanted = Some(self.transplanted.map_or(*day, |earlier| earlier.min(*day)));
            }
            Event::OrderSubmitted { order, submission } => {
                self.refused.retain(|(own, ..)| own != order);
                self.orders.push(Order::submitted(order.clone(), (**submission).clone(), at));
            }
            Event::ReferralRefused { order, referral } => {
                self.refused.retain(|(own, ..)| own != order);
                self.refused.push((order.clone(), at, (**referral).clone()));
            }
            Event::SpecimenPlanned { specimen, order, material, replaces } => self.specimens.push(Specimen {
                id: specimen.clone(),
                order: order.clone(),
                material: *material,
                state: SpecimenState::Planned,
                label: None,
                replaces: replaces.clone(),
                collected: None,
                received: None,
                dna_accepted: None,
                sequenced: None,
                mean_depth: None,
                rejected: None,
            }),
            Event::Joined { patient, history, .. } => self.take_in(patient, history, at),
            Event::JoinedInto { patient, .. } => self.leave(patient),
            event => self.apply_to_specimen(event, at, &stamped.by.id),
        }
    }

    fn apply_to_specimen(&mut self, event: &Event, at: Timestamp, by: &StaffId) {
        use SpecimenStep as Do;
        match event {
            Event::SpecimenCollected { specimen, label, at: taken } => {
                self.move_specimen(specimen, Do::Collect, |own| {
                    own.label = Some(label.clone());
                    own.collected = Some(*taken);
                });
            }
            Event::SpecimenReceived { specimen } => {
                self.move_specimen(specimen, Do::Receive, |own| own.received = Some(at));
            }
            Event::SpecimenRejected { specimen, reason } => {
                self.move_specimen(specimen, Do::Reject, |own| own.rejected = Some(*reason));
            }
            Event::CultureEstablished { specimen } => self.move_specimen(specimen, Do::EstablishCulture, |_| {}),
            Event::DnaAccepted { specimen } => {
                self.move_specimen(specimen, Do::AcceptDna, |own| own.dna_accepted = own.dna_accepted.or(Some(at)));
            }
            Event::SpecimenReleased { specimen, .. } => self.move_specimen(specimen, Do::Release, |_| {}),
            Event::SpecimenSequenced { specimen, mean_depth } => self.move_specimen(specimen, Do::Sequence, |own| {
                own.sequenced = Some(at);
                own.mean_depth = Some(*mean_depth);
            }),
            Event::SequencingStopped { specimen, .. } => self.move_specimen(specimen, Do::Stop, |_| {}),
            Event::ResequencingOrdered { specimen, .. } => self.move_specimen(specimen, Do::Resequence, |own| {
                own.sequenced = None;
                own.mean_depth = None;
            }),
            Event::SpecimenEnded { specimen } => self.move_specimen(specimen, Do::End, |_| {}),
            event => self.apply_to_order(event, at, by),
        }
    }

    fn move_specimen(&mut self, id: &SpecimenId, step: SpecimenStep, change: impl FnOnce(&mut Specimen)) {
        let Some(own) = self.specimens.iter_mut().find(|own| own.id == *id) else { return };
        let open = specimen::TRANSITIONS.iter().find(|(from, own_step, _)| (*from, *own_step) == (own.state, step));
        if let Some((.., to)) = open {
            own.state = *to;
        }
        change(own);
    }

    fn move_order(&mut self, id: &OrderId, step: Option<OrderStep>, change: impl FnOnce(&mut Order)) {
        let Some(own) = self.orders.iter_mut().find(|own| own.id == *id) else { return };
        if let Some(state) = step.and_then(|step| own.after(step)) {
            own.state = state;
        }
        change(own);
    }

    fn apply_to_order(&mut self, event: &Event, at: Timestamp, by: &StaffId) {
        use OrderStep as Do;
        match event {
            Event::OrderAccepted { order } => self.move_order(order, Some(Do::Accept), |_| {}),
            Event::UnitsBooked { order, booking } => self.move_order(order, None, |own| {
                // What is written was decided within the sums; an event that is not (a damaged store) leaves them as they are.
                let _ = own.ledger.book(*booking);
            }),
            Event::GermlineReused { order, specimen } => {
                self.move_order(order, None, |own| own.reused_germline = Some(specimen.clone()));
            }
            Event::DepthAccepted { order, .. } => self.move_order(order, None, |own| own.depth_accepted = true),
            Event::IdentityChecked { order, identity } => {
                self.move_order(order, None, |own| own.identity = Some(*identity));
            }
            Event::DataReleased { order, provisional, consent } => {
                let step = if *provisional { Do::ReleaseProvisional } else { Do::ReleaseData };
                self.move_order(order, Some(step), |own| {
                    own.released_on = Some(consent.clone());
                    if !provisional {
                        own.stamps.data_released = Some(at);
                    }
                });
            }
            Event::OrderClosed { order } => {
                self.move_order(order, Some(Do::Close), |own| own.stamps.ended = Some(at));
            }
            Event::OrderCancelled { order, reason, .. } => self.move_order(order, Some(Do::Cancel), |own| {
                own.stamps.ended = Some(at);
                own.cancelled = Some(*reason);
            }),
            Event::OutcomeRecorded { order, outcome } => {
                self.move_order(order, None, |own| own.outcomes.take(outcome, at, by));
            }
            Event::OutcomeAsked { order, .. } => self.move_order(order, None, |own| own.outcomes.asked = Some(at)),
            Event::HoldPlaced { order, hold, .. } => self.move_order(order, None, |own| {
                own.holds.insert(*hold);
                own.pauses.push(Pause { hold: *hold, from: at, until: None });
            }),
            Event::HoldLifted { order, hold, .. } => self.move_order(order, None, |own| {
                own.holds.remove(hold);
                own.pauses
                    .iter_mut()
                    .filter(|own| own.hold == *hold && own.until.is_none())
                    .for_each(|own| own.until = Some(at));
            }),
            event => self.apply_to_report(event, at),
        }
    }

    fn apply_to_report(&mut self, event: &Event, at: Timestamp) {
        use OrderStep as Do;
        match event {
            Event::ReportInterpreted { order, report, interpreter } => {
                self.move_order(order, Some(Do::Interpret), |own| {
                    own.reports.push(ReportVersion {
                        report: report.clone(),
                        interpreter: interpreter.clone(),
                        signed: None,
                        recipients: vec![],
                        superseded: None,
                    });
                });
            }
            Event::ReportReturned { order, reason } => self.move_order(order, Some(Do::Return), |own| {
                own.reports.last_mut().into_iter().for_each(|own| own.superseded = Some(reason.clone()));
            }),
            Event::ReportSigned { order, approver, .. } => self.move_order(order, Some(Do::Sign), |own| {
                own.reports.last_mut().into_iter().for_each(|own| own.signed = Some((approver.clone(), at)));
                own.stamps.signed = own.stamps.signed.or(Some(at));
            }),
            Event::FindingsRecorded { order, findings, .. } => {
                self.move_order(order, None, |own| own.findings = Some(findings.clone()));
            }
            Event::ReportDelivered { order, recipients, .. } => self.move_order(order, Some(Do::Deliver), |own| {
                own.reports.last_mut().into_iter().for_each(|own| own.recipients.clone_from(recipients));
                own.stamps.delivered = own.stamps.delivered.or(Some(at));
            }),
            Event::ReportAcknowledged { order } => self.move_order(order, Some(Do::Acknowledge), |own| {
                own.stamps.acknowledged = own.stamps.acknowledged.or(Some(at));
            }),
            Event::ReportDiscussed { order, decision } => self.move_order(order, Some(Do::Discuss), |own| {
                own.decision = Some(decision.clone());
                own.stamps.discussed = own.stamps.discussed.or(Some(at));
            }),
            Event::ReportAmended { order, reason } => self.move_order(order, Some(Do::Amend), |own| {
                own.reports.last_mut().into_iter().for_each(|own| own.superseded = Some(reason.clone()));
                own.stamps.ended = None;
            }),
            _ => {}
        }
    }
}
