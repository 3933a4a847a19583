//! What of a year's activity is published: referrals and refusals, turn-around, units.

use clinic::clock::Clock;

use super::activity::Activity;
use super::progress::RefusedAs;
use super::publication::{Audience, by_totals, put};
use super::turnaround::Times;
use super::volume::BOTH;
use super::year::{Stratum, Year};
use crate::disclosure::{Published, Question, is_small};

/// What became of referrals, in the order of a table's numbers: accepted, then each way of being refused.
pub const BECAME: [&str; 4] = ["accepted", "not-eligible", "out-of-scope", "redirect"];

/// How an order kept to a clock, in the order of a table's numbers.
pub const KEPT: [&str; 3] = ["within-target", "within-limit", "beyond-limit"];

/// A median is told of this many orders and more, so that half of them are five.
const ORDERS_OF_A_MEDIAN: usize = 10;
/// A 90th percentile is told of this many, so that a tenth of them are five.
const ORDERS_OF_A_90TH: usize = 50;

/// The referrals of an indication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Referrals {
    /// Answered in the year: accepted and refused.
    Answered(Published),
    /// Accepted in the year. How many were refused is not told: too few were.
    Accepted(Published),
    /// Too few.
    Few,
}

/// A clock, of all orders in which it stopped in the year.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedClock {
    /// Its id.
    pub id: String,
    /// How they kept to it; of a clock without limits only how many. `None`: cannot be told.
    pub kept: Option<Published>,
    /// Half took no longer, in the unit of the clock.
    pub median: Option<f64>,
    /// Nine of ten took no longer.
    pub p90: Option<f64>,
    /// Orders whose clock ran at the data freeze; `None`: cannot be told.
    pub running: Option<u32>,
}

/// Referrals and units of an indication or of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedVolume {
    /// The indication, or [`BOTH`].
    pub indication: String,
    /// Referrals accepted; `None`: cannot be told.
    pub referrals: Option<u32>,
    /// Units of 30x set aside, consumed and given back; `None`: cannot be told.
    pub units: Option<[u64; 3]>,
}

pub(super) fn referrals(figures: &Year, activity: &Activity, audience: Audience) -> Vec<(String, Referrals)> {
    let smallest = audience.smallest();
    let of = |indication: &str| {
        let mut answered = Question::default();
        for ((_, stratum, value), cell) in activity.answered.iter().filter(|((own, ..), _)| own == indication) {
            let refused = RefusedAs::WORDS.map(|(_, own)| cell.refused.get(&own).copied().unwrap_or_default());
            let counts: Vec<u32> = std::iter::once(cell.accepted).chain(refused).collect();
            if counts.iter().any(|count| *count > 0) {
                put(&mut answered, *stratum, value, counts);
            }
        }
        // How many were accepted is told in any case; it must stand by itself.
        let told = answered.publish(&by_totals(&answered, smallest), smallest);
        if let Some(told) = told.filter(|own| own.classes.first() == Some(&vec![0])) {
            return Referrals::Answered(told);
        }
        let mut accepted = Question::default();
        for ((_, stratum, value), count) in figures.accepted.iter().filter(|((own, ..), _)| own == indication) {
            put(&mut accepted, *stratum, value, vec![*count]);
        }
        accepted.publish(&by_totals(&accepted, smallest), smallest).map_or(Referrals::Few, Referrals::Accepted)
    };
    ["RR", "MC"].map(|indication| (indication.to_owned(), of(indication))).into()
}

pub(super) fn clocks(figures: &Year, activity: &Activity, clocks: &[Clock], audience: Audience) -> Vec<PublishedClock> {
    let smallest = audience.smallest();
    let clock = |((id, ..), times): (&(String, Stratum, String), &Times)| {
        let stopped = times.taken.len();
        let count = super::year::count(stopped);
        // A report beyond each patient's first would be told by the difference.
        let again = is_small(count.abs_diff(figures.patients), smallest);
        let limited = clocks.iter().any(|own| own.id == *id && own.limits.is_some());
        let within = times.within_limit.max(times.within_target);
        let all =
            if limited { vec![times.within_target, within - times.within_target, count - within] } else { vec![count] };
        let question = Question { all, ..Question::default() };
        let at_least = |orders: usize| audience == Audience::Internal || stopped >= orders;
        PublishedClock {
            id: id.clone(),
            kept: question.publish(&std::collections::BTreeMap::new(), smallest).filter(|_| !again),
            median: times.median().filter(|_| at_least(ORDERS_OF_A_MEDIAN)),
            p90: times.p90().filter(|_| at_least(ORDERS_OF_A_90TH)),
            running: Some(times.running).filter(|running| !is_small(*running, smallest)),
        }
    };
    let told = activity.turnaround.cells.iter().filter(|((_, stratum, _), _)| *stratum == Stratum::All);
    told.map(clock).collect()
}

/// Totals alone: by kind, referrals are told with their answers, and a second table of them would tell what that one hides.
pub(super) fn volume(activity: &Activity, audience: Audience) -> Vec<PublishedVolume> {
    let of = |indication: &str| {
        let own = activity.volume.get(&(indication.to_owned(), Stratum::All, "all".to_owned()));
        let referrals = own.map_or(0, |own| own.referrals);
        let told = !is_small(referrals, audience.smallest());
        PublishedVolume {
            indication: indication.to_owned(),
            referrals: told.then_some(referrals),
            units: own.filter(|_| told).map(|own| [own.reserved, own.consumed, own.returned]),
        }
    };
    [BOTH, "RR", "MC"].map(of).into()
}
