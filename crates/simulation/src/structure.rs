//! What happens to the chromosomes of a clone: structural variants and changes of copy number.
//!
//! A chromosome is a list of stretches of the two inherited haplotypes, and of new bases. [`Evolution`] lets the events of
//! the plan happen, generation by generation, and keeps of each copy what it was copied from: so depth, allele fractions and
//! reads across junctions all follow from the same chromosomes.

mod across;
mod copy_numbers;
mod drawn;
mod event;
mod evolution;
mod homology;
mod junctions;
mod karyotype;
mod legs;
mod resolve;
#[cfg(test)]
mod tests;
mod truth;

pub(crate) use across::{Crossing, crossings};
pub(crate) use copy_numbers::copy_numbers;
pub use evolution::{Birth, Evolution};
pub(crate) use karyotype::Stretch;
pub(crate) use resolve::resolve;
pub(crate) use truth::write_truth;
