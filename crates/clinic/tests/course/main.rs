//! A patient's course: consents, orders and specimens together.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod clocks;
mod exploration;
mod fixture;

mod follow_up;
mod guards;
mod joining;
mod lives;
mod states;
