//! In which months patients are referred.

use clinic::clock::{Milestone, day_of};
use jiff::civil::Date;

use super::super::{Calendar, Scenario, Weekday};
use super::estimate::rate;
use super::{Estimated, FEWEST, History, Taken};

/// The working days after one conference up to the next, and how many orders the next decided.
struct Window {
    decided: f64,
    /// Working days in each month.
    days: [f64; 12],
}

/// Sets the referrals of each month in relation to the others, for a working day of it.
///
/// METHOD: what is recorded is the conference, and not the day of the referral. The orders of a conference are spread over the working days since the one
/// before in proportion to what each month has, which is found by expectation and maximisation; a month's interval is that of its count.
pub(super) fn set(history: &mut History<'_>, scenario: &mut Scenario) {
    const ROUNDS: usize = 50;
    let windows = windows(history, scenario);
    let of = |values: &[f64; 12]| values.iter().sum::<f64>();
    let open: Vec<f64> = (0..12).map(|month| windows.iter().map(|own| own.days[month]).sum()).collect();
    let mut rates = [1.0; 12];
    let mut counts = [0.0; 12];
    for _ in 0..ROUNDS {
        counts = [0.0; 12];
        for window in &windows {
            let expected: [f64; 12] = std::array::from_fn(|month| window.days[month] * rates[month]);
            let all = of(&expected);
            for month in (0..12).filter(|_| all > 0.0) {
                counts[month] += window.decided * expected[month] / all;
            }
        }
        rates = std::array::from_fn(|month| if open[month] > 0.0 { counts[month] / open[month] } else { 0.0 });
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts of orders")]
    let whole = counts.map(|count| count.round() as usize);
    if whole.iter().any(|count| *count < FEWEST) {
        history.assumed.push("months".to_owned());
        return;
    }
    let mean = of(&rates) / 12.0;
    let relative = |month: usize| {
        let Estimated { lower, upper, .. } = rate(whole[month], open[month] * mean);
        Estimated { value: rates[month] / mean, lower, upper }
    };
    let intervals: Vec<Estimated> = (0..12).map(relative).collect();
    for (month, own) in scenario.months.iter_mut().zip(&intervals) {
        *month = (own.value * 1e3).round() / 1e3;
    }
    let value = format!("{:?}", scenario.months);
    history.taken.push(Taken { field: "months".to_owned(), value, intervals, orders: whole.iter().sum() });
}

/// The stretches between conferences. A referral on the day of a conference, which meets at the opening, waits for the next.
fn windows(history: &History<'_>, scenario: &Scenario) -> Vec<Window> {
    let decided: Vec<Date> =
        history.orders.iter().filter_map(|own| Some(day_of(own.at(Milestone::MdtDecision)?))).collect();
    let days = usize::try_from((history.until - history.first).get_days() + 1).unwrap_or_default();
    let calendar = Calendar::new(history.first, days, &scenario.hours);
    let (mut windows, mut since) = (Vec::new(), None);
    for at in (0..days).filter(|at| calendar.is_open(*at)) {
        let day = calendar.date(at);
        if scenario.mdt.contains(&Weekday::of(day))
            && let Some(open) = since.replace([0.0; 12])
        {
            let count = decided.iter().filter(|own| **own == day).count();
            windows.push(Window { decided: f64::from(u32::try_from(count).unwrap_or(u32::MAX)), days: open });
        }
        if let Some(open) = &mut since {
            open[usize::from(day.month().unsigned_abs()) - 1] += 1.0;
        }
    }
    windows
}
