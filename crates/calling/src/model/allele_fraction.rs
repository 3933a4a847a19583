//! The likelihood of an allele fraction given the fragments of one sample.
//!
//! METHOD: for the fraction f of the molecules that carry the alternate allele,
//! L(f) = prod over fragments i of (1 - m) ((1 - f) `P_i(ref)` + f `P_i(alt)`) + m (`P_i(ref)` + `P_i(alt)`) / 2,
//! with m the probability that fragment i is placed wrongly. A misplaced fragment says nothing: its term does not
//! depend on f. Idea: Varlociraptor's read likelihood (J. Köster et al., Genome Biol 2020;21:98); m is Strelka2's
//! mapping error, here of the fragment and not of the base.

use genome::quantity::{AlleleFraction, ConfidenceInterval};

use super::evidence::{FragmentEvidence, SiteEvidence, narrow};

/// How many fractions the grid has.
pub const GRID_POINTS: usize = 58;

/// The fractions at which the likelihood is held: finer at low fractions, where one molecule more or less matters.
pub const GRID: [f64; GRID_POINTS] = grid();

/// The width of the cell around each fraction of the grid: from half way to the fraction before to half way to the next.
/// They sum to 1.
pub const CELL_WIDTHS: [f64; GRID_POINTS] = cell_widths();

/// Below a step's end the grid rises by that step: (end, step), in ten-thousandths.
const STEPS: [(u16, u16); 7] = [(10, 10), (25, 15), (200, 25), (500, 50), (1000, 100), (2000, 200), (10_000, 250)];

const fn grid() -> [f64; GRID_POINTS] {
    let mut grid = [0.0; GRID_POINTS];
    let (mut at, mut step, mut value) = (1, 0, 0u16);
    while at < GRID_POINTS {
        if value >= STEPS[step].0 {
            step += 1;
        }
        value += STEPS[step].1;
        grid[at] = value as f64 / 10_000.0;
        at += 1;
    }
    grid
}

const fn cell_widths() -> [f64; GRID_POINTS] {
    let mut widths = [0.0; GRID_POINTS];
    let mut at = 0;
    while at < GRID_POINTS {
        let before = if at == 0 { 0.0 } else { (GRID[at] - GRID[at - 1]) / 2.0 };
        let after = if at + 1 == GRID_POINTS { 0.0 } else { (GRID[at + 1] - GRID[at]) / 2.0 };
        widths[at] = before + after;
        at += 1;
    }
    widths
}

/// The smallest factor one fragment may contribute: no single molecule is evidence beyond 1 in 10^30.
const SMALLEST_FACTOR: f64 = 1e-30;
/// Where the running product is moved into the logarithm.
const FOLD_BELOW: f64 = 1e-250;

/// Between which two points of the grid a fraction lies, and how far towards the second (0 to 1).
pub(super) fn place(fraction: f64) -> (usize, f64) {
    let upper = GRID.partition_point(|point| *point < fraction).clamp(1, GRID_POINTS - 1);
    let (below, above) = (GRID[upper - 1], GRID[upper]);
    (upper - 1, ((fraction - below) / (above - below)).clamp(0.0, 1.0))
}

/// The likelihood of one sample's fragments at each fraction of the grid, as natural logarithms relative to the
/// greatest.
#[derive(Debug, Clone, PartialEq)]
pub struct FractionLikelihood {
    ln: [f32; GRID_POINTS],
}

impl FractionLikelihood {
    /// Without a fragment every fraction is as likely.
    pub const UNINFORMED: Self = Self { ln: [0.0; GRID_POINTS] };

    /// The likelihood of all fragments of a sample.
    #[must_use]
    pub fn of(site: &SiteEvidence) -> Self {
        Self::of_sampled(&site.fragments, f64::from(site.sampling))
    }

    /// The likelihood of some fragments. A fragment whose likelihoods are not numbers says nothing.
    ///
    /// METHOD: the logarithm of each fragment's factor, which is linear in f, is concave in f, and so is their sum; the
    /// running product is therefore smallest at f = 0 or f = 1, and looking at these two is enough to keep all of it
    /// above the smallest number.
    #[must_use]
    pub fn of_fragments(fragments: &[FragmentEvidence]) -> Self {
        Self::of_sampled(fragments, 1.0)
    }

