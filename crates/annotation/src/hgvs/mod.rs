//! Names of variants after the HGVS Nomenclature (version 21.1, hgvs-nomenclature.org).
//!
//! - [`nucleotide`], `g.`, `c.` and `n.`
//! - [`protein`], `p.`

pub mod nucleotide;
pub mod protein;
