//! The clinic's words: patient, referral, eligibility, exceptions, specimen plan, decisions that are kept.
//!
//! This room knows no DNA, no database and no clock: dates are arguments.
//!
//! - [`cpr`]: Danish person numbers and replacement numbers.
//! - [`diagnosis_code`]: SKS and ICD-10 codes.
//! - [`performance`]: ECOG and Karnofsky.
//! - [`code`]: closed code lists.
//! - [`language`]: Danish and English.
//! - [`referral`]: from a draft that nobody believes to a referral, or all field errors at once.
//! - [`eligibility`]: the guideline's answer to a referral.

pub mod code;
pub mod cpr;
pub mod diagnosis_code;
pub mod eligibility;
pub mod language;
pub mod performance;
pub mod referral;
