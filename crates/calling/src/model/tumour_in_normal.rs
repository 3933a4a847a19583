//! How much tumour DNA the normal specimen holds: blood in a skin biopsy.
//!
//! The quantity `t` is a ratio of allele fractions: a somatic variant with fraction `f` in the tumour specimen has
//! `t f` in the normal one. It is estimated as a whole posterior distribution, and calls are integrated over it.
//!
//! METHOD: each site is one of some things, with weights learned from all sites.
//! - Somatic: `f_n = t f_t`, that is sum over f of p(f) `L_t(f)` `L_n(t f)`. p(f), the clones, is learned too.
//! - Inherited: near one half in both specimens; near one half in the normal and anything in the tumour, after loss; or off its
//!   place in both, where copies of a repeat share their reads.
//! - Artefact: the same small fraction in both.
//! - Somatic in the normal itself (clonal haematopoiesis): an `f_n` of its own.
//!
//! A genome has thousands of times more inherited sites than somatic ones. How they lie must be learned and not assumed: where
//! they were believed to be anything in the tumour too often, they took the somatic sites that the normal showed most, and the
//! normal seemed to hold a tenth less tumour than it did.
//!
//! For each `t` the weights are fitted by expectation maximisation under a Dirichlet prior; the posterior of `t` is its
//! prior times that profile likelihood. Earlier ideas: deTiN (A. Taylor-Weiner et al., Nat Methods 2018;15:531-534), and
//! SAGE's grid over the tumour-in-normal fraction.
//!
//! **Which sites to give.** Choose them by what the *tumour* shows, and by not being known population variants. Never by
//! few alternate reads in the normal: that would hide the contamination which is asked for.

mod mixture;

use genome::probability::Probability;
use serde::{Deserialize, Serialize};

use self::mixture::Mixture;
use super::allele_fraction::{GRID, GRID_POINTS, place};
use super::fraction_posterior::{FractionPosterior, masses_of};
use super::shape::Shape;

/// How many values of `t` are considered.
const LEVELS: usize = 75;
/// Fragments of the tumour from which a substitution tells of the tumour in the normal.
pub const TELLING_FRAGMENTS: u16 = 5;
/// How often the fractions of the somatic sites are learned anew.
const LESSONS: usize = 3;
/// With fewer somatic sites than this the sites are not believed.
pub const FEWEST_SITES: f64 = 10.0;
/// Mean of the exponential part of the prior.
const MEAN_OF_PRIOR: f64 = 0.04;

/// The values of `t`: steps of 0.25 points up to 2 %, half a point up to 10 %, a point up to 60 %.
fn levels() -> [f64; LEVELS] {
    let mut levels = [0.0; LEVELS];
    let mut value = 0u16;
    for level in levels.iter_mut().skip(1) {
        value += if value < 200 {
            25
        } else if value < 1000 {
            50
        } else {
            100
        };
        *level = f64::from(value) / 10_000.0;
    }
    levels
}

/// Prior masses of the levels.
///
/// METHOD: 0.7 of an exponential with mean 4 points and 0.3 even up to 60 points; a direct skin biopsy holds 1 to 20 %
/// blood, cultured fibroblasts nearly none.
fn prior_masses(levels: &[f64; LEVELS]) -> [f64; LEVELS] {
    let cumulative = |t: f64| 0.7 * (1.0 - (-t / MEAN_OF_PRIOR).exp()) + 0.3 * t / levels[LEVELS - 1];
    let mut masses = [0.0; LEVELS];
    for (mass, of_cell) in masses.iter_mut().zip(masses_of(levels, cumulative)) {
        *mass = of_cell;
    }
    normalised(&masses)
}

fn normalised(masses: &[f64; LEVELS]) -> [f64; LEVELS] {
    let total: f64 = masses.iter().sum();
    masses.map(|mass| mass / total)
}

/// Fragments at a substitution that a tumour shows by [`TELLING_FRAGMENTS`] or more, whatever the normal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InformativeSite {
    /// Fragments with the alternate base and with the reference base, in the tumour.
    pub tumour: [u16; 2],
    /// The same in the normal.
    pub normal: [u16; 2],
}

