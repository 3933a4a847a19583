//! What the crate promises: the figures of programs that the field trusts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod capacity;
mod disclosure;
mod exchange;
mod history;
mod kpi;
mod members;
mod survival;
mod years;
