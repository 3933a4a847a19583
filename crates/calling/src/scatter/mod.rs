//! One genome in several runs, on one computer or many, and a run that goes on after it was killed.
//!
//! What passes depends on the whole genome (the tumour-in-normal fraction, the threshold), so a run on a part calls
//! nothing: it writes what it collected, piece by piece, into an evidence file. Judging is a step of its own over all
//! pieces, and it is the same step whether they come from one run or from many.
//!
//! - [`run`]: what two runs must share for their evidence to be of one result.
//! - [`part`]: which pieces a run takes.
//! - [`evidence_file`]: pieces in a file, each with its checksum.
//! - [`journal`]: the evidence file of a run that is under way.
//! - [`gather`]: pieces of several files, each exactly once, joined in genome order.

mod error;
pub mod evidence_file;
mod frame;
pub mod gather;
pub mod journal;
pub mod part;
pub mod run;
mod sound;

pub use error::EvidenceError;
pub use evidence_file::EvidenceFile;
pub use gather::gather;
pub use journal::Journal;
pub use part::Part;
pub use run::{Difference, Program, RunIdentity};
