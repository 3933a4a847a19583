//! What the crate promises of places, consequences and names.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod invented;
mod known_places;
mod made;
mod properties;
mod real_genes;
