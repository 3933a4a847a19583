//! From structural evidence to junctions: what is joined otherwise than in the reference, in whose DNA, and in how much of it.
//!
//! - [`places`]: where junctions are expected, and where the body makes them itself; knowledge of places from outside.
//! - [`junction`]: from an edge of the breakend graph to a junction's place.
//! - [`node`]: copies of a repeat as one place.
//! - [`crossing`]: how many fragments should cross a place.
//! - [`background`]: how many edges come by chance, fitted to the pair itself.
//! - [`call`]: the probability that a junction is somatic, and the doubts.
//! - [`event`]: junctions of one rearrangement, and its kind.
//! - [`vcf`]: the calls as breakend records.

pub mod background;
pub mod call;
pub mod crossing;
pub mod event;
pub mod junction;
pub mod node;
pub mod places;
pub mod vcf;

pub use call::{JunctionCall, JunctionDoubt, StructuralCalls, call};
pub use places::Places;
