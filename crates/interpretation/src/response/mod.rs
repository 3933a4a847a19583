//! What has become of the disease: response to treatment, clearance of drivers, clonal evolution.
//!
//! "Not detected" is never called remission: each answer names its limit.

pub mod clearance;
pub mod evolution;
pub mod haematological;
pub mod sighting;
pub mod transcript;
