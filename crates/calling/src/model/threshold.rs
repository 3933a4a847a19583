//! Which candidates pass, by the expected share of false ones among those that pass.
//!
//! METHOD: the expected false discovery rate of a set of calls is the mean of their posterior errors. Candidates are
//! sorted by error and accepted while that mean stays at or below alpha (Varlociraptor, and P. Müller et al., J Am Stat
//! Assoc 2004;99:990-1001). The threshold depends on all candidates of a genome: apply it once, to all of them.

use genome::probability::{LogProb, Probability};

use super::prior::Tier;

/// How many false calls are accepted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The expected share of false calls among those that pass.
    pub alpha: Probability,
    /// The greatest posterior error of a single call, per tier of [`Tier::ALL`].
    pub greatest_error: [LogProb; 4],
}

impl Threshold {
    /// The usual limits: 5 % expected false calls, and no call that is more likely false than true.
    #[must_use]
    pub fn usual() -> Self {
        Self::expecting(0.05)
    }

    /// The limits of a tier that is judged by itself. At hot spots each call stands alone: a patient has one or two of
    /// them, so that there are no certain ones that could pay for an uncertain one.
    #[must_use]
    pub fn of(tier: Tier) -> Self {
        if tier == Tier::Hotspot { Self::expecting(0.5) } else { Self::usual() }
    }

    fn expecting(alpha: f64) -> Self {
        let number = |value| Probability::new(value).unwrap_or_else(|_| unreachable!("between 0 and 1"));
        Self { alpha: number(alpha), greatest_error: [LogProb::from(number(0.5)); 4] }
    }

    /// Whether each candidate passes, in the order given. `candidates`: posterior error and tier. The answer for a
    /// candidate does not depend on the order: of candidates with the same error all pass or none.
    #[must_use]
    pub fn apply(&self, candidates: &[(LogProb, Tier)]) -> Vec<bool> {
        let possible = |error: LogProb, tier: Tier| error <= self.greatest_error[tier.index()];
        let mut errors: Vec<LogProb> =
            candidates.iter().filter(|(error, tier)| possible(*error, *tier)).map(|(error, _)| *error).collect();
        errors.sort_unstable();
        let (mut sum, mut count, mut cut) = (0.0, 0.0, None);
        for group in errors.chunk_by(|one, other| one == other) {
            for error in group {
                sum += Probability::from(*error).get();
                count += 1.0;
            }
            if sum > self.alpha.get() * count {
                break;
            }
            cut = group.first().copied();
        }
        candidates.iter().map(|(error, tier)| possible(*error, *tier) && cut.is_some_and(|cut| *error <= cut)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn log(error: f64) -> LogProb {
        Probability::new(error).unwrap().into()
    }

    #[test]
    fn the_mean_error_is_what_counts() {
        let threshold = Threshold::usual();
        let sure = vec![(log(1e-6), Tier::HighConfidence); 9];
        let passes = |last: f64| {
            *threshold.apply(&[sure.clone(), vec![(log(last), Tier::HighConfidence)]].concat()).last().unwrap()
        };
        assert!(passes(0.4) && !passes(0.6), "0.4 / 10 is below 5 %; 0.6 is more likely false than true");
        assert_eq!(threshold.apply(&[(log(0.1), Tier::Panel)]), [false]);
        assert_eq!(threshold.apply(&[]), Vec::<bool>::new());
    }

    fn tier() -> impl Strategy<Value = Tier> {
        (0usize..4).prop_map(|at| Tier::ALL[at])
    }

    proptest! {
        #[test]
        fn what_passes_keeps_alpha_and_no_better_one_fails(
            errors in prop::collection::vec((prop_oneof![Just(0.03), 0.0f64..1.0], tier()), 0..60), alpha in 0.0f64..0.3,
            turn in 0usize..60,
        ) {
            let threshold = Threshold { alpha: Probability::new(alpha).unwrap(), ..Threshold::usual() };
            let mut candidates: Vec<_> = errors.iter().map(|(error, tier)| (log(*error), *tier)).collect();
            let passed = threshold.apply(&candidates);
            let error = |at: usize| Probability::from(candidates[at].0).get();
            let chosen: Vec<f64> = (0..candidates.len()).filter(|at| passed[*at]).map(error).collect();
            if !chosen.is_empty() {
                let mean = chosen.iter().sum::<f64>() / chosen.iter().map(|_| 1.0).sum::<f64>();
                prop_assert!(mean <= alpha + 1e-12);
            }
            let worst = chosen.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            for (at, passed) in passed.iter().enumerate() {
                prop_assert!(*passed || error(at) >= worst);
            }
            let turn = turn % candidates.len().max(1);
            candidates.rotate_left(turn);
            let mut expected = passed;
            expected.rotate_left(turn);
            prop_assert_eq!(threshold.apply(&candidates), expected);
        }
    }
}
