//! Who was referred and how many in a year, and how long germline takes with and without a culture.

use std::collections::BTreeMap;

use clinic::clock::{Milestone, day_of};
use clinic::ledger::Entry;
use jiff::ToSpan;

use super::super::{Group, Scenario};
use super::estimate::{apart, rate, share};
use super::{Estimated, History, Order, Taken};
use crate::kpi::Kind;

/// Germline that came after so many days is taken for a culture at first; the mixture decides.
const CULTURE_DAYS: f64 = 10.0;

type Key = (String, bool, Kind);

fn key(order: &Order<'_>) -> Option<Key> {
    let case = order.case;
    Some((case.indication.clone(), case.progress.aml?, case.kind))
}

/// Sets groups and the times of germline; how many orders are in no group.
pub(super) fn set(history: &mut History<'_>, scenario: &mut Scenario) -> usize {
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    let mut in_no_group = 0;
    for (at, order) in history.orders.iter().enumerate() {
        match key(order) {
            Some(key) => groups.entry(key).or_default().push(at),
            None => in_no_group += 1,
        }
    }
    let cultured = germline(history, scenario);
    let years = f64::from((history.until - history.first).get_days() + 1) / 365.25;
    let mut patients = Vec::new();
    for ((indication, aml, kind), own) in groups {
        let name = format!("{indication}{} {}", if aml { " AML" } else { "" }, kind.word());
        let per_year = rate(own.len(), years);
        let urgent = own.iter().filter(|at| history.orders[**at].case.progress.fast_track == Some(true)).count();
        let urgent = share(f64::from(u32::try_from(urgent).unwrap_or(u32::MAX)), own.len());
        let (tumour_units, germline_units) = units(&history.orders, &own).unwrap_or((3, 1));
        let grown: Vec<f64> = own.iter().filter_map(|at| cultured.get(at)).copied().collect();
        let grown = (!grown.is_empty()).then(|| (share(grown.iter().sum(), grown.len()), grown.len()));
        let field = |what: &str| format!("patients \"{name}\".{what}");
        let take = |what: &str, value: Estimated, orders| Taken {
            field: field(what),
            value: format!("{:.4}", value.value),
            intervals: vec![value],
            orders,
        };
        let mut taken = vec![take("per_year", per_year, own.len()), take("fast_track", urgent, own.len())];
        taken.extend(grown.map(|(share, orders)| take("cultured", share, orders)));
        if germline_units > 0 && grown.is_none() {
            history.assumed.push(field("cultured"));
        }
        history.taken.extend(taken);
        let round = |own: f64| (own * 1e4).round() / 1e4;
        let assumed =
            history.base.patients.iter().find(|own| own.indication == indication).map_or(0.0, |own| own.cultured);
        patients.push(Group {
            name,
            indication,
            aml,
            per_year: round(per_year.value),
            fast_track: round(urgent.value),
            tumour_units,
            germline_units,
            cultured: if germline_units == 0 { 0.0 } else { grown.map_or(assumed, |(share, _)| round(share.value)) },
        });
    }
    if !patients.is_empty() {
        scenario.patients = patients;
    }
    in_no_group
}

/// Units of tumour and germline that most orders of a group set aside at first; germline is one unit unless none was waited for. `None`:
/// the ledger says nothing.
fn units(orders: &[Order<'_>], own: &[usize]) -> Option<(u32, u32)> {
    let mut counts: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for order in own.iter().map(|at| &orders[*at]) {
        let progress = &order.case.progress;
        let reserved = progress.bookings.iter().find_map(|(_, entry)| match entry {
            Entry::Reserve(units) => u32::try_from(*units).ok(),
            _ => None,
        });
        let waits = progress.germline_reused != Some(true) && order.at(Milestone::GermlineReceived).is_some();
        let germline = u32::from(waits);
        if let Some(tumour) = reserved.and_then(|own| own.checked_sub(germline)).filter(|own| *own > 0) {
            *counts.entry((tumour, germline)).or_default() += 1;
        }
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(units, _)| units)
}

/// The times of germline, with and without a culture, which the table does not tell apart; of each order how probably it was one.
fn germline(history: &mut History<'_>, scenario: &mut Scenario) -> BTreeMap<usize, f64> {
    let until = history.last.saturating_sub(super::SETTLED_AFTER.days());
    let came: Vec<(usize, f64)> = history
        .orders
        .iter()
        .enumerate()
        .filter(|(_, own)| day_of(own.submitted) <= until)
        .filter_map(|(at, own)| Some((at, own.days(Milestone::Submitted, Milestone::GermlineReceived)?)))
        .collect();
    let values: Vec<f64> = came.iter().map(|(_, days)| *days).collect();
    let Some(mixed) = apart(&values, CULTURE_DAYS) else {
        history.assumed.extend(["specimens.germline".to_owned(), "specimens.cultured".to_owned()]);
        return BTreeMap::new();
    };
    for (field, (own, intervals), long) in
        [("specimens.germline", &mixed.short, false), ("specimens.cultured", &mixed.long, true)]
    {
        let orders = mixed.longer.iter().filter(|own| (**own >= 0.5) == long).count();
        let value = format!("median {}, p90 {} days", own.median, own.p90);
        history.taken.push(Taken { field: field.to_owned(), value, intervals: intervals.clone(), orders });
    }
    (scenario.specimens.germline, scenario.specimens.cultured) = (mixed.short.0, mixed.long.0);
    came.into_iter().map(|(at, _)| at).zip(mixed.longer).collect()
}
