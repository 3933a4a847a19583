//! A scenario out of a service's own history: what its milestones say, from how many orders, and what they do not say.
//!
//! Arrivals, conference days, travelling times, cultures, runs and the hours of analysis and interpretation follow from the milestones T0 to
//! T6. What no milestone tells (how many people there are, their hours of the day, the size of a run, how often something fails, the
//! laboratory's hours) stays as the given scenario assumes it.

mod estimate;
mod groups;
mod months;
mod served;
mod stages;

use clinic::clock::{Milestone, day_of};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::Scenario;
use crate::kpi::Case;

/// A figure is taken from so many orders and more.
pub const FEWEST: usize = 30;

/// Orders that were submitted so many days before the end of the history had time to reach every milestone. Later ones are left out:
/// those of them that reached one are the fast ones.
const SETTLED_AFTER: i64 = 120;

/// A figure of the scenario that was taken from the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The field of the scenario.
    pub field: String,
    /// What it is now, in words of the file.
    pub value: String,
    /// Each number with its interval of 95 %; none where it is a choice of days.
    pub intervals: Vec<Estimated>,
    /// From how many orders.
    pub orders: usize,
}

/// A number with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimated {
    /// The number.
    pub value: f64,
    /// The lower end of the interval of 95 %.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// What a history says of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibrated {
    /// The scenario.
    pub scenario: Scenario,
    /// What was taken from the history.
    pub taken: Vec<Taken>,
    /// Fields that stay assumed, because no milestone tells them or fewer than [`FEWEST`] orders do.
    pub assumed: Vec<String>,
    /// The first and the last day of the history.
    pub days: (Date, Date),
    /// Orders in it.
    pub orders: usize,
    /// Orders of which it is not recorded whether the disease is AML; they are in no group.
    pub in_no_group: usize,
}

impl Calibrated {
    /// What stands before the scenario in its file, as comments: what was taken from how many orders, and what stays assumed.
    #[must_use]
    pub fn told(&self) -> String {
        let (first, last) = self.days;
        let interval = |own: &Estimated| format!("{} ({}-{})", short(own.value), short(own.lower), short(own.upper));
        let taken = self.taken.iter().map(|Taken { field, value, intervals, orders }| {
            let told: Vec<String> = intervals.iter().map(interval).collect();
            let told = if told.is_empty() { value.clone() } else { told.join(", ") };
            format!("{field}: {told}; {orders} orders")
        });
        let is_taken = |field: &str| self.taken.iter().any(|own| own.field == field);
        let without = self.in_no_group;
        let notes = [
            (without > 0, format!("{without} orders do not say whether the disease is AML, and are in no group.")),
            (true, String::new()),
            (true, "Assumed as before, since no milestone or too few orders tell it:".to_owned()),
            (true, self.assumed.join(", ")),
            (true, String::new()),
            (
                is_taken("specimens.tumour"),
                "specimens.rejected is 0: a specimen that was taken again is in the time until a good one came.".to_owned(),
            ),
            (
                is_taken("interpretation.hours"),
                "interpretation.hours are until the signature, so approval takes none: no milestone stands between the two."
                    .to_owned(),
            ),
        ];
        let head =
            format!("Out of {} orders from {first} to {last}. Numbers in brackets are intervals of 95 %.", self.orders);
        let lines = [head, String::new()].into_iter().chain(taken);
        let lines = lines.chain(notes.into_iter().filter_map(|(is_so, note)| is_so.then_some(note)));
        lines.map(|line| format!("# {line}").trim_end().to_owned() + "\n").chain(["\n".to_owned()]).collect()
    }
}

/// Three digits that say something.
fn short(number: f64) -> String {
    let digits: usize = if number.abs() >= 100.0 {
        0
    } else if number.abs() >= 10.0 {
        1
    } else {
        3
    };
    format!("{number:.digits$}")
}

