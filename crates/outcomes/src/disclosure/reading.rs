//! At which days a curve may be read.

use std::collections::BTreeMap;

use super::is_small;

/// The days, of those asked for, at which nobody's own course shows.
///
/// `state` says where a patient is at a day (under observation, dead, lost, ...); every curve that is published of these patients must be
/// made of these states. From one published day to the next the patients of any one state who went to any other are none or
/// enough, and so are those in each state. A day at which they are not is left out. At the origin all are together.
#[must_use]
pub fn safe_days(patients: usize, state: impl Fn(usize, f64) -> u8, days: &[f64], smallest: u32) -> Vec<f64> {
    let mut before = vec![u8::MAX; patients];
    let mut safe = Vec::new();
    for day in days {
        let now: Vec<u8> = (0..patients).map(|patient| state(patient, *day)).collect();
        let (mut steps, mut there) = (BTreeMap::new(), BTreeMap::new());
        for (from, to) in before.iter().zip(&now) {
            *steps.entry((*from, *to)).or_insert(0) += 1;
            *there.entry(*to).or_insert(0) += 1;
        }
        if !steps.values().chain(there.values()).any(|count| is_small(*count, smallest)) {
            safe.push(*day);
            before = now;
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_at_which_few_had_died_is_left_out() {
        // Twenty patients, of whom two die by day 182, six by 365, eight by 730.
        let died = |patient: usize| [100.0, 150.0, 200.0, 210.0, 220.0, 230.0, 400.0, 500.0].get(patient).copied();
        let state = |patient: usize, day: f64| u8::from(died(patient).is_some_and(|own| own <= day));
        assert_eq!(safe_days(20, state, &[182.0, 365.0, 730.0], 5), [365.0]);
        assert_eq!(safe_days(20, state, &[182.0, 365.0, 730.0], 1), [182.0, 365.0, 730.0]);
    }
}
