//! What of a year is published: shares and curves, with small counts hidden or, for internal use, as they are.

use std::collections::BTreeMap;

use clinic::clock::Clock;
use jiff::civil::Date;

use super::activity::Activity;
use super::indicator::INDICATORS;
use super::published_activity::{PublishedClock, PublishedVolume, Referrals, clocks, referrals, volume};
use super::year::{Cell, End, Stratum, Tally, Year};
use crate::disclosure::{Partition, Published, Question, SMALLEST_PUBLISHED, is_small, safe_days};
use crate::proportion::Interval;
use crate::survival::{Band, Days, FollowUp, KaplanMeier};

/// For whom the figures are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// For everybody: small counts are hidden.
    Public,
    /// For those who may see every patient's data: as they are.
    Internal,
}

impl Audience {
    pub(super) fn smallest(self) -> u32 {
        match self {
            Self::Public => SMALLEST_PUBLISHED,
            Self::Internal => 1,
        }
    }

    /// Its word in a table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
        }
    }
}

/// The answers of an indicator, in the order of a [`Published`] table's numbers; the last where not everybody is asked.
pub const ANSWERS: [&str; 5] = ["yes", "no", "not-recorded", "not-due", "not-asked"];

/// Days at which curves are read: a quarter, half a year, one, two and three years.
pub const READ_AT: [f64; 5] = [91.0, 182.0, 365.0, 730.0, 1095.0];

/// What is published of a year.
#[derive(Debug, Clone)]
pub struct PublishedYear {
    /// The year.
    pub year: i16,
    /// The day of the data freeze.
    pub freeze: Date,
    /// For whom.
    pub audience: Audience,
    /// Each share; `None`: too few patients.
    pub shares: Vec<(&'static str, Option<Published>)>,
    /// Referrals by indication.
    pub referrals: Vec<(String, Referrals)>,
    /// Turn-around by clock.
    pub clocks: Vec<PublishedClock>,
    /// How often each rule was excepted from by name (DER-20); `None`: cannot be told.
    pub excepted: Vec<(String, Option<u32>)>,
    /// Referrals and units.
    pub volume: Vec<PublishedVolume>,
    /// Share alive since the report, of all RR.
    pub since_report: Vec<Reading>,
    /// Share alive since the first dose, of those treated in a protocol because of WGS.
    pub since_dose: Vec<Reading>,
    /// Share that has progressed since the first dose, of the same.
    pub progression: Vec<Reading>,
}

/// A curve at a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Days since the origin.
    pub day: f64,
    /// Patients still under observation after it.
    pub at_risk: u32,
    /// The share, from 0 to 1.
    pub share: f64,
    /// Its interval of 95 %; `None` where there is none.
    pub interval: Option<Interval>,
}

/// By what public tables tell patients apart.
const STRATA: [Stratum; 4] = [Stratum::Region, Stratum::Route, Stratum::DiseaseGroup, Stratum::Kind];

