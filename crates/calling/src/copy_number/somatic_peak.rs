//! What the allele fractions of acquired substitutions say of purity.

use super::evidence::SomaticSnv;
use super::state::{Copies, Mixture};

/// Fewer substitutions say nothing.
pub const FEWEST: usize = 8;
/// Least fragments of a substitution that counts.
const LEAST_DEPTH: u32 = 20;
/// Most substitutions that are looked at; more are thinned evenly.
const MOST: usize = 2_000;
/// More than this many are worth no more: they are not drawn independently of what the model leaves out.
const WORTH: f64 = 100.0;
/// The share of substitutions that are none, or lie elsewhere than is believed.
const STRAY: f64 = 0.02;
/// Steps of the fractions of substitutions of a part of the tumour's cells.
const STEPS: u8 = 40;
/// A likelihood is summed over so many substitutions at most: they are worth no more.
const SUMMED: usize = 500;
/// The fractions at which a branch is tried: this one and its multiples, up to a half.
const BRANCH_STEP: f64 = 0.02;
const BRANCHES: u8 = 25;
/// The share of the substitutions of a part of the cells that are those of the branch.
const OF_BRANCH: f64 = 0.8;
/// The price of a branch of its own, which has a place and a size.
const BRANCH: f64 = 3.0;

/// The substitutions that tell of purity: at places where tumour cells have their base copies.
#[derive(Debug, Clone, PartialEq)]
pub struct SomaticPeak {
    /// Fragments with and without.
    counts: Vec<[f64; 2]>,
    /// Those of them over which likelihoods are summed.
    summed: Vec<Summed>,
}

/// What a substitution is worth whatever the purity.
#[derive(Debug, Clone, PartialEq)]
struct Summed {
    counts: [f64; 2],
    /// The mean likelihood of every fraction from 0 to 1.
    anywhere: f64,
    /// The likelihood of each fraction at which a branch is tried.
    branches: Vec<f64>,
}

fn likelihood([with, without]: [f64; 2], fraction: f64) -> f64 {
    let depth = with + without;
    let best = (with / depth).clamp(1e-4, 1.0 - 1e-4);
    let fraction = fraction.clamp(1e-4, 1.0 - 1e-4);
    (with * (fraction / best).ln() + without * ((1.0 - fraction) / (1.0 - best)).ln()).exp()
}

/// The mean likelihood over fractions from 0 to a greatest one.
fn spread(counts: [f64; 2], greatest: f64) -> f64 {
    let at = |step: u8| likelihood(counts, greatest * (f64::from(step) + 0.5) / f64::from(STEPS));
    (0..STEPS).map(at).sum::<f64>() / f64::from(STEPS)
}

/// The fractions of substitutions that all tumour cells have.
fn peaks(mixture: &Mixture) -> Vec<f64> {
    let p = mixture.purity;
    let total = p * f64::from(mixture.base.total()) + 2.0 * (1.0 - p);
    let of_copies = |copies: u32| f64::from(copies) * p / total;
    if mixture.base == Copies::DIPLOID { vec![of_copies(1)] } else { vec![of_copies(1), of_copies(2)] }
}

