//! What of a year's activity is published: referrals and refusals, turn-around, units.

use std::collections::BTreeMap;

use clinic::clock::{Clock, Milestone};
use clinic::code::CodeList;

use super::activity::Activity;
use super::progress::REFUSED_AS;
use super::publication::{Audience, by_totals, put};
use super::volume::BOTH;
use super::year::{Stratum, Year};
use crate::disclosure::{Published, Question, is_small};

/// What became of referrals, in the order of a table's numbers: accepted, then each way of being refused.
pub const BECAME: [&str; 4] = ["accepted", "not-eligible", "out-of-scope", "redirect"];

/// How an order kept to a clock, in the order of a table's numbers.
pub const KEPT: [&str; 3] = ["within-target", "within-limit", "beyond-limit"];

/// What is promised comes before what is needed, and that before what is wished for.
const PROMISES: [&str; 4] = ["commitment", "need", "aspiration", "none"];

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
    pub units: [Option<u64>; 3],
}

pub(super) fn referrals(figures: &Year, activity: &Activity, audience: Audience) -> Vec<(String, Referrals)> {
    let smallest = audience.smallest();
    let of = |indication: &str| {
        let mut answered = Question::default();
        for ((_, stratum, value), cell) in activity.answered.iter().filter(|((own, ..), _)| own == indication) {
            let refused = REFUSED_AS.map(|(_, own)| cell.refused.get(&own).copied().unwrap_or_default());
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
    // Reports beyond each patient's first, and orders of one clock that a narrower one does not count, would be told by differences.
    let patients = |id: &'static str| {
        let own = figures.shares.get(&(id, Stratum::All, "all".to_owned())).copied().unwrap_or_default();
        own.yes + own.no + own.not_recorded + own.not_due
    };
    let with_report = [patients("KPI-RR-3"), patients("KPI-MC-3")].into_iter().filter(|count| *count > 0).collect();
    let mut stopped_at: BTreeMap<&str, Together> = [(Milestone::Signed.code(), Together(with_report))].into();
    let mut running_to: BTreeMap<&str, Together> = BTreeMap::new();
    let mut clock = |own: &Clock| {
        let times = activity.turnaround.cells.get(&(own.id.clone(), Stratum::All, "all".to_owned()))?;
        let (stopped, stop) = (times.taken.len(), own.stop.code());
        let count = super::year::count(stopped);
        // How many lack a milestone is not told here, and may be known.
        let whole = count + times.not_recorded;
        let within = times.within_limit.max(times.within_target);
        let limited = own.limits.is_some();
        let all =
            if limited { vec![times.within_target, within - times.within_target, count - within] } else { vec![count] };
        let question = Question { all, ..Question::default() };
        let kept = question.publish(&BTreeMap::new(), smallest);
        let at_least = |orders: usize| audience == Audience::Internal || stopped >= orders;
        let running = Some(times.running).filter(|running| !is_small(*running, smallest));
        Some(PublishedClock {
            id: own.id.clone(),
            kept: kept.filter(|_| stopped_at.entry(stop).or_default().lets(&[count, whole], smallest)),
            median: times.median().filter(|_| at_least(ORDERS_OF_A_MEDIAN)),
            p90: times.p90().filter(|_| at_least(ORDERS_OF_A_90TH)),
            running: running.filter(|count| running_to.entry(stop).or_default().lets(&[*count], smallest)),
        })
    };
    let mut sorted: Vec<&Clock> = clocks.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    // What is promised is told first: it is what the others would hide.
    sorted.sort_by_key(|own| PROMISES.iter().position(|promise| *promise == own.promise));
    let mut told: Vec<PublishedClock> = sorted.into_iter().filter_map(&mut clock).collect();
    told.sort_by(|a, b| a.id.cmp(&b.id));
    told
}

/// Totals alone: by kind, referrals are told with their answers, and a second table of them would tell what that one hides. A sum of both
/// indications is told where both are, since each would follow from the other.
pub(super) fn volume(activity: &Activity, audience: Audience) -> Vec<PublishedVolume> {
    let smallest = audience.smallest();
    let of = |indication: &str| {
        let own = activity.volume.get(&(indication.to_owned(), Stratum::All, "all".to_owned()));
        let own = own.copied().unwrap_or_default();
        let referrals = Some(own.referrals).filter(|count| !is_small(*count, smallest));
        // Whoever books units books one at least, so few units are few patients.
        let few = |units: u64| u32::try_from(units).is_ok_and(|units| is_small(units, smallest));
        let units = [own.reserved, own.consumed, own.returned];
        let units = units.map(|units| Some(units).filter(|units| referrals.is_some() && !few(*units)));
        PublishedVolume { indication: indication.to_owned(), referrals, units }
    };
    let [mut both, rr, mc] = [BOTH, "RR", "MC"].map(of);
    both.referrals = both.referrals.filter(|_| rr.referrals.is_some() && mc.referrals.is_some());
    for (kind, units) in both.units.iter_mut().enumerate() {
        *units = units.filter(|_| rr.units[kind].is_some() && mc.units[kind].is_some());
    }
    vec![both, rr, mc]
}

/// Counts that hang together: whoever knows two of them knows their difference and their sum.
#[derive(Default)]
struct Together(Vec<u32>);

impl Together {
    /// Whether counts may be told beside those that are told, and none differs from one of these, or from what two of them make, by few. They are
    /// told then.
    fn lets(&mut self, counts: &[u32], smallest: u32) -> bool {
        let made = self.0.iter().enumerate().flat_map(|(at, one)| {
            let pairs = self.0[..at].iter().flat_map(move |other| [one + other, one.abs_diff(*other)]);
            std::iter::once(*one).chain(pairs)
        });
        let made: Vec<u32> = made.collect();
        let near = |count: &u32| made.iter().any(|other| is_small(count.abs_diff(*other), smallest));
        let lets = !counts.iter().any(near);
        if lets {
            self.0.extend(counts);
        }
        lets
    }
}
