//! Pairs of tumour and normal reads with known truth.
//!
//! [`simulate`] carries out a [`Plan`]: a person with inherited variants on two haplotypes, a tumour of clones that descend
//! from each other, a tumour and a normal sample that are mixtures of their cells (with tumour cells in the normal, and
//! DNA of another person, if wanted), and read pairs from those mixtures, with qualities, errors and duplicates. Because
//! the origin of each read is known, so is its true alignment; what the file shows is what an aligner would prefer.
//!
//! Everything follows from the plan and its seed: the same plan makes the same bytes on any number of threads.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use simulation::{Plan, simulate};
//! let plan: Plan = serde_json::from_str(r#"{"seed": 7, "purity": 0.8, "tumour_in_normal": 0.1}"#)?;
//! let summary = simulate(&plan, None, "pair".as_ref(), std::thread::available_parallelism()?)?;
//! println!("{} fragments of the tumour sample", summary.tumour.fragments);
//! # Ok(())
//! # }
//! ```
//!
//! - [`plan`]: what is simulated, with all its errors at once.
//! - [`random`]: random numbers by place.
//! - [`synthetic`], [`copied`], [`tract`]: a reference with GC structure, repeats and copied segments.
//! - [`structure`]: chromosomes, and what happens to them.
//! - [`variants`]: inherited and acquired variants of a contig.
//! - [`haplotype`]: the reference with variants put in, and the map between the two.
//! - [`cells`]: the cells of a sample and their shares.
//! - [`alignment`]: from the true path of a read to what an aligner shows.
//!
//! Not modelled: sex chromosomes, coverage that depends on GC, errors that depend on the sequence around them apart from
//! repeats, and reads placed at the wrong copy of a segment.

pub mod alignment;
pub mod cells;
pub mod copied;
mod damage;
mod draft;
mod fragments;
mod genomes;
pub mod haplotype;
pub mod plan;
mod purpose;
mod quality;
pub mod random;
mod reads;
mod records;
mod reference;
mod sample_files;
mod sequencer;
mod simulate;
mod slip;
pub mod structure;
mod summary;
pub mod synthetic;
pub mod tract;
mod truth;
pub mod variants;
mod windows;

pub use fragments::Tally;
pub use plan::{Plan, PlanError};
pub use sample_files::SampleError;
pub use simulate::{SimulationError, simulate};
pub use summary::{CloneSummary, CopySummary, Summary};
