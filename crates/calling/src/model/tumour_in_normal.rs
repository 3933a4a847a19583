//! How much tumour DNA the normal specimen holds: blood in a skin biopsy.
//!
//! The quantity `t` is a ratio of allele fractions: a somatic variant with fraction `f` in the tumour specimen has
//! `t f` in the normal one. It is estimated as a whole posterior distribution, and calls are integrated over it.
//!
//! METHOD: each site is one of four things, with weights learned from all sites.
//! - Somatic: `f_n = t f_t`, that is sum over f of p(f) `L_t(f)` `L_n(t f)`.
//! - Germline heterozygous that slipped through: `f_n` near one half, `f_t` near one half or anything after loss.
//! - Artefact: the same small fraction in both.
//! - Somatic in the normal itself (clonal haematopoiesis): an `f_n` of its own.
//!
//! For each `t` the weights are fitted by expectation maximisation under a Dirichlet prior; the posterior of `t` is its
//! prior times that profile likelihood. Earlier ideas: deTiN (A. Taylor-Weiner et al., Nat Methods 2018;15:531-534), and
//! SAGE's grid over the tumour-in-normal fraction.
//!
//! **Which sites to give.** Choose them by what the *tumour* shows, and by not being known population variants. Never by
//! few alternate reads in the normal: that would hide the contamination which is asked for.

use genome::probability::Probability;

use super::allele_fraction::{FractionLikelihood, GRID, GRID_POINTS, place};
use super::fraction_posterior::{FractionPosterior, masses_of};
use super::shape::{SHAPES, Shape, dot, times};

/// How many values of `t` are considered.
const LEVELS: usize = 75;
/// Rounds of expectation maximisation per level; each level starts where its neighbour ended.
const ROUNDS: usize = 12;
/// Kinds of site.
const KINDS: usize = 4;
/// Pseudo-counts of the kinds: somatic, germline, artefact, of the normal itself.
const DIRICHLET: [f64; KINDS] = [4.0, 1.0, 1.0, 1.0];
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

/// One site with evidence of a variant in the tumour.
#[derive(Debug, Clone, PartialEq)]
pub struct InformativeSite {
    /// The tumour specimen.
    pub tumour: FractionLikelihood,
    /// The normal specimen.
    pub normal: FractionLikelihood,
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

    /// The posterior given sites. Time and memory: 75 numbers and 75 x 58 products per site.
    #[must_use]
    pub fn estimate(sites: &[InformativeSite]) -> Self {
        let levels = levels();
        let prior = prior_masses(&levels);
        let places = levels.map(|t| GRID.map(|fraction| place(t * fraction)));
        let tables: Vec<SiteTable> = sites.iter().map(|site| SiteTable::new(site, &places)).collect();
        let mut weights = [0.7, 0.1, 0.1, 0.1];
        let mut fitted = [(0.0, 0.0); LEVELS];
        for (level, fit) in fitted.iter_mut().enumerate() {
            for _ in 0..ROUNDS {
                weights = maximised(&tables, level, weights);
            }
            *fit = (profile(&tables, level, weights), expected_somatic(&tables, level, weights));
        }
        let greatest = fitted.iter().map(|fit| fit.0).fold(f64::NEG_INFINITY, f64::max);
        let mut masses = prior;
        for (mass, fit) in masses.iter_mut().zip(&fitted) {
            *mass *= (fit.0 - greatest).exp();
        }
        let masses = normalised(&masses);
        let somatic = masses.iter().zip(&fitted).map(|(mass, fit)| mass * fit.1).sum();
        if somatic < FEWEST_SITES {
            Self::of_levels(&levels, &prior, Basis::PriorOnly { somatic, given: sites.len() })
        } else {
            Self::of_levels(&levels, &masses, Basis::Sites { somatic, given: sites.len() })
        }
    }
}

/// The likelihood of one site under each of its explanations.
struct SiteTable {
    /// Somatic, at each level of t.
    somatic: [f64; LEVELS],
    germline: f64,
    artefact: f64,
    /// Somatic in the normal itself.
    own: f64,
}

