//! How long computers and people worked on a case, apart from how long it waited for them.

use std::collections::BTreeSet;

use clinic::clock::{DENMARK, Milestone, day_of};
use jiff::Timestamp;

use super::super::{Calendar, DAY, Duration, Hours, People, Scenario, Seconds};
use super::estimate::time;
use super::{History, Order};

pub(super) fn set(history: &mut History<'_>, scenario: &mut Scenario) {
    let days = usize::try_from((history.last - history.first).get_days() + 2).unwrap_or_default();
    let always = Hours { opens: 0, closes: 24, all_days: true };
    for (field, people, hours, from, to) in [
        ("analysis.hours", scenario.analysis, always, Milestone::Sequenced, Milestone::DataReleased),
        ("interpretation.hours", scenario.interpretation, scenario.hours, Milestone::DataReleased, Milestone::Signed),
    ] {
        let calendar = Calendar::new(history.first, days, &hours);
        let served = served(history, people, &calendar, (from, to));
        let orders = served.len();
        let found = time(served)
            .map(|(own, intervals)| (own, format!("median {}, p90 {} hours", own.median, own.p90), intervals, orders));
        let taken = found.is_some();
        let own = history.told(field, found, people.hours);
        if field == "analysis.hours" {
            scenario.analysis.hours = own;
        } else {
            scenario.interpretation.hours = own;
            if taken {
                // No milestone stands between the interpreter and whoever signs: the hours are of both.
                scenario.approval.hours = Duration { median: 0.0, p90: 0.0 };
            } else {
                history.assumed.push("approval".to_owned());
            }
        }
    }
}

/// Seconds since the midnight before the history's first day, by the clock on the wall.
fn wall(first: jiff::civil::Date, at: Timestamp) -> Seconds {
    let own = DENMARK.to_datetime(at);
    let time = Seconds::from(own.hour()) * 3600 + Seconds::from(own.minute()) * 60 + Seconds::from(own.second());
    Seconds::from((day_of(at) - first).get_days()) * DAY + time
}

/// Hours of work of each case that had time to come to its end.
///
/// METHOD: the queue is gone through again with the ends that were recorded: whoever is free takes the urgent first, then in order of arrival, so when each was
/// taken up follows from when those before it were done. What is still open holds a server to the end. The number of servers is the
/// scenario's. After Larson, Management Science 1990;36:586.
fn served(history: &History<'_>, people: People, calendar: &Calendar, (from, to): (Milestone, Milestone)) -> Vec<f64> {
    let mut all: Vec<(Seconds, bool, Seconds, usize)> = Vec::new();
    let at = |order: &Order<'_>, milestone| order.at(milestone).map(|at| wall(history.first, at));
    for (place, order) in history.orders.iter().enumerate() {
        if let Some(arrives) = at(order, from) {
            // Of those who came at once, whoever was done first was taken up first.
            let ends = at(order, to).unwrap_or(Seconds::MAX);
            all.push((arrives, order.case.progress.fast_track != Some(true), ends, place));
        }
    }
    all.sort_unstable();
    let settled: BTreeSet<usize> = {
        let until: BTreeSet<&str> = history.settled().map(|own| own.case.referral.as_str()).collect();
        let of = |(place, own): (usize, &Order<'_>)| until.contains(own.case.referral.as_str()).then_some(place);
        history.orders.iter().enumerate().filter_map(of).collect()
    };
    let mut free: Vec<Seconds> = vec![Seconds::MIN; usize::try_from(people.count).unwrap_or(1)];
    let mut waiting: BTreeSet<(bool, Seconds, Seconds, usize)> = BTreeSet::new();
    let (mut hours, mut next) = (Vec::new(), 0);
    while next < all.len() || !waiting.is_empty() {
        let Some(server) = (0..free.len()).min_by_key(|own| free[*own]) else { break };
        // Whoever arrived by the time at which somebody is free may be taken; if nobody waits, the next to arrive is.
        let first = waiting.is_empty().then(|| all.get(next).map_or(Seconds::MAX, |own| own.0));
        let now = first.map_or(free[server], |arrives| arrives.max(free[server]));
        while let Some((arrives, routine, ends, place)) = all.get(next).filter(|own| own.0 <= now) {
            waiting.insert((*routine, *arrives, *ends, *place));
            next += 1;
        }
        let Some((_, arrives, _, place)) = waiting.pop_first() else { break };
        let order = &history.orders[place];
        let begins = now.max(arrives);
        let ended = order.case.progress.ended.map(|at| wall(history.first, at));
        let Some(ends) = at(order, to).or(ended) else {
            // Still at work at the end of the history; what has been open for longer than that was not written down.
            if !settled.contains(&place) {
                free[server] = Seconds::MAX;
            }
            if free.iter().all(|own| *own == Seconds::MAX) {
                break;
            }
            continue;
        };
        free[server] = ends.max(free[server]);
        if settled.contains(&place) && at(order, to).is_some() {
            #[expect(clippy::cast_precision_loss, reason = "years in seconds are far below 2^53")]
            hours.push(calendar.working(begins, ends) as f64 / 3_600.0);
        }
    }
    hours
}
