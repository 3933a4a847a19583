//! Pictures as SVG, each with a text that says the same to who does not see it.
//!
//! One drawing serves paper and screen: colours have enough contrast on white and on black, text takes the colour of its
//! surroundings, and nothing is said by colour alone.

mod circle;
mod course;
mod coverage;
mod curve;
mod fractions;
mod genome;
mod intervals;
mod pileup;
mod svg;

pub use circle::junctions;
pub use course::course;
pub use coverage::coverage;
pub(crate) use curve::{Point, curve};
pub use fractions::fractions;
pub use genome::genome;
pub(crate) use intervals::{Bar, Mark, intervals};
pub use pileup::pileup;
pub(crate) use svg::MarkWords;

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Picture {
    /// The drawing.
    pub svg: String,
    /// What it shows, for everybody.
    pub caption: String,
    /// What it says, for who does not see it.
    pub alternative: String,
    /// Its share of the width of the text, in hundredths.
    pub width: u8,
}

/// Blue, for what is as it is wanted or more.
const BLUE: &str = "#3a7bd5";
/// Orange, for what is less or lost.
const ORANGE: &str = "#d9480f";
/// Grey, for lines that lead the eye.
const GREY: &str = "#7a7f87";
