//! Probabilities, their natural logarithms, and Phred scores.

use std::f64::consts::{LN_2, LN_10};
use std::iter::Sum;
use std::ops::{Add, Mul};

use crate::bounded::bounded;

bounded! {
    /// A probability, 0 to 1.
    Probability, 0.0..=1.0, "a probability", "from 0 to 1"
}

bounded! {
    /// A probability as its natural logarithm, from minus infinity (impossible) to 0 (certain).
    ///
    /// The operators are those of probabilities: `a + b` is the probability of either of two events that exclude each
    /// other, `a * b` that of both of two independent events. No operation yields NaN.
    LogProb, f64::NEG_INFINITY..=0.0, "the logarithm of a probability", "not above 0"
}

impl LogProb {
    /// Probability 0.
    pub const IMPOSSIBLE: Self = Self(f64::NEG_INFINITY);
    /// Probability 1.
    pub const CERTAIN: Self = Self(0.0);

    /// Takes back what rounding put above certainty.
    fn rounded(ln: f64) -> Self {
        Self(if ln < 0.0 { ln } else { 0.0 })
    }

    /// The probability of the opposite.
    ///
    /// METHOD: `log1mexp`, M. Maechler, "Accurately computing log(1 - exp(-|a|))", R package Rmpfr, 2012, equation 7:
    /// with a = -ln p, ln(-expm1(-a)) for a up to ln 2 and log1p(-exp(-a)) beyond.
    #[must_use]
    pub fn complement(self) -> Self {
        Self::rounded(if self.0 > -LN_2 { (-self.0.exp_m1()).ln() } else { (-self.0.exp()).ln_1p() })
    }

    /// The share of this event in one that contains it: Bayes' theorem, with the evidence as the whole. `None` if the
    /// whole is impossible.
    #[must_use]
    pub fn share_of(self, whole: Self) -> Option<Self> {
        (whole != Self::IMPOSSIBLE).then(|| Self::rounded(self.0 - whole.0))
    }
}

impl Add for LogProb {
    type Output = Self;

    /// METHOD: ln(e^a + e^b) = a + log1p(e^(b-a)) with a the greater. A sum above 1, which no two events that exclude
    /// each other have, is taken for rounding and cut to 1.
    fn add(self, other: Self) -> Self {
        let (greater, lesser) = if self < other { (other, self) } else { (self, other) };
        if lesser == Self::IMPOSSIBLE {
            return greater;
        }
        Self::rounded(greater.0 + (lesser.0 - greater.0).exp().ln_1p())
    }
}

impl Mul for LogProb {
    type Output = Self;

    #[expect(clippy::suspicious_arithmetic_impl, reason = "the logarithm of a product is a sum")]
    fn mul(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for LogProb {
    /// METHOD: log-sum-exp in one pass. All terms are held relative to the greatest so far; a greater one rescales
    /// them.
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        let (mut greatest, mut relative) = (f64::NEG_INFINITY, 0.0f64);
        for Self(term) in terms.filter(|term| *term != Self::IMPOSSIBLE) {
            if term > greatest {
                relative = relative * (greatest - term).exp() + 1.0;
                greatest = term;
            } else {
                relative += (term - greatest).exp();
            }
        }
        if relative == 0.0 { Self::IMPOSSIBLE } else { Self::rounded(greatest + relative.ln()) }
    }
}

impl From<Probability> for LogProb {
    fn from(probability: Probability) -> Self {
        Self(probability.0.ln())
    }
}

impl From<LogProb> for Probability {
    fn from(log: LogProb) -> Self {
        Self(log.0.exp())
    }
}

bounded! {
    /// The quality of a statement, -10 log10 of the probability that it is wrong, for reporting (VCF 1.6.1, field
    /// `QUAL`). From 0 (surely wrong) to infinity (surely right), which VCF writes `INF`.
    Quality, 0.0..=f64::INFINITY, "a quality", "not below 0, in Phred units"
}

impl Quality {
    /// The quality of a statement that is wrong with this probability.
    #[must_use]
    pub fn of_error(error: LogProb) -> Self {
        Self(-error.0 * 10.0 / LN_10 + 0.0)
    }

