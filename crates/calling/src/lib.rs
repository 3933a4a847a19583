//! From the reads of a tumour/germline pair to somatic calls.
//!
//! This room knows reads, positions and probabilities; it knows no gene's meaning, no drug and no patient. A sample is a
//! pseudonym from a read group.
//!
//! - [`shard`]: fixed pieces of the genome; no thread count and no scatter moves them.
//! - [`pass`]: one walk over the reads of a piece, feeding all collectors.
//! - [`scatter`]: one genome in several runs, and going on after a kill.
//! - [`structural`]: from structural evidence to junctions.
//! - [`model`]: from what fragments say to the probability that a variant is somatic; pure.

pub mod bam_output;
pub mod collect;
pub mod contamination;
pub mod copy_number;
pub mod fitness;
pub mod genes;
pub mod identity;
pub mod judge;
pub mod model;
pub mod normals_panel;
pub mod pair;
pub mod pass;
pub mod pilot;
pub mod processing;
pub mod quality;
pub mod scatter;
pub mod shard;
pub mod snps;
pub mod structural;
pub mod survey;
pub mod tables;
pub mod tandem;
pub mod tier;
pub mod variant_list;
pub mod vcf_output;
