//! What the crate promises of a report: its pages, its paper, its FHIR, its comparison and its pictures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what is wrong by failing")]

mod browser;
mod compare;
mod course;
mod fhir;
mod made;
mod pages;
mod parsers;
mod pdf;
mod report;
mod round_trip;
mod yearly;
