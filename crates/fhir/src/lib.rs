//! Words of FHIR R4 (4.0.1) that the report and the service share: names of code systems and profiles, and elements made by one
//! function each.
//!
//! No crate of the house is known here, and no patient: what is said with these words is for the rooms above.

pub mod code;
pub mod element;
