//! The clinic's words: patient, referral, eligibility, consent, order, specimen, ledger, clocks, sign-off.
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
//! - [`consent`], [`order`], [`specimen`]: three machines, each with its own states.
//! - [`course`]: a patient's course, in which they meet: wishes, guards, events.
//! - [`follow_up`]: what became of the patient after the report.
//! - [`staff`], [`mdt`], [`sign_off`], [`ledger`], [`clock`], [`identifier`]: the words they use.

pub mod clock;
pub mod code;
pub mod consent;
pub mod course;
pub mod cpr;
pub mod diagnosis_code;
pub mod eligibility;
pub mod follow_up;
pub mod identifier;
pub mod language;
pub mod ledger;
pub mod mdt;
pub mod order;
pub mod performance;
pub mod referral;
pub mod sign_off;
pub mod specimen;
pub mod staff;
