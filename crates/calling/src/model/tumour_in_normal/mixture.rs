//! What explains each site: a mixture whose weights, and whose clones, are learned from all sites.

use std::collections::BTreeMap;

use super::{InformativeSite, LEVELS, TELLING_FRAGMENTS};
use crate::model::allele_fraction::{GRID, GRID_POINTS, place};
use crate::model::evidence::narrow;
use crate::model::shape::{SHAPES, Shape, dot, times};

/// Rounds of expectation maximisation of the weights per level; each level starts where its neighbour ended.
const ROUNDS: usize = 6;
/// Kinds of site.
const KINDS: usize = 6;
/// Pseudo-counts of the kinds: somatic; inherited, near one half in both, in the normal, or in neither; artefact; of the normal
/// itself.
const PSEUDO_COUNTS: [f64; KINDS] = [4.0, 0.2, 0.2, 0.2, 0.2, 0.2];
/// Weights to begin with.
const BEGIN: [f64; KINDS] = [0.5, 0.1, 0.1, 0.1, 0.1, 0.1];
/// How many somatic sites the general shape of their fractions is worth against those that are there.
const GENERAL_SHAPE: f64 = 10.0;
/// No fraction is taken to be selected more rarely than this.
const LEAST_SELECTED: f64 = 1e-6;
/// What a fraction must weigh, against the most probable one, to be summed over.
const NEGLIGIBLE: f64 = 1e-9;

/// Error of a base of sufficient quality, towards one other base.
const COUNTED_ERROR: f64 = 2e-4;

/// A level's fit: ln of the likelihood, and the expected number of somatic sites.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fit {
    pub ln_likelihood: f64,
    pub somatic: f64,
    weights: [f64; KINDS],
}

/// Sites with equal counts, and their likelihood under each explanation.
struct Table {
    site: InformativeSite,
    sites: f64,
    /// Somatic, at each level.
    somatic: [f32; LEVELS],
    /// The other kinds, in the order of [`PSEUDO_COUNTS`].
    others: [f64; KINDS - 1],
}

/// The likelihood of counts at each fraction, relative to the greatest.
///
/// METHOD: ((1 - f) e + f (1 - 3 e))^with ((1 - f) (1 - 3 e) + f e)^without, as [`FractionLikelihood`] of as many fragments of
/// one quality that are all placed rightly.
///
/// [`FractionLikelihood`]: crate::model::allele_fraction::FractionLikelihood
fn likelihood([with, without]: [u16; 2]) -> Shape {
    let right = 1.0 - 3.0 * COUNTED_ERROR;
    let ln = GRID.map(|f| {
        f64::from(with) * ((1.0 - f) * COUNTED_ERROR + f * right).ln()
            + f64::from(without) * ((1.0 - f) * right + f * COUNTED_ERROR).ln()
    });
    let greatest = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    ln.map(|ln| (ln - greatest).exp())
}

/// The likelihood of a tumour's counts, given that it shows the variant often enough to be looked at.
///
/// METHOD: L(f) / P(at least [`TELLING_FRAGMENTS`] of all | f). A clone near that bound is seen at those of its sites that show it
/// more often than they should. Taken for its usual fraction, that would make the normal hold less of it than it does.
fn of_selected([with, without]: [u16; 2]) -> Shape {
    let all = f64::from(with) + f64::from(without);
    let mut selected = likelihood([with, without]);
    for (value, f) in selected.iter_mut().zip(&GRID) {
        let shown = f + (1.0 - f) * COUNTED_ERROR;
        // Binomial probabilities of 0, 1, ... fragments, each from the one before.
        let (mut fewer, mut exactly) = (0.0, ((1.0 - shown).max(f64::MIN_POSITIVE).ln() * all).exp());
        for with in 0..TELLING_FRAGMENTS {
            fewer += exactly;
            let with = f64::from(with);
            exactly *= (all - with).max(0.0) / (with + 1.0) * shown / (1.0 - shown).max(f64::MIN_POSITIVE);
        }
        *value /= (1.0 - fewer).max(LEAST_SELECTED);
    }
    selected
}

/// A likelihood between two points of the grid.
///
/// METHOD: linear in the likelihood, not in its logarithm. With one supporting fragment L is linear in f, also next to 0
/// where its logarithm is steepest.
pub(super) fn interpolated(likelihood: &Shape, (at, share): (usize, f64)) -> f64 {
    likelihood[at] + share * (likelihood[at + 1] - likelihood[at])
}

/// The sites, and what is believed of the fractions of the somatic ones.
pub(super) struct Mixture {
    /// For each level and each fraction of the tumour, the place of the normal's.
    places: [[(usize, f64); GRID_POINTS]; LEVELS],
    tables: Vec<Table>,
    clones: Shape,
}

