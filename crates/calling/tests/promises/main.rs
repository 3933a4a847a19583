//! What the crate promises of calls: drawn reads, drawn genomes and evidence on disk.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

#[allow(clippy::pedantic, reason = "sums of drawn numbers")]
mod copy_number;
#[allow(clippy::pedantic, reason = "sums of drawn numbers")]
mod drawn;
mod drawn_reads;
mod evidence_files;
mod structural;
mod structure;
