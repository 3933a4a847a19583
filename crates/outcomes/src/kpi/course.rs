//! The cases of a patient's course: what the service itself knows. What it does not know is not recorded, and comes from registers.

use clinic::clock::{Milestone, day_of};
use clinic::code::CodeList;
use clinic::course::{Course, Event, Stamped};
use clinic::follow_up::{Choice, Question, RefusedReferral, Said};
use clinic::identifier::OrderId;
use clinic::mdt::Conclusion;
use clinic::order::{self, Order};
use jiff::Timestamp;
use jiff::civil::Date;

use super::case::{Case, Kind, Report, Response, Treatment};
use super::progress::{Progress, Refused};

/// What a course does not say of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The region of the requesting unit.
    pub region: String,
    /// The disease group.
    pub disease_group: String,
}

/// A case of each order that `setting` knows, from a course and its events.
#[must_use]
pub fn cases_of(course: &Course, events: &[Stamped], setting: impl Fn(&Order) -> Option<Setting>) -> Vec<Case> {
    course.orders.iter().filter_map(|order| Some(case(course, events, order, setting(order)?))).collect()
}

/// The case of a referral that was not granted.
#[must_use]
pub fn refused_case(course: &Course, (id, at, own): &(OrderId, Timestamp, RefusedReferral), setting: Setting) -> Case {
    Case {
        referral: format!("{}/{id}", course.patient),
        patient: course.patient.to_string(),
        indication: own.indication.clone(),
        region: setting.region,
        route: own.route.clone(),
        disease_group: setting.disease_group,
        kind: kind(&own.kind),
        accepted: None,
        refused: Some(Refused { day: day_of(*at), answer: own.answer, rules: own.rules.clone() }),
        progress: Progress::default(),
        report: None,
        treatment: Treatment::default(),
        death: course.death(),
        last_seen: course.last_seen(),
    }
}

fn kind(own: &order::Kind) -> Kind {
    match own {
        order::Kind::New => Kind::New,
        order::Kind::PreviouslyReferred => Kind::PreviouslyReferred,
        order::Kind::Repeat { .. } => Kind::Repeat,
    }
}

fn case(course: &Course, events: &[Stamped], order: &Order, setting: Setting) -> Case {
    let own = &order.submission;
    let milestones = course.milestones(order);
    let report = milestones.at(Milestone::Signed).map(|at| report(order, day_of(at)));
    let accepted = |event: &&Stamped| matches!(&event.event, Event::OrderAccepted { order: id } if *id == order.id);
    let booked = |event: &Stamped| match &event.event {
        Event::UnitsBooked { order: id, booking } if *id == order.id => Some((day_of(event.at), *booking)),
        _ => None,
    };
    Case {
        // An order's id is its patient's, and may be another patient's too.
        referral: format!("{}/{}", course.patient, order.id),
        patient: course.patient.to_string(),
        indication: own.indication.clone(),
        region: setting.region,
        route: own.route.clone(),
        disease_group: setting.disease_group,
        kind: kind(&own.kind),
        accepted: events.iter().find(accepted).map(|event| day_of(event.at)),
        refused: None,
        progress: Progress {
            milestones,
            holds: course.stretches_on_hold(order),
            ended: order.stamps.ended,
            aml: Some(own.aml),
            fast_track: Some(own.fast_track),
            germline_reused: Some(order.reused_germline.is_some()),
            bookings: events.iter().filter_map(booked).collect(),
            excepted: own.excepted.clone(),
            form_seconds: order.outcomes.seconds(),
        },
        report,
        treatment: treatment(events, order),
        death: course.death(),
        last_seen: course.last_seen(),
    }
}

/// What the report says, and a clinician where it does not.
fn report(order: &Order, signed: Date) -> Report {
    let findings = order.findings.as_ref();
    let answered = |question| order.outcomes.known(question).and_then(Said::truth);
    Report {
        signed,
        driver: findings.and_then(|own| own.driver),
        earlier_tests_complete: findings.and_then(|own| own.earlier_tests_complete),
        new_driver: findings.and_then(|own| own.new_driver),
        clonal_by_panel: findings.and_then(|own| own.clonal_by_panel),
        clonal: findings.and_then(|own| own.clonal),
        class_changed: answered(Question::ClassChanged),
        risk_changed: answered(Question::RiskChanged),
    }
}

/// What was chosen and given, and what came of it.
fn treatment(events: &[Stamped], order: &Order) -> Treatment {
    let own = &order.outcomes;
    let day = |question| own.known(question).and_then(Said::day);
    let word = |question| own.known(question).and_then(Said::word).map(str::to_owned);
    let (recorded, choice) = chosen(events, order).unzip();
    let started = own.known(Question::FirstDose);
    let response = own.known(Question::Response).and_then(Said::word);
    Treatment {
        recorded,
        by_wgs: choice.map(|own| own != Choice::Neither),
        variant: word(Question::Variant),
        category: word(Question::TreatmentCategory),
        protocol: started.map(|own| *own != Said::No),
        first_dose: started.and_then(Said::day),
        because_of_wgs: own.known(Question::BecauseOfWgs).and_then(Said::truth),
        protocol_id: word(Question::ProtocolId),
        response: order.criteria().zip(response).and_then(|(criteria, code)| Response::new(criteria, code)),
        assessed: day(Question::Assessed),
        progression: day(Question::Progression),
    }
}

/// What was chosen after the report, and the day on which that was written down (KPI-RR-4, KPI-MC-2): by a conference that settles it, or by an answer; the
/// last of them counts, from the day since which it has been said without a change. A referral to the phase-1 unit is no choice yet.
fn chosen(events: &[Stamped], order: &Order) -> Option<(Date, Choice)> {
    let mut known: Option<(Date, Choice)> = None;
    for event in events {
        let said = match &event.event {
            Event::ReportDiscussed { order: id, decision } if *id == order.id => match decision.conclusion {
                Conclusion::TreatmentChanged => Some(Choice::Changed),
                Conclusion::TreatmentSupported => Some(Choice::Supported),
                Conclusion::NoContribution => Some(Choice::Neither),
                Conclusion::ReferredToPhaseOne | Conclusion::Pending => None,
            },
            Event::OutcomeRecorded { order: id, outcome } if *id == order.id && outcome.register.is_none() => {
                outcome.answers.get(&Question::TreatmentChoice).and_then(Said::word).and_then(Choice::from_code)
            }
            _ => None,
        };
        let same = |own: &(Date, Choice)| Some(own.1) == said;
        if let Some(choice) = said.filter(|_| !known.as_ref().is_some_and(same)) {
            known = Some((day_of(event.at), choice));
        }
    }
    // What only a register knows was written down when it was read in.
    known.or_else(|| {
        let told = own_register(order)?;
        Some((day_of(told.0), told.1))
    })
}

fn own_register(order: &Order) -> Option<(Timestamp, Choice)> {
    let told = order.outcomes.registers.get(&Question::TreatmentChoice)?;
    Some((told.at, told.said.word().and_then(Choice::from_code)?))
}
