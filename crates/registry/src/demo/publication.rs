//! The last whole year of a demonstration, as it would be published.

use clinic::clock::{Clock, day_of};
use guideline::rule_set::RuleSet;
use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use outcomes::kpi::{Audience, PublishedTable, activity, publish, year};

use super::{DemoError, PASSWORD};
use crate::access::Attempt;
use crate::store::Store;

/// The year before this one as it is published, frozen on 1 March or, before that day, on the day before.
///
/// # Errors
/// See [`DemoError`].
pub fn published(store: &Store, rules: &RuleSet, now: Timestamp) -> Result<PublishedTable, DemoError> {
    let refused = |why: &dyn std::fmt::Display| DemoError::Refused(why.to_string());
    let today = day_of(now);
    let of = today.year() - 1;
    let freeze = date(today.year(), 3, 1).min(today.saturating_sub(1.day()));
    let attempt = Attempt { account: "program", password: PASSWORD, address: "demonstration", membership: None };
    let viewer = store.sign_in(&attempt, now).map_err(|error| refused(&error))?.viewer;
    let extract = store.extract(&viewer, rules, freeze, now)?;
    store.sign_out(&viewer, now)?;
    let clocks = Clock::all(&rules.definitions).map_err(|error| refused(&error))?;
    let told = (&year(&extract.cases, of, freeze), &activity(&extract.cases, &clocks, of, freeze));
    let table = publish(told, &clocks, (of, freeze), Audience::Public).csv();
    PublishedTable::read(&table).map_err(|error| refused(&error))
}
