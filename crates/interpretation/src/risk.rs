//! Risk scores: IPSS, IPSS-R, IPSS-RA and IPSS-M of myelodysplasia; the allelic state of `TP53`.
//!
//! A value that is missing never gets a made-up number: scores by points answer with every total and category that the
//! known values allow ([`points`]), and IPSS-M with its published best, mean and worst scenario. [`cohort`] scores tables
//! of patients.

pub mod cohort;
pub mod ipss;
pub mod ipss_m;
pub mod ipss_r;
pub mod points;
pub mod tp53;
