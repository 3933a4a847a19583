//! Whether the drivers of the diagnosis are still there after the first induction course.
//!
//! METHOD: a driver is cleared when the upper 95 % confidence bound of its allele fraction lies below a threshold, by
//! default 2.5 % (J. M. Klco et al., JAMA 2015;314:811; the threshold is remembered). The bound is that of C. J. Clopper and
//! E. S. Pearson, Biometrika 1934;26:404, one-sided: the fraction at which so few reads have a probability of 5 %. Without
//! a read it is 1 - 0.05^(1/n): 90 reads exclude 3.3 %, and 119 reads 2.5 %.

use genome::quantity::{AlleleCount, AlleleFraction, Depth};
use serde::Serialize;

use crate::source::Citation;

/// 2.5 %.
pub const DEFAULT_THRESHOLD: f64 = 0.025;

/// Genes whose clones often outlast a complete remission without meaning relapse: they are reported apart.
pub const PERSISTENT: &[&str] = &["DNMT3A", "TET2", "ASXL1"];

/// Where the threshold stands.
pub const CITATION: Citation = Citation::remembered("KLCO2015", "mutation clearance, threshold 2.5 %");

/// What the later sample says of a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clearance {
    /// The upper bound lies below the threshold.
    Cleared,
    /// The observed fraction is at the threshold or above.
    Persists,
    /// The observed fraction lies below the threshold, the upper bound does not.
    NotExcluded,
    /// So few reads that clearance could not have been shown, or none.
    NotAssessable,
}

/// A driver's clearance, with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DriverClearance {
    /// The gene.
    pub gene: String,
    /// The variant, as written at diagnosis.
    pub variant: String,
    /// The answer.
    pub clearance: Clearance,
    /// Reads with the variant in the later sample.
    pub alternate: u32,
    /// All reads there.
    pub depth: u32,
    /// The upper 95 % bound of the fraction; `None` without reads.
    pub upper_bound: Option<AlleleFraction>,
    /// Whether the gene is one whose clones often persist.
    pub often_persists: bool,
}

/// The one-sided upper 95 % bound of the fraction; `None` without reads.
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

/// Judges one driver against a threshold between 0 and 1.
#[must_use]
pub fn judge(gene: &str, variant: &str, later: AlleleCount, threshold: AlleleFraction) -> DriverClearance {
    let upper_bound = upper_bound(later);
    let least_bound = AlleleCount::new(Depth::new(0), later.depth()).ok().and_then(self::upper_bound);
    let clearance = match (later.fraction(), upper_bound, least_bound) {
        (Some(seen), _, _) if seen >= threshold => Clearance::Persists,
        (_, Some(upper), _) if upper < threshold => Clearance::Cleared,
        (_, _, Some(least)) if least < threshold => Clearance::NotExcluded,
        _ => Clearance::NotAssessable,
    };
    DriverClearance {
        gene: gene.into(),
        variant: variant.into(),
        clearance,
        alternate: later.alternate().get(),
        depth: later.depth().get(),
        upper_bound,
        often_persists: PERSISTENT.contains(&gene),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn count(alternate: u32, depth: u32) -> AlleleCount {
        AlleleCount::new(Depth::new(alternate), Depth::new(depth)).unwrap()
    }

    #[test]
    fn the_bound_is_the_closed_form_without_a_read() {
        for (n, expected) in [(30_u32, 0.0950), (60, 0.0487), (90, 0.0327), (120, 0.0247)] {
            let bound = upper_bound(count(0, n)).unwrap().get();
            assert!((bound - expected).abs() < 5e-5, "{n}: {bound}");
            assert!((bound - (1.0 - 0.05_f64.powf(1.0 / f64::from(n)))).abs() < 1e-12);
        }
        // Solved with the binomial tail summed in exact whole numbers.
        assert!((upper_bound(count(3, 90)).unwrap().get() - 0.083_900_024).abs() < 1e-8);
    }

    #[test]
    fn cleared_persists_not_excluded_not_assessable() {
        let judged =
            |k, n| judge("NPM1", "W288fs", count(k, n), AlleleFraction::new(DEFAULT_THRESHOLD).unwrap()).clearance;
        assert_eq!(judged(0, 120), Clearance::Cleared);
        assert_eq!(judged(0, 90), Clearance::NotAssessable, "90 reads exclude 3.3 % only");
        assert_eq!(judged(1, 120), Clearance::NotExcluded);
        assert_eq!(judged(3, 120), Clearance::Persists, "2.5 % is the threshold");
        assert_eq!(judged(0, 0), Clearance::NotAssessable);
        assert_eq!(judged(5, 20), Clearance::Persists, "few reads can show that it is there");
        assert!(judge("TET2", "Q1", count(0, 200), AlleleFraction::TENTH).often_persists);
    }

    proptest! {
        #[test]
        fn more_reads_without_it_never_raise_the_bound(k in 0_u32..40, n in 40_u32..400) {
            let (now, more) = (upper_bound(count(k, n)).unwrap(), upper_bound(count(k, n + 1)).unwrap());
            prop_assert!(more <= now);
            prop_assert!(upper_bound(count(k + 1, n + 1)).unwrap() >= now);
        }
    }
}
