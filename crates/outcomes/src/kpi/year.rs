//! A calendar year's figures.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::case::{Case, Report};
use super::indicator::{Answer, INDICATORS};
use crate::proportion::{Interval, Proportion};
use crate::survival::{CumulativeIncidence, Days, FollowUp, KaplanMeier};

/// Patients by answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the numerator.
    pub yes: u32,
    /// In the denominator alone.
    pub no: u32,
    /// Not recorded.
    pub not_recorded: u32,
    /// Not due at the data freeze.
    pub not_due: u32,
}

impl Tally {
    /// One more patient.
    pub(super) fn add(&mut self, answer: Answer) {
        match answer {
            Answer::Yes => self.yes += 1,
            Answer::No => self.no += 1,
            Answer::NotRecorded => self.not_recorded += 1,
            Answer::NotDue => self.not_due += 1,
        }
    }

    /// The share of those of whom it is recorded.
    #[must_use]
    pub fn share(&self) -> Proportion {
        Proportion::new(self.yes, self.yes + self.no).unwrap_or_default()
    }

    /// The share if all of whom it is not recorded were no, and if all were yes; those who are not due are left out. `None` of nobody.
    #[must_use]
    pub fn possible(&self) -> Option<Interval> {
        let due = f64::from(self.yes + self.no + self.not_recorded);
        (due > 0.0).then(|| Interval {
            lower: f64::from(self.yes) / due,
            upper: f64::from(self.yes + self.not_recorded) / due,
        })
    }
}

/// By what patients are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stratum {
    /// Not at all.
    All,
    /// By region.
    Region,
    /// By route.
    Route,
    /// By disease group.
    DiseaseGroup,
    /// New, previously referred, repeat.
    Kind,
}

impl Stratum {
    /// Every way.
    pub const EVERY: [Self; 5] = [Self::All, Self::Region, Self::Route, Self::DiseaseGroup, Self::Kind];

    /// The name of the way.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Region => "region",
            Self::Route => "route",
            Self::DiseaseGroup => "disease-group",
            Self::Kind => "kind",
        }
    }

    /// Where a referral belongs.
    #[must_use]
    pub fn of(self, case: &Case) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Region => case.region.clone(),
            Self::Route => case.route.clone(),
            Self::DiseaseGroup => case.disease_group.clone(),
            Self::Kind => case.kind.word().to_owned(),
        }
    }
}

/// Which figure: an indicator's id, by what patients are told apart, and which of them.
pub type Cell = (&'static str, Stratum, String);

/// Curves of survival and progression (KPI-RR-2b and -2c).
#[derive(Debug, Clone)]
pub struct Survival {
    /// Since the first dose, of those treated in a protocol because of WGS.
    pub since_dose: KaplanMeier,
    /// Since the report, of all RR with one.
    pub since_report: KaplanMeier,
    /// Progression since the first dose, with death competing.
    pub progression: CumulativeIncidence<End>,
    /// Patients without a last day of observation, who are in no curve.
    pub not_followed: u32,
    /// Every RR patient with a report: from it to death or the last day; `None`: not followed.
    pub reported: Vec<Option<FollowUp>>,
    /// Every one treated in a protocol because of WGS, from the first dose: to death, and to progression.
    pub treated: Vec<(Option<FollowUp>, Option<FollowUp<End>>)>,
}

/// How follow-up of progression ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// By progression.
    Progression,
    /// By death without it.
    Death,
}

/// A year's figures.
#[derive(Debug, Clone)]
pub struct Year {
    /// Patients with a report in the year; one who has both indications counts in each.
    pub patients: u32,
    /// Referrals accepted in the year, by indication and stratum.
    pub accepted: BTreeMap<(String, Stratum, String), u32>,
    /// Each share.
    pub shares: BTreeMap<Cell, Tally>,
    /// RR alone.
    pub survival: Survival,
}

