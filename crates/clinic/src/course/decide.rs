//! From a wish to events, or everything that stands against it.

use jiff::Timestamp;

use super::guard::{
    Guarded, com_cap_01, com_gen_04, com_rep_01, com_sample_01, der_06, der_07, der_14, der_15, der_15_cancel,
    der_18_unit, der_20,
};
use super::refusal as words;
use super::{Command, Course, Event, PairIds, Refusal};
use crate::clock::day_of;
use crate::code::GermlineMaterial;
use crate::consent::{ConsentState, InForce, Rules};
use crate::identifier::{OrderId, SpecimenId};
use crate::ledger::Entry;
use crate::order::{Hold, Order, OrderStep as Do};
use crate::specimen::{self, Material, PairRole, Specimen, SpecimenState, SpecimenStep};
use crate::staff::Staff;

type Decided = Result<Vec<Event>, Vec<Refusal>>;

/// What stands against a wish, all of it.
#[derive(Default)]
struct Against(Vec<Refusal>);

impl Against {
    fn ask<T>(&mut self, guarded: Guarded<T>) -> Option<T> {
        guarded.map_err(|refusal| self.0.push(refusal)).ok()
    }

    /// The events, if nothing stands against them.
    fn or(self, events: impl FnOnce() -> Option<Vec<Event>>) -> Decided {
        if self.0.is_empty() { events().ok_or(self.0) } else { Err(self.0) }
    }
}

/// The actor, the time and the rules of a decision.
#[derive(Clone, Copy)]
struct Setting<'a> {
    by: &'a Staff,
    at: Timestamp,
    rules: Rules<'a>,
}

fn one(refusal: Refusal) -> Vec<Refusal> {
    vec![refusal]
}

impl Course {
    /// Decides on a wish.
    ///
    /// # Errors
    /// Everything that stands against it.
    pub fn decide(&self, command: &Command, by: &Staff, now: Timestamp, rules: Rules<'_>) -> Decided {
        if let Some(into) = &self.joined_into {
            return Err(one(Refusal::JoinedInto(into.clone())));
        }
        let setting = Setting { by, at: self.stamp(now), rules };
        let decided = self.decide_as(command, setting);
        if command.roles().contains(&by.role) {
            return decided;
        }
        let mut against = one(Refusal::guard(words::DER_18));
        against.extend(decided.err().into_iter().flatten());
        Err(against)
    }

    fn decide_as(&self, command: &Command, setting: Setting<'_>) -> Decided {
        match command {
            Command::RecordConsent { consent, record } => {
                let mut against = Against::default();
                let taken = self.consents.iter().find(|own| own.id == *consent);
                against.0.extend(taken.map(|own| Refusal::Taken("consent", own.id.to_string())));
                against.0.extend(self.com_consent_01(record, setting.rules, setting.at));
                against.or(|| Some(vec![Event::ConsentRecorded { consent: consent.clone(), record: record.clone() }]))
            }
            Command::WithdrawConsent { consent, reason } => {
                let own = self.consents.iter().find(|own| own.id == *consent);
                let own = own.ok_or_else(|| one(Refusal::NoSuch("consent", consent.to_string())))?;
                let mut against = Against::default();
                against.0.extend((own.state != ConsentState::OnFile).then_some(Refusal::ConsentEnded));
                against.ask(der_20(reason));
                against.or(|| Some(vec![Event::ConsentWithdrawn { consent: consent.clone(), reason: reason.clone() }]))
            }
            Command::RecordTransplant { day } => Ok(vec![Event::TransplantRecorded { day: *day }]),
            Command::Collect { specimen, .. }
            | Command::Receive { specimen, .. }
            | Command::Reject { specimen, .. }
            | Command::EstablishCulture { specimen }
            | Command::AcceptDna { specimen }
            | Command::ReleaseToSequencing { specimen }
            | Command::RecordSequenced { specimen, .. }
            | Command::StopSequencing { specimen, .. }
            | Command::Resequence { specimen, .. } => {
                let none = |what, id: String| one(Refusal::NoSuch(what, id));
                let own = self.specimen(specimen).ok_or_else(|| none("specimen", specimen.to_string()))?;
                let order = self.order(&own.order).ok_or_else(|| none("order", own.order.to_string()))?;
                self.decide_on_specimen(command, own, order, setting)
            }
            Command::Accept { order, .. }
            | Command::AcceptDepth { order, .. }
            | Command::CheckIdentity { order, .. }
            | Command::ReleaseData { order }
            | Command::PlaceHold { order, .. }
            | Command::LiftHold { order, .. }
            | Command::Close { order }
            | Command::Cancel { order, .. } => self.decide_on_order(command, self.known(order)?, setting),
            Command::Interpret { order, .. }
            | Command::Return { order, .. }
            | Command::Sign { order }
            | Command::Deliver { order, .. }
            | Command::Acknowledge { order }
            | Command::Discuss { order, .. }
            | Command::Amend { order, .. } => self.decide_on_report(command, self.known(order)?, setting),
            Command::RecordOutcome { order, outcome } => {
                let against = self.against_outcome(self.known(order)?, outcome, setting.by, setting.at);
                let recorded = Event::OutcomeRecorded { order: order.clone(), outcome: outcome.clone() };
                Against(against).or(|| Some(vec![recorded]))
            }
        }
    }

