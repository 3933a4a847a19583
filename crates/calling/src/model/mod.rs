//! The model: from what fragments say to the probability that a variant is somatic.
//!
//! Pure: no file, no thread, no clock; the same input gives the same numbers. Likelihoods are natural logarithms.
//!
//! - [`evidence`]: the words; what one fragment says at a site.
//! - [`error_rate`]: how often the sequencer errs, fitted to the sample.
//! - [`indel_alignment`]: the probability of a read given a haplotype.
//! - [`allele_fraction`]: the likelihood of an allele fraction.
//! - [`fraction_posterior`]: what is believed of a share of a specimen.
//! - [`foreign_dna`]: how much DNA of another person a specimen holds.
//! - [`tumour_in_normal`]: how much tumour the normal holds, and how a fraction leaks.
//! - [`prior`]: what is believed beforehand, by tier.
//! - [`joint`]: all specimens of a person together.
//! - [`artefact`]: whether support looks like an artefact; [`doubt`]: doubts by name.
//! - [`threshold`]: which candidates pass.
//! - [`detection_limit`]: from which fraction a variant would have been seen.

pub mod allele_fraction;
pub mod artefact;
pub mod detection_limit;
pub mod doubt;
pub mod error_rate;
pub mod evidence;
pub mod foreign_dna;
pub mod fraction_posterior;
pub mod indel_alignment;
pub mod joint;
pub mod prior;
mod shape;
pub mod threshold;
pub mod tumour_in_normal;

#[cfg(test)]
pub(crate) mod simulated;