impl Mixture {
    pub(super) fn new(levels: &[f64; LEVELS], sites: &[InformativeSite]) -> Self {
        let mut counted: BTreeMap<InformativeSite, f64> = BTreeMap::new();
        for site in sites {
            *counted.entry(*site).or_default() += 1.0;
        }
        let places = levels.map(|t| GRID.map(|fraction| place(t * fraction)));
        let empty = |(site, sites)| Table { site, sites, somatic: [0.0; LEVELS], others: [0.0; KINDS - 1] };
        let tables = counted.into_iter().map(empty).collect();
        let mut mixture = Self { places, tables, clones: SHAPES.somatic };
        mixture.fill();
        mixture
    }

    /// The likelihoods under the clones as they are believed in.
    fn fill(&mut self) {
        let (shapes, clones, places) = (&*SHAPES, &self.clones, &self.places);
        for table in &mut self.tables {
            let (tumour, normal) = (of_selected(table.site.tumour), likelihood(table.site.normal));
            let joint = times(clones, &tumour);
            let least = joint.iter().copied().fold(0.0, f64::max) * NEGLIGIBLE;
            for (somatic, places) in table.somatic.iter_mut().zip(places) {
                let terms = joint.iter().zip(places).filter(|(weight, _)| **weight > least);
                *somatic = narrow(terms.map(|(weight, place)| weight * interpolated(&normal, *place)).sum());
            }
            let (near_half, any) = (dot(&shapes.near_half, &normal), dot(&shapes.any, &tumour));
            table.others = [
                dot(&shapes.near_half, &tumour) * near_half,
                any * near_half,
                any * dot(&shapes.off_half, &normal),
                dot(&times(&shapes.artefact, &tumour), &normal),
                joint.iter().sum::<f64>() * dot(&shapes.haematopoiesis, &normal),
            ];
        }
    }

    /// The most likely weights at every level, and how likely they make the sites.
    ///
    /// METHOD: expectation maximisation under a Dirichlet prior (A. P. Dempster et al., J R Stat Soc B 1977;39:1-38).
    pub(super) fn fits(&self) -> [Fit; LEVELS] {
        let mut weights = BEGIN;
        let mut fits = [Fit::default(); LEVELS];
        for (level, fit) in fits.iter_mut().enumerate() {
            for _ in 0..ROUNDS {
                let mut counts = PSEUDO_COUNTS;
                for table in &self.tables {
                    let (shares, _) = table.shares(level, &weights);
                    for (count, share) in counts.iter_mut().zip(shares) {
                        *count += table.sites * share;
                    }
                }
                let total: f64 = counts.iter().sum();
                weights = counts.map(|count| count / total);
            }
            let believed = weights.iter().zip(PSEUDO_COUNTS).map(|(weight, count)| count * weight.ln()).sum();
            *fit = Fit { ln_likelihood: believed, somatic: 0.0, weights };
            for table in &self.tables {
                let (shares, sum) = table.shares(level, &weights);
                fit.ln_likelihood += table.sites * sum.ln();
                fit.somatic += table.sites * shares[0];
            }
        }
        fits
    }

    /// Learns which fractions the somatic sites have, as they look at a level.
    ///
    /// METHOD: one step of expectation maximisation of a distribution on the grid, with the general shape as its prior. Without it
    /// a clone of many sites is believed in as little as an empty stretch of fractions, and the inherited sites, of which there
    /// are thousands, take those of its sites that the normal happens to show most.
    pub(super) fn learn_clones(&mut self, level: usize, fit: &Fit) {
        let mut counts = SHAPES.somatic.map(|mass| GENERAL_SHAPE * mass);
        for table in &self.tables {
            let (shares, _) = table.shares(level, &fit.weights);
            let normal = likelihood(table.site.normal);
            let mut at = times(&self.clones, &of_selected(table.site.tumour));
            for (weight, place) in at.iter_mut().zip(&self.places[level]) {
                *weight *= interpolated(&normal, *place);
            }
            let scale = table.sites * shares[0] / at.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            for (count, weight) in counts.iter_mut().zip(at) {
                *count += scale * weight;
            }
        }
        let total: f64 = counts.iter().sum();
        self.clones = counts.map(|count| count / total);
        self.fill();
    }
}

impl Table {
    /// The share of each explanation at a level, and the sum of all.
    fn shares(&self, level: usize, weights: &[f64; KINDS]) -> ([f64; KINDS], f64) {
        let mut terms = *weights;
        terms[0] *= f64::from(self.somatic[level]);
        for (term, likelihood) in terms[1..].iter_mut().zip(self.others) {
            *term *= likelihood;
        }
        let total = terms.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        (terms.map(|term| term / total), total)
    }
}