    fn known(&self, order: &OrderId) -> Result<&Order, Vec<Refusal>> {
        self.order(order).ok_or_else(|| one(Refusal::NoSuch("order", order.to_string())))
    }

    /// A consent is in force and no hold stands: what every step that goes forward asks.
    fn may_go_on(&self, order: &Order, setting: Setting<'_>, against: &mut Against) -> Option<InForce> {
        against.0.extend(order.holds.iter().map(|hold| Refusal::OnHold(*hold)));
        against.ask(self.com_consent_04(order, setting.rules, setting.at))
    }

    fn free(&self, id: &SpecimenId) -> Guarded {
        self.specimen(id).map_or(Ok(()), |own| Err(Refusal::Taken("specimen", own.id.to_string())))
    }

    /// What a run took, booked as it was: more than was set aside is set aside first (INC-03).
    fn consume(order: &Order, units: u64) -> Vec<Event> {
        let more = units.saturating_sub(order.ledger.outstanding());
        let entries = [Entry::Reserve(more), Entry::Consume(units)];
        entries.into_iter().filter_map(|entry| booked(&order.id, entry)).collect()
    }

    fn decide_on_specimen(&self, command: &Command, own: &Specimen, order: &Order, setting: Setting<'_>) -> Decided {
        let mut against = Against::default();
        let mut open = |step: SpecimenStep| {
            let known = specimen::TRANSITIONS.iter().any(|(from, own_step, _)| (*from, *own_step) == (own.state, step));
            against.0.extend((!order.takes_material()).then_some(Refusal::Order(order.state)));
            against.0.extend((!known).then_some(Refusal::Specimen(own.state)));
        };
        let specimen = own.id.clone();
        match command {
            Command::Collect { label, at, .. } => {
                open(SpecimenStep::Collect);
                self.may_go_on(order, setting, &mut against);
                against.ask(der_18_unit(order, setting.by));
                against.ask(der_20(label));
                against.ask(self.der_09(own, label));
                // A tube cannot have been filled after it is told of.
                let taken = (*at).min(setting.at);
                against.ask(self.der_05(order, own, Some(day_of(taken))));
                against.or(|| Some(vec![Event::SpecimenCollected { specimen, label: label.clone(), at: taken }]))
            }
            Command::Receive { label, .. } => {
                open(SpecimenStep::Receive);
                against.ask(com_sample_01(own, label));
                against.or(|| Some(vec![Event::SpecimenReceived { specimen }]))
            }
            Command::Reject { reason, replacement, .. } => {
                open(SpecimenStep::Reject);
                against.ask(self.free(replacement));
                let again = Event::SpecimenPlanned {
                    specimen: replacement.clone(),
                    order: order.id.clone(),
                    material: own.material,
                    replaces: Some(specimen.clone()),
                };
                against.or(|| Some(vec![Event::SpecimenRejected { specimen, reason: *reason }, again]))
            }
            Command::EstablishCulture { .. } => {
                open(SpecimenStep::EstablishCulture);
                self.may_go_on(order, setting, &mut against);
                against.or(|| Some(vec![Event::CultureEstablished { specimen }]))
            }
            Command::AcceptDna { .. } => {
                open(SpecimenStep::AcceptDna);
                self.may_go_on(order, setting, &mut against);
                against.ask(com_cap_01(own));
                against.ask(self.der_05(order, own, own.taken()));
                against.or(|| Some(vec![Event::DnaAccepted { specimen }]))
            }
            Command::ReleaseToSequencing { .. } => {
                open(SpecimenStep::Release);
                let consent = self.may_go_on(order, setting, &mut against);
                against.ask(self.der_05(order, own, own.taken()));
                against.or(|| Some(vec![Event::SpecimenReleased { specimen, consent: consent?.consent().clone() }]))
            }
            Command::RecordSequenced { mean_depth, units, .. } => {
                open(SpecimenStep::Sequence);
                self.may_go_on(order, setting, &mut against);
                let mut events = Self::consume(order, *units);
                events.push(Event::SpecimenSequenced { specimen, mean_depth: *mean_depth });
                against.or(|| Some(events))
            }
            Command::StopSequencing { units, reason, .. } => {
                open(SpecimenStep::Stop);
                against.ask(der_20(reason));
                let mut events = Self::consume(order, *units);
                // The same amount is set aside again: the specimen is still to be sequenced, if at all.
                events.extend(booked(&order.id, Entry::Reserve(*units)));
                events.push(Event::SequencingStopped { specimen, reason: reason.clone() });
                against.or(|| Some(events))
            }
            Command::Resequence { units, reason, .. } => {
                open(SpecimenStep::Resequence);
                self.may_go_on(order, setting, &mut against);
                against.ask(der_20(reason));
                let mut events: Vec<Event> = booked(&order.id, Entry::Reserve(*units)).into_iter().collect();
                events.push(Event::ResequencingOrdered { specimen, reason: reason.clone() });
                against.or(|| Some(events))
            }
            _ => Err(vec![]),
        }
    }

