//! KPI-TAT: how long it took, by every clock of the guideline side by side: what is promised, what was needed, and what nobody promises.
//!
//! An order counts in the calendar year in which its clock stopped. Time on hold is told and never subtracted (DER-23). An order whose clock
//! runs at the data freeze is in no median; it is shown with its age.

use std::collections::BTreeMap;

use clinic::clock::{Clock, Milestone, Unit, covered, day_of};
use jiff::Timestamp;
use jiff::civil::Date;

use super::case::Case;
use super::progress::{end_of, place};
use super::year::Stratum;
use crate::proportion::Proportion;

/// Seconds of a period of 24 hours.
const PERIOD: f64 = 86_400.0;

/// One clock's times in a stratum.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Times {
    /// What it took, ascending, in the unit of the clock: calendar days, or periods of 24 hours.
    pub taken: Vec<f64>,
    /// How many of them were within the target; 0 where there is none.
    pub within_target: u32,
    /// How many of them were within the limit; 0 where there is none.
    pub within_limit: u32,
    /// How many of them were on hold at some time.
    pub held: u32,
    /// For how many seconds, all together.
    pub held_seconds: i64,
    /// Orders whose clock ran at the data freeze.
    pub running: u32,
    /// Those of them that were beyond the limit already.
    pub running_late: u32,
    /// The age of the oldest of them, in the unit of the clock.
    pub oldest: Option<f64>,
    /// Orders that ended in the year before their clock stopped.
    pub ended: u32,
    /// Orders of which a milestone is missing, or whether the clock is theirs.
    pub not_recorded: u32,
}

impl Times {
    fn of(&self, part: u32) -> Proportion {
        Proportion::new(part, super::year::count(self.taken.len())).unwrap_or_default()
    }

    /// The share of those that stopped within the target. It says nothing of a clock without one.
    #[must_use]
    pub fn within_target(&self) -> Proportion {
        self.of(self.within_target)
    }

    /// The share of those that stopped within the limit. It says nothing of a clock without one.
    #[must_use]
    pub fn within_limit(&self) -> Proportion {
        self.of(self.within_limit)
    }

    /// Half took no longer. `None` of nothing.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        quantile(&self.taken, 1, 2)
    }

    /// Nine of ten took no longer. `None` of nothing.
    #[must_use]
    pub fn p90(&self) -> Option<f64> {
        quantile(&self.taken, 9, 10)
    }
}

/// The quantile of some ascending figures at `of / parts`.
///
/// METHOD: the inverse of the empirical distribution function, with the mean where it steps exactly there: definition 2 of Hyndman and Fan, Am Stat
/// 1996;50:361. The usual median, and no value between two patients that none of them had, but for that mean.
#[must_use]
pub fn quantile(ascending: &[f64], of: usize, parts: usize) -> Option<f64> {
    let scaled = ascending.len() * of;
    let at = |place: usize| ascending.get(place).copied();
    if scaled.is_multiple_of(parts) {
        let below = at((scaled / parts).checked_sub(1)?)?;
        return Some(at(scaled / parts).map_or(below, |above| f64::midpoint(below, above)));
    }
    at(scaled / parts)
}

/// An order whose clock ran at the data freeze.
#[derive(Debug, Clone, PartialEq)]
pub struct Ageing {
    /// The clock.
    pub clock: String,
    /// The referral.
    pub referral: String,
    /// Its region.
    pub region: String,
    /// Its age, in the unit of the clock.
    pub age: f64,
    /// Whether it was beyond the limit; `None` of a clock without one.
    pub late: Option<bool>,
    /// Seconds of it on hold.
    pub held_seconds: i64,
}

/// All clocks of a year.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Turnaround {
    /// By clock, stratum and value.
    pub cells: BTreeMap<(String, Stratum, String), Times>,
    /// Every order whose clock ran at the freeze, the oldest of each clock first.
    pub ageing: Vec<Ageing>,
}

/// What a clock says of an order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Said {
    Stopped { from: Timestamp, to: Timestamp },
    Running { from: Timestamp },
    Ended,
    NotRecorded,
}

/// What a clock says of an order, and what it shows.
pub(super) struct Told {
    pub said: Said,
    /// In the unit of the clock; 0 where it neither stopped nor runs.
    pub shown: f64,
    /// `None` of a clock without a target.
    pub on_target: Option<bool>,
    /// `None` of a clock without a limit.
    pub late: Option<bool>,
}

