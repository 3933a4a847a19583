//! A synthetic patient: an adult with acute myeloid leukaemia, at diagnosis and after induction.
//!
//! Nothing here is of a person. The genome is random bases with the names, places and exons of real genes; the patient's
//! referral has a replacement number, which cannot be anybody's. docs/demo.md says what is planted, and where the report must
//! say it.

mod case;
mod coding;
mod facts;
mod files;
mod genome;
mod plan;
mod variants;

pub use case::{CaseFolder, DemoCase, write_case};