/// The figures of a calendar year, as known on the day of the data freeze: what happened later is not known yet.
#[must_use]
pub fn year(cases: &[Case], year: i16, freeze: Date) -> Year {
    let cases: Vec<Case> = cases.iter().map(|case| as_known(case, freeze)).collect();
    let mut accepted = BTreeMap::new();
    for case in cases.iter().filter(|case| case.accepted.is_some_and(|day| day.year() == year)) {
        for stratum in Stratum::EVERY {
            *accepted.entry((case.indication.clone(), stratum, stratum.of(case))).or_default() += 1;
        }
    }
    let reported = reported(&cases, year);
    let mut shares: BTreeMap<Cell, Tally> = BTreeMap::new();
    for indicator in INDICATORS {
        for (case, report) in &reported {
            let Some(answer) = (indicator.of)(case, report, freeze) else { continue };
            for stratum in Stratum::EVERY {
                shares.entry((indicator.id, stratum, stratum.of(case))).or_default().add(answer);
            }
        }
    }
    Year { patients: count(reported.len()), accepted, shares, survival: survival(&reported, freeze) }
}

/// The patients with a report in a year, each with the first of the year: a repeat in another year counts there, as a repeat.
pub(super) fn reported(cases: &[Case], year: i16) -> Vec<(&Case, &Report)> {
    let mut first: BTreeMap<(&str, &str), (&Case, &Report)> = BTreeMap::new();
    for case in cases {
        let Some(report) = case.report.as_ref().filter(|report| report.signed.year() == year) else { continue };
        let earliest = first.entry((&case.patient, &case.indication)).or_insert((case, report));
        if (report.signed, &case.referral) < (earliest.1.signed, &earliest.0.referral) {
            *earliest = (case, report);
        }
    }
    first.into_values().collect()
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// What was known of a case on a day.
pub(super) fn as_known(case: &Case, freeze: Date) -> Case {
    let by_then = |day: Option<Date>| day.filter(|day| *day <= freeze);
    let mut known = case.clone();
    known.accepted = by_then(known.accepted);
    known.refused = known.refused.filter(|refused| refused.day <= freeze);
    known.progress = known.progress.known_on(freeze);
    known.report = known.report.filter(|report| report.signed <= freeze);
    let treatment = &mut known.treatment;
    if by_then(treatment.recorded).is_none() {
        (treatment.recorded, treatment.by_wgs) = (None, None);
    }
    if treatment.first_dose.is_some_and(|day| day > freeze) {
        (treatment.protocol, treatment.first_dose, treatment.because_of_wgs) = (None, None, None);
    }
    if treatment.assessed.is_some_and(|day| day > freeze) {
        (treatment.response, treatment.assessed) = (None, None);
    }
    treatment.progression = by_then(treatment.progression);
    known.death = by_then(known.death);
    known.last_seen = known.last_seen.map(|day| day.min(freeze));
    known
}

fn survival(reported: &[(&Case, &Report)], freeze: Date) -> Survival {
    let rr: Vec<_> = reported.iter().filter(|(case, _)| case.indication == "RR").collect();
    let treated = INDICATORS.iter().find(|indicator| indicator.id == "KPI-RR-1");
    let treated: Vec<_> = rr
        .iter()
        .filter(|(case, report)| treated.is_some_and(|own| (own.of)(case, report, freeze) == Some(Answer::Yes)))
        .collect();
    let days = |from: Date, to: Date| Days::new(f64::from((to - from).get_days())).ok();
    // A date of death is also the last on which something is known.
    let end = |case: &Case| case.death.or(case.last_seen);
    let death = |case: &Case, from: Date| Some(FollowUp::from_origin(days(from, end(case)?)?, case.death.map(|_| ())));
    let progressed = |case: &Case| {
        let from = case.treatment.first_dose?;
        let event =
            case.treatment.progression.map(|day| (day, End::Progression)).or(case.death.map(|day| (day, End::Death)));
        Some(match event {
            Some((day, event)) => FollowUp::from_origin(days(from, day)?, Some(event)),
            None => FollowUp::from_origin(days(from, case.last_seen?)?, None),
        })
    };
    let reported: Vec<_> = rr.iter().map(|(case, report)| death(case, report.signed)).collect();
    let treated: Vec<_> = treated
        .iter()
        .map(|(case, _)| (case.treatment.first_dose.and_then(|dose| death(case, dose)), progressed(case)))
        .collect();
    Survival {
        not_followed: count(reported.iter().filter(|own| own.is_none()).count()),
        since_report: KaplanMeier::of(reported.iter().flatten().copied().collect()),
        since_dose: KaplanMeier::of(treated.iter().filter_map(|(own, _)| *own).collect()),
        progression: CumulativeIncidence::of(treated.iter().filter_map(|(_, own)| *own).collect(), &End::Progression),
        reported,
        treated,
    }
}
