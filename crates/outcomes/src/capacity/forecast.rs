//! What a simulated year says: which clock breaks, and where the time goes.

use clinic::clock::{Clock, DENMARK, Milestone, Milestones, beginning_of};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::calendar::Calendar;
use super::course::Run;
use super::scenario::Scenario;
use super::{DAY, Seconds};
use crate::proportion::Proportion;

/// The stages of an order, each between two milestones, in their order.
const STAGES: [(Milestone, Milestone); 7] = [
    (Milestone::MdtDecision, Milestone::Submitted),
    (Milestone::Submitted, Milestone::PairReceived),
    (Milestone::PairReceived, Milestone::DnaAccepted),
    (Milestone::DnaAccepted, Milestone::Sequenced),
    (Milestone::Sequenced, Milestone::DataReleased),
    (Milestone::DataReleased, Milestone::Signed),
    (Milestone::Signed, Milestone::Discussed),
];

/// The milestones of one order.
type Reached<'r> = &'r [(Milestone, Seconds)];

/// What a scenario leads to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// The scenario's name.
    pub name: String,
    /// Orders that count.
    pub orders: u32,
    /// Units of 30x that they used, repeats included.
    pub units: u64,
    /// Units of 30x used on all days of the simulation, of those that the runs could have taken.
    pub filled: Proportion,
    /// Each clock of the guideline that some order has.
    pub clocks: Vec<ClockForecast>,
    /// Where the days of all orders go that came to their end, in the order of the way.
    pub stages: Vec<StageShare>,
    /// The people and computers.
    pub stations: Vec<StationForecast>,
}

/// What one clock shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClockForecast {
    /// The clock's id.
    pub id: String,
    /// What is aimed at and not to be exceeded; `None` where nothing is.
    pub promise: Option<Promise>,
    /// Orders for which it stopped.
    pub stopped: u32,
    /// Orders for which it never stopped in the simulated time.
    pub open: u32,
    /// Calendar days by which half stopped; of those that stopped. `None`: none did.
    pub median: Option<f64>,
    /// Calendar days by which nine of ten stopped.
    pub p90: Option<f64>,
    /// Orders within the limit, of all that started; an open one that is overdue is late. `None`: nothing is promised.
    pub within_limit: Option<Proportion>,
    /// Where the days of the late ones went: the stage with the largest sum of days beyond what orders in time took there on average.
    pub breaks_at: Option<(Milestone, Milestone)>,
}

/// Target and limit of a clock, in its unit (days, or periods of 24 hours).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// What is aimed at.
    pub target: u32,
    /// What is not to be exceeded.
    pub limit: u32,
}

/// Days of one stage.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StageShare {
    /// Where it begins.
    pub from: Milestone,
    /// Where it ends.
    pub to: Milestone,
    /// Mean days.
    pub mean: f64,
    /// Nine of ten take at most so many days.
    pub p90: f64,
}

/// How busy a station is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StationForecast {
    /// Its field in the scenario.
    pub name: &'static str,
    /// Servers.
    pub count: u32,
    /// Work that came, by the working time of the servers: above 1 the queue grows without end.
    pub load: f64,
    /// Mean days that work waits.
    pub mean_wait: f64,
    /// Nine of ten wait at most so many days.
    pub p90_wait: f64,
    /// The most that waited at once.
    pub longest_queue: usize,
}

#[expect(clippy::cast_precision_loss, reason = "years in seconds are far below 2^53")]
fn days(seconds: Seconds) -> f64 {
    seconds as f64 / DAY as f64
}

/// A clock that nothing simulated stops, and of which nothing is promised, says nothing.
fn says_something(clock: &ClockForecast) -> bool {
    clock.stopped > 0 || (clock.open > 0 && clock.promise.is_some())
}

/// Of sorted values that which is reached by a share of them: the smallest value with at least that share at or below it.
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of orders"
    )]
    let place = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(place.saturating_sub(1)).copied()
}

fn mean(values: &[f64]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of orders")]
    let count = values.len() as f64;
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / count }
}

/// The instant of a simulated second: the time of day that a clock on the wall shows, also on the two days that have 23 and 25 hours.
fn instant(calendar: &Calendar, at: Seconds) -> Timestamp {
    let day = calendar.date(usize::try_from(at.div_euclid(DAY)).unwrap_or_default());
    let wall = day.at(0, 0, 0, 0).saturating_add(SignedDuration::from_secs(at.rem_euclid(DAY)));
    DENMARK.to_ambiguous_timestamp(wall).compatible().unwrap_or_else(|_| beginning_of(day))
}

