//! Risk scores: IPSS, IPSS-R, IPSS-RA and IPSS-M of myelodysplasia; the allelic state of `TP53`; clonal
//! haematopoiesis; markers of myeloma and chronic lymphocytic leukaemia.
//!
//! A value that is missing never gets a made-up number: scores by points answer with every total and category that the
//! known values allow ([`points`]), and IPSS-M with its published best, mean and worst scenario. [`cohort`] scores tables
//! of patients.

pub mod cll;
pub mod clonal_haematopoiesis;
pub mod cohort;
pub mod from_workup;
pub mod ipss;
pub mod ipss_m;
pub mod ipss_r;
pub mod myeloma;
pub mod points;
pub mod tp53;