    /// METHOD: if a molecule with the allele gives s reads where one without it gives one, a read comes from such a molecule
    /// with probability s f / (1 + (s - 1) f). The likelihoods of a fragment are sums over its places on either haplotype,
    /// s times as many on the one with the allele, so that s stays in the denominator only. Reads that fit both
    /// haplotypes thereby say how many should have shown the allele, where none can show the reference.
    fn of_sampled(fragments: &[FragmentEvidence], sampling: f64) -> Self {
        let (mut logarithms, mut products) = ([0.0f64; GRID_POINTS], [1.0f64; GRID_POINTS]);
        let mut told = 0usize;
        for fragment in fragments {
            let Some((at_zero, slope)) = factor(fragment) else { continue };
            told += 1;
            for (product, fraction) in products.iter_mut().zip(&GRID) {
                *product *= (at_zero + slope * fraction).max(SMALLEST_FACTOR);
            }
            if products[0] < FOLD_BELOW || products[GRID_POINTS - 1] < FOLD_BELOW {
                for (logarithm, product) in logarithms.iter_mut().zip(&mut products) {
                    *logarithm += product.ln();
                    *product = 1.0;
                }
            }
        }
        let told = f64::from(u32::try_from(told).unwrap_or(u32::MAX));
        for ((logarithm, product), fraction) in logarithms.iter_mut().zip(&products).zip(&GRID) {
            *logarithm += product.ln() - told * ((sampling - 1.0) * fraction).ln_1p();
        }
        let greatest = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self { ln: logarithms.map(|logarithm| narrow(logarithm - greatest)) }
    }

    /// ln L relative to the greatest, at each fraction of [`GRID`]; the greatest is 0.
    #[must_use]
    pub fn ln(&self) -> &[f32; GRID_POINTS] {
        &self.ln
    }

    /// L relative to the greatest, at each fraction of [`GRID`]; the greatest is 1.
    #[must_use]
    pub fn relative(&self) -> [f64; GRID_POINTS] {
        self.ln.map(|logarithm| f64::from(logarithm).exp())
    }

    /// ln of the mean of L(f) over f > 0 against L(0): the logarithm of the Bayes factor for the allele being there, at
    /// fractions that are all as likely beforehand.
    #[must_use]
    pub fn ln_evidence_of_presence(&self) -> f64 {
        let (mut mean, mut weights) = (0.0, 0.0);
        for (relative, width) in self.relative().iter().zip(&CELL_WIDTHS).skip(1) {
            mean += relative * width;
            weights += width;
        }
        (mean / weights).ln() - f64::from(self.ln[0])
    }

    /// The most likely fraction and a 95 % interval, all fractions being as likely beforehand.
    #[must_use]
    pub fn estimate(&self) -> FractionEstimate {
        let mut masses = self.relative();
        for (mass, width) in masses.iter_mut().zip(&CELL_WIDTHS) {
            *mass *= width;
        }
        FractionEstimate::of_masses(&masses)
    }
}

/// The factor of a fragment at f = 0, and how it rises with f; scaled so that the likelier allele has about 1.
fn factor(fragment: &FragmentEvidence) -> Option<(f64, f64)> {
    let (reference, alternate) = (f64::from(fragment.ln_reference), f64::from(fragment.ln_alternate));
    let greater = reference.max(alternate);
    if !greater.is_finite() || reference.is_nan() || alternate.is_nan() {
        return None;
    }
    let (reference, alternate) = ((reference - greater).exp(), (alternate - greater).exp());
    let misplaced = f64::from(fragment.mapping_error);
    let misplaced = if misplaced.is_nan() { 1.0 } else { misplaced.clamp(0.0, 1.0) };
    let placed = 1.0 - misplaced;
    Some((placed * reference + misplaced * 0.5 * (reference + alternate), placed * (alternate - reference)))
}

/// A fraction with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FractionEstimate {
    /// The fraction of greatest posterior density.
    pub most_likely: AlleleFraction,
    /// 95 % of the posterior, 2.5 % on either side.
    pub interval: ConfidenceInterval<AlleleFraction>,
}