    fn decide_on_order(&self, command: &Command, own: &Order, setting: Setting<'_>) -> Decided {
        let mut against = Against::default();
        let mut open = |step: Do| against.0.extend(own.after(step).is_none().then_some(Refusal::Order(own.state)));
        let order = own.id.clone();
        match command {
            Command::Accept { specimens, .. } => {
                open(Do::Accept);
                self.may_go_on(own, setting, &mut against);
                let planned = self.planned(own, specimens, &mut against);
                against.or(|| {
                    let mut events = vec![Event::OrderAccepted { order: order.clone() }];
                    events.extend(booked(&order, Entry::Reserve(own.submission.units.total())));
                    events.extend(planned?);
                    Some(events)
                })
            }
            Command::AcceptDepth { reason, .. } => {
                against.0.extend((!own.takes_material()).then_some(Refusal::Order(own.state)));
                against.ask(der_20(reason));
                against.or(|| Some(vec![Event::DepthAccepted { order, reason: reason.clone() }]))
            }
            Command::CheckIdentity { identity, .. } => {
                against.0.extend((!own.takes_material()).then_some(Refusal::Order(own.state)));
                against.ask(self.com_consent_04(own, setting.rules, setting.at));
                let mut events = vec![Event::IdentityChecked { order: order.clone(), identity: *identity }];
                if !identity.agrees() && !own.holds.contains(&Hold::Identity) {
                    let reason = words::DER_07.en.to_owned();
                    events.push(Event::HoldPlaced { order, hold: Hold::Identity, reason });
                }
                against.or(|| Some(events))
            }
            Command::ReleaseData { .. } => self.decide_on_data(own, setting),
            Command::PlaceHold { hold, reason, .. } => {
                against.0.extend((own.stamps.ended.is_some()).then_some(Refusal::Order(own.state)));
                against.0.extend(own.holds.contains(hold).then_some(Refusal::HoldAsIs(*hold)));
                against.ask(der_20(reason));
                against.or(|| Some(vec![Event::HoldPlaced { order, hold: *hold, reason: reason.clone() }]))
            }
            Command::LiftHold { hold, reason, .. } => {
                against.0.extend((!own.holds.contains(hold)).then_some(Refusal::HoldAsIs(*hold)));
                against.ask(der_20(reason));
                if *hold == Hold::Identity {
                    against.ask(der_07(own));
                }
                against.or(|| Some(vec![Event::HoldLifted { order, hold: *hold, reason: reason.clone() }]))
            }
            Command::Close { .. } => {
                open(Do::Close);
                against.ask(der_18_unit(own, setting.by));
                against.or(|| Some(vec![Event::OrderClosed { order }]))
            }
            Command::Cancel { reason, text, .. } => {
                open(Do::Cancel);
                against.ask(der_18_unit(own, setting.by));
                against.ask(der_15_cancel(own));
                against.ask(self.der_22(own));
                against.ask(der_20(text));
                let mut events =
                    vec![Event::OrderCancelled { order: order.clone(), reason: *reason, text: text.clone() }];
                let moving = self.specimens.iter().filter(|specimen| specimen.order == order && !specimen.is_at_rest());
                events.extend(moving.map(|specimen| Event::SpecimenEnded { specimen: specimen.id.clone() }));
                events.extend(booked(&order, Entry::Return(own.ledger.outstanding())));
                against.or(|| Some(events))
            }
            _ => Err(vec![]),
        }
    }

