//! One file a command.

pub mod account;
pub mod analyse;
pub mod annotate;
pub mod asked;
pub mod audit;
pub mod call;
pub mod capacity;
pub mod compare;
pub mod demo;
pub mod demonstration;
pub mod follow_up;
pub mod fusions;
pub mod gather;
pub mod guideline;
pub mod import;
pub mod interpret;
pub mod karyotype;
pub mod reference;
pub mod referral;
pub mod report;
pub mod risk;
pub mod segments;
pub mod serve;
pub mod simulate;
pub mod store;
pub mod yearly;
