//! What the crate promises of a drawn pair of samples.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod errors;
mod hot_spots;
mod pair;
mod read_back;
mod structure;
