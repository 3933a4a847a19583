//! What is believed of a share of a specimen, as a whole distribution: values with masses.

use genome::probability::Probability;
use genome::quantity::ConfidenceInterval;

/// A distribution over a share of 0 to 1, with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct FractionPosterior<Basis> {
    /// Values in rising order and their masses, which sum to 1.
    masses: Vec<(f64, f64)>,
    basis: Basis,
}

/// The cell of a value: half way to its neighbours.
fn cell(values: usize, at: usize, value: impl Fn(usize) -> f64) -> (f64, f64) {
    let lower = if at == 0 { value(0) } else { f64::midpoint(value(at - 1), value(at)) };
    let upper = if at + 1 == values { value(at) } else { f64::midpoint(value(at), value(at + 1)) };
    (lower, upper)
}

/// The masses of the cells of some values under a distribution function.
pub(super) fn masses_of(values: &[f64], cumulative: impl Fn(f64) -> f64) -> Vec<f64> {
    let mass = |at| {
        let (lower, upper) = cell(values.len(), at, |at| values[at]);
        cumulative(upper) - cumulative(lower)
    };
    (0..values.len()).map(mass).collect()
}

/// A probability from a number that rounding may have put a little outside 0 to 1.
pub(super) fn probability(value: f64) -> Probability {
    let value = if value.is_nan() { 0.0 } else { value.clamp(0.0, 1.0) };
    Probability::new(value).unwrap_or_else(|_| unreachable!("between 0 and 1"))
}

impl<Basis: Copy> FractionPosterior<Basis> {
    /// From values in rising order with masses that sum to 1.
    pub(super) fn new(masses: Vec<(f64, f64)>, basis: Basis) -> Self {
        Self { masses, basis }
    }

    /// The values with their masses, which sum to 1.
    #[must_use]
    pub fn masses(&self) -> &[(f64, f64)] {
        &self.masses
    }

    /// What it rests on.
    #[must_use]
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> Probability {
        probability(self.masses.iter().map(|(value, mass)| value * mass).sum())
    }

    /// The value of greatest density.
    #[must_use]
    pub fn mode(&self) -> Probability {
        let mut best = (0.0, f64::NEG_INFINITY);
        for (at, (value, mass)) in self.masses.iter().enumerate() {
            let (lower, upper) = self.cell(at);
            let density = mass / (upper - lower).max(f64::MIN_POSITIVE);
            if density > best.1 {
                best = (*value, density);
            }
        }
        probability(best.0)
    }

    /// 95 % of the distribution, 2.5 % on either side.
    #[must_use]
    pub fn interval(&self) -> ConfidenceInterval<Probability> {
        let lower = probability(self.quantile(0.025));
        let upper = probability(self.quantile(0.975)).max(lower);
        ConfidenceInterval::new(lower, upper).unwrap_or_else(|| unreachable!("ordered"))
    }

    /// The value below which this share of the distribution lies; each mass is spread evenly over its cell.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        let mut below = 0.0;
        for (at, (_, mass)) in self.masses.iter().enumerate() {
            if *mass > 0.0 && below + mass >= share {
                let (lower, upper) = self.cell(at);
                return lower + (upper - lower) * ((share - below) / mass).clamp(0.0, 1.0);
            }
            below += mass;
        }
        self.masses.last().map_or(0.0, |(value, _)| *value)
    }

    fn cell(&self, at: usize) -> (f64, f64) {
        cell(self.masses.len(), at, |at| self.masses[at].0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_within_cells() {
        let posterior = FractionPosterior::new(vec![(0.0, 0.5), (0.2, 0.25), (0.6, 0.25)], ());
        // Cells 0 to 0.1, 0.1 to 0.4 and 0.4 to 0.6.
        assert!((posterior.mean().get() - 0.2).abs() < 1e-12 && posterior.mode().get() == 0.0);
        for (share, value) in [(0.0, 0.0), (0.25, 0.05), (0.5, 0.1), (0.625, 0.25), (1.0, 0.6)] {
            assert!((posterior.quantile(share) - value).abs() < 1e-12, "{share}");
        }
        let interval = posterior.interval();
        assert!((interval.lower().get() - 0.005).abs() < 1e-12 && (interval.upper().get() - 0.58).abs() < 1e-12);
    }

    #[test]
    fn masses_are_differences_of_the_distribution_function() {
        let masses = masses_of(&[0.0, 0.5, 1.0], |value| value);
        assert_eq!(masses, [0.25, 0.5, 0.25]);
    }
}
