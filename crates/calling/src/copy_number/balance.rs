//! How unequal the two parents' chromosomes are in the tumour, from the alleles at places where the person is heterozygous.
//!
//! The imbalance is |major - minor| / (major + minor), in copies: 0 where there are as many of both, 1 where one is lost. Which
//! of two alleles is on which chromosome is not known, so that every place is taken both ways.

use std::collections::BTreeMap;

use super::bins::Noise;
use super::evidence::HeterozygousSnp;

/// Levels at which the likelihood is told.
const LEVELS: usize = 101;
/// An imbalance is never known better than this, however many places there are: reads with either allele are not placed alike.
const FLOOR_SD: f64 = 0.01;
/// Likelihood, against that of the best share, of a place at which the alleles mean something else: of reads of repeats.
///
/// METHOD: one place in a hundred, spread evenly over all shares, against a binomial of 90 fragments.
const MISPLACED: f64 = 1.3e-3;

/// The likelihood of the imbalance of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// Heterozygous places.
    pub snps: u32,
    /// Their fragments.
    fragments: f64,
    /// ln L at 0, 0.01 ... 1.
    ln_likelihood: Vec<f64>,
}

impl Default for Balance {
    /// No place: every imbalance is as likely.
    fn default() -> Self {
        Self { snps: 0, fragments: 0.0, ln_likelihood: vec![0.0; LEVELS] }
    }
}

fn level(at: usize) -> f64 {
    f64::from(u8::try_from(at).unwrap_or(u8::MAX)) / 100.0
}

impl Balance {
    /// METHOD: a place with a of n fragments has at the share f the ln L = m (a/n ln f + (1 - a/n) ln (1 - f)), where n fragments
    /// that are correlated by r are worth m = n / (1 + (n - 1) r). With an imbalance d the share is (1 + d)/2 or (1 - d)/2 by
    /// equal chance, moved by the odds of the alternate allele where both chromosomes are there.
    #[must_use]
    pub fn of(snps: &[HeterozygousSnp], noise: &Noise) -> Self {
        let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for snp in snps {
            *counts.entry((snp.alternate, snp.reference)).or_default() += 1;
        }
        let share = noise.alternate_share;
        let moved = |share_of_copies: f64| {
            let alternate = share_of_copies * share;
            (alternate / (alternate + (1.0 - share_of_copies) * (1.0 - share))).clamp(1e-3, 1.0 - 1e-3)
        };
        let shares: Vec<[f64; 2]> =
            (0..LEVELS).map(|at| [0.5 + level(at) / 2.0, 0.5 - level(at) / 2.0].map(moved)).collect();
        let logs: Vec<[[f64; 2]; 2]> =
            shares.iter().map(|pair| pair.map(|share| [share.ln(), (1.0 - share).ln()])).collect();
        let mut balance = Self::default();
        for ((alternate, reference), places) in counts {
            let (alternate, reference, places) = (f64::from(alternate), f64::from(reference), f64::from(places));
            let depth = alternate + reference;
            let worth = 1.0 / (1.0 + (depth - 1.0) * noise.overdispersion);
            let of = |[with, without]: [f64; 2]| worth * (alternate * with + reference * without);
            let best = (alternate / depth).clamp(1e-3, 1.0 - 1e-3);
            let best = of([best.ln(), (1.0 - best).ln()]);
            for (sum, pair) in balance.ln_likelihood.iter_mut().zip(&logs) {
                let [one, other] = pair.map(|logs| (of(logs) - best).exp());
                *sum += places * (0.5 * (one + other) + MISPLACED).ln();
            }
            balance.fragments += places * depth * worth;
        }
        balance.snps = u32::try_from(snps.len()).unwrap_or(u32::MAX);
        balance
    }