/// What the estimate rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Basis {
    /// Sites, of which about this many were somatic.
    Sites {
        /// The expected number of somatic sites among those given.
        somatic: f64,
        /// All sites given.
        given: usize,
    },
    /// Too few sites looked somatic; the distribution is the prior.
    PriorOnly {
        /// The expected number of somatic sites among those given; less than [`FEWEST_SITES`].
        somatic: f64,
        /// All sites given.
        given: usize,
    },
    /// The value was given and not estimated.
    Stated,
}

/// The posterior of the tumour-in-normal fraction.
pub type TumourInNormal = FractionPosterior<Basis>;

impl TumourInNormal {
    /// No tumour DNA in the normal, for certain.
    #[must_use]
    pub fn none() -> Self {
        Self::new(vec![(0.0, 1.0)], Basis::Stated)
    }

    /// A value stated by the user.
    #[must_use]
    pub fn stated(fraction: Probability) -> Self {
        Self::new(vec![(fraction.get(), 1.0)], Basis::Stated)
    }

    /// What is believed without a site.
    #[must_use]
    pub fn prior() -> Self {
        let levels = levels();
        Self::of_levels(&levels, &prior_masses(&levels), Basis::PriorOnly { somatic: 0.0, given: 0 })
    }

    fn of_levels(levels: &[f64; LEVELS], masses: &[f64; LEVELS], basis: Basis) -> Self {
        Self::new(levels.iter().copied().zip(masses.iter().copied()).collect(), basis)
    }

    /// The posterior given sites. Memory: half a kilobyte per site with other counts than all others.
    #[must_use]
    pub fn estimate(sites: &[InformativeSite]) -> Self {
        let levels = levels();
        let prior = prior_masses(&levels);
        let mut mixture = Mixture::new(&levels, sites);
        let (mut fits, mut masses) = (mixture.fits(), prior);
        for round in 0..=LESSONS {
            let greatest = fits.iter().map(|fit| fit.ln_likelihood).fold(f64::NEG_INFINITY, f64::max);
            masses = prior;
            for (mass, fit) in masses.iter_mut().zip(&fits) {
                *mass *= (fit.ln_likelihood - greatest).exp();
            }
            masses = normalised(&masses);
            if round < LESSONS {
                let mean: f64 = levels.iter().zip(&masses).map(|(level, mass)| level * mass).sum();
                let level = levels.partition_point(|level| *level < mean).min(LEVELS - 1);
                mixture.learn_clones(level, &fits[level]);
                fits = mixture.fits();
            }
        }
        let somatic = masses.iter().zip(&fits).map(|(mass, fit)| mass * fit.somatic).sum();
        if somatic < FEWEST_SITES {
            Self::of_levels(&levels, &prior, Basis::PriorOnly { somatic, given: sites.len() })
        } else {
            Self::of_levels(&levels, &masses, Basis::Sites { somatic, given: sites.len() })
        }
    }
}

/// How a fraction in the tumour becomes a fraction in the normal, integrated over the tumour-in-normal posterior.
/// Computed once per pair of specimens and used at every site.
#[derive(Debug, Clone, PartialEq)]
pub struct TumourLeak {
    /// Row f of the tumour's grid: masses over the normal's grid.
    rows: Vec<Shape>,
    /// The 97.5 % quantile of t.
    upper: f64,
}

impl TumourLeak {
    /// METHOD: P(`f_n` | `f_t`) = sum over t of p(t) [`f_n` = t `f_t`], each value shared between the two points of the
    /// grid next to it, so that sum over the grid of P(`f_n` | `f_t`) `L_n(f_n)` is the interpolated integral.
    #[must_use]
    pub fn new(posterior: &TumourInNormal) -> Self {
        let mut rows = vec![[0.0; GRID_POINTS]; GRID_POINTS];
        for (row, fraction) in rows.iter_mut().zip(&GRID) {
            for (t, mass) in posterior.masses() {
                let (at, share) = place(t * fraction);
                row[at] += mass * (1.0 - share);
                row[at + 1] += mass * share;
            }
        }
        Self { rows, upper: posterior.quantile(0.975) }
    }

