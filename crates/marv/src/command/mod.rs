//! One file a command.

pub mod call;
pub mod demo;
pub mod guideline;
pub mod referral;
pub mod simulate;
