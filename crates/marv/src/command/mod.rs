//! One file a command.

pub mod demo;
pub mod guideline;
pub mod referral;
