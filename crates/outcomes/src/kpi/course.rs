//! The cases of a patient's course: what the service itself knows. What it does not know is not recorded, and comes from registers.

use clinic::clock::{Milestone, day_of};
use clinic::course::{Course, Event, Stamped};
use clinic::mdt::Conclusion;
use clinic::order::{self, Order};

use super::case::{Case, Kind, Report, Treatment};
use super::progress::Progress;

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

fn case(course: &Course, events: &[Stamped], order: &Order, setting: Setting) -> Case {
    let own = &order.submission;
    let milestones = course.milestones(order);
    let report = milestones.at(Milestone::Signed).map(|at| Report {
        signed: day_of(at),
        driver: None,
        earlier_tests_complete: None,
        new_driver: None,
        clonal_by_panel: None,
        clonal: None,
        class_changed: None,
        risk_changed: None,
    });
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
        kind: match own.kind {
            order::Kind::New => Kind::New,
            order::Kind::PreviouslyReferred => Kind::PreviouslyReferred,
            order::Kind::Repeat { .. } => Kind::Repeat,
        },
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
            form_seconds: None,
        },
        report,
        treatment: chosen(events, order),
        death: None,
        last_seen: None,
    }
}

/// What the conference decided after the report (KPI-RR-4, KPI-MC-2): the last decision that settles it, and the day it was written down. A
/// referral to the phase-1 unit is no choice yet.
fn chosen(events: &[Stamped], order: &Order) -> Treatment {
    let settled = events.iter().rev().find_map(|event| match &event.event {
        Event::ReportDiscussed { order: id, decision } if *id == order.id => match decision.conclusion {
            Conclusion::TreatmentChanged | Conclusion::TreatmentSupported => Some((event.at, true)),
            Conclusion::NoContribution => Some((event.at, false)),
            Conclusion::ReferredToPhaseOne | Conclusion::Pending => None,
        },
        _ => None,
    });
    Treatment {
        recorded: settled.map(|(at, _)| day_of(at)),
        by_wgs: settled.map(|(_, by_wgs)| by_wgs),
        ..Treatment::default()
    }
}