impl FractionEstimate {
    /// From posterior masses of the cells of the grid, which need not sum to 1; all cells as likely if they sum to 0.
    ///
    /// METHOD: the mode is that of the parabola through the logarithm of the density at the best point of the grid and
    /// its neighbours. The bounds are quantiles with the mass spread evenly over each cell.
    pub(super) fn of_masses(masses: &[f64; GRID_POINTS]) -> Self {
        let total: f64 = masses.iter().sum();
        let even = !(total > 0.0 && total.is_finite());
        let (masses, total) = if even { (&CELL_WIDTHS, 1.0) } else { (masses, total) };
        let lower = fraction(quantile(masses, 0.025 * total));
        let upper = fraction(quantile(masses, 0.975 * total)).max(lower);
        let interval = ConfidenceInterval::new(lower, upper);
        Self { most_likely: fraction(mode(masses)), interval: interval.unwrap_or_else(|| unreachable!("ordered")) }
    }
}

/// A fraction from a number that rounding may have put a little outside 0 to 1.
fn fraction(value: f64) -> AlleleFraction {
    let value = if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
    AlleleFraction::new(value).unwrap_or_else(|_| unreachable!("between 0 and 1"))
}

/// The fraction below which this much of the mass lies.
fn quantile(masses: &[f64; GRID_POINTS], wanted: f64) -> f64 {
    let (mut below, mut start) = (0.0, 0.0);
    for (mass, width) in masses.iter().zip(&CELL_WIDTHS) {
        if *mass > 0.0 && below + mass >= wanted {
            return start + width * (wanted - below) / mass;
        }
        below += mass;
        start += width;
    }
    1.0
}

