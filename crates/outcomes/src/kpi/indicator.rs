//! Into which of four each patient belongs, for each indicator that is a share.

use clinic::follow_up::{CHOICE_WITHIN_DAYS as CHOSEN_WITHIN, TREATED_WITHIN_DAYS as TREATED_WITHIN};
use jiff::Span;
use jiff::civil::Date;

use super::case::{Case, Report};

/// What an indicator says of one patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// In the numerator.
    Yes,
    /// In the denominator alone.
    No,
    /// In the denominator, and what the numerator asks was not recorded.
    NotRecorded,
    /// In the denominator, and its window had not passed at the data freeze.
    NotDue,
}

/// An indicator that is a share of patients.
pub struct Indicator {
    /// Its id in the guideline's definitions (`cited/annex-kpis.toml`).
    pub id: &'static str,
    /// What it says of a patient with a report at the data freeze; `None`: not in the denominator.
    pub of: fn(&Case, &Report, Date) -> Option<Answer>,
}

/// The indicators that are shares, in the order of Annex D.
pub const INDICATORS: &[Indicator] = &[
    Indicator { id: "KPI-RR-1", of: protocol_because_of_wgs },
    Indicator { id: "KPI-RR-2a", of: response },
    Indicator { id: "KPI-RR-3", of: |case, report, _| (case.indication == "RR").then(|| recorded(report.driver)) },
    Indicator {
        id: "KPI-RR-4",
        of: |case, report, freeze| (case.indication == "RR").then(|| choice(case, report, freeze, false)),
    },
    Indicator { id: "KPI-MC-1", of: new_driver },
    Indicator {
        id: "KPI-MC-2",
        of: |case, report, freeze| (case.indication == "MC").then(|| choice(case, report, freeze, true)),
    },
    Indicator { id: "KPI-MC-3", of: improved },
    Indicator { id: "KPI-MC-4", of: clonality },
];

fn recorded(answer: Option<bool>) -> Answer {
    match answer {
        Some(true) => Answer::Yes,
        Some(false) => Answer::No,
        None => Answer::NotRecorded,
    }
}

fn after(day: Date, days: i64) -> Date {
    day.saturating_add(Span::new().days(days))
}

/// KPI-RR-1: protocol treatment started within 180 days, because of WGS, with variant and protocol.
fn protocol_because_of_wgs(case: &Case, report: &Report, freeze: Date) -> Option<Answer> {
    if case.indication != "RR" {
        return None;
    }
    let treatment = &case.treatment;
    let last = after(report.signed, TREATED_WITHIN);
    Some(match (treatment.protocol, treatment.first_dose) {
        (Some(true), Some(dose)) if dose < report.signed || dose > last => Answer::No,
        (Some(true), Some(_)) => match treatment.because_of_wgs {
            Some(true) if treatment.variant.is_some() && treatment.protocol_id.is_some() => Answer::Yes,
            Some(false) => Answer::No,
            // The mark without what it rests on is no answer.
            _ => Answer::NotRecorded,
        },
        (Some(true), None) => Answer::NotRecorded,
        // Who had not started may still do so while the window is open, unless the patient has died.
        _ if freeze <= last && case.death.is_none_or(|death| death > freeze) => Answer::NotDue,
        (Some(false), _) => Answer::No,
        (None, _) => Answer::NotRecorded,
    })
}

/// KPI-RR-2a: at least partial response, assessed within 180 days of the first dose.
fn response(case: &Case, report: &Report, freeze: Date) -> Option<Answer> {
    if protocol_because_of_wgs(case, report, freeze) != Some(Answer::Yes) {
        return None;
    }
    let last = after(case.treatment.first_dose?, TREATED_WITHIN);
    Some(match (case.treatment.response, case.treatment.assessed) {
        (Some(response), Some(day)) if day <= last => recorded(Some(response.is_at_least_partial())),
        // Dead within the window and never assessed: no response can come.
        (None, _) if case.death.is_some_and(|death| death <= last) => Answer::No,
        _ if freeze <= last => Answer::NotDue,
        _ => Answer::NotRecorded,
    })
}

/// KPI-RR-4 and KPI-MC-2: a choice of treatment changed or supported by WGS, recorded within 90 days; for MC with variant and treatment.
fn choice(case: &Case, report: &Report, freeze: Date, with_variant: bool) -> Answer {
    let treatment = &case.treatment;
    let last = after(report.signed, CHOSEN_WITHIN);
    let in_time = treatment.recorded.is_some_and(|day| day <= last);
    match treatment.by_wgs {
        Some(true) if in_time && with_variant && (treatment.variant.is_none() || treatment.category.is_none()) => {
            Answer::NotRecorded
        }
        Some(answer) if in_time => recorded(Some(answer)),
        _ if freeze <= last => Answer::NotDue,
        // What was written down later is not what the indicator asks, and not a no.
        _ => Answer::NotRecorded,
    }
}

/// KPI-MC-1: a driver that no earlier test has; of those whose earlier tests are recorded in full.
fn new_driver(case: &Case, report: &Report, _: Date) -> Option<Answer> {
    (case.indication == "MC" && report.earlier_tests_complete == Some(true)).then(|| recorded(report.new_driver))
}

/// KPI-MC-3: class or risk group changed.
fn improved(case: &Case, report: &Report, _: Date) -> Option<Answer> {
    let either = match (report.class_changed, report.risk_changed) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    };
    (case.indication == "MC").then(|| recorded(either))
}

/// KPI-MC-4: clonality by WGS and not by the panel; of route B.
fn clonality(case: &Case, report: &Report, _: Date) -> Option<Answer> {
    let only_wgs = match (report.clonal, report.clonal_by_panel) {
        (Some(true), Some(false)) => Some(true),
        (Some(false), _) | (_, Some(true)) => Some(false),
        _ => None,
    };
    (case.indication == "MC" && case.route == "B").then(|| recorded(only_wgs))
}