/// What a run of a scenario says, judged by the guideline's clocks.
#[must_use]
pub fn forecast(scenario: &Scenario, run: &Run, clocks: &[Clock]) -> Forecast {
    let end = instant(&run.calendar, Seconds::try_from(run.calendar.days()).unwrap_or_default() * DAY);
    let orders: Vec<(usize, bool, Milestones, Reached<'_>)> = run
        .journeys
        .iter()
        .map(|journey| {
            let real =
                journey.milestones.iter().map(|(milestone, at)| (*milestone, instant(&run.calendar, *at))).collect();
            (journey.group, journey.urgent, Milestones(real), journey.milestones.as_slice())
        })
        .collect();
    let of_clock = |clock: &Clock| {
        let mut own = ClockForecast {
            id: clock.id.clone(),
            promise: clock.limits.as_ref().map(|limits| Promise { target: limits.target, limit: limits.limit }),
            stopped: 0,
            open: 0,
            median: None,
            p90: None,
            within_limit: None,
            breaks_at: None,
        };
        let (mut shown, mut in_time, mut late) = (Vec::new(), Vec::new(), Vec::new());
        for (group, urgent, milestones, seconds) in &orders {
            let group = &scenario.patients[*group];
            if !clock.is_for(&group.indication, group.aml, *urgent) {
                continue;
            }
            let Some(reading) = clock.read_at(milestones, end) else { continue };
            if reading.stop.is_some() {
                own.stopped += 1;
                shown.push(days(reading.seconds));
            } else {
                own.open += 1;
            }
            match reading.within_limit {
                Some(true) => in_time.push(*seconds),
                Some(false) => late.push(*seconds),
                None => {}
            }
        }
        shown.sort_by(f64::total_cmp);
        own.median = quantile(&shown, 0.5);
        own.p90 = quantile(&shown, 0.9);
        let count = |orders: &[_]| u32::try_from(orders.len()).unwrap_or(u32::MAX);
        if clock.limits.is_some() {
            own.within_limit = Proportion::new(count(&in_time), count(&in_time) + count(&late)).ok();
        }
        own.breaks_at = breaks_at(clock, &in_time, &late);
        own
    };
    Forecast {
        name: scenario.name.clone(),
        orders: u32::try_from(orders.len()).unwrap_or(u32::MAX),
        units: run.journeys.iter().map(|journey| journey.units).sum(),
        filled: filled(run),
        clocks: clocks.iter().map(of_clock).filter(says_something).collect(),
        stages: stages(&orders.iter().map(|(.., seconds)| *seconds).collect::<Vec<_>>()),
        stations: run.stations.iter().map(|(name, count, tally)| station(scenario, run, name, *count, tally)).collect(),
    }
}

fn filled(run: &Run) -> Proportion {
    let count = |units: u64| u32::try_from(units).unwrap_or(u32::MAX);
    // A run never takes more than it holds, so this is a share.
    Proportion::new(count(run.units), count(run.room)).unwrap_or_default()
}

/// Days between two milestones; `None` where one was not reached.
fn between(milestones: Reached<'_>, from: Milestone, to: Milestone) -> Option<f64> {
    let at = |wanted| milestones.iter().find(|(own, _)| *own == wanted).map(|(_, at)| *at);
    Some(days(at(to)? - at(from)?))
}

fn stages(orders: &[Reached<'_>]) -> Vec<StageShare> {
    let share = |(from, to): (Milestone, Milestone)| {
        let mut lengths: Vec<f64> = orders.iter().filter_map(|order| between(order, from, to)).collect();
        lengths.sort_by(f64::total_cmp);
        StageShare { from, to, mean: mean(&lengths), p90: quantile(&lengths, 0.9).unwrap_or(0.0) }
    };
    STAGES.into_iter().map(share).collect()
}

/// The stage within a clock in which the late lose most against those in time; `None` where none is late.
fn breaks_at(clock: &Clock, in_time: &[Reached<'_>], late: &[Reached<'_>]) -> Option<(Milestone, Milestone)> {
    if late.is_empty() {
        return None;
    }
    let place = |wanted: Milestone, begins: bool| {
        STAGES.iter().position(|(from, to)| if begins { *from == wanted } else { *to == wanted })
    };
    // A clock that starts when one specimen has come begins within the second stage.
    let first = place(clock.start, true).unwrap_or(1);
    let last = place(clock.stop, false).unwrap_or(STAGES.len() - 1);
    let average = |orders: &[Reached<'_>], (from, to): (Milestone, Milestone)| {
        mean(&orders.iter().filter_map(|order| between(order, from, to)).collect::<Vec<_>>())
    };
    let lost = |stage: &(Milestone, Milestone)| average(late, *stage) - average(in_time, *stage);
    STAGES.get(first..=last)?.iter().copied().max_by(|a, b| lost(a).total_cmp(&lost(b)))
}

fn station(scenario: &Scenario, run: &Run, name: &'static str, count: u32, tally: &super::Tally) -> StationForecast {
    let referred = Seconds::from(scenario.warm_up_days + scenario.days) * DAY;
    let worked = if name == "analysis" { referred } else { run.calendar.working(0, referred) };
    let mut waits: Vec<f64> = tally.waits.iter().map(|wait| days(*wait)).collect();
    waits.sort_by(f64::total_cmp);
    StationForecast {
        name,
        count,
        load: days(tally.work) / (days(worked) * f64::from(count)),
        mean_wait: mean(&waits),
        p90_wait: quantile(&waits, 0.9).unwrap_or(0.0),
        longest_queue: tally.longest_queue,
    }
}