/// The fraction of greatest density.
fn mode(masses: &[f64; GRID_POINTS]) -> f64 {
    let density = |at: usize| masses[at] / CELL_WIDTHS[at];
    let best = (1..GRID_POINTS).fold(0, |best, at| if density(at) > density(best) { at } else { best });
    if best == 0 || best + 1 == GRID_POINTS {
        return GRID[best];
    }
    let [before, at, after] = [best - 1, best, best + 1].map(|point| density(point).ln());
    let (left, right) = (GRID[best] - GRID[best - 1], GRID[best + 1] - GRID[best]);
    // Vertex of the parabola through three points at distances -left, 0 and right; none if a neighbour is impossible.
    let (rise, fall) = ((at - before) / left, (after - at) / right);
    let curvature = (fall - rise) / (left + right);
    let offset = -(rise * right + fall * left) / (left + right) / (2.0 * curvature);
    if offset.is_finite() { GRID[best] + offset.clamp(-left / 2.0, right / 2.0) } else { GRID[best] }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::evidence::{FragmentStrand, Supports};
    use super::*;

    pub(crate) fn fragment(supports: Supports, error: f64, mapping_error: f64) -> FragmentEvidence {
        FragmentEvidence::of_base(supports, error, mapping_error, FragmentStrand::Forward, None, 50)
    }

    fn fragments(alternate: usize, reference: usize) -> Vec<FragmentEvidence> {
        let mut all = vec![fragment(Supports::Alternate, 1e-4, 1e-6); alternate];
        all.extend(vec![fragment(Supports::Reference, 1e-4, 1e-6); reference]);
        all
    }

    #[test]
    fn the_grid_rises_from_0_to_1() {
        assert!(GRID[0] == 0.0 && (GRID[GRID_POINTS - 1] - 1.0).abs() < 1e-12);
        assert!(GRID.windows(2).all(|pair| pair[0] < pair[1]));
        assert!((CELL_WIDTHS.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!([0.005, 0.01, 0.03, 0.05, 0.5].iter().all(|wanted| GRID.iter().any(|f| (f - wanted).abs() < 1e-12)));
        for value in [0.0, 0.0004, 0.0175, 0.33, 1.0] {
            let (at, share) = place(value);
            assert!((GRID[at] + share * (GRID[at + 1] - GRID[at]) - value).abs() < 1e-12);
        }
    }

    #[test]
    fn the_likelihood_is_that_of_the_formula() {
        let likelihood = FractionLikelihood::of_fragments(&fragments(3, 20));
        let exact = |f: f64| {
            let (e, own, m) = (1e-4, 1.0 - 3e-4, 1e-6);
            let term = |reference: f64, alternate: f64| {
                ((1.0 - m) * ((1.0 - f) * reference + f * alternate) + m * (reference + alternate) / 2.0).ln()
            };
            3.0 * term(e, own) + 20.0 * term(own, e)
        };
        for (point, ln) in GRID.iter().zip(likelihood.ln()) {
            let relative = exact(*point) - GRID.iter().map(|f| exact(*f)).fold(f64::NEG_INFINITY, f64::max);
            assert!((relative - f64::from(*ln)).abs() < 1e-4 * relative.abs().max(1.0), "{point}: {relative} {ln}");
        }
    }

    #[test]
    fn deep_sites_do_not_underflow() {
        let likelihood = FractionLikelihood::of_fragments(&fragments(20_000, 20_000));
        assert!(likelihood.ln().iter().all(|ln| ln.is_finite() && *ln <= 0.0));
        let estimate = likelihood.estimate();
        assert!((estimate.most_likely.get() - 0.5).abs() < 0.002, "{estimate:?}");
    }

    #[test]
    fn an_estimate_holds_the_truth_and_nothing_says_nothing() {
        let estimate = FractionLikelihood::of_fragments(&fragments(9, 81)).estimate();
        assert!((estimate.most_likely.get() - 0.1).abs() < 0.005, "{estimate:?}");
        let (lower, upper) = (estimate.interval.lower().get(), estimate.interval.upper().get());
        // Beta(10, 82): 2.5 % and 97.5 % quantiles.
        assert!((lower - 0.0541).abs() < 0.004 && (upper - 0.1792).abs() < 0.004, "{lower} {upper}");
        let nothing = FractionLikelihood::UNINFORMED.estimate().interval;
        assert!((nothing.lower().get() - 0.025).abs() < 1e-9 && (nothing.upper().get() - 0.975).abs() < 1e-9);
        let garbage = FragmentEvidence { ln_reference: f32::NAN, ..fragment(Supports::Alternate, 0.1, 0.1) };
        assert_eq!(FractionLikelihood::of_fragments(&[garbage]), FractionLikelihood::UNINFORMED);
    }

    pub(crate) fn any_fragment() -> impl Strategy<Value = FragmentEvidence> {
        (-40.0f32..0.0, -40.0f32..0.0, 0.0f32..=1.0).prop_map(|(ln_reference, ln_alternate, mapping_error)| {
            FragmentEvidence { ln_reference, ln_alternate, mapping_error, ..fragment(Supports::Neither, 1e-3, 0.0) }
        })
    }

    proptest! {
        #[test]
        fn one_more_supporting_fragment_never_lowers_the_evidence(
            fragments in prop::collection::vec(any_fragment(), 0..60), better in 0.0f32..40.0, extra in any_fragment(),
        ) {
            let extra = FragmentEvidence { ln_alternate: extra.ln_reference + better, ..extra };
            let before = FractionLikelihood::of_fragments(&fragments);
            let after = FractionLikelihood::of_fragments(&[fragments, vec![extra]].concat());
            for (more, fewer) in after.ln().iter().zip(before.ln()) {
                let (more, fewer) = (more - after.ln()[0], fewer - before.ln()[0]);
                prop_assert!(more >= fewer - 1e-5 * fewer.abs().max(10.0), "{more} {fewer}");
            }
            prop_assert!(after.ln_evidence_of_presence() >= before.ln_evidence_of_presence() - 1e-3);
        }

        #[test]
        fn the_order_of_fragments_and_a_misplaced_one_change_nothing(
            mut fragments in prop::collection::vec(any_fragment(), 0..40), lost in any_fragment(),
        ) {
            let before = FractionLikelihood::of_fragments(&fragments);
            fragments.reverse();
            fragments.push(FragmentEvidence { mapping_error: 1.0, ..lost });
            let after = FractionLikelihood::of_fragments(&fragments);
            for (one, other) in after.ln().iter().zip(before.ln()) {
                prop_assert!((one - other).abs() < 1e-4 * one.abs().max(10.0));
            }
        }
    }
}