    /// The probability that the statement is wrong.
    #[must_use]
    pub fn error(self) -> LogProb {
        LogProb(-self.0 * LN_10 / 10.0 + 0.0)
    }
}

/// A Phred score, 0 to 255: -10 log10 of the probability of an error, as a whole number in one byte.
///
/// Source: B. Ewing, P. Green, Genome Res 1998;8:186-194.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phred(u8);

impl Phred {
    /// A score.
    #[must_use]
    pub const fn new(score: u8) -> Self {
        Self(score)
    }

    /// The score.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// The score of an error probability, rounded to the nearest; 255 for every smaller one.
    #[must_use]
    pub fn of_error(error: LogProb) -> Self {
        let score = Quality::of_error(error).0.round().min(255.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number from 0 to 255")]
        Self(score as u8)
    }

    /// The probability of an error.
    #[must_use]
    pub fn error(self) -> LogProb {
        Quality::from(self).error()
    }
}

impl From<Phred> for Quality {
    fn from(score: Phred) -> Self {
        Self(score.0.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(probability: f64) -> LogProb {
        Probability::new(probability).unwrap().into()
    }

    #[test]
    fn numbers_outside_their_bounds_are_refused() {
        assert!([f64::NAN, 1e-9, f64::INFINITY].iter().all(|ln| LogProb::new(*ln).is_err()));
        assert!([f64::NAN, -1e-9, 1.1].iter().all(|p| Probability::new(*p).is_err()));
        let error = Probability::new(1.5).map_err(|error| error.to_string());
        assert_eq!(error, Err("a probability is a number from 0 to 1, not 1.5".into()));
        assert_eq!(LogProb::new(-0.0).map(|certain| certain.get().to_bits()), Ok(0), "one zero only");
    }

    #[test]
    fn the_impossible_and_the_certain_stay_so() {
        let (never, always) = (LogProb::IMPOSSIBLE, LogProb::CERTAIN);
        assert_eq!((never.complement(), always.complement()), (always, never));
        assert_eq!((never + never, never + always, never * always), (never, always, never));
        assert_eq!([never, never].into_iter().sum::<LogProb>(), never);
        assert_eq!(std::iter::empty::<LogProb>().sum::<LogProb>(), never);
        assert_eq!((always + always, log(0.5) + log(0.5)), (always, always));
        assert_eq!((never.share_of(never), log(0.2).share_of(log(0.2))), (None, Some(always)));
        assert!(never < log(1e-300) && log(1e-300) < always);
    }

    #[test]
    fn a_small_complement_keeps_its_digits() {
        let tiny = LogProb::new(-100.0).unwrap();
        assert!((tiny.complement().get() + (-100.0f64).exp()).abs() < 1e-55, "1 - e^-100 is not 1");
        assert!((tiny.complement().complement().get() + 100.0).abs() < 1e-12);
    }

    #[test]
    fn phred_scores_are_tenths_of_decades() {
        assert!((Phred::new(30).error().get() - 0.001f64.ln()).abs() < 1e-12);
        assert_eq!((Phred::of_error(log(0.001)), Phred::of_error(log(0.5))), (Phred::new(30), Phred::new(3)));
        assert_eq!(Phred::of_error(LogProb::IMPOSSIBLE), Phred::new(255));
        assert_eq!(Quality::of_error(LogProb::CERTAIN).get().to_bits(), 0);
        assert_eq!(Quality::of_error(LogProb::IMPOSSIBLE).error(), LogProb::IMPOSSIBLE);
        assert!((0..=255).map(Phred::new).all(|phred| Phred::of_error(phred.error()) == phred));
    }
}
