//! From which allele fraction on a variant would have been seen.

use genome::probability::Probability;
use genome::quantity::{AlleleFraction, Depth};

/// The smallest allele fraction at which at least `needed` of the fragments show the allele with the wanted probability;
/// `None` if there are fewer fragments than needed. Errors of sequencing are left out.
///
/// METHOD: P(at least k of n | f) rises with f; the fraction is found by halving.
#[must_use]
pub fn detection_limit(fragments: Depth, needed: Depth, power: Probability) -> Option<AlleleFraction> {
    let (n, k) = (fragments.get(), needed.get());
    if n < k {
        return None;
    }
    let (mut below, mut above) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = f64::midpoint(below, above);
        if binomial_tail(k, n, middle) < power.get() {
            below = middle;
        } else {
            above = middle;
        }
    }
    AlleleFraction::new(above).ok()
}

/// P(at least k of n), at a rate above 0 and below 1.
pub(crate) fn binomial_tail(k: u32, n: u32, rate: f64) -> f64 {
    let mut ln = f64::from(n) * (1.0 - rate).ln();
    let odds = rate.ln() - (1.0 - rate).ln();
    let mut fewer = 0.0;
    for i in 0..k.min(n + 1) {
        fewer += ln.exp();
        ln += odds + (f64::from(n - i) / f64::from(i + 1)).ln();
    }
    (1.0 - fewer).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_at_90_fragments_are_the_known_ones() {
        let limit = |fragments, needed| {
            let power = Probability::new(0.95).unwrap();
            detection_limit(Depth::new(fragments), Depth::new(needed), power).map(AlleleFraction::get)
        };
        assert!((limit(90, 2).unwrap() - 0.052).abs() < 5e-4 && (limit(90, 3).unwrap() - 0.068).abs() < 5e-4);
        assert!(limit(1000, 2) < limit(90, 2) && limit(1, 2).is_none());
        assert!(limit(2, 2).is_some_and(|limit| (limit - 0.95f64.sqrt()).abs() < 1e-9));
    }

    #[test]
    fn the_tail_is_that_of_the_distribution() {
        assert!((binomial_tail(1, 30, 0.1) - (1.0 - 0.9f64.powi(30))).abs() < 1e-12);
        assert!((binomial_tail(30, 30, 0.9) - 0.9f64.powi(30)).abs() < 1e-9);
        assert!((binomial_tail(0, 30, 0.1) - 1.0).abs() < 1e-12 && binomial_tail(31, 30, 0.1) < 1e-12);
    }
}
