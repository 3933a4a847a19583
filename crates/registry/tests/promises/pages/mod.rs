//! The pages, asked over a socket and opened in a browser.

mod asked;
mod browser;
pub mod demo;
mod lists;
mod open;
mod table;