    /// The normal's likelihood as a function of the fraction in the tumour.
    pub(super) fn seen_from_tumour(&self, normal: &Shape) -> Shape {
        let mut seen = [0.0; GRID_POINTS];
        for ((value, row), at) in seen.iter_mut().zip(&self.rows).zip(1..) {
            // t is at most 1, so nothing lies above the tumour's own fraction.
            *value = row.iter().zip(normal).take(at + 1).map(|(mass, likelihood)| mass * likelihood).sum();
        }
        seen
    }

    /// Masses over the normal's grid from masses over the tumour's.
    pub(super) fn carried_over(&self, tumour: &Shape) -> Shape {
        let mut carried = [0.0; GRID_POINTS];
        for (weight, row) in tumour.iter().zip(&self.rows) {
            for (mass, share) in carried.iter_mut().zip(row) {
                *mass += weight * share;
            }
        }
        carried
    }

    /// The 97.5 % quantile of t.
    #[must_use]
    pub fn upper(&self) -> f64 {
        self.upper
    }
}

#[cfg(test)]
mod tests {
    use super::super::fraction_posterior::probability;
    use super::super::shape::SHAPES;
    use super::super::simulated::{ERROR, Random, likelihood};
    use super::mixture::interpolated;
    use super::*;

    /// A site of a tumour at 90x and a normal at 30x that passes the gate.
    fn drawn(random: &mut Random, f_t: f64, f_n: f64) -> InformativeSite {
        let mut counts = |mean: f64, fraction: f64| {
            let depth = random.poisson(mean);
            let with = random.binomial(depth, fraction + ERROR);
            [with, depth - with].map(|count| u16::try_from(count).unwrap())
        };
        loop {
            let (tumour, normal) = (counts(90.0, f_t), counts(30.0, f_n));
            if tumour[0] >= TELLING_FRAGMENTS {
                return InformativeSite { tumour, normal };
            }
        }
    }

    /// Half clonal, half subclonal, with some heterozygous germline variants and some artefacts among them.
    fn sites(random: &mut Random, somatic: usize, germline: usize, artefact: usize, t: f64) -> Vec<InformativeSite> {
        let mut sites: Vec<InformativeSite> = Vec::new();
        for at in 0..somatic {
            let f = if at % 2 == 0 { 0.35 + 0.1 * random.uniform() } else { 0.05 + 0.3 * random.uniform() };
            sites.push(drawn(random, f, t * f));
        }
        sites.extend((0..germline).map(|_| drawn(random, 0.5, 0.5)));
        for _ in 0..artefact {
            let f = 0.04 + 0.06 * random.uniform();
            sites.push(drawn(random, f, f));
        }
        sites
    }

    #[test]
    fn the_error_is_below_one_and_a_half_points() {
        let mut random = Random(7);
        let (mut all, mut covered, mut runs) = (0.0, 0, 0);
        for t in [0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3] {
            let mut error = 0.0;
            for _ in 0..25 {
                let estimate = TumourInNormal::estimate(&sites(&mut random, 100, 0, 0, t));
                error += (estimate.mean().get() - t).abs() / 25.0;
                covered += u32::from(estimate.interval().contains(probability(t)) || t == 0.0);
                runs += 1;
                assert!(matches!(estimate.basis(), Basis::Sites { .. }));
            }
            println!("t {t:.2}: mean absolute error {:.2} points", 100.0 * error);
            all += error / 8.0;
        }
        println!("all: {:.2} points, interval holds the truth {covered} of {runs}", 100.0 * all);
        assert!(all < 0.015 && f64::from(covered) > 0.88 * f64::from(runs), "{all} {covered}/{runs}");
    }

    #[test]
    fn germline_and_artefacts_do_not_pull_the_estimate() {
        let mut random = Random(11);
        let mut all = 0.0;
        for t in [0.0, 0.05, 0.1, 0.2, 0.3] {
            let (mut error, mut bias) = (0.0, 0.0);
            for _ in 0..15 {
                let estimate = TumourInNormal::estimate(&sites(&mut random, 150, 60, 30, t));
                error += (estimate.mean().get() - t).abs() / 15.0;
                bias += (estimate.mean().get() - t) / 15.0;
            }
            println!(
                "t {t:.2}, 150 somatic, 60 germline, 30 artefacts: {:.2} points, bias {:+.2}",
                100.0 * error,
                100.0 * bias
            );
            all += error / 5.0;
        }
        assert!(all < 0.015, "{all}");
    }