    /// The specimens that an accepted order plans: stored germline is found, everything else is to be taken.
    fn planned(&self, own: &Order, ids: &PairIds, against: &mut Against) -> Option<Vec<Event>> {
        let plan = |specimen: &SpecimenId, material| Event::SpecimenPlanned {
            specimen: specimen.clone(),
            order: own.id.clone(),
            material,
            replaces: None,
        };
        against.ask(self.free(&ids.tumour));
        let mut events = vec![plan(&ids.tumour, Material::Tumour(own.submission.tumour))];
        let germline = own.submission.germline;
        if matches!(germline, GermlineMaterial::StoredPreTransplant | GermlineMaterial::StoredEarlierOrder) {
            let stored = against.ask(self.der_05_stored(own))?;
            events.push(Event::GermlineReused { order: own.id.clone(), specimen: stored.id.clone() });
        } else {
            against.ask(self.free(&ids.germline));
            against.0.extend((ids.tumour == ids.germline).then_some(Refusal::guard(words::DER_09)));
            events.push(plan(&ids.germline, Material::Germline(germline)));
        }
        Some(events)
    }

    /// Data of the pair, or of the tumour alone while the germline is not there yet.
    fn decide_on_data(&self, own: &Order, setting: Setting<'_>) -> Decided {
        let mut against = Against::default();
        let sequenced =
            |role| self.in_use(own, role).is_some_and(|specimen| specimen.state == SpecimenState::Sequenced);
        let provisional = !sequenced(PairRole::Germline);
        let step = if provisional { Do::ReleaseProvisional } else { Do::ReleaseData };
        if provisional {
            against.ask(der_06(own));
        }
        against.0.extend(own.after(step).is_none().then_some(Refusal::Order(own.state)));
        let consent = self.may_go_on(own, setting, &mut against);
        against.0.extend((!sequenced(PairRole::Tumour)).then_some(Refusal::guard(words::RR_SAMPLE_01)));
        against.ask(self.rr_seq_01_and_der_07(own, setting.rules, provisional));
        if let Some(germline) = self.in_use(own, PairRole::Germline).filter(|_| !provisional) {
            against.ask(self.der_05(own, germline, germline.taken()));
        }
        against.or(|| {
            let consent = consent?.consent().clone();
            let mut events = vec![Event::DataReleased { order: own.id.clone(), provisional, consent }];
            let rest = if provisional { 0 } else { own.ledger.outstanding() };
            events.extend(booked(&own.id, Entry::Return(rest)));
            Some(events)
        })
    }

