//! From somatic findings to their meaning.
//!
//! This crate knows genes, karyotypes, risk scores, classifications and therapy evidence. It does not know who the patient
//! is, and it opens no file of reads: it sees findings, a pseudonym and clinical values without identity.
//!
//! - [`source`]: the papers and books that every rule, coefficient and row comes from.
//! - [`cytogenetics`]: the abnormalities of chromosomes that rules ask for.
//! - [`decision_list`]: ordered rules over three-valued facts, and an answer with its path.
//!
//! Three things hold everywhere:
//! - *Missing is not wild type*: a fact is yes, no, or unknown ([`guideline::truth::Truth`]).
//! - An answer carries edition, rule path, source and what is missing.
//! - Where a published table can be read in two ways, every reading is answered and the default is named.

pub mod cytogenetics;
pub mod decision_list;
pub mod source;
