//! What the crate promises: given vignettes, published cohorts, properties and hostile texts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod ctml_vectors;
mod drivers;
mod earlier_tests;
mod gene_tables;
mod given_vignettes;
mod hostile_karyotypes;
mod published_cohort;
mod published_karyotypes;
mod published_risk;
mod response_vignettes;
mod risk_properties;
mod shared;
mod shared_vignettes;
