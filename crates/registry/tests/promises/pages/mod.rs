//! The pages, asked over a socket and opened in a browser.

pub mod again;
pub mod asked;
mod boards;
pub mod browser;
pub mod demo;
mod every;
pub mod filed;
mod keepers;
mod landing;
mod lists;
pub mod logs;
mod open;
mod outcome;
mod reports;
mod table;
mod unranked;
