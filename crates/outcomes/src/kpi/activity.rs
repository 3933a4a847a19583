//! What the service did in a calendar year: volume, turn-around, access, and the quality of its data.

use std::collections::BTreeMap;

use clinic::clock::Clock;
use jiff::civil::Date;

use super::case::Case;
use super::equity::{Answered, answered};
use super::progress::tally;
use super::quality::{Quality, quality};
use super::turnaround::{Turnaround, turnaround};
use super::volume::{Volume, volume};
use super::year::{Stratum, as_known, reported};

/// By indication, or "all" for the two together; by what referrals are told apart; and which of them.
pub type Part = (String, Stratum, String);

/// What the service did in a year.
#[derive(Debug, Clone)]
pub struct Activity {
    /// KPI-VOL.
    pub volume: BTreeMap<Part, Volume>,
    /// KPI-TAT.
    pub turnaround: Turnaround,
    /// KPI-EQ.
    pub answered: BTreeMap<Part, Answered>,
    /// KPI-Q.
    pub quality: BTreeMap<Part, Quality>,
    /// How often each rule was excepted from by name, of the referrals accepted in the year (DER-20).
    pub excepted: BTreeMap<String, u32>,
}

/// What was done in a calendar year, as known on the day of the data freeze.
#[must_use]
pub fn activity(cases: &[Case], clocks: &[Clock], year: i16, freeze: Date) -> Activity {
    let cases: Vec<Case> = cases.iter().map(|case| as_known(case, freeze)).collect();
    let accepted = cases.iter().filter(|case| case.accepted.is_some_and(|day| day.year() == year));
    Activity {
        volume: volume(&cases, year),
        turnaround: turnaround(&cases, clocks, year, freeze),
        answered: answered(&cases, year),
        quality: quality(&reported(&cases, year), freeze),
        excepted: tally(accepted.flat_map(|case| &case.progress.excepted)),
    }
}
