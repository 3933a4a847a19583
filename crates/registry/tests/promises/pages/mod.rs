//! The pages, asked over a socket and opened in a browser.

mod again;
pub mod asked;
mod boards;
pub mod browser;
pub mod demo;
mod filed;
mod keepers;
mod lists;
mod open;
mod reports;
mod table;
