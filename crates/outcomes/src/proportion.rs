//! A share of patients, with the interval that says how little is known when they are few.

use serde::Serialize;

/// The quantile of the standard normal distribution that leaves 2.5 % above it: all intervals of this room are of 95 %.
pub const NORMAL_QUANTILE_975: f64 = 1.959_963_984_540_054;

/// `numerator` of `denominator` patients.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Proportion {
    numerator: u32,
    denominator: u32,
}

/// A share of more patients than were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{numerator} of {denominator} is no share: each of the numerator must be one of the denominator")]
pub struct NotAShare {
    /// Patients with the outcome.
    pub numerator: u32,
    /// Patients in all.
    pub denominator: u32,
}

/// An interval of 95 %, both ends within it. Its unit is that of the estimate it belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

impl Proportion {
    /// A share.
    ///
    /// # Errors
    /// When the numerator is larger than the denominator.
    pub fn new(numerator: u32, denominator: u32) -> Result<Self, NotAShare> {
        if numerator > denominator {
            return Err(NotAShare { numerator, denominator });
        }
        Ok(Self { numerator, denominator })
    }

    /// Patients with the outcome.
    #[must_use]
    pub fn numerator(self) -> u32 {
        self.numerator
    }

    /// Patients in all.
    #[must_use]
    pub fn denominator(self) -> u32 {
        self.denominator
    }

    /// The share, from 0 to 1; `None` of nobody, which is not 0.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.denominator > 0).then(|| f64::from(self.numerator) / f64::from(self.denominator))
    }

    /// The score interval of 95 %; `None` of nobody.
    ///
    /// Source: Wilson, J Am Stat Assoc 1927;22:209, without a correction for continuity; recommended for few patients by Brown, Cai and
    /// `DasGupta`, Stat Sci 2001;16:101.
    #[must_use]
    pub fn interval(self) -> Option<Interval> {
        let p = self.share()?;
        let n = f64::from(self.denominator);
        let z2 = NORMAL_QUANTILE_975 * NORMAL_QUANTILE_975;
        // METHOD: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).
        let centre = p + z2 / (2.0 * n);
        let half = NORMAL_QUANTILE_975 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        let scale = 1.0 + z2 / n;
        // Nobody and everybody have their end exactly at 0 and 1; rounding would put it beside.
        let lower = if self.numerator == 0 { 0.0 } else { (centre - half) / scale };
        let upper = if self.numerator == self.denominator { 1.0 } else { (centre + half) / scale };
        Some(Interval { lower, upper })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(numerator: u32, denominator: u32) -> (f64, f64) {
        Proportion::new(numerator, denominator).unwrap().interval().map(|i| (i.lower, i.upper)).unwrap()
    }

    #[test]
    fn published_intervals_are_met() {
        // Newcombe, Stat Med 1998;17:857, Table I, method 3.
        let near = |(lower, upper): (f64, f64), (l, u): (f64, f64)| {
            assert!((lower - l).abs() < 5e-5 && (upper - u).abs() < 5e-5, "{lower} {upper}, published {l} {u}");
        };
        near(interval(81, 263), (0.2553, 0.3662));
        near(interval(15, 148), (0.0624, 0.1605));
        near(interval(0, 20), (0.0, 0.1611));
        near(interval(1, 29), (0.0061, 0.1718));
    }

    #[test]
    fn of_nobody_there_is_no_share() {
        let nobody = Proportion::new(0, 0).unwrap();
        assert_eq!((nobody.share(), nobody.interval()), (None, None));
        assert_eq!(Proportion::new(2, 1), Err(NotAShare { numerator: 2, denominator: 1 }));
    }

    proptest::proptest! {
        #[test]
        fn the_share_lies_within_and_the_complement_mirrors(denominator in 1_u32..5_000, part in 0.0_f64..=1.0) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 5000")]
            let numerator = (f64::from(denominator) * part) as u32;
            let of = Proportion::new(numerator, denominator).unwrap();
            let (lower, upper) = interval(numerator, denominator);
            let share = of.share().unwrap();
            proptest::prop_assert!((0.0..=share).contains(&lower) && (share..=1.0).contains(&upper));
            let (l, u) = interval(denominator - numerator, denominator);
            proptest::prop_assert!((l - (1.0 - upper)).abs() < 1e-12 && (u - (1.0 - lower)).abs() < 1e-12);
        }
    }
}