/// What may be told of a year.
#[must_use]
pub fn publish(
    (figures, activity): (&Year, &Activity),
    of_clocks: &[Clock],
    (year, freeze): (i16, Date),
    audience: Audience,
) -> PublishedYear {
    let smallest = audience.smallest();
    let mut shares: Vec<(&'static str, Option<Published>)> = Vec::new();
    for indicator in INDICATORS {
        let asked = asked_of(indicator.id);
        let partitions = partitions(figures, asked, smallest);
        let published = match within(indicator.id) {
            None if !told_by_route(indicator.id, figures, &partitions) => None,
            None => question(figures, indicator.id, asked).publish(&partitions, smallest),
            // Asked of those who said yes to another: rows and answers as told there.
            Some(before) => shares.iter().find(|(id, _)| *id == before).and_then(|(_, told)| {
                let told = told.as_ref()?;
                let parts = STRATA
                    .iter()
                    .map(|own| Some((own.name().to_owned(), Partition::of_answer(told, own.name(), 0)?)))
                    .collect::<Option<_>>()?;
                question(figures, indicator.id, indicator.id).publish(&parts, smallest)
            }),
        };
        shares.push((indicator.id, published));
    }
    let survival = &figures.survival;
    let since_report = safe_days(
        survival.reported.len(),
        |patient, day| state(survival.reported[patient].as_ref(), day),
        &READ_AT,
        smallest,
    );
    // Both curves since the first dose are of the same patients, so a day is safe if it is for both together.
    let since_dose = safe_days(
        survival.treated.len(),
        |patient, day| {
            let (death, progression) = &survival.treated[patient];
            4 * state(death.as_ref(), day) + progressed(progression.as_ref(), day)
        },
        &READ_AT,
        smallest,
    );
    // Who is in the curve is told by KPI-RR-1; where that is not told, the curve is not.
    let told = |(id, told): &(&str, Option<Published>)| {
        *id == "KPI-RR-1" && told.as_ref().is_some_and(|told| told.classes.first() == Some(&vec![0]))
    };
    let since_dose = if shares.iter().any(told) { since_dose } else { Vec::new() };
    PublishedYear {
        year,
        freeze,
        audience,
        referrals: referrals(figures, activity, audience),
        clocks: clocks(figures, activity, of_clocks, audience),
        volume: volume(activity, audience),
        excepted: activity
            .excepted
            .iter()
            .map(|(rule, count)| (rule.clone(), Some(*count).filter(|count| !is_small(*count, smallest))))
            .collect(),
        since_report: alive(&survival.since_report, &since_report, |day| {
            still_followed(&survival.reported, |own| state(own.as_ref(), day))
        }),
        since_dose: alive(&survival.since_dose, &since_dose, |day| {
            still_followed(&survival.treated, |(own, _)| state(own.as_ref(), day))
        }),
        progression: readings(&since_dose, |day| {
            let step = survival.progression.at(day).map_or((0.0, None), |step| (step.incidence, step.interval()));
            (still_followed(&survival.treated, |(_, own)| progressed(own.as_ref(), day.get())), step)
        }),
        shares,
    }
}

fn alive(curve: &KaplanMeier, days: &[f64], at_risk: impl Fn(f64) -> u32) -> Vec<Reading> {
    readings(days, |day| {
        let step = curve.at(day).map_or((1.0, None), |step| (step.survival, step.interval(Band::LogLog)));
        (at_risk(day.get()), step)
    })
}

fn readings(days: &[f64], read: impl Fn(Days) -> (u32, (f64, Option<Interval>))) -> Vec<Reading> {
    let reading = |day: &f64| {
        let (at_risk, (share, interval)) = read(Days::new(*day).ok()?);
        // Beyond the last patient the curve says nothing.
        (at_risk > 0).then_some(Reading { day: *day, at_risk, share, interval })
    };
    days.iter().filter_map(reading).collect()
}

fn still_followed<T>(patients: &[T], state: impl Fn(&T) -> u8) -> u32 {
    patients.iter().map(|own| u32::from(state(own) == 0)).sum()
}

/// Where a patient is at a day: under observation, dead, or lost to it.
fn state(own: Option<&FollowUp>, day: f64) -> u8 {
    match own {
        Some(own) if own.left().get() > day => 0,
        Some(own) if own.event().is_some() => 1,
        _ => 2,
    }
}

fn progressed(own: Option<&FollowUp<End>>, day: f64) -> u8 {
    match own {
        Some(own) if own.left().get() > day => 0,
        Some(own) => match own.event() {
            Some(End::Progression) => 1,
            Some(End::Death) => 2,
            None => 3,
        },
        None => 3,
    }
}

/// The indicator that is asked of every patient of the same indication.
fn asked_of(id: &str) -> &'static str {
    if id.starts_with("KPI-RR") { "KPI-RR-3" } else { "KPI-MC-3" }
}

/// The indicator to which those who are asked have said yes.
fn within(id: &str) -> Option<&'static str> {
    (id == "KPI-RR-2a").then_some("KPI-RR-1")
}

/// Whether not everybody is asked; how many are not must not be told by a difference either.
fn asked_of_some(id: &str) -> bool {
    matches!(id, "KPI-MC-1" | "KPI-MC-4")
}

/// KPI-MC-4 is asked of route B: how many those are is only told where route B is a row of its own.
fn told_by_route(id: &str, figures: &Year, partitions: &BTreeMap<String, Partition>) -> bool {
    let alone = |partition: &Partition| partition.parts().iter().any(|part| part.members == ["B"]);
    let somebody = figures.shares.keys().any(|(own, ..)| *own == id);
    id != "KPI-MC-4" || !somebody || partitions.get(Stratum::Route.name()).is_some_and(alone)
}

/// An indicator's answers; whoever is asked `of` and not this is among the last.
fn question(figures: &Year, id: &'static str, of: &'static str) -> Question {
    // How many are of route B, and are asked KPI-MC-4, the table of patients by route tells.
    let mut question = Question { last_is_told: id == "KPI-MC-4", ..Question::default() };
    for ((_, stratum, value), tally) in figures.shares.iter().filter(|((own, ..), _)| *own == of) {
        let cell: Cell = (id, *stratum, value.clone());
        let Tally { yes, no, not_recorded, not_due } = figures.shares.get(&cell).copied().unwrap_or_default();
        let asked = yes + no + not_recorded + not_due;
        let all = tally.yes + tally.no + tally.not_recorded + tally.not_due;
        let mut counts = vec![yes, no, not_recorded, not_due];
        if asked_of_some(id) {
            counts.push(all.saturating_sub(asked));
        }
        put(&mut question, *stratum, value, counts);
    }
    if question.all.is_empty() {
        question.all = vec![0; 4];
    }
    question
}

pub(super) fn put(question: &mut Question, stratum: Stratum, value: &str, counts: Vec<u32>) {
    if stratum == Stratum::All {
        question.all = counts;
    } else {
        question.strata.entry(stratum.name().to_owned()).or_default().insert(value.to_owned(), counts);
    }
}

fn partitions(figures: &Year, asked: &'static str, smallest: u32) -> BTreeMap<String, Partition> {
    by_totals(&question(figures, asked, asked), smallest)
}

pub(super) fn by_totals(question: &Question, smallest: u32) -> BTreeMap<String, Partition> {
    let rows = |stratum: &Stratum| question.strata.get(stratum.name()).cloned().unwrap_or_default();
    STRATA
        .iter()
        .map(|stratum| {
            let totals = rows(stratum).into_iter().map(|(name, counts)| (name, counts.iter().sum())).collect();
            (stratum.name().to_owned(), Partition::of(&totals, smallest))
        })
        .collect()
}
