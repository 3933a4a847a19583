//! What the crate promises of the files it reads and writes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::redundant_closure_for_method_calls,
    reason = "a test says what is wrong by failing"
)]

mod alignments;
mod bcf;
mod call_sets;
mod call_sets_broken;
mod call_sets_shared;
mod corruption;
mod cram;
#[path = "made/cram.rs"]
mod cram_file;
mod made;
mod samtools;
mod samtools_cram;
mod text;
