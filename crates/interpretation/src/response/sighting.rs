//! What one sample says of one event, so that two samples can be compared.
//!
//! *Not seen* always comes with what would have been seen; without that the event is not assessed.

use genome::quantity::{AlleleCount, AlleleFraction, Depth, StandardScore};
use serde::{Deserialize, Serialize};

use crate::language::Words;

/// Whether an event was seen in a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// It was seen, in one read at least.
    Seen,
    /// Its place was looked at, and it was not seen.
    NotSeen,
    /// Nothing can be said.
    NotAssessed,
}

/// What one sample says of one event. Shares are those of the sample (of its reads, for copy number of its cells), 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sighting {
    /// Whether it was seen.
    pub presence: Presence,
    /// Reads with it; `None` where they were not counted.
    pub alternate: Option<u32>,
    /// All reads that tell.
    pub depth: Option<u32>,
    /// The share observed; `None` where it is not measured.
    pub fraction: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// The share that is excluded from here on upwards, with 95 %: the detection limit where nothing was seen.
    pub at_most: Option<f64>,
    /// Why nothing can be said.
    pub why: Option<Words>,
}

impl Sighting {
    const NOTHING: Self = Self {
        presence: Presence::NotAssessed,
        alternate: None,
        depth: None,
        fraction: None,
        interval: None,
        at_most: None,
        why: None,
    };

    /// Reads were counted at its place, whether it was seen or not.
    #[must_use]
    pub fn counted(count: AlleleCount) -> Self {
        let interval = count.wilson_interval(StandardScore::CONFIDENCE_95);
        let (Some(fraction), Some(interval)) = (count.fraction(), interval) else {
            return Self::not_assessed(Words::new("no read covers its place", "ingen reads dækker stedet"));
        };
        Self {
            presence: if count.alternate().get() > 0 { Presence::Seen } else { Presence::NotSeen },
            alternate: Some(count.alternate().get()),
            depth: Some(count.depth().get()),
            fraction: Some(fraction.get()),
            interval: Some([interval.lower().get(), interval.upper().get()]),
            at_most: upper_bound(count).map(AlleleFraction::get),
            why: None,
        }
    }

    /// It was seen, and its share is an estimate of the caller with its interval, such as one corrected for the length of a
    /// duplication. `counts`: reads with it and all that tell.
    #[must_use]
    pub fn estimated(fraction: f64, interval: Option<[f64; 2]>, counts: Option<[u32; 2]>) -> Self {
        let [alternate, depth] = counts.map_or([None; 2], |counts| counts.map(Some));
        Self {
            presence: Presence::Seen,
            alternate,
            depth,
            fraction: Some(fraction),
            interval,
            at_most: interval.map(|[_, upper]| upper),
            why: None,
        }
    }

    /// It was found by another laboratory, which counts no reads.
    #[must_use]
    pub fn stated(fraction: Option<f64>) -> Self {
        Self { presence: Presence::Seen, fraction, ..Self::NOTHING }
    }

    /// It was looked for and not found; at this share it would have been, with 95 %.
    #[must_use]
    pub fn not_found(limit: AlleleFraction) -> Self {
        let limit = limit.get();
        Self { presence: Presence::NotSeen, interval: Some([0.0, limit]), at_most: Some(limit), ..Self::NOTHING }
    }

    /// Nothing can be said.
    #[must_use]
    pub fn not_assessed(why: Words) -> Self {
        Self { why: Some(why), ..Self::NOTHING }
    }
}

/// The one-sided upper 95 % bound of the fraction; `None` without reads.
///
/// METHOD: C. J. Clopper and E. S. Pearson, Biometrika 1934;26:404, one-sided: the fraction at which so few reads have a
/// probability of 5 %. Without a read it is 1 - 0.05^(1/n): 90 reads exclude 3.3 %, and 119 reads 2.5 %.
#[must_use]
pub fn upper_bound(count: AlleleCount) -> Option<AlleleFraction> {
    let (k, n) = (count.alternate().get(), count.depth().get());
    if n == 0 {
        return None;
    }
    if k == n {
        return AlleleFraction::new(1.0).ok();
    }
    // The probability of k or fewer falls with the fraction: halve the interval until it is closer than any reader needs.
    let (mut below, mut above) = (f64::from(k) / f64::from(n), 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(below, above);
        if at_most(k, n, middle) > 0.05 {
            below = middle;
        } else {
            above = middle;
        }
    }
    AlleleFraction::new(above).ok()
}

/// The probability of k or fewer of n at a fraction p, below 1.
fn at_most(k: u32, n: u32, p: f64) -> f64 {
    let odds = (p / (1.0 - p)).ln();
    let mut term = f64::from(n) * (1.0 - p).ln();
    let mut sum = term.exp();
    for i in 0..k {
        term += odds + (f64::from(n - i) / f64::from(i + 1)).ln();
        sum += term.exp();
    }
    sum
}

/// So many reads of so many.
#[must_use]
pub fn count(alternate: u32, depth: u32) -> Option<AlleleCount> {
    AlleleCount::new(Depth::new(alternate), Depth::new(depth)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bound(alternate: u32, depth: u32) -> f64 {
        upper_bound(count(alternate, depth).unwrap()).unwrap().get()
    }

    #[test]
    fn the_bound_is_the_closed_form_without_a_read() {
        for (n, expected) in [(30_u32, 0.0950), (60, 0.0487), (90, 0.0327), (120, 0.0247)] {
            let bound = bound(0, n);
            assert!((bound - expected).abs() < 5e-5, "{n}: {bound}");
            assert!((bound - (1.0 - 0.05_f64.powf(1.0 / f64::from(n)))).abs() < 1e-12);
        }
        // Solved with the binomial tail summed in exact whole numbers.
        assert!((bound(3, 90) - 0.083_900_024).abs() < 1e-8);
    }

    #[test]
    fn what_was_not_looked_at_is_never_not_seen() {
        assert_eq!(Sighting::counted(count(0, 0).unwrap()).presence, Presence::NotAssessed);
        assert_eq!(Sighting::counted(count(0, 1).unwrap()).presence, Presence::NotSeen);
        assert_eq!(Sighting::counted(count(1, 9).unwrap()).presence, Presence::Seen);
        let limit = Sighting::not_found(AlleleFraction::TENTH);
        assert_eq!((limit.presence, limit.interval, limit.at_most), (Presence::NotSeen, Some([0.0, 0.1]), Some(0.1)));
    }

    proptest! {
        #[test]
        fn the_bound_is_monotone(k in 0_u32..40, n in 40_u32..400) {
            prop_assert!(bound(k, n + 1) <= bound(k, n));
            prop_assert!(bound(k + 1, n + 1) >= bound(k, n));
        }

        #[test]
        fn an_interval_holds_what_was_observed_and_grows_with_the_reads(k in 0_u32..40, n in 40_u32..400) {
            let seen = |k, n| Sighting::counted(count(k, n).unwrap());
            let (one, more) = (seen(k, n), seen(k + 1, n + 1));
            let ([low, high], [more_low, more_high]) = (one.interval.unwrap(), more.interval.unwrap());
            let fraction = one.fraction.unwrap();
            prop_assert!(low <= fraction && fraction <= high && fraction <= one.at_most.unwrap());
            prop_assert!(more_low >= low && more_high >= high, "{one:?} {more:?}");
            let [same_low, same_high] = seen(2 * k, 2 * n).interval.unwrap();
            prop_assert!(same_high - same_low <= high - low, "twice the reads tell no less");
        }
    }
}
