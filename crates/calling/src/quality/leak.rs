//! How much of a normal is tumour.

use serde::Serialize;

use super::check::{Check, Kind, Verdict};
use super::{percent, percent_within};
use crate::model::tumour_in_normal::{Basis, TumourInNormal};

/// The tumour-in-normal fraction of one normal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeakQuality {
    /// The normal's read-group sample.
    pub sample: String,
    /// Posterior mean.
    pub mean: f64,
    /// 95 % interval.
    pub interval: [f64; 2],
    /// What it rests on.
    pub basis: String,
}

/// The share of tumour in a normal from which it is a warning, and from which a stop (PURPLE fails a pair at 25 %).
const LIMITS: (f64, f64) = (0.05, 0.25);

impl LeakQuality {
    pub(super) fn of(sample: &str, leak: &TumourInNormal) -> Self {
        Self {
            sample: sample.to_owned(),
            mean: leak.mean().get(),
            interval: [leak.interval().lower().get(), leak.interval().upper().get()],
            basis: match leak.basis() {
                Basis::Sites { somatic, .. } => format!("about {somatic:.0} somatic sites"),
                Basis::PriorOnly { somatic, given } => {
                    format!("the prior only: about {somatic:.0} somatic sites among {given} are too few")
                }
                Basis::Stated => "stated".to_owned(),
            },
        }
    }

    /// A fraction that only the prior gives was not measured, and never passes.
    pub(super) fn check(&self, basis: Basis) -> Check {
        let verdict = match (basis, self.mean) {
            (Basis::PriorOnly { .. }, _) => Verdict::Warn,
            (_, mean) if mean < LIMITS.0 => Verdict::Pass,
            (_, mean) if mean < LIMITS.1 => Verdict::Warn,
            _ => Verdict::Stop,
        };
        let because = if let Basis::PriorOnly { .. } = basis {
            format!("not measured ({}); the calls assume what is usual", self.basis)
        } else {
            format!(
                "{} of the normal is tumour; a warning from {}, a stop from {}",
                percent_within(self.mean, self.interval),
                percent(LIMITS.0),
                percent(LIMITS.1),
            )
        };
        Check::new(Kind::TumourInNormal, &self.sample, verdict, because)
    }
}