impl SomaticPeak {
    /// From substitutions of autosomes at which nothing was seen to have happened.
    #[must_use]
    pub fn of<'s>(snvs: impl Iterator<Item = &'s SomaticSnv>) -> Self {
        let all: Vec<[f64; 2]> = snvs
            .filter(|snv| snv.depth >= LEAST_DEPTH)
            .map(|snv| [f64::from(snv.alternate), f64::from(snv.depth - snv.alternate)])
            .collect();
        let step = all.len().div_ceil(MOST).max(1);
        let counts: Vec<[f64; 2]> = all.into_iter().step_by(step).collect();
        let summed = counts.iter().step_by(counts.len().div_ceil(SUMMED).max(1)).map(|counts| Summed {
            counts: *counts,
            anywhere: spread(*counts, 1.0),
            branches: (1..=BRANCHES).map(|at| likelihood(*counts, BRANCH_STEP * f64::from(at))).collect(),
        });
        Self { summed: summed.collect(), counts }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether there are too few.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.len() < FEWEST
    }

    /// The share of substitutions whose fraction lies above all that a mixture allows.
    ///
    /// METHOD: by more than 2.5 standard deviations of a binomial, of which chance gives 6 in 1,000.
    #[must_use]
    pub fn share_above(&self, mixture: &Mixture) -> f64 {
        let greatest = peaks(mixture).into_iter().fold(0.0, f64::max);
        let is_above = |[with, without]: &&[f64; 2]| {
            let depth = with + without;
            with / depth > greatest + 2.5 * (greatest * (1.0 - greatest) / depth).sqrt()
        };
        let count = |of: usize| f64::from(u32::try_from(of).unwrap_or(u32::MAX));
        count(self.counts.iter().filter(is_above).count()) / count(self.counts.len().max(1))
    }

    /// The logarithm of the likelihood under a mixture, up to a constant; 0 with too few.
    ///
    /// METHOD: a substitution of all tumour cells has the fraction m p / T, with m of T copies; one of a part of them any lesser
    /// fraction, or that of one branch, if a branch of its own is worth its price. The share of the first is the most likely of
    /// some (a profile), from a tenth on: without any, no purity would be said, and the trunk could always be taken for a branch. Without
    /// a branch a few substitutions of the trunk beside many of a branch would be strays, and the branch the trunk. The purity of a
    /// genome without other changes is twice the peak (PURPLE, README: somatic penalty and highly diploid genomes).
    #[must_use]
    pub fn ln_likelihood(&self, mixture: &Mixture) -> f64 {
        if self.is_empty() {
            return 0.0;
        }
        let peaks = peaks(mixture);
        let greatest = peaks.iter().copied().fold(0.0, f64::max);
        let of_peaks = |counts: [f64; 2]| {
            let sum: f64 = peaks.iter().map(|peak| likelihood(counts, *peak)).sum();
            sum / if peaks.len() == 1 { 1.0 } else { 2.0 }
        };
        let parts: Vec<(f64, f64, &Summed)> =
            self.summed.iter().map(|one| (of_peaks(one.counts), spread(one.counts, greatest), one)).collect();
        let count = f64::from(u32::try_from(parts.len()).unwrap_or(u32::MAX));
        let worth = (WORTH / count).min(1.0);
        let with = |clonal: f64, branch: Option<u8>| {
            let of = |(peak, below, one): &(f64, f64, &Summed)| {
                let own = branch.and_then(|at| one.branches.get(usize::from(at)));
                let part = own.map_or(*below, |own| OF_BRANCH * own + (1.0 - OF_BRANCH) * below);
                ((1.0 - STRAY) * (clonal * peak + (1.0 - clonal) * part) + STRAY * one.anywhere).max(1e-300).ln()
            };
            let sum = parts.iter().map(of).sum::<f64>();
            sum * worth - if branch.is_some() { BRANCH } else { 0.0 }
        };
        let below = (0..BRANCHES).filter(|at| BRANCH_STEP * f64::from(at + 1) < greatest).map(Some);
        let shares = [0.1, 0.3, 0.5, 0.7, 0.9];
        let tried = below.chain([None]).flat_map(|branch| shares.map(|clonal| with(clonal, branch)));
        tried.fold(f64::NEG_INFINITY, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use genome::contig::ContigIndex;

    use super::*;

    fn peak(fractions: &[f64]) -> SomaticPeak {
        let mut random = fastrand::Rng::with_seed(9);
        let snvs: Vec<SomaticSnv> = fractions
            .iter()
            .map(|fraction| {
                let alternate = u32::try_from((0..90).filter(|_| random.f64() < *fraction).count()).unwrap();
                SomaticSnv { contig: ContigIndex::new(0).unwrap(), place: 0, alternate, depth: 90 }
            })
            .collect();
        SomaticPeak::of(snvs.iter())
    }

    fn best(peak: &SomaticPeak, base: Copies) -> f64 {
        let of = |p: u8| Mixture { purity: f64::from(p) / 100.0, diploid_ratio: 1.0, base, tumour_in_normal: 0.0 };
        let best = (5..=100).max_by(|a, b| peak.ln_likelihood(&of(*a)).total_cmp(&peak.ln_likelihood(&of(*b))));
        f64::from(best.unwrap()) / 100.0
    }

    #[test]
    fn the_greatest_peak_is_half_the_purity() {
        let clonal = peak(&[0.3; 60]);
        assert!((best(&clonal, Copies::DIPLOID) - 0.6).abs() < 0.03);
        let with_branch = peak(&[[0.3; 40].as_slice(), [0.12; 60].as_slice()].concat());
        let found = best(&with_branch, Copies::DIPLOID);
        assert!((found - 0.6).abs() < 0.05, "{found}");
        // Two copies of four, before the genome was doubled: 2 p / (2 + 2 p).
        let doubled = peak(&[[4.0 / 9.0; 40].as_slice(), [2.0 / 9.0; 40].as_slice()].concat());
        assert!((best(&doubled, Copies::DOUBLED) - 0.8).abs() < 0.06);
    }

    #[test]
    fn a_trunk_above_the_peak_of_a_branch_is_seen() {
        let of = |purity| Mixture { purity, diploid_ratio: 1.0, base: Copies::DIPLOID, tumour_in_normal: 0.0 };
        let both = peak(&[[0.42; 35].as_slice(), [0.095; 135].as_slice()].concat());
        assert!(both.share_above(&of(0.19)) > 0.15 && both.share_above(&of(0.85)) < 0.03);
        let found = best(&both, Copies::DIPLOID);
        assert!((found - 0.84).abs() < 0.06, "the branch of many is not taken for the trunk: {found}");
        let alone = peak(&[0.3; 200]);
        assert!(alone.share_above(&of(0.6)) < 0.03);
    }

    #[test]
    fn a_trunk_alone_is_not_taken_for_a_branch() {
        for count in [12, 40, 200] {
            let alone = peak(&vec![0.2; count]);
            let found = best(&alone, Copies::DIPLOID);
            assert!((found - 0.4).abs() < 0.08, "{count}: {found}");
        }
    }

    #[test]
    fn too_few_say_nothing() {
        let few = peak(&[0.3; FEWEST - 1]);
        assert!(few.is_empty() && few.len() == FEWEST - 1);
        let of = |purity| Mixture { purity, diploid_ratio: 1.0, base: Copies::DIPLOID, tumour_in_normal: 0.0 };
        assert!(few.ln_likelihood(&of(0.2)).abs() < 1e-12 && few.ln_likelihood(&of(0.9)).abs() < 1e-12);
    }
}
