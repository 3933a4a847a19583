//! Who stands behind a figure: each referral of a year's indicator with the part of it that it belongs to. For those who may see the
//! patients themselves; what is published comes from [`super::publish`].

use clinic::clock::Clock;
use clinic::code::CodeList;
use jiff::civil::Date;

use super::case::{Case, Report};
use super::indicator::{Answer, INDICATORS};
use super::quality::complete;
use super::turnaround::{Said, Told, say};
use super::year::{as_known, reported};

/// A referral in an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The referral, as the case names it.
    pub referral: String,
    /// Its patient.
    pub patient: String,
    /// To which part it belongs: an answer, an end of follow-up, how it kept to a clock, a kind.
    pub part: &'static str,
    /// Which clock, where it is one.
    pub clock: Option<String>,
    /// What the clock showed, in its unit.
    pub shown: Option<f64>,
}

impl Answer {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotRecorded => "not-recorded",
            Self::NotDue => "not-due",
        }
    }
}

/// The referrals behind an indicator of a calendar year, as known on the day of the data freeze; `None`: there is no such indicator.
///
/// The parts add up to the cells of [`super::year()`] and [`super::activity()`].
#[must_use]
pub fn members(cases: &[Case], clocks: &[Clock], figure: &str, (year, freeze): (i16, Date)) -> Option<Vec<Member>> {
    let cases: Vec<Case> = cases.iter().map(|case| as_known(case, freeze)).collect();
    let patients = reported(&cases, year);
    let in_year = |day: Option<Date>| day.is_some_and(|day| day.year() == year);
    let of_patients = |part: &dyn Fn(&Case, &Report) -> Option<&'static str>| {
        patients.iter().filter_map(|(case, report)| Some(member(case, part(case, report)?))).collect()
    };
    let of_cases = |part: &dyn Fn(&Case) -> Option<&'static str>| {
        cases.iter().filter_map(|case| Some(member(case, part(case)?))).collect()
    };
    let answer = |id: &str, case: &Case, report: &Report| {
        INDICATORS.iter().find(|own| own.id == id).and_then(|own| (own.of)(case, report, freeze))
    };
    Some(match figure {
        "KPI-VOL" => of_cases(&|case| in_year(case.accepted).then(|| case.kind.word())),
        "KPI-EQ" => of_cases(&|case| match (&case.refused, case.accepted) {
            (_, Some(_)) => in_year(case.accepted).then_some("accepted"),
            (Some(refused), None) => in_year(Some(refused.day)).then(|| refused.answer.code()),
            (None, None) => case.progress.ended.is_none().then_some("undecided"),
        }),
        "KPI-TAT" => of_clocks(&cases, clocks, (year, freeze)),
        "KPI-Q" => of_patients(&|case, report| Some(complete(case, report, freeze).word())),
        "KPI-RR-2b" => of_patients(&|case, report| {
            let treated = answer("KPI-RR-1", case, report) == Some(Answer::Yes);
            treated.then_some(match (case.treatment.progression, case.death, case.last_seen) {
                (Some(_), ..) => "progression",
                (None, Some(_), _) => "death",
                (None, None, Some(_)) => "followed",
                (None, None, None) => "not-followed",
            })
        }),
        "KPI-RR-2c" => of_patients(&|case, _| {
            (case.indication == "RR").then_some(match (case.death, case.last_seen) {
                (Some(_), _) => "death",
                (None, Some(_)) => "followed",
                (None, None) => "not-followed",
            })
        }),
        id if INDICATORS.iter().any(|own| own.id == id) => {
            of_patients(&|case, report| answer(id, case, report).map(Answer::word))
        }
        _ => return None,
    })
}

fn member(case: &Case, part: &'static str) -> Member {
    Member { referral: case.referral.clone(), patient: case.patient.clone(), part, clock: None, shown: None }
}

fn of_clocks(cases: &[Case], clocks: &[Clock], (year, freeze): (i16, Date)) -> Vec<Member> {
    let read = |(clock, case): (&Clock, &Case)| {
        let Told { said, shown, on_target, late } = say(case, clock, year, freeze)?;
        let part = match (said, on_target, late) {
            (Said::Stopped { .. }, Some(true), _) => "within-target",
            (Said::Stopped { .. }, _, Some(false)) => "within-limit",
            (Said::Stopped { .. }, _, Some(true)) => "beyond-limit",
            (Said::Stopped { .. }, _, None) => "stopped",
            (Said::Running { .. }, _, Some(true)) => "running-late",
            (Said::Running { .. }, ..) => "running",
            (Said::Ended, ..) => "ended",
            (Said::NotRecorded, ..) => "not-recorded",
        };
        let shown = matches!(said, Said::Stopped { .. } | Said::Running { .. }).then_some(shown);
        Some(Member { clock: Some(clock.id.clone()), shown, ..member(case, part) })
    };
    clocks.iter().flat_map(|clock| cases.iter().map(move |case| (clock, case))).filter_map(read).collect()
}
