//! How often the sequencer errs, fitted to the sample itself.
//!
//! - [`recalibration`]: base errors by reported quality and by kind of error.
//! - [`repeat_indel`]: false indels in repeats, by unit length and number of units.

pub mod recalibration;
pub mod repeat_indel;

pub use recalibration::{Context, MismatchCounts, Recalibration, SubstitutionClass};
pub use repeat_indel::{DEFAULT_INDEL_RATE, Repeat, RepeatIndelCounts, RepeatIndelRates};
