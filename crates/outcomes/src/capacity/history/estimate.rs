//! Numbers with their intervals.

use super::super::Duration;
use super::{Estimated, FEWEST};

/// The normal quantile of an interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;
/// The normal quantile at nine of ten.
const Z_90: f64 = 1.281_551_565_544_6;

#[expect(clippy::cast_precision_loss, reason = "counts of orders")]
fn of(count: usize) -> f64 {
    count as f64
}

/// A count in so many years, for one.
///
/// METHOD: the square root of a Poisson count has a variance of 1/4; (√n ± z/2)². Bartlett, Suppl J R Stat Soc 1936;3:68.
pub(super) fn rate(count: usize, years: f64) -> Estimated {
    let root = of(count).sqrt();
    let end = |sign: f64| (root + sign * Z / 2.0).max(0.0).powi(2) / years;
    Estimated { value: of(count) / years, lower: end(-1.0), upper: end(1.0) }
}

/// A time of which half are below and nine of ten are below, as the data say, with an interval for each; `None`: too few.
///
/// METHOD: the interval of a quantile is that between two ordered values, np ∓ z √(np(1 - p)): Hahn, Kunter, Meeker, Statistical Intervals,
/// section 5.2.
pub(super) fn time(mut values: Vec<f64>) -> Option<(Duration, Vec<Estimated>)> {
    if values.len() < FEWEST {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let quantile = |share: f64| {
        let at = of(values.len()) * share;
        let half = Z * (at * (1.0 - share)).sqrt();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places in a list")]
        let place = |place: f64| values[(place.max(0.0) as usize).min(values.len() - 1)];
        Estimated {
            value: place((at - 1.0).ceil()),
            lower: place((at - half - 1.0).floor()),
            upper: place((at + half).ceil()),
        }
    };
    let (median, p90) = (quantile(0.5), quantile(0.9));
    Some((duration(median.value, p90.value), vec![median, p90]))
}

/// A duration that the simulation takes: in ten-thousandths, nine of ten not below the half, and always the same where the half is at once.
pub(super) fn duration(median: f64, p90: f64) -> Duration {
    let rounded = |own: f64| (own.max(0.0) * 1e4).round() / 1e4;
    let median = rounded(median);
    Duration { median, p90: if median == 0.0 { 0.0 } else { rounded(p90).max(median) } }
}

/// Two kinds of time mixed with each other: which share is of the longer kind among some groups, and the times of each.
pub(super) struct Mixed {
    /// The shorter kind.
    pub short: (Duration, Vec<Estimated>),
    /// The longer kind.
    pub long: (Duration, Vec<Estimated>),
    /// Of each value, how probably it is of the longer kind.
    pub longer: Vec<f64>,
}

/// Takes two lognormal times apart that were recorded as one. `None` where one of the kinds has too few.
///
/// METHOD: expectation and maximisation over the logarithms, begun at a cut; Dempster, Laird, Rubin, J R Stat Soc B 1977;39:1. The intervals
/// are those of normal samples with as many values as belong to each kind.
pub(super) fn apart(values: &[f64], cut: f64) -> Option<Mixed> {
    const ROUNDS: usize = 200;
    // A time of nothing has no logarithm: a minute.
    let logs: Vec<f64> = values.iter().map(|own| own.max(1.0 / 1_440.0).ln()).collect();
    let mut longer: Vec<f64> = values.iter().map(|own| f64::from(*own >= cut)).collect();
    let kind = |weight: &dyn Fn(usize) -> f64| {
        let sum: f64 = (0..logs.len()).map(weight).sum();
        let mean = logs.iter().enumerate().map(|(at, own)| weight(at) * own).sum::<f64>() / sum;
        let variance = logs.iter().enumerate().map(|(at, own)| weight(at) * (own - mean).powi(2)).sum::<f64>() / sum;
        (sum, mean, variance.sqrt().max(1e-3))
    };
    let mut kinds = [(0.0, 0.0, 1.0); 2];
    for _ in 0..ROUNDS {
        kinds = [kind(&|at| 1.0 - longer[at]), kind(&|at| longer[at])];
        if kinds.iter().any(|(sum, ..)| *sum < of(FEWEST)) {
            return None;
        }
        let density = |(sum, mean, deviation): (f64, f64, f64), own: f64| {
            sum / deviation * (-0.5 * ((own - mean) / deviation).powi(2)).exp()
        };
        for (own, log) in longer.iter_mut().zip(&logs) {
            let [short, long] = kinds.map(|kind| density(kind, *log));
            // So far from both that neither has a density: the nearer one.
            *own = if short + long > 0.0 { long / (short + long) } else { f64::from(*log > kinds[0].1) };
        }
    }
    let told = |(sum, mean, deviation): (f64, f64, f64)| {
        let at = |z: f64| {
            let half = Z * deviation * ((1.0 + z * z / 2.0) / sum).sqrt();
            let place = mean + z * deviation;
            Estimated { value: place.exp(), lower: (place - half).exp(), upper: (place + half).exp() }
        };
        let (median, p90) = (at(0.0), at(Z_90));
        (duration(median.value, p90.value), vec![median, p90])
    };
    Some(Mixed { short: told(kinds[0]), long: told(kinds[1]), longer })
}

/// A share with the interval of Wilson.
pub(super) fn share(part: f64, of_all: usize) -> Estimated {
    let (all, value) = (of(of_all), part / of(of_all));
    let middle = (value + Z * Z / (2.0 * all)) / (1.0 + Z * Z / all);
    let half = Z / (1.0 + Z * Z / all) * (value * (1.0 - value) / all + Z * Z / (4.0 * all * all)).sqrt();
    Estimated { value, lower: (middle - half).max(0.0), upper: (middle + half).min(1.0) }
}
