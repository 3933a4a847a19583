//! The yearly indicators of Annex D: numerator, denominator, time rule, and what is missing.
//!
//! The patient is the unit. A year's patients are those whose first report was signed in it. Each indicator puts each of them into one
//! of four: yes, no, not recorded, or not due yet because its window has not passed on the day of the data freeze. A share is that of
//! yes among yes and no, with its interval; what is not recorded is a figure of its own, and the share that would be if all of
//! them were no, or all yes, stands beside it. Missing is never no.

mod case;
mod extract;
mod indicator;
mod publication;
mod published_table;
mod table;
mod year;

pub use case::{Case, Kind, Report, Response, Treatment};
pub use extract::{COLUMNS, Column, ExtractFault, read};
pub use indicator::{Answer, INDICATORS, Indicator};
pub use publication::{ANSWERS, Audience, PublishedYear, READ_AT, Reading, publish};
pub use published_table::{NotPublished, PublishedFigure, earlier};
pub use table::{Definitions, table};
pub use year::{Cell, End, Stratum, Survival, Tally, Year, year};
