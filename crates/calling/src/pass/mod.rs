//! One pass over the reads of a piece of the genome.
//!
//! The reads of every sample are taken into memory once, as the file holds them. From there the collectors are fed and
//! candidates are looked at again; the file is not read a second time.

pub mod alleles;
pub mod assembly;
pub mod candidate;
pub mod clipped;
pub mod counts;
pub mod coverage;
pub mod evaluation;
pub mod evidence;
pub mod mismatches;
pub mod neighbours;
pub mod reads;
pub mod repeats;
pub mod same_molecules;
pub mod structure;
pub mod tandem;
pub mod windows;
