//! The pages, asked over a socket and opened in a browser.

mod asked;
mod browser;
mod open;