    /// As the pass over a genome gives them: clones with the fractions 0.5, 0.35, 0.2, 0.1 and 0.05, and many more inherited sites.
    fn genome(random: &mut Random, somatic: usize, inherited: usize, t: f64) -> Vec<InformativeSite> {
        let clones = [0.5, 0.35, 0.2, 0.1, 0.05];
        let mut sites: Vec<InformativeSite> =
            (0..somatic).map(|at| drawn(random, clones[at % clones.len()], t * clones[at % clones.len()])).collect();
        sites.extend((0..inherited).map(|_| drawn(random, 0.5, 0.5)));
        sites
    }

    /// In a pair with 20 and 30 % the estimates were 17.6 and 26.6: inherited sites were believed to have any fraction in the
    /// tumour, and took the somatic ones that the normal showed most.
    #[test]
    fn inherited_sites_take_no_somatic_ones_and_the_interval_holds_the_truth() {
        const REPEATS: u32 = 8;
        let mut random = Random(23);
        let (mut covered, mut all) = (0, 0);
        for t in [0.05, 0.2, 0.3] {
            let (mut bias, mut held) = (0.0, 0);
            for _ in 0..REPEATS {
                let estimate = TumourInNormal::estimate(&genome(&mut random, 150, 700, t));
                bias += (estimate.mean().get() - t) / f64::from(REPEATS);
                held += u32::from(estimate.interval().contains(probability(t)));
            }
            println!("t {t:.2}: bias {:+.2} points, the interval holds it {held} of {REPEATS} times", 100.0 * bias);
            assert!(bias.abs() < 0.01, "{t}: {bias}");
            (covered, all) = (covered + held, all + REPEATS);
        }
        assert!(covered * 10 >= all * 9, "{covered} of {all}");
    }

    #[test]
    fn without_somatic_sites_the_prior_is_said_to_be_the_prior() {
        let mut random = Random(3);
        assert_eq!(TumourInNormal::estimate(&[]).basis(), Basis::PriorOnly { somatic: 0.0, given: 0 });
        let few = TumourInNormal::estimate(&sites(&mut random, 4, 0, 0, 0.1));
        assert!(matches!(few.basis(), Basis::PriorOnly { given: 4, .. }));
        let germline = TumourInNormal::estimate(&sites(&mut random, 0, 300, 0, 0.1));
        assert!(matches!(germline.basis(), Basis::PriorOnly { .. }), "{:?}", germline.basis());
        assert_eq!(few.masses(), TumourInNormal::prior().masses());
    }

    #[test]
    fn levels_and_prior_are_as_said() {
        let levels = levels();
        assert!((levels[LEVELS - 1] - 0.6).abs() < 1e-9, "{}", levels[LEVELS - 1]);
        let prior = TumourInNormal::prior();
        assert!((prior.masses().iter().map(|(_, mass)| mass).sum::<f64>() - 1.0).abs() < 1e-12);
        let stated = TumourInNormal::stated(probability(0.2));
        assert!((stated.mean().get() - 0.2).abs() < 1e-12 && stated.interval().lower() == stated.interval().upper());
        assert!(TumourInNormal::none().mean().get() == 0.0 && TumourInNormal::none().mode().get() == 0.0);
    }

    #[test]
    fn the_leak_is_the_integral_over_t() {
        let estimate = TumourInNormal::prior();
        let leak = TumourLeak::new(&estimate);
        let normal = likelihood(2, 30).relative();
        let seen = leak.seen_from_tumour(&normal);
        for (value, fraction) in seen.iter().zip(&GRID) {
            let exact: f64 =
                estimate.masses().iter().map(|(t, mass)| mass * interpolated(&normal, place(t * fraction))).sum();
            assert!((value - exact).abs() < 1e-12 * exact.max(1e-3), "{fraction}: {value} {exact}");
        }
        let none = TumourLeak::new(&TumourInNormal::none());
        assert!(none.seen_from_tumour(&normal).iter().all(|value| (value - normal[0]).abs() < 1e-15));
        let carried = leak.carried_over(&SHAPES.somatic);
        assert!((carried.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
