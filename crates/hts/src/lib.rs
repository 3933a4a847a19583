//! The files of high-throughput sequencing. No other crate opens one.
//!
//! - [`alignments`]: BAM with its indexes; reading by region without a copy, and writing.
//! - [`fasta`]: an indexed reference genome.
//! - [`vcf`]: writing VCF with its tabix index, and reading the sites of one.
//! - [`call_sets`]: what the programs of a laboratory found: VCF of any caller, MAF, segments, fusions, purity.
//! - [`bed`]: regions of a reference; [`region`]: one of them as it is typed, `chr5:171410539-171410543`.
//! - [`lines`]: lines of a text file, compressed or not.
//! - [`bgzf`]: the compressed blocks beneath most of them.
//! - [`unfinished`]: a file that gets its name when it is complete.
//!
//! What a variant or a region means is not known here. What is written has a temporary name until it is complete, and
//! what is read is believed only after it was checked: a damaged file is an error that says where, and never a panic.
//!
//! Sources: *SAM* is "Sequence Alignment/Map Format Specification", *VCF* is "The Variant Call Format Specification,
//! VCFv4.4", both at samtools/hts-specs with those of CSI, tabix and BED.

pub mod alignments;
pub mod bed;
pub mod bgzf;
pub mod call_sets;
pub mod fasta;
pub mod lines;
pub mod region;
pub mod unfinished;
pub mod vcf;

mod cram;
mod index;