/// What a clock says of an order in a year, as known at the data freeze; `None`: nothing. `case` knows nothing later.
pub(super) fn say(case: &Case, clock: &Clock, year: i16, freeze: Date) -> Option<Told> {
    let said = said(case, clock, year)?;
    let reading = clock.read_at(&case.progress.milestones, end_of(freeze));
    let shown = reading.map_or(0.0, |reading| match clock.unit {
        #[expect(clippy::cast_precision_loss, reason = "days of a patient, far below 2^52")]
        Unit::Days => reading.days as f64,
        #[expect(clippy::cast_precision_loss, reason = "seconds of a patient, far below 2^52")]
        Unit::Periods => reading.seconds as f64 / PERIOD,
    });
    let on_target = reading.and_then(|reading| reading.within_target);
    Some(Told { said, shown, on_target, late: reading.and_then(|reading| reading.within_limit).map(|within| !within) })
}

fn said(case: &Case, clock: &Clock, year: i16) -> Option<Said> {
    let in_year = |at: Timestamp| day_of(at).year() == year;
    let own = &case.progress;
    let is_for = own.is_for(clock, &case.indication);
    if is_for == Some(false) || case.refused.is_some() {
        return None;
    }
    let start = own.milestones.at(clock.start);
    let Some(stop) = own.milestones.at(clock.stop) else {
        // Whatever comes after the stop says that it was reached and not written down; a report may be known by its day alone.
        let signed =
            case.report.as_ref().filter(|_| place(clock.stop) <= place(Milestone::Signed)).map(|own| own.signed);
        let passed = own.reached_after(clock.stop).map(day_of).into_iter().chain(signed).min();
        return match (passed, own.ended, start) {
            (Some(day), ..) => (day.year() == year).then_some(Said::NotRecorded),
            (None, Some(ended), _) => in_year(ended).then_some(Said::Ended),
            (None, None, Some(from)) if is_for == Some(true) => Some(Said::Running { from }),
            _ => None,
        };
    };
    if !in_year(stop) {
        return None;
    }
    Some(match start {
        Some(from) if is_for == Some(true) => Said::Stopped { from, to: stop },
        _ => Said::NotRecorded,
    })
}

/// The times of a year's orders by each clock, as known at the data freeze; `cases` know nothing later.
pub(super) fn turnaround(cases: &[Case], clocks: &[Clock], year: i16, freeze: Date) -> Turnaround {
    let now = end_of(freeze);
    let mut all = Turnaround::default();
    for clock in clocks {
        for case in cases {
            let Some(Told { said, shown, on_target, late }) = say(case, clock, year, freeze) else { continue };
            let held = |from, to| {
                let stretches: Vec<_> =
                    case.progress.holds.iter().map(|(from, until)| (*from, until.unwrap_or(to))).collect();
                covered(&stretches, from, to)
            };
            for stratum in Stratum::EVERY {
                let times = all.cells.entry((clock.id.clone(), stratum, stratum.of(case))).or_default();
                match said {
                    Said::Stopped { from, to } => {
                        times.taken.push(shown);
                        times.within_target += u32::from(on_target == Some(true));
                        times.within_limit += u32::from(late == Some(false));
                        let held = held(from, to);
                        times.held += u32::from(held > 0);
                        times.held_seconds += held;
                    }
                    Said::Running { .. } => {
                        times.running += 1;
                        times.running_late += u32::from(late == Some(true));
                        times.oldest = Some(times.oldest.map_or(shown, |oldest| oldest.max(shown)));
                    }
                    Said::Ended => times.ended += 1,
                    Said::NotRecorded => times.not_recorded += 1,
                }
            }
            if let Said::Running { from } = said {
                all.ageing.push(Ageing {
                    clock: clock.id.clone(),
                    referral: case.referral.clone(),
                    region: case.region.clone(),
                    age: shown,
                    late,
                    held_seconds: held(from, now),
                });
            }
        }
    }
    for times in all.cells.values_mut() {
        times.taken.sort_by(f64::total_cmp);
    }
    let place = |id: &str| clocks.iter().position(|clock| clock.id == id);
    all.ageing.sort_by(|a, b| {
        let by_age = b.age.total_cmp(&a.age).then_with(|| a.referral.cmp(&b.referral));
        place(&a.clock).cmp(&place(&b.clock)).then(by_age)
    });
    all
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_are_those_of_definition_2() {
        // R: quantile(c(1, 2, 3, 4), c(.5, .9), type = 2) is 2.5 and 4; of 1 to 10: 5.5 and 9.5.
        let (four, ten): (Vec<f64>, Vec<f64>) = ((1..=4).map(f64::from).collect(), (1..=10).map(f64::from).collect());
        assert_eq!((quantile(&four, 1, 2), quantile(&four, 9, 10)), (Some(2.5), Some(4.0)));
        assert_eq!((quantile(&ten, 1, 2), quantile(&ten, 9, 10)), (Some(5.5), Some(9.5)));
        assert_eq!((quantile(&[7.0], 1, 2), quantile(&[7.0], 9, 10)), (Some(7.0), Some(7.0)));
        assert_eq!((quantile(&[], 1, 2), quantile(&[], 9, 10)), (None, None));
    }
}