impl SiteTable {
    fn new(site: &InformativeSite, places: &[[(usize, f64); GRID_POINTS]; LEVELS]) -> Self {
        let shapes = &*SHAPES;
        let (tumour, normal) = (site.tumour.relative(), site.normal.relative());
        let joint = times(&shapes.somatic, &tumour);
        let relevant = joint.iter().copied().fold(0.0, f64::max) * 1e-9;
        let somatic = places.each_ref().map(|places| {
            let terms = joint.iter().zip(places).filter(|(weight, _)| **weight > relevant);
            terms.map(|(weight, place)| weight * interpolated(&normal, *place)).sum()
        });
        Self {
            somatic,
            germline: dot(&shapes.heterozygous_in_tumour, &tumour) * dot(&shapes.heterozygous, &normal),
            artefact: dot(&times(&shapes.artefact, &tumour), &normal),
            own: joint.iter().sum::<f64>() * dot(&shapes.haematopoiesis, &normal),
        }
    }

    /// The share of each explanation at a level, and the sum of all.
    fn shares(&self, level: usize, weights: [f64; KINDS]) -> ([f64; KINDS], f64) {
        let [somatic, germline, artefact, own] = weights;
        let terms = [somatic * self.somatic[level], germline * self.germline, artefact * self.artefact, own * self.own];
        let total = terms.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        (terms.map(|term| term / total), total)
    }
}

/// A likelihood between two points of the grid.
///
/// METHOD: linear in the likelihood, not in its logarithm. With one supporting fragment L is linear in f, also next to 0
/// where its logarithm is steepest.
fn interpolated(likelihood: &Shape, (at, share): (usize, f64)) -> f64 {
    likelihood[at] + share * (likelihood[at + 1] - likelihood[at])
}

/// One round of expectation maximisation of the weights.
fn maximised(tables: &[SiteTable], level: usize, weights: [f64; KINDS]) -> [f64; KINDS] {
    let mut counts = DIRICHLET;
    for table in tables {
        let (shares, _) = table.shares(level, weights);
        for (count, share) in counts.iter_mut().zip(shares) {
            *count += share;
        }
    }
    let total: f64 = counts.iter().sum();
    counts.map(|count| count / total)
}

fn profile(tables: &[SiteTable], level: usize, weights: [f64; KINDS]) -> f64 {
    let prior: f64 = weights.iter().zip(DIRICHLET).map(|(weight, count)| count * weight.ln()).sum();
    prior + tables.iter().map(|table| table.shares(level, weights).1.ln()).sum::<f64>()
}

fn expected_somatic(tables: &[SiteTable], level: usize, weights: [f64; KINDS]) -> f64 {
    tables.iter().map(|table| table.shares(level, weights).0[0]).sum()
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
    use super::super::simulated::{ERROR, Random, likelihood};
    use super::*;

    /// Sites of a tumour at 90x and a normal at 30x: half clonal, half subclonal, as they pass a gate of four
    /// alternate fragments; with some heterozygous germline variants and some artefacts among them.
    fn sites(random: &mut Random, somatic: usize, germline: usize, artefact: usize, t: f64) -> Vec<InformativeSite> {
        let mut sites = Vec::new();
        let mut draw = |random: &mut Random, f_t: f64, f_n: f64| loop {
            let (depth_t, depth_n) = (random.poisson(90.0), random.poisson(30.0));
            let (alternate_t, alternate_n) =
                (random.binomial(depth_t, f_t + ERROR), random.binomial(depth_n, f_n + ERROR));
            if alternate_t >= 4 {
                let (tumour, normal) = (likelihood(alternate_t, depth_t), likelihood(alternate_n, depth_n));
                sites.push(InformativeSite { tumour, normal });
                return;
            }
        };
        for at in 0..somatic {
            let f = if at % 2 == 0 { 0.35 + 0.1 * random.uniform() } else { 0.05 + 0.3 * random.uniform() };
            draw(random, f, t * f);
        }
        for _ in 0..germline {
            draw(random, 0.5, 0.5);
        }
        for _ in 0..artefact {
            let f = 0.04 + 0.06 * random.uniform();
            draw(random, f, f);
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
