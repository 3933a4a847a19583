//! What the programme gave its patients, in figures that can be checked.
//!
//! This room knows courses as `clinic` tells them, and arithmetic. It knows no database, no page, and no genome: that a driver was
//! reported is a fact that is handed in.
//!
//! - [`capacity`]: how many patients can be handled within the promised days
//! - [`disclosure`]: what of a year's counts may be published
//! - [`kpi`]: the yearly indicators
//! - [`proportion`]: a share with its interval
//! - [`survival`]: time to an event that not everybody has had yet

pub mod capacity;
pub mod disclosure;
pub mod kpi;
pub mod proportion;
pub mod survival;
