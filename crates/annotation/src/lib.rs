//! What a variant does to genes.
//!
//! This crate knows transcripts, consequences, HGVS, cytobands and fusions; it knows no patient and no drug.

pub mod accession;
pub mod amino_acid;
pub mod ann;
pub mod annotate;
pub mod change;
pub mod coding;
pub mod consequence;
pub mod cytoband;
pub mod fusion;
pub mod gene_models;
pub mod hgvs;
pub mod legacy;
pub mod splice;
pub mod store;
pub mod transcript;
pub mod vrs;
