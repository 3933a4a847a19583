//! Conference days, the way of tumour specimens, and runs.

use std::collections::BTreeMap;

use clinic::clock::{DENMARK, Milestone, day_of};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::super::{Calendar, Scenario, Weekday};
use super::estimate::time;
use super::{Estimated, FEWEST, History, Order};

/// A weekday on which fewer than this share of what is counted fell is an exception.
const EXCEPTION: f64 = 0.03;

const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

pub(super) fn set(history: &mut History<'_>, scenario: &mut Scenario) {
    let decided: Vec<Date> =
        history.orders.iter().filter_map(|own| Some(day_of(own.at(Milestone::MdtDecision)?))).collect();
    let found = weekdays(&decided);
    scenario.mdt = history.told("mdt", found, history.base.mdt.clone());
    for (field, from, to) in [
        ("requisition", Milestone::MdtDecision, Milestone::Submitted),
        ("specimens.tumour", Milestone::Submitted, Milestone::TumourReceived),
    ] {
        let values: Vec<f64> = history.settled().filter_map(|own| own.days(from, to)).collect();
        let orders = values.len();
        let found = time(values)
            .map(|(own, intervals)| (own, format!("median {}, p90 {} days", own.median, own.p90), intervals, orders));
        let place = if field == "requisition" { &mut scenario.requisition } else { &mut scenario.specimens.tumour };
        let taken = found.is_some();
        *place = history.told(field, found, *place);
        // A specimen that was rejected is in the time until a good one came.
        if field == "specimens.tumour" && taken {
            scenario.specimens.rejected = 0.0;
        }
    }
    runs(history, scenario);
}

fn weekdays(days: &[Date]) -> Option<(Vec<Weekday>, String, Vec<Estimated>, usize)> {
    let mut counts: BTreeMap<usize, u32> = BTreeMap::new();
    for day in days {
        let own = Weekday::of(*day);
        *counts.entry(WEEK.iter().position(|day| *day == own).unwrap_or_default()).or_default() += 1;
    }
    let all = f64::from(u32::try_from(days.len()).unwrap_or(u32::MAX));
    let usual: Vec<Weekday> = counts
        .into_iter()
        .filter(|(_, count)| f64::from(*count) >= EXCEPTION * all)
        .map(|(day, _)| WEEK[day])
        .collect();
    (days.len() >= FEWEST).then(|| (usual.clone(), format!("{usual:?}").to_lowercase(), Vec::new(), days.len()))
}

/// How long a run takes and on which weekdays it starts.
///
/// METHOD: a run starts at an opening, on the working day after the last DNA for it was accepted or later. So the whole days of a run are the
/// fewest from that working day to the sequences; one of twenty, because a slip in one record would shorten all runs. The time of day at which runs
/// end, less the opening, is the rest.
fn runs(history: &mut History<'_>, scenario: &mut Scenario) {
    let opens = f64::from(scenario.hours.opens);
    let ended = |own: &Order<'_>| Some((own.at(Milestone::DnaAccepted)?, own.at(Milestone::Sequenced)?));
    let ended: Vec<(Timestamp, Timestamp)> = history.settled().filter_map(ended).collect();
    let (orders, assumed) = (ended.len(), (scenario.sequencing.days, scenario.sequencing.starts.clone()));
    if orders < FEWEST {
        history.assumed.extend(["sequencing.days".to_owned(), "sequencing.starts".to_owned()]);
        return;
    }
    let days = usize::try_from((history.last - history.first).get_days() + 1).unwrap_or_default();
    let calendar = Calendar::new(history.first, days, &scenario.hours);
    let next_open = |day: Date| {
        let own = usize::try_from((day - history.first).get_days()).ok()?;
        (own + 1..days).find(|day| calendar.is_open(*day)).map(|day| calendar.date(day))
    };
    let whole = ended.iter().filter_map(|(dna, run)| Some((day_of(*run) - next_open(day_of(*dna))?).get_days()));
    let mut whole: Vec<i32> = whole.collect();
    whole.sort_unstable();
    let whole = whole.get(whole.len() / 20).copied().unwrap_or_default().max(0);
    let mut hours: Vec<f64> = ended.iter().map(|(_, run)| hour(*run) - opens).collect();
    hours.sort_by(f64::total_cmp);
    let days = (f64::from(whole) + hours[orders / 2] / 24.0).max(0.01);
    let days = (days * 1e3).round() / 1e3;
    let found = Some((days, format!("{days}"), Vec::new(), orders));
    scenario.sequencing.days = history.told("sequencing.days", found, assumed.0);
    let starts: Vec<Date> = ended.iter().map(|(_, run)| day_of(*run).saturating_sub(whole.days())).collect();
    scenario.sequencing.starts = history.told("sequencing.starts", weekdays(&starts), assumed.1);
}

/// The hour that a clock on the wall shows.
fn hour(at: Timestamp) -> f64 {
    let wall = DENMARK.to_datetime(at);
    f64::from(wall.hour()) + f64::from(wall.minute()) / 60.0 + f64::from(wall.second()) / 3_600.0
}