    /// Of two segments together.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let sums = self.ln_likelihood.iter().zip(&other.ln_likelihood).map(|(one, other)| one + other);
        Self {
            snps: self.snps + other.snps,
            fragments: self.fragments + other.fragments,
            ln_likelihood: sums.collect(),
        }
    }

    /// What the logarithm of the likelihood is worth where an imbalance is never known better than [`FLOOR_SD`].
    fn worth(&self) -> f64 {
        1.0 / (1.0 + self.fragments * FLOOR_SD * FLOOR_SD)
    }

    /// The most likely imbalance; `None` without a place.
    #[must_use]
    pub fn imbalance(&self) -> Option<f64> {
        let (at, _) = self
            .ln_likelihood
            .iter()
            .enumerate()
            .max_by(|one, other| one.1.total_cmp(other.1).then(other.0.cmp(&one.0)))?;
        (self.snps > 0).then(|| level(at))
    }

    /// By how much an imbalance is less likely than the most likely one: the difference of the logarithms.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 100")]
    pub fn cost(&self, imbalance: f64) -> f64 {
        let place = 100.0 * imbalance.clamp(0.0, 1.0);
        let at = (place.floor() as usize).min(LEVELS - 2);
        let share = place - place.floor().min(99.0);
        let here = self.ln_likelihood[at] * (1.0 - share) + self.ln_likelihood[at + 1] * share;
        (self.greatest() - here).max(0.0) * self.worth()
    }

    fn greatest(&self) -> f64 {
        self.ln_likelihood.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    /// By how much one imbalance for two segments is less likely than one for each.
    #[must_use]
    pub fn cost_of_joining(&self, other: &Self) -> f64 {
        let worth = |balance: &Self| balance.worth();
        let joint =
            self.ln_likelihood.iter().zip(&other.ln_likelihood).map(|(a, b)| a * worth(self) + b * worth(other));
        let joint = joint.fold(f64::NEG_INFINITY, f64::max);
        (self.greatest() * worth(self) + other.greatest() * worth(other) - joint).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use genome::contig::ContigIndex;

    use super::*;

    fn noise() -> Noise {
        Noise {
            window_sd: 0.1,
            windows_per_bin: 10,
            bin_sd: 0.03,
            waves: 1.0,
            snp_sd: 0.06,
            bins: 1000,
            alternate_share: 0.5,
            overdispersion: 0.0,
        }
    }

    fn snps(count: u32, imbalance: f64, seed: u64) -> Vec<HeterozygousSnp> {
        let mut random = fastrand::Rng::with_seed(seed);
        let contig = ContigIndex::new(0).unwrap();
        (0..count)
            .map(|place| {
                let share = 0.5 + if random.bool() { imbalance } else { -imbalance } / 2.0;
                let alternate = u32::try_from((0..90).filter(|_| random.f64() < share).count()).unwrap();
                HeterozygousSnp { contig, place, reference: 90 - alternate, alternate }
            })
            .collect()
    }

    #[test]
    fn the_imbalance_is_found_at_any_level() {
        for (seed, imbalance) in [0.0, 0.06, 0.11, 0.33, 0.7, 1.0].into_iter().enumerate() {
            let balance = Balance::of(&snps(400, imbalance, seed as u64), &noise());
            let found = balance.imbalance().unwrap();
            assert!((found - imbalance).abs() < 0.03, "{imbalance}: {found}");
            assert!(balance.cost(found) < 1e-9 && balance.cost(imbalance) < 3.0, "{imbalance}");
        }
    }

    #[test]
    fn joining_costs_where_they_differ_and_places_of_repeats_do_not_tell() {
        let of = |imbalance, seed| Balance::of(&snps(200, imbalance, seed), &noise());
        assert!(of(0.0, 1).cost_of_joining(&of(0.0, 2)) < 2.0);
        assert!(of(0.0, 3).cost_of_joining(&of(0.3, 4)) > 20.0);
        let mut mixed = snps(300, 0.0, 5);
        mixed.extend(snps(3, 1.0, 6));
        assert!(Balance::of(&mixed, &noise()).imbalance().unwrap() < 0.04);
        assert_eq!(Balance::default().imbalance(), None);
        assert!(Balance::default().cost(0.4).abs() < 1e-12);
    }
}
