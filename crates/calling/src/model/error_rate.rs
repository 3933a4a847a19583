//! How often the sequencer errs, fitted to the sample itself.
//!
//! - [`recalibration`]: base errors by reported quality and by kind of error.
//! - [`repeat_indel`]: false indels in repeats, by unit length and number of units.

pub mod recalibration;
pub mod repeat_indel;

pub use recalibration::{Context, MismatchCounts, Recalibration, SubstitutionClass};
pub use repeat_indel::{DEFAULT_INDEL_RATE, Repeat, RepeatIndelCounts, RepeatIndelRates};

/// How often reads show what the molecule is not.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorRates {
    /// False indels in repeats, over all specimens.
    pub indels: RepeatIndelRates,
    /// Misread bases, per tumour, then per normal.
    pub bases: Vec<Recalibration>,
}

impl ErrorRates {
    /// Before anything was fitted, for so many specimens.
    #[must_use]
    pub fn usual(specimens: usize) -> Self {
        Self { indels: RepeatIndelRates::default(), bases: vec![Recalibration::default(); specimens] }
    }
}