    fn decide_on_report(&self, command: &Command, own: &Order, setting: Setting<'_>) -> Decided {
        let mut against = Against::default();
        let mut open = |step: Do| against.0.extend(own.after(step).is_none().then_some(Refusal::Order(own.state)));
        let order = own.id.clone();
        match command {
            Command::Interpret { report, .. } => {
                open(Do::Interpret);
                against.ask(der_06(own));
                let consent = self.may_go_on(own, setting, &mut against);
                against.ask(com_rep_01(report));
                if let Some(consent) = consent {
                    against.ask(com_gen_04(report, consent.choice()));
                }
                let (report, interpreter) = (report.clone(), setting.by.id.clone());
                against.or(|| Some(vec![Event::ReportInterpreted { order, report, interpreter }]))
            }
            Command::Return { reason, .. } => {
                open(Do::Return);
                against.ask(der_20(reason));
                against.or(|| Some(vec![Event::ReportReturned { order, reason: reason.clone() }]))
            }
            Command::Sign { .. } => {
                open(Do::Sign);
                let consent = self.may_go_on(own, setting, &mut against);
                let version = own.reports.last().ok_or_else(|| one(Refusal::Order(own.state)))?;
                for guarded in der_14(&version.interpreter, setting.by, setting.at) {
                    against.ask(guarded);
                }
                if let Some(consent) = &consent {
                    against.ask(com_gen_04(&version.report, consent.choice()));
                }
                let approver = setting.by.id.clone();
                against.or(|| Some(vec![Event::ReportSigned { order, approver, consent: consent?.consent().clone() }]))
            }
            Command::Deliver { recipients, .. } => {
                open(Do::Deliver);
                let consent = self.may_go_on(own, setting, &mut against);
                let version = own.reports.last().ok_or_else(|| one(Refusal::Order(own.state)))?;
                against.ask(der_15(own, recipients));
                if let Some(consent) = &consent {
                    against.ask(com_gen_04(&version.report, consent.choice()));
                }
                let recipients = recipients.clone();
                against.or(|| {
                    let (choice, consent) = (consent.as_ref()?.choice(), consent.as_ref()?.consent().clone());
                    Some(vec![Event::ReportDelivered { order, recipients, consent, choice }])
                })
            }
            Command::Acknowledge { .. } => {
                open(Do::Acknowledge);
                against.ask(der_18_unit(own, setting.by));
                against.or(|| Some(vec![Event::ReportAcknowledged { order }]))
            }
            Command::Discuss { decision, .. } => {
                open(Do::Discuss);
                against.ask(der_18_unit(own, setting.by));
                against.or(|| Some(vec![Event::ReportDiscussed { order, decision: decision.clone() }]))
            }
            Command::Amend { reason, .. } => {
                open(Do::Amend);
                against.ask(der_20(reason));
                against.or(|| Some(vec![Event::ReportAmended { order, reason: reason.clone() }]))
            }
            _ => Err(vec![]),
        }
    }
}

fn booked(order: &OrderId, booking: Entry) -> Option<Event> {
    let units = match booking {
        Entry::Reserve(units) | Entry::Consume(units) | Entry::Return(units) => units,
    };
    (units > 0).then(|| Event::UnitsBooked { order: order.clone(), booking })
}