/// Why a history says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoHistory {
    /// Nothing was submitted.
    #[error("no order of the table has T1 (submitted): give the table of a service that has had orders")]
    NoOrder,
    /// It is too short.
    #[error(
        "the history is of {0} days; at least a year is needed, for the months, and {SETTLED_AFTER} days more in which orders come to their end"
    )]
    TooShort(i32),
}

/// An order of the history.
struct Order<'c> {
    case: &'c Case,
    submitted: Timestamp,
}

impl Order<'_> {
    fn at(&self, milestone: Milestone) -> Option<Timestamp> {
        self.case.progress.milestones.at(milestone)
    }

    /// Days from one milestone to another.
    fn days(&self, from: Milestone, to: Milestone) -> Option<f64> {
        Some(self.at(to)?.duration_since(self.at(from)?).as_secs_f64() / 86_400.0)
    }
}

/// The history, and the scenario as far as it is known.
struct History<'c> {
    orders: Vec<Order<'c>>,
    first: Date,
    /// The last day on which something was submitted.
    until: Date,
    /// The last day of which something is known.
    last: Date,
    base: &'c Scenario,
    taken: Vec<Taken>,
    assumed: Vec<String>,
}

impl<'c> History<'c> {
    /// Orders that had time to come to their end.
    fn settled(&self) -> impl Iterator<Item = &Order<'c>> {
        let until = self.last.saturating_sub(SETTLED_AFTER.days());
        self.orders.iter().filter(move |own| day_of(own.submitted) <= until)
    }

    /// Notes what became of a field.
    fn told<T>(&mut self, field: &str, found: Option<(T, String, Vec<Estimated>, usize)>, assumed: T) -> T {
        match found {
            Some((own, value, intervals, orders)) => {
                self.taken.push(Taken { field: field.to_owned(), value, intervals, orders });
                own
            }
            None => {
                self.assumed.push(field.to_owned());
                assumed
            }
        }
    }
}

/// A scenario of what the cases of a service say, and of `base` where they say nothing.
///
/// # Errors
/// [`NoHistory`].
pub fn calibrate(cases: &[Case], base: &Scenario) -> Result<Calibrated, NoHistory> {
    let orders: Vec<Order<'_>> = cases
        .iter()
        .filter_map(|case| Some(Order { submitted: case.progress.milestones.at(Milestone::Submitted)?, case }))
        .collect();
    let first = orders.iter().map(|own| day_of(own.submitted)).min().ok_or(NoHistory::NoOrder)?;
    let until = orders.iter().map(|own| day_of(own.submitted)).max().ok_or(NoHistory::NoOrder)?;
    let every = orders.iter().flat_map(|own| own.case.progress.milestones.0.iter().map(|(_, at)| day_of(*at)));
    let last = every.max().ok_or(NoHistory::NoOrder)?;
    let days = (last - first).get_days();
    if i64::from(days) < 365 + SETTLED_AFTER {
        return Err(NoHistory::TooShort(days));
    }
    let mut history = History { orders, first, until, last, base, taken: Vec::new(), assumed: Vec::new() };
    let mut scenario = base.clone();
    scenario.name = format!("{}, as in {first} to {last}", base.name);
    scenario.scale = 1.0;
    let in_no_group = groups::set(&mut history, &mut scenario);
    stages::set(&mut history, &mut scenario);
    months::set(&mut history, &mut scenario);
    served::set(&mut history, &mut scenario);
    for field in [
        "hours",
        "laboratory",
        "analysis.count",
        "interpretation.count",
        "sequencing.machines",
        "sequencing.units_per_run",
        "sequencing.least_units",
        "sequencing.longest_wait_days",
        "sequencing.failed",
    ] {
        history.assumed.push(field.to_owned());
    }
    let orders = history.orders.len();
    let (taken, assumed) = (history.taken, history.assumed);
    Ok(Calibrated { scenario, taken, assumed, days: (first, last), orders, in_no_group })
}
