//! The words of DNA.
//!
//! This crate knows no file, no clock, no thread and no patient. Every quantity is a type with its unit, every type has
//! one door (its constructor), and what has passed the door is right for ever.
//! What can be written down as bytes (serde) comes back through the same door.
//!
//! - [`position`]: positions, intervals and lengths on a contig, 1-based and closed; to and from BED's form.
//! - [`contig`]: contigs, and lists of them as a file's header or a reference holds them.
//! - [`assembly`]: the human assemblies, and whether a header was made against one.
//! - [`sequence`]: bases and sequences.
//! - [`mod@reference`]: what a variant needs to know of the reference genome.
//! - [`variant`]: small variants in one normal form.
//! - [`breakend`]: the ends and junctions of structural variants, and VCF's bracket notation.
//! - [`probability`]: probabilities, their logarithms and Phred scores.
//! - [`quantity`]: depth, allele fraction, purity, ploidy, copy number and qualities of reads.
//! - [`detection`]: found, not found at this limit, or not assessed.
//! - [`bounded`]: the error of every real number that lies outside its bounds.
//!
//! Sources: *VCF* is "The Variant Call Format Specification, VCFv4.4"; *SAM* is "Sequence Alignment/Map Format
//! Specification", both at samtools/hts-specs.

pub mod assembly;
pub mod bounded;
pub mod breakend;
pub mod chromosome;
pub mod contig;
pub mod detection;
pub mod position;
pub mod probability;
pub mod quantity;
pub mod reference;
pub mod sequence;
pub mod variant;

#[cfg(test)]
mod properties;
